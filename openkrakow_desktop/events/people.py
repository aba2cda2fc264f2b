"""Finding who comes in: by the beginning of any word of a name in any alphabet, or by the number of a card.

"lec" finds Łęcka, "olena kov" and "ковальчук" find Олена Ковальчук. At the door somebody waits while this is typed, so
every part of the search is a range of an index; those registered for the event come first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from ..contacts.feature import PEOPLE
from ..contacts.model import Person
from ..contacts.names import spoken_words
from ..core.declarations import Draft
from ..core.keys import KEY
from ..core.listing import find
from ..core.problems import refuse, refuse_if
from ..core.text import clean, fold, sort_key
from .counting import IDENTITY, IS_PRESENT
from .lists import save_participant
from .model import (
    CARD,
    Attendance,
    AttendanceMode,
    Event,
    EventSession,
    Participant,
    Registration,
    RegistrationState,
)
from .rules import participant_rules

NAMES_KEPT = dt.timedelta(days=90)  # after the event: it is settled within a month, then 60 days (domain.md §1.12)
SHORT = 5  # letters: so few are the beginning of many names
MOST = 12  # found people that fit below a field
_CARD = re.compile(rf"^(?:{CARD.lower()}[- ]?)?0*(\d{{1,9}})$")
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Found:
    """Somebody who may be checked in. `name` is empty where only a code is kept; `registration`: on the list of the
    event (REGISTERED, RESERVE, CANCELLED), None without one; `present_since`: here already, perhaps by another card."""

    participant_id: UUID
    person_id: UUID | None
    name: str
    code: str
    registration: RegistrationState | None = None
    is_present: bool = False
    present_since: dt.datetime | None = None


def find_people(
    session: Session, text: str, event_id: UUID | None = None, session_id: UUID | None = None, limit: int = MOST
) -> list[Found]:
    """Participants by what is typed or scanned, at most `limit`: those registered for the event first, then by name.

    `event_id` brings the list of registrations in, `session_id` (of that event) who is here already; a session alone
    stands for its event. Every word typed must begin a word of the name, in any order and alphabet; "42", "cw42" and
    "CW-0042" are the card's number. An empty text finds those registered."""
    if session_id is not None and event_id is None:
        event_id = session.get_one(EventSession, session_id).event_id
    rows = _rows_of(session, clean(text), event_id, limit)
    if not rows or event_id is None:
        return [_found(row, None, {}) for row in rows]
    keys = [row[0] for row in rows]
    connection = session.connection()
    states: dict[UUID, RegistrationState] = dict(
        map(tuple, connection.execute(_STATES, {"keys": keys, "event_id": event_id}))  # type: ignore[arg-type]
    )
    here: dict[UUID, dt.datetime | None] = {}
    if session_id is not None:
        here = dict(map(tuple, connection.execute(_HERE, {"keys": keys, "session_id": session_id})))
    return [_found(row, states.get(row[0]), here) for row in rows]


def _found(row: Any, state: RegistrationState | None, here: Mapping[UUID, dt.datetime | None]) -> Found:
    key, person_id, code, last, first, identity = row
    name = f"{last} {first}" if first else last or ""
    return Found(key, person_id, name, code, state, identity in here, here.get(identity))


def _rows_of(session: Session, text: str, event_id: UUID | None, limit: int) -> list[Any]:
    """The rows of those found, best first, each once."""
    connection = session.connection()
    words = sorted(dict.fromkeys(spoken_words(text)), key=lambda word: (-len(word), word))
    values: dict[str, Any] = {"limit": limit}
    values |= {f"word{n}": f"% {word}%" for n, word in enumerate(words)}
    if words:
        values |= {"first": words[0], "after": words[0] + _LAST}
    found: dict[UUID, Any] = {}
    queries: list[tuple[Any, dict[str, Any]]] = []
    if card := _CARD.match(fold(text)):
        queries.append((_BY_NUMBER, {"number": int(card[1]), "limit": limit}))
    elif any(map(str.isdigit, text)):
        code = fold(text)
        queries.append((_BY_CODE, {"first": code, "after": code + _LAST, "limit": limit}))
    if event_id is not None:
        queries.append((_registered(len(words)), values | {"event_id": event_id}))
    if words:
        if len(words) == 1 and len(words[0]) < SHORT:  # many will answer: those wanted first end the search
            queries.append((_by_surname(1), values))
        queries.append((_by_any_word(len(words)), values))
    for query, asked in queries:
        if len(found) < limit:
            rows: Any = connection.execute(query, asked).all()
            if query is _by_any_word(len(words)) and len(rows) > 1:
                rows = sorted(rows, key=partial(_rank, words[0]))
            for row in rows:
                found.setdefault(row[0], row)
    return list(found.values())[:limit]


def participants_by_name(session: Session, text: str, limit: int) -> list[tuple[UUID, str]]:
    """Participants for a form's link: (key, code and name); without a text the first ones, by code."""
    if not clean(text):
        return find(session, Participant.__tablename__, "", limit)
    found = find_people(session, text, limit=limit)
    return [(one.participant_id, f"{one.code} · {one.name}" if one.name else one.code) for one in found]


def names_of(session: Session, participants: Sequence[UUID]) -> dict[UUID, str]:
    """How each of them is called: the name, or the code of the card."""
    rows = session.execute(
        select(Participant.id, Participant.code, Person.last_name, Person.first_name)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Participant.id.in_(participants))
    )
    return {key: f"{last or ''} {first or ''}".strip() or code for key, code, last, first in rows}


def split_name(text: str) -> tuple[str, str | None]:
    """Surname and first names as lists have them: "Nowak-Kowalska Anna Maria", or with a comma after the surname."""
    last, _, first = clean(text).partition("," if "," in text else " ")
    return last.strip(), first.strip() or None


def add_guest(session: Session, event_id: UUID, name: str, today: dt.date) -> UUID:
    """Somebody new on the list of an event that keeps names: person and card, for the event's purpose and as long as
    its names are kept; returns the participant. Raises Refused where the event keeps no names, or the name is none."""
    event = session.get_one(Event, event_id)
    if event.attendance_mode is not AttendanceMode.NAMED:
        refuse("name", "problem.keeps_no_names")
    last, first = split_name(name)
    person = PEOPLE.put(session, None, {"last_name": last, "first_name": first}, today)
    kept: Draft = {"person_id": person.id, "purpose": event.purpose, "retain_until": event.end_on + NAMES_KEPT}
    refuse_if(participant_rules(session, kept, None))
    return save_participant(session, None, kept).id


# ---- SQL, built once: people wait for it with every letter they type -----------------------------------------------
_KEYS = bindparam("keys", type_=KEY, expanding=True)
_EVENT = bindparam("event_id", type_=KEY)
_LIMIT: Any = bindparam("limit")
_FIRST: Any = bindparam("first")
_AFTER: Any = bindparam("after")
_SHOWN = (
    Participant.id,
    Participant.person_id,
    Participant.code,
    Person.last_name,
    Person.first_name,
    IDENTITY.label("identity"),
)
_CARDS = select(*_SHOWN).select_from(Participant).outerjoin(Person, Person.id == Participant.person_id).limit(_LIMIT)
_BY_NUMBER = _CARDS.where(Participant.number == bindparam("number")).order_by(Participant.id)
_BY_CODE = _CARDS.where(Participant.search >= bindparam("first"), Participant.search < bindparam("after")).order_by(
    Participant.search, Participant.id
)
_STATES = select(Registration.participant_id, Registration.state).where(
    Registration.event_id == _EVENT, Registration.participant_id.in_(_KEYS)
)


def _here() -> Any:
    identity = func.coalesce(Person.merged_into_id, Person.id)
    sought = select(identity).join(Participant, Participant.person_id == Person.id).where(Participant.id.in_(_KEYS))
    same = select(Person.id).where(or_(Person.id.in_(sought), Person.merged_into_id.in_(sought)))
    cards = select(Participant.id).where(or_(Participant.id.in_(_KEYS), Participant.person_id.in_(same)))
    return (
        select(IDENTITY, func.min(Attendance.at))
        .select_from(Attendance)
        .join(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Attendance.participant_id.in_(cards), IS_PRESENT)
        .where(Attendance.session_id == bindparam("session_id", type_=KEY))
        .group_by(IDENTITY)
    )


_HERE = _here()


def _words(count: int, since: int = 0) -> list[Any]:
    """Every further word typed begins a word of the name."""
    return [(literal(" ") + Person.spoken).like(bindparam(f"word{n}")) for n in range(since, count)]


@cache
def _registered(count: int) -> Any:
    """Those registered for the event whose names have these words; without words all, in order of names."""
    query = _CARDS.join(Registration, Registration.participant_id == Participant.id)
    query = query.where(Registration.event_id == _EVENT, *_words(count))
    kept = Registration.state != RegistrationState.CANCELLED
    return query.order_by(kept.desc(), Person.last_name_sort, Person.first_name, Participant.code)


@cache
def _by_surname(count: int) -> Any:
    """Those whose surname begins with the longest word, in order; a range of one index, so that the limit ends it."""
    people = select(*_SHOWN).join_from(Person, Participant, Participant.person_id == Person.id)
    people = people.where(Person.spoken >= _FIRST, Person.spoken < _AFTER, *_words(count, 1))
    return people.order_by(Person.spoken, Person.id).limit(_LIMIT)


@cache
def _by_any_word(count: int) -> Any:
    """Those whose surname, first name or any further word begins with it. Unsorted: few answer to this."""
    ways = (
        (Person.spoken >= _FIRST, Person.spoken < _AFTER),
        (Person.spoken_first >= _FIRST, Person.spoken_first < _AFTER),
        (Person.spoken_further > "", Person.spoken_further.like(bindparam("word0"))),
    )
    people = select(*_SHOWN).join_from(Person, Participant, Participant.person_id == Person.id)
    return union_all(*(people.where(*tests, *_words(count, 1)) for tests in ways)).limit(_LIMIT)


def _rank(word: str, row: Any) -> tuple[bool, str, str]:
    """Surnames that begin with the word first, each in order of names."""
    last, first = row[3] or "", row[4] or ""
    return (not "".join(spoken_words(last)).startswith(word), sort_key(last), first)
