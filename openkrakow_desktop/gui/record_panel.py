"""The panel of a record: facts, what belongs to it, history, and at the foot what can be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from ..core.declarations import Action, Opens, Register
from ..core.formats import number
from ..core.usage import Use
from ..core.verdicts import feeds
from ..core.words import Words
from .columns import ListColumn, columns_of, shown
from .counts_for import CountsFor
from .desk import Desk
from .frames import SidePanel, facts, section
from .history import history_view
from .layout import Item, column, hairline, row, rows
from .pressable import Pressable
from .record_data import Card, Children, Fact
from .report_writer import offer_report
from .saying import many, one, problem_words
from .states import sentence, status_of
from .widgets import Status, button, elided, note, symbol, text

RECENT = 3  # operations shown before the whole history is asked for


class RecordPanel(SidePanel):
    """One record, read only. What is asked of it is told by signals; the screen does it."""

    edit_asked = Signal()
    delete_asked = Signal()
    copy_asked = Signal()
    action_asked = Signal(object)  # an Action of the register
    child_asked = Signal(object, object)  # register, key of the child; None: a new one
    children_asked = Signal(object)  # register whose rows are to be listed
    paste_asked = Signal(object)  # register whose rows are to be pasted

    def __init__(self, desk: Desk, register: Register, card: Card) -> None:
        words = desk.words
        self.card, self.register = card, register
        status = status_of(card.state, words) if card.state is not None else None
        super().__init__(
            one(register, words),
            card.title,
            status,
            *_content(self, desk, register, card),
            actions=self._foot(desk),
            close=words("panel.close"),
        )

    def _foot(self, desk: Desk) -> list[QWidget]:
        words, locked, allowed = desk.words, self.card.locked, self.card.allowed
        actions = [one for one in self.register.actions if one.key in allowed]
        doors = [self._door(one, desk) for one in self.register.opens if one.key in allowed]
        edit = button(words("panel.edit"), "", "pencil", does=lambda: self.edit_asked.emit())
        if locked is not None:
            edit.setEnabled(False)
            edit.setToolTip(problem_words(locked, words))
        beside = [] if doors else [self._verb(action, words) for action in actions[:1]]
        return [*doors[:1], edit, *beside, self._more(desk, actions[len(beside) :])]

    def _door(self, one: Opens, desk: Desk) -> QWidget:
        """The page that opens for this record."""
        said = sentence(desk.words(f"action.{one.key}"))
        return button(said, "", one.icon, does=lambda: desk.open_asked.emit(one.place, self.card.id))

    def _verb(self, action: Action, words: Words) -> QWidget:
        said = sentence(words(f"action.{action.key}"))
        return button(said, "", action.icon, does=lambda: self.action_asked.emit(action))

    def _more(self, desk: Desk, actions: list[Action]) -> QWidget:
        words = desk.words
        opener = button("", "", "ellipsis", words("panel.more"))
        menu = QMenu(opener)
        for action in actions:
            said = sentence(words(f"action.{action.key}"))
            menu.addAction(said).triggered.connect(lambda _=False, a=action: self.action_asked.emit(a))
        opens = [one for one in self.register.opens if one.key in self.card.allowed]
        for page in opens[1:]:
            said = sentence(words(f"action.{page.key}"))
            menu.addAction(said).triggered.connect(lambda _=False, p=page: desk.open_asked.emit(p.place, self.card.id))
        menu.addSeparator()
        papers = [one for one in self.register.reports if one.key in self.card.allowed]
        for paper in papers:
            said = words("panel.print", what=words(f"report.{paper.key}"))
            menu.addAction(said).triggered.connect(lambda _=False, p=paper: offer_report(desk, self, p, self.card.id))
        if papers:
            menu.addSeparator()
        menu.addAction(words("panel.copy")).triggered.connect(lambda: self.copy_asked.emit())
        remove = menu.addAction(words("panel.delete"))
        remove.triggered.connect(lambda: self.delete_asked.emit())
        remove.setEnabled(self.card.locked is None)
        opener.setMenu(menu)
        return opener

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_E and self.card.locked is None:
            self.edit_asked.emit()
        elif plain and event.key() == Qt.Key.Key_Delete and self.card.locked is None:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)


def _content(panel: RecordPanel, desk: Desk, register: Register, card: Card) -> list[Item]:
    words = desk.words
    parts: list[Item] = []
    if card.locked is not None:
        parts.append(note("lock", problem_words(card.locked, words), ""))
    shown_apart = register.part.shows if register.part is not None else ()
    if any(fact.name not in shown_apart for fact in card.computed):
        parts.append(_figures(card, register, words))
    if told := [fact for fact in card.facts if fact.name not in shown_apart]:
        parts.append(facts(*((_title(register, fact, words), _said(register, fact, words)) for fact in told)))
    if register.part is not None:
        module, _, function = register.part.screen.partition(":")
        parts.append(getattr(import_module(module), function)(desk, panel, card.id, card.part))
    if feeds(desk.declared, register):
        parts.append(CountsFor(desk, register, card.id))
    own = [one for one in card.children if one.register.key not in shown_apart]
    parts += [_children(panel, children, words) for children in own]
    if card.uses:
        parts.append(section(words("panel.used_in"), uses_view(desk, card.uses), gap=0.25))
    if card.history:
        parts.append(_history(card, register, desk))
    return parts


def _title(register: Register, fact: Fact, words: Words) -> str:
    return sentence(words(f"{register.key}.{fact.name}"))


def _said(register: Register, fact: Fact, words: Words) -> str:
    field = register.field(fact.name)
    return fact.said or shown(fact.value, words, field.money, dict(field.choices))


def _figures(card: Card, register: Register, words: Words) -> QWidget:
    """The numbers that SQL works out: the first one large, the others beside it."""
    by_name = {one.name: one for one in columns_of(register, words)}
    lines: list[Item] = []
    for at, fact in enumerate(card.computed):
        value = by_name[fact.name].show(fact.value, words)
        said = value.word if isinstance(value, Status) else value
        if at == 0:
            lines.append(
                row(text(said, "figure"), (text(_title(register, fact, words), tone="muted", wrap=True), 1), gap=1.5)
            )
        else:
            lines.append(row(text(_title(register, fact, words), tone="muted"), 1, text(said)))
    return column(*lines, gap=0.5)


def _children(panel: RecordPanel, children: Children, words: Words) -> QWidget:
    register = children.register
    add = button(
        words("panel.add"),
        "quiet",
        "plus",
        words("panel.add_to", list=many(register, words)),
        does=lambda: panel.child_asked.emit(register, None),
    )
    paste = button(
        "",
        "quiet",
        "clipboard-list",
        words("paste.title", list=many(register, words)),
        does=lambda: panel.paste_asked.emit(register),
    )
    lines: list[Item] = []
    columns = columns_of(register, words)
    for key, values in children.rows:
        lines += [hairline()] if lines else []
        lines.append(_child(panel, register, key, columns, values, words))
    if children.count > len(children.rows):
        said = words("panel.all_rows", n=children.count)
        everything = button(said, "quiet", "list-checks", does=lambda: panel.children_asked.emit(register))
        lines.append(row(everything, 1))
    if not lines:
        lines.append(text(words("panel.none"), tone="muted"))
    return section(many(register, words), *lines, aside=row(paste, add) if register.adds else None, gap=0.5)


def _child(
    panel: RecordPanel,
    register: Register,
    key: UUID,
    columns: tuple[ListColumn, ...],
    values: tuple[Any, ...],
    words: Words,
) -> QWidget:
    """One row that belongs to the record: its first values, its state, and a door to it."""
    cells = [
        (one, one.show(value, words))
        for one, value in zip(columns, values, strict=True)
        if one.name != register.parent and value is not None
    ]
    plain = [cell for one, cell in cells if isinstance(cell, str) and cell]
    state = next((cell for _, cell in cells if isinstance(cell, Status)), None)
    title, rest = plain[0] if plain else "", " · ".join(plain[1:3])
    sign = symbol(state.icon, state.tone, 1.15, state.word) if state else None
    said = column(elided(title), elided(rest, "small", "muted") if rest else None, gap=0)
    door = button(
        "",
        "quiet",
        "chevron-right",
        words("panel.open", what=title),
        "muted",
        does=lambda: panel.child_asked.emit(register, key),
    )
    return row(sign, (said, 1), door, gap=0.75, pad=(0, 0.5, 0, 0.5))


def uses_view(desk: Desk, found: Sequence[Use]) -> QWidget:
    """Where a record is used: one line for each register, pressed it shows just those rows."""
    words = desk.words
    several = {key for key, n in Counter(one.register.key for one in found).items() if n > 1}
    lines: list[QWidget] = []
    for use in found:
        name = many(use.register, words)
        if use.register.key in several:
            name = f"{name} · {words(use.register.field(use.column).key)}"
        count = number(use.count, words.language)
        inside = row((text(name, wrap=True), 1), text(count, "strong"), symbol("chevron-right"))
        line = Pressable(inside, name, count, pad=(0.5, 0, 0, 0))
        line.clicked.connect(lambda _=False, one=use: desk.open_asked.emit(one.register.key, one.view))
        lines.append(line)
    return rows(*lines, height=2.3)


def _history(card: Card, register: Register, desk: Desk) -> QWidget:
    """The newest operations; the rest on demand."""
    words, told = desk.words, list(card.history)
    holder = section(words("history.title"), history_view(told, register, desk, RECENT), gap=0.75)
    if len(told) <= RECENT:
        return holder
    whole = history_view(told, register, desk)
    whole.hide()

    def open_whole() -> None:
        layout = holder.layout()
        item = layout.itemAt(1) if layout else None
        short = item.widget() if item else None
        if short is not None:
            short.hide()
        whole.show()
        more.hide()

    more = button(words("history.whole", n=len(told)), "quiet", "history", does=open_whole)
    return column(holder, whole, row(more, 1), gap=0.75)
