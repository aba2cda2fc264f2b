"""Finding who comes in: by the beginning of any word of a name in any alphabet, or by the number of a card.

"lec" finds Łęcka, "olena kov" and "ковальчук" find Олена Ковальчук. At the door somebody waits while this is typed, so
every part of the search is a range of an index; those registered for the event come first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from ..contacts.feature import PEOPLE
from ..contacts.model import Person
from ..contacts.names import spoken_words
from ..core.declarations import Draft
from ..core.keys import KEY
from ..core.problems import refuse, refuse_if
from ..core.text import clean, fold
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
    keys = _keys_of(session, clean(text), event_id, limit)
    if not keys:
        return []
    rows = session.connection().execute(_SHOWN, {"keys": keys, "event_id": event_id}).all()
    here = _present(session, session_id, keys) if session_id is not None else {}
    found = {}
    for key, person_id, code, last, first, state, identity in rows:
        name = f"{last or ''} {first or ''}".strip()
        found[key] = Found(key, person_id, name, code, state, identity in here, here.get(identity))
    return [found[key] for key in keys if key in found]


def _keys_of(session: Session, text: str, event_id: UUID | None, limit: int) -> list[UUID]:
    """The keys of those found, best first, each once."""
    connection = session.connection()
    words = sorted(dict.fromkeys(spoken_words(text)), key=lambda word: (-len(word), word))
    values: dict[str, Any] = {"limit": limit, "event_id": event_id}
    values |= {f"word{n}": f"% {word}%" for n, word in enumerate(words)}
    if words:
        values |= {"first": words[0], "after": words[0] + _LAST}
    keys: dict[UUID, None] = {}
    queries: list[tuple[Select[Any], dict[str, Any]]] = []
    card = _CARD.match(fold(text))
    if card:
        values["number"] = int(card[1])
        queries.append((_BY_NUMBER, values))
    elif any(letter.isdigit() for letter in text):
        code = fold(text)
        queries.append((_BY_CODE, values | {"first": code, "after": code + _LAST}))
    if event_id is not None:
        queries.append((_registered(len(words)), values))
    if words:
        queries.append((_named(len(words)), values))
    for query, asked in queries:
        if len(keys) < limit:
            keys |= dict.fromkeys(row[0] for row in connection.execute(query, asked))
    return list(keys)[:limit]


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


def _present(session: Session, session_id: UUID, keys: Sequence[UUID]) -> dict[UUID, dt.datetime | None]:
    """Since when each of these people is here, by identity: another card of the same person counts."""
    rows = session.connection().execute(_HERE, {"keys": keys, "session_id": session_id})
    return {identity: since for identity, since in rows}


# ---- SQL, built once: people wait for it with every letter they type -----------------------------------------------
_KEYS = bindparam("keys", type_=KEY, expanding=True)
_EVENT = bindparam("event_id", type_=KEY)
_LIMIT: Any = bindparam("limit")
_ONE = (Participant.id, Participant.person_id, Participant.code, Person.last_name, Person.first_name)
_SHOWN = (
    select(*_ONE, Registration.state, IDENTITY)
    .select_from(Participant)
    .outerjoin(Person, Person.id == Participant.person_id)
    .outerjoin(Registration, and_(Registration.participant_id == Participant.id, Registration.event_id == _EVENT))
    .where(Participant.id.in_(_KEYS))
)
_BY_NUMBER = (
    select(Participant.id).where(Participant.number == bindparam("number")).order_by(Participant.id).limit(_LIMIT)
)
_BY_CODE = (
    select(Participant.id)
    .where(Participant.search >= bindparam("first"), Participant.search < bindparam("after"))
    .order_by(Participant.search, Participant.id)
    .limit(_LIMIT)
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
def _registered(count: int) -> Select[Any]:
    """Those registered for the event whose names have these words; without words all, in order of names."""
    query = (
        select(Registration.participant_id)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Registration.event_id == _EVENT, *_words(count))
    )
    kept = Registration.state != RegistrationState.CANCELLED
    return query.order_by(kept.desc(), Person.last_name_sort, Person.first_name, Participant.code).limit(_LIMIT)


@cache
def _named(count: int) -> Select[Any]:
    """The longest word by the ranges of two indexes, then the few names with further words; the others narrow them."""
    longest: Any = bindparam("first")
    after: Any = bindparam("after")
    ways = (
        (Person.spoken, (Person.spoken >= longest, Person.spoken < after)),
        (Person.spoken_first, (Person.spoken_first >= longest, Person.spoken_first < after)),
        (Person.spoken_further, (Person.spoken_further > "", Person.spoken_further.like(bindparam("word0")))),
    )
    parts = []
    for place, (key, tests) in enumerate(ways):
        people = select(Participant.id.label("card"), Person.spoken, literal(place).label("place"))
        people = people.join_from(Person, Participant, Participant.person_id == Person.id)
        people = people.where(*tests, *_words(count, 1)).order_by(key, Person.id).limit(_LIMIT)
        parts.append(select(people.subquery()))
    found = union_all(*parts).subquery()
    return select(found.c.card).order_by(found.c.place, found.c.spoken, found.c.card).limit(_LIMIT)
