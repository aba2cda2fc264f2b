"""Rules of people and organisations, merging and splitting, the City's public structure."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.feature import FEATURE, ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person, canonical
from openkrakow_desktop.contacts.service import (
    gaps,
    merge_organisations,
    merge_people,
    organisation_invariant,
    seed,
    split_person,
)
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.undo import UndoConflict
from tests.contacts.cases import REFUSALS, organisation
from tests.refusal import Refusal

TODAY = dt.date(2026, 6, 1)
DECLARED = Declared((FEATURE,))


def person(session: Session, last_name: str, first_name: str = "Anna", **values: object) -> UUID:
    return PEOPLE.put(session, None, {"last_name": last_name, "first_name": first_name, **values}, TODAY).id


def merged_into(store: Store, *ids: UUID) -> list[UUID | None]:
    with store.read() as session:
        return [session.get_one(Person, key).merged_into_id for key in ids]


def distinct_people(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(distinct(canonical(Person))))) or 0


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_rule_refuses_or_warns(store: Store, case: Refusal) -> None:
    register = DECLARED.registers[case.register]
    with store.write("test") as session:
        draft = case.draft(session)
        found = [(p.field, p.key) for p in register.problems(session, draft, None, TODAY) if p.warning is case.warning]
        assert (case.field, case.key) in found
        if case.warning:
            assert register.put(session, None, draft, TODAY).id
        else:
            with pytest.raises(Refused):
                register.put(session, None, draft, TODAY)


def test_numbers_are_kept_without_separators(store: Store) -> None:
    with store.write("test") as session:
        draft = organisation(nip="PL 526-000-12-46", regon="192 598 184", krs="0000 123 456")
        saved = ORGANISATIONS.put(session, None, draft, TODAY)
        assert (saved.nip, saved.regon, saved.krs) == ("5260001246", "192598184", "0000123456")


def test_a_unit_cannot_stand_above_itself(store: Store) -> None:
    with store.write("test") as session:
        top = ORGANISATIONS.put(session, None, organisation(name="Wydział A"), TODAY)
        below = ORGANISATIONS.put(session, None, organisation(name="Referat B", parent_id=top.id), TODAY)
        with pytest.raises(Refused) as refused:
            ORGANISATIONS.put(session, top.id, organisation(name="Wydział A", parent_id=below.id), TODAY)
        assert refused.value.problems[0].key == "problem.parent_cycle"
        with pytest.raises(Refused):
            ORGANISATIONS.put(session, top.id, organisation(name="Wydział A", parent_id=top.id), TODAY)
        assert list(organisation_invariant(session, frozenset({top.id, below.id}))) == []


def test_merge_points_everything_at_the_final_record(store: Store) -> None:
    with store.write("test") as session:
        a, b, c = person(session, "Kowalczuk"), person(session, "Kovalchuk"), person(session, "Ковальчук", "Олена")
    with store.write("person.merge") as session:
        merge_people(session, a, b)
    with store.write("person.merge") as session:
        assert merge_people(session, b, c).id == c
    assert merged_into(store, a, b, c) == [c, c, None]
    assert distinct_people(store) == 1
    with store.write("person.merge") as session:
        late = person(session, "Ковальчюк", "Олена")
        assert merge_people(session, late, a).id == c, "a merged record stands for the one that stays"


def test_a_merge_is_undone_whole_and_in_order(store: Store) -> None:
    with store.write("test") as session:
        a, b, c = person(session, "A"), person(session, "B"), person(session, "C")
    with store.write("person.merge") as session:
        merge_people(session, a, b)
    with store.write("person.merge") as session:
        merge_people(session, b, c)
    first, second = [event.op.id for event in store.history(Person, a)][1:]
    with pytest.raises(UndoConflict):
        store.undo(first)
    store.undo(second)
    assert merged_into(store, a, b, c) == [b, None, None]
    store.undo(first)
    assert merged_into(store, a, b, c) == [None, None, None]
    assert distinct_people(store) == 3


def test_merged_is_locked_and_can_be_split(store: Store) -> None:
    with store.write("test") as session:
        a, b = person(session, "Nowak"), person(session, "Nowak", "Anna Maria")
        merge_people(session, a, b)
        for attempt in (lambda: PEOPLE.put(session, a, {"last_name": "Inna"}, TODAY), lambda: PEOPLE.remove(session, a),
                        lambda: merge_people(session, a, b)):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.problems[0].key == "problem.merged"
        with pytest.raises(Refused) as refused:
            merge_people(session, b, a)
        assert refused.value.problems[0].key == "problem.merge_same"
        with pytest.raises(Refused) as refused:
            PEOPLE.remove(session, b)
        assert refused.value.problems[0].key == "problem.still_used"
        split_person(session, a)
        with pytest.raises(Refused) as refused:
            split_person(session, a)
        assert refused.value.problems[0].key == "problem.not_merged"
        assert PEOPLE.put(session, a, {"last_name": "Inna"}, TODAY).last_name == "Inna"


def test_seeding_twice_adds_nothing_and_keeps_what_people_changed(store: Store) -> None:
    with store.write("organisation.seed") as session:
        added = seed(session)
    with store.write("organisation.seed") as session:
        districts = session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.DISTRICT)).all()
        assert len(districts) == 18
        ninth = next(one for one in districts if one.symbol == "IX")
        assert ninth.name == "Dzielnica IX Łagiewniki-Borek Fałęcki"
        ninth.name = "Dzielnica IX"
        assert seed(session) == 0
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == added
        assert session.scalar(select(Organisation.name).where(Organisation.symbol == "IX")) == "Dzielnica IX"
        office = session.scalars(select(Organisation).where(Organisation.symbol == "UMK")).one()
        assert session.scalar(select(func.count()).where(Organisation.parent_id == office.id)) == 9


def test_two_organisations_merge(store: Store) -> None:
    with store.write("test") as session:
        first = ORGANISATIONS.put(session, None, organisation(), TODAY).id
        second = ORGANISATIONS.put(session, None, organisation(name="Mosty"), TODAY).id
        merge_organisations(session, first, second)
        assert session.scalar(select(func.count(distinct(canonical(Organisation))))) == 1


def test_gaps_name_namesakes_and_broken_chains(store: Store) -> None:
    period = Period(2026, TODAY)
    with store.write("test") as session:
        ids = [ORGANISATIONS.put(session, None, organisation(name=name), TODAY).id for name in ("A", "A", "B", "C")]
        assert [gap.key for gap in gaps(session, period)] == ["same_organisation"] * 2
        merge_organisations(session, ids[0], ids[1])
        assert list(gaps(session, period)) == []
        session.get_one(Organisation, ids[1]).merged_into_id = ids[2]  # as a merge of two laptops may leave it
        session.flush()
        assert [(gap.key, gap.id) for gap in gaps(session, period)] == [("merged_chain", ids[0])]
        assert [p.key for p in organisation_invariant(session, frozenset(ids))] == ["problem.merged_chain"]
