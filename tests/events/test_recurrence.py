"""The days of a series: a table of awkward ones, and laws that hold for every pattern."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.events.recurrence import Nth, Pattern, Repeat, Weekday, nth_of, nth_weekday, weekday_of

D = dt.date
THURSDAY, SUNDAY, MONDAY, TUESDAY = Weekday.THURSDAY, Weekday.SUNDAY, Weekday.MONDAY, Weekday.TUESDAY


def weekly(*weekdays: Weekday, every: int = 1) -> Pattern:
    return Pattern(Repeat.WEEKLY, weekdays, every)


def monthly(weekday: Weekday, nth: Nth, every: int = 1) -> Pattern:
    return Pattern(Repeat.MONTHLY, (weekday,), every, nth)


TABLE = [
    # the weeks in which the clocks change have seven days as well
    (weekly(SUNDAY), D(2026, 3, 22), D(2026, 4, 5), ["2026-03-22", "2026-03-29", "2026-04-05"]),
    (weekly(SUNDAY), D(2026, 10, 18), D(2026, 11, 1), ["2026-10-18", "2026-10-25", "2026-11-01"]),
    # 29 February
    (weekly(TUESDAY), D(2028, 2, 22), D(2028, 3, 7), ["2028-02-22", "2028-02-29", "2028-03-07"]),
    (monthly(TUESDAY, Nth.LAST), D(2028, 2, 1), D(2028, 3, 31), ["2028-02-29", "2028-03-28"]),
    # a year with a 53rd week
    (
        weekly(THURSDAY, every=2),
        D(2026, 12, 17),
        D(2027, 1, 28),
        ["2026-12-17", "2026-12-31", "2027-01-14", "2027-01-28"],
    ),
    # the first, the last, the only fifth
    (monthly(THURSDAY, Nth.FIRST), D(2026, 1, 1), D(2026, 3, 31), ["2026-01-01", "2026-02-05", "2026-03-05"]),
    (
        monthly(THURSDAY, Nth.LAST),
        D(2026, 1, 1),
        D(2026, 4, 30),
        ["2026-01-29", "2026-02-26", "2026-03-26", "2026-04-30"],
    ),
    (monthly(THURSDAY, Nth.LAST, every=3), D(2026, 1, 30), D(2026, 8, 31), ["2026-02-26", "2026-05-28", "2026-08-27"]),
    # counting begins with the first occurrence
    (weekly(THURSDAY, every=2), D(2026, 3, 6), D(2026, 4, 9), ["2026-03-12", "2026-03-26", "2026-04-09"]),
    (weekly(TUESDAY, THURSDAY, every=2), D(2026, 3, 4), D(2026, 3, 20), ["2026-03-05", "2026-03-17", "2026-03-19"]),
    (weekly(MONDAY), D(2026, 3, 3), D(2026, 3, 8), []),
]


@pytest.mark.parametrize(("pattern", "first", "last", "days"), TABLE)
def test_days(pattern: Pattern, first: D, last: D, days: list[str]) -> None:
    assert [one.isoformat() for one in pattern.days(first, last)] == days


DAYS = st.dates(D(2015, 1, 1), D(2035, 12, 31))
PATTERNS = st.builds(
    Pattern,
    st.sampled_from(Repeat),
    st.lists(st.sampled_from(Weekday), min_size=1, max_size=7, unique=True).map(tuple),
    st.integers(1, 6),
    st.sampled_from(Nth),
)


@settings(max_examples=60)
@given(PATTERNS, DAYS, st.integers(0, 900))
def test_occurrences_lie_in_the_span_on_the_right_weekday_once(pattern: Pattern, first: D, length: int) -> None:
    last = first + dt.timedelta(days=length)
    days = list(pattern.days(first, last))
    assert days == sorted(set(days))
    assert all(first <= one <= last and weekday_of(one) in pattern.weekdays for one in days)
    if pattern.repeat is Repeat.MONTHLY:
        assert all(pattern.nth in {nth_of(one), nth_of(one, prefers_last=True)} for one in days)


@settings(max_examples=60)
@given(PATTERNS, DAYS, st.integers(1, 900), st.integers(0, 900))
def test_a_later_end_only_adds(pattern: Pattern, first: D, length: int, more: int) -> None:
    last = first + dt.timedelta(days=length)
    before = list(pattern.days(first, last))
    after = list(pattern.days(first, last + dt.timedelta(days=more)))
    assert after[: len(before)] == before
    assert all(one > last for one in after[len(before) :])


@settings(max_examples=60)
@given(PATTERNS, DAYS, st.integers(30, 500), st.data())
def test_what_was_dragged_lies_in_the_new_pattern_and_so_do_the_others(
    pattern: Pattern, first: D, length: int, data: st.DataObject
) -> None:
    days = list(pattern.days(first, first + dt.timedelta(days=length)))
    if not days:
        return
    old = data.draw(st.sampled_from(days))
    new = old + dt.timedelta(days=data.draw(st.integers(-6, 6)))
    after = pattern.moved(old, new)
    if after is None:
        return
    gone = [pattern.follows(one, old, new) for one in days]
    assert new in gone and len(set(gone)) == len(days)
    assert set(after.days(min(gone), max(gone))) == set(gone)


def test_dragging_knows_what_has_no_meaning() -> None:
    twice = weekly(TUESDAY, THURSDAY)
    assert twice.moved(D(2026, 3, 3), D(2026, 3, 5)) is None  # there is one on Thursday already
    assert twice.moved(D(2026, 3, 3), D(2026, 3, 11)) is None  # in another week than its Thursday
    assert weekly(THURSDAY).moved(D(2026, 3, 5), D(2026, 3, 13)) == weekly(Weekday.FRIDAY)
    assert monthly(THURSDAY, Nth.LAST).moved(D(2026, 3, 26), D(2026, 4, 2)) is None
    assert monthly(THURSDAY, Nth.LAST).moved(D(2026, 3, 26), D(2026, 3, 31)) == monthly(TUESDAY, Nth.LAST)
    assert monthly(THURSDAY, Nth.FIRST).moved(D(2026, 3, 5), D(2026, 3, 10)) == monthly(TUESDAY, Nth.SECOND)


def test_nth_weekday_of_a_month() -> None:
    assert nth_weekday(2026, 2, 7, Nth.LAST) == D(2026, 2, 22)
    assert nth_weekday(2026, 2, 7, Nth.FIRST) == D(2026, 2, 1)
    assert [nth_of(D(2026, 1, day)) for day in (1, 8, 22, 29)] == [Nth.FIRST, Nth.SECOND, Nth.FOURTH, Nth.LAST]
    assert nth_of(D(2026, 2, 26), prefers_last=True) is Nth.LAST
