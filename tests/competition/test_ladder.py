"""Ties climb the ladder of the edition; every step is told; a draw is repeatable.

Where only the arithmetic differs between cases, SQLite alone does."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.feature import TIE_PLACES, TIE_RESOLUTIONS
from openkrakow_desktop.competition.kinds import CandidateCategory, TieMethod, TieStepKind
from openkrakow_desktop.competition.ladder import draw_order
from openkrakow_desktop.competition.model import TiePlace
from openkrakow_desktop.competition.results import CategoryResult, edition_results, record_draw, unsettled_ties
from openkrakow_desktop.competition.rule_registers import TIE_STEPS
from openkrakow_desktop.competition.service import criteria
from openkrakow_desktop.competition.telling import say
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from tests.competition.build import accepted, begin_scoring, edition, hand_in, juror, put

PEOPLE = CandidateCategory.INDIVIDUAL
T = TieStepKind
DAY = dt.date(2026, 8, 1)


def scene(session: Session, given: dict[str, tuple[tuple[int, ...], ...]], ladder: tuple[TieStepKind, ...],
          titles: int | None = 1) -> tuple[UUID, dict[str, UUID]]:
    """Candidates by letter with each juror's four numbers; a step by criterion takes the second."""
    made = edition(session, max_titles_individual=titles)
    for no, kind in enumerate(ladder, 1):
        second = criteria(session, made)[1].id if kind is T.CRITERION else None
        put(session, TIE_STEPS, edition_id=made, no=no, kind=kind, criterion_id=second)
    found = {letter: accepted(session, made, f"Kandydatura {letter}") for letter in given}
    jurors = [juror(session, made, f"Osoba {no}") for no in range(len(next(iter(given.values()))))]
    begin_scoring(session, made)
    for letter, cards in given.items():
        for who, points in zip(jurors, cards, strict=True):
            hand_in(session, made, who, found[letter], *points)
    return made, found


def result(session: Session, made: UUID) -> CategoryResult:
    return edition_results(session, made)[PEOPLE]


def places(session: Session, made: UUID, found: dict[str, UUID]) -> dict[str, int]:
    given = result(session, made).resolved.places
    return {letter: given[key] for letter, key in found.items()}


def told(session: Session, made: UUID) -> list[str]:
    return [one.key.removeprefix("tie.") for one in result(session, made).resolved.told]


# A and B: 30 each by every juror; by the second criterion B leads; A's cards lie further apart
EVEN = {"A": ((9, 7, 7, 7), (9, 7, 7, 7), (9, 7, 7, 7)), "B": ((7, 9, 7, 7), (7, 9, 7, 7), (7, 9, 7, 7)),
        "C": ((5, 5, 5, 5), (5, 5, 5, 5), (5, 5, 5, 5))}
APART = {"A": ((10, 10, 10, 10), (7, 7, 6, 6), (6, 6, 6, 6)), "B": ((7, 7, 8, 8), (7, 7, 8, 8), (7, 8, 8, 7)),
         "C": ((5, 5, 5, 5), (5, 5, 5, 5), (5, 5, 5, 5))}


@pytest.mark.parametrize(("given", "ladder", "order", "steps"), [
    (EVEN, (T.CRITERION,), {"A": 2, "B": 1, "C": 3}, ["met", "by_criterion", "order"]),
    (EVEN, (T.MEDIAN, T.TOP_SCORES, T.CRITERION), {"A": 2, "B": 1, "C": 3},
     ["met", "by_median", "still_equal", "by_top_scores", "still_equal", "by_criterion", "order"]),
    (EVEN, (T.MEDIAN, T.EX_AEQUO, T.CRITERION), {"A": 1, "B": 1, "C": 3},
     ["met", "by_median", "still_equal", "ex_aequo"]),
    (APART, (T.MEDIAN,), {"A": 2, "B": 1, "C": 3}, ["met", "by_median", "order"]),
    (APART, (T.TOP_SCORES,), {"A": 1, "B": 2, "C": 3}, ["met", "by_top_scores", "order"]),
])
def test_steps_that_follow_from_the_scores(
    sqlite_store: Store, given: Any, ladder: Any, order: Any, steps: list[str]
) -> None:
    with sqlite_store.write("test") as session:
        made, found = scene(session, given, ladder)
        assert [one.rank for one in result(session, made).standings] == [1, 1, 3]     # the tie itself stays shown
        assert places(session, made, found) == order and told(session, made) == steps
        assert unsettled_ties(session, made) == []


@pytest.mark.parametrize("titles", [None, 2, 3])
def test_a_tie_that_decides_nothing_stays(sqlite_store: Store, titles: int | None) -> None:
    with sqlite_store.write("test") as session:
        made, found = scene(session, EVEN, (T.CRITERION,), titles)
        assert places(session, made, found) == {"A": 1, "B": 1, "C": 3} and told(session, made) == []


def test_the_ladder_stops_at_people(store: Store) -> None:
    with store.write("test") as session:
        made, found = scene(session, EVEN, (T.MEDIAN, T.VOTE, T.CHAIR))
        still = result(session, made).resolved.open
        assert [(one.place, set(one.candidates), one.waits_for) for one in still] == [
            (1, {found["A"], found["B"]}, T.VOTE)]
        tie = put(session, TIE_RESOLUTIONS, edition_id=made, category=PEOPLE, place=1, method=TieMethod.EX_AEQUO)
        for letter in "AB":
            put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=found[letter], place=1)
        assert places(session, made, found) == {"A": 1, "B": 1, "C": 3}
        assert told(session, made)[-2:] == ["outside_ladder", "by_ex_aequo"] and unsettled_ties(session, made) == []


def test_only_the_part_across_the_last_title_climbs_on(store: Store) -> None:
    """Three equal for two titles: the criterion lifts one, the other two go on to the vote."""
    given = {"A": ((9, 7, 7, 7),), "B": ((7, 9, 7, 7),), "C": ((9, 7, 7, 7),), "D": ((5, 5, 5, 5),)}
    with store.write("test") as session:
        made, found = scene(session, given, (T.CRITERION, T.VOTE), titles=2)
        assert places(session, made, found) == {"A": 2, "B": 1, "C": 2, "D": 4}
        assert [(one.place, set(one.candidates)) for one in result(session, made).resolved.open] == [
            (2, {found["A"], found["C"]})]
        tie = put(session, TIE_RESOLUTIONS, edition_id=made, category=PEOPLE, place=2, method=TieMethod.VOTE,
                  votes_for=1, votes_against=0, minutes_no="1/2026")
        for place, letter in enumerate("CA", 2):
            put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=found[letter], place=place)
        assert places(session, made, found) == {"A": 3, "B": 1, "C": 2, "D": 4}
        assert unsettled_ties(session, made) == []


def test_a_draw_follows_from_its_seed_alone(store: Store) -> None:
    assert draw_order([1, 2, 3], "2026-08-01 Lotto 7") == draw_order([3, 1, 2], "2026-08-01 Lotto 7")
    assert {tuple(draw_order([1, 2, 3], str(seed))) for seed in range(60)} == {
        (1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)}
    with store.write("test") as session:
        made, found = scene(session, EVEN, (T.LOT,))
        with pytest.raises(Refused) as refused:
            record_draw(session, made, [found["A"], found["B"]], 1, " ", "", DAY)
        assert [one.field for one in refused.value.problems] == ["draw_seed", "witnesses"]
        record_draw(session, made, [found["A"], found["B"]], 1, "17", "Ewa Lis, Adam Buk", DAY, "1/2026")
        first = draw_order([1, 2], "17")[0]
        assert places(session, made, found)["A" if first == 1 else "B"] == 1
        assert told(session, made) == ["met", "by_lot", "order"] and unsettled_ties(session, made) == []


def test_an_order_that_was_not_drawn_does_not_count(store: Store) -> None:
    with store.write("test") as session:
        made, found = scene(session, EVEN, (T.LOT,))
        record_draw(session, made, [found["A"], found["B"]], 1, "17", "Ewa Lis", DAY)
        for one in session.scalars(select(TiePlace)):
            one.place = 3 - one.place                       # as if somebody had swapped them
        session.flush()
        assert told(session, made) == ["met", "draw_differs"] and len(unsettled_ties(session, made)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_said_in_words(sqlite_store: Store, language: str) -> None:
    with sqlite_store.write("test") as session:
        made, found = scene(session, EVEN, (T.MEDIAN, T.TOP_SCORES, T.LOT))
        record_draw(session, made, [found["A"], found["B"]], 1, "17", "Ewa Lis", DAY)
        said = [say(one, words(language)) for one in result(session, made).resolved.told]
    assert len(said) == 7 and not any("[" in one or "{" in one for one in said)
    if language == "pl":
        assert said[1] == "Mediany kandydatur nr 1, 2: 30,00; 30,00 (miejsce 1)."
