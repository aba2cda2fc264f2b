"""A returned score card as it stands in its file: rows, declarations, marks. Nothing is trusted, nothing is judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..core.excel_read import EMPTY, CellValue, Sheet, column_letters, read_workbook
from ..core.problems import Problem, Refused
from ..core.text import clean, fold
from ..core.words import LANGUAGES, words
from .cards import DECLARATION_KEY, KEYS, MANIFEST, MARK, SIGNATURE
from .kinds import ConflictKind

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xltx", ".ods", ".csv")  # what a folder of returned cards is searched for


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
    """A row of the sheet of scores; `at` is its number."""

    at: int
    token: str
    seal: str
    no: str
    candidate: str
    criterion: str
    points: Place
    remark: Place
    conflict: Place

    @property
    def is_filled(self) -> bool:
        """Whether anything was entered in it."""
        return not (self.points.is_empty and self.remark.is_empty and self.conflict.is_empty)


@dataclass(frozen=True)
class ReturnedCard:
    """What a file says. `manifest` and `signature` are what it claims; `digest` tells its answers from others."""

    name: str
    manifest: Mapping[str, str]
    signature: str
    sheet: str
    rows: tuple[ReturnedRow, ...]
    declarations: Mapping[str, Place]

    @property
    def digest(self) -> str:
        """The answers alone, in the order of their tokens: a file saved again, renamed or sorted has the same."""
        answers = sorted(
            (row.token, *(f"{one.value.kind}:{one.words}" for one in (row.points, row.remark, row.conflict)))
            for row in self.rows
        )
        said = sorted((name, place.words) for name, place in self.declarations.items())
        told = repr((self.manifest.get("card", ""), answers, said))
        return hashlib.sha256(told.encode()).hexdigest()


def read_card(path: Path) -> ReturnedCard:
    """Read a file somebody sent back, through the reader that survives anything.

    Raises Refused for a file that cannot be read or was never one of our cards."""
    from ..core.excel_form import marks_of  # heavy, and only now needed

    sheets = read_workbook(path)
    marks = {name: value for name, value in marks_of(path).items() if name.startswith(MARK)}
    found = next(((sheet, at, columns) for sheet in sheets for at, columns in _columns(sheet)), None)
    if not marks:
        key = "problem.card_no_manifest" if found else "problem.card_not_ours"
        raise Refused(Problem("", key, {"file": path.name}))
    if found is None:
        raise Refused(Problem("", "problem.card_no_rows", {"file": path.name}))
    sheet, at, columns = found
    return ReturnedCard(
        path.name,
        {name: marks.get(MARK + name, "") for name in MANIFEST},
        marks.get(MARK + SIGNATURE, ""),
        sheet.name,
        tuple(_rows(sheet, at, columns)),
        {name: place for one in sheets for name, place in _declarations(one)},
    )


def _columns(sheet: Sheet) -> Iterator[tuple[int, dict[str, int]]]:
    """(the row with the program's own headings, where each stands)."""
    for at, row in enumerate(sheet.rows[:20]):
        columns = {str(cell.value): place for place, cell in enumerate(row) if cell.value in KEYS}
        if {"#token", "#points"} <= columns.keys():
            yield at, columns
            return


def _rows(sheet: Sheet, head: int, columns: Mapping[str, int]) -> Iterator[ReturnedRow]:
    """Rows with a token, and what somebody filled in below the first of them without one."""
    first = next((at for at, row in enumerate(sheet.rows) if any(_is_token(str(cell.value)) for cell in row)), head + 1)
    for at in range(first, len(sheet.rows)):

        def place(key: str, at: int = at) -> Place:
            column = columns.get(key)
            value = EMPTY if column is None else sheet.cell(at, column)
            return Place(value, f"{sheet.name}!{column_letters((column or 0) + 1)}{at + 1}")

        made = ReturnedRow(
            at=at + 1,
            token=place("#token").words,
            seal=place("#seal").words,
            no=place("#no").words,
            candidate=place("#candidate").words,
            criterion=place("#criterion").words,
            points=place("#points"),
            remark=place("#remark"),
            conflict=place("#conflict"),
        )
        if _is_token(made.token) or made.is_filled:
            yield made


def _is_token(text: str) -> bool:
    return len(text) == 32 and all(sign in "0123456789abcdef" for sign in text)


def _declarations(sheet: Sheet) -> Iterator[tuple[str, Place]]:
    for at, row in enumerate(sheet.rows):
        for place, cell in enumerate(row):
            if isinstance(cell.value, str) and cell.value.startswith(DECLARATION_KEY):
                name = cell.value.removeprefix(DECLARATION_KEY)
                answer = sheet.cell(at, place + 2)
                yield name, Place(answer, f"{sheet.name}!{column_letters(place + 3)}{at + 1}")


# ---- what the words of a card mean, in any language -----------------------------------------------------------------
@cache
def abstentions() -> frozenset[str]:
    """The words for an abstention, folded."""
    return frozenset(fold(words(language)("score_card.abstain")) for language in LANGUAGES)


@cache
def agreements() -> frozenset[str]:
    """The words for yes, folded."""
    said = [words(language)(key) for language in LANGUAGES for key in ("score_card.yes", "yes")]
    return frozenset(map(fold, said))


@cache
def conflicts() -> Mapping[str, ConflictKind | None]:
    """Folded words → the kind of a conflict; None: there is none."""
    said: dict[str, ConflictKind | None] = {}
    for language in LANGUAGES:
        w = words(language)
        said |= {fold(w.choice(kind)): kind for kind in ConflictKind}
        said[fold(w("score_card.no_conflict_word"))] = None
    return said


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
