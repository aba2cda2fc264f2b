"""Which records are proposed as duplicates, with what score and why."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.contacts.duplicates import Named, alike, organisation_key, person_words
from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.service import duplicate_organisations, duplicate_people, merge_people
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from tests.contacts.cases import organisation

TODAY = dt.date(2026, 6, 1)


def likeness(key, first: str, second: str) -> tuple[int, str] | None:  # type: ignore[no-untyped-def]
    found = alike([Named(new_key(), first, {}), Named(new_key(), second, {})], key)
    return (found[0].score, found[0].reason) if found else None


@pytest.mark.parametrize(("first", "second", "reason"), [
    ("Fundacja Mosty", "MOSTY", "same_name_other_form"),
    ("Mosty sp. z o.o.", "„Mosty” Spółka z ograniczoną odpowiedzialnością", "same_name_other_form"),
    ("Stowarzyszenie Łąka", "Laka", "same_name_other_form"),
    ("Szkoła Podstawowa nr 5", "szkoła podstawowa nr 5", "same_name"),
    ("Fundacja Wspólny Kraków", "Fundacja Wspolny Krakow.", "same_name_other_form"),
])
def test_organisations_are_one_without_their_legal_form(first: str, second: str, reason: str) -> None:
    assert likeness(organisation_key, first, second) == (100, reason)


@pytest.mark.parametrize(("first", "second"), [
    ("Szkoła Podstawowa nr 5", "Szkoła Podstawowa nr 15"),
    ("Dzielnica V Krowodrza", "Dzielnica VI Krowodrza"),
    ("Fundacja Mosty", "Fundacja Progi"),
    ("Przedszkole nr 12", "Szkoła nr 12"),
])
def test_numbers_and_other_names_part_organisations(first: str, second: str) -> None:
    assert likeness(organisation_key, first, second) is None


def test_a_slip_of_the_pen_is_similar() -> None:
    found = likeness(organisation_key, "Stowarzyszenie Interkulturalni", "Stowarzyszenie Interkultralni")
    score, reason = found or (0, "")
    assert 88 <= score < 100 and reason == "similar_name"


def test_a_name_that_is_only_a_legal_form_is_still_compared() -> None:
    assert likeness(organisation_key, "Fundacja", "FUNDACJA") == (100, "same_name")


@pytest.mark.parametrize(("first", "second", "reason"), [
    ("Kovalchuk Olena", "Ковальчук Олена", "same_name_other_alphabet"),
    ("Olena Kovalchuk", "Kovalchuk Olena", "same_name_other_form"),
    ("Łęcka Anna", "Lecka Anna", "same_name"),
])
def test_people_meet_across_alphabets(first: str, second: str, reason: str) -> None:
    assert likeness(person_words, first, second) == (100, reason)


def test_proposals_from_the_database(store: Store) -> None:
    with store.write("test") as session:
        olena = PEOPLE.put(session, None, {"last_name": "Kovalchuk", "first_name": "Olena"}, TODAY)
        same = PEOPLE.put(session, None, {"last_name": "Ковальчук", "first_name": "Олена"}, TODAY)
        PEOPLE.put(session, None, {"last_name": "Zając", "first_name": "Jan", "email": "Jan@example.org"}, TODAY)
        PEOPLE.put(session, None, {"last_name": "Z.", "email": "jan@example.org"}, TODAY)
        ORGANISATIONS.put(session, None, organisation(name="Alfa", nip="526-000-12-46"), TODAY)
        ORGANISATIONS.put(session, None, organisation(name="Omega", nip="5260001246"), TODAY)
        found = duplicate_people(session)
        assert [one.reason for one in found] == ["same_email", "same_name_other_alphabet"]
        assert {found[1].first, found[1].second} == {olena.id, same.id}
        assert [(one.score, one.reason) for one in duplicate_organisations(session)] == [(100, "same_nip")]
        merge_people(session, olena.id, same.id)
        assert [one.reason for one in duplicate_people(session)] == ["same_email"], "merged: not proposed again"


def test_a_crowd_of_one_name_still_shows_slips_of_the_pen() -> None:
    crowd = [Named(new_key(), f"Kowalska Anna{n:03d}x{n:03d}", {}) for n in range(300)]
    pair = [Named(new_key(), "Kowalskaya Oleksandra", {}), Named(new_key(), "Kowalskaya Oleksandraa", {})]
    found = [one for one in alike([*crowd, *pair], person_words) if {one.first, one.second} == {p.id for p in pair}]
    assert len(found) == 1 and found[0].reason == "similar_name"


def test_every_reason_has_a_word() -> None:
    for language in LANGUAGES:
        keys = words(language).keys()
        for reason in ("same_nip", "same_regon", "same_krs", "same_email", "same_name", "same_name_other_alphabet",
                       "same_name_other_form", "similar_name"):
            assert f"likeness.{reason}" in keys
