"""Is the result certain? Variants, what holds, who swaps with whom, in words; states of cells; the profile.

Where nothing of the database matters, SQLite alone does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.certainty import Opinion, VariantKind, certainty
from openkrakow_desktop.competition.jury import submit_ballot, withdraw_juror
from openkrakow_desktop.competition.kinds import CandidateCategory
from openkrakow_desktop.competition.profile import jury_profile
from openkrakow_desktop.competition.results import edition_results
from openkrakow_desktop.competition.scoring import ScoringMethod
from openkrakow_desktop.competition.service import criteria
from openkrakow_desktop.competition.tally import CellState, load_tally
from openkrakow_desktop.competition.telling import say
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.core.work import Cancelled, Progress
from tests.competition.build import accepted, ballot, begin_scoring, conflict, edition, hand_in, juror, score

PEOPLE = CandidateCategory.INDIVIDUAL
# totals of three jurors: A leads by the mean (one enthusiast), B by the median and in two orders of three
GIVEN = {"A": (40, 24, 24), "B": (30, 28, 28), "C": (12, 12, 12), "D": (8, 8, 8), "E": (4, 4, 4)}


def scene(session: Session, **rules: object) -> tuple[UUID, dict[str, UUID], list[UUID]]:
    made = edition(session, max_titles_individual=1, **rules)
    found = {letter: accepted(session, made, f"Kandydatura {letter}") for letter in GIVEN}
    jurors = [juror(session, made, f"Osoba {no}") for no in range(1, 4)]
    begin_scoring(session, made)
    for letter, totals in GIVEN.items():
        for who, total in zip(jurors, totals, strict=True):
            hand_in(session, made, who, found[letter], total)
    return made, found, jurors


def test_variants_and_what_holds(store: Store) -> None:
    with store.write("test") as session:
        made, found, _ = scene(session)
    with store.read() as session:
        page = certainty(session, made, PEOPLE)
    assert page is not None
    by = {one.opinion: one.places for one in page.variants if one.kind is VariantKind.METHOD}
    assert set(by) == set(Opinion) - {Opinion.MEAN}                  # the official method is no variant
    firsts = {opinion: [one for one, place in places.items() if place == 1] for opinion, places in by.items()}
    for opinion in (Opinion.MEDIAN, Opinion.TRIMMED, Opinion.CLOSEST, Opinion.BORDA, Opinion.SCHULZE,
                    Opinion.RANKED_PAIRS, Opinion.IRV):
        assert firsts[opinion] == [found["B"]], opinion
    without = {one.juror.no: one.places for one in page.variants if one.juror is not None}
    assert without[1][found["B"]] == 1 and without[2][found["A"]] == without[3][found["A"]] == 1
    assert sum(one.kind is VariantKind.WITHOUT_CRITERION for one in page.variants) == 4
    assert len(page.variants) == 9 + 3 + 4 == page.holds[0].of
    assert [(one.place, one.candidate.id) for one in page.holds] == [
        (1, found["A"]), (2, found["B"]), (3, found["C"])]
    first, second, third = page.holds
    assert third.held == third.of and third.swaps == ()
    assert {one.variant.opinion for one in first.swaps} >= {Opinion.MEDIAN, Opinion.BORDA, Opinion.SCHULZE}
    assert {one.variant.juror.no for one in first.swaps if one.variant.juror is not None} == {1}
    assert all(one.place == 2 and [other.id for other in one.instead] == [found["B"]] for one in first.swaps)
    assert first.held + first.shared + len(first.swaps) == first.of == second.of
    assert page.same_titles == first.held and page.official[found["A"]] == 1


def test_leaving_a_juror_out_is_as_if_there_had_been_none(sqlite_store: Store) -> None:
    """What is kept from the whole table is what would be worked out anew."""
    with sqlite_store.write("test") as session:
        made, _, jurors = scene(session)
        tally = load_tally(session, made, PEOPLE)
    for who in jurors:
        left = tally.without_juror(who)
        again = replace(left)
        assert "worths" in vars(left) and "worths" not in vars(again)
        assert left.worths == again.worths and left.standings() == again.standings()
        assert all(one.eligible == 2 for one in left.standings())


def test_dots_are_the_cards_of_each_candidate(store: Store) -> None:
    with store.write("test") as session:
        made, found, _ = scene(session)
        page = certainty(session, made, PEOPLE)
    assert page is not None and [one.candidate.id for one in page.dots] == [found[letter] for letter in "ABCDE"]
    assert [(seat.no, value) for seat, value in page.dots[0].dots] == [(1, 40), (2, 24), (3, 24)]
    assert (page.dots[0].mean, page.dots[0].median, page.most) == (Fraction(88, 3), 24, 40)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_words(sqlite_store: Store, language: str) -> None:
    with sqlite_store.write("test") as session:
        made, _, _ = scene(session)
        page = certainty(session, made, PEOPLE)
    assert page is not None
    said = [say(one, words(language)) for one in page.told]
    assert not any("[" in one or "{" in one for one in said)
    if language == "pl":
        assert f"Miejsce 1: kandydatura nr 1 (Kandydatura A) ma je w {page.holds[0].held} z 16 wariantów." in said
        assert "Miejsce 3: kandydatura nr 3 (Kandydatura C) ma je we wszystkich 16 wariantach." in said
        assert ("Metoda „mediana”: miejsce 1 mają kandydatury nr 2, kandydatura nr 1 ma miejsce 2." in said)


def test_progress_and_cancel(sqlite_store: Store) -> None:
    steps: list[tuple[int, int]] = []
    with sqlite_store.write("test") as session:
        made, _, _ = scene(session)
        certainty(session, made, PEOPLE, Progress(lambda done, total: steps.append((done, total))))
        assert steps[0] == (0, 16) and steps[-1] == (16, 16)
        stopped = Progress()
        stopped.cancel()
        with pytest.raises(Cancelled):
            certainty(session, made, PEOPLE, stopped)


def test_nobody_ranked_and_nobody_standing(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        accepted(session, made, "Olga Kos")
        juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        page = certainty(session, made, PEOPLE)
        assert page is not None and [one.key for one in page.told] == ["certainty.nobody_ranked"]
        empty = certainty(session, made, CandidateCategory.ENTITY)
        assert empty is not None and empty.holds == () and empty.dots == ()


def test_the_official_method_is_no_variant(store: Store) -> None:
    with store.write("test") as session:
        made, found, _ = scene(session, method=ScoringMethod.MEDIAN)
        page = certainty(session, made, PEOPLE)
    assert page is not None and page.official[found["B"]] == 1
    assert Opinion.MEDIAN not in {one.opinion for one in page.variants}


def test_four_different_things_and_a_fifth(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        one = accepted(session, made, "Olga Kos")
        names = ("Adam Buk", "Ewa Lis", "Iga Dąb", "Jan Lin", "Ola Maj", "Zoja Zych")
        abstains, in_conflict, leaves, waits, drafts, scores = (juror(session, made, name) for name in names)
        conflict(session, in_conflict, one)
        begin_scoring(session, made)
        hand_in(session, made, scores, one, 30)
        hand_in(session, made, leaves, one, 40)
        card = ballot(session, abstains, one)
        for criterion in criteria(session, made):
            score(session, card, criterion, None, is_abstention=True)
        submit_ballot(session, card.id)
        score(session, ballot(session, drafts, one), criteria(session, made)[0], 9)
        withdraw_juror(session, leaves, dt.date(2026, 7, 20))
        tally = load_tally(session, made, PEOPLE)
        told = {who: tally.state(who, one) for who in (abstains, in_conflict, leaves, waits, drafts, scores)}
        assert told == {abstains: CellState.ABSTAINED, in_conflict: CellState.EXCLUDED, leaves: CellState.VOID,
                        waits: CellState.NOT_SCORED, drafts: CellState.NOT_SCORED, scores: CellState.SCORED}
        assert tally.cells[drafts, one].points == {}         # a draft is nobody's business
        assert tally.eligible(one) == 4 and [seat.no for seat in tally.seats] == [1, 2, 3, 4, 5, 6]
        standing = tally.standings()[0]
        assert (standing.cards, standing.holes, standing.totals) == (1, 1, (30,))


def test_the_profile_of_the_jury(store: Store) -> None:
    with store.write("test") as session:
        made, found, jurors = scene(session)
        told = jury_profile(edition_results(session, made)[PEOPLE])
    mild = {one.seat.id: one.severity for one in told.jurors}
    assert mild[jurors[0]] == Fraction(24, 10) and mild[jurors[1]] == mild[jurors[2]] == Fraction(-12, 10)
    assert told.candidates[0].candidate.id == found["A"] and told.candidates[0].spread == 16
    assert told.agreement.icc_mean.value is not None and told.agreement.kendall_w.jurors == 3
    assert told.jurors[0].states[CellState.SCORED] == 5
