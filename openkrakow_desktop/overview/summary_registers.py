"""The summary's pages on the registers: events, the Point, trainings, patronages, the competition, money.

Breakdowns of people hide small numbers (core/suppression.py); headline numbers and counts of events never do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from ..activities.model import BudgetLine
from ..competition.model import Award, Candidate, Edition, MayorDecision, Nomination
from ..core.document import (
    Block,
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    Figure,
    Heading,
    Kind,
    NoData,
    Note,
    Paragraph,
    Series,
    Suppressed,
    Table,
    Total,
    Value,
)
from ..core.document_rules import ROMAN
from ..core.formats import number
from ..core.measures import Reading
from ..core.suppression import hidden_in_list
from ..core.text import sentence
from ..events.counting import ANONYMOUS
from ..events.measures import CENTRE_PARTICIPATIONS, EVENTS
from ..events.model import Event, EventType
from ..patronage.model import Patronage, PatronageDecision, PatronageKind
from ..point.publication import Published, publish
from ..point.service import MONTHS, By, MonthTable, month_table
from ..training.counting import completed, participants, present
from ..training.model import TOOK_PLACE, Participation, Training, TrainingGroup
from .summary_context import Summary

_AMOUNTS = ("plan", "plan_after_changes", "executed")


# ---- events --------------------------------------------------------------------------------------------------------
def events(s: Summary) -> Iterator[Block]:
    """Events by type and month, attendance by month, what was cancelled."""
    yield Heading(s.word("events"))
    yield from _types_by_month(s)
    yield from _attendance_by_month(s)
    yield from _cancelled(s)


def _types_by_month(s: Summary) -> Iterator[Block]:
    types = {key: kind for key, kind in s.session.execute(select(Event.id, Event.type))}
    counts: Counter[tuple[EventType, int]] = Counter()
    for row in EVENTS.rows(s.session, s.period):
        if not row.why and row.on is not None:
            counts[types[row.id], row.on.month] += 1
    kinds = [kind for kind in EventType if any(counts[kind, month] for month in MONTHS)]
    columns = (
        Column(s.word("type"), header=True),
        *(Column(ROMAN[month - 1], Kind.INTEGER, total=Total.SUM) for month in MONTHS),
        Column(s.word("total"), Kind.INTEGER, total=Total.SUM),
    )
    rows: list[tuple[Value, ...]] = []
    for kind in kinds:
        months = [counts[kind, month] for month in MONTHS]
        rows.append((sentence(s.words.choice(kind)), *months, sum(months)))
    total = sum(counts.values())
    yield Table(
        "events_by_type",
        s.word("events_caption", year=s.period.year),
        columns,
        tuple(rows),
        s.source("event", s.word("events_basis")),
        summary=s.word("events_summary", n=total),
        sheet=s.sheet("events_by_type"),
    )


def _attendance_by_month(s: Summary) -> Iterator[Block]:
    everybody = _by_month(s, CENTRE_PARTICIPATIONS)
    anonymous = _by_month(s, replace(CENTRE_PARTICIPATIONS, counts=ANONYMOUS))
    last = s.period.stock_day.month if s.period.is_running else 12
    values = tuple(everybody[m] if m <= last else None for m in MONTHS)
    yield Figure(
        "attendance_months",
        s.word("attendance_chart", year=s.period.year),
        ChartSpec(ChartKind.MONTHS, ROMAN, (Series(s.word("attendance"), values),)),
        s.word("attendance_summary", n=number(sum(everybody.values()), s.language)),
        s.source("session", s.word("attendance_basis")),
        sheet=s.sheet("attendance_months"),
    )
    yield Table(
        "attendance_by_month",
        s.word("attendance_caption", year=s.period.year),
        (
            Column(s.word("month"), header=True),
            Column(s.word("attendance"), Kind.INTEGER, total=Total.SUM),
            Column(s.word("listed"), Kind.INTEGER, total=Total.SUM),
            Column(s.word("anonymous"), Kind.INTEGER, total=Total.SUM),
        ),
        tuple((ROMAN[m - 1], everybody[m], everybody[m] - anonymous[m], anonymous[m]) for m in MONTHS),
        s.source("session", s.word("attendance_basis")),
        sheet=s.sheet("attendance_by_month"),
    )


def _by_month(s: Summary, part: Any) -> Counter[int]:
    found: Counter[int] = Counter()
    for row in part.rows(s.session, s.period):
        if not row.why and row.on is not None:
            found[row.on.month] += row.counts
    return found


def _cancelled(s: Summary) -> Iterator[Block]:
    query = select(Event).where(s.period.holds(Event.start_on), Event.cancelled_on.is_not(None))
    found = s.session.scalars(query.order_by(Event.start_on, Event.id)).all()
    if not found:
        yield Paragraph(s.word("none_cancelled"))
        return
    yield Table(
        "cancelled_events",
        s.word("cancelled_caption", year=s.period.year),
        (Column(s.word("date"), Kind.DATE), Column(s.word("record"), header=True), Column(s.word("reason"))),
        tuple((one.start_on, one.title, one.cancel_reason or "") for one in found),
        s.source("event"),
        summary=s.word("cancelled_summary", n=len(found)),
        sheet=s.sheet("cancelled_events"),
    )


# ---- the Point -----------------------------------------------------------------------------------------------------
def point(s: Summary) -> Iterator[Block]:
    """People served by month and channel, by language, by topic; small numbers hidden."""
    yield Heading(s.word("point"))
    yield Paragraph(s.word("point_lead"))
    tables = {by: month_table(s.session, s.period, by) for by in By}
    hidden = publish(tables)  # the very numbers that the Point's own tables hide: else one would tell the other's
    yield _channels(s, tables[By.CHANNEL], hidden)
    for by in (By.LANGUAGE, By.TOPIC):
        yield from _one_way(s, by, tables[by], hidden)


def _channels(s: Summary, table: MonthTable, hidden: Published) -> Table:
    rows: list[tuple[Value, ...]] = []
    for m in MONTHS:
        cells = [_hide(table.cells[kind, m].people, hidden.hides(By.CHANNEL, kind, m)) for kind in table.rows]
        rows.append((ROMAN[m - 1], *cells, _hide(table.months[m].people, m in hidden.months)))
    last = [_hide(table.of_row(kind).people, hidden.hides(By.CHANNEL, kind, 0)) for kind in table.rows]
    titles = (*(sentence(s.words.choice(kind)) for kind in table.rows), s.word("total"))
    return Table(
        "point_channels",
        s.word("channels_caption", year=s.period.year),
        (Column(s.word("month"), header=True), *(Column(title, Kind.INTEGER) for title in titles)),
        tuple(rows),
        s.source("contact"),
        notes=(s.how("1.1"),),
        summary=_served(s, table),
        sheet=s.sheet("point_channels"),
        last=(s.word("total"), *last, table.total.people),
    )


def _one_way(s: Summary, by: By, table: MonthTable, published: Published) -> Iterator[Block]:
    """People by language or topic as bars and as a table, the many first; a chart leaves out what is hidden."""
    values = [table.of_row(kind).people for kind in table.rows]
    hidden = {place for place, kind in enumerate(table.rows) if published.hides(by, kind, 0)}
    order = sorted(range(len(values)), key=lambda place: (place in hidden, 0 if place in hidden else -values[place]))
    names = [sentence(s.words.choice(kind)) for kind in table.rows]
    name = by.name.lower()
    drawn = [place for place in order if place not in hidden and values[place]]
    if drawn and by is By.LANGUAGE:
        yield Figure(
            f"point_{name}_bars",
            s.word(f"{name}_caption", year=s.period.year),
            ChartSpec(
                ChartKind.BARS,
                tuple(names[place] for place in drawn),
                (Series(s.word("people_served"), tuple(values[place] for place in drawn)),),
            ),
            s.word("language_summary"),
            s.source("contact"),
            sheet=s.sheet(f"point_{name}_bars"),
        )
    yield Table(
        f"point_{name}",
        s.word(f"{name}_caption", year=s.period.year),
        (Column(s.word(name), header=True), Column(s.word("people_served"), Kind.INTEGER)),
        tuple((names[place], _hide(values[place], place in hidden)) for place in order),
        s.source("contact"),
        notes=(s.how("1.1"), *((s.word("may_exceed"),) if table.may_exceed else ())),
        summary=_served(s, table),
        sheet=s.sheet(f"point_{name}"),
        last=() if table.may_exceed else (s.word("total"), table.total.people),
    )


def _served(s: Summary, table: MonthTable) -> str:
    people, contacts = (number(n, s.language) for n in (table.total.people, table.total.contacts))
    return s.word("point_summary", n=people, contacts=contacts)


def _hide(value: int, hidden: bool) -> Value:
    return Suppressed() if hidden else value


# ---- trainings -----------------------------------------------------------------------------------------------------
def trainings(s: Summary) -> Iterator[Block]:
    """Trainings held, and their participations by group of people; small numbers hidden."""
    held = (s.period.holds(Training.end_on), Training.state.in_(TOOK_PLACE))
    query = select(Training, participants(present()), participants(completed())).where(*held)
    found = s.session.execute(query.order_by(Training.end_on, Training.id)).all()
    yield Heading(s.word("trainings"))
    yield Table(
        "trainings",
        s.word("trainings_caption", year=s.period.year),
        (
            Column(s.word("date"), Kind.DATE),
            Column(s.word("training"), header=True),
            Column(s.word("in_measures")),
            Column(s.word("places"), Kind.INTEGER, total=Total.SUM),
            Column(s.word("present"), Kind.INTEGER, total=Total.SUM),
            Column(s.word("completed"), Kind.INTEGER, total=Total.SUM),
        ),
        tuple((one.end_on, one.title, ", ".join(one.measure_tags), one.places, n, done) for one, n, done in found),
        s.source("training", s.word("trainings_basis")),
        summary=s.word("trainings_summary", n=len(found)),
        sheet=s.sheet("trainings"),
    )
    grouped = select(Participation.group, func.count(Participation.id)).join(
        Training, Training.id == Participation.training_id
    )
    told = s.session.execute(grouped.where(*held, present()).group_by(Participation.group))
    counts: dict[TrainingGroup | None, int] = {group: n for group, n in told}
    values = [counts.get(group, 0) for group in TrainingGroup]
    hidden = hidden_in_list(values)
    rows = [(sentence(s.words.choice(group)), _hide(values[i], i in hidden)) for i, group in enumerate(TrainingGroup)]
    yield Table(
        "training_groups",
        s.word("groups_caption", year=s.period.year),
        (Column(s.word("group"), header=True), Column(s.word("present"), Kind.INTEGER)),
        tuple(rows),
        s.source("participation", s.word("trainings_basis")),
        sheet=s.sheet("training_groups"),
        last=(s.word("total"), sum(values)),
    )


# ---- patronages ----------------------------------------------------------------------------------------------------
def patronages(s: Summary) -> Iterator[Block]:
    """Applications and decisions by kind of patronage, and how many count in measure 4.3."""
    received = _kinds(s, s.period.holds(Patronage.received_on))
    in_year = s.period.holds(Patronage.decided_on)
    decided = {one: _kinds(s, in_year, Patronage.decision == one) for one in PatronageDecision}
    beside = s.numbers.reading("4.3").beside
    rows = []
    for kind in PatronageKind:
        counted = beside.get(f"4.3+{kind.value}", Reading.no_data("no_rows")).value
        numbers = (received[kind], *(decided[one][kind] for one in PatronageDecision))
        rows.append((sentence(s.words.choice(kind)), *numbers, NoData() if counted is None else counted))
    yield Heading(s.word("patronages"))
    yield Table(
        "patronages",
        s.word("patronages_caption", year=s.period.year),
        (
            Column(s.word("kind"), header=True),
            Column(s.word("received"), Kind.INTEGER, total=Total.SUM),
            *(Column(sentence(s.words.choice(one)), Kind.INTEGER, total=Total.SUM) for one in PatronageDecision),
            Column(s.word("counted_43"), Kind.INTEGER, total=Total.SUM),
        ),
        tuple(rows),
        s.source("patronage"),
        notes=(s.how("4.3"),),
        summary=s.word("patronages_summary", n=sum(received.values())),
        sheet=s.sheet("patronages"),
    )


def _kinds(s: Summary, *tests: Any) -> Counter[PatronageKind]:
    query = select(Patronage.kind, func.count(Patronage.id)).where(*tests).group_by(Patronage.kind)
    return Counter({kind: n for kind, n in s.session.execute(query)})


# ---- competition ---------------------------------------------------------------------------------------------------
def competition(s: Summary) -> Iterator[Block]:
    """Nominations received in R by edition and state, and what was awarded. No names."""
    query = (
        select(Edition.title_year, Nomination.state, func.count(Nomination.id))
        .join(Edition, Edition.id == Nomination.edition_id)
        .where(s.period.holds(Nomination.received_on))
        .group_by(Edition.title_year, Nomination.state)
    )
    found: dict[int, Counter[Any]] = defaultdict(Counter)
    for year, state, n in s.session.execute(query):
        found[year][state] += n
    states = [state for state in _states(found)]
    yield Heading(s.word("competition"))
    if not found:
        yield Paragraph(s.word("no_nominations"))
    else:
        yield Table(
            "nominations",
            s.word("nominations_caption", year=s.period.year),
            (
                Column(s.word("edition"), header=True),
                *(Column(sentence(s.words.choice(state)), Kind.INTEGER, total=Total.SUM) for state in states),
                Column(s.word("total"), Kind.INTEGER, total=Total.SUM),
            ),
            tuple(
                (s.word("title_of", year=year), *(counts[state] for state in states), sum(counts.values()))
                for year, counts in sorted(found.items())
            ),
            s.source("nomination"),
            notes=(*_in_measure(s, "4.2a"), s.how("4.2a")),
            summary=s.word("nominations_summary", n=sum(sum(counts.values()) for counts in found.values())),
            sheet=s.sheet("nominations"),
        )
    yield from _awards(s)


def _in_measure(s: Summary, code: str) -> tuple[str, ...]:
    """How many of what a table shows enter a measure."""
    value = s.numbers.reading(code).value
    return () if value is None else (s.word("in_measure", code=code, n=value),)


def _states(found: dict[int, Counter[Any]]) -> Sequence[Any]:
    present_ = {state for counts in found.values() for state in counts}
    return [state for state in (type(next(iter(present_))) if present_ else ()) if state in present_]


def _awards(s: Summary) -> Iterator[Block]:
    query = (
        select(Award.kind, Candidate.category, func.count(Award.id))
        .join(MayorDecision, MayorDecision.id == Award.mayor_decision_id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .where(s.period.holds(MayorDecision.decided_on))
        .group_by(Award.kind, Candidate.category)
    )
    found = s.session.execute(query).all()
    if found:
        yield Table(
            "awards",
            s.word("awards_caption", year=s.period.year),
            (
                Column(s.word("award"), header=True),
                Column(s.word("category")),
                Column(s.word("how_many"), Kind.INTEGER),
            ),
            tuple((sentence(s.words.choice(kind)), s.words.choice(category), n) for kind, category, n in found),
            s.source("award"),
            summary=s.word("awards_summary", n=sum(n for _, _, n in found)),
            sheet=s.sheet("awards"),
        )


# ---- money ---------------------------------------------------------------------------------------------------------
def money(s: Summary) -> Iterator[Block]:
    """Budget lines of R with plan and execution; the amount of measure 2.2 as a live number."""
    query = select(BudgetLine).where(BudgetLine.year == s.period.year).order_by(BudgetLine.name_sort, BudgetLine.id)
    lines = s.session.scalars(query).all()
    yield Heading(s.word("money"))
    reading = s.numbers.reading("2.2")
    if not lines or reading.value is None:
        yield Note(s.word("no_budget"))
        return
    yield Table(
        "budget",
        s.word("budget_caption", year=s.period.year),
        (
            Column(sentence(s.words("budget_line.name")), header=True),
            Column(sentence(s.words("budget_line.budget_class"))),
            *(Column(sentence(s.words(f"budget_line.{one}")), Kind.MONEY, total=Total.SUM) for one in _AMOUNTS),
        ),
        tuple(
            (
                one.name,
                one.budget_class or "",
                one.plan,
                one.plan_after_changes,
                NoData() if one.executed is None else one.executed,
            )
            for one in lines
        ),
        s.source("budget_line"),
        sheet=s.sheet("budget"),
    )
    executed = reading.beside["2.2+executed"].value
    yield Table(
        "funds",
        s.word("funds_caption", year=s.period.year),
        (Column(s.word("number"), header=True), Column(s.word("amount"), Kind.MONEY)),
        (
            (s.catalogue.measures["2.2"].label(s.language), Cell(reading.value, query=s.row_sum("2.2", "amount"))),
            (sentence(s.catalogue.labels["2.2+executed"](s.language)), NoData() if executed is None else executed),
        ),
        s.source("budget_line"),
        notes=(s.how("2.2"),),
        sheet=s.sheet("funds"),
    )
