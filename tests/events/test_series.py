"""Series: planned in one write, flagged and never silently shortened, changed as far as asked, undone in one step."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.feature import EVENTS, SERIES
from openkrakow_desktop.events.model import (
    AttendanceMode,
    Event,
    EventSeries,
    EventSession,
    EventState,
    EventType,
    SeriesException,
    SessionState,
)
from openkrakow_desktop.events.recurrence import Nth, Repeat, Weekday
from openkrakow_desktop.events.series import LIMIT, extend_series, plan_series, preview
from openkrakow_desktop.events.series_figures import series_card
from openkrakow_desktop.events.series_scope import (
    LeftAlone,
    SeriesScope,
    cancel_series,
    change_series,
    delete_occurrences,
    reach_of_cancel,
    reach_of_change,
)
from openkrakow_desktop.events.service import hold_event, move_event, settle_event
from openkrakow_desktop.programme.months import Locked, record_settlement
from tests.events.build import event, organisation, put

TODAY = dt.date(2026, 3, 26)
CLOCK = Clock.fixed(TODAY)
D = dt.date
THIS, FOLLOWING, ALL = SeriesScope.THIS, SeriesScope.FOLLOWING, SeriesScope.ALL


def draft(session: Session, **values: Any) -> dict[str, Any]:
    """Every Thursday 18–20 in April and May 2026 (nine of them)."""
    facts: dict[str, Any] = {
        "name": "Kawiarenka językowa",
        "type": EventType.LANGUAGE_CAFE,
        "repeat": Repeat.WEEKLY,
        "weekdays": (Weekday.THURSDAY.value,),
        "first_on": D(2026, 4, 1),
        "last_on": D(2026, 5, 31),
        "starts_at": dt.time(18),
        "ends_at": dt.time(20),
        "venue": "Sala A",
        "run_by_centre": True,
        "capacity": 20,
        "languages": ("pl", "uk"),
    }
    return facts | {"organiser_id": values.pop("organiser_id", None) or organisation(session)} | values


def planned(session: Session, skipped: dict[dt.date, str] | None = None, **values: Any) -> UUID:
    return plan_series(session, TODAY, draft(session, **values), skipped)


def events(session: Session, series_id: UUID) -> list[Event]:
    mine = select(Event).where(Event.series_id == series_id)
    return list(session.scalars(mine.order_by(Event.start_on)))


def why(told: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.key for problem in told.value.problems]


# ---- planning ------------------------------------------------------------------------------------------------------
def test_every_thursday_makes_events_of_their_own(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = events(session, series)
        assert [one.start_on.day for one in made] == [2, 9, 16, 23, 30, 7, 14, 21, 28]
        one = made[0]
        assert (one.title, one.venue, one.capacity, one.languages) == (
            "Kawiarenka językowa",
            "Sala A",
            20,
            ("pl", "uk"),
        )
        assert one.state is EventState.PLANNED and one.run_by_centre
        sittings = list(session.scalars(select(EventSession).where(EventSession.event_id == one.id)))
        assert [(s.held_on, s.starts_at, s.state) for s in sittings] == [
            (D(2026, 4, 2), dt.time(18), SessionState.PLANNED)
        ]


def test_what_speaks_against_a_day_is_flagged_and_not_skipped(store: Store) -> None:
    with store.write("event.add") as session:
        event(session, "Zajęta sala", D(2026, 6, 11), venue="sala a", starts_at=dt.time(19), ends_at=dt.time(22))
        event(session, "Po nas", D(2026, 6, 18), venue="Sala A", starts_at=dt.time(20), ends_at=dt.time(22))
        event(session, "Gdzie indziej", D(2026, 6, 25), venue="Sala B", starts_at=dt.time(18), ends_at=dt.time(22))
        days = preview(session, TODAY, draft(session, first_on=D(2026, 6, 1), last_on=D(2026, 6, 30)))
    assert [one.on.day for one in days] == [4, 11, 18, 25]
    assert days[0].holiday is not None and days[0].holiday.name == "CORPUS_CHRISTI" and not days[0].is_proposed
    assert [clash.title for clash in days[1].clashes] == ["Zajęta sala"] and days[1].is_proposed
    assert not days[2].is_flagged and not days[3].is_flagged


def test_a_settled_month_takes_no_event(store: Store) -> None:
    with store.write("event.add") as session:
        record_settlement(session, 2026, 2, "", Locked(0, 0, 0), CLOCK)
        facts = draft(session, first_on=D(2026, 2, 20), last_on=D(2026, 3, 10))
        days = preview(session, TODAY, facts)
        assert [(one.on, one.is_settled, one.is_proposed) for one in days] == [
            (D(2026, 2, 26), True, False),
            (D(2026, 3, 5), False, True),
        ]
        with pytest.raises(Refused) as told:
            plan_series(session, TODAY, facts)
        assert why(told) == ["problem.month_settled"]
    with store.write("event_series.plan") as session:
        series = plan_series(
            session, TODAY, facts | {"organiser_id": organisation(session)}, {days[0].on: "rozliczony"}
        )
        assert [one.start_on for one in events(session, series)] == [D(2026, 3, 5)]


def test_what_began_the_evening_before_may_still_be_in_the_room(store: Store) -> None:
    with store.write("event.add") as session:
        event(session, "Bal", D(2026, 4, 4), venue="Sala A", starts_at=dt.time(20), ends_at=dt.time(4))
        early = draft(session, weekdays=("7",), starts_at=dt.time(3), ends_at=dt.time(5), last_on=D(2026, 4, 12))
        days = preview(session, TODAY, early)
    assert [bool(one.clashes) for one in days] == [True, False]
    assert all(one.is_sunday for one in days)


def test_a_day_left_out_stays_known_with_its_reason(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session, {D(2026, 4, 2): "Wielki Czwartek"})
        assert len(events(session, series)) == 8
        (left,) = session.scalars(select(SeriesException).where(SeriesException.series_id == series))
        assert (left.skipped_on, left.reason) == (D(2026, 4, 2), "Wielki Czwartek")
        with pytest.raises(Refused) as told:
            planned(session, {D(2026, 4, 2): "  "})
        assert why(told) == ["problem.series_exception_reason"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"last_on": D(2026, 3, 31)}, "last_on", "problem.end_before_start"),
    ({"last_on": D(2026, 4, 1)}, "last_on", "problem.series_empty"),
    ({"starts_at": dt.time(8), "ends_at": dt.time(1)}, "ends_at", "problem.session_too_long"),
    ({"starts_at": None}, "starts_at", "problem.required"),
    ({"name": " "}, "name", "problem.required"),
    ({"weekdays": ()}, "weekdays", "problem.required"),
    ({"repeat": Repeat.MONTHLY}, "nth", "problem.required"),
    ({"last_on": D(2099, 1, 1)}, "last_on", "problem.date_range"),
    ({"attendance_mode": AttendanceMode.NAMED}, "purpose", "problem.names_need_purpose"),
    ({"every": 0}, "every", "problem.too_small"),
    ({"weekdays": ("8",)}, "weekdays", "problem.unknown_code"),
]


@pytest.mark.parametrize(("wrong", "field", "key"), REFUSED)
def test_planning_refuses(store: Store, wrong: dict[str, Any], field: str, key: str) -> None:
    with pytest.raises(Refused) as told, store.write("event_series.plan") as session:
        planned(session, **wrong)
    assert (field, key) in [(one.field, one.key) for one in told.value.problems]
    with store.read() as session:
        assert session.scalar(select(func.count(Event.id))) == 0


def test_a_series_of_thousands_is_refused_with_its_number(store: Store) -> None:
    every_day = tuple(one.value for one in Weekday)
    with store.write("event.add") as session:
        far = draft(session, weekdays=every_day, first_on=D(2017, 1, 1), last_on=D(2030, 12, 31))
        with pytest.raises(Refused) as told:
            plan_series(session, TODAY, far)
    (problem,) = told.value.problems
    assert (problem.key, dict(problem.values)) == ("problem.series_too_long", {"count": 5113, "limit": LIMIT})


def test_leaving_every_day_out_is_an_empty_series(store: Store) -> None:
    with pytest.raises(Refused) as told, store.write("event_series.plan") as session:
        planned(session, {D(2026, 4, 2): "święto"}, last_on=D(2026, 4, 3))
    assert why(told) == ["problem.series_empty"]


def test_planning_and_undoing_is_one_step(store: Store) -> None:
    with store.write("event.add") as session:
        house = organisation(session)
    with store.write("event_series.plan") as session:
        planned(session, organiser_id=house)
    entry = store.undoable()
    assert entry is not None and entry.action == "event_series.plan"
    store.undo(entry.id)
    with store.read() as session:
        for model in (EventSeries, Event, EventSession):
            assert session.scalar(select(func.count(model.id))) == 0


def test_extending_adds_the_days_after_its_end(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session, every=2)
        before = [one.start_on for one in events(session, series)]
        assert extend_series(session, series, D(2026, 6, 30), TODAY, {D(2026, 6, 11): "remont"}) == 1
        after = [one.start_on for one in events(session, series)]
        assert after == [*before, D(2026, 6, 25)]
        for last, key in ((D(2026, 6, 30), "problem.series_end_not_later"), (D(2026, 7, 1), "problem.series_empty")):
            with pytest.raises(Refused) as told:
                extend_series(session, series, last, TODAY)
            assert why(told) == [key]
        by_hand = put(session, "event_series", name="Ręcznie").id
        with pytest.raises(Refused) as told:
            extend_series(session, by_hand, D(2026, 6, 30), TODAY)
        assert why(told) == ["problem.series_without_days"]


# ---- this, this and following, all ---------------------------------------------------------------------------------
def various(session: Session, series: UUID) -> list[Event]:
    """The nine Thursdays: held, settled, moved, changed by hand, counted at, then planned ones; a cancelled last."""
    made = events(session, series)
    later = Clock.fixed(D(2026, 6, 1))
    for one in made[:2]:
        hold_event(session, one.id, "AB", later)
    settle_event(session, made[1].id, later)
    move_event(session, made[2].id, D(2026, 4, 17))
    put(session, EVENTS, made[3].id, title="Kawiarenka gruzińska")
    tap(session, session.scalars(select(EventSession.id).where(EventSession.event_id == made[4].id)).one(), clock=later)
    cancel_series(session, made[8].id, THIS, "choroba", TODAY, TODAY)
    return made


def test_all_leaves_alone_what_is_no_plan_any_more(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = various(session, series)
        reach = reach_of_change(session, made[5].id, ALL, {"venue": "Sala B"})
        assert reach == change_series(session, made[5].id, ALL, {"venue": "Sala B"}, TODAY)
        assert list(reach.touched) == [one.id for one in made[5:8]]
        assert [one.why for one in reach.left] == [
            LeftAlone.HELD,
            LeftAlone.SETTLED,
            LeftAlone.MOVED,
            LeftAlone.CHANGED,  # the one that the moved one became
            LeftAlone.CHANGED,
            LeftAlone.COUNTED,
            LeftAlone.CANCELLED,
        ]
        assert [one.venue for one in made[5:8]] == ["Sala B"] * 3
        assert {one.venue for one in made[:5]} == {"Sala A"}
        assert session.get_one(EventSeries, series).venue == "Sala B"


def test_this_and_following_splits_and_names_the_predecessor(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session, {D(2026, 4, 9): "remont", D(2026, 5, 14): "remont"})
        made = events(session, series)
        change_series(session, made[3].id, FOLLOWING, {"starts_at": dt.time(17), "title": "Kawiarenka"}, TODAY)
        part = session.get_one(EventSeries, made[3].series_id)
        old = session.get_one(EventSeries, series)
        assert (part.continues_id, part.name, part.starts_at) == (series, "Kawiarenka", dt.time(17))
        assert (part.first_on, part.last_on) == (made[3].start_on, D(2026, 5, 31))
        assert (old.name, old.last_on) == ("Kawiarenka językowa", made[3].start_on - dt.timedelta(days=1))
        assert [one.series_id for one in made] == [series] * 3 + [part.id] * 4
        assert [one.starts_at for one in made] == [dt.time(18)] * 3 + [dt.time(17)] * 4
        skipped = {one.skipped_on.month: one.series_id for one in session.scalars(select(SeriesException))}
        assert skipped == {4: series, 5: part.id}
        reach = reach_of_change(session, made[4].id, ALL, {})
        assert len(reach.touched) == 4 and not reach.left  # each part still looks as it says


def test_dragging_all_to_friday_changes_the_pattern(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = events(session, series)
        reach = change_series(session, made[1].id, ALL, {"start_on": D(2026, 4, 10)}, TODAY)
        assert [one.start_on.isoweekday() for one in made] == [5] * 9
        assert [one.on for one in reach.flagged] == [D(2026, 5, 1)]  # the first of May fell on Friday
        assert session.get_one(EventSeries, series).weekdays == ("5",)
        sittings = session.scalars(select(EventSession.held_on).order_by(EventSession.held_on)).all()
        assert sittings == [one.start_on for one in made]
        assert extend_series(session, series, D(2026, 6, 7), TODAY) == 1
        assert events(session, series)[-1].start_on == D(2026, 6, 5)


def test_dragging_one_weekday_of_two_takes_only_that_along(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session, weekdays=("2", "4"), last_on=D(2026, 4, 16))
        made = events(session, series)
        change_series(session, made[1].id, ALL, {"start_on": D(2026, 4, 8)}, TODAY)
        assert [one.start_on.day for one in events(session, series)] == [2, 8, 9, 15, 16]
        assert session.get_one(EventSeries, series).weekdays == ("3", "4")
        with pytest.raises(Refused) as told:
            change_series(session, made[1].id, ALL, {"start_on": D(2026, 4, 9)}, TODAY)
        assert why(told) == ["problem.series_cannot_follow"]


def test_the_last_thursday_follows_to_the_last_tuesday(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session, repeat=Repeat.MONTHLY, nth=Nth.LAST, last_on=D(2026, 7, 31))
        made = events(session, series)
        assert [one.start_on for one in made] == [D(2026, 4, 30), D(2026, 5, 28), D(2026, 6, 25), D(2026, 7, 30)]
        change_series(session, made[1].id, FOLLOWING, {"start_on": D(2026, 5, 26)}, TODAY)
        assert [one.start_on for one in made] == [D(2026, 4, 30), D(2026, 5, 26), D(2026, 6, 30), D(2026, 7, 28)]


def test_only_this_one_stays_in_its_series_and_is_left_alone_later(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = events(session, series)
        change_series(session, made[2].id, THIS, {"start_on": D(2026, 4, 15)}, TODAY)
        assert (made[2].start_on, made[2].series_id) == (D(2026, 4, 15), series)
        reach = reach_of_change(session, made[4].id, ALL, {"venue": "Sala B"})
        assert [(one.event_id, one.why) for one in reach.left] == [(made[2].id, LeftAlone.CHANGED)]


def test_a_change_that_any_event_refuses_changes_none(store: Store) -> None:
    with store.write("event_series.plan") as session:
        made = events(session, planned(session))
    with pytest.raises(Refused) as told, store.write("event_series.change") as session:
        change_series(session, made[0].id, ALL, {"ends_at": dt.time(11)}, TODAY)
    assert why(told) == ["problem.session_too_long"]
    with store.read() as session:
        assert set(session.scalars(select(Event.ends_at))) == {dt.time(20)}


def test_a_held_event_is_no_place_to_start_from(store: Store) -> None:
    with store.write("event_series.plan") as session:
        made = events(session, planned(session))
        hold_event(session, made[0].id, "AB", Clock.fixed(D(2026, 6, 1)))
        with pytest.raises(Refused) as told:
            change_series(session, made[0].id, ALL, {"venue": "B"}, TODAY)
        assert why(told) == ["problem.series_event_closed"]


def test_the_form_of_the_series_goes_on_to_its_events(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = various(session, series)
        put(session, SERIES, series, venue="Sala C", name="Kawiarenka")
        assert {(one.venue, one.title) for one in made[5:8]} == {("Sala C", "Kawiarenka")}
        assert {one.venue for one in made[:5]} == {"Sala A"}
        with pytest.raises(Refused) as told:
            put(session, SERIES, series, weekdays=("5",))
        assert why(told) == ["problem.series_days_by_plan"]


# ---- cancelling, deleting ------------------------------------------------------------------------------------------
def test_cancelling_keeps_each_with_its_reason_and_never_counts(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = various(session, series)
        reach = cancel_series(session, made[3].id, FOLLOWING, "brak prowadzącej", TODAY, TODAY)
        assert list(reach.touched) == [made[3].id, *(one.id for one in made[5:8])]
        assert {(one.state, one.cancel_reason) for one in made[5:8]} == {(EventState.CANCELLED, "brak prowadzącej")}
        for one in made[5:8]:
            sittings = session.scalars(select(EventSession.state).where(EventSession.event_id == one.id))
            assert set(sittings) == {SessionState.CANCELLED}
        with pytest.raises(Refused) as told:
            cancel_series(session, made[5].id, FOLLOWING, "jeszcze raz", TODAY, TODAY)
        assert why(told) == ["problem.series_nothing_to_cancel"]
        with pytest.raises(Refused) as told:
            cancel_series(session, made[5].id, FOLLOWING, " ", TODAY, TODAY)
        assert why(told) == ["problem.required"]


def test_what_is_past_is_not_cancelled_with_the_rest(store: Store) -> None:
    later = D(2026, 4, 20)
    with store.write("event_series.plan") as session:
        made = events(session, planned(session))
        reach = reach_of_cancel(session, made[4].id, ALL, later)
        assert [one.why for one in reach.left] == [LeftAlone.PAST] * 3
        assert made[0].id in reach_of_cancel(session, made[0].id, ALL, later).touched


def test_deleting_takes_what_is_to_come_and_ends_the_series_before(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session)
        made = [one.id for one in various(session, series)]
        reach = delete_occurrences(session, made[5], FOLLOWING, TODAY)
        assert list(reach.touched) == made[5:8]
        assert [one.why for one in reach.left] == [LeftAlone.CANCELLED]
        assert session.get_one(EventSeries, series).last_on == D(2026, 5, 6)
        with pytest.raises(Refused) as told:
            delete_occurrences(session, made[0], THIS, TODAY)
        assert why(told) == ["problem.series_nothing_to_delete"]


def test_the_card_of_a_series_adds_up(store: Store) -> None:
    with store.write("event_series.plan") as session:
        series = planned(session, {D(2026, 5, 14): "remont"}, last_on=D(2026, 6, 7))
        various(session, series)
        card = series_card(session, series)
        assert card is not None and (len(card.events), len(card.skipped)) == (10, 1)
        assert card.attendance == 0  # two held without guests, one tapped and not held yet
        assert card.states[EventState.CANCELLED] == 1
        following = card.next_open(TODAY)
        assert following is not None and following.on == D(2026, 4, 17)


# ---- laws ----------------------------------------------------------------------------------------------------------
CHANGES: list[dict[str, Any]] = [
    {"venue": "Sala B"},
    {"start_on": D(2026, 4, 24)},
    {"starts_at": dt.time(10), "ends_at": dt.time(12), "title": "Rano"},
    {"languages": (), "capacity": None},
]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(CHANGES), st.sampled_from(SeriesScope), st.sampled_from(["change", "cancel", "delete"]))
def test_a_change_and_its_undo_leave_everything_as_it_was(
    sqlite_store: Store, changes: dict[str, Any], scope: SeriesScope, verb: str
) -> None:
    store = sqlite_store
    with store.write("event_series.plan") as session:
        series = planned(session)
        chosen = events(session, series)[3].id
    before = everything(store)
    with store.write(f"event_series.{verb}") as session:
        if verb == "change":
            change_series(session, chosen, scope, changes, TODAY)
        elif verb == "cancel":
            cancel_series(session, chosen, scope, "powód", TODAY, TODAY)
        else:
            delete_occurrences(session, chosen, scope, TODAY)
    assert everything(store) != before
    entry = store.undoable()
    assert entry is not None
    store.undo(entry.id)
    assert everything(store) == before


def everything(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return [
            tuple(getattr(row, c.name) for c in model.__table__.c if c.name != "version")
            for model in (EventSeries, Event, EventSession, SeriesException)
            for row in session.scalars(select(model).order_by(model.id))
        ]
