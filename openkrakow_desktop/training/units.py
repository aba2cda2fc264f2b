"""Which group the people of a unit belong to, where the unit says it. Which unit a text means, contacts/units knows."""

from __future__ import annotations

from ..contacts.model import OrganisationKind
from ..contacts.units import Unit
from ..core.text import fold
from .model import TrainingGroup
from .rules import KINDS_OF_GROUP


def group_of(unit: Unit) -> TrainingGroup | None:
    """The group that people of such a unit belong to, where its kind says one."""
    if unit.kind is OrganisationKind.MUNICIPAL_UNIT and "straz miejska" in fold(unit.name):
        return TrainingGroup.MUNICIPAL_POLICE
    return next((group for group, kinds in KINDS_OF_GROUP.items() if unit.kind in kinds), None)
