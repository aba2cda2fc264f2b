"""All score cards of one category as a plain table: who may score whom, who did, and what it gives.

Read once by a few statements; results, ties, the certainty page and the agreement of jurors are worked out of it.
Excluded (conflict), abstained, not yet scored and scored are four different things, and void a fifth."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .jury import all_barred
from .kinds import LEFT, BallotState, CandidateCategory, JurorState, NominationState
from .model import Ballot, Candidate, Edition, Juror, Nomination, Score
from .pairwise import order_of
from .rules_text import EditionRules, edition_rules_of
from .scoring import Rules, Standing, Worth, standings, whole, worth


class CellState(enum.Enum):
    """What stands where a juror's row meets a candidate's column."""

    EXCLUDED = "WYŁĄCZONA"  # conflict of interest: no cell, no share in the denominator
    NOT_SCORED = "BRAK_OCENY"  # not handed in yet; what a draft holds is nobody's business
    ABSTAINED = "WSTRZYMANIE"  # handed in, without points
    SCORED = "OCENIONA"
    VOID = "UNIEWAŻNIONA"  # the juror left the Chapter before the scoring was closed


@dataclass(frozen=True)
class Cell:
    """One juror's card for one candidate; `points` by criterion, None where the juror abstained from it."""

    state: CellState
    points: Mapping[UUID, int | None]


@dataclass(frozen=True)
class Seat:
    """A juror by number (alphabetical order in the edition). `is_counted`: takes part, or left after the closing."""

    id: UUID
    no: int
    name: str
    is_chair: bool
    is_counted: bool


@dataclass(frozen=True)
class Stander:
    """A candidate of the category."""

    id: UUID
    no: int
    name: str


@dataclass(frozen=True)
class Tally:
    """The table of one category, with the arithmetic of its edition. Nothing in it is rounded."""

    edition_id: UUID
    category: CandidateCategory
    rules: Rules
    seats: tuple[Seat, ...]
    standers: tuple[Stander, ...]
    cells: Mapping[tuple[UUID, UUID], Cell]  # (juror, candidate)

    @cached_property
    def counted(self) -> tuple[Seat, ...]:
        return tuple(one for one in self.seats if one.is_counted)

    @cached_property
    def numbers(self) -> Mapping[UUID, int]:
        """Candidate → number."""
        return {one.id: one.no for one in self.standers}

    def state(self, juror: UUID, candidate: UUID) -> CellState:
        return self.cells[juror, candidate].state

    @cached_property
    def worths(self) -> Mapping[tuple[UUID, UUID], Worth]:
        """(juror, candidate) → what a handed-in card gives, of jurors who are counted."""
        handed_in = (CellState.SCORED, CellState.ABSTAINED)
        counted = {one.id for one in self.counted}
        return {
            key: worth(cell.points, self.rules)
            for key, cell in self.cells.items()
            if key[0] in counted and cell.state in handed_in
        }

    def eligible(self, candidate: UUID) -> int:
        """Jurors who may score the candidate: neither a share nor a cell for one in conflict."""
        return sum(self.state(one.id, candidate) is not CellState.EXCLUDED for one in self.counted)

    def standings(self) -> list[Standing[UUID]]:
        """The results by the edition's rules, ranked ones first."""
        cards: dict[UUID, list[Worth]] = {one.id: [] for one in self.standers}
        for (_, candidate), card in self.worths.items():
            cards[candidate].append(card)
        return standings(cards, {one: self.eligible(one) for one in cards}, self.rules)

    @cached_property
    def cards(self) -> Mapping[UUID, Mapping[UUID, Fraction]]:
        """Juror → candidate → the whole card as one number, where it has one."""
        found: dict[UUID, dict[UUID, Fraction]] = {one.id: {} for one in self.counted}
        for (juror, candidate), card in self.worths.items():
            if (value := whole(card, self.rules)) is not None:
                found[juror][candidate] = value
        return found

    def orders(self) -> list[dict[UUID, int]]:
        """The order of candidates each juror's points make; whom a juror did not score has no place in it."""
        return [order_of(row) for row in self.cards.values() if row]

    def without_juror(self, juror: UUID) -> Tally:
        """As if this juror had never sat."""
        made = replace(
            self,
            seats=tuple(one for one in self.seats if one.id != juror),
            cells={key: cell for key, cell in self.cells.items() if key[0] != juror},
        )
        worths = {key: card for key, card in self.worths.items() if key[0] != juror}
        vars(made)["worths"] = worths  # the same cards: not worked out anew for each of seventeen jurors
        return made

    def without_criterion(self, criterion: UUID) -> Tally:
        """As if this criterion did not count; a stage without any criterion falls away with it."""
        kept = tuple(
            replace(one, is_counted=False) if one.key == criterion else one for one in self.rules.criteria
        )
        filled = {one.stage for one in kept if one.is_counted}
        stages = tuple(one for one in self.rules.stages if one.key in filled)
        return replace(self, rules=replace(self.rules, criteria=kept, stages=stages))


def load_tallies(
    session: Session, edition_id: UUID, rules: EditionRules | None = None
) -> dict[CandidateCategory, Tally]:
    """The tables of all categories of an edition that have candidates or are open for them."""
    edition = session.get_one(Edition, edition_id)
    rules = rules or edition_rules_of(session, edition_id)
    ballots = session.execute(
        select(Ballot.id, Ballot.juror_id, Ballot.candidate_id, Ballot.state)
        .join(Juror, Juror.id == Ballot.juror_id)
        .where(Juror.edition_id == edition_id)
    ).all()
    points = _points(session, edition_id)
    seats = _seats(session, edition_id, {juror for _, juror, _, state in ballots if state is not BallotState.VOID})
    barred = all_barred(session, edition)
    standers = _standers(session, edition_id, {candidate for _, _, candidate, _ in ballots})
    cards = {(juror, candidate): (key, state) for key, juror, candidate, state in ballots}
    arithmetic = rules.arithmetic()
    criteria = {one.key for one in arithmetic.criteria if one.is_counted}
    tallies = {}
    for category in CandidateCategory:
        mine = tuple(one for kind, one in standers if kind is category)
        if not mine and category not in rules.categories:
            continue
        cells = {}
        for seat in seats:
            for one in mine:
                key, state = cards.get((seat.id, one.id), (None, BallotState.NOT_STARTED))
                given = points.get(key, {}) if key else {}
                cells[seat.id, one.id] = _cell(state, given, one.id in barred[seat.id], criteria)
        tallies[category] = Tally(edition_id, category, arithmetic, seats, mine, cells)
    return tallies


def load_tally(session: Session, edition_id: UUID, category: CandidateCategory) -> Tally:
    """The table of one category, empty when nobody stands in it."""
    found = load_tallies(session, edition_id).get(category)
    if found is not None:
        return found
    return Tally(edition_id, category, edition_rules_of(session, edition_id).arithmetic(), (), (), {})


def _cell(
    state: BallotState, points: Mapping[UUID, int | None], is_barred: bool, criteria: set[object]
) -> Cell:
    if state is BallotState.VOID:
        return Cell(CellState.VOID, {})
    if is_barred:
        return Cell(CellState.EXCLUDED, {})
    if state is not BallotState.SUBMITTED:
        return Cell(CellState.NOT_SCORED, {})
    has_points = any(given is not None for one, given in points.items() if one in criteria)
    return Cell(CellState.SCORED if has_points else CellState.ABSTAINED, points)


def _points(session: Session, edition_id: UUID) -> dict[UUID, dict[UUID, int | None]]:
    """Score card → criterion → points in force; of two that nothing supersedes (after a merge) the later one."""
    rows = session.execute(
        select(Score.ballot_id, Score.criterion_id, Score.points)
        .join(Ballot, Ballot.id == Score.ballot_id)
        .join(Juror, Juror.id == Ballot.juror_id)
        .where(Juror.edition_id == edition_id, Score.is_superseded.is_(False))
        .order_by(Score.version_no, Score.given_at, Score.id)
    ).all()
    found: dict[UUID, dict[UUID, int | None]] = {}
    for card, criterion, points in rows:
        found.setdefault(card, {})[criterion] = points
    return found


def _seats(session: Session, edition_id: UUID, with_cards: set[UUID]) -> tuple[Seat, ...]:
    """Members in alphabetical order. Whoever left before the closing has only void cards and is not counted; after it
    the results stand."""
    jurors = session.scalars(
        select(Juror).where(Juror.edition_id == edition_id).order_by(Juror.name_sort, Juror.id)
    )
    return tuple(
        Seat(
            one.id,
            no,
            one.name or "",
            one.is_chair,
            one.state is JurorState.ACTIVE or (one.state in LEFT and one.id in with_cards),
        )
        for no, one in enumerate(jurors, 1)
    )


def _standers(
    session: Session, edition_id: UUID, with_cards: set[UUID]
) -> list[tuple[CandidateCategory, Stander]]:
    accepted = set(
        session.scalars(
            select(Nomination.candidate_id).where(
                Nomination.edition_id == edition_id, Nomination.state == NominationState.ACCEPTED
            )
        )
    )
    found = session.execute(
        select(Candidate.id, Candidate.no, Candidate.name, Candidate.category)
        .where(Candidate.edition_id == edition_id)
        .order_by(Candidate.no, Candidate.id)
    )
    return [
        (category, Stander(key, no or 0, name or ""))
        for key, no, name, category in found
        if key in accepted or key in with_cards
    ]
