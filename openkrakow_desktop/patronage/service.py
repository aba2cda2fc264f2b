"""Verbs and rules of patronages. A late application may be left unexamined, but nothing makes the office do so.

No public text gives Krakow's own term: 30 days is informed practice elsewhere (A), like the report after the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.case_number import case_number_problems
from ..core.declarations import Draft, exists_other, store_draft
from ..core.problems import Problem, refuse, refuse_if
from ..core.transitions import transition_problems
from ..core.words import choice_key
from .collisions import collisions
from .completeness import missing_items
from .history import unreported
from .model import (
    DEFAULT_LEAD_DAYS,
    KP2,
    Patronage,
    PatronageDecision,
    PatronageRule,
    PatronageState,
    PatronageSubject,
)
from .terms import terms_of

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
AFTER_RECEIPT = ("supplement_due_on", "decided_on", "logo_due_on", "logo_approved_on", "closed_on")
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
    if draft.get("kind") in KP2 and draft.get("is_signed_by_head") is False:
        yield Problem("signatory", "problem.head_must_sign", warning=True)
    if draft.get("state") in UNDECIDED:
        yield from _to_consider(session, draft, record_id)


def _to_consider(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What whoever decides should know; nothing of it refuses anything (a late application may still be examined)."""
    received, starts = draft.get("received_on"), draft.get("starts_on")
    terms = terms_of(session, draft.get("kind"), received)
    if received and starts and starts < received:
        yield Problem("starts_on", "problem.event_before_receipt", warning=True)
    elif received and starts and is_late(received, starts, terms.lead_days):
        values = {"days": lead_days(received, starts), "limit": terms.lead_days}
        yield Problem("received_on", "problem.patronage_late", values, warning=True)
    if draft.get("kind") in KP2 and draft.get("subject") in NOT_ELIGIBLE:
        yield Problem("subject", "problem.subject_not_eligible", warning=True)
    if missing := missing_items(session, draft):
        items = tuple(choice_key(one) for one in missing)
        yield Problem("", "problem.patronage_incomplete", {"items": items}, warning=True)
    if names := [name for name, _ in unreported(session, draft, record_id)]:
        field = "organiser_id" if draft.get("organiser_id") else "organiser_name"
        said: dict[str, object] = {"count": len(names), "title": names[0]}
        yield Problem(field, "problem.patronage_report_missing", said, warning=True)
    for one in collisions(session, draft, record_id):
        told = {"title": one.title, "on": one.on.strftime("%d.%m.%Y") if one.on else ""}
        yield Problem(one.field, one.key, told, warning=True)


def rule_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """One rule of a kind (or of all kinds) from one day on."""
    kind = PatronageRule.kind.is_(None) if draft.get("kind") is None else PatronageRule.kind == draft["kind"]
    if exists_other(session, PatronageRule, record_id, PatronageRule.valid_from == draft.get("valid_from"), kind):
        yield Problem("valid_from", "problem.patronage_rule_twice")


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
def call_for_completion(session: Session, patronage_id: UUID, supplement_due_on: dt.date) -> None:
    """The organiser is asked to complete the application by a day."""
    _change(session, patronage_id, {"state": S.TO_COMPLETE, "supplement_due_on": supplement_due_on})


def complete(session: Session, patronage_id: UUID) -> None:
    """What was missing has come: the application stands as one submitted. Raises Refused where an item is missing."""
    record = session.get_one(Patronage, patronage_id)
    missing = missing_items(session, _draft_of(record))
    if missing:
        refuse("", "problem.patronage_still_incomplete", items=tuple(choice_key(one) for one in missing))
    _change(session, patronage_id, {"state": S.SUBMITTED})


def ask_opinion(session: Session, patronage_id: UUID) -> None:
    """The application goes to whoever gives an opinion."""
    _change(session, patronage_id, {"state": S.OPINION})


def record_opinion(session: Session, patronage_id: UUID, opinion: str) -> None:
    """What the opinion says; the state stays, because nothing is decided by it."""
    record = session.get_one(Patronage, patronage_id)
    if record.state is not S.OPINION:
        named = {"before": (choice_key(record.state),), "after": (choice_key(S.OPINION),)}
        refuse("state", "problem.transition", **named)
    store_draft(session, Patronage, patronage_id, {"opinion": opinion})


def grant(session: Session, patronage_id: UUID, decided_on: dt.date, case_no: str | None = None) -> None:
    """Patronage is granted. Raises Refused where none may be (an entity's whole activity, a website, a monument)."""
    _decide(session, patronage_id, {"state": S.GRANTED, "decided_on": decided_on}, case_no)


def refuse_application(
    session: Session, patronage_id: UUID, decided_on: dt.date, reason: str = "", case_no: str | None = None
) -> None:
    """The application is refused; that is final, the next edition of the event is a new application."""
    told: Draft = {"state": S.REFUSED, "decided_on": decided_on, "decision_reason": reason or None}
    _decide(session, patronage_id, told, case_no)


def leave_unexamined(
    session: Session, patronage_id: UUID, decided_on: dt.date, reason: str = "", case_no: str | None = None
) -> None:
    """The application is left unexamined, usually because it came late."""
    told: Draft = {"state": S.UNEXAMINED, "decided_on": decided_on, "decision_reason": reason or None}
    _decide(session, patronage_id, told, case_no)


def _decide(session: Session, patronage_id: UUID, told: Draft, case_no: str | None) -> None:
    """A decision with its number, where one is given; the number known before stays otherwise."""
    _change(session, patronage_id, told | ({"case_no": case_no} if case_no else {}))


def approve_logo(session: Session, patronage_id: UUID, logo_approved_on: dt.date) -> None:
    """The proofs with the City's logo were seen and approved."""
    record = session.get_one(Patronage, patronage_id)
    told = _draft_of(record) | {"logo_approved_on": logo_approved_on}
    refuse_if(_problems(session, told, patronage_id, ()))
    store_draft(session, Patronage, patronage_id, {"logo_approved_on": logo_approved_on})


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
    draft = _draft_of(record)
    if told["state"] is record.state:
        refuse("state", "problem.already_so")
    refuse_if(_problems(session, draft | told, patronage_id, ()))
    save_patronage(session, patronage_id, draft | told)


def _draft_of(record: Patronage) -> Draft:
    return {
        field.name: getattr(record, field.name)
        for field in Patronage.__table__.columns
        if field.name not in ("id", "version") and "derived" not in field.info
    }
