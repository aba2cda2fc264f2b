"""Reviews of risks: when they are due, which are overdue, a rating confirmed unchanged."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from openkrakow_desktop.core.declarations import store_draft
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.feature import RISK_ASSESSMENTS, RISK_REVIEWS
from openkrakow_desktop.programme.model import RiskAssessment
from openkrakow_desktop.programme.risk_reviews import (
    confirm_rating,
    not_reviewed,
    proposed_rating,
    review_deadlines,
    review_gaps,
    review_of,
)
from tests.programme.cases import rating

TODAY = dt.date(2026, 11, 22)


def rate(session: Session, code: str, on: dt.date, value: int = 3) -> None:
    store_draft(session, RiskAssessment, None, rating(risk_code=code, as_of_on=on, rating=value))


def test_the_month_is_november_until_the_office_says_another(store: Store) -> None:
    with store.write("test") as session:
        assert review_of(session, 2026).due == dt.date(2026, 11, 30)
        RISK_REVIEWS.put(session, None, {"from_year": 2026, "month": 2}, TODAY)
        RISK_REVIEWS.put(session, None, {"from_year": 2028, "month": 10}, TODAY)
        assert [review_of(session, year).due for year in (2025, 2026, 2027, 2028)] == [
            dt.date(2025, 11, 30), dt.date(2026, 2, 28), dt.date(2027, 2, 28), dt.date(2028, 10, 31)
        ]  # fmt: skip


def test_what_was_rated_before_the_review_is_not_reviewed(store: Store) -> None:
    with store.write("test") as session:
        for code, day in (("R1", dt.date(2026, 10, 31)), ("R2", dt.date(2026, 11, 1)), ("R3", dt.date(2026, 12, 1))):
            rate(session, code, day)
        review = review_of(session, 2026)
        assert not_reviewed(session, review, dt.date(2026, 11, 30)) == ["R1", "R3", "R4", "R5", "R6"]
        assert not_reviewed(session, review, dt.date(2026, 12, 31)) == ["R1", "R4", "R5", "R6"]


def test_before_the_day_it_is_a_deadline_and_after_it_a_gap(store: Store) -> None:
    with store.write("test") as session:
        for code in ("R1", "R2", "R3", "R4", "R5"):
            rate(session, code, TODAY)
        before, after = Period(2026, TODAY), Period(2026, dt.date(2026, 12, 1))
        assert [(one.key, one.on, one.values) for one in review_deadlines(session, before)] == [
            ("risk_review", dt.date(2026, 11, 30), {"risks": "R6"})
        ]
        assert list(review_gaps(session, before)) == [] == list(review_deadlines(session, after))
        assert [(one.key, one.values["risk"]) for one in review_gaps(session, after)] == [("risk_review_overdue", "R6")]
        rate(session, "R6", dt.date(2026, 12, 1))
        assert list(review_gaps(session, after)) == []


def test_a_finished_year_tells_a_missing_review_once(store: Store) -> None:
    """Without any rating it is `no_risk_assessment`; with an early one the review is missing."""
    with store.write("test") as session:
        rate(session, "R1", dt.date(2025, 3, 1))
        found = list(review_gaps(session, Period(2025, dt.date(2025, 12, 31))))
        assert {one.values["risk"] for one in found} == set(catalogue().risks)
        found = list(review_gaps(session, Period(2025, TODAY)))
        assert [one.values["risk"] for one in found] == ["R1"]


def test_confirming_repeats_the_last_rating_today_and_touches_no_other(store: Store) -> None:
    with store.write("test") as session:
        rate(session, "R6", dt.date(2025, 11, 20), 5)
        rate(session, "R6", dt.date(2026, 12, 24), 7)  # dated later: not what stands today
        made = confirm_rating(session, "R6", TODAY)
        assert (made.as_of_on, made.rating, made.owner) == (TODAY, 5, "Koordynator Programu")
        assert session.scalar(select(func.count(RiskAssessment.id))) == 3
        with pytest.raises(Refused, match=r"problem\.already_stated"):
            confirm_rating(session, "R6", TODAY)
        with pytest.raises(Refused, match=r"problem\.no_rating_to_confirm"):
            confirm_rating(session, "R1", TODAY)


def test_a_new_rating_begins_with_the_last_values(store: Store) -> None:
    with store.write("test") as session:
        assert proposed_rating(session, "R2", TODAY) == {"risk_code": "R2", "as_of_on": TODAY}
        rate(session, "R2", dt.date(2026, 1, 2), 6)
        draft = proposed_rating(session, "R2", TODAY)
        assert (draft["rating"], draft["owner"]) == (6, "Koordynator Programu")
        assert RISK_ASSESSMENTS.put(session, None, draft | {"rating": 7}, TODAY).id
