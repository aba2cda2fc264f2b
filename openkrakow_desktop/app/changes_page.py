"""The history of the whole database: who did what and when, newest first; "Cofnij" where an operation may go back."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.formats import clock_time, day, number
from ..core.problems import Refused
from ..core.timeline import Entry, timeline
from ..core.undo import FORGET, REDO, UNDO
from ..gui import dialogs
from ..gui.desk import Desk
from ..gui.frames import page_header, scrolled
from ..gui.layout import Item, box, column, ems, row, rows
from ..gui.live_page import Holder, LivePage
from ..gui.saying import action_words, problem_words
from ..gui.states import sentence
from ..gui.theme import is_narrow
from ..gui.widgets import Status, announce, button, empty_state, pill, text

PAGE = 60


def changes_page(desk: Desk) -> QWidget:
    """The page of all operations."""
    return ChangesPage(desk)


def read_changes(session: Session, limit: int) -> list[Entry]:
    """The last operations, newest first."""
    return timeline(session.connection(), limit)


class ChangesPage(LivePage):
    """One line an operation; older ones are asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._limit = PAGE
        self._holder = Holder()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._holder, (0, 0, 0, 0)))

    def load(self) -> None:
        self.ask(read_changes, self._limit + 1, done=self._show)

    def _show(self, found: list[Entry]) -> None:
        w, entries = self.desk.words, found[: self._limit]
        names = {one.id: action_words(one.action, w) for one in found}
        back = next((one for one in entries if self._may_go_back(one)), None)
        undo = None
        if back is not None:
            undo = button(w("do.undo", action=names[back.id]), icon="undo-2", does=lambda: self._take_back(back.id))
        header = page_header(w("changes_page.title"), w("changes_page.about"), *([undo] if undo else []))
        if not entries:
            nothing = empty_state("history", w("changes_page.empty_title"), w("changes_page.empty_words"))
            self._holder.hold(column(header, (nothing, 1), gap=0))
            return
        parts: list[Item] = []
        today = None
        lines: list[QWidget] = []
        for one in entries:
            local = one.wall.astimezone(WARSAW)
            if local.date() != today:
                parts += [rows(*lines, height=3), 1.0] if lines else []
                lines, today = [], local.date()
                parts.append(text(day(local.date(), w.language), "label", "muted"))
            lines.append(self._line(one, names))
        parts.append(rows(*lines, height=3))
        if len(found) > self._limit:
            parts.append(row(1, button(w("changes_page.more"), does=self._more), 1, pad=(0, 2, 0, 0)))
        self._holder.hold(column(header, (scrolled(column(*parts, 1, gap=0.5, pad=(3, 0, 3, 3))), 1), gap=0))
        self.setFocusProxy(undo or self._holder)

    def _line(self, one: Entry, names: dict[UUID, str]) -> QWidget:
        w = self.desk.words
        said = names[one.id]
        undone = [names[key] for key in one.undoes if key in names]
        if undone:
            said = f"{said}: {undone[0]}"
        registers = [
            w("changes_page.touched", register=sentence(w(f"{table}._many")), n=number(n, w.language))
            for table, n in one.rows.items()
            if w.has(f"{table}._many")
        ]
        about = " · ".join(registers[:3])
        if one.reason:
            about = " · ".join([*registers[:2], w("changes_page.reason", reason=one.reason)])
        act: QWidget | None = None
        if self._may_go_back(one):
            act = button(w("changes_page.undo"), "quiet", name=f"{w('changes_page.undo')}: {said}")
            act.clicked.connect(lambda: self._take_back(one.id))
        elif one.undone:
            act = pill(Status("muted", "undo-2", w("changes_page.undone")), False)
        who = self.desk.actors.get(one.actor, one.actor.strip("?")) or w("changes_page.unknown_actor")
        where = "" if one.device == self.desk.store.device else one.device
        narrow = is_narrow(self)
        return row(
            ems(text(clock_time(one.wall.astimezone(WARSAW).time()), tone="muted"), 4),
            (column(text(said, wrap=True), text(about, "small", "muted", wrap=True) if about else None, gap=0), 1),
            None if narrow else ems(text(f"{who} {where}".strip(), tone="muted"), 11),
            ems(row(1, act), 9),
            gap=1,
        )

    def _may_go_back(self, one: Entry) -> bool:
        return (
            not one.undone and one.action not in self.desk.store.irrevocable | {UNDO, REDO, FORGET} and bool(one.rows)
        )

    def _more(self) -> None:
        self._limit += PAGE
        self._reload()

    def _take_back(self, operation: UUID) -> None:
        w = self.desk.words

        def failed(error: Exception) -> None:
            if isinstance(error, Refused):
                said = "\n".join(problem_words(problem, w) for problem in error.problems[:6])
                dialogs.tell(self.window(), w, w("changes_page.not_undone"), said)

        self.desk.undo(operation, done=lambda _: announce(self, w("changes_page.undone")), failed=failed)
