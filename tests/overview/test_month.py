"""Settling a month: what blocks it, what it locks by form, import and door, opening it again, months that add up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core import excel_import
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.excel_read import CellValue, Sheet
from openkrakow_desktop.core.gaps import Gap
from openkrakow_desktop.core.measures import Months, Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.door import check_in, reconcile, tap, uncheck, undo_tap
from openkrakow_desktop.events.measures import CENTRE_EVENTS, CENTRE_PARTICIPATIONS
from openkrakow_desktop.events.model import Dimension, Event, EventState, SessionTally, TallyCategory
from openkrakow_desktop.events.service import (
    cancel_event,
    confirm_zero,
    hold_event,
    hold_session,
    move_event,
    unsettle_event,
)
from openkrakow_desktop.overview.month import (
    Stage,
    first_to_settle,
    months_of,
    numbers_of,
    open_gaps,
    read_month,
    settle_month,
    settlement_deadlines,
    total,
)
from openkrakow_desktop.overview.today import gaps_of
from openkrakow_desktop.point.feature import CONTACTS
from openkrakow_desktop.point.measures import PEOPLE_SERVED
from openkrakow_desktop.programme.acceptances import accept_gap, withdraw_acceptance
from openkrakow_desktop.programme.months import history_of, month_is_settled, reopen_month
from tests.demo_data import TODAY as DAY_OF_DEMO
from tests.demo_data import YEAR as CLOSED
from tests.demo_data import guarded
from tests.events.build import (
    CLOCK,
    DAY,
    TODAY,
    as_merged,
    come,
    event,
    held,
    listed,
    organisation,
    participant,
    put,
    sitting,
    sittings,
)
from tests.point.build import contact

YEAR, MARCH = 2026, 3
LATER = dt.date(2026, 4, 2)


def keys(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.key for one in refused.value.problems]


def refused_in(store: Store, function: Any, *args: Any) -> list[str]:
    with pytest.raises(Refused) as refused, store.write("try") as session:
        function(session, *args)
    return keys(refused)


def march(session: Session) -> list[Gap]:
    return open_gaps(session, Months(YEAR, TODAY, MARCH, MARCH))


@pytest.fixture
def settled(store: Store) -> tuple[Store, dict[str, UUID]]:
    """March settled: an event with guests, a cancelled one, a planned one in April, a contact."""
    made: dict[str, UUID] = {}
    with store.write("prepare") as session:
        host = organisation(session)
        made["held"] = held(session, guests=12, organiser_id=host)
        made["cancelled"] = event(session, "Odwołane", organiser_id=host)
        cancel_event(session, made["cancelled"], "burza", DAY)
        made["april"] = event(session, "Kwiecień", LATER, organiser_id=host)
        made["contact"] = contact(session)
        made["card"] = participant(session)
        made["sitting"] = sitting(session, made["held"])
    with store.write("month_settlement.add") as session:
        made["settlement"] = settle_month(session, YEAR, MARCH, "Anna Sowa", CLOCK)
    return store, made


# What is settled


def test_settling_settles_held_events_and_remembers_what_it_locked(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, made = settled
    with store.read() as session:
        view = read_month(session, YEAR, MARCH, TODAY)
        states = [session.get_one(Event, made[name]).state for name in ("held", "cancelled", "april")]
        assert month_is_settled(session, DAY) and not month_is_settled(session, LATER)
    assert states == [EventState.SETTLED, EventState.CANCELLED, EventState.PLANNED]
    assert view.standing is not None and view.standing.settled_by == "Anna Sowa"
    assert (view.locked.events, view.locked.visits, view.locked.contacts) == (1, 12, 1)
    assert view.standing.locked == view.locked and not view.has_changed
    assert view.line.stage is Stage.SETTLED and not view.gaps and view.to_settle == 0


@pytest.mark.parametrize("month, today", [(3, dt.date(2026, 3, 31)), (4, dt.date(2026, 3, 31))])
def test_a_month_that_lasts_or_is_to_come_is_not_settled(store: Store, month: int, today: dt.date) -> None:
    assert refused_in(store, settle_month, YEAR, month, "", Clock.fixed(today)) == ["problem.month_not_over"]


def test_the_first_day_after_it_a_month_can_be_settled_once(store: Store) -> None:
    clock = Clock.fixed(dt.date(2026, 4, 1))
    with store.write("settle") as session:
        settle_month(session, YEAR, MARCH, "", clock)
    assert refused_in(store, settle_month, YEAR, MARCH, "", clock) == ["problem.month_settled_already"]


# What blocks


def test_every_gap_blocks_and_is_named(store: Store) -> None:
    with store.write("prepare") as session:
        host = organisation(session)
        planned = event(session, "Czy się odbyło?", organiser_id=host)
        held(session, "Zwykłe", dt.date(2026, 3, 2), organiser_id=host)
    with pytest.raises(Refused) as refused, store.write("settle") as session:
        settle_month(session, YEAR, MARCH, "", CLOCK)
    (problem,) = refused.value.problems
    assert problem.key == "problem.month_has_gaps" and problem.values["count"] == 1
    assert problem.values["records"] == "Czy się odbyło?"
    with store.read() as session:
        assert history_of(session, YEAR, MARCH) == []  # nothing half-applied
        (gap,) = march(session)
        assert gap.key == "planned_in_the_past" and not gap.may_accept
    assert refused_in(store, accept_gap, gap, "Tak ma być") == ["problem.gap_must_be_closed"]
    with store.write("hold") as session:
        hold_event(session, planned, "AB", CLOCK)
    with store.write("settle") as session:
        settle_month(session, YEAR, MARCH, "", CLOCK)


def test_a_gap_of_another_month_does_not_block(store: Store) -> None:
    with store.write("prepare") as session:
        event(session, "Kwiecień", LATER)
    with store.write("settle") as session:
        settle_month(session, YEAR, MARCH, "", CLOCK)


def test_a_doubt_may_be_accepted_with_a_reason_and_rests_until_the_facts_change(store: Store) -> None:
    with store.write("prepare") as session:
        host = organisation(session)
        key = event(session, organiser_id=host)
        place = sitting(session, key)
        cards = [participant(session) for _ in range(3)]
        listed(session, place, *cards)
        put(session, "session_tally", session_id=place, dimension=Dimension.AGE, category=TallyCategory.ADULTS, n=3)
        hold_session(session, place, None, CLOCK)
    with store.write("uncheck") as session:
        uncheck(session, place, cards[0])
    with store.read() as session:
        (gap,) = march(session)
    assert gap.key == "tallies_above" and gap.may_accept
    assert refused_in(store, settle_month, YEAR, MARCH, "", CLOCK) == ["problem.month_has_gaps"]
    assert refused_in(store, accept_gap, gap, "  ") == ["problem.required"]
    with store.write("gap_acceptance.add") as session:
        kept = accept_gap(session, gap, "Jedna osoba wyszła przed policzeniem wieku.", "Anna", CLOCK)
    with store.read() as session:
        assert march(session) == []
        assert all(one.key != "tallies_above" for one in gaps_of(session, DECLARED, YEAR, TODAY))
        (told,) = read_month(session, YEAR, MARCH, TODAY).accepted
        assert told.gap.values == gap.values and told.reason.startswith("Jedna osoba")
    with store.write("uncheck") as session:
        uncheck(session, place, cards[1])
    with store.read() as session:
        assert [one.key for one in march(session)] == ["tallies_above"]  # 3 against 1 is another matter
    with store.write("gap_acceptance.delete") as session:
        withdraw_acceptance(session, kept)
    with store.read() as session:
        assert read_month(session, YEAR, MARCH, TODAY).accepted == ()


# What is locked: by the service and the door


def test_nothing_dated_in_a_settled_month_comes_or_changes(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, made = settled
    april = sitting_of(store, made["april"])
    refusals: list[tuple[str, Any, tuple[Any, ...]]] = [
        ("problem.event_settled", tap, (made["sitting"],)),
        ("problem.event_settled", reconcile, (made["sitting"], 30)),
        ("problem.event_settled", undo_tap, (made["sitting"],)),
        ("problem.event_settled", check_in, (made["sitting"], made["card"])),
        ("problem.event_settled", confirm_zero, (made["sitting"], "AB")),
        ("problem.month_settled", unsettle_event, (made["held"], "pomyłka")),
        ("problem.month_settled", move_event, (made["april"], DAY)),
    ]
    for key, function, args in refusals:
        assert refused_in(store, function, *args) == [key], function
    with store.write("go on") as session:  # April is open
        tap(session, april, clock=CLOCK)
        hold_session(session, april, None, CLOCK)


def sitting_of(store: Store, event_id: UUID) -> UUID:
    with store.read() as session:
        return sitting(session, event_id)


@pytest.mark.parametrize("name", ["event", "contact", "cancelled", "session"])
def test_records_of_a_settled_month_are_neither_edited_nor_deleted(
    settled: tuple[Store, dict[str, UUID]], name: str
) -> None:
    store, made = settled
    register = DECLARED.registers["event" if name == "cancelled" else name]
    key = made[{"event": "held", "session": "sitting"}.get(name, name)]

    def save(session: Session, key: UUID) -> None:
        register.put(session, key, register.draft(session, key), TODAY)

    for function in (register.remove, save):
        assert refused_in(store, function, key)[0] in ("problem.event_settled", "problem.month_settled")


def test_a_festival_over_the_months_end_stays_open_on_its_open_days(store: Store) -> None:
    with store.write("prepare") as session:
        key = event(session, "Festiwal", dt.date(2026, 3, 30), until=dt.date(2026, 4, 1))
        days = sittings(session, key)
        for one in days[:2]:
            come(session, one, 10)
    with store.write("settle") as session:
        settle_month(session, YEAR, MARCH, "", CLOCK)
    assert refused_in(store, tap, days[1]) == ["problem.month_settled"]
    assert refused_in(store, cancel_event, key, "deszcz", LATER)[0] == "problem.month_settled"
    with store.write("april") as session:
        come(session, days[2], 5)
    with store.read() as session:
        assert session.get_one(Event, key).state is EventState.HELD  # it ends in April and is settled with April
        assert total(session, CENTRE_PARTICIPATIONS, Period(YEAR, TODAY)) == 25
        assert total(session, CENTRE_EVENTS, Months(YEAR, TODAY, 3, 3)) == 1
        assert total(session, CENTRE_EVENTS, Months(YEAR, TODAY, 4, 4)) == 0


def test_an_import_into_a_settled_month_is_refused_and_into_an_open_one_goes_on(
    settled: tuple[Store, dict[str, UUID]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = settled

    def sheet(day: str) -> Sheet:
        head = [CellValue("text", one) for one in ("data", "język kontaktu", "tematy")]
        return Sheet("Kontakty", [head, [CellValue("text", one) for one in (day, "ukraiński", "edukacja")]])

    for day, written in (("20.03.2026", False), ("02.04.2026", True)):
        monkeypatch.setattr(excel_import, "read_workbook", lambda path, day=day: [sheet(day)])
        outcome = excel_import.import_file(store, DECLARED, Path("x.xlsx"), today=TODAY, register=CONTACTS)
        assert outcome.written is written, [one.problem for one in outcome.faults]
        assert written or {one.problem.key for one in outcome.faults} == {"problem.month_settled"}


def test_a_settlement_that_comes_with_an_import_does_not_lock_that_import(store: Store) -> None:
    months = DECLARED.registers["month_settlement"]
    with store.write("import") as session:
        draft = {"year": YEAR, "month": MARCH, "settled_at": dt.datetime(2026, 4, 3, tzinfo=dt.UTC)}
        months.put(session, None, months.draft(session, None) | draft, TODAY)
        contact(session)
    assert refused_in(store, contact) == ["problem.month_settled"]


# Opening again


def test_a_month_is_opened_with_a_reason_and_its_history_stays(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, made = settled
    with store.write("month_settlement.reopen", reason="zgubiona lista") as session:
        reopen_month(session, made["settlement"], "Znalazła się lista obecności.", "Piotr", CLOCK)
    assert refused_in(store, reopen_month, made["settlement"], "jeszcze raz") == ["problem.month_not_settled"]
    with store.write("late") as session:
        contact(session)
        unsettle_event(session, made["held"], "lista")
        tap(session, made["sitting"], n=3, clock=CLOCK)
    with store.write("month_settlement.add") as session:
        settle_month(session, YEAR, MARCH, "Anna", CLOCK)
    with store.read() as session:
        view = read_month(session, YEAR, MARCH, TODAY)
    assert [(one.reopened_by, one.reason) for one in view.history] == [
        ("Piotr", "Znalazła się lista obecności."), ("", ""),
    ]  # fmt: skip
    assert [one.locked and one.locked.visits for one in view.history] == [12, 15]


def test_settling_is_not_undone_but_opened_again(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, _ = settled
    guarded(store)
    with pytest.raises(Refused) as refused:
        store.undo(store.timeline(1)[0].id)
    assert keys(refused) == ["problem.undo_not_possible"]


def test_numbers_that_changed_since_are_told(settled: tuple[Store, dict[str, UUID]]) -> None:
    """A merge of two laptops writes past the rules; the page says that the month is no longer what was settled."""
    store, _ = settled
    with store.write("merge") as session:
        host = organisation(session)
        as_merged(session, EventState.HELD, DAY, 7, host)
    with store.read() as session:
        view = read_month(session, YEAR, MARCH, TODAY)
    assert view.has_changed and view.locked.visits == 19


# Months among their year


def test_months_tell_their_stage_and_what_is_open(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, _ = settled
    with store.read() as session:
        lines = months_of(session, YEAR, dt.date(2026, 5, 10))
    assert [one.stage for one in lines[1:6]] == [
        Stage.OPEN, Stage.SETTLED, Stage.OPEN, Stage.RUNNING, Stage.TO_COME,
    ]  # fmt: skip
    assert [one.open_gaps for one in lines[2:5]] == [0, 1, 0]
    assert lines[2].settled_on == TODAY
    assert first_to_settle(lines, dt.date(2026, 5, 10)) == 1


def test_last_month_is_due_while_something_in_it_is_not_settled(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, _ = settled
    with store.read() as session:
        def due(day: dt.date) -> list[tuple[str, dt.date]]:
            return [(one.key, one.on) for one in settlement_deadlines(session, Period(day.year, day))]

        assert due(dt.date(2026, 4, 9)) == []  # March is settled
        assert due(dt.date(2026, 5, 9)) == [("settle_month", dt.date(2026, 5, 31))]
        assert due(dt.date(2026, 6, 9)) == []  # nothing happened in May


class Tried(Exception):
    """Nothing of an example stays: the next one begins with an empty office."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 364), st.integers(0, 3), st.integers(0, 20), st.sampled_from(["held", "off", "plan"])),
        max_size=8,
    ),
    st.lists(st.tuples(st.integers(0, 364), st.integers(1, 5)), max_size=6),
    st.integers(1, 11),
)
def test_months_add_up_to_the_year(
    sqlite_store: Store, events: list[tuple[int, int, int, str]], contacts: list[tuple[int, int]], cut: int
) -> None:
    """Twelve months, or two spans that meet, are the year; over every measure's part that the summary prints."""
    first = dt.date(YEAR, 1, 1)
    with pytest.raises(Tried), sqlite_store.write("try") as session:
        host = organisation(session)
        for n, (day, more, guests, what) in enumerate(events):
            start = first + dt.timedelta(day)
            key = event(session, f"Wydarzenie {n}", start, organiser_id=host, until=start + dt.timedelta(more))
            if what == "held":
                for one in sittings(session, key):
                    come(session, one, guests)
            elif what == "off":
                cancel_event(session, key, "burza", start)
        for day, people in contacts:
            contact(session, contacted_on=first + dt.timedelta(day), persons_served=people)
        year = numbers_of(session, Period(YEAR, TODAY))
        months = [numbers_of(session, Months(YEAR, TODAY, m, m)) for m in range(1, 13)]
        halves = [numbers_of(session, Months(YEAR, TODAY, a, b)) for a, b in ((1, cut), (cut + 1, 12))]
        for parts in (months, halves):
            for name in ("events", "visits", "anonymous", "contacts", "people"):
                assert sum(getattr(one, name) for one in parts) == getattr(year, name), name
        assert all(one.at_least <= year.at_least for one in months)
        assert total(session, PEOPLE_SERVED, Period(YEAR, TODAY)) == year.people
        raise Tried


def test_the_demos_months_add_up_too(demo_store: Store) -> None:
    with demo_store.read() as session:
        year = numbers_of(session, Period(CLOSED, DAY_OF_DEMO))
        months = [numbers_of(session, Months(CLOSED, DAY_OF_DEMO, m, m)) for m in range(1, 13)]
        numbers = {one.code: one.read(session, Period(CLOSED, DAY_OF_DEMO)) for one in DECLARED.measures.values()
                   if one.code in ("3.1a", "3.1b", "1.1")}
    for name, code in (("events", "3.1b"), ("visits", "3.1a"), ("people", "1.1")):
        assert sum(getattr(one, name) for one in months) == getattr(year, name) == numbers[code].value
    assert year.at_least == numbers["3.1a"].beside["3.1a+distinct"].value


def test_tallies_of_a_settled_month_stay(settled: tuple[Store, dict[str, UUID]]) -> None:
    store, made = settled
    draft = {"session_id": made["sitting"], "dimension": Dimension.AGE, "category": TallyCategory.ADULTS, "n": 2}
    register = DECLARED.registers[SessionTally.__tablename__]
    assert refused_in(store, register.put, None, draft, TODAY) == ["problem.event_settled"]
