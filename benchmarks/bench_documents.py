"""The workbook against bare write-only openpyxl, the tagged PDF against plain untagged reportlab, and memory.

The yardsticks write the same cells and set the same texts in the same fonts and widths, with thin rules and a header
repeated on each page, as a careful author would by hand."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import ratio
from openkrakow_desktop.core.document import Column, Document, Heading, Kind, NoData, Source, Table, Total, labels
from openkrakow_desktop.core.document_rules import show
from openkrakow_desktop.core.words import words

ROWS_WORKBOOK, ROWS_PDF, ROWS_MEMORY = 6300, 640, (1500, 6000)
NAMES = (
    "Święto języka ojczystego",
    "Kuchnia bez granic: pierogi, wareniki, momo i arepas przy jednym stole",
    "Spacer po Kazimierzu",
    "Jak działa budżet obywatelski i kto może w nim głosować",
    "Свято рідної мови",
)
TYPES = ("warsztaty", "koncert", "debata", "festyn", "kurs językowy")
PLACES = ("Centrum Wielokulturowe", "Klub Kultury „Wola”", "Biblioteka Kraków, filia 21", "Dzielnica XVIII Nowa Huta")
WIDTHS, RIGHT = (22, 150, 50, 50, 100, 50, 57), (0, 5, 6)


def listing(count: int) -> Document:
    """A list of events with text, dates, counts, money, a gap here and there."""
    chance, rows = random.Random(1), []
    for i in range(count):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=i % 365)
        people = NoData("nie policzono") if i % 97 == 40 else chance.randrange(8, 240)
        name = f"{chance.choice(NAMES)} ({i + 1})"
        rows.append((i + 1, name, day, chance.choice(TYPES), chance.choice(PLACES), people, chance.randrange(10**6)))
    columns = (
        Column("Lp.", Kind.INTEGER),
        Column("Nazwa", header=True),
        Column("Data", Kind.DATE),
        Column("Rodzaj"),
        Column("Miejsce"),
        Column("Uczestnicy", Kind.INTEGER, total=Total.SUM),
        Column("Koszt", Kind.MONEY, total=Total.SUM),
    )
    table = Table("wydarzenia", "Wydarzenia", columns, tuple(rows), Source("rejestr wydarzeń", "stan na 31.12.2025"))
    return Document("Wykaz", (Heading("Wykaz"), table), labels(words("pl")))


def table_of(document: Document) -> Table:
    return document.tables()["wydarzenia"]


# ---- yardsticks ----------------------------------------------------------------------------------------------------
def bare_workbook(document: Document, path: Path) -> None:
    """The same cells through openpyxl's write-only mode, without a single style."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("x")
    table = table_of(document)
    sheet.append([c.title for c in table.columns])
    for row in table.rows:
        sheet.append(["–" if isinstance(value, NoData) else value for value in row])
    book.save(path)


def plain_pdf(document: Document, path: Path) -> None:
    """The same list by reportlab's own table: cells are strings, cut into lines by its own simpleSplit."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.utils import simpleSplit
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    table = table_of(document)
    regular, head = "NotoSans", ParagraphStyle("h", fontName="NotoSans-SemiBold", fontSize=7.5, leading=10)
    cells = []
    for row in table.rows:
        texts = [show(value, column, document) for value, column in zip(row, table.columns, strict=True)]
        cells.append(["\n".join(simpleSplit(t, regular, 8.2, w - 10)) for t, w in zip(texts, WIDTHS, strict=True)])
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), regular, 8.2, 11),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 3.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#d5dbe1"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, "#1a2028"),
        *(("ALIGN", (i, 0), (i, -1), "RIGHT") for i in RIGHT),
    ]
    titles = [Paragraph(c.title, head) for c in table.columns]
    made = Table([titles, *cells], colWidths=WIDTHS, repeatRows=1, style=style)

    def furniture(canvas: Any, template: Any) -> None:
        canvas.setFont(regular, 7.5)
        canvas.drawString(58, 36, "stan na 31.12.2025")
        canvas.drawRightString(537, 36, f"Strona {template.page}")
        canvas.line(58, 790, 537, 790)

    template = SimpleDocTemplate(str(path), leftMargin=58, rightMargin=58, topMargin=76, bottomMargin=64)
    title = Paragraph("Wykaz", ParagraphStyle("t", fontName=regular))
    template.build([title, made], onFirstPage=furniture, onLaterPages=furniture)


# ---- memory --------------------------------------------------------------------------------------------------------
def peak(work: Callable[[], object]) -> float:
    """MiB at the highest point, beyond what was there before."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def main(print: Callable[..., None] = print) -> None:
    """Print the ratios and what four times the rows add to the workbook's memory."""
    from openkrakow_desktop.core.excel import write_excel
    from openkrakow_desktop.core.pdf import write_pdf

    with tempfile.TemporaryDirectory() as folder:
        workbook, pdf, other = Path(folder, "w.xlsx"), Path(folder, "p.pdf"), Path(folder, "yardstick")
        long, short = listing(ROWS_WORKBOOK), listing(ROWS_PDF)
        write_pdf(listing(20), pdf)  # fonts are registered before anybody is timed
        ratio(
            f"workbook of {ROWS_WORKBOOK} rows / bare openpyxl",
            lambda: write_excel(long, workbook),
            lambda: bare_workbook(long, other),
            target=1.5,
        )
        ratio(
            f"tagged PDF of {ROWS_PDF} rows / plain reportlab",
            lambda: write_pdf(short, pdf),
            lambda: plain_pdf(short, other),
            target=1.0,
        )
        few, many = (listing(rows) for rows in ROWS_MEMORY)
        write_excel(few, workbook)
        before, after = peak(lambda: write_excel(few, workbook)), peak(lambda: write_excel(many, workbook))
        growth = f"{after - before:+.1f} MiB for {ROWS_MEMORY[1] - ROWS_MEMORY[0]} more rows"
        print(f"{'memory of the workbook':<44} {growth:>36}  <= 1.0 MiB  {'ok' if after - before <= 1 else 'over'}")


if __name__ == "__main__":
    main()
