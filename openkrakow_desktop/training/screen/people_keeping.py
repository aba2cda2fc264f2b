"""What is typed on the page of people and not saved yet, as plain values for a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from ..minutes import Cell
from ..roster_text import FIELDS, Written


def values_to_keep(people: Sequence[Written], typed: Mapping[Cell, str]) -> dict[str, Any]:
    """Rows and cells as plain values; nothing at all where nothing is typed."""
    values: dict[str, Any] = {}
    if people:
        values["people"] = [
            [*(getattr(one, name) for name in FIELDS), one.person_id.hex if one.person_id else "", one.is_new]
            for one in people
        ]
    if typed:
        values["minutes"] = [[participation.hex, session.hex, said] for (participation, session), said in typed.items()]
    return values


def people_of_draft(kept: Mapping[str, Any]) -> list[Written]:
    """The rows of a draft; what cannot be read is left out."""
    found = []
    for row in kept.get("people", ()):
        if isinstance(row, list) and len(row) == len(FIELDS) + 2:
            *said, person, is_new = row
            values: dict[str, Any] = dict(zip(FIELDS, map(str, said), strict=True))
            found.append(Written(**values, person_id=UUID(person) if person else None, is_new=bool(is_new)))
    return found


def minutes_of_draft(kept: Mapping[str, Any]) -> dict[Cell, str]:
    """The cells of a draft."""
    rows = (row for row in kept.get("minutes", ()) if isinstance(row, list) and len(row) == 3)
    return {(UUID(participation), UUID(session)): str(said) for participation, session, said in rows}
