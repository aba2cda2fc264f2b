"""A list on paper, typed later: page by page, each page one operation whose sum must agree with what is typed.

A page may be typed again: what it brought before goes first. Somebody whom the list (or the door) has already is said,
counts once, and belongs to the page's sum all the same: the signature is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..contacts.model import Person
from ..core.clock import WARSAW, Clock
from ..core.declarations import Draft, store_draft
from ..core.problems import refuse, refuse_if
from .counting import IDENTITY, IS_PRESENT, Headcount, attendance_of
from .door import save_attendance
from .door_view import session_at_door
from .model import (
    CATEGORIES,
    Attendance,
    AttendanceMode,
    AttendanceState,
    EntryKind,
    Event,
    EventSession,
    Participant,
    SessionEntry,
    SessionState,
    TallyCategory,
)
from .people import add_guest, names_of
from .rules import attendance_rules, entry_rules
from .service import CLOCK, open_event
from .sheets import rows_per_page


@dataclass(frozen=True)
class PaperRow:
    """A signed row: somebody of the list, somebody new by `name`, or (neither) somebody who only counts."""

    row: int
    participant_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True)
class Typed:
    """What a saved page did: its rows, how many of them were here already, and the attendance of the session now."""

    page: int
    rows: int
    repeated: int
    attendance: Headcount


@dataclass(frozen=True)
class SavedPage:
    """A page typed before. `rows` are those it brought; `counts` are guests by category where nobody is listed."""

    page: int
    rows: tuple[PaperRow, ...]
    counts: Mapping[TallyCategory | None, int]

    @property
    def people(self) -> int:
        """How many guests the page brought."""
        return sum(1 for row in self.rows if row.participant_id) + sum(self.counts.values())


def save_page(
    session: Session, session_id: UUID, page: int, rows: Sequence[PaperRow], total: int, clock: Clock = CLOCK
) -> Typed:
    """Take a page of a signed list over. `total` is the sum written on the paper.

    Raises Refused where the sum is not the number of rows (nothing is written then), where the event is settled, off,
    or keeps no list while a row names somebody, and for an empty page."""
    _refuse_sum(page, total, len(rows))
    sitting = session.get_one(EventSession, session_id)
    open_event(session, sitting.event_id, sitting.held_on)
    at = _moment(sitting, clock)
    _take_counts_out(session, session_id, page)
    here, repeated, kept = _present(session, session_id, page), 0, {row.participant_id for row in rows}
    for one in _brought(session, session_id, page):
        if one.participant_id not in kept:
            session.delete(one)
    for row in rows:
        place: Draft = {"session_id": session_id, "paper_page": page, "paper_row": row.row}
        participant_id = row.participant_id or _newcomer(session, sitting, row, clock)
        if participant_id is None:
            _count(session, place, None, 1, clock.now())
            continue
        identity = _identity(session, participant_id)
        if identity in here:
            repeated += 1
            continue
        here.add(identity)
        draft = place | {"participant_id": participant_id, "state": AttendanceState.PRESENT}
        refuse_if(attendance_rules(session, draft, None))
        save_attendance(session, None, draft | {"at": at})
    return _typed(session, session_id, page, len(rows), repeated)


def save_counts(
    session: Session,
    session_id: UUID,
    page: int,
    counts: Mapping[TallyCategory | None, int],
    total: int,
    clock: Clock = CLOCK,
) -> Typed:
    """Take a counting sheet over: guests by category (None: without one), nobody listed. Raises Refused as `save_page`,
    and for a negative number."""
    for category, n in counts.items():
        if n < 0:
            refuse(category.name.lower() if category else "", "problem.too_small", low=0, value=n)
    _refuse_sum(page, total, sum(counts.values()))
    _take_counts_out(session, session_id, page)
    for category, n in counts.items():
        if n:
            _count(session, {"session_id": session_id, "paper_page": page}, category, n, clock.now())
    return _typed(session, session_id, page, sum(counts.values()), 0)


def pages_of(session: Session, session_id: UUID) -> dict[int, SavedPage]:
    """The pages typed so far, by number."""
    listed = select(Attendance.paper_page, Attendance.paper_row, Attendance.participant_id).where(
        Attendance.session_id == session_id, Attendance.paper_page.is_not(None), IS_PRESENT
    )
    counted = select(SessionEntry.paper_page, SessionEntry.paper_row, SessionEntry.category, SessionEntry.n).where(
        SessionEntry.session_id == session_id, SessionEntry.paper_page.is_not(None)
    )
    rows: dict[int, list[PaperRow]] = {}
    counts: dict[int, dict[TallyCategory | None, int]] = {}
    for page, row, participant_id in session.execute(listed):
        rows.setdefault(page or 0, []).append(PaperRow(row or 0, participant_id))
    for page, row, category, n in session.execute(counted):
        if row is not None:
            rows.setdefault(page or 0, []).append(PaperRow(row))
        by_category = counts.setdefault(page or 0, {})
        by_category[category] = by_category.get(category, 0) + n
    pages = sorted(rows.keys() | counts.keys())
    in_order = {page: tuple(sorted(rows.get(page, ()), key=lambda one: one.row)) for page in pages}
    return {page: SavedPage(page, in_order[page], counts.get(page, {})) for page in pages}


def _refuse_sum(page: int, total: int, typed: int) -> None:
    """The sum of the page against what was typed from it."""
    if not typed and not total:
        refuse("total", "problem.page_empty", page=page)
    if total != typed:
        key = "problem.page_total_missing" if total > typed else "problem.page_total_extra"
        refuse("total", key, page=page, total=total, typed=typed, difference=abs(total - typed))


def _brought(session: Session, session_id: UUID, page: int) -> Sequence[Attendance]:
    """The presences that this page brought when it was typed before."""
    mine = select(Attendance).where(Attendance.session_id == session_id, Attendance.paper_page == page)
    return session.scalars(mine).all()


def _take_counts_out(session: Session, session_id: UUID, page: int) -> None:
    """Remove the guests without a name that this page brought before."""
    mine = select(SessionEntry).where(SessionEntry.session_id == session_id, SessionEntry.paper_page == page)
    for one in session.scalars(mine):
        session.delete(one)
    session.flush()


def _count(session: Session, place: Draft, category: TallyCategory | None, n: int, at: dt.datetime) -> None:
    draft = place | {"kind": EntryKind.PAPER, "n": n, "category": category}
    refuse_if(entry_rules(session, draft, None))
    store_draft(session, SessionEntry, None, draft | {"at": at})


def _typed(session: Session, session_id: UUID, page: int, rows: int, repeated: int) -> Typed:
    attendance = attendance_of(session, session_id)
    if attendance.anonymous < 0:
        refuse("", "problem.counter_below_zero", count=attendance.anonymous)
    return Typed(page, rows, repeated, attendance)


def _present(session: Session, session_id: UUID, page: int) -> set[UUID]:
    """Who is here already without this page, by identity: two cards of one person are one."""
    rows = (
        select(IDENTITY)
        .select_from(Attendance)
        .join(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Attendance.session_id == session_id, IS_PRESENT)
    )
    return set(session.scalars(rows.where(func.coalesce(Attendance.paper_page, 0) != page)))


def _identity(session: Session, participant_id: UUID) -> UUID:
    one = select(IDENTITY).select_from(Participant).outerjoin(Person, Person.id == Participant.person_id)
    return session.scalars(one.where(Participant.id == participant_id)).one()


def _newcomer(session: Session, sitting: EventSession, row: PaperRow, clock: Clock) -> UUID | None:
    """Somebody who stands on the paper and on no list yet, put on the event's list."""
    return add_guest(session, sitting.event_id, row.name, clock.today()) if row.name else None


def _moment(sitting: EventSession, clock: Clock) -> dt.datetime:
    """The instant of a signature: paper says none, so it is now on the day itself, else when the session began."""
    if sitting.held_on == clock.today():
        return clock.now()
    return dt.datetime.combine(sitting.held_on, sitting.starts_at or dt.time(12), WARSAW)


# ---- what the screen shows -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PaperView:
    """A session as its list is typed: `counted` are guests that the door's counter has already, beside any paper."""

    session_id: UUID
    event_id: UUID
    title: str
    held_on: dt.date
    mode: AttendanceMode
    categories: tuple[TallyCategory, ...]
    per_page: int
    attendance: Headcount
    counted: int
    is_open: bool  # it could be said now that the session took place, and nobody has
    pages: Mapping[int, SavedPage]
    names: Mapping[UUID, str]


def paper_view(session: Session, key: UUID, today: dt.date | None = None) -> PaperView:
    """What is known before a page is typed; an event's key means its nearest session (see `session_at_door`).
    Raises Refused for an event that is settled, or does not take place."""
    today = today or CLOCK.today()
    session_id = session_at_door(session, key, today) or key
    refuse_if(entry_rules(session, {"session_id": session_id, "n": 0}, None))
    sitting = session.get_one(EventSession, session_id)
    event = session.get_one(Event, sitting.event_id)
    pages = pages_of(session, session_id)
    listed = [row.participant_id for page in pages.values() for row in page.rows if row.participant_id]
    attendance = attendance_of(session, session_id)
    return PaperView(
        session_id,
        event.id,
        event.title,
        sitting.held_on,
        event.attendance_mode,
        CATEGORIES[sitting.dimension],
        rows_per_page(event),
        attendance,
        attendance.anonymous - sum(sum(page.counts.values()) for page in pages.values()),
        sitting.state is SessionState.PLANNED and sitting.held_on <= today,
        pages,
        names_of(session, listed),
    )
