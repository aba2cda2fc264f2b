"""What every table must keep to, so that journal, undo and merging work: each of these would let a change escape the
journal or make two laptops unmergeable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Float, Numeric, Table, UniqueConstraint
from sqlalchemy.orm import Mapper

from openkrakow_desktop.core.journal_tables import OWN
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.shape import shape

import_models()
TABLES = [table for table in Record.metadata.sorted_tables if table.name not in OWN]
MAPPERS = sorted(Record.registry.mappers, key=lambda mapper: mapper.class_.__name__)
PACKAGE = Path(__file__).parents[2] / "openkrakow_desktop"
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_the_registers_are_there() -> None:
    assert {"organisation", "person"} <= {table.name for table in TABLES}


@every_table
def test_no_constraint_but_keys_and_links(table: Table) -> None:
    found = [type(one).__name__ for one in table.constraints if isinstance(one, (UniqueConstraint, CheckConstraint))]
    found += [f"unique index {index.name}" for index in table.indexes if index.unique]
    assert found == []


@every_table
def test_the_key_is_one_uuid(table: Table) -> None:
    assert [column.name for column in table.primary_key] == ["id"] and "version" in table.c


@every_table
def test_links_are_checked_at_commit_and_never_cascade(table: Table) -> None:
    for constraint in table.foreign_key_constraints:
        assert constraint.deferrable, constraint
        assert constraint.ondelete is None and constraint.onupdate is None, constraint
        assert [element.column.name for element in constraint.elements] == ["id"], constraint


@every_table
def test_no_value_is_made_behind_the_journal(table: Table) -> None:
    for column in table.columns:
        assert column.server_default is None and column.server_onupdate is None and column.onupdate is None, column
        assert column.computed is None and column.identity is None, column


@every_table
def test_every_column_says_how_private_it_is(table: Table) -> None:
    for column in table.columns:
        assert column.info.get("privacy") in ("none", "personal", "special"), f"{column}: untagged"


@every_table
def test_personal_columns_can_be_emptied_and_their_keys_are_personal_too(table: Table) -> None:
    known = shape(table.name)  # raises where a personal column could not be emptied
    for name, make in known.derived:
        marked = {field: "Zażółć" if field in known.personal else None for field in known.fields}
        try:
            differs = make(dict(marked)) != make(dict.fromkeys(known.fields))
        except (AttributeError, KeyError, TypeError):  # made from other columns, which must not be empty
            continue
        if differs:
            assert table.c[name].info["privacy"] == "personal", f"{table.name}.{name} tells personal values"


@every_table
def test_numbers_people_dispute_are_exact(table: Table) -> None:
    assert [column.name for column in table.columns if isinstance(column.type, (Float, Numeric))] == []


@every_table
def test_the_journal_knows_every_kind_of_value(table: Table) -> None:
    known = shape(table.name)
    plain = (str, int, bool)
    for name in known.fields:
        assert name in known.codecs or issubclass(table.c[name].type.python_type, plain), f"{table.name}.{name}"


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_relationships_leave_deleting_to_the_journal(mapper: Mapper[Record]) -> None:
    assert mapper.version_id_col is not None
    for relation in mapper.relationships:
        assert relation.secondary is None and not relation.passive_deletes, relation


def test_nobody_writes_past_the_store() -> None:
    """commit() and raw statements stand in the store's own modules only."""
    allowed = {
        "store.py",
        "store_engine.py",
        "migrate.py",
        "device.py",
        "recorder.py",
        "forgetting.py",
        "schema.py",
        "backup.py",
        "journal.py",
        "proof.py",
        "state.py",
        "shape.py",
        "undo.py",
        "attempt.py",
    }  # the last: a savepoint within a write
    found = []
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "core" and path.name in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("commit", "exec_driver_sql"):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {node.attr}")
    assert found == []
