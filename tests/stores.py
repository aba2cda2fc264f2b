"""Empty databases for tests, quickly: every feature's tables, on SQLite and on a real PostgreSQL server.

Made once per run as a template, then copied for each test. Where the server's package is missing the tests that need it
are skipped and say which package that is."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from openkrakow_desktop.core.device import rename_device
from openkrakow_desktop.core.journal_tables import OWN, change
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.store import Store

Make = Callable[..., Store]
SYSTEMS = ("sqlite", "postgresql")
DATABASE = "database"


class Server:
    """A PostgreSQL server of our own, in a temporary folder, without fsync."""

    def __init__(self, binaries: str) -> None:
        self.binaries = Path(binaries)
        self.folder = tempfile.mkdtemp(prefix="pg")
        os.chmod(self.folder, 0o755)
        if os.geteuid() == 0:       # the server refuses to run as root
            shutil.chown(self.folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "test", "--auth=trust", "--no-sync", "--locale=C.UTF-8",
                  "-E", "UTF8")
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        self.url = f"postgresql+psycopg://test@127.0.0.1:{self.port}"

    def _run(self, program: str, *arguments: str) -> None:
        account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*account, str(self.binaries / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def execute(self, statement: str) -> None:
        engine = create_engine(f"{self.url}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        pytest.skip("needs the package postgresql (apt install postgresql)")
    pytest.importorskip("psycopg", reason="needs the Python package psycopg")
    server = Server(found[-1])
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """The address of the test server, without a database's name."""
    return postgres_server.url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import_models()
    path = tmp_path_factory.mktemp("template") / "template.okdb"
    Store(path, durable=False).create().close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> str:
    import_models()
    postgres_server.execute("CREATE DATABASE template_okd")
    Store(f"{postgres_server.url}/template_okd").create().close()
    return "template_okd"


@pytest.fixture
def make_sqlite(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Make]:
    """make_sqlite("A", actor=…): an empty store named A in a file of its own."""
    request.node.user_properties.append((DATABASE, "sqlite"))
    made: list[Store] = []

    def make(device: str = "A", **options: object) -> Store:
        path = tmp_path / f"{len(made)}.okdb"
        shutil.copyfile(sqlite_template, path)
        made.append(_named(Store(path, durable=False, **options), device))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture(scope="session")
def postgres_pool() -> list[str]:
    """Databases that lie empty: emptying one is ten times faster than copying the template."""
    return []


@pytest.fixture
def make_postgresql(request: pytest.FixtureRequest) -> Iterator[Make]:
    request.node.user_properties.append((DATABASE, "postgresql"))
    server: Server = request.getfixturevalue("postgres_server")
    template: str = request.getfixturevalue("postgres_template")
    pool: list[str] = request.getfixturevalue("postgres_pool")
    made: list[tuple[Store, str]] = []

    def make(device: str = "A", **options: object) -> Store:
        if pool:
            name = pool.pop()
        else:
            name = f"t{secrets.token_hex(6)}"
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((_named(Store(f"{server.url}/{name}", **options), device), name))  # type: ignore[arg-type]
        return made[-1][0]

    yield make
    for store, name in made:
        _empty(store)
        store.close()
        pool.append(name)


def _empty(store: Store) -> None:
    """Take out what the journal says was put in, and the journal itself."""
    with store.engine.begin() as connection:
        touched = set(connection.scalars(select(change.c.table_name).distinct())) & Record.metadata.tables.keys()
        names = ", ".join(f'"{name}"' for name in touched | OWN - {"meta"})
        connection.execute(text(f"TRUNCATE {names} CASCADE"))


def _named(store: Store, device: str) -> Store:
    store.open(check=False)
    rename_device(store, device)
    return store


@pytest.fixture(params=SYSTEMS)
def make(request: pytest.FixtureRequest) -> Make:
    """make("A") -> an empty store named A, on each database system in turn."""
    made: Make = request.getfixturevalue(f"make_{request.param}")
    return made


@pytest.fixture
def store(make: Make) -> Store:
    """An empty database with every table of the program, on SQLite and on PostgreSQL in turn."""
    return make()


@pytest.fixture
def sqlite_store(make_sqlite: Make) -> Store:
    """An SQLite file only, for tests that speak SQLite or look into the file; each says why in its module."""
    return make_sqlite()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on which database system."""
    counts = dict.fromkeys(SYSTEMS, 0)
    for report in terminalreporter.stats.get("passed", ()):
        for system in {value for name, value in report.user_properties if name == DATABASE}:
            counts[system] += 1
    if any(counts.values()):
        terminalreporter.write_line(", ".join(f"{count} tests passed on {system}" for system, count in counts.items()))
