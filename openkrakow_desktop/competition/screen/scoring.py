"""Moje oceny: a member's own cards, one candidate at a time. Nobody else's points are read here, nor any average.

The list on the left, the dossier in the middle, the criteria on the right; in a narrow window one under another."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ...core.formats import day
from ...core.kept_files import folder_of
from ...core.problems import Refused
from ...gui import dialogs, theme
from ...gui.attached_files import show_file
from ...gui.charts import Share
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.saying import problem_words
from ...gui.states import status_of
from ...gui.widgets import Status, announce, button, elided, empty_state, symbol, text
from ..attachments import open_copy
from ..kinds import BallotState as B
from ..kinds import CandidateCategory, EditionState, JurorState
from ..own_scores import (
    Dossier,
    OwnCard,
    Seat,
    declare_conflict,
    declare_no_conflict,
    dossier,
    give,
    hand_in,
    own_seat,
    sign_declarations,
)
from .scoring_dossier import ConflictForm, dossier_view
from .scoring_marks import Marks

TABLES = ("ballot", "score", "conflict_of_interest", "juror", "candidate", "nomination", "edition", "criterion")
LIST, MARKS = 18, 33  # widths in em


def scoring(desk: Desk) -> QWidget:
    """The page of a member's own scores."""
    return ScoringPage(desk)


class ScoringPage(LivePage):
    """`show_what` takes an edition's key; without one, the edition that is being scored."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self._edition: UUID | None = None
        self.seat: Seat | None = None
        self.open: Dossier | None = None
        self.marks: Marks | None = None
        self._wanted: UUID | None = None
        self._handing_in: UUID | None = None
        self._head, self._list, self._paper, self._right = Holder(), Holder(), Holder(), Holder()
        self._body = QWidget()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._lines = (hairline(True), hairline(True))
        for part in (self._list, self._lines[0], self._paper, self._lines[1], self._right):
            self._box.addWidget(part, int(part is self._paper))
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(column(self._head, hairline(), (self._body, 1), gap=0))
        for keys, does in (
            ("Ctrl+Return", self.hand_in), ("Ctrl+Enter", self.hand_in),
            ("Ctrl+Down", partial(self.step, 1)), ("Ctrl+Up", partial(self.step, -1)),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def show_what(self, what: object) -> None:
        """Show the seat in this edition."""
        if isinstance(what, UUID):
            self._edition, self._wanted = what, None
            self._on_changed(None)

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._list, self._paper, self._right]

    # Reading

    def load(self) -> None:
        self.ask(own_seat, self.desk.store.actor, self._edition, done=self._show)

    def _show(self, seat: Seat | None) -> None:
        self.seat = seat
        w = self.desk.words
        if seat is None:
            nobody = empty_state("contact", w("scoring.no_seat"), w("scoring.no_seat_words"))
            self._show_alone(w("scoring.title"), "", nobody)
            return
        title = w("scoring.title_of", year=seat.title_year)
        self._head.hold(page_header(title, self._about(seat), *self._progress(seat)))
        if seat.state is JurorState.APPOINTED and seat.edition_state is not EditionState.ARCHIVED:
            self._show_alone(title, self._about(seat), self._declarations(seat))
            return
        if not seat.cards:
            said = empty_state("file-text", w("scoring.no_cards"), w("scoring.no_cards_words"))
            self._show_alone(title, self._about(seat), said)
            return
        for part in (self._list, self._right, *self._lines):
            part.show()
        self._show_list(seat)
        known = {one.ballot_id for one in seat.cards}
        here = self._wanted if self._wanted in known else self._first(seat)
        self._go(here)

    def _first(self, seat: Seat) -> UUID:
        waiting = [one for one in seat.cards if one.state in (B.NOT_STARTED, B.DRAFT)]
        return (waiting or list(seat.cards))[0].ballot_id

    def _about(self, seat: Seat) -> str:
        w = self.desk.words
        parts = [seat.name]
        if seat.is_open and seat.closes_on:
            parts.append(w("scoring.others_after", day=day(seat.closes_on, w.language)))
        else:
            parts.append(w("scoring.others_later" if seat.is_open else "scoring.not_open"))
        return " · ".join(part for part in parts if part)

    def _progress(self, seat: Seat) -> list[QWidget]:
        w = self.desk.words
        asked = len(seat.cards) - seat.count(B.EXCLUDED, B.VOID)
        if not asked:
            return []
        done, drafts = seat.count(B.SUBMITTED), seat.count(B.DRAFT)
        left = ""
        if seat.is_open and seat.closes_on:
            left = w.count("scoring.days_left", max(0, (seat.closes_on - self.desk.clock.today()).days))
        said = w("scoring.submitted_of", n=done, all=asked)
        about = w("scoring.progress", done=done, drafts=drafts, excluded=seat.count(B.EXCLUDED))
        bar = Share(said, about, [(done / asked, "accent"), (drafts / asked, "second")], 0.6, LIST - 1)
        return [column(row(text(said, "strong"), 1, text(left, tone="muted")), bar, gap=0.75)]

    def _show_alone(self, title: str, about: str, content: QWidget) -> None:
        """One thing to read or do first, in place of list, dossier and criteria."""
        if self.seat is None:
            self._head.hold(page_header(title, about))
        for part in (self._list, self._right, *self._lines):
            part.hide()
        self._paper.hold(box("sheet", content, (3, 3, 3, 3)))

    def _declarations(self, seat: Seat) -> QWidget:
        w = self.desk.words
        sign = button(w("scoring.sign"), "primary", "check", does=partial(self._sign, seat.juror_id))
        return column(
            text(w("scoring.declarations"), "title", wrap=True),
            text(w("scoring.impartiality"), wrap=True),
            text(w("scoring.confidentiality"), wrap=True),
            row(sign, 1),
            1,
            gap=2,
        )

    # The list

    def _show_list(self, seat: Seat) -> None:
        w = self.desk.words
        items: list[Any] = []
        for category in CandidateCategory:
            cards = [one for one in seat.cards if one.category is category]
            if cards:
                head = text(w(f"scoring.group_{category.name.lower()}"), "label", "muted")
                items.append(row(head, 1, pad=(3, 1.5, 1, 0.5)))
            items += [(one.ballot_id, self._card(one)) for one in cards]
        self.cards = PressableList(w("scoring.candidates"), items)
        self.cards.choose(self.open.card.ballot_id if self.open else None, tell=False)
        self.cards.chosen.connect(self._go)
        self._list.hold(scrolled(column(self.cards, 1, gap=0)))

    def _card(self, one: OwnCard) -> Pressable:
        look, said = self._state(one)
        inside = row(
            symbol(look.icon, look.tone, 1.25),
            (column(elided(one.name or f"{one.no}"), elided(said, "small", "muted"), gap=0), 1),
            gap=1.25,
            pad=(3, 0.5, 1, 0.5),
        )
        return Pressable(ems(inside, height=3.7), f"{one.name}, {said}", chosen=False)

    def _state(self, one: OwnCard) -> tuple[Status, str]:
        """Scored, being scored, not yet, excluded: four different signs with their words."""
        w = self.desk.words
        look = status_of(one.state, w)
        word = look.word.lower()
        if one.state is B.SUBMITTED:
            return look, w("scoring.card_total", state=word, total="–" if one.total is None else one.total)
        if one.state is B.DRAFT:
            return look, w("scoring.card_draft", state=word, n=one.answered, all=one.asked)
        if one.state is B.EXCLUDED and one.conflict is not None:
            return look, f"{word} · {w.choice(one.conflict)}"
        if one.state is B.NOT_STARTED and not one.is_declared:
            return Status("muted", "circle-dashed", word), w("scoring.card_undeclared")
        if one.state is B.NOT_STARTED:
            return Status("muted", "circle-dashed", word), w("scoring.card_waiting")
        return look, word

    def step(self, by: int) -> None:
        """The next or the previous candidate."""
        if self.seat and self.open:
            keys = [one.ballot_id for one in self.seat.cards]
            at = max(0, min(len(keys) - 1, keys.index(self.open.card.ballot_id) + by))
            self._go(keys[at], to_marks=True)

    def _go(self, ballot_id: object, to_marks: bool = False) -> None:
        if isinstance(ballot_id, UUID):
            self._keep_typed()
            self._wanted = ballot_id
            self.ask(dossier, self.desk.store.actor, ballot_id, done=partial(self._show_dossier, to_marks))

    # The dossier and the criteria

    def _show_dossier(self, to_marks: bool, found: Dossier) -> None:
        same = self.open is not None and self.open.card.ballot_id == found.card.ballot_id
        kept = same and self.marks is not None and self.open is not None and self.marks.fits(found)
        before, self.open = self.open, found
        self.cards.choose(found.card.ballot_id, tell=False)
        if not same or before is None or before.is_declared != found.is_declared or before.sources != found.sources:
            self._paper.hold(box("sheet", dossier_view(self, found), (0, 0, 0, 0)))
        if kept and self.marks is not None:
            self.marks.follow(found)
            return
        had_keyboard = to_marks or self._right.isAncestorOf(self.focusWidget() or self)
        self.marks = Marks(self, found)
        self._right.hold(self.marks)
        self._fit()
        if had_keyboard:
            self.marks.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_typed(self) -> None:
        if self.marks is not None:
            self.marks.save_notes()

    # Doing

    def _sign(self, juror_id: UUID) -> None:
        self._do("scoring.sign", sign_declarations, juror_id)

    def say_no_conflict(self, *ballots: UUID) -> None:
        """Nothing ties the member to these candidates."""
        self._do("scoring.no_conflict", declare_no_conflict, ballots)

    def say_conflict(self) -> None:
        """Ask what ties the member to this candidate."""
        if self.open is not None:
            self._paper.hold(box("sheet", ConflictForm(self, self.open), (3, 2, 3, 2)))
            self._paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def give(self, criterion_id: UUID, points: int | None, remark: str, reason: str) -> None:
        """Save one answer; each is a version of its own."""
        if self.open is not None:
            self._do("scoring.give", give, self.open.card.ballot_id, criterion_id, points, remark, reason)

    def conflict(self, kind: Any, remark: str) -> None:
        """Declare a conflict with the candidate that is shown."""
        if self.open is not None:
            key, self.open = self.open.card.ballot_id, None
            self._do("scoring.conflict", declare_conflict, key, kind, remark)

    def open_file(self, attachment_id: UUID, name: str) -> None:
        """Open an attachment of the dossier, once it was found unaltered."""
        told = (self.desk.store.actor, attachment_id, folder_of(self.desk.store))
        self.desk.ask(open_copy, *told, done=partial(self._file_opened, name), failed=self._refused, owner=self)

    def _file_opened(self, name: str, path: Path) -> None:
        if not show_file(path):
            w = self.desk.words
            dialogs.tell(self.window(), w, w("refused.not_done"), w("problem.attachment_not_opened", name=name))

    def leave_form(self) -> None:
        """Back to the dossier."""
        if self.open is not None:
            self._paper.hold(box("sheet", dossier_view(self, self.open), (0, 0, 0, 0)))

    def hand_in(self) -> None:
        """Submit the card; a gap is named and gets the keyboard instead."""
        if self.open is None or self.marks is None or not self.open.may_score:
            return
        self.marks.save_notes()
        missing = self.marks.first_gap()
        if missing is not None:
            said = self.desk.words("scoring.gap", criterion=missing)
            self.marks.say(said)
            announce(self, said)
            return
        if self._handing_in == self.open.card.ballot_id:
            return
        self._handing_in = self.open.card.ballot_id
        name = self.open.card.name
        self._do("scoring.submit", hand_in, self.open.card.ballot_id, done=partial(self._handed_in, name))

    def _handed_in(self, name: str) -> None:
        self._handing_in = None
        announce(self, self.desk.words("scoring.handed_in", name=name))
        if self.seat and self.open:
            here = self.open.card.ballot_id
            waiting = [
                one.ballot_id
                for one in self.seat.cards
                if one.state in (B.NOT_STARTED, B.DRAFT) and one.ballot_id != here
            ]
            self._go(waiting[0] if waiting else here, to_marks=True)

    def _do(self, action: str, verb: Any, *args: Any, done: Any = None) -> None:
        actor = self.desk.store.actor
        told = (lambda _: done()) if done is not None else None
        self.desk.do(
            action, partial(_by_own_clock, verb, self.desk.clock, actor), *args,
            done=told, failed=self._refused, owner=self,
        )  # fmt: skip

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        self._handing_in = None
        w = self.desk.words
        said = "\n".join(problem_words(problem, w) for problem in error.problems)
        if self.marks is not None and self.marks.isVisible():
            self.marks.say(said)
            announce(self, said)
        else:
            dialogs.tell(self.window(), w, w("refused.not_done"), said)

    # Room

    def _fit(self) -> None:
        wide = self.width() >= theme.current().em(LIST + MARKS + 24)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        for part, width in ((self._list, LIST), (self._right, MARKS)):
            part.setMinimumWidth(theme.current().em(width) if wide else 0)
            part.setMaximumWidth(theme.current().em(width) if wide else 16_777_215)
        self._list.setMaximumHeight(16_777_215 if wide else theme.current().em(9))
        for stretch, part in ((0, self._list), (1, self._paper), (0 if wide else 2, self._right)):
            self._box.setStretchFactor(part, stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keep_draft(self) -> None:
        """The window closes: what is typed into a note is saved."""
        self._keep_typed()


def _by_own_clock(verb: Any, clock: Any, actor: str, session: Any, *args: Any) -> Any:
    return verb(session, actor, *args, clock=clock)
