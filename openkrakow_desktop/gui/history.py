"""The history of one record: who changed what, when, and why. Read from the journal, shown in the panel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.declarations import Register
from ..core.formats import clock_time, day
from ..core.journal import Event
from ..core.listing import name_of
from ..core.shape import shape
from ..core.words import Words
from .columns import shown
from .desk import Desk
from .layout import Item, column, ems, row
from .saying import action_words
from .states import sentence
from .widgets import text


@dataclass(frozen=True)
class Change:
    """One field of a record, before and after; None: there was no value."""

    field: str
    before: Any
    after: Any
    names: tuple[str, str] = ("", "")  # of what a link pointed at


@dataclass(frozen=True)
class Told:
    """One operation on a record."""

    operation: UUID
    at: dt.datetime
    actor: str
    action: str
    reason: str
    changes: tuple[Change, ...]


def history_of(session: Session, desk: Desk, register: Register, record_id: UUID) -> list[Told]:
    """What happened to a record, newest first; the values of its beginning are not repeated."""
    events = desk.store.history(register.record, record_id, session)
    return [_told(session, register, event, first=at == 0) for at, event in reversed(list(enumerate(events)))]


def _told(session: Session, register: Register, event: Event, first: bool) -> Told:
    at = dt.datetime.fromtimestamp(event.op.wall / 1000, dt.UTC)
    changes = [] if first or event.kind != "update" else _changes(session, register, event.fields)
    return Told(event.op.id, at, event.op.actor, event.op.action, event.op.reason or "", tuple(changes))


def _changes(session: Session, register: Register, fields: dict[str, Any]) -> list[Change]:
    known, found = shape(register.key), []
    for name, (before, after) in fields.items():
        if name not in known.fields:
            continue
        values = known.decode(name, before), known.decode(name, after)
        target = register.field(name).target
        names = tuple((name_of(session, target, one) or "") if target and one else "" for one in values)
        found.append(Change(name, *values, names=(names[0], names[1])))
    return found


def moment_words(at: dt.datetime, words: Words, this_year: int) -> str:
    """ "20.03, 09:12"; with the year where it is another one."""
    local = at.astimezone(WARSAW)
    date = day(local, words.language)
    if local.year == this_year:
        date = date.removesuffix(f".{local.year}").removesuffix(f" {local.year}")
    return f"{date}, {clock_time(local.time())}"


def change_words(change: Change, register: Register, words: Words) -> str:
    """ "Stan: zaplanowane → odbyło się"."""
    one = register.field(change.field)

    def said(value: Any, name: str) -> str:
        return name or shown(value, words, one.money, dict(one.choices)) or words("form.not_given")

    title = sentence(words(one.key)) if words.has(one.key) else change.field
    return f"{title}: {said(change.before, change.names[0])} → {said(change.after, change.names[1])}"


def history_view(told: list[Told], register: Register, desk: Desk, most: int = 0) -> QWidget:
    """The history as rows; `most` > 0 shows only the newest."""
    words, year = desk.words, desk.clock.today().year
    lines: list[Item] = []
    for one in told[:most] if most else told:
        who, did = desk.actors.get(one.actor, one.actor.strip("?")), action_words(one.action, words)
        head = text(f"{who}: {did}" if who else did, wrap=True)
        below = [change_words(change, register, words) for change in one.changes]
        below += [words("history.reason", reason=one.reason)] if one.reason else []
        said = column(head, *(text(line, "small", "muted", wrap=True) for line in below), gap=0.25)
        when = ems(text(moment_words(one.at, words, year), tone="muted"), 8.5)
        lines.append(row(column(when, 1, gap=0), (said, 1)))
    return column(*lines, gap=0.75)
