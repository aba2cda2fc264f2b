"""People put on the list of a training, many at once: what each row means, who may be known already, then one write.

Somebody of the same name is never taken for known (nor for new) without a word, unless the unit or the address agrees:
two people may share a name, and one person counted twice changes measure 1.4."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from ..contacts.duplicates import LEAST, person_words
from ..contacts.feature import PEOPLE
from ..contacts.model import Organisation, Person, canonical
from ..contacts.names import spoken_words
from ..contacts.service import person_rules
from ..contacts.units import Unit, Units
from ..core.declarations import Draft
from ..core.problems import Problem, Refused, refuse
from ..core.text import clean
from .feature import PARTICIPATIONS, TRAINEES
from .model import Participation, Trainee, Training, TrainingGroup
from .roster_text import FIELDS, MOST, Written, group_said, read_block
from .rules import group_mismatch, training_lock
from .units import group_of

WITHOUT_UNIT = (TrainingGroup.PARENT, TrainingGroup.OTHER)
_CHUNK = 500  # keys of one query


@dataclass(frozen=True)
class Candidate:
    """Somebody known who may be meant. `reason`: a word under `training_people.reason.`."""

    person_id: UUID
    name: str
    unit: str
    reason: str

    @property
    def is_sure(self) -> bool:
        """Whether address or unit agree too."""
        return self.reason in ("same_email", "same_name_and_unit")


@dataclass(frozen=True)
class Understood:
    """A row as understood. `person_id`: known and taken; without it somebody new. `is_listed`: on the list already."""

    written: Written
    unit: Unit | None = None
    unit_how: str = ""
    group: TrainingGroup | None = None
    candidates: tuple[Candidate, ...] = ()
    person_id: UUID | None = None
    is_listed: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether something has to be put right first."""
        return any(not problem.warning for problem in self.problems)


@dataclass(frozen=True)
class Added:
    """What a write did: people put on the list, how many of them are new here, how many stood there already."""

    added: int
    new: int
    listed: int


@dataclass
class _Known:
    """Somebody in the database: `name` as shown, `key` as compared."""

    person_id: UUID
    name: str
    key: str
    email: str
    trainee_id: UUID | None
    unit_id: UUID | None


# ---- reading -------------------------------------------------------------------------------------------------------
def read_people(session: Session, text: str) -> list[Written]:
    """The rows of a pasted block; units of the database help to tell its columns. Raises Refused as `read_block`."""
    units = Units(session)
    return read_block(text, units.knows)


def understand(session: Session, training_id: UUID, rows: Sequence[Written]) -> list[Understood]:
    """What each row means and what is wrong with it; nothing is written."""
    units = Units(session)
    rows = [_tidy(row) for row in rows]
    meant = [units.find(row.unit) if row.unit else None for row in rows]
    unit_ids = {one.unit.id for one in meant if one and one.unit}
    people = _People(session, rows, unit_ids, units)
    listed = _listed(session, training_id)
    found = []
    for row, one in zip(rows, meant, strict=True):
        unit = one.unit if one else None
        candidates = people.candidates(row, unit)
        person_id = _taken(row, candidates)
        unit = unit or (units.get(people.unit_of(person_id)) if not row.unit else None)
        group = group_said(row.group) if row.group else group_of(unit) if unit else people.group_of(person_id)
        understood = Understood(row, unit, one.how if one else "", group, candidates, person_id, person_id in listed)
        ambiguous = one.count if one and one.unit is None else 0
        problems = tuple(_problems(session, understood, ambiguous))
        found.append(replace(understood, problems=problems))
    return _twice(found)


def _tidy(row: Written) -> Written:
    fields: dict[str, Any] = {name: clean(getattr(row, name)) for name in FIELDS}
    return replace(row, **fields)


def _taken(row: Written, candidates: Sequence[Candidate]) -> UUID | None:
    if row.person_id is not None or row.is_new:
        return row.person_id
    sure = {one.person_id for one in candidates if one.is_sure}
    return sure.pop() if len(sure) == 1 else None


def _problems(session: Session, one: Understood, could_be: int) -> Iterable[Problem]:
    row = one.written
    if not row.last_name:
        yield Problem("last_name", "problem.required")
    elif not row.first_name and one.person_id is None:
        yield Problem("first_name", "problem.first_name_missing", warning=True)
    if row.unit and one.unit is None:
        key = "problem.unit_ambiguous" if could_be > 1 else "problem.unit_unknown"
        yield Problem("unit", key, {"unit": row.unit} | ({"count": could_be} if could_be > 1 else {}))
    if row.group and one.group is None:
        yield Problem("group", "problem.group_unknown", {"group": row.group})
    elif one.group is None and (one.unit or not row.unit):  # else it follows from the unit, once that is known
        yield Problem("group", "problem.group_needed")
    elif one.unit is None and not row.unit and one.group not in WITHOUT_UNIT:
        yield Problem("unit", "problem.person_without_unit", warning=True)
    yield from group_mismatch(session, one.group, one.unit.id if one.unit else None)
    yield from (problem for problem in person_rules(session, {"email": row.email}, None) if not problem.warning)
    for name in ("last_name", "first_name", "email"):
        limit = PEOPLE.field(name).limit or MOST
        if len(getattr(row, name)) > limit:
            yield Problem(name, "problem.too_long", {"limit": limit, "length": len(getattr(row, name))})
    if one.candidates and one.person_id is None and not row.is_new:
        yield Problem("person", "problem.person_undecided", {"name": one.candidates[0].name})
    if one.is_listed:
        yield Problem("person", "problem.already_takes_part", warning=True)


def _twice(found: Sequence[Understood]) -> list[Understood]:
    """The same, with those told who stand in the block twice: one person, one address, or one name in one unit where
    neither two addresses nor somebody said that they are two."""
    seen: dict[tuple[object, ...], int] = {}
    told = []
    for number, one in enumerate(found, 1):
        row = one.written
        marks: list[tuple[object, ...]] = [("email", row.email.casefold())] if row.email else []
        if one.person_id is not None:
            marks.append(("person", one.person_id))
        elif row.last_name and not row.is_new:
            name = person_words(f"{row.last_name} {row.first_name}")
            marks.append(("name", name, one.unit.id if one.unit else None, row.email.casefold()))
        before = next((seen[mark] for mark in marks if mark in seen), None)
        for mark in marks:
            seen.setdefault(mark, number)
        if before is not None:
            twice = Problem("last_name", "problem.twice_in_block", {"row": before})
            one = replace(one, problems=(*one.problems, twice))
        told.append(one)
    return told


def _key(row: Written) -> str:
    """A name for comparing: its spoken words in order, so that surname and first name may swap."""
    return " ".join(sorted(spoken_words(f"{row.last_name} {row.first_name}")))


def _listed(session: Session, training_id: UUID) -> set[UUID | None]:
    """The people on the list, duplicates as whom they stand for."""
    query = select(canonical(Person)).join(Trainee, Trainee.person_id == Person.id)
    query = query.join(Participation, Participation.trainee_id == Trainee.id)
    return set(session.scalars(query.where(Participation.training_id == training_id)))


class _People:
    """People in the database whom some row may mean."""

    def __init__(self, session: Session, rows: Sequence[Written], unit_ids: set[UUID], units: Units) -> None:
        self._session, self._units = session, units
        self._by_key: dict[str, list[_Known]] = defaultdict(list)
        self._by_email: dict[str, list[_Known]] = defaultdict(list)
        self._by_unit: dict[UUID, list[_Known]] = defaultdict(list)
        self._known: dict[UUID, _Known] = {}
        self._groups: dict[UUID, TrainingGroup] = {}
        spoken = {said for row in rows for said in _both_ways(row)}
        emails = {row.email.lower() for row in rows if row.email}
        chosen = {row.person_id for row in rows if row.person_id is not None}
        for tests in _chunks(Person.spoken, spoken):
            self._take(tests)
        for tests in _chunks(func.lower(Person.email), emails):
            self._take(tests)
        for tests in _chunks(Person.id, chosen):
            self._take(tests)
        for tests in _chunks(Trainee.unit_id, unit_ids):
            self._take(tests)

    def _take(self, test: object) -> None:
        shown = (Person.id, Person.last_name, Person.first_name, Person.email, Person.organisation_id)
        role = (Trainee.id, Trainee.unit_id, Trainee.group)
        query = select(*shown, *role).outerjoin(Trainee, Trainee.person_id == Person.id)
        query = query.where(Person.merged_into_id.is_(None), test)  # type: ignore[arg-type]
        for key, last, first, email, organisation, trainee, unit, group in self._session.execute(query):
            if key in self._known:
                continue
            name = f"{last} {first or ''}".strip()
            key_said = " ".join(sorted(spoken_words(name)))
            one = _Known(key, name, key_said, (email or "").lower(), trainee, unit or organisation)
            self._known[key] = one
            self._by_key[key_said].append(one)
            if one.email:
                self._by_email[one.email].append(one)
            if one.unit_id is not None:
                self._by_unit[one.unit_id].append(one)
            if group is not None:
                self._groups[key] = group

    def unit_of(self, person_id: UUID | None) -> UUID | None:
        """The unit somebody known belongs to now."""
        return self._known[person_id].unit_id if person_id in self._known else None

    def group_of(self, person_id: UUID | None) -> TrainingGroup | None:
        """The group somebody known belongs to now."""
        return self._groups.get(person_id) if person_id is not None else None

    def candidates(self, row: Written, unit: Unit | None) -> tuple[Candidate, ...]:
        """Who may be meant, likeliest first; each once."""
        found: dict[UUID, Candidate] = {}
        key = _key(row)
        for one in self._by_email.get(row.email.lower(), ()) if row.email else ():
            found.setdefault(one.person_id, self._candidate(one, "same_email"))
        for one in self._by_key.get(key, ()) if key else ():
            same = unit is not None and self._units.get(one.unit_id) == unit
            other = bool(row.email and one.email and row.email.lower() != one.email)
            exact = person_words(one.name) == person_words(f"{row.last_name} {row.first_name}")
            reason = "same_name_and_unit" if same and exact and not other else "same_name"
            found.setdefault(one.person_id, self._candidate(one, reason))
        for one in self._by_unit.get(unit.id, ()) if unit is not None and " " in key else ():
            if one.person_id not in found and fuzz.ratio(key, one.key, score_cutoff=LEAST):
                found[one.person_id] = self._candidate(one, "similar_name")
        order = {reason: place for place, reason in enumerate(("same_email", "same_name_and_unit", "same_name"))}
        return tuple(sorted(found.values(), key=lambda one: (order.get(one.reason, 9), one.name, one.person_id.int)))

    def _candidate(self, one: _Known, reason: str) -> Candidate:
        unit = self._units.get(one.unit_id)
        return Candidate(one.person_id, one.name, unit.name if unit else "", reason)


def _both_ways(row: Written) -> Iterable[str]:
    """The stored spoken keys that a name could have, whichever of its words is the surname."""
    last, first = spoken_words(row.last_name), spoken_words(row.first_name)
    if last or first:
        yield " ".join((*last, *first))
        yield " ".join((*first, *last))


def _chunks(column: object, values: Iterable[object]) -> Iterable[object]:
    listed = list(values)
    for start in range(0, len(listed), _CHUNK):
        yield column.in_(listed[start : start + _CHUNK])  # type: ignore[attr-defined]


# ---- writing -------------------------------------------------------------------------------------------------------
def add_people(session: Session, training_id: UUID, rows: Sequence[Written], today: dt.date) -> Added:
    """Put people on the list of a training; those on it already stay as they are.

    Raises Refused with everything that is wrong in any row (its number is in `values`), and for a settled training;
    nothing is written then."""
    training = session.get_one(Training, training_id)
    if why := training_lock(training):
        raise Refused(why)
    rows = [row for row in rows if not row.is_empty]
    if not rows:
        refuse("", "problem.paste_empty")
    found = understand(session, training_id, rows)
    wrong = [
        Problem(problem.field, problem.key, {**problem.values, "at": number})
        for number, one in enumerate(found, 1)
        for problem in one.problems
        if not problem.warning
    ]
    if wrong:
        raise Refused(*wrong)
    new = 0
    for one in found:
        if one.is_listed:
            continue
        person_id = one.person_id
        if person_id is None:
            new += 1
            person_id = PEOPLE.put(session, None, _person(one), today).id
        trainee_id = _trainee(session, training, person_id, one, today)
        unit_id = one.unit.id if one.unit else None
        draft: Draft = {"training_id": training_id, "trainee_id": trainee_id, "unit_id": unit_id, "group": one.group}
        PARTICIPATIONS.put(session, None, draft | {"is_registered": True}, today)
    listed = sum(one.is_listed for one in found)
    return Added(len(found) - listed, new, listed)


def _person(one: Understood) -> Draft:
    """Somebody new as a draft of the register of people."""
    row = one.written
    names: Draft = {"last_name": row.last_name, "first_name": row.first_name or None, "email": row.email or None}
    return names | {"organisation_id": one.unit.id if one.unit else None}


def _trainee(session: Session, training: Training, person_id: UUID, one: Understood, today: dt.date) -> UUID:
    """The role of a person as trainee, made where there is none; unit and group become today's, not older ones."""
    person = aliased(Person)
    mine = select(Trainee).join(person, person.id == Trainee.person_id)
    known = session.scalars(mine.where(or_(person.id == person_id, person.merged_into_id == person_id))
                            .order_by(Trainee.code).limit(1)).first()
    unit_id = one.unit.id if one.unit else None
    if known is None:
        draft: Draft = {"person_id": person_id, "unit_id": unit_id, "group": one.group}
        return TRAINEES.put(session, None, draft, today).id
    if (known.unit_id, known.group) != (unit_id, one.group) and not _has_later(session, known.id, training.end_on):
        known.unit_id, known.group = unit_id or known.unit_id, one.group or known.group
        session.flush()
    return known.id


def _has_later(session: Session, trainee_id: UUID, day: dt.date) -> bool:
    query = select(Participation.id).join(Training, Training.id == Participation.training_id)
    query = query.where(Participation.trainee_id == trainee_id, Training.end_on > day)
    return session.scalar(query.limit(1)) is not None


# ---- completion ----------------------------------------------------------------------------------------------------
def people_like(session: Session, text: str, limit: int = 8) -> list[Candidate]:
    """People whose surname begins as typed, for completing a row."""
    words = spoken_words(text)
    if not words:
        return []
    start = " ".join(words)
    query = select(Person.id, Person.last_name, Person.first_name, Organisation.name)
    unit = func.coalesce(Trainee.unit_id, Person.organisation_id)
    query = query.outerjoin(Trainee, Trainee.person_id == Person.id).outerjoin(Organisation, Organisation.id == unit)
    query = query.where(Person.merged_into_id.is_(None), Person.spoken >= start, Person.spoken < start + "~")
    rows = session.execute(query.order_by(Person.spoken, Person.id).limit(limit))
    return [Candidate(key, f"{last} {first or ''}".strip(), name or "", "chosen") for key, last, first, name in rows]


def choices(session: Session) -> Mapping[str, list[str]]:
    """Names of units for completing a row: all living ones, in order."""
    names = select(Organisation.name).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name_sort)
    return {"unit": list(session.scalars(names))}
