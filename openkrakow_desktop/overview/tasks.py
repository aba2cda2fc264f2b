"""How the tasks of Table 1 stand in a year, as people have stated it; nothing here is counted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..programme.model import ProductState, TaskState
from ..programme.service import statuses


@dataclass(frozen=True)
class Stated:
    """The status of a task in a year; `degree` of five."""

    id: UUID
    state: TaskState
    degree: int | None
    product: ProductState | None
    narrative: str


def stated_tasks(session: Session, year: int) -> dict[str, Stated]:
    """The statements about a year by task; a task nobody has spoken about is missing."""
    return {
        code: Stated(one.id, one.state, one.degree, one.product_state, one.narrative or "")
        for code, one in statuses(session, year).items()
    }
