"""Holding on to what a long write has read: a session forgets a record as soon as nobody else holds it.

An import or the demo asks for the same event, person or training with every row; kept, each is read once."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from .record import Record


def keep_records(session: Session) -> None:
    """Keep every record that this session reads or makes until the session ends, about 1 kB each."""
    kept: list[Record] = session.info.setdefault("kept", [])

    def keep(_: Session, record: Record) -> None:
        kept.append(record)

    event.listen(session, "loaded_as_persistent", keep)
    event.listen(session, "pending_to_persistent", keep)
