"""Cells of another kind, totals that were counted, pages without a sheet, short names of sheets, rows of shares."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from openkrakow_desktop.core.charts import Letters, picture
from openkrakow_desktop.core.document import (
    Block,
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    Document,
    Figure,
    Heading,
    Kind,
    Paragraph,
    Query,
    Series,
    Suppressed,
    Table,
    Total,
    Where,
    labels,
)
from openkrakow_desktop.core.document_rules import describe, problems, show, table_legend
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.words import words

from .test_pdf import needs_poppler

POLISH = labels(words("pl"))
ROWS = Table("rows", "Wpisy", (Column("Kod"), Column("Kwota", Kind.MONEY), Column("Opis")),
             tuple((f"K{i}", 100 + i, "krótko" if i < 1400 else "opis, który jest dopiero daleko w dole arkusza")
                   for i in range(1500)), workbook_only=True, sheet="Dane")  # fmt: skip
SUM = sum(100 + i for i in range(1500))
MIXED = Table(
    "mixed",
    "Liczby różnych rodzajów w jednej kolumnie",
    (Column("Nazwa", header=True), Column("Wartość", Kind.INTEGER), Column("Próg", right=True)),
    (
        ("środki", Cell(SUM, "W tym wykonanie.", Query("rows", Total.SUM, "Kwota"), Kind.MONEY), "≥ 5"),
        ("udział", Cell(Fraction(1, 20), kind=Kind.PERCENT, digits=0), "≥ 5%"),
        ("osoby", 12, "≥ 10"),
        ("małe", Suppressed(), "–"),
    ),
    last=("Razem", 4321, ""),
    sheet="Krótko",
)
PAPER = Table("paper", "Tylko na papierze", (Column("A"),), (("x",),), paper_only=True)
SHARES = Figure(
    "bars",
    "Wskaźniki",
    ChartSpec(
        ChartKind.BULLET,
        ("osoby", "udział", "brak"),
        (
            Series("wartość", (4200, Fraction(193, 5000), None)),
            Series("oczekiwana", (4000, Fraction(1, 20), Fraction(1, 20))),
            Series("baza", (5132, Fraction(0), Fraction(0))),
        ),
        shares=(1, 2),
    ),
    "Widać.",
    sheet="Wykres",
)


def document(*blocks: Block) -> Document:
    return Document("Raport", blocks or (MIXED, PAPER, SHARES, ROWS), POLISH)


def test_a_cell_reads_as_its_own_kind_and_totals_may_be_given() -> None:
    column, made = MIXED.columns[1], document()
    assert [show(row[1], column, made) for row in MIXED.rows] == ["12\u00a0742,50\u00a0zł", "5%", "12", "#"]
    assert problems(made) == []
    columns = (Column("A", header=True), Column("B", Kind.INTEGER))
    hidden = Table("t", "T", columns, (("a", 5),), last=("R", Suppressed()))
    assert table_legend(hidden, made) == [f"# {POLISH.suppressed_legend}"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (Table("t", "T", (Column("A"),), (("x",),), last=("x", "y")), "row of another length"),
        (Table("t", "T", (Column("A", Kind.INTEGER, total=Total.SUM),), ((1,),), last=(1,)), "both added and given"),
        (Table("t", "T", (Column("A"),), (("x",),), sheet="x" * 32), "sheet name too long"),
        (Table("t", "T", (Column("A"),), ((Cell(1, query=Query("paper", where=(Where("A", "x"),))),),)), "no sheet"),
    ],
)
def test_what_no_workbook_could_hold_is_a_problem(table: Table, told: str) -> None:
    assert [problem for problem in problems(document(table, PAPER)) if told in problem]


def test_the_workbook_holds_it_so(tmp_path: Path) -> None:
    write_excel(document(), tmp_path / "a.xlsx")
    book, values = (openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=plain) for plain in (False, True))
    assert book.sheetnames == ["Spis", "Opis", "Krótko", "Wykres", "Dane"]
    sheet = book["Krótko"]
    assert str(sheet["B4"].value).startswith("=SUM(") and values["Krótko"]["B4"].value == SUM / 100
    assert "zł" in sheet["B4"].number_format and sheet["B5"].number_format == "0%" and sheet["B5"].value == 0.05
    assert [sheet.cell(4, n).alignment.horizontal for n in (1, 3)] == ["left", "right"]
    assert sheet.tables["tbl_mixed"].ref == "A3:C7" and [c.value for c in sheet[8]][:2] == ["Razem", 4321]
    assert sheet["B8"].font.bold and sheet.oddHeader.right.text == "&A"
    longest = max(len(str(row[0].value or "")) for row in sheet.iter_rows())
    shown = book["Krótko"].print_area.split(":")[1]
    assert shown.endswith("$11") and longest > 40 and shown > "$C"
    assert book["Dane"].column_dimensions["C"].width > 40, "a long text far down counts too"
    assert book["Wykres"]["B5"].number_format == "0.00%" and book["Wykres"]["C5"].number_format == "0%"
    assert book["Wykres"]["B6"].value is None


def test_rows_of_shares_read_as_percentages() -> None:
    told = describe(SHARES, document())
    assert "udział: wartość 3,86%; oczekiwana 5%; baza 0%." in told and "osoby: wartość 4200" in told
    drawn = picture(SHARES.chart, 480, lambda text, size, bold: len(text) * size / 2, POLISH)
    words_ = [shape.text for shape in drawn.shapes if isinstance(shape, Letters)]
    assert {"3,86%", "/ 5%", "4200", "/ 4000", "–"} <= set(words_)


@needs_poppler
def test_the_page_holds_it_so(tmp_path: Path) -> None:
    write_pdf(document(), tmp_path / "a.pdf")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True).stdout
    rows = [line.split() for line in text.splitlines()]
    assert ["Razem", "4321"] in rows and ["osoby", "12", "≥", "10"] in rows
    assert ["środki", "12", "742,50", "zł¹", "≥5"] in rows and "Tylko na papierze" in text


@needs_poppler
def test_a_narrow_table_does_not_stretch_across_the_page(tmp_path: Path) -> None:
    """Where a number stands, in points from the left: a table of short cells takes little more than half the page."""
    few = Table("t", "T", (Column("Nazwa", header=True), Column("Ile", Kind.INTEGER)), (("a", 7),))
    many = Table("t", "T", (Column("Nazwa " * 20, header=True), Column("Ile", Kind.INTEGER)), (("a " * 150, 7),))
    ends = []
    for table in (few, many):
        write_pdf(document(table), tmp_path / "a.pdf")
        told = subprocess.run(["pdftotext", "-bbox", tmp_path / "a.pdf", "-"], capture_output=True, text=True).stdout
        ends.append(max(float(line.split('xMax="')[1].split('"')[0]) for line in told.splitlines() if ">7<" in line))
    assert ends[0] < 350 < 500 < ends[1]


@needs_poppler
def test_what_introduces_a_table_stands_on_its_page(tmp_path: Path) -> None:
    lines = [Paragraph(f"Wiersz {n}.") for n in range(28)]
    table = Table("t", "T", (Column("A", header=True),), tuple((f"w{n}",) for n in range(12)))
    write_pdf(document(*lines, Heading("Dział"), Paragraph("Wstęp."), table), tmp_path / "a.pdf")
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True).stdout
    first, second = told.split("\f")[:2]
    assert "Wiersz 27." in first and "Wstęp." not in first
    assert second.index("Wstęp.") < second.index("Tabela 1. T")
