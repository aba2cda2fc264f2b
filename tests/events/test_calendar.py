"""What a span of days shows, how it stands, what filters let through, and where bars and hours lie."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.calendar import (
    FAMILY_OF,
    Item,
    Narrowing,
    Shown,
    Standing,
    last_of_month,
    monday_of,
    month_after,
    shown,
    weeks_of_month,
)
from openkrakow_desktop.events.calendar_lanes import bars_of_week, blocks_of_day, hours_of
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.model import EventSession, EventState, EventType
from openkrakow_desktop.events.service import cancel_event, cancel_session, move_event, settle_event
from tests.events.build import CLOCK, DAY, event, held, sitting, sittings

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
NOW = dt.date(2026, 3, 26)


def of(found: Shown, title: str) -> list[Item]:
    return [item for item in found.items if item.title == title]


def test_how_sessions_stand(store: Store) -> None:
    with store.write("event.add") as session:
        event(session, "zaplanowane", dt.date(2026, 3, 27))
        event(session, "zaległe", dt.date(2026, 3, 25))
        event(session, "szkic", dt.date(2026, 3, 25), state=EventState.DRAFT)
        held(session, "odbyte", DAY, guests=7)
        held(session, "nikt nie przyszedł", DAY, guests=0)
        settled = held(session, "rozliczone", DAY)
        settle_event(session, settled, CLOCK)
        empty = held(session, "bez frekwencji", DAY, guests=0)
        session.get_one(EventSession, sitting(session, empty)).zero_confirmed_by = None
        cancel_event(session, event(session, "odwołane", DAY), "choroba", DAY)
        move_event(session, event(session, "przełożone", DAY), dt.date(2026, 4, 9))
        twice = event(session, "druga odwołana", DAY, until=DAY + dt.timedelta(days=1))
        cancel_session(session, sittings(session, twice)[1])
    with store.read() as session:
        found = shown(session, FIRST, LAST, NOW)
    told = {item.title: (item.standing, item.people) for item in found.items if item.title != "druga odwołana"}
    assert told == {
        "zaplanowane": (Standing.PLANNED, None),
        "zaległe": (Standing.OVERDUE, None),
        "szkic": (Standing.DRAFT, None),
        "odbyte": (Standing.HELD, 7),
        "nikt nie przyszedł": (Standing.HELD, 0),
        "rozliczone": (Standing.SETTLED, 5),
        "bez frekwencji": (Standing.UNCOUNTED, 0),
        "odwołane": (Standing.CANCELLED, None),
        "przełożone": (Standing.MOVED, None),
    }
    assert [one.standing for one in of(found, "druga odwołana")] == [Standing.OVERDUE, Standing.CANCELLED]
    assert found.people == 12


def test_a_day_in_order_and_a_night_on_the_day_it_began(store: Store) -> None:
    with store.write("event.add") as session:
        event(session, "Wieczór", DAY, starts_at=dt.time(20), ends_at=dt.time(2))
        event(session, "Rano", DAY, starts_at=dt.time(9), ends_at=dt.time(10))
        event(session, "Cały dzień", DAY)
    with store.read() as session:
        found = shown(session, FIRST, LAST, NOW)
    assert [(one.title, one.is_next_day) for one in found.on(DAY)] == [
        ("Cały dzień", False), ("Rano", False), ("Wieczór", True),
    ]  # fmt: skip
    assert found.on(DAY + dt.timedelta(days=1)) == ()


def test_a_festival_is_joined_and_its_parts_are_counted_beyond_the_span(store: Store) -> None:
    with store.write("event.add") as session:
        festival = event(session, "Festiwal", dt.date(2026, 2, 27), until=dt.date(2026, 3, 3))
        course = event(session, "Kurs", dt.date(2026, 3, 2), until=dt.date(2026, 3, 4))
        session.delete(session.get_one(EventSession, sittings(session, course)[1]))
        gone = event(session, "Bez sesji", dt.date(2026, 3, 30), until=dt.date(2026, 4, 2))
        for key in sittings(session, gone):
            session.delete(session.get_one(EventSession, key))
    with store.read() as session:
        found = shown(session, FIRST, LAST, NOW)
    assert [(one.part, one.parts, one.is_joined) for one in of(found, "Festiwal")] == [
        (3, 5, True), (4, 5, True), (5, 5, True),
    ]  # fmt: skip
    assert [(one.part, one.parts, one.is_joined) for one in of(found, "Kurs")] == [(1, 2, False), (2, 2, False)]
    assert [(one.day.day, one.session_id, one.part, one.parts) for one in of(found, "Bez sesji")] == [
        (30, None, 1, 4), (31, None, 2, 4),
    ]  # fmt: skip
    assert len({one.event_id for one in of(found, "Festiwal")}) == 1 and of(found, "Festiwal")[0].event_id == festival


def test_what_is_let_through(store: Store) -> None:
    with store.write("event.add") as session:
        event(session, "Kawiarenka: łódzka", DAY, type=EventType.LANGUAGE_CAFE, venue="sala 2")
        event(session, "Debata", DAY, type=EventType.DEBATE, venue="kino", run_by_centre=False)
        cancel_event(session, event(session, "Spacer", DAY, type=EventType.WALK), "burza", DAY)
    with store.read() as session:
        found = shown(session, FIRST, LAST, NOW)

    def seen(**wanted: Any) -> list[str]:
        return sorted(one.title for one in found.narrowed(Narrowing(**wanted)).items)

    assert found.narrowed(Narrowing()) is found
    assert seen(search="LODZ kawia") == ["Kawiarenka: łódzka"] and seen(search="kino") == ["Debata"]
    assert seen(types=(EventType.WALK, EventType.DEBATE)) == ["Debata", "Spacer"]
    assert seen(standings=(Standing.CANCELLED,)) == ["Spacer"]
    assert seen(venues=("sala 2",)) == ["Kawiarenka: łódzka"]
    assert seen(run_by_centre=(False,)) == ["Debata"]
    assert seen(types=(EventType.WALK,), search="debata") == []


def test_every_type_has_a_family() -> None:
    assert set(FAMILY_OF) == set(EventType)


def test_months_and_weeks() -> None:
    assert monday_of(dt.date(2026, 3, 29)) == dt.date(2026, 3, 23)
    assert weeks_of_month(dt.date(2026, 3, 26))[0] == dt.date(2026, 2, 23) and len(weeks_of_month(NOW)) == 6
    assert len(weeks_of_month(dt.date(2027, 2, 1))) == 4
    assert last_of_month(dt.date(2024, 2, 10)) == dt.date(2024, 2, 29)
    assert month_after(dt.date(2026, 3, 31), 1) == dt.date(2026, 4, 30)
    assert month_after(dt.date(2026, 1, 31), -11) == dt.date(2025, 2, 28)
    assert month_after(dt.date(2026, 12, 5), 1) == dt.date(2027, 1, 5)


# ---- lanes and hours -----------------------------------------------------------------------------------------------
def an_item(day: int, begins: int | None = None, hours: float = 2, **values: Any) -> Item:
    """An item of March 2026; times in hours."""
    starts = None if begins is None else dt.time(begins)
    ends = None if begins is None else dt.time(int(begins + hours) % 24, int(hours % 1 * 60))
    facts = dict(event_id=uuid4(), session_id=uuid4(), title="x", type=EventType.OTHER, standing=Standing.PLANNED)
    return Item(**(facts | {"day": dt.date(2026, 3, day), "starts_at": starts, "ends_at": ends} | values))


def test_bars_lie_above_single_days_and_tell_that_they_go_on() -> None:
    key, monday = uuid4(), dt.date(2026, 3, 23)
    festival = [an_item(n, event_id=key, part=n - 26, parts=5, is_joined=True) for n in (27, 28, 29)]
    single = an_item(28, 10)
    bars = bars_of_week([an_item(27, 9), *festival, single], monday)
    long_ = next(bar for bar in bars if len(bar.items) == 3)
    assert (long_.first, long_.last, long_.lane) == (4, 6, 0)
    assert long_.goes_on and not long_.comes_from_before
    assert next(bar for bar in bars if bar.item is single).lane == 1
    rest = bars_of_week([an_item(30, event_id=key, part=4, parts=5, is_joined=True)], dt.date(2026, 3, 30))
    assert rest[0].comes_from_before and not rest[0].goes_on


def test_a_day_of_a_festival_that_stands_differently_is_a_bar_of_its_own() -> None:
    key = uuid4()
    days = [
        an_item(n, event_id=key, part=n - 22, parts=3, is_joined=True, standing=standing)
        for n, standing in ((23, Standing.HELD), (24, Standing.HELD), (25, Standing.PLANNED))
    ]
    assert [(bar.first, bar.last) for bar in bars_of_week(days, dt.date(2026, 3, 23))] == [(0, 1), (2, 2)]


def test_what_overlaps_stands_side_by_side() -> None:
    one, two, three, later = an_item(2, 10), an_item(2, 11), an_item(2, 12), an_item(2, 15)
    blocks = {block.item.key: (block.column, block.columns) for block in blocks_of_day([later, three, two, one])}
    assert [blocks[item.key] for item in (one, two, three, later)] == [(0, 2), (1, 2), (0, 2), (0, 1)]


def test_a_night_ends_at_midnight_and_nothing_is_too_short_to_see() -> None:
    night, short = an_item(2, 20, 6), an_item(2, 10, 0.1, ends_at=dt.time(10, 5))
    blocks = blocks_of_day([night, short, an_item(2)])
    assert [(block.begins, block.ends) for block in blocks] == [(600, 630), (1200, 1440)]
    assert hours_of([night]) == (8, 24) and hours_of([an_item(2, 6)]) == (6, 20) and hours_of([]) == (8, 20)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(23, 29), st.integers(0, 23), st.integers(1, 15)), max_size=25))
def test_nothing_ever_lies_on_something_else(some: list[tuple[int, int, int]]) -> None:
    items = [an_item(day, hour, hours) for day, hour, hours in some]
    bars = bars_of_week(items, dt.date(2026, 3, 23))
    assert sorted(one.key for bar in bars for one in bar.items) == sorted(one.key for one in items)
    places = [(bar.lane, column) for bar in bars for column in range(bar.first, bar.last + 1)]
    assert len(places) == len(set(places))
    for day in range(23, 30):
        blocks = blocks_of_day([one for one in items if one.day.day == day])
        for n, a in enumerate(blocks):
            assert 0 <= a.column < a.columns and 0 <= a.begins < a.ends <= 1440
            for b in blocks[n + 1 :]:
                assert a.column != b.column or a.ends <= b.begins or b.ends <= a.begins


def test_people_of_a_session_still_planned_are_told(store: Store) -> None:
    """The door is open: counted already, not yet marked as held."""
    with store.write("event.add") as session:
        key = event(session, "Trwa", NOW)
        tap(session, sitting(session, key), n=3, clock=CLOCK)
    with store.read() as session:
        (item,) = shown(session, NOW, NOW, NOW).items
    assert (item.standing, item.people) == (Standing.PLANNED, 3)
