"""Shares that add up to 100: the laws of the largest remainder on any parts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkrakow_desktop.core.shares import largest_remainder, percentages

PARTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(PARTS)
def test_they_add_up_to_a_hundred(parts: list[int]) -> None:
    assert sum(largest_remainder(parts)) == 100


@given(PARTS)
def test_each_is_its_exact_share_rounded_down_or_up(parts: list[int]) -> None:
    for part, share in zip(parts, largest_remainder(parts), strict=True):
        assert abs(share - Fraction(part * 100, sum(parts))) < 1


@given(PARTS)
def test_nothing_stays_nothing_and_more_is_never_less(parts: list[int]) -> None:
    shares = largest_remainder(parts)
    for part, share in zip(parts, shares, strict=True):
        assert part or not share
        assert all(share <= other for bigger, other in zip(parts, shares, strict=True) if bigger > part)


@given(PARTS, st.integers(2, 1000))
def test_the_unit_does_not_matter(parts: list[int], factor: int) -> None:
    assert largest_remainder([part * factor for part in parts]) == largest_remainder(parts)
    assert largest_remainder([Fraction(part, factor) for part in parts]) == largest_remainder(parts)


@pytest.mark.parametrize(
    ("parts", "shares"),
    [([1, 1, 1], [34, 33, 33]), ([2, 1], [67, 33]), ([0, 0], [0, 0]), ([], []), ([7], [100]), ([1, 5, 5], [9, 46, 45]),
     ([1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16])],
)  # fmt: skip
def test_cases(parts: list[int], shares: list[int]) -> None:
    assert largest_remainder(parts) == shares


def test_the_unknown_has_no_share() -> None:
    assert percentages([1, None, 2]) == [Fraction(33, 100), None, Fraction(67, 100)]
    with pytest.raises(ValueError, match="below zero"):
        largest_remainder([1, -1])
