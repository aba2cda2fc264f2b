"""The items of one nomination: three answers each, by keys or by pressing; what the data proposes stands under them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ...core.formats import day
from ...gui.layout import Item, column, hairline, row
from ...gui.states import sentence
from ...gui.widgets import button, field, symbol, text
from ..check_page import ItemLine, NominationCheck
from ..kinds import FormalAnswer, FormalItem

if TYPE_CHECKING:
    from .checks import ChecksPage

ANSWERS = {
    FormalAnswer.YES: "yes",
    FormalAnswer.NO: "no",
    FormalAnswer.NOT_APPLICABLE: "not_applicable",
}
SIGNS = {
    FormalAnswer.YES: ("circle-check", "good"),
    FormalAnswer.NO: ("circle-x", "bad"),
    FormalAnswer.NOT_APPLICABLE: ("circle-minus", "muted"),
}
UNANSWERED = ("circle-dashed", "muted")
MINUS = (Qt.Key.Key_Minus, Qt.Key.Key_Underscore)


class ItemRow(QWidget):
    """One item. T, N and − answer, Enter takes the proposal, the arrows go on. Where two clerks differ, or an agreed
    answer is changed, the reason is typed first."""

    def __init__(self, items: Items, line: ItemLine) -> None:
        super().__init__()
        w = items.page.desk.words
        self._items, self.line = items, line
        self.word = sentence(w.choice(line.item))
        said = w.choice(line.answer) if line.answer else w("checks_page.no_proposal")
        self.setAccessibleName(f"{self.word}: {said}")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.buttons = {one: self._button(one, key) for one, key in ANSWERS.items()}
        icon, tone = SIGNS.get(line.answer, UNANSWERED) if line.answer else UNANSWERED
        if line.differs:
            icon, tone = "triangle-alert", "warn"
        self.reason = field(w("checks_page.settle_hint"), name=w("checks_page.settle_name", item=self.word))
        self.reason.setVisible(self.asks_reason and line.differs)
        about = [text(one, "small", "muted", wrap=True) for one in self._about()]
        words = column(text(self.word, "strong" if line.is_open else "body", wrap=True), *about, self.reason, gap=0.25)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(
            row(
                column(symbol(icon, tone, 1.3), 1, gap=0),
                (words, 1),
                column(row(*self.buttons.values(), gap=0.5), 1, gap=0),
                gap=1.25,
                pad=(1, 0.75, 1, 0.75),
            )
        )

    @property
    def asks_reason(self) -> bool:
        """Whether an answer now overrules what two clerks said."""
        return self._items.found.both_in and self.line.is_open

    def _button(self, one: FormalAnswer, key: str) -> QPushButton:
        w = self._items.page.desk.words
        word = w(f"checks_page.{key}")
        made = button(word, "chip", name=w("checks_page.choose", item=self.word, answer=word))
        made.setCheckable(True)
        made.setChecked(self.line.answer is one)
        made.setEnabled(self.line.is_open)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: self.give(one))
        return made

    def _about(self) -> list[str]:
        w, line, found = self._items.page.desk.words, self.line, self._items.found
        said = []
        if line.differs:
            said.append(w("checks_page.differs"))
        if line.others and (line.differs or line.remark):
            (first, first_said), (second, second_said) = line.others
            nobody = w("checks_page.somebody")
            said.append(w("checks_page.two_said", first=first or nobody, first_said=w.choice(first_said),
                          second=second or nobody, second_said=w.choice(second_said)))  # fmt: skip
        if line.remark:
            said.append(w("checks_page.settled", reason=line.remark))
        if line.answer is not None and line.on is not None:
            name = line.by or w("checks_page.somebody")
            said.append(w("checks_page.by_on", name=name, day=day(line.on, w.language)))
        elif line.proposal is not None and not line.differs:
            why = w(f"check_why.{line.proposal.why}")
            said.append(w("checks_page.proposed", answer=w.choice(line.proposal.answer), why=why))
        elif line.is_open and not line.differs:
            said.append(w("checks_page.no_proposal"))
        if found.due_on is not None and line.is_called:
            said.append(w("checks_page.called"))
        return [" · ".join(said)] if said else []

    def give(self, one: FormalAnswer) -> None:
        """Answer, unless a reason is wanted first."""
        for answer, made in self.buttons.items():
            made.setChecked(answer is self.line.answer)
        if not self.line.is_open:
            self._items.page.say(self._items.page.desk.words("problem.check_item_shut"))
            return
        if self.asks_reason and not self.reason.text().strip():
            self.reason.show()
            self.reason.setFocus()
            return
        self._items.page.give(self.line.item, one, self.reason.text() if self.asks_reason else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        w, typed = self._items.page.desk.words, event.text().upper()
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        )  # fmt: skip
        if plain and typed and typed in w("checks_page.yes_keys"):
            self.give(FormalAnswer.YES)
        elif plain and typed and typed in w("checks_page.no_keys"):
            self.give(FormalAnswer.NO)
        elif event.key() in MINUS or typed in ("–", "−"):
            self.give(FormalAnswer.NOT_APPLICABLE)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.line.proposal and self.line.answer is None:
            self.give(self.line.proposal.answer)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._items.go(self, Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)


class Items(QWidget):
    """All items of the nomination that is open; one Tab stop, the arrows move inside."""

    def __init__(self, page: ChecksPage, found: NominationCheck, at: FormalItem | None) -> None:
        super().__init__()
        self.page, self.found = page, found
        self.rows = [ItemRow(self, line) for line in found.items]
        self.setAccessibleName(page.desk.words("checks_page.items"))
        parts: list[Item] = []
        for one in self.rows:
            parts += [hairline(), one] if parts else [one]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(*parts, gap=0))
        waiting = next((one for one in self.rows if one.line.is_open and one.line.answer is None), self.rows[0])
        self.stop_at(next((one for one in self.rows if one.line.item is at), waiting))

    def stop_at(self, here: ItemRow) -> None:
        """The row Tab comes to."""
        for one in self.rows:
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is here else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(here)

    def go(self, here: ItemRow, key: Qt.Key) -> None:
        """The keyboard goes to a neighbour."""
        at = self.rows.index(here)
        goes = {
            Qt.Key.Key_Down: at + 1, Qt.Key.Key_Up: at - 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.rows) - 1,
        }[key]  # fmt: skip
        there = self.rows[max(0, min(len(self.rows) - 1, goes))]
        self.stop_at(there)
        there.setFocus(Qt.FocusReason.TabFocusReason)
        self.page.into_sight(there)

    def after(self, item: FormalItem) -> FormalItem:
        """The item the keyboard goes to once this one is answered: the next open one without an answer."""
        order = [one.line for one in self.rows]
        at = next(place for place, line in enumerate(order) if line.item is item)
        later = [line for line in order[at + 1 :] + order[:at] if line.is_open and line.answer is None]
        return later[0].item if later else item

    def confirm_all(self) -> QPushButton | None:
        """One button for all proposals that wait, beside the title of the items."""
        waiting = {
            line.item: line.proposal.answer
            for line in self.found.items
            if line.is_open and line.answer is None and line.proposal is not None and not line.differs
        }
        if len(waiting) < 2 or self.found.both_in:
            return None
        said = self.page.desk.words("checks_page.confirm_all", n=len(waiting))
        return button(said, "", "check", does=partial(self.page.confirm, waiting))
