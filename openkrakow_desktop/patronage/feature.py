"""Patronages: what the rest of the program may find here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..core.declarations import Action, Ask, Computed, Feature, Register
from ..core.sql import days_between
from .gaps import deadlines, gaps
from .measures import MEASURES
from .model import Patronage, PatronageState
from .service import (
    DEFAULT_LEAD_DAYS,
    STEPS,
    cancel_event,
    close,
    grant,
    leave_unexamined,
    patronage_rules,
    receive_report,
    refuse_application,
    renounce,
    save_patronage,
    withdraw,
)

S = PatronageState


def _lead() -> Any:
    return days_between(Patronage.received_on, Patronage.starts_on)


def _verb(name: str, run: Any, to: PatronageState, *asks: Ask, undoable: bool = False) -> Action:
    return Action(f"patronage.{name}", run, asks, lambda one: to in STEPS.get(one.state, ()), undoable)


PATRONAGES = Register(
    record=Patronage,
    columns=("received_on", "event_name", "kind", "state", "starts_on", Computed("lead_days", int, _lead),
             Computed("is_late", bool, lambda: _lead() < DEFAULT_LEAD_DAYS), "decided_on", "programme_related"),
    form=("kind", "state", "case_no", "received_on", "organiser_id", "organiser_name", "signatory", "is_signed_by_head",
          "contact_person", "contact", "event_name", "event_id", "subject", "starts_on", "ends_on", "place",
          "description", "justification", "range", "expected_participants", "co_organisers", "sponsors",
          "is_commercial", "requested_support", "logo_use", "media_use", "programme_related", "programme_reason",
          "supplement_due_on", "opinion", "decision", "decided_on", "decision_reason", "withdrawn_on",
          "withdrawal_reason", "renounced_on", "event_cancelled_on", "report_due_on", "report_received_on", "closed_on",
          "remark"),
    order="-received_on",
    date="received_on",
    rules=patronage_rules,
    save=save_patronage,
    filters=("kind", "state", "programme_related"),
    actions=(
        _verb("grant", grant, S.GRANTED, Ask("decided_on", dt.date), Ask("case_no", str, False)),
        _verb("refuse", refuse_application, S.REFUSED, Ask("decided_on", dt.date), Ask("reason", str, False)),
        _verb("leave_unexamined", leave_unexamined, S.UNEXAMINED, Ask("decided_on", dt.date),
              Ask("reason", str, False)),
        _verb("withdraw", withdraw, S.WITHDRAWN, Ask("withdrawn_on", dt.date), Ask("reason")),
        _verb("renounce", renounce, S.RENOUNCED, Ask("renounced_on", dt.date)),
        _verb("cancel_event", cancel_event, S.EVENT_CANCELLED, Ask("event_cancelled_on", dt.date), undoable=True),
        _verb("receive_report", receive_report, S.REPORTED, Ask("report_received_on", dt.date), undoable=True),
        _verb("close", close, S.CLOSED, Ask("closed_on", dt.date)),
    ),
    icon="stamp",
)

FEATURE = Feature(
    key="patronage", icon="stamp", registers=(PATRONAGES,), measures=MEASURES, gaps=gaps, deadlines=deadlines
)
