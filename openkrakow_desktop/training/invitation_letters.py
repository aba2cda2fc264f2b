"""Letters to the units invited to a training: the invitation, and the reminder to those that have not answered.

What they say is the office's template (programme/letters); here are its values. One, or all as one PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import Ask, Report, ReportContext
from ..core.document import Document
from ..core.problems import refuse
from ..core.words import Words, choice_key, words
from ..programme.letter_tables import LetterLanguage
from ..programme.letters import Addressee, Writing, day_in_words, letter_document
from .invitations import NOT_YET
from .model import InvitationState, Training, TrainingForm, TrainingInvitation, TrainingSession

INVITATION, REMINDER = "training_invitation", "training_reminder"
ONLINE = (TrainingForm.WEBINAR, TrainingForm.E_LEARNING)
NAMED = 3  # units without an address that a message names


def writing(session: Session, kind: str, one: TrainingInvitation, said: Words) -> Writing:
    """What a letter says to one unit. Raises Refused for a reminder to a unit that has answered."""
    if kind == REMINDER and one.state is not InvitationState.WAITING:
        refuse("state", "problem.unit_has_answered", state=(choice_key(one.state),))
    training, unit = session.get_one(Training, one.training_id), session.get_one(Organisation, one.unit_id)
    sittings = session.scalars(
        select(TrainingSession).where(TrainingSession.training_id == training.id).order_by(TrainingSession.held_on)
    ).all()
    place = next((sitting.place for sitting in sittings if sitting.place), None)
    minutes = sum(sitting.minutes for sitting in sittings)
    values = {
        "training": training.title,
        "unit": unit.name,
        "topic": said.choice(training.topic),
        "form": said.choice(training.form),
        "days": _days(training.start_on, training.end_on, said),
        "place": place or said("training_letter.online" if training.form in ONLINE else "training_letter.place_later"),
        "length": said.count("training_letter.minutes", minutes) if minutes else said("training_letter.length_later"),
        "trainers": training.trainers,
        "places": said.count("training_letter.places", one.places) if one.places else said("training_letter.no_limit"),
        "reply_by": day_in_words(one.reply_by, said) if one.reply_by else None,
        "invited": day_in_words(one.invited_on, said) if one.invited_on else None,
    }
    lines = tuple(part.strip() for part in (unit.address or unit.email or "").split(",") if part.strip())
    return Writing(kind, Addressee(unit.name, lines), values, training.case_no or "")


def _days(first: dt.date, last: dt.date, said: Words) -> str:
    return " – ".join(dict.fromkeys(day_in_words(one, said) for one in (first, last)))


def _letters(
    session: Session,
    context: ReportContext,
    kind: str,
    invited: Sequence[TrainingInvitation],
    language: LetterLanguage | None,
) -> Document:
    tongue = language or LetterLanguage(context.words.language)
    made = [writing(session, kind, one, words(tongue.value)) for one in invited]
    homeless = [one.to.name for one in made if not one.to.lines]
    named = ", ".join(homeless[:NAMED]) + (" …" if len(homeless) > NAMED else "")
    aside = context.words("letter.no_address", names=named) if homeless else ""
    return letter_document(session, context, made, tongue, aside=aside)


def _to_one(kind: str) -> Callable[..., Document]:
    def build(
        session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
    ) -> Document:
        one = session.get_one(TrainingInvitation, record_id)
        return _letters(session, context, kind, [one], letter_language)

    return build


def _to_all(kind: str) -> Callable[..., Document]:
    """Everybody invited; of reminders everybody who has not answered. By name of the unit."""

    def build(
        session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
    ) -> Document:
        query = select(TrainingInvitation).join(Organisation, Organisation.id == TrainingInvitation.unit_id)
        query = query.where(TrainingInvitation.training_id == record_id)
        if kind == REMINDER:
            query = query.where(TrainingInvitation.state == InvitationState.WAITING)
        invited = session.scalars(query.order_by(Organisation.name_sort, TrainingInvitation.id)).all()
        if not invited:
            refuse("", "problem.nobody_invited" if kind == INVITATION else "problem.nobody_to_remind")
        return _letters(session, context, kind, invited, letter_language)

    return build


def _example(kind: str) -> Callable[[Session, Words], Writing | None]:
    """The newest invitation such a letter can be written about, for the preview of its template."""

    def find(session: Session, said: Words) -> Writing | None:
        newest = select(TrainingInvitation).order_by(TrainingInvitation.id.desc()).limit(1)
        if kind == REMINDER:
            newest = newest.where(TrainingInvitation.state == InvitationState.WAITING)
        one = session.scalars(newest).first()
        return writing(session, kind, one, said) if one is not None else None

    return find


_LANGUAGE = (Ask("letter_language", LetterLanguage, False),)
INVITATION_LETTERS = (
    Report("letter_training_invitation", _to_one(INVITATION), _LANGUAGE, "send", True),
    Report(
        "letter_training_reminder",
        _to_one(REMINDER),
        _LANGUAGE,
        "send",
        True,
        lambda one: one.state is InvitationState.WAITING,
    ),
)
INVITATIONS, REMINDERS = TRAINING_LETTERS = tuple(
    Report(key, _to_all(kind), _LANGUAGE, "send", True, lambda one: one.state in NOT_YET)
    for key, kind in (("letters_training_invitations", INVITATION), ("letters_training_reminders", REMINDER))
)
EXAMPLES = {kind: _example(kind) for kind in (INVITATION, REMINDER)}
