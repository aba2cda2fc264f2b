"""The page of the formal check: the nominations left, the items of one right, answered by keys.

By four eyes the page shows no more than `check_page` tells: nothing of the other clerk before both are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.formats import day, moment
from ...core.problems import Refused
from ...gui import theme
from ...gui.attached_files import AttachedFiles, FileVerbs, dropped_files
from ...gui.desk import Desk, Done
from ...gui.frames import page_header, scrolled
from ...gui.layout import box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.saying import action_words, problem_words
from ...gui.states import status_of
from ...gui.undo_bar import UndoBar
from ...gui.widgets import announce, button, elided, empty_state, note, pill, symbol, text
from ..attachments import LARGEST, add_attachment, keep_file, open_copy, remove_attachment
from ..check_page import (
    TOTAL,
    CheckLine,
    CheckList,
    NominationCheck,
    check_list,
    edition_of,
    editions_to_check,
    nomination_check,
)
from ..checks import CHECKED, accept, answer, call_to_supplement, confirm_proposed, reject, settle, supplemented
from ..kinds import FormalAnswer, FormalItem, NominationState
from .check_items import Items
from .check_parts import Decision

TABLES = ("edition", "nomination", "candidate", "formal_check", "clerk_answer", "attachment")
LIST, WORK = 19, 44  # widths in em
FILES = FileVerbs("attachment", keep_file, add_attachment, open_copy, remove_attachment)


def formal_checks(desk: Desk) -> QWidget:
    """The page of the formal check of an edition."""
    return ChecksPage(desk)


class ChecksPage(LivePage):
    """`show_what` takes an edition's key or a nomination's; without one, the edition that is being checked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self._asked: UUID | None = None
        self.found: CheckList | None = None
        self.open: NominationCheck | None = None
        self.items: Items | None = None
        self.decision: Decision | None = None
        self._wanted: UUID | None = None
        self._at: FormalItem | None = None
        self._told = ""  # what stood in the way of the last act: it outlives a reading
        self._head, self._list, self._right = Holder(), Holder(), Holder()
        self._line = hairline(True)
        self._body = QWidget()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        for part in (self._list, self._line, self._right):
            self._box.addWidget(part, int(part is self._right))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", column(self._head, hairline(), (self._body, 1), gap=0), (0, 0, 0, 0)))
        self._undo = UndoBar(self)
        self.setAcceptDrops(True)

    def show_what(self, what: object) -> None:
        """Show this edition, or this nomination in its edition."""
        if isinstance(what, UUID):
            self._asked = self._wanted = what
            self._on_changed(None)

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._list, self._right]

    # Reading

    def load(self) -> None:
        self.ask(_chosen, self._asked, self.desk.store.actor, done=partial(self._show, self._asked))

    def _show(self, asked: UUID | None, found: CheckList | None) -> None:
        if asked != self._asked:
            return  # something else was asked for meanwhile; its reading is on the way
        self.found = found
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("checks_page.back"), does=self.desk.close_asked.emit)
        if found is None or not found.lines:
            title = w("checks_page.title", year=found.title_year) if found else w("place.formal_checks")
            self._head.hold(page_header(title, "", before=back))
            self._list.hide()
            self._line.hide()
            self._right.hold(empty_state("send", w("checks_page.none"), w("checks_page.none_words")))
            return
        waiting = sum(one.is_open for one in found.lines)
        about = w("checks_page.two_eyes" if found.is_four_eyes else "checks_page.one_eye")
        told = f"{w.count('checks_page.waiting', waiting)} · {about}"
        self._head.hold(page_header(w("checks_page.title", year=found.title_year), told, before=back))
        for part in (self._list, self._line):
            part.show()
        self._show_list(found)
        known = {one.id for one in found.lines}
        here = self._wanted if self._wanted in known else found.lines[0].id
        self._go(here)

    def _show_list(self, found: CheckList) -> None:
        w = self.desk.words
        items: list[Any] = [(one.id, self._card(one)) for one in found.lines]
        self.lines = PressableList(w("checks_page.nominations"), items)
        self.lines.choose(self.open.id if self.open else None, tell=False)
        self.lines.chosen.connect(self._go)
        self.lines.opened.connect(lambda _: self.items.setFocus() if self.items else None)
        self._list.hold(scrolled(column(self.lines, 1, gap=0)))

    def _card(self, one: CheckLine) -> Pressable:
        w, look = self.desk.words, status_of(one.state, self.desk.words)
        about = []
        if one.state is NominationState.TO_COMPLETE and one.due_on:
            about.append(w("checks_page.due", day=day(one.due_on, w.language)))
        elif one.state in CHECKED and one.answered < TOTAL:
            about.append(w("checks_page.answered", n=one.answered, all=TOTAL))
        if one.state in CHECKED and one.missing:
            about.append(w("checks_page.lacks", items=", ".join(w.choice(item) for item in one.missing)))
        no = w("checks_page.line", no=one.no or "–")
        said = " · ".join(about or [look.word])
        inside = row(
            symbol(look.icon, look.tone, 1.25, look.word),
            (column(elided(one.name or no), elided(f"{no} · {said}", "small", "muted"), gap=0), 1),
            symbol("paperclip") if one.files else None,
            gap=1.25, pad=(3, 0.5, 1, 0.5),
        )  # fmt: skip
        return Pressable(ems(inside, height=3.7), f"{no}, {one.name}, {look.word}, {said}", chosen=False)

    def _go(self, nomination_id: object) -> None:
        if isinstance(nomination_id, UUID):
            if nomination_id != self._wanted:
                self._at, self._told = None, ""
            self._wanted = nomination_id
            told = (self.desk.store.actor, self.desk.clock.today())
            self.ask(nomination_check, nomination_id, *told, done=self._show_nomination)

    def _show_nomination(self, found: NominationCheck) -> None:
        same = self.open is not None and self.open.id == found.id
        had_keyboard = same and self.items is not None and self.items.isAncestorOf(self.focusWidget() or self)
        area = self._right.findChild(QScrollArea)
        place = area.verticalScrollBar().value() if same and area is not None else 0
        self.open = found
        self.lines.choose(found.id, tell=False)
        self.items, self.decision = Items(self, found, self._at), Decision(self, found)
        self._right.hold(scrolled(self._laid_out(found)))
        self.setFocusProxy(self.items)
        area = self._right.findChild(QScrollArea)
        if area is not None and place:
            area.verticalScrollBar().setValue(place)
        if had_keyboard:
            self.items.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_told()
        self._fit()

    def _laid_out(self, found: NominationCheck) -> QWidget:
        w = self.desk.words
        received = w("checks_page.received", moment=moment(found.received_at.astimezone(WARSAW), w.language))
        facts = [w("checks_page.line", no=found.no or "–"), w("checks_page.nominated", name=found.nominator), received]
        head = row(
            (column(text(found.name, "title", wrap=True), text(" · ".join(facts), tone="muted", wrap=True), gap=0), 1),
            pill(status_of(found.state, w)),
        )
        told = []
        if found.is_minor:
            told.append(row(symbol("info"), (text(w("checks_page.minor"), wrap=True), 1), gap=0.75))
        if found.duplicates and found.unanswered:
            said = text(w("checks_page.duplicate"), wrap=True)
            told.append(row(column(symbol("triangle-alert", "warn"), 1, gap=0), (said, 1), gap=0.75))
        if found.is_four_eyes and found.unanswered and not found.both_in:
            told.append(row(symbol("lock"), (text(w("checks_page.own_part"), tone="muted", wrap=True), 1), gap=0.75))
        self._problems = Holder()
        assert self.items is not None and self.decision is not None
        keys = text(w("checks_page.keys"), "small", "muted", wrap=True)
        items = column(
            row(text(w("checks_page.items"), "strong"), 1, self.items.confirm_all()), keys, self.items, gap=0.75
        )
        if found.waits_for_other:
            decides: QWidget = note("clock", w("checks_page.waits_other"), "")
        else:
            decides = self.decision
        files = self.files(found).view(w("checks_page.files"), w("checks_page.files_none"), found.files, LARGEST)
        return column(head, *told, items, self._problems, decides, files, 1, gap=2.25, pad=(3, 2, 3, 3))

    def into_sight(self, one: QWidget) -> None:
        """Scroll until the row is seen."""
        area = self._right.findChild(QScrollArea)
        if area is not None:
            area.ensureWidgetVisible(one, 0, theme.current().em(3))

    # Answering and deciding

    def give(self, item: FormalItem, one: FormalAnswer, reason: str) -> None:
        """Save one answer, and go on to the next open item."""
        if self.open is None or self.items is None:
            return
        self._at = self.items.after(item)
        w = self.desk.words
        told = w("checks_page.choose", item=w.choice(item), answer=w.choice(one))
        done = partial(self._said, told)
        if self.open.both_in:
            self._do("check.settle", settle, item, one, reason, done=done)
        else:
            action = "check.answer_apart" if self.open.is_four_eyes else "check.answer"
            self._do(action, answer, item, one, done=done)

    def confirm(self, given: dict[FormalItem, FormalAnswer]) -> None:
        """Take all proposals that wait."""
        four = self.open is not None and self.open.is_four_eyes
        self._do("check.answer_apart" if four else "check.confirm", confirm_proposed, given)

    def accept(self) -> None:
        """The nomination goes to the Chapter."""
        self._decide("check.accept", accept)

    def reject(self, reason: str) -> None:
        """The nomination is not taken up."""
        self._decide("check.reject", reject, reason)

    def call(self, due_on: dt.date) -> None:
        """Call to supplement."""
        self._do("check.call", call_to_supplement, due_on, done=partial(self._offer_undo, "check.call"))

    def supplemented(self, came_on: dt.date) -> None:
        """What was called for has come."""
        self._decide("check.supplemented", supplemented, came_on)

    def _do(
        self, action: str, verb: Callable[..., Any], *args: Any, done: Callable[[Done], None] | None = None
    ) -> None:
        """Answers and the call are said by somebody, at a moment."""
        if self.open is not None:
            self._told = ""
            by = () if verb is call_to_supplement else (self.desk.store.actor,)
            function = partial(_by_clock, verb, self.desk.clock, by)
            self.desk.do(action, function, self.open.id, *args, done=done, failed=self._refused, owner=self)

    def _decide(self, action: str, verb: Callable[..., Any], *args: Any) -> None:
        if self.open is not None:
            self._told = ""
            done = partial(self._offer_undo, action)
            self.desk.do(action, verb, self.open.id, *args, done=done, failed=self._refused, owner=self)

    def _said(self, told: str, _done: Done) -> None:
        announce(self, told)

    def _offer_undo(self, action: str, done: Done) -> None:
        w, said = self.desk.words, action_words(action, self.desk.words)
        operation = done.operation
        if operation is not None:
            self._undo.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        w = self.desk.words
        self.say("\n".join(dict.fromkeys(problem_words(problem, w) for problem in error.problems)))

    def say(self, words: str) -> None:
        """What stands in the way, above the decision; also spoken. It stays until the next act."""
        self._told = words
        self._show_told()
        self.into_sight(self._problems)
        announce(self, words)

    def _show_told(self) -> None:
        self._problems.setVisible(bool(self._told))
        self._problems.hold(note("triangle-alert", self._told, "", kind="problem") if self._told else QWidget())

    # Files

    def files(self, found: NominationCheck) -> AttachedFiles:
        """The files of a nomination on this page."""
        offer = partial(self._offer_undo, "attachment.delete")
        return AttachedFiles(self, self.desk, FILES, found.id, self._refused, offer)

    def take_files(self, paths: list[Path]) -> None:
        """Take files in for the nomination that is open."""
        if self.open is not None:
            self._told = ""
            self.files(self.open).take(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.open is not None and dropped_files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files(dropped_files(event.mimeData().urls()))
        event.acceptProposedAction()

    # Room

    def _fit(self) -> None:
        wide = self.width() >= theme.current().em(LIST + WORK)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._list.setMinimumWidth(theme.current().em(LIST) if wide else 0)
        self._list.setMaximumWidth(theme.current().em(LIST) if wide else 16_777_215)
        self._list.setMaximumHeight(16_777_215 if wide else theme.current().em(9))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _chosen(session: Any, key: UUID | None, actor: str) -> CheckList | None:
    """The list of the edition that was asked for, else of the one being checked."""
    edition = edition_of(session, key) if key is not None else None
    if edition is None:
        known = editions_to_check(session)
        edition = known[0][0] if known else None
    return check_list(session, edition, actor) if edition is not None else None


def _by_clock(verb: Any, clock: Any, by: tuple[str, ...], session: Any, *args: Any) -> Any:
    return verb(session, *by, *args, clock=clock)
