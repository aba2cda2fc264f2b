"""The formal check: proposals confirmed by a person, one or two clerks, one call, and who may be accepted."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.check_page import check_list, nomination_check
from openkrakow_desktop.competition.check_proposals import proposals
from openkrakow_desktop.competition.checks import (
    accept,
    answer,
    call_to_supplement,
    confirm_proposed,
    reject,
    settle,
    standing,
    supplemented,
)
from openkrakow_desktop.competition.editions import create_edition_from
from openkrakow_desktop.competition.feature import FORMAL_CHECKS, NOMINATIONS
from openkrakow_desktop.competition.kinds import FormalAnswer, FormalItem, NominationChannel, NominationState
from openkrakow_desktop.competition.model import Edition, Nomination
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store

from . import build

A, I, N = FormalAnswer, FormalItem, NominationState  # noqa: E741
DAY = dt.date(2026, 7, 3)
CLOCK = Clock.fixed(DAY)
LATE = build.at(dt.date(2026, 6, 30), 15, 1)


def key_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].key.removeprefix("problem.")


def refused(verb: Any, *args: Any) -> str:
    """The key of the sentence with which this is refused."""
    with pytest.raises(Refused) as info:
        verb(*args)
    return key_of(info)


def nominated(session: Session, **values: Any) -> UUID:
    """A nomination of an adult by somebody else, in time, on paper, with every consent noted."""
    edition = build.edition(session, four_eyes_check=values.pop("four_eyes", False))
    candidate = build.candidate(session, edition, is_minor=values.pop("minor", False))
    given = {"consent_candidate": True, "clause_given": True, "channel": NominationChannel.PAPER}
    return build.nomination(session, edition, candidate, **given | values)


def account(session: Session, name: str) -> str:
    made = Account(name=name, role=Role.COORDINATOR)
    session.add(made)
    session.flush()
    return made.id.hex


def answer_all(session: Session, actor: str, nomination: UUID, **other: FormalAnswer) -> None:
    """Yes to everything that is open, save what is named."""
    is_minor = nomination_check(session, nomination, actor, DAY).is_minor
    for line in nomination_check(session, nomination, actor, DAY).items:
        if line.is_open:
            guardian = line.item is I.GUARDIAN_CONSENT and not is_minor
            usual = A.NOT_APPLICABLE if guardian else A.YES
            answer(session, actor, nomination, line.item, other.get(line.item.name, usual), CLOCK)


def state(session: Session, nomination: UUID) -> NominationState:
    return session.get_one(Nomination, nomination).state


def test_the_data_proposes_and_a_person_confirms(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, justification="Prowadziła klub rozmów w 2025 roku.")
        found = {item: told.answer for item, told in proposals(session, session.get_one(Nomination, one)).items()}
        assert found == {
            I.IN_TIME: A.YES, I.EDITABLE_COPY: A.NOT_APPLICABLE, I.CATEGORY_RIGHT: A.YES, I.NOT_OWN_CANDIDACY: A.YES,
            I.CONCERNS_TITLE_YEAR: A.YES, I.CANDIDATE_CONSENT: A.YES, I.GUARDIAN_CONSENT: A.NOT_APPLICABLE,
            I.CLAUSE: A.YES,
        }  # fmt: skip
        assert standing(session, one) == {}
        confirm_proposed(session, "", one, found, CLOCK)
        assert {item: row.answer for item, row in standing(session, one).items()} == found
        assert standing(session, one)[I.IN_TIME].answered_on == DAY
        values = {"consent_candidate": None, "clause_given": None, "channel": NominationChannel.EMAIL}
        silent = nominated_again(session, one, **values)
        known = proposals(session, session.get_one(Nomination, silent))
        assert not {I.CANDIDATE_CONSENT, I.CLAUSE, I.EDITABLE_COPY, I.CONCERNS_TITLE_YEAR} & set(known)


def nominated_again(session: Session, one: UUID, **values: Any) -> UUID:
    first = session.get_one(Nomination, one)
    return build.nomination(session, first.edition_id, first.candidate_id, nominator_name="Ewa Lis", **values)


def test_one_clerk_accepts_what_is_complete(store: Store) -> None:
    with store.write("test") as session:
        one, clerk = nominated(session), account(session, "Ewa")
        assert refused(accept, session, one) == "check_unanswered"
        answer_all(session, clerk, one)
        row = standing(session, one)[I.SIGNED]
        assert (row.answer, row.answered_by, row.answered_on) == (A.YES, "Ewa", DAY)
        accept(session, one)
        assert state(session, one) is N.ACCEPTED
        assert refused(answer, session, clerk, one, I.SIGNED, A.NO, CLOCK) == "check_decided"
        assert refused(accept, session, one) == "check_decided"


def test_one_call_and_only_its_items_open_again(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session)
        assert refused(call_to_supplement, session, one, None, CLOCK) == "check_unanswered"
        answer_all(session, "", one, SIGNED=A.NO, FORM_COMPLETE=A.NO)
        assert refused(accept, session, one) == "check_items_missing"
        assert refused(call_to_supplement, session, one, DAY, CLOCK) == "check_due_past"
        call_to_supplement(session, one, None, CLOCK)
        called = session.get_one(Nomination, one)
        assert called.supplement_due_on == DAY + dt.timedelta(7)
        assert set(called.supplement_items or ()) == {I.SIGNED.value, I.FORM_COMPLETE.value}
        assert refused(answer, session, "", one, I.SIGNED, A.YES, CLOCK) == "check_awaits"
        assert refused(accept, session, one) == "check_awaits"
        assert refused(call_to_supplement, session, one, None, CLOCK) == "check_called_already"
        assert refused(supplemented, session, one, DAY + dt.timedelta(8)) == "supplement_late"
        supplemented(session, one, DAY + dt.timedelta(3))
        assert refused(supplemented, session, one, DAY) == "check_not_awaited"
        assert refused(answer, session, "", one, I.CLAUSE, A.NO, CLOCK) == "check_item_shut"
        open_now = [line.item for line in nomination_check(session, one, "", DAY).items if line.is_open]
        assert open_now == [I.FORM_COMPLETE, I.SIGNED]
        answer(session, "", one, I.SIGNED, A.YES, CLOCK)
        assert refused(accept, session, one) == "check_items_missing"
        assert refused(call_to_supplement, session, one, None, CLOCK) == "check_called_already"
        answer(session, "", one, I.FORM_COMPLETE, A.YES, CLOCK)
        accept(session, one)
        assert state(session, one) is N.ACCEPTED


def test_nothing_to_call_for_and_what_no_supplement_mends(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session)
        answer_all(session, "", one)
        assert refused(call_to_supplement, session, one, None, CLOCK) == "check_nothing_missing"
        answer(session, "", one, I.NOT_OWN_CANDIDACY, A.NO, CLOCK)
        assert refused(call_to_supplement, session, one, None, CLOCK) == "check_no_remedy"
        assert refused(reject, session, one, "  ") == "check_reason"
        reject(session, one, "Zgłaszający jest zarazem kandydatem.")
        assert session.get_one(Nomination, one).rejection_reason == "Zgłaszający jest zarazem kandydatem."
        assert refused(reject, session, one, "Jeszcze raz.") == "check_decided"


def test_a_second_call_is_no_form_either(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session)
        answer_all(session, "", one, SIGNED=A.NO)
        call_to_supplement(session, one, None, CLOCK)
        supplemented(session, one, DAY + dt.timedelta(1))
        later = {"state": N.TO_COMPLETE, "supplement_due_on": DAY + dt.timedelta(30), "supplemented_on": None}
        with pytest.raises(Refused) as info:
            build.change(session, NOMINATIONS, one, **later)
        assert key_of(info) == "check_called_already"


def test_a_minor_needs_the_guardian(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, minor=True)
        assert refused(answer, session, "", one, I.GUARDIAN_CONSENT, A.NOT_APPLICABLE, CLOCK) == "check_minor"
        answer_all(session, "", one, GUARDIAN_CONSENT=A.NO)
        assert session.get_one(Nomination, one).guardian_consent is False
        assert refused(accept, session, one) == "guardian_consent"
        answer(session, "", one, I.GUARDIAN_CONSENT, A.YES, CLOCK)
        accept(session, one)
        assert session.get_one(Nomination, one).guardian_consent is True


def test_a_late_one_is_only_rejected(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, received_at=LATE)
        assert state(session, one) is N.LATE
        assert refused(answer, session, "", one, I.SIGNED, A.YES, CLOCK) == "check_late_item"
        assert refused(answer, session, "", one, I.IN_TIME, A.YES, CLOCK) == "check_late"
        assert refused(accept, session, one) == "late_not_accepted"
        assert refused(call_to_supplement, session, one, None, CLOCK) == "late_not_accepted"
        answer(session, "", one, I.IN_TIME, A.NO, CLOCK)
        reject(session, one, "Zgłoszenie wpłynęło po terminie.")
        assert state(session, one) is N.REJECTED


def test_in_time_is_a_fact(store: Store) -> None:
    with store.write("test") as session:
        assert refused(answer, session, "", nominated(session), I.IN_TIME, A.NO, CLOCK) == "check_in_time"


def test_two_clerks_do_not_see_each_other(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, four_eyes=True)
        ewa, jan, ola = (account(session, name) for name in ("Ewa", "Jan", "Ola"))
        edition = session.get_one(Nomination, one).edition_id
        assert refused(answer, session, "", one, I.SIGNED, A.YES, CLOCK) == "check_no_account"
        answer_all(session, ewa, one, SIGNED=A.NO)
        assert nomination_check(session, one, ewa, DAY).waits_for_other
        for other in (jan, ola, ""):
            seen = nomination_check(session, one, other, DAY)
            assert all(line.answer is None and not line.others and not line.by for line in seen.items)
            (line,) = check_list(session, edition, other).lines
            assert (line.answered, line.missing) == (0, ())
        assert check_list(session, edition, ewa).lines[0].missing == (I.SIGNED,)
        assert refused(accept, session, one) == "check_second_missing"
        assert refused(settle, session, ewa, one, I.SIGNED, A.YES, "bo tak", CLOCK) == "check_second_missing"
        answer(session, jan, one, I.CLAUSE, A.YES, CLOCK)
        assert refused(answer, session, ola, one, I.CLAUSE, A.YES, CLOCK) == "check_two_already"
        assert standing(session, one) == {}


def test_differences_are_settled_by_a_person(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, four_eyes=True)
        ewa, jan = account(session, "Ewa"), account(session, "Jan")
        answer_all(session, ewa, one, SIGNED=A.NO)
        answer_all(session, jan, one)
        have = standing(session, one)
        assert I.SIGNED not in have and have[I.CLAUSE].answered_by == "Ewa, Jan"
        seen = {line.item: line for line in nomination_check(session, one, ewa, DAY).items}
        assert seen[I.SIGNED].differs and seen[I.SIGNED].others == (("Ewa", A.NO), ("Jan", A.YES))
        assert refused(accept, session, one) == "check_differs"
        assert refused(answer, session, ewa, one, I.SIGNED, A.YES, CLOCK) == "check_round_over"
        assert refused(settle, session, jan, one, I.SIGNED, A.YES, " ", CLOCK) == "required"
        settle(session, jan, one, I.SIGNED, A.YES, "Podpis jest na drugiej stronie.", CLOCK)
        row = standing(session, one)[I.SIGNED]
        assert (row.answer, row.answered_by, row.remark) == (A.YES, "Jan", "Podpis jest na drugiej stronie.")
        assert row.settled == "1: NIE / TAK"
        accept(session, one)


def test_four_eyes_again_after_the_call(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, four_eyes=True)
        ewa, jan = account(session, "Ewa"), account(session, "Jan")
        for clerk in (ewa, jan):
            answer_all(session, clerk, one, SIGNED=A.NO)
        call_to_supplement(session, one, None, CLOCK)
        supplemented(session, one, DAY + dt.timedelta(1))
        seen = {line.item: line for line in nomination_check(session, one, jan, DAY).items}
        assert [item for item, line in seen.items() if line.is_open] == [I.SIGNED] and seen[I.SIGNED].answer is None
        answer(session, ewa, one, I.SIGNED, A.YES, CLOCK)
        assert refused(accept, session, one) == "check_second_missing"
        assert nomination_check(session, one, jan, DAY).items[2].answer is None
        answer(session, jan, one, I.SIGNED, A.YES, CLOCK)
        accept(session, one)


def test_by_four_eyes_no_form_answers(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session, four_eyes=True)
        with pytest.raises(Refused) as info:
            build.put(session, FORMAL_CHECKS, nomination_id=one, item=I.SIGNED, answer=A.YES)
        assert key_of(info) == "check_by_two"


def test_a_form_changes_nothing_that_is_decided(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session)
        answer_all(session, "", one)
        accept(session, one)
        row = standing(session, one)[I.SIGNED]
        with pytest.raises(Refused) as info:
            build.change(session, FORMAL_CHECKS, row.id, answer=A.NO)
        assert key_of(info) == "check_decided"
        build.change(session, FORMAL_CHECKS, row.id, remark="Podpis na odwrocie.")


def test_undo_takes_a_decision_back(store: Store) -> None:
    with store.write("test") as session:
        one = nominated(session)
        answer_all(session, "", one)
    with store.write("check.accept") as session:
        accept(session, one)
    store.undo(store.timeline(1)[0].id)
    with store.read() as session:
        assert state(session, one) is N.RECEIVED


def test_the_next_edition_checks_as_the_last(store: Store) -> None:
    with store.write("test") as session:
        last = build.edition(session, four_eyes_check=True, supplement_days=14)
        made = create_edition_from(session, last)
        assert (made.four_eyes_check, made.supplement_days) == (True, 14)
        assert session.get_one(Edition, last).supplement_days == 14
