"""What every test stands on: no screen, no folder of the person who runs it, and in CI (`CI=true`) no skip.

Shared fixtures are added here; `--thorough` asks for the long versions (more kills, histories, hostile files).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from openkrakow_desktop.core.garbage import collect_due, only_when_asked
from tests.demo_data import demo_store, demo_template  # noqa: F401 - fixtures of every test
from tests.stores import (  # noqa: F401 - fixtures of every test
    make,
    make_postgresql,
    make_sqlite,
    postgres_pool,
    postgres_server,
    postgres_template,
    postgres_url,
    pytest_terminal_summary,
    sqlite_store,
    sqlite_template,
    store,
)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# The machine may be busy: a slow example is no failure, a wrong one is.
hypothesis.settings.register_profile("usual", deadline=None)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--thorough", action="store_true", help="the long versions: 200 kills, 1,500 histories"
    )


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("thorough" if config.getoption("--thorough") else "usual")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: Any = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report: Any = yield
    if report.skipped:  # a whole module, by importorskip or skip(allow_module_level=True)
        _refuse_skip(report)
    return report


def _refuse_skip(report: Any) -> None:
    """Where `.ci/run` has installed everything, a skip is a hole in the net: fail, and keep the reason readable."""
    if IN_CI:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Skipped in CI, where nothing may be: {reason.removeprefix('Skipped: ')}"


@pytest.fixture(autouse=True)
def tidied() -> Iterator[None]:
    """Garbage of a test's windows goes on the thread that made them, between tests: see core/garbage.py.

    What a full collection leaves is looked at no more: late in a run each took four seconds over a heap that stays."""
    only_when_asked()
    yield
    before = gc.get_stats()[2]["collections"]
    collect_due()
    if gc.get_stats()[2]["collections"] != before:
        gc.freeze()


@pytest.fixture
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether the long versions were asked for."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private OPENKRAKOW_HOME, so that no test reads or changes the settings of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("OPENKRAKOW_HOME", str(home))
    monkeypatch.delenv("OPENKRAKOW_DB", raising=False)
    return home
