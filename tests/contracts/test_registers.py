"""What every register can do because it is declared: open, save, undo, travel to Excel and back in three languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.declarations import Register
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.excel_template import write_registers
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from tests.demo_data import TODAY

REGISTERS = list(DECLARED.registers.values())
NAMES = [one.key for one in REGISTERS]
NOT_IN_DEMO = {
    "account", "indicator_override", "nothing_confirmed", "year_snapshot", "tie_place", "tie_resolution", "rule_change",
    "scoring_stage",
}


def ids(store: Store, register: Register, limit: int = 5) -> list[UUID]:
    model: Any = register.record
    with store.read() as session:
        return list(session.scalars(select(model.id).order_by(model.id).limit(limit)))


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_the_demo_fills_it(register: Register, demo_store: Store) -> None:
    assert ids(demo_store, register) or register.key in NOT_IN_DEMO


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_a_record_saves_as_it_is(register: Register, demo_store: Store) -> None:
    """The form of a record that nobody touched saves without complaint and without a trace, unless it is locked."""
    before = {device: head.seq for device, head in demo_store.heads().items()}
    for key in ids(demo_store, register):
        with demo_store.write("contract") as session:
            record = session.get_one(register.record, key)
            if register.locked(record) is None:
                register.put(session, key, register.draft(session, key), TODAY)
    assert {device: head.seq for device, head in demo_store.heads().items()} == before


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_an_edit_is_undone(register: Register, demo_store: Store) -> None:
    editable = [
        one.name for one in register.fields() if one.optional and one.kind is str and one.info.get("codes") is None
    ]
    for key in ids(demo_store, register, 30) if editable else ():
        with demo_store.read() as session:
            locked = register.locked(session.get_one(register.record, key))
            draft = register.draft(session, key)
        if locked is not None:
            continue
        try:
            with demo_store.write(f"{register.key}.edit") as session:
                register.put(session, key, draft | {editable[-1]: "zmienione na próbę"}, TODAY)
        except Refused:
            continue  # a rule of its own about this text
        demo_store.undo(demo_store.timeline(1)[0].id)
        with demo_store.read() as session:
            assert register.draft(session, key) == draft
        return


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_travels_to_excel_and_back(language: str, demo_store: Store, tmp_path: Path) -> None:
    """All registers, written out and read in unchanged, change nothing."""
    path = tmp_path / "wszystko.xlsx"
    with demo_store.read() as session:
        rows = write_registers(session, DECLARED, REGISTERS, path, words(language), today=TODAY)
    outcome = import_file(demo_store, DECLARED, path, today=TODAY)
    told = [(fault.sheet, fault.cell, fault.value, fault.sentence(words(language))) for fault in outcome.grave[:3]]
    assert told == [] and (outcome.new.total(), outcome.updates[:3]) == (0, [])
    assert outcome.same.total() == rows and len(outcome.same) > 50
