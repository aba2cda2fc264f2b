"""Why a cell could not be read, on its way from the readers to the importer."""

from __future__ import annotations


class Unreadable(Exception):
    """The cell does not hold what the field wants: the key of the sentence and what fills its braces."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values
