"""Freezing a year: everything that is printed of it is worked out once, and kept as the next version.

The long part (`prepare`) reads a private copy and may be stopped; the write (`keep`) is short. Only a version in force
is corrected, with a reason and a second person; a draft is simply frozen anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from ..contacts.four_eyes import name_of, second_person
from ..core.canonical import canonical, digest
from ..core.clock import day_of
from ..core.declarations import Declared
from ..core.document import Document
from ..core.measures import Period, State
from ..core.problems import refuse
from ..core.proof import journal_head
from ..core.store import ACTOR, Store
from ..core.text import clean
from ..core.words import LANGUAGES, words
from ..core.work import Progress
from ..programme.catalogue import catalogue
from .evaluate import YearNumbers, evaluate, rows_behind
from .frozen_document import to_json
from .model import CORRECT, FREEZE, SnapshotState, YearSnapshot
from .report import council_report
from .snapshot_text import Contents, Rows, pack
from .snapshots import COUNCIL, Version, paper, read_frozen, versions_of
from .summary_reads import YearReads

NOBODY = ("", "?")  # the journal's actor where nobody said who works


PAPERS: Mapping[str, Callable[..., Document]] = {COUNCIL: council_report}  # what a version holds


@dataclass(frozen=True)
class Prepared:
    """A version ready to be kept. `replaces`: the draft it takes the place of; `corrects`: the version in force."""

    contents: Contents
    documents: str
    replaces: UUID | None
    corrects: UUID | None
    second_person: str = ""


@dataclass(frozen=True)
class Second:
    """Who confirms a correction beside the one who makes it, with their PIN where accounts have one."""

    name: str
    pin: str = ""


def prepare(
    session: Session,
    year: int,
    declared: Declared,
    *,
    now: dt.datetime,
    is_demo: bool = False,
    reason: str = "",
    second: Second | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """Work out the next version of a year as of `now`: a draft of version 1, or of a correction with its `reason`.

    Raises Refused for a year without any number, a year to come, when nothing has changed since the last version, for a
    correction without reason or second person, and when the version before was altered in the file."""
    progress, reason = progress or Progress(), clean(reason)
    period = Period(year, day_of(now))
    if period.is_future:
        refuse("year", "problem.snapshot_future", year=year)
    versions = versions_of(session, year)
    draft = next((one for one in versions if one.state is SnapshotState.DRAFT), None)
    corrected = next((one for one in versions if one.in_force), None)
    confirmed = _confirmed(session, corrected, reason, second)
    number = draft.number if draft else max((one.number for one in versions), default=0) + 1
    before = read_frozen(session, corrected).version.hash if corrected else ""
    making = _Making(session, declared, is_demo, progress)
    contents, documents = making.made(period, number, now, before, reason if corrected else "")
    if all(one.reading.state is not State.NUMBER for one in contents.numbers.measures.values()):
        refuse("year", "problem.snapshot_no_data", year=year)
    if versions and making.is_same(versions[0], contents):
        refuse("", "problem.snapshot_same", year=year, n=versions[0].number)
    return Prepared(
        contents,
        pack(canonical(documents)),
        draft.id if draft else None,
        corrected.id if corrected else None,
        confirmed,
    )


def keep(session: Session, prepared: Prepared, by: str = "") -> UUID:
    """Write a prepared version down as the year's draft. Raises Refused where another version came meanwhile."""
    made, actor = prepared.contents, str(session.info.get(ACTOR, ""))
    latest = next(iter(versions_of(session, made.year)), None)
    if prepared.replaces is not None:
        is_next = latest is not None and latest.id == prepared.replaces and latest.state is SnapshotState.DRAFT
    else:
        is_next = (latest.number if latest else 0) + 1 == made.number
    if not is_next:
        refuse("", "problem.snapshot_overtaken", year=made.year, n=made.number)
    one = session.get(YearSnapshot, prepared.replaces) if prepared.replaces else None
    if one is None:
        one = YearSnapshot(year=made.year, number=made.number)
        session.add(one)
    else:
        session.refresh(one, ("numbers", "documents", "methodology"))  # the journal tells what was there before
    text = made.text()
    one.state = SnapshotState.DRAFT
    one.catalogue_code = made.catalogue
    one.as_of_on = made.numbers.period.today
    one.numbers, one.documents, one.hash = pack(text), prepared.documents, digest(text)
    one.methodology, one.journal_head = made.methodology, made.head
    one.created_at = made.at
    one.created_by = clean(by) or ("" if actor in NOBODY else name_of(session, actor))
    one.corrects_id, one.reason = prepared.corrects, made.reason or None
    one.second_person = prepared.second_person or None
    session.flush()
    return one.id


def freeze(
    store: Store,
    year: int,
    declared: Declared,
    *,
    now: dt.datetime,
    by: str = "",
    is_demo: bool = False,
    reason: str = "",
    second: Second | None = None,
    progress: Progress | None = None,
) -> UUID:
    """Prepare a version on a private copy of the data and keep it, as one operation. Raises Refused as they do."""
    with store.snapshot() as still, still.read() as session:
        prepared = prepare(
            session, year, declared, now=now, is_demo=is_demo, reason=reason, second=second, progress=progress
        )
    with store.write(CORRECT if prepared.corrects else FREEZE, reason=reason or None) as session:
        return keep(session, prepared, by)


def _confirmed(session: Session, corrected: Version | None, reason: str, second: Second | None) -> str:
    """The second person of a correction; empty for a first version."""
    if corrected is None:
        return ""
    if not reason:
        refuse("reason", "problem.correction_needs_reason", year=corrected.year, n=corrected.number)
    actor = str(session.info.get(ACTOR, ""))
    return second_person(session, second.name if second else "", second.pin if second else "", actor)


# ---- the making ----------------------------------------------------------------------------------------------------
class _Making:
    """Works a version out, whole: numbers, rows, and the papers in every language."""

    def __init__(self, session: Session, declared: Declared, is_demo: bool, progress: Progress) -> None:
        self.session, self.declared, self.is_demo, self.progress = session, declared, is_demo, progress
        self.steps = len(LANGUAGES) + 1

    def made(
        self, period: Period, number: int, at: dt.datetime, corrects: str, reason: str
    ) -> tuple[Contents, Mapping[str, str]]:
        """The contents and the papers (name → JSON) as of a moment."""
        self.progress.step(0, self.steps)
        numbers = replace(evaluate(self.session, period, catalogue(period.year), self.declared), version=number)
        rows = self._rows(numbers)
        documents, shared = {}, self._shared(numbers)
        for done, language in enumerate(LANGUAGES, 1):
            self.progress.step(done, self.steps)
            for kind in PAPERS:
                documents[paper(kind, language)] = self._document(paper(kind, language), numbers, at, reason, shared)
        made = Contents(
            period.year,
            number,
            at,
            numbers.catalogue.code,
            journal_head(self.session),
            numbers,
            rows,
            {name: digest(text) for name, text in documents.items()},
            methodology(numbers),
            corrects,
            reason,
        )
        self.progress.step(self.steps, self.steps)
        return made, documents

    def _rows(self, numbers: YearNumbers) -> Rows:
        known = numbers.catalogue
        own = (one.code for one in known.indicators.values() if one.source.relation != "same")
        return {
            code: (tuple(counted), tuple(left_out))
            for code in (*known.measures, *own)
            for counted, left_out in [rows_behind(self.session, code, numbers.period, known, self.declared)]
        }

    def _shared(self, numbers: YearNumbers) -> YearReads:
        return YearReads(self.session, numbers.period, numbers.catalogue, self.declared)

    def _document(self, name: str, numbers: YearNumbers, at: dt.datetime, reason: str, shared: YearReads) -> str:
        kind, _, language = name.partition(".")
        document = PAPERS[kind](
            self.session,
            numbers.period,
            words(language),
            numbers.catalogue,
            self.declared,
            now=at,
            is_demo=self.is_demo,
            numbers=numbers,
            reason=reason,
            shared=shared,
        )
        return to_json(document)

    def is_same(self, version: Version, made: Contents) -> bool:
        """Whether the registers would give this version again: the same numbers, rows and words, to the letter, were
        the report written at the moment it was."""
        before = read_frozen(self.session, version).contents
        then = before.numbers
        if replace(made.numbers, period=then.period, version=then.version) != then or made.rows != before.rows:
            return False
        shared = self._shared(then)
        return made.methodology == before.methodology and all(
            digest(self._document(name, then, before.at, before.reason, shared)) == known
            for name, known in before.documents.items()
        )


def methodology(numbers: YearNumbers) -> str:
    """How every number was counted, in Polish, a line each: the words of the catalogue that was in force."""
    every: Sequence[tuple[str, str, str]] = [
        *((one.entry.code, one.entry.label("pl"), one.entry.basis("pl")) for one in numbers.measures.values()),
        *((one.entry.code, one.entry.label("pl"), one.entry.reading("pl")) for one in numbers.indicators.values()),
    ]
    return "\n".join(f"{code} {label}: {basis}" for code, label, basis in every)
