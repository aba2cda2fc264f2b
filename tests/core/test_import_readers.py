"""Each recogniser of an office's sheet by itself: days, hours, counts, choices, headings, rows. Never a wrong guess."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.excel_read import EMPTY, CellValue, Sheet
from openkrakow_desktop.core.import_dates import MONTHS, Days, Known, month_number, period_in, read_days, read_hours
from openkrakow_desktop.core.import_loose import Setting, read_count, read_loosely
from openkrakow_desktop.core.import_problems import Unreadable
from openkrakow_desktop.core.import_sheets import Found, look_over
from openkrakow_desktop.core.import_vocabulary import targets, targets_of, vocabulary
from openkrakow_desktop.events.model import EventState, EventType
from openkrakow_desktop.point.model import Channel, Topic

EVENT, CONTACT = DECLARED.registers["event"], DECLARED.registers["contact"]
THIS_YEAR, MARCH = Known(2026), Known(2026, 3)
DAY, NEXT = dt.date(2026, 3, 26), dt.date(2026, 3, 27)


def text(said: str) -> CellValue:
    return CellValue("text", said)


# ---- days and hours ------------------------------------------------------------------------------------------------
SAME_DAY = [
    "26 marca 2026 r.", "26.03.2026", "26.03.", "26.III.2026", "26.III", "26 III", "26/03/2026", "26-03-2026",
    "26.03.26", "czw. 26.03", "czwartek, 26 marca", "w czwartek 26 marca", "26.03.2026 (czwartek)", "26.3.2026r.",
    "2026-03-26", "2026.03.26", "26 mar 2026", "26 march 2026", "26 березня 2026 р.", "  26  MARCA 2026 roku ",
]  # fmt: skip


@pytest.mark.parametrize("said", SAME_DAY)
def test_a_day_in_many_forms(said: str) -> None:
    assert read_days(said, THIS_YEAR) == Days(DAY)


SPANS: list[tuple[str, Days]] = [
    ("26-27.03.2026", Days(DAY, NEXT)),
    ("26–27 marca", Days(DAY, NEXT)),
    ("26 i 27 marca", Days(DAY, NEXT)),
    ("26.03-2.04", Days(DAY, dt.date(2026, 4, 2))),
    ("26.03.2026 - 27.03.2026", Days(DAY, NEXT)),
    ("30 XII 2025 – 2 I 2026", Days(dt.date(2025, 12, 30), dt.date(2026, 1, 2))),
    ("10-11.12", Days(dt.date(2026, 12, 10), dt.date(2026, 12, 11))),
    ("26.03.2026 godz. 18.00", Days(DAY, None, dt.time(18))),
    ("26.03, 18:00-20:30", Days(DAY, None, dt.time(18), dt.time(20, 30))),
]


@pytest.mark.parametrize(("said", "days"), SPANS)
def test_spans_and_hours_in_the_cell_of_a_day(said: str, days: Days) -> None:
    assert read_days(said, THIS_YEAR) == days


NO_DAYS = [
    ("31.02", "problem.cell_no_such_day"),
    ("31.02.2026", "problem.cell_no_such_day"),
    ("29.02", "problem.cell_no_such_day"),
    ("12.13.2026", "problem.cell_no_such_day"),
    ("pt. 26.03", "problem.cell_weekday"),
    ("26 i 29 marca", "problem.cell_several_days"),
    ("28.12-2.01", "problem.end_before_start"),
    ("10-11-12", "problem.cell_not_date"),
    ("26", "problem.cell_not_date"),
    ("26 marmolady 2026", "problem.cell_not_date"),
    ("marzec", "problem.cell_not_date"),
    ("wczoraj", "problem.cell_not_date"),
    ("do 26.03", "problem.cell_not_date"),
    ("26.03 albo 27.03", "problem.cell_not_date"),
]


@pytest.mark.parametrize(("said", "key"), NO_DAYS)
def test_what_is_no_day(said: str, key: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_days(said, THIS_YEAR)
    assert error.value.key == key


def test_a_year_is_asked_for_and_never_made_up() -> None:
    with pytest.raises(Unreadable) as error:
        read_days("26.03", Known())
    assert error.value.key == "problem.cell_no_year"
    with pytest.raises(Unreadable) as error:
        read_days("31.02", Known())
    assert error.value.key == "problem.cell_no_such_day"


def test_a_bare_day_needs_its_month() -> None:
    field = CONTACT.field("contacted_on")
    for cell in (CellValue("number", 26.0), text("26"), text("26.")):
        assert read_loosely(field, cell, Setting(MARCH)).value == DAY
        with pytest.raises(Unreadable):
            read_loosely(field, cell, Setting(THIS_YEAR))
    for number in (0, 32, 26.5, 46_107):
        with pytest.raises(Unreadable):
            read_loosely(field, CellValue("number", number), Setting(MARCH))


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("18.00-20.30", (dt.time(18), dt.time(20, 30))),
        ("godz. 18", (dt.time(18), None)),
        ("18", (dt.time(18), None)),
        ("od 18 do 20", (dt.time(18), dt.time(20))),
        ("w godz. 10-12", (dt.time(10), dt.time(12))),
        ("18:00 – 24:00", (dt.time(18), dt.time(0))),
    ],
)
def test_hours(said: str, hours: tuple[dt.time, dt.time | None]) -> None:
    assert read_hours(said) == hours


@pytest.mark.parametrize("said", ["25", "18.75", "rano", "18:00, 20:00", "18.00 -", "24:00", "-3"])
def test_what_is_no_hour(said: str) -> None:
    with pytest.raises(Unreadable):
        read_hours(said)


def test_an_hour_typed_as_a_number() -> None:
    field = EVENT.field("starts_at")
    assert read_loosely(field, CellValue("number", 18.0), Setting()).value == dt.time(18)
    for number in (18.3, 24, 0.75):
        with pytest.raises(Unreadable):
            read_loosely(field, CellValue("number", number), Setting())


FORMS = [
    "{d}.{m:02}.{y}", "{d:02}.{m:02}.{y} r.", "{d} {name} {y}", "{d}.{roman}.{y}", "{y}-{m:02}-{d:02}", "{d}/{m}/{y}",
]  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@settings(max_examples=100)
@given(st.dates(dt.date(2015, 1, 1), dt.date(2031, 12, 31)), st.sampled_from(FORMS), st.booleans())
def test_every_day_in_every_form_is_that_day(day: dt.date, form: str, with_year_known: bool) -> None:
    said = form.format(d=day.day, m=day.month, y=day.year, name=MONTHS[day.month - 1][1], roman=ROMAN[day.month - 1])
    assert read_days(said, Known(1999) if with_year_known else Known()).first == day


@settings(max_examples=200)
@given(st.text(alphabet="0123456789 .-/:marcIVXgodz,()r", max_size=24))
def test_a_day_that_is_read_stands_in_the_text(said: str) -> None:
    try:
        days = read_days(said, THIS_YEAR)
    except Unreadable:
        return
    numbers = {int(number) for number in re.findall(r"\d+", said)}
    assert days.first.day in numbers and (days.last is None or days.last.day in numbers)
    assert days.first.year == 2026 or {days.first.year, days.first.year - 2000} & numbers


def test_months_are_never_guessed() -> None:
    assert [month_number(word) for word in ("marca", "mar.", "Marzec", "III", "paź", "лютого")] == [3, 3, 3, 3, 10, 2]
    assert [month_number(word) for word in ("marmolada", "ma", "m", "xiii", "0", "13")] == [0] * 6
    assert period_in("Wydarzenia w marcu 2026") == Known(2026)
    assert period_in("Marzec 2026") == Known(2026, 3) and period_in("Program 2024–2028") == Known()


# ---- counts --------------------------------------------------------------------------------------------------------
COUNTS: list[tuple[Any, int | None, str]] = [
    ("50", 50, ""),
    ("50 osób", 50, ""),
    ("1 200", 1200, ""),
    ("1 200 os.", 1200, ""),
    ("0", 0, ""),
    (0, 0, ""),
    (50.0, 50, ""),
    ("ok. 50 osób", 50, "problem.cell_estimate"),
    ("około 50", 50, "problem.cell_estimate"),
    ("~50", 50, "problem.cell_estimate"),
    ("50 (szacunkowo)", 50, "problem.cell_estimate"),
    ("50+", 50, "problem.cell_at_least"),
    ("ponad 50 osób", 50, "problem.cell_at_least"),
    ("co najmniej 50", 50, "problem.cell_at_least"),
    ("brak", None, "problem.cell_understood_missing"),
    ("nie liczono", None, "problem.cell_understood_missing"),
    ("-", None, ""),
    ("–", None, ""),
    ("-5", -5, ""),
]


@pytest.mark.parametrize(("said", "value", "warning"), COUNTS)
def test_counts(said: Any, value: int | None, warning: str) -> None:
    reading = read_count("+attendance", CellValue("text" if isinstance(said, str) else "number", said))
    assert reading.value == value
    assert [problem.key for problem in reading.warnings] == ([warning] if warning else [])
    assert all(problem.warning for problem in reading.warnings)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (text("25/30"), "problem.cell_two_numbers"),
        (text("50-60"), "problem.cell_two_numbers"),
        (text("20 + 5"), "problem.cell_two_numbers"),
        (text("50 żubrów"), "problem.cell_unknown_unit"),
        (text("dużo"), "problem.cell_not_number"),
        (text("4,5"), "problem.cell_not_number"),
        (CellValue("number", 4.5), "problem.cell_not_whole"),
        (CellValue("bool", True), "problem.cell_not_number"),
        (CellValue("date", dt.datetime(2026, 3, 26)), "problem.cell_not_number"),
        (CellValue("formula", "=SUM(A1:A9)"), "problem.cell_formula"),
    ],
)
def test_what_is_no_count(cell: CellValue, key: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_count("+attendance", cell)
    assert error.value.key == key


def test_an_office_may_have_units_of_its_own() -> None:
    assert read_count("n", text("50 żubrów"), frozenset({"zubrow"})).value == 50


@settings(max_examples=200)
@given(st.text(alphabet="0123456789 ok.~+-/,osóbbrak", max_size=16))
def test_a_count_that_is_read_stands_in_the_text(said: str) -> None:
    try:
        value = read_count("n", text(said)).value
    except Unreadable:
        return
    digits = re.sub(r"\D", "", said)
    assert digits == "" if value is None else int(digits) == abs(value)


# ---- choices -------------------------------------------------------------------------------------------------------
def test_choices_as_offices_write_them() -> None:
    def read(register: Any, name: str, said: str) -> Any:
        return read_loosely(register.field(name), text(said), Setting())

    assert read(EVENT, "type", "Warsztaty").value is EventType.WORKSHOP
    assert read(EVENT, "state", "zrealizowane").value is EventState.HELD
    assert read(CONTACT, "channel", "tel.").value is Channel.PHONE
    assert read(CONTACT, "topics", "praca, mieszkanie").value == (Topic.RENTING.value, Topic.WORK.value)
    near = read(EVENT, "type", "kawiarenka jezykowaa")
    assert near.value is EventType.LANGUAGE_CAFE and near.warnings[0].key == "problem.cell_near_choice"
    for name, said in (("type", "zlot"), ("type", "kon"), ("state", "może")):
        with pytest.raises(Unreadable):
            read(EVENT, name, said)
    meant = Setting(values={"type": {"zlot": "spotkanie integracyjne"}})
    with pytest.raises(Unreadable):  # the word it is said to mean must be a choice itself
        read_loosely(EVENT.field("type"), text("Zlot"), Setting(values={"type": {"zlot": "zjazd"}}))
    assert meant.values


# ---- headings ------------------------------------------------------------------------------------------------------
HEADINGS: list[tuple[Any, str, str]] = [
    (EVENT, "Data", "start_on"),
    (EVENT, "Termin", "start_on"),
    (EVENT, "Nazwa wydarzenia", "title"),
    (EVENT, "Temat:", "title"),
    (EVENT, "Godz.", "starts_at"),
    (EVENT, "Ilość osób", "+attendance"),
    (EVENT, "L. uczestników", "+attendance"),
    (EVENT, "Frekwencja", "+attendance"),
    (EVENT, "Miejsce*", "venue"),
    (EVENT, "UWAGI", "remark"),
    (EVENT, "Znak sprawy", "case_no"),
    (EVENT, "Nazwa wydażenia", "title"),  # a near spelling
    (EVENT, "uczestnikow liczba", "+attendance"),
    (EVENT, "Назва події", "title"),
    (EVENT, "Event name", "title"),
    (CONTACT, "Kanał", "channel"),
    (CONTACT, "Język", "language"),
    (CONTACT, "Prowadzący", "adviser"),
    (CONTACT, "Liczba osób [os.]", "persons_served"),
    (DECLARED.registers["patronage"], "Data wpływu", "received_on"),
]


@pytest.mark.parametrize(("register", "heading", "target"), HEADINGS, ids=[one[1] for one in HEADINGS])
def test_headings(register: Any, heading: str, target: str) -> None:
    found = targets_of(register, (heading,))
    assert max(found, key=lambda name: found[name]) == target


def test_headings_that_mean_nothing_stay_unused() -> None:
    for heading in ("Kolor", "Opiekun sali", "xyz", "Lp."):
        assert targets_of(EVENT, (heading,)) == {}


def test_the_data_file_names_only_what_there_is() -> None:
    words = vocabulary()
    choices = {key for one in DECLARED.registers.values() for field in one.fields() for key in field.choices.values()}
    assert sorted(set(words["values"]) - choices - {"spoken_language.other_language"}) == []
    for key, columns in words["columns"].items():
        registers = [DECLARED.registers[key]] if key != "every" else list(DECLARED.registers.values())
        allowed = {name for register in registers for name in targets(register)}
        assert sorted(set(columns) - allowed) == [], key
    assert sorted(set(words["sheets"]) - set(DECLARED.registers)) == []


# ---- rows ----------------------------------------------------------------------------------------------------------
def sheet_of(rows: list[list[Any]], name: str = "Arkusz1", merged: list[str] | None = None) -> Sheet:
    def cell(value: Any) -> CellValue:
        if value is None:
            return EMPTY
        if isinstance(value, str):
            return CellValue("formula" if value.startswith("=") else "text", value)
        return CellValue("date", value) if isinstance(value, dt.datetime) else CellValue("number", value)

    return Sheet(name, [[cell(value) for value in row] for row in rows], merged or [])


def understood(rows: list[list[Any]], name: str = "Arkusz1", merged: list[str] | None = None, file: str = "") -> Found:
    (_, found) = look_over([sheet_of(rows, name, merged)], DECLARED, None, {}, file)[0]
    assert found is not None
    return found


HEAD = ["Data", "Nazwa wydarzenia", "Godz.", "Frekwencja"]
ROW = ["26.03", "Koncert", "18", 50]


def test_headings_in_the_third_row_under_a_title() -> None:
    found = understood([["Wydarzenia Centrum 2026"], [], HEAD, ROW])
    assert found.mapping.register == "event" and found.layout.head == (2,) and found.layout.rows == (3,)
    assert found.known == THIS_YEAR


def test_a_heading_of_two_lines() -> None:
    top = ["Data", "Nazwa", "Liczba uczestników", None, None]
    low = [None, "wydarzenia", "dzieci", "dorośli", "razem"]
    found = understood([top, low, ["26.03", "Koncert", 1, 2, 3]], merged=["A1:A2", "C1:E1"])
    assert found.layout.head == (0, 1) and found.layout.rows == (2,)
    assert list(found.mapping.columns.values()) == ["start_on", "title", "+children", "+adults", "+attendance"]


def test_rows_that_are_no_records_are_left_out_and_listed() -> None:
    rows = [
        HEAD,
        ["Marzec 2026"],
        ROW,
        [],
        HEAD,
        ["27.03", "Razem w Krakowie", "18", 20],  # a title that begins like a sum
        ["KWIECIEŃ"],
        ["2.04", "Wykład", None, 5],
        ["Razem", None, None, 75],
        [None, "OGÓŁEM:", None, "=SUM(D2:D8)"],
        ["Sporządził: zespół"],
    ]
    layout = understood(rows).layout
    assert layout.rows == (2, 5, 7)
    assert [(one.row, one.why) for one in layout.left_out] == [
        (1, "period"), (4, "heading"), (6, "period"), (8, "total"), (9, "total"), (10, "note"),
    ]  # fmt: skip
    assert layout.periods[2] == MARCH and layout.periods[7] == Known(2026, 4)


def test_the_year_comes_from_the_sheet_or_the_file_or_its_other_dates() -> None:
    assert understood([HEAD, ROW], "styczeń 2026").known == Known(2026, 1)
    assert understood([HEAD, ROW], file="wydarzenia-2026.xlsx").known == THIS_YEAR
    assert understood([HEAD, ROW, [dt.datetime(2026, 5, 1), "Koncert", None, 3]]).known == THIS_YEAR
    assert understood([HEAD, ROW]).known == Known()


def test_a_sheet_is_guessed_by_its_headings_and_its_name() -> None:
    point = [["Data", "Temat", "Liczba osób"], ["1", "x", 3]]
    assert understood(point, "Punkt Informacyjny").mapping.register == "contact"
    head = ["Data wpływu", "Znak sprawy", "Organizator", "Nazwa wydarzenia"]
    row = ["1.02.2026", "KD.0642.1.2026", "Fundacja", "Piknik"]
    assert understood([head, row], "Patronaty").mapping.register == "patronage"
    summary = [["Miesiąc", "Liczba wydarzeń", "Liczba uczestników"], ["styczeń", 5, 120]]
    assert understood(summary, "Podsumowanie").mapping.register == ""


def test_two_columns_for_one_field_leave_the_second_unused_with_the_reason() -> None:
    found = understood([["Data", "Nazwa wydarzenia", "Temat", "Frekwencja"], ["26.03", "Koncert", "Bach", 5]])
    assert found.mapping.columns["Nazwa wydarzenia"] == "title" and found.mapping.columns["Temat"] == ""
    assert found.why["Temat"] == ("taken", "Nazwa wydarzenia")


def test_endless_cells_are_refused_at_once() -> None:
    """Patterns that look ahead must not be led through 32,767 characters of bait."""
    baits = ["godz. " * 5_000, "1 " * 16_000, "26.03 " * 5_000, "g g g " * 5_000, "ok. " * 8_000, "9" * 32_000]
    start = time.monotonic()
    for bait in baits:
        for name in ("start_on", "starts_at", "capacity", "type"):
            with pytest.raises(Unreadable):
                read_loosely(EVENT.field(name), text(bait), Setting(MARCH))
        with pytest.raises(Unreadable):
            read_count("+attendance", text(bait))
        targets_of(EVENT, (bait,))
    assert time.monotonic() - start < 5


def test_a_sheet_merged_all_over_is_taken_apart_quickly() -> None:
    merged = [f"A{2 + n}:A20000" for n in range(3_000)]
    start = time.monotonic()
    found = understood([HEAD, ROW, *([ROW] * 20_000)], merged=merged)
    assert found.layout.origin(20, 0) == 1 and time.monotonic() - start < 10
