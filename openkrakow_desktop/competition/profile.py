"""How the jury scored: strict and mild jurors, candidates they disagree about, agreement. Diagnoses, never results."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .agreement import Agreement, agreement
from .methods import deviation, mean, severity, z_scores
from .results import CategoryResult
from .tally import CellState, Seat, Stander


@dataclass(frozen=True)
class JurorProfile:
    """One juror: the number of cards in each state, the mean, how mild (+) or strict (-) beside the others, in points,
    and how widely the scale is used (population standard deviation)."""

    seat: Seat
    states: dict[CellState, int]
    mean: Fraction | None
    severity: Fraction | None
    deviation: Decimal | None


@dataclass(frozen=True)
class Disagreement:
    """One candidate: how far apart the cards are, and the mean z-score (places by it are a diagnosis)."""

    candidate: Stander
    spread: Fraction | None
    deviation: Decimal | None
    z_score: Decimal | None


@dataclass(frozen=True)
class JuryProfile:
    """The jury of one category; candidates from the greatest disagreement down."""

    jurors: tuple[JurorProfile, ...]
    candidates: tuple[Disagreement, ...]
    agreement: Agreement


def jury_profile(result: CategoryResult) -> JuryProfile:
    """The diagnoses of one category's results."""
    tally = result.tally
    mild, z = severity(tally.cards), z_scores(tally.cards)
    jurors = []
    for seat in tally.seats:
        states = [tally.state(seat.id, one.id) for one in tally.standers]
        values = list(tally.cards.get(seat.id, {}).values())
        counts = {state: states.count(state) for state in CellState}
        jurors.append(JurorProfile(seat, counts, mean(values), mild.get(seat.id), deviation(values)))
    standing = {one.candidate: one for one in result.standings}
    apart = [
        Disagreement(one, standing[one.id].spread, standing[one.id].deviation, z.candidates.get(one.id))
        for one in tally.standers
    ]
    apart.sort(key=lambda one: (-(one.spread or Fraction(0)), one.candidate.no))
    return JuryProfile(tuple(jurors), tuple(apart), agreement(tally.cards))
