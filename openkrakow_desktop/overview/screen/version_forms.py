"""What the page of versions asks: who approves, when the Council had it, why a correction and who confirms it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ...core.declarations import Action, Ask
from ...core.problems import Refused
from ...core.work import Progress
from ...gui import dialogs, theme
from ...gui.action_form import ActionForm
from ...gui.desk import Desk, Done
from ...gui.layout import Item, box, column, row
from ...gui.widgets import text
from ..approval import Gate, approve_checked, left_open
from ..doctor import Diagnosis
from ..model import APPROVE, CORRECT, FREEZE, SEND
from ..snapshot_making import Prepared, Second, keep, prepare
from ..snapshots import Version, send

WIDE = 46  # em that a form takes at most
NOBODY = UUID(int=0)  # a form needs a record; a version that is being made has none yet


class ApprovalForm(ActionForm):
    """Who approves the draft; the name of whoever works here is proposed. What was open is kept with the approval."""

    def __init__(self, desk: Desk, version: Version, found: Diagnosis) -> None:
        super().__init__(desk, Action(APPROVE, approve_checked, (Ask("approved_by"),)), version.id)
        self.editors["approved_by"].set_value(worker(desk) or None)
        self._left_open = left_open(found, desk.words)

    def carry_out(self, asked: dict[str, Any]) -> None:
        desk = self.desk
        desk.do(
            APPROVE,
            approve_checked,
            self.record_id,
            asked["approved_by"] or "",
            Gate(desk.declared, desk.store.upgrade, desk.words),
            desk.clock,
            reason=self._left_open or None,
            done=self.done.emit,
            failed=self.refuse,
            owner=self,
        )


def sending(desk: Desk, version: Version) -> ActionForm:
    """The day on which an approved version went to the Council."""

    def run(session: Session, key: UUID, sent_on: dt.date) -> None:
        send(session, key, sent_on, desk.clock)

    return ActionForm(desk, Action(SEND, run, (Ask("sent_on", dt.date),)), version.id)


class CorrectionForm(ActionForm):
    """Why, and who confirms it; the correction is worked out beside the window's work, then kept."""

    def __init__(self, desk: Desk, year: int, is_demo: bool) -> None:
        asks = (Ask("reason"), Ask("second_person"), Ask("pin", str, False))
        super().__init__(desk, Action(CORRECT, keep, asks), NOBODY)
        self._year, self._is_demo = year, is_demo

    def carry_out(self, asked: dict[str, Any]) -> None:
        second = Second(asked["second_person"] or "", asked["pin"] or "")
        make(
            self.desk,
            self,
            self._year,
            self._is_demo,
            self.done.emit,
            self.refuse,
            reason=asked["reason"],
            second=second,
        )


def make(
    desk: Desk,
    page: QWidget,
    year: int,
    is_demo: bool,
    done: Callable[[Done], object],
    failed: Callable[[Exception], object],
    *,
    reason: str = "",
    second: Second | None = None,
) -> None:
    """Work out the next version on a private copy, with progress that can be stopped, then keep it as one operation."""
    now, by = desk.clock.now(), worker(desk)

    def work(progress: Progress) -> Prepared:
        with desk.store.snapshot() as still, still.read() as session:
            return prepare(
                session, year, desk.declared, now=now, is_demo=is_demo, reason=reason, second=second, progress=progress
            )

    def ready(prepared: Prepared) -> None:
        action = FREEZE if prepared.corrects is None else CORRECT
        desk.do(action, keep, prepared, by, done=done, failed=failed, reason=reason or None, owner=page)

    job = desk.jobs.start(work)
    dialogs.ProgressWindow(page.window(), desk.words, desk.words("versions.freezing"), job)
    job.succeeded.connect(ready)
    job.failed.connect(partial(_told, failed))


def _told(failed: Callable[[Exception], object], error: Exception) -> None:
    if not isinstance(error, Refused):
        raise error  # a bug: the crash guard tells the person
    failed(error)


def worker(desk: Desk) -> str:
    """The name of whoever works here; empty where nobody said."""
    return desk.actors.get(desk.store.actor, "")


def asked_card(title: str, form: ActionForm, *above: Item) -> QWidget:
    """A form on the page, with what it is about above it."""
    form.setMaximumWidth(theme.current().em(WIDE))
    return box("card", column(text(title, "lead", wrap=True), *above, form, row(*form.foot, 1, gap=1), gap=1.5))
