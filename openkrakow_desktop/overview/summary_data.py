"""The workbook's data sheets behind the tables of the modules: a row for each event, session, contact, decision.

Sheets of people's records are in the complete workbook only: from them a reader could count what is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select

from ..competition.model import Award, Candidate, Edition, MayorDecision, Nomination
from ..core.document import Column, Kind, Table, Value
from ..core.text import sentence
from ..events.counting import ANONYMOUS
from ..events.measures import CENTRE_PARTICIPATIONS, EVENTS
from ..events.model import Event
from ..patronage.measures import PATRONAGES
from ..patronage.model import Patronage
from ..point.model import Contact, Topic
from ..training.counting import completed, present
from ..training.model import TOOK_PLACE, Participation, Training
from .summary_context import Summary

EVENT_ROWS, SESSION_ROWS = "data_events", "data_sessions"
POINT_ROWS, TOPIC_ROWS = "data_contacts", "data_topics"
PATRONAGE_ROWS, NOMINATION_ROWS, AWARD_ROWS = "data_patronages", "data_nominations", "data_awards"
PARTICIPATION_ROWS = "data_participations"
_KINDS = {
    "date": Kind.DATE, "received": Kind.DATE, "decided": Kind.DATE, "month": Kind.INTEGER, "attendance": Kind.INTEGER,
    "listed": Kind.INTEGER, "anonymous": Kind.INTEGER, "people_served": Kind.INTEGER, "counted_43": Kind.INTEGER,
    "edition": Kind.INTEGER,
}  # fmt: skip
_HEADERS = ("record", "training")


def data_sheets(s: Summary) -> Iterator[Table]:
    """Every data sheet of the variant, in the order of the modules."""
    yield _events(s)
    if not s.is_published:
        yield _sessions(s)
        yield _contacts(s)
        yield _topics(s)
    yield _nominations(s)
    yield _awards(s)
    yield _patronages(s)
    if not s.is_published:
        yield _participations(s)


def _sheet(s: Summary, name: str, register: str, titles: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> Table:
    key = name.removeprefix("data_")
    header = next((one for one in titles if one in _HEADERS), titles[0])
    return Table(
        name,
        s.word("data_caption", what=s.sheet(name), year=s.period.year),
        tuple(Column(s.word(one), _KINDS.get(one, Kind.TEXT), header=one == header) for one in titles),
        tuple(rows),
        s.source(register, s.word(f"data_basis.{key}")),
        workbook_only=True,
        sheet=s.sheet(name),
    )


def _events(s: Summary) -> Table:
    types = {key: kind for key, kind in s.session.execute(select(Event.id, Event.type))}
    rows = [
        (row.on.month, row.on, row.title, sentence(s.words.choice(types[row.id])))
        for row in EVENTS.rows(s.session, s.period)
        if not row.why and row.on is not None
    ]
    return _sheet(s, EVENT_ROWS, "event", ("month", "date", "record", "type"), rows)


def _sessions(s: Summary) -> Table:
    every = CENTRE_PARTICIPATIONS.rows(s.session, s.period)
    others = replace(CENTRE_PARTICIPATIONS, counts=ANONYMOUS).rows(s.session, s.period)  # the same rows, in this order
    rows = [
        (row.on.month, row.on, row.title, row.counts, row.counts - anonymous.counts, anonymous.counts)
        for row, anonymous in zip(every, others, strict=True)
        if not row.why and row.on is not None
    ]
    titles = ("month", "date", "record", "attendance", "listed", "anonymous")
    return _sheet(s, SESSION_ROWS, "session", titles, rows)


def _contacts(s: Summary) -> Table:
    asked = select(Contact.contacted_on, Contact.channel, Contact.language, Contact.persons_served)
    asked = asked.where(s.period.holds(Contact.contacted_on)).order_by(Contact.contacted_on, Contact.id)
    rows = [
        (on.month, on, sentence(s.words.choice(channel)), sentence(s.words.choice(language)), people)
        for on, channel, language, people in s.session.execute(asked)
    ]
    return _sheet(s, POINT_ROWS, "contact", ("month", "date", "channel", "language", "people_served"), rows)


def _topics(s: Summary) -> Table:
    asked = select(Contact.contacted_on, Contact.topics, Contact.persons_served)
    asked = asked.where(s.period.holds(Contact.contacted_on)).order_by(Contact.contacted_on, Contact.id)
    names = {one.value: sentence(s.words.choice(one)) for one in Topic}
    rows = [
        (on.month, on, names[code], people)
        for on, topics, people in s.session.execute(asked)
        for code in topics
    ]  # fmt: skip
    return _sheet(s, TOPIC_ROWS, "contact", ("month", "date", "topic", "people_served"), rows)


def _participations(s: Summary) -> Table:
    held = (s.period.holds(Training.end_on), Training.state.in_(TOOK_PLACE))
    asked = select(Training.end_on, Training.title, Participation.group, completed())
    asked = asked.join(Training, Training.id == Participation.training_id).where(*held, present())
    found = s.session.execute(asked.order_by(Training.end_on, Training.title, Participation.group, Participation.id))
    rows = [
        (on, title, sentence(s.words.choice(group)) if group else None, s.words("yes" if done else "no"))
        for on, title, group, done in found
    ]
    return _sheet(s, PARTICIPATION_ROWS, "participation", ("date", "training", "group", "has_completed"), rows)


def _patronages(s: Summary) -> Table:
    counted = {row.id for row in PATRONAGES.rows(s.session, s.period) if not row.why}
    asked = select(Patronage).where(PATRONAGES.dated(s.period)).order_by(Patronage.received_on, Patronage.id)
    rows = [
        (
            sentence(s.words.choice(one.kind)),
            one.event_name,
            one.received_on,
            sentence(s.words.choice(one.decision)) if one.decision else None,
            one.decided_on,
            int(one.id in counted),
        )
        for one in s.session.scalars(asked)
    ]
    titles = ("kind", "record", "received", "decision", "decided", "counted_43")
    return _sheet(s, PATRONAGE_ROWS, "patronage", titles, rows)


def _nominations(s: Summary) -> Table:
    asked = select(Nomination.received_on, Edition.title_year, Nomination.state)
    asked = asked.join(Edition, Edition.id == Nomination.edition_id).where(s.period.holds(Nomination.received_on))
    rows = [
        (on, edition, sentence(s.words.choice(state)))
        for on, edition, state in s.session.execute(asked.order_by(Nomination.received_on, Nomination.id))
    ]
    return _sheet(s, NOMINATION_ROWS, "nomination", ("date", "edition", "state"), rows)


def _awards(s: Summary) -> Table:
    asked = (
        select(MayorDecision.decided_on, Award.kind, Candidate.category)
        .join(MayorDecision, MayorDecision.id == Award.mayor_decision_id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .where(s.period.holds(MayorDecision.decided_on))
        .order_by(MayorDecision.decided_on, Award.id)
    )
    rows = [(on, sentence(s.words.choice(kind)), s.words.choice(cat)) for on, kind, cat in s.session.execute(asked)]
    return _sheet(s, AWARD_ROWS, "award", ("date", "award", "category"), rows)
