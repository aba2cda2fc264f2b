"""Scenarios 8 to 11 through services, and the "Also" line: minors, odd case numbers."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.feature import NOMINATIONS, TIE_PLACES, TIE_RESOLUTIONS, VERDICTS
from openkrakow_desktop.competition.kinds import (
    BallotState,
    CandidateCategory,
    EditionState,
    NominationState,
    TieMethod,
)
from openkrakow_desktop.competition.model import Ballot, Edition, Nomination
from openkrakow_desktop.competition.results import category_standings, close_scoring, record_minutes, unsettled_ties
from openkrakow_desktop.competition.scoring import Standing, share, shown
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from tests.competition.build import (
    accepted,
    ballot,
    begin_scoring,
    candidate,
    change,
    conflict,
    edition,
    hand_in,
    juror,
    nomination,
    nomination_draft,
    put,
)

PEOPLE = CandidateCategory.INDIVIDUAL


def scene(session: Session, candidates: str, jurors: int, **rules: object) -> tuple[UUID, dict[str, UUID], list[UUID]]:
    """An edition before scoring: candidates by letter, members of the Chapter by place."""
    made = edition(session, **rules)
    standing = {letter: accepted(session, made, f"Kandydatura {letter}") for letter in candidates}
    return made, standing, [juror(session, made, f"Osoba {number}") for number in range(1, jurors + 1)]


def results(session: Session, made: UUID, standing: dict[str, UUID]) -> dict[str, Standing[UUID]]:
    letters = {key: letter for letter, key in standing.items()}
    return {letters[one.candidate]: one for one in category_standings(session, made, PEOPLE)}


def test_8_mean(store: Store) -> None:
    with store.write("test") as session:
        made, standing, jurors = scene(session, "A", 3)
        begin_scoring(session, made)
        for who, points in zip(jurors, ((8, 9, 7, 8), (7, 8, 8, 9), (9, 9, 8, 8)), strict=True):
            hand_in(session, made, who, standing["A"], *points)
        found = results(session, made, standing)["A"]
        assert found.totals == (32, 32, 34) and found.mean == Fraction(98, 3)
        assert str(shown(found.mean)) == "32.67" and str(shown(share(found.mean, 40))) == "81.67"
        assert (found.median, found.spread, found.rank) == (32, 2, 1)


def test_9_conflict_of_interest(store: Store) -> None:
    with store.write("test") as session:
        made, standing, jurors = scene(session, "AB", 5)
        begin_scoring(session, made)
        for who, total in zip(jurors, (30, 34, 40, 36, 28), strict=True):
            hand_in(session, made, who, standing["A"], total)
        assert results(session, made, standing)["A"].mean == Fraction(168, 5)       # 33,60
        third = jurors[2]
        card = ballot(session, third, standing["A"]).id
    with store.write("conflict_of_interest.add") as session:
        conflict(session, third, standing["A"])
    with store.write("score.add") as session:
        found = results(session, made, standing)["A"]
        assert (found.mean, found.cards, found.eligible) == (32, 4, 4)
        assert ballot(session, third, standing["A"]).state is BallotState.EXCLUDED
        assert hand_in(session, made, third, standing["B"], 25).state is BallotState.SUBMITTED
        assert 40 not in found.totals
    told = [event.after().get("state") for event in store.history(Ballot, card)]   # the log keeps what was
    assert told[-2:] == [BallotState.SUBMITTED.value, BallotState.EXCLUDED.value]


@pytest.mark.parametrize("titles", [1, 2])
def test_10_tie(store: Store, titles: int) -> None:
    with store.write("test") as session:
        made, standing, jurors = scene(session, "NOP", 4, max_titles_individual=titles)
        for who in jurors[2:]:
            conflict(session, who, standing["N"])
        begin_scoring(session, made)
        given = {"N": (30, 37), "O": (33, 34, 33, 34), "P": (31, 31, 31, 31)}
        for letter, totals in given.items():
            for who, total in zip(jurors, totals, strict=False):
                hand_in(session, made, who, standing[letter], total)
        found = results(session, made, standing)
        assert {letter: one.rank for letter, one in found.items()} == {"N": 1, "O": 1, "P": 3}
        assert [str(shown(found[letter].mean or Fraction(0))) for letter in "NOP"] == ["33.50", "33.50", "31.00"]
        close_scoring(session, made)
        put(session, VERDICTS, edition_id=made, met_on=dt.date(2026, 8, 1), members_present=4)
        if titles == 1:
            with pytest.raises(Refused) as refused:
                record_minutes(session, made)
            assert [one.key for one in refused.value.problems] == ["problem.tie_open"]
            tie = put(session, TIE_RESOLUTIONS, edition_id=made, category=PEOPLE, place=1, method=TieMethod.VOTE,
                      votes_for=3, votes_against=1)
            for place, letter in enumerate("NO", 1):
                put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=standing[letter], place=place)
        assert unsettled_ties(session, made) == []
        record_minutes(session, made)
        assert session.get_one(Edition, made).state is EditionState.MINUTES


def test_11_missing_ballots(store: Store) -> None:
    with store.write("test") as session:
        made, standing, jurors = scene(session, "ST", 5)
        begin_scoring(session, made)
        for who in jurors[:3]:
            hand_in(session, made, who, standing["S"], 30)
        for who in jurors[:2]:
            hand_in(session, made, who, standing["T"], 39)
        found = results(session, made, standing)
        assert (found["S"].rank, found["S"].cards, found["S"].eligible) == (1, 3, 5)
        assert (found["T"].rank, found["T"].cards, found["T"].result) == (None, 2, None)
        with pytest.raises(Refused) as refused:
            close_scoring(session, made)
        assert [(one.key, one.values) for one in refused.value.problems] == [
            ("problem.too_few_cards", {"candidates": "2 (2/5)"})]
        close_scoring(session, made, is_confirmed=True)


def test_a_minor_without_a_guardians_consent_is_not_accepted(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        key = nomination(session, made, candidate(session, made, is_minor=True))
        with pytest.raises(Refused) as refused:
            change(session, NOMINATIONS, key, state=NominationState.ACCEPTED)
        assert [(one.field, one.key) for one in refused.value.problems] == [
            ("guardian_consent", "problem.guardian_consent")]
        change(session, NOMINATIONS, key, state=NominationState.ACCEPTED, guardian_consent=True)
        assert session.get_one(Nomination, key).state is NominationState.ACCEPTED


@pytest.mark.parametrize(("case_no", "is_odd"), [("SP-03.0541.12.2025", False), ("SP-03/0541", True)])
def test_case_numbers_warn_and_are_kept(store: Store, case_no: str, is_odd: bool) -> None:
    with store.write("test") as session:
        made = edition(session)
        values = NOMINATIONS.draft(session, None) | nomination_draft(made, candidate(session, made), case_no=case_no)
        found = [one.key for one in NOMINATIONS.problems(session, values, None, dt.date(2026, 6, 11))]
        assert found == (["problem.case_number"] if is_odd else [])
        key = NOMINATIONS.put(session, None, values, dt.date(2026, 6, 11)).id
    with store.read() as session:
        assert session.get_one(Nomination, key).case_no == case_no
