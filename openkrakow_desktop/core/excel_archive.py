"""Finishing a workbook's archive: what openpyxl cannot write is put in while its parts are copied, piece by piece.

Values beside formulas (LibreOffice and viewers trust them), alternative texts of charts, and fixed times."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl.writer.excel import ExcelWriter

_PIECE = 1 << 18
_EMPTY_VALUE = re.compile(rb"<v ?/>|<v></v>")  # the standard library's way and lxml's
_LONGEST_EMPTY = 7


def save(
    workbook: Any, path: Path, values: dict[str, list[Any]], alts: list[tuple[str, str]], created: dt.datetime
) -> None:
    """Write the workbook. `values`: sheet title -> the values of its formulas, in writing order; `alts`: (title,
    alternative text) of each chart, in sheet order. The same workbook makes the same bytes."""
    with tempfile.TemporaryFile() as raw:
        with ZipFile(raw, "w", ZIP_STORED) as archive:
            ExcelWriter(workbook, archive).write_data()
        with ZipFile(raw) as archive, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as new_archive:
            sheets = {f"xl/worksheets/sheet{i}.xml": s.title for i, s in enumerate(workbook.worksheets, 1)}
            for item in archive.infolist():
                info = ZipInfo(item.filename, (2000, 1, 1, 0, 0, 0))
                info.compress_type = ZIP_DEFLATED
                results = values.get(sheets.get(item.filename, ""))
                with archive.open(item) as part, new_archive.open(info, "w") as copy:
                    for piece in _finished(item.filename, part, results, alts, created):
                        copy.write(piece)


def _finished(
    name: str, part: IO[bytes], values: list[Any] | None, alts: list[tuple[str, str]], created: dt.datetime
) -> Iterable[bytes]:
    if values:
        return _with_values(part, values)
    if found := re.fullmatch(r"xl/drawings/drawing(\d+)\.xml", name):
        return [_with_alt(part.read(), *alts[int(found[1]) - 1])]
    if name == "docProps/core.xml":
        stamp = created.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return [re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, part.read())]
    return iter(lambda: part.read(_PIECE), b"")


def _with_values(part: IO[bytes], values: list[Any]) -> Iterator[bytes]:
    """The n-th empty <v> of a sheet is its n-th formula."""
    rest, waiting = b"", iter(values)
    while piece := part.read(_PIECE):
        rest += piece
        out, done = [], 0
        for match in _EMPTY_VALUE.finditer(rest):
            out += [rest[done : match.start()], _value(next(waiting))]
            done = match.end()
        keep = max(done, len(rest) - _LONGEST_EMPTY)  # an empty value may be cut between two pieces
        yield b"".join([*out, rest[done:keep]])
        rest = rest[keep:]
    yield rest
    if next(waiting, waiting) is not waiting:
        raise ValueError("more values than formulas")


def _value(value: Any) -> bytes:
    return b"" if value is None else b"<v>%s</v>" % repr(value).encode()


def _with_alt(data: bytes, title: str, alt: str) -> bytes:
    named = f"name={quoteattr(title)} descr={quoteattr(alt)}".encode()
    return re.sub(rb'(<(?:xdr:)?cNvPr [^>]*?)name="[^"]*"', lambda m: m[1] + named, data, count=1)
