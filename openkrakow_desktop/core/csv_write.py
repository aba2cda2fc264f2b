"""A register as a .csv file that office programs open and our own import reads back.

Texts that a spreadsheet would take for a formula get an apostrophe in front, which the import takes away again."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from .clock import WARSAW
from .declarations import Field, Register
from .document import Table, bare
from .excel_read import RISKY
from .excel_template import in_words, register_rows
from .files import replacing
from .import_sheets import ID_HEADING
from .words import Words


def write_csv(session: Session, register: Register, path: Path, words: Words) -> int:
    """Write every record of a register with the words of `words` as headings (UTF-8, semicolons); how many rows.

    The last column keeps each row's key: of two people of one name the import knows which is which."""
    fields = register.fields()
    rows = register_rows(session, register)
    with replacing(path) as temporary, temporary.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*(words(one.key) for one in fields), ID_HEADING])
        for key, *values in rows:
            told = (_cell(one, value, words) for one, value in zip(fields, values, strict=True))
            writer.writerow([*told, key.hex])
    return len(rows)


def write_table(table: Table, path: Path) -> int:
    """Write a table of a document as people see it, without its totals; how many rows."""
    with replacing(path) as temporary, temporary.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([one.title for one in table.columns])
        writer.writerows([_shown(bare(value)) for value in row] for row in table.rows)
    return len(table.rows)


def _shown(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


def _cell(field: Field, value: Any, words: Words) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        sign, size = "-" if value < 0 else "", abs(value)
        return f"{sign}{size // 100},{size % 100:02d}" if field.money else str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M:%S")
    text = value if isinstance(value, str) and not field.choices else in_words(field, value, words)
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text  # one more than it has, so that one comes off
