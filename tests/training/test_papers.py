"""The list to be signed, certificates, the breakdown: what they say, whom they leave out, and that they are tagged."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document, HandTable, Table
from openkrakow_desktop.core.document_certificate import Certificate
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import pdf_bytes, write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.core.work import Cancelled, Progress
from openkrakow_desktop.training.breakdown import PARTS, participations, training_breakdown, year_breakdown
from openkrakow_desktop.training.feature import SESSIONS
from openkrakow_desktop.training.model import Participation, TrainingCancelReason, TrainingGroup, TrainingState
from openkrakow_desktop.training.papers import ACROSS, certificate_of_one, certificates, rows_per_page, training_list
from openkrakow_desktop.training.service import issue_certificates, reissue_certificate
from tests.training import measure_cases
from tests.training.build import TODAY, organisation, participation, person, someone, trainee, training

DAY = dt.date(2026, 5, 6)


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), Clock.fixed(TODAY).now(), DECLARED, "")


def hand_tables(document: Document) -> list[HandTable]:
    return [block for block in document.blocks if isinstance(block, HandTable)]


def numbered(document: Document) -> list[Certificate]:
    return [block for block in document.blocks if isinstance(block, Certificate)]


def complete(session: Session, *names: str) -> UUID:
    made = training(session)
    for name in names:
        who = trainee(session, TrainingGroup.OFFICE, None, person(session, name))
        participation(session, made, who, 100)
    return made


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_list_has_numbered_rows_and_a_box_for_each_day(sqlite_store: Store, language: str) -> None:
    with sqlite_store.write("test") as session:
        made = training(session, 60, 60, places=30)
        unit = organisation(session, "Wydział Edukacji", OrganisationKind.OFFICE_UNIT)
        someone(session, made, TrainingGroup.OFFICE, None, unit)
        document = training_list(session, context(language), made)
        tables, per_page = hand_tables(document), rows_per_page(context(language).words)
        assert len(tables) == -(-30 // per_page) and problems(document) == []
        assert [row[0] for table in tables for row in table.rows] == [str(n + 1) for n in range(len(tables) * per_page)]
        assert tables[0].rows[0] == ("1", "SZ-0001", "Wydział Edukacji", "", "")
        data, pages = pdf_bytes(document)
        assert pages == len(tables) and data.startswith(b"%PDF")


def test_many_sessions_go_onto_further_sheets(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = training(session, *[60] * (ACROSS + 1))
        document = training_list(session, context(), made)
        assert [len(table.columns) - 3 for table in hand_tables(document)] == [ACROSS, 1]
        assert pdf_bytes(document)[1] == 2


def test_no_list_without_sessions_or_of_what_was_cancelled(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = training(session)
        for sitting in session.scalars(select(SESSIONS.record)):
            session.delete(sitting)
        with pytest.raises(Refused, match="no_sessions"):
            training_list(session, context(), made)
        reason = TrainingCancelReason.LACK_OF_TAKERS
        off = training(session, title="B", state=TrainingState.CANCELLED, cancel_reason=reason)
        with pytest.raises(Refused, match="training_cancelled"):
            training_list(session, context(), off)


def test_certificates_are_printed_in_order_of_their_numbers(store: Store) -> None:
    with store.write("test") as session:
        made = complete(session, "Żak", "Adamska", "Łęcka")
        late = someone(session, made, TrainingGroup.OFFICE, 79)
        issue_certificates(session, made, DAY)
        found = numbered(certificates(session, context(), made))
        assert [one.name for one in found] == ["Adamska Anna", "Łęcka Anna", "Żak Anna"]
        assert [one.number for one in found] == [f"nr OK/SZK/1/2026/00{n}" for n in (1, 2, 3)]
        with pytest.raises(Refused, match="no_certificate"):  # 79 of 100 minutes: not completed, nothing to print
            certificate_of_one(session, context(), late)


def test_a_reissue_keeps_its_number_and_says_it_is_a_duplicate(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = complete(session, "Adamska")
        with pytest.raises(Refused, match="no_certificate"):
            certificates(session, context(), made)
        issue_certificates(session, made, DAY)
        (key,) = session.scalars(select(Participation.id))
        (before,) = numbered(certificate_of_one(session, context(), key))
        reissue_certificate(session, key, dt.date(2026, 9, 1))
        (after,) = numbered(certificate_of_one(session, context(), key))
        assert (before.number, before.dated, before.mark) == (after.number, after.dated, "")
        assert after.mark == "Duplikat wystawiony 01.09.2026"


def test_a_batch_is_one_tagged_pdf_and_can_be_stopped(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = complete(session, *(f"Osoba{n:02d}" for n in range(12)))
        issue_certificates(session, made, DAY)
        document = certificates(session, context(), made)
    seen: list[int] = []
    data, pages = pdf_bytes(document, progress=lambda done, total: seen.append(done))
    assert pages == 12 and seen == list(range(13)) and problems(document) == []
    paper = pypdfium2.PdfDocument(data)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(paper.raw) and len(paper) == 12
    paper.close()
    progress = Progress(lambda done, total: progress.cancel() if done == 5 else None)
    with pytest.raises(Cancelled):
        pdf_bytes(document, progress=progress.step)


def test_a_batch_that_is_stopped_leaves_nothing_half_written(sqlite_store: Store, tmp_path: Path) -> None:
    """Neither a new file nor a scratch one; an older file stays as it was."""
    with sqlite_store.write("test") as session:
        made = complete(session, *(f"Osoba{n:02d}" for n in range(12)))
        issue_certificates(session, made, DAY)
        document = certificates(session, context(), made)
    folder = tmp_path / "wydruki"
    folder.mkdir()
    older = folder / "starsze.pdf"
    older.write_bytes(b"%PDF-1.7 starsze")
    for path in (folder / "nowe.pdf", older):
        progress = Progress(lambda done, total: progress.cancel() if done == 5 else None)  # noqa: B023
        with pytest.raises(Cancelled):
            write_pdf(document, path, progress=progress.step)
    assert [one.name for one in folder.iterdir()] == ["starsze.pdf"]
    assert older.read_bytes() == b"%PDF-1.7 starsze"
    assert write_pdf(document, older) == 12 and older.read_bytes().startswith(b"%PDF")


def rows_of(document: Document, name: str) -> list[tuple[Any, ...]]:
    table = document.tables()[name]
    return [*table.rows, table.last] if table.last else list(table.rows)


def test_the_breakdown_says_who_counts_and_why_not(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, measure_tags=("1.4", "6.3"))
        unit = organisation(session, "Wydział Edukacji", OrganisationKind.OFFICE_UNIT)
        someone(session, made, TrainingGroup.OFFICE, 100, unit)
        someone(session, made, TrainingGroup.DISTRICT, 80)
        someone(session, made, TrainingGroup.POLICE, 79)
        someone(session, made, TrainingGroup.NGO, 0)
        document = training_breakdown(session, context(), made)
        assert problems(document) == []
        assert rows_of(document, "by_measure") == [
            ("1.4", "Liczy się", 2), ("1.4", "Bez ukończenia", 2),
            ("6.3b", "Liczy się", 2), ("6.3b", "Bez obecności", 1), ("6.3b", "Spoza grupy docelowej", 1),
        ]  # fmt: skip
        assert rows_of(document, "by_unit") == [
            ("bez jednostki", 3, 2, 1, 1, 1), ("Wydział Edukacji", 1, 1, 1, 1, 1), ("Razem", 4, 3, 2, 2, 2)]
        people = {row[0]: row[4:] for row in rows_of(document, "people")}
        assert people["SZ-0003"] == ("Bez ukończenia", "Liczy się")
        assert people["SZ-0002"] == ("Liczy się", "Spoza grupy docelowej")


def test_the_year_agrees_with_the_measures(store: Store) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        document = year_breakdown(session, context(), 2026)
        told = {row[0]: row[2] for row in rows_of(document, "by_measure") if row[1] == "Liczy się"}
        expected = measure_cases.EXPECTED
        assert told == {"1.4": expected["1.4+participations"], "5.4b": expected["5.4b"], "6.3b": expected["6.3b"]}
        taken = participations(session, Period(2026, TODAY))
        assert all(set(one.whys) <= {code for code, _ in PARTS} for one in taken)
        for name in ("by_group", "by_unit"):
            *rows, last = rows_of(document, name)
            assert tuple(map(sum, zip(*(row[1:] for row in rows), strict=True))) == last[1:]
        assert "people" not in document.tables()  # the year's paper names nobody


def test_a_training_without_a_tag_or_people_says_so(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = training(session, measure_tags=())
        document = training_breakdown(session, context(), made)
        assert not any(isinstance(block, Table) for block in document.blocks) and problems(document) == []
