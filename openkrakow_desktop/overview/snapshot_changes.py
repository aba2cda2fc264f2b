"""What has changed since a version was frozen: number by number, with the rows that came, went or count differently.

Who changed a row and when comes from the journal, where its own record was touched; a row may count differently because
of records beside it (an attendance, a merged person), and then nobody is named."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.journal import found
from ..core.measures import Number, Period, Reading, Row
from .evaluate import IndicatorNumber, MeasureNumber, YearNumbers, evaluate, rows_behind
from .snapshots import Frozen, numbers_of


@dataclass(frozen=True)
class Changed:
    """A number that is another one now. `old` and `new` as they stand in two versions, or now."""

    code: str
    old: MeasureNumber | IndicatorNumber
    new: MeasureNumber | IndicatorNumber

    @property
    def difference(self) -> Number | None:
        """New less old; None where either is no number."""
        before, after = self.old.reading.value, self.new.reading.value
        return None if before is None or after is None else after - before


class How(enum.Enum):
    """What became of a row behind a number. Its word is `row_change.<value>`."""

    CAME = "came"
    WENT = "went"
    COUNTS_OTHERWISE = "counts_otherwise"
    TOLD_OTHERWISE = "told_otherwise"


@dataclass(frozen=True)
class Trace:
    """The last operation on a row's own record since the version: whose, when, what, why."""

    at: dt.datetime
    actor: str
    action: str
    reason: str


@dataclass(frozen=True)
class RowChange:
    """A row that counts now and did not (or the other way round), or counts otherwise. `row` as it is now, or was."""

    how: How
    row: Row
    before: int
    after: int
    trace: Trace | None = None


@dataclass(frozen=True)
class Difference:
    """Everything that is not as it was frozen. `rows`: by code, also of numbers whose sum stayed the same."""

    numbers: tuple[Changed, ...]
    rows: Mapping[str, tuple[RowChange, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.numbers or self.rows)


def changed_numbers(old: YearNumbers, new: YearNumbers) -> tuple[Changed, ...]:
    """The numbers of Tables 1 and 2 that differ in value, in what stands beside them, or in their status."""
    pairs: list[tuple[str, MeasureNumber | IndicatorNumber, MeasureNumber | IndicatorNumber | None]] = [
        *((code, one, new.measures.get(code)) for code, one in old.measures.items()),
        *((code, one, new.indicators.get(code)) for code, one in old.indicators.items()),
    ]
    return tuple(Changed(code, was, now) for code, was, now in pairs if now is not None and _told(was) != _told(now))


def _told(one: MeasureNumber | IndicatorNumber) -> tuple[object, ...]:
    reading: Reading = one.reading
    status = one.status if isinstance(one, IndicatorNumber) else None
    return reading.state, reading.value, dict(reading.beside), status


def difference(session: Session, frozen: Frozen, declared: Declared, today: dt.date) -> Difference:
    """What the registers say today against what a version froze."""
    then = numbers_of(frozen)
    known = then.catalogue  # what was counted by it is compared by it
    now = evaluate(session, Period(then.period.year, today), known, declared)
    rows: dict[str, tuple[RowChange, ...]] = {}
    for code, (counted, _) in frozen.contents.rows.items():
        if changes := _row_changes(counted, rows_behind(session, code, now.period, known, declared)[0]):
            rows[code] = changes
    traces = _traces(session, [one.row for changes in rows.values() for one in changes], frozen.contents.at)
    return Difference(
        changed_numbers(then, now),
        {
            code: tuple(replace(one, trace=traces.get((one.row.register, one.row.id))) for one in changes)
            for code, changes in rows.items()
        },
    )


def between(old: Frozen, new: Frozen) -> Difference:
    """What one version says against another."""
    before, after = old.contents.rows, new.contents.rows
    changes = {code: _row_changes(rows[0], after[code][0]) for code, rows in before.items() if code in after}
    return Difference(
        changed_numbers(numbers_of(old), numbers_of(new)), {code: rows for code, rows in changes.items() if rows}
    )


def _row_changes(old: Iterable[Row], new: Iterable[Row]) -> tuple[RowChange, ...]:
    before = {(row.register, row.id): row for row in old}
    after = {(row.register, row.id): row for row in new}
    told: list[RowChange] = []
    for key in before | after:
        was, is_ = before.get(key), after.get(key)
        if was == is_:
            continue
        row = is_ or was
        assert row is not None
        counts = was.counts if was else 0, is_.counts if is_ else 0
        told.append(RowChange(_how(was, is_), row, *counts))
    return tuple(sorted(told, key=lambda one: (one.row.on or dt.date.min, one.row.title, one.row.id.int)))


def _how(was: Row | None, is_: Row | None) -> How:
    if was is None:
        return How.CAME
    if is_ is None:
        return How.WENT
    return How.TOLD_OTHERWISE if was.counts == is_.counts else How.COUNTS_OTHERWISE


def _traces(session: Session, rows: Iterable[Row], since: dt.datetime) -> dict[tuple[str, UUID], Trace]:
    """The last operation on each of these records after a moment, where there was one."""
    by_table: dict[str, list[UUID]] = {}
    for row in rows:
        by_table.setdefault(row.register, []).append(row.id)
    told: dict[tuple[str, UUID], Trace] = {}
    for table, ids in by_table.items():
        wanted = set(ids)
        for op, change, _ in sorted(found(session.connection(), table, ids), key=lambda one: one[0].order):
            at = dt.datetime.fromtimestamp(op.wall / 1000, dt.UTC)
            if change.last is None and change.row in wanted and at > since:
                told[table, change.row] = Trace(at, op.actor, op.action, op.reason or "")
    return told
