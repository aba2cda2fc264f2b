"""Tables of the formal check by four eyes, and of the files that came with a nomination.

A clerk's answer stands here alone until the other's is in; what both agree on becomes a row of `formal_check`."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, note, personal, plain
from .kinds import FormalAnswer, FormalItem


class AttachmentKind(enum.Enum):
    """What a file is, found out from its content; the value is also the ending it is kept and opened under."""

    PDF = "pdf"
    PNG = "png"
    JPG = "jpg"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    MP3 = "mp3"
    MP4 = "mp4"


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


class Attachment(Record):
    """A file that came with a nomination. `name` is the sender's, `kept_as` the name it lies under; both hash and size
    are those of the moment it was taken in."""

    __tablename__ = "attachment"
    __label__ = ("name",)
    __owned_by__ = "nomination_id"

    nomination_id: Mapped[UUID] = link("nomination.id")
    name: Mapped[str | None] = personal(String(NAME))
    kind: Mapped[AttachmentKind] = plain()
    size: Mapped[int] = plain(low=1, high=100_000_000)
    sha256: Mapped[str] = plain(String(64), hidden=True)
    kept_as: Mapped[str] = plain(String(64), hidden=True)
    added_at: Mapped[dt.datetime] = plain()
    added_by: Mapped[str | None] = personal(String(NAME))
    remark: Mapped[str | None] = note()
