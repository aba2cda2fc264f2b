"""Every hostile or clumsy file is refused in plain words or read rightly, quickly, and a refusal changes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from pathlib import Path

import pytest

from openkrakow_desktop.contacts.feature import FEATURE
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

from .hostile import CORPUS

TODAY = dt.date(2026, 11, 22)
DECLARED = Declared((FEATURE,))


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_file(name: str, tmp_path: Path, sqlite_store: Store) -> None:
    write, suffix, expected = CORPUS[name]
    path = tmp_path / f"{name}{suffix}"
    write(path)
    database = Path(str(sqlite_store.engine.url.database))
    before = hashlib.sha256(database.read_bytes()).digest()
    start = time.monotonic()
    try:
        outcome = import_file(sqlite_store, DECLARED, path, today=TODAY)
    except Refused as refused:
        keys = [problem.key for problem in refused.problems]
        sentences = [words("pl")(problem.key, **problem.values) for problem in refused.problems]
    else:
        keys = [fault.problem.key for fault in outcome.grave]
        sentences = [fault.sentence(words("pl")) for fault in outcome.faults]
        assert all(fault.sheet for fault in outcome.faults), "every fault names its sheet"
    assert time.monotonic() - start < 20, "much longer than the 5 s promised, even on a busy machine"
    assert not any("[" in sentence and "problem." in sentence for sentence in sentences), "every sentence has its words"
    if expected == "reads":
        assert not keys
    else:
        assert expected in keys
        assert hashlib.sha256(database.read_bytes()).digest() == before, "a refusal leaves the file byte for byte"
