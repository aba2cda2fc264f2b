"""Coordinators of cooperation and assistants at schools as lists, forms and actions."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ..contacts.model import FACILITIES
from ..core.declarations import Action, Ask
from ..core.offers import PanelPart
from ..core.problems import refuse
from ..core.record import Record
from . import rules
from .contact_base import ContactBase, read_period
from .model import Assistant, CooperationCoordinator
from .small import small


def end_period(model: type[Record]) -> Any:
    """A verb: the last day of somebody's period. Raises Refused: before its first day, or already ended."""
    def end(session: Session, record_id: UUID, to_on: dt.date) -> None:
        one: Any = session.get_one(model, record_id)
        if one.to_on is not None:
            refuse("to_on", "problem.period_ended", day=one.to_on.strftime("%d.%m.%Y"))
        if to_on < one.from_on:
            refuse("to_on", "problem.end_before_start")
        one.to_on = to_on
        session.flush()
    return end


def _runs(one: Any) -> bool:
    return one.to_on is None


def _part(base: ContactBase) -> PanelPart:
    return PanelPart(partial(read_period, base), "openkrakow_desktop.activities.screen.contact_part:contact_part")


COORDINATORS = small(
    CooperationCoordinator, ("person_id", "unit_id", "from_on", "to_on", "order_no"),
    ("person_id", "unit_id", "from_on", "to_on", "order_no"), rules.span(), rules.coordinator,
    order="-from_on", date="from_on", until="to_on", natural_key=("person_id", "unit_id", "from_on"), icon="contact",
    widths={"unit_id": 22},
    actions=(Action("cooperation_coordinator.end", end_period(CooperationCoordinator), (Ask("to_on", dt.date),), _runs,
                    icon="calendar"),),
    watches=("person", "organisation"), part=_part(ContactBase.COORDINATORS))
ASSISTANTS = small(
    Assistant, ("code", "kind", "school_id", "from_on", "to_on"), ("code", "kind", "school_id", "from_on", "to_on"),
    rules.span(), rules.assistant, rules.of_kind("school_id", FACILITIES, "problem.not_facility"),
    order="-from_on", date="from_on", until="to_on", natural_key=("code", "school_id", "from_on"), filters=("kind",),
    icon="graduation-cap",
    actions=(Action("assistant.end", end_period(Assistant), (Ask("to_on", dt.date),), _runs, icon="calendar"),),
    watches=("organisation",), part=_part(ContactBase.ASSISTANTS))
