"""A workbook that came back, as it stands in its file: rows, answers, marks. Nothing is trusted, nothing is judged.

The file is parsed in a child process with limits (excel_read.py); columns are found by the program's own headings, so
that renamed headings, moved columns and re-sorted rows do no harm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .answer_book import SIGNATURE, AnswerBook, is_token
from .excel_read import EMPTY, CellValue, Sheet, column_letters, read_workbook
from .problems import Problem, Refused
from .text import clean, fold
from .words import LANGUAGES, words

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xltx", ".ods", ".csv")  # what a folder of returned workbooks is searched for
HEADED_WITHIN = 20  # rows


@dataclass(frozen=True)
class Place:
    """A cell and where it stands: 'Oceny!G12'."""

    value: CellValue
    at: str

    @property
    def words(self) -> str:
        """What it says, as people would read it out."""
        value = self.value.value
        if self.value.kind == "bool":
            return str(bool(value)).upper()
        if self.value.kind == "number" and isinstance(value, float):
            return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
        if self.value.kind == "date":
            return f"{value:%d.%m.%Y}"
        return "" if value is None else clean(str(value))

    @property
    def is_empty(self) -> bool:
        return self.value.kind == "empty" or (self.value.kind == "text" and not self.words)


@dataclass(frozen=True)
class ReturnedRow:
    """A row of the sheet that is filled in; `at` is its number, `row["points"]` the cell under that heading."""

    at: int
    places: Mapping[str, Place]
    inputs: tuple[str, ...]

    def __getitem__(self, name: str) -> Place:
        return self.places[name]

    @property
    def token(self) -> str:
        return self.places["token"].words

    @property
    def seal(self) -> str:
        return self.places["seal"].words

    @property
    def is_filled(self) -> bool:
        """Whether anything was entered in it."""
        return any(not self.places[name].is_empty for name in self.inputs)


@dataclass(frozen=True)
class ReturnedBook:
    """What a file says. `manifest` and `signature` are what it claims; `answers` stand beside its rows; `digest` tells
    what was answered from other answers."""

    name: str
    manifest: Mapping[str, str]
    signature: str
    rows: tuple[ReturnedRow, ...]
    answers: Mapping[str, Place]

    @property
    def digest(self) -> str:
        """The answers alone, in the order of their tokens: a file saved again, renamed or sorted has the same."""
        rows = sorted(
            (row.token, *(f"{row[name].value.kind}:{row[name].words}" for name in row.inputs)) for row in self.rows
        )
        said = sorted((name, place.words) for name, place in self.answers.items())
        told = repr((self.manifest.get("card", ""), rows, said))
        return hashlib.sha256(told.encode()).hexdigest()


def read_book(path: Path, kind: AnswerBook) -> ReturnedBook:
    """Read a file somebody sent back, through the reader that survives anything.

    Raises Refused for a file that cannot be read or was never one of this kind."""
    from .excel_form import marks_of  # heavy, and only now needed

    sheets = read_workbook(path)
    marks = {name: value for name, value in marks_of(path).items() if name.startswith(kind.mark)}
    found = next(((sheet, at, columns) for sheet in sheets for at, columns in _columns(sheet, kind)), None)
    if not marks or found is None:
        key = "no_rows" if marks else "no_manifest" if found else "not_ours"
        raise Refused(Problem("", f"problem.{kind.said}_{key}", {"file": path.name}))
    sheet, at, columns = found
    return ReturnedBook(
        path.name,
        {name: marks.get(kind.mark + name, "") for name in kind.manifest},
        marks.get(kind.mark + SIGNATURE, ""),
        tuple(_rows(sheet, at, columns, kind)),
        {name: place for one in sheets for name, place in _answers(one, kind.loose)},
    )


def _columns(sheet: Sheet, kind: AnswerBook) -> Iterator[tuple[int, dict[str, int]]]:
    """(the row with the program's own headings, where each stands)."""
    for at, row in enumerate(sheet.rows[:HEADED_WITHIN]):
        columns = {str(cell.value): place for place, cell in enumerate(row) if cell.value in kind.keys}
        if {"#token", f"#{kind.inputs[0]}"} <= columns.keys():
            yield at, columns
            return


def _rows(sheet: Sheet, head: int, columns: Mapping[str, int], kind: AnswerBook) -> Iterator[ReturnedRow]:
    """Rows with a token, and what somebody filled in below the first of them without one."""
    first = next((at for at, row in enumerate(sheet.rows) if any(is_token(str(cell.value)) for cell in row)), head + 1)
    for at in range(first, len(sheet.rows)):

        def place(key: str, at: int = at) -> Place:
            column = columns.get(key)
            value = EMPTY if column is None else sheet.cell(at, column)
            return Place(value, f"{sheet.name}!{column_letters((column or 0) + 1)}{at + 1}")

        made = ReturnedRow(at + 1, {name: place(f"#{name}") for name in kind.columns}, kind.inputs)
        if is_token(made.token) or made.is_filled:
            yield made


def _answers(sheet: Sheet, loose: str) -> Iterator[tuple[str, Place]]:
    """Answers beside the rows: the key stands two columns left of the cell that is filled in."""
    if not loose:
        return
    for at, row in enumerate(sheet.rows):
        for place, cell in enumerate(row):
            if isinstance(cell.value, str) and cell.value.startswith(loose):
                answer = sheet.cell(at, place + 2)
                yield cell.value.removeprefix(loose), Place(answer, f"{sheet.name}!{column_letters(place + 3)}{at + 1}")


@cache
def said_in_any_language(*keys: str) -> frozenset[str]:
    """These words in every language, folded: what a cell may say to mean them."""
    return frozenset(fold(words(language)(key)) for language in LANGUAGES for key in keys)


def files_of(places: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order; what office programs leave behind is passed over."""
    found: dict[Path, None] = {}
    for place in places:
        inside = sorted(one for one in place.rglob("*") if one.is_file()) if place.is_dir() else [place]
        for one in inside:
            is_lock = one.name.startswith(("~$", ".~lock", "."))
            if one == place or (one.suffix.lower() in ENDINGS and not is_lock):
                found[one] = None
    return list(found)
