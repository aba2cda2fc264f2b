"""Taking returned score cards: one file or a whole folder, each member's card in one write, or not at all.

A look beforehand is the very same thing, rolled back. What it tells never holds points, except a value that was refused
(robustness.md §3): the secretary learns who sent what and how many answers differ, not how anybody scored."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import WARSAW, Clock
from ..core.formats import moment
from ..core.problems import Problem, Refused, Unavailable
from ..core.store import Store
from ..core.words import Words
from ..core.work import Progress
from .cards import CLOCK
from .cards_check import Checked, check_card
from .cards_read import ReturnedCard, files_of, read_card
from .jury import activate_juror, save_conflict
from .kinds import BallotState, ConflictSource
from .model import Ballot
from .score_batch import Taken, take_scores

ACTION = "score_card.collect"


class CardVerdict(enum.Enum):
    """What becomes of a returned file."""

    NEW = "NOWA"
    CHANGED = "ZMIENIONA"
    SAME = "BEZ_ZMIAN"
    REFUSED = "ODRZUCONA"


@dataclass
class Told:
    """What one file came to. Counts only: new and changed answers, cards handed in, conflicts declared."""

    path: Path
    verdict: CardVerdict = CardVerdict.REFUSED
    juror_id: UUID | None = None
    juror: str = ""
    edition_id: UUID | None = None
    title_year: int | None = None
    version: int | None = None
    taken: Taken = field(default_factory=Taken)
    conflicts: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_written: bool = False

    @property
    def grave(self) -> list[Problem]:
        return [one for one in self.problems if not one.warning]


class _RollBack(Exception):
    """Leaves the write without committing."""


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
    files = files_of(places)
    progress = progress or Progress()
    read: list[tuple[Told, ReturnedCard | None]] = []
    for path in progress.over(files, len(files) * 2):
        told = Told(path)
        try:
            read.append((told, read_card(path)))
        except Refused as refused:
            told.problems += refused.problems
            read.append((told, None))
    _refuse_rivals(read)
    for done, (told, card) in enumerate(read, len(files)):
        progress.step(done, len(files) * 2)
        if card is not None and not told.problems:
            collect_read(
                store, told, card, words, clock,
                dry_run=dry_run, edition_id=edition_id, juror_id=juror_id, is_partial=is_partial,
            )  # fmt: skip
    progress.step(len(files) * 2, len(files) * 2)
    return [told for told, _ in read]


def _refuse_rivals(read: Sequence[tuple[Told, ReturnedCard | None]]) -> None:
    """Two files of one card that say different things: nobody but a person knows which one holds."""
    by_card: dict[str, dict[str, list[Told]]] = {}
    for told, card in read:
        if card is not None and card.manifest["card"]:
            by_card.setdefault(card.manifest["card"], {}).setdefault(card.digest, []).append(told)
    for rivals in by_card.values():
        if len(rivals) > 1:
            all_of_them = [told for some in rivals.values() for told in some]
            for told in all_of_them:
                others = ", ".join(one.path.name for one in all_of_them if one is not told)
                told.problems.append(Problem("", "problem.card_two_files", {"others": others}))


def collect_read(
    store: Store,
    told: Told,
    card: ReturnedCard,
    words: Words,
    clock: Clock,
    *,
    dry_run: bool = False,
    edition_id: UUID | None = None,
    juror_id: UUID | None = None,
    is_partial: bool = False,
) -> None:
    """Check a card that was read and take it, in a write of its own; `told` learns what it came to."""
    try:
        with store.write(ACTION, reason=told.path.name) as session:
            checked = check_card(session, card, edition_id=edition_id, juror_id=juror_id, is_partial=is_partial)
            _tell(told, checked)
            if checked.grave:
                raise _RollBack
            told.taken = take_card(session, checked, card.digest, words, clock.now())
            told.verdict = _verdict(told)
            if dry_run or told.verdict is CardVerdict.SAME:
                raise _RollBack
        told.is_written = True
    except _RollBack:
        return
    except Unavailable:
        raise
    except Refused as refused:  # an invariant, known only at the end
        told.problems += refused.problems
        told.verdict = CardVerdict.REFUSED


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
