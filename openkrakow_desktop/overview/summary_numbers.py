"""Tables 1 and 2 of the programme in the summary: the ten indicators, the 37 measures by objective, each task.

A figure that stands beside a number is its footnote, so that nobody adds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

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
    Paragraph,
    Run,
    Series,
    Source,
    Table,
    Value,
)
from ..core.formats import day
from ..core.text import sentence
from ..programme import catalogue as c
from ..programme.model import TaskState, TaskStatus
from ..programme.service import statuses
from .evaluate import IndicatorNumber, MeasureNumber, Status
from .summary_context import Summary
from .summary_opening import status_text
from .wording import basis_of, expected_text, unit_word, value_text

_LONGEST_NAME = 110  # characters of a measure's wording that its table has room for


# ---- indicators ----------------------------------------------------------------------------------------------------
def indicators(s: Summary) -> Iterator[Block]:
    """Table 2 with base, expected value, the year before and status."""
    yield Heading(s.word("indicators"), new_page=True)
    columns = (
        Column(s.word("code")),
        Column(s.word("indicator"), header=True),
        Column(s.word("base", year=s.catalogue.programme.base_year), Kind.INTEGER),
        Column(s.word("expected"), right=True),
        Column(str(s.period.year - 1), Kind.INTEGER),
        Column(str(s.period.year), Kind.INTEGER),
        Column(s.word("difference"), Kind.INTEGER),
        Column(s.word("status")),
    )
    rows = [_indicator_row(s, one) for one in s.numbers.indicators.values()]
    yield Table(
        "indicators",
        s.word("indicators_caption", year=s.period.year),
        columns,
        tuple(rows),
        s.from_registers(s.word("judged")),
        notes=(s.word("difference_note", year=s.period.year, before=s.period.year - 1),),
        paper_only=True,
    )
    yield Table(
        "all_indicators",
        s.word("indicators_caption", year=s.period.year),
        (*columns, Column(s.word("plan"), Kind.INTEGER), Column(s.word("basis"))),
        tuple(
            (*row, s.told(one.plan, one.entry.unit) if one.plan is not None else "", basis_of(one, s.language))
            for row, one in zip(rows, s.numbers.indicators.values(), strict=True)
        ),
        s.from_registers(s.word("judged")),
        notes=(s.word("difference_note", year=s.period.year, before=s.period.year - 1),),
        workbook_only=True,
        sheet=s.sheet("indicators"),
    )


def _indicator_row(s: Summary, one: IndicatorNumber) -> tuple[Value, ...]:
    unit, entry = one.entry.unit, one.entry
    note = _indicator_note(s, one)
    value = s.counted(entry.code, one.reading, unit, note)
    if one.override is not None:
        told = (s.word("overridden", reason=one.override.reason), note)
        value = s.shaped(one.override.value, unit, " ".join(part for part in told if part))
    difference: Value = NoData()
    if one.difference is not None:
        difference = _points(s, Fraction(one.difference)) if unit == "percent" else one.difference
    return (
        entry.code,
        entry.label(s.language),
        s.told(one.base, unit),
        expected_text(one, s.language),
        s.told(one.previous.value, unit),
        value,
        difference,
        status_text(s, one.status),
    )


def _indicator_note(s: Summary, one: IndicatorNumber) -> str:
    """What stands beside an indicator: figures from outside with their source, the share of what is expected."""
    codes = [code for code in one.reading.beside if code in {*one.sources, *(each.code for each in one.entry.beside)}]
    told = s.beside(one.reading, one.entry.unit, codes, one.sources)
    due = one.entry.expected.by
    if due is not None and one.share is not None and one.status is Status.RUNNING:
        share = value_text(one.share, "percent", s.language)
        told = s.word("share_of_expected", share=share, due=day(due, s.language)) + (f" {told}" if told else "")
    return told


def _points(s: Summary, share: Fraction) -> str:
    """A difference of shares, in percentage points."""
    return s.word("points", value=value_text(share, "percent", s.language).removesuffix("%"))


# ---- measures ------------------------------------------------------------------------------------------------------
def measures(s: Summary) -> Iterator[Block]:
    """Table 1 by objective: the 37 numbers, what stands beside them, and what people say of each task."""
    stated = statuses(s.session, s.period.year)
    yield Heading(s.word("measures"))
    tasks, numbers = len(s.catalogue.tasks), len(s.numbers.measures)
    yield Paragraph(s.word("measures_lead", tasks=tasks, numbers=numbers))
    yield task_states(s, stated)
    for objective in s.catalogue.objectives.values():
        yield Heading(f"{objective.code}. {objective.label(s.language)}", 2)
        yield Paragraph(f"{objective.text(s.language)}.")
        yield _objective_table(s, objective, stated)
        for task in s.catalogue.tasks.values():
            if task.objective == objective.code:
                yield from _task(s, task, stated.get(task.code))
    yield all_measures(s, stated)


def task_states(s: Summary, stated: Mapping[str, TaskStatus]) -> Figure:
    """How many tasks of each objective are in which state, as people stated it."""
    counts = Counter(
        (task.objective, stated[task.code].state if task.code in stated else None)
        for task in s.catalogue.tasks.values()
    )
    states = [state for state in (*TaskState, None) if any(counts[code, state] for code in s.catalogue.objectives)]
    names = [s.words.choice(state) if state else s.word("not_stated") for state in states]
    totals = [sum(counts[code, state] for code in s.catalogue.objectives) for state in states]
    chart = ChartSpec(
        ChartKind.SHARES,
        tuple(f"{one.code}. {one.label(s.language)}" for one in s.catalogue.objectives.values()),
        tuple(
            Series(sentence(name), tuple(counts[code, state] for code in s.catalogue.objectives))
            for name, state in zip(names, states, strict=True)
        ),
    )
    told = ", ".join(f"{name} {n}" for name, n in zip(names, totals, strict=True))
    return Figure(
        "task_states",
        s.word("states_caption", year=s.period.year),
        chart,
        s.word("states_summary", told=told),
        s.source("task_status"),
        sheet=s.sheet("task_states"),
    )


def _objective_table(s: Summary, objective: c.Objective, stated: Mapping[str, TaskStatus]) -> Table:
    numbers = [one for one in s.numbers.measures.values() if s.catalogue.task_of(one.entry).objective == objective.code]
    known = sum(one.reading.value is not None for one in numbers)
    return Table(
        f"measures_{objective.code}",
        s.word("measures_caption", code=objective.code, year=s.period.year),
        _measure_columns(s),
        tuple(_measure_row(s, one, stated) for one in numbers),
        s.from_registers(s.word("basis_below")),
        summary=s.word("measures_summary", n=known, m=len(numbers)),
        paper_only=True,
    )


def _measure_columns(s: Summary) -> tuple[Column, ...]:
    return (
        Column(s.word("code")),
        Column(s.word("measure"), header=True),
        Column(str(s.period.year - 1), Kind.INTEGER),
        Column(str(s.period.year), Kind.INTEGER),
        Column(s.word("unit")),
        Column(s.word("due")),
        Column(s.word("task_state")),
    )


def _measure_row(s: Summary, one: MeasureNumber, stated: Mapping[str, TaskStatus]) -> tuple[Value, ...]:
    task, unit = s.catalogue.task_of(one.entry), one.entry.unit
    deadline = s.catalogue.deadlines[s.catalogue.rows[one.entry.row].deadline]
    return (
        one.entry.code,
        measure_name(s, one),
        s.told(one.previous.value, unit),
        s.counted(one.entry.code, one.reading, unit, s.beside(one.reading, unit, list(one.reading.beside), {})),
        measure_unit(s, one),
        s.word("continuous") if deadline.on is None else day(deadline.on, s.language),
        s.words.choice(stated[task.code].state) if task.code in stated else s.word("not_stated"),
    )


def measure_name(s: Summary, one: MeasureNumber) -> Value:
    """A measure as the programme words it; where that is a paragraph, our label with the wording as its footnote."""
    name = one.entry.name(s.language)
    return name if len(name) <= _LONGEST_NAME else Cell(one.entry.label(s.language), note=f"{name}.")


def measure_unit(s: Summary, one: MeasureNumber) -> str:
    """The unit as it reads after the number; without a number as after many."""
    if one.entry.unit == "pln":
        return s.catalogue.kinds[one.entry.kind].label(s.language)
    told = unit_word(one.entry, one.reading.value, s.catalogue, s.language)
    return told or s.catalogue.units[one.entry.unit].word(0, s.language)


def _task(s: Summary, task: c.Task, stated: TaskStatus | None) -> Iterator[Block]:
    """A task: its product and who carries it out, as the programme has them, and what people say of the year."""
    yield Heading(f"{task.code} {task.label(s.language)}", 3)
    yield Paragraph(_product_and_people(s, task, stated))
    if stated is not None and stated.narrative:
        yield Paragraph(str(stated.narrative))


def _product_and_people(s: Summary, task: c.Task, stated: TaskStatus | None) -> tuple[str | Run, ...]:
    rows = [row for row in s.catalogue.rows.values() if row.task == task.code]
    products = dict.fromkeys(product.label(s.language) for row in rows for product in row.product)
    people = dict.fromkeys(row.implementers(s.language) for row in rows)
    text: list[str | Run] = []
    if products:
        state = f" ({s.words.choice(stated.product_state)})" if stated and stated.product_state else ""
        text += [Run(s.word("product"), bold=True), f": {'; '.join(products)}{state}. "]
    return (*text, Run(s.word("carried_out_by"), bold=True), f": {'; '.join(people)}.")


def all_measures(s: Summary, stated: Mapping[str, TaskStatus]) -> Table:
    """The 37 numbers on one sheet of the workbook: this year and the year before, what is planned and expected, the
    base, how the task stands, how each is counted."""
    year, programme = s.period.year, s.catalogue.programme
    return Table(
        "measures",
        s.word("all_measures_caption", year=year),
        (
            Column(s.word("code")),
            Column(s.word("measure"), header=True),
            Column(str(year - 1), Kind.INTEGER),
            Column(str(year), Kind.INTEGER),
            Column(s.word("unit")),
            Column(s.word("due")),
            Column(s.word("task_state")),
            Column(s.word("plan"), Kind.INTEGER),
            Column(s.word("expected"), right=True),
            Column(s.word("base", year=programme.base_year), Kind.INTEGER),
            Column(s.word("basis")),
        ),
        tuple(_whole_row(s, one, stated) for one in s.numbers.measures.values()),
        s.from_registers(),
        notes=(
            s.word("rows_code"),
            s.word("measures_lead", tasks=len(s.catalogue.tasks), numbers=len(s.numbers.measures)),
            s.word("expected_note"),
        ),
        workbook_only=True,
        sheet=s.sheet("measures"),
    )


def _whole_row(s: Summary, one: MeasureNumber, stated: Mapping[str, TaskStatus]) -> tuple[Value, ...]:
    """A measure with all that it is seen against; expected value and base only where it is an indicator too."""
    unit = one.entry.unit
    same = same_indicator(s, one)
    return (
        *_measure_row(s, one, stated),
        s.told(one.plan, unit) if one.plan is not None else "",
        expected_text(same, s.language) if same else "",
        s.told(same.base, unit) if same else "",
        basis_of(one, s.language),
    )


def same_indicator(s: Summary, one: MeasureNumber) -> IndicatorNumber | None:
    """The indicator of Table 2 that is this very number; only some measures have one."""
    for found in s.numbers.indicators.values():
        if found.entry.source.relation == "same" and found.entry.source.measures == (one.entry.code,):
            return found
    return None


# ---- the whole programme -------------------------------------------------------------------------------------------
def programme(s: Summary, stated: Mapping[str, TaskStatus]) -> Table:
    """The programme as it stands: every task with its objective, product, people, deadline, state and measures."""
    return Table(
        "programme",
        s.word("programme_caption", year=s.period.year),
        (
            Column(s.word("task")),
            Column(s.word("task_name"), header=True),
            Column(s.word("objective")),
            Column(s.word("product")),
            Column(s.word("carried_out_by")),
            Column(s.word("due")),
            Column(s.word("task_state")),
            Column(s.word("numbers")),
        ),
        tuple(_task_row(s, task, stated.get(task.code)) for task in s.catalogue.tasks.values()),
        Source(s.word("catalogue"), s.as_of, s.version),
        workbook_only=True,
        sheet=s.sheet("programme"),
    )


def _task_row(s: Summary, task: c.Task, stated: TaskStatus | None) -> tuple[Value, ...]:
    rows = [row for row in s.catalogue.rows.values() if row.task == task.code]
    ends = dict.fromkeys(s.catalogue.deadlines[row.deadline] for row in rows)
    objective = s.catalogue.objectives[task.objective]
    mine = [one.code for one in s.catalogue.measures.values() if s.catalogue.task_of(one).code == task.code]
    return (
        task.code,
        task.label(s.language),
        f"{objective.code}. {objective.label(s.language)}",
        "; ".join(dict.fromkeys(product.label(s.language) for row in rows for product in row.product)),
        "; ".join(dict.fromkeys(row.implementers(s.language) for row in rows)),
        "; ".join(s.word("continuous") if one.on is None else day(one.on, s.language) for one in ends),
        s.words.choice(stated.state) if stated else s.word("not_stated"),
        ", ".join(mine),
    )
