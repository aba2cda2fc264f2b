"""What a new record begins with where the model's default is not enough: today, the chosen year, what is usual here.

Only forms begin with it. An import never does: what a sheet does not say is missing, not guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .labels import label, records
from .listing import visible

if TYPE_CHECKING:
    from .declarations import Draft, Field, Register

RECENT = 500  # newest records of a register that tell what is used in it
USUAL = 20  # and those that tell what is usual
_OWN = ("number", "symbol", "nip", "regon", "krs")  # columns whose value is one record's alone


@dataclass(frozen=True)
class Starting:
    """A new form: of what, when, for which year of the window; `name` is the field that is to be filled."""

    session: Session
    register: Register
    today: dt.date
    year: int
    name: str


Start = Callable[[Starting], Any]


def today(at: Starting) -> dt.date | None:
    """Today, while the window shows the running year; a past year's date nobody can know."""
    return at.today if at.today.year == at.year else None


def chosen_year(at: Starting) -> int:
    """The year the window shows."""
    return at.year


def usual(at: Starting) -> Any:
    """The value that most of the newest records have; None where there are none or most have none."""
    found = used_values(at.session, at.register, at.name, 1, newest=USUAL, with_empty=True)
    return found[0] if found else None


def begin(session: Session, register: Register, today: dt.date, year: int) -> Draft:
    """The values of a new form: the model's defaults, and over them what the register declares."""
    made = {name: start(Starting(session, register, today, year, name)) for name, start in register.starts.items()}
    return register.draft(session, None) | {name: value for name, value in made.items() if value is not None}


def copied(session: Session, register: Register, record_id: UUID, today: dt.date, year: int) -> Draft:
    """A new form like this record without what makes it this one: its dates, its case number and, where no date and no
    year tells two records apart, the texts that do. What a new form begins with takes their place."""
    draft = register.draft(session, record_id)
    fields = {one.name: one for one in register.fields()}
    gone = {name for name, one in fields.items() if _is_dated(one) or one.info.get("case_no")}
    gone |= {name for name in _OWN if name in fields}
    keys = [fields[name] for name in register.natural_key if name in fields]
    if not any(_is_dated(one) or one.name == "year" for one in keys):
        gone |= {one.name for one in keys if one.kind is str and not one.choices}
    if "year" in register.starts:
        gone.add("year")
    begun = begin(session, register, today, year)
    return draft | {name: begun[name] for name in gone}


def _is_dated(one: Field) -> bool:
    return issubclass(one.kind, dt.date)


def newest(session: Session, register: Register, parent: UUID | None = None) -> tuple[UUID, str] | None:
    """The record that was entered last (under this parent), with its name."""
    model: Any = register.record
    query = select(model.id, label(model)).where(*visible(session, register)).order_by(model.id.desc()).limit(1)
    if parent is not None and register.parent:
        query = query.where(getattr(model, register.parent) == parent)
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1] or "")


def used_values(
    session: Session, register: Register, name: str, limit: int, newest: int = RECENT, with_empty: bool = False
) -> list[Any]:
    """What the newest records have in a column: the most frequent first, of equal ones the latest."""
    model: Any = register.record
    column = getattr(model, name)
    place = func.row_number().over(order_by=model.id.desc()).label("place")  # PostgreSQL knows no max() of a key
    recent = select(column.label("said"), place).where(*visible(session, register))
    if not with_empty:
        recent = recent.where(column.is_not(None))
    rows = recent.order_by(model.id.desc()).limit(newest).subquery()
    query = select(rows.c.said).group_by(rows.c.said).order_by(func.count().desc(), func.min(rows.c.place))
    return list(session.scalars(query.limit(limit)))


def used_links(session: Session, register: Register, name: str, limit: int = 8) -> list[tuple[UUID, str]]:
    """The records that the newest ones point at in this column, the most frequent first, with their names."""
    target: Any = records()[register.field(name).target or ""]
    keys = used_values(session, register, name, limit)
    named = session.execute(select(target.id, label(target)).where(target.id.in_(keys)))
    names = {key: said or "" for key, said in named}
    return [(key, names[key]) for key in keys if key in names]


def repeats(one: Field) -> bool:
    """Whether a column's texts are worth offering again: short, free, and nothing about a person."""
    is_free = one.kind is str and not (one.long or one.choices or one.target)
    return is_free and one.info.get("privacy") == "none" and not one.info.get("case_no")
