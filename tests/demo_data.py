"""The demo's data at a tenth of its size, made once per run and copied for each test that wants it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from openkrakow_desktop.app.demo.make import make_demo
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.kept_files import FOLDER
from openkrakow_desktop.core.store import Store

TODAY = dt.date(2026, 11, 22)
YEAR = TODAY.year - 1


def copy_office(template: Path, path: Path) -> Path:
    """A private copy of a database with the files that were attached to it."""
    shutil.copyfile(template, path)
    if (template.parent / FOLDER).is_dir():
        shutil.copytree(template.parent / FOLDER, path.parent / FOLDER, dirs_exist_ok=True)
    return path


def guarded(store: Store) -> Store:
    """The store as the program opens it: with the registers' invariants."""
    store.guard, store.irrevocable = DECLARED.guard, DECLARED.irrevocable()
    return store


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.okdb"
    shutil.copyfile(sqlite_template, path)
    store = guarded(Store(path, durable=False).open())
    assert make_demo(store, DECLARED, Clock.fixed(TODAY), scale=0.1) == YEAR
    store.close()
    return path


@pytest.fixture
def demo_store(demo_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A private copy of the demo's database."""
    path = copy_office(demo_template, tmp_path / "demo.okdb")
    store = guarded(Store(path, durable=False).open())
    yield store
    store.close()
