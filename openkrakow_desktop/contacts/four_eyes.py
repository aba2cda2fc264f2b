"""The second pair of eyes: another account with its own PIN (decisions.md 20); where the office has no PINs, a name."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.problems import refuse
from ..core.text import clean
from .accounts import account_of, pin_fits
from .model import Account


def name_of(session: Session, actor: str) -> str:
    """The name of whoever acts, from the account's code in the journal; what was given, where it is no code."""
    key = account_of(actor)
    account = session.get(Account, key) if key is not None else None
    return account.name if account is not None else clean(actor)


def second_person(session: Session, name: str, pin: str = "", actor: str = "") -> str:
    """The name under which the second person is recorded. `actor`: the account's code in the journal, or a name.

    Raises Refused when nobody is named, when it is the one who acts, or when accounts with PINs exist and this is not
    one of them with its PIN."""
    told = clean(name)
    if not told:
        refuse("second_person", "problem.required")
    account = session.scalar(
        select(Account).where(func.lower(Account.name) == told.lower(), Account.is_active.is_(True)).limit(1)
    )
    first = account_of(actor)
    if told.lower() == actor.lower() or (account is not None and account.id == first):
        refuse("second_person", "problem.second_is_first")
    has_pins = session.scalar(
        select(Account.id).where(Account.pin_hash.is_not(None), Account.is_active.is_(True)).limit(1)
    )
    if has_pins is not None and (account is None or not pin_fits(account, pin)):
        refuse("pin", "problem.second_pin")
    return account.name if account is not None else told
