"""The sheets of a workbook under construction: their names, print set-up, and the values of their formulas."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .document import Block, Document, Figure, Table, printable
from .excel_cells import keep_as_they_are

_A4 = 9
INDEX, TEXT = "", "\x00text"  # keys no block can have


@contextmanager
def half_sheets_dropped(workbook: Any) -> Iterator[None]:
    """After a stop or a full disk no temporary files stay (openpyxl would keep them until the program ends), and what
    the XML library says of the disk is an OSError like any other."""
    try:
        yield
    except Exception as error:
        if type(error).__name__ != "SerialisationError":  # lxml's, where that is installed: "IO_ENOSPC"
            raise
        raise OSError(getattr(errno, str(error).removeprefix("IO_"), errno.EIO), str(error)) from error
    finally:
        _drop_half_sheets(workbook)


def _drop_half_sheets(workbook: Any) -> None:
    for sheet in workbook.worksheets:
        if sheet._writer is not None and Path(sheet._writer.out).exists():
            with suppress(Exception):  # half a sheet: whatever is wrong with it was already told
                sheet.close()
            with suppress(OSError):
                sheet._writer.cleanup()


class Sheets:
    """A write-only workbook of a document. `names`: block name -> sheet title; `values`: sheet -> formula results."""

    def __init__(self, document: Document) -> None:
        self.document, self.language = document, document.language
        self.workbook: Any = Workbook(write_only=True)
        self.tables = {name: table for name, table in document.tables().items() if has_sheet(table)}
        self.names = sheet_names(document)
        self.values: dict[str, list[Any]] = {}
        self.alts: list[tuple[str, str]] = []
        self._dropping = half_sheets_dropped(self.workbook)

    def __enter__(self) -> Sheets:
        self._dropping.__enter__()
        return self

    def __exit__(self, *error: Any) -> bool | None:
        return self._dropping.__exit__(*error)

    def new(self, name: str, widths: list[float], freeze: str = "", repeat: str = "", one_page: bool = False) -> Any:
        """An empty sheet, ready to print: A4 landscape, as wide as the page, title above, page numbers below."""
        sheet = self.workbook.create_sheet(name)
        self.values[name] = []
        keep_as_they_are(sheet)
        for i, wide in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(i)].width = wide
        if freeze:
            sheet.freeze_panes = freeze
        if repeat:
            sheet.print_title_rows = repeat
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one_page)
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddHeader.left.text = _running(self.document.title)
        sheet.oddHeader.right.text = "&A"
        sheet.oddFooter.left.text = _running(self.document.banner)
        sheet.oddFooter.right.text = self.document.labels.page.format(page="&P", pages="&N")
        return sheet


def _running(text: str) -> str:
    return printable(text).replace("&", "&&")[:100]


def has_sheet(block: Block) -> bool:
    """Whether a block is a sheet of its own."""
    return isinstance(block, Figure) or (isinstance(block, Table) and not block.paper_only)


def sheet_names(document: Document) -> dict[str, str]:
    """Block name -> sheet title: at most 31 characters, unique whatever the case, without what Excel forbids."""
    names = {INDEX: document.labels.index_sheet, TEXT: document.labels.text_sheet}
    taken = {n.casefold() for n in names.values()}
    for block in document.blocks:
        if isinstance(block, (Table, Figure)) and has_sheet(block):
            base = re.sub(r"[\[\]:*?/\\'\s]+", " ", printable(block.sheet or block.caption)).strip() or block.name
            name, n = base[:31].strip(), 1
            while name.casefold() in taken or name.casefold() == "history":  # a name Excel keeps to itself
                n += 1
                name = f"{base[: 31 - len(str(n)) - 1].strip()} {n}"
            taken.add(name.casefold())
            names[block.name] = name
    return names
