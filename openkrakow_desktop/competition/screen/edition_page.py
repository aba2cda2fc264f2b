"""A page about one edition with a panel beside it: which edition, and how one leaves."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...gui.beside import Beside
from ...gui.desk import Desk
from ...gui.layout import column
from ...gui.live_page import Holder, LivePage
from ..edition_steps import known_editions


class OneEditionPage(LivePage):
    """`show_what` takes an edition's key; without one, the newest. Derive and read it in `read`."""

    def __init__(self, desk: Desk, tables: tuple[str, ...]) -> None:
        super().__init__(desk, tables)
        self.edition: UUID | None = None
        self._head, self._body = Holder(), Holder()
        self._beside = Beside(column(self._head, (self._body, 1), gap=0))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._beside)
        shortcut = QShortcut(QKeySequence("Escape"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.leave)

    def show_what(self, what: object) -> None:
        """Show this edition."""
        if isinstance(what, UUID):
            self.edition = what
            self._beside.close_panel()
            self._on_changed(None)

    def load(self) -> None:
        self.ask(known_editions, done=self._choose)

    def _choose(self, known: list[tuple[UUID, int]]) -> None:
        keys = [key for key, _ in known]
        if keys:
            self.read(self.edition if self.edition in keys else keys[0])
        else:
            self.show_none()

    def read(self, edition_id: UUID) -> None:
        """Ask for what is shown of this edition."""
        raise NotImplementedError

    def show_none(self) -> None:
        """There is no edition yet."""

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return self._beside.stops()

    def leave(self) -> None:
        """Close the panel, else the page."""
        if self._beside.panel is not None:
            self._beside.close_panel()
        else:
            self.desk.close_asked.emit()
