"""Signals of the six risks beside the ratings people give (domain.md §1.10). The program never rates.

A signal is a number with what it is seen against: the year before, what was planned, what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..activities.measures import CONSULTATIONS_CANCELLED, CONSULTATIONS_HELD, CONSULTATIONS_IN_ALL
from ..competition.model import Edition
from ..core.measures import Number, Period, Reading, State
from ..programme import catalogue as c
from ..programme.codes import COMPLAINTS, INCIDENTS
from ..programme.model import RiskAssessment
from ..programme.service import external_figures, ratings
from ..training.measures import LACK_OF_TAKERS, PLACES_TAKEN, WITH_PLACES
from .evaluate import YearNumbers

COUNT, SHARE, MONEY, DAYS = "count", "share", "money", "days"


@dataclass(frozen=True)
class Signal:
    """One signal: its word is `signal.KEY`. `against` is what it is seen against, in the same unit; `source` is named
    for a figure from outside."""

    key: str
    reading: Reading
    against: Reading | None = None
    kind: str = COUNT
    source: str = ""


@dataclass(frozen=True)
class RiskView:
    """A risk with the document's rating, the last rating of a person on or before the stock day, and its signals."""

    entry: c.Risk
    assessment: RiskAssessment | None
    signals: tuple[Signal, ...]


def risks(session: Session, numbers: YearNumbers) -> list[RiskView]:
    """The six risks as of R."""
    period, rated = numbers.period, ratings(session, numbers.period.stock_day)
    signals: Mapping[str, tuple[Signal, ...]] = {
        "R1": _discrimination(session, numbers),
        "R2": _credibility(session, numbers),
        "R3": _money(numbers),
        "R4": (
            Signal("nominations", numbers.reading("4.2a"), _value(numbers.indicators["T2-4.1"].expected)),
            Signal("call_days", _days_left(session, period), kind=DAYS),
        ),
        "R5": (
            Signal("places_taken", _places_taken(session, period), kind=SHARE),
            Signal("lack_of_takers", _count(session, period, LACK_OF_TAKERS.total(period))),
        ),
        "R6": (
            _outside(session, period, INCIDENTS, "incidents"),
            Signal("analyses", numbers.reading("6.2a"), numbers.measures["6.2a"].previous),
        ),
    }
    return [RiskView(entry, rated.get(code), signals[code]) for code, entry in numbers.catalogue.risks.items()]


def share_of(part: Reading, whole: Number | None) -> Reading:
    """part ÷ whole, exact; no data where either is unknown, not applicable over nothing."""
    if part.value is None or whole is None:
        return Reading.no_data(part.reason or "no_rows")
    if not whole:
        return Reading(State.NOT_APPLICABLE, None, "nothing_to_share")
    return Reading.of(Fraction(part.value) / whole)


def _value(value: Number) -> Reading:
    return Reading.of(value)


def _count(session: Session, period: Period, query: object) -> Reading:
    if period.is_future:
        return Reading.no_data("future_year")
    return Reading.of(int(session.scalar(query) or 0))  # type: ignore[call-overload]


def _outside(session: Session, period: Period, code: str, key: str) -> Signal:
    figure = external_figures(session, period.year).get(code)
    if figure is None or figure.value is None:
        return Signal(key, Reading.no_data("no_figure"), source=figure.source if figure else "")
    return Signal(key, Reading.of(figure.value), source=figure.source)


def _discrimination(session: Session, numbers: YearNumbers) -> tuple[Signal, ...]:
    trained, negative = numbers.measures["1.4"], numbers.measures["1.5b"]

    def share(n: Reading, p: Reading) -> Reading:
        return share_of(n, None if n.value is None or p.value is None else n.value + p.value)

    positive = numbers.measures["1.5a"]
    return (
        Signal("trained", trained.reading, trained.previous),
        Signal(
            "negative_share",
            share(negative.reading, positive.reading),
            share(negative.previous, positive.previous),
            SHARE,
        ),
        _outside(session, numbers.period, COMPLAINTS, "complaints"),
    )


def _credibility(session: Session, numbers: YearNumbers) -> tuple[Signal, ...]:
    period = numbers.period
    return (
        Signal(
            "consultations",
            _count(session, period, CONSULTATIONS_HELD.total(period)),
            _count(session, period, CONSULTATIONS_IN_ALL.total(period)),
        ),
        Signal("consultations_cancelled", _count(session, period, CONSULTATIONS_CANCELLED.total(period))),
    )


def _money(numbers: YearNumbers) -> tuple[Signal, ...]:
    plan = numbers.measures["2.2"]
    executed = plan.reading.beside.get("2.2+executed", Reading.no_data(plan.reading.reason))
    return (
        Signal("executed_share", share_of(executed, plan.reading.value), kind=SHARE),
        Signal("plan", plan.reading, plan.previous, MONEY),
    )


def _days_left(session: Session, period: Period) -> Reading:
    """Days until the nearest end of a call of R."""
    ends = select(func.min(Edition.call_close_on)).where(
        period.holds(Edition.call_close_on), Edition.call_close_on >= period.today
    )
    end = session.scalar(ends)
    return Reading(State.NOT_APPLICABLE, None, "no_open_call") if end is None else Reading.of((end - period.today).days)


def _places_taken(session: Session, period: Period) -> Reading:
    """Participations present ÷ places, over the held trainings of R that say how many places they had."""
    taken, places = (part.number(session, period) for part in (PLACES_TAKEN, WITH_PLACES))
    if period.is_future or not places:
        return Reading.no_data("future_year" if period.is_future else "no_rows")
    return Reading.of(Fraction(taken, places))
