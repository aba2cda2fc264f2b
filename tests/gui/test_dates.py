"""Typed dates and times: what offices really type, in three languages, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.gui.dates import day_names, parse_date, parse_time

TODAY = dt.date(2026, 3, 26)
PL = day_names(words("pl"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dziś", TODAY),
        ("dzis", TODAY),
        (" Dzisiaj ", TODAY),
        ("jutro", dt.date(2026, 3, 27)),
        ("wczoraj", dt.date(2026, 3, 25)),
        ("pojutrze", dt.date(2026, 3, 28)),
        ("+7", dt.date(2026, 4, 2)),
        ("-26", dt.date(2026, 2, 28)),
        ("+0", TODAY),
        ("\u22121", dt.date(2026, 3, 25)),
        ("12", dt.date(2026, 3, 12)),
        ("12.3", dt.date(2026, 3, 12)),
        ("12.3.", dt.date(2026, 3, 12)),
        ("2.11", dt.date(2026, 11, 2)),
        ("12.03.2025", dt.date(2025, 3, 12)),
        ("12.3.25", dt.date(2025, 3, 12)),
        ("12/3/2025", dt.date(2025, 3, 12)),
        ("12-03-2025", dt.date(2025, 3, 12)),
        ("12 3 2025", dt.date(2025, 3, 12)),
        ("12 XI 2025", dt.date(2025, 11, 12)),
        ("12.iv", dt.date(2026, 4, 12)),
        ("12.03.2025 r.", dt.date(2025, 3, 12)),
        ("12.03.2025r", dt.date(2025, 3, 12)),
        ("2025-03-12", dt.date(2025, 3, 12)),
        ("2025-3-2", dt.date(2025, 3, 2)),
        ("29.2.2028", dt.date(2028, 2, 29)),
    ],
)
def test_understood(typed: str, meant: dt.date) -> None:
    assert parse_date(typed, TODAY, PL) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "32",
        "31.2",
        "12.13",
        "29.2.2026",
        "0.3",
        "2026",
        "2025-13-01",
        "12.3.202",
        "+",
        "+99999",
        "12..3",
        "1 2 3 4",
        "iv",
        "12.iiii",
        "dzień",
        "٣.٣.٢٠٢٥x",
    ],
)
def test_refused(typed: str) -> None:
    assert parse_date(typed, TODAY, PL) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_for_near_days(language: str) -> None:
    names = day_names(words(language))
    assert set(names.values()) == {-1, 0, 1, 2}
    assert all(parse_date(name, TODAY, names) == TODAY + dt.timedelta(days=away) for name, away in names.items())


@given(st.dates(dt.date(2015, 1, 1), dt.date(2031, 12, 31)))
def test_every_shown_date_is_read_back(day: dt.date) -> None:
    assert parse_date(day.strftime("%d.%m.%Y"), TODAY, PL) == day
    assert parse_date(day.isoformat(), TODAY, PL) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}", TODAY, PL) == day


@given(st.text(max_size=12))
def test_nothing_typed_breaks_it(typed: str) -> None:
    assert parse_date(typed, TODAY, PL) is None or isinstance(parse_date(typed, TODAY, PL), dt.date)
    assert parse_time(typed) is None or isinstance(parse_time(typed), dt.time)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18", dt.time(18)),
        ("18:30", dt.time(18, 30)),
        ("1830", dt.time(18, 30)),
        ("18.30", dt.time(18, 30)),
        ("9:05", dt.time(9, 5)),
        (" 0:00 ", dt.time(0)),
        ("930", dt.time(9, 30)),
        ("24:00", None),
        ("18:60", None),
        ("x", None),
        ("", None),
        ("25", None),
        ("1:2", None),
    ],
)
def test_times(typed: str, meant: dt.time | None) -> None:
    assert parse_time(typed) == meant
