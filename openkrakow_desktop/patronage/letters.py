"""Letters about an application: the call for completion, the decision, the refusal, that it was left unexamined, thanks
after the event.

What a letter says is the office's template (programme/letters); here are the values it may ask for, and who gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
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
from .completeness import FIELD_OF, missing_items
from .gaps import report_due
from .model import Patronage, PatronageDecision, PatronageState
from .service import is_late, lead_days
from .terms import terms_of

CALL, GRANT, REFUSAL, THANKS = "patronage_call", "patronage_grant", "patronage_refusal", "patronage_thanks"
UNEXAMINED = "patronage_unexamined"


def can_call(one: Patronage) -> bool:
    """Whether the organiser is to complete the application."""
    return one.state is PatronageState.TO_COMPLETE


def is_granted(one: Patronage) -> bool:
    """Whether patronage was granted, and still stands."""
    return one.decision is PatronageDecision.GRANTED and one.withdrawn_on is None and one.renounced_on is None


def is_refused(one: Patronage) -> bool:
    """Whether the application was refused; one left unexamined gets a letter of its own."""
    return one.decision is PatronageDecision.REFUSED


def is_unexamined(one: Patronage) -> bool:
    """Whether the application was left unexamined, usually because it came late."""
    return one.decision is PatronageDecision.UNEXAMINED


def can_thank(one: Patronage) -> bool:
    """Whether the event took place under patronage and its report came."""
    return is_granted(one) and one.event_cancelled_on is None and one.report_received_on is not None


FITS: Mapping[str, Callable[[Patronage], bool]] = {
    CALL: can_call,
    GRANT: is_granted,
    REFUSAL: is_refused,
    UNEXAMINED: is_unexamined,
    THANKS: can_thank,
}


def writing(session: Session, kind: str, one: Patronage, said: Words) -> Writing:
    """What a letter of this kind says about an application. Raises Refused where the letter does not fit its state, and
    where a call would name nothing that is missing."""
    if not FITS[kind](one):
        refuse("state", "problem.patronage_letter_does_not_fit", state=(choice_key(one.state),))
    draft = {name: getattr(one, name) for name in ("kind", "received_on", *FIELD_OF.values())}
    missing = missing_items(session, draft)
    if kind == CALL and not missing:
        refuse("", "problem.patronage_nothing_missing")
    to = _addressee(session, one, said)
    values = {
        "event": one.event_name,
        "organiser": to.name,
        "kind": said.choice(one.kind),
        "received": day_in_words(one.received_on, said),
        "day": _day(one.starts_on, said),
        "place": one.place,
        "missing": tuple(said.choice(item) for item in missing),
        "due": _day(one.supplement_due_on, said),
        "decided": _day(one.decided_on, said),
        "reason": one.decision_reason or _lateness(session, one, said),
        "report_due": _day(report_due(session, one), said),
    }
    return Writing(kind, to, values, one.case_no or "")


def _lateness(session: Session, one: Patronage, said: Words) -> str | None:
    """Why an application was left unexamined, where nobody wrote a reason: it came late."""
    limit = terms_of(session, one.kind, one.received_on).lead_days
    if one.starts_on is None or not is_unexamined(one) or not is_late(one.received_on, one.starts_on, limit):
        return None
    days = max(0, lead_days(one.received_on, one.starts_on))
    told = said.count("patronage_letter.days", days), said.count("patronage_letter.days", limit)
    return said("patronage_letter.came_late", days=told[0], limit=told[1])


def _day(on: dt.date | None, said: Words) -> str | None:
    return day_in_words(on, said) if on else None


def _addressee(session: Session, one: Patronage, said: Words) -> Addressee:
    known = session.get(Organisation, one.organiser_id) if one.organiser_id else None
    name = (known.name if known else one.organiser_name) or said("letter.somebody")
    parts = (part.strip() for part in (known.address or known.email or "").split(",")) if known else ()
    return Addressee(name, tuple(part for part in parts if part))


def _builder(kind: str) -> Callable[..., Document]:
    def build(
        session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
    ) -> Document:
        tongue = letter_language or LetterLanguage(context.words.language)
        made = writing(session, kind, session.get_one(Patronage, record_id), words(tongue.value))
        aside = "" if made.to.lines else context.words("letter.no_address", names=made.to.name)
        return letter_document(session, context, [made], tongue, aside=aside)

    return build


def _example(kind: str) -> Callable[[Session, Words], Writing | None]:
    """The newest application such a letter can be written about, for the preview of its template."""

    def find(session: Session, said: Words) -> Writing | None:
        newest = select(Patronage).order_by(Patronage.received_on.desc(), Patronage.id.desc()).limit(200)
        fitting = (one for one in session.scalars(newest) if FITS[kind](one) and (kind != CALL or _lacks(session, one)))
        one = next(fitting, None)
        return writing(session, kind, one, said) if one is not None else None

    return find


def _lacks(session: Session, one: Patronage) -> bool:
    draft = {name: getattr(one, name) for name in ("kind", "received_on", *FIELD_OF.values())}
    return bool(missing_items(session, draft))


LETTERS = tuple(
    Report(
        f"letter_{kind}",
        _builder(kind),
        (Ask("letter_language", LetterLanguage, False),),
        icon="send",
        pdf_only=True,
        when=FITS[kind],
    )
    for kind in FITS
)
EXAMPLES = {kind: _example(kind) for kind in FITS}
