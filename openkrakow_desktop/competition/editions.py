"""The rules of an edition over time: taken over from last year's, frozen with a checksum, changed by two people only.

A change of frozen rules is tried first: what it does to the places is shown before anybody signs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.four_eyes import name_of
from ..contacts.four_eyes import second_person as confirmed
from ..core.attempt import attempt
from ..core.clock import Clock
from ..core.declarations import Draft, Field, Register, store_draft
from ..core.problems import Refused, refuse, refuse_if
from ..core.record import Record
from .kinds import CandidateCategory
from .model import Criterion, Edition
from .parties import values_of
from .results import edition_results
from .rule_rows import whole_problems
from .rule_tables import CriterionAnchor, RuleChange, ScoringStage, TieStep
from .rules_text import RULES, edition_rules_of, open_rules
from .secrecy import may_see_results
from .service import method_problems, refuse_taken

FOR_CHECKS = ("four_eyes_check", "supplement_days")  # settings of the formal check: no rules of the result


# ---- from last year's ----------------------------------------------------------------------------------------------
def create_edition_from(session: Session, last_id: UUID, title_year: int | None = None) -> Edition:
    """The next edition with all the rules of an earlier one and none of its data: criteria, anchors, stages, the tie
    ladder and every setting, but no dates, order, people, nominations or scores; its rules are open.

    Raises Refused when the title year (default: the following one) is no year or has an edition."""
    last = session.get_one(Edition, last_id)
    year = title_year if title_year is not None else last.title_year + 1
    refuse_if(Field(Edition, "title_year").problems(year, dt.date.min))
    refuse_taken(session, year)
    ordinal = last.ordinal + 1 if last.ordinal else None
    kept = values_of(last, *RULES, *FOR_CHECKS, "resolution_no") | {"ordinal": ordinal}
    made: Edition = store_draft(session, Edition, None, {"title_year": year, **kept})
    stages = _copied(session, ScoringStage, ScoringStage.edition_id == last_id, {"edition_id": {last_id: made.id}})
    criteria = _copied(
        session, Criterion, Criterion.edition_id == last_id,
        {"edition_id": {last_id: made.id}, "scoring_stage_id": stages},
    )
    _copied(session, CriterionAnchor, CriterionAnchor.criterion_id.in_(criteria), {"criterion_id": criteria})
    _copied(
        session, TieStep, TieStep.edition_id == last_id,
        {"edition_id": {last_id: made.id}, "criterion_id": criteria},
    )
    return made


def _copied(
    session: Session, model: type[Record], mine: Any, links: dict[str, dict[UUID, UUID]]
) -> dict[UUID, UUID]:
    """Copy rows, their links led to the copies. Returns old key → new key."""
    table: Any = model
    names = [
        one.name for one in model.__table__.columns if one.name not in ("id", "version") and "derived" not in one.info
    ]
    keys = {}
    for row in list(session.scalars(select(table).where(mine).order_by(table.id))):
        draft = values_of(row, *names)
        draft |= {name: known[draft[name]] for name, known in links.items() if draft[name]}
        keys[row.id] = store_draft(session, model, None, draft).id
    return keys


# ---- freezing ------------------------------------------------------------------------------------------------------
def freeze_rules(session: Session, edition_id: UUID, by: str = "", at: dt.datetime | None = None) -> str:
    """From now on the rules stand still: no score is taken before. Returns the checksum that the printed sheet carries.

    Raises Refused when they are frozen already or cannot work as they are."""
    edition = session.get_one(Edition, edition_id)
    if edition.rules_frozen_at is not None:
        refuse("", "problem.already_frozen")
    rules = edition_rules_of(session, edition_id)
    refuse_if([*whole_problems(rules), *method_problems(rules.values)])
    edition.rules_frozen_at = at or Clock().now()
    edition.rules_frozen_by = by.strip() or None
    edition.rules_checksum = rules.checksum
    session.flush()
    return rules.checksum


# ---- changing frozen rules -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class RuleEdit:
    """One edit: the draft of a register's record (the edition, a criterion, an anchor, a stage, a step); without a
    `record_id` a new one, without a `draft` it is deleted."""

    register: Register
    record_id: UUID | None
    draft: Draft | None


@dataclass(frozen=True)
class Placing:
    """The place of a candidate before and after; None: not ranked."""

    category: CandidateCategory
    no: int
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class RuleEffect:
    """What a change of rules does: the lines of the rule text it takes out (-) and puts in (+), and every place.

    While scoring is not closed there are no placings: nobody may know a place then (robustness.md §3)."""

    lines: tuple[str, ...]
    placings: tuple[Placing, ...]
    checksum_before: str
    checksum_after: str

    @property
    def moved(self) -> tuple[Placing, ...]:
        return tuple(one for one in self.placings if one.before != one.after)


class _Tried(Exception):
    """Ends a step that was only tried."""


def try_rules(session: Session, edition_id: UUID, edits: Sequence[RuleEdit], today: dt.date) -> RuleEffect:
    """What these edits would do, without doing them. Needs a write, which it leaves empty. Raises Refused when an edit
    breaks a rule of its register."""
    effect: list[RuleEffect] = []
    try:
        with attempt(session):
            effect.append(_changed(session, edition_id, edits, today))
            raise _Tried
    except _Tried:
        session.expire_all()
    return effect[0]


def change_rules(
    session: Session,
    edition_id: UUID,
    edits: Sequence[RuleEdit],
    reason: str,
    second_person: str,
    *,
    today: dt.date,
    pin: str = "",
    actor: str = "",
    at: dt.datetime | None = None,
) -> RuleChange:
    """Change frozen rules: with a reason and a second person, both kept with the places before and after and the new
    checksum. Raises Refused without them, when nothing changes, and when the rules are not frozen."""
    edition = session.get_one(Edition, edition_id)
    if not reason.strip():
        refuse("reason", "problem.required")
    if edition.rules_frozen_at is None:
        refuse("", "problem.rules_not_frozen")
    name = confirmed(session, second_person, pin, actor)
    effect = _changed(session, edition_id, edits, today)
    if not effect.lines:
        refuse("", "problem.rules_same")
    edition.rules_checksum = effect.checksum_after
    told = {
        "edition_id": edition_id,
        "changed_at": at or Clock().now(),
        "reason": reason.strip(),
        "changed_by": name_of(session, actor) or None,
        "second_person": name,
        "checksum_before": effect.checksum_before,
        "checksum_after": effect.checksum_after,
        "changed_rules": "\n".join(effect.lines),
        "places_before": _listed(effect, lambda one: one.before),
        "places_after": _listed(effect, lambda one: one.after),
    }
    made: RuleChange = store_draft(session, RuleChange, None, told)
    return made


def _listed(effect: RuleEffect, place: Callable[[Placing], int | None]) -> str | None:
    """Places as a record keeps them: category, number, place, a line each."""
    return "\n".join(f"{one.category.value} {one.no}: {place(one) or '–'}" for one in effect.placings) or None


def _changed(session: Session, edition_id: UUID, edits: Sequence[RuleEdit], today: dt.date) -> RuleEffect:
    before, placed = edition_rules_of(session, edition_id), _places(session, edition_id)
    open_rules(session, edition_id)
    try:
        for edit in edits:
            if edit.draft is not None:
                edit.register.put(session, edit.record_id, edit.draft, today)
            elif edit.record_id is not None:
                edit.register.remove(session, edit.record_id)
        session.flush()
    finally:
        open_rules(session, None)
    after, replaced = edition_rules_of(session, edition_id), _places(session, edition_id)
    found = tuple(whole_problems(after))
    if found:
        raise Refused(*found)
    diff = unified_diff(before.canonical().splitlines(), after.canonical().splitlines(), lineterm="", n=0)
    lines = tuple(line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---"))
    placings = tuple(
        Placing(category, no, name, placed.get((category, no, name)), replaced.get((category, no, name)))
        for category, no, name in dict.fromkeys([*placed, *replaced])
    )
    return RuleEffect(lines, placings, before.checksum, after.checksum)


def _places(session: Session, edition_id: UUID) -> dict[tuple[CandidateCategory, int, str], int | None]:
    """(category, number, name) → place after the ladder, None where there is none; nothing before the closing."""
    if not may_see_results(session.get_one(Edition, edition_id)):
        return {}
    found: dict[tuple[CandidateCategory, int, str], int | None] = {}
    for category, result in edition_results(session, edition_id).items():
        for one in result.tally.standers:
            found[category, one.no, one.name] = result.resolved.places.get(one.id)
    return found


__all__ = [
    "Placing",
    "RuleEdit",
    "RuleEffect",
    "change_rules",
    "create_edition_from",
    "freeze_rules",
    "try_rules",
]
