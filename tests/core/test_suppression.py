"""Small numbers of people in exports, against an attacker who knows the rule and everything that is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.suppression import NARROWEST, SMALL, Hidden, hidden_in_list, hidden_in_table


def possible_lists(values: Sequence[int], hidden: frozenset[int]) -> Iterator[dict[int, int]]:
    """Every reading of the hidden places that agrees with the shown ones and the total."""
    rest = sum(values[place] for place in hidden)
    least = 0 if any(values[place] == 0 for place in hidden) else 1
    places = sorted(hidden)

    def fill(left: list[int], rest: int) -> Iterator[dict[int, int]]:
        if len(left) == 1:
            if rest >= least:
                yield {left[0]: rest}
            return
        for value in range(least, rest + 1):
            for others in fill(left[1:], rest - value):
                yield {left[0]: value, **others}

    return fill(places, rest) if places else iter(())


@given(st.lists(st.integers(0, 14), min_size=1, max_size=5))
@settings(max_examples=60)
def test_no_hidden_number_of_a_list_can_be_computed(values: list[int]) -> None:
    hidden = hidden_in_list(values)
    assert all(place in hidden for place, value in enumerate(values) if value in SMALL)
    readings = list(possible_lists(values, hidden))
    for place in hidden:
        possible = [reading[place] for reading in readings]
        assert max(possible) - min(possible) >= NARROWEST or len(hidden) == len(values)


def test_nothing_small_nothing_hidden() -> None:
    assert hidden_in_list([12, 0, 7, 5]) == frozenset()
    assert hidden_in_table([[5, 6], [0, 7]]) == Hidden(frozenset())


@pytest.mark.parametrize(("values", "hidden"), [
    ([3, 20, 9, 0], {0, 2}),         # the next smallest non-zero cell goes with a single hidden one
    ([3, 4, 20, 0], {0, 1}),         # 1..6 each
    ([1, 1, 30, 40], {0, 1, 2}),     # 1 + 1 = 2 would tell both
    ([3, 0, 0], {0, 1, 2}),          # nothing but the total can be told
    ([4], {0}),
])
def test_cases(values: list[int], hidden: set[int]) -> None:
    assert hidden_in_list(values) == hidden


def test_without_a_total_only_small_numbers_are_hidden() -> None:
    assert hidden_in_list([3, 20, 9, 0], total_shown=False) == {0}


def possible_tables(rows: list[list[int]], hidden: Hidden, most: int) -> Iterator[list[list[int]]]:
    """Every table of numbers up to `most` that would be printed with the same shown numbers."""
    zeros = any(rows[r][c] == 0 for r, c in hidden.cells)
    zeros |= any(sum(rows[r]) == 0 for r in hidden.rows)
    zeros |= any(sum(row[c] for row in rows) == 0 for c in hidden.columns)
    least, places = 0 if zeros else 1, sorted(hidden.cells)
    for found in product(range(least, most + 1), repeat=len(places)):
        table = [list(row) for row in rows]
        for (r, c), value in zip(places, found, strict=True):
            table[r][c] = value
        right = [sum(table[r]) == sum(rows[r]) if r not in hidden.rows else sum(table[r]) >= least
                 for r in range(len(rows))]
        right += [sum(row[c] for row in table) == sum(row[c] for row in rows) if c not in hidden.columns
                  else sum(row[c] for row in table) >= least for c in range(len(rows[0]))]
        if all(right) and sum(map(sum, table)) == sum(map(sum, rows)):
            yield table


@given(st.lists(st.lists(st.sampled_from((0, 0, 1, 2, 3, 6, 9)), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=30)
@example([[1, 6], [6, 6]])
def test_no_hidden_number_of_a_table_can_be_computed(rows: list[list[int]]) -> None:
    hidden = hidden_in_table(rows)
    assert {(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value in SMALL} <= hidden.cells
    assert {r for r, row in enumerate(rows) if sum(row) in SMALL} <= hidden.rows
    if len(hidden.cells) == sum(map(len, rows)) and len(hidden.rows) == len(rows) and len(hidden.columns) == 2:
        return  # only the grand total is told
    most = max(map(max, rows)) + NARROWEST  # greater numbers only widen what is possible; fewer would narrow it
    tables = list(possible_tables(rows, hidden, most))
    for r, c in hidden.cells:
        possible = [table[r][c] for table in tables]
        assert max(possible) - min(possible) >= NARROWEST
    for r in hidden.rows:
        possible = [sum(table[r]) for table in tables]
        assert max(possible) - min(possible) >= NARROWEST


def test_a_hidden_cell_takes_a_rectangle_with_it() -> None:
    hidden = hidden_in_table([[3, 10, 20], [11, 12, 30], [40, 50, 60]])
    assert hidden.cells == {(0, 0), (0, 1), (1, 0), (1, 1)} and not hidden.rows and not hidden.columns


def test_a_year_of_months_and_channels_is_quick() -> None:
    rows = [[(7 * r + 3 * c) % 11 for c in range(5)] for r in range(12)]
    hidden = hidden_in_table(rows)
    assert hidden.cells and len(hidden.cells) < 60
