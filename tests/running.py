"""The command line as people type it, inside the test's process: exit code, what was printed, what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from openkrakow_desktop.app import command_line
from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.core.clock import Clock
from tests.demo_data import TODAY, copy_office

CLOCK = Clock.fixed(TODAY)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """run("measures", "2025") -> (exit code, stdout, stderr), in an empty folder and in Polish."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "pl_PL.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def call(*arguments: object, today: dt.date | None = None) -> tuple[int, str, str]:
        capsys.readouterr()
        clock = CLOCK if today is None else Clock.fixed(today)
        code = command_line.main([str(one) for one in arguments], clock)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def db(demo_template: Path, tmp_path: Path) -> Path:
    """The demo's database as an office's file."""
    return copy_office(demo_template, tmp_path / "office.okdb")


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A new, empty database."""
    path = tmp_path / "fresh.okdb"
    open_database(path, create=True).store.close()
    return path
