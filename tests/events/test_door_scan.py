"""Scanner or person: bursts by a table, and no typing of a person taken for a card by chance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.events.screen.door_scan import GAP, Burst, as_code


def entered(typed: str, pace: int, start: int = 1_000) -> str:
    """What Enter finds after these keys, one every `pace` milliseconds."""
    burst, at = Burst(), start
    for one in typed:
        burst.feed(one, at)
        at += pace
    return burst.end(at)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("CW-0042", "CW-0042"),
        ("cw-0042", "CW-0042"),
        ("CW42", "CW42"),
        ("G7", "G7"),
        (" CW-0042 ", "CW-0042"),
        ("сц-0042", "CW-0042"),
        ("СЦ-0042", "CW-0042"),  # the same keys on a Ukrainian layout
        ("0042", ""),
        ("42", ""),
        ("5901234123457", ""),
        ("lec", ""),
        ("Nowak", ""),
        ("", ""),
        ("A", ""),
        ("=CW-1", ""),
    ],
)
def test_what_is_a_code(typed: str, code: str) -> None:
    assert as_code(typed) == code


@pytest.mark.parametrize("pace", [1, 5, 15, GAP])
def test_a_fast_burst_is_a_scan(pace: int) -> None:
    assert entered("CW-0042", pace) == "CW-0042"


@pytest.mark.parametrize("pace", [GAP + 1, 120, 400])
def test_a_person_is_no_scanner(pace: int) -> None:
    assert entered("CW-0042", pace) == ""


def test_a_scan_after_a_persons_letters_is_only_the_scan() -> None:
    burst = Burst()
    for at, one in ((0, "l"), (150, "e"), (300, "c")):
        burst.feed(one, at)
    for n, one in enumerate("CW-0042"):
        assert burst.feed(one, 800 + 10 * n) is (n == 0)
    assert burst.end(880) == "CW-0042"
    assert burst.end(885) == ""  # the second Enter of a scanner that sends two


@given(st.lists(st.tuples(st.sampled_from("abcxyzCW-0123456789 "), st.integers(GAP + 1, 2_000)), max_size=12))
@settings(max_examples=60)
def test_slow_keys_are_never_a_scan(keys: list[tuple[str, int]]) -> None:
    burst, at = Burst(), 0
    for one, pause in keys:
        at += pause
        burst.feed(one, at)
    assert burst.end(at + GAP + 1) == ""


@given(st.from_regex(r"[A-Z]{1,4}-?[0-9]{1,9}", fullmatch=True), st.integers(1, GAP), st.text("0123456789", max_size=3))
@settings(max_examples=60)
def test_digits_before_a_burst_do_not_spoil_it(code: str, pace: int, before: str) -> None:
    burst, at = Burst(), 0
    for one in before:  # a person counted categories just before
        burst.feed(one, at)
        at += 200
    for one in code:
        burst.feed(one, at)
        at += pace
    assert burst.end(at) == code
