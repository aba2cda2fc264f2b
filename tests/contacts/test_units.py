"""The dictionary of units: recognising, ending, pasting, what uses a unit; numbers found however they are parted."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE, still_active
from openkrakow_desktop.contacts.identifiers import CHECKS, compact, contact_problems, identifier_problems
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.contacts.service import end_unit, gaps, merge_organisations, resume_unit, seed, seed_key
from openkrakow_desktop.contacts.unit_dictionary import add_pasted, kind_said, read_pasted, read_units
from openkrakow_desktop.contacts.units import Units, abbreviations_of
from openkrakow_desktop.core.listing import View, find, keys_of, number_said, totals
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.usage import use_counts, uses

TODAY = dt.date(2026, 6, 1)
NIP = "5260001246"


def put(session: object, name: str, kind: OrganisationKind = OrganisationKind.MUNICIPAL_UNIT, **values: object) -> UUID:
    draft = {"name": name, "kind": kind, "is_partner": False, "is_programme_coordinator": False, **values}
    return ORGANISATIONS.put(session, None, draft, TODAY).id  # type: ignore[arg-type]


# ---- recognising ---------------------------------------------------------------------------------------------------
def test_a_unit_is_known_by_its_abbreviations_before_its_letters(store: Store) -> None:
    with store.write("test") as session:
        first = put(session, "Miejskie Centrum Opieki", symbol="MCO", abbreviations="Wielicka, centrum opieki")
        second = put(session, "Wydział Informacji Eksperckiej", abbreviations="WIE1")
        units = Units(session)
        assert [units.find(said).how for said in ("MCO", "wielicka", "Centrum Opieki")] == [
            "symbol", "abbreviation", "abbreviation"
        ]  # fmt: skip
        assert units.find("Wielicka").unit and units.find("Wielicka").unit.id == first  # type: ignore[union-attr]
        assert units.find("wie-1").unit.id == second  # type: ignore[union-attr]
        put(session, "Inna jednostka", abbreviations="wielicka")
        assert units.find("nieznana jednostka").unit is None
        assert Units(session).find("Wielicka").unit is None and Units(session).find("Wielicka").count == 2


def test_abbreviations_are_parted_by_commas() -> None:
    assert abbreviations_of(" ZZM ; zieleń,, Zarząd Zieleni /zz") == ["ZZM", "zieleń", "Zarząd Zieleni", "zz"]
    assert abbreviations_of(None) == []


def test_kinds_are_known_by_code_and_word_in_any_language() -> None:
    assert kind_said("szkoła") is kind_said("SZKOŁA") is kind_said("school") is OrganisationKind.SCHOOL
    assert kind_said("w budowie") is None


# ---- the page ------------------------------------------------------------------------------------------------------
def test_the_seeded_city_has_eighteen_districts_in_their_order(store: Store) -> None:
    with store.write("test") as session:
        seed(session)
        found = read_units(session, DECLARED, TODAY, kinds=(OrganisationKind.DISTRICT,))
    names = [one.name for one in found.lines]
    assert len(names) == 18 and names[0] == "Dzielnica I Stare Miasto" and names[8].startswith("Dzielnica IX ")
    assert names[12] == "Dzielnica XIII Podgórze" and names[17] == "Dzielnica XVIII Nowa Huta"


def test_an_ended_unit_is_not_offered_but_stays_where_it_was(store: Store) -> None:
    with store.write("test") as session:
        seed(session)
        key = seed_key("district-V")
        child = put(session, "Rada Dzielnicy V", OrganisationKind.OTHER, parent_id=key)
        end_unit(session, key, dt.date(2026, 5, 31))
        assert session.get_one(Organisation, child).parent_id == key
        offered = still_active(TODAY)
        assert key not in [one for one, _ in find(session, "organisation", "Dzielnica V", 20, offered)]
        assert key in [one for one, _ in find(session, "organisation", "Dzielnica V Krowodrza", 20)]
        still = still_active(dt.date(2026, 5, 31))
        assert key in [one for one, _ in find(session, "organisation", "Krowodrza", 20, still)]
        without = read_units(session, DECLARED, TODAY, "krowodrza")
        with_it = read_units(session, DECLARED, TODAY, "krowodrza", with_ended=True)
        assert (without.total, without.ended, with_it.total) == (0, 1, 1) and not with_it.lines[0].is_active
        resume_unit(session, key)
        assert read_units(session, DECLARED, TODAY, "krowodrza").total == 1


def test_ending_says_why_it_cannot_be(store: Store) -> None:
    with store.write("test") as session:
        one = put(session, "Nowa jednostka", active_from=dt.date(2026, 3, 1))
        other = put(session, "Druga jednostka")
        with pytest.raises(Refused, match=r"problem\.end_before_start"):
            end_unit(session, one, dt.date(2026, 2, 28))
        with pytest.raises(Refused, match=r"problem\.not_ended"):
            resume_unit(session, one)
        merge_organisations(session, one, other)
        with pytest.raises(Refused, match=r"problem\.merged"):
            end_unit(session, one, TODAY)


# ---- pasting -------------------------------------------------------------------------------------------------------
def test_pasted_lines_say_what_they_are(store: Store) -> None:
    block = (
        "Nazwa\tSymbol\n"
        "1.\tZarząd Zieleni Miejskiej w Krakowie\tZZM\n"
        "2.\tSzkoła Podstawowa nr 905\tSP905\tpiątka\tszkoła\n"
        "\n"
        "Szkoła Podstawowa nr 905; SP905\n"
        f"{'x' * 201}; XX\n"
    )
    with store.write("test") as session:
        seed(session)
        found = read_pasted(session, block, OrganisationKind.MUNICIPAL_UNIT, TODAY)
        assert [(bool(one.known), [p.key for p in one.problems]) for one in found] == [
            (True, []), (False, []), (True, []), (False, ["problem.too_long"])
        ]  # fmt: skip
        new = found[1]
        assert (new.symbol, new.abbreviations, new.kind) == ("SP905", "piątka", OrganisationKind.SCHOOL)
        before = session.scalars(select(Organisation.id)).all()
        with pytest.raises(Refused):
            add_pasted(session, found, TODAY)
        assert session.scalars(select(Organisation.id)).all() == before
        assert add_pasted(session, found[:3], TODAY) == 1
        assert all(one.known for one in read_pasted(session, block, None, TODAY)[:3])


def test_too_many_lines_are_refused(store: Store) -> None:
    with store.write("test") as session, pytest.raises(Refused, match="too_many_lines"):
        read_pasted(session, "a\n" * 1_001, None, TODAY)


# ---- where used ----------------------------------------------------------------------------------------------------
def test_what_refers_to_a_unit_is_counted_by_register_and_shown(store: Store) -> None:
    with store.write("test") as session:
        kept, twin = put(session, "Ośrodek Kultury"), put(session, "Ośrodek Kultury Podgórze")
        for name, unit in (("Nowak", kept), ("Kos", kept), ("Zając", twin)):
            PEOPLE.put(session, None, {"last_name": name, "organisation_id": unit}, TODAY)
        put(session, "Filia", parent_id=kept)
        merge_organisations(session, twin, kept)
        found = uses(session, DECLARED, ORGANISATIONS, kept)
        assert [(one.register.key, one.column, one.count) for one in found] == [
            ("person", "organisation_id", 3), ("organisation", "parent_id", 1)
        ]  # fmt: skip
        for one in found:  # what is pressed shows just what was counted
            assert len(keys_of(session, one.register, one.view)) == 16 * one.count
            assert totals(session, one.register, one.view).shown == one.count and one.view.filtered
        assert use_counts(session, DECLARED, ORGANISATIONS, [kept, twin]) == {kept: 3, twin: 1}
        assert uses(session, DECLARED, PEOPLE, session.scalars(select(Organisation.id)).first()) == []  # type: ignore[arg-type]


# ---- numbers -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", [NIP, "526-000-12-46", "526-00-01-246", "526 000 12 46", "PL5260001246", "01246"])
def test_a_number_is_found_however_it_is_parted(store: Store, typed: str) -> None:
    with store.write("test") as session:
        key = put(session, "Fundacja Mosty", OrganisationKind.NGO, nip="526-000-12-46")
        put(session, "Szkoła nr 46")
        assert session.get_one(Organisation, key).nip == NIP
        assert [one for one, _ in find(session, "organisation", typed)] == [key]
        assert bytes(keys_of(session, ORGANISATIONS, View(search=typed))) == key.bytes


def test_a_number_is_written_with_dashes_and_kept_without() -> None:
    from openkrakow_desktop.core.words import words

    assert ORGANISATIONS.field("nip").show(NIP, words("pl")) == "526-000-12-46"
    assert ORGANISATIONS.field("nip").show("12", words("pl")) == "12"
    assert number_said("szkoła 75") == number_said("12") == ""


def test_two_records_of_one_number_are_a_gap(store: Store) -> None:
    with store.write("test") as session:
        put(session, "Fundacja Mosty", OrganisationKind.NGO, nip=NIP)
        put(session, "Mosty", OrganisationKind.NGO, nip=NIP)
        assert [one.key for one in gaps(session, Period(2026, TODAY))] == ["same_number"] * 2


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9 - 1), st.sampled_from(["", "-", " "]))
def test_law_one_digit_wrong_is_never_a_nip(start: int, gap: str) -> None:
    """A NIP's check digit finds any single wrong digit."""
    from stdnum.pl import nip

    body = f"{start:09d}"
    good = next((body + str(check) for check in range(10) if nip.is_valid(body + str(check))), None)
    if good is None:  # one body in eleven has no check digit
        return
    assert CHECKS["nip"](compact(gap.join(good)))
    for place in range(10):
        bad = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
        assert [p.key for p in identifier_problems({"nip": bad})] == ["problem.nip"]


@pytest.mark.parametrize(
    ("field", "good"),
    [("phone", "12 616 12 34"), ("phone", "+48 600-700-800"), ("phone", "(12) 616 12 34 w. 5"),
     ("website", "www.krakow.pl"), ("website", "https://otwarty.krakow.pl/a?b=c"), ("email", "biuro@mosty.pl")],
)  # fmt: skip
def test_usual_ways_of_writing_are_not_doubted(field: str, good: str) -> None:
    assert list(contact_problems({field: good})) == []
