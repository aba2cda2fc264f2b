"""The programme's year: days, the office's own dates, what registers tell, what is ticked off, the calendar file."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import Turnout
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.declarations import store_draft
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.overview.cycle import CycleDay, cycle_calendar, cycle_deadlines, cycle_of, told_year
from openkrakow_desktop.programme.cycle import set_date, take_tick_back, tick_off
from openkrakow_desktop.programme.cycle_tables import STANDARD, CycleStep

TODAY = dt.date(2027, 3, 2)


def step(session: Session, wanted: CycleStep, year: int = 2027) -> CycleDay:
    return next(one for one in cycle_of(session, year) if one.step is wanted)


def test_every_step_has_a_day_in_the_order_of_the_calendar(store: Store) -> None:
    with store.read() as session:
        days = cycle_of(session, 2027)
    assert {one.step for one in days} == set(CycleStep)
    assert [one.on for one in days] == sorted(one.on for one in days)
    assert {one.on.year for one in days} == {2027} and not any(one.is_done for one in days)
    known = {one.step: one.on for one in days}
    assert known[CycleStep.REPORT] == dt.date(2027, 4, 30) and known[CycleStep.RISK_REVIEW] == dt.date(2027, 11, 30)


def test_the_last_day_of_february_is_a_day_of_every_year(store: Store) -> None:
    with store.write("t") as session:
        set_date(session, CycleStep.EDITION, dt.date(2028, 2, 29))
        assert step(session, CycleStep.EDITION, 2028).on == dt.date(2028, 2, 29)
        assert step(session, CycleStep.EDITION, 2029).on == dt.date(2029, 2, 28)


def test_an_own_date_holds_from_its_year_on(store: Store) -> None:
    with store.write("t") as session:
        set_date(session, CycleStep.VOTE, dt.date(2027, 10, 15))
        set_date(session, CycleStep.VOTE, dt.date(2028, 11, 2), is_reminded=False)
        set_date(session, CycleStep.VOTE, dt.date(2028, 11, 3), is_reminded=False)  # the same year again: replaced
        found = {year: step(session, CycleStep.VOTE, year) for year in (2026, 2027, 2028, 2029)}
    month, day = STANDARD[CycleStep.VOTE]
    assert found[2026].on == dt.date(2026, month, day) and found[2027].on == dt.date(2027, 10, 15)
    assert found[2029].on == dt.date(2029, 11, 3)
    assert [found[year].is_reminded for year in (2026, 2027, 2028, 2029)] == [True, True, False, False]


@pytest.mark.parametrize("dated", [CycleStep.REPORT, CycleStep.RISK_REVIEW])
def test_what_is_dated_elsewhere_is_not_moved_here(store: Store, dated: CycleStep) -> None:
    with pytest.raises(Refused) as refused, store.write("t") as session:
        set_date(session, dated, dt.date(2027, 5, 2))
    assert refused.value.problems[0].key == "problem.cycle_dated_elsewhere"


def test_the_registers_tell_what_is_done(store: Store) -> None:
    told = {"edition": "BO 2027", "year": 2027, "numerator": 40, "numerator_source": "Raport BO"}
    with store.write("t") as session:
        made = store_draft(session, Turnout, None, told)
        assert not step(session, CycleStep.VOTE).is_done  # the denominator is missing
        store_draft(session, Turnout, made.id, {"denominator": 1000, "denominator_source": "Raport BO"})
        found = step(session, CycleStep.VOTE)
    assert found.is_done and found.ticked is None


def test_a_tick_stands_until_it_is_taken_back(store: Store) -> None:
    with store.write("t") as session:
        tick_off(session, CycleStep.STOCKS, 2027, dt.date(2028, 1, 3), "Anna")
        found = step(session, CycleStep.STOCKS)
        assert found.is_done and found.ticked is not None and (found.ticked.by, found.ticked.on.year) == ("Anna", 2028)
        assert not step(session, CycleStep.STOCKS, 2026).is_done
        with pytest.raises(Refused):
            tick_off(session, CycleStep.STOCKS, 2027, TODAY)
        take_tick_back(session, CycleStep.STOCKS, 2027)
        assert not step(session, CycleStep.STOCKS).is_done


def test_today_names_open_steps_sixty_days_before(store: Store) -> None:
    with store.write("t") as session:
        tick_off(session, CycleStep.EDITION, 2027, TODAY)
        found = list(cycle_deadlines(session, Period(2027, TODAY)))
        named = {str(one.values["step"]): one.on for one in found}
        outside = list(cycle_deadlines(session, Period(2035, dt.date(2035, 3, 2))))
    late = {CycleStep.CLOSE_YEAR, CycleStep.TASK_CARDS, CycleStep.RETURNS}
    coming = {CycleStep.DRAFTING, CycleStep.SNAPSHOT}
    assert set(named) == {str((f"cycle_step.{one.name.lower()}",)) for one in late | coming}
    assert {one.what for one in found} == late | coming
    assert not outside


def test_spring_is_about_the_year_before() -> None:
    assert told_year(CycleStep.SNAPSHOT, 2027) == 2026 and told_year(CycleStep.BUDGET_PLAN, 2027) == 2028
    assert told_year(CycleStep.VOTE, 2027) == 2027


def test_the_calendar_file_is_read_by_others_and_replaces_itself(store: Store) -> None:
    now = dt.datetime(2027, 3, 2, 12, tzinfo=WARSAW)
    with store.write("t") as session:
        set_date(session, CycleStep.VOTE, dt.date(2027, 10, 15), is_reminded=False)
        tick_off(session, CycleStep.STOCKS, 2027, TODAY)
        first, again = (cycle_calendar(session, 2027, words("pl"), now).to_ical() for _ in range(2))
    entries = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert first == again and len(entries) == len(CycleStep) - 1 == len({one["uid"] for one in entries})
    report = next(one for one in entries if one["uid"].startswith("report-2027"))
    assert report["dtstart"].dt == dt.date(2027, 4, 30) and report["summary"] == "Sprawozdanie dla Rady Miasta (2026)"
    assert report.walk("VALARM") and not next(one for one in entries if "stocks" in one["uid"]).walk("VALARM")
