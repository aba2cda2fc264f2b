"""What is the user's business and not a bug: problems, each a sentence in the language files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Why something was not done. `field` is empty when it concerns the whole record or action.

    `key` names the sentence (`problem.…`), `values` fill its braces. A `warning` is shown but refuses nothing."""

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    warning: bool = False


class Refused(Exception):
    """The action was not carried out and nothing was changed; `problems` say why, in the order they should be read."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.field}: {p.key} {dict(p.values)}" for p in problems))
        self.problems = problems


class Unavailable(Refused):
    """The database or its disk stands in the way: nothing that was typed or read is at fault."""


def refuse(field_name: str, key: str, **values: object) -> None:
    """Stop with one problem."""
    raise Refused(Problem(field_name, key, values))


def refuse_if(problems: Iterable[Problem]) -> None:
    """Stop when any of these is more than a warning."""
    grave = tuple(problem for problem in problems if not problem.warning)
    if grave:
        raise Refused(*grave)
