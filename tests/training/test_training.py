"""Entering trainings, attendance in integers, states and their verbs, certificates that keep their numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.declarations import Computed, Register
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.training import rules
from openkrakow_desktop.training.counting import completed, is_completed
from openkrakow_desktop.training.feature import MINUTES, PARTICIPATIONS, SESSIONS, TRAINEES, TRAININGS, gaps
from openkrakow_desktop.training.model import (
    Participation,
    ParticipationMinutes,
    Trainee,
    Training,
    TrainingCancelReason,
    TrainingGroup,
    TrainingState,
)
from openkrakow_desktop.training.service import (
    attend_all,
    cancel_training,
    issue_certificates,
    record_minutes,
    reissue_certificate,
    reopen_training,
    sessions_of,
    settle_training,
)
from tests.refusal import Refusal
from tests.training.build import TODAY, organisation, participation, person, someone, trainee, training, training_draft
from tests.training.cases import REFUSALS

AFTER = dt.date(2026, 5, 6)


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].key


def edit(session: Session, key: UUID, **values: Any) -> None:
    TRAININGS.put(session, key, TRAININGS.draft(session, key) | values, TODAY)


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_rules(store: Store, case: Refusal) -> None:
    with store.write("test") as session:
        draft = case.draft(session)
        register = DECLARED.registers[case.register]
        problems = register.problems(session, register.draft(session, None) | draft, None, TODAY)
        told = [(one.field, one.key, one.warning) for one in problems]
        assert (case.field, case.key, case.warning) in told


def test_warnings_do_not_stop_anybody(store: Store) -> None:
    with store.write("test") as session:
        for case in REFUSALS:
            if case.warning:
                DECLARED.registers[case.register].put(session, None, case.draft(session), TODAY)


@pytest.mark.parametrize(("minutes", "total", "threshold", "expected"), [
    (576, 720, 80, True), (575, 720, 80, False),   # 80% of 12 hours, which is no round number in floats
    (80, 100, 80, True), (79, 100, 80, False), (0, 0, 80, False), (1, 100, 1, True), (0, 100, 1, False),
    (100, 100, 100, True), (99, 100, 100, False),
])
def test_completion_is_exact(store: Store, minutes: int, total: int, threshold: int, expected: bool) -> None:
    assert is_completed(minutes, total, threshold) is expected
    with store.write("test") as session:
        made = training(session, *([total] if total else [1]), threshold=threshold)
        if total:
            one = someone(session, made, TrainingGroup.OFFICE, minutes)
            query = select(completed()).select_from(Participation).join(Training).where(Participation.id == one)
            assert bool(session.scalar(query)) is expected


def test_a_code_is_given_and_kept(store: Store) -> None:
    with store.write("test") as session:
        first, second = (trainee(session, TrainingGroup.OFFICE) for _ in range(2))
        assert [session.get_one(Trainee, key).code for key in (first, second)] == ["SZ-0001", "SZ-0002"]
        own = TRAINEES.put(session, None, {"group": TrainingGroup.NGO, "code": "SZ-0040"}, TODAY)
        assert own.code == "SZ-0040"
        assert session.get_one(Trainee, trainee(session, TrainingGroup.OFFICE)).code == "SZ-0041"


def test_unit_and_group_are_copied_and_stay(store: Store) -> None:
    with store.write("test") as session:
        office = organisation(session, "Wydział", OrganisationKind.OFFICE_UNIT)
        school = organisation(session, "Szkoła", OrganisationKind.SCHOOL)
        who = trainee(session, TrainingGroup.OFFICE, office)
        one = participation(session, training(session), who)
        moved = {"group": TrainingGroup.TEACHER, "unit_id": school}
        TRAINEES.put(session, who, TRAINEES.draft(session, who) | moved, TODAY)
        kept = session.get_one(Participation, one)
        assert (kept.unit_id, kept.group) == (office, TrainingGroup.OFFICE)


def test_the_same_person_cannot_be_listed_twice_as_two_trainees(store: Store) -> None:
    from openkrakow_desktop.contacts.service import merge_people
    with store.write("test") as session:
        one, two = person(session, "Kowalska"), person(session, "Kovalska")
        made = training(session)
        participation(session, made, trainee(session, TrainingGroup.OFFICE, person=one))
        double = trainee(session, TrainingGroup.OFFICE, person=two)
        merge_people(session, two, one)
        assert refused(lambda: participation(session, made, double)) == "problem.already_takes_part"


def test_minutes_of_several_sessions_add_up(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, 90, 60)
        one = participation(session, made, trainee(session, TrainingGroup.OFFICE))
        first, second = sessions_of(session, made)
        record_minutes(session, one, 90, first.id)
        record_minutes(session, one, 30, second.id)
        assert [row.minutes for row in session.scalars(select(ParticipationMinutes))] == [90, 30]
        query = select(completed()).select_from(Participation).join(Training).where(Participation.id == one)
        assert session.scalar(query)                    # 120 of 150 is exactly 80%
        record_minutes(session, one, 29, second.id)     # replaced, not added
        assert not session.scalar(query)
        assert refused(lambda: record_minutes(session, one, 5)) == "problem.which_session"
        assert refused(lambda: record_minutes(session, one, 61, second.id)) == "problem.more_than_session"
        assert refused(lambda: record_minutes(session, one, -1, second.id)) == "problem.too_small"


def test_present_from_start_to_end(store: Store) -> None:
    with store.write("test") as session:
        one = participation(session, training(session, 90, 60), trainee(session, TrainingGroup.OFFICE))
        attend_all(session, one)
        assert sorted(session.scalars(select(ParticipationMinutes.minutes))) == [60, 90]
        bare = TRAININGS.put(session, None, training_draft(title="Bez sesji"), TODAY).id
        other = participation(session, bare, trainee(session, TrainingGroup.OFFICE))
        assert refused(lambda: attend_all(session, other)) == "problem.no_sessions"


def test_states_go_their_way(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, state=TrainingState.PLANNED)
        edit(session, made, state=TrainingState.ENROLLING)
        edit(session, made, state=TrainingState.HELD)
        assert refused(lambda: edit(session, made, state=TrainingState.PLANNED)) == "problem.transition"
        assert refused(lambda: edit(session, made, state=TrainingState.SETTLED)) == "problem.by_action"
        cancel = {"cancel_reason": TrainingCancelReason.OTHER, "cancelled_on": AFTER}
        assert refused(lambda: cancel_training(session, made, **cancel)) == "problem.transition"
        other = training(session, title="B", state=TrainingState.ENROLLING)
        cancel_training(session, other, TrainingCancelReason.LACK_OF_TAKERS, AFTER)
        assert session.get_one(Training, other).state is TrainingState.CANCELLED


def test_what_was_attended_keeps_a_training_from_being_only_planned(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, state=TrainingState.ENROLLING)
        someone(session, made, TrainingGroup.OFFICE)
        assert refused(lambda: edit(session, made, state=TrainingState.PLANNED)) == "problem.training_has_minutes"


def test_dates_follow_the_sessions(store: Store) -> None:
    with store.write("test") as session:
        made = training(session)
        assert refused(lambda: edit(session, made, start_on=dt.date(2026, 5, 5))) == "problem.session_outside"
        earlier = {"start_on": dt.date(2026, 5, 1), "end_on": dt.date(2026, 5, 2)}
        assert refused(lambda: edit(session, made, **earlier)) == "problem.session_outside"


def test_a_session_is_not_shorter_than_what_was_entered(store: Store) -> None:
    with store.write("test") as session:
        made = training(session)
        someone(session, made, TrainingGroup.OFFICE, 90)
        (sitting,) = sessions_of(session, made)
        draft = SESSIONS.draft(session, sitting.id)
        shorter = draft | {"minutes": 89}
        assert refused(lambda: SESSIONS.put(session, sitting.id, shorter, TODAY)) == "problem.shorter_than_entered"
        other = training(session, title="B")
        moved = draft | {"training_id": other}
        assert refused(lambda: SESSIONS.put(session, sitting.id, moved, TODAY)) == "problem.training_has_minutes"
        SESSIONS.put(session, sitting.id, draft | {"minutes": 90}, TODAY)


def test_a_settled_training_is_closed_with_all_its_rows(store: Store) -> None:
    with store.write("test") as session:
        made = training(session)
        one = someone(session, made, TrainingGroup.OFFICE)
        assert refused(lambda: settle_training(session, made, dt.date(2026, 5, 4))) == "problem.settled_before_end"
        settle_training(session, made, AFTER)
        (sitting,) = sessions_of(session, made)
        entry = session.scalars(select(ParticipationMinutes)).one()
        for register, key in ((TRAININGS, made), (SESSIONS, sitting.id), (PARTICIPATIONS, one), (MINUTES, entry.id)):
            draft = register.draft(session, key)
            assert refused(lambda r=register, k=key, d=draft: r.put(session, k, d, TODAY)) == "problem.training_settled"
            assert refused(lambda r=register, k=key: r.remove(session, k)) == "problem.training_settled"
        assert refused(lambda: record_minutes(session, one, 5)) == "problem.training_settled"
        assert refused(lambda: reopen_training(session, made, " ")) == "problem.required"
        reopen_training(session, made, "Brak jednej osoby na liście")
        assert refused(lambda: reopen_training(session, made, "Jeszcze raz")) == "problem.not_settled"
        record_minutes(session, one, 5)


def test_a_training_without_sessions_is_not_settled(store: Store) -> None:
    with store.write("test") as session:
        bare = TRAININGS.put(session, None, training_draft(), TODAY).id
        assert refused(lambda: settle_training(session, bare, AFTER)) == "problem.no_sessions"


def test_history_entered_as_settled_takes_its_rows_and_is_closed_later(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, state=TrainingState.SETTLED)
        someone(session, made, TrainingGroup.OFFICE)
        settle_training(session, made, AFTER)
        assert session.get_one(Training, made).settled_on == AFTER


def test_certificates_come_in_series(store: Store) -> None:
    with store.write("test") as session:
        first, second = training(session), training(session, title="B")
        for name in ("Żak", "Ćwik", "Adam"):
            who = trainee(session, TrainingGroup.OFFICE, person=person(session, name))
            participation(session, first, who, 100)
            participation(session, second, who, 100)
        someone(session, first, TrainingGroup.OFFICE, 79)
        issued = issue_certificates(session, first, AFTER)
        assert [one.certificate_no for one in issued] == [f"OK/SZK/1/2026/00{n}" for n in (1, 2, 3)]
        ordered = [session.get_one(Trainee, one.trainee_id).code for one in issued]
        assert ordered == ["SZ-0003", "SZ-0002", "SZ-0001"]     # Adam, Ćwik, Żak
        assert refused(lambda: issue_certificates(session, first, AFTER)) == "problem.nobody_to_certify"
        assert issue_certificates(session, second, AFTER)[0].certificate_no == "OK/SZK/2/2026/001"
        late = someone(session, first, TrainingGroup.NGO)
        issue_certificates(session, first, dt.date(2026, 6, 1))
        assert session.get_one(Participation, late).certificate_no == "OK/SZK/1/2026/004"


def test_a_reissue_keeps_the_number(store: Store) -> None:
    with store.write("test") as session:
        made = training(session)
        one = someone(session, made, TrainingGroup.OFFICE)
        assert refused(lambda: reissue_certificate(session, one, AFTER)) == "problem.no_certificate"
        issue_certificates(session, made, AFTER)
        assert refused(lambda: reissue_certificate(session, one, dt.date(2026, 5, 5))) == "problem.end_before_start"
        assert reissue_certificate(session, one, dt.date(2026, 9, 1)) == "OK/SZK/1/2026/001"
        kept = session.get_one(Participation, one)
        assert (kept.certificate_on, kept.reissued_on) == (AFTER, dt.date(2026, 9, 1))


def test_certificates_need_a_held_training_and_its_end(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, state=TrainingState.ENROLLING)
        someone(session, made, TrainingGroup.OFFICE)
        assert refused(lambda: issue_certificates(session, made, AFTER)) == "problem.training_not_held"
        edit(session, made, state=TrainingState.HELD)
        early = dt.date(2026, 5, 4)
        assert refused(lambda: issue_certificates(session, made, early)) == "problem.certificate_before_end"


def test_a_certificate_holds_what_it_states(store: Store) -> None:
    with store.write("test") as session:
        made = training(session)
        one = someone(session, made, TrainingGroup.OFFICE, 90)
        issue_certificates(session, made, AFTER)
        entry = session.scalars(select(ParticipationMinutes)).one()
        assert refused(lambda: MINUTES.remove(session, entry.id)) == "problem.certificates_issued"
        assert refused(lambda: record_minutes(session, one, 80)) == "problem.certificates_issued"
        assert refused(lambda: edit(session, made, threshold=91)) == "problem.certificates_issued"
        edit(session, made, threshold=90)


def test_what_must_always_hold_is_seen_afterwards(store: Store) -> None:
    """What no form allows may still come from an undo or a merge: then the invariants say so."""
    with store.write("test") as session:
        made = training(session)
        one = someone(session, made, TrainingGroup.OFFICE)
        (sitting,) = sessions_of(session, made)
        entry = session.scalars(select(ParticipationMinutes)).one()
        issue_certificates(session, made, AFTER)
        checks = ((rules.broken_trainings, made), (rules.broken_sessions, sitting.id), (rules.broken_minutes, entry.id),
                  (rules.broken_participations, one))
        assert [list(check(session, frozenset({key}))) for check, key in checks] == [[], [], [], []]
        session.get_one(Training, made).state = TrainingState.PLANNED
        entry.minutes, sitting.minutes = 70, 60
        session.get_one(Training, made).threshold = 100
        sitting.minutes = 69
        session.flush()
        found = [[problem.key for problem in check(session, frozenset({key}))] for check, key in checks[:3]]
        assert found == [["problem.training_has_minutes"], ["problem.more_than_session"], ["problem.more_than_session"]]
        entry.minutes = 60
        session.flush()
        (broken,) = rules.broken_participations(session, frozenset({one}))
        assert broken.key == "problem.certificate_without_completion"


def test_gaps(store: Store) -> None:
    with store.write("test") as session:
        training(session, title="Zapomniane", state=TrainingState.ENROLLING)
        TRAININGS.put(session, None, training_draft(title="Bez sesji"), TODAY)
        training(session, title="Bez obecności")
        someone(session, training(session, title="W porządku"), TrainingGroup.OFFICE)
        found = {(gap.key, gap.title) for gap in gaps(session, Period(2026, TODAY))}
        assert found == {("training_still_planned", "Zapomniane"), ("training_without_sessions", "Bez sesji"),
                         ("training_without_attendance", "Bez obecności")}
        assert list(gaps(session, Period(2025, TODAY))) == []


def test_lists_show_totals(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, 60, 60)
        one = participation(session, made, trainee(session, TrainingGroup.OFFICE))
        participation(session, made, trainee(session, TrainingGroup.OFFICE))
        record_minutes(session, one, 60, sessions_of(session, made)[0].id)
        assert totals(session, TRAININGS, made) == {
            "participants": 2, "present": 1, "completed": 0, "minutes_total": 120}
        assert totals(session, PARTICIPATIONS, one) == {"minutes": 60, "is_complete": False}


def totals(session: Session, register: Register, key: UUID) -> dict[str, Any]:
    """The columns of a list that are worked out, for one record."""
    model: Any = register.record
    return {one.name: session.scalar(select(one.expression()).select_from(model).where(model.id == key))
            for one in register.columns if isinstance(one, Computed)}
