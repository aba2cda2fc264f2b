"""What the page of the formal check shows: the nominations of an edition, and one of them item by item.

By four eyes nobody is shown the other clerk's answers, nor what follows from them, before both are in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..contacts.accounts import account_of
from .attachments import StoredFile, files_of
from .check_proposals import Proposal, proposals
from .checks import (
    CHECKED,
    both_in,
    called_items,
    differences,
    due_day,
    open_items,
    standing,
    told,
)
from .kinds import EditionState, FormalAnswer, FormalItem, NominationState
from .model import Attachment, Candidate, ClerkAnswer, Edition, FormalCheck, Nomination
from .nominations import earlier_same
from .own_scores import nominator_name
from .parties import values_of

TOTAL = len(FormalItem)


@dataclass(frozen=True)
class CheckLine:
    """A nomination in the list. `answered`: items this viewer may know to be answered; `missing`: those said no."""

    id: UUID
    no: int | None
    name: str
    state: NominationState
    answered: int
    missing: tuple[FormalItem, ...]
    due_on: dt.date | None
    files: int

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to do something about it."""
        return self.state in (*CHECKED, NominationState.LATE, NominationState.TO_COMPLETE)


@dataclass(frozen=True)
class CheckList:
    """An edition's nominations as the formal check goes through them."""

    edition_id: UUID
    title_year: int
    state: EditionState
    is_four_eyes: bool
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True)
class ItemLine:
    """One item. `answer` is what stands or, by four eyes, one's own; `others` what two clerks said, once both are in:
    (name, answer)."""

    item: FormalItem
    answer: FormalAnswer | None
    by: str
    on: dt.date | None
    remark: str
    proposal: Proposal | None
    is_open: bool
    is_called: bool
    differs: bool
    others: tuple[tuple[str, FormalAnswer], ...]


@dataclass(frozen=True)
class NominationCheck:
    """One nomination's page. `waits_for_other`: one's own part is done, the second clerk's is not."""

    id: UUID
    edition_id: UUID
    title_year: int
    no: int | None
    name: str
    nominator: str
    received_at: dt.datetime
    state: NominationState
    is_minor: bool
    is_four_eyes: bool
    both_in: bool
    waits_for_other: bool
    called_on: dt.date | None
    due_on: dt.date | None
    proposed_due_on: dt.date
    supplemented_on: dt.date | None
    rejection_reason: str
    duplicates: int
    items: tuple[ItemLine, ...]
    files: tuple[StoredFile, ...]

    @property
    def missing(self) -> tuple[FormalItem, ...]:
        """The items said no, as far as this viewer may know."""
        return tuple(one.item for one in self.items if one.answer is FormalAnswer.NO)

    @property
    def unanswered(self) -> tuple[ItemLine, ...]:
        """The open items without an answer."""
        return tuple(one for one in self.items if one.is_open and one.answer is None)


def editions_to_check(session: Session) -> list[tuple[UUID, int]]:
    """The editions by title year, newest first; the one being checked is where a page begins."""
    found = session.scalars(select(Edition).order_by(Edition.title_year.desc())).all()
    order = sorted(found, key=lambda one: one.state is not EditionState.FORMAL_CHECK)
    return [(one.id, one.title_year) for one in order]


def edition_of(session: Session, key: UUID) -> UUID | None:
    """The edition that a key means: its own, or a nomination's."""
    if session.get(Edition, key) is not None:
        return key
    nomination = session.get(Nomination, key)
    return nomination.edition_id if nomination is not None else None


def check_list(session: Session, edition_id: UUID, actor: str) -> CheckList:
    """All nominations of an edition, those that wait first."""
    edition = session.get_one(Edition, edition_id)
    own = select(Nomination.id).where(Nomination.edition_id == edition_id)
    stands: dict[UUID, dict[FormalItem, FormalAnswer]] = defaultdict(dict)
    for one in session.scalars(select(FormalCheck).where(FormalCheck.nomination_id.in_(own))):
        stands[one.nomination_id][one.item] = one.answer
    if edition.four_eyes_check:
        _veil(session, edition_id, actor, stands)
    files: Mapping[UUID, int] = dict(
        session.execute(
            select(Attachment.nomination_id, func.count())
            .where(Attachment.nomination_id.in_(own))
            .group_by(Attachment.nomination_id)
        ).all()
    )
    rows = session.execute(
        select(Nomination, Candidate)
        .join(Candidate, Candidate.id == Nomination.candidate_id)
        .where(Nomination.edition_id == edition_id)
        .order_by(Nomination.no, Nomination.received_at)
    ).all()
    lines = [
        CheckLine(
            one.id, one.no, candidate.name or "", one.state, len(stands[one.id]),
            tuple(item for item in FormalItem if stands[one.id].get(item) is FormalAnswer.NO),
            one.supplement_due_on, files.get(one.id, 0),
        )
        for one, candidate in rows
    ]  # fmt: skip
    lines.sort(key=lambda one: not one.is_open)
    return CheckList(edition_id, edition.title_year, edition.state, edition.four_eyes_check, tuple(lines))


def _veil(session: Session, edition_id: UUID, actor: str, stands: dict[UUID, dict[FormalItem, FormalAnswer]]) -> None:
    """By four eyes, of a nomination that two clerks are still at: one's own answers only."""
    mine = str(account_of(actor))
    open_ones = select(Nomination).where(Nomination.edition_id == edition_id, Nomination.state.in_(CHECKED))
    for nomination in session.scalars(open_ones).all():
        if not both_in(session, nomination):
            given = told(session, nomination).get(mine, {})
            open_now = set(open_items(session, nomination))
            kept = {item: one for item, one in stands[nomination.id].items() if item not in open_now}
            stands[nomination.id] = kept | {item: one.answer for item, one in given.items()}


def nomination_check(session: Session, nomination_id: UUID, actor: str, today: dt.date) -> NominationCheck:
    """One nomination's formal check, as this account may see it."""
    one = session.get_one(Nomination, nomination_id)
    edition, candidate = session.get_one(Edition, one.edition_id), session.get_one(Candidate, one.candidate_id)
    pair = both_in(session, one) if edition.four_eyes_check else []
    mine = told(session, one).get(str(account_of(actor)), {}) if edition.four_eyes_check else {}
    open_now = open_items(session, one)
    same = earlier_same(session, values_of(one, *(c.name for c in Nomination.__table__.columns)), one.id)
    return NominationCheck(
        one.id, edition.id, edition.title_year, one.no, candidate.name or "", nominator_name(session, one),
        one.received_at, one.state, candidate.is_minor, edition.four_eyes_check, bool(pair),
        edition.four_eyes_check and not pair and bool(open_now) and set(open_now) <= mine.keys(),
        one.supplement_called_on, one.supplement_due_on, due_day(edition, today), one.supplemented_on,
        one.rejection_reason or "", len(same),
        tuple(_items(session, one, edition.four_eyes_check, pair, mine)), files_of(session, one.id),
    )  # fmt: skip


def _items(
    session: Session,
    one: Nomination,
    is_four_eyes: bool,
    pair: list[dict[FormalItem, ClerkAnswer]],
    mine: dict[FormalItem, ClerkAnswer],
) -> list[ItemLine]:
    have, open_now = standing(session, one.id), set(open_items(session, one))
    called = set(called_items(session, one)) if one.supplement_due_on is not None else set()
    differing, proposed = set(differences(session, one)), proposals(session, one)
    lines = []
    for item in FormalItem:
        row = have.get(item)
        answer, by, on = (row.answer, row.answered_by or "", row.answered_on) if row else (None, "", None)
        if is_four_eyes and item in open_now and not pair:
            own = mine.get(item)
            answer, by, on = (own.answer, own.answered_by or "", own.answered_on) if own else (None, "", None)
        elif item in differing:
            answer, by, on = None, "", None
        others = tuple((said[item].answered_by or "", said[item].answer) for said in pair if item in said)
        shown = proposed.get(item) if item in open_now else None
        remark = (row.remark or "") if row and row.settled else ""
        lines.append(
            ItemLine(item, answer, by, on, remark, shown, item in open_now, item in called, item in differing, others)
        )
    return lines
