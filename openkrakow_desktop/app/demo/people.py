"""Invented organisations and people, and schools enough to be covered by a hundred trainings."""

from __future__ import annotations

from sqlalchemy import select

from ...contacts.model import Organisation, OrganisationKind
from ...contacts.service import seed
from .maker import Maker

SCHOOLS, KINDERGARTENS, FACILITIES = 110, 40, 14


def make_people(maker: Maker) -> None:
    """The City's own structure, then partners, schools and people."""
    seed(maker.session)
    centre = maker.put(
        "organisation", name=maker.words["centre"]["name"], kind=OrganisationKind.NGO, is_partner=True, symbol="CW"
    )
    maker.organisations["centre"] = [centre.id]
    for code, names in maker.words["organisations"].items():
        for place, name in enumerate(names):
            maker.put("organisation", name=name, kind=OrganisationKind(code), is_partner=place < 3)
    for number in range(1, SCHOOLS + 1):
        maker.put(
            "organisation",
            name=f"Szkoła Podstawowa nr {number} (przykładowa)",
            kind=OrganisationKind.SCHOOL,
            symbol=f"SP{number}",
            email=f"sekretariat@sp{number}.example.org" if number % 4 else None,
        )
    for number in range(1, KINDERGARTENS + 1):
        maker.put(
            "organisation",
            name=f"Przedszkole nr {number} (przykładowe)",
            kind=OrganisationKind.KINDERGARTEN,
            symbol=f"P{number}",
        )
    for number in range(3, FACILITIES + 1):
        maker.put(
            "organisation", name=f"Placówka wsparcia nr {number} (przykładowa)", kind=OrganisationKind.OTHER_FACILITY
        )
    for kind in OrganisationKind:
        query = (
            select(Organisation.id).where(Organisation.kind == kind).order_by(Organisation.name_sort, Organisation.id)
        )
        maker.organisations[kind.value] = list(maker.session.scalars(query))
    coordinator = maker.session.get_one(Organisation, maker.organisations["UMK"][0])
    coordinator.is_programme_coordinator = True
    _people(maker)


def _people(maker: Maker) -> None:
    drafts = [{"last_name": last, "first_name": first} for last, first in maker.words["cyrillic"]]
    for _ in range(max(110, round(260 * maker.scale))):
        drafts.append(
            {
                "last_name": maker.one(maker.words["last_names"]),
                "first_name": maker.one(maker.words["first_names"]),
                "organisation_id": maker.organisation("UMK", "MJO", "NGO", "SZKOŁA")
                if maker.dice.random() < 0.4
                else None,
            }
        )
    for number, draft in enumerate(drafts):
        draft["email"] = f"osoba{number}@example.org" if maker.dice.random() < 0.6 else None
    # The same person twice, spelt in two alphabets: something to be found and merged.
    drafts.append({"last_name": "Kovalchuk", "first_name": "Olena", "email": None})
    maker.people = maker.many("person", drafts)
