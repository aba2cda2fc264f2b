"""Nominations: deadlines, numbers, duplicates, minors, who may not nominate whom."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.competition.feature import CANDIDATES, FEATURE, MEETINGS, NOMINATIONS, PRESENCES
from openkrakow_desktop.competition.gaps import deadlines, gaps
from openkrakow_desktop.competition.kinds import (
    AmbassadorMeetingState,
    CandidateCategory,
    DeadlineBasis,
    EditionState,
    NominationState,
    NominatorKind,
)
from openkrakow_desktop.competition.meetings import cancel_meeting, hold_meeting
from openkrakow_desktop.competition.model import AmbassadorMeeting, Candidate, Edition, Nomination
from openkrakow_desktop.competition.nominations import earlier_same, is_late
from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from tests.competition.build import (
    CLOSES,
    OPENS,
    at,
    candidate,
    change,
    edition,
    meeting,
    nomination,
    organisation,
    person,
    put,
)

N = NominationState
DECLARED = Declared((FEATURE,))
LAST = dt.date(2026, 6, 30)


def keys(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.key for one in refused.value.problems]


@pytest.mark.parametrize(("basis", "received", "postmark", "late"), [
    (DeadlineBasis.RECEIPT, at(LAST, 15), None, False),
    (DeadlineBasis.RECEIPT, at(LAST, 15, 1), None, True),
    (DeadlineBasis.RECEIPT, at(dt.date(2026, 7, 3)), dt.date(2026, 6, 29), True),
    (DeadlineBasis.POSTMARK, at(dt.date(2026, 7, 3)), LAST, False),
    (DeadlineBasis.POSTMARK, at(dt.date(2026, 7, 3)), dt.date(2026, 7, 1), True),
    (DeadlineBasis.POSTMARK, at(LAST, 23, 59), None, False),
    (DeadlineBasis.POSTMARK, at(dt.date(2026, 7, 1), 0), None, True),
])
def test_late_by_the_deadline_of_the_edition(
    basis: DeadlineBasis, received: dt.datetime, postmark: dt.date | None, late: bool
) -> None:
    made = Edition(title_year=2025, call_close_at=CLOSES, deadline_basis=basis)
    assert is_late(made, received, postmark) is late
    assert not is_late(Edition(title_year=2025, deadline_basis=basis), received, postmark)


def test_what_comes_late_is_marked_and_never_accepted(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one = candidate(session, made)
        late = nomination(session, made, one, received_at=at(LAST, 15, 1))
        assert session.get_one(Nomination, late).state is N.LATE
        for state in (N.ACCEPTED, N.DUPLICATE):
            with pytest.raises(Refused) as refused:
                change(session, NOMINATIONS, late, state=state)
            assert "problem.transition" in keys(refused)
        assert session.get_one(Nomination, late).state is N.LATE
        change(session, NOMINATIONS, late, state=N.RECEIVED)        # still late: stays marked
        assert session.get_one(Nomination, late).state is N.LATE
        session.get_one(Edition, made).call_close_at = at(dt.date(2026, 7, 15))      # the call is prolonged
        change(session, NOMINATIONS, late, state=N.RECEIVED)
        assert session.get_one(Nomination, late).state is N.RECEIVED


def test_numbers_run_per_edition(store: Store) -> None:
    with store.write("test") as session:
        first, second = edition(session, 2025), edition(session, 2024)
        one, other = candidate(session, first), candidate(session, second)
        made = [nomination(session, first, one, nominator_name=f"Osoba {name}") for name in "ABC"]
        assert [session.get_one(Nomination, key).no for key in made] == [1, 2, 3]
        assert session.get_one(Nomination, nomination(session, second, other)).no == 1
        chosen = nomination(session, first, one, no=17, nominator_name="Osoba D")
        assert session.get_one(Nomination, chosen).no == 17
        assert session.get_one(Nomination, nomination(session, first, one, nominator_name="Osoba E")).no == 18
        change(session, NOMINATIONS, made[0], no=None, remark="bez numeru w arkuszu")
        assert session.get_one(Nomination, made[0]).no == 1


def test_a_duplicate_is_the_same_nominator_with_the_same_candidate(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        olga, ola = candidate(session, made, "Olga Kos"), candidate(session, made, "Ola Maj")
        first = nomination(session, made, olga, nominator_name="Wilk Jan")
        again = {"edition_id": made, "candidate_id": olga, "nominator_name": "JAN  WILK"}
        assert earlier_same(session, again) == [first]
        scan = nomination(session, made, olga, state=N.DUPLICATE)
        assert earlier_same(session, {"edition_id": made, "candidate_id": ola, "nominator_name": "Jan Wilk"}) == []
        with pytest.raises(Refused) as refused:
            nomination(session, made, ola, state=N.DUPLICATE)
        assert keys(refused) == ["problem.not_duplicate"]
        with pytest.raises(Refused) as refused:
            change(session, NOMINATIONS, scan, state=N.REJECTED, rejection_reason="duplikat")
        assert keys(refused) == ["problem.transition"]              # rejected, it would begin to count


def test_linked_namesakes_are_two_people(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        mother, daughter = person(session, "Kos", "Olga"), person(session, "Kos", "Olga")
        one = candidate(session, made, None, person_id=daughter)
        assert session.get_one(Candidate, one).name == "Olga Kos"
        named = nomination(session, made, one, nominator_name=None, nominator_person_id=mother)
        merge_people(session, daughter, mother)
        with pytest.raises(Refused) as refused:
            change(session, NOMINATIONS, named, remark="po scaleniu")
        assert keys(refused) == ["problem.nominator_is_candidate"]


def test_an_organisation_may_nominate_its_own_people(store: Store) -> None:
    with store.write("test") as session:
        made, bridges = edition(session), organisation(session, "Fundacja Mosty")
        staff = candidate(session, made, "Olga Kos", organisation_id=bridges)
        assert nomination(session, made, staff, nominator_kind=NominatorKind.ENTITY, nominator_name=None,
                          nominator_organisation_id=bridges)
        itself = candidate(session, made, None, category=CandidateCategory.ENTITY, organisation_id=bridges)
        with pytest.raises(Refused) as refused:
            nomination(session, made, itself, nominator_kind=NominatorKind.ENTITY, nominator_name=None,
                       nominator_organisation_id=bridges)
        assert keys(refused) == ["problem.nominator_is_candidate"]


def test_the_candidate_cannot_become_the_nominator_later(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one = candidate(session, made, "Olga Kos")
        nomination(session, made, one, nominator_name="Jan Wilk")
        with pytest.raises(Refused) as refused:
            change(session, CANDIDATES, one, name="Jan Wilk")
        assert keys(refused) == ["problem.nominator_is_candidate"]
        with pytest.raises(Refused) as refused:
            change(session, CANDIDATES, one, edition_id=edition(session, 2024))
        assert keys(refused) == ["problem.edition_fixed"]


def test_a_minor_needs_a_guardian_also_afterwards(store: Store) -> None:
    store.guard = DECLARED.guard
    with store.write("edition.add") as session:
        made = edition(session)
        one = candidate(session, made, "Olga Kos", is_minor=True)
        key = nomination(session, made, one)
        with pytest.raises(Refused) as refused:
            change(session, NOMINATIONS, key, state=N.ACCEPTED)
        assert keys(refused) == ["problem.guardian_consent"]
        change(session, NOMINATIONS, key, state=N.ACCEPTED, guardian_consent=True)
        grown = candidate(session, made, "Ola Maj")
        nomination(session, made, grown, state=N.ACCEPTED)
        with pytest.raises(Refused) as refused:
            change(session, CANDIDATES, grown, is_minor=True)
        assert keys(refused) == ["problem.guardian_consent"]
    with pytest.raises(Refused), store.write("nomination.edit") as session:
        session.get_one(Nomination, key).guardian_consent = False       # past the form: the guard still sees it


def test_completion_within_its_term(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        key = nomination(session, made, candidate(session, made))
        change(session, NOMINATIONS, key, state=N.TO_COMPLETE, supplement_due_on=dt.date(2026, 6, 17))
        with pytest.raises(Refused) as refused:
            change(session, NOMINATIONS, key, state=N.ACCEPTED)
        assert keys(refused) == ["problem.transition"]
        change(session, NOMINATIONS, key, state=N.COMPLETED, supplemented_on=dt.date(2026, 6, 17))
        change(session, NOMINATIONS, key, state=N.ACCEPTED)
        assert session.get_one(Nomination, key).state is N.ACCEPTED


def test_deadlines_and_gaps(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, state=EditionState.CALL)
        scoring = edition(session, 2024, state=EditionState.SCORING, scoring_close_on=dt.date(2026, 7, 20))
        one = candidate(session, made)
        waiting = nomination(session, made, one, state=N.TO_COMPLETE, supplement_due_on=dt.date(2026, 6, 17))
        late = nomination(session, made, one, received_at=at(LAST), nominator_name="Ewa Lis")
        nomination(session, made, one, no=2, nominator_name="Ewa Maj")
        planned = meeting(session, met_on=dt.date(2026, 6, 1))
        seen = Period(2026, dt.date(2026, 6, 20))
        found = {(one.key, one.id, one.on) for one in deadlines(session, seen)}
        assert found == {("call_close", made, LAST), ("scoring_close", scoring, dt.date(2026, 7, 20)),
                         ("nomination_supplement", waiting, dt.date(2026, 6, 17))}
        session.get_one(Edition, made).call_close_at = at(dt.date(2026, 6, 15))      # set earlier by mistake
        session.flush()
        assert {(one.key, one.id) for one in gaps(session, seen)} == {
            ("supplement_overdue", waiting), ("nomination_late_open", late), ("nomination_number_twice", None),
            ("meeting_undecided", planned)}
        after = {one.key for one in deadlines(session, Period(2026, dt.date(2026, 7, 1)))}
        assert after == {"scoring_close", "nomination_supplement"}


def test_meetings_are_held_or_cancelled_once(store: Store) -> None:
    store.guard = DECLARED.guard
    with store.write("meeting") as session:
        held, off = meeting(session), meeting(session)
        hold_meeting(session, held, ambassadors_present=1, other_guests=4)
        cancel_meeting(session, off, "choroba")
        found = session.get_one(AmbassadorMeeting, held)
        assert (found.state, found.ambassadors_present, found.other_guests) == (AmbassadorMeetingState.HELD, 1, 4)
        for verb, told in ((hold_meeting, (1,)), (cancel_meeting, ("choroba",))):
            with pytest.raises(Refused):
                verb(session, off if verb is hold_meeting else held, *told)
        with pytest.raises(Refused):
            cancel_meeting(session, meeting(session), " ")
        put(session, PRESENCES, ambassador_meeting_id=held, person_id=person(session, "Kos", "Olga"), title_year=2021)
        with pytest.raises(Refused) as refused:
            change(session, MEETINGS, held, ambassadors_present=0)
        assert keys(refused) == ["problem.fewer_than_listed"]
    with pytest.raises(Refused), store.write("meeting.edit") as session:
        session.get_one(AmbassadorMeeting, held).ambassadors_present = 0


def test_days_follow_krakows_calendar(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, call_open_at=OPENS, call_close_at=at(dt.date(2027, 1, 1), 0))
        key = nomination(session, made, candidate(session, made), received_at=at(dt.date(2026, 12, 31), 23, 59))
        assert session.get_one(Edition, made).call_close_on == dt.date(2027, 1, 1)
        assert session.get_one(Nomination, key).received_on == dt.date(2026, 12, 31)
