"""All 37 numbers and ten indicators of a real-sized year with the year before, and everything Today shows.

The yardstick is the budget in time, as a pause of just that length. How many statements it takes must not grow with the
data. `BENCH_LARGE=1` does it on ten times the data as well."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.overview.risks import risks
from openkrakow_desktop.overview.today import deadlines_of, gaps_of, heat_of
from openkrakow_desktop.programme.catalogue import catalogue

from .measure import ratio
from .office import TODAY, YEAR, office

SMALL, LARGE = 0.1, 10
BOARD, DAY = 0.5, 0.25  # seconds


def board(session: Session) -> object:
    """What the board of indicators shows."""
    numbers = evaluate(session, Period(YEAR, TODAY), catalogue(), DECLARED)
    return risks(session, numbers)


def day(session: Session) -> object:
    """What Today shows."""
    period = Period(YEAR, TODAY)
    return (
        gaps_of(session, DECLARED, YEAR, TODAY),
        deadlines_of(session, DECLARED, TODAY),
        heat_of(session, period.first, period.last),
    )


def main(print: Callable[..., None] = print) -> None:
    """Print the times against their budgets. Raises AssertionError where statements grow with the data."""
    for name, read, seconds in (("a year's numbers", board, BOARD), ("Today", day, DAY)):
        few, many = _statements(office(SMALL), read), _statements(office(), read)
        print(f"{name + ', statements: a tenth, all':<44} {few:>13} {many:>13}")
        assert many <= few + 20, "statements grow with the records"
        for scale in (1, LARGE) if os.environ.get("BENCH_LARGE") else (1,):
            size = "" if scale == 1 else f", {scale} times the data"
            store = office(scale)
            budget = partial(time.sleep, seconds)
            ratio(f"{name}{size}, of {seconds:g} s", partial(_read, store, read), budget, target=1)


def _read(store: Store, read: Callable[[Session], object]) -> object:
    with store.read() as session:
        return read(session)


def _statements(store: Store, read: Callable[[Session], object]) -> int:
    with _counted(store) as told:
        _read(store, read)
    return len(told)


@contextmanager
def _counted(store: Store) -> Iterator[list[str]]:
    told: list[str] = []

    def tell(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    event.listen(store.engine, "before_cursor_execute", tell)
    yield told
    event.remove(store.engine, "before_cursor_execute", tell)


if __name__ == "__main__":
    main()
