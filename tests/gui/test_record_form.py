"""The form: problems as one types, saving, a stale form with both versions, drafts that are offered again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from openkrakow_desktop.contacts import feature
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.drafts import Drafts
from openkrakow_desktop.gui.record_form import RecordForm

from .screen_text import screen_text

Settle = Callable[[], None]


@pytest.fixture
def mosty(desk: Desk) -> UUID:
    with desk.store.write("organisation.add") as session:
        made = Organisation(name="Fundacja Mosty", kind=OrganisationKind.NGO, symbol="FM")
        session.add(made)
        session.flush()
        return made.id


def form_of(
    desk: Desk, qtbot: Any, settle: Settle, key: UUID | None = None, preset: dict[str, Any] | None = None
) -> RecordForm:
    form = RecordForm(desk, feature.ORGANISATIONS, key, preset)
    qtbot.addWidget(form)
    form.show()
    settle()
    return form


def put(form: RecordForm, **texts: str) -> None:
    for name, words in texts.items():
        form.lines[name].editor.line.setText(words)


def press(form: Any, name: str) -> None:
    next(
        one for one in form.findChildren(QPushButton) if one.accessibleName() == name and one.isVisibleTo(form)
    ).click()


def problem(form: RecordForm, name: str) -> str:
    line = form.lines[name]
    return line._problem.text() if line._under.isVisibleTo(form) else ""


def stored(desk: Desk, key: UUID) -> Organisation:
    with desk.read() as session:
        return session.get_one(Organisation, key)


def test_a_new_record_is_saved_and_told(desk: Desk, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle)
    assert not form.changed
    put(form, name="Chór „Wspólny Głos”")
    form.lines["kind"].editor.set_value(OrganisationKind.NGO)
    told: list[Any] = []
    form.saved.connect(told.append)
    form.save()
    settle()
    assert stored(desk, told[0].value).name == "Chór „Wspólny Głos”"
    assert desk.store.timeline()[0].action == "organisation.add"
    assert not form.changed


def test_required_fields_are_told_when_touched_or_saving(desk: Desk, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle)
    put(form, symbol="x")
    assert problem(form, "name") == ""
    put(form, name="x")
    put(form, name="")
    assert problem(form, "name") == "To pole jest wymagane."
    assert problem(form, "kind") == ""
    form.save()
    assert problem(form, "kind") == "To pole jest wymagane."
    settle()
    assert desk.store.timeline() == []


def test_a_field_says_what_is_wrong_while_typing(desk: Desk, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle)
    put(form, active_from="31.2")
    assert problem(form, "active_from") == "Podaj datę: dd.mm.rrrr."
    put(form, active_from="1.1.2014")
    assert problem(form, "active_from") == "Data ma być między 01.01.2015 a 31.12.2031."
    put(form, active_from="1.1.2024")
    assert problem(form, "active_from") == ""
    assert form.lines["active_from"].editor.line.property("problem") == "false"


def test_the_rules_of_the_whole_come_from_the_reading_thread(
    desk: Desk, mosty: UUID, qtbot: Any, settle: Settle
) -> None:
    form = form_of(desk, qtbot, settle, mosty)
    put(form, nip="123")
    qtbot.waitUntil(lambda: problem(form, "nip").startswith("NIP "), timeout=5000)
    form.save()
    settle()
    assert problem(form, "nip").startswith("NIP ")
    assert stored(desk, mosty).nip is None
    assert form.draft()["nip"] == "123"  # what was typed stays


def test_ctrl_enter_saves(desk: Desk, mosty: UUID, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle, mosty)
    form.activateWindow()
    qtbot.waitActive(form)
    put(form, symbol="FM-2")
    form.lines["symbol"].editor.line.setFocus()
    with qtbot.waitSignal(form.saved, timeout=5000):
        qtbot.keyClick(form.lines["symbol"].editor.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(desk, mosty).symbol == "FM-2"


def test_a_stale_form_shows_both_versions_and_saves_when_told(
    desk: Desk, mosty: UUID, qtbot: Any, settle: Settle
) -> None:
    form = form_of(desk, qtbot, settle, mosty)
    with desk.store.write("organisation.edit") as session:
        other = session.get_one(Organisation, mosty)
        other.name, other.symbol = "Fundacja Mosty i Drogi", "FMD"
    put(form, name="Fundacja Mostów")
    form.save()
    settle()
    settle()
    said = screen_text(form)
    assert "Wpis zmieniono w międzyczasie. Porównaj obie wersje i zapisz jeszcze raz." in said
    assert "Teraz zapisano: Fundacja Mosty i Drogi" in said
    assert form.draft()["symbol"] == "FMD"  # only they changed it: taken over
    assert form.draft()["name"] == "Fundacja Mostów"
    assert stored(desk, mosty).name == "Fundacja Mosty i Drogi"  # nothing half saved
    form.save()
    settle()
    assert stored(desk, mosty).name == "Fundacja Mostów"


def test_their_value_can_be_taken(desk: Desk, mosty: UUID, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle, mosty)
    with desk.store.write("organisation.edit") as session:
        session.get_one(Organisation, mosty).name = "Nowa nazwa"
    put(form, name="Moja nazwa")
    form.save()
    settle()
    settle()
    press(form, "Weź tę wartość")
    assert form.draft()["name"] == "Nowa nazwa"
    assert "Teraz zapisano" not in screen_text(form)


def test_a_locked_record_says_why_and_does_not_save(desk: Desk, mosty: UUID, qtbot: Any, settle: Settle) -> None:
    with desk.store.write("organisation.merge") as session:
        into = Organisation(name="Inna", kind=OrganisationKind.NGO)
        session.add(into)
        session.flush()
        session.get_one(Organisation, mosty).merged_into_id = into.id
    form = form_of(desk, qtbot, settle, mosty)
    assert "Ten wpis scalono z innym." in screen_text(form)
    put(form, name="x")
    form.save()
    settle()
    assert stored(desk, mosty).name == "Fundacja Mosty"


def test_preset_values_are_saved_but_not_asked(desk: Desk, mosty: UUID, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle, None, {"parent_id": mosty})
    assert "parent_id" not in form.lines
    put(form, name="Oddział")
    form.lines["kind"].editor.set_value(OrganisationKind.NGO)
    told: list[Any] = []
    form.saved.connect(told.append)
    form.save()
    settle()
    assert stored(desk, told[0].value).parent_id == mosty


def test_a_draft_is_kept_offered_again_and_dropped_when_saved(
    desk: Desk, mosty: UUID, qtbot: Any, settle: Settle
) -> None:
    form = form_of(desk, qtbot, settle, mosty)
    put(form, name="Fundacja Mosty Południe")
    qtbot.waitUntil(lambda: "Szkic zachowano" in screen_text(form), timeout=5000)
    form.hide()  # the power goes: neither saved nor cancelled
    again = form_of(desk, qtbot, settle, mosty)
    assert "Jest niezapisany szkic z" in screen_text(again)
    assert again.draft()["name"] == "Fundacja Mosty"
    press(again, "Wróć do szkicu")
    assert again.draft()["name"] == "Fundacja Mosty Południe"
    again.save()
    settle()
    assert stored(desk, mosty).name == "Fundacja Mosty Południe"
    assert "szkic" not in screen_text(form_of(desk, qtbot, settle, mosty))


def test_a_dropped_or_cancelled_draft_is_gone(desk: Desk, mosty: UUID, qtbot: Any, settle: Settle) -> None:
    form = form_of(desk, qtbot, settle, mosty)
    put(form, name="x")
    form.keep_draft()
    again = form_of(desk, qtbot, settle, mosty)
    press(again, "Odrzuć szkic")
    assert desk.drafts.find(feature.ORGANISATIONS, mosty, None) is None
    form.keep_draft()
    form.cancel()
    assert desk.drafts.find(feature.ORGANISATIONS, mosty, None) is None


def test_drafts_survive_only_two_weeks_and_bad_files_do_no_harm(tmp_path: Any, mosty: UUID) -> None:
    import datetime as dt
    import os

    now = dt.datetime.now(dt.UTC)
    drafts = Drafts(tmp_path, "db", Clock.fixed(now))
    values = {
        "name": "Żółć",
        "kind": OrganisationKind.NGO,
        "parent_id": mosty,
        "active_from": dt.date(2024, 1, 2),
        "is_partner": True,
    }
    assert drafts.keep(feature.ORGANISATIONS, None, None, values, None) is not None
    found = drafts.find(feature.ORGANISATIONS, None, None)
    assert found is not None
    assert found.values == values
    assert Drafts(tmp_path, "other", Clock()).find(feature.ORGANISATIONS, None, None) is None
    file = next(tmp_path.glob("*.json"))
    file.write_text("{", "utf-8")
    assert drafts.find(feature.ORGANISATIONS, None, None) is None
    drafts.keep(feature.ORGANISATIONS, None, None, values, None)
    os.utime(file, (0, 0))
    assert drafts.clear_old() == 1
    nowhere = Drafts(None, "", Clock())
    assert nowhere.keep(feature.ORGANISATIONS, None, None, values, None) is None


def test_a_draft_that_cannot_be_kept_does_not_stop_typing(
    desk: Desk, mosty: UUID, qtbot: Any, settle: Settle, tmp_path: Any
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    desk.drafts = Drafts(blocked / "drafts", "db", desk.clock)
    form = form_of(desk, qtbot, settle, mosty)
    put(form, name="x")
    form.keep_draft()
    assert "Szkic zachowano" not in screen_text(form)
