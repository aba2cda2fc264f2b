"""The pages of meetings and of contact databases, as somebody uses them: actions, files, addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from openkrakow_desktop.activities.meetings import organisations_of, protocols_of
from openkrakow_desktop.activities.model import Meeting, MeetingState
from openkrakow_desktop.activities.screen.meeting_part import MeetingPart
from openkrakow_desktop.core.store import Store
from tests.acceptance.test_screens_today import Staff
from tests.activities.build import organisation, put
from tests.activities.cases import meeting
from tests.activities.test_contacts import network
from tests.demo_data import guarded
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text

DAY = dt.date(2025, 5, 6)
S = MeetingState


@pytest.fixture
def staff(sqlite_store: Store, qtbot: Any) -> Iterator[Staff]:
    guarded(sqlite_store)
    one = Staff(sqlite_store, qtbot)
    yield one
    one.close()


@pytest.fixture
def said(staff: Staff) -> Callable[[], str]:
    return lambda: screen_text(page_of(staff))


def page_of(staff: Staff) -> Any:
    return staff.window.stack.currentWidget()._stack.currentWidget()


def press(staff: Staff, name: str) -> None:
    next(one for one in page_of(staff).findChildren(QAbstractButton) if one.accessibleName() == name).click()
    staff.wait()
    staff.wait()


def part_of(staff: Staff) -> MeetingPart:
    (part,) = page_of(staff).panels.panel.findChildren(MeetingPart)
    return part


def test_the_panel_holds_cancels_and_plans_the_next(staff: Staff, sqlite_store: Store, said: Callable[[], str]) -> None:
    with sqlite_store.write("prepare") as session:
        values = {"state": S.PLANNED, "participants": None, "starts_at": dt.time(10), "place": "Ratusz",
                  "agenda": "Otwarcie (10 min)\nWnioski"}  # fmt: skip
        first = put(session, "meeting", **meeting(held_on=DAY, **values))
        other = put(session, "meeting", **meeting(held_on=DAY + dt.timedelta(14), title="Druga", **values))
    staff.desk.set_year(2025)
    page = staff.go("meetings_plan", first)
    staff.wait()
    assert "10:00 Otwarcie (10\N{NO-BREAK SPACE}min)" in said() and "termin minął" in said()
    page = page_of(staff)
    hold = next(one for one in page.register.actions if one.key == "meeting.hold")
    page.panels.act(page.register, first, hold)
    staff.wait()
    form = page.panels.form
    assert form.editors["held_on"].value() == DAY  # the day it was planned for, not today
    form.editors["held_on"].set_value(staff.desk.clock.today() + dt.timedelta(400))
    form.editors["participants"].set_value(12)
    form.run()
    staff.wait()
    assert "Data nie może być późniejsza niż dziś" in said()
    form.editors["held_on"].set_value(DAY)
    form.run()
    staff.wait()
    staff.act("meeting.cancel", other, cancelled_on=DAY, reason="brak sali")
    with sqlite_store.read() as session:
        one, off = session.get_one(Meeting, first), session.get_one(Meeting, other)
        assert (one.state, one.participants, off.cancel_reason) == (S.HELD, 12, "brak sali")
    staff.go("meetings_plan")
    page = page_of(staff)
    page.plan_next(first)
    staff.wait()
    proposed = page.panels.form.editors["held_on"].value()
    assert proposed > staff.desk.clock.today() and page.panels.form.editors["title"].value() == "Konsultacje"
    page.panels.form.run()
    staff.wait()
    staff.wait()
    assert page.panels.panel.card.id not in (first, other)  # the new one is shown
    assert "Ratusz" in said() and "Otwarcie (10\N{NO-BREAK SPACE}min)" in said()


def test_organisations_are_added_one_after_another_and_by_the_block(staff: Staff, sqlite_store: Store) -> None:
    with sqlite_store.write("prepare") as session:
        keys = {name: organisation(session, name) for name in ("Fundacja Dialog", "Fundacja Most", "Koło Rozmów")}
        made = put(session, "meeting", **meeting(held_on=DAY))
    staff.go("meetings_plan", made)
    staff.wait()
    part_of(staff).adder.one.set_named(keys["Fundacja Most"], "Fundacja Most")
    staff.wait()
    staff.wait()
    adder = part_of(staff).adder
    adder.open_many()
    adder.many.set_value("fundacja dialog; Koło Rozmów\nFundacja Most\nKlub Nieznany")
    staff._qtbot.wait(300)
    staff.wait()
    shown = screen_text(part_of(staff))
    assert "Do dodania: Fundacja Dialog, Koło Rozmów." in shown and "Już są: Fundacja Most." in shown
    assert "Nieznane: Klub Nieznany." in shown
    adder.add_many()
    staff.wait()
    staff.wait()
    with sqlite_store.read() as session:
        assert set(organisations_of(session, made)) == set(keys.values())
    assert part_of(staff).adder.many.value() == "Klub Nieznany"  # what was not understood is still there
    press(staff, "Usuń ze spotkania: Koło Rozmów")
    with sqlite_store.read() as session:
        assert len(organisations_of(session, made)) == 2


def test_protocols_come_open_and_go_on_the_panel(
    staff: Staff, sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile()) or True)
    with sqlite_store.write("prepare") as session:
        made = put(session, "meeting", **meeting(held_on=DAY))
    good, bad = tmp_path / "Protokół.pdf", tmp_path / "protokół.txt"
    good.write_bytes(b"%PDF-1.7 x")
    bad.write_text("zwykły tekst", "utf-8")
    staff.go("meetings_plan", made)
    staff.wait()
    part_of(staff).files.take([bad])
    staff.wait()
    assert "Nie przyjmujemy plików takich jak „protokół.txt”" in screen_text(part_of(staff))
    part_of(staff).files.take([good])
    staff._qtbot.waitUntil(lambda: "Protokół.pdf" in screen_text(page_of(staff)), timeout=20_000)
    staff.wait()
    press(staff, "Otwórz Protokół.pdf")
    assert len(opened) == 1 and Path(opened[0]).read_bytes() == b"%PDF-1.7 x"
    press(staff, "Usuń plik Protokół.pdf")
    with sqlite_store.read() as session:
        assert protocols_of(session, made) == ()
    staff.desk.undo_last()
    staff.wait()
    with sqlite_store.read() as session:
        assert len(protocols_of(session, made)) == 1


def test_the_contact_database_on_a_day(
    staff: Staff, sqlite_store: Store, said: Callable[[], str], tmp_path: Path
) -> None:
    with sqlite_store.write("prepare") as session:
        network(session)
    staff.desk.set_year(2026)
    staff.go("coordinator_contacts", dt.date(2026, 3, 1))
    staff.wait()
    page = page_of(staff)
    assert [one.name for one in page.shown()] == ["Ewa Lis", "Olga Żak"] and "01.03.2026: 2 osoby" in said()
    page.copy_addresses()
    assert QGuiApplication.clipboard().text() == "ewa@um.example"
    assert "Skopiowano 1 adres." in said() and "Bez adresu: Olga Żak." in said()
    press(staff, "31 grudnia")
    assert [one.name for one in page.shown()] == ["Jan Kos", "Olga Żak", "Adam Wilk"]
    press(staff, "Historia")
    assert "zastępuje: Ewa Lis" in said() and len(page.shown()) == 4
    page.search.setText("lis")
    staff._qtbot.wait(300)
    assert [one.name for one in page.shown()] == ["Ewa Lis"]
    page.write_csv(tmp_path / "lista.csv")
    staff._qtbot.waitUntil(lambda: (tmp_path / "lista.csv").exists(), timeout=20_000)
    assert len((tmp_path / "lista.csv").read_text("utf-8-sig").splitlines()) == 2


def test_whoever_follows_begins_the_day_after(staff: Staff, sqlite_store: Store) -> None:
    with sqlite_store.write("prepare") as session:
        network(session)
    staff.go("coordinator_contacts")
    staff.wait()
    page = page_of(staff)
    ewa = next(one for one in page.found if one.name == "Ewa Lis")
    page.show_what(ewa)
    staff.wait()
    form = page.panels.form
    assert form.draft()["from_on"] == dt.date(2026, 7, 1) and form.draft()["unit_id"] == ewa.unit_id
    with sqlite_store.read() as session:
        jan = next(one for one in page.found if one.name == "Jan Kos")
        person = session.get_one(page.register.record, jan.id).person_id
    form.propose({"person_id": person, "unit_id": ewa.unit_id, "from_on": dt.date(2026, 8, 1)})
    form.save()
    staff.wait()
    staff.wait()
    assert "Jest już wpis na te same dni" in screen_text(page)  # two active periods of one coordinator
    assert isinstance(person, UUID)
