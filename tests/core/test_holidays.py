"""Poland's public holidays 2024-2030 against the published calendars, and laws that hold in every year."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.holidays import Holiday, easter, holiday_on, holidays, is_day_off
from openkrakow_desktop.core.words import LANGUAGES, words

MOVABLE = {  # year: Easter, Easter Monday, Pentecost, Corpus Christi
    2024: ("03-31", "04-01", "05-19", "05-30"),
    2025: ("04-20", "04-21", "06-08", "06-19"),
    2026: ("04-05", "04-06", "05-24", "06-04"),
    2027: ("03-28", "03-29", "05-16", "05-27"),
    2028: ("04-16", "04-17", "06-04", "06-15"),
    2029: ("04-01", "04-02", "05-20", "05-31"),
    2030: ("04-21", "04-22", "06-09", "06-20"),
}
FIXED = ("01-01", "01-06", "05-01", "05-03", "08-15", "11-01", "11-11", "12-25", "12-26")


@pytest.mark.parametrize("year", MOVABLE)
def test_the_holidays_of_the_programme_years(year: int) -> None:
    eve = () if year < 2025 else ("12-24",)
    expected = {dt.date.fromisoformat(f"{year}-{day}") for day in (*MOVABLE[year], *FIXED, *eve)}
    assert set(holidays(year)) == expected
    assert list(holidays(year)) == sorted(expected)
    names = (Holiday.EASTER, Holiday.EASTER_MONDAY, Holiday.PENTECOST, Holiday.CORPUS_CHRISTI)
    for day, name in zip(MOVABLE[year], names, strict=True):
        assert holiday_on(dt.date.fromisoformat(f"{year}-{day}")) is name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2010-01-06", None),
        ("2011-01-06", Holiday.EPIPHANY),
        ("2024-12-24", None),
        ("2025-12-24", Holiday.CHRISTMAS_EVE),
        ("2026-05-02", None),
        ("2026-11-11", Holiday.INDEPENDENCE_DAY),
    ],
)
def test_a_day_is_off_only_since_the_law_says_so(day: str, name: Holiday | None) -> None:
    assert holiday_on(dt.date.fromisoformat(day)) is name


@pytest.mark.parametrize(
    ("year", "day"), [(1818, "03-22"), (1943, "04-25"), (2000, "04-23"), (2038, "04-25"), (2285, "03-22")]
)
def test_easter_at_its_ends(year: int, day: str) -> None:
    """The earliest and the latest Easter there can be, and a century's year."""
    assert easter(year) == dt.date.fromisoformat(f"{year}-{day}")


@settings(max_examples=60)
@given(st.integers(1990, 2400))
def test_what_hangs_on_easter(year: int) -> None:
    day = {holiday: on for on, holiday in holidays(year).items()}
    assert len(day) == len(holidays(year))  # no two on one day
    assert {day[name].isoweekday() for name in (Holiday.EASTER, Holiday.PENTECOST)} == {7}
    assert (day[Holiday.EASTER_MONDAY].isoweekday(), day[Holiday.CORPUS_CHRISTI].isoweekday()) == (1, 4)
    assert dt.date(year, 3, 22) <= day[Holiday.EASTER] <= dt.date(year, 4, 25)


def test_sundays_and_holidays_are_off() -> None:
    assert is_day_off(dt.date(2026, 3, 29)) and is_day_off(dt.date(2026, 1, 6))
    assert not is_day_off(dt.date(2026, 3, 28))


def test_years_without_our_list_are_refused() -> None:
    with pytest.raises(ValueError, match="1989"):
        holidays(1989)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_holiday_has_its_word(language: str) -> None:
    said = [words(language).choice(one) for one in Holiday]
    assert len(set(said)) == len(said) and all(one[0] != "[" for one in said)
