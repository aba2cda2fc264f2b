"""The demo by its seed: the same seed, scale and day make the same numbers and the same rows, another seed others."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from openkrakow_desktop.app.demo.make import make_demo
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.overview.as_json import indicators_tree, measures_tree, rows_tree
from openkrakow_desktop.overview.evaluate import evaluate, rows_behind
from openkrakow_desktop.programme.catalogue import catalogue
from tests.demo_data import TODAY, YEAR, guarded


def everything(path: Path) -> list[Any]:
    """All that `--json` says of the demo's years, the rows behind two numbers included."""
    store, told, known, w = Store(path, durable=False).open(), [], catalogue(), words("pl")
    with store.read() as session:
        for year in (YEAR - 1, YEAR, YEAR + 1):
            period = Period(year, TODAY)
            numbers = evaluate(session, period, known, DECLARED)
            told += [measures_tree(numbers, w), indicators_tree(numbers, w)]
            for code in ("3.1b", "1.4"):
                told.append(rows_tree(numbers, code, *rows_behind(session, code, period, known, DECLARED), w))
    store.close()
    return told


def made(template: Path, path: Path, **options: Any) -> Path:
    shutil.copyfile(template, path)
    store = guarded(Store(path, durable=False).open())
    make_demo(store, DECLARED, Clock.fixed(TODAY), scale=0.1, **options)
    store.close()
    return path


def test_the_same_seed_makes_the_same_year(sqlite_template: Path, demo_template: Path, tmp_path: Path) -> None:
    first = everything(demo_template)
    assert everything(made(sqlite_template, tmp_path / "again.okdb")) == first
    assert everything(made(sqlite_template, tmp_path / "other.okdb", seed=7)) != first
