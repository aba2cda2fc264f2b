"""Versions of a year: read, checked against their hash, approved, sent, superseded. Approved numbers never change.

A version that was altered past the program is detected by its own SHA-256 and by the journal, and is printed by
nobody. Making one stands in `snapshot_making`, what has changed since in `snapshot_changes`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..contacts.model import Account
from ..core.canonical import digest
from ..core.clock import Clock, day_of
from ..core.document import Document
from ..core.journal import Upgrading
from ..core.problems import Problem, Refused, refuse
from ..core.proof import differing
from ..core.record import Record
from ..core.text import clean
from ..core.words import Words
from .evaluate import YearNumbers
from .frozen_document import from_json
from .model import FROZEN, IN_FORCE, SnapshotState, YearSnapshot
from .snapshot_text import Contents, read_contents, unpack

CLOCK = Clock()
COUNCIL = "council"  # the paper that goes to the Council


@dataclass(frozen=True)
class Version:
    """What is known of a version without opening it. `at`: when its numbers were read; `corrects`: the number of the
    version before it; names are empty where nobody said who they are."""

    id: UUID
    year: int
    number: int
    state: SnapshotState
    at: dt.datetime
    created_by: str
    approved_at: dt.datetime | None
    approved_by: str
    sent_on: dt.date | None
    reason: str
    second_person: str
    hash: str

    @property
    def is_frozen(self) -> bool:
        """Whether its numbers can never change again."""
        return self.state in FROZEN

    @property
    def in_force(self) -> bool:
        """Whether these are the year's approved figures."""
        return self.state in IN_FORCE


@dataclass(frozen=True)
class Frozen:
    """A version with what it froze, its hash already checked."""

    version: Version
    contents: Contents


# ---- reading -------------------------------------------------------------------------------------------------------
def versions_of(session: Session, year: int) -> tuple[Version, ...]:
    """The versions of a year, the newest first. Of two with one number (after a merge) the one made later stands
    first."""
    asked = select(YearSnapshot).where(YearSnapshot.year == year)
    found = session.scalars(asked.order_by(YearSnapshot.number.desc(), YearSnapshot.id.desc()))
    return tuple(_version(one) for one in found)


def years_with_versions(session: Session) -> tuple[int, ...]:
    """The years that have one, in order."""
    return tuple(session.scalars(select(YearSnapshot.year).distinct().order_by(YearSnapshot.year)))


def in_force(session: Session, year: int) -> Version | None:
    """The approved figures of a year; None where there are none."""
    return next((one for one in versions_of(session, year) if one.in_force), None)


def version_of(session: Session, year: int, number: int) -> Version:
    """The version of this number. Raises Refused where the year has none."""
    found = versions_of(session, year)
    for one in found:
        if one.number == number:
            return one
    numbers = ", ".join(str(one.number) for one in reversed(found)) or "–"
    raise Refused(Problem("version", "problem.no_such_version", {"year": year, "n": number, "numbers": numbers}))


def read_frozen(session: Session, version: Version) -> Frozen:
    """What a version froze. Raises Refused where its text does not give its hash."""
    return Frozen(version, _contents(_numbers_text(session, version), version))


def numbers_of(frozen: Frozen) -> YearNumbers:
    """The numbers as `evaluate` gave them on the day of freezing; they know their version."""
    return frozen.contents.numbers


def document_of(session: Session, version: Version, words: Words, kind: str = COUNCIL) -> Document:
    """A paper of a version (the report to the Council with its annex) as it was frozen, in the language of `words`;
    one that is not approved says so on every page. Raises Refused where it was altered."""
    contents, name = read_frozen(session, version).contents, paper(kind, words.language)
    packed = session.scalar(select(YearSnapshot.documents).where(YearSnapshot.id == version.id)) or ""
    try:
        text = json.loads(unpack(packed))[name]
        if digest(text) != contents.documents[name]:
            raise ValueError(name)
        document = from_json(text)
    except (ValueError, KeyError) as error:
        raise Refused(altered_problem(version)) from error
    if version.is_frozen:
        return document
    draft = words("versions.draft_banner", n=version.number)
    return replace(document, banner=" · ".join(part for part in (document.banner, draft) if part))


def paper(kind: str, language: str) -> str:
    """The name of a paper in a version."""
    return f"{kind}.{language}"


def _version(one: YearSnapshot) -> Version:
    return Version(
        one.id,
        one.year,
        one.number,
        one.state,
        one.created_at,
        one.created_by,
        one.approved_at,
        one.approved_by or "",
        one.sent_on,
        one.reason or "",
        one.second_person or "",
        one.hash,
    )


def _numbers_text(session: Session, version: Version) -> str:
    return session.scalar(select(YearSnapshot.numbers).where(YearSnapshot.id == version.id)) or ""


@lru_cache(4)
def _contents(packed: str, version: Version) -> Contents:
    """The contents of a packed text, once it is proved to be that of the version."""
    try:
        text = unpack(packed)
        found = read_contents(text)
    except ValueError as error:
        raise Refused(altered_problem(version)) from error
    is_itself = (found.year, found.number, found.at, found.reason) == (
        version.year, version.number, version.at, version.reason,
    )  # fmt: skip
    if digest(text) != version.hash or not is_itself:
        raise Refused(altered_problem(version))
    return found


# ---- proof ---------------------------------------------------------------------------------------------------------
def altered_problem(version: Version) -> Problem:
    """That a version is not what was frozen."""
    return Problem("", "problem.snapshot_altered", {"year": version.year, "n": version.number})


def altered(session: Session, upgrade: Upgrading, year: int | None = None) -> list[Problem]:
    """The versions (of one year, or all) that are not what was frozen: their text does not give their hash, a report
    in them is another one, or the journal tells otherwise. A version that was taken away is told too."""
    every = [version for one in years_with_versions(session) for version in versions_of(session, one)]
    wrong = set(differing(session.connection(), Record.metadata.tables[YearSnapshot.__tablename__], upgrade))
    problems = [
        altered_problem(one)
        for one in every
        if year in (None, one.year) and (one.id in wrong or not _is_sound(session, one))
    ]
    gone = len(wrong - {one.id for one in every})
    return [*problems, *([Problem("", "problem.snapshot_gone", {"count": gone})] if gone else [])]


def _is_sound(session: Session, version: Version) -> bool:
    packed = session.scalar(select(YearSnapshot.documents).where(YearSnapshot.id == version.id)) or ""
    try:
        contents = read_frozen(session, version).contents
        documents = json.loads(unpack(packed))
        return {name: digest(text) for name, text in documents.items()} == dict(contents.documents)
    except (Refused, ValueError):
        return False


# ---- deciding ------------------------------------------------------------------------------------------------------
def approve(session: Session, version_id: UUID, by: str, clock: Clock = CLOCK) -> None:
    """Approve a draft: its numbers are frozen for good, and the version before it is a corrected one from now on.

    `by`: the name of whoever approves. Raises Refused for a draft frozen while its year lasted, without a name
    (of an account, where the office has accounts), for what is no draft, and for a draft altered in the file."""
    one = session.get_one(YearSnapshot, version_id)
    version = _version(one)
    name = account_name(session, by)
    if one.state is not SnapshotState.DRAFT:
        refuse("", "problem.snapshot_not_draft", year=one.year, n=one.number)
    if day_of(one.created_at) <= dt.date(one.year, 12, 31):
        refuse("", "problem.snapshot_running", year=one.year)
    if not _is_sound(session, version):
        raise Refused(altered_problem(version))
    for other in session.scalars(
        select(YearSnapshot).where(YearSnapshot.year == one.year, YearSnapshot.state.in_(IN_FORCE))
    ):
        other.state = SnapshotState.CORRECTED
    one.state, one.approved_at, one.approved_by = SnapshotState.APPROVED, clock.now(), name
    session.flush()


def send(session: Session, version_id: UUID, on: dt.date, clock: Clock = CLOCK) -> None:
    """Write down that an approved version went to the Council on a day. Raises Refused for any other version, and for
    a day before its approval or to come."""
    one = session.get_one(YearSnapshot, version_id)
    if one.state is not SnapshotState.APPROVED or one.approved_at is None:
        refuse("", "problem.snapshot_not_approved", year=one.year, n=one.number)
    assert one.approved_at is not None
    if on < day_of(one.approved_at):
        refuse("sent_on", "problem.sent_before_approved", day=day_of(one.approved_at).strftime("%d.%m.%Y"))
    if on > clock.today():
        refuse("sent_on", "problem.in_future", today=clock.today().strftime("%d.%m.%Y"))
    one.state, one.sent_on = SnapshotState.SENT, on
    session.flush()


def account_name(session: Session, by: str) -> str:
    """The name under which a decision is recorded: of an account in use, where the office has any. Raises Refused
    without a name, and for one that no account bears."""
    told = clean(by)
    if not told:
        refuse("approved_by", "problem.required")
    names = account_names(session)
    found = next((name for name in names if name.casefold() == told.casefold()), None)
    if names and found is None:
        refuse("approved_by", "problem.no_such_account", name=told, names=", ".join(names))
    return found or told


def account_names(session: Session) -> Sequence[str]:
    """The names of the accounts in use, in order."""
    asked = select(Account.name).where(Account.is_active.is_(True))
    return list(session.scalars(asked.order_by(func.lower(Account.name), Account.id)))


def chain(session: Session, year: int, before: int | None = None) -> Iterable[Version]:
    """The versions of a year that were approved, the first one first; `before` a number, only those below it."""
    approved = [one for one in versions_of(session, year) if one.is_frozen and (before is None or one.number < before)]
    return tuple(reversed(approved))
