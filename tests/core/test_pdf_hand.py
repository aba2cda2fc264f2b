"""Papers to write on, as PDF: tagged like every other paper, squares and cards that say what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from openkrakow_desktop.core.document import (
    Block,
    Card,
    Cards,
    CountBoxes,
    Document,
    HandBoxes,
    HandColumn,
    HandTable,
    PageBreak,
    Run,
    labels,
)
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.words import words
from tests.core.test_pdf import PAINTS, tagged

COLUMNS = (
    HandColumn((Run("Lp."), Run("№", lang="uk")), 8),
    HandColumn((Run("Nazwisko"), Run("Прізвище", lang="uk"), Run("Фамилия", lang="ru")), 50, header=True),
    HandColumn((Run("Podpis"), Run("Підпис", lang="uk")), 42),
)
ROWS = (("1", "Łęcka Maria", ""), ("2", "Z" * 200, ""), ("3", "", ""))
PICTURE = ((True, False, True), (False, True, True), (True, True, True))
BLOCKS: tuple[Block, ...] = (
    HandTable("Lista, strona 1", COLUMNS, ROWS),
    HandBoxes(("Suma strony", "Wpisał(a)")),
    PageBreak(),
    CountBoxes("dzieci", 60, "dzieci: 60 kratek"),
    Cards(tuple(Card(f"CW-000{n}", ("Centrum", "Pokaż"), PICTURE, f"Kod QR karty CW-000{n}") for n in range(1, 4))),
)


def document(*blocks: Block) -> Document:
    return Document("Lista obecności", blocks, labels(words("pl")))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hand") / "lista.pdf"
    assert write_pdf(document(*BLOCKS), path) == 2
    return path


def test_rows_heads_and_empty_cells_are_tagged(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        found = tagged(file)
        tags = [tag for tag, _ in found]
        assert tags.count("Table") == tags.count("THead") == tags.count("TBody") == 1
        assert tags.count("TR") == 1 + len(ROWS) and tags.count("TD") == 2 * len(ROWS)
        scopes = [str(e.A.Scope) for tag, e in found if tag == "TH"]
        assert scopes.count("/Column") == len(COLUMNS) and scopes.count("/Row") == len(ROWS)
        table = next(e for tag, e in found if tag == "Table")
        assert str(table.A.Summary) == "Lista, strona 1"


def test_squares_and_codes_say_what_they_are(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        figures = [e for tag, e in tagged(file) if tag == "Figure"]
        assert [str(e.Alt) for e in figures] == ["dzieci: 60 kratek"] + [f"Kod QR karty CW-000{n}" for n in (1, 2, 3)]
        assert all("/BBox" in e.A for e in figures)


def test_foreign_heads_name_their_language(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        spoken = {
            str(ops[1]["/Lang"])
            for page in file.pages
            for ops, op in pikepdf.parse_content_stream(page)
            if str(op) == "BDC" and isinstance(ops[1], pikepdf.Dictionary) and "/Lang" in ops[1]
        }
        assert {"uk", "ru"} <= spoken


def test_lines_are_decoration_and_nothing_is_painted_outside(pdf: Path) -> None:
    with pikepdf.open(pdf) as file:
        for page in file.pages:
            depth = 0
            for _, operator in pikepdf.parse_content_stream(page):
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
                assert 0 <= depth <= 2 and (depth or str(operator) not in PAINTS)
            assert depth == 0


def test_every_row_is_as_high_as_asked(tmp_path: Path) -> None:
    heights = []
    for height in (20.0, 30.0):
        path = tmp_path / f"{height}.pdf"
        write_pdf(document(HandTable("Lista", COLUMNS, ROWS, height)), path)
        with pikepdf.open(path) as file:
            boxes = [ops for ops, op in pikepdf.parse_content_stream(file.pages[0]) if str(op) == "re"]
            heights.append(sorted({round(float(box[3]), 1) for box in boxes}))
    assert 20.0 in heights[0] and 30.0 in heights[1]


def test_a_page_of_a_list_stays_one_page(tmp_path: Path) -> None:
    rows = tuple((str(n), "", "") for n in range(1, 23))
    page = (HandTable("Lista", COLUMNS, rows, 24.0), HandBoxes(("Suma strony",)))
    assert write_pdf(document(*page), tmp_path / "one.pdf") == 1


@pytest.mark.parametrize(
    "block",
    [
        HandTable("", COLUMNS, ROWS),
        HandTable("Lista", COLUMNS[:1], ()),
        HandTable("Lista", COLUMNS, (("1",),)),
        CountBoxes("dzieci", 5, " "),
        Cards((Card("CW-1", (), PICTURE, ""),)),
    ],
)
def test_what_nobody_could_hear_is_refused(block: Block, tmp_path: Path) -> None:
    assert problems(document(block))
    with pytest.raises(ValueError):
        write_pdf(document(block), tmp_path / "no.pdf")
    assert not list(tmp_path.iterdir())


def test_the_same_paper_makes_the_same_bytes(pdf: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    write_pdf(document(*BLOCKS), again)
    assert again.read_bytes() == pdf.read_bytes()


def test_a_workbook_passes_over_them(tmp_path: Path) -> None:
    sheets: Any = write_excel(document(*BLOCKS), tmp_path / "x.xlsx")
    assert sheets == 2, "the first sheet and the text, nothing to fill in by hand"
