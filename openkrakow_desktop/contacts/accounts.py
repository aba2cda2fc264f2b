"""Who works with the program: a name, a role, perhaps a PIN. Roles arrange the menu; they are help, not security.

The account picked at start is the journal's actor; another account's PIN is the second pair of eyes (decisions.md 20).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from ..core.declarations import Draft, exists_other
from ..core.problems import Problem, refuse
from ..core.text import clean
from .model import Account

LEAST_DIGITS, MOST_DIGITS = 4, 12


def account_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Two accounts of one name could not be told apart in the history."""
    name = clean(draft.get("name") or "")
    if name and exists_other(session, Account, record_id, func.lower(Account.name) == name.lower()):
        yield Problem("name", "problem.account_exists", {"name": name})


def account_of(actor: str) -> UUID | None:
    """The key of the account that the journal calls this; None where nobody said who works."""
    try:
        return UUID(hex=actor)
    except ValueError:
        return None


def set_pin(session: Session, account_id: UUID, pin: str) -> Account:
    """Give an account a PIN of 4 to 12 digits; only its salted hash is kept. Raises Refused for anything else."""
    if not (pin.isdecimal() and pin.isascii() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        refuse("pin", "problem.pin", least=LEAST_DIGITS, most=MOST_DIGITS)
    account = session.get_one(Account, account_id)
    salt = secrets.token_bytes(16)
    account.pin_hash = f"{salt.hex()}:{_hashed(pin, salt).hex()}"
    session.flush()
    return account


def clear_pin(session: Session, account_id: UUID) -> Account:
    """Let an account be picked without a PIN again."""
    account = session.get_one(Account, account_id)
    account.pin_hash = None
    session.flush()
    return account


def pin_fits(account: Account, pin: str) -> bool:
    """Whether this is the account's PIN; an account without one accepts none."""
    salt, _, digest = (account.pin_hash or "").partition(":")
    return bool(digest) and hmac.compare_digest(_hashed(pin, bytes.fromhex(salt)).hex(), digest)


def _hashed(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
