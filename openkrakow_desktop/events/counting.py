"""How attendance is counted: listed people once per session, and the anonymous counter beside them; exact and fast.

Two participants may be one person (a second card, a merge of duplicates), so the exact count is of distinct people.
Hardly anybody is two, so a year is counted from the index of attendances alone, less the surplus of those few
(decisions.md 12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, cast, distinct, func, or_, select, union_all
from sqlalchemy.orm import Session

from ..contacts.model import Person
from ..core.declarations import Merging
from ..core.keys import KEY
from .model import (
    DIMENSION_OF,
    Attendance,
    AttendanceState,
    Dimension,
    EventSession,
    Participant,
    SessionEntry,
    SessionTally,
    TallyCategory,
)

Origin = Callable[[Select[Any]], Select[Any]]

IS_PRESENT = Attendance.state == AttendanceState.PRESENT
_AT_SESSION = and_(Attendance.session_id == EventSession.id, IS_PRESENT)
_ONE = bindparam("session_id", type_=KEY)
IDENTITY = func.coalesce(Person.merged_into_id, Participant.person_id, Participant.id)
"""SQL: who a participant is: the person after merging, or the card itself where no name is kept."""


@dataclass(frozen=True)
class Headcount:
    """Attendance of a session: different people on the list, and guests that only the counter knows."""

    listed: int
    anonymous: int

    @property
    def total(self) -> int:
        """Everybody in the room."""
        return self.listed + self.anonymous


def attendance_of(session: Session, session_id: UUID) -> Headcount:
    """The attendance of one session, exact: merged duplicates count once (domain.md §1.1)."""
    listed, anonymous = session.execute(_HEADCOUNT, {"session_id": session_id}).one()
    return Headcount(listed, anonymous)


def tallies_of(session: Session, session_id: UUID) -> dict[TallyCategory, int]:
    """What is known of the guests of a session by category. A typed tally stands above the counter's own categories."""
    found: dict[TallyCategory, int] = {}
    for query in _OF_ONE:
        rows = session.execute(query, {"session_id": session_id})
        found |= {category: int(n) for _, category, n in rows if category is not None}
    return found


def tallies_by_session(session: Session, among: Select[Any]) -> dict[UUID, dict[TallyCategory, int]]:
    """The same of every session that `among` gives the key of; those without a tally are left out."""
    found: dict[UUID, dict[TallyCategory, int]] = {}
    for query, keys in _TALLIES:
        for key, category, n in session.execute(query.where(keys.in_(among))):
            if category is not None:
                found.setdefault(key, {})[category] = int(n)
    return found


_TALLIES = tuple(
    (
        select(model.session_id, model.category, func.sum(model.n))
        .where(model.category.is_not(None))
        .group_by(model.session_id, model.category),
        model.session_id,
    )
    for model in (SessionEntry, SessionTally)
)
_OF_ONE = tuple(query.where(key == _ONE) for query, key in _TALLIES)


def sums_by_dimension(tallies: dict[TallyCategory, int]) -> dict[Dimension, int]:
    """The sum of each dimension that has a tally at all."""
    sums: dict[Dimension, int] = {}
    for category, n in tallies.items():
        dimension = DIMENSION_OF[category]
        sums[dimension] = sums.get(dimension, 0) + n
    return sums


# ---- SQL of one session: exact by itself, for lists and checks -----------------------------------------------------
def listed_at(session_id: Any) -> ColumnElement[int]:
    """SQL: different people present at this session."""
    return (
        select(func.count(distinct(IDENTITY)))
        .select_from(Attendance)
        .join(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Attendance.session_id == session_id, IS_PRESENT)
        .correlate_except(Attendance, Participant, Person)
        .scalar_subquery()
    )


def anonymous_at(session_id: Any) -> ColumnElement[int]:
    """SQL: the counter of this session, the sum of its entries (decisions.md 5)."""
    total = select(func.coalesce(func.sum(SessionEntry.n), 0)).where(SessionEntry.session_id == session_id)
    return total.correlate_except(SessionEntry).scalar_subquery()


_HEADCOUNT = select(listed_at(_ONE), anonymous_at(_ONE))


def has_attendance(sitting: Any = EventSession) -> ColumnElement[bool]:
    """SQL: somebody was at this session."""
    present = select(Attendance.id).where(Attendance.session_id == sitting.id, IS_PRESENT).correlate_except(Attendance)
    return or_(present.exists(), anonymous_at(sitting.id) > 0)


# ---- SQL of many sessions: the same numbers, counted together ------------------------------------------------------
def _several() -> Any:
    """Participants who may share their identity: those of merged people, and several cards of one person."""
    kept = select(Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    merged = select(Person.id).where(Person.merged_into_id.in_(kept))  # by index, unlike "is not null"
    cards = select(Participant.person_id).where(Participant.person_id.is_not(None))
    people: Any = union_all(merged, kept, cards.group_by(Participant.person_id).having(func.count() > 1))
    return (
        select(Participant.id, IDENTITY.label("identity"))
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Participant.person_id.in_(people))
        .subquery("several")
    )


def _surplus() -> Any:
    """By session: how many attendances are of people already counted there."""
    several = _several()
    twice = (
        select(Attendance.session_id, (func.count() - 1).label("extra"))
        .select_from(several)
        .join(Attendance, Attendance.participant_id == several.c.id)
        .where(IS_PRESENT)
        .group_by(Attendance.session_id, several.c.identity)
        .having(func.count() > 1)
        .subquery("twice")
    )
    extra = cast(func.sum(twice.c.extra), Integer).label("n")
    return select(twice.c.session_id, extra).group_by(twice.c.session_id).subquery("surplus")


SURPLUS = _surplus()
_ROWS = select(func.count()).select_from(Attendance).where(_AT_SESSION).correlate(EventSession).scalar_subquery()
ANONYMOUS = anonymous_at(EventSession.id)
LISTED = _ROWS - func.coalesce(SURPLUS.c.n, 0)
ATTENDANCE = LISTED + ANONYMOUS
"""SQL of each session's numbers, in a query that joins the surplus (see `with_surplus`)."""


def with_surplus(query: Select[Any]) -> Select[Any]:
    """Join what LISTED and ATTENDANCE need to a query over sessions."""
    return query.outerjoin(SURPLUS, SURPLUS.c.session_id == EventSession.id)


def distinct_people(session: Session, origin: Origin, tests: Sequence[ColumnElement[bool]]) -> int:
    """How many different listed people were present at the sessions that `origin` joins and `tests` choose: "at least n
    people", exact after merging (decisions.md 3). Cards are counted first, then the few that share a person."""
    return int(session.scalar(number_of_people(origin, tests)) or 0)


def number_of_people(origin: Origin, tests: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """SQL of that number."""
    several = _several()
    cards = origin(select(func.count(distinct(Attendance.participant_id)))).join(Attendance, _AT_SESSION)
    shared = origin(select(func.count(distinct(several.c.id)) - func.count(distinct(several.c.identity))))
    shared = shared.join(Attendance, _AT_SESSION).join(several, several.c.id == Attendance.participant_id)
    return select(cards.where(*tests).scalar_subquery() - shared.where(*tests).scalar_subquery())


def merging(session: Session, table: str, first: UUID, second: UUID) -> list[Merging]:
    """What merging two people does to attendance: at sessions where both were noted, two become one (decisions.md 12).
    Exact; those already merged into either are counted with them."""
    if table != Person.__tablename__:
        return []

    def sat(key: UUID) -> Select[Any]:
        same = select(Person.id).where(or_(Person.id == key, Person.merged_into_id == key))
        cards = select(Participant.id).where(Participant.person_id.in_(same))
        return select(Attendance.session_id).where(Attendance.participant_id.in_(cards), IS_PRESENT)

    both = select(func.count(distinct(EventSession.id))).where(EventSession.id.in_(sat(first)))
    n = session.scalar(both.where(EventSession.id.in_(sat(second)))) or 0
    return [Merging("attendances", n)] if n else []
