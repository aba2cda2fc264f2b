"""The text of a frozen version: canonical JSON whose SHA-256 anybody can recompute, packed for the file.

Packed is base64 of xz, so that `base64 -d | xz -d | sha256sum` gives the version's hash without this program."""

from __future__ import annotations

import base64
import datetime as dt
import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..core.canonical import Canonical, canonical
from ..core.measures import Row
from ..programme import catalogue as c
from ..programme.editions import edition
from .evaluate import YearNumbers

FORM = 1  # of this text; a later one is read by the reader of its number
_MOST = 400_000_000  # bytes that a text may have when unpacked: what is more has been tampered with
Rows = Mapping[str, tuple[tuple[Row, ...], tuple[Row, ...]]]  # code -> rows that count, rows left out


@dataclass(frozen=True)
class Contents:
    """What a version freezes. `corrects`: the hash of the version before; `documents`: name of a paper -> SHA-256
    of its JSON; `at`: the moment the registers were read; `head`: the journal's last hashes then."""

    year: int
    number: int
    at: dt.datetime
    catalogue: str
    head: str
    numbers: YearNumbers
    rows: Rows
    documents: Mapping[str, str]
    methodology: str
    corrects: str = ""
    reason: str = ""

    def text(self) -> str:
        """The canonical text that is hashed."""
        return canonical(
            {
                "form": FORM,
                "year": self.year,
                "version": self.number,
                "at": self.at.astimezone(dt.UTC).isoformat(),
                "catalogue": self.catalogue,
                "journal_head": self.head,
                "numbers": _codec(self.numbers.catalogue).told(self.numbers),
                "rows": {
                    code: {"counted": [_counted(row) for row in counted], "left_out": [_left(row) for row in left_out]}
                    for code, (counted, left_out) in self.rows.items()
                },
                "documents": dict(self.documents),
                "methodology": self.methodology,
                "corrects": self.corrects,
                "reason": self.reason,
            }
        )


def read_contents(text: str) -> Contents:
    """What `Contents.text` wrote. ValueError where the text is no version of a year."""
    try:
        tree = json.loads(text)
        if tree["form"] != FORM:
            raise ValueError(f"form {tree['form']}")
        return Contents(
            tree["year"],
            tree["version"],
            dt.datetime.fromisoformat(tree["at"]),
            tree["catalogue"],
            tree["journal_head"],
            _codec(edition(tree["catalogue"])).read(tree["numbers"]),
            {
                code: (
                    tuple(_row([*one, ""]) for one in rows["counted"]),
                    tuple(_row([*one[:-1], 0, one[-1]]) for one in rows["left_out"]),
                )
                for code, rows in tree["rows"].items()
            },
            tree["documents"],
            tree["methodology"],
            tree["corrects"],
            tree["reason"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no version of a year: {error}") from error


def pack(text: str) -> str:
    """A long text as it is kept."""
    return base64.b64encode(lzma.compress(text.encode())).decode("ascii")


def unpack(packed: str) -> str:
    """The text that `pack` packed. ValueError where it was not, or is too great to be one."""
    try:
        reader = lzma.LZMADecompressor(memlimit=128 << 20)
        found = reader.decompress(base64.b64decode(packed, validate=True), _MOST)
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(f"not packed: {error}") from error
    if not reader.eof or reader.unused_data:
        raise ValueError("not packed whole")
    return found.decode()


def _counted(row: Row) -> list[Any]:
    return [*_named(row), row.counts]


def _left(row: Row) -> list[Any]:
    return [*_named(row), row.why]


def _named(row: Row) -> list[Any]:
    return [row.register, str(row.id), row.on.isoformat() if row.on else None, row.title]


def _row(told: Sequence[Any]) -> Row:
    register, key, on, title, counts, why = told
    return Row(register, UUID(key), dt.date.fromisoformat(on) if on else None, title, counts, why)


def _codec(catalogue: c.Catalogue) -> Canonical:
    """The year's numbers with the entries of the catalogue by their codes."""
    return Canonical(
        YearNumbers,
        named={
            c.Catalogue: (lambda one: one.code, lambda code: catalogue),
            c.Number: (lambda one: one.code, catalogue.measures.__getitem__),
            c.Indicator: (lambda one: one.code, catalogue.indicators.__getitem__),
        },
    )
