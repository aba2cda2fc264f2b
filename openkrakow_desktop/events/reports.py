"""What is printed for the door: the sign-in sheet of a session, and cards with a code for those who have no name here.

Both are papers only. Every page of the list bears the clause, its rows' numbers, its own number and a box for its sum,
so that pages may part and still be typed later against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Person
from ..core.declarations import ReportContext
from ..core.document import (
    Block,
    Card,
    Cards,
    CountBoxes,
    Document,
    HandBoxes,
    HandColumn,
    HandTable,
    Note,
    PageBreak,
    Paragraph,
    Run,
    labels,
)
from ..core.formats import clock_time, day
from ..core.problems import refuse
from ..core.words import Words
from .door_view import session_at_door
from .lists import MOST_CARDS
from .model import (
    CATEGORIES,
    AttendanceMode,
    Event,
    EventSession,
    Participant,
    Registration,
    RegistrationState,
    SessionState,
)
from .rules import OFF
from .sheets import LANGUAGES, ROW_HEIGHT, clause_of, rows_per_page, sheet_number, texts

MOST_ROWS = 300  # a sheet is printed for a room; for more guests there is the counter
SPARE = 5  # empty rows where no capacity says how many may come
SQUARES, ACROSS, MOST_SHEETS = 400, 25, 5  # of a counting sheet


# ---- the sign-in sheet ---------------------------------------------------------------------------------------------
def sign_in_sheet(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """The list of a session (or of an event's nearest) to be signed by hand; a counting sheet where nobody is listed.
    Raises Refused for a session that does not take place."""
    sitting = session.get_one(EventSession, session_at_door(session, record_id, context.today) or record_id)
    event = session.get_one(Event, sitting.event_id)
    if sitting.state is SessionState.CANCELLED or event.state in OFF:
        refuse("", "problem.counts_nowhere")
    words = context.words
    if event.attendance_mode is AttendanceMode.ANONYMOUS:
        blocks, title = tuple(_counting(words, event, sitting)), words("paper.counting_title")
    else:
        blocks, title = tuple(_signing(session, words, event, sitting)), words("paper.title")
    return Document(
        title=title,
        subtitle=_about(words, event, sitting),
        blocks=blocks,
        labels=labels(words),
        facts=(("", event.title), ("", day(sitting.held_on, words.language))),
        banner=context.banner,
        created=context.now,
    )


def _about(words: Words, event: Event, sitting: EventSession) -> str:
    """Which meeting: title, day, hours, place, on two lines."""
    hours = ""
    if sitting.starts_at:
        hours = clock_time(sitting.starts_at) + (f"–{clock_time(sitting.ends_at)}" if sitting.ends_at else "")
    place = ", ".join(part for part in (event.venue, event.address) if part)
    when = " · ".join(part for part in (day(sitting.held_on, words.language), hours, place) if part)
    return f"{event.title}\n{when}"


def _signing(session: Session, words: Words, event: Event, sitting: EventSession) -> Iterator[Block]:
    per_page = rows_per_page(event)
    known = _registered(session, words, event)
    wanted = max(len(known) + SPARE, event.capacity or 0)
    pages = -(-min(wanted, len(known) + MOST_ROWS) // per_page)
    entries = known + [""] * (pages * per_page - len(known))
    columns = _columns(event)
    for page in range(1, pages + 1):
        first = (page - 1) * per_page
        rows = tuple((str(n), said, "") for n, said in enumerate(entries[first : first + per_page], first + 1))
        if page > 1:
            yield PageBreak()
        yield _clause(words, event)
        yield _number(words, sitting.id, page, first + 1, first + per_page)
        yield HandTable(words("paper.table", page=page, title=event.title), columns, rows, ROW_HEIGHT)
        yield HandBoxes((words("paper.page_sum"), words("paper.page_typed")))


def _columns(event: Event) -> tuple[HandColumn, ...]:
    if event.attendance_mode is AttendanceMode.CODE:
        return _head("number", 7), _head("code", 30, header=True), _head("mark", 30)
    return _head("number", 8), _head("name", 50, header=True), _head("signature", 42)


def _head(key: str, share: int, header: bool = False) -> HandColumn:
    heading = texts()["heading"][key]
    said = dict.fromkeys(heading[language] for language in LANGUAGES)  # "№" of two languages once
    by_text = {heading[language]: language for language in reversed(LANGUAGES)}
    return HandColumn(tuple(Run(text, lang=by_text[text]) for text in said), share, header)


def _clause(words: Words, event: Event) -> Note:
    clause = clause_of(event)
    runs = [Run(clause[language], lang=language) for language in LANGUAGES if clause.get(language)]
    spaced = tuple(part for run in runs for part in (run, Run("\n")))[:-1]
    return Note(spaced, words("paper.clause"))


def _number(words: Words, session_id: UUID, page: int, first: int, last: int) -> Paragraph:
    said = words("paper.sheet_rows", first=first, last=last)
    return Paragraph((Run(f"{words('paper.sheet')} {sheet_number(session_id, page)}", bold=True), f" · {said}"))


def _registered(session: Session, words: Words, event: Event) -> list[str]:
    """Those on the list beforehand: names, or only codes; the reserve last."""
    rows = session.execute(
        select(Registration.state, Person.last_name, Person.first_name, Participant.code)
        .select_from(Registration)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(Registration.event_id == event.id, Registration.state != RegistrationState.CANCELLED)
        .order_by(Registration.state == RegistrationState.RESERVE, Person.last_name_sort, Participant.code)
    )
    found = []
    for state, last, first, code in rows:
        name = f"{last or ''} {first or ''}".strip() if event.attendance_mode is AttendanceMode.NAMED else ""
        reserve = f" ({words.choice(state)})" if state is RegistrationState.RESERVE else ""
        found.append(f"{name or code}{reserve}")
    return found


def _counting(words: Words, event: Event, sitting: EventSession) -> Iterator[Block]:
    """Squares to cross out, a group for each category of the session's dimension."""
    categories = CATEGORIES[sitting.dimension]
    rows = max(1, SQUARES // ACROSS // len(categories))
    sheets = min(MOST_SHEETS, max(1, -(-(event.capacity or 1) // SQUARES)))
    for page in range(1, sheets + 1):
        if page > 1:
            yield PageBreak()
        yield _clause(words, event)
        said = words("paper.counting_sheet")
        yield Paragraph((Run(f"{words('paper.sheet')} {sheet_number(sitting.id, page)}", bold=True), f" · {said}"))
        for category in categories:
            label = words.choice(category)
            yield CountBoxes(label, rows * ACROSS, words("paper.squares", label=label, count=rows * ACROSS), ACROSS)
        yield HandBoxes((words("paper.page_sum"), words("paper.page_typed")))


# ---- cards ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class CardHolder:
    """What a card shows: the code, and the name where it is asked for and known."""

    code: str
    name: str = ""


def cards_of_range(
    session: Session, context: ReportContext, first_card: int, last_card: int, with_names: bool
) -> Document:
    """Cards of the codes from first_card to last_card that exist. Raises Refused for an empty or too long range."""
    if last_card < first_card:
        refuse("last_card", "problem.cards_backwards")
    if last_card - first_card >= MOST_CARDS:
        refuse("last_card", "problem.too_many_cards", most=MOST_CARDS)
    tests = (Participant.number >= first_card, Participant.number <= last_card)
    holders = _holders(session, tests, with_names)
    if not holders:
        refuse("first_card", "problem.no_such_cards")
    return _cards(context, holders)


def card_of_one(session: Session, context: ReportContext, record_id: UUID, with_names: bool) -> Document:
    """The card of one participant, for somebody who has lost theirs."""
    return _cards(context, _holders(session, (Participant.id == record_id,), with_names))


def _holders(session: Session, tests: Sequence[object], with_names: bool) -> list[CardHolder]:
    rows = session.execute(
        select(Participant.code, Person.last_name, Person.first_name)
        .outerjoin(Person, Person.id == Participant.person_id)
        .where(*tests)  # type: ignore[arg-type]
        .order_by(Participant.number, Participant.code)
    )
    return [
        CardHolder(code, " ".join(part for part in (first, last) if part) if with_names else "")
        for code, last, first in rows
    ]


def _cards(context: ReportContext, holders: Sequence[CardHolder]) -> Document:
    words = context.words
    cards = tuple(_card(words, one) for one in holders)
    return Document(
        title=words("paper.cards"),
        subtitle=words.count("paper.cards_count", len(cards)),
        blocks=(Cards(cards),),
        labels=labels(words),
        banner=context.banner,
        created=context.now,
    )


def _card(words: Words, holder: CardHolder) -> Card:
    lines = (
        holder.name or words("paper.card_place"),
        words("paper.card_use_named" if holder.name else "paper.card_use"),
    )
    return Card(holder.code, lines, modules(holder.code), words("paper.card_alt", code=holder.code))


def modules(code: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code of a card: its code alone, so that a scanner types just that; with its quiet zone."""
    import segno  # only who prints cards needs it

    made = segno.make(code, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(dark) for dark in row) for row in made.matrix_iter(border=2))
