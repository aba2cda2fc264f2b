"""Reviews of the six risks: when they are due, who is late, a rating confirmed as it was.

A rating is always a person's; confirming one writes a new rating of today with the same values."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, store_draft
from ..core.gaps import Deadline, Gap
from ..core.measures import Period
from ..core.problems import Problem, Refused
from .catalogue import catalogue
from .model import RiskAssessment
from .risk_tables import REVIEW_MONTH, RiskReviewRule

COPIED = ("rating", "response", "action", "owner")


@dataclass(frozen=True)
class Review:
    """The review of a year: from the first day of its month until the last; ratings of that time are the review."""

    first: dt.date
    due: dt.date


def review_of(session: Session, year: int) -> Review:
    """When the risks are reviewed in a year."""
    newest = (
        select(RiskReviewRule.month)
        .where(RiskReviewRule.from_year <= year)
        .order_by(RiskReviewRule.from_year.desc(), RiskReviewRule.id.desc())
        .limit(1)
    )
    month = session.scalar(newest) or REVIEW_MONTH
    return Review(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def not_reviewed(session: Session, review: Review, until: dt.date) -> list[str]:
    """The risks without a rating from the first day of the review until a day."""
    last = select(RiskAssessment.risk_code, func.max(RiskAssessment.as_of_on)).where(RiskAssessment.as_of_on <= until)
    newest = {code: on for code, on in session.execute(last.group_by(RiskAssessment.risk_code))}
    return [code for code in catalogue(review.first.year).risks if newest.get(code, dt.date.min) < review.first]


def review_gaps(session: Session, period: Period) -> Iterable[Gap]:
    """Risks whose review of the year is overdue; not those never rated in a finished year, which is a gap already."""
    if period.is_future or not catalogue(period.year).covers(period.year):
        return
    review = review_of(session, period.year)
    if period.today <= review.due:
        return
    rated = select(RiskAssessment.risk_code).where(period.holds(RiskAssessment.as_of_on))
    known = set(session.scalars(rated))
    for code in not_reviewed(session, review, period.today):
        if period.is_running or code in known:
            values = {"risk": code, "day": review.due.strftime("%d.%m.%Y")}
            yield Gap("risk_review_overdue", "risk_assessment", on=review.due, values=values)


def review_deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """The day until which the risks of the year are to be reviewed, while some are not."""
    if not catalogue(period.year).covers(period.year):
        return
    review = review_of(session, period.year)
    waiting = not_reviewed(session, review, max(review.due, period.today))
    if waiting and period.today <= review.due:
        yield Deadline("risk_review", review.due, "risk_assessment", values={"risks": ", ".join(waiting)})


def last_rating(session: Session, risk_code: str, until: dt.date) -> RiskAssessment | None:
    """The newest rating of a risk on or before a day."""
    mine = select(RiskAssessment).where(RiskAssessment.risk_code == risk_code, RiskAssessment.as_of_on <= until)
    return session.scalar(mine.order_by(RiskAssessment.as_of_on.desc(), RiskAssessment.id.desc()).limit(1))


def proposed_rating(session: Session, risk_code: str, today: dt.date) -> Draft:
    """What a new rating begins with: today and the last values; of a risk never rated only the day."""
    last = last_rating(session, risk_code, today)
    copied = {name: getattr(last, name) for name in COPIED} if last is not None else {}
    return {"risk_code": risk_code, "as_of_on": today, **copied}


def confirm_rating(session: Session, risk_code: str, today: dt.date) -> RiskAssessment:
    """Reviewed, unchanged: a new rating of today with the values of the last one, by the same owner.

    Raises Refused where the risk has no rating yet, or has one of today."""
    last = last_rating(session, risk_code, today)
    if last is None:
        raise Refused(Problem("", "problem.no_rating_to_confirm"))
    if last.as_of_on == today:
        raise Refused(Problem("as_of_on", "problem.already_stated"))
    made: RiskAssessment = store_draft(session, RiskAssessment, None, proposed_rating(session, risk_code, today))
    return made
