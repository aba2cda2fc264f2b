"""People who are two participants count once, exactly, however they became one and however often it is undone."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.contacts.service import merge_people, split_person
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import attendance_of, listed_at
from openkrakow_desktop.events.measures import CENTRE_PARTICIPATIONS, MEASURES
from openkrakow_desktop.events.model import EventSession, Participant, SessionState
from tests.events.build import YEAR, event, listed, participant, person, put, sitting

CENTRE_PEOPLE = MEASURES[0]


def both(session: Session) -> tuple[int, int]:
    """The year's attendance and its different people."""
    reading = CENTRE_PEOPLE.read(session, YEAR)
    return int(reading.value or 0), int(reading.beside["3.1a+distinct"].value or 0)


def a_year(session: Session, visits: list[list[int]], cards: list[UUID]) -> None:
    """One held session for each list of places in `cards`."""
    for number, visitors in enumerate(visits):
        sat = sitting(session, event(session, f"Wydarzenie {number}", run_by_centre=True))
        listed(session, sat, *[cards[place] for place in visitors])
        put(session, "session", sat, state=SessionState.HELD)


def test_merging_and_its_undo(store: Store) -> None:
    """Two people merged who were in one session: one attendance less; undone: one more (decisions.md 12)."""
    with store.write("setup") as session:
        first, second = person(session, "Łęcka"), person(session, "Lecka", "Marysia")
        cards = [participant(session, first), participant(session, second), participant(session)]
        a_year(session, [[0, 1, 2], [0], [1, 2]], cards)
        assert both(session) == (6, 3)
    with store.write("person.merge") as session:
        merge_people(session, second, first)
        assert both(session) == (5, 2)
        by_session = [attendance_of(session, one).total for one in session.scalars(select(EventSession.id))]
        assert sorted(by_session) == [1, 2, 2]
    store.undo(store.history(Person, second)[-1].op.id)
    with store.read() as session:
        assert both(session) == (6, 3)


def test_splitting_a_merge(store: Store) -> None:
    with store.write("setup") as session:
        first, second = person(session, "Łęcka"), person(session, "Lecka", "Marysia")
        a_year(session, [[0, 1]], [participant(session, first), participant(session, second)])
        merge_people(session, second, first)
        assert both(session) == (1, 1)
        split_person(session, second)
        assert both(session) == (2, 2)


def test_two_cards_of_one_person(store: Store) -> None:
    with store.write("setup") as session:
        owner = person(session)
        a_year(session, [[0, 1], [1]], [participant(session, owner), participant(session, owner)])
        assert both(session) == (2, 1)


class _Enough(Exception):
    """Leaves a write without committing, so that the next example finds nothing."""


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_the_fast_count_equals_the_plain_one(sqlite_store: Store, seed: int) -> None:
    """Whatever merges there are: the year's sum, the sessions by themselves and a count in Python agree.

    On SQLite only, because it repeats twenty times; the merges above run on both systems."""
    dice = Random(seed)
    with pytest.raises(_Enough), sqlite_store.write("setup") as session:
        people = [person(session, f"Osoba {number}", f"{seed}") for number in range(5)]
        cards = [participant(session, dice.choice([None, *people])) for _ in range(7)]
        visits = [dice.sample(range(7), dice.randint(0, 7)) for _ in range(3)]
        a_year(session, visits, cards)
        named = select(Participant.id, func.coalesce(Participant.person_id, Participant.id))
        owner = {key: owner for key, owner in session.execute(named)}
        stands_for = {one: one for one in people}
        for duplicate in dice.sample(people[1:], dice.randint(0, 4)):
            merge_people(session, duplicate, people[0])
            stands_for[duplicate] = people[0]
        identities = [{stands_for.get(owner[cards[place]], owner[cards[place]]) for place in visit} for visit in visits]
        assert both(session) == (sum(map(len, identities)), len(set().union(*identities)))
        plain = session.scalars(select(listed_at(EventSession.id)).select_from(EventSession)).all()
        assert sum(plain) == sum(map(len, identities))
        rows = CENTRE_PARTICIPATIONS.rows(session, YEAR)
        assert sum(row.counts for row in rows) == sum(map(len, identities))
        raise _Enough
