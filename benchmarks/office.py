"""The invented office that benchmarks read from: made once per run and size, gone when the run ends."""

from __future__ import annotations

import atexit
import datetime as dt
import tempfile
from functools import cache
from pathlib import Path

from openkrakow_desktop.app.demo.make import make_demo
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store

TODAY = dt.date(2026, 6, 15)
YEAR = TODAY.year - 1  # the closed year


@cache
def office(scale: float = 1) -> Store:
    """The demo's three years (1: about 23,000 records)."""
    import_models()
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    store = Store(Path(folder.name) / "office.okdb", durable=False).create()
    atexit.register(folder.cleanup)
    atexit.register(store.close)  # the last registered runs first
    make_demo(store, DECLARED, Clock.fixed(TODAY), scale=scale)
    return store
