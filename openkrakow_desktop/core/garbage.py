"""Collecting cyclic garbage only where and when we say so.

Python collects on whichever thread happens to allocate. A window's objects destroyed on a reading thread take Qt's
locks in another order than the GUI thread does, and both wait for ever; so automatic collection is off, and the GUI
thread collects (gui/tidying.py)."""

from __future__ import annotations

import gc


def only_when_asked() -> None:
    """Switch automatic collection off."""
    gc.disable()


def collect_due() -> None:
    """Collect as much as Python itself would by now: the youngest often, the oldest seldom."""
    most = gc.get_threshold()
    if gc.get_count()[0] > most[0]:
        gc.collect(0)
        if gc.get_count()[1] > most[1]:
            gc.collect(1)
            if gc.get_count()[2] > most[2]:
                gc.collect(2)
