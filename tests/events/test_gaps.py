"""What of a year's events still needs a person is listed, each gap once, and nothing else."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.events.door import check_in, put_tally, tap, uncheck
from openkrakow_desktop.events.gaps import gaps
from openkrakow_desktop.events.model import EntryKind, EventState, SessionEntry, SessionState, TallyCategory
from openkrakow_desktop.events.service import cancel_session
from tests.events.build import (
    CLOCK,
    DAY,
    YEAR,
    as_merged,
    event,
    held,
    organisation,
    participant,
    put,
    sitting,
)


def found(session: Session, period: Period = YEAR) -> set[tuple[str, UUID | None]]:
    told = list(gaps(session, period))
    assert len(told) == len({(gap.key, gap.id) for gap in told})
    return {(gap.key, gap.id) for gap in told}


def test_a_year_in_order_has_none(store: Store) -> None:
    with store.write("test") as session:
        held(session, guests=5)
        held(session, "Nikt", guests=0)
        assert found(session) == set()


def test_undecided_and_empty_sessions(store: Store) -> None:
    with store.write("test") as session:
        empty = sitting(session, event(session, "Bez frekwencji", state=EventState.HELD))
        forgotten = sitting(session, event(session, "Zapomniane", DAY + dt.timedelta(1)))
        called_off = event(session, "Bez sesji", DAY + dt.timedelta(2))
        cancel_session(session, sitting(session, called_off))
        nowhere = event(session, "Przełożone", DAY + dt.timedelta(3), state=EventState.MOVED)
        gap = {("held_without_attendance", empty), ("planned_in_the_past", forgotten), ("no_session_left", called_off)}
        assert found(session) == gap | {("moved_nowhere", nowhere)}
        that_day = Period(2026, DAY + dt.timedelta(1))  # what is today is not yet past
        assert found(session, that_day) == {("held_without_attendance", empty), ("moved_nowhere", nowhere)}
        assert found(session, Period(2025, DAY)) == set()


def test_tallies_above_after_an_uncheck(store: Store) -> None:
    with store.write("test") as session:
        sat, card = sitting(session, event(session)), participant(session)
        check_in(session, sat, card, CLOCK)
        tap(session, sat, TallyCategory.YOUTH, clock=CLOCK)
        put_tally(session, sat, TallyCategory.ADULTS, 1)
        put(session, "session", sat, state=SessionState.HELD)
        assert found(session) == set()
        uncheck(session, sat, card)
        (gap,) = gaps(session, YEAR)
        assert (gap.key, gap.id, gap.on, gap.title) == ("tallies_above", sat, DAY, "Debata")
        assert gap.values == {"dimension": ("dimension.age",), "sum": 2, "attendance": 1}


def test_what_only_a_merge_of_laptops_leaves(store: Store) -> None:
    with store.write("test") as session:
        as_merged(session, EventState.CANCELLED, DAY, 4, organisation(session))
        below = sitting(session, held(session, "Dwa razy policzone", guests=2))
        insert_many(session, SessionEntry, [{"session_id": below, "n": -3, "kind": EntryKind.CORRECTION}])
        assert {key for key, _ in found(session)} == {
            "held_while_off",
            "counter_below_zero",
            "held_without_attendance",  # two let in, three taken back: nobody is left
        }


def test_possible_duplicates(store: Store) -> None:
    with store.write("test") as session:
        six = {"starts_at": dt.time(18)}
        twins = {held(session, "Debata o mieście", **six), held(session, "Debata o mieście", **six)}
        held(session, "Debata o mieście", starts_at=dt.time(20))
        held(session, "Debata o mieście", DAY + dt.timedelta(1), **six)
        assert found(session) == {("possible_duplicate", one) for one in twins}
