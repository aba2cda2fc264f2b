"""Versions of a year as people use them: frozen, approved above its gaps, sent, corrected with a reason, compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from shiboken6 import isValid
from sqlalchemy import select, update

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.model import EventSession
from openkrakow_desktop.gui.action_form import ActionForm
from openkrakow_desktop.gui.report_writer import PREVIEW
from openkrakow_desktop.overview.model import SnapshotState, YearSnapshot
from openkrakow_desktop.overview.screen.versions import versions
from openkrakow_desktop.overview.snapshots import numbers_of, read_frozen, version_of, versions_of
from tests.demo_data import guarded
from tests.events.build import held, organisation
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.open_page import OpenPage

YEAR = 2026
SPRING = dt.date(2027, 3, 15)


class Open(OpenPage):
    """The page over a small office with two events of 2026, on a day of the next spring."""

    def __init__(self, store: Store, qtbot: Any, today: dt.date = SPRING, year: int = YEAR) -> None:
        self.now = today
        super().__init__(guarded(store), qtbot, versions, Clock(lambda: self._moment()), year=year, is_active=True)

    def _moment(self) -> dt.datetime:
        return dt.datetime.combine(self.now, dt.time(11), dt.UTC)

    def answer(self, **asked: Any) -> None:
        """Fill in the form on the page and send it; wait until it is done or says why not."""
        form: Any = next(one for one in self.page.findChildren(ActionForm) if one.isVisible())
        for name, value in asked.items():
            form.editors[name].set_value(value)
        form.run()
        over = lambda: not isValid(form) or not form.isVisible() or form._does.isEnabled()  # noqa: E731
        self.qtbot.waitUntil(over, timeout=60_000)
        self.wait()

    def freeze(self) -> None:
        """Freeze, and wait for the work that is done beside the window's."""
        before = self.versions()
        self.press("Zamroź liczby")
        self.qtbot.waitUntil(lambda: self.versions() != before, timeout=60_000)
        self.wait()

    def versions(self) -> list[tuple[int, SnapshotState]]:
        with self.store.read() as session:
            return [(one.number, one.state) for one in versions_of(session, YEAR)]

    def number(self, version: int) -> object:
        """The events of the Centre in a version."""
        with self.store.read() as session:
            frozen = read_frozen(session, version_of(session, YEAR, version))
        return numbers_of(frozen).measures["3.1b"].reading.value

    def reload(self) -> None:
        self.page._reload()
        self.wait()


def late_event(store: Store, title: str = "Debata 118", on: dt.date = dt.date(YEAR, 11, 12)) -> None:
    """An event of the Centre that nobody had entered in time."""
    with store.write("event.add") as session:
        held(session, title, on, 9, organiser_id=organisation(session, name="Spóźniona"))


def filled(store: Store, events: int) -> Store:
    """A year with so many events of the Centre."""
    with guarded(store).write("prepare") as session:
        host = organisation(session)
        for number in range(events):
            day = dt.date(YEAR, 1, 2) + dt.timedelta(days=2 * number)
            held(session, f"Debata {number}", day, 5, organiser_id=host)
    return store


@pytest.fixture
def open_(sqlite_store: Store, qtbot: Any) -> Iterator[Any]:
    made: list[Open] = []

    def make(events: int = 2, **options: Any) -> Open:
        made.append(Open(filled(sqlite_store, events), qtbot, **options))
        return made[-1]

    yield make
    for one in made:
        one.desk.close()


def test_acceptance_15_freeze(open_: Any) -> None:
    """118 events approved on 15.03.2027; one of 12.11.2026 comes on 2.04.2027: v1 keeps 118, v2 offers 119."""
    one = open_(118)
    assert "Liczby roku 2026 nie są zamrożone" in one.text
    one.freeze()
    assert "Liczby są zamrożone jako wersja robocza." in one.text
    one.press("Zatwierdź wersję 1…")
    assert "spraw roku jest otwartych" in one.text or "Wszystko uzupełnione" in one.text
    assert "(primary)" in one.text and one.text.count("(primary)") == 1
    one.answer(approved_by="")
    assert "To pole jest wymagane." in one.text
    one.answer(approved_by="Anna Lis")
    assert one.versions() == [(1, SnapshotState.APPROVED)]
    assert "Zatwierdzona" in one.text and "Nic: rejestry dają dziś te same liczby co wersja 1." in one.text

    one.now = dt.date(2027, 4, 1)
    one.reload()
    assert "piątek, 30 kwietnia 2027" in one.text and "29 dni" in one.text

    one.now = dt.date(2027, 4, 2)
    late_event(one.store)
    one.reload()
    assert one.number(1) == 118
    assert "3.1b" in one.text and "118 → 119" in " ".join(one.text.split())
    assert "12.11.2026" in one.text and "[Utwórz korektę…] (primary)" in one.text

    one.press("Utwórz korektę…")
    one.answer(second_person="Jan Kos")
    assert "To pole jest wymagane." in one.text  # a reason there must be
    one.answer(reason="Wpis z listopada doszedł po terminie.", second_person="Jan Kos")
    one.qtbot.waitUntil(lambda: len(one.versions()) == 2, timeout=60_000)
    one.wait()
    assert one.versions() == [(2, SnapshotState.DRAFT), (1, SnapshotState.APPROVED)]
    one.press("Zatwierdź wersję 2…")
    one.answer(approved_by="Anna Lis")
    assert one.versions() == [(2, SnapshotState.APPROVED), (1, SnapshotState.CORRECTED)]
    assert (one.number(1), one.number(2)) == (118, 119)
    assert "Wpis z listopada doszedł po terminie." in one.text and "Jan Kos" in one.text

    one.press("Drukuj sprawozdanie: Wersja 1")
    place, wanted = one.asked[-1]
    assert (place, wanted.asked) == (PREVIEW, {"year": YEAR, "number": 1})

    old, new = one.page.findChildren(QComboBox)
    old.setCurrentIndex(0)
    new.setCurrentIndex(1)
    new.activated.emit(1)
    one.wait()
    assert "Wersja 1 a wersja 2" in one.text and "118 → 119" in " ".join(one.text.split())


def test_what_must_be_closed_stands_before_the_approval(open_: Any) -> None:
    one = open_()
    with one.store.write("prepare") as session:
        empty = held(session, "Bez frekwencji", dt.date(YEAR, 5, 5), 0, organiser_id=organisation(session, name="X"))
        for sitting in session.scalars(select(EventSession).where(EventSession.event_id == empty)):
            sitting.zero_confirmed_by = sitting.zero_confirmed_at = None
    one.reload()
    one.freeze()
    one.press("Zatwierdź wersję 1…")
    assert "1 sprawa do zamknięcia przed zatwierdzeniem" in one.text and "Bez frekwencji: Sesja się odbyła" in one.text
    one.press("Sprawdzenie roku")
    assert one.asked[-1] == ("doctor", YEAR) and one.versions() == [(1, SnapshotState.DRAFT)]


def test_sending_is_written_down(open_: Any) -> None:
    one = open_()
    one.freeze()
    one.press("Zatwierdź wersję 1…")
    one.answer(approved_by="Anna Lis")
    one.press("Przekazano Radzie…")
    one.answer(sent_on=dt.date(2027, 3, 14))
    assert "przed zatwierdzeniem (15.03.2027)" in one.text
    one.answer(sent_on=SPRING)
    assert one.versions() == [(1, SnapshotState.SENT)] and "[Przekazano Radzie…" not in one.text


def test_bad_years_and_an_altered_version_are_told(open_: Any) -> None:
    one = open_(year=2028)
    assert "Rok się jeszcze nie zaczął" in one.text and "[Zamroź liczby]" not in one.text
    one.page.show_what(2025)
    one.wait()
    one.press("Zamroź liczby")
    one.qtbot.waitUntil(lambda: "nie ma czego zamrozić" in one.text, timeout=60_000)
    one.page.show_what(YEAR)
    one.wait()
    one.freeze()
    one.press("Zamroź od nowa")
    one.qtbot.waitUntil(lambda: "nic się nie zmieniło" in one.text, timeout=60_000)
    with one.store.engine.begin() as connection:
        connection.execute(update(YearSnapshot).values(numbers="zmienione"))
    one.reload()
    assert "Wersja zmieniona poza programem" in one.text and "Odtwórz ją z kopii zapasowej." in one.text
    assert "[Zatwierdź" not in one.text


def test_of_several_fields_left_empty_the_first_has_the_keyboard(open_: Any) -> None:
    one = open_()
    one.freeze()
    one.press("Zatwierdź wersję 1…")
    one.answer(approved_by="Anna Lis")
    late_event(one.store)
    one.reload()
    one.press("Utwórz korektę…")
    one.answer(reason="", second_person="")
    form: Any = next(one for one in one.page.findChildren(ActionForm) if one.isVisible())
    assert one.text.count("To pole jest wymagane.") == 2
    assert form.focusWidget() is form.editors["reason"] or form.editors["reason"].isAncestorOf(form.focusWidget())
