"""What the result and certainty pages show, read in one go. Nothing of it exists before scoring is closed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.work import Progress
from .certainty import Certainty, certainty_of
from .kinds import AwardKind, CandidateCategory, CandidateSubtype, EditionState
from .model import Ballot, Candidate, Edition, Juror, Score, Verdict, VerdictItem
from .profile import JuryProfile, jury_profile
from .results import CategoryResult, edition_results
from .scoring import NotRanked
from .secrecy import CLOSED, refuse_early
from .tally import CellState

TICK = 5  # points between two lines of the plot


@dataclass(frozen=True)
class Line:
    """One candidate of the ranking. `place` is the one after the ladder; `cards` of `eligible` count; `dots` are the
    whole cards, nobody's by name; `moved` is what the Chapter moves for them, once it has."""

    candidate_id: UUID
    no: int
    name: str
    subtype: CandidateSubtype | None
    place: int | None
    is_tied: bool
    why: NotRanked | None
    dots: tuple[Fraction, ...]
    result: Fraction | None
    median: Fraction | None
    cards: int
    eligible: int
    excluded: int
    abstained: int
    moved: AwardKind | None


@dataclass(frozen=True)
class Ranking:
    """One category: its lines in order, and the scale of the plot, whole steps of five points."""

    category: CandidateCategory
    titles: int | None
    lines: tuple[Line, ...]
    least: int
    most: int
    result: CategoryResult


@dataclass(frozen=True)
class ResultPage:
    """The results of an edition by category, how firm they are, how the jury scored."""

    edition_id: UUID
    title_year: int
    state: EditionState
    closed_at: dt.datetime | None
    jurors: int
    checksum: str
    rankings: tuple[Ranking, ...]
    certainties: tuple[Certainty, ...]
    profiles: tuple[JuryProfile, ...]


def closed_editions(session: Session) -> list[tuple[UUID, int]]:
    """Editions whose results may be looked at, newest first."""
    asked = select(Edition.id, Edition.title_year).where(Edition.state.in_(CLOSED))
    stands = select(Candidate.id).where(Candidate.edition_id == Edition.id).exists()
    return [(key, year) for key, year in session.execute(asked.where(stands).order_by(Edition.title_year.desc()))]


def result_page(session: Session, edition_id: UUID, progress: Progress | None = None) -> ResultPage:
    """Everything both pages show. Raises Refused while scoring is not closed, Cancelled when cancelled."""
    refuse_early(session, edition_id)
    edition = session.get_one(Edition, edition_id)
    found = [one for one in edition_results(session, edition_id).values() if one.tally.standers]
    subtypes = {
        key: subtype
        for key, subtype in session.execute(
            select(Candidate.id, Candidate.subtype).where(Candidate.edition_id == edition_id)
        )
    }
    motion = _motion(session, edition_id)
    return ResultPage(
        edition_id,
        edition.title_year,
        edition.state,
        _closed_at(session, edition_id),
        len(found[0].tally.counted) if found else 0,
        (found[0].rules.stored_checksum or found[0].rules.checksum) if found else "",
        tuple(_ranking(one, subtypes, motion) for one in found),
        tuple(certainty_of(one, progress or Progress()) for one in found),
        tuple(jury_profile(one) for one in found),
    )


def _closed_at(session: Session, edition_id: UUID) -> dt.datetime | None:
    """When the scores in force were sealed; unknown for an edition imported from the past."""
    sealed = select(func.max(Score.sealed_at)).join(Ballot, Ballot.id == Score.ballot_id)
    return session.scalar(sealed.join(Juror, Juror.id == Ballot.juror_id).where(Juror.edition_id == edition_id))


def _motion(session: Session, edition_id: UUID) -> dict[UUID, AwardKind]:
    """What the newest motion of the Chapter says of each candidate."""
    newest = select(Verdict.id).where(Verdict.edition_id == edition_id).order_by(Verdict.met_on.desc()).limit(1)
    items = select(VerdictItem.candidate_id, VerdictItem.result).where(
        VerdictItem.verdict_id == newest.scalar_subquery()
    )
    return {candidate: result for candidate, result in session.execute(items)}


def _ranking(
    result: CategoryResult, subtypes: Mapping[UUID, CandidateSubtype | None], motion: Mapping[UUID, AwardKind]
) -> Ranking:
    places, named = result.resolved.places, {one.id: one for one in result.tally.standers}
    shared = Counter(places.values())
    told = []
    for one in result.standings:
        place, states = places.get(one.candidate), Counter(_states(result, one.candidate))
        told.append(
            Line(
                one.candidate,
                named[one.candidate].no,
                named[one.candidate].name,
                subtypes.get(one.candidate),
                place,
                place is not None and shared[place] > 1,
                one.why,
                one.totals,
                one.result,
                one.median,
                one.cards,
                one.eligible,
                states[CellState.EXCLUDED],
                states[CellState.ABSTAINED],
                motion.get(one.candidate),
            )
        )
    told.sort(key=lambda one: (one.place is None, one.place or 0, one.no))
    most = -int(-result.tally.rules.most // TICK) * TICK
    low = min((dot for one in told for dot in one.dots), default=Fraction(0))
    least = max(0, int(low // TICK) * TICK - (TICK if low % TICK == 0 and low else 0))
    return Ranking(result.category, result.titles, tuple(told), min(least, most - TICK), most, result)


def _states(result: CategoryResult, candidate: UUID) -> list[CellState]:
    return [result.tally.state(seat.id, candidate) for seat in result.tally.counted]
