"""The month's programme: who is told of what, a page that a screen reader can read, the same rows as a sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document, Table, plain
from openkrakow_desktop.core.document_agenda import Agenda, AgendaDay
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.model import Audience, EventState
from openkrakow_desktop.events.programme_report import TABLE, month_programme
from openkrakow_desktop.events.service import cancel_event, cancel_session, move_event
from tests.events.build import event, organisation, sittings

NOW = dt.datetime(2026, 5, 20, 10, tzinfo=dt.UTC)


def june(day: int) -> dt.date:
    return dt.date(2026, 6, day)


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), NOW, DECLARED)


def fill(session: Session) -> None:
    """June 2026 with something of everything; Corpus Christi is the fourth."""
    house = organisation(session, name="Centrum Wielokulturowe")

    def one(title: str, day: int, hour: int | None = None, **values: Any) -> Any:
        hours = {} if hour is None else {"starts_at": dt.time(hour), "ends_at": dt.time((hour + 2) % 24)}
        return event(session, title, june(day), organiser_id=house, venue="Sala A", **(hours | values))

    one("Kawiarenka <b>& spółka</b>", 4, 18, languages=("pl", "uk"), address="ul. Mała 1")
    one("Warsztat", 4, 10, audience=Audience.REGISTRATION, title_other="Workshop", is_online=True)
    one("Szkic", 5, state=EventState.DRAFT)
    one("Tylko dla zaproszonych", 5, 9, audience=Audience.CLOSED)
    one("Partnera", 6, 9, run_by_centre=False)
    one("Noc", 20, 23)
    cancel_event(session, one("Odwołane", 8, 17), "choroba Marii Łęckiej", june(1))
    move_event(session, one("Przełożone", 9, 17), dt.date(2026, 7, 2))
    one("Wystawa", 10, until=dt.date(2026, 7, 5))
    feast = one("Festiwal", 12, 10, until=june(14))
    cancel_session(session, sittings(session, feast)[1])


def made(session: Session, language: str = "pl") -> Document:
    return month_programme(session, context(language), 2026, 6)


def days_of(document: Document) -> tuple[AgendaDay, ...]:
    return next(one.days for one in document.blocks if isinstance(one, Agenda))


def test_what_guests_read(store: Store) -> None:
    with store.write("event.add") as session:
        fill(session)
        document = made(session)
    days = {day.number: day for day in days_of(document)}
    assert list(days) == ["4", "8", "9", "10", "12", "13", "14", "20"]
    assert (days["4"].weekday, days["4"].note) == ("czwartek", "Boże Ciało")
    said = {plain(one.title): one for day in days_of(document) for one in day.entries}
    assert [plain(one.title) for one in days["4"].entries] == ["Warsztat", "Kawiarenka <b>& spółka</b>"]
    cafe, workshop = said["Kawiarenka <b>& spółka</b>"], said["Warsztat"]
    assert (cafe.time, cafe.about) == ("18:00–20:00", ("Sala A, ul. Mała 1 · polski, ukraiński · wstęp wolny",))
    assert workshop.about == ("Workshop", "Sala A, on-line · obowiązują zapisy")
    assert (said["Odwołane"].off, said["Odwołane"].about) == ("Odwołane", ())
    assert said["Przełożone"].off == "Przełożone na 02.07.2026, 17:00"
    assert said["Wystawa"].time == "do 05.07.2026" and said["Noc"].time == "23:00–01:00"
    assert [day.entries[0].off for day in days.values() if plain(day.entries[0].title) == "Festiwal"] == [
        "",
        "Odwołane",
        "",
    ]
    assert document.aside == ("pominięto: 1 zamknięte (tylko dla zaproszonych), 1 szkic, 1 wydarzenie partnerów")
    assert document.title == "Czerwiec 2026" and not problems(document)


def test_no_reason_and_no_person_hangs_on_the_door(store: Store) -> None:
    with store.write("event.add") as session:
        fill(session)
        assert "Łęck" not in repr(made(session)) and "choroba" not in repr(made(session))


def test_a_month_that_goes_on_is_begun_where_it_was(store: Store) -> None:
    with store.write("event.add") as session:
        fill(session)
        july = month_programme(session, context(), 2026, 7)
    assert [(day.number, day.entries[0].time) for day in days_of(july)] == [
        ("1", "do 05.07.2026"),
        ("2", "17:00–19:00"),
    ]


REFUSED = [(2026, 0, "problem.month_number"), (2026, 13, "problem.month_number"), (0, 5, "problem.programme_year"),
           (99_999, 5, "problem.programme_year"), (2026, 5, "problem.programme_empty")]  # fmt: skip


@pytest.mark.parametrize(("year", "month", "key"), REFUSED)
def test_a_month_that_is_none_or_empty(store: Store, year: int, month: int, key: str) -> None:
    with store.write("event.add") as session:
        fill(session)
        with pytest.raises(Refused) as told:
            month_programme(session, context(), year, month)
    assert [problem.key for problem in told.value.problems] == [key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_tagged(sqlite_store: Store, tmp_path: Path, language: str) -> None:
    path = tmp_path / "program.pdf"
    with sqlite_store.write("event.add") as session:
        fill(session)
        assert write_pdf(made(session, language), path) == 1
    with pikepdf.open(path) as file:
        assert str(file.Root.Lang).startswith(language) and file.Root.MarkInfo.Marked
        tags = tags_of(file.Root.StructTreeRoot)
        assert (tags.count("/H1"), tags.count("/H2"), tags.count("/L"), tags.count("/LI")) == (1, 8, 8, 9)
        assert unmarked(file) == 0


def test_a_full_month_goes_on_overleaf(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write("event.add") as session:
        house = organisation(session)
        for hour in range(8, 22):
            for day in (3, 10, 17, 24):
                title = f"Warsztat o {hour} " + "bardzo długi tytuł " * (hour % 4)
                event(session, title, june(day), organiser_id=house, starts_at=dt.time(hour))
        path = tmp_path / "program.pdf"
        assert write_pdf(made(session), path) > 2
    with pikepdf.open(path) as file:
        assert unmarked(file) == 0


def tags_of(element: Any) -> list[str]:
    found = [str(element.S)] if isinstance(element, pikepdf.Dictionary) and "/S" in element else []
    kids = element.get("/K") if isinstance(element, pikepdf.Dictionary) else None
    for one in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(one, pikepdf.Dictionary):
            found += tags_of(one)
    return found


def unmarked(file: pikepdf.Pdf) -> int:
    """Painting outside every tag and artifact."""
    painting, bad = {"Tj", "TJ", "f", "S", "B", "Do"}, 0
    for page in file.pages:
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += (name in ("BDC", "BMC")) - (name == "EMC")
            bad += name in painting and depth == 0
    return bad


def test_the_sheet_has_the_same_rows(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "program.xlsx"
    with sqlite_store.write("event.add") as session:
        fill(session)
        document = made(session)
        write_excel(document, path)
    table = next(one for one in document.blocks if isinstance(one, Table))
    sheet = load_workbook(path)["Program"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    titles = [row[3] for row in cells if row[0] and isinstance(row[0], dt.datetime)]
    assert table.name == TABLE and titles == [row[3] for row in table.rows] and len(titles) == 9
