"""What Today reads: sessions of the day, gaps by kind, deadlines over the year's end, attendance by day."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.asked import AskedNumber
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.declarations import Declared, Feature
from openkrakow_desktop.core.gaps import Deadline, Gap
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.model import EventState
from openkrakow_desktop.overview.accounts import account_of
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.overview.origins import Origin
from openkrakow_desktop.overview.risk_lines import read_risks
from openkrakow_desktop.overview.tasks import stated_tasks
from openkrakow_desktop.overview.today import deadlines_of, gaps_of, heat_of, sessions_of, things_to_do
from openkrakow_desktop.programme.catalogue import catalogue
from tests.demo_data import TODAY, YEAR
from tests.events.build import event, organisation


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), WARSAW)


@pytest.fixture
def evening(sqlite_store: Store) -> Store:
    """Three events on a day: one at noon, one past midnight, one that is only a draft; and yesterday's."""
    day, before = dt.date(2026, 3, 26), dt.date(2026, 3, 25)
    with sqlite_store.write("event.add") as session:
        host = organisation(session)
        for title, on, start, end, state in (
            ("Południe", day, 12, 14, EventState.PLANNED),
            ("Noc", day, 20, 3, EventState.PLANNED),
            ("Szkic", day, 10, 11, EventState.DRAFT),
            ("Wczoraj", before, 21, 4, EventState.PLANNED),
        ):
            hours = {"starts_at": dt.time(start), "ends_at": dt.time(end)}
            event(session, title, on, organiser_id=host, state=state, **hours)
    return sqlite_store


def test_sessions_of_a_day_in_order_without_drafts(evening: Store) -> None:
    day = dt.date(2026, 3, 26)
    with evening.read() as session:
        slots = sessions_of(session, day, at(day, 13))
    assert [(one.title, one.is_on, one.is_over, one.is_next_day) for one in slots] == [
        ("Południe", True, False, False), ("Noc", False, False, True),
    ]  # fmt: skip


def test_last_nights_session_is_shown_while_it_runs(evening: Store) -> None:
    day = dt.date(2026, 3, 26)
    with evening.read() as session:
        assert [one.title for one in sessions_of(session, day, at(day, 2))] == ["Południe", "Noc", "Wczoraj"]
        assert "Wczoraj" not in [one.title for one in sessions_of(session, day, at(day, 5))]


def test_a_session_that_should_be_over_says_so(evening: Store) -> None:
    day = dt.date(2026, 3, 26)
    with evening.read() as session:
        assert [one.is_over for one in sessions_of(session, day, at(day, 15))] == [True, False]


def test_gaps_are_grouped_by_kind_and_counted_by_feature(sqlite_store: Store) -> None:
    ids = [new_key() for _ in range(3)]
    found = [
        Gap("late", "nomination", ids[0], "7/2026", dt.date(2026, 3, 2)),
        Gap("other", "nomination", ids[1]),
        Gap("late", "nomination", ids[2], "9/2026", dt.date(2026, 1, 5)),
        Gap("number", "turnout"),
    ]
    declared = Declared((Feature("competition", "trophy", gaps=lambda session, period: found), Feature("x", "x")))
    with sqlite_store.read() as session:
        groups = gaps_of(session, declared, 2026, TODAY)
        assert things_to_do(session, declared, 2026, TODAY) == {"competition": 4}
    assert [(one.key, len(one.gaps), one.oldest) for one in groups] == [
        ("late", 2, dt.date(2026, 1, 5)), ("number", 1, None), ("other", 1, None),
    ]  # fmt: skip
    assert groups[0].ids == (ids[0], ids[2]) and groups[1].ids == ()


def test_deadlines_reach_over_the_turn_of_a_year_and_are_told_once(sqlite_store: Store) -> None:
    def deadlines(session: object, period: Period) -> list[Deadline]:
        return [Deadline("same", dt.date(2027, 1, 10)), Deadline("year", dt.date(period.year, 12, 31)),
                Deadline("past", dt.date(2026, 12, 1)), Deadline("week", dt.date(2026, 12, 15))]  # fmt: skip

    declared = Declared((Feature("programme", "x", deadlines=deadlines),))
    with sqlite_store.read() as session:
        found = deadlines_of(session, declared, dt.date(2026, 12, 20))
    assert [(one.key, one.on) for one in found] == [
        ("week", dt.date(2026, 12, 15)), ("year", dt.date(2026, 12, 31)), ("same", dt.date(2027, 1, 10)),
    ]  # fmt: skip


def test_heat_adds_up_to_the_centres_participations(demo_store: Store) -> None:
    """Day by day over a whole year, the heat is measure 3.1a."""
    with demo_store.read() as session:
        heat = heat_of(session, dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31))
        numbers = evaluate(session, Period(YEAR, TODAY), catalogue(), DECLARED)
    assert heat.total == numbers.measures["3.1a"].reading.value
    assert heat.busiest is not None and heat.people[heat.busiest] == max(heat.people.values())
    assert heat.days == len(heat.titles)


def origin_of(session: Session, code: str, period: Period) -> Origin:
    asked = AskedNumber(code, period.year)
    return account_of(session, asked, period.today, catalogue(), DECLARED).above


def test_origin_adds_up_and_months_add_up(demo_store: Store) -> None:
    with demo_store.read() as session:
        period = Period(YEAR, TODAY)
        numbers = evaluate(session, period, catalogue(), DECLARED)
        for code in ("1.1", "3.1b", "4.1", "T2-3.1"):
            origin = origin_of(session, code, period)
            assert sum(row.counts for row in origin.counted) == numbers.reading(code).value, code
            assert origin.months is not None and sum(n or 0 for n in origin.months) == numbers.reading(code).value
            assert sum(n for _, n in origin.reasons) == len(origin.left_out)


def test_months_to_come_are_unknown_and_stocks_have_none(demo_store: Store) -> None:
    with demo_store.read() as session:
        running = origin_of(session, "1.1", Period(TODAY.year, TODAY))
        stock = origin_of(session, "T2-1.2", Period(YEAR, TODAY))
    assert running.months is not None and running.months[11] is None and running.months[10] is not None
    assert stock.months is None


def test_risks_and_tasks_are_plain_data(demo_store: Store) -> None:
    with demo_store.read() as session:
        lines = read_risks(session, Period(YEAR, TODAY), DECLARED)
        stated = stated_tasks(session, YEAR)
    assert [one.entry.code for one in lines] == [f"R{n}" for n in range(1, 7)]
    assert all(a.on >= b.on for one in lines for a, b in zip(one.ratings, one.ratings[1:], strict=False))
    assert all(one.ratings[0].on <= dt.date(YEAR, 12, 31) for one in lines if one.ratings)
    assert set(stated) <= set(catalogue().tasks) and stated
