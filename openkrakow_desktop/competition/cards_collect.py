"""Taking returned score cards: one file or a whole folder, each member's card in one write, or not at all.

A look beforehand is the very same thing, rolled back. What it tells never holds points, except a value that was refused
(robustness.md §3): the secretary learns who sent what and how many answers differ, not how anybody scored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.answer_collect import CardVerdict, ReturnedFile, collect_files, in_one_write
from ..core.answer_read import ReturnedBook
from ..core.clock import WARSAW, Clock
from ..core.formats import moment
from ..core.store import Store
from ..core.words import Words
from ..core.work import Progress
from .cards import CARDS, CLOCK
from .cards_check import Checked, check_card
from .jury import activate_juror, save_conflict
from .kinds import BallotState, ConflictSource
from .model import Ballot
from .score_batch import Taken, take_scores

ACTION = "score_card.collect"


@dataclass
class Told(ReturnedFile):
    """What one file came to. Counts only: new and changed answers, cards handed in, conflicts declared."""

    juror_id: UUID | None = None
    juror: str = ""
    edition_id: UUID | None = None
    title_year: int | None = None
    version: int | None = None
    taken: Taken = field(default_factory=Taken)
    conflicts: list[str] = field(default_factory=list)

    @property
    def whose(self) -> str:
        return self.juror


def collect(
    store: Store,
    places: Sequence[Path],
    words: Words,
    *,
    dry_run: bool = False,
    edition_id: UUID | None = None,
    juror_id: UUID | None = None,
    is_partial: bool = False,
    clock: Clock = CLOCK,
    progress: Progress | None = None,
) -> list[Told]:
    """Take every card among the files and folders. Each file by itself: one that is refused stops no other.

    `is_partial`: take the candidates that are answered whole from cards that are not. Raises only Unavailable (the
    database or its disk stands in the way)."""

    def take(told: Told, card: ReturnedBook) -> None:
        collect_read(
            store, told, card, words, clock,
            dry_run=dry_run, edition_id=edition_id, juror_id=juror_id, is_partial=is_partial,
        )  # fmt: skip

    return collect_files(places, CARDS, Told, take, progress)


def collect_read(
    store: Store,
    told: Told,
    card: ReturnedBook,
    words: Words,
    clock: Clock,
    *,
    dry_run: bool = False,
    edition_id: UUID | None = None,
    juror_id: UUID | None = None,
    is_partial: bool = False,
) -> None:
    """Check a card that was read and take it, in a write of its own; `told` learns what it came to."""

    def steps(session: Session) -> Iterator[None]:
        checked = check_card(session, card, edition_id=edition_id, juror_id=juror_id, is_partial=is_partial)
        _tell(told, checked)
        yield
        told.taken = take_card(session, checked, card.digest, words, clock.now())
        told.verdict = _verdict(told)

    in_one_write(store, ACTION, told, steps, dry_run=dry_run)


def _tell(told: Told, checked: Checked) -> None:
    told.problems += checked.problems
    told.incomplete, told.conflicts = checked.incomplete, checked.in_conflict
    if checked.juror is not None and checked.edition is not None:
        told.juror_id, told.juror = checked.juror.id, checked.juror.name or ""
        told.edition_id, told.title_year = checked.edition.id, checked.edition.title_year
    if checked.card is not None:
        told.version = checked.card.version_no


def _verdict(told: Told) -> CardVerdict:
    taken = told.taken
    if taken.changed:
        return CardVerdict.CHANGED
    return CardVerdict.NEW if taken.new or taken.handed_in or told.conflicts else CardVerdict.SAME


def take_card(session: Session, checked: Checked, digest: str, words: Words, at: dt.datetime) -> Taken:
    """Write what a card that is in order says: declarations, conflicts, scores; it is handed in."""
    assert checked.juror is not None and checked.card is not None and checked.edition is not None
    juror, card = checked.juror, checked.card
    if checked.signs:
        activate_juror(session, juror.id, juror.impartiality_declared_at or at, juror.confidentiality_declared_at or at)
    for candidate, kind in checked.conflicts.items():
        told = {"juror_id": juror.id, "candidate_id": candidate, "kind": kind, "source": ConflictSource.SELF}
        save_conflict(session, None, told | {"declared_at": at})
    mine = select(Ballot).where(Ballot.juror_id == juror.id)
    ballots = {one.candidate_id: one for one in session.scalars(mine)}
    closed = {key for key, one in ballots.items() if one.state in (BallotState.EXCLUDED, BallotState.VOID)}
    given = {key: answer for key, answer in checked.given.items() if key[0] in ballots and key[0] not in closed}
    for candidate in {key for key, _ in given}:
        if ballots[candidate].no_conflict_declared_at is None:
            ballots[candidate].no_conflict_declared_at = at
    reason = words("score_card.new_sheet", at=moment(at.astimezone(WARSAW), words.language))
    taken = take_scores(session, ballots, given, at, reason)
    if taken.new or taken.changed or taken.handed_in or checked.conflicts:
        card.returned_at, card.returned_digest = at, digest
        session.flush()
    return taken
