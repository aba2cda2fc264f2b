"""Any number a screen shows: its rows add up to it, JSON says the same, on the demo and on randomly changed data."""

from __future__ import annotations

import datetime as dt
import enum
import importlib
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.asked import AskedNumber, AskedRows
from openkrakow_desktop.core.attempt import attempt
from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.overview.account_words import (
    arithmetic,
    basis_words,
    number_name,
    overlap_words,
    previous_words,
)
from openkrakow_desktop.overview.accounts import Account, account_of
from openkrakow_desktop.overview.as_json import rows_tree
from openkrakow_desktop.overview.evaluate import YearNumbers, evaluate, rows_behind
from openkrakow_desktop.overview.formulas import formula_of
from openkrakow_desktop.overview.risks import risks
from openkrakow_desktop.programme.catalogue import catalogue
from tests.activities.build import TODAY as AFTER
from tests.demo_data import TODAY, YEAR

KNOWN = catalogue()
FILLS = ("overview", "point", "competition", "patronage")  # overview's fills events, activities and trainings too


class Undone(Exception):
    """Ends an example, so that nothing of it is kept."""


@pytest.fixture
def filled(sqlite_store: Store) -> Store:
    with sqlite_store.write("test") as session:
        for name in FILLS:
            importlib.import_module(f"tests.{name}.measure_cases").fill(session, 2026)
    return sqlite_store


def shown(session: Session, numbers: YearNumbers) -> dict[str, Any]:
    """Every number that screens show for a year: measures, indicators, numbers beside them, signals."""
    entries = {**numbers.measures, **numbers.indicators}
    found = {code: one.reading for code, one in entries.items()}
    found |= {code: beside for one in entries.values() for code, beside in one.reading.beside.items()}
    found |= {f"signal.{s.key}": s.reading for view in risks(session, numbers) for s in view.signals}
    return found


def arithmetic_gives(one: Account) -> Any:
    """What the rows come to, worked out here once more."""
    above = sum(row.counts for row in one.above.counted)
    if one.below is None:
        return above
    below = sum(row.counts for row in one.below.counted)
    return Fraction(above, below) if below else None


def check(session: Session, year: int, today: dt.date) -> int:
    """Every number of a year against its account and its JSON; how many of them are numbers."""
    numbers = evaluate(session, Period(year, today), KNOWN, DECLARED)
    known = 0
    for code, reading in shown(session, numbers).items():
        one = account_of(session, AskedNumber(code, year), today, KNOWN, DECLARED)
        assert (one.reading.state, one.reading.value) == (reading.state, reading.value), code
        if one.counted.state is State.NUMBER:
            known += 1
            assert arithmetic_gives(one) == one.counted.value, code
        assert all(row.counts >= 0 and not row.why for row, _ in one.rows), code
        assert all(row.why and not row.counts for row in one.left_out), code
        assert set(one.shared) <= {(row.register, row.id) for row in one.above.counted}, code
    for code in (*KNOWN.measures, *KNOWN.indicators):
        counted, left_out = rows_behind(session, code, numbers.period, KNOWN, DECLARED)
        tree = rows_tree(numbers, code, counted, left_out, words("pl"))
        reading = numbers.reading(code)
        standing = numbers.indicators[code].counted if code in numbers.indicators else reading
        if isinstance(standing.value, int):
            assert sum(row["counts"] for row in tree["rows"]) == standing.value, code
    return known


@pytest.mark.parametrize("year", [YEAR - 1, YEAR, TODAY.year])
def test_every_number_of_the_demo_adds_up(demo_store: Store, year: int) -> None:
    with demo_store.read() as session:
        assert check(session, year, TODAY) > 60


def test_every_number_of_the_fixtures_adds_up(filled: Store) -> None:
    with filled.read() as session:
        known = check(session, 2026, AFTER)
        numbers = evaluate(session, Period(2026, AFTER), KNOWN, DECLARED)
        assert known > 55 and all(one.reading.value is not None for one in numbers.measures.values())


def changed(session: Session, dice: random.Random) -> bool:
    """One random change of one random record that a measure reads, as a person could make it; False if refused."""
    keys = sorted({part.register for one in DECLARED.measures.values() for part in one.parts} | {"session_entry"})
    register = DECLARED.registers[dice.choice(keys)]
    ids = list(session.scalars(select(register.record.id).order_by(register.record.id)))
    if not ids:
        return False
    key = dice.choice(ids)
    if dice.random() < 0.15:
        with attempt(session):
            register.remove(session, key)
        return True
    draft = register.draft(session, key)
    for name in dice.sample(list(register.form), k=min(2, len(register.form))):
        one, value = register.field(name), draft.get(name)
        match value:
            case bool():
                draft[name] = not value
            case enum.Enum():
                draft[name] = dice.choice(list(type(value)))
            case int():
                draft[name] = dice.choice((0, 1, value + dice.randint(1, 40), max(0, value - dice.randint(1, 40))))
            case dt.datetime():
                pass
            case dt.date():
                draft[name] = value + dt.timedelta(dice.choice((-366, -30, -1, 1, 30, 366)))
            case tuple() if one.choices:
                draft[name] = tuple(sorted(dice.sample(list(one.choices), k=min(2, len(one.choices)))))
    with attempt(session):
        register.put(session, key, draft, AFTER)
    return True


def check_rows(session: Session, year: int, today: dt.date) -> None:
    """The same without overlaps and words, for many examples: each number against its own rows."""
    numbers = evaluate(session, Period(year, today), KNOWN, DECLARED)
    for code, reading in shown(session, numbers).items():
        formula = formula_of(code, KNOWN, DECLARED)
        counted, left_out = formula.above.rows(session, numbers.period)
        total: Any = sum(row.counts for row in counted)
        if formula.below is not None:
            below = sum(row.counts for row in formula.below.rows(session, numbers.period)[0])
            total = Fraction(total, below) if below else None
        if reading.state is State.NUMBER:
            assert total == reading.value, code
        assert all(row.why and not row.counts for row in left_out), code


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), changes=st.integers(1, 25))
def test_rows_add_up_on_random_data(filled: Store, seed: int, changes: int) -> None:
    """All 37 numbers, the indicators, numbers beside them and signals, after random edits and deletions."""
    dice = random.Random(seed)
    with pytest.raises(Undone), filled.write("test") as session:
        for _ in range(changes):
            try:
                changed(session, dice)
            except Refused:
                continue
        check_rows(session, 2026, AFTER)
        raise Undone


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_account_is_told_in_every_language(demo_store: Store, language: str) -> None:
    w = words(language)
    with demo_store.read() as session:
        numbers = evaluate(session, Period(YEAR, TODAY), KNOWN, DECLARED)
        for code in (*shown(session, numbers), "month.events", "month.visits", "month.contacts",
                     "signal.consultations_planned"):
            one = account_of(session, AskedNumber(code, YEAR), TODAY, KNOWN, DECLARED)
            told = [number_name(one.code, KNOWN, w), basis_words(one, KNOWN, w), previous_words(one, w),
                    *(arithmetic(one, w) if one.above.counted else ()), *overlap_words(one, KNOWN, w)]
            assert not [line for line in told if "[" in line or "{" in line], (code, told)
            assert told[0] and told[1]


def test_overlaps_are_counted_records(filled: Store) -> None:
    """What stands in two numbers is counted record by record, from both sides alike; the same number is no overlap."""
    with filled.read() as session:
        def overlaps(code: str) -> dict[str, int]:
            return dict(account_of(session, AskedNumber(code, 2026), AFTER, KNOWN, DECLARED).overlaps)

        accounts = {code: account_of(session, AskedNumber(code, 2026), AFTER, KNOWN, DECLARED)
                    for code in ("3.1b", "4.1", "T2-3.1", "3.1a")}
        ids = {code: {row.id for row in one.above.counted} for code, one in accounts.items()}
        assert overlaps("3.1b")["4.1"] == len(ids["3.1b"] & ids["4.1"]) == overlaps("4.1")["3.1b"]
        assert accounts["T2-3.1"].same == ("3.1b",) and accounts["3.1b"].same == ("T2-3.1",)
        assert "3.1a" not in overlaps("3.1b"), "numbers of one row of Table 1 always share their records"


def test_an_unknown_number_is_refused_loudly(sqlite_store: Store) -> None:
    for code in ("9.9", "signal.none", "1.1+none"):
        with pytest.raises(KeyError):
            formula_of(code, KNOWN, DECLARED)


def test_any_rows_are_a_number(demo_store: Store) -> None:
    """A cell of a table of the Point: exactly these contacts, as contacts and as people."""
    with demo_store.read() as session:
        whole = account_of(session, AskedNumber("1.1", YEAR), TODAY, KNOWN, DECLARED)
        some = tuple(row.id for row in whole.above.counted[:7])
        people = sum(row.counts for row in whole.above.counted[:7])
        told = AskedRows("Telefon, marzec", "Kontakty telefoniczne w marcu.", "contact", some, "persons_served")
        assert account_of(session, told, TODAY, KNOWN, DECLARED).reading.value == people
        counted = account_of(session, AskedRows("x", "y", "contact", some), TODAY, KNOWN, DECLARED)
        assert counted.reading.value == 7 and [row.counts for row, _ in counted.rows] == [1] * 7


def test_months_are_accounts_too(demo_store: Store) -> None:
    """The twelve months of a flow add up to the year; a month's account holds only its own rows."""
    with demo_store.read() as session:
        year = account_of(session, AskedNumber("3.1a", YEAR), TODAY, KNOWN, DECLARED)
        months = [account_of(session, AskedNumber("3.1a", YEAR, n, n), TODAY, KNOWN, DECLARED) for n in range(1, 13)]
        assert sum(one.above.total for one in months) == year.reading.value
        assert all(row.on and row.on.month == n for n, one in enumerate(months, 1) for row in one.above.counted)


@pytest.fixture
def overridden(filled: Store) -> Iterator[Session]:
    with pytest.raises(Undone), filled.write("test") as session:
        draft = {"indicator_code": "T2-2.2", "year": 2026, "value": 7, "reason": "Lista zaginęła."}
        DECLARED.registers["indicator_override"].put(session, None, draft, AFTER)
        yield session
        raise Undone


def test_an_override_is_part_of_the_arithmetic(overridden: Session) -> None:
    one = account_of(overridden, AskedNumber("T2-2.2", 2026), AFTER, KNOWN, DECLARED)
    assert one.reading.value == 7 and one.counted.value == one.above.total != 7
    assert any("Lista zaginęła." in line and "7" in line for line in arithmetic(one, words("pl")))


def test_a_mean_is_read_as_one_number_and_a_running_year_names_the_last_one_once(demo_store: Store) -> None:
    w = words("pl")
    with demo_store.read() as session:
        one = account_of(session, AskedNumber("1.1", 2026), dt.date(2026, 11, 22), KNOWN, DECLARED)
    told = " ".join(arithmetic(one, w))
    assert "/" not in told and "średnio ≈ 1," in told, "1 847/5000 reads as one fraction"
    assert previous_words(one, w).startswith("Rok jeszcze trwa; w całym 2025 r. było ")
    assert previous_words(one, w).count("2025") == 1
