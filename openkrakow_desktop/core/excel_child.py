"""The child process that parses a workbook: limits on itself first, then one JSON line per sheet on standard output.

Run as `python -m openkrakow_desktop.core.excel_child FILE BYTES`; whatever goes wrong, only this process dies."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import zipfile
from typing import Any

from .excel_read import MOST_COLUMNS, MOST_ROWS, MOST_TEXT

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def main(path: str, memory: int) -> None:
    """Write the sheets of `path`; raises (and so exits with 1) on anything unexpected."""
    _limit(memory)
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is not active")
    book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows, empty = [], 0
        for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
            values = [_told(cell) for cell in row]
            while values and values[-1] is None:
                values.pop()
            empty = 0 if values else empty + 1
            rows.append(values)
        del rows[len(rows) - empty :]
        told = {
            "name": sheet.title,
            "hidden": sheet.sheet_state != "visible",
            "rows": rows,
            "merged": _merged(path, sheet._worksheet_path),
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits: the time limit of the parent and the sizes checked must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        return ["formula", str(value)[:100]]
    if cell.data_type == "e":
        return ["error", str(value)]
    match value:
        case bool() | int():
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else ["error", str(value)]
        case dt.datetime():
            return ["d", value.replace(tzinfo=None).isoformat()]
        case dt.date():
            return ["d", dt.datetime(value.year, value.month, value.day).isoformat()]
        case dt.time():
            return ["t", value.isoformat()]
        case dt.timedelta():
            seconds = int(value.total_seconds())
            return ["t", dt.time(seconds // 3600 % 24, seconds // 60 % 60).isoformat()]
        case str():
            return value[: MOST_TEXT + 1] or None
        case _:
            return str(value)


def _merged(path: str, member: str) -> list[str]:
    """The merged ranges of a sheet, straight from its XML: read-only mode does not tell them, and reading the whole
    book for them would take twice the time and ten times the memory."""
    found: dict[bytes, None] = {}
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        tail = b""
        while chunk := stream.read(2**20):
            found |= dict.fromkeys(_MERGED.findall(tail + chunk))
            tail = chunk[-200:]
    return [address.decode() for address in found]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
