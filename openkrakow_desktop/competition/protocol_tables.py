"""The protocols that were issued: each whole and never changed, so that the paper can be made again byte by byte.

A later one does not delete it; the earlier says since when and why it no longer stands."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, note, personal, plain


class ProtocolIssue(Record):
    """A protocol of the Chapter as it was issued. `checksum`: SHA-256 of `content`, the document itself; `proof_data`:
    what its proof file recomputes, without names; `head_hash`: the end of the journal it speaks of. `withdrawn_at` and
    what follows: a second person agreed that the result is to be looked at again."""

    __tablename__ = "protocol_issue"
    __label__ = ("edition_id", "no")

    edition_id: Mapped[UUID] = link("edition.id")
    no: Mapped[int] = plain(low=1, hidden=True)
    issued_at: Mapped[dt.datetime] = plain(hidden=True)
    issued_by: Mapped[str | None] = personal(String(NAME), hidden=True)
    head_hash: Mapped[str] = plain(Text, hidden=True)
    rules_checksum: Mapped[str] = plain(String(SHORT), hidden=True)
    checksum: Mapped[str] = plain(String(SHORT), hidden=True)
    data_checksum: Mapped[str] = plain(String(SHORT), hidden=True)
    content: Mapped[str] = personal(Text, hidden=True)
    proof_data: Mapped[str] = plain(Text, hidden=True)
    withdrawn_at: Mapped[dt.datetime | None] = plain(hidden=True)
    withdrawn_by: Mapped[str | None] = personal(String(NAME), hidden=True)
    second_person: Mapped[str | None] = personal(String(NAME), hidden=True)
    reason: Mapped[str | None] = note()
