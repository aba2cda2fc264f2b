"""The year's figures frozen as a numbered version: what was counted, of which rows, in which report.

Contents are canonical JSON, packed (`snapshot_text`); everything printed is kept, so an old version stays itself."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped

from ..core.record import LONG, NAME, SHORT, Record, link, personal, plain

FIRST_YEAR, LAST_YEAR = 2015, 2100
FREEZE, CORRECT = "year_snapshot.freeze", "year_snapshot.correct"  # what is done to versions; none of it is undone
APPROVE, SEND = "year_snapshot.approve", "year_snapshot.send"
DECISIONS = (FREEZE, CORRECT, APPROVE, SEND)


class SnapshotState(enum.Enum):
    """Where the year's figures stand; what is approved is frozen, a change makes the next number."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent_to_council"
    CORRECTED = "corrected"


FROZEN = (SnapshotState.APPROVED, SnapshotState.SENT, SnapshotState.CORRECTED)  # never changed again
IN_FORCE = (SnapshotState.APPROVED, SnapshotState.SENT)  # what a correction corrects


class YearSnapshot(Record):
    """Version `number` of a year: 1, corrections 2, 3 … A draft may be frozen anew, what is approved never changes.

    `numbers`: the values and the rows behind them, packed; `hash`: SHA-256 of that text before packing; `documents`:
    the report in each language, packed, its SHA-256 is a part of `numbers`; `as_of_on`: the day the numbers were read
    (the moment is `created_at`); `second_person`: who confirmed a correction with the one who made it."""

    __tablename__ = "year_snapshot"
    __label__ = ("year", "number")
    __table_args__ = (Index(None, "year", "number"),)

    year: Mapped[int] = plain(low=FIRST_YEAR, high=LAST_YEAR)
    number: Mapped[int] = plain(low=1, default=1)
    state: Mapped[SnapshotState] = plain(default=SnapshotState.DRAFT)
    catalogue_code: Mapped[str] = plain(String(SHORT))
    as_of_on: Mapped[dt.date] = plain()
    numbers: Mapped[str] = plain(Text, hidden=True, deferred=True)
    documents: Mapped[str] = plain(Text, hidden=True, deferred=True, default="")
    methodology: Mapped[str] = plain(Text, deferred=True)
    hash: Mapped[str] = plain(String(SHORT), hidden=True)
    journal_head: Mapped[str | None] = plain(Text, hidden=True)
    created_at: Mapped[dt.datetime] = plain()
    created_by: Mapped[str] = personal(String(NAME))
    approved_at: Mapped[dt.datetime | None] = plain()
    approved_by: Mapped[str | None] = personal(String(NAME))
    sent_on: Mapped[dt.date | None] = plain()
    corrects_id: Mapped[UUID | None] = link("year_snapshot.id")
    reason: Mapped[str | None] = plain(String(LONG), free=True)
    second_person: Mapped[str | None] = personal(String(NAME))
