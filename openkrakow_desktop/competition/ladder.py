"""Equal results climb the tie ladder of the edition, and every step is told; nothing is broken in silence.

Only a tie that decides who gets a title climbs. The first steps follow from the scores; a chair, a vote and a draw are
recorded by people. A draw is an order by SHA-256 of the seed and the candidate's number: anybody can repeat it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from .kinds import TieMethod, TieStepKind
from .methods import mean, median
from .rules_text import LadderStep
from .scoring import Standing, open_ties
from .tally import CellState, Tally
from .telling import Told

Group = tuple[UUID, ...]
BY_PEOPLE = (TieStepKind.CHAIR, TieStepKind.VOTE, TieStepKind.LOT)


@dataclass(frozen=True)
class Recorded:
    """How people put a group in order: the places they gave, and what proves it."""

    method: TieMethod
    places: Mapping[UUID, int]
    votes: tuple[int, int, int]  # for, against, abstaining
    minutes_no: str = ""
    seed: str = ""
    witnesses: str = ""

    @property
    def group(self) -> frozenset[UUID]:
        return frozenset(self.places)


@dataclass(frozen=True)
class OpenTie:
    """A tie that decides who gets a title and that waits for people; `waits_for`: the ladder's next step, None where
    the ladder has no more."""

    place: int
    candidates: Group
    waits_for: TieStepKind | None


@dataclass(frozen=True)
class Resolved:
    """Final places of the ranked candidates (equal ones stay equal), how they came about, what is still open."""

    places: Mapping[UUID, int]
    told: tuple[Told, ...] = ()
    open: tuple[OpenTie, ...] = ()


def draw_order(numbers: Sequence[int], seed: str) -> list[int]:
    """The order a draw gives candidates' numbers: ascending SHA-256 of "seed|number", so it is the same everywhere."""
    return sorted(numbers, key=lambda no: hashlib.sha256(f"{seed}|{no}".encode()).hexdigest())


def resolve(
    tally: Tally,
    found: Sequence[Standing[UUID]],
    titles: int | None,
    ladder: Sequence[LadderStep],
    recorded: Sequence[Recorded] = (),
) -> Resolved:
    """Places after the ladder. A tie that decides nothing stays a tie."""
    places = {one.candidate: one.rank for one in found if one.rank is not None}
    tied = open_ties(found, titles)
    if not tied or titles is None:
        return Resolved(places)
    climb = _Climb(tally, titles, recorded, places[tied[0][0]], tied[0])
    climb.take(ladder)
    return Resolved(places | climb.places(), tuple(climb.told), tuple(climb.open))


class _Climb:
    """One group on its way: parts in order, each with its place; the part across the last title goes on."""

    def __init__(self, tally: Tally, titles: int, recorded: Sequence[Recorded], place: int, group: Group) -> None:
        self.tally, self.titles, self.recorded = tally, titles, recorded
        self.parts: list[tuple[int, Group]] = [(place, group)]
        self.told: list[Told] = []
        self.open: list[OpenTie] = []
        self.tell("tie.met", place, group, titles=titles)

    def places(self) -> dict[UUID, int]:
        return {one: place for place, group in self.parts for one in group}

    def across(self) -> tuple[int, Group] | None:
        """The part that still decides who gets the last title."""
        return next(
            ((place, group) for place, group in self.parts if place <= self.titles < place + len(group) - 1), None
        )

    def take(self, ladder: Sequence[LadderStep]) -> None:
        for step in ladder:
            part = self.across()
            if part is None:
                return
            if step.kind is TieStepKind.EX_AEQUO:
                self.tell("tie.ex_aequo", *part)
                return
            if step.kind in BY_PEOPLE:
                if not self.people(part, ladder):
                    self.open.append(OpenTie(*part, step.kind))
                    return
                continue
            self.scores(part, step)
        part = self.across()
        if part is not None and not self.people(part, ladder):
            self.open.append(OpenTie(*part, None))

    def scores(self, part: tuple[int, Group], step: LadderStep) -> None:
        """A step that follows from the scores; candidates without a value come last, equal among themselves."""
        values = {one: measure(self.tally, step)(one) for one in part[1]}
        told: dict[str, Any] = {"criterion": step.criterion} if step.kind is TieStepKind.CRITERION else {}
        key = f"tie.by_{step.kind.name.lower()}"
        self.tell(key, *part, values=tuple("–" if v is None else v for v in values.values()), **told)
        if len(set(values.values())) == 1:
            self.tell("tie.still_equal", *part)
            return
        self.split(part, {one: -1 if value is None else value for one, value in values.items()})

    def split(self, part: tuple[int, Group], values: Mapping[UUID, Any]) -> None:
        place, group = part
        ordered: list[tuple[int, Group]] = []
        for value in sorted(set(values.values()), reverse=True):
            equal = tuple(one for one in group if values[one] == value)
            ordered.append((place, equal))
            place += len(equal)
        at = self.parts.index(part)
        self.parts[at : at + 1] = ordered
        self.told.append(Told("tie.order", {"order": " > ".join(self.numbers(equal, " = ") for _, equal in ordered)}))

    def people(self, part: tuple[int, Group], ladder: Sequence[LadderStep]) -> bool:
        """Take what people recorded for just these candidates; False where nothing (valid) is recorded."""
        found = next((one for one in self.recorded if one.group == frozenset(part[1])), None)
        if found is None:
            return False
        if found.method is TieMethod.LOT and not self.is_as_drawn(found):
            self.tell("tie.draw_differs", *part, seed=found.seed)
            return False
        if ladder and found.method.name not in {one.kind.name for one in ladder}:
            self.told.append(Told("tie.outside_ladder", {"method": found.method}))
        self.tell(
            f"tie.by_{found.method.name.lower()}", *part, votes_for=found.votes[0], votes_against=found.votes[1],
            votes_abstaining=found.votes[2], minutes_no=found.minutes_no or "–", seed=found.seed,
            witnesses=found.witnesses or "–",
        )
        if found.method is TieMethod.EX_AEQUO:
            self.titles = 0  # shared by a decision: nothing is left to decide
            return True
        self.split(part, {one: -place for one, place in found.places.items()})
        return True

    def is_as_drawn(self, found: Recorded) -> bool:
        given = sorted(found.places, key=lambda one: found.places[one])
        numbers = [self.tally.numbers[one] for one in given]
        return len(set(found.places.values())) == len(given) and numbers == draw_order(numbers, found.seed)

    def numbers(self, group: Group, between: str = ", ") -> str:
        return between.join(str(self.tally.numbers[one]) for one in group)

    def tell(self, key: str, place: int, group: Group, **values: object) -> None:
        self.told.append(Told(key, {"place": place, "candidates": self.numbers(group), **values}))


def measure(tally: Tally, step: LadderStep) -> Callable[[UUID], Fraction | None]:
    """What a step compares: the mean of one criterion, the median of the totals, or the share of full marks among all
    points given (a share, since a candidate in conflict with a juror has fewer cards)."""
    if step.kind is TieStepKind.MEDIAN:
        return lambda one: median([row[one] for row in tally.cards.values() if one in row])
    if step.kind is TieStepKind.CRITERION:
        return lambda one: mean([Fraction(given) for key, given in _given(tally, one) if key == step.criterion_id])
    most = {one.key: one.most for one in tally.rules.counted()}
    return lambda one: mean([Fraction(given == most[key]) for key, given in _given(tally, one) if key in most])


def _given(tally: Tally, candidate: UUID) -> list[tuple[UUID, int]]:
    """Every point given to a candidate that counts, by criterion."""
    cells = [tally.cells[seat.id, candidate] for seat in tally.counted]
    return [
        (key, given)
        for cell in cells
        if cell.state is CellState.SCORED
        for key, given in cell.points.items()
        if given is not None
    ]
