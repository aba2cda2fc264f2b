"""The Point's year as papers: what is published tells no small number, what is complete is live and marked."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document, NoData, Suppressed, Table, bare
from openkrakow_desktop.core.document_rules import Answers, problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.point.model import Channel, Contact, Topic
from openkrakow_desktop.point.publication import publish
from openkrakow_desktop.point.report import ROWS, What, complete, named_rows, publishable
from openkrakow_desktop.point.service import MONTHS, By, month_table
from tests.point.test_publication import a_year

NOW = dt.datetime(2027, 3, 1, 11, tzinfo=dt.UTC)


@pytest.fixture
def kept(sqlite_store: Store) -> Store:
    """Four hundred contacts of 2026."""
    with sqlite_store.write("contact.add") as session:
        for at, (month, channel, language, topics, people) in enumerate(a_year(11, 400)):
            session.add(
                Contact(
                    contacted_on=dt.date(2026, month, at % 28 + 1),
                    channel=channel,
                    language=language,
                    topics=tuple(topic.value for topic in topics),
                    persons_served=people,
                )
            )
    return sqlite_store


def context(language: str = "pl", now: dt.datetime = NOW, banner: str = "") -> ReportContext:
    return ReportContext(words(language), now, DECLARED, banner)


def table_of(document: Document, by: By, what: What) -> Table:
    return document.tables()[f"point_{by.name.lower()}_{what.value}"]


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("build", [publishable, complete])
@pytest.mark.parametrize("year", [2024, 2026, 2027])
def test_documents_keep_every_rule(kept: Store, build: Any, language: str, year: int) -> None:
    """A year with contacts, one without any, and the running one."""
    with kept.read() as session:
        document = build(session, context(language), year)
    assert list(problems(document)) == []
    told = repr(document)
    assert "[point_tables" not in told and "[[" not in told


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("what", What)
def test_published_is_the_number_or_its_sign(kept: Store, by: By, what: What) -> None:
    with kept.read() as session:
        document = publishable(session, context(), 2026)
        tables = {one: month_table(session, Period(2026, NOW.date()), one) for one in By}
    hidden, table = publish(tables), tables[by]
    shown = table_of(document, by, what)
    assert not shown.workbook_only and ROWS not in document.tables()
    signs = 0
    for (kind, name), row in zip(named_rows(table, words("pl")), shown.rows, strict=True):
        assert row[0] == name
        for month, value in zip([*MONTHS, 0], row[1:], strict=True):
            true = what.of(table.cells[kind, month] if month else table.of_row(kind))
            if hidden.hides(by, kind, month):
                signs += 1
                assert value == Suppressed()
            else:
                assert value == true and (true == 0 or true > 4)
    assert shown.last[1:] == (*(what.of(table.months[m]) for m in MONTHS), what.of(table.total))
    assert signs > 0 or by is By.TOPIC


def test_complete_is_live_and_equal(kept: Store) -> None:
    """Every number of the complete tables is a query over the rows, and the rows answer the same."""
    with kept.read() as session:
        document = complete(session, context(), 2026)
    answers, live = Answers(document.tables()), 0
    for by in By:
        for what in What:
            for row in (*table_of(document, by, what).rows, table_of(document, by, what).last):
                for cell in row[1:]:
                    assert cell.query is not None and answers(cell.query) == bare(cell)  # type: ignore[union-attr]
                    live += 1
    assert live == 13 * 2 * (5 + 13 + 14 + 3)


def months_to_come(session: Session) -> tuple[Any, ...]:
    now = dt.datetime(2026, 5, 10, tzinfo=dt.UTC)
    return table_of(publishable(session, context(now=now), 2026), By.CHANNEL, What.PEOPLE).last


def test_months_to_come_are_no_zero(kept: Store) -> None:
    with kept.read() as session:
        last = months_to_come(session)
    assert last[6:13] == (NoData(),) * 7 and all(isinstance(one, int) for one in last[1:6])


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils (pdftotext)")
def test_on_paper_and_in_the_workbook(kept: Store, tmp_path: Path) -> None:
    with kept.read() as session:
        documents = {
            "published": publishable(session, context(banner="Dane pokazowe"), 2026),
            "complete": complete(session, context(), 2026),
        }
    texts, books = {}, {}
    for name, document in documents.items():
        write_pdf(document, tmp_path / f"{name}.pdf")
        write_excel(document, tmp_path / f"{name}.xlsx")
        told = subprocess.run(
            ["pdftotext", "-layout", str(tmp_path / f"{name}.pdf"), "-"], capture_output=True, check=True
        )
        texts[name] = told.stdout.decode().split("\f")[:-1]
        books[name] = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
    assert all("Do użytku wewnętrznego" in page for page in texts["complete"])
    assert not any("Do użytku wewnętrznego" in page for page in texts["published"])
    assert all("Dane pokazowe" in page for page in texts["published"])
    whole = "\n".join(texts["published"])
    assert "#" in whole and "mogą przekroczyć 100%" in whole and "Znak # stoi zamiast" in whole
    assert "Wiersze" in books["complete"].sheetnames and "Wiersze" not in books["published"].sheetnames
    formulas = [cell.value for row in books["complete"]["Języki, osoby"].iter_rows() for cell in row
                if isinstance(cell.value, str) and cell.value.startswith("=")]  # fmt: skip
    assert len(formulas) >= 13 * 14
    signs = [cell for row in books["published"]["Języki, osoby"].iter_rows() for cell in row if cell.value == "#"]
    assert signs
    for book in books.values():  # nothing of anybody: no code, no remark, no adviser
        assert not {"kod do dalszego kontaktu", "uwagi", "osoba doradzająca"} & {
            str(cell.value).casefold() for sheet in book for row in sheet.iter_rows() for cell in row
        }


def test_two_papers_of_one_year_hide_the_same(kept: Store) -> None:
    """The year's summary and the Point's tables: what one hides the other does not tell."""
    from openkrakow_desktop.overview.summary_hidden import Variant
    from openkrakow_desktop.overview.year_book import year_book
    from openkrakow_desktop.programme.catalogue import catalogue

    with kept.read() as session:
        summary = year_book(
            session, Period(2026, NOW.date()), words("pl"), catalogue(), DECLARED, now=NOW, variant=Variant.PUBLISHED
        )
        ours = publishable(session, context(), 2026)
    theirs, own = summary.tables(), table_of(ours, By.CHANNEL, What.PEOPLE)
    by_name = {str(row[0]): row[1:] for row in own.rows}
    names = [column.title for column in theirs["point_channels"].columns[1:-1]]
    for month, row in enumerate(theirs["point_channels"].rows):
        assert [bare(value) for value in row[1:-1]] == [bare(by_name[name][month]) for name in names]
    for key, by in (("point_language", By.LANGUAGE), ("point_topic", By.TOPIC)):
        wanted = {str(row[0]): bare(row[13]) for row in table_of(ours, by, What.PEOPLE).rows}
        assert {str(row[0]): bare(row[1]) for row in theirs[key].rows} == wanted


def test_a_tiny_month_leaves_topics_to_the_year(sqlite_store: Store) -> None:
    with sqlite_store.write("contact.add") as session:
        for at in range(60):
            month = 12 if at == 59 else at % 3 + 1
            values = {"contacted_on": dt.date(2026, month, 5), "channel": Channel.PHONE, "topics": (Topic.WORK.value,)}
            session.add(Contact(language=SpokenLanguage.POLISH, persons_served=1, **values))
    with sqlite_store.read() as session:
        document = publishable(session, context(), 2026)
    topics = table_of(document, By.TOPIC, What.CONTACTS)
    assert len(topics.columns) == 2 and any("tylko za cały rok" in note for note in topics.notes)
    channels = table_of(document, By.CHANNEL, What.CONTACTS)
    assert channels.last[12] == Suppressed() and channels.last[13] == 60
