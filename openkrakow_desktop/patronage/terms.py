"""What the office asks of an application received on a day: the newest rule of its kind, else of all kinds, else the
usual 30 days (A). Rules are data, so an application of last year keeps last year's limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from .model import DEFAULT_LEAD_DAYS, DEFAULT_REPORT_DAYS, KP2, PatronageItem, PatronageKind, PatronageRule

_ASKED = (PatronageItem.CONTACT, PatronageItem.DATE, PatronageItem.PLACE, PatronageItem.DESCRIPTION)
_ASKED_KP2 = (*_ASKED, PatronageItem.SIGNATORY, PatronageItem.JUSTIFICATION)


@dataclass(frozen=True)
class Terms:
    """Days and items that hold for one application."""

    lead_days: int
    report_days: int
    items: tuple[PatronageItem, ...]


def default_items(kind: PatronageKind | None) -> tuple[PatronageItem, ...]:
    """What is asked for where the office has set nothing: the usual fields of a form (A); of KP-2 also who signs."""
    return _ASKED_KP2 if kind in KP2 else _ASKED


def terms_of(session: Session, kind: PatronageKind | None, received_on: dt.date | None) -> Terms:
    """The terms of an application of this kind received on this day."""
    rule = _newest(session, kind, received_on) if received_on is not None else None
    if rule is None:
        return Terms(DEFAULT_LEAD_DAYS, DEFAULT_REPORT_DAYS, default_items(kind))
    return Terms(rule.lead_days, rule.report_days, tuple(PatronageItem(code) for code in rule.items))


def _newest(session: Session, kind: PatronageKind | None, received_on: dt.date) -> PatronageRule | None:
    found: Sequence[PatronageRule] = session.scalars(
        select(PatronageRule)
        .where(PatronageRule.valid_from <= received_on)
        .where(or_(PatronageRule.kind == kind, PatronageRule.kind.is_(None)))
        .order_by(PatronageRule.kind.is_(None), PatronageRule.valid_from.desc(), PatronageRule.id.desc())
        .limit(1)
    ).all()
    return found[0] if found else None


def days_asked(name: str, kind: Any, received_on: Any) -> Any:
    """SQL of `lead_days` or `report_days` for a row's kind and day of receipt; the same choice as `terms_of`."""
    rule = aliased(PatronageRule)
    default = {"lead_days": DEFAULT_LEAD_DAYS, "report_days": DEFAULT_REPORT_DAYS}[name]
    asked = (
        select(getattr(rule, name))
        .where(rule.valid_from <= received_on, or_(rule.kind == kind, rule.kind.is_(None)))
        .order_by(rule.kind.is_(None), rule.valid_from.desc(), rule.id.desc())
        .limit(1)
    )
    return func.coalesce(asked.scalar_subquery(), default)
