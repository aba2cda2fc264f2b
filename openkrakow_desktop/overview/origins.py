"""Where a number comes from: the rows it counts, those left out and why, its months."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ..core.measures import Period, Row


@dataclass(frozen=True)
class Origin:
    """The rows behind one number. The counts of `counted` add up to it; `left_out` have a reason each."""

    code: str
    period: Period
    counted: tuple[Row, ...]
    left_out: tuple[Row, ...]

    @property
    def total(self) -> int:
        """What the counted rows come to."""
        return sum(row.counts for row in self.counted)

    @property
    def by_register(self) -> tuple[tuple[str, int, int], ...]:
        """The counted rows register by register: (its key, rows, what they come to)."""
        found: dict[str, tuple[int, int]] = {}
        for row in self.counted:
            rows, sum_ = found.get(row.register, (0, 0))
            found[row.register] = rows + 1, sum_ + row.counts
        return tuple((key, *both) for key, both in found.items())

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why rows were left out, the most frequent first: (word key under `why.`, rows)."""
        return reasons_of(self.left_out)

    @property
    def months(self) -> tuple[int | None, ...] | None:
        """What was counted in each month of R; None in months to come. None altogether where rows have no date in R."""
        if not self.counted or any(row.on is None or row.on.year != self.period.year for row in self.counted):
            return None
        sums = [0] * 12
        for row in self.counted:
            assert row.on is not None
            sums[row.on.month - 1] += row.counts
        last = self.period.stock_day
        return tuple(n if dt.date(self.period.year, at, 1) <= last else None for at, n in enumerate(sums, 1))

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers the counted rows stand in."""
        return tuple(dict.fromkeys(row.register for row in (*self.counted, *self.left_out)))

    def ids(self, register: str) -> tuple[UUID, ...]:
        """The records of one register that count, each once."""
        return tuple(dict.fromkeys(row.id for row in self.counted if row.register == register))


def reasons_of(left_out: Iterable[Row]) -> list[tuple[str, int]]:
    """Why rows were left out, the most frequent first: (word key under `why.`, rows)."""
    found = Counter(row.why for row in left_out)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))
