"""Units invited to a training: what may be wrong with an invitation, inviting many at once, and their answers.

An invitation never stands for a participant: `coming` is what a unit announced, the list of people says who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, object_session

from ..contacts.model import Organisation, OrganisationKind, canonical
from ..core.declarations import Draft, linked, store_draft
from ..core.problems import Problem, Refused, refuse
from .model import InvitationState, Training, TrainingInvitation, TrainingState
from .rules import training_lock

I = TrainingInvitation  # noqa: E741 - as short as its columns are many
S = InvitationState
NOT_YET = (TrainingState.PLANNED, TrainingState.ENROLLING)  # a training units can still be invited to


# ---- rules ---------------------------------------------------------------------------------------------------------
def invitation_problems(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A unit once; a number of people only with the answer that they come; days in their order; places as warnings."""
    training = linked(session, draft, "training_id", Training)
    if training is None:
        return
    if why := training_lock(training):
        yield Problem("training_id", why.key)
    if record_id is None and training.state is TrainingState.CANCELLED:
        yield Problem("training_id", "problem.training_cancelled_invites")
    if draft.get("unit_id") and _is_invited(session, training.id, draft["unit_id"], record_id):
        yield Problem("unit_id", "problem.unit_already_invited")
    yield from _answer_problems(draft)
    yield from _day_problems(draft, training)
    yield from _place_problems(session, draft, training, record_id)


def _answer_problems(draft: Draft) -> Iterable[Problem]:
    state, coming = draft.get("state") or S.WAITING, draft.get("coming")
    if state is S.COMING and coming is None:
        yield Problem("coming", "problem.required")
    if state is not S.COMING and coming is not None:
        yield Problem("coming", "problem.only_if_coming")
    if state is S.WAITING and draft.get("answered_on"):
        yield Problem("answered_on", "problem.not_answered_yet")


def _day_problems(draft: Draft, training: Training) -> Iterable[Problem]:
    invited = draft.get("invited_on")
    for name in ("reply_by", "answered_on"):
        if invited and draft.get(name) and draft[name] < invited:
            yield Problem(name, "problem.before_invitation")
    if invited and invited > training.end_on:
        yield Problem("invited_on", "problem.invited_after_training")
    if draft.get("reply_by") and draft["reply_by"] > training.start_on:
        yield Problem("reply_by", "problem.reply_after_start", warning=True)


def _place_problems(session: Session, draft: Draft, training: Training, record_id: UUID | None) -> Iterable[Problem]:
    coming = draft.get("coming")
    if coming is None:
        return
    if draft.get("places") is not None and coming > draft["places"]:
        counts = {"coming": coming, "places": draft["places"]}
        yield Problem("coming", "problem.more_than_offered", counts, warning=True)
    others = select(func.sum(I.coming)).where(I.training_id == training.id, I.state == S.COMING)
    known = session.scalar(others if record_id is None else others.where(I.id != record_id)) or 0
    if training.places is not None and known + coming > training.places:
        counts = {"taken": known + coming, "places": training.places}
        yield Problem("coming", "problem.announced_over_places", counts, warning=True)


def _is_invited(session: Session, training_id: UUID, unit_id: UUID, record_id: UUID | None) -> bool:
    """Whether this unit, or a duplicate of it, is invited already."""
    mine = session.get(Organisation, unit_id)
    stands = (mine.merged_into_id or mine.id) if mine else unit_id
    unit = aliased(Organisation)
    query = select(I.id).join(unit, unit.id == I.unit_id).where(I.training_id == training_id, canonical(unit) == stands)
    return session.scalar((query if record_id is None else query.where(I.id != record_id)).limit(1)) is not None


def invitation_lock(one: TrainingInvitation) -> Problem | None:
    """An invitation is closed with its training."""
    session = object_session(one)
    return None if session is None else training_lock(session.get(Training, one.training_id))


# ---- verbs ---------------------------------------------------------------------------------------------------------
def invite_units(
    session: Session,
    training_id: UUID,
    unit_kind: OrganisationKind,
    places_each: int | None = None,
    reply_by: dt.date | None = None,
) -> int:
    """Invite every living unit of a kind that is not invited yet; returns how many.

    Raises Refused for a training that is past, called off or settled, for less than one place, and where no unit of the
    kind is left."""
    training = session.get_one(Training, training_id)
    if why := training_lock(training):
        raise Refused(why)
    if training.state not in NOT_YET:
        refuse("state", "problem.training_not_ahead")
    if places_each is not None and places_each < 1:
        refuse("places_each", "problem.too_small", low=1, value=places_each)
    invited = {one for one in session.scalars(select(I.unit_id).where(I.training_id == training_id))}
    known = select(canonical(Organisation)).where(Organisation.id.in_(invited))
    units = session.scalars(
        select(Organisation.id)
        .where(Organisation.kind == unit_kind, Organisation.merged_into_id.is_(None), Organisation.id.not_in(known))
        .where(or_(Organisation.active_to.is_(None), Organisation.active_to >= training.start_on))
        .order_by(Organisation.name_sort, Organisation.id)
    ).all()
    if not units:
        refuse("unit_kind", "problem.no_units_to_invite")
    for unit in units:
        draft: Draft = {"training_id": training_id, "unit_id": unit, "places": places_each, "reply_by": reply_by}
        store_draft(session, I, None, draft)
    return len(units)


def invitations_sent(session: Session, training_id: UUID, invited_on: dt.date) -> int:
    """Note the day on which the invitations went out, on those that have none yet; returns how many.

    Raises Refused where all went out, and for a day after the training or after an answer awaited or received."""
    training = session.get_one(Training, training_id)
    if why := training_lock(training):
        raise Refused(why)
    waiting = session.scalars(select(I).where(I.training_id == training_id, I.invited_on.is_(None))).all()
    if not waiting:
        refuse("", "problem.nothing_to_send")
    for one in waiting:
        draft: Draft = {name: getattr(one, name) for name in ("reply_by", "answered_on")} | {"invited_on": invited_on}
        wrong = [problem for problem in _day_problems(draft, training) if not problem.warning]
        if wrong:
            raise Refused(Problem("invited_on", "problem.sent_too_late"))
        one.invited_on = invited_on
    session.flush()
    return len(waiting)


def units_come(session: Session, invitation_id: UUID, coming: int, answered_on: dt.date) -> None:
    """The unit announced so many people; a later answer replaces an earlier one."""
    _answer(session, invitation_id, {"state": S.COMING, "coming": coming, "answered_on": answered_on})


def unit_declines(session: Session, invitation_id: UUID, answered_on: dt.date) -> None:
    """The unit sends nobody."""
    _answer(session, invitation_id, {"state": S.DECLINED, "coming": None, "answered_on": answered_on})


def _answer(session: Session, invitation_id: UUID, told: dict[str, Any]) -> None:
    one = session.get_one(I, invitation_id)
    names = ("training_id", "unit_id", "places", "invited_on", "reply_by")
    draft: Draft = {name: getattr(one, name) for name in names} | told
    if told["coming"] is not None and told["coming"] < 1:
        refuse("coming", "problem.too_small", low=1, value=told["coming"])
    wrong = [problem for problem in invitation_problems(session, draft, invitation_id) if not problem.warning]
    if wrong:
        raise Refused(*wrong)
    store_draft(session, I, invitation_id, told)
