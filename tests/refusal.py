"""One rule and a draft that breaks it: run through the service, the form and the import alike (decisions.md 30)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Refusal:
    """`draft(session)` may add what it needs (an organisation, an event) and returns the values of the form.

    The register must refuse them with `key` at `field`; a `warning` is shown but saved all the same."""

    register: str
    draft: Callable[[Session], dict[str, Any]]
    field: str
    key: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.register}-{self.field or 'whole'}-{self.key.removeprefix('problem.')}"
