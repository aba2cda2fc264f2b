"""Verbs and rules of patronages. A late application may be left unexamined, but nothing makes the office do so.

No public text gives Krakow's own term: 30 days is informed practice elsewhere (A), like the report after the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.case_number import case_number_problems
from ..core.declarations import Draft, store_draft
from ..core.problems import Problem, refuse, refuse_if
from ..core.transitions import transition_problems
from .model import KP2, Patronage, PatronageDecision, PatronageState, PatronageSubject

DEFAULT_LEAD_DAYS = 30  # (A): days between receipt and the event; fewer is late
DEFAULT_REPORT_DAYS = 30  # (A): days after the event in which its report is awaited

S = PatronageState
STEPS: Mapping[PatronageState, tuple[PatronageState, ...]] = {
    S.SUBMITTED: (S.TO_COMPLETE, S.OPINION, S.GRANTED, S.REFUSED, S.UNEXAMINED),
    S.TO_COMPLETE: (S.SUBMITTED, S.OPINION, S.GRANTED, S.REFUSED, S.UNEXAMINED),
    S.OPINION: (S.TO_COMPLETE, S.GRANTED, S.REFUSED, S.UNEXAMINED),
    S.GRANTED: (S.WITHDRAWN, S.RENOUNCED, S.EVENT_CANCELLED, S.REPORTED, S.CLOSED),
    S.REFUSED: (S.CLOSED,),  # final (domain.md §1.5)
    S.UNEXAMINED: (S.CLOSED,),
    S.WITHDRAWN: (S.REPORTED, S.CLOSED),
    S.RENOUNCED: (S.REPORTED, S.CLOSED),
    S.EVENT_CANCELLED: (S.REPORTED, S.CLOSED),
    S.REPORTED: (S.WITHDRAWN, S.CLOSED),
}
BY_ACTION = (S.GRANTED, S.REFUSED, S.UNEXAMINED, S.WITHDRAWN, S.RENOUNCED)  # deciding is not undone like an edit
UNDECIDED = (S.SUBMITTED, S.TO_COMPLETE, S.OPINION)
DECIDED_BY = {
    S.GRANTED: PatronageDecision.GRANTED,
    S.REFUSED: PatronageDecision.REFUSED,
    S.UNEXAMINED: PatronageDecision.UNEXAMINED,
    S.WITHDRAWN: PatronageDecision.GRANTED,
    S.RENOUNCED: PatronageDecision.GRANTED,
    S.REPORTED: PatronageDecision.GRANTED,
}
NEEDS = {
    S.TO_COMPLETE: "supplement_due_on",
    S.GRANTED: "decided_on",
    S.REFUSED: "decided_on",
    S.UNEXAMINED: "decided_on",
    S.WITHDRAWN: "withdrawn_on",
    S.RENOUNCED: "renounced_on",
    S.EVENT_CANCELLED: "event_cancelled_on",
    S.REPORTED: "report_received_on",
    S.CLOSED: "closed_on",
}
AFTER_RECEIPT = ("supplement_due_on", "decided_on", "closed_on")
AFTER_GRANT = ("withdrawn_on", "renounced_on")
NOT_ELIGIBLE = (PatronageSubject.MONUMENT, PatronageSubject.WHOLE_ACTIVITY, PatronageSubject.WEBSITE)


def lead_days(received_on: dt.date, starts_on: dt.date) -> int:
    """Whole days from receipt to the event: 10 August to 6 September is 27."""
    return (starts_on - received_on).days


def is_late(received_on: dt.date, starts_on: dt.date, limit: int = DEFAULT_LEAD_DAYS) -> bool:
    """Whether an application came with fewer days to go than the limit asks for."""
    return lead_days(received_on, starts_on) < limit


def decided(draft: Draft) -> PatronageDecision | None:
    """What was decided: as entered, else as the state says."""
    state = draft.get("state")
    return draft.get("decision") or (DECIDED_BY.get(state) if state else None)


def patronage_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with an application as a whole (domain.md §1.5). Deciding has verbs of its own."""
    return _problems(session, draft, record_id, BY_ACTION)


def _problems(
    session: Session, draft: Draft, record_id: UUID | None, by_action: Collection[PatronageState]
) -> Iterable[Problem]:
    before = session.get(Patronage, record_id) if record_id else None
    yield from case_number_problems(draft.get("case_no"), "case_no")
    if not (draft.get("organiser_id") or draft.get("organiser_name")):
        yield Problem("organiser_name", "problem.name_or_link")
    yield from transition_problems(STEPS, before and before.state, draft.get("state"), by_action=by_action)
    yield from _dates(draft)
    yield from _decision(draft)
    if is_sent_late(draft):
        days = lead_days(draft["received_on"], draft["starts_on"])
        values = {"days": days, "limit": DEFAULT_LEAD_DAYS}
        yield Problem("received_on", "problem.patronage_late", values, warning=True)
    if draft.get("kind") in KP2 and draft.get("is_signed_by_head") is False:
        yield Problem("signatory", "problem.head_must_sign", warning=True)


def is_sent_late(draft: Draft) -> bool:
    """Whether an application that nobody has decided on yet came late."""
    return bool(
        draft.get("received_on")
        and draft.get("starts_on")
        and draft.get("state") in UNDECIDED
        and is_late(draft["received_on"], draft["starts_on"])
    )


def _dates(draft: Draft) -> Iterable[Problem]:
    starts, ends, received = draft.get("starts_on"), draft.get("ends_on"), draft.get("received_on")
    if starts and ends and ends < starts:
        yield Problem("ends_on", "problem.end_before_start")
    for name in AFTER_RECEIPT:
        if received and draft.get(name) and draft[name] < received:
            yield Problem(name, "problem.before_receipt")
    for name in AFTER_GRANT:
        if draft.get(name) and (decided(draft) is not PatronageDecision.GRANTED or not draft.get("decided_on")):
            yield Problem(name, "problem.not_granted")
        elif draft.get(name) and draft[name] < draft["decided_on"]:
            yield Problem(name, "problem.before_grant")
    if draft.get("report_received_on") and starts and draft["report_received_on"] < starts:
        yield Problem("report_received_on", "problem.report_before_event")


def _decision(draft: Draft) -> Iterable[Problem]:
    state, decision = draft.get("state"), decided(draft)
    needed = {NEEDS[state]} if state in NEEDS else set()
    needed |= {"decided_on"} if decision else set()
    needed |= {"withdrawal_reason"} if state is S.WITHDRAWN else set()
    for name in sorted(needed):
        if not draft.get(name):
            yield Problem(name, "problem.required")
    if state in DECIDED_BY and decision is not DECIDED_BY[state]:
        yield Problem("decision", "problem.decision_against_state")
    if state in UNDECIDED and (decision or draft.get("decided_on")):
        yield Problem("state", "problem.decided_state")
    if state in (S.CLOSED, S.EVENT_CANCELLED) and draft.get("decided_on") and decision is None:
        yield Problem("decision", "problem.required")
    if decision is PatronageDecision.GRANTED and draft.get("kind") in KP2 and draft.get("subject") in NOT_ELIGIBLE:
        yield Problem("subject", "problem.subject_not_eligible")
    if decision and not draft.get("case_no"):
        yield Problem("case_no", "problem.decision_without_case_no", warning=True)


def save_patronage(session: Session, record_id: UUID | None, draft: Draft) -> Patronage:
    """Write an application; what the state says was decided is kept as the decision."""
    saved: Patronage = store_draft(session, Patronage, record_id, draft | {"decision": decided(draft)})
    return saved


# ---- verbs ---------------------------------------------------------------------------------------------------------
def grant(session: Session, patronage_id: UUID, decided_on: dt.date, case_no: str | None = None) -> None:
    """Patronage is granted. Raises Refused where none may be (an entity's whole activity, a website, a monument)."""
    told: Draft = {"state": S.GRANTED, "decided_on": decided_on}
    _change(session, patronage_id, told | ({"case_no": case_no} if case_no else {}))


def refuse_application(session: Session, patronage_id: UUID, decided_on: dt.date, reason: str = "") -> None:
    """The application is refused; that is final, the next edition of the event is a new application."""
    _change(session, patronage_id, {"state": S.REFUSED, "decided_on": decided_on, "decision_reason": reason or None})


def leave_unexamined(session: Session, patronage_id: UUID, decided_on: dt.date, reason: str = "") -> None:
    """The application is left unexamined, usually because it came late."""
    _change(session, patronage_id, {"state": S.UNEXAMINED, "decided_on": decided_on, "decision_reason": reason or None})


def withdraw(session: Session, patronage_id: UUID, withdrawn_on: dt.date, reason: str) -> None:
    """The patronage granted is taken back, for a reason; nothing is deleted."""
    _change(session, patronage_id, {"state": S.WITHDRAWN, "withdrawn_on": withdrawn_on, "withdrawal_reason": reason})


def renounce(session: Session, patronage_id: UUID, renounced_on: dt.date) -> None:
    """The organiser gives the patronage up."""
    _change(session, patronage_id, {"state": S.RENOUNCED, "renounced_on": renounced_on})


def cancel_event(session: Session, patronage_id: UUID, event_cancelled_on: dt.date) -> None:
    """The event under patronage is called off."""
    _change(session, patronage_id, {"state": S.EVENT_CANCELLED, "event_cancelled_on": event_cancelled_on})


def receive_report(session: Session, patronage_id: UUID, report_received_on: dt.date) -> None:
    """The organiser's report after the event has come (A)."""
    _change(session, patronage_id, {"state": S.REPORTED, "report_received_on": report_received_on})


def close(session: Session, patronage_id: UUID, closed_on: dt.date) -> None:
    """The case is closed."""
    _change(session, patronage_id, {"state": S.CLOSED, "closed_on": closed_on})


def _change(session: Session, patronage_id: UUID, told: Draft) -> None:
    record = session.get_one(Patronage, patronage_id)
    draft = {
        field.name: getattr(record, field.name)
        for field in Patronage.__table__.columns
        if field.name not in ("id", "version") and "derived" not in field.info
    }
    if told["state"] is record.state:
        refuse("state", "problem.already_so")
    refuse_if(_problems(session, draft | told, patronage_id, ()))
    save_patronage(session, patronage_id, draft | told)
