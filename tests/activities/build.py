"""Rows of small registers entered as users enter them, in one line each."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.activities.feature import FEATURE
from openkrakow_desktop.contacts.feature import ORGANISATIONS, PEOPLE
from openkrakow_desktop.contacts.model import OrganisationKind

TODAY = dt.date(2027, 1, 15)
REGISTERS = {register.key: register for register in FEATURE.registers}


def put(session: Session, table: str, **values: Any) -> UUID:
    register = REGISTERS[table]
    return register.put(session, None, register.draft(session, None) | values, TODAY).id


def edit(session: Session, table: str, key: UUID, **values: Any) -> None:
    register = REGISTERS[table]
    register.put(session, key, register.draft(session, key) | values, TODAY)


def organisation(session: Session, name: str, kind: OrganisationKind = OrganisationKind.NGO) -> UUID:
    return ORGANISATIONS.put(session, None, ORGANISATIONS.draft(session, None) | {"name": name, "kind": kind}, TODAY).id


def person(session: Session, last_name: str) -> UUID:
    return PEOPLE.put(session, None, {"last_name": last_name, "first_name": "Ewa"}, TODAY).id
