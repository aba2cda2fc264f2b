"""A handful of registers to try the store on, marked `trial` so that contract tests over the program's own tables can
leave them out."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, relationship

from openkrakow_desktop.core.journal_tables import operation
from openkrakow_desktop.core.record import Record, derived, link, personal, plain, search_key
from openkrakow_desktop.core.store import Store


class Kind(Enum):
    CONCERT = "concert"
    DEBATE = "debate"


class Trial(Record):
    __abstract__ = True
    __table_args__ = ({"info": {"trial": True}},)


class TrialPerson(Trial):
    __tablename__ = "trial_person"
    name: Mapped[str] = personal()
    email: Mapped[str | None] = personal()
    school: Mapped[str | None] = plain()
    search_key: Mapped[str] = search_key("name", privacy="personal")


class TrialEvent(Trial):
    __tablename__ = "trial_event"
    title: Mapped[str] = plain()
    kind: Mapped[Kind] = plain(default=Kind.CONCERT)
    starts_on: Mapped[dt.date | None] = plain()
    note: Mapped[str | None] = plain(Text)
    score: Mapped[int | None] = plain()
    tags: Mapped[tuple[str, ...] | None] = plain(codes=lambda: {"4.1": "a", "6.3": "b"})
    shout: Mapped[str] = derived(lambda row: f"{row['title']}/{row['kind'].name}".upper(), Text, default="")
    sessions: Mapped[list[TrialMeeting]] = relationship(back_populates="event", cascade="all, delete-orphan")


class TrialMeeting(Trial):
    __tablename__ = "trial_meeting"
    event_id: Mapped[UUID] = link("trial_event.id")
    room: Mapped[str | None] = plain()
    event: Mapped[TrialEvent] = relationship(back_populates="sessions")


class TrialAttendance(Trial):
    __tablename__ = "trial_attendance"
    meeting_id: Mapped[UUID] = link("trial_meeting.id")
    person_id: Mapped[UUID | None] = link("trial_person.id")
    at: Mapped[dt.datetime | None] = plain(quiet=True)
    note: Mapped[str | None] = plain()


# Class names stay unique beside the program's own; tests use the short ones.
Person, Event, Meeting, Attendance = TrialPerson, TrialEvent, TrialMeeting, TrialAttendance


def rows(store: Store, model: type[Any]) -> list[Any]:
    """All rows of a register, by key."""
    with store.read() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def last(store: Store) -> UUID | None:
    """The newest operation."""
    with store.read() as session:
        return session.connection().scalar(select(operation.c.id).order_by(operation.c.at.desc()).limit(1))


def add(store: Store, **values: Any) -> UUID:
    """An event with two meetings."""
    with store.write("event.add") as session:
        said = {"title": "Święto", "kind": Kind.DEBATE, "starts_on": dt.date(2026, 6, 1)} | values
        event = Event(**said, sessions=[Meeting(room="1"), Meeting(room="2")])
        session.add(event)
    return event.id


def edit(store: Store, key: UUID, **values: Any) -> UUID | None:
    """Change an event; the operation's id."""
    with store.write("event.edit") as session:
        event = session.get_one(Event, key)
        for name, value in values.items():
            setattr(event, name, value)
    return last(store)
