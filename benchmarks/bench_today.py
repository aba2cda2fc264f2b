"""Today in a database of ten years against one of this year and the last, which the indicators compare with.

The same day is read in both; how many statements it takes must not grow at all."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event as events_of_engine
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.keys import derived_key
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.events.model import (
    Attendance,
    Dimension,
    EntryKind,
    Event,
    EventSession,
    EventState,
    EventType,
    Participant,
    SessionEntry,
    SessionState,
    SessionTally,
    TallyCategory,
)
from openkrakow_desktop.overview.evaluate import evaluate_indicators
from openkrakow_desktop.overview.month import months_of, read_month
from openkrakow_desktop.overview.today import deadlines_of, gaps_of, heat_of, sessions_of, week_ahead
from openkrakow_desktop.point.model import Channel, Contact, Topic
from openkrakow_desktop.programme.catalogue import catalogue

from .measure import ratio

TODAY = dt.date(2026, 12, 20)
NOW = dt.datetime.combine(TODAY, dt.time(17), WARSAW)
YEARS, EVENTS, LISTED, TAPS, CONTACTS, PEOPLE, TWICE = 10, 300, 12, 20, 5_000, 600, 20
AGES = (TallyCategory.CHILDREN, TallyCategory.YOUTH, TallyCategory.ADULTS, TallyCategory.SENIORS)


def fill(store: Store, years: range) -> None:
    """An office's years: events with a list, taps by age and tallies, contacts of the Point, some people twice."""
    dice = random.Random(11)
    with store.write("benchmark") as session:
        (host,) = insert_many(session, Organisation, [{"name": "Centrum", "kind": OrganisationKind.NGO}])
        people = insert_many(session, Person, [{"last_name": f"Osoba {n}"} for n in range(PEOPLE)])
        twice = [{"last_name": f"Osoba {n} bis", "merged_into_id": people[n]} for n in range(TWICE)]
        owners = [*people, *insert_many(session, Person, twice)]
        drafts = [{"code": f"CW-{n:04}", "person_id": owner} for n, owner in enumerate(owners)]
        cards = insert_many(session, Participant, drafts)
    for year in years:
        with store.write("benchmark") as session:
            _year(session, year, host, cards, dice)


def _year(session: Session, year: int, host: UUID, cards: list[UUID], dice: random.Random) -> None:
    days = [dt.date(year, 1, 1) + dt.timedelta(n % 365) for n in range(EVENTS)]
    facts = {"type": EventType.WORKSHOP, "organiser_id": host, "run_by_centre": True}
    rows = []
    for n, day in enumerate(days):
        state = EventState.HELD if day < TODAY else EventState.PLANNED
        rows.append(facts | {"title": f"Warsztat {year}/{n}", "start_on": day, "end_on": day, "state": state})
    made = insert_many(session, Event, rows)
    hours = {"starts_at": dt.time(17), "ends_at": dt.time(19)}
    of_state = {True: SessionState.HELD, False: SessionState.PLANNED}
    sessions = insert_many(
        session,
        EventSession,
        [
            hours | {"event_id": one, "held_on": day, "state": of_state[day < TODAY]}
            for one, day in zip(made, days, strict=True)
        ],
    )
    held = [one for one, day in zip(sessions, days, strict=True) if day < TODAY]
    _guests(session, held, cards, dice)
    contacts = [
        {
            "contacted_on": dt.date(year, 1, 1) + dt.timedelta(n % 350),
            "channel": Channel.PHONE,
            "language": SpokenLanguage.UKRAINIAN,
            "topics": (Topic.WORK.value,),
            "persons_served": 1,
        }
        for n in range(CONTACTS)
    ]
    insert_many(session, Contact, contacts)


def _guests(session: Session, sessions: list[UUID], cards: list[UUID], dice: random.Random) -> None:
    present, taps, tallies = [], [], []
    for one in sessions:
        for card in dice.sample(cards, LISTED):
            present.append({"id": derived_key(one, card), "session_id": one, "participant_id": card})
        for n in range(TAPS):
            taps.append({"session_id": one, "kind": EntryKind.TAP, "n": 1, "category": AGES[n % 4], "at": NOW})
        tallies.append({"session_id": one, "dimension": Dimension.AGE, "category": TallyCategory.ADULTS, "n": LISTED})
    insert_many(session, Attendance, present)
    insert_many(session, SessionEntry, taps)
    insert_many(session, SessionTally, tallies)


PIECES: dict[str, Callable[[Session], object]] = {
    "sessions": lambda session: sessions_of(session, TODAY, NOW),
    "week ahead": lambda session: week_ahead(session, TODAY),
    "gaps": lambda session: gaps_of(session, DECLARED, TODAY.year, TODAY),
    "deadlines": lambda session: deadlines_of(session, DECLARED, TODAY),
    "heat": lambda session: heat_of(session, TODAY - dt.timedelta(days=371), TODAY),
    "indicators": lambda session: evaluate_indicators(session, Period(TODAY.year, TODAY), catalogue(), DECLARED),
    "a month": lambda session: (
        months_of(session, TODAY.year, TODAY),
        read_month(session, TODAY.year, TODAY.month - 1, TODAY),
    ),
}


def today(store: Store) -> None:
    """All that Today shows."""
    with store.read() as session:
        for name, read in PIECES.items():
            if name != "a month":
                read(session)


def piece(store: Store, name: str) -> None:
    """One card."""
    with store.read() as session:
        PIECES[name](session)


def statements(store: Store, work: Callable[[], object]) -> int:
    """How many statements the work sends."""
    told: list[str] = []

    def tell(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    events_of_engine.listen(store.engine, "before_cursor_execute", tell)
    work()
    events_of_engine.remove(store.engine, "before_cursor_execute", tell)
    return len(told)


def main(print: Callable[..., None] = print) -> None:
    """Print the ratios of ten years to two. Raises AssertionError where statements grow with the years."""
    import_models()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ten, two = (_office(Path(folder), years) for years in (YEARS, 2))
        few, many = (statements(store, partial(today, store)) for store in (two, ten))
        print(f"{'Today, statements: ten years, two':<44} {many:>13} {few:>13}")
        assert many <= few, "statements grow with the years"
        ratio("Today, ten years to two", partial(today, ten), partial(today, two), target=1.5)
        for name in PIECES:
            ratio(f"  {name}", partial(piece, ten, name), partial(piece, two, name), target=1.5)
        for store in (ten, two):
            store.close()


def _office(folder: Path, years: int) -> Store:
    store = Store(folder / f"{years}.okdb", durable=False).create()
    fill(store, range(TODAY.year - years + 1, TODAY.year + 1))
    return store


if __name__ == "__main__":
    main()
