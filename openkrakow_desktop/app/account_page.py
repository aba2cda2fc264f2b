"""Who works now: asked once per start where accounts are kept, so that the history knows (decisions.md 20).

An account is no lock: anybody may go on without one. Only a PIN, where there is one, has to be typed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.accounts import pin_fits
from ..contacts.model import Account, Role
from ..core.words import Words
from ..gui.desk import Desk
from ..gui.frames import scrolled
from ..gui.layout import box, column, ems, row, rows
from ..gui.pressable import Pressable
from ..gui.states import sentence
from ..gui.widgets import announce, button, field, mark_problem, symbol, text, two

FIRST = {  # the place that a role works in comes first among the registers
    Role.CENTRE_STAFF: "events",
    Role.POINT_ADVISER: "point",
    Role.JURY_SECRETARY: "competition",
    Role.JUROR: "competition",
    Role.PATRONAGE_CLERK: "patronage",
    Role.TRAINING_ORGANISER: "training",
}
HIDDEN = {Role.CENTRE_STAFF: "competition", Role.POINT_ADVISER: "competition"}  # domain.md §1.0: no jury for the Centre


@dataclass(frozen=True)
class Worker:
    """An account that can be picked. `code` is what the journal calls it."""

    id: UUID
    name: str
    role: Role
    has_pin: bool

    @property
    def code(self) -> str:
        return self.id.hex


def active_accounts(session: Session) -> list[Worker]:
    """Accounts in use, by name."""
    asked = select(Account).where(Account.is_active.is_(True)).order_by(Account.name_sort, Account.id)
    return [Worker(one.id, one.name, one.role, one.pin_hash is not None) for one in session.scalars(asked)]


def account_names(session: Session) -> dict[str, str]:
    """The name of every account by its code, those no longer in use too: history remembers them."""
    return {one.id.hex: one.name for one in session.scalars(select(Account))}


def fits(session: Session, key: UUID, pin: str) -> bool:
    """Whether this is the PIN of an account."""
    return pin_fits(session.get_one(Account, key), pin)


class AccountPage(QWidget):
    """A list of people; `chosen` tells who works now, None for nobody's account."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, words: Words, workers: list[Worker]) -> None:
        super().__init__()
        self._desk, self._words = desk, words
        self._asked: Worker | None = None
        lines = [self._line(one) for one in workers]
        self._pin = field("", "key", name=words("account_page.pin"))
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin.setMaxLength(12)
        self._pin.returnPressed.connect(self._try)
        self._wrong = text(words("account_page.wrong"), "small", "bad", wrap=True)
        self._whose = text("", "strong", wrap=True)
        enter = button(words("account_page.enter"), "primary", does=self._try)
        self._asking = column(self._whose, self._pin, self._wrong, row(1, enter), gap=1)
        self._asking.hide()
        nobody = button(words("account_page.nobody"), "quiet", does=lambda: self.chosen.emit(None))
        inside = column(
            1,
            text(words("account_page.title"), "title"),
            text(words("account_page.about"), tone="muted", wrap=True),
            box("card", rows(*lines, height=4), (2, 0.5, 2, 0.5)),
            self._asking,
            row(nobody, 1),
            1,
            gap=1.5,
            pad=(3, 3, 3, 3),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(row(1, ems(inside, 38), 1, gap=0)))
        self.setFocusProxy(lines[0])

    def _line(self, one: Worker) -> Pressable:
        role = sentence(self._words.choice(one.role))
        sign = symbol("key", "muted", 1.15, self._words("account_page.pin")) if one.has_pin else None
        inside = row(symbol("contact", "accent", 1.5), 0.25, (two(one.name, role), 1), sign, symbol("chevron-right"))
        made = Pressable(ems(inside, height=3.9), one.name, role)
        made.clicked.connect(lambda: self._pick(one))
        return made

    def _pick(self, one: Worker) -> None:
        if not one.has_pin:
            self.chosen.emit(one)
            return
        self._asked = one
        self._whose.setText(self._words("account_page.pin_of", name=one.name))
        self._wrong.hide()
        mark_problem(self._pin, False)
        self._pin.clear()
        self._asking.show()
        self._pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        one = self._asked
        if one is not None:
            self._desk.ask(fits, one.id, self._pin.text(), done=lambda good: self._told(one, good), owner=self)

    def _told(self, one: Worker, good: bool) -> None:
        if good:
            self.chosen.emit(one)
            return
        mark_problem(self._pin, True)
        self._wrong.show()
        announce(self._pin, self._wrong.text())
        self._pin.selectAll()
        self._pin.setFocus(Qt.FocusReason.OtherFocusReason)
