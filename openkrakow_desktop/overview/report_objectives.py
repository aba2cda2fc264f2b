"""The report's main part: each objective with its numbers as a table and a picture, and each task as people tell it.

Every task can be read by itself: how it stands, its product, who carries it out, its numbers, the narrative."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.document import (
    Block,
    Bullets,
    ChartKind,
    ChartSpec,
    Column,
    Figure,
    Heading,
    Kind,
    NoData,
    Paragraph,
    Run,
    Series,
    Table,
    Text,
    Value,
)
from ..core.formats import MINUS, day
from ..core.measures import Number, State
from ..core.text import sentence
from ..programme import catalogue as c
from ..programme.model import TaskStatus
from .evaluate import MeasureNumber
from .report_words import Written, set_text, spoken
from .summary_context import Summary
from .summary_numbers import all_measures, measure_name, measure_unit, same_indicator, task_states
from .wording import expected_text, unit_word, value_text

__all__ = ["Written", "objectives"]

SHARE, MONEY = "percent", "pln"


def objectives(s: Summary, written: Written) -> Iterator[Block]:
    """Table 1 as a story: how the tasks stand, then objective by objective."""
    yield Heading(s.words("council.tasks"))
    yield Paragraph(s.word("measures_lead", tasks=len(s.catalogue.tasks), numbers=len(s.numbers.measures)))
    if written.stated:  # a bar of nothing but "not stated" would look like work done
        yield task_states(s, written.stated)
    for objective in s.catalogue.objectives.values():
        yield from _objective(s, objective, written)
    yield all_measures(s, written.stated)


def _objective(s: Summary, objective: c.Objective, written: Written) -> Iterator[Block]:
    label = s.words("council.objective", code=objective.code, label=objective.label(s.language))
    yield Heading(label)
    yield Paragraph(f"{objective.text(s.language)}.", lead=True)
    if objective.code in written.sections:
        yield from spoken(s, written.sections[objective.code])
    numbers = [one for one in s.numbers.measures.values() if s.catalogue.task_of(one.entry).objective == objective.code]
    yield _table(s, objective, numbers)
    if figure := _picture(s, objective, numbers):
        yield figure
    for task in s.catalogue.tasks.values():
        if task.objective == objective.code:
            yield from _task(s, task, written)


# ---- the numbers of an objective -----------------------------------------------------------------------------------
def _table(s: Summary, objective: c.Objective, numbers: list[MeasureNumber]) -> Table:
    known = sum(one.reading.value is not None for one in numbers)
    return Table(
        f"measures_{objective.code}",
        s.word("measures_caption", code=objective.code, year=s.period.year),
        (
            Column(s.word("code")),
            Column(s.word("measure"), header=True),
            Column(str(s.period.year - 1), Kind.INTEGER),
            Column(str(s.period.year), Kind.INTEGER),
            Column(s.word("difference"), Kind.INTEGER),
            Column(s.words("council.planned"), right=True),
            Column(s.word("unit")),
        ),
        tuple(_row(s, one) for one in numbers),
        s.from_registers(s.word("basis_below")),
        summary=s.word("measures_summary", n=known, m=len(numbers)),
        paper_only=True,
    )


def _row(s: Summary, one: MeasureNumber) -> tuple[Value, ...]:
    unit = one.entry.unit
    change = difference(one)
    return (
        one.entry.code,
        measure_name(s, one),
        s.told(one.previous.value, unit),
        s.counted(one.entry.code, one.reading, unit, s.beside(one.reading, unit, list(one.reading.beside), {})),
        NoData() if change is None else s.told(change, unit),
        planned_text(s, one),
        measure_unit(s, one),
    )


def _picture(s: Summary, objective: c.Objective, numbers: list[MeasureNumber]) -> Figure | None:
    """The numbers that have a plan or an expected value, against it and the year before, each on a scale of its own;
    the others, and money, stand in the table only."""
    shown = [
        one
        for one in numbers
        if one.entry.unit not in (MONEY, SHARE) and one.reading.state is State.NUMBER and planned(s, one) is not None
    ]
    if not shown:
        return None
    year = s.period.year
    return Figure(
        f"objective_{objective.code}",
        s.words("council.picture_caption", code=objective.code, year=year),
        ChartSpec(
            ChartKind.BULLET,
            tuple(f"{one.entry.code} {one.entry.label(s.language)}" for one in shown),
            (
                Series(s.word("value_of", year=year), tuple(one.reading.value for one in shown)),
                Series(s.words("council.planned"), tuple(planned(s, one) for one in shown)),
                Series(s.words("council.year", year=year - 1), tuple(one.previous.value for one in shown)),
            ),
            labels=tuple(_change_words(s, one) for one in shown),
        ),
        s.words("council.picture_summary", before=year - 1),
        s.from_registers(),
        sheet=s.words("council.picture_sheet", code=objective.code),
    )


def _change_words(s: Summary, one: MeasureNumber) -> str:
    change = difference(one)
    if change is None:
        return ""
    return s.words("council.no_change") if change == 0 else _signed(s, change, one.entry.unit)


def difference(one: MeasureNumber) -> Number | None:
    """The number less that of the year before; None where either is missing."""
    if one.reading.value is None or one.previous.value is None:
        return None
    return one.reading.value - one.previous.value


def _signed(s: Summary, change: Number, unit: str) -> str:
    told = value_text(-change if change < 0 else change, unit, s.language)
    return f"{'+' if change > 0 else MINUS if change < 0 else ''}{told}"


def planned(s: Summary, one: MeasureNumber) -> Number | None:
    """What the office planned for R, else what the programme expects; None: neither."""
    if one.plan is not None:
        return one.plan
    same = same_indicator(s, one)
    return None if same is None else same.expected


def planned_text(s: Summary, one: MeasureNumber) -> str:
    """The plan as people read it, and the programme's own expected value as ≥ 4000."""
    if one.plan is not None:
        return value_text(one.plan, one.entry.unit, s.language)
    same = same_indicator(s, one)
    return "" if same is None else expected_text(same, s.language)


# ---- a task --------------------------------------------------------------------------------------------------------
def _task(s: Summary, task: c.Task, written: Written) -> Iterator[Block]:
    yield Heading(f"{task.code} {task.label(s.language)}", 2)
    yield Paragraph(_facts(s, task, written.stated.get(task.code)))
    mine = [one for one in s.numbers.measures.values() if s.catalogue.task_of(one.entry).code == task.code]
    yield Bullets(tuple(_number(s, one) for one in mine))
    narrative = written.narrative(task.code)
    if narrative is None:
        yield Paragraph(s.words("council.no_narrative"))
    else:
        yield from set_text(s, narrative)
    if said := [one for one in written.said.get(task.code, ()) if one.narrative.strip()]:
        yield Paragraph(Run(s.words("council.contributions"), bold=True))
        yield Bullets(tuple((Run(one.unit, bold=True), f": {' '.join(one.narrative.split())}") for one in said))


def _facts(s: Summary, task: c.Task, stated: TaskStatus | None) -> Text:
    """State, product, deadline and implementers in one paragraph."""
    rows = [row for row in s.catalogue.rows.values() if row.task == task.code]
    state = s.word("not_stated") if stated is None else s.words.choice(stated.state)
    if stated is not None and stated.degree is not None:
        state += f", {s.words('council.degree', n=stated.degree)}"
    products = "; ".join(dict.fromkeys(product.label(s.language) for row in rows for product in row.product))
    if products and stated is not None and stated.product_state:
        products += f" ({s.words.choice(stated.product_state)})"
    ends = dict.fromkeys(s.catalogue.deadlines[row.deadline] for row in rows)
    due = "; ".join(s.word("continuous") if one.on is None else day(one.on, s.language) for one in ends)
    people = "; ".join(dict.fromkeys(row.implementers(s.language) for row in rows))
    told = (
        (s.word("task_state"), state),
        (s.word("product"), products),
        (s.word("due"), due),
        (s.word("carried_out_by"), people),
    )
    runs: list[str | Run] = []
    for name, value in told:
        if value:
            runs += [Run(name, bold=True), f": {value}. "]
    return tuple(runs)


def _number(s: Summary, one: MeasureNumber) -> Text:
    """A number of the task in a line: this year, the year before with the change, what was planned or expected."""
    entry, w = one.entry, s.words
    label = f"{sentence(entry.label(s.language))}: "
    if one.reading.value is None:
        return (label, Run(w("status.no_data"), bold=True), ".")
    unit = unit_word(entry, one.reading.value, s.catalogue, s.language)
    told = f"{value_text(one.reading.value, entry.unit, s.language)} {unit}".rstrip()
    rest = []
    change = difference(one)
    if change is not None:
        before = value_text(one.previous.value, entry.unit, s.language)
        rest.append(w("council.before", year=s.period.year - 1, value=before, change=_signed(s, change, entry.unit)))
    if plan := planned_text(s, one):
        rest.append(w("council.planned_is" if one.plan is not None else "council.expected_is", value=plan))
    return (label, Run(told, bold=True), f" ({'; '.join(rest)})." if rest else ".")
