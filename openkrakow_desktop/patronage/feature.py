"""Patronages: what the rest of the program may find here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..core.declarations import Action, Ask, Computed, Feature, Place, Register
from ..core.sql import days_between
from ..core.starting import today, usual
from .gaps import deadlines, gaps
from .history import before
from .letters import EXAMPLES, LETTERS
from .measures import MEASURES
from .model import Patronage, PatronageDecision, PatronageRule, PatronageState
from .public_register import PUBLIC_REGISTER
from .service import (
    STEPS,
    approve_logo,
    ask_opinion,
    call_for_completion,
    cancel_event,
    close,
    complete,
    grant,
    leave_unexamined,
    patronage_rules,
    receive_report,
    record_opinion,
    refuse_application,
    renounce,
    rule_problems,
    save_patronage,
    withdraw,
)
from .terms import days_asked
from .year_list import YEAR_LIST

S = PatronageState


def _lead() -> Any:
    return days_between(Patronage.received_on, Patronage.starts_on)


def _is_late() -> Any:
    return _lead() < days_asked("lead_days", Patronage.kind, Patronage.received_on)


def _verb(name: str, run: Any, to: PatronageState, *asks: Ask, undoable: bool = False) -> Action:
    return Action(f"patronage.{name}", run, asks, lambda one: to in STEPS.get(one.state, ()), undoable)


def _awaits_logo(one: Patronage) -> bool:
    return one.decision is PatronageDecision.GRANTED and one.logo_approved_on is None


PATRONAGES = Register(
    record=Patronage,
    columns=("event_name", "case_no", "received_on", "starts_on", "state", Computed("lead_days", int, _lead),
             Computed("is_late", bool, _is_late), Computed("granted_before", int, lambda: before("granted")),
             Computed("refused_before", int, lambda: before("refused")),
             Computed("reports_missing", int, lambda: before("unreported")), "kind", "decided_on", "programme_related"),
    form=("kind", "state", "case_no", "received_on", "organiser_id", "organiser_name", "signatory", "is_signed_by_head",
          "contact_person", "contact", "event_name", "event_id", "subject", "starts_on", "ends_on", "place",
          "description", "justification", "range", "expected_participants", "co_organisers", "sponsors",
          "is_commercial", "requested_support", "logo_use", "media_use", "programme_related", "programme_reason",
          "supplement_due_on", "opinion", "decision", "decided_on", "decision_reason", "withdrawn_on",
          "withdrawal_reason", "renounced_on", "event_cancelled_on", "logo_due_on", "logo_approved_on",
          "report_due_on", "report_received_on", "closed_on", "remark"),
    order="-received_on",
    date="received_on",
    rules=patronage_rules,
    save=save_patronage,
    filters=("kind", "state", "programme_related"),
    starts={"kind": usual, "received_on": today},
    widths={"case_no": 11, "received_on": 7.8, "starts_on": 7.8, "state": 10.6, "lead_days": 6.5, "is_late": 4.3,
            "granted_before": 5.8, "refused_before": 5.3, "reports_missing": 5.9},  # all of it on one line of 1280 px
    actions=(
        _verb("call_for_completion", call_for_completion, S.TO_COMPLETE, Ask("supplement_due_on", dt.date),
              undoable=True),
        _verb("complete", complete, S.SUBMITTED, undoable=True),
        _verb("ask_opinion", ask_opinion, S.OPINION, undoable=True),
        Action("patronage.record_opinion", record_opinion, (Ask("opinion"),), lambda one: one.state is S.OPINION),
        _verb("grant", grant, S.GRANTED, Ask("decided_on", dt.date), Ask("case_no", str, False)),
        _verb("refuse", refuse_application, S.REFUSED, Ask("decided_on", dt.date), Ask("reason", str, False),
              Ask("case_no", str, False)),
        _verb("leave_unexamined", leave_unexamined, S.UNEXAMINED, Ask("decided_on", dt.date),
              Ask("reason", str, False), Ask("case_no", str, False)),
        _verb("withdraw", withdraw, S.WITHDRAWN, Ask("withdrawn_on", dt.date), Ask("reason")),
        _verb("renounce", renounce, S.RENOUNCED, Ask("renounced_on", dt.date)),
        _verb("cancel_event", cancel_event, S.EVENT_CANCELLED, Ask("event_cancelled_on", dt.date), undoable=True),
        Action("patronage.approve_logo", approve_logo, (Ask("logo_approved_on", dt.date),), _awaits_logo),
        _verb("receive_report", receive_report, S.REPORTED, Ask("report_received_on", dt.date), undoable=True),
        _verb("close", close, S.CLOSED, Ask("closed_on", dt.date)),
    ),
    reports=LETTERS,
    watches=("patronage_rule", "organisation"),
    icon="stamp",
)

RULES = Register(
    record=PatronageRule,
    columns=("valid_from", "kind", "lead_days", "report_days", "items"),
    form=("valid_from", "kind", "lead_days", "report_days", "items", "remark"),
    order="-valid_from",
    rules=rule_problems,
    natural_key=("valid_from", "kind"),
    widths={"kind": 12},
    icon="list-checks",
)

FEATURE = Feature(
    key="patronage",
    icon="stamp",
    registers=(PATRONAGES, RULES),
    measures=MEASURES,
    reports=(YEAR_LIST, PUBLIC_REGISTER),
    letters=EXAMPLES,
    places=(Place("patronage_board", "layers", "openkrakow_desktop.patronage.screen.board:board"),),
    gaps=gaps,
    deadlines=deadlines,
)
