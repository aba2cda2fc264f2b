"""Which groups of trained people are hidden, against a reader who knows the sum and the measures of their targets."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.suppression import NARROWEST, SMALL
from openkrakow_desktop.overview.hidden_groups import groups_to_hide
from openkrakow_desktop.training.measures import CITY_STAFF, EDUCATION, SERVICES
from openkrakow_desktop.training.model import TrainingGroup
from tests.point.attacker import MOST, Attacker, Rule

TARGETS = {"1.4": CITY_STAFF, "5.4b": EDUCATION, "6.3b": SERVICES}
SIZES = st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 20]), min_size=9, max_size=9)
PARTS = st.lists(st.integers(0, 4), min_size=3, max_size=3)  # quarters of a target that its measure counts


def told_of(values: dict[TrainingGroup, int], quarters: list[int]) -> dict[str, int]:
    """What the measures say of these groups."""
    return {code: sum(values[group] for group in target) * quarter // 4
            for (code, target), quarter in zip(TARGETS.items(), quarters, strict=True)}  # fmt: skip


@given(SIZES, PARTS)
@settings(max_examples=25)
@example([100, 0, 0, 3, 0, 0, 0, 5, 0], [4, 0, 0])
@example([9, 9, 9, 1, 9, 9, 9, 9, 9], [4, 4, 4])
def test_no_hidden_group_can_be_computed(sizes: list[int], quarters: list[int]) -> None:
    values = dict(zip(TrainingGroup, sizes, strict=True))
    told = told_of(values, quarters)
    hidden = groups_to_hide(values, told)
    assert all(group in hidden for group, n in values.items() if n in SMALL)
    if all(group in hidden for group, n in values.items() if n):
        return  # nothing but the sum is told
    least = 0 if any(not values[group] for group in hidden) else 1
    whole = sum(sizes)
    known: dict[Any, tuple[int, int]] = {
        (group,): (least, whole) if group in hidden else (n, n) for group, n in values.items()
    }
    rules = [Rule({(group,): 1 for group in values}, whole, whole)]
    rules += [Rule({(group,): 1 for group in target}, told[code], MOST) for code, target in TARGETS.items()]
    reader = Attacker(known, rules)
    for group in hidden:
        assert reader.width((group,), NARROWEST) >= NARROWEST, group
