"""Reading other people's workbooks: sniffed first, then parsed in a child process with limits, never trusted.

What comes out is plain: sheets of rows of cells, each cell a value with its kind. Formulas are not worked out; the
importer refuses them by name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .problems import Problem, Refused

MOST_BYTES = 100 * 2**20  # unpacked, all members together
MOST_RATIO = 200  # unpacked to packed, of a member that is not small
MOST_MEMBERS = 2_000
MOST_ROWS = 200_000  # of a sheet
MOST_COLUMNS = 200
MOST_TEXT = 32_767  # characters of a cell: Excel's own limit
MEMORY = 500 * 2**20
SECONDS, SECONDS_PER_MB = 5.0, 1.5
RISKY = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that office programs take for a formula
_OLD_EXCEL = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True)
class CellValue:
    """One cell: `kind` is text, number, date, time, bool, formula, error or empty."""

    kind: str
    value: Any = None


@dataclass
class Sheet:
    """One sheet as it stands in the file. `rows[0]` is row 1; `merged` lists merged ranges as Excel names them.

    Of pasted rows is known besides in which row the headings stand, and which row of the source each one was."""

    name: str
    rows: list[list[CellValue]]
    merged: list[str] = field(default_factory=list)
    hidden: bool = False
    head: int | None = None
    numbers: tuple[int, ...] = ()

    def number(self, row: int) -> int:
        """The number of a row as people count."""
        return self.numbers[row] if row < len(self.numbers) else row + 1

    def cell(self, row: int, column: int) -> CellValue:
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else EMPTY


EMPTY = CellValue("empty")


def read_workbook(path: Path) -> list[Sheet]:
    """All sheets of an .xlsx or .csv file.

    Raises Refused, naming what is wrong with the file: not found, empty, an old .xls, protected by a password, with
    macros, links to other files or embedded objects, damaged, too large, or simply something else."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise Refused(Problem("", "problem.file_missing", {"file": path.name})) from None
    except OSError as error:
        raise Refused(
            Problem("", "problem.file_unreadable", {"file": path.name, "why": error.strerror or ""})
        ) from None
    if not start:
        raise Refused(Problem("", "problem.file_empty", {"file": path.name}))
    if start.startswith(_OLD_EXCEL):
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise Refused(
            Problem("", "problem.file_protected" if encrypted else "problem.file_old_excel", {"file": path.name})
        )
    if start.startswith(b"PK"):
        return _read_xlsx(path)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return [_read_csv(path)]
    raise Refused(Problem("", "problem.file_not_workbook", {"file": path.name}))


def _read_xlsx(path: Path) -> list[Sheet]:
    size = _inspect(path)
    limit = SECONDS + SECONDS_PER_MB * size / 2**20
    command = [sys.executable, "-m", "openkrakow_desktop.core.excel_child", str(path), str(MEMORY)]
    environment = os.environ | {"OPENPYXL_LXML": "False", "PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise Refused(Problem("", "problem.file_too_slow", {"file": path.name})) from None
    if done.returncode:
        raise Refused(Problem("", "problem.file_damaged", {"file": path.name}))
    return [_sheet(json.loads(line)) for line in done.stdout.splitlines()]


def _sheet(told: dict[str, Any]) -> Sheet:
    return Sheet(
        told["name"], [[_cell(value) for value in row] for row in told["rows"]], told["merged"], told["hidden"]
    )


def _cell(value: Any) -> CellValue:
    match value:
        case None:
            return EMPTY
        case bool():
            return CellValue("bool", value)
        case int() | float():
            return CellValue("number", value)
        case str():
            return CellValue("text", value)
        case ["d", iso]:
            return CellValue("date", dt.datetime.fromisoformat(iso))
        case ["t", iso]:
            return CellValue("time", dt.time.fromisoformat(iso))
        case [kind, text]:
            return CellValue(kind, text)
    raise ValueError(value)


def _inspect(path: Path) -> int:
    """Refuse an archive that is a trap before anything opens it; the unpacked size of its sheets, in bytes."""

    def refuse(key: str, **values: object) -> Refused:
        return Refused(Problem("", f"problem.{key}", {"file": path.name, **values}))

    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
                raise refuse("file_not_workbook")
            if any("vbaproject" in name or "macrosheets" in name for name in names):
                raise refuse("file_macros")
            if any(name.startswith("xl/externallinks/") for name in names):
                raise refuse("file_external_links")
            if any(name.startswith(("xl/embeddings/", "xl/activex/", "xl/ctrlprops/")) for name in names):
                raise refuse("file_embedded")
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
                raise refuse("file_too_large")
            if any(m.file_size > 2**20 and m.file_size > MOST_RATIO * max(1, m.compress_size) for m in members):
                raise refuse("file_too_large")
            if any(m.flag_bits & 1 for m in members):
                raise refuse("file_protected")
            return _scan(archive, members, refuse)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise refuse("file_damaged") from error
    except Exception as error:
        if isinstance(error, Refused):
            raise
        raise refuse("file_damaged") from error  # zlib.error and what else a damaged archive may raise


def _scan(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], refuse: Any) -> int:
    """Look through the XML as bytes: declarations of entities, cells beyond our limits. The size of the sheets."""
    total = 0
    for member in members:
        name = member.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue
        is_sheet = name.startswith("xl/worksheets/")
        tail = b""
        with archive.open(member) as stream:
            while chunk := stream.read(2**20):
                total += len(chunk) if is_sheet or "sharedstrings" in name else 0
                if total > MOST_BYTES:
                    raise refuse("file_too_large")
                window = tail + chunk
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window or window.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise refuse("file_entities")
                if is_sheet and (far := _beyond(window)):
                    raise refuse("file_too_far", cell=far, rows=MOST_ROWS, columns=MOST_COLUMNS)
                tail = chunk[-64:]
    return total


_ADDRESS = re.compile(rb'<(?:\w+:)?(?:c|row) [^>]*?\br="([A-Z]{0,3})(\d{1,7})"')


def _beyond(window: bytes) -> str:
    """The first cell beyond the limits, as Excel names it."""
    if not re.search(rb'\br="(?:[A-Z]{3}\d|[G-Z][A-Z]\d|[A-Z]{0,3}\d{6})', window):  # a quick look first
        return ""
    for letters, digits in _ADDRESS.findall(window):
        if int(digits) > MOST_ROWS or column_number(letters.decode()) > MOST_COLUMNS:
            return f"{letters.decode()}{digits.decode()}"
    return ""


def column_number(letters: str) -> int:
    """'A' → 1, 'AB' → 28; nothing → 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → 'A', 28 → 'AB'."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read_csv(path: Path) -> Sheet:
    if path.stat().st_size > MOST_BYTES:
        raise Refused(Problem("", "problem.file_too_large", {"file": path.name}))
    raw = path.read_bytes()
    if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(Problem("", "problem.file_not_workbook", {"file": path.name}))
    rows = [
        [CellValue("text", _unguarded(value)) if value else EMPTY for value in line]
        for line in _lines(_decoded(raw))
    ]
    if len(rows) > MOST_ROWS:
        raise Refused(
            Problem(
                "",
                "problem.file_too_far",
                {"file": path.name, "cell": f"A{len(rows)}", "rows": MOST_ROWS, "columns": MOST_COLUMNS},
            )
        )
    return Sheet(path.stem, rows)


def _unguarded(value: str) -> str:
    """The text without the one apostrophe that our own export puts before what looks like a formula."""
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(RISKY) else value


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1250", "replace")


def _lines(text: str) -> Iterator[list[str]]:
    head = text[:8192]
    separator = max(";\t,", key=lambda sign: head.split("\n", 1)[0].count(sign))
    csv.field_size_limit(MOST_TEXT * 4)
    yield from csv.reader(io.StringIO(text), delimiter=separator)
