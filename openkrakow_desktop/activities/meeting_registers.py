"""Meetings as lists, forms and actions: what is declared about them, and what they still lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from ..core.declarations import Action, Ask, Computed, Register
from ..core.gaps import Gap
from ..core.measures import Period
from ..core.offers import PanelPart
from . import meetings, rules
from .meeting_papers import INVITATION, PROTOCOL_FORM
from .meeting_standing import read_meeting
from .model import Meeting, MeetingOrganisation, MeetingProtocol, MeetingState
from .small import small

S = MeetingState


def _has_protocol() -> Any:
    """SQL: a protocol is attached, or lies in the paper files."""
    attached = exists().where(MeetingProtocol.meeting_id == Meeting.id).correlate(Meeting)
    return or_(Meeting.has_protocol, attached)


def _is(state: MeetingState) -> Any:
    return lambda one: one.state is state


def _planned_day(session: Session, meeting_id: UUID, today: dt.date) -> Any:
    """The day a meeting was planned for; a day still ahead is not when it was held. None of one deleted meanwhile."""
    one = session.get(Meeting, meeting_id)
    return min(one.held_on, today) if one is not None else None


def _next_day(session: Session, meeting_id: UUID, today: dt.date) -> Any:
    one = session.get(Meeting, meeting_id)
    return meetings.proposed_day(session, one.kind, today) if one is not None else None


def _last_title(session: Session, meeting_id: UUID, today: dt.date) -> Any:
    one = session.get(Meeting, meeting_id)
    return (meetings.newest_of_kind(session, one.kind) or one).title if one is not None else None


MEETINGS = small(
    Meeting,
    ("title", "kind", "held_on", "participants", "state", Computed("protocol_kept", bool, _has_protocol)),
    ("kind", "title", "held_on", "starts_at", "place", "agenda", "participants", "has_protocol", "state",
     "cancelled_on", "cancel_reason"),
    rules.meeting,
    order="-held_on", date="held_on", natural_key=("kind", "title", "held_on"), filters=("kind", "state"),
    sums=("participants",), watches=("meeting_organisation", "meeting_protocol", "organisation"), icon="calendar-days",
    asked_when={
        "participants": lambda draft: draft.get("state") is S.HELD or draft.get("participants") is not None,
        "cancelled_on": lambda draft: draft.get("state") is S.CANCELLED or draft.get("cancelled_on") is not None,
        "cancel_reason": lambda draft: draft.get("state") is S.CANCELLED or draft.get("cancel_reason") is not None,
    },
    actions=(
        Action("meeting.hold", meetings.hold_meeting, icon="check", when=_is(S.PLANNED),
               asks=(Ask("held_on", dt.date, proposed=_planned_day), Ask("participants", int))),
        Action("meeting.plan_again", meetings.plan_again, icon="calendar", when=_is(S.CANCELLED),
               asks=(Ask("held_on", dt.date, proposed=_next_day),)),
        Action("meeting.plan_next", meetings.plan_next, icon="calendar-clock", makes=True,
               asks=(Ask("held_on", dt.date, proposed=_next_day), Ask("title", str, proposed=_last_title))),
        Action("meeting.cancel", meetings.cancel_meeting, icon="circle-x", when=_is(S.PLANNED),
               asks=(Ask("cancelled_on", dt.date), Ask("reason"))),
    ),
    reports=(INVITATION, PROTOCOL_FORM),
    part=PanelPart(read_meeting, "openkrakow_desktop.activities.screen.meeting_part:meeting_part",
                   shows=("agenda", "participants", "protocol_kept", "meeting_organisation", "meeting_protocol")))
MEETING_ORGANISATIONS = Register(
    record=MeetingOrganisation, columns=("organisation_id",), form=("meeting_id", "organisation_id"),
    parent="meeting_id", natural_key=("meeting_id", "organisation_id"), icon="layers",
    rules=rules.once(MeetingOrganisation, "meeting_id", "organisation_id"))
MEETING_PROTOCOLS = Register(
    record=MeetingProtocol, columns=("name", "kind", "size", "added_at", "added_by"),
    form=("meeting_id", "name", "remark"), order="name", parent="meeting_id", rules=meetings.protocol_rules, adds=False,
    icon="paperclip")


def meeting_gaps(session: Session, period: Period) -> Iterable[Gap]:
    """Meetings of the past still called planned; held ones without people, protocol or a day that has come."""
    on, state = Meeting.held_on, Meeting.state
    held = and_(period.holds(on), state == S.HELD)
    tests = (
        ("meeting_still_planned", and_(period.holds(on), state == S.PLANNED, on < period.today)),
        ("meeting_held_ahead", and_(held, on > period.today)),
        ("meeting_without_people", and_(held, Meeting.participants == 0)),
        ("meeting_without_minutes", and_(held, ~_has_protocol())),
    )
    for key, test in tests:
        found = select(Meeting.id, Meeting.title, on).where(test).order_by(on, Meeting.title, Meeting.id)
        for one in session.execute(found):
            yield Gap(key, "meeting", *one)
