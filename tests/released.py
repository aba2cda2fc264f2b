"""Makes the database of the present schema that later versions must open: `python -m tests.released`.

One invented row in every register. Run it once per schema, at its release, and commit tests/databases/NNNN.okdb."""

from __future__ import annotations

import datetime as dt
import enum
from pathlib import Path
from typing import Any
from uuid import UUID

from openkrakow_desktop.core import schema
from openkrakow_desktop.core.journal_tables import OWN
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.store import Store

FOLDER = Path(__file__).parent / "databases"
PLAIN: dict[type, Any] = {bool: True, UUID: UUID(int=7), dt.date: dt.date(2026, 6, 1), dt.time: dt.time(18, 30),
                          dt.datetime: dt.datetime(2026, 6, 1, 16, 30, tzinfo=dt.UTC)}


def value(column: Any, made: dict[str, UUID]) -> Any:
    """Something that this column may hold."""
    for key in column.foreign_keys:
        return made.get(key.column.table.name)
    kind = column.type.python_type
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    if kind is tuple:
        codes = column.info.get("codes")
        listed = [member.value for member in codes] if isinstance(codes, type) else list(codes() if codes else ())
        return tuple(listed[:1])
    if kind is int:
        return max(1, column.info.get("low") or 0)
    if kind is str:
        return f"Zażółć {column.name}"[: getattr(column.type, "length", None)]
    return PLAIN[kind]


def fill(store: Store) -> None:
    """One row in every register, each an operation of its own."""
    models = {mapper.local_table.name: mapper.class_ for mapper in Record.registry.mappers}
    made: dict[str, UUID] = {}
    for table in Record.metadata.sorted_tables:
        if table.name in OWN or table.info.get("trial"):
            continue
        columns = [c for c in table.columns if c.name not in ("id", "version") and "derived" not in c.info]
        with store.write("release") as session:
            record = models[table.name](**{c.name: value(c, made) for c in columns})
            session.add(record)
        made[table.name] = record.id


def main() -> None:
    import_models()
    path = FOLDER / f"{schema.newest():04d}.okdb"
    FOLDER.mkdir(exist_ok=True)
    store = Store(path).create("released")
    fill(store)
    store.close()
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    print(path)


if __name__ == "__main__":
    main()
