"""The workbooks that were issued to members: when, in which version, what marks them as ours, when they came back.

Each bears a secret of its own, so that two laptops never have to agree on one."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped

from ..core.record import SHORT, Record, link, plain


class ScoreCard(Record):
    """A workbook issued to one member. `secret` signs its rows (robustness.md §3); `candidates` are the keys of those
    on it, in order; `returned_digest` says which answers were taken last."""

    __tablename__ = "score_card"
    __label__ = ("juror_id", "version_no")

    juror_id: Mapped[UUID] = link("juror.id")
    version_no: Mapped[int] = plain(low=1, hidden=True)
    issued_at: Mapped[dt.datetime] = plain(hidden=True)
    device: Mapped[str] = plain(String(SHORT), hidden=True)
    language: Mapped[str] = plain(String(8), hidden=True)
    secret: Mapped[str] = plain(String(SHORT), hidden=True)
    rules_checksum: Mapped[str] = plain(String(SHORT), hidden=True)
    candidates: Mapped[str] = plain(Text, hidden=True)
    returned_at: Mapped[dt.datetime | None] = plain(hidden=True)
    returned_digest: Mapped[str | None] = plain(String(SHORT), hidden=True)

    def candidate_keys(self) -> list[UUID]:
        """The candidates on the card, in order."""
        return [UUID(hex=one) for one in self.candidates.split()]
