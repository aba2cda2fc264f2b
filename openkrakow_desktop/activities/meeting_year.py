"""The list of a year's meetings as the City publishes it (Lp, date, place, topic, protocol), with what counts and why
not.

The reasons are those of the measures themselves, so the list cannot say another number than the year's board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Ask, Report, ReportContext
from ..core.document import (
    Cell,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Kind,
    Note,
    Query,
    Source,
    Table,
    Total,
    Value,
    Where,
    labels,
)
from ..core.measures import Period, Row
from ..core.text import sentence
from ..core.words import Words
from .measures import CONSULTATION_MEETINGS, COORDINATORS_MEETINGS, MEETINGS_2_1
from .model import Meeting, MeetingKind, MeetingOrganisation, MeetingProtocol, MeetingState

TABLE = "meetings"
COUNTED = (MEETINGS_2_1, COORDINATORS_MEETINGS, CONSULTATION_MEETINGS)
Told = Mapping[str, Mapping[UUID, Row]]


def meeting_year(
    session: Session, context: ReportContext, year: int, meeting_kind: MeetingKind | None = None
) -> Document:
    """The meetings of a year, of one kind or of all, in order of date. A year without any says so."""
    w, period = context.words, Period(year, context.today)
    query = select(Meeting).where(period.holds(Meeting.held_on)).order_by(Meeting.held_on, Meeting.title, Meeting.id)
    if meeting_kind is not None:
        query = query.where(Meeting.kind == meeting_kind)
    meetings = list(session.scalars(query))
    title = w("meeting_year.title", year=year)
    if meeting_kind is not None:
        title = w("meeting_year.title_of", year=year, kind=w.choice(meeting_kind))
    blocks = (
        (_figures(meetings, w), Note(w("meeting_year.rule")), _table(session, context, meetings, title, period))
        if meetings
        else (Note(w("meeting_year.nothing", year=year)),)
    )
    facts = ((w("meeting_year.as_of"), _as_of(context)),)
    return Document(title, blocks, labels(w), subject=title, facts=facts, banner=context.banner, created=context.now)


def told_of(session: Session, period: Period) -> Told:
    """For each measure of meetings what it says of each meeting of the year."""
    found = {}
    for measure in COUNTED:
        counted, left_out = measure.rows(session, period)
        found[measure.code] = {one.id: one for one in (*counted, *left_out)}
    return found


def _as_of(context: ReportContext) -> str:
    return formats.moment(context.now.astimezone(WARSAW), context.words.language)


def _figures(meetings: Sequence[Meeting], w: Words) -> KeyFigures:
    """How many there are in each state, and how many people came to those held: formulas over the list."""
    state = sentence(w("meeting.state"))
    figures = [KeyFigure(w("meeting_year.all"), Cell(len(meetings), query=Query(TABLE)))]
    for one in MeetingState:
        said = sentence(w.choice(one))
        count = sum(meeting.state is one for meeting in meetings)
        figures.append(KeyFigure(said, Cell(count, query=Query(TABLE, where=(Where(state, said),)))))
    people = sum(one.participants or 0 for one in meetings if one.state is MeetingState.HELD)
    where = (Where(state, sentence(w.choice(MeetingState.HELD))),)
    query = Query(TABLE, Total.SUM, sentence(w("meeting.participants")), where)
    return KeyFigures((*figures, KeyFigure(sentence(w("meeting.participants")), Cell(people, query=query))))


def _table(session: Session, context: ReportContext, meetings: Sequence[Meeting], title: str, period: Period) -> Table:
    w, told = context.words, told_of(session, period)
    head = [Column(w("meeting_year.no"), Kind.INTEGER)]
    kinds = {"held_on": Kind.DATE, "participants": Kind.INTEGER}
    for name in ("held_on", "place", "title", "kind", "state", "participants"):
        said = sentence(w(f"meeting.{name}"))
        head.append(Column(said, kinds.get(name, Kind.TEXT), header=name == "title"))
    head += [Column(w("meeting_year.organisations"), Kind.INTEGER), Column(w("meeting_year.protocol"))]
    head += [Column(one.code.removesuffix("a"), Kind.INTEGER, total=Total.SUM) for one in COUNTED]
    head.append(Column(w("meeting_year.why")))
    organisations, attached = _counts(session, MeetingOrganisation), _counts(session, MeetingProtocol)
    rows = tuple(
        (*_facts(number, one, organisations.get(one.id, 0), attached.get(one.id, 0), w), *_standing(one, told, w))
        for number, one in enumerate(meetings, 1)
    )
    source = Source(sentence(w("meeting._many")), _as_of(context))
    return Table(TABLE, title, tuple(head), rows, source, wide=True)


def _counts(session: Session, child: type[MeetingOrganisation] | type[MeetingProtocol]) -> dict[UUID, int]:
    rows = session.execute(select(child.meeting_id, func.count()).group_by(child.meeting_id))
    return {key: count for key, count in rows}


def _facts(number: int, one: Meeting, organisations: int, files: int, w: Words) -> tuple[Value, ...]:
    return (
        number,
        one.held_on,
        one.place or "",
        one.title,
        sentence(w.choice(one.kind)),
        sentence(w.choice(one.state)),
        one.participants,
        organisations,
        _protocol(one, files, w),
    )


def _protocol(one: Meeting, files: int, w: Words) -> str:
    if files:
        return w("meeting_year.attached")
    if one.has_protocol:
        return w("meeting_year.on_paper")
    return w("meeting_year.missing") if one.state is MeetingState.HELD else ""


def _standing(one: Meeting, told: Told, w: Words) -> tuple[Value, ...]:
    """What the meeting adds to each number, and why it adds nothing where it might."""
    rows = [told[measure.code].get(one.id) for measure in COUNTED]
    whys = dict.fromkeys(sentence(w(f"why.{row.why}")) for row in rows if row is not None and row.why)
    return (*(row.counts if row else 0 for row in rows), ", ".join(whys))


MEETING_YEAR = Report("meeting_year", meeting_year, (Ask("year", int), Ask("meeting_kind", MeetingKind, False)))
