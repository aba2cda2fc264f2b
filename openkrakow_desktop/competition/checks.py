"""The formal check of nominations: the answers of one or two clerks, the one call to supplement, and the decision.

What can be read from the data is only proposed: an item is answered when a person confirms it (domain.md §1.3). By four
eyes an answer counts when two accounts gave the same, unseen by each other; a difference is settled by a third act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.accounts import account_of
from ..contacts.four_eyes import name_of
from ..core.clock import Clock
from ..core.declarations import Draft, linked, store_draft
from ..core.problems import Problem, Refused, refuse, refuse_if
from ..core.words import choice_key
from .kinds import EditionState, FormalAnswer, FormalItem, NominationState
from .model import Candidate, ClerkAnswer, Edition, FormalCheck, Nomination
from .nominations import formal_check_rules, is_late, nomination_rules

CLOCK = Clock()
N, A = NominationState, FormalAnswer
CHECKED = (N.RECEIVED, N.COMPLETED)  # states in which items are answered and a decision is made
BEFORE = (EditionState.PLANNED, EditionState.CALL, EditionState.CALL_CLOSED, EditionState.FORMAL_CHECK,
          EditionState.SCORING)  # fmt: skip
SECOND = 2  # clerks
CONSENTS = {  # items that are also a field of the nomination
    FormalItem.CANDIDATE_CONSENT: "consent_candidate",
    FormalItem.GUARDIAN_CONSENT: "guardian_consent",
    FormalItem.CLAUSE: "clause_given",
}


# ---- what stands ---------------------------------------------------------------------------------------------------
def standing(session: Session, nomination_id: UUID) -> dict[FormalItem, FormalCheck]:
    """The agreed answers of a nomination."""
    query = select(FormalCheck).where(FormalCheck.nomination_id == nomination_id)
    return {one.item: one for one in session.scalars(query)}


def open_items(session: Session, nomination: Nomination) -> tuple[FormalItem, ...]:
    """The items that may be answered now: all before a call, after it only those it named; none while it is awaited,
    none once it is decided."""
    if nomination.state is N.LATE:
        return (FormalItem.IN_TIME,)
    if nomination.state not in CHECKED:
        return ()
    if nomination.state is N.RECEIVED:
        return tuple(FormalItem)
    return called_items(session, nomination)


def called_items(session: Session, nomination: Nomination) -> tuple[FormalItem, ...]:
    """What the call named; of a call made elsewhere (an imported one), what has no good answer."""
    if nomination.supplement_items is not None:
        named = set(nomination.supplement_items)
        return tuple(item for item in FormalItem if item.value in named)
    have = standing(session, nomination.id)
    return tuple(item for item in FormalItem if item not in have or have[item].answer is A.NO)


def round_of(nomination: Nomination) -> int:
    """The first look, or the second after the call."""
    return SECOND if nomination.state is N.COMPLETED else 1


def told(session: Session, nomination: Nomination) -> dict[str, dict[FormalItem, ClerkAnswer]]:
    """What the clerks have said in this round, by account."""
    query = select(ClerkAnswer).where(
        ClerkAnswer.nomination_id == nomination.id, ClerkAnswer.round_no == round_of(nomination)
    )
    found: dict[str, dict[FormalItem, ClerkAnswer]] = {}
    for one in session.scalars(query.order_by(ClerkAnswer.answered_on, ClerkAnswer.id)):
        found.setdefault(one.clerk, {})[one.item] = one
    return found


def both_in(session: Session, nomination: Nomination) -> list[dict[FormalItem, ClerkAnswer]]:
    """The two clerks' answers once each has answered every open item; empty before."""
    asked = set(open_items(session, nomination))
    whole = [answers for answers in told(session, nomination).values() if asked <= answers.keys()]
    return whole[:SECOND] if asked and len(whole) >= SECOND else []


def differences(session: Session, nomination: Nomination) -> tuple[FormalItem, ...]:
    """The items the two clerks answered differently and nobody has settled yet."""
    pair = both_in(session, nomination)
    if not pair:
        return ()
    first, second = pair
    settled = settled_items(session, nomination, pair)
    return tuple(
        item
        for item in open_items(session, nomination)
        if first[item].answer is not second[item].answer and item not in settled
    )


def settled_items(
    session: Session, nomination: Nomination, pair: list[dict[FormalItem, ClerkAnswer]]
) -> set[FormalItem]:
    """The items on which a person has decided since both answers are in."""
    have = standing(session, nomination.id)
    return {item for item, one in have.items() if one.settled == _between(nomination, pair, item)}


def _between(nomination: Nomination, pair: list[dict[FormalItem, ClerkAnswer]], item: FormalItem) -> str | None:
    """The round and both answers by their codes."""
    answers = [one[item].answer.value for one in pair if item in one]
    return f"{round_of(nomination)}: {' / '.join(answers)}" if answers else None


# ---- answering -----------------------------------------------------------------------------------------------------
def answer(
    session: Session, actor: str, nomination_id: UUID, item: FormalItem, given: FormalAnswer, clock: Clock = CLOCK
) -> None:
    """Answer one item. By one eye it stands at once; by four it waits, unseen, until the other clerk is through.

    Raises Refused: decided or awaited, an item the call did not open, against the dates, a third clerk, no account."""
    nomination = session.get_one(Nomination, nomination_id)
    _refuse_closed(session, nomination, item)
    refuse_if(_against_facts(session, nomination, item, given))
    if session.get_one(Edition, nomination.edition_id).four_eyes_check:
        _answer_apart(session, actor, nomination, item, given, clock.today())
    else:
        _write(session, nomination, item, given, name_of(session, actor), clock.today())


def _refuse_closed(session: Session, nomination: Nomination, item: FormalItem) -> None:
    if session.get_one(Edition, nomination.edition_id).state not in BEFORE:
        refuse("item", "problem.check_edition_over")
    if nomination.state is N.TO_COMPLETE:
        refuse("item", "problem.check_awaits")
    if nomination.state not in (*CHECKED, N.LATE):
        refuse("item", "problem.check_decided")
    if item not in open_items(session, nomination):
        refuse("item", "problem.check_late_item" if nomination.state is N.LATE else "problem.check_item_shut")


def _against_facts(
    session: Session, nomination: Nomination, item: FormalItem, given: FormalAnswer
) -> Iterable[Problem]:
    """Being in time is a fact of the dates; of a minor the guardian's consent is never beside the point."""
    edition = session.get_one(Edition, nomination.edition_id)
    if item is FormalItem.IN_TIME and edition.call_close_at is not None:
        late = is_late(edition, nomination.received_at, nomination.postmarked_on)
        if late is (given is not A.NO):
            yield Problem("answer", "problem.check_late" if late else "problem.check_in_time")
    is_minor = session.get_one(Candidate, nomination.candidate_id).is_minor
    if item is FormalItem.GUARDIAN_CONSENT and is_minor and given is A.NOT_APPLICABLE:
        yield Problem("answer", "problem.check_minor")


def _answer_apart(
    session: Session, actor: str, nomination: Nomination, item: FormalItem, given: FormalAnswer, today: dt.date
) -> None:
    clerk = account_of(actor)
    if clerk is None:
        refuse("", "problem.check_no_account")
    if both_in(session, nomination):
        refuse("item", "problem.check_round_over")
    code, known = str(clerk), told(session, nomination)
    if code not in known and len(known) >= SECOND:
        refuse("", "problem.check_two_already")
    before = known.get(code, {}).get(item)
    draft = {
        "nomination_id": nomination.id, "item": item, "answer": given, "clerk": code,
        "answered_by": name_of(session, actor), "answered_on": today, "round_no": round_of(nomination),
    }  # fmt: skip
    store_draft(session, ClerkAnswer, before.id if before else None, draft)
    pair = both_in(session, nomination)
    if not pair:
        return
    for one in open_items(session, nomination):
        first, second = pair[0][one], pair[1][one]
        if first.answer is second.answer:
            names = ", ".join(name for name in (first.answered_by, second.answered_by) if name)
            _write(session, nomination, one, first.answer, names, today)
        elif (old := standing(session, nomination.id).get(one)) is not None:
            session.delete(old)  # the answer before the call: the two see it differently now
    session.flush()


def _write(
    session: Session, nomination: Nomination, item: FormalItem, given: FormalAnswer, by: str, today: dt.date,
    settled: str | None = None, remark: str | None = None,
) -> None:  # fmt: skip
    """The answer that stands, with who and when; a consent is noted on the nomination as well."""
    before = standing(session, nomination.id).get(item)
    if before is None or before.answer is not given or before.settled != settled:
        draft = {
            "nomination_id": nomination.id, "item": item, "answer": given, "answered_by": by or None,
            "answered_on": today, "settled": settled, "remark": remark,
        }  # fmt: skip
        store_draft(session, FormalCheck, before.id if before else None, draft)
    name = CONSENTS.get(item)
    said = {A.YES: True, A.NO: False, A.NOT_APPLICABLE: None}[given]
    if name is not None and getattr(nomination, name) is not said:
        setattr(nomination, name, said)
    session.flush()


def confirm_proposed(
    session: Session, actor: str, nomination_id: UUID, given: dict[FormalItem, FormalAnswer], clock: Clock = CLOCK
) -> None:
    """Confirm several proposals that a person has looked at, in one act."""
    for item, one in given.items():
        answer(session, actor, nomination_id, item, one, clock)


def settle(
    session: Session, actor: str, nomination_id: UUID, item: FormalItem, given: FormalAnswer, reason: str,
    clock: Clock = CLOCK,
) -> None:  # fmt: skip
    """A person decides where two clerks differ, or where both erred; who, why and both answers stay on record.

    Raises Refused without a reason, and before both answers are in."""
    nomination = session.get_one(Nomination, nomination_id)
    _refuse_closed(session, nomination, item)
    pair = both_in(session, nomination)
    if not pair:
        refuse("item", "problem.check_second_missing")
    if not reason.strip():
        refuse("reason", "problem.required")
    refuse_if(_against_facts(session, nomination, item, given))
    between = _between(nomination, pair, item)
    _write(session, nomination, item, given, name_of(session, actor), clock.today(), between, reason.strip())


def check_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What a form or a sheet may say of an item: nothing past a decision or a call, nothing past two clerks. History
    of a nomination that is decided may be brought in."""
    yield from formal_check_rules(session, draft, record_id)
    nomination = linked(session, draft, "nomination_id", Nomination)
    before = session.get(FormalCheck, record_id) if record_id else None
    if nomination is None or (before is not None and before.answer is draft.get("answer")):
        return
    edition = session.get_one(Edition, nomination.edition_id)
    if edition.four_eyes_check and nomination.state in CHECKED:
        yield Problem("answer", "problem.check_by_two")
    elif before is not None and nomination.state is N.TO_COMPLETE:
        yield Problem("answer", "problem.check_awaits")
    elif before is not None and nomination.state not in (*CHECKED, N.LATE):
        yield Problem("answer", "problem.check_decided")
    elif before is not None and before.item not in open_items(session, nomination):
        yield Problem("answer", "problem.check_item_shut")


# ---- the call and the decision -------------------------------------------------------------------------------------
def missing_items(session: Session, nomination: Nomination) -> tuple[FormalItem, ...]:
    """The items answered "no"."""
    have = standing(session, nomination.id)
    return tuple(item for item in FormalItem if item in have and have[item].answer is A.NO)


def unanswered_items(session: Session, nomination: Nomination) -> tuple[FormalItem, ...]:
    """The items without an answer that stands."""
    have = standing(session, nomination.id)
    return tuple(item for item in FormalItem if item not in have)


def due_day(edition: Edition, today: dt.date) -> dt.date:
    """The day a call made today is due: the edition's number of days on (7 by default (A))."""
    return today + dt.timedelta(days=edition.supplement_days)


def call_to_supplement(
    session: Session, nomination_id: UUID, due_on: dt.date | None = None, clock: Clock = CLOCK
) -> None:
    """Call for what is missing: once, with a day it is due. From now on nothing is answered until it has come.

    Raises Refused: a second call, nothing missing, items not yet looked at, what no supplement can mend (late, the
    nominator is the candidate), a day before tomorrow."""
    nomination = session.get_one(Nomination, nomination_id)
    edition, today = session.get_one(Edition, nomination.edition_id), clock.today()
    if nomination.supplement_called_on is not None or nomination.supplement_due_on is not None:
        refuse("", "problem.check_called_already")
    _refuse_undecidable(session, nomination)
    missing = missing_items(session, nomination)
    if not missing:
        refuse("", "problem.check_nothing_missing")
    if hopeless := [item for item in missing if item in (FormalItem.IN_TIME, FormalItem.NOT_OWN_CANDIDACY)]:
        raise Refused(_naming("problem.check_no_remedy", hopeless))
    due = due_on or due_day(edition, today)
    if due <= today:
        refuse("supplement_due_on", "problem.check_due_past")
    _change(
        session, nomination, state=N.TO_COMPLETE, supplement_due_on=due, supplement_called_on=today,
        supplement_items=tuple(item.value for item in missing), supplemented_on=None,
    )  # fmt: skip


def supplemented(session: Session, nomination_id: UUID, came_on: dt.date) -> None:
    """What was called for has come: only its items open again. Raises Refused when nothing was awaited or the day was
    over."""
    nomination = session.get_one(Nomination, nomination_id)
    if nomination.state is not N.TO_COMPLETE:
        refuse("", "problem.check_not_awaited")
    _change(session, nomination, state=N.COMPLETED, supplemented_on=came_on)


def accept(session: Session, nomination_id: UUID) -> None:
    """The nomination goes to the Chapter.

    Raises Refused: late, an item without an answer or answered "no", a minor without the guardian's consent, awaited or
    decided already."""
    nomination = session.get_one(Nomination, nomination_id)
    _refuse_undecidable(session, nomination)
    candidate = session.get_one(Candidate, nomination.candidate_id)
    if candidate.is_minor and not nomination.guardian_consent:
        refuse("", "problem.guardian_consent")
    if missing := missing_items(session, nomination):
        raise Refused(_naming("problem.check_items_missing", missing))
    _change(session, nomination, state=N.ACCEPTED)


def reject(session: Session, nomination_id: UUID, reason: str) -> None:
    """The nomination is not taken up; `reason` is the sentence that goes to the nominator.

    Raises Refused without it, and where the nomination is decided already."""
    nomination = session.get_one(Nomination, nomination_id)
    if nomination.state not in (*CHECKED, N.LATE, N.TO_COMPLETE):
        refuse("", "problem.check_decided")
    if session.get_one(Edition, nomination.edition_id).state not in BEFORE:
        refuse("", "problem.check_edition_over")
    if not reason.strip():
        refuse("reason", "problem.check_reason")
    _change(session, nomination, state=N.REJECTED, rejection_reason=reason.strip())


def _refuse_undecidable(session: Session, nomination: Nomination) -> None:
    """What stands in the way of any decision but a rejection."""
    edition = session.get_one(Edition, nomination.edition_id)
    if edition.state not in BEFORE:
        refuse("", "problem.check_edition_over")
    if nomination.state is N.LATE or is_late(edition, nomination.received_at, nomination.postmarked_on):
        refuse("", "problem.late_not_accepted")
    if nomination.state is N.TO_COMPLETE:
        refuse("", "problem.check_awaits")
    if nomination.state not in CHECKED:
        refuse("", "problem.check_decided")
    if differing := differences(session, nomination):
        raise Refused(_naming("problem.check_differs", differing))
    if edition.four_eyes_check and not both_in(session, nomination):
        refuse("", "problem.check_second_missing")
    if silent := unanswered_items(session, nomination):
        raise Refused(_naming("problem.check_unanswered", silent))


def _naming(key: str, items: Iterable[FormalItem]) -> Problem:
    return Problem("", key, {"items": tuple(choice_key(item) for item in items)})


def _change(session: Session, nomination: Nomination, **values: Any) -> None:
    """Change a nomination under the rules of its register."""
    names = [one.name for one in Nomination.__table__.columns if one.name not in ("id", "version")]
    draft = {name: getattr(nomination, name) for name in names} | values
    refuse_if(nomination_rules(session, draft, nomination.id))
    store_draft(session, Nomination, nomination.id, values)
