"""What the panel of a meeting shows besides its fields: whether it counts and how far the year has come, the agenda,
organisations added by name, protocols opened and dropped."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.problems import Refused
from ...core.text import sentence
from ...core.words import Words
from ...gui.attached_files import AttachedFiles, FileVerbs, dropped_files
from ...gui.desk import Desk, Done
from ...gui.frames import section
from ...gui.layout import Item, column, row
from ...gui.live_page import Holder
from ...gui.pressable import Pressable
from ...gui.saying import action_words, problem_words
from ...gui.undo_bar import UndoBar
from ...gui.widgets import announce, button, elided, note, symbol, text
from ..meeting_standing import Standing
from ..meetings import LARGEST, add_protocol, keep_protocol, open_protocol, remove_organisation, remove_protocol
from ..model import MeetingState
from .organisation_adder import OrganisationAdder

PROTOCOLS = FileVerbs("meeting_protocol", keep_protocol, add_protocol, open_protocol, remove_protocol)


def meeting_part(desk: Desk, panel: QWidget, meeting_id: UUID, told: Standing) -> QWidget:
    """The part of the panel of a meeting."""
    return MeetingPart(desk, panel, meeting_id, told)


class MeetingPart(QWidget):
    """Made anew with every reading of the panel."""

    def __init__(self, desk: Desk, panel: QWidget, meeting_id: UUID, told: Standing) -> None:
        super().__init__()
        self.desk, self.told, self.meeting_id, self._panel = desk, told, meeting_id, panel
        self.files = AttachedFiles(self, desk, PROTOCOLS, meeting_id, self.refused, self._removed)
        self.adder = OrganisationAdder(desk, meeting_id, self.refused)
        self._problem = Holder()
        self._problem.hide()
        parts: list[Item] = [*self._standing(), self._problem]
        if told.items:
            parts.append(self._agenda())
        parts.append(self._organisations())
        if told.state is MeetingState.HELD or told.protocols:
            parts.append(self._protocols())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(*parts, gap=2))
        self.setAcceptDrops(told.state is MeetingState.HELD)

    # Whether it counts

    def _standing(self) -> list[Item]:
        w, told = self.desk.words, self.told
        if told.progress is None:
            return []
        icon, tone = ("circle-check", "good") if told.counts else ("circle-minus", "muted")
        said = row(column(symbol(icon, tone, 1.2), 1, gap=0), (text(counts_sentence(told, w), wrap=True), 1), gap=0.75)
        return [column(said, text(progress_sentence(told, w), "small", "muted", wrap=True), gap=0.5)]

    # Agenda

    def _agenda(self) -> QWidget:
        w = self.desk.words
        pattern = w("meeting_paper.minutes")
        lines = [
            row(column(text(f"{at}.", tone="muted"), 1, gap=0), (text(item.said(pattern), wrap=True), 1), gap=0.75)
            for at, item in enumerate(self.told.items, 1)
        ]
        return section(sentence(w("meeting.agenda")), *lines, gap=0.5)

    # Who was there

    def _organisations(self) -> QWidget:
        w, told = self.desk.words, self.told
        lines: list[Item] = [self._organisation(*one) for one in told.organisations]
        if not lines:
            lines.append(text(w("meeting_part.no_organisations"), tone="muted", wrap=True))
        people = None
        if told.participants is not None:
            people = text(w.count("meeting_part.people", told.participants), tone="muted")
        title = w("meeting_part.organisations", n=len(told.organisations))
        return section(title, *lines, self.adder, aside=people, gap=0.25)

    def _organisation(self, row_id: UUID, key: UUID, name: str) -> QWidget:
        w = self.desk.words
        opens = Pressable(row((elided(name, tone="accent"), 1), pad=(0, 0.5, 0, 0.5)), w("panel.open", what=name))
        opens.clicked.connect(lambda: self.desk.open_asked.emit("organisation", key))
        said = w("meeting_part.take_off", name=name)
        gone = button("", "quiet", "x", said, "muted", does=partial(self.take_off, row_id))
        return row((opens, 1), gone, gap=0.5)

    def take_off(self, row_id: UUID) -> None:
        """Take an organisation off the meeting; undo brings it back."""
        action = "meeting_organisation.delete"
        done = partial(self._offer_undo, action)
        self.desk.do(action, remove_organisation, row_id, done=done, failed=self.refused, owner=self.window())

    # Protocols

    def _protocols(self) -> QWidget:
        w, told = self.desk.words, self.told
        none = w("meeting_part.on_paper" if told.has_paper_protocol else "meeting_part.no_protocol")
        return self.files.view(w("meeting_part.protocol"), none, told.protocols, LARGEST)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.take(dropped_files(event.mimeData().urls()))
        event.acceptProposedAction()

    # What came of it

    def _removed(self, done: Done) -> None:
        self._offer_undo("meeting_protocol.delete", done)

    def _offer_undo(self, action: str, done: Done) -> None:
        w, operation = self.desk.words, done.operation
        bar: Any = next(iter(self.window().findChildren(UndoBar)), None)
        if operation is not None and bar is not None:
            said = w("undo.done", action=sentence(action_words(action, w)))
            bar.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def refused(self, error: Exception) -> None:
        """What stands in the way, above the organisations."""
        assert isinstance(error, Refused)
        w = self.desk.words
        said = "\n".join(dict.fromkeys(problem_words(problem, w) for problem in error.problems))
        self._problem.hold(note("triangle-alert", said, "", kind="problem"))
        self._problem.show()
        announce(self, said)


def counts_sentence(told: Standing, w: Words) -> str:
    """ "Liczy się do T2-2.2: odbyło się, 14 osób (potrzeba co najmniej 10)", or why it does not."""
    assert told.progress is not None
    code = told.progress.code
    people = w.count("meeting_part.people", told.participants or 0)
    facts = [w.choice(told.state)]
    if told.state is MeetingState.HELD and told.participants is not None:
        enough = (told.participants or 0) >= told.least
        pattern = "meeting_part.enough" if enough else "meeting_part.too_few"
        facts.append(w(pattern, people=people, least=told.least) if told.least else people)
    return w("meeting_part.counts" if told.counts else "meeting_part.counts_not", code=code, facts=", ".join(facts))


def progress_sentence(told: Standing, w: Words) -> str:
    """ "W roku 2026: 2 z 2 spotkań, oczekiwana liczba osiągnięta"."""
    one = told.progress
    assert one is not None
    if one.wanted is None:
        return w("meeting_part.so_far", year=one.year, valid=one.valid)
    pattern = "meeting_part.reached" if one.is_met else "meeting_part.not_reached"
    if one.valid > one.wanted:
        pattern = "meeting_part.over"
    return w(pattern, year=one.year, valid=one.valid, wanted=one.wanted)
