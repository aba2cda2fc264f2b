"""Which records the running import has brought. History comes in whole: what is closed in its sheet is not closed to
the rows of the same workbook that belong to it, and what they must add up to is looked at when all have come."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from .record import Record

_INCOMING = "incoming"


def note_incoming(session: Session, key: UUID) -> None:
    """The import that writes through this session makes a new record under this key."""
    session.info.setdefault(_INCOMING, set()).add(key)


def is_incoming(session: Session, record: Record) -> bool:
    """Whether the import that writes through this session has brought this record."""
    return record.id in session.info.get(_INCOMING, ())
