"""Checks of a year: do parts, months and tables add up, and is nothing greater than what holds it.

Forms refuse most of this when it is typed; merges of two laptops, imports of an older file and later changes do not
pass a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from ..activities.model import BudgetLine, Meeting, MeetingOrganisation, MeetingState, Turnout
from ..core.gaps import Gap
from ..core.measures import Months, Part
from ..events.counting import ATTENDANCE, with_surplus
from ..events.measures import CENTRE_EVENTS, CENTRE_PARTICIPATIONS
from ..events.model import Event, EventSession, SessionState
from ..point.measures import PEOPLE_SERVED
from ..point.model import Contact
from ..point.service import MONTHS, By, MonthTable, month_table
from ..training.counting import participants, present
from ..training.model import TOOK_PLACE, Training
from .doctor_frame import Examined

ADDITIVE: Mapping[str, Part] = {"3.1a": CENTRE_PARTICIPATIONS, "3.1b": CENTRE_EVENTS, "1.1": PEOPLE_SERVED}


def months_differ(one: Examined) -> Iterable[Gap]:
    """The twelve months of a number do not add up to its year: a mistake of the program, not of the office."""
    for code, part in ADDITIVE.items():
        year = int(one.session.scalar(part.total(one.period)) or 0)
        months = (Months(one.period.year, one.period.today, n, n) for n in MONTHS)
        total = sum(int(one.session.scalar(part.total(month)) or 0) for month in months)
        if total != year:
            values = {"code": code, "months": total, "total": year}
            yield Gap("months_differ", "tasks", None, code, values=values)


def tables_differ(one: Examined) -> Iterable[Gap]:
    """A table of the Information Point by channel or language does not add up to its contacts."""
    for by in (By.CHANNEL, By.LANGUAGE):
        table = month_table(one.session, one.period, by)
        if rows_of(table) != table.total.contacts:
            values = {"table": (f"contact.{by.value}",), "rows": rows_of(table), "total": table.total.contacts}
            yield Gap("tables_differ", "contact", None, by.value, values=values)


def rows_of(table: MonthTable) -> int:
    """What the rows of a table come to."""
    return sum(table.of_row(row).contacts for row in table.rows)


def contact_without_topic(one: Examined) -> Iterable[Gap]:
    """A contact that stands in no row of the table of topics."""
    found = select(Contact.id, Contact.contacted_on).where(one.period.holds(Contact.contacted_on), Contact.topics == ())
    for key, on in one.session.execute(found.order_by(Contact.contacted_on, Contact.id)):
        yield Gap("contact_without_topic", "contact", key, on.strftime("%d.%m.%Y"), on)


def over_capacity(one: Examined) -> Iterable[Gap]:
    """More people at a session than its event has places."""
    found = with_surplus(
        select(EventSession.id, Event.title, EventSession.held_on, ATTENDANCE.label("people"), Event.capacity)
        .select_from(EventSession)
        .join(Event, Event.id == EventSession.event_id)
    ).where(
        one.period.holds(EventSession.held_on),
        EventSession.state == SessionState.HELD,
        Event.capacity.is_not(None),
        Event.capacity < ATTENDANCE,
    )
    for key, title, on, people, capacity in one.session.execute(found.order_by(EventSession.held_on, EventSession.id)):
        yield Gap("over_capacity", "session", key, title, on, {"people": int(people), "places": capacity})


def training_over_places(one: Examined) -> Iterable[Gap]:
    """More people at a training than it has places."""
    there = participants(present())
    found = select(Training.id, Training.title, Training.end_on, there, Training.places).where(
        one.period.holds(Training.end_on),
        Training.state.in_(TOOK_PLACE),
        Training.places.is_not(None),
        there > Training.places,
    )
    for key, title, on, people, places in one.session.execute(found.order_by(Training.end_on, Training.id)):
        yield Gap("training_over_places", "training", key, title, on, {"people": people, "places": places})


def turnout_above(one: Examined) -> Iterable[Gap]:
    """More votes of a group than votes at all."""
    found = select(Turnout.id, Turnout.edition, Turnout.numerator, Turnout.denominator).where(
        Turnout.year == one.period.year, Turnout.numerator > Turnout.denominator
    )
    for key, title, part, whole in one.session.execute(found.order_by(Turnout.edition, Turnout.id)):
        yield Gap("turnout_above", "turnout", key, title, values={"part": part, "whole": whole})


def budget_above(one: Examined) -> Iterable[Gap]:
    """More money spent than the plan after changes allows."""
    found = select(BudgetLine.id, BudgetLine.name, BudgetLine.executed, BudgetLine.plan_after_changes).where(
        BudgetLine.year == one.period.year, BudgetLine.executed > BudgetLine.plan_after_changes
    )
    for key, title, spent, plan in one.session.execute(found.order_by(BudgetLine.name, BudgetLine.id)):
        yield Gap("budget_above", "budget_line", key, title, values={"spent_money": spent, "plan_money": plan})


def more_organisations(one: Examined) -> Iterable[Gap]:
    """More organisations at a meeting than people."""
    listed = (
        select(func.count(MeetingOrganisation.id))
        .where(MeetingOrganisation.meeting_id == Meeting.id)
        .correlate(Meeting)
        .scalar_subquery()
    )
    found = select(Meeting.id, Meeting.title, Meeting.held_on, listed, Meeting.participants).where(
        one.period.holds(Meeting.held_on),
        Meeting.state == MeetingState.HELD,
        Meeting.participants.is_not(None),
        listed > Meeting.participants,
    )
    for key, title, on, organisations, people in one.session.execute(found.order_by(Meeting.held_on, Meeting.id)):
        values = {"organisations": organisations, "people": people}
        yield Gap("more_organisations", "meeting", key, title, on, values)
