"""The summary's pages on the other registers: trainings, patronages, the competition, meetings, money, and all of them.

What is published hides small numbers of people by group and tells of trainings without how many came to each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from ..activities.model import BudgetLine, Meeting, MeetingKind, MeetingState
from ..competition.model import Award, Candidate, Edition, MayorDecision, Nomination
from ..core.document import (
    Block,
    Cell,
    Column,
    Heading,
    Kind,
    NoData,
    Note,
    Paragraph,
    Suppressed,
    Table,
    Total,
    Value,
    Where,
)
from ..core.measures import Reading
from ..core.text import sentence
from ..patronage.model import Patronage, PatronageDecision, PatronageKind
from ..training.counting import completed, participants, present
from ..training.model import TOOK_PLACE, Training
from .evaluate import measure_of
from .summary_centre import with_shares
from .summary_context import Summary
from .summary_data import AWARD_ROWS, NOMINATION_ROWS, PARTICIPATION_ROWS, PATRONAGE_ROWS
from .summary_sheets import register_table

_AMOUNTS = ("plan", "plan_after_changes", "executed")


# ---- trainings -----------------------------------------------------------------------------------------------------
def trainings(s: Summary) -> Iterator[Block]:
    """Trainings held, and their participations by group of people."""
    held = (s.period.holds(Training.end_on), Training.state.in_(TOOK_PLACE))
    query = select(Training, participants(present()), participants(completed())).where(*held)
    found = s.session.execute(query.order_by(Training.end_on, Training.id)).all()
    columns = [Column(s.word("date"), Kind.DATE), Column(s.word("training"), header=True)]
    columns.append(Column(s.word("in_measures")))
    rows: list[tuple[Value, ...]] = [(one.end_on, one.title, ", ".join(one.measure_tags)) for one, _, _ in found]
    if not s.is_published:
        columns += [Column(s.word(one), Kind.INTEGER, total=Total.SUM) for one in ("places", "present", "completed")]
        rows = [(*row, one.places, n, done) for row, (one, n, done) in zip(rows, found, strict=True)]
    yield Heading(s.word("trainings"))
    yield Table(
        "trainings",
        s.word("trainings_caption", year=s.period.year),
        tuple(columns),
        tuple(rows),
        s.source("training", s.word("trainings_basis")),
        notes=(s.word("trainings_published"),) if s.is_published else (),
        summary=s.word("trainings_summary", n=len(found)),
        sheet=s.sheet("trainings"),
    )
    yield _groups(s)


def _groups(s: Summary) -> Table:
    """Present participants by group, with their shares of the whole."""
    values = s.people.groups
    names = {group: sentence(s.words.choice(group)) for group in values}
    rows: list[tuple[Value, ...]] = [
        (
            names[group],
            Suppressed()
            if group in s.hidden.groups
            else s.live_of_people(n, PARTICIPATION_ROWS, Where(s.word("group"), names[group])),
        )
        for group, n in values.items()
    ]
    columns: tuple[Column, ...] = (Column(s.word("group"), header=True), Column(s.word("present"), Kind.INTEGER))
    hidden = [group in s.hidden.groups for group in values]
    columns, rows = with_shares(s, columns, rows, list(values.values()), hidden)
    total = sum(values.values())
    return Table(
        "training_groups",
        s.word("groups_caption", year=s.period.year),
        columns,
        tuple(rows),
        s.source("participation", s.word("trainings_basis")),
        notes=(s.word("shares_note"),),
        sheet=s.sheet("training_groups"),
        last=(s.word("total"), s.live_of_people(total, PARTICIPATION_ROWS), *([1] if total else [""])),
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
        counted, name = beside.get(f"4.3+{kind.value}", Reading.no_data("no_rows")).value, s.words.choice(kind)
        of_kind = Where(s.word("kind"), sentence(name))
        numbers = [s.live(received[kind], PATRONAGE_ROWS, of_kind, *_in_year(s, "received"))]
        for one in PatronageDecision:
            so = Where(s.word("decision"), sentence(s.words.choice(one)))
            numbers.append(s.live(decided[one][kind], PATRONAGE_ROWS, of_kind, so, *_in_year(s, "decided")))
        in_43 = (
            NoData() if counted is None else s.live(int(counted), PATRONAGE_ROWS, of_kind, column=s.word("counted_43"))
        )
        rows.append((sentence(name), *numbers, in_43))
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


def _in_year(s: Summary, column: str) -> tuple[Where, Where]:
    """The days of R in a column of dates."""
    title = s.word(column)
    return Where(title, s.period.first, ">="), Where(title, s.period.last, "<=")


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
            tuple(_edition_row(s, year, counts, states) for year, counts in sorted(found.items())),
            s.source("nomination"),
            notes=(*_in_measure(s, "4.2a"), s.how("4.2a")),
            summary=s.word("nominations_summary", n=sum(sum(counts.values()) for counts in found.values())),
            sheet=s.sheet("nominations"),
        )
    yield from _awards(s)


def _edition_row(s: Summary, year: int, counts: Counter[Any], states: Sequence[Any]) -> tuple[Value, ...]:
    edition = Where(s.word("edition"), year)
    of_states = (
        s.live(counts[state], NOMINATION_ROWS, edition, Where(s.word("state"), sentence(s.words.choice(state))))
        for state in states
    )
    return (s.word("title_of", year=year), *of_states, s.live(sum(counts.values()), NOMINATION_ROWS, edition))


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
            tuple(_award_row(s, kind, category, n) for kind, category, n in found),
            s.source("award"),
            summary=s.word("awards_summary", n=sum(n for _, _, n in found)),
            sheet=s.sheet("awards"),
        )


def _award_row(s: Summary, kind: Any, category: Any, n: int) -> tuple[Value, ...]:
    award, of = sentence(s.words.choice(kind)), s.words.choice(category)
    return (award, of, s.live(n, AWARD_ROWS, Where(s.word("award"), award), Where(s.word("category"), of)))


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


# ---- the other registers -------------------------------------------------------------------------------------------
def others(s: Summary) -> Iterator[Block]:
    """Meetings by kind, and every register of the programme with the records it has of R."""
    yield Heading(s.word("other_registers"))
    yield _meetings(s)
    yield _registers(s)


def _meetings(s: Summary) -> Table:
    counted = select(Meeting.kind, Meeting.state, func.count(Meeting.id)).where(s.period.holds(Meeting.held_on))
    found = {(kind, state): n for kind, state, n in s.session.execute(counted.group_by(Meeting.kind, Meeting.state))}
    rows = tuple(
        (sentence(s.words.choice(kind)), *(_meetings_of(s, kind, state, found.get((kind, state), 0))
                                           for state in MeetingState))
        for kind in MeetingKind
    )  # fmt: skip
    heads = (Column(sentence(s.words.choice(one)), Kind.INTEGER, total=Total.SUM) for one in MeetingState)
    return Table(
        "meetings",
        s.word("meetings_caption", year=s.period.year),
        (Column(s.word("kind_of_meeting"), header=True), *heads),
        rows,
        s.source("meeting"),
        notes=(s.word("meetings_note"),),
        sheet=s.sheet("meetings"),
    )


def _meetings_of(s: Summary, kind: MeetingKind, state: MeetingState, n: int) -> Value:
    """Live over the register's own sheet."""
    column, state_column = (sentence(s.words(f"meeting.{one}")) for one in ("kind", "state"))
    tests = (Where(column, s.words.choice(kind)), Where(state_column, s.words.choice(state)))
    return s.live(n, register_table("meeting"), *tests)


def _registers(s: Summary) -> Table:
    """Which register feeds which numbers."""
    feeds: dict[str, list[str]] = defaultdict(list)
    for code in (*s.catalogue.measures, *s.catalogue.indicators):
        for key in dict.fromkeys(part.register for part in measure_of(code, s.catalogue, s.declared).parts):
            feeds[key].append(code)
    keys = [key for key in dict.fromkeys((*s.catalogue.registers, *feeds)) if key in s.declared.registers]
    return Table(
        "registers",
        s.word("registers_caption"),
        (Column(s.word("register"), header=True), Column(s.word("numbers"))),
        tuple((s.words(f"{key}._many"), ", ".join(feeds[key])) for key in keys),
        s.from_registers(),
        workbook_only=True,
        sheet=s.sheet("registers"),
    )
