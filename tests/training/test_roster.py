"""Participants pasted or typed: columns, units and people recognised, duplicates asked about, one write or none."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import OrganisationKind, Person
from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.contacts.units import Units
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.training.model import Participation, Trainee, TrainingGroup
from openkrakow_desktop.training.roster import Added, Written, add_people, people_like, read_people, understand
from openkrakow_desktop.training.roster_text import MOST, read_block, split_name
from openkrakow_desktop.training.service import settle_training
from tests.training.build import TODAY, organisation, someone, training

BLOCK = (
    "Lp.\tImię i nazwisko\tJednostka\tGrupa\tE-mail\n"
    "1.\tAnna Maria Nowak\tMOPS\t\tanna@example.org\n"
    "2.\tJan Kos\tDzielnica V\tradny dzielnicy\t\n"
)


def units(session: Session) -> None:
    mops = {"name": "Miejski Ośrodek Pomocy Społecznej w Krakowie", "kind": OrganisationKind.MUNICIPAL_UNIT}
    ORGANISATIONS.put(session, None, ORGANISATIONS.draft(session, None) | mops, TODAY)
    draft = {"name": "Wydział Edukacji", "kind": OrganisationKind.OFFICE_UNIT, "symbol": "E-W"}
    ORGANISATIONS.put(session, None, ORGANISATIONS.draft(session, None) | draft, TODAY)
    for name, kind in (
        ("Dzielnica V Krowodrza", OrganisationKind.DISTRICT),
        ("Dzielnica VI Bronowice", OrganisationKind.DISTRICT),
        ("Straż Miejska Miasta Krakowa", OrganisationKind.MUNICIPAL_UNIT),
        ("Szkoła Podstawowa nr 5 im. Kolumba", OrganisationKind.SCHOOL),
        ("Szkoła Podstawowa nr 15", OrganisationKind.SCHOOL),
    ):
        organisation(session, name, kind)


def person(session: Session, last: str, first: str, **more: object) -> Person:
    made = PEOPLE.put(session, None, {"last_name": last, "first_name": first, **more}, TODAY)
    assert isinstance(made, Person)
    return made


def keys(session: Session, made: object, *rows: Written) -> list[list[str]]:
    found = understand(session, made, rows)  # type: ignore[arg-type]
    return [[problem.key.removeprefix("problem.") for problem in one.problems] for one in found]


# ---- the block -----------------------------------------------------------------------------------------------------
def test_headings_say_what_columns_hold() -> None:
    first, second = read_block(BLOCK)
    assert (first.last_name, first.first_name, first.unit, first.email) == (
        "Nowak", "Anna Maria", "MOPS", "anna@example.org")  # fmt: skip
    assert (second.last_name, second.group) == ("Kos", "radny dzielnicy")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("Nowak Anna", Written("Nowak", "Anna")),
        ("Nowak, Anna Maria", Written("Nowak", "Anna Maria")),
        ("1\tNowak\tAnna\tMOPS", Written("Nowak", "Anna", "MOPS")),
        ("Nowak Anna;MOPS;a@b.pl", Written("Nowak", "Anna", "MOPS", "", "a@b.pl")),
        ("Nowak Anna,policja,a@b.pl", Written("Nowak", "Anna", "", "policja", "a@b.pl")),
        ("nazwisko\timię\tszkoła\nNowak\tAnna\tSP 5", Written("Nowak", "Anna", "SP 5")),
        ('Nowak Anna\t"Wydział\nEdukacji"', Written("Nowak", "Anna", "Wydział\nEdukacji")),
    ],
)
def test_columns_are_recognised(block: str, expected: Written) -> None:
    assert read_block(block, lambda said: said in ("MOPS", "Wydział\nEdukacji")) == [expected]


@pytest.mark.parametrize("block", ["", " \n\t\n", "x\n" * (MOST + 1)])
def test_a_block_of_nothing_or_too_much_is_refused(block: str) -> None:
    with pytest.raises(Refused, match=r"paste_(empty|too_long)"):
        read_block(block)


def test_a_comma_stands_after_the_surname_in_either_order() -> None:
    assert split_name("Nowak-Kos, Anna", True) == ("Nowak-Kos", "Anna") == split_name("Nowak-Kos Anna")


# ---- units ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "name", "how"),
    [
        ("miejski osrodek pomocy spolecznej", "Miejski Ośrodek Pomocy Społecznej w Krakowie", "name"),
        ("MOPS", "Miejski Ośrodek Pomocy Społecznej w Krakowie", "letters"),
        ("M.O.P.S.", "Miejski Ośrodek Pomocy Społecznej w Krakowie", "letters"),
        ("EW", "Wydział Edukacji", "symbol"),
        ("Wydzial Edukacjii", "Wydział Edukacji", "near"),
        ("Dzielnica V", "Dzielnica V Krowodrza", "beginning"),
        ("Rada Dzielnicy VI", "Dzielnica VI Bronowice", "beginning"),
        ("Straż Miejska", "Straż Miejska Miasta Krakowa", "beginning"),
        ("SP 5", "Szkoła Podstawowa nr 5 im. Kolumba", "letters"),
        ("SP nr 15", "Szkoła Podstawowa nr 15", "letters"),
        ("Szkoła Podstawowa nr 25", None, ""),
        ("Wydział Nieznany", None, ""),
    ],
)
def test_units_by_name_symbol_letters_and_beginning(
    sqlite_store: Store, said: str, name: str | None, how: str
) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        meant = Units(session).find(said)
        assert (meant.unit.name if meant.unit else None) == name
        assert not name or meant.how == how


def test_a_text_that_could_be_two_units_is_not_guessed(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        meant = Units(session).find("Szkoła Podstawowa")
        assert meant.unit is None and meant.count == 2
        made = training(session)
        assert keys(session, made, Written("Nowak", "Anna", "Szkoła Podstawowa")) == [["unit_ambiguous"]]


def test_the_unit_says_the_group(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        made = training(session)
        rows = [Written("A", "B", unit) for unit in ("Straż Miejska", "MOPS", "Dzielnica V", "SP 5", "EW")]
        assert [one.group for one in understand(session, made, rows)] == [
            TrainingGroup.MUNICIPAL_POLICE, TrainingGroup.MUNICIPAL_UNIT, TrainingGroup.DISTRICT,
            TrainingGroup.TEACHER, TrainingGroup.OFFICE]  # fmt: skip


# ---- who it is -----------------------------------------------------------------------------------------------------
def test_one_write_puts_people_on_the_list(store: Store) -> None:
    with store.write("test") as session:
        units(session)
        made = training(session)
        rows = read_people(session, BLOCK)
        assert add_people(session, made, rows, TODAY) == Added(2, 2, 0)
        assert add_people(session, made, rows, TODAY) == Added(0, 0, 2)  # again: nobody twice
        listed = session.execute(select(Participation.group, Participation.unit_id)).all()
        assert {one.group for one in listed} == {TrainingGroup.MUNICIPAL_UNIT, TrainingGroup.DISTRICT}
        assert all(one.unit_id for one in listed)
        assert session.scalar(select(func.count(Person.id))) == 2


def test_the_same_name_elsewhere_is_asked_about(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        first, second = training(session), training(session, title="Drugie")
        add_people(session, first, [Written("Nowak", "Anna", "MOPS")], TODAY)
        again = Written("Nowak", "Anna", "Wydział Edukacji")
        (one,) = understand(session, second, [again])
        assert [candidate.reason for candidate in one.candidates] == ["same_name"] and one.person_id is None
        with pytest.raises(Refused, match="person_undecided"):
            add_people(session, second, [again], TODAY)
        known = Written("Nowak", "Anna", "Wydział Edukacji", person_id=one.candidates[0].person_id)
        assert add_people(session, second, [known], TODAY) == Added(1, 0, 0)
        new = Written("Nowak", "Anna", "Wydział Edukacji", is_new=True)
        third = training(session, title="Trzecie")
        assert add_people(session, third, [new], TODAY) == Added(1, 1, 0)
        assert session.scalar(select(func.count(Trainee.id))) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Written("Nowak", "Anna", "MOPS"), "same_name_and_unit"),
        (Written("Anna", "Nowak", "MOPS"), "same_name_and_unit"),
        (Written("Nowacka", "Anna", "", "inna", "ANNA@example.org"), "same_email"),
    ],
)
def test_unit_or_address_make_it_sure(sqlite_store: Store, row: Written, reason: str) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        first, second = training(session), training(session, title="Drugie")
        add_people(session, first, [Written("Nowak", "Anna", "MOPS", "", "anna@example.org")], TODAY)
        (one,) = understand(session, second, [row])
        assert one.candidates[0].reason == reason and one.person_id == one.candidates[0].person_id
        assert add_people(session, second, [row], TODAY) == Added(1, 0, 0)


def test_a_slip_in_the_name_within_a_unit_is_asked_about(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        made = training(session)
        add_people(session, made, [Written("Kowalczykowska", "Anna", "MOPS")], TODAY)
        (one,) = understand(session, made, [Written("Kowalczykowski", "Anna", "MOPS")])
        assert one.candidates[0].reason == "similar_name" and one.is_refused


def test_a_merged_duplicate_is_on_the_list_already(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        made = training(session)
        add_people(session, made, [Written("Nowak", "Anna", "MOPS")], TODAY)
        listed = session.scalars(select(Person)).one()
        kept = person(session, "Nowak", "Anna", email="a@example.org")
        merge_people(session, listed.id, kept.id)
        (one,) = understand(session, made, [Written("Nowak", "Anna", "MOPS", "", "a@example.org")])
        assert one.is_listed and one.person_id == kept.id


def test_what_is_wrong_is_said_and_nothing_is_written(store: Store) -> None:
    with store.write("test") as session:
        units(session)
        made = training(session)
        rows = (
            Written("", "Anna", "MOPS"), Written("Kos", "Jan", "Nigdzie"), Written("Kos", "Ewa", "", "kosmonauta"),
            Written("Kos", "Iwo"), Written("Kos", "Ida", "MOPS", "", "zły adres"), Written("Kos", "", "MOPS"),
            Written("Kos", "Ula", "", "Policja"), Written("Lis", "Jan", "MOPS"), Written("Lis", "Jan", "MOPS"),
            Written("Lis", "Ewa", "Straż Miejska", "Policja"), Written("L" * 400, "Jan", "MOPS"),
        )  # fmt: skip
        assert keys(session, made, *rows) == [
            ["required"], ["unit_unknown"], ["group_unknown"], ["group_needed"], ["email"], ["first_name_missing"],
            ["person_without_unit"], [], ["twice_in_block"], ["group_not_of_unit"], ["too_long"],
        ]  # fmt: skip
        with pytest.raises(Refused) as refused:
            add_people(session, made, rows, TODAY)
        assert [problem.values["at"] for problem in refused.value.problems] == [1, 2, 3, 4, 5, 9, 11]
        for one in (Participation.id, Person.id):
            assert session.scalar(select(func.count(one))) == 0


def test_a_settled_training_takes_nobody(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        made = training(session)
        someone(session, made, TrainingGroup.OFFICE)
        settle_training(session, made, dt.date(2026, 5, 6))
        with pytest.raises(Refused, match="training_settled"):
            add_people(session, made, [Written("Nowak", "Anna", "MOPS")], TODAY)


def test_an_older_training_does_not_change_todays_unit(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        new = training(session)
        old = training(session, title="Dawne", start_on=dt.date(2025, 5, 4), end_on=dt.date(2025, 5, 4))
        add_people(session, new, [Written("Nowak", "Anna", "MOPS")], TODAY)
        who = session.scalars(select(Person.id)).one()
        add_people(session, old, [Written("Nowak", "Anna", "EW", person_id=who)], TODAY)
        assert session.scalars(select(Trainee.group)).one() is TrainingGroup.MUNICIPAL_UNIT
        groups = session.scalars(select(Participation.group)).all()
        assert set(groups) == {TrainingGroup.MUNICIPAL_UNIT, TrainingGroup.OFFICE}


def test_a_name_is_completed(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        units(session)
        made = training(session)
        add_people(session, made, [Written("Łęcka", "Zofia", "MOPS")], TODAY)
        (one,) = people_like(session, "lec")
        assert (one.name, one.unit) == ("Łęcka Zofia", "Miejski Ośrodek Pomocy Społecznej w Krakowie")
        assert people_like(session, " ") == []
