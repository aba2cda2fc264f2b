"""The year book on paper: its text page by page in three languages, and what every page must have.

`GOLDEN=write` in the environment writes the golden files anew; a changed file is a changed report: read the diff."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from openkrakow_desktop.core.document import Figure, Table
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from tests.gui.screen_text import expect_golden

from .test_summary import made

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils (pdftotext)")
Pages = Callable[[str], list[list[str]]]
FEWEST = 14  # lines on a page that is not nearly empty, its head and foot among them
FOOT = 2  # lines at the foot of a page: its number, and that the data are not real


@pytest.fixture(scope="module")
def pages(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The lines of every page of the report in a language; columns are two spaces apart."""
    known: dict[str, list[list[str]]] = {}

    def of(language: str) -> list[list[str]]:
        if language not in known:
            path = tmp_path_factory.mktemp("report") / f"{language}.pdf"
            store = Store(demo_template, durable=False).open()
            try:
                write_pdf(made(store, language)[0], path)
            finally:
                store.close()
            done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
            lines = ([re.sub(" {2,}", "  ", line.strip()) for line in page.splitlines() if line.strip()]
                     for page in done.stdout.split("\f"))  # fmt: skip
            known[language] = [page for page in lines if page]
        return known[language]

    return of


def contents(report: list[list[str]]) -> list[re.Match[str]]:
    """The entries of the contents on the second page: heading and page."""
    return [entry for line in report[1] if (entry := re.fullmatch(r"(.+)  (\d+)", line))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_reads_as_it_did(pages: Pages, language: str) -> None:
    told = "\n\n".join("\n".join([f"--- {number} ---", *page]) for number, page in enumerate(pages(language), 1))
    expect_golden(f"summary-{language}", told + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_where_it_stands_and_that_the_data_are_not_real(pages: Pages, language: str) -> None:
    w, report = words(language), pages(language)
    for number, page in enumerate(report, 1):
        assert page[-1] == f"{w('summary.demo')} · {w('year_book.internal')}"
        if number > 1:
            assert page[-FOOT].endswith(w("document.page").format(page=number, pages=len(report)))
            assert page[0].startswith(w("year_book.title", year=2025))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_nearly_empty_and_none_ends_in_a_heading(pages: Pages, language: str) -> None:
    report = pages(language)
    headings = {entry[1] for entry in contents(report)}
    for number, page in enumerate(report[1:-1], 2):
        assert len(page) >= FEWEST, number
        assert page[-FOOT - 1] not in headings, number


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_year_stands_on_one_page(pages: Pages, language: str) -> None:
    w, page = words(language), pages(language)[2]
    assert page[1] == w("summary.in_short") and page[-FOOT - 1].startswith(w("document.source"))
    assert sum(bool(re.match(r"T2-\d\.\d ", line)) for line in page) == 10


def test_the_contents_point_to_their_pages(pages: Pages) -> None:
    report = pages("pl")
    entries = contents(report)
    assert len(entries) > 15
    assert all(entry[1] in report[int(entry[2]) - 1] for entry in entries)


def test_every_table_and_picture_names_its_source_and_footnotes_resolve(demo_store: Store) -> None:
    document, _ = made(demo_store)
    for block in document.blocks:
        if isinstance(block, (Table, Figure)):
            assert block.source is not None and block.source.register and block.source.as_of, block.name
            assert block.sheet or (isinstance(block, Table) and block.paper_only), block.name
