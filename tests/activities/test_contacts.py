"""Contact databases: active on a day, who follows whom, addresses, the list in each form, periods that end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.activities.contact_base import (
    Contact,
    ContactBase,
    PeriodPhase,
    addresses,
    contacts_of,
    narrowed,
    successor,
)
from openkrakow_desktop.activities.contact_papers import TABLE, contact_document
from openkrakow_desktop.activities.model import AssistantKind, CooperationCoordinator
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import OrganisationKind, Person
from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.csv_write import write_table
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import bare
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.listing import View, totals
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from tests.activities.build import REGISTERS, TODAY, organisation, put

COORDINATORS, ASSISTANTS = ContactBase.COORDINATORS, ContactBase.ASSISTANTS
END = dt.date(2026, 12, 31)


def someone(session: Session, first: str, last: str, email: str | None = None) -> UUID:
    return PEOPLE.put(session, None, {"first_name": first, "last_name": last, "email": email}, TODAY).id


def school(session: Session, name: str, email: str | None) -> UUID:
    draft = {"name": name, "kind": OrganisationKind.SCHOOL, "email": email}
    return ORGANISATIONS.put(session, None, ORGANISATIONS.draft(session, None) | draft, TODAY).id


def network(session: Session) -> dict[str, UUID]:
    """Ewa to 30 June, then Jan in Edukacja; Olga alone in Kultura; Adam from next year in Sport, an address unfit."""
    edu, culture, sport = (
        organisation(session, f"Wydział {name}", OrganisationKind.OFFICE_UNIT)
        for name in ("Edukacji", "Kultury", "Sportu")
    )
    people = {
        "Ewa": someone(session, "Ewa", "Lis", "ewa@um.example"),
        "Jan": someone(session, "Jan", "Kos", "jan@um.example"),
        "Olga": someone(session, "Olga", "Żak"),
        "Adam": someone(session, "Adam", "Wilk"),
    }
    session.get_one(Person, people["Adam"]).email = "adam; wilk"  # as an older database may hold it
    for name, unit, first, last in (
        ("Ewa", edu, dt.date(2025, 1, 1), dt.date(2026, 6, 30)), ("Jan", edu, dt.date(2026, 7, 1), None),
        ("Olga", culture, dt.date(2026, 1, 1), None), ("Adam", sport, dt.date(2026, 12, 31), None),
    ):  # fmt: skip
        put(session, "cooperation_coordinator", person_id=people[name], unit_id=unit, from_on=first, to_on=last)
    return people


def names(found: list[Contact]) -> list[str]:
    return [one.name for one in found]


def test_active_on_a_day(store: Store) -> None:
    with store.write("test") as session:
        network(session)
        found = contacts_of(session, COORDINATORS)
        assert names(narrowed(found, dt.date(2026, 6, 30))) == ["Ewa Lis", "Olga Żak"]
        assert names(narrowed(found, dt.date(2026, 7, 1))) == ["Jan Kos", "Olga Żak"]
        assert names(narrowed(found, END)) == ["Jan Kos", "Olga Żak", "Adam Wilk"]
        assert names(narrowed(found, END, search="zak kultur")) == ["Olga Żak"]
        whole = narrowed(found, dt.date(2026, 7, 1), whole_history=True)
        assert [(one.name, one.phase(dt.date(2026, 7, 1))) for one in whole] == [
            ("Jan Kos", PeriodPhase.ACTIVE), ("Ewa Lis", PeriodPhase.ENDED), ("Olga Żak", PeriodPhase.ACTIVE),
            ("Adam Wilk", PeriodPhase.AHEAD)]  # fmt: skip
        assert contacts_of(session, ASSISTANTS) == ()


def test_a_period_is_listed_in_every_year_it_touches(store: Store) -> None:
    with store.write("test") as session:
        network(session)
        for year, many in ((2024, 0), (2025, 1), (2026, 4), (2027, 3)):
            assert totals(session, REGISTERS["cooperation_coordinator"], View(year=year)).shown == many, year


def test_who_follows_whom(store: Store) -> None:
    with store.write("test") as session:
        people = network(session)
        ewa, jan = (next(one for one in contacts_of(session, COORDINATORS) if one.name == name)
                    for name in ("Ewa Lis", "Jan Kos"))  # fmt: skip
        assert (ewa.followed_by, ewa.follows, jan.follows, jan.followed_by) == ("Jan Kos", "", "Ewa Lis", "")
        assert successor(COORDINATORS, ewa) == {"unit_id": ewa.unit_id, "from_on": dt.date(2026, 7, 1)}
        twin = someone(session, "Janek", "Kos")
        merge_people(session, people["Jan"], twin)  # told under the name that stays
        assert "Janek Kos" in names(list(contacts_of(session, COORDINATORS)))


def test_the_same_one_again_is_no_follower(store: Store) -> None:
    with store.write("test") as session:
        one = school(session, "SP 1", None)
        for year in (2025, 2026):
            put(session, "assistant", code="AS-1", kind=AssistantKind.ROMA, school_id=one,
                from_on=dt.date(year, 9, 1), to_on=dt.date(year + 1, 6, 30))  # fmt: skip
        put(session, "assistant", code="AS-2", kind=AssistantKind.INTERCULTURAL, school_id=one,
            from_on=dt.date(2027, 1, 1))  # fmt: skip
        found = contacts_of(session, ASSISTANTS)
        assert all(not (one.follows or one.followed_by) for one in found)  # another kind follows nobody either
        assert sorted(one.goes_on for one in found) == [False, False, True]


def test_addresses_to_copy(store: Store) -> None:
    with store.write("test") as session:
        network(session)
        found = contacts_of(session, COORDINATORS)
        told = addresses(found, END, COORDINATORS)
        assert (told.line, told.without) == ("jan@um.example", ("Olga Żak", "Adam Wilk"))
        assert addresses(found, dt.date(2026, 3, 1), COORDINATORS).line == "ewa@um.example"
        for number, email in enumerate(("b@sp.example", "B@SP.example", None)):
            put(session, "assistant", code=f"AS-{number}", kind=AssistantKind.ROMA, from_on=dt.date(2026, 1, 1),
                school_id=school(session, f"SP {number}", email))  # fmt: skip
        told = addresses(contacts_of(session, ASSISTANTS), END, ASSISTANTS)
        assert (told.line, told.without) == ("b@sp.example", ("SP 2",))  # schools, never the codes


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_list_in_every_form(store: Store, tmp_path: Path, language: str) -> None:
    context = ReportContext(words(language), Clock.fixed(TODAY).now(), DECLARED)
    with store.write("test") as session:
        network(session)
        document = contact_document(COORDINATORS, session, context, END, True)
        table = document.tables()[TABLE]
        assert [bare(row[0]) for row in table.rows] == ["Jan Kos", "Ewa Lis", "Olga Żak", "Adam Wilk"]
        write_pdf(document, tmp_path / "lista.pdf")
        write_excel(document, tmp_path / "lista.xlsx")
        assert write_table(table, tmp_path / "lista.csv") == 4
        lines = (tmp_path / "lista.csv").read_text("utf-8-sig").splitlines()
        assert lines[1].startswith("Jan Kos;Wydział Edukacji;jan@um.example;;01.07.2026;;;") and len(lines) == 5
        empty = contact_document(COORDINATORS, session, context, dt.date(2020, 1, 1))
        assert empty.tables() == {}
        write_pdf(empty, tmp_path / "nikt.pdf")


def test_a_formula_in_a_name_stays_a_name(store: Store, tmp_path: Path) -> None:
    context = ReportContext(words("pl"), Clock.fixed(TODAY).now(), DECLARED)
    with store.write("test") as session:
        unit = organisation(session, "=1+1", OrganisationKind.OFFICE_UNIT)
        put(session, "cooperation_coordinator", person_id=someone(session, "Ewa", "Lis"), unit_id=unit,
            from_on=dt.date(2026, 1, 1))  # fmt: skip
        write_table(contact_document(COORDINATORS, session, context).tables()[TABLE], tmp_path / "a.csv")
    assert "Ewa Lis;'=1+1;" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_periods_end_once_and_in_order(store: Store) -> None:
    with store.write("test") as session:
        network(session)
        olga = next(one for one in contacts_of(session, COORDINATORS) if one.name == "Olga Żak")
        (end,) = (one for one in REGISTERS["cooperation_coordinator"].actions)
        assert end.when(session.get_one(CooperationCoordinator, olga.id))
        for on, key in ((dt.date(2025, 12, 31), "problem.end_before_start"), (dt.date(2026, 5, 31), "")):
            if key:
                with pytest.raises(Refused) as caught:
                    end.run(session, olga.id, to_on=on)
                assert caught.value.problems[0].key == key
            else:
                end.run(session, olga.id, to_on=on)
        assert session.get_one(CooperationCoordinator, olga.id).to_on == dt.date(2026, 5, 31)
        with pytest.raises(Refused) as caught:
            end.run(session, olga.id, to_on=dt.date(2026, 6, 30))
        assert caught.value.problems[0].key == "problem.period_ended"
        assert not end.when(session.get_one(CooperationCoordinator, olga.id))
