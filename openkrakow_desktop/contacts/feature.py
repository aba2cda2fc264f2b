"""People and institutions: what the rest of the program may find here."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, or_

from ..core.declarations import Action, Ask, Feature, Place, Register
from .accounts import account_rules, clear_pin, set_pin
from .model import Account, Organisation, Person
from .service import (
    end_unit,
    gaps,
    locked_when_merged,
    merge_organisations,
    merge_people,
    organisation_invariant,
    organisation_rules,
    person_invariant,
    person_rules,
    resume_unit,
    save_organisation,
    split_organisation,
    split_person,
)


def is_merged(record: Organisation | Person) -> bool:
    """Whether it stands for another record."""
    return record.merged_into_id is not None


def is_itself(record: Organisation | Person) -> bool:
    """Whether it stands for itself."""
    return record.merged_into_id is None


def has_no_end(one: Organisation) -> bool:
    """Whether a last day may be given to it."""
    return one.active_to is None and is_itself(one)


def has_end(one: Organisation) -> bool:
    """Whether it has a last day."""
    return one.active_to is not None and is_itself(one)


def still_active(today: dt.date) -> ColumnElement[bool]:
    """What a new record may name: not a duplicate, and not a unit that has ended. Older records keep theirs."""
    ended = Organisation.active_to
    return and_(Organisation.merged_into_id.is_(None), or_(ended.is_(None), ended >= today))


def no_duplicate(today: dt.date) -> ColumnElement[bool]:
    """People who stand for themselves."""
    return Person.merged_into_id.is_(None)


def has_pin(account: Account) -> bool:
    """Whether it is picked with a PIN."""
    return account.pin_hash is not None


ORGANISATIONS = Register(
    record=Organisation,
    columns=("name", "kind", "symbol", "parent_id", "is_partner", "merged_into_id"),
    form=("name", "kind", "symbol", "abbreviations", "parent_id", "nip", "regon", "krs", "address", "email", "phone",
          "website", "active_from", "active_to",
          "is_programme_coordinator", "is_partner", "remark"),
    order="name",
    rules=organisation_rules,
    save=save_organisation,
    natural_key=("name", "kind"),
    filters=("kind", "is_partner"),
    actions=(
        Action("organisation.merge", merge_organisations, (Ask("into", Organisation),), when=is_itself),
        Action("organisation.split", split_organisation, when=is_merged),
        Action("organisation.end", end_unit, (Ask("last_day", dt.date),), when=has_no_end),
        Action("organisation.resume", resume_unit, when=has_end),
    ),
    locked=locked_when_merged,
    invariant=organisation_invariant,
    offered=still_active,
    shows_uses=True,
    icon="layers",
)
PEOPLE = Register(
    record=Person,
    columns=("last_name", "first_name", "organisation_id", "email", "merged_into_id"),
    form=("last_name", "first_name", "organisation_id", "email", "phone", "remark"),
    order="last_name",
    rules=person_rules,
    natural_key=("last_name", "first_name", "email"),
    actions=(
        Action("person.merge", merge_people, (Ask("into", Person),), when=is_itself),
        Action("person.split", split_person, when=is_merged),
    ),
    locked=locked_when_merged,
    invariant=person_invariant,
    offered=no_duplicate,
    shows_uses=True,
    icon="contact",
)

ACCOUNTS = Register(
    record=Account,
    columns=("name", "role", "is_active"),
    form=("name", "role", "is_active"),
    order="name",
    rules=account_rules,
    natural_key=("name",),
    filters=("role",),
    actions=(
        Action("account.pin", set_pin, (Ask("pin"),), icon="key"),
        Action("account.clear_pin", clear_pin, when=has_pin, icon="key"),
    ),
    icon="key",
)

FEATURE = Feature(
    key="contacts",
    icon="contact",
    registers=(ORGANISATIONS, PEOPLE, ACCOUNTS),
    places=(
        Place("units", "list-checks", "openkrakow_desktop.contacts.screen.units:units"),
        Place("duplicates", "layers", "openkrakow_desktop.contacts.screen.duplicates:duplicates"),
    ),
    opens_with=ORGANISATIONS.key,
    gaps=gaps,
)
