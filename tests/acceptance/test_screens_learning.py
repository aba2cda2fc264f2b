"""Scenarios 7 and 12 driven through the window: forms, the sheet of people and minutes, actions, the page of numbers.

Beside them what hangs on the same screens: units invited, a training nobody came forward for, one event under
patronage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select

from openkrakow_desktop.contacts.model import OrganisationKind as Kind
from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.model import EventType
from openkrakow_desktop.gui.register_table import RegisterTable
from openkrakow_desktop.patronage.model import PatronageKind, PatronageState
from openkrakow_desktop.training.model import (
    InvitationState,
    Participation,
    TrainingCancelReason,
    TrainingInvitation,
    TrainingState,
    TrainingTopic,
)
from openkrakow_desktop.training.screen.minutes_grid import FIRST
from openkrakow_desktop.training.screen.people import PEOPLE, PeoplePage
from tests.acceptance.test_screens_today import Staff
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text

AFTER = dt.date(2027, 2, 1)  # 2026 is over, so both years of the scenario have numbers
MAY, JUNE = dt.date(2026, 5, 12), dt.date(2026, 6, 10)
UNITS = (  # (name, kind, how the list writes it, people)
    ("Wydział Edukacji", Kind.OFFICE_UNIT, "Wydział Edukacji", 12),
    ("Miejski Ośrodek Pomocy Społecznej w Krakowie", Kind.MUNICIPAL_UNIT, "MOPS", 5),
    ("Dzielnica V Krowodrza", Kind.DISTRICT, "Rada Dzielnicy V", 3),
    ("Straż Miejska Miasta Krakowa", Kind.MUNICIPAL_UNIT, "straż miejska", 6),
    ("Komenda Miejska Policji w Krakowie", Kind.POLICE, "Komenda Miejska Policji", 2),
    ("Fundacja Razem", Kind.NGO, "FUNDACJA RAZEM", 4),
)
MAYOR, COMMITTEE, CENTRE = PatronageKind.MAYOR, PatronageKind.COMMITTEE, PatronageKind.CENTRE


class Clerk(Staff):
    """Somebody who works in February 2027 on the year before."""

    def __init__(self, store: Store, qtbot: Any) -> None:
        super().__init__(store, qtbot)
        self.desk.clock = Clock.fixed(AFTER)
        self.desk.set_year(2026)
        self.wait()

    def beside(self, code: str) -> dict[str, Any]:
        """The supplementary numbers of a measure, as the page of tasks shows them."""
        self.number(code)
        page: Any = self.window.stack.currentWidget()
        return {key: one.value for key, one in page._numbers.measures[code].reading.beside.items()}

    def training(self, **values: Any) -> UUID:
        """A training of a day with one session, through two forms."""
        made = {"title": "Komunikacja", "topic": TrainingTopic.INTERCULTURAL_COMMUNICATION, "start_on": MAY,
                "end_on": MAY, "state": TrainingState.HELD, **values}  # fmt: skip
        key = self.fill_in("training", **made)
        self.fill_in("training_session", training_id=key, held_on=made["start_on"], minutes=240)
        return key

    def people_of(self, training: UUID) -> PeoplePage:
        page = self.go("training_people", training)
        self.wait()
        self.wait()
        found = page if isinstance(page, PeoplePage) else page.findChild(PeoplePage)
        assert isinstance(found, PeoplePage) and found.sheet is not None
        return found

    def attend(self, training: UUID, block: str) -> int:
        """Paste people, save them, type x into the first row, fill down, save; returns how many completed."""
        page, keyboard = self.people_of(training), self._qtbot
        QGuiApplication.clipboard().setText(block)
        keyboard.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        keyboard.waitUntil(lambda: len(page.people.found) == len(page.people.people) > 0, timeout=10_000)
        assert page.stack.currentIndex() == PEOPLE
        assert [one.problems for one in page.people.found if one.is_refused] == []
        keyboard.keyClick(page.people_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        keyboard.waitUntil(lambda: page.minutes_view is not None, timeout=10_000)
        self.wait()
        view = page.minutes_view
        assert view is not None and page.minutes is not None
        view.go(0, FIRST)
        view.setFocus()
        keyboard.keyClick(view, Qt.Key.Key_X)
        keyboard.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
        keyboard.waitUntil(lambda: view.currentIndex().row() == 1, timeout=5_000)
        view.go(0, FIRST)
        keyboard.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        completed = page.minutes.completed()
        keyboard.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        keyboard.waitUntil(lambda: page.minutes is not None and not page.minutes.changes(), timeout=10_000)
        keyboard.keyClick(page, Qt.Key.Key_Escape)
        self.wait()
        return completed

    def application(self, **values: Any) -> UUID:
        """An application for patronage typed in: whole, in time, related to the Programme."""
        made = {
            "kind": MAYOR,
            "received_on": dt.date(2026, 4, 1),
            "organiser_name": "Fundacja Mosty",
            "event_name": "Festiwal",
            "starts_on": dt.date(2026, 7, 1),
            "case_no": "KP-01.4620.7.2026",
            "signatory": "prezeska",
            "contact": "biuro@example.org",
            "place": "Rynek",
            "description": "koncerty",
            "justification": "dla wszystkich",
            "programme_related": True,
            "programme_reason": "wiele kultur",
        }
        return self.fill_in("patronage", **{**made, **values})


@pytest.fixture
def clerk(sqlite_store: Store, qtbot: Any) -> Iterator[Clerk]:
    one = Clerk(sqlite_store, qtbot)
    yield one
    one.close()


def block(units: tuple[Any, ...] = UNITS) -> str:
    """The list as it lies in Excel."""
    rows = [f"Osoba{place}{chr(97 + n)}\tAnna\t{said}"
            for place, (_, _, said, count) in enumerate(units) for n in range(count)]  # fmt: skip
    return "\n".join(["Nazwisko\tImię\tJednostka", *rows])


def test_7_training_several_units(clerk: Clerk, sqlite_store: Store) -> None:
    for name, kind, _, _ in UNITS:
        clerk.fill_in("organisation", name=name, kind=kind)
    first = clerk.training(measure_tags=("1.4", "6.3"))
    assert clerk.attend(first, block()) == 32
    assert [clerk.number(code) for code in ("1.4", "6.3b", "6.3a")] == [26, 25, 1]
    assert clerk.beside("6.3b") == {"6.3b+outside": 7} and clerk.beside("1.4") == {"1.4+participations": 26}
    assert "\n26\n" in clerk.shown("tasks", "1.4")
    second = clerk.training(title="Dostępność", measure_tags=("1.4",), start_on=JUNE, end_on=JUNE)
    assert clerk.attend(second, "\n".join(block().split("\n")[:11])) == 10  # ten of the same people of the Office
    assert clerk.number("1.4") == 26 and clerk.beside("1.4") == {"1.4+participations": 36}
    assert (clerk.number("6.3b"), clerk.number("6.3a")) == (25, 1)
    with sqlite_store.read() as session:
        assert len(session.scalars(select(Person.id)).all()) == 32  # nobody was entered twice
        assert len(session.scalars(select(Participation.id)).all()) == 42


def test_12_patronages(clerk: Clerk) -> None:
    mayor = [clerk.application(event_name=f"Wydarzenie {n}", programme_related=n < 3) for n in range(4)]
    others = [clerk.application(event_name=kind.value, kind=kind) for kind in (COMMITTEE, CENTRE)]
    for key in (*mayor, *others):
        clerk.act("patronage.grant", key, decided_on=JUNE)
    clerk.act("patronage.withdraw", mayor[0], withdrawn_on=dt.date(2026, 6, 20), reason="zmiana programu")
    clerk.act("patronage.refuse", clerk.application(event_name="Odmowa"), decided_on=JUNE, reason="poza zakresem")
    late = clerk.application(event_name="Późny", received_on=dt.date(2026, 8, 10), starts_on=dt.date(2026, 9, 6))
    clerk.act("patronage.leave_unexamined", late, decided_on=dt.date(2026, 9, 1), reason=None)
    last = clerk.application(event_name="Następny rok", received_on=dt.date(2026, 12, 1),
                             starts_on=dt.date(2027, 3, 1))  # fmt: skip
    clerk.act("patronage.grant", last, decided_on=dt.date(2027, 1, 8))
    assert clerk.number("4.3") == 4
    assert {key: n for key, n in clerk.beside("4.3").items() if n} == {
        f"4.3+{MAYOR.value}": 2, f"4.3+{COMMITTEE.value}": 1, f"4.3+{CENTRE.value}": 1}  # fmt: skip
    line = on_one_line(clerk, "Późny")
    assert line["lead_days"] == "27" and line["is_late"] == "Tak" and line["received_on"] == "10.08.2026"
    assert line["starts_on"] == "06.09.2026" and line["case_no"] == "KP-01.4620.7.2026"
    assert (line["granted_before"], line["refused_before"], line["reports_missing"]) == ("6", "1", "5")
    clerk.desk.set_year(2027)
    clerk.wait()
    assert clerk.number("4.3") == 1


def on_one_line(clerk: Clerk, name: str) -> dict[str, str]:
    """What the list of patronages shows of one application in a window of 1280 pixels, by column."""
    page = clerk.go("patronage")
    page._stack.currentWidget().panels.close_all()
    clerk.wait()
    table = page.findChild(RegisterTable)
    assert isinstance(table, RegisterTable) and clerk.window.width() == 1280
    shown = [at for at in range(len(table.rows.columns)) if not table.isColumnHidden(at)]
    clerk._qtbot.waitUntil(lambda: table.rows.rowCount() == 9, timeout=10_000)
    for down in range(table.rows.rowCount()):
        cells = {table.rows.columns[at].name: str(table.rows.index(down, at).data() or "") for at in shown}
        if cells["event_name"] == name:
            return cells
    raise AssertionError(name)


def test_units_are_invited_and_answer(clerk: Clerk, sqlite_store: Store) -> None:
    for name, kind, _, _ in UNITS[:2]:
        clerk.fill_in("organisation", name=name, kind=kind)
    ahead = clerk.training(state=TrainingState.ENROLLING, start_on=dt.date(2027, 3, 1), end_on=dt.date(2027, 3, 1),
                           places=3, measure_tags=("1.4",))  # fmt: skip
    for kind in (Kind.OFFICE_UNIT, Kind.MUNICIPAL_UNIT):
        clerk.act("training.invite", ahead, unit_kind=kind, places_each=2, reply_by=dt.date(2027, 1, 29))
    clerk.act("training.invitations_sent", ahead, invited_on=dt.date(2027, 1, 20))
    shown = clerk.shown("training_invited")
    assert "brak odpowiedzi: 2" in shown and "po terminie o 3 dni" in shown and "wolne: 3 miejsca" in shown
    with sqlite_store.read() as session:
        keys = session.scalars(select(TrainingInvitation.id).order_by(TrainingInvitation.id)).all()
    clerk.act("training_invitation.coming", keys[0], coming=4, answered_on=dt.date(2027, 1, 25))
    clerk.act("training_invitation.decline", keys[1], answered_on=dt.date(2027, 1, 26))
    shown = clerk.shown("training_invited")
    assert "Wszystkie jednostki odpowiedziały." in shown and "o 1 osobę ponad miejsca" in shown  # told, and allowed
    with sqlite_store.read() as session:
        found = session.scalars(select(TrainingInvitation.state).order_by(TrainingInvitation.id)).all()
    assert found == [InvitationState.COMING, InvitationState.DECLINED]
    page = clerk.window.stack.currentWidget()
    next(one for one in page.findChildren(QAbstractButton) if one.accessibleName() == "Otwórz szkolenie").click()
    clerk.wait()
    clerk.wait()
    panels = clerk.window.stack.currentWidget()._stack.currentWidget().panels
    assert "Komunikacja" in screen_text(panels)  # its record, not only the list


def test_a_training_nobody_came_forward_for_is_a_signal(clerk: Clerk) -> None:
    for reason in (TrainingCancelReason.LACK_OF_TAKERS, TrainingCancelReason.NO_VENUE):
        key = clerk.training(state=TrainingState.ENROLLING, title=reason.value)
        clerk.act("training.cancel", key, cancel_reason=reason, cancelled_on=MAY)
    page = clerk.go("risks", "R5")
    clerk.wait()
    signals = {one.key: one for one in page._lines["R5"].signals}
    assert signals["lack_of_takers"].reading.value == 1
    assert "szkolenia odwołane z braku chętnych" in screen_text(page).lower()


def test_participants_of_an_event_under_patronage_are_counted_once(clerk: Clerk) -> None:
    host = clerk.fill_in("organisation", name="Fundacja Mosty", kind=Kind.NGO)
    event = clerk.fill_in("event", title="Festiwal", type=EventType.FESTIVAL, organiser_id=host, run_by_centre=True,
                          start_on=MAY, end_on=MAY, starts_at=dt.time(10), ends_at=dt.time(12))  # fmt: skip
    clerk.fill_in("session_entry", session_id=clerk.sitting(event), n=40)
    clerk.act("event.hold", event, zero_confirmed_by=None)
    before = numbers(clerk)
    key = clerk.application(event_id=event, starts_on=MAY, received_on=dt.date(2026, 4, 1), expected_participants=900)
    clerk.act("patronage.grant", key, decided_on=dt.date(2026, 4, 20))
    after = numbers(clerk)
    assert (after["3.1a"], after["3.1b"], after["4.3"]) == (40, 1, 1)
    assert {code for code in after if after[code] != before[code]} == {"4.3"}  # nothing else has moved


def numbers(clerk: Clerk) -> dict[str, Any]:
    """All numbers of Table 1, as the page of tasks holds them."""
    clerk.number("3.1a")
    page: Any = clerk.window.stack.currentWidget()
    return {code: one.reading.value for code, one in page._numbers.measures.items()}


def test_what_a_decision_asks_is_asked(clerk: Clerk) -> None:
    """A patronage withdrawn before it was granted is refused in the panel, in words, and nothing changes."""
    key = clerk.application()
    clerk.act("patronage.grant", key, decided_on=JUNE)
    panels = clerk.go("patronage", key)._stack.currentWidget().panels
    clerk.wait()
    register = clerk.desk.declared.registers["patronage"]
    panels.act(register, key, next(one for one in register.actions if one.key == "patronage.withdraw"))
    panels.form.editors["withdrawn_on"].set_value(dt.date(2026, 6, 1))
    panels.form.editors["reason"].set_value("pomyłka")
    panels.form.run()
    clerk.wait()
    assert "wcześniejsza niż przyznanie" in screen_text(panels)
    with clerk.desk.read() as session:
        assert session.get_one(register.record, key).state is PatronageState.GRANTED  # type: ignore[attr-defined]
