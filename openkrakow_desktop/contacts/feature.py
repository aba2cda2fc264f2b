"""People and institutions: what the rest of the program may find here."""

from __future__ import annotations

from ..core.declarations import Feature, Register
from .model import Organisation, Person

ORGANISATIONS = Register(
    record=Organisation,
    columns=("name", "kind", "symbol", "parent_id", "is_partner"),
    form=("name", "kind", "symbol", "parent_id", "nip", "regon", "krs", "address", "email", "active_from", "active_to",
          "is_programme_coordinator", "is_partner", "remark"),
    order="name",
    natural_key=("name", "kind"),
    filters=("kind", "is_partner"),
    icon="layers",
)
PEOPLE = Register(
    record=Person,
    columns=("last_name", "first_name", "organisation_id", "email"),
    form=("last_name", "first_name", "organisation_id", "email", "phone", "remark"),
    order="last_name",
    natural_key=("last_name", "first_name", "email"),
    icon="contact",
)

FEATURE = Feature(key="contacts", icon="contact", registers=(ORGANISATIONS, PEOPLE))
