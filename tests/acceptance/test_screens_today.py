"""Scenarios 1, 2 and 6 driven through the window: Today, lists with their forms and actions, the board, the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.model import AttendanceMode, Event, EventSession, EventType
from openkrakow_desktop.overview.month_report import month_summary
from tests.app.window_parts import OpenWindow
from tests.demo_data import TODAY, guarded
from tests.events.build import organisation, participant
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text


class Staff(OpenWindow):
    """Somebody who works with forms, actions and keys."""

    def fill_in(self, register: str, **values: Any) -> UUID:
        """A new record through its form; the problems a form shows are a failure."""
        page = self.go(register, "new")
        self.wait()
        form = page._stack.currentWidget().panels.form
        found: list[Any] = []
        form.saved.connect(found.append)
        form.propose(values)
        form.save()
        self._qtbot.waitUntil(lambda: bool(found), timeout=10_000)
        self.wait()
        model: Any = DECLARED.registers[register].record
        with self.desk.read() as session:
            return session.scalars(select(model.id).order_by(model.id.desc())).first()

    def act(self, action: str, key: UUID, **asked: Any) -> None:
        """An action of a record, from its panel."""
        register = DECLARED.registers[action.split(".")[0]]
        panels = self.go(register.key, key)._stack.currentWidget().panels
        self.wait()
        panels.act(register, key, next(one for one in register.actions if one.key == action))
        if asked:
            form = panels.form
            done: list[Any] = []
            form.done.connect(done.append)
            for name, value in asked.items():
                form.editors[name].set_value(value)
            form.run()
            self._qtbot.waitUntil(lambda: bool(done), timeout=10_000)
        self.wait()

    def shown(self, place: str, what: object = None) -> str:
        """What a page says."""
        page = self.go(place, what)
        self.wait()
        return screen_text(page)

    def number(self, code: str) -> int:
        """A number of Table 1, as the page of tasks shows it."""
        self.go("tasks", code)
        self.wait()
        page: Any = self.window.stack.currentWidget()
        return int(page._numbers.measures[code].reading.value)

    def sitting(self, event_id: UUID, day: dt.date | None = None) -> UUID:
        with self.desk.read() as session:
            mine = select(EventSession.id).where(EventSession.event_id == event_id)
            return session.scalars(mine if day is None else mine.where(EventSession.held_on == day)).one()


@pytest.fixture
def office(sqlite_store: Store) -> Store:
    """An office with one organisation and twelve cards."""
    with guarded(sqlite_store).write("prepare") as session:
        organisation(session, is_programme_coordinator=True)
        for _ in range(12):
            participant(session)
    return sqlite_store


@pytest.fixture
def staff(office: Store, qtbot: Any) -> Iterator[Staff]:
    one = Staff(office, qtbot)
    yield one
    one.close()


def host(store: Store) -> UUID:
    with store.read() as session:
        return session.scalars(select(Organisation.id).where(Organisation.kind == OrganisationKind.NGO)).one()


def facts(store: Store, title: str, day: dt.date = TODAY, **values: Any) -> dict[str, Any]:
    made = {"title": title, "type": EventType.WORKSHOP, "organiser_id": host(store), "run_by_centre": True}
    return made | {"start_on": day, "end_on": day, "starts_at": dt.time(10), "ends_at": dt.time(12)} | values


def test_1_cancelled_and_empty(staff: Staff, office: Store) -> None:
    w = words("pl")
    a, b, c = (
        staff.fill_in("event", **facts(office, title, attendance_mode=AttendanceMode.CODE)) for title in ("A", "B", "C")
    )
    today = staff.shown("today")
    assert w.count("today.sessions", 3) in today and today.count("[Drzwi: ") == 3
    with office.read() as session:
        cards = session.scalars(select(DECLARED.registers["participant"].record.id)).all()
    for card in cards:
        staff.fill_in("attendance", session_id=staff.sitting(a), participant_id=card)
    staff.fill_in("session_entry", session_id=staff.sitting(a), n=30)
    staff.act("event.hold", a, zero_confirmed_by=None)
    staff.act("event.cancel", b, reason="choroba osoby prowadzącej", on=TODAY)
    staff.act("event.hold", c, zero_confirmed_by="zespół Centrum")
    assert (staff.number("3.1b"), staff.number("3.1a")) == (2, 42)
    today = staff.shown("today")
    assert "[Drzwi: " not in today and w("today.all_complete") in today  # nobody is left to be let in or asked for
    with office.read() as session:
        context = ReportContext(w, staff.desk.clock.now(), DECLARED)
        tables = month_summary(session, context, year=TODAY.year, month=TODAY.month).tables()
    assert [(row[1], row[3]) for row in tables["month_cancelled"].rows] == [("B", "choroba osoby prowadzącej")]
    assert [row[1].value for row in tables["month_basis"].rows[:4]] == [2, 42, 12, 30]  # type: ignore[union-attr]


def test_2_new_year(staff: Staff, office: Store) -> None:
    """The rule of the scenario, two years earlier: what is held must not lie ahead of the real day of a test run."""
    first = dt.date(2024, 12, 30)
    festival = staff.fill_in("event", **facts(office, "Festiwal", first, end_on=dt.date(2025, 1, 2)))
    for n, guests in enumerate((20, 35, 15, 10)):
        sitting = staff.sitting(festival, first + dt.timedelta(n))
        staff.fill_in("session_entry", session_id=sitting, n=guests)
    eve = facts(office, "Sylwester", dt.date(2024, 12, 31), starts_at=dt.time(20), ends_at=dt.time(3))
    party = staff.fill_in("event", **eve)
    staff.fill_in("session_entry", session_id=staff.sitting(party), n=60)
    for key in (festival, party):
        staff.act("event.hold", key, zero_confirmed_by=None)
    for year, events, visits in ((2024, 2, 115), (2025, 0, 25)):
        staff.desk.set_year(year)
        staff.wait()
        assert (staff.number("3.1b"), staff.number("3.1a")) == (events, visits), year
    staff.desk.set_year(2024)
    december = staff.shown("month", (2024, 12))
    assert "Grudzień 2024" in december and "[Uczestnictwa: 115. " in december
    press(staff, "Rozlicz miesiąc")
    assert "Rozliczono: grudzień 2024." in screen_text(staff.window.stack.currentWidget())
    with office.read() as session:  # the festival goes on in January and is settled with it
        assert [session.get_one(Event, key).state.name for key in (festival, party)] == ["HELD", "SETTLED"]


def press(staff: Staff, name: str) -> None:
    page = staff.window.stack.currentWidget()
    next(one for one in page.findChildren(QAbstractButton) if one.accessibleName() == name).click()
    staff.wait()
    staff.wait()


def test_6_one_event_several_measures(staff: Staff, office: Store) -> None:
    debate = staff.fill_in("event", **facts(office, "Debata", type=EventType.DEBATE))
    staff.fill_in("session_entry", session_id=staff.sitting(debate), n=40)
    staff.act("event.hold", debate, zero_confirmed_by=None)
    assert [staff.number(code) for code in ("3.1b", "4.1", "3.1a")] == [1, 1, 40]
    staff.go("indicators", "T2-3.1")
    staff.wait()
    page: Any = staff.window.stack.currentWidget()
    assert page._numbers.indicators["T2-3.1"].reading.value == 1


def test_enter_on_todays_page_opens_the_door_and_arrows_walk_its_lists(staff: Staff, office: Store, qtbot: Any) -> None:
    keys = [staff.fill_in("event", **facts(office, title, starts_at=dt.time(hour), ends_at=dt.time(hour + 1)))
            for title, hour in (("Rano", 9), ("Wieczorem", 19))]
    asked: list[tuple[str, object]] = []
    page = staff.go("today")
    staff.wait()
    staff.desk.open_asked.disconnect(staff.rooms.open)
    staff.desk.open_asked.connect(lambda key, what: asked.append((key, what)))
    doors = [one for one in page.findChildren(QAbstractButton) if one.accessibleName().startswith("Drzwi: ")]
    assert [one.accessibleName() for one in doors] == ["Drzwi: Rano, 09:00–10:00", "Drzwi: Wieczorem, 19:00–20:00"]
    doors[0].setFocus()
    qtbot.keyClick(doors[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is doors[1]
    qtbot.keyClick(doors[1], Qt.Key.Key_Return)
    assert asked == [("door", staff.sitting(keys[1]))]
    qtbot.keyClick(doors[1], Qt.Key.Key_Right)  # the title beside it: the details
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked[-1] == ("event", keys[1])
    staff.desk.open_asked.connect(staff.rooms.open)
