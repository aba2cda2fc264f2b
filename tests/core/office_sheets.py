"""Workbooks as a real office keeps them, all invented: the two samples of resources/sample and their rows.

Run `python -m tests.core.office_sheets FOLDER` to write them anew."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

EVENTS_FILE, POINT_FILE = "wydarzenia-centrum-2023.xlsx", "punkt-informacyjny-2023.xlsx"
Row = tuple[Any, ...]

EVENT_HEAD: tuple[Row, Row] = (
    ("Lp.", "Miesiąc", "Termin", "Godz.", "Nazwa wydarzenia", "Rodzaj", "Miejsce", "Prowadzący", "Ilość osób", None,
     None, "Uwagi"),
    (None, None, None, None, None, None, None, None, "dzieci", "dorośli", "razem", None),
)  # fmt: skip
EVENT_ROWS: tuple[Row, ...] = (
    (1, "styczeń", "czw. 12.01", "18.00-20.30", "Kawiarenka językowa: ukraiński", "kawiarenka", "sala główna",
     "M. Lis", 0, 24, 24, None),
    (2, None, "16 stycznia 2023 r.", "godz. 17", "Warsztat: pisanki trzech tradycji", "warsztaty", "sala 2",
     "K. Sowa", 12, 10, 22, None),
    (3, None, "25.I.2023", "16.00", "Debata: sąsiedzi", "debata", "Biblioteka", "J. Wrona", None, None,
     "ok. 50 osób", None),
    (4, "luty", dt.datetime(2023, 2, 6), dt.time(18), "Kawiarenka językowa: polski", "kawiarenka", "sala główna",
     "M. Lis", None, None, "40+", None),
    (5, None, "14.02.", "18-20", "Projekcja: krótkie metraże", "film", "sala główna", "A. Kos", None, None, "odwołane",
     "choroba osoby prowadzącej"),
    (6, None, "20 lutego", "18.00 - 20.00", "Spotkanie dla rodziców", "spotkanie informacyjne", "sala 2", "K. Sowa",
     None, None, "brak", "lista zaginęła"),
    (7, "marzec", "8-9 marca", None, "Festiwal smaków", "festiwal", "ogród", "wszyscy", None, None, "1 200", None),
    (8, None, "31.02.2023", "18.00", "Spacer po Kazimierzu", "spacer", None, "A. Kos", None, None, "25/30", None),
)  # fmt: skip
EVENT_TOTAL: Row = ("Razem", None, None, None, None, None, None, None, 12, 34, "=SUM(K5:K12)", None)

POINT_HEAD: Row = ("Dzień", "Forma kontaktu", "Język", "Temat", "L. osób", "Pierwszy raz", "Doradca", "Uwagi")
POINT_MONTHS: dict[str, tuple[Row, ...]] = {
    "styczeń": (
        (7, "osobiście", "ukr.", "legalizacja pobytu", 1, "tak", "Punkt 1", None),
        (7, "tel.", "ros.", "praca, mieszkanie", 1, "nie", "Punkt 1", None),
        (8, "e-mail", "ang.", "szkoła", 2, "tak", "Punkt 2", None),
        ("9", "wizyta", "polski", "karta pobytu; PESEL", "3 os.", "?", "Punkt 2", "cała rodzina"),
        (None, None, None, None, None, None, None, None),
        POINT_HEAD,
        (14, "osobiście", "ukraiński", "kurs polskiego", 1, "tak", "Punkt 1", None),
        ("Razem", None, None, None, 8, None, None, None),
    ),
    "luty": (
        ("3.02", "osobiście", "ukraińskiego", "legalizacja", 1, "tak", "Punkt 1", None),
        ("4.II", "telefonicznie", "gruziński", "zdrowie", "ok. 4 osoby", "nie", "Punkt 1", None),
        ("5 lutego", "messenger", "hiszpański", "najem mieszkania", 1, "tak", "Punkt 2", None),
        (6, "gołębiem", "ukr.", "inne", 1, "nie", "Punkt 2", None),
        ("Razem", None, None, None, 7, None, None, None),
    ),
}


def events_book() -> Workbook:
    """A year of events: a title, two lines of headings with merged cells, merged months, dates as text, a total."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kalendarz"
    sheet.append(["Wydarzenia Centrum w 2023 roku"])
    sheet.append([])
    for row in (*EVENT_HEAD, *EVENT_ROWS, EVENT_TOTAL):
        sheet.append(row)
    sheet.append([])
    sheet.append(["Sporządził zespół Centrum"])
    sheet["A1"].font = Font(bold=True, size=14)
    for column in (1, 2, 3, 4, 5, 6, 7, 8, 12):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet.merge_cells("I3:K3")
    for first, last in ((5, 7), (8, 10), (11, 12)):
        sheet.merge_cells(start_row=first, end_row=last, start_column=2, end_column=2)
    for row in (3, 4, 13):
        for column in range(1, 13):
            sheet.cell(row, column).font = Font(bold=True)
            sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="center")
    for column, width in enumerate((5, 11, 20, 14, 34, 22, 16, 14, 9, 9, 13, 26), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    return book


def point_book() -> Workbook:
    """A sheet per month with the bare day; the year stands in the title of each."""
    book = Workbook()
    book.remove(book.active)
    for month, rows in POINT_MONTHS.items():
        sheet = book.create_sheet(month)
        sheet.append([f"Punkt Informacyjny, {month} 2023"])
        sheet.append([])
        for row in (POINT_HEAD, *rows):
            sheet.append(row)
        sheet["A1"].font = Font(bold=True, size=14)
        for column in range(1, len(POINT_HEAD) + 1):
            sheet.cell(3, column).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = 20
    return book


def write(folder: Path) -> None:
    """Both samples, always with the same bytes inside."""
    for name, book in ((EVENTS_FILE, events_book()), (POINT_FILE, point_book())):
        book.properties.creator = "OpenKraków"
        book.properties.created = book.properties.modified = dt.datetime(2026, 1, 2)
        book.save(folder / name)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
