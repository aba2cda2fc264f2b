"""Every register in the real screens, in three languages, over the demo: list, panel, form, save, undo, export, paste.

One window per language for all registers. Each is opened and pasted into in every language, and written from (saved,
undone, exported) in one: what is written does not depend on the words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.app.import_page import ImportPage
from openkrakow_desktop.core.clock import WARSAW, Clock
from openkrakow_desktop.core.declarations import Field, Register
from openkrakow_desktop.core.excel_template import in_words, register_rows
from openkrakow_desktop.core.listing import View
from openkrakow_desktop.core.pasted import PastedRows
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, Words, words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.record_panel import RecordPanel
from openkrakow_desktop.gui.register_screen import RegisterScreen
from tests.demo_data import TODAY, copy_office, guarded
from tests.gui.conftest import dressed  # noqa: F401 - the light theme, and no window that waits for a person

REGISTERS = list(DECLARED.registers.values())
PASTABLE = [one for one in REGISTERS if one.adds and one.natural_key]
TYPED = "zmienione na próbę"


@pytest.fixture(scope="module", params=LANGUAGES)
def desk(
    request: pytest.FixtureRequest, qapp: QApplication, demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    theme.apply(qapp)
    path = copy_office(demo_template, tmp_path_factory.mktemp("shown") / "demo.okdb")
    store = guarded(Store(path, durable=False).open())
    made = Desk(store, words(request.param), Clock.fixed(TODAY), DECLARED)
    yield made
    made.close()
    store.close()


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1500):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        if holds():
            return
        QTest.qWait(2)
    raise AssertionError("it never came")


def ids(desk: Desk, register: Register, limit: int = 30) -> list[UUID]:
    model: Any = register.record
    with desk.store.read() as session:
        return list(session.scalars(select(model.id).order_by(model.id).limit(limit)))


def unworded(widget: QWidget) -> list[str]:
    """Words that no language has are shown in brackets."""
    said = [one.text() for one in widget.findChildren(QLabel)]
    said += [one.accessibleName() for one in widget.findChildren(QWidget)]
    return sorted({one for one in said if one.startswith("[") and one.endswith("]")})


def edited(desk: Desk, register: Register) -> tuple[UUID, str] | None:
    """A record that may be edited, and a text of it that may be anything."""
    free = [
        one.name
        for one in register.fields()
        if one.optional and one.kind is str and one.info.get("codes") is None and one.name not in register.asked_when
    ]
    with desk.store.read() as session:
        for key in ids(desk, register) if free else ():
            draft = register.draft(session, key)
            if register.locked(session.get_one(register.record, key)) is not None:
                continue
            if not any(not one.warning for one in register.problems(session, draft | {free[-1]: TYPED}, key, TODAY)):
                return key, free[-1]
    return None


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.key)
def test_it_opens_saves_undoes_and_is_exported(register: Register, desk: Desk, qtbot: Any, tmp_path: Path) -> None:
    view = View()
    screen = RegisterScreen(desk, register, view)
    qtbot.addWidget(screen)
    screen.resize(900, 560)
    screen.show()
    until(lambda: screen.rows.is_loaded and not desk.busy)
    if screen.rows.rowCount():
        screen.panels.show_record(register, screen.rows.key(0))
        until(lambda: isinstance(screen.panels.panel, RecordPanel) and not desk.busy)
    writes = LANGUAGES[REGISTERS.index(register) % len(LANGUAGES)] == desk.words.language
    if writes and screen.rows.rowCount():
        target = tmp_path / "lista.xlsx"
        screen.exporter.write(view, [one.name for one in screen.rows.columns], target)
        until(target.exists)
        assert load_workbook(target, read_only=True).worksheets
    assert unworded(screen) == []
    found = edited(desk, register) if writes else None
    if found is not None:
        _save_and_undo(screen, desk, register, *found)
    if register.adds:
        screen.panels.edit(register, None)
        until(lambda: isinstance(screen.panels.form, RecordForm) and not desk.busy)
        assert unworded(screen) == []
    until(lambda: not desk.busy)


def _save_and_undo(screen: RegisterScreen, desk: Desk, register: Register, key: UUID, name: str) -> None:
    with desk.store.read() as session:
        before = register.draft(session, key)
    screen.panels.edit(register, key)
    until(lambda: not desk.busy)
    form = screen.panels.form
    if not isinstance(form, RecordForm) or name not in form.lines or register.asks_first:
        return
    form.lines[name].editor.set_value(TYPED)
    done: list[Any] = []
    form.saved.connect(done.append)
    form.save()
    until(lambda: bool(done) and not desk.busy)
    with desk.store.read() as session:
        assert register.save is not None or register.draft(session, key)[name] == TYPED
    desk.undo(done[0].operation)
    until(lambda: not desk.busy)
    with desk.store.read() as session:
        assert register.draft(session, key) == before


def _copied(field: Field, value: Any, w: Words) -> str:
    if field.target is not None:
        return str(value or "")
    if isinstance(value, dt.datetime):  # seconds are in the cell, whether Excel shows them or not
        return value.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M:%S")
    return in_words(field, value, w).replace("\xa0zł", "")


@pytest.mark.parametrize("register", PASTABLE, ids=lambda one: one.key)
def test_its_own_rows_pasted_back_change_nothing(register: Register, desk: Desk, qtbot: Any) -> None:
    """What Excel shows of the first rows, copied with its headings, is known again row by row."""
    with desk.store.read() as session:
        rows = register_rows(session, register)[:5]
    if not rows:
        return
    w = desk.words
    fields = register.fields()
    lines = [[w(one.key) for one in fields]]
    lines += [[_copied(one, value, w) for one, value in zip(fields, row[1:], strict=True)] for row in rows]
    if any("\n" in cell or "\t" in cell for line in lines for cell in line):
        return  # Excel puts quotes around these; tests of pasting have their own case
    page = ImportPage(desk)
    qtbot.addWidget(page)
    page.show_what(PastedRows(register.key, "\n".join("\t".join(line) for line in lines)))
    until(lambda: page._founds != [] or page.columns is not None)
    if page._outcome is None and page.columns is not None:
        page.accept_columns()
    until(lambda: page._outcome is not None and desk.jobs is not None)
    outcome = page._outcome
    assert outcome is not None
    said = [(one.cell, one.value, one.sentence(w)) for one in outcome.grave]
    assert (said[:3], outcome.new.total()) == ([], 0)
