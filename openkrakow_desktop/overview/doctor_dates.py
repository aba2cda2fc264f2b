"""Checks of a year: does everything happen on a day on which it can, and is nothing at two places at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import and_, func, or_, select

from ..activities.model import PartnerReturn
from ..core.formats import clock_time
from ..core.gaps import Gap
from ..events.model import Event, EventSession, SessionState
from ..events.rules import OFF
from ..patronage.model import Patronage
from ..training.model import Participation, Training, TrainingSession, TrainingState
from .doctor_frame import Examined


def session_outside(one: Examined) -> Iterable[Gap]:
    """A session on a day on which its event does not take place."""
    found = (
        select(EventSession.id, Event.title, EventSession.held_on, Event.start_on, Event.end_on)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            one.period.holds(EventSession.held_on),
            EventSession.state != SessionState.CANCELLED,
            Event.state.not_in(OFF),
            or_(EventSession.held_on < Event.start_on, EventSession.held_on > Event.end_on),
        )
    )
    for key, title, on, first, last in one.session.execute(found.order_by(EventSession.held_on, EventSession.id)):
        yield Gap("session_outside", "session", key, title, on, {"held_on": on, "first_on": first, "last_on": last})


def sessions_overlap(one: Examined) -> Iterable[Gap]:
    """Two sessions of one event at the same time: perhaps one session entered twice, and its guests with it."""
    found = (
        select(EventSession.event_id, EventSession.held_on, EventSession.starts_at, EventSession.ends_at, Event.title)
        .add_columns(EventSession.id)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            one.period.holds(EventSession.held_on),
            EventSession.state == SessionState.HELD,
            EventSession.event_id.in_(_with_several(one)),
        )
        .order_by(EventSession.held_on, EventSession.event_id, EventSession.starts_at, EventSession.id)
    )
    for _, rows in groupby(one.session.execute(found), key=lambda row: (row.held_on, row.event_id)):
        for first, second in pairwise(rows):
            if first.ends_at is None or second.starts_at is None or second.starts_at < _end(first):
                values = {"first": _hours(first), "second": _hours(second)}
                yield Gap(
                    "sessions_overlap", "session", second.id, second.title, second.held_on, values, others=(first.id,)
                )


def _with_several(one: Examined) -> Any:
    """SQL: events that have two held sessions on one day."""
    held = and_(one.period.holds(EventSession.held_on), EventSession.state == SessionState.HELD)
    by_day = select(EventSession.event_id).where(held).group_by(EventSession.event_id, EventSession.held_on)
    return by_day.having(func.count() > 1)


def _end(row: Any) -> dt.time:
    """When a session ends; one that goes on past midnight lasts until the day is over."""
    return dt.time.max if row.starts_at is not None and row.ends_at < row.starts_at else row.ends_at


def _hours(row: Any) -> str:
    return "–".join(clock_time(one) for one in (row.starts_at, row.ends_at) if one is not None) or "–"


def decided_early(one: Examined) -> Iterable[Gap]:
    """A patronage decided on before its application came."""
    found = select(Patronage.id, Patronage.event_name, Patronage.decided_on, Patronage.received_on).where(
        one.period.holds(Patronage.decided_on), Patronage.decided_on < Patronage.received_on
    )
    for key, title, decided, received in one.session.execute(found.order_by(Patronage.decided_on, Patronage.id)):
        values = {"decided_on": decided, "received_on": received}
        yield Gap("decided_early", "patronage", key, title, decided, values)


def certificate_early(one: Examined) -> Iterable[Gap]:
    """Certificates dated before the training's last day: one doubt per training, with the earliest of them."""
    found = (
        select(Training.id, Training.title, Training.end_on, Participation.id, Participation.certificate_on)
        .join(Participation, Participation.training_id == Training.id)
        .where(one.period.holds(Training.end_on), Participation.certificate_on < Training.end_on)
        .order_by(Training.end_on, Training.id, Participation.certificate_on, Participation.id)
    )
    for (key, title, on), rows in groupby(one.session.execute(found), key=lambda row: tuple(row[:3])):
        dated = [row.certificate_on for row in rows]
        values = {"n": len(dated), "earliest_on": dated[0], "end_on": on}
        yield Gap("certificate_early", "training", key, title, on, values)


def training_outside(one: Examined) -> Iterable[Gap]:
    """A sitting of a training on a day outside the training."""
    found = (
        select(Training.id, Training.title, TrainingSession.held_on, Training.start_on, Training.end_on)
        .join(Training, Training.id == TrainingSession.training_id)
        .where(
            one.period.holds(Training.end_on),
            Training.state != TrainingState.CANCELLED,
            or_(TrainingSession.held_on < Training.start_on, TrainingSession.held_on > Training.end_on),
        )
    )
    for key, title, on, first, last in one.session.execute(found.order_by(TrainingSession.held_on, Training.id)):
        yield Gap("training_outside", "training", key, title, last, {"held_on": on, "first_on": first, "last_on": last})


def return_outside(one: Examined) -> Iterable[Gap]:
    """An institution's return of R about days of another year."""
    first, last = one.period.first, one.period.last
    found = select(PartnerReturn.id, PartnerReturn.initiative, PartnerReturn.from_on, PartnerReturn.to_on).where(
        PartnerReturn.year == one.period.year,
        or_(
            PartnerReturn.from_on < first,
            PartnerReturn.from_on > last,
            PartnerReturn.to_on < first,
            PartnerReturn.to_on > last,
        ),
    )
    for key, title, from_on, to_on in one.session.execute(found.order_by(PartnerReturn.id)):
        values = {"first_on": from_on or to_on, "last_on": to_on or from_on, "year": str(one.period.year)}
        yield Gap("return_outside", "partner_return", key, title, values=values)
