"""The sign-in sheet and the cards as documents: what stands on them in which attendance mode, page by page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import segno
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Cards, CountBoxes, Document, HandTable, Note, Paragraph, plain
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.lists import make_cards
from openkrakow_desktop.events.model import AttendanceMode, Event, NamingPurpose, RegistrationState
from openkrakow_desktop.events.print_outs import CARD, CARDS, SIGN_IN_SHEET
from openkrakow_desktop.events.reports import modules
from openkrakow_desktop.events.service import cancel_event
from openkrakow_desktop.events.sheets import page_of_sheet, rows_per_page, texts
from tests.events.build import CLOCK, DAY, event, participant, person, put, sitting

NAMED = {"attendance_mode": AttendanceMode.NAMED, "purpose": NamingPurpose.LIMITED_PLACES}


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), CLOCK.now(), DECLARED)


def sheet(session: Session, event_id: UUID, language: str = "pl") -> Document:
    return SIGN_IN_SHEET.build(session, context(language), sitting(session, event_id))


def tables(document: Document) -> list[HandTable]:
    return [one for one in document.blocks if isinstance(one, HandTable)]


def said(document: Document) -> str:
    return "\n".join(plain(one.text) for one in document.blocks if isinstance(one, (Note, Paragraph)))


def test_a_named_list_has_names_rows_up_to_the_capacity_and_a_number_on_every_page(
    store: Store, tmp_path: Path
) -> None:
    with store.write("test") as session:
        hours = {"starts_at": dt.time(17), "ends_at": dt.time(19), "venue": "Centrum", "address": "ul. Długa 1"}
        key = event(session, "Kawiarenka", capacity=40, **NAMED, **hours)
        for last, first in (("Żak", "Jan"), ("Ковальчук", "Олена"), ("Ćwik", "Ewa")):
            guest = participant(session, person(session, last, first))
            put(session, "registration", event_id=key, participant_id=guest)
        reserve = participant(session, person(session, "Adam", "Anna"))
        put(session, "registration", event_id=key, participant_id=reserve, state=RegistrationState.RESERVE)
        gone = participant(session, person(session, "Nie", "Ma"))
        put(session, "registration", event_id=key, participant_id=gone, state=RegistrationState.CANCELLED)
        made = sheet(session, key)
        per_page = rows_per_page(session.get_one(Event, key))
        numbers = [page_of_sheet(sitting(session, key), line.split(" ")[1]) for line in said(made).splitlines()
                   if line.startswith("Arkusz ")]  # fmt: skip
    pages = tables(made)
    rows = [row for page in pages for row in page.rows]
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)] and len(rows) >= 40
    assert all(len(page.rows) == per_page for page in pages) and numbers == list(range(1, len(pages) + 1))
    assert [row[1] for row in rows[:5]] == ["Ćwik Ewa", "Żak Jan", "Ковальчук Олена", "Adam Anna (lista rezerwowa)", ""]
    assert made.subtitle == "Kawiarenka\n19.03.2026 · 17:00–19:00 · Centrum, ul. Długa 1"
    heads = [run.text for column in pages[0].columns for run in column.titles]
    assert {"Nazwisko i imię", "Прізвище та імʼя", "Surname and first name", "Фамилия и имя"} <= set(heads)
    clause = texts()["clause"][NamingPurpose.LIMITED_PLACES.value]
    assert all(said(made).count(clause[language]) == len(pages) for language in ("pl", "uk", "en", "ru"))
    assert problems(made) == [] and write_pdf(made, tmp_path / "lista.pdf") == len(pages)


def test_the_events_own_clause_stands_above_the_usual_one(store: Store, tmp_path: Path) -> None:
    with store.write("test") as session:
        own = "Tylko na potrzeby tej wycieczki. " * 30
        key = event(session, **NAMED, clause=own.strip())
        made = sheet(session, key)
        assert own.strip() in said(made) and texts()["clause"]["OGRANICZONE_MIEJSCA"]["pl"] not in said(made)
        assert write_pdf(made, tmp_path / "lista.pdf") == len(tables(made)), "a long clause leaves fewer rows"


def test_a_list_by_code_names_nobody(store: Store) -> None:
    with store.write("test") as session:
        key = event(session, attendance_mode=AttendanceMode.CODE)
        guest = participant(session, person(session, "Łęcka", "Maria"))
        put(session, "registration", event_id=key, participant_id=guest)
        made = sheet(session, key)
    assert tables(made)[0].rows[0] == ("1", "CW-0001", "")
    assert "Łęcka" not in repr(made)


def test_where_nobody_is_listed_squares_are_crossed_out(store: Store, tmp_path: Path) -> None:
    with store.write("test") as session:
        made = sheet(session, event(session, attendance_mode=AttendanceMode.ANONYMOUS))
    boxes = [one for one in made.blocks if isinstance(one, CountBoxes)]
    assert [one.count for one in boxes] == [100] * 4 and not tables(made)
    assert write_pdf(made, tmp_path / "licznik.pdf") == 1


def test_no_sheet_for_what_does_not_take_place(store: Store) -> None:
    with store.write("test") as session:
        key = event(session)
        cancel_event(session, key, "burza", DAY)
        with pytest.raises(Refused, match="counts_nowhere"):
            sheet(session, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_prints(store: Store, tmp_path: Path, language: str) -> None:
    with store.write("test") as session:
        made = sheet(session, event(session, **NAMED), language)
        make_cards(session, 2)
        cards = CARDS.build(session, context(language), first_card=1, last_card=2, with_names=False)
    assert "[" not in made.title + cards.title and write_pdf(made, tmp_path / "a.pdf")
    assert write_pdf(cards, tmp_path / "b.pdf") == 1


# ---- cards ---------------------------------------------------------------------------------------------------------
def cards_of(document: Document) -> tuple[Any, ...]:
    return next(one for one in document.blocks if isinstance(one, Cards)).cards


def test_ten_cards_fit_on_a_page_and_bear_the_code_alone(store: Store, tmp_path: Path) -> None:
    with store.write("test") as session:
        participant(session, person(session, "Łęcka", "Maria"))
        make_cards(session, 20)
        made = CARDS.build(session, context(), first_card=1, last_card=21, with_names=False)
        named = CARD.build(session, context(), _first(session), with_names=True)
    assert [one.title for one in cards_of(made)] == [f"CW-{n:04d}" for n in range(1, 22)]
    assert "Łęcka" not in repr(made) and cards_of(named)[0].lines[0] == "Maria Łęcka"
    assert cards_of(made)[0].alt == "Kod QR karty CW-0001"
    assert write_pdf(made, tmp_path / "karty.pdf") == 3


def _first(session: Session) -> UUID:
    from openkrakow_desktop.events.people import find_people

    return find_people(session, "1")[0].participant_id


def test_the_picture_is_the_code_and_nothing_else() -> None:
    expected = segno.make("CW-0042", error="m", micro=False, boost_error=False)
    assert [list(map(int, row)) for row in modules("CW-0042")] == [list(row) for row in expected.matrix_iter(border=2)]
    assert modules("CW-0042") != modules("CW-0043")


@pytest.mark.parametrize(
    ("first", "last", "key"), [(5, 1, "cards_backwards"), (1, 600, "too_many_cards"), (7, 9, "no_such_cards")]
)
def test_a_range_of_no_cards_is_refused(store: Store, first: int, last: int, key: str) -> None:
    with store.write("test") as session:
        make_cards(session, 3)
        with pytest.raises(Refused, match=key):
            CARDS.build(session, context(), first_card=first, last_card=last, with_names=False)
