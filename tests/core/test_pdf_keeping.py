"""What stays together on paper: a number with its currency, what introduces a text with the text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from openkrakow_desktop.core.document import Column, Document, Heading, Kind, Note, Paragraph, Table, labels
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.words import words

MONEY = "PLN\u00a0900,000.00"


def pages(document: Document, path: Path) -> list[str]:
    write_pdf(document, path)
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]


def made(*blocks: object) -> Document:
    return Document("Report", blocks, labels(words("en")))  # type: ignore[arg-type]


def test_a_number_said_as_text_is_not_cut(tmp_path: Path) -> None:
    heads = (Column("Measure", header=True), Column("2024", Kind.MONEY), Column("2025", Kind.MONEY),
             Column("Difference", Kind.MONEY), Column("Planned or expected", right=True), Column("Unit"))  # fmt: skip
    name = "Number of cooperation coordinators in the Office and city units and in other entities"
    row = (name, 206_703_701, 218_883_701, 12_180_000, MONEY, "amount in PLN")
    (page,) = pages(made(Table("Measures", "measures", heads, (row,))), tmp_path / "x.pdf")
    assert "900,000.00" in page


@pytest.mark.parametrize("above", range(20, 44))
def test_a_note_and_a_lead_go_with_what_they_introduce(tmp_path: Path, above: int) -> None:
    lead = "Develop a systemic framework for interaction between the Municipality and everybody who lives in it. " * 4
    filler = [Paragraph(f"Line {number}.") for number in range(above)]
    blocks = (*filler, Heading("Objective", 1), Paragraph(f"LEAD {lead} TAIL", lead=True), Paragraph("Text."),
              Note("As written."), Paragraph("Narrative."))  # fmt: skip
    for page in pages(made(*blocks), tmp_path / "x.pdf"):
        assert ("LEAD" in page) == ("TAIL" in page)
        assert ("As written." in page) == ("Narrative." in page)
