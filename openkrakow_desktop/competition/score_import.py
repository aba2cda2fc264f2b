"""A past competition from one workbook: its table of scores, rows candidates and columns members under criteria, or one
score a row. Blank is no score; a mark says that somebody was recused or abstained (resources/import/score_matrix.toml).

Sums are refused: results are worked out from scores, never taken over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import WARSAW
from ..core.incoming import is_incoming
from ..core.problems import Problem
from ..core.side_sheets import SideSheet, SideTaken
from ..core.work import Progress
from .cards import Asked, asked_of
from .jury import scoring_problem, unfrozen_problem
from .kinds import EditionState, JurorState
from .model import Candidate, Edition, Juror
from .score_batch import Given
from .score_names import Names, is_total, meaning_of
from .score_tables import Read, Said, is_table, read_table
from .score_writing import write_history

if TYPE_CHECKING:
    from ..core.excel_read import Sheet


@dataclass
class _Sheet:
    """A table on its way in. `given`: (member, candidate, criterion) → answer; `recused`: (member, candidate)."""

    read: Read
    edition: Edition
    names: Names
    asked: Mapping[UUID, Asked]
    taken: SideTaken
    given: dict[tuple[UUID, UUID, UUID], Given]
    recused: dict[tuple[UUID, UUID], str]  # where it says so


def take_scores_sheet(session: Session, sheet: Sheet, today: dt.date, progress: Progress) -> SideTaken:
    """Read a table of scores and write it: cards, scores, conflicts. What is known already stays as it is."""
    taken = SideTaken()
    read = read_table(sheet)
    edition = _edition(session, read, taken)
    if edition is None:
        return taken
    asked = {one.id: one for one in asked_of(session, edition)}
    jurors = list(session.scalars(select(Juror).where(Juror.edition_id == edition.id)))
    candidates = list(session.scalars(select(Candidate).where(Candidate.edition_id == edition.id)))
    names = Names.of(jurors, candidates, asked.values())
    one = _Sheet(read, edition, names, asked, taken, {}, {})
    for said in progress.over(read.cells, len(read.cells)):
        taken.faults += _take_cell(one, said)
    taken.faults += read.faults
    taken.faults += _contradictions(one)
    taken.faults += _strangers(one, jurors)
    if any(not problem.warning for _, _, problem in taken.faults):
        taken.refused["score"] += max(1, len(taken.faults))
        return taken
    at = _moment(edition, today)
    problem = scoring_problem(edition) or unfrozen_problem(session, edition)
    write_history(session, edition, one.given, set(one.recused), at, taken, problem)
    return taken


SCORE_TABLE = SideSheet("score_table", is_table, take_scores_sheet)


def _moment(edition: Edition, today: dt.date) -> dt.datetime:
    """When the scores were given, as far as anybody knows: the same on every laptop that reads the sheet."""
    known = edition.scoring_close_on or (edition.announced_on or today)
    return dt.datetime.combine(min(known, today), dt.time(12), WARSAW)


def _edition(session: Session, read: Read, taken: SideTaken) -> Edition | None:
    """The edition a table speaks of: by its title year, else the one of the same file, else the one being scored."""
    known = list(session.scalars(select(Edition)))
    if read.title_year is not None:
        found = [one for one in known if one.title_year == read.title_year]
        values: dict[str, object] = {"year": read.title_year}
        key = "problem.no_such_edition"
    else:
        fresh = [one for one in known if is_incoming(session, one)]
        found = fresh or [one for one in known if one.state is EditionState.SCORING]
        found = found or (known if len(known) == 1 else [])
        values, key = {}, "problem.scores_which_edition"
    if len(found) == 1:
        return found[0]
    taken.faults.append((read.where, "", Problem("", key, values)))
    taken.refused["score"] += 1
    return None


def _take_cell(sheet: _Sheet, said: Said) -> Iterator[tuple[str, str, Problem]]:
    """One answer: who, whom, by what, and what it says."""
    juror, criterion = _heads(sheet.names, said.juror, said.criterion, said.of_sheet)
    candidate = sheet.names.candidate(said.no, said.candidate)
    wrong = next(_unknown(said, juror, candidate, criterion), None)
    if wrong is not None:
        mark = wrong[0], wrong[2].key
        if mark not in sheet.names.told:  # the name of a column is wrong once, not in every row
            sheet.names.told.add(mark)
            yield wrong
        return
    assert juror is not None and candidate is not None and criterion is not None
    meant = meaning_of(said.cell)
    if meant == "recused":
        sheet.recused[juror, candidate] = said.at
        return
    where = (juror, candidate, criterion)
    if where in sheet.given:
        yield said.at, said.words, Problem("points", "problem.scores_twice", _where(said))
        return
    if meant == "abstained":
        sheet.given[where] = Given(None, True, said.remark)
        return
    asked = sheet.asked[criterion]
    if not isinstance(meant, int):
        yield said.at, said.words, Problem("points", "problem.scores_unreadable", _where(said))
    elif meant not in asked.points:
        limits = {"low": asked.low, "high": asked.high, "step": asked.step}
        yield said.at, said.words, Problem("points", "problem.scores_off_scale", _where(said) | limits)
    else:
        sheet.given[where] = Given(meant, False, said.remark)


def _heads(names: Names, upper: str, lower: str, of_sheet: str) -> tuple[UUID | None, UUID | None]:
    """(member, criterion): whichever heading is which, or the criterion of the whole sheet."""
    key = upper, lower, of_sheet
    if key not in names.heads:
        pairs = ((upper, lower), (lower, upper), (upper, of_sheet), (lower, of_sheet))
        found = ((names.juror(one), names.criterion(other)) for one, other in pairs)
        known = next((pair for pair in found if None not in pair), None)
        names.heads[key] = known or (names.juror(upper), names.criterion(lower))
    return names.heads[key]


def _unknown(said: Said, *found: UUID | None) -> Iterator[tuple[str, str, Problem]]:
    """The names that nobody bears: told where they stand."""
    told = (
        ("juror", said.juror_at, said.juror),
        ("candidate", said.candidate_at, said.candidate or said.no),
        ("criterion", said.criterion_at, said.criterion),
    )
    for key, (name, at, words) in zip(found, told, strict=True):
        if key is None and is_total(words):
            yield at, words, Problem(name, "problem.scores_total", {"value": words})
        elif key is None:
            yield at, words, Problem(name, f"problem.scores_no_{name}", {"value": words or "–"})


def _where(said: Said) -> dict[str, Any]:
    return {"juror": said.juror, "candidate": said.candidate or said.no, "criterion": said.criterion,
            "value": said.words}  # fmt: skip


def _contradictions(sheet: _Sheet) -> Iterator[tuple[str, str, Problem]]:
    """A member cannot be recused and score: nobody knows which of the two holds."""
    scored = {(juror, candidate) for juror, candidate, _ in sheet.given}
    for key, at in sheet.recused.items():
        if key in scored:
            juror, candidate = sheet.names.said(*key)
            values = {"juror": juror, "candidate": candidate}
            yield at, "", Problem("points", "problem.scores_recused_and_scored", values)


def _strangers(sheet: _Sheet, jurors: list[Juror]) -> Iterator[tuple[str, str, Problem]]:
    """Only cards of members who take part are counted."""
    scoring = {juror for juror, _, _ in sheet.given}
    for one in jurors:
        if one.id in scoring and one.state is JurorState.APPOINTED:
            yield sheet.read.where, one.name or "", Problem("juror_id", "problem.scores_juror_not_active",
                                                            {"juror": one.name or ""})  # fmt: skip
