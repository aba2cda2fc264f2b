"""The year's summary: the workbook against bare write-only openpyxl with the same cells, both outputs, memory.

Bare means every cell of the document's tables without styles, formulas, charts or a second look at the numbers."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

from openpyxl import Workbook

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.document import Document, NoData, Value, bare
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.overview.year_book import year_book
from openkrakow_desktop.programme.catalogue import catalogue

from .bench_documents import peak
from .measure import ratio
from .office import TODAY, YEAR, office

BOTH = 5.0  # seconds
NOW = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)


def summary(store: Store) -> Document:
    """The closed year's document in Polish."""
    with store.read() as session:
        return year_book(session, Period(YEAR, TODAY), words("pl"), catalogue(), DECLARED, now=NOW, is_demo=True)


def _plain(value: Value) -> object:
    match bare(value):
        case NoData():
            return "–"
        case Fraction() as share:
            return float(share)
        case plain:
            return plain


def write_bare(document: Document, path: Path) -> None:
    """The same cells through openpyxl's write-only mode."""
    book = Workbook(write_only=True)
    for number, table in enumerate(document.tables().values()):
        sheet = book.create_sheet(f"t{number}")
        sheet.append([column.title for column in table.columns])
        for row in table.rows:
            sheet.append([_plain(value) for value in row])
    book.save(path)


def main(print: Callable[..., None] = print) -> None:
    """Print the ratios and the memory that the rows of the workbook need."""
    store = office()
    document, small = summary(store), summary(office(0.1))
    rows, few = (sum(len(table.rows) for table in one.tables().values()) for one in (document, small))
    with tempfile.TemporaryDirectory() as folder:
        workbook, pdf = Path(folder, "s.xlsx"), Path(folder, "s.pdf")

        def both() -> None:
            made = summary(store)
            write_excel(made, workbook)
            write_pdf(made, pdf)

        ratio(f"summary, workbook of {rows:,} rows / bare", lambda: write_excel(document, workbook),
              lambda: write_bare(document, Path(folder, "bare.xlsx")), target=1.5)  # fmt: skip
        ratio(f"summary read, workbook and PDF, of {BOTH:g} s", both, partial(time.sleep, BOTH), target=1, runs=3)
        before, after = (peak(partial(write_excel, one, workbook)) for one in (small, document))
    print(f"{'memory of the workbook':<44} {after - before:>+9.1f} MiB for {rows - few:,} more rows  <= 1.0 MiB"
          f"  {'ok' if after - before <= 1 else 'over'}")  # fmt: skip


if __name__ == "__main__":
    main()
