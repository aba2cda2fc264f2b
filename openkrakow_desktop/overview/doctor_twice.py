"""Checks of a year: what may have been entered twice, and what may be counted under two names.

Records are compared as forms compare them while somebody types (each register's `alike`, core/alike): here over the
whole year and for the same day, so that nothing slips by that an import or another laptop brought."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import aliased

from ..activities.model import InstitutionCoverage, Meeting, PartnerReturn
from ..contacts.duplicates import Named, alike, organisation_key
from ..contacts.model import Organisation, Person, canonical
from ..contacts.service import told_apart
from ..core.alike import likeness
from ..core.declarations import Register
from ..core.gaps import Gap
from ..core.labels import label
from ..core.record import has_code
from ..events.counting import SURPLUS
from ..events.model import Event, EventSession, EventTag
from ..events.rules import OFF
from ..patronage.model import Patronage, PatronageState
from ..point.model import Contact
from ..training.counting import present
from ..training.model import Participation, Trainee, Training
from .doctor_frame import Examined

LIKE = 88  # of 100, as forms say it
CROWD = 60  # records of one day and kind: beyond it only neighbours by name are compared
BURST = 8  # contacts alike to the last field on one day
OFF_PATRONAGE = (PatronageState.WITHDRAWN, PatronageState.RENOUNCED, PatronageState.EVENT_CANCELLED)


@dataclass(frozen=True)
class Entry:
    """A record as it is compared: what it is called, when it was, and the text that may be spelt in two ways."""

    id: UUID
    title: str
    on: dt.date | None
    text: str


def pairs_alike(groups: Iterable[list[Entry]]) -> Iterator[tuple[Entry, Entry]]:
    """The pairs of each group whose texts are alike, the earlier record first."""
    for group in groups:
        ordered = sorted(group, key=lambda one: (one.text, one.id))
        reach = len(ordered) if len(ordered) <= CROWD else 2
        for place, first in enumerate(ordered):
            for second in ordered[place + 1 : place + 1 + reach]:
                if likeness(first.text, second.text) >= LIKE:
                    yield (first, second) if first.id < second.id else (second, first)


def _gap(key: str, register: str, first: Entry, second: Entry, **values: object) -> Gap:
    """A doubt about the later record of a pair, which names the earlier one."""
    return Gap(key, register, second.id, second.title, second.on, {"other": first.title} | values, others=(first.id,))


# ---- entered twice -------------------------------------------------------------------------------------------------
def event_twice(one: Examined) -> Iterable[Gap]:
    """Two events of one day at one place whose titles are nearly the same and whose hours meet.

    Those of the very same title and hour are told of by the events themselves."""
    found = select(Event.id, Event.title, Event.start_on, Event.venue, Event.starts_at, Event.ends_at, Event.title_sort)
    found = found.where(one.period.holds(Event.start_on), Event.state.not_in(OFF))
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    hours: dict[UUID, Any] = {}
    for row in one.session.execute(found):
        groups[row.start_on, " ".join((row.venue or "").casefold().split())].append(
            Entry(row.id, row.title, row.start_on, row.title)
        )
        hours[row.id] = row
    for first, second in pairs_alike(groups.values()):
        a, b = hours[first.id], hours[second.id]
        is_told = (a.title_sort, a.starts_at) == (b.title_sort, b.starts_at)
        if not is_told and _meet(a, b):
            yield _gap("event_twice", "event", first, second)


def _meet(one: Any, other: Any) -> bool:
    """Whether two spans of hours meet; what is not said may."""
    if one.starts_at is None or other.starts_at is None:
        return True
    early, late = sorted((one, other), key=lambda row: row.starts_at)
    return early.ends_at is None or late.starts_at < early.ends_at or early.starts_at == late.starts_at


def patronage_twice(one: Examined) -> Iterable[Gap]:
    """Two applications for patronage of one kind over one event: of one day, of nearly the same name."""
    found = select(Patronage.id, Patronage.event_name, Patronage.received_on, Patronage.starts_on, Patronage.kind)
    found = found.where(
        or_(one.period.holds(Patronage.received_on), one.period.holds(Patronage.decided_on)),
        Patronage.starts_on.is_not(None),
        Patronage.state.not_in(OFF_PATRONAGE),
    )
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for key, name, received, starts, kind in one.session.execute(found):
        groups[starts, kind].append(Entry(key, name, received, name))
    for first, second in pairs_alike(groups.values()):
        yield _gap("patronage_twice", "patronage", first, second)


def entered_twice(one: Examined) -> Iterable[Gap]:
    """Two records of a small register that look the same and bear the same day (a year, where they bear no day)."""
    for register in one.declared.registers.values():
        if register.alike is not None and register.alike.on:
            for first, second in pairs_alike(_of_register(one, register).values()):
                yield _gap("entered_twice", register.key, first, second, list=(f"{register.key}._many",))


def _of_register(one: Examined, register: Register) -> dict[Hashable, list[Entry]]:
    how, model = register.alike, register.record
    assert how is not None
    on: Any = getattr(model, how.on)
    is_year = register.field(how.on).kind is int
    asked = [getattr(model, name) for name in (how.text or how.on, *how.same)]
    mine = on == one.period.year if is_year else one.period.holds(on)
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for key, title, day, text, *same in one.session.execute(select(model.id, label(model), on, *asked).where(mine)):
        told = str(text) if how.text else ""
        if None in same:  # what is empty tells nothing
            continue
        groups[day, *same].append(Entry(key, title or told, None if is_year else day, told))
    return groups


def training_twice(one: Examined) -> Iterable[Gap]:
    """Two trainings that end on one day and are called nearly the same."""
    found = select(Training.id, Training.title, Training.end_on, Training.end_on)
    found = found.where(one.period.holds(Training.end_on), Training.cancelled_on.is_(None))
    yield from _by_title(one, "training", found)


def meeting_twice(one: Examined) -> Iterable[Gap]:
    """Two meetings of one kind and day that are called nearly the same."""
    found = select(Meeting.id, Meeting.title, Meeting.held_on, Meeting.kind)
    found = found.where(one.period.holds(Meeting.held_on), Meeting.cancelled_on.is_(None))
    yield from _by_title(one, "meeting", found)


def _by_title(one: Examined, register: str, found: Any) -> Iterable[Gap]:
    """Pairs of (id, title, day, kind) of one day and kind whose titles are alike."""
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for key, title, on, kind in one.session.execute(found):
        groups[on, kind].append(Entry(key, title, on, title))
    for first, second in pairs_alike(groups.values()):
        yield _gap(f"{register}_twice", register, first, second)


def contact_burst(one: Examined) -> Iterable[Gap]:
    """Many contacts of one day alike in every field: perhaps one was entered again and again."""
    same = (
        Contact.contacted_on, Contact.channel, Contact.language, Contact.topics, Contact.persons_served,
        Contact.first_in_year, Contact.outcome, Contact.minutes, Contact.adviser,
    )  # fmt: skip
    n = func.count(Contact.id)
    found = select(n.label("n"), *same).where(one.period.holds(Contact.contacted_on)).group_by(*same)
    for row in one.session.execute(found.having(n >= BURST).order_by(Contact.contacted_on, n.desc())).all():
        tests = [column.is_not_distinct_from(value) for column, value in zip(same, row[1:], strict=True)]
        ids = list(one.session.scalars(select(Contact.id).where(*tests).order_by(Contact.id)))
        values = {"n": row.n, "served": row.persons_served}
        title = row.contacted_on.strftime("%d.%m.%Y")
        yield Gap("contact_burst", "contact", ids[0], title, row.contacted_on, values, others=tuple(ids[1:]))


# ---- counted under two names ---------------------------------------------------------------------------------------
def person_twice(one: Examined) -> Iterable[Gap]:
    """Sessions at which one person was noted under several cards or names; the number counts them once."""
    found = (
        select(EventSession.id, Event.title, EventSession.held_on, SURPLUS.c.n)
        .join(Event, Event.id == EventSession.event_id)
        .join(SURPLUS, SURPLUS.c.session_id == EventSession.id)
        .where(one.period.holds(EventSession.held_on))
        .order_by(EventSession.held_on, EventSession.id)
    )
    for key, title, on, extra in one.session.execute(found):
        yield Gap("person_twice", "session", key, title, on, {"n": int(extra)})


def trainee_twice(one: Examined) -> Iterable[Gap]:
    """Trainings at which one person is two participants: 5.4b and 6.3b count participations, so both."""
    identity = func.coalesce(Person.merged_into_id, Trainee.person_id, Trainee.id)
    extra = func.count(Participation.id) - func.count(distinct(identity))
    found = (
        select(Training.id, Training.title, Training.end_on, extra)
        .join(Participation, Participation.training_id == Training.id)
        .join(Trainee, Trainee.id == Participation.trainee_id)
        .outerjoin(Person, Person.id == Trainee.person_id)
        .where(one.period.holds(Training.end_on), Training.cancelled_on.is_(None), present())
        .group_by(Training.id, Training.title, Training.end_on)
        .having(extra > 0)
        .order_by(Training.end_on, Training.id)
    )
    for key, title, on, n in one.session.execute(found):
        yield Gap("trainee_twice", "training", key, title, on, {"n": int(n)})


def institution_twice(one: Examined) -> Iterable[Gap]:
    """Institutions of 5.1 or 5.2 that may be one under two names: each counts."""
    kept, merged = aliased(Organisation), aliased(Organisation)
    found = (
        select(InstitutionCoverage.id, InstitutionCoverage.measure, InstitutionCoverage.covered_on, kept.id, kept.name)
        .join(merged, merged.id == InstitutionCoverage.institution_id)
        .join(kept, kept.id == canonical(merged))
        .where(one.period.holds(InstitutionCoverage.covered_on))
        .order_by(InstitutionCoverage.covered_on, InstitutionCoverage.id)
    )
    apart = told_apart(one.session, Organisation)
    by_measure: dict[Any, dict[UUID, tuple[UUID, dt.date, str]]] = defaultdict(dict)
    for row, measure, on, institution, name in one.session.execute(found):
        by_measure[measure].setdefault(institution, (row, on, name))
    for measure, known in by_measure.items():
        named = [Named(key, name, {}) for key, (_, _, name) in known.items()]
        for pair in alike(named, organisation_key):
            if (pair.first, pair.second) not in apart:
                first, second = known[pair.first], known[pair.second]
                values = {"other": first[2], "task": measure.value}
                yield Gap(
                    "institution_twice", "institution_coverage", second[0], second[2], second[1], values,
                    others=(first[0],),
                )  # fmt: skip


def return_and_event(one: Examined) -> Iterable[Gap]:
    """A return and an event of our own of one institution whose names are nearly the same: 3.2 counts both.

    Of the very same name it counts the return alone."""
    merged = aliased(Organisation)
    returns = select(PartnerReturn.id, PartnerReturn.initiative, PartnerReturn.initiative_key, canonical(merged)).join(
        merged, merged.id == PartnerReturn.institution_id
    )
    events = (
        select(Event.id, Event.title, Event.title_key, Event.start_on, canonical(merged))
        .join(merged, merged.id == Event.organiser_id)
        .where(
            one.period.holds(Event.start_on),
            Event.state.not_in(OFF),
            has_code(Event.measure_tags, EventTag.INSTITUTION_INITIATIVE.value),
        )
    )
    own: dict[UUID, list[Any]] = defaultdict(list)
    for row in one.session.execute(events.order_by(Event.start_on, Event.id)):
        own[row[4]].append(row)
    mine = returns.where(PartnerReturn.year == one.period.year).order_by(PartnerReturn.id)
    for _, initiative, told, institution in one.session.execute(mine):
        for key, title, title_key, on, _ in own.get(institution, ()):
            if title_key != told and likeness(title, initiative) >= LIKE:
                yield Gap("return_and_event", "event", key, title, on, {"other": initiative})
