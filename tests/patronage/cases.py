"""Every rule of domain.md §1.5 as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.events.model import Event, EventType
from openkrakow_desktop.patronage.feature import RULES
from openkrakow_desktop.patronage.model import PatronageDecision, PatronageKind, PatronageState, PatronageSubject
from tests.patronage.build import TODAY, draft, granted, put, rule
from tests.refusal import Refusal

S = PatronageState
EARLY = dt.date(2026, 5, 3)         # the day before receipt


def _organiser_without_report(session: Session) -> dict[str, Any]:
    """The organiser's event of last year took place and its report never came."""
    put(session, granted(received_on=dt.date(2025, 3, 1), decided_on=dt.date(2025, 4, 1),
                         starts_on=dt.date(2025, 6, 1), ends_on=None))
    return draft()


def _same_day(session: Session) -> dict[str, Any]:
    put(session, draft(event_name="Inny festiwal", starts_on=dt.date(2026, 7, 2), ends_on=dt.date(2026, 7, 3)))
    return draft()


def _same_place(session: Session) -> dict[str, Any]:
    put(session, draft(organiser_name="Dom Kultury", place="RYNEK GŁÓWNY"))
    return draft(place="Rynek Główny")


def _event_at_place(session: Session) -> dict[str, Any]:
    host = Organisation(name="Dom Kultury", kind=OrganisationKind.CULTURAL_INSTITUTION)
    session.add(host)
    session.flush()
    session.add(Event(title="Dni kultur", type=EventType.FESTIVAL, organiser_id=host.id, start_on=dt.date(2026, 7, 2),
                      end_on=dt.date(2026, 7, 2), venue="Rynek Główny"))
    session.flush()
    return draft(place="Rynek Główny")


def _rule(session: Session) -> dict[str, Any]:
    values = rule(kind=PatronageKind.MAYOR)
    RULES.put(session, None, RULES.draft(session, None) | values, TODAY)
    return values


REFUSALS: list[Refusal] = [
    Refusal("patronage", lambda s: draft(kind=None), "kind", "problem.required"),
    Refusal("patronage", lambda s: draft(event_name=None), "event_name", "problem.required"),
    Refusal("patronage", lambda s: draft(received_on=None), "received_on", "problem.required"),
    Refusal("patronage", lambda s: draft(received_on=dt.date(2014, 12, 31)), "received_on", "problem.date_range"),
    Refusal("patronage", lambda s: draft(expected_participants=-1), "expected_participants", "problem.too_small"),
    Refusal("patronage", lambda s: draft(organiser_name=None), "organiser_name", "problem.name_or_link"),
    Refusal("patronage", lambda s: draft(ends_on=dt.date(2026, 6, 30)), "ends_on", "problem.end_before_start"),
    Refusal("patronage", lambda s: granted(decided_on=EARLY), "decided_on", "problem.before_receipt"),
    Refusal("patronage", lambda s: draft(supplement_due_on=EARLY), "supplement_due_on", "problem.before_receipt"),
    Refusal("patronage", lambda s: granted(decided_on=None), "decided_on", "problem.required"),
    Refusal("patronage", lambda s: draft(state=S.REFUSED), "decided_on", "problem.required"),
    Refusal("patronage", lambda s: draft(state=S.UNEXAMINED), "decided_on", "problem.required"),
    Refusal("patronage", lambda s: draft(state=S.TO_COMPLETE), "supplement_due_on", "problem.required"),
    Refusal("patronage", lambda s: draft(state=S.EVENT_CANCELLED), "event_cancelled_on", "problem.required"),
    Refusal("patronage", lambda s: granted(state=S.REPORTED), "report_received_on", "problem.required"),
    Refusal("patronage", lambda s: draft(state=S.CLOSED), "closed_on", "problem.required"),
    Refusal("patronage", lambda s: granted(state=S.WITHDRAWN, withdrawn_on=dt.date(2026, 6, 2)),
            "withdrawal_reason", "problem.required"),
    Refusal("patronage", lambda s: granted(state=S.WITHDRAWN, withdrawal_reason="x"),
            "withdrawn_on", "problem.required"),
    Refusal("patronage", lambda s: granted(state=S.RENOUNCED), "renounced_on", "problem.required"),
    Refusal("patronage", lambda s: granted(state=S.WITHDRAWN, withdrawn_on=dt.date(2026, 5, 31), withdrawal_reason="x"),
            "withdrawn_on", "problem.before_grant"),
    Refusal("patronage", lambda s: granted(renounced_on=dt.date(2026, 5, 31)), "renounced_on", "problem.before_grant"),
    Refusal("patronage", lambda s: draft(withdrawn_on=dt.date(2026, 6, 2)), "withdrawn_on", "problem.not_granted"),
    Refusal("patronage", lambda s: granted(state=S.REFUSED, renounced_on=dt.date(2026, 6, 2)),
            "renounced_on", "problem.not_granted"),
    Refusal("patronage", lambda s: granted(report_received_on=dt.date(2026, 6, 30)),
            "report_received_on", "problem.report_before_event"),
    Refusal("patronage", lambda s: granted(decision=PatronageDecision.REFUSED),
            "decision", "problem.decision_against_state"),
    Refusal("patronage", lambda s: draft(decided_on=dt.date(2026, 6, 1)), "state", "problem.decided_state"),
    Refusal("patronage", lambda s: granted(state=S.CLOSED, closed_on=dt.date(2026, 8, 1)),
            "decision", "problem.required"),
    Refusal("patronage", lambda s: granted(subject=PatronageSubject.WHOLE_ACTIVITY),
            "subject", "problem.subject_not_eligible"),
    Refusal("patronage", lambda s: granted(subject=PatronageSubject.WEBSITE),
            "subject", "problem.subject_not_eligible"),
    Refusal("patronage", lambda s: granted(subject=PatronageSubject.MONUMENT, kind=PatronageKind.PARTNERSHIP),
            "subject", "problem.subject_not_eligible"),
    Refusal("patronage", lambda s: draft(received_on=dt.date(2026, 8, 10), starts_on=dt.date(2026, 9, 6), ends_on=None),
            "received_on", "problem.patronage_late", warning=True),
    Refusal("patronage", lambda s: draft(is_signed_by_head=False), "signatory", "problem.head_must_sign", warning=True),
    Refusal("patronage", lambda s: granted(case_no=None), "case_no", "problem.decision_without_case_no", warning=True),
    Refusal("patronage", lambda s: draft(case_no="SP-03/0541"), "case_no", "problem.case_number", warning=True),
    Refusal("patronage", lambda s: draft(starts_on=EARLY, ends_on=None), "starts_on", "problem.event_before_receipt",
            warning=True),
    Refusal("patronage", lambda s: draft(subject=PatronageSubject.MONUMENT), "subject", "problem.subject_not_eligible",
            warning=True),
    Refusal("patronage", lambda s: draft(place=None), "", "problem.patronage_incomplete", warning=True),
    Refusal("patronage", _organiser_without_report, "organiser_name", "problem.patronage_report_missing", warning=True),
    Refusal("patronage", _same_day, "starts_on", "problem.patronage_same_organiser", warning=True),
    Refusal("patronage", _same_place, "place", "problem.patronage_same_place", warning=True),
    Refusal("patronage", _event_at_place, "place", "problem.patronage_event_same_place", warning=True),
    Refusal("patronage", lambda s: granted(logo_approved_on=EARLY), "logo_approved_on", "problem.before_receipt"),
    Refusal("patronage", lambda s: granted(logo_due_on=EARLY), "logo_due_on", "problem.before_receipt"),
    Refusal("patronage_rule", lambda s: rule(valid_from=None), "valid_from", "problem.required"),
    Refusal("patronage_rule", lambda s: rule(lead_days=367), "lead_days", "problem.too_great"),
    Refusal("patronage_rule", lambda s: rule(report_days=-1), "report_days", "problem.too_small"),
    Refusal("patronage_rule", lambda s: rule(items=("PIECZĄTKA",)), "items", "problem.unknown_code"),
    Refusal("patronage_rule", _rule, "valid_from", "problem.patronage_rule_twice"),
]
