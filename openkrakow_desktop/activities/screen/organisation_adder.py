"""Organisations added to a meeting by name: one after another while typing, or a whole block that was pasted.

A name that is not known, or could be two, is named and stays in the block; the others are added in one write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...gui.desk import Desk, Done
from ...gui.editors import LongEditor
from ...gui.layout import column, row
from ...gui.link_editor import LinkEditor
from ...gui.widgets import announce, button, text
from ..meetings import NamedOrganisation, add_organisations, recognised

REST = 250  # milliseconds after the last key until the block is understood
ACTION = "meeting_organisation.add"


@dataclass(frozen=True)
class _UnderWay:
    """What goes on when the panel is read anew after an addition: in which field, with which names left."""

    meeting_id: UUID
    left: str | None  # of the block; None: one after another


_GOING_ON: WeakKeyDictionary[Desk, _UnderWay] = WeakKeyDictionary()


class OrganisationAdder(QWidget):
    """A line to choose one at a time, and behind a button a field for many."""

    def __init__(self, desk: Desk, meeting_id: UUID, refused: Callable[[Exception], object]) -> None:
        super().__init__()
        self.desk, self.meeting_id, self._refused = desk, meeting_id, refused
        w = desk.words
        self.found: list[NamedOrganisation] = []
        self.one = LinkEditor(w("meeting_part.add_one"), "organisation", desk)
        self.one.line.setPlaceholderText(w("meeting_part.add_one"))
        self.one.changed.connect(self._chosen)
        self.many = LongEditor(w("meeting_part.add_many"))
        self.many.text.setPlaceholderText(w("meeting_part.many_hint"))
        self._said = text("", "small", "muted", wrap=True)
        self._add = button(w("meeting_part.add"), "", "plus", does=self.add_many)
        self._turn = 0
        self._look = QTimer(self, singleShot=True, interval=REST)
        self._look.timeout.connect(self.look)
        self.many.changed.connect(self._look.start)
        self._block = column(self.many, self._said, row(self._add, 1), gap=0.75)
        self._block.hide()
        self._opener = button(w("meeting_part.several"), "quiet", "list-checks", does=self.open_many)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(row((self.one, 1), self._opener, gap=0.75), self._block, gap=1, pad=(0, 0.5, 0, 0)))
        before = _GOING_ON.pop(desk, None)
        if before is not None and before.meeting_id == meeting_id:
            QTimer.singleShot(0, self, partial(self._go_on, before.left))

    def _go_on(self, left: str | None) -> None:
        """The keyboard comes back to where names are being added; names that were not understood are still there."""
        if left:
            self.many.set_value(left)
            self.open_many()
        else:
            self.one.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> None:
        """What is chosen is added at once; the line is free for the next."""
        key = self.one.value()
        if key is not None:
            self._write([key], None)

    def open_many(self) -> None:
        """The field for a block of names."""
        self._block.show()
        self._opener.hide()
        self.many.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look()

    def look(self) -> None:
        """Ask what the block means."""
        self._turn += 1
        turn, block = self._turn, self.many.value() or ""

        def came(found: list[NamedOrganisation]) -> None:
            if turn == self._turn:
                self._understood(found)

        self.desk.ask(recognised, self.meeting_id, block, done=came, owner=self)

    def _understood(self, found: list[NamedOrganisation]) -> None:
        w = self.desk.words
        self.found = found
        ready = [one.name for one in found if one.id is not None and not one.is_listed]
        parts = [w("meeting_part.ready", names=", ".join(ready))] if ready else []
        for key, names in (
            ("listed", [one.name for one in found if one.is_listed]),
            ("unclear", [one.said for one in found if one.id is None and one.count > 1]),
            ("unknown", [one.said for one in found if one.id is None and one.count < 2]),
        ):
            if names:
                parts.append(w(f"meeting_part.{key}", names=", ".join(names)))
        self._said.setText("\n".join(parts))
        self._said.setVisible(bool(parts))
        self._add.setEnabled(bool(ready))

    def add_many(self) -> None:
        """Add those that were understood, in one write."""
        left = "\n".join(one.said for one in self.found if one.id is None)
        self._write([one.id for one in self.found if one.id is not None and not one.is_listed], left)

    def _write(self, keys: Sequence[UUID], left: str | None) -> None:
        if keys:
            _GOING_ON[self.desk] = _UnderWay(self.meeting_id, left)
            told = (self.meeting_id, list(keys))
            self.desk.do(ACTION, add_organisations, *told, done=self._added, failed=self._failed, owner=self)

    def _failed(self, error: Exception) -> None:
        _GOING_ON.pop(self.desk, None)
        self._refused(error)

    def _added(self, done: Done) -> None:
        announce(self, self.desk.words.count("meeting_part.added", int(done.value)))
