"""Which groups of trained people are hidden where their sum and measures 1.4, 5.4 and 6.3 are told beside them.

Who counts in such a measure was present in one of its target groups, so that a reader knows a least sum of some hidden
groups. Exact: how far each hidden group could really lie is worked out, and hidden more until all lie wide enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.suppression import NARROWEST, SMALL
from ..training.measures import CITY_STAFF, EDUCATION, SERVICES
from ..training.model import TrainingGroup

Values = Mapping[TrainingGroup, int]
TARGETS: Mapping[str, Sequence[TrainingGroup]] = {"1.4": CITY_STAFF, "5.4b": EDUCATION, "6.3b": SERVICES}


def groups_to_hide(values: Values, told: Mapping[str, int]) -> frozenset[TrainingGroup]:
    """The groups to hide, small ones first and then as few others as can be found; `told`: what the measures say.

    Where nothing helps, every group but the empty ones is hidden: only the sum is told, which never is hidden."""
    hidden = {group for group, n in values.items() if n in SMALL}
    while hidden and not _Reader(values, hidden, told).all_wide():
        shown = [group for group, n in values.items() if n and group not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda group: values[group]))
    return frozenset(hidden)


@dataclass(frozen=True)
class _Reader:
    """What a reader can tell of hidden groups. Groups of the same targets are one pool: within it they are alike."""

    values: Values
    hidden: set[TrainingGroup]
    told: Mapping[str, int]

    def all_wide(self) -> bool:
        """Whether no hidden group can be told to fewer than six possible numbers."""
        ranges = self._ranges()
        for key, pool in self._pools().items():
            low, high = ranges[key]
            if len(pool) > 1:  # the others of the pool can take all but one of each
                low, high = 1, high - (len(pool) - 1)
            if pool and high - low < NARROWEST:
                return False
        return True

    def _pools(self) -> dict[str, list[TrainingGroup]]:
        pools: dict[str, list[TrainingGroup]] = {"both": [], "city": [], "services": [], "education": [], "none": []}
        for group in self.hidden:
            if group in CITY_STAFF:
                pools["both" if group in SERVICES else "city"].append(group)
            elif group in SERVICES:
                pools["services"].append(group)
            else:
                pools["education" if group in EDUCATION else "none"].append(group)
        return pools

    def _least(self, code: str) -> int:
        """What a measure leaves for the hidden groups of its target."""
        return self.told.get(code, 0) - sum(self.values[one] for one in TARGETS[code] if one not in self.hidden)

    def _ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the greatest sum of each pool, over all that it could be; hidden groups are at least 1."""
        pools, whole = self._pools(), sum(self.values[group] for group in self.hidden)
        city, services, education = (self._least(code) for code in ("1.4", "6.3b", "5.4b"))
        shared = len(pools["both"])
        found: dict[str, list[int]] = {key: [] for key in pools}
        for both in range(shared, whole + 1) if shared else (0,):
            lows = {
                "city": max(len(pools["city"]), city - both),
                "services": max(len(pools["services"]), services - both),
                "education": max(len(pools["education"]), education),
                "none": len(pools["none"]),
            }
            open_ = [key for key in lows if pools[key]]
            rest = whole - both - sum(lows[key] for key in open_)
            if rest < 0 or (rest and not open_) or any(low > 0 and not pools[key] for key, low in lows.items()):
                continue
            found["both"].append(both)
            for key in open_:
                found[key] += [lows[key] if len(open_) > 1 else lows[key] + rest, lows[key] + rest]
        return {key: (min(sums, default=0), max(sums, default=0)) for key, sums in found.items()}
