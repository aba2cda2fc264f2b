"""Case numbers (znak sprawy): recognised, never demanded. An office may number otherwise, so an odd one is a warning.

The year inside a case number never decides the reporting year (domain.md §1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .problems import Problem

_LETTERS = "A-ZĄĆĘŁŃÓŚŹŻ"
_PATTERN = re.compile(
    rf"^[{_LETTERS}]{{1,6}}(-\d{{1,2}})*(\.[A-Z]{{1,4}})?"  # unit symbol, in Krakow with hyphenated numbers
    rf"\.\d{{2,4}}(\.\d{{1,6}}){{1,3}}"  # class of the file plan, number of the case
    rf"\.(19|20)\d{{2}}(\.[{_LETTERS}]{{2,4}})?$"  # year of opening, initials of the clerk
)


def is_case_number(value: str) -> bool:
    """Whether it is written as the City's office instruction (§ 5 ust. 4) and Krakow's practice write it."""
    return _PATTERN.match(value) is not None


def case_number_problems(value: str | None, field: str) -> Iterable[Problem]:
    """A warning for an unusual case number; nothing for an empty one. It is saved as it is either way."""
    if value and not is_case_number(value):
        yield Problem(field, "problem.case_number", {"value": value}, warning=True)
