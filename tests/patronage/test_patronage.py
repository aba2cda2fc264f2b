"""Patronages: each rule refuses, decisions have verbs of their own, days to go are the same in Python and in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.patronage.feature import FEATURE, PATRONAGES
from openkrakow_desktop.patronage.gaps import deadlines, gaps
from openkrakow_desktop.patronage.model import Patronage, PatronageDecision, PatronageState, PatronageSubject
from openkrakow_desktop.patronage.service import (
    STEPS,
    cancel_event,
    close,
    grant,
    is_late,
    lead_days,
    leave_unexamined,
    receive_report,
    refuse_application,
    renounce,
    withdraw,
)
from tests.patronage.build import TODAY, draft, granted, put
from tests.patronage.cases import REFUSALS
from tests.refusal import Refusal

S = PatronageState


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_rule_refuses(store: Store, case: Refusal) -> None:
    with store.write("test") as session:
        register = {one.key: one for one in FEATURE.registers}[case.register]
        values = register.draft(session, None) | case.draft(session)
        found = [(one.field, one.key, one.warning) for one in register.problems(session, values, None, TODAY)]
        assert (case.field, case.key, case.warning) in found
        if case.warning:
            assert register.put(session, None, values, TODAY).id
        else:
            with pytest.raises(Refused):
                register.put(session, None, values, TODAY)


@pytest.mark.parametrize(("received", "starts", "days", "late"), [
    (dt.date(2026, 8, 10), dt.date(2026, 9, 6), 27, True),
    (dt.date(2026, 8, 7), dt.date(2026, 9, 6), 30, False),
    (dt.date(2026, 8, 8), dt.date(2026, 9, 6), 29, True),
    (dt.date(2027, 12, 31), dt.date(2028, 3, 1), 61, False),        # over a leap day
    (dt.date(2026, 9, 7), dt.date(2026, 9, 6), -1, True),
])
def test_lead_time_in_python_and_sql(store: Store, received: dt.date, starts: dt.date, days: int, late: bool) -> None:
    assert (lead_days(received, starts), is_late(received, starts)) == (days, late)
    with store.write("test") as session:
        put(session, draft(received_on=received, starts_on=starts, ends_on=None))
        computed = {one.name: one.expression() for one in PATRONAGES.columns if not isinstance(one, str)}
        lead, flag = computed["lead_days"], computed["is_late"]
        found = session.execute(select(lead, flag)).one()
        assert (found[0], bool(found[1])) == (days, late)


def test_no_date_of_the_event_no_lead_time(store: Store) -> None:
    with store.write("test") as session:
        put(session, draft(starts_on=None, ends_on=None))
        computed = {one.name: one.expression() for one in PATRONAGES.columns if not isinstance(one, str)}
        lead, flag = computed["lead_days"], computed["is_late"]
        assert session.execute(select(lead, flag)).one() == (None, None)


def test_the_decision_outlives_the_state(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, draft())
        grant(session, key, dt.date(2026, 6, 1))
        receive_report(session, key, dt.date(2026, 7, 20))
        close(session, key, dt.date(2026, 8, 1))
        found = session.get_one(Patronage, key)
        assert (found.state, found.decision) == (S.CLOSED, PatronageDecision.GRANTED)
        assert (found.decided_on, found.closed_on) == (dt.date(2026, 6, 1), dt.date(2026, 8, 1))


def test_verbs_lead_where_they_say(store: Store) -> None:
    june = dt.date(2026, 6, 1)
    with store.write("test") as session:
        def after(start: dict[str, Any], verb: Any, *told: Any) -> PatronageState:
            key = put(session, start)
            verb(session, key, *told)
            return session.get_one(Patronage, key).state
        assert after(draft(), refuse_application, june, "poza zakresem") is S.REFUSED
        assert after(draft(), leave_unexamined, june) is S.UNEXAMINED
        assert after(granted(), withdraw, june, "zmiana programu") is S.WITHDRAWN
        assert after(granted(), renounce, june) is S.RENOUNCED
        assert after(granted(), cancel_event, june) is S.EVENT_CANCELLED


@pytest.mark.parametrize(("start", "verb", "told", "problem"), [
    (draft(), withdraw, (dt.date(2026, 6, 2), "x"), "problem.transition"),
    (granted(), withdraw, (dt.date(2026, 5, 31), "x"), "problem.before_grant"),
    (granted(), withdraw, (dt.date(2026, 6, 2), ""), "problem.required"),
    (granted(state=S.REFUSED), grant, (dt.date(2026, 6, 2),), "problem.transition"),      # a refusal is final
    (granted(), grant, (dt.date(2026, 6, 2),), "problem.already_so"),
    (draft(), grant, (dt.date(2026, 5, 3),), "problem.before_receipt"),
    (draft(subject=PatronageSubject.WEBSITE), grant, (dt.date(2026, 6, 2),), "problem.subject_not_eligible"),
    (draft(), close, (dt.date(2026, 6, 2),), "problem.transition"),
])
def test_verbs_refuse(store: Store, start: dict[str, Any], verb: Any, told: tuple[Any, ...], problem: str) -> None:
    with store.write("test") as session:
        key = put(session, start)
        before = PATRONAGES.draft(session, key)
        with pytest.raises(Refused) as refused:
            verb(session, key, *told)
        assert problem in [one.key for one in refused.value.problems]
        assert PATRONAGES.draft(session, key) == before


def test_deciding_is_no_edit(store: Store) -> None:
    """A decision is a verb that generic undo leaves alone; editing the state cannot do it (decisions.md 16)."""
    with store.write("test") as session:
        key = put(session, draft())
        with pytest.raises(Refused) as refused:
            PATRONAGES.put(session, key, PATRONAGES.draft(session, key) | granted(), TODAY)
        assert [one.key for one in refused.value.problems] == ["problem.by_action"]
        opinion = PATRONAGES.draft(session, key) | {"state": S.OPINION}
        assert PATRONAGES.put(session, key, opinion, TODAY).state is S.OPINION
    undoable = {action.key for action in PATRONAGES.actions if action.undoable}
    assert undoable == {f"patronage.{name}" for name in (
        "call_for_completion", "complete", "ask_opinion", "record_opinion", "cancel_event", "approve_logo",
        "receive_report")}


def test_states_leave_along_the_table_only(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, granted(state=S.REFUSED))
        values = PATRONAGES.draft(session, key) | {"state": S.SUBMITTED, "decision": None, "decided_on": None}
        with pytest.raises(Refused) as refused:
            PATRONAGES.put(session, key, values, TODAY)
        assert "problem.transition" in [one.key for one in refused.value.problems]
    assert S.CLOSED not in STEPS


def test_monument_only_its_unveiling(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, granted(subject=PatronageSubject.UNVEILING))
        assert session.get_one(Patronage, key).decision is PatronageDecision.GRANTED


def _told(found: Any) -> list[tuple[str, UUID | None, dt.date | None]]:
    return sorted(((one.key, one.id, one.on) for one in found), key=lambda one: (one[0], str(one[1])))


def test_days_that_are_coming(store: Store) -> None:
    july = Period(2026, dt.date(2026, 7, 10))
    with store.write("test") as session:
        waiting = put(session, draft(starts_on=dt.date(2026, 9, 1), ends_on=None))
        incomplete = put(session, draft(state=S.TO_COMPLETE, supplement_due_on=dt.date(2026, 7, 20), starts_on=None,
                                        ends_on=None))
        over = put(session, granted())
        set_day = put(session, granted(report_due_on=dt.date(2026, 7, 15)))
        put(session, granted(state=S.REPORTED, report_received_on=dt.date(2026, 7, 9)))
        put(session, draft(starts_on=dt.date(2026, 7, 1)))         # the day has passed: a gap, no deadline
        assert _told(deadlines(session, july)) == sorted([
            ("patronage_decision", waiting, dt.date(2026, 9, 1)),
            ("patronage_supplement", incomplete, dt.date(2026, 7, 20)),
            ("patronage_report", over, dt.date(2026, 8, 1)),
            ("patronage_report", set_day, dt.date(2026, 7, 15)),
        ], key=lambda one: (one[0], str(one[1])))


def test_what_is_missing(store: Store) -> None:
    july = Period(2026, dt.date(2026, 7, 10))
    with store.write("test") as session:
        passed = put(session, draft(case_no=None))
        unnumbered = put(session, granted(case_no=None, programme_reason="o wielu kulturach"))
        unexplained = put(session, granted(case_no="KP-01.4620.8.2026"))
        for _ in range(2):
            put(session, granted(programme_reason="o wielu kulturach"))
        assert {(one.key, one.id) for one in gaps(session, july)} == {
            ("patronage_undecided", passed), ("patronage_without_case_no", unnumbered),
            ("patronage_without_reason", unexplained), ("patronage_case_no_twice", None)}


def test_a_report_awaited_in_vain_stays_told(store: Store) -> None:
    """A deadline leaves Today a week after its day; a report that never came is then a gap one may accept."""
    with store.write("test") as session:
        key = put(session, granted(programme_reason="o wielu kulturach"))
        put(session, granted(case_no="KP-01.4620.9.2026", programme_reason="x", decision=PatronageDecision.GRANTED,
                             event_cancelled_on=dt.date(2026, 6, 20), state=S.EVENT_CANCELLED))
        assert list(gaps(session, Period(2026, dt.date(2026, 8, 1)))) == []
        [found] = gaps(session, Period(2026, dt.date(2026, 9, 1)))
        assert (found.key, found.id, found.on, found.may_accept) == (
            "patronage_report_overdue", key, dt.date(2026, 8, 1), True)


def test_logo_proofs_are_awaited_until_the_event(store: Store) -> None:
    with store.write("test") as session:
        used = put(session, granted(logo_use="plakaty", starts_on=dt.date(2026, 8, 1), ends_on=None))
        told = put(session, granted(logo_due_on=dt.date(2026, 7, 12), starts_on=dt.date(2026, 8, 1), ends_on=None))
        put(session, granted(logo_use="plakaty", logo_approved_on=dt.date(2026, 6, 20), starts_on=dt.date(2026, 8, 1),
                             ends_on=None))
        found = deadlines(session, Period(2026, dt.date(2026, 7, 10)))
        assert {(one.key, one.id, one.on) for one in found} == {
            ("patronage_logo", used, dt.date(2026, 8, 1)), ("patronage_logo", told, dt.date(2026, 7, 12))}
        after = deadlines(session, Period(2026, dt.date(2026, 8, 2)))
        assert {one.key for one in after} == {"patronage_report"}  # the proofs are of no use any more


def test_the_feature_is_whole() -> None:
    assert [one.key for one in FEATURE.registers] == ["patronage", "patronage_rule"]
    assert FEATURE.deadlines is deadlines and FEATURE.gaps is gaps
