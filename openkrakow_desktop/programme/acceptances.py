"""Gaps that a person has accepted with a reason: they are not asked for again while their facts stay the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.declarations import store_draft
from ..core.gaps import Gap, values_of
from ..core.problems import refuse
from .model import GapAcceptance

CLOCK = Clock()
Accepted = frozenset[tuple[str, str, str, str]]


def accept_gap(session: Session, gap: Gap, reason: str, by: str = "", clock: Clock = CLOCK) -> UUID:
    """Let a gap be as it is, and say why. Raises Refused for one that nobody may decide, and without a reason."""
    if not gap.may_accept:
        refuse("", "problem.gap_must_be_closed")
    if not reason.strip():
        refuse("reason", "problem.required")
    draft = {
        "gap_code": gap.key,
        "register_code": gap.register,
        "record_code": _code(gap),
        "dated_on": gap.on,
        "title": gap.title or gap.key,
        "facts": gap.facts,
        "reason": reason.strip(),
        "accepted_at": clock.now(),
        "accepted_by": by or None,
    }
    made: GapAcceptance = store_draft(session, GapAcceptance, None, draft)
    return made.id


def withdraw_acceptance(session: Session, acceptance_id: UUID) -> None:
    """Take an acceptance back: the gap is open again."""
    session.delete(session.get_one(GapAcceptance, acceptance_id))
    session.flush()


def accepted(session: Session, first: dt.date, last: dt.date) -> Accepted:
    """What identifies the accepted gaps of these days."""
    return frozenset(
        (one.gap_code, one.register_code, one.record_code or one.title, one.facts)
        for one in between(session, first, last)
    )


def between(session: Session, first: dt.date, last: dt.date) -> list[GapAcceptance]:
    """The acceptances of gaps dated in these days, in order of date."""
    mine = select(GapAcceptance).where(GapAcceptance.dated_on >= first, GapAcceptance.dated_on <= last)
    return list(session.scalars(mine.order_by(GapAcceptance.dated_on, GapAcceptance.title, GapAcceptance.id)))


def gap_of(one: GapAcceptance) -> Gap:
    """The gap as it was accepted."""
    key = UUID(one.record_code) if one.record_code else None
    return Gap(one.gap_code, one.register_code, key, one.title, one.dated_on, values_of(one.facts), may_accept=True)


def still_open(found: Iterable[Gap], known: Accepted) -> list[Gap]:
    """The gaps that nobody has accepted as they are now."""
    return [one for one in found if identity(one) not in known]


def identity(gap: Gap) -> tuple[str, str, str, str]:
    """What makes a gap this very one: its kind, its register, its record (or what it is called), its facts."""
    return gap.key, gap.register, _code(gap) or gap.title or gap.key, gap.facts


def _code(gap: Gap) -> str:
    return gap.id.hex if gap.id is not None else ""
