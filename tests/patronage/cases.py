"""Every rule of domain.md §1.5 as a draft that breaks it."""

from __future__ import annotations

import datetime as dt

from openkrakow_desktop.patronage.model import PatronageDecision, PatronageKind, PatronageState, PatronageSubject
from tests.patronage.build import draft, granted
from tests.refusal import Refusal

S = PatronageState
EARLY = dt.date(2026, 5, 3)         # the day before receipt


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
]
