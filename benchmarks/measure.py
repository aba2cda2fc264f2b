"""One way to measure: our work and a yardstick, in turn, in the same run, so that a busy machine slows both.

A benchmark prints ratios, never bare times: a ratio means the same on every machine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Timer = Callable[[Callable[[], object]], float]


@dataclass(frozen=True)
class Ratio:
    """Medians of our work and of its yardstick, in seconds, and the most their quotient may be."""

    name: str
    ours: float
    yardstick: float
    target: float

    @property
    def value(self) -> float:
        return self.ours / self.yardstick

    @property
    def is_reached(self) -> bool:
        return self.value <= self.target

    def __str__(self) -> str:
        return (
            f"{self.name:<44} {self.ours * 1000:>10.1f} ms {self.yardstick * 1000:>10.1f} ms"
            f" {self.value:>7.2f}x  <= {self.target:.2f}x  {'ok' if self.is_reached else 'over'}"
        )


def elapsed(work: Callable[[], object]) -> float:
    """Seconds of wall clock that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reported(work: Callable[[], object]) -> float:
    """The seconds that a call returns, for work that times itself (a child process, from start to first paint)."""
    seconds = work()
    if not isinstance(seconds, float):
        raise TypeError(f"work that times itself returns seconds as a float, not {seconds!r}")
    return seconds


def ratio(
    name: str,
    work: Callable[[], object],
    yardstick: Callable[[], object],
    *,
    runs: int = 7,
    target: float,
    timer: Timer = elapsed,
) -> Ratio:
    """Time both `runs` times, alternating, print one aligned line and return it. Medians forgive a cold first run."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(runs):
        ours.append(timer(work))
        theirs.append(timer(yardstick))
    result = Ratio(name, statistics.median(ours), statistics.median(theirs), target)
    print(result, flush=True)
    return result
