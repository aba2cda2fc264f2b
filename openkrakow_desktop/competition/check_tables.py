"""Tables of the formal check by four eyes, and of the files that came with a nomination.

A clerk's answer stands here alone until the other's is in; what both agree on becomes a row of `formal_check`."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from ..core.attached_files import AttachedFile
from ..core.record import NAME, SHORT, Record, link, personal, plain
from .kinds import FormalAnswer, FormalItem


class ClerkAnswer(Record):
    """What one of two clerks says about one item. `clerk` is the account's code; `round_no` grows when a call to
    supplement has opened items again. In no list, export or search: the other clerk must not see it too early."""

    __tablename__ = "clerk_answer"
    __label__ = ("nomination_id", "item")
    __owned_by__ = "nomination_id"

    nomination_id: Mapped[UUID] = link("nomination.id")
    item: Mapped[FormalItem] = plain(hidden=True)
    answer: Mapped[FormalAnswer] = plain(hidden=True)
    clerk: Mapped[str] = plain(String(SHORT), hidden=True)
    answered_by: Mapped[str | None] = personal(String(NAME), hidden=True)
    answered_on: Mapped[dt.date] = plain(hidden=True)
    round_no: Mapped[int] = plain(default=1, low=1, hidden=True)


class Attachment(AttachedFile, Record):
    """A file that came with a nomination."""

    __tablename__ = "attachment"
    __label__ = ("name",)
    __owned_by__ = "nomination_id"

    nomination_id: Mapped[UUID] = link("nomination.id")
