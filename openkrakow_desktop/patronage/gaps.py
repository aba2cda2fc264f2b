"""What patronages still need from a person, and their days: decisions before the event, completions, logo
proofs, reports after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..core.gaps import Deadline, Gap
from ..core.measures import Period
from .model import Patronage, PatronageDecision, PatronageState
from .service import UNDECIDED
from .terms import terms_of


def report_due(session: Session, patronage: Patronage) -> dt.date | None:
    """When the organiser's report is awaited: the day set, else the office's number of days after the event."""
    last = patronage.ends_on or patronage.starts_on
    if patronage.report_due_on or last is None:
        return patronage.report_due_on
    return last + dt.timedelta(terms_of(session, patronage.kind, patronage.received_on).report_days)


def logo_due(patronage: Patronage) -> dt.date | None:
    """By when the proofs with the logo should be approved: the day set, else the event's, where the logo is used."""
    return patronage.logo_due_on or (patronage.starts_on if patronage.logo_use else None)


def deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """Days that are coming; completions and reports also when overdue, as long as they are awaited."""
    for one in session.scalars(select(Patronage).where(Patronage.state.in_((*UNDECIDED, PatronageState.GRANTED)))):
        if one.state is PatronageState.TO_COMPLETE and one.supplement_due_on:
            yield Deadline("patronage_supplement", one.supplement_due_on, "patronage", one.id, one.event_name)
        if one.state in UNDECIDED and one.starts_on and one.starts_on >= period.today:
            yield Deadline("patronage_decision", one.starts_on, "patronage", one.id, one.event_name)
        proofs = logo_due(one)
        if one.state is PatronageState.GRANTED and proofs and not one.logo_approved_on and _is_ahead(one, period.today):
            yield Deadline("patronage_logo", proofs, "patronage", one.id, one.event_name)
        due = report_due(session, one)
        if one.state is PatronageState.GRANTED and due and one.starts_on and one.starts_on <= period.today:
            yield Deadline("patronage_report", due, "patronage", one.id, one.event_name)


def _is_ahead(one: Patronage, today: dt.date) -> bool:
    """Whether the event has not begun yet; afterwards no proof is of use."""
    return one.starts_on is None or one.starts_on >= today


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """What would leave the year's number in doubt: applications nobody decided on, case numbers missing or used
    twice; and reports awaited in vain, which a person may accept."""
    mine = or_(period.holds(Patronage.received_on), period.holds(Patronage.decided_on))
    for one in session.scalars(select(Patronage).where(mine)):
        if one.state in UNDECIDED and one.starts_on and one.starts_on < period.today:
            yield Gap("patronage_undecided", "patronage", one.id, one.event_name, one.received_on)
        if one.decision is not None and not one.case_no:
            yield Gap("patronage_without_case_no", "patronage", one.id, one.event_name, one.decided_on)
        if one.decision is PatronageDecision.GRANTED and one.programme_related and not one.programme_reason:
            yield Gap("patronage_without_reason", "patronage", one.id, one.event_name, one.decided_on)
        due = report_due(session, one) if one.state is PatronageState.GRANTED else None
        if due is not None and due < period.today:
            yield Gap("patronage_report_overdue", "patronage", one.id, one.event_name, due, may_accept=True)
    used = (
        select(Patronage.case_no, func.count())
        .where(mine, Patronage.case_no.is_not(None))
        .group_by(Patronage.case_no)
        .having(func.count() > 1)
    )
    for case_no, count in session.execute(used):
        yield Gap("patronage_case_no_twice", "patronage", title=case_no or "", values={"count": count})
