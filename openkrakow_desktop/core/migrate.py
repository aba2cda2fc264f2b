"""Bringing an older database to today's schema: a verified backup first, then everything in one transaction.

Interrupted at any statement it leaves the old database or the new one. Developers make a migration with
`python -m openkrakow_desktop.core.migrate new "message"`."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import pkgutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Enum, Uuid, bindparam, func, inspect, select, table, update

from .. import version
from ..paths import MIGRATIONS
from . import backup, schema, store_engine
from .journal_tables import meta
from .problems import Problem, Refused
from .record import Codes, Record, Utc
from .shape import shape
from .store_engine import explained, url_of

if TYPE_CHECKING:
    from alembic.config import Config

    from .store import Store

PACKAGE = backup.__name__.split(".")[0]     # not of __name__: as a command this module is "__main__"


def upgrade_database(store: Store, backups: Path, *, folder: Path = MIGRATIONS) -> None:
    """Migrate to the newest schema. Raises Refused when the backup cannot be made or proved, when the migration would
    lose or invent rows, or leaves a broken link; the database is then as it was."""
    backup.keep(store, backups, dt.datetime.now(dt.UTC))
    migrate_now(store, folder=folder)


def migrate_now(store: Store, *, folder: Path = MIGRATIONS) -> None:
    """The same without the backup: for a copy."""
    store.close()
    engine = store_engine.make_engine(store.url, durable=store.durable, linked=False)
    try:
        with explained(), _whole(engine) as connection:
            before = row_counts(connection)
            _run(connection, folder)
            _derive_anew(connection)
            _refuse_changed(before, row_counts(connection))
            if found := store_engine.faults(connection, thorough=True):
                raise Refused(Problem("", "problem.database_damaged_details", {"details": "; ".join(found[:3])}))
            connection.execute(update(meta).where(meta.c.name == "program").values(value=version.VERSION))
    finally:
        engine.dispose()


@contextmanager
def _whole(engine: Engine) -> Iterator[Connection]:
    """One transaction around tables, data and version number."""
    with store_engine.for_writing(engine).connect() as connection, connection.begin():
        store_engine.begin_write(connection)
        yield connection
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")    # see store_engine.commit


def _derive_anew(connection: Connection) -> None:
    """Work out the derived columns of every row: a newer version has new ones, or makes them in another way."""
    import_models()
    there = set(inspect(connection).get_table_names())
    for name, made in sorted(Record.metadata.tables.items()):
        if name not in there or made.info.get("trial") or not any("derived" in c.info for c in made.columns):
            continue
        known = shape(name)
        values: dict[str, Any] = {one: bindparam(f"_{one}") for one, _ in known.derived}
        anew = []
        for row in connection.execute(select(made)).mappings().all():
            worked_out = {one: make(dict(row)) for one, make in known.derived}
            if any(row[one] != value for one, value in worked_out.items()):
                anew.append({"_id": row["id"]} | {f"_{one}": value for one, value in worked_out.items()})
        if anew:
            connection.execute(update(made).where(made.c.id == bindparam("_id")).values(values), anew)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows every table holds, as the database itself lists its tables."""
    names = [name for name in inspect(connection).get_table_names() if name != schema.revision_table.name]
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def _refuse_changed(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    for name, count in before.items():
        if count and after.get(name) != count:
            values = {"table": name, "before": count, "after": after.get(name, 0)}
            raise Refused(Problem("", "problem.database_migration_counts", values))


def _run(connection: Connection, folder: Path) -> None:
    from alembic import command  # heavy, and hardly ever needed

    command.upgrade(_config(connection, folder), "head")


def _config(connection: Connection, folder: Path) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def options() -> dict[str, Any]:
    """How alembic compares and writes: SQLite tables are rebuilt (batch), types are written out without our classes."""
    return {"target_metadata": Record.metadata, "render_as_batch": True, "transactional_ddl": True,
            "compare_type": True, "include_object": _is_ours, "render_item": _render}


def _is_ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    owner = thing if kind == "table" else getattr(thing, "table", None)
    return owner is None or not owner.info.get("trial")     # tables that only tests know


def _render(kind: str, thing: Any, context: Any) -> str | bool:
    """Types as a migration should say them: it must still read the same when our classes have changed."""
    if kind == "type":
        if isinstance(thing, Uuid):
            return 'sa.Uuid().with_variant(sa.BLOB(), "sqlite")'
        if isinstance(thing, Utc):
            return "sa.DateTime()"
        if isinstance(thing, Codes):
            return "sa.Text()"
        if isinstance(thing, Enum):     # a code: a new value needs no migration
            return f"sa.String(length={thing.length})"
    return False


def differences(connection: Connection) -> list[Any]:
    """What alembic would still change to make this database the one the models describe."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    return list(compare_metadata(MigrationContext.configure(connection, opts=options()), Record.metadata))


@contextmanager
def migrated(folder: Path = MIGRATIONS) -> Iterator[Connection]:
    """An empty scratch database made by the migrations alone."""
    with tempfile.TemporaryDirectory() as place:
        engine = store_engine.make_engine(url_of(Path(place) / "scratch.okdb"), durable=False, linked=False)
        try:
            with _whole(engine) as connection:
                if schema.newest(folder):
                    _run(connection, folder)
                yield connection
        finally:
            engine.dispose()


def import_models() -> None:
    """Import every feature's models, so that the metadata is whole; found by name, as core knows no feature."""
    package = importlib.import_module(PACKAGE)
    for feature in pkgutil.iter_modules(package.__path__):
        if feature.ispkg:
            inner = importlib.import_module(f"{PACKAGE}.{feature.name}")
            if any(module.name == "model" for module in pkgutil.iter_modules(inner.__path__)):
                importlib.import_module(f"{PACKAGE}.{feature.name}.model")


def new(message: str, folder: Path = MIGRATIONS) -> Path:
    """Write the next migration: what the models have that the migrations so far do not make. To be read and tested."""
    from alembic import command

    number = schema.newest(folder) + 1
    with migrated(folder) as connection:
        script = command.revision(_config(connection, folder), message, autogenerate=True, rev_id=f"{number:04d}")
    schema.newest.cache_clear()
    return Path(getattr(script, "path", folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """The developer's command."""
    parser = argparse.ArgumentParser(prog="python -m openkrakow_desktop.core.migrate", description=main.__doc__)
    parser.add_argument("command", choices=["new"])
    parser.add_argument("message", help="what changes, in a few words")
    parser.add_argument("--folder", type=Path, default=MIGRATIONS, help="where the migrations are")
    asked = parser.parse_args(arguments)
    import_models()
    parser.exit(0, f"{new(asked.message, asked.folder)}\n")


if __name__ == "__main__":
    main()
