"""How an office's sheet is built: titles, one or two lines of headings, months between rows, merged cells, totals.

Nothing is dropped unseen: every row that is no record is listed with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .excel_read import MOST_COLUMNS, CellValue, Sheet, column_letters, column_number
from .import_dates import Known, period_in
from .import_vocabulary import folded
from .text import clean, fold

HEADER_WITHIN = 15  # a sheet's headings stand in one of its first rows
_NUMBER = re.compile(r"[\d\s.,%\-–]+(?:\s*(?:os|osob|osoby|zl)\.?)?")
_SUM = re.compile(r"=\s*(SUM|SUMA|SUBTOTAL|COUNT)", re.IGNORECASE)
_RANGE = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")


@dataclass(frozen=True)
class LeftOut:
    """A row that is no record, and why: total, heading, period, note."""

    row: int
    why: str
    said: str


@dataclass(frozen=True)
class Layout:
    """One sheet taken apart. Rows and columns count from 0."""

    sheet: Sheet
    head: tuple[int, ...]  # the rows of the headings
    headings: Mapping[int, str]  # column → its heading, unique within the sheet
    readings: Mapping[int, tuple[str, ...]]  # column → ways to read the heading: both lines, the lower, the upper
    rows: tuple[int, ...]  # of records
    left_out: tuple[LeftOut, ...]
    known: Known  # when, according to the title rows and the sheet's name
    periods: Mapping[int, Known]  # row → when, according to the row with a month above it
    merged: Mapping[int, Mapping[int, int]] = field(default_factory=dict)  # column → row → its range's first

    def cell(self, row: int, column: int) -> CellValue:
        """The cell as it counts: below the first of merged cells, that one's value."""
        return self.sheet.cell(self.origin(row, column), column)

    def origin(self, row: int, column: int) -> int:
        """The row whose value stands here: another one above within merged cells."""
        rows = self.merged.get(column)
        return rows.get(row, row) if rows else row

    def samples(self, column: int, count: int = 3) -> list[str]:
        """The first different values of a column, as they stand."""
        found: dict[str, None] = {}
        for row in self.rows:
            if shown := shown_value(self.cell(row, column)):
                found[shown] = None
            if len(found) == count:
                break
        return list(found)


def shown_value(cell: CellValue) -> str:
    """A cell in one line, as people see it in Excel."""
    if cell.kind == "empty":
        return ""
    if cell.kind == "date":
        return str(cell.value.strftime("%d.%m.%Y" if not (cell.value.hour or cell.value.minute) else "%d.%m.%Y %H:%M"))
    if cell.kind == "time":
        return str(cell.value.strftime("%H:%M"))
    if cell.kind == "number" and float(cell.value).is_integer():
        return str(int(cell.value))
    return clean(str(cell.value)).replace("\n", " ")


def find_layout(
    sheet: Sheet, is_heading: Callable[[str], bool], ours: frozenset[str], head: int | None = None
) -> Layout | None:
    """Take a sheet apart; None where nothing in it looks like headings. `head`: their row, where it is known."""
    merged = _merged(sheet)
    found = _readings(sheet, (head,), merged, least=1) if head is not None else _find_head(sheet, is_heading, merged)
    if found is None:
        return None
    rows_of_head, readings = found
    readings = {place: ways for place, ways in readings.items() if fold(ways[0]) not in ours}
    headings = _unique(readings)
    down = {column: _by_row(spans, rows_of_head[-1], len(sheet.rows)) for column, spans in merged.down.items()}
    down = {column: rows for column, rows in down.items() if rows}
    titles = [shown_value(cell) for row in sheet.rows[: rows_of_head[0]] for cell in row]
    known = Known()
    for said in (*titles, sheet.name):
        known = known.with_(period_in(said))
    body = _Body(sheet, rows_of_head[-1], readings, merged)
    return Layout(
        sheet, rows_of_head, headings, readings, tuple(body.rows), tuple(body.left_out), known, body.periods, down
    )


# ---- headings ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Merged:
    down: Mapping[int, list[tuple[int, int]]]  # column → rows of a range higher than one row (its first column)
    across: Mapping[tuple[int, int], int]  # (row, first column) → last column of a range wider than one column


def _merged(sheet: Sheet) -> _Merged:
    down: dict[int, list[tuple[int, int]]] = {}
    across: dict[tuple[int, int], int] = {}
    for address in sheet.merged:
        found = _RANGE.fullmatch(address)
        if not found:
            continue
        left, top = column_number(found[1]) - 1, int(found[2]) - 1
        right, bottom = min(column_number(found[3]), MOST_COLUMNS) - 1, min(int(found[4]), len(sheet.rows)) - 1
        if bottom > top:
            down.setdefault(left, []).append((top, bottom))
        if right > left:
            across[top, left] = right
    return _Merged(down, across)


def _by_row(spans: list[tuple[int, int]], head: int, height: int) -> dict[int, int]:
    """Row → first row of its range, below the headings; ranges that overlap without end are not followed for ever."""
    found: dict[int, int] = {}
    steps = 0
    for first, last in spans:
        for row in range(max(first, head + 1), last + 1):
            found.setdefault(row, max(first, head + 1))
            steps += 1
            if steps > 2 * height:
                return found
    return found


_Head = tuple[tuple[int, ...], dict[int, tuple[str, ...]]]


def _find_head(sheet: Sheet, is_heading: Callable[[str], bool], merged: _Merged) -> _Head | None:
    """The row, or two rows, in which most columns have a heading that somebody knows; else the first like headings."""
    best: tuple[tuple[int, int, int], _Head] | None = None
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        for rows in ((row,), (row, row + 1)):
            if len(rows) == 2 and not _may_continue(sheet, row, merged):
                continue
            head = _readings(sheet, rows, merged)
            if head is None:
                continue
            known = len({ways for ways in head[1].values() if _is_known(ways, len(rows), is_heading)})
            score = known, -len(rows), -row
            if known >= 2 and (best is None or score > best[0]):
                best = score, head
    return best[1] if best else _first_like_headings(sheet, merged)


def _is_known(ways: tuple[str, ...], lines: int, is_heading: Callable[[str], bool]) -> bool:
    """A column of two lines is known by both together or by the lower one; by the upper one only if it is alone."""
    return any(is_heading(one) for one in (ways[:2] if lines == 2 else ways))


def _may_continue(sheet: Sheet, row: int, merged: _Merged) -> bool:
    """Whether the row below may be the second line of the headings: words only, no dates and no numbers."""
    below = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else []
    said = [cell for cell in below if cell.kind != "empty"]
    plain = [cell for cell in said if cell.kind == "text" and not re.search(r"\d{2}|\d[.:/]", str(cell.value))]
    return bool(said) and len(plain) == len(said)


def _readings(sheet: Sheet, rows: tuple[int, ...], merged: _Merged, least: int = 2) -> _Head | None:
    """For each column of these rows the ways to read its heading; an upper one may stand over several columns."""
    upper = _spread(sheet, rows[0], merged) if len(rows) == 2 else {}
    lower = {place: clean(str(cell.value)) for place, cell in enumerate(sheet.rows[rows[-1]])
             if cell.kind in ("text", "number") and clean(str(cell.value))}  # fmt: skip
    found: dict[int, tuple[str, ...]] = {}
    for place in sorted({*upper, *lower}):
        top, low = upper.get(place, ""), lower.get(place, "")
        found[place] = (f"{top} {low}", low, top) if top and low else (low or top,)
    if sum(1 for ways in found.values() if not ways[0].replace(".", "").isdigit()) < least:
        return None
    return rows, found


def _spread(sheet: Sheet, row: int, merged: _Merged) -> dict[int, str]:
    """The texts of a row, a merged one over all its columns."""
    found: dict[int, str] = {}
    for place, cell in enumerate(sheet.rows[row]):
        if cell.kind == "text" and (said := clean(str(cell.value))):
            for column in range(place, merged.across.get((row, place), place) + 1):
                found[column] = said
    return found


def _first_like_headings(sheet: Sheet, merged: _Merged) -> _Head | None:
    """A row of at least three short texts over a row that is filled: for a person to say what it is."""
    for row in range(min(HEADER_WITHIN, len(sheet.rows) - 1)):
        cells = [cell for cell in sheet.rows[row] if cell.kind != "empty"]
        texts = [cell for cell in cells if cell.kind == "text" and len(str(cell.value)) <= 60]
        if len(texts) >= 3 and len(texts) == len(cells) and any(one.kind != "empty" for one in sheet.rows[row + 1]):
            return _readings(sheet, (row,), merged)
    return None


def _unique(readings: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """Headings by column; one that occurs again bears its number: 'Godz. (2)'."""
    times: dict[str, int] = {}
    found: dict[int, str] = {}
    for place, ways in readings.items():
        said = ways[0].replace("\n", " ")
        times[fold(said)] = times.get(fold(said), 0) + 1
        found[place] = said if times[fold(said)] == 1 else f"{said} ({times[fold(said)]})"
    return found


# ---- rows ----------------------------------------------------------------------------------------------------------
class _Body:
    """The rows below the headings, each put into its place: a record, or left out with the reason."""

    def __init__(self, sheet: Sheet, last_head: int, readings: Mapping[int, tuple[str, ...]], merged: _Merged) -> None:
        self.rows: list[int] = []
        self.left_out: list[LeftOut] = []
        self.periods: dict[int, Known] = {}
        self._headings = {place: {fold(way) for way in ways} for place, ways in readings.items()}
        self._merged = merged
        now, summed = Known(), False
        for row in range(last_head + 1, len(sheet.rows)):
            cells = [(place, cell) for place, cell in enumerate(sheet.rows[row]) if cell.kind != "empty"]
            if not cells:
                continue
            why = self._why(row, cells, after_total=summed)
            if not why:
                self.rows.append(row)
                if now != Known():
                    self.periods[row] = now
                continue
            said = shown_value(cells[0][1])
            if why == "period":
                now = now.with_(period_in(said)) if period_in(said).year is None else period_in(said)
            summed = summed or why == "total"
            self.left_out.append(LeftOut(row, why, said))

    def _why(self, row: int, cells: list[tuple[int, CellValue]], *, after_total: bool) -> str:
        """Why a row is no record; empty where it is one."""
        first = cells[0][1]
        if not any(place in self._headings for place, _ in cells):
            return "note"
        if first.kind in ("text", "formula") and len(cells) + len(self._headings) > 3 and _is_total(cells):
            return "total"
        if first.kind != "text":
            return ""
        if self._is_heading(cells):
            return "heading"
        if len(cells) == 1:
            alone = period_in(str(first.value)).month is not None and len(str(first.value)) <= 40
            wide = self._merged.across.get((row, cells[0][0]), 0) >= cells[0][0] + 2
            is_wide_sheet = len(self._headings) > 2
            return "period" if alone and is_wide_sheet else "note" if (wide or after_total) and is_wide_sheet else ""
        return ""

    def _is_heading(self, cells: list[tuple[int, CellValue]]) -> bool:
        """Whether the headings stand here again."""
        if fold(clean(str(cells[0][1].value))) not in self._headings.get(cells[0][0], ()):
            return False
        same = [fold(clean(str(cell.value))) in self._headings.get(place, ()) for place, cell in cells]
        return len(same) >= 2 and sum(same) * 3 >= len(same) * 2


def _is_total(cells: list[tuple[int, CellValue]]) -> bool:
    """A row that sums up: "Razem" and numbers, or nothing but sums."""
    first = cells[0][1]
    if first.kind == "formula":
        return all(cell.kind == "formula" and _SUM.match(str(cell.value)) for _, cell in cells)
    if _totals().match(fold(clean(str(first.value)))) is None:
        return False
    return all(cell.kind in ("number", "formula") or _is_number(cell) for _, cell in cells[1:])


@cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(folded('totals'))))})\b")


def _is_number(cell: CellValue) -> bool:
    return cell.kind == "text" and _NUMBER.fullmatch(fold(cell.value)) is not None


def address(row: int, column: int) -> str:
    """(0, 0) → 'A1'."""
    return f"{column_letters(column + 1)}{row + 1}"


def own_heads(layout: Layout, width: int) -> list[list[str]]:
    """The rows down to the headings as they stood; an upper heading stands over each of its columns."""
    merged = _merged(layout.sheet)
    rows = range(layout.head[-1] + 1)
    spread = {row: _spread(layout.sheet, row, merged) for row in layout.head[:-1]}
    return [
        [spread.get(row, {}).get(place) or shown_value(layout.sheet.cell(row, place)) for place in range(width)]
        for row in rows
    ]
