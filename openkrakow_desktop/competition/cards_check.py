"""What is right and wrong with a returned score card: the table of robustness.md §3, row by row.

A card is taken whole or not at all; the only choice is to leave candidates without all their answers for later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.answer_book import key_of
from ..core.answer_collect import grave
from ..core.answer_read import Place, ReturnedBook, ReturnedRow
from ..core.answer_rows import Owner, RowWords, recognise
from ..core.problems import Problem
from ..core.record import LONG
from ..core.text import fold
from .cards import CARDS, Asked, Standing, asked_of, last_cards, token_of
from .cards_read import abstentions, agreements, conflicts
from .jury import barred, scoring_problem
from .kinds import LEFT, BallotState, ConflictKind, JurorState
from .model import Ballot, Candidate, Edition, Juror, ScoreCard
from .rules_text import edition_rules_of
from .score_batch import Given


@dataclass
class Checked:
    """A card that was looked through. `given`: what it answers, by candidate and criterion, for whole candidates;
    `incomplete`: candidates whose answers are not all there."""

    name: str
    juror: Juror | None = None
    edition: Edition | None = None
    card: ScoreCard | None = None
    problems: list[Problem] = field(default_factory=list)
    given: dict[tuple[UUID, UUID], Given] = field(default_factory=dict)
    conflicts: dict[UUID, ConflictKind] = field(default_factory=dict)
    in_conflict: list[str] = field(default_factory=list)  # their names
    incomplete: list[str] = field(default_factory=list)
    signs: bool = False  # the member declares impartiality and confidentiality

    @property
    def grave(self) -> list[Problem]:
        return grave(self.problems)


def check_card(
    session: Session,
    returned: ReturnedBook,
    *,
    edition_id: UUID | None = None,
    juror_id: UUID | None = None,
    is_partial: bool = False,
) -> Checked:
    """Look a card through. `edition_id`, `juror_id`: whose card is expected. `is_partial`: candidates that are not
    answered whole are left for later instead of standing in the way."""
    found = Checked(returned.name)
    found.problems += _identify(session, returned, found, edition_id, juror_id)
    if not found.grave:
        _Rows(session, returned, found, is_partial).check()
    return found


# ---- whose it is ---------------------------------------------------------------------------------------------------
def _identify(
    session: Session, returned: ReturnedBook, found: Checked, edition_id: UUID | None, juror_id: UUID | None
) -> Iterator[Problem]:
    key = key_of(returned.manifest["card"])
    card = session.get(ScoreCard, key) if key else None
    if card is None:
        yield Problem("", "problem.card_unknown")
        return
    juror = session.get_one(Juror, card.juror_id)
    edition = session.get_one(Edition, juror.edition_id)
    found.card, found.juror, found.edition = card, juror, edition
    who = {"juror": juror.name or "", "year": edition.title_year}
    claims = {"edition": edition.id.hex, "juror": juror.id.hex, "version": str(card.version_no),
              "rules": card.rules_checksum}  # fmt: skip
    if not CARDS.is_signed(card.secret, returned.manifest, returned.signature, claims):
        yield Problem("", "problem.card_altered", who)
        return
    if edition_id is not None and edition.id != edition_id:
        yield Problem("", "problem.card_other_edition", who)
        return
    if juror_id is not None and juror.id != juror_id:
        wanted = session.get_one(Juror, juror_id)
        yield Problem("", "problem.card_other_juror", who | {"wanted": wanted.name or ""})
        return
    if problem := scoring_problem(edition):
        yield problem
    if juror.state in LEFT:
        yield Problem("", "problem.card_juror_left", who)
    newest = last_cards(session, edition.id)[juror.id]
    if newest.id != card.id:
        yield Problem("", "problem.card_old_version", who | {"no": card.version_no, "newest": newest.version_no})
    elif edition_rules_of(session, edition.id).checksum != card.rules_checksum:
        yield Problem("", "problem.card_old_rules", who)


_WORDS = RowWords("no", ("candidate", "criterion"), at="points")


# ---- its rows ------------------------------------------------------------------------------------------------------
class _Rows:
    def __init__(self, session: Session, returned: ReturnedBook, found: Checked, is_partial: bool) -> None:
        assert found.card is not None and found.juror is not None and found.edition is not None
        self.session, self.returned, self.found, self.is_partial = session, returned, found, is_partial
        self.card, self.juror, self.edition = found.card, found.juror, found.edition
        self.asked = asked_of(session, found.edition)
        keys = found.card.candidate_keys()
        names = {one.id: one for one in session.scalars(select(Candidate).where(Candidate.id.in_(keys)))}
        self.candidates = {
            key: Standing(key, names[key].no or 0, names[key].name or "", names[key].category)
            for key in keys
            if key in names
        }
        self.owner = {
            self._token(one.id, asked.id): (one, asked) for one in self.candidates.values() for asked in self.asked
        }
        self.ballots = {
            one.candidate_id: one for one in session.scalars(select(Ballot).where(Ballot.juror_id == found.juror.id))
        }
        self.rows: dict[UUID, dict[UUID, ReturnedRow]] = defaultdict(dict)
        self.untied: set[UUID] = set()  # candidates beside whom it says that there is no conflict

    def _token(self, candidate: UUID, criterion: UUID) -> str:
        card = self.card
        return token_of(card.secret, self.edition.id, self.juror.id, card.version_no, candidate, criterion)

    def check(self) -> None:
        problems = self.found.problems
        problems += self._recognise()
        if not any(row.is_filled for row in self.returned.rows):
            problems.append(Problem("", "problem.card_empty"))
            return
        closed = barred(self.session, self.juror)
        for one in self.candidates.values():
            ballot = self.ballots.get(one.id)
            if one.id in closed or (ballot is not None and ballot.state in (BallotState.EXCLUDED, BallotState.VOID)):
                if any(not row["points"].is_empty for row in self.rows[one.id].values()):
                    problems.append(Problem("", "problem.card_now_excluded", {"candidate": said(one)}, warning=True))
                continue
            problems += self._candidate(one)
        problems += self._declared()

    def _recognise(self) -> Iterator[Problem]:
        """Put every row where its token says; rows that are nobody's, twice there, or under other words are named."""
        owners = {
            token: Owner((one.id, asked.id), str(one.no), (one.name, asked.name),
                         {"candidate": said(one), "criterion": asked.name})
            for token, (one, asked) in self.owner.items()
        }  # fmt: skip
        placed: dict[tuple[UUID, UUID], ReturnedRow] = {}
        yield from recognise(self.returned.rows, owners, CARDS, _WORDS, self.card.secret, self._stranger, placed)
        for (candidate, criterion), row in placed.items():
            self.rows[candidate][criterion] = row

    def _stranger(self, row: ReturnedRow, shown: str) -> Problem | None:
        """A row whose token is not of this card: another member's, another version's, or made up."""
        other = self._others.get(row.token)
        if other is None:
            return None
        juror = self.session.get_one(Juror, other.juror_id)
        key = "problem.card_row_of_version" if juror.id == self.juror.id else "problem.card_row_of_other"
        return Problem(row["points"].at, key, {"row": row.at, "juror": juror.name or "", "no": other.version_no})

    @cached_property
    def _others(self) -> dict[str, ScoreCard]:
        """Token → the card it is of, for every card ever issued in the edition."""
        return {
            token_of(card.secret, self.edition.id, card.juror_id, card.version_no, candidate, asked.id): card
            for card in issued_cards(self.session, self.edition.id)
            for candidate in card.candidate_keys()
            for asked in self.asked
        }

    def _candidate(self, one: Standing) -> Iterator[Problem]:
        """The answers about one candidate: a conflict, or points and abstentions under every criterion."""
        rows = self.rows[one.id]
        kind, wrong = self._conflict(one, rows.values())
        yield from wrong
        if kind is not None:
            self.found.conflicts[one.id] = kind
            self.found.in_conflict.append(said(one))
            if any(not row["points"].is_empty for row in rows.values()):
                yield Problem("", "problem.card_conflict_with_points", {"candidate": said(one)}, warning=True)
            return
        ballot = self.ballots.get(one.id)
        is_in = ballot is not None and ballot.state is BallotState.SUBMITTED
        whole = {asked.id: rows.get(asked.id) for asked in self.asked}
        if is_in and all(
            row is not None and row["points"].is_empty and row["remark"].is_empty for row in whole.values()
        ):
            return  # handed in before; nothing new is said
        present = [row for row in whole.values() if row is not None]
        if len(present) == len(whole) and all(row["points"].is_empty for row in present):
            self.found.incomplete.append(said(one))
            cells = {"first": present[0]["points"].at, "last": present[-1]["points"].at}
            yield Problem(present[0]["points"].at, "problem.card_candidate_blank", {"candidate": said(one), **cells},
                          warning=self.is_partial)  # fmt: skip
            return
        answers: dict[tuple[UUID, UUID], Given] = {}
        is_whole = True
        for asked in self.asked:
            row = whole[asked.id]
            where = {"candidate": said(one), "criterion": asked.name}
            if row is None:
                is_whole = False
                yield Problem("", "problem.card_row_missing", where, warning=self.is_partial)
            elif row["points"].is_empty:
                is_whole = False
                yield from self._blank(row, where)
            else:
                made = read_answer(row, asked, where)
                if isinstance(made, Given):
                    answers[one.id, asked.id] = made
                else:
                    yield made
        if is_whole:
            self.found.given |= answers
        else:
            self.found.incomplete.append(said(one))

    def _blank(self, row: ReturnedRow, where: Mapping[str, object]) -> Iterator[Problem]:
        at = row["points"].at
        yield Problem(at, "problem.card_blank", {**where, "cell": at}, warning=self.is_partial)

    def _conflict(self, one: Standing, rows: Iterable[ReturnedRow]) -> tuple[ConflictKind | None, Sequence[Problem]]:
        kinds, wrong = set[ConflictKind | None](), []
        for row in rows:
            place = row["conflict"]
            if place.is_empty:
                continue
            where = {"candidate": said(one), "cell": place.at, "value": place.words}
            if place.value.kind == "formula":
                wrong.append(Problem(place.at, "problem.card_formula", where | {"criterion": "–"}))
            elif fold(place.words) not in conflicts():
                wrong.append(Problem(place.at, "problem.card_conflict_word", where))
            else:
                kinds.add(conflicts()[fold(place.words)])
        if None in kinds:
            kinds.discard(None)
            self.untied.add(one.id)
        if len(kinds) > 1:
            wrong.append(Problem("", "problem.card_two_conflicts", {"candidate": said(one)}))
        return (next(iter(sorted(kinds, key=_kind_name)), None), wrong)

    @cached_property
    def _first_answers(self) -> bool:
        """Whether somebody is scored of whom the member has not yet said that nothing ties them."""
        return any(
            candidate not in self.untied
            and (
                (ballot := self.ballots.get(candidate)) is None
                or (ballot.no_conflict_declared_at is None and ballot.state is not BallotState.SUBMITTED)
            )
            for candidate, _ in self.found.given
        )

    def _declared(self) -> Iterator[Problem]:
        """The declarations that must come with, or before, the first points."""
        told = self.returned.answers
        for name in ("impartiality", "confidentiality"):
            if getattr(self.juror, f"{name}_declared_at") is None:
                yield from self._agreed(told.get(name))
        self.found.signs = self.juror.state is JurorState.APPOINTED
        if self._first_answers:
            yield from self._agreed(told.get("no_conflict"))

    @staticmethod
    def _agreed(place: Place | None) -> Iterator[Problem]:
        if place is None or fold(place.words) not in agreements() or place.value.kind == "formula":
            cell = place.at if place is not None else "–"
            yield Problem(cell, "problem.card_no_declaration", {"cell": cell})


def _kind_name(kind: ConflictKind | None) -> str:
    return kind.name if kind is not None else ""


def said(one: Standing) -> str:
    """A candidate as people look for it on the card."""
    return f"{one.no}. {one.name}" if one.no else one.name


def issued_cards(session: Session, edition_id: UUID) -> list[ScoreCard]:
    """Every card ever issued in an edition."""
    query = select(ScoreCard).join(Juror, Juror.id == ScoreCard.juror_id).where(Juror.edition_id == edition_id)
    return list(session.scalars(query.order_by(ScoreCard.issued_at, ScoreCard.id)))


def read_answer(row: ReturnedRow, asked: Asked, where: Mapping[str, object]) -> Given | Problem:
    """Points, an abstention, or what is wrong with the cell: only whole steps of the scale, never a guess."""
    place, remark = row["points"], row["remark"]
    told = {**where, "cell": place.at, "value": place.words}
    for one in (place, remark):
        if one.value.kind in ("formula", "error"):
            key = "card_formula" if one.value.kind == "formula" else "card_cell_error"
            return Problem(one.at, f"problem.{key}", {**where, "cell": one.at, "value": str(one.value.value)})
    if len(remark.words) > LONG:
        return Problem(remark.at, "problem.card_remark_long", {**where, "cell": remark.at, "most": LONG})
    words = remark.words or None
    if place.value.kind == "text" and fold(place.words) in abstentions():
        return Given(None, True, words)
    points = _whole(place)
    if points is None:
        return Problem(place.at, "problem.card_not_whole", told)
    if points not in asked.points:
        limits = {"low": asked.low, "high": asked.high, "step": asked.step}
        return Problem(place.at, "problem.card_off_scale", {**told, **limits})
    return Given(points, False, words)


def _whole(place: Place) -> int | None:
    """A whole number: typed as one, or as text of digits alone; TRUE, dates and halves are none."""
    value = place.value.value
    if place.value.kind == "number":
        return int(value) if isinstance(value, int) or value.is_integer() else None
    if place.value.kind == "text" and place.words.isascii() and place.words.isdigit() and len(place.words) < 6:
        return int(place.words)
    return None
