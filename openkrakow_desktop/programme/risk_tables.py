"""When risks are looked at again: the month of the yearly review, which the office may change from a year on."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from ..core.record import Record, note, plain

REVIEW_MONTH = 11  # November, where the office has said nothing else (domain.md §2.1, A)


class RiskReviewRule(Record):
    """From `from_year` on every risk is to be rated anew, or confirmed, in this month; the newest rule holds."""

    __tablename__ = "risk_review_rule"
    __label__ = ("from_year", "month")

    from_year: Mapped[int] = plain(low=2015, high=2100, index=True)
    month: Mapped[int] = plain(low=1, high=12, default=REVIEW_MONTH)
    remark: Mapped[str | None] = note()
