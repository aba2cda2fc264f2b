"""Who has not answered: the trainings still to come that units were invited to, each with its silent units.

A line leads to the training, in whose panel the answers are entered; the letters are made from here."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.declarations import Report
from ...core.formats import day
from ...gui.desk import Desk
from ...gui.flow import flow
from ...gui.frames import page_header, scrolled
from ...gui.layout import box, column, ems, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable
from ...gui.report_writer import offer_report
from ...gui.theme import is_narrow
from ...gui.widgets import button, elided, empty_state, symbol, text, two
from ..answers import Answers, Invited, Room, answers_ahead, room_of, room_said
from ..invitation_letters import REMINDERS
from ..model import InvitationState
from ..print_outs import ANSWERS

TABLES = ("training", "training_invitation", "participation", "organisation")
SHOWN = 12  # silent units of one training; the others are in its panel
_TONES = {Room.OVER: "warn", Room.FULL: "good"}


def answers(desk: Desk) -> QWidget:
    """The page of answers awaited."""
    return AnswersPage(desk)


class AnswersPage(LivePage):
    """A card for each training; the silent units stand in it, the earliest due first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self._holder = Holder()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._holder, (0, 0, 0, 0)))

    def load(self) -> None:
        self.ask(answers_ahead, done=self._show)

    def _show(self, found: list[Answers]) -> None:
        w = self.desk.words
        silent = sum(len(one.waiting) for one in found)
        trainings = w.count("training_invited.trainings", len(found))
        header = page_header(w("place.training_invited"), w("training_invited.subtitle", trainings=trainings, n=silent))
        if not found:
            nobody = empty_state("send", w("training_invited.none"), w("training_invited.none_words"))
            self._holder.hold(column(header, (nobody, 1), gap=0))
            return
        cards = column(*(self._card(one) for one in found), 1, gap=2, pad=(3, 1, 3, 3))
        self._holder.hold(column(header, (scrolled(cards), 1), gap=0))

    def _card(self, one: Answers) -> QWidget:
        w = self.desk.words
        title = column(text(one.title, "strong", wrap=True), text(self._facts(one), tone="muted", wrap=True), gap=0.25)
        key = one.training_id
        open_it = button(w("training_invited.open"), "quiet", "chevron-right", does=partial(self._open, key))
        table = button(w("training_invited.table"), "", "table", does=partial(self._offer, ANSWERS, key))
        remind = button(w("training_invited.remind"), "", "send", does=partial(self._offer, REMINDERS, key))
        buttons = [*([remind] if one.waiting else []), table, open_it]
        head = column(title, flow(buttons), gap=1) if is_narrow(self) else row((title, 1), *buttons, gap=1)
        return box("card", column(head, self._places(one), self._silent(one), gap=1.25))

    def _facts(self, one: Answers) -> str:
        w = self.desk.words
        days = " – ".join(dict.fromkeys(day(some, w.language) for some in (one.start_on, one.end_on)))
        numbers = {state.name.lower(): len(one.of(state)) for state in InvitationState}
        units = w.count("training_invited.units", len(one.invited))
        return " · ".join((days, units, w("training_invited.said", **numbers)))

    def _places(self, one: Answers) -> QWidget:
        """How many people were announced, are listed, and what room that leaves."""
        w = self.desk.words
        tone = _TONES.get(room_of(one.places, one.coming)[0], "")
        room = text(room_said(w, one.places, one.coming), "strong", tone)
        parts = [w.count("training_invited.people", one.coming), w("training_invited.listed", n=one.listed)]
        if one.offered is not None:
            parts.append(w("training_invited.offered", n=one.offered))
        return row(room, (text(" · ".join(parts), tone="muted", wrap=True), 1), gap=1.5)

    def _silent(self, one: Answers) -> QWidget:
        w, waiting = self.desk.words, one.waiting
        if not waiting:
            return row(symbol("circle-check", "good", 1.15), (text(w("training_invited.all_answered")), 1), gap=1)
        lines = [self._line(one, some) for some in waiting[:SHOWN]]
        if len(waiting) > SHOWN:
            more = w.count("training_invited.more", len(waiting) - SHOWN)
            lines.append(button(more, "quiet", does=partial(self._open, one.training_id)))
        return rows(*lines, height=2.4)

    def _line(self, one: Answers, some: Invited) -> QWidget:
        w = self.desk.words
        due = w("training_invited.no_reply_day")
        if some.reply_by is not None:
            due = w("training_invited.reply_by", day=day(some.reply_by, w.language))
        late = some.late_by(self.desk.clock.today())
        said = "" if some.invited_on else w("training_invited.not_sent")
        if late:
            said = w.count("training_invited.late", late)
        sign = symbol("triangle-alert", "warn", 1.15) if late else symbol("clock", "muted", 1.15)
        places = w.count("training_letter.places", some.places) if some.places else w("training_letter.no_limit")
        about = " · ".join(part for part in (places, due, said) if part)
        if is_narrow(self):
            inside = row(sign, (two(some.unit, about, "body", "warn" if late else "muted"), 1), symbol("chevron-right"))
            return self._pressable(one, some, inside, about, 4)
        inside = row(
            sign,
            (elided(some.unit), 1),
            ems(text(places, tone="muted"), 8),
            ems(text(due, tone="muted"), 13),
            ems(text(said, tone="warn" if late else "muted"), 12),
            symbol("chevron-right"),
            gap=1,
        )
        return self._pressable(one, some, inside, about, 2.4)

    def _pressable(self, one: Answers, some: Invited, inside: QWidget, about: str, height: float) -> Pressable:
        made = Pressable(ems(inside, height=height), some.unit, about)
        made.clicked.connect(partial(self._open, one.training_id))
        return made

    def _open(self, training_id: UUID) -> None:
        self.desk.open_asked.emit("training", training_id)

    def _offer(self, report: Report, training_id: UUID) -> None:
        offer_report(self.desk, self, report, training_id)
