"""What differs between two versions, or since one: numbers old and new, under each the rows and who changed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from ...core.clock import WARSAW
from ...core.formats import day, number
from ...core.text import sentence
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.frames import card
from ...gui.layout import Item, column, ems, hairline, row
from ...gui.saying import action_words
from ...gui.widgets import DropDown, button, symbol, text
from ..evaluate import IndicatorNumber
from ..snapshot_changes import Changed, Difference, How, RowChange
from ..versions_view import VersionsView
from .looks import look_of, said_value

ROWS = 8  # of a number; more are counted
_ICONS = {How.CAME: "plus", How.WENT: "circle-minus", How.COUNTS_OTHERWISE: "pencil", How.TOLD_OTHERWISE: "pencil"}


@dataclass(frozen=True)
class Choice:
    """What is compared: a version's number with another's, or (None) with the figures of the moment."""

    old: int
    new: int | None = None

    @classmethod
    def first(cls, view: VersionsView) -> Choice | None:
        """A draft of a correction with what it corrects, else the newest version with today; None without versions."""
        if view.draft is not None and view.in_force is not None:
            return cls(view.in_force.number, view.draft.number)
        return cls(view.versions[0].number) if view.versions else None

    def fits(self, view: VersionsView) -> bool:
        """Whether the year has these versions."""
        return {self.old, self.old if self.new is None else self.new} <= {one.number for one in view.versions}


def change_card(
    desk: Desk, view: VersionsView, choice: Choice, found: Difference, compare: Callable[[Choice], object]
) -> QWidget:
    """The differences as a card, with what is compared to choose above them."""
    w = desk.words
    title = w("versions.changes_since", n=choice.old) if choice.new is None else w(
        "versions.changes_between", n=choice.old, m=choice.new
    )  # fmt: skip
    chooser = _chooser(w, view, choice, compare)
    if not found:
        said = w("versions.same" if choice.new is None else "versions.same_two", n=choice.old, m=choice.new)
        line = row(symbol("circle-check", "good"), (text(said, wrap=True), 1))
        return card(title, line, aside=chooser)
    parts: list[Item] = []
    for one in found.numbers:
        parts += [hairline(), _number(desk, one, found)] if parts else [_number(desk, one, found)]
    told = {one.code for one in found.numbers}
    for code, rows in found.rows.items():
        if code not in told:
            same = column(text(w("versions.rows_only", code=code), "strong", wrap=True), *_rows(desk, rows), gap=0.5)
            parts += [hairline(), same] if parts else [same]
    said = w.count("versions.numbers_changed", len(found.numbers)) if found.numbers else w("versions.no_number")
    return card(title, text(said, tone="muted", wrap=True), *parts, aside=chooser)


def _chooser(w: Words, view: VersionsView, choice: Choice, compare: Callable[[Choice], object]) -> QWidget:
    """Two drop-downs: from which version, to which one or today."""
    numbers = sorted(one.number for one in view.versions)
    old, new = DropDown(), DropDown()
    old.setAccessibleName(w("versions.compare"))
    new.setAccessibleName(w("versions.compare_with"))
    for n in numbers:
        old.addItem(sentence(w("versions.version", n=n)), n)
        new.addItem(sentence(w("versions.version", n=n)), n)
    new.addItem(sentence(w("versions.today")), None)
    old.setCurrentIndex(numbers.index(choice.old))
    new.setCurrentIndex(len(numbers) if choice.new is None else numbers.index(choice.new))

    def chosen(_at: int) -> None:
        compare(Choice(old.currentData(), new.currentData()))

    old.activated.connect(chosen)
    new.activated.connect(chosen)
    return row(old, text(w("versions.with"), tone="muted"), new, gap=0.75)


def _number(desk: Desk, one: Changed, found: Difference) -> QWidget:
    w, unit = desk.words, one.new.entry.unit
    name = one.new.entry.label(w.language)
    was, now = said_value(one.old.reading, unit, w), said_value(one.new.reading, unit, w)
    line = row(
        ems(text(one.code, tone="muted"), 4),
        (text(name, "strong", wrap=True), 1),
        text(was, tone="muted"),
        text("→", tone="muted"),
        text(now, "strong"),
        button(
            w("versions.where"), "quiet", name=f"{w('versions.where')}: {one.code} {name}",
            does=partial(desk.open_asked.emit, "indicators" if _is_indicator(one) else "tasks", one.code),
        ),
    )  # fmt: skip
    status = None
    before, after = one.old, one.new
    if isinstance(before, IndicatorNumber) and isinstance(after, IndicatorNumber) and before.status is not after.status:
        told = f"{look_of(before.status, w).word} → {look_of(after.status, w).word}"
        status = row(ems(text(""), 4), (text(told, wrap=True), 1))
    return column(line, status, *_rows(desk, found.rows.get(one.code, ())), gap=0.5)


def _is_indicator(one: Changed) -> bool:
    return isinstance(one.new, IndicatorNumber)


def _rows(desk: Desk, changes: tuple[RowChange, ...]) -> list[Item]:
    w = desk.words
    lines: list[Item] = [_row(desk, one) for one in changes[:ROWS]]
    rest = len(changes) - ROWS
    if rest > 0:
        lines.append(row(ems(text(""), 4), text(w.count("versions.more_rows", rest), tone="muted"), 1))
    return lines


def _row(desk: Desk, one: RowChange) -> QWidget:
    """A row: its sign and word, date, title; below, who touched its record last and why."""
    w, counted = desk.words, one.row
    when = f"{day(counted.on, w.language)}\u2002" if counted.on else ""
    how = w(f"row_change.{one.how.value}")
    if one.how is How.COUNTS_OTHERWISE:
        how = f"{how}: {number(one.before, w.language)} → {number(one.after, w.language)}"
    told = f"{when}{counted.title}"
    trace = "" if one.trace is None else _traced(desk, one)
    said = " · ".join(part for part in (how, trace) if part)
    go = partial(desk.open_asked.emit, counted.register, counted.id)
    register = w(f"{counted.register}._one")
    link = button(w("versions.show"), "quiet", name=f"{w('versions.show')}: {register} {told}", does=go)
    return row(
        ems(text(""), 2.5),
        column(symbol(_ICONS[one.how], "muted", 1.1), 1, gap=0),
        (column(text(told, wrap=True), text(said, "small", "muted", wrap=True), gap=0), 1),
        link,
    )


def _traced(desk: Desk, one: RowChange) -> str:
    w, trace = desk.words, one.trace
    assert trace is not None
    who = desk.actors.get(trace.actor, "")
    what = sentence(action_words(trace.action, w))
    on = day(trace.at.astimezone(WARSAW).date(), w.language)
    return ", ".join(part for part in (f"{what} {on}", who, trace.reason) if part)
