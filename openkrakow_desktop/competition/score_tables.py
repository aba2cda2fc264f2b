"""The two shapes of a table of scores: a matrix (candidates by members, under criteria), or one score a row.

By its cells alone: who is meant by the names is found out later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.problems import Problem
from ..core.text import clean
from .score_names import heading_of, is_total, plain, vocabulary

if TYPE_CHECKING:
    from ..core.excel_read import CellValue, Sheet

WITHIN = 15  # rows among which the headings stand
_LONG = {"candidate", "juror", "criterion", "points"}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it stands: the words for member, candidate and criterion with their cells, and the answer. In a
    matrix nobody knows yet which of two headings is the member and which the criterion."""

    at: str
    cell: CellValue
    juror: str
    juror_at: str
    no: str
    candidate: str
    candidate_at: str
    criterion: str
    criterion_at: str
    remark: str | None = None
    of_sheet: str = ""

    @property
    def words(self) -> str:
        return _text(self.cell)


@dataclass
class Read:
    """A table taken apart. `where`: the cell its headings begin with."""

    where: str
    title_year: int | None = None
    cells: list[Said] = field(default_factory=list)
    faults: list[tuple[str, str, Problem]] = field(default_factory=list)


def is_table(sheet: Sheet) -> bool:
    """Whether a sheet is a table of scores, and none of our own lists or a score card."""
    if any(cell.value == "#token" for row in sheet.rows[:3] for cell in row):
        return False
    for at, row in enumerate(sheet.rows[:WITHIN]):
        heads = {heading_of(_text(cell)) for cell in row}
        if heads >= _LONG:
            return True
        if "candidate" in heads and not heads & {"juror", "points"}:
            named = any(plain(sheet.name).startswith(one) for one in vocabulary()["sheets"])
            return (named or _label(sheet, at, "criterion") is not None) and len(row) > 2
    return False


def read_table(sheet: Sheet) -> Read:
    """Take a sheet apart of which `is_table` is true."""
    for at, row in enumerate(sheet.rows[:WITHIN]):
        heads = [heading_of(_text(cell)) for cell in row]
        if set(heads) >= _LONG:
            return _read_long(sheet, at, heads)
        if "candidate" in heads:
            return _read_matrix(sheet, at, heads)
    raise ValueError(sheet.name)


# ---- one score a row -----------------------------------------------------------------------------------------------
def _read_long(sheet: Sheet, head: int, heads: list[str]) -> Read:
    places = {name: heads.index(name) for name in heads if name}
    read = Read(_at(head, 0), _year(sheet, head))
    for at in range(head + 1, len(sheet.rows)):
        said = {name: _text(sheet.cell(at, place)) for name, place in places.items()}
        if not any(said.values()):
            continue
        if found := _YEAR.search(said.get("edition", "")):
            year = int(found[1])
            if read.title_year not in (None, year):
                read.faults.append(
                    (_at(at, places["edition"]), said["edition"], Problem("", "problem.scores_editions"))
                )
            read.title_year = year
        cell = sheet.cell(at, places["points"])
        if cell.kind == "empty" or not _text(cell):
            continue
        read.cells.append(
            Said(
                _at(at, places["points"]),
                cell,
                said["juror"],
                _at(at, places["juror"]),
                said.get("no", ""),
                said["candidate"],
                _at(at, places["candidate"]),
                said["criterion"],
                _at(at, places["criterion"]),
                said.get("remark") or None,
            )
        )
    return read


# ---- a matrix ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Column:
    place: int
    juror: str
    juror_at: str
    criterion: str
    criterion_at: str
    of_sheet: str  # the criterion the whole sheet is about, if it says so


def _read_matrix(sheet: Sheet, head: int, heads: list[str]) -> Read:
    candidate = heads.index("candidate")
    no = heads.index("no") if "no" in heads else None
    read = Read(_at(head, candidate), _year(sheet, head))
    first, columns = _columns(sheet, head, heads)
    for at in range(first, len(sheet.rows)):
        name = _text(sheet.cell(at, candidate))
        number = _text(sheet.cell(at, no)) if no is not None else ""
        if is_total(name) or (not name and is_total(number)):
            said = name or number
            read.faults.append(
                (_at(at, candidate), said, Problem("candidate", "problem.scores_total", {"value": said}))
            )
            continue
        for one in columns:
            cell = sheet.cell(at, one.place)
            if cell.kind == "empty" or not _text(cell):
                continue
            read.cells.append(
                Said(
                    _at(at, one.place),
                    cell,
                    one.juror,
                    one.juror_at,
                    number,
                    name,
                    _at(at, candidate),
                    one.criterion,
                    one.criterion_at,
                    None,
                    one.of_sheet,
                )
            )
    return read


def _columns(sheet: Sheet, head: int, heads: list[str]) -> tuple[int, list[_Column]]:
    """(the first row of scores, the columns of scores): two headings above each other, or members alone under the one
    criterion that the sheet or a line above names."""
    width = max(map(len, sheet.rows[: head + 2]))
    fixed = {place for place, name in enumerate(heads) if name in ("no", "candidate", "edition")}
    start = max(fixed) + 1
    below = head + 1 < len(sheet.rows) and all(not _text(sheet.cell(head + 1, place)) for place in fixed)
    above = head > 0 and any(_text(sheet.cell(head - 1, place)) for place in range(start, width))
    upper, lower = (head, head + 1) if below else (head - 1, head) if above else (head, None)
    first = (lower if lower is not None else head) + 1
    said = _label(sheet, head, "criterion")
    one_criterion, one_at = said if said is not None else (_named_after(sheet.name), _at(head, start))
    columns, group = list[_Column](), ("", "")
    for place in range(start, width):
        if text := _text(sheet.cell(upper, place)):
            group = (text, _at(upper, place))
        if lower is None:
            if _text(sheet.cell(upper, place)):
                columns.append(_Column(place, *group, one_criterion, one_at, one_criterion))
            continue
        if under := _text(sheet.cell(lower, place)):
            columns.append(_Column(place, *group, under, _at(lower, place), one_criterion))
        elif is_total(group[0]) and _text(sheet.cell(upper, place)):
            columns.append(_Column(place, *group, one_criterion, one_at, one_criterion))
    return first, columns


def _named_after(name: str) -> str:
    """'Oceny – innowacyjność' → 'innowacyjność': a sheet for each criterion says which."""
    parts = re.split(r"\s[–—-]\s|:", name, maxsplit=1)
    return parts[1].strip() if len(parts) == 2 else ""


def _label(sheet: Sheet, head: int, name: str) -> tuple[str, str] | None:
    """What stands beside, or behind the colon of, a label above the headings: 'Kryterium: innowacyjność'."""
    for at, place, text in _above(sheet, head):
        before, colon, behind = text.partition(":")
        if heading_of(before) == name:
            if colon and behind.strip():
                return behind.strip(), _at(at, place)
            if beside := _text(sheet.cell(at, place + 1)):
                return beside, _at(at, place + 1)
    return None


def _year(sheet: Sheet, head: int) -> int | None:
    """The title year in the sheet's name or above its headings."""
    told = [sheet.name, *(text for _, _, text in _above(sheet, head))]
    found = next((match for text in told if (match := _YEAR.search(text))), None)
    return int(found[1]) if found else None


def _above(sheet: Sheet, head: int) -> Iterator[tuple[int, int, str]]:
    for at, row in enumerate(sheet.rows[:head]):
        for place, cell in enumerate(row):
            if text := _text(cell):
                yield at, place, text


def _text(cell: CellValue) -> str:
    if cell.kind == "number" and isinstance(cell.value, float):
        return str(int(cell.value)) if cell.value.is_integer() else str(cell.value).replace(".", ",")
    return "" if cell.value is None else clean(str(cell.value))


def _at(row: int, column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
