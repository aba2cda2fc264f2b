"""Organisations and people, shared by every register. One person may be participant, trainee, juror: those are roles.

Merging duplicates sets `merged_into_id` and rewrites no row (decisions.md 12); it always names the final, living
record."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, func
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, derived, link, note, personal, plain, search_key, sorting_key
from ..core.text import person_key
from .identifiers import WRITTEN, numbers_key
from .names import first_name_first, further_words, surname_first

SPOKEN = String(600).with_variant(String(600, collation="C"), "postgresql")  # compared byte by byte, in ranges


class OrganisationKind(enum.Enum):
    """What an organisation is (domain.md §1.0); several measures count only some kinds."""

    OFFICE_UNIT = "UMK"
    MUNICIPAL_UNIT = "MJO"
    DISTRICT = "DZIELNICA"
    POLICE = "POLICJA"
    NGO = "NGO"
    MINORITY_NGO = "NGO_MNIEJSZ"
    SCHOOL = "SZKOŁA"
    KINDERGARTEN = "PRZEDSZKOLE"
    OTHER_FACILITY = "PLACÓWKA_INNA"
    CULTURAL_INSTITUTION = "INST_KULTURY"
    UNIVERSITY = "UCZELNIA"
    COMPANY = "FIRMA"
    CONSULATE = "KONSULAT"
    MEDIA = "MEDIA"
    OTHER = "INNE"


FACILITIES = (OrganisationKind.SCHOOL, OrganisationKind.KINDERGARTEN, OrganisationKind.OTHER_FACILITY)


class Organisation(Record):
    """A unit, institution, NGO, school or company. `abbreviations` are further short names, parted by commas."""

    __tablename__ = "organisation"
    __label__ = ("name",)
    __from_name__ = staticmethod(lambda: {"kind": OrganisationKind.OTHER})  # an import may make one, by choice

    name: Mapped[str] = plain(String(NAME))
    kind: Mapped[OrganisationKind] = plain()
    symbol: Mapped[str | None] = plain(String(40))
    abbreviations: Mapped[str | None] = plain(String(NAME))
    parent_id: Mapped[UUID | None] = link("organisation.id")
    nip: Mapped[str | None] = plain(String(20), index=True, written=WRITTEN["nip"])
    regon: Mapped[str | None] = plain(String(20), index=True)
    krs: Mapped[str | None] = plain(String(20), index=True)
    address: Mapped[str | None] = plain(String(NAME))
    email: Mapped[str | None] = plain(String(NAME))
    phone: Mapped[str | None] = plain(String(40))
    website: Mapped[str | None] = plain(String(NAME))
    active_from: Mapped[dt.date | None] = plain()
    active_to: Mapped[dt.date | None] = plain()
    is_programme_coordinator: Mapped[bool] = plain(default=False)
    is_partner: Mapped[bool] = plain(default=False)
    merged_into_id: Mapped[UUID | None] = link("organisation.id")
    remark: Mapped[str | None] = note()
    search: Mapped[str] = search_key("name", "symbol", "abbreviations")
    name_key: Mapped[str] = search_key("name")
    numbers: Mapped[str] = derived(numbers_key, Text, default="")
    name_sort: Mapped[str] = sorting_key("name")


class Person(Record):
    """A person the office deals with. No nationality, ethnicity, religion, health or PESEL, ever (domain.md §1.12)."""

    __tablename__ = "person"
    __label__ = ("last_name", "first_name")

    last_name: Mapped[str] = personal(String(SHORT))
    first_name: Mapped[str | None] = personal(String(SHORT))
    organisation_id: Mapped[UUID | None] = link("organisation.id")
    email: Mapped[str | None] = personal(String(NAME))
    phone: Mapped[str | None] = personal(String(40))
    merged_into_id: Mapped[UUID | None] = link("person.id")
    remark: Mapped[str | None] = note()
    search: Mapped[str] = derived(lambda row: person_key(row.get("last_name"), row.get("first_name")), String(600),
                                  default="", privacy="personal")
    last_name_sort: Mapped[str] = sorting_key("last_name", privacy="personal")
    spoken: Mapped[str | None] = derived(surname_first, SPOKEN, privacy="personal")
    spoken_first: Mapped[str | None] = derived(first_name_first, SPOKEN, privacy="personal")
    spoken_further: Mapped[str | None] = derived(further_words, SPOKEN, privacy="personal")


class ToldApart(Record):
    """Two records of one register that somebody compared and that are not one: they are not proposed again. Its key is
    derived from both, so that two laptops that say the same say it once."""

    __tablename__ = "told_apart"
    __label__ = ("register",)
    __table_args__ = (Index(None, "register"),)

    register: Mapped[str] = plain(String(40))
    first_key: Mapped[UUID] = plain()
    second_key: Mapped[UUID] = plain()


class Role(enum.Enum):
    """What somebody mainly does (domain.md §1.0); decides which places of the menu come first."""

    CENTRE_STAFF = "CENTRE_STAFF"
    POINT_ADVISER = "POINT_ADVISER"
    COORDINATOR = "COORDINATOR"
    JURY_SECRETARY = "JURY_SECRETARY"
    JUROR = "JUROR"
    PATRONAGE_CLERK = "PATRONAGE_CLERK"
    TRAINING_ORGANISER = "TRAINING_ORGANISER"
    REPORT_AUTHOR = "REPORT_AUTHOR"
    ADMIN = "ADMIN"


class Account(Record):
    """Somebody who works with this database."""

    __tablename__ = "account"
    __label__ = ("name",)

    name: Mapped[str] = personal(String(NAME))
    role: Mapped[Role] = plain()
    is_active: Mapped[bool] = plain(default=True)
    pin_hash: Mapped[str | None] = personal(String(NAME), hidden=True)
    name_sort: Mapped[str] = sorting_key("name", privacy="personal")


def canonical(model: Any) -> Any:
    """SQL: the key that stands for a record after merging, which is what "distinct" counts."""
    return func.coalesce(model.merged_into_id, model.id)
