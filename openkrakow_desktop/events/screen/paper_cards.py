"""Cards with a code: a batch of new ones, or those that exist printed again. What is printed is shown first."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ...core.problems import Problem, Refused
from ...gui.desk import Desk, Done
from ...gui.editors import Editor, NumberEditor, TickEditor, problem_of
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Split, column, row
from ...gui.live_page import LivePage
from ...gui.report_writer import offer_report
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, text
from ..lists import make_cards
from ..model import Participant
from ..print_outs import CARDS

USUAL = 50  # new cards


def cards(desk: Desk) -> QWidget:
    """The page of cards."""
    return CardsPage(desk)


def known_cards(session: Session) -> tuple[int, int]:
    """How many cards there are, and the greatest number."""
    count, last = session.execute(select(func.count(Participant.number), func.max(Participant.number))).one()
    return count, last or 0


class CardsPage(LivePage):
    """Two ways to a sheet of cards, each with its one button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("participant",))
        w = desk.words
        self._about = text("", tone="muted")
        self.count = NumberEditor(w("cards_page.count"))
        self.count.set_value(USUAL)
        self.first, self.last = NumberEditor(w("ask.first_card")), NumberEditor(w("ask.last_card"))
        self.names = TickEditor(w("ask.with_names"))
        self._problems = [text("", "small", "bad", wrap=True) for _ in range(2)]
        for one in self._problems:
            one.hide()
        self.make = button(w("cards_page.make"), "primary", "plus", does=self.make_new)
        new = card(
            w("cards_page.new"),
            text(w("cards_page.new_words"), tone="muted", wrap=True),
            column(text(self.count.name, "small", "muted"), self.count, self._problems[0], gap=0.5),
            row(self.make, 1),
            1,
            gap=1.5,
        )
        again = card(
            w("cards_page.again"),
            text(w("cards_page.again_words"), tone="muted", wrap=True),
            row(self._named(self.first), self._named(self.last), 1, gap=2),
            self.names,
            self._problems[1],
            row(button(w("cards_page.print"), "", "printer", does=self.print_known), 1),
            1,
            gap=1.5,
        )
        self.count.line.returnPressed.connect(self.make_new)
        self.last.line.returnPressed.connect(self.print_known)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        body = scrolled(column(Split(new, again, 32), 1, pad=(3, 0.5, 3, 2)))
        whole.addWidget(column(page_header(w("place.cards"), self._about), (body, 1), gap=0))
        self.setFocusProxy(self.count)

    def _named(self, editor: NumberEditor) -> QWidget:
        return column(text(editor.name, "small", "muted"), editor, gap=0.5)

    def load(self) -> None:
        self.ask(known_cards, done=self._show)

    def _show(self, known: tuple[int, int]) -> None:
        count, last = known
        self._about.setText(self.desk.words.count("cards_page.known", count, last=f"{last:04d}"))
        if self.last.value() is None and last:
            self.first.set_value(1)
            self.last.set_value(last)

    def make_new(self) -> None:
        """Make the batch, then show its sheets."""
        if self._reads(0, self.count):
            self.make.setEnabled(False)
            self.desk.do(
                "participant.make_cards",
                make_cards,
                self.count.value(),
                done=self._made,
                failed=self._refused,
                owner=self,
            )

    def _made(self, done: Done) -> None:
        self.make.setEnabled(True)
        first, last = done.value
        offer_report(self.desk, self, CARDS, first_card=first, last_card=last, with_names=False)

    def _refused(self, error: Exception) -> None:
        self.make.setEnabled(True)
        if isinstance(error, Refused):
            self._say(0, error.problems[0])

    def print_known(self) -> None:
        """Show the sheets of a range."""
        if self._reads(1, self.first, self.last):
            first, last, named = self.first.value(), self.last.value(), bool(self.names.value())
            offer_report(self.desk, self, CARDS, first_card=first, last_card=last, with_names=named)

    def _reads(self, place: int, *editors: Editor) -> bool:
        """Whether each of the fields holds a number; the first that does not gets the keyboard."""
        self._problems[place].hide()
        for one in editors:
            wrong = problem_of(one, "")
            if wrong is None and one.value() is None:
                wrong = Problem("", "problem.required")
            if wrong is not None:
                self._say(place, wrong)
                one.setFocus()
                return False
        return True

    def _say(self, place: int, problem: Problem) -> None:
        said = problem_words(problem, self.desk.words)
        self._problems[place].setText(said)
        self._problems[place].show()
        announce(self, said)
