"""The six risks with every rating people gave them up to a day, and the signals beside: plain data for the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.measures import Period
from ..programme import catalogue as c
from ..programme.catalogue import catalogue
from ..programme.model import RiskAssessment, RiskResponse
from .evaluate import evaluate
from .risks import RiskView, Signal, risks


@dataclass(frozen=True)
class Rating:
    """A person's rating of a risk on a day."""

    id: UUID
    on: dt.date
    rating: int
    response: RiskResponse
    owner: str
    action: str


@dataclass(frozen=True)
class RiskLine:
    """A risk as the page shows it: its view, and all its ratings, newest first."""

    entry: c.Risk
    signals: tuple[Signal, ...]
    ratings: tuple[Rating, ...]

    @property
    def last(self) -> Rating | None:
        return self.ratings[0] if self.ratings else None


def read_risks(session: Session, period: Period, declared: Declared) -> tuple[RiskLine, ...]:
    """The six risks as of R with their ratings up to its stock day."""
    views: list[RiskView] = risks(session, evaluate(session, period, catalogue(), declared))
    asked = select(RiskAssessment).where(RiskAssessment.as_of_on <= period.stock_day)
    found: dict[str, list[Rating]] = {}
    for one in session.scalars(asked.order_by(RiskAssessment.as_of_on.desc(), RiskAssessment.id.desc())):
        rating = Rating(one.id, one.as_of_on, one.rating, one.response, one.owner, one.action or "")
        found.setdefault(one.risk_code, []).append(rating)
    return tuple(RiskLine(view.entry, view.signals, tuple(found.get(view.entry.code, ()))) for view in views)
