"""The report to the Council: its text in three languages, people's words in theirs, and years that have nothing."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.document import (
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Run,
    plain,
    runs,
)
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.pdf import pdf_bytes, write_pdf
from openkrakow_desktop.core.pdf_page import Spot
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.overview.report import council_report, number_of
from openkrakow_desktop.overview.writing import Statement, order_of, parts_of, save_section, save_task
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.letter_tables import LetterLanguage
from openkrakow_desktop.programme.model import TaskState
from openkrakow_desktop.programme.report_tables import LONGEST_TEXT
from tests.demo_data import TODAY, YEAR
from tests.gui.screen_text import expect_golden

NOW = dt.datetime.combine(TODAY, dt.time(10, 35), dt.UTC)


def made(store: Store, language: str = "pl", year: int = YEAR) -> Document:
    with store.read() as session:
        period = Period(year, TODAY)
        return council_report(session, period, words(language), catalogue(), DECLARED, now=NOW, is_demo=True)


def said(document: Document) -> str:
    blocks = [block for block in document.blocks if isinstance(block, (Heading, Paragraph, Note))]
    return "\n".join(plain(block.text) for block in blocks)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils (pdftotext)")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_reads_as_it_did(demo_store: Store, language: str, tmp_path: Path) -> None:
    path, document = tmp_path / "r.pdf", made(demo_store, language)
    assert problems(document) == []
    write_pdf(document, path)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    pages = [[re.sub(" {2,}", "  ", line.strip()) for line in page.splitlines() if line.strip()]
             for page in done.stdout.split("\f")]  # fmt: skip
    told = "\n\n".join("\n".join([f"--- {at} ---", *page]) for at, page in enumerate(pages, 1) if page)
    expect_golden(f"council-{language}", told + "\n")


def test_a_narrative_stands_in_its_own_language_and_says_so(demo_store: Store) -> None:
    english = "Representatives of partner organisations"
    for language, foreign in (("pl", True), ("en", False)):
        document = made(demo_store, language)
        at = next(i for i, one in enumerate(document.blocks)
                  if isinstance(one, Paragraph) and plain(one.text).startswith(english))  # fmt: skip
        note, paragraph = document.blocks[at - 1], document.blocks[at]
        assert isinstance(note, Note) is foreign and isinstance(paragraph, Paragraph)
        assert [one.lang for one in runs(paragraph.text)] == (["en"] if foreign else [""])


def test_every_task_stands_with_its_numbers_and_what_is_missing_is_said(demo_store: Store) -> None:
    document, w = made(demo_store), words("pl")
    headings = [plain(one.text) for one in document.blocks if isinstance(one, Heading) and one.level == 2]
    assert [one for one in headings if re.match(r"\d\.\d ", one)] == [
        f"{one.code} {one.label('pl')}" for one in catalogue().tasks.values()
    ]
    assert said(document).count(w("council.no_narrative")) == 4
    with demo_store.read() as session:
        numbers = evaluate(session, Period(YEAR, TODAY), catalogue(), DECLARED)
    bold = {run.text for block in document.blocks if isinstance(block, Bullets)
            for item in block.items if isinstance(item, tuple) for run in item if isinstance(run, Run)}  # fmt: skip
    counts = [one.reading.value for one in numbers.measures.values() if one.entry.unit != "pln"]
    small = [n for n in counts if n is not None and n < 10_000]
    assert small and all(any(text.startswith(f"{n} ") for text in bold) for n in small)


@pytest.mark.parametrize(("year", "key"), [(2027, "council.future"), (2019, "council.empty")])
def test_a_year_that_has_nothing_says_so(store: Store, year: int, key: str) -> None:
    document = made(store, "pl", year)
    assert words("pl")(key, year=year) in said(document)
    assert problems(document) == [] and pdf_bytes(document)[1] > 10
    with store.read() as session:
        numbers = evaluate(session, Period(year, TODAY), catalogue(), DECLARED)
    assert all(one.reading.state is State.NO_DATA for one in numbers.measures.values())


def test_a_year_nobody_kept_shows_no_zero_and_no_bars_of_tasks(store: Store) -> None:
    blocks = made(store, year=2016).blocks
    shown = [one for block in blocks if isinstance(block, KeyFigures) for one in block.figures]
    assert [one for one in shown if one.value == 0] == [], "missing is never zero"
    assert not [block for block in blocks if isinstance(block, Figure) and block.name == "task_states"]


def test_numbers_on_the_pages_know_what_they_are(demo_store: Store) -> None:
    document, spots = made(demo_store), list[Spot]()
    data, pages = pdf_bytes(document, spots=spots)
    assert data == pdf_bytes(document)[0]  # nothing of it stands in the PDF
    asked = {number_of(one.query, {"year": YEAR}) for one in spots}
    assert {one.code for one in asked if one} >= set(catalogue().measures)
    assert all(0 <= one.page < pages and one.box[0] < one.box[2] and one.box[1] < one.box[3] for one in spots)


def test_a_text_of_fifty_thousand_characters_is_refused_whole(demo_store: Store) -> None:
    long = "Zdanie o zadaniu. " * 2_778
    told = Statement(TaskState.CARRIED_OUT, 5, None, long, LetterLanguage.POLISH)
    with pytest.raises(Refused) as refused, demo_store.write("task_status.edit") as session:
        save_task(session, DECLARED, YEAR, "1.1", told, TODAY)
    problem = refused.value.problems[0]
    assert problem.key == "problem.text_too_long" and problem.field == "narrative"
    with demo_store.read() as session:
        assert "Punkt Informacyjny" in parts_of(session, YEAR, catalogue())["1.1"].texts[LetterLanguage.POLISH]
    with demo_store.write("task_status.edit") as session:
        fits = Statement(TaskState.CARRIED_OUT, 5, None, long[:LONGEST_TEXT].strip(), LetterLanguage.POLISH)
        save_task(session, DECLARED, YEAR, "1.1", fits, TODAY)
    assert pdf_bytes(made(demo_store))[1] > 35


def test_a_section_is_written_in_each_language_and_emptied(demo_store: Store) -> None:
    with demo_store.write("report_text.add") as session:
        save_section(session, DECLARED, YEAR, "2", LetterLanguage.ENGLISH, "Dialogue worked.", TODAY)
    assert "Dialogue worked." in said(made(demo_store, "en"))
    with demo_store.write("report_text.edit") as session:
        save_section(session, DECLARED, YEAR, "2", LetterLanguage.ENGLISH, "  ", TODAY)
    with demo_store.read() as session:
        parts = parts_of(session, YEAR, catalogue())
    assert not parts["2"].is_written and tuple(parts) == order_of(catalogue())
