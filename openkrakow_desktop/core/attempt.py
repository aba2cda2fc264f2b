"""A step inside a write that may be refused without taking the rest with it: a savepoint, for the journal as well.

Rows noted during a step that failed must not be written down, though they were flushed for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from .recorder import Recorder


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """Run the block as one step of `session`'s write; an exception undoes just this step and goes on upwards."""
    recorder: Recorder = session.info["recorder"]
    outer, many = recorder.rows, len(recorder.bulk)
    recorder.rows = {}
    nested = session.begin_nested()
    try:
        yield
        session.flush()
    except BaseException:
        nested.rollback()
        recorder.rows = outer
        del recorder.bulk[many:]
        raise
    nested.commit()
    inner, recorder.rows = recorder.rows, outer
    for key, noted in inner.items():
        before = outer.setdefault(key, noted)
        if before is not noted:
            before.before = noted.before | before.before
            before.exists = noted.exists
            before.after |= noted.after
