"""`openkrakow programme [FILE]`: the editions of the Programme with the years each counts; a new one taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .command_line import DONE
from .commands import print_json

if TYPE_CHECKING:
    from .commands import Call


def programme(call: Call) -> int:
    """Take in the edition that was named, checked whole; then say which years each edition counts."""
    from ..programme.catalogue import editions
    from ..programme.editions import add_edition

    if call.typed.file is not None:
        added = add_edition(call.typed.file)
        if not call.typed.json:
            print(call.words("told.edition_added", code=added.code))
    known = editions()
    if call.typed.json:
        told = [
            {
                "code": one.code,
                "first_year": one.programme.first_year,
                "last_year": one.programme.last_year,
                "tasks": len(one.tasks),
                "measures": len(one.measures),
                "indicators": len(one.indicators),
            }
            for one in known
        ]
        print_json({"editions": told})
        return DONE
    for one in known:
        span = {"first": one.programme.first_year, "last": one.programme.last_year}
        counts = {"tasks": len(one.tasks), "measures": len(one.measures), "indicators": len(one.indicators)}
        print(call.words("told.edition", code=one.code, title=one.programme.title(call.language), **span, **counts))
    return DONE
