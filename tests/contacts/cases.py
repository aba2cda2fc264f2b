"""Every rule of people and organisations as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Organisation, OrganisationKind, Person
from openkrakow_desktop.core.declarations import store_draft
from tests.refusal import Refusal

NGO = {"name": "Fundacja Mosty", "kind": OrganisationKind.NGO}


def organisation(**values: Any) -> dict[str, Any]:
    return {**NGO, "is_partner": False, "is_programme_coordinator": False, **values}


def with_namesake(session: Session) -> dict[str, Any]:
    store_draft(session, Organisation, None, NGO)
    return organisation(name="FUNDACJA MOSTY")


def with_nip(session: Session) -> dict[str, Any]:
    store_draft(session, Organisation, None, {**NGO, "name": "Inna", "nip": "5260001246"})
    return organisation(nip="PL 526-000-12-46")


def with_person(session: Session) -> dict[str, Any]:
    store_draft(session, Person, None, {"last_name": "Łęcka", "first_name": "Anna"})
    return {"last_name": "Lecka", "first_name": "ANNA"}


REFUSALS: list[Refusal] = [
    Refusal("organisation", lambda s: organisation(name=None), "name", "problem.required"),
    Refusal("organisation", lambda s: organisation(kind=None), "kind", "problem.required"),
    Refusal("organisation", lambda s: organisation(name="x" * 201), "name", "problem.too_long"),
    Refusal("organisation", lambda s: organisation(nip="676-100-00-76"), "nip", "problem.nip"),
    Refusal("organisation", lambda s: organisation(regon="123456789"), "regon", "problem.regon"),
    Refusal("organisation", lambda s: organisation(nip="676-100-00"), "nip", "problem.nip_length"),
    Refusal("organisation", lambda s: organisation(regon="12345"), "regon", "problem.regon_length"),
    Refusal("organisation", with_nip, "nip", "problem.number_taken", warning=True),
    Refusal("organisation", lambda s: organisation(phone="zadzwoń"), "phone", "problem.phone", warning=True),
    Refusal("organisation", lambda s: organisation(website="strona w budowie"), "website", "problem.website",
            warning=True),
    Refusal("organisation", lambda s: organisation(email="biuro@mosty"), "email", "problem.email", warning=True),
    Refusal("person", lambda s: {"last_name": "Nowak", "phone": "12"}, "phone", "problem.phone", warning=True),
    Refusal("organisation", lambda s: organisation(krs="12345"), "krs", "problem.krs"),
    Refusal("organisation", lambda s: organisation(email="biuro(at)mosty.pl"), "email", "problem.email"),
    Refusal("organisation", lambda s: organisation(active_from=dt.date(2026, 5, 1), active_to=dt.date(2026, 4, 30)),
            "active_to", "problem.end_before_start"),
    Refusal("organisation", lambda s: organisation(active_from=dt.date(2014, 12, 31)),
            "active_from", "problem.date_range"),
    Refusal("organisation", with_namesake, "name", "problem.namesake", warning=True),
    Refusal("person", lambda s: {"last_name": None, "first_name": "Anna"}, "last_name", "problem.required"),
    Refusal("person", lambda s: {"last_name": "Nowak", "email": "@nowak"}, "email", "problem.email"),
    Refusal("person", lambda s: {"last_name": "Nowak", "remark": "PESEL 44051401359"}, "remark", "problem.pesel"),
    Refusal("person", with_person, "last_name", "problem.namesake", warning=True),
]
