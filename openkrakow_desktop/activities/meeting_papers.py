"""The papers of a meeting: the invitation with its agenda as letters, and the form its protocol is written on.

What the letter says is the office's template (programme/letters); a letter goes to each organisation that is listed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import Ask, Report, ReportContext
from ..core.document import Block, Document, HandColumn, HandTable, Heading, Note, Run, Signature, Signatures, labels
from ..core.formats import day
from ..core.problems import refuse
from ..core.text import sentence
from ..core.words import Words, words
from ..programme.letter_tables import LetterLanguage
from ..programme.letters import Addressee, Writing, day_in_words, letter_document
from .agenda import agenda_items
from .model import Meeting, MeetingOrganisation, MeetingState

INVITED = "meeting_invitation"
TALL, LOW = 58.0, 26.0  # points of a row written by hand: what was said, a line
SPARE_PEOPLE, SPARE_TASKS, LEAST_ITEMS = 6, 5, 4  # rows left empty


# ---- the invitation ------------------------------------------------------------------------------------------------
def invitation(
    session: Session, context: ReportContext, record_id: UUID, letter_language: LetterLanguage | None = None
) -> Document:
    """A letter to each organisation of a planned meeting; without any, one to be addressed by hand.

    Raises Refused: the meeting is not ahead, or its hour, place or agenda is asked for and was not entered."""
    tongue = letter_language or LetterLanguage(context.words.language)
    made = writings(session, session.get_one(Meeting, record_id), words(tongue.value))
    missing = [one.to.name for one in made if not one.to.lines]
    aside = context.words("letter.no_address", names=", ".join(missing)) if missing else ""
    return letter_document(session, context, made, tongue, aside=aside)


def writings(session: Session, one: Meeting, said: Words) -> list[Writing]:
    """What the letters of a meeting say, and to whom."""
    if one.state is not MeetingState.PLANNED:
        refuse("state", "problem.meeting_not_ahead")
    pattern = said("meeting_paper.minutes")
    values = {
        "topic": one.title,
        "kind": said.choice(one.kind),
        "day": day_in_words(one.held_on, said),
        "hour": f"{one.starts_at:%H:%M}" if one.starts_at else None,
        "place": one.place,
        "agenda": tuple(item.said(pattern) for item in agenda_items(one.agenda, one.starts_at)),
    }
    case_no = one.case_no or ""
    invited = [Writing(INVITED, _addressee(to), values, case_no) for to in represented(session, one.id)]
    return invited or [Writing(INVITED, Addressee(said("letter.somebody")), values, case_no)]


def represented(session: Session, meeting_id: UUID) -> list[Organisation]:
    """The organisations of a meeting, in the order of the alphabet."""
    mine = MeetingOrganisation.meeting_id == meeting_id
    query = select(Organisation).join(MeetingOrganisation, MeetingOrganisation.organisation_id == Organisation.id)
    return list(session.scalars(query.where(mine).order_by(Organisation.name_sort, Organisation.id)))


def _addressee(to: Organisation) -> Addressee:
    parts = (part.strip() for part in (to.address or to.email or "").split(","))
    return Addressee(to.name, tuple(part for part in parts if part))


def example(session: Session, said: Words) -> Writing | None:
    """The next meeting with all that an invitation asks for, for the preview of its template."""
    planned = select(Meeting).where(Meeting.state == MeetingState.PLANNED).order_by(Meeting.held_on.desc(), Meeting.id)
    for one in session.scalars(planned.limit(50)):
        if one.starts_at and one.place and agenda_items(one.agenda):
            return writings(session, one, said)[0]
    return None


# ---- the form of the protocol --------------------------------------------------------------------------------------
def protocol_form(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """What a protocol is written on: the agenda with room for what was said, organisations with boxes to sign in, what
    was agreed until when. Raises Refused for a meeting that was called off."""
    one, w = session.get_one(Meeting, record_id), context.words
    if one.state is MeetingState.CANCELLED:
        refuse("state", "problem.meeting_called_off")
    when = day(one.held_on, w.language) + (f", {one.starts_at:%H:%M}" if one.starts_at else "")
    facts = [("kind", sentence(w.choice(one.kind))), ("held_on", when), ("place", one.place), ("case_no", one.case_no)]
    return Document(
        title=w("meeting_paper.protocol"),
        subtitle=one.title,
        blocks=tuple(_protocol(session, one, w)),
        labels=labels(w),
        facts=tuple((sentence(w(f"meeting.{name}")), said) for name, said in facts if said),
        subject=one.title,
        banner=context.banner,
        created=context.now,
    )


def _protocol(session: Session, one: Meeting, w: Words) -> Iterator[Block]:
    yield Heading(w("meeting_paper.course"))
    pattern = w("meeting_paper.minutes")
    items = [item.said(pattern) for item in agenda_items(one.agenda, one.starts_at)]
    items += ["……"] * (LEAST_ITEMS - len(items))
    said = (HandColumn((Run(w("meeting_paper.said")),), 100, True),)
    for at, item in enumerate(items, 1):
        title = f"{at}. {item}"
        yield Heading(title, 2)
        yield HandTable(title, said, (("",),), TALL)
    yield Heading(w("meeting_paper.present"))
    yield Note(w("meeting_paper.present_words"))
    names = [organisation.name for organisation in represented(session, one.id)] + [""] * SPARE_PEOPLE
    people = tuple((str(at), name, "", "") for at, name in enumerate(names, 1))
    columns = _columns(w, ("no", 7), ("organisation", 48), ("people", 12), ("signature", 33))
    yield HandTable(w("meeting_paper.present"), columns, people, LOW)
    yield Heading(w("meeting_paper.agreed"))
    tasks = tuple((str(at), "", "", "") for at in range(1, SPARE_TASKS + 1))
    columns = _columns(w, ("no", 7), ("task", 53), ("who", 24), ("until", 16))
    yield HandTable(w("meeting_paper.agreed"), columns, tasks, LOW)
    yield Signatures((Signature(w("meeting_paper.keeper")), Signature(w("meeting_paper.chair"))))


def _columns(w: Words, *heads: tuple[str, int]) -> tuple[HandColumn, ...]:
    """The second column names its row."""
    return tuple(HandColumn((Run(w(f"meeting_paper.{key}")),), share, at == 1) for at, (key, share) in enumerate(heads))


def _is_ahead(one: Meeting) -> bool:
    return one.state is MeetingState.PLANNED


INVITATION = Report(
    "meeting_invitation", invitation, (Ask("letter_language", LetterLanguage, False),), "send", True, _is_ahead
)
PROTOCOL_FORM = Report(
    "meeting_protocol_form", protocol_form, (), "file-text", True, lambda one: one.state is not MeetingState.CANCELLED
)
LETTER_EXAMPLES = {INVITED: example}
__all__ = ["INVITATION", "LETTER_EXAMPLES", "PROTOCOL_FORM", "invitation", "protocol_form", "represented"]
