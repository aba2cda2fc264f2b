"""Records that look the same, told while somebody still types: a warning with the way to the other one, never a block.

Texts count as alike from 88 of 100 on (folded, words in any order); what else must be equal the register declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from .labels import label
from .listing import visible
from .text import clean, fold

if TYPE_CHECKING:
    from .declarations import Draft, Register

LIKE = 88  # of 100
SHORTEST = 5  # letters; a shorter text is alike only where it is the same
MOST = 1_000  # records compared; more of one day or year than that no small register has
DAY, YEAR = "day", "year"


@dataclass(frozen=True)
class Alike:
    """What makes two records of a register look the same: nearly the same `text`, equal values in `same`, and `on` (a
    date or a year) of the same day or `within` the same year. Whatever is empty in the draft tells nothing."""

    text: str = ""
    on: str = ""
    same: Sequence[str] = ()
    within: str = YEAR


@dataclass(frozen=True)
class Similar:
    """Another record that looks the same: `field` is where to say so."""

    field: str
    id: UUID
    name: str
    on: dt.date | int | None


def similar(session: Session, register: Register, draft: Draft, record_id: UUID | None) -> Similar | None:
    """The record most like this draft, None where there is none or the draft does not say enough yet."""
    how = register.alike
    if how is None:
        return None
    told = [name for name in (how.text, how.on, *how.same) if name]
    if any(draft.get(name) in (None, "", ()) for name in told):
        return None
    model: Any = register.record
    tests = [getattr(model, name) == draft[name] for name in how.same]
    on = getattr(model, how.on) if how.on else None
    if on is not None:
        tests.append(_near(on, draft[how.on], how.within))
    if record_id is not None:
        tests.append(model.id != record_id)
    asked = [label(model), on if on is not None else model.id, getattr(model, how.text) if how.text else model.id]
    query = select(model.id, *asked).where(*visible(session, register), *tests).order_by(model.id.desc()).limit(MOST)
    best, most = None, LIKE - 1
    for key, name, day, text in session.execute(query):
        alike = likeness(draft[how.text], text) if how.text else 100
        if alike > most:
            best, most = Similar(told[0], key, name or "", day if how.on else None), alike
    return best


def _near(on: Any, value: dt.date | int, within: str) -> Any:
    if isinstance(value, int) or within == DAY:
        return on == value
    return and_(on >= dt.date(value.year, 1, 1), on <= dt.date(value.year, 12, 31))


def likeness(one: str, other: str) -> int:
    """0–100: how alike two texts are, folded, words in any order; with other numbers in them they are two things."""
    from . import import_vocabulary  # brings rapidfuzz, which nobody needs before the first form

    first, second = fold(clean(one)), fold(clean(other or ""))
    if first == second:
        return 100
    may_be = len(first) >= SHORTEST and _numbers(first) == _numbers(second)
    return import_vocabulary.likeness(first, second) if may_be else 0


def _numbers(text: str) -> list[str]:
    """Groups of digits: 'XIII 2025' and 'XIII 2026' are not one thing spelt twice."""
    return "".join(sign if sign.isdigit() else " " for sign in text).split()
