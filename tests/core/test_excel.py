"""The workbook: text stays text, numbers stay numbers, and every formula gives what stands beside it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from openkrakow_desktop.core.document import (
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    Document,
    Figure,
    Heading,
    Kind,
    NoData,
    Query,
    Series,
    Suppressed,
    Table,
    Total,
    Where,
    labels,
    plain,
)
from openkrakow_desktop.core.document_rules import answer
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.excel_cells import number_format
from openkrakow_desktop.core.words import words
from tests.core.sample_report import HOSTILE, events, report

needs_calc = pytest.mark.skipif(not shutil.which("soffice"), reason="needs libreoffice-calc (soffice)")
POLISH = labels(words("pl"))
LISTED = "Wydarzenia programu w 2025 roku"


@pytest.fixture(scope="module")
def made() -> Document:
    return report(150)


@pytest.fixture(scope="module")
def workbook(made: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("xlsx") / "raport.xlsx"
    write_excel(made, path)
    return path


@pytest.fixture(scope="module")
def read(workbook: Path) -> Any:
    return openpyxl.load_workbook(workbook)


# ---- what is where -------------------------------------------------------------------------------------------------
def test_the_first_sheet_says_what_is_where(read: Any, made: Document) -> None:
    sheet = read["Spis"]
    assert read.sheetnames[:2] == ["Spis", "Opis"]
    column = [row[0].value for row in sheet.iter_rows()]
    assert column[0] == made.title and made.banner in column[:4]
    links = {sheet.cell(row, 1).value: sheet.cell(row, 1).hyperlink.location
             for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).hyperlink}  # fmt: skip
    assert links == {name: f"'{name}'!A1" for name in read.sheetnames[1:]}


def test_single_values_have_names(read: Any) -> None:
    values = {}
    for name, defined in read.defined_names.items():
        sheet, cell = defined.attr_text.replace("'", "").replace("$", "").split("!")
        values[name] = read[sheet][cell].value
    assert values == {"RokRaportu": 2025, "StanNa": dt.datetime(2025, 12, 31)}


def test_every_sheet_is_ready_to_print(read: Any) -> None:
    for sheet in read:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth) == ("landscape", "9", 1) or (
            setup.orientation, int(setup.paperSize), setup.fitToWidth) == ("landscape", 9, 1)  # fmt: skip
        assert sheet.oddFooter.right.text == "Strona &P z &N"
        assert sheet.oddFooter.left.text == "Dane przykładowe: osoby i liczby są wymyślone"
    listed = read[LISTED]
    assert listed.print_title_rows == "$3:$3" and listed.freeze_panes == "A4"
    assert read.properties.title == "Otwarty Kraków 2025" and read.properties.language == "pl"
    assert read.properties.created == dt.datetime(2026, 3, 12, 9, 30)


def test_tables_are_real_tables_with_totals(read: Any) -> None:
    table = read[LISTED].tables["tbl_wydarzenia"]
    assert table.ref == "A3:G154" and table.totalsRowCount == 1 and table.autoFilter.ref == "A3:G153"
    assert [c.name for c in table.tableColumns][:3] == ["Lp.", "Nazwa", "Data"]
    assert read["Kontakty Punktu"].tables["tbl_kontakty"].ref == "A3:E63"


def test_sheet_names_never_clash(tmp_path: Path) -> None:
    tables = [
        Table(f"t{i}", caption, (Column("A"),), ((f"x{i}",),))
        for i, caption in enumerate(["Spis", "opis", "Bardzo długi podpis tabeli, który się nie zmieści", "History",
                                     "Bardzo długi podpis tabeli, który się powtarza", "[a]:b*c?d/e\\f", "'x'", "  "])
    ]  # fmt: skip
    write_excel(Document("x", tuple(tables), POLISH), tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert len({n.casefold() for n in names}) == 10 and all(0 < len(n) <= 31 for n in names)
    assert not any(set(n) & set("[]:*?/\\'") for n in names)


# ---- values --------------------------------------------------------------------------------------------------------
def test_hostile_names_stay_text(read: Any) -> None:
    sheet = read[LISTED]
    for row, value in enumerate(HOSTILE, 4):
        cell = sheet.cell(row, 2)
        assert cell.data_type == "s" and cell.value, value
        assert cell.quotePrefix == (value[0] in "=+-@'\t"), value


def test_values_keep_their_kinds(read: Any, made: Document) -> None:
    rows = made.tables()["wydarzenia"].rows
    sheet = read[LISTED]
    for at, row in enumerate(rows, 4):
        day, people, cost = (sheet.cell(at, c) for c in (3, 6, 7))
        assert day.value == dt.datetime.combine(row[2], dt.time()) and day.is_date  # type: ignore[arg-type]
        assert people.value == ("–²" if isinstance(row[5], NoData) else row[5])
        grosze = row[6].value if isinstance(row[6], Cell) else row[6]
        assert cost.value == grosze / 100  # type: ignore[operator]
    noted = next(sheet.cell(at, 7) for at, row in enumerate(rows, 4) if isinstance(row[6], Cell))
    assert noted.value == 0 and noted.number_format.endswith('"zł""¹"')
    contacts = read["Kontakty Punktu"]
    assert contacts["B5"].value == dt.datetime(2025, 1, 7, 10, 30) and contacts["C5"].value == dt.time(10, 15)
    assert contacts["E5"].value is None and contacts["E4"].value == "uwaga 0"
    ages = read["Obecni według wieku"]
    assert {ages.cell(r, c).value for r in range(4, 28) for c in range(2, 12)} >= {"#", "–"}


@pytest.mark.parametrize(
    ("column", "polish", "english"),
    [
        (Column("", Kind.INTEGER), "[>=10000]#,##0;[<0]-#,##0;0", "#,##0"),
        (Column("", Kind.DECIMAL, digits=1), "[>=10000]#,##0.0;[<0]-#,##0.0;0.0", "#,##0.0"),
        (Column("", Kind.PERCENT, digits=1), "0.0%", "0.0%"),
        (Column("", Kind.DATE), "dd\\.mm\\.yyyy", "d mmm yyyy"),
    ],
)
def test_number_formats(column: Column, polish: str, english: str) -> None:
    assert number_format(column, "pl") == number_format(column, "uk") == polish
    assert number_format(column, "en") == english


def test_money_is_written_as_it_is(workbook: Path) -> None:
    """16 digits of a double would be 967.1900000000001; what stands in the file is 967.19."""
    with zipfile.ZipFile(workbook) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    numbers = [n for text in sheets for n in re.findall(r"<v>(-?\d+\.\d+)</v>", text)]
    assert len(numbers) > 150
    assert all(number == repr(float(number)) for number in numbers)


def test_too_long_a_text_ends_visibly(tmp_path: Path) -> None:
    table = Table("t", "T", (Column("A"),), (("x" * 40_000,), ("y" * 32_767,)))
    write_excel(Document("x", (table,), POLISH), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["T"]
    assert len(sheet["A4"].value) == 32_767 and sheet["A4"].value.endswith("x…") and sheet["A5"].value == "y" * 32_767


# ---- charts --------------------------------------------------------------------------------------------------------
def test_charts_are_native_and_have_alternative_texts(workbook: Path, made: Document) -> None:
    figures = [b for b in made.blocks if isinstance(b, Figure)]
    with zipfile.ZipFile(workbook) as archive:
        names = archive.namelist()
        drawings = [archive.read(f"xl/drawings/drawing{i}.xml").decode() for i in range(1, len(figures) + 1)]
        charts = [archive.read(n).decode() for n in names if n.startswith("xl/charts/chart")]
    assert len(charts) == len(figures) == 12
    for drawing, figure in zip(drawings, figures, strict=True):
        found = re.search(r'name="([^"]*)" descr="([^"]*)"', drawing)
        assert found and found[1] == figure.caption and len(found[2]) > 60
    assert all('<c:delete val="0"' in chart or '<delete val="0"' in chart for chart in charts)


# ---- formulas ------------------------------------------------------------------------------------------------------
def formulas(path: Path) -> dict[tuple[str, str], str]:
    cells = [(sheet.title, cell) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    return {(title, cell.coordinate): cell.value for title, cell in cells if cell.data_type == "f"}


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """LibreOffice's own settings folder: another window of it may be open on this machine."""
    return f"-env:UserInstallation={(tmp_path_factory.mktemp('office') / 'profile').as_uri()}"


def recalculated(path: Path, tmp_path: Path, profile: str) -> Any:
    """The workbook as LibreOffice computes it from a copy without our values."""
    copy, out = tmp_path / "bare.xlsx", tmp_path / "out"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", source.read(item)))
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", out, copy]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return openpyxl.load_workbook(out / "bare.xlsx", data_only=True)


def awkward() -> Document:
    """Titles and conditions that a formula may misread: brackets, codes, dates as text, wildcards, the words for no."""
    odd = "Koszt [zł], 'netto' #1"
    names = ("007", "7", "maj 2025", "tak*", "taką", "PRAWDA", "1.10", "1.1", "<b>", "=1+1", "", 'cu"dzy', "~x?")
    rows = tuple(
        (name, NoData() if i == 2 else Suppressed() if i == 5 else 1000 + 7 * i, i, "–" if i == 3 else NoData())
        for i, name in enumerate(names)
    )
    columns = (Column("Kod (tekst)", header=True), Column(odd, Kind.MONEY), Column("Nr", Kind.INTEGER), Column("Opis."))
    data = Table("dane", "Dane", columns, (*rows, (None, None, None, None)))
    asked = []
    for name in (*names, None):
        where: tuple[Where, ...] = (Where("Kod (tekst)", name),)
        for query in (
            Query("dane", Total.COUNT, "", where),
            Query("dane", Total.COUNT, odd, where),
            Query("dane", Total.SUM, odd, (*where, Where("Nr", 0, ">="))),
            Query("dane", Total.COUNT, "", (Where("Kod (tekst)", name, "<>"), Where("Nr", 5, "<>"))),
            Query("dane", Total.COUNT, "", (Where(odd, 1014, ">="), *where)),
        ):
            asked.append(query)
    asked += [
        Query("dane", Total.MEAN, odd, (Where("Kod (tekst)", "1.1"),)),
        Query("dane", Total.MEAN, "Nr", (Where("Kod (tekst)", "taką", "<>"),)),
        Query("dane", Total.SUM, odd),
        Query("dane", Total.MEAN, "Nr"),
        Query("dane", Total.COUNT, "Nr"),
        Query("dane", Total.COUNT, "Kod (tekst)"),
    ]
    kinds = {odd: Kind.MONEY}
    results = []
    for i, query in enumerate(asked):
        kind = Kind.INTEGER if query.total is Total.COUNT else kinds.get(query.column, Kind.DECIMAL)
        cell = Cell(answer({"dane": data}, query), "", query)
        results.append(Table(f"w{i}", f"Wynik {i}", (Column("Wynik", kind),), ((cell,),)))
    return Document("Dziwne", (data, *results), POLISH)


@needs_calc
@pytest.mark.parametrize("which", ["report", "awkward"])
def test_formulas_recomputed_equal_the_values_beside_them(
    workbook: Path, tmp_path: Path, profile: str, which: str
) -> None:
    path = workbook
    if which == "awkward":
        path = tmp_path / "a.xlsx"
        write_excel(awkward(), path)
    ours, theirs = openpyxl.load_workbook(path, data_only=True), recalculated(path, tmp_path, profile)
    cells = formulas(path)
    assert len(cells) > 70
    for (sheet, place), text in cells.items():
        expected = ours[sheet][place].value
        assert theirs[sheet][place].value == pytest.approx(expected, rel=1e-12), (sheet, place, text)
    if which == "report":
        for row, value in enumerate(HOSTILE, 4):
            assert theirs[LISTED].cell(row, 2).value == plain(value), value


@needs_calc
def test_a_changed_row_moves_the_numbers_as_our_recount_does(made: Document, tmp_path: Path, profile: str) -> None:
    """The formulas are live: one event moved to another place and its cost changed."""
    path, listed = tmp_path / "a.xlsx", made.tables()["wydarzenia"]
    write_excel(made, path)
    book = openpyxl.load_workbook(path)
    book[LISTED]["E20"], book[LISTED]["G20"] = "Klub Kultury „Wola”", 12345.67
    book.save(path)
    rows = list(listed.rows)
    rows[16] = (*rows[16][:4], "Klub Kultury „Wola”", rows[16][5], 1234567)
    changed = {"wydarzenia": replace(listed, rows=tuple(rows))}
    theirs = recalculated(path, tmp_path, profile)
    sheet, moved = theirs["Wydarzenia według miejsca 2"], 0
    for at, row in enumerate(made.tables()["miejsce"].rows, 4):
        for column, cell in enumerate(row[1:5], 2):
            assert isinstance(cell, Cell) and cell.query
            expected = answer(changed, cell.query) or 0
            moved += expected != cell.value
            assert sheet.cell(at, column).value == pytest.approx(expected / 100 if column == 5 else expected, rel=1e-12)
    assert moved >= 4


def test_every_formula_has_its_value(workbook: Path) -> None:
    ours = openpyxl.load_workbook(workbook, data_only=True)
    cells = formulas(workbook)
    assert all(ours[sheet][place].value is not None for sheet, place in cells)
    said = set(cells.values())
    assert '=COUNTIFS(tbl_wydarzenia[Rodzaj],"=koncert")' in said
    assert "=SUBTOTAL(109,tbl_wydarzenia[Koszt])" in said
    march = 'tbl_wydarzenia[Data],">="&DATE(2025,3,1),tbl_wydarzenia[Data],"<"&DATE(2025,4,1)'
    assert f"=SUMIFS(tbl_wydarzenia[Koszt],{march})" in said
    assert any(text.startswith("=SUMPRODUCT((tbl_wydarzenia[Miejsce]=") for text in said)


def test_a_condition_too_long_for_excel_leaves_the_number(tmp_path: Path) -> None:
    name = "nazwa bez cyfr " * 20
    data = Table("d", "D", (Column("A"),), ((name,), ("b",)))
    query = Query("d", Total.COUNT, "", (Where("A", name),))
    result = Table("r", "R", (Column("N", Kind.INTEGER),), ((Cell(1, "", query),),))
    write_excel(Document("x", (data, result), POLISH), tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["R"]["A4"].value == 1


# ---- writing -------------------------------------------------------------------------------------------------------
def test_the_same_document_makes_the_same_bytes(made: Document, workbook: Path, tmp_path: Path) -> None:
    write_excel(made, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_it_reads_the_same_without_lxml(made: Document, workbook: Path, tmp_path: Path) -> None:
    """Developers have lxml, users have not; openpyxl writes differently with it."""
    script = (
        "import builtins, pathlib, sys\n"
        "real = builtins.__import__\n"
        "def without(name, *rest, **more):\n"
        "    if name.split('.')[0] == 'lxml': raise ImportError(name)\n"
        "    return real(name, *rest, **more)\n"
        "builtins.__import__ = without\n"
        "from openkrakow_desktop.core.excel import write_excel\n"
        "from tests.core.sample_report import report\n"
        "write_excel(report(150), pathlib.Path(sys.argv[1]))\n"
        "assert 'lxml' not in sys.modules\n"
    )
    root = Path(__file__).parents[2]
    path = tmp_path / "b.xlsx"
    subprocess.run([sys.executable, "-W", "ignore", "-c", script, path], check=True, cwd=root)
    for data_only in (True, False):
        one, other = (openpyxl.load_workbook(p, data_only=data_only) for p in (workbook, path))
        for sheet in one:
            mine = [[c.value for c in row] for row in sheet.iter_rows()]
            assert mine == [[c.value for c in row] for row in other[sheet.title].iter_rows()]


def test_progress_counts_rows_and_can_stop_it(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    document = Document("x", (events(1200),), POLISH)
    write_excel(document, tmp_path / "a.xlsx", progress=lambda done, of: told.append((done, of)))
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]
    before = (tmp_path / "a.xlsx").read_bytes()

    def stop(done: int, of: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_excel(document, tmp_path / "a.xlsx", progress=stop)
    assert (tmp_path / "a.xlsx").read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_a_document_with_problems_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="heading level skipped"):
        write_excel(Document("x", (Heading("A", 2),), POLISH), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        document = Document("x", (events(rows),), POLISH)
        tracemalloc.start()
        write_excel(document, tmp_path / "m.xlsx")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(1600) < peak(400) + 2_000_000


def test_an_empty_document_and_an_empty_table(tmp_path: Path) -> None:
    empty = Table("e", "Pusta", (Column("A"), Column("B", Kind.INTEGER, total=Total.SUM)), ())
    assert write_excel(Document("x", (), POLISH), tmp_path / "a.xlsx") == 2
    assert write_excel(Document("x", (empty,), POLISH), tmp_path / "a.xlsx") == 3
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["Pusta"]
    assert sheet.tables["tbl_e"].ref == "A3:B5" and sheet["B5"].value == 0


def test_a_chart_of_anonymous_dots_has_numbered_columns(tmp_path: Path) -> None:
    chart = ChartSpec(ChartKind.DOTS, ("a", "b"), tuple(Series("", (i, None)) for i in range(12)))
    figure = Figure("f", "Kropki", chart, "Widać.")
    write_excel(Document("x", (figure,), POLISH), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Kropki"]
    assert [c.value for c in sheet[3]] == [None, *map(str, range(1, 13))]
    assert sheet["B5"].value is None and sheet["M4"].value == 11


def test_english_and_ukrainian_workbooks(tmp_path: Path) -> None:
    for language, footer in (("en", "Page &P of &N"), ("uk", "Сторінка &P з &N")):
        write_excel(report(20, language), tmp_path / f"{language}.xlsx")
        sheets = openpyxl.load_workbook(tmp_path / f"{language}.xlsx")
        assert sheets.worksheets[0].oddFooter.right.text == footer


def test_a_stopped_export_leaves_no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    def stop(done: int, of: int) -> None:
        assert len(list(scratch.iterdir())) > 1
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_excel(report(600), tmp_path / "a.xlsx", progress=stop)
    assert list(scratch.iterdir()) == [] and [p.name for p in tmp_path.iterdir()] == ["scratch"]
