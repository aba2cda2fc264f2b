"""The Chapter: who scores whom, scores that are superseded and never changed, members who leave, motions that tie."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from sqlalchemy import select

from openkrakow_desktop.competition.feature import (
    BALLOTS,
    CONFLICTS,
    JURORS,
    SCORES,
    TIE_PLACES,
    TIE_RESOLUTIONS,
    VERDICTS,
)
from openkrakow_desktop.competition.gaps import gaps
from openkrakow_desktop.competition.jury import (
    activate_juror,
    barred,
    current_scores,
    issue_ballots,
    submit_ballot,
    withdraw_juror,
)
from openkrakow_desktop.competition.kinds import (
    BallotState,
    CandidateCategory,
    ConflictScope,
    ConflictSource,
    JurorState,
    TieMethod,
)
from openkrakow_desktop.competition.model import Ballot, Juror, Score
from openkrakow_desktop.competition.results import category_standings, close_scoring, record_minutes, unsettled_ties
from openkrakow_desktop.competition.scoring import MissingScoreRule
from openkrakow_desktop.competition.service import criteria
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from tests.competition.build import (
    SIGNED,
    accepted,
    at,
    ballot,
    begin_scoring,
    candidate,
    change,
    conflict,
    edition,
    hand_in,
    juror,
    nomination,
    person,
    put,
    score,
)

PEOPLE, ENTITIES = CandidateCategory.INDIVIDUAL, CandidateCategory.ENTITY
B = BallotState


def keys(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.key for one in refused.value.problems]


def test_cards_are_issued_to_whoever_may_score(store: Store) -> None:
    with store.write("test") as session:
        made, ewa = edition(session), person(session, "Dąb", "Ewa")
        olga, herself = accepted(session, made, "Olga Kos"), accepted(session, made, "Ewa Dąb", person_id=ewa)
        waiting = candidate(session, made, "Ola Maj")
        nomination(session, made, waiting)
        adam, also = juror(session, made, "Adam Buk"), juror(session, made, "Ewa Dąb", person_id=ewa)
        juror(session, made, "Jan Lin", state=JurorState.APPOINTED)
        conflict(session, adam, olga)
        begin_scoring(session, made)
        found = {(one.juror_id, one.candidate_id): one.state for one in session.scalars(select(Ballot))}
        assert found == {(adam, olga): B.EXCLUDED, (adam, herself): B.NOT_STARTED, (also, olga): B.NOT_STARTED,
                         (also, herself): B.EXCLUDED}
        assert issue_ballots(session, made) == 0


def test_a_conflict_covers_the_candidate_or_the_category(store: Store) -> None:
    with store.write("test") as session:
        made, other = edition(session), edition(session, 2024, coi_scope=ConflictScope.CATEGORY)
        narrow, wide = juror(session, made, "Ewa Lis"), juror(session, other, "Ewa Lis")
        olga, _ = candidate(session, made, "Olga Kos"), candidate(session, made, "Ola Maj")
        conflict(session, narrow, olga)
        assert barred(session, session.get_one(Juror, narrow)) == {olga}
        one, two = candidate(session, other, "Olga Kos"), candidate(session, other, "Ola Maj")
        candidate(session, other, "Fundacja Mosty", category=ENTITIES)
        conflict(session, wide, one)
        assert barred(session, session.get_one(Juror, wide)) == {one, two}


def test_a_groundless_hint_is_no_conflict(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        hint = conflict(session, who, one, source=ConflictSource.HINT, is_dismissed=True)
        begin_scoring(session, made)
        assert ballot(session, who, one).state is B.NOT_STARTED
        change(session, CONFLICTS, hint, is_dismissed=False)
        assert ballot(session, who, one).state is B.EXCLUDED
        with pytest.raises(Refused) as refused:
            change(session, BALLOTS, ballot(session, who, one).id, state=B.DRAFT)
        assert keys(refused) == ["problem.juror_in_conflict"]
        change(session, CONFLICTS, hint, is_dismissed=True)
        change(session, BALLOTS, ballot(session, who, one).id, state=B.DRAFT)
        assert ballot(session, who, one).state is B.DRAFT


def test_a_score_is_superseded_never_changed(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        card, first = ballot(session, who, one), criteria(session, made)[0]
        given = score(session, card, first, 7, given_at=at(dt.date(2026, 7, 5)))
        assert card.state is B.DRAFT
        assert score(session, card, first, 7) == given               # the same again is no new version
        newer = change(session, SCORES, given, points=9)
        assert newer != given
        old, new = session.get_one(Score, given), session.get_one(Score, newer)
        assert (old.points, old.is_superseded, old.version_no) == (7, True, 1)
        assert (new.points, new.is_superseded, new.version_no) == (9, False, 2)
        assert new.given_at is not None and old.given_at is not None and new.given_at > old.given_at
        assert change(session, SCORES, given, points=9) == newer     # the old row again, as a second import brings it
        assert current_scores(session, [card.id]) == {(card.id, first.id): new}


def test_a_handed_in_card_changes_only_for_a_reason(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        card = hand_in(session, made, who, one, 30)
        first = criteria(session, made)[0]
        assert (card.state, card.submitted_at) == (B.SUBMITTED, SIGNED)
        score(session, card, first, 1, reason="pomyłka w karcie papierowej")
        assert current_scores(session, [card.id])[card.id, first.id].points == 1
        assert category_standings(session, made, PEOPLE)[0].mean == 23


def test_a_card_is_handed_in_whole_and_an_abstention_is_said(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        card, four = ballot(session, who, one), criteria(session, made)
        for criterion in four[:3]:
            score(session, card, criterion, 8)
        with pytest.raises(Refused) as refused:
            submit_ballot(session, card.id)
        assert [(found.key, found.values) for found in refused.value.problems] == [
            ("problem.card_incomplete", {"criteria": four[3].name})]
        score(session, card, four[3], None, is_abstention=True)
        submit_ballot(session, card.id)
        assert card.state is B.SUBMITTED and card.submitted_at is not None
        found = category_standings(session, made, PEOPLE)[0]
        assert (found.result, found.cards, found.rank) == (32, 1, 1)          # 24 of 30 answered, as of 40: no zero


def test_a_card_with_a_hole_is_left_out_where_the_rules_say_so(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, missing_score_rule=MissingScoreRule.SKIP)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        card, four = ballot(session, who, one), criteria(session, made)
        for criterion in four[:3]:
            score(session, card, criterion, 8)
        score(session, card, four[3], None, is_abstention=True)
        submit_ballot(session, card.id)
        found = category_standings(session, made, PEOPLE)[0]
        assert (found.cards, found.holes, found.eligible, found.rank) == (0, 1, 1, None)


def test_a_member_who_leaves_takes_the_cards_along(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one = accepted(session, made, "Olga Kos")
        ewa, adam = juror(session, made, "Ewa Lis"), juror(session, made, "Adam Buk")
        begin_scoring(session, made)
        hand_in(session, made, ewa, one, 40)
        hand_in(session, made, adam, one, 20)
        withdraw_juror(session, ewa, dt.date(2026, 7, 20), "wyjazd")
        assert session.get_one(Juror, ewa).state is JurorState.WITHDRAWN
        assert (ballot(session, ewa, one).state, ballot(session, ewa, one).void_reason) == (B.VOID, "wyjazd")
        found = category_standings(session, made, PEOPLE)[0]
        assert (found.mean, found.cards, found.eligible) == (20, 1, 1)
        with pytest.raises(Refused) as refused:
            change(session, JURORS, ewa, state=JurorState.ACTIVE)
        assert "problem.transition" in keys(refused)
        close_scoring(session, made)
        withdraw_juror(session, adam, dt.date(2026, 8, 20), is_dismissed=True)       # after closing the results stand
        assert (session.get_one(Juror, adam).state, ballot(session, adam, one).state) == (
            JurorState.DISMISSED, B.SUBMITTED)


def test_both_declarations_make_a_member_active(store: Store) -> None:
    with store.write("test") as session:
        who = juror(session, edition(session), "Ewa Lis", state=JurorState.APPOINTED, impartiality_declared_at=None)
        activate_juror(session, who, SIGNED, SIGNED)
        found = session.get_one(Juror, who)
        assert (found.state, found.impartiality_declared_at) == (JurorState.ACTIVE, SIGNED)


def test_minutes_wait_for_a_tie_to_be_settled(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session, max_titles_individual=1)
        olga, ola = accepted(session, made, "Olga Kos"), accepted(session, made, "Ola Maj")
        jurors = [juror(session, made, name) for name in ("Ewa Lis", "Adam Buk", "Jan Lin", "Iga Dąb")]
        begin_scoring(session, made)
        for who in jurors:
            hand_in(session, made, who, olga, 30)
            hand_in(session, made, who, ola, 30)
        close_scoring(session, made)
        put(session, VERDICTS, edition_id=made, met_on=dt.date(2026, 8, 1), members_present=4)
        with pytest.raises(Refused) as refused:
            record_minutes(session, made)
        assert [(one.key, one.values) for one in refused.value.problems] == [
            ("problem.tie_open", {"candidates": "1, 2"})]
        tie = put(session, TIE_RESOLUTIONS, edition_id=made, category=PEOPLE, place=1, method=TieMethod.VOTE,
                  votes_for=3, votes_against=1, votes_abstaining=0)
        put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=ola, place=1)
        assert unsettled_ties(session, made) == [(olga, ola)]         # one of the two is not enough
        put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=olga, place=2)
        assert unsettled_ties(session, made) == []
        record_minutes(session, made)


def test_categories_are_ranked_apart(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        olga = accepted(session, made, "Olga Kos")
        bridges = accepted(session, made, "Fundacja Mosty", category=ENTITIES)
        who = juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        hand_in(session, made, who, olga, 20)
        hand_in(session, made, who, bridges, 38)
        people, entities = (category_standings(session, made, category) for category in (PEOPLE, ENTITIES))
        assert [(one.candidate, one.rank, one.mean) for one in people] == [(olga, 1, 20)]
        assert [(one.candidate, one.rank, one.mean) for one in entities] == [(bridges, 1, 38)]


def test_two_laptops_scored_the_same_card(store: Store) -> None:
    """After a merge both versions stand: the newer counts, and the list of gaps says so."""
    with store.write("test") as session:
        made = edition(session)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        card = hand_in(session, made, who, one, 30)
        first = criteria(session, made)[0]
        later = at(dt.date(2026, 7, 9))
        session.add(Score(ballot_id=card.id, criterion_id=first.id, points=0, given_at=later, version_no=2))
        session.flush()
        assert category_standings(session, made, PEOPLE)[0].mean == Fraction(22)
        assert [(found.key, found.id) for found in gaps(session, Period(2026, dt.date(2026, 8, 1)))] == [
            ("score_twice", card.id)]
