"""What is pasted becomes plain words, and a table that is copied is one in Word too; nothing is ever markup."""

from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.document import Cell, Column, Document, Kind, NoData, Source, Table, Total, labels
from openkrakow_desktop.core.pdf_text import default_family
from openkrakow_desktop.core.plain_html import is_marked_up, text_of_html
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.table_copy import Lines, copied, copied_table
from openkrakow_desktop.core.words import words

HOSTILE = '<script>alert("x")</script> & <b>Łęcki</b>'


@pytest.mark.parametrize(("markup", "text"), [
    ("<p>Jeden &amp; drugi</p><p>trzeci</p>", "Jeden & drugi\ntrzeci"),
    ("<ul><li>raz<li><b>dwa</b></ul>potem", "- raz\n- dwa\npotem"),
    ("<html><head><style>p{color:red}</style><title>t</title></head><body>treść<script>x()</script></body>", "treść"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"),
    ("wiersz<br>drugi", "wiersz\ndrugi"),
    ("<p>niezamknięty <b>akapit", "niezamknięty akapit"),
])  # fmt: skip
def test_markup_becomes_its_words(markup: str, text: str) -> None:
    assert text_of_html(markup) == text


def test_words_with_a_less_than_are_no_markup() -> None:
    assert not is_marked_up("x < y, a > b, <nazwisko>")
    assert is_marked_up("<p>akapit</p>")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(markup: str) -> None:
    assert isinstance(text_of_html(markup), str)


class Cells(HTMLParser):
    """The cells of a table as a word processor reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, ""))

    def handle_data(self, data: str) -> None:
        tag, before = self.found[-1]
        self.found[-1] = (tag, before + data)


def report(*rows: tuple[object, ...]) -> tuple[Table, Document]:
    table = Table(
        "t", "Podpis <i>",
        (Column("Co", header=True), Column("Ile", Kind.INTEGER, total=Total.SUM), Column("Udział", Kind.PERCENT)),
        rows, Source("rejestr", "dziś"), notes=("Uwaga & tyle",),
    )  # type: ignore[arg-type]  # fmt: skip
    return table, Document("T", (table,), labels(words("pl")))


def test_a_copied_table_keeps_its_words_numbers_and_notes() -> None:
    table, document = report((HOSTILE, Cell(12000, "przypis"), Fraction(1, 3)), ("Drugi", 5, NoData("nie wiadomo")))
    found = copied_table(table, document)
    cells = [said for tag, said in Cells(found.html).found if tag in ("td", "th")]
    assert cells[:3] == ["Co", "Ile", "Udział"] and cells[3] == HOSTILE
    assert cells[4:] == ["12\u00a0000¹", "33,33%", "Drugi", "5", "–²", "Razem", "12\u00a0005", ""]
    assert "<script>" not in found.html and "text-align:right" in found.html
    lines = found.text.splitlines()
    assert lines[0] == "Podpis <i>" and lines[2].split("\t") == [HOSTILE, "12\u00a0000¹", "33,33%"]
    assert "¹ przypis" in lines and "² nie wiadomo" in lines and lines[-1].startswith("Źródło: rejestr")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), min_size=1, max_size=4))
def test_every_cell_of_the_text_stays_on_its_line(rows: list[list[str]]) -> None:
    text = copied(Lines(("a", "b"), [[cell.replace("\r", "") for cell in row] for row in rows])).text
    assert text.count("\n") >= len(rows)
    assert all(line.count("\t") == 1 for line in text.split("\n")) or any(
        any(mark in cell for cell in row) for row in rows for mark in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def test_missing_fonts_are_told(tmp_path: object) -> None:
    with pytest.raises(Refused) as told:
        default_family(tmp_path)  # type: ignore[arg-type]
    assert told.value.problems[0].key == "problem.fonts_missing"
    assert "NotoSans-Regular.ttf" in str(told.value.problems[0].values["names"])
