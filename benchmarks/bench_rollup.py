"""The year's roll-up over 400,000 attendances, and whether ten years of data make one year slower.

The yardstick is the SQL a careful person would write by hand: counts over the covering index, without looking for
merged duplicates. Ours looks for them too; the data hold some, so that this is not free."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.keys import derived_key
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.events.measures import CENTRE_EVENTS, CENTRE_PARTICIPATIONS, MEASURES
from openkrakow_desktop.events.model import (
    Attendance,
    Event,
    EventSession,
    EventState,
    EventType,
    Participant,
    SessionEntry,
    SessionState,
)
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.overview.years import years_side_by_side
from openkrakow_desktop.programme.catalogue import catalogue

from .measure import ratio

YEAR = 2026
EVENTS_A_YEAR, LISTED = 5_000, 80  # 400,000 attendances
CARDS, PEOPLE, DUPLICATES = 20_000, 10_000, 50
SMALL = EVENTS_A_YEAR // 10  # ten such years are 400,000 attendances again
COUNTED = f"""session s JOIN event e ON e.id = s.event_id
    {{}} WHERE s.held_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' AND s.state = 'ODBYTA'
    AND e.run_by_centre = 1 AND e.cancelled_on IS NULL AND e.state NOT IN ('SZKIC', 'PRZEŁOŻONE')"""
LIST = COUNTED.format("JOIN attendance a ON a.session_id = s.id AND a.state = 'PRESENT'")
ANONYMOUS = f"SELECT coalesce(sum(n), 0) FROM {COUNTED.format('JOIN session_entry x ON x.session_id = s.id')}"
SUM = f"SELECT (SELECT count(*) FROM {LIST}) + ({ANONYMOUS})"
HELD = f"""SELECT count(*) FROM event e WHERE e.run_by_centre = 1 AND e.cancelled_on IS NULL
    AND e.state NOT IN ('SZKIC', 'PRZEŁOŻONE') AND e.start_on <= '{YEAR}-12-31' AND e.end_on >= '{YEAR}-01-01'
    AND (SELECT min(s.held_on) FROM session s WHERE s.event_id = e.id AND s.state = 'ODBYTA' AND
    (EXISTS (SELECT 1 FROM attendance a WHERE a.session_id = s.id AND a.state = 'PRESENT') OR
    (SELECT sum(x.n) FROM session_entry x WHERE x.session_id = s.id) > 0)) >= '{YEAR}-01-01'"""
HELD_BEFORE = HELD.replace(str(YEAR), str(YEAR - 1))
TAGGED = HELD.replace("e.run_by_centre = 1", "e.measure_tags LIKE '% 4.1 %'")
DISTINCT = f"SELECT count(DISTINCT a.participant_id) FROM {LIST}"


def fill(store: Store, years: range, events_a_year: int) -> None:
    """Centre events of these years, one session each, with a list, a counter and some people entered twice."""
    dice = random.Random(7)
    with store.write("benchmark") as session:
        (organiser,) = insert_many(session, Organisation, [{"name": "Centrum", "kind": OrganisationKind.NGO}])
        people = insert_many(session, Person, [{"last_name": f"Osoba {n}"} for n in range(PEOPLE)])
        twice = [{"last_name": f"Osoba {n} bis", "merged_into_id": people[n]} for n in range(DUPLICATES)]
        owners: list[UUID | None] = [*people, *insert_many(session, Person, twice)]
        owners += [None] * (CARDS - len(owners))
        cards = insert_many(
            session, Participant, [{"code": f"CW-{n:05}", "person_id": owner} for n, owner in enumerate(owners)]
        )
        days = [dt.date(year, 1, 1) + dt.timedelta(n % 365) for year in years for n in range(events_a_year)]
        facts = {"type": EventType.OTHER, "organiser_id": organiser, "run_by_centre": True, "state": EventState.HELD}
        events = insert_many(
            session, Event, [facts | {"title": f"Nr {n}", "start_on": day, "end_on": day} for n, day in enumerate(days)]
        )
        sat = [{"event_id": key, "held_on": day} for key, day in zip(events, days, strict=True)]
        sessions = insert_many(session, EventSession, [one | {"state": SessionState.HELD} for one in sat])
        insert_many(session, SessionEntry, [{"session_id": key, "n": dice.randint(1, 40)} for key in sessions])
        rows = (
            {"id": derived_key(key, card), "session_id": key, "participant_id": card}
            for key in sessions
            for card in dice.sample(cards, LISTED)
        )
        insert_many(session, Attendance, list(rows))


def main() -> None:
    """Print the ratios. Generating the data is not measured."""
    import_models()
    with tempfile.TemporaryDirectory() as folder:
        _one_big_year(Path(folder) / "big.okdb")
        _ten_years(Path(folder))


def _one_big_year(path: Path) -> None:
    store = Store(path, durable=False).create()
    fill(store, range(YEAR, YEAR + 1), EVENTS_A_YEAR)
    raw = sqlite3.connect(path)
    period = Period(YEAR, dt.date(YEAR + 1, 5, 1))
    measure = MEASURES[0]
    with store.read() as session:

        def by_hand() -> object:
            return [raw.execute(one).fetchone() for one in (SUM, ANONYMOUS, DISTINCT)]

        ratio("roll-up, 400,000 attendances: 3.1a", lambda: CENTRE_PARTICIPATIONS.number(session, period),
              lambda: raw.execute(SUM).fetchone(), target=1.3)  # fmt: skip
        ratio("… with anonymous share and distinct people", lambda: measure.read(session, period), by_hand, target=1.3)

        def both_by_hand() -> object:
            return [by_hand(), *(raw.execute(one).fetchone() for one in (HELD, HELD_BEFORE, TAGGED))]

        ratio("… the board and all 37 numbers", lambda: evaluate(session, period, catalogue(), DECLARED), both_by_hand,
              target=1.3)  # fmt: skip
    raw.close()
    store.close()


def _ten_years(folder: Path) -> None:
    """One year's numbers from a database of ten such years against one of that year alone."""
    reads = []
    stores = []
    for name, years in (("ten", range(YEAR - 9, YEAR + 1)), ("one", range(YEAR, YEAR + 1))):
        stores.append(Store(folder / f"{name}.okdb", durable=False).create())
        fill(stores[-1], years, SMALL)
        reads.append(_numbers(stores[-1]))
    ratio("roll-up of a year among ten, against it alone", *reads, target=1.5)
    ten, one = (_side_by_side(store) for store in stores)
    ratio("ten years side by side, each against one alone", partial(ten, 10), partial(one, 1, 10), target=1.5)
    for store in stores:
        store.close()


def _side_by_side(store: Store) -> Callable[..., object]:
    """Reading so many years of a store, so many times: ten years at once take as long as one year ten times."""

    def read(most: int, times: int = 1) -> None:
        with store.read() as session:
            for _ in range(times):
                years_side_by_side(session, YEAR, dt.date(YEAR + 1, 5, 1), catalogue(), DECLARED, most)

    return read


def _numbers(store: Store) -> Callable[[], object]:
    period = Period(YEAR, dt.date(YEAR + 1, 5, 1))

    def read() -> object:
        with store.read() as session:
            return [part.number(session, period) for part in (CENTRE_PARTICIPATIONS, CENTRE_EVENTS)]

    return read
