"""The left side of the writing page: the task's numbers, what units reported, what was written a year ago."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ...core.asked import ORIGIN, AskedNumber
from ...core.text import sentence
from ...gui.frames import section
from ...gui.layout import Item, column, row, rows
from ...gui.widgets import RIGHT, button, pill, text
from ...programme.catalogue import catalogue
from .. import wording
from ..evaluate import IndicatorNumber, MeasureNumber, YearNumbers
from ..writing import Part, Said
from .looks import look_of, said_value

if TYPE_CHECKING:
    from .writing import WritingPage


def beside_view(page: WritingPage, part: Part, numbers: YearNumbers | None) -> QWidget:
    """Everything that helps to write a part."""
    w, known = page.desk.words, catalogue(page.desk.year)
    items: list[Item] = []
    if part.key in known.tasks:
        task = known.tasks[part.key]
        items.append(text(sentence(task.text(w.language)), tone="muted", wrap=True))
        mine = [one for one in known.measures.values() if known.task_of(one).code == part.key]
        if numbers is not None:
            shown = [_number(page, numbers, numbers.measures[one.code]) for one in mine]
            items.append(section(w("writing.numbers"), rows(*shown)))
        items.append(_units(page, part.said))
    elif part.key in known.objectives:
        objective = known.objectives[part.key]
        items.append(text(f"{objective.text(w.language)}.", tone="muted", wrap=True))
        if numbers is not None:
            items.append(_indicators(page, numbers, part.key))
        items.append(_narratives(page, part.key))
    else:
        items.append(text(w(f"writing.about_{part.key}"), tone="muted", wrap=True))
        if numbers is not None:
            items.append(_indicators(page, numbers, ""))
    if part.before:
        items.append(_before(page, part.before))
    return column(*items, 1, gap=2.5, pad=(2, 2, 2, 2))


def _number(page: WritingPage, numbers: YearNumbers, one: MeasureNumber) -> QWidget:
    """A number of the task: this year large, the year before, plan or expected, status; and where it comes from."""
    w, entry = page.desk.words, one.entry
    unit = wording.unit_word(entry, one.reading.value, catalogue(page.desk.year), w.language)
    facts = [w("writing.before", year=numbers.period.year - 1, value=said_value(one.previous, entry.unit, w))]
    if one.plan is not None:
        facts.append(w("council.planned_is", value=wording.value_text(one.plan, entry.unit, w.language)))
    same = _same(numbers, one)
    if same is not None:
        facts.append(w("council.expected_is", value=wording.expected_text(same, w.language)))
    ask = button(w("origin.title"), "quiet", "circle-question-mark", f"{w('origin.title')} {entry.code}")
    ask.clicked.connect(lambda: page.desk.open_asked.emit(ORIGIN, AskedNumber(entry.code, numbers.period.year)))
    value = said_value(one.reading, entry.unit, w) if one.reading.value is not None else w("status.no_data")
    return column(
        text(f"{entry.code} {entry.label(w.language)}", wrap=True),
        row(text(value, "figure" if len(value) < 9 else "title"), (text(unit, tone="muted", wrap=True), 1), ask, gap=1),
        text(" · ".join(facts), "small", "muted", wrap=True),
        row(pill(look_of(same.status, w)), 1) if same is not None else None,
        gap=0.5,
        pad=(0, 1, 0, 1),
    )


def _same(numbers: YearNumbers, one: MeasureNumber) -> IndicatorNumber | None:
    for found in numbers.indicators.values():
        source = found.entry.source
        if source.relation == "same" and source.measures == (one.entry.code,):
            return found
    return None


def _indicators(page: WritingPage, numbers: YearNumbers, objective: str) -> QWidget:
    """The indicators (of an objective): value, expected, status."""
    w = page.desk.words
    found = [one for one in numbers.indicators.values() if objective in ("", one.entry.objective)]
    lines = [
        column(
            row((text(one.entry.label(w.language), wrap=True), 1),
                text(said_value(one.reading, one.entry.unit, w), "strong", align=RIGHT)),
            row(pill(look_of(one.status, w), False), 1,
                text(w("council.expected_is", value=wording.expected_text(one, w.language)), "small", "muted")),
            gap=0.25, pad=(0, 0.75, 0, 0.75),
        )
        for one in found
    ]  # fmt: skip
    return section(w("writing.indicators"), rows(*lines))


def _narratives(page: WritingPage, objective: str) -> QWidget:
    """What is written of the objective's tasks, to draw conclusions from."""
    tasks = [one.code for one in catalogue(page.desk.year).tasks.values() if one.objective == objective]
    lines = []
    for code in tasks:
        told = next(iter(page.parts[code].texts.values()), "")
        said = told or page.desk.words("writing.missing")
        lines.append(
            column(
                text(page.name_of(code), "strong", wrap=True),
                text(said, tone="" if told else "muted", wrap=True),
                gap=0.25,
                pad=(0, 0.75, 0, 0.75),
            )
        )
    return section(page.desk.words("writing.tasks"), rows(*lines))


def _units(page: WritingPage, said: tuple[Said, ...]) -> QWidget:
    """What units reported, each to be taken over with one key."""
    w = page.desk.words
    if not said:
        cards = button(
            w("writing.to_cards"), "quiet", "send", does=partial(page.desk.open_asked.emit, "task_cards", None)
        )
        return section(w("writing.units"), text(w("writing.no_units"), tone="muted", wrap=True), row(cards, 1))
    lines = []
    for place, one in enumerate(said):
        name = w("writing.take_key") if place == 0 else w("writing.take")
        take = button(name, "quiet", "plus", f"{w('writing.take')}: {one.unit}", does=partial(page.take, one.narrative))
        lines.append(
            column(
                text(one.unit, "strong", wrap=True),
                text(one.narrative, wrap=True) if one.narrative else None,
                text(w("writing.from", source=one.source), "small", "muted", wrap=True) if one.source else None,
                row(take, 1) if one.narrative else None,
                gap=0.5,
                pad=(0, 0.75, 0, 0.75),
            )
        )
    return section(w("writing.units"), rows(*lines))


def _before(page: WritingPage, before: str) -> QWidget:
    w = page.desk.words
    take = button(w("writing.take"), "quiet", "plus", w("writing.take_before"), does=partial(page.take, before))
    title = w("writing.last_year", year=page.desk.year - 1)
    return section(title, text(before, tone="muted", wrap=True), row(take, 1))
