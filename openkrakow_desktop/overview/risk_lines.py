"""The six risks with every rating people gave them up to a day, the signals beside, and the review: plain data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core import formats
from ..core.declarations import Declared
from ..core.document import ChartKind, ChartSpec, Figure, Series
from ..core.measures import Period
from ..core.words import Words
from ..programme import catalogue as c
from ..programme.catalogue import catalogue
from ..programme.model import RiskAssessment, RiskResponse
from ..programme.risk_reviews import Review, review_of
from ..programme.service import external_figures
from .evaluate import evaluate
from .formulas import SIGNAL, formula_of
from .risks import RiskView, Signal, risks

SCALE = (1, 7)  # of the ratings


@dataclass(frozen=True)
class Rating:
    """A person's rating of a risk on a day; `unchanged`: it says what the one before said."""

    id: UUID
    on: dt.date
    rating: int
    response: RiskResponse
    owner: str
    action: str
    unchanged: bool = False


@dataclass(frozen=True)
class RiskLine:
    """A risk as the page shows it: its view, all its ratings, newest first, and the review of the year. `figures`: what
    somebody stated for its signals from outside."""

    entry: c.Risk
    signals: tuple[Signal, ...]
    ratings: tuple[Rating, ...]
    review: Review
    until: dt.date
    today: dt.date
    figures: dict[str, UUID]

    @property
    def last(self) -> Rating | None:
        return self.ratings[0] if self.ratings else None

    @property
    def may_confirm(self) -> bool:
        """Whether "reviewed, unchanged" can be said today: the year is running, and today has no rating yet."""
        return self.last is not None and self.last.on < self.today == self.until

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody rated it in the review of the year, or later."""
        return self.last is not None and self.last.on >= self.review.first

    @property
    def is_overdue(self) -> bool:
        """Whether the day of the review has passed without it."""
        return not self.is_reviewed and self.today > self.review.due


@dataclass(frozen=True)
class SignalAccount:
    """The arithmetic of a signal: sums of the rows above the line of a share and below it (None: no share), how many
    rows count and were left out, and the records by register."""

    above: int
    below: int | None
    counted: int
    left_out: int
    records: tuple[tuple[str, tuple[UUID, ...]], ...]


def read_risks(session: Session, period: Period, declared: Declared) -> tuple[RiskLine, ...]:
    """The six risks as of R with their ratings up to its stock day."""
    views: list[RiskView] = risks(session, evaluate(session, period, catalogue(period.year), declared))
    found = ratings_until(session, period.stock_day)
    review = review_of(session, period.year)
    figures = {code: one.id for code, one in external_figures(session, period.year).items()}
    return tuple(
        RiskLine(
            view.entry,
            view.signals,
            tuple(reversed(found.get(view.entry.code, []))),
            review,
            period.stock_day,
            period.today,
            {one.key: figures[one.key] for one in view.signals if one.key in figures},
        )
        for view in views
    )


def ratings_until(session: Session, until: dt.date) -> dict[str, list[Rating]]:
    """Every rating of each risk up to a day, oldest first."""
    asked = select(RiskAssessment).where(RiskAssessment.as_of_on <= until)
    found: dict[str, list[Rating]] = {}
    for one in session.scalars(asked.order_by(RiskAssessment.as_of_on, RiskAssessment.id)):
        mine = found.setdefault(one.risk_code, [])
        said = (one.rating, one.response, one.owner, one.action or "")
        before = mine[-1] if mine else None
        same = before is not None and said == (before.rating, before.response, before.owner, before.action)
        mine.append(Rating(one.id, one.as_of_on, *said, unchanged=same))
    return found


def signal_accounts(
    session: Session, period: Period, keys: Collection[str], known: c.Catalogue, declared: Declared
) -> dict[str, SignalAccount]:
    """How these signals were worked out, from the rows themselves."""
    return {key: _account(session, period, key, known, declared) for key in keys}


def _account(session: Session, period: Period, key: str, known: c.Catalogue, declared: Declared) -> SignalAccount:
    formula = formula_of(f"{SIGNAL}{key}", known, declared)
    counted, left_out = formula.above.rows(session, period)
    total = sum(row.counts for row in counted)
    below = None
    if formula.below is not None:
        under, also_out = formula.below.rows(session, period)
        below = sum(row.counts for row in under)
        left_out = list(dict.fromkeys([*left_out, *also_out]))
        counted = list({(row.register, row.id): row for row in (*counted, *under)}.values())
    records: dict[str, dict[UUID, None]] = {}
    for row in counted:
        records.setdefault(row.register, {})[row.id] = None
    rows = Counter((row.register, row.id) for row in counted)
    return SignalAccount(
        total, below, len(rows), len(left_out), tuple((register, tuple(ids)) for register, ids in records.items())
    )


# ---- the chart -----------------------------------------------------------------------------------------------------
def rating_figure(line_code: str, ratings: tuple[Rating, ...], until: dt.date, w: Words, sheet: str = "") -> Figure:
    """The ratings of a risk over time, oldest first, as a chart of steps with its one-line summary."""
    assert ratings
    start = ratings[0].on
    days = tuple((one.on - start).days for one in ratings)
    chart = ChartSpec(
        ChartKind.STEPS,
        tuple(formats.day(one.on, w.language) for one in ratings),
        (Series(w("risk_assessment.rating"), tuple(one.rating for one in ratings)),),
        start=start,
        days=(*days, max(days[-1], (until - start).days)),
        axis=SCALE,
    )
    told = w("risks.chart_line", code=line_code, told=rating_line(ratings, w))
    return Figure(f"ratings_{line_code}", w("risks.chart", code=line_code), chart, told, sheet=sheet)


def rating_line(ratings: tuple[Rating, ...], w: Words) -> str:
    """3 od 12.06.2024, 5 od 20.11.2024 …: each rating from the day it changed; the last also when confirmed."""
    said: list[str] = []
    before = None
    for one in ratings:
        if one.rating != before:
            said.append(w("risks.rated_on", n=one.rating, day=formats.day(one.on, w.language)))
        before = one.rating
    last = ratings[-1]
    if len(ratings) > 1 and ratings[-2].rating == last.rating:
        said[-1] += f" {w('risks.rated_still', day=formats.day(last.on, w.language))}"
    return ", ".join(said)
