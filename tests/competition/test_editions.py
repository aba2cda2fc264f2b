"""Editions from set-up to archive: steps in order, rules that freeze, what closing seals and undo may not touch."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from openkrakow_desktop.competition.editions import create_edition_from
from openkrakow_desktop.competition.feature import CRITERIA, EDITIONS, FEATURE, MAYOR_DECISIONS, SCORES, VERDICTS
from openkrakow_desktop.competition.jury import open_scoring
from openkrakow_desktop.competition.kinds import DeadlineBasis, EditionState, JurorState
from openkrakow_desktop.competition.model import Ballot, Edition, Score
from openkrakow_desktop.competition.results import (
    close_scoring,
    record_mayor_decision,
    record_minutes,
    reopen_scoring,
)
from openkrakow_desktop.competition.rules_text import FROZEN, RULES
from openkrakow_desktop.competition.service import (
    EDITION_STEPS,
    announce,
    archive,
    close_call,
    create_edition,
    criteria,
    end_without_award,
    open_call,
    start_formal_check,
)
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.undo import UndoConflict
from tests.competition.build import (
    CLOSES,
    accepted,
    at,
    ballot,
    begin_scoring,
    change,
    edition,
    hand_in,
    juror,
    put,
    score,
)

S = EditionState
DECLARED = Declared((FEATURE,))


def keys(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.key for one in refused.value.problems]


def test_a_new_edition_has_the_four_criteria(store: Store) -> None:
    with store.write("test") as session:
        made = create_edition(session, 2025)
        found = criteria(session, made.id)
        assert [(one.no, one.weight, one.max_points) for one in found] == [(no, 1, 10) for no in range(1, 5)]
        assert found[0].name.startswith("okres działalności") and found[3].name == "różnorodność działań"
        assert (made.state, made.deadline_basis) == (S.PLANNED, DeadlineBasis.RECEIPT)
        with pytest.raises(Refused) as refused:
            create_edition(session, 2025)
        assert keys(refused) == ["problem.title_year_taken"]


def test_the_next_edition_takes_over_the_set_up(store: Store) -> None:
    with store.write("test") as session:
        first = create_edition(session, 2024)
        first.ordinal, first.max_titles_entity, first.quorum, first.tie_rule = 9, 2, 6, "głosowanie"
        first.call_close_at = CLOSES
        put(session, CRITERIA, edition_id=first.id, name="zasięg", weight=2, max_points=20)
        second = create_edition_from(session, first.id)
        assert [getattr(second, name) for name in RULES] == [getattr(first, name) for name in RULES]
        assert "call_close_at" in FROZEN and second.call_close_at is None
        assert (second.ordinal, second.title_year, second.call_close_at, second.state) == (10, 2025, None, S.PLANNED)
        assert [(one.no, one.name, one.weight, one.max_points) for one in criteria(session, second.id)] == [
            (one.no, one.name, one.weight, one.max_points) for one in criteria(session, first.id)]
        assert criteria(session, second.id)[-1].no == 5


def test_from_the_call_to_the_archive(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, max_titles_individual=1)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        hand_in(session, made, who, one, 30)
        close_scoring(session, made)
        put(session, VERDICTS, edition_id=made, met_on=dt.date(2026, 8, 1), members_present=1)
        record_minutes(session, made)
        put(session, MAYOR_DECISIONS, edition_id=made, order_no="1/2026", decided_on=dt.date(2026, 8, 2))
        record_mayor_decision(session, made)
        announce(session, made, dt.date(2026, 9, 6))
        archive(session, made)
        found = session.get_one(Edition, made)
        assert (found.state, found.announced_on) == (S.ARCHIVED, dt.date(2026, 9, 6))


@pytest.mark.parametrize(("verb", "told", "problem"), [
    (close_call, (), "problem.transition"),
    (start_formal_check, (), "problem.transition"),
    (close_scoring, (True,), "problem.transition"),
    (archive, (), "problem.transition"),
    (record_minutes, (), "problem.no_motion"),
    (record_mayor_decision, (), "problem.no_decision"),
    (reopen_scoring, ("pomyłka", "Ewa Lis"), "problem.not_closed"),
    (reopen_scoring, ("pomyłka", " "), "problem.required"),
    (end_without_award, ("brak zgłoszeń",), "problem.transition"),
    (end_without_award, (" ",), "problem.required"),
    (open_scoring, (), "problem.no_jurors"),
])
def test_steps_out_of_order_are_refused(store: Store, verb: Any, told: tuple[Any, ...], problem: str) -> None:
    with store.write("test") as session:
        made = edition(session)
        with pytest.raises(Refused) as refused:
            verb(session, made, *told)
        assert problem in keys(refused)
        assert session.get_one(Edition, made).state is S.PLANNED


def test_no_call_without_its_dates_and_no_scoring_without_criteria(store: Store) -> None:
    with store.write("test") as session:
        bare = create_edition(session, 2025)
        with pytest.raises(Refused) as refused:
            open_call(session, bare.id)
        assert [one.field for one in refused.value.problems] == ["call_open_at", "call_close_at"]
        for one in criteria(session, bare.id):
            CRITERIA.remove(session, one.id)
        with pytest.raises(Refused) as refused:
            open_scoring(session, bare.id)
        assert keys(refused) == ["problem.no_criteria"]


def test_a_step_is_not_taken_twice(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        open_call(session, made)
        with pytest.raises(Refused) as refused:
            open_call(session, made)
        assert keys(refused) == ["problem.already_so"]


def test_an_edition_may_end_without_an_award(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, state=S.CALL_CLOSED)
        end_without_award(session, made, "nikogo nie zgłoszono")
        archive(session, made)
        assert session.get_one(Edition, made).state is S.ARCHIVED


def test_the_form_leads_along_the_open_steps_only(store: Store) -> None:
    """Closing, opening of scores and deciding are verbs of their own (decisions.md 16)."""
    with store.write("test") as session:
        made = edition(session)
        change(session, EDITIONS, made, state=S.CALL)
        for state, problem in ((S.CALL_CLOSED, "problem.by_action"), (S.ARCHIVED, "problem.transition")):
            with pytest.raises(Refused) as refused:
                change(session, EDITIONS, made, state=state)
            assert keys(refused) == [problem]
    by_hand = {action.key for action in EDITIONS.actions if action.undoable}
    assert by_hand == {"edition.create_from", "edition.open_call", "edition.start_formal_check"}
    assert all(step in S for steps in EDITION_STEPS.values() for step in steps) and S.ARCHIVED not in EDITION_STEPS


def test_rules_are_frozen_before_the_first_score(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        change(session, EDITIONS, made, quorum=5)
        begin_scoring(session, made)
        card, first = ballot(session, who, one), criteria(session, made)[0]
        score(session, card, first, 7, given_at=at(dt.date(2026, 7, 5)))
        assert session.get_one(Edition, made).rules_frozen_at == at(dt.date(2026, 7, 2))
        changes: dict[str, Any] = {"quorum": 6, "max_titles_individual": 1, "tie_rule": "los", "scale_step": 2,
                                   "deadline_basis": DeadlineBasis.POSTMARK}
        for name, value in changes.items():
            with pytest.raises(Refused) as refused:
                change(session, EDITIONS, made, **{name: value})
            assert [(one.field, one.key) for one in refused.value.problems] == [(name, "problem.rules_frozen")]
        with pytest.raises(Refused):
            change(session, CRITERIA, first.id, weight=2)
        with pytest.raises(Refused):
            CRITERIA.remove(session, first.id)
        change(session, EDITIONS, made, remark="uwaga")


def test_closing_asks_about_candidates_with_too_few_cards(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        accepted(session, made, "Ola Maj")
        begin_scoring(session, made)
        hand_in(session, made, who, one, 30)
        with pytest.raises(Refused) as refused:
            close_scoring(session, made)
        assert [(found.key, found.values) for found in refused.value.problems] == [
            ("problem.too_few_cards", {"candidates": "2 (0/1)"})]
        close_scoring(session, made, is_confirmed=True)
        assert session.get_one(Edition, made).state is S.SCORING_CLOSED


def _closed(store: Store) -> tuple[Any, Any, Any]:
    """A closed edition: its id, a ballot's id, the operation that gave the first score."""
    store.guard, store.irrevocable = DECLARED.guard, DECLARED.irrevocable()
    with store.write("edition.add") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        card = ballot(session, who, one).id
    with store.write("score.add") as session:
        hand_in(session, made, who, one, 30)
    entry = store.undoable()
    assert entry is not None
    with store.write("edition.close_scoring") as session:
        close_scoring(session, made)
    return made, card, entry


def test_closing_seals_the_scores(store: Store) -> None:
    made, card, entry = _closed(store)
    with store.read() as session:
        assert all(one.sealed_at for one in session.scalars(select(Score)))
        first = criteria(session, made)[0]
        locked = {SCORES.locked(one) is not None for one in session.scalars(select(Score))}
        assert locked == {True}
    with pytest.raises(Refused) as refused, store.write("score.add") as session:
        put(session, SCORES, ballot_id=card, criterion_id=first.id, points=1, reason="pomyłka")
    assert "problem.scoring_closed" in keys(refused)
    with pytest.raises(Refused), store.write("ballot.edit") as session:
        session.get_one(Ballot, card).remark = "po zamknięciu"      # past every form: the guard still sees it
    with pytest.raises(UndoConflict):
        store.undo(entry.id)


def test_reopening_unseals_and_names_the_second_person(store: Store) -> None:
    made, card, _ = _closed(store)
    with store.write("edition.reopen_scoring", reason="karta wpłynęła w terminie") as session:
        reopen_scoring(session, made, "karta wpłynęła w terminie", "Adam Buk")
    with store.write("score.edit") as session:
        assert session.get_one(Edition, made).reopened_with == "Adam Buk"
        assert not any(one.sealed_at for one in session.scalars(select(Score)))
        put(session, SCORES, ballot_id=card, criterion_id=criteria(session, made)[0].id, points=1, reason="pomyłka")
        assert session.scalars(select(Score).where(Score.is_superseded.is_(True))).one().points == 8


def test_a_member_without_declarations_cannot_begin(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        accepted(session, made, "Olga Kos")
        juror(session, made, "Ewa Lis", state=JurorState.APPOINTED)
        with pytest.raises(Refused) as refused:
            begin_scoring(session, made)
        assert keys(refused) == ["problem.no_jurors"]
