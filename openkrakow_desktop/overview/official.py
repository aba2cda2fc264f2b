"""The door between what is tried out and what is official: nothing of a trial passes it.

Whatever counts the year for a screen, a report, a version, a workbook or a command asks here first. A trial (another
reading, another year's bounds, what came of them) bears `is_trial`."""

from __future__ import annotations

from ..core.problems import refuse


def official(*used: object) -> None:
    """Raises Refused where anything used to make official figures is one of a trial."""
    if any(getattr(one, "is_trial", False) for one in used):
        refuse("", "problem.what_if_official")
