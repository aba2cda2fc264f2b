"""Every rule refuses alike through the service, the form and the import (decisions.md 30)."""

from __future__ import annotations

import datetime as dt
import enum
import importlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core import excel_import
from openkrakow_desktop.core.clock import WARSAW, Clock
from openkrakow_desktop.core.declarations import Field, Register
from openkrakow_desktop.core.excel_read import EMPTY, CellValue, Sheet
from openkrakow_desktop.core.import_links import link_names
from openkrakow_desktop.core.problems import Problem, Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_form import RecordForm
from tests.demo_data import TODAY, guarded
from tests.refusal import Refusal

IN_A_CELL = {"problem.unknown_code": "problem.cell_unknown_choice"}  # what a sheet's reader says first
FOLDER = Path(__file__).parents[1]
CASES: list[Refusal] = [
    case
    for file in sorted(FOLDER.glob("*/cases.py"))
    for case in importlib.import_module(f"tests.{file.parent.name}.cases").REFUSALS
]


@pytest.fixture
def office(sqlite_store: Store) -> Store:
    return guarded(sqlite_store)


def prepared(store: Store, case: Refusal) -> tuple[Register, dict[str, Any]]:
    """The register and a full draft, with whatever it needs already saved."""
    register = DECLARED.registers[case.register]
    guard, store.guard = store.guard, None  # what it needs may take several steps that the office takes one by one
    with store.write("prepare") as session:
        draft = case.draft(session)
        full = register.draft(session, None) | draft
    store.guard = guard
    return register, full


def test_there_are_rules_to_try() -> None:
    assert len(CASES) > 150 and len({case.register for case in CASES}) > 35


@pytest.mark.parametrize("case", CASES, ids=str)
def test_service(case: Refusal, office: Store) -> None:
    register, draft = prepared(office, case)
    if case.warning:
        with office.read() as session:
            found = register.problems(session, draft, None, TODAY)
        assert (case.field, case.key, True) in [(one.field, one.key, one.warning) for one in found]
        return
    with pytest.raises(Refused) as refused, office.write("try") as session:
        register.put(session, None, draft, TODAY)
    assert (case.field, case.key) in [(one.field, one.key) for one in refused.value.problems]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_import(case: Refusal, office: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same values, written into a sheet as people write them. (Reading files is tested elsewhere.)"""
    register, draft = prepared(office, case)
    with office.read() as session:
        sheet = sheet_of(session, register, draft)
    monkeypatch.setattr(excel_import, "read_workbook", lambda path: [sheet])
    outcome = excel_import.import_file(office, DECLARED, Path("arkusz.xlsx"), today=TODAY, register=register)
    keys = {fault.problem.key for fault in outcome.faults}
    if case.key in keys or IN_A_CELL.get(case.key) in keys:
        assert outcome.written is case.warning
    else:  # a second one of the same natural key is the first one; a row without a value is no row
        assert outcome.new.total() == 0 and not keys
        assert len(outcome.lines) == 0 or not outcome.lines[0].is_new
    assert not any(fault.sentence(words("pl")).startswith("[") for fault in outcome.faults)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_form(case: Refusal, office: Store, qtbot: Any) -> None:
    register, draft = prepared(office, case)
    desk = Desk(office, words("pl"), Clock.fixed(TODAY), DECLARED)
    form = RecordForm(desk, register)
    qtbot.addWidget(form)
    shown: list[Problem] = []
    show = form.show_problems
    form.show_problems = lambda found: (shown.extend(found), show(found))  # type: ignore[assignment]
    with qtbot.waitSignal(form.ready):
        pass
    form.propose({name: value for name, value in draft.items() if name in form.lines})
    saved: list[object] = []
    form.saved.connect(saved.append)
    form.save()
    qtbot.waitUntil(lambda: bool(saved) or any(one.key == case.key for one in shown), timeout=5000)
    assert bool(saved) is False or case.warning
    desk.close()


def sheet_of(session: Session, register: Register, draft: dict[str, Any]) -> Sheet:
    fields = register.fields()
    head = [CellValue("text", words("pl")(one.key)) for one in fields]
    return Sheet(
        words("pl")(f"{register.key}._many"), [head, [cell_of(session, one, draft.get(one.name)) for one in fields]]
    )


def cell_of(session: Session, one: Field, value: Any) -> CellValue:
    match value:
        case None | () | "":
            return EMPTY
        case _ if one.target:
            return CellValue("text", link_names(session, one.target)[value])
        case bool():
            return CellValue("bool", value)
        case enum.Enum():
            return CellValue("text", words("pl").choice(value))
        case tuple():
            return CellValue("text", "; ".join(value))
        case int() if one.money:
            return CellValue("number", value / 100)
        case int():
            return CellValue("number", value)
        case dt.datetime():
            return CellValue("date", value.astimezone(WARSAW).replace(tzinfo=None))
        case dt.date():
            return CellValue("date", dt.datetime.combine(value, dt.time()))
        case dt.time():
            return CellValue("time", value)
        case _:
            return CellValue("text", str(value))
