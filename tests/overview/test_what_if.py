"""What if: every reading against numbers counted by hand, no reading is the official one, nothing official takes it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.asked import AskedNumber
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.measures import Period, State
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.table_copy import copied_table
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.gui.desk import Forgetful
from openkrakow_desktop.overview.accounts import account_of
from openkrakow_desktop.overview.as_json import indicators_tree, measures_tree, rows_tree
from openkrakow_desktop.overview.evaluate import (
    YearNumbers,
    evaluate,
    evaluate_indicators,
    measure_of,
    readings,
    rows_behind,
)
from openkrakow_desktop.overview.report import council_report
from openkrakow_desktop.overview.snapshot_making import prepare
from openkrakow_desktop.overview.what_if import Alternative, Scenario, WhatIfNumbers, rows_tried, trial, try_out
from openkrakow_desktop.overview.what_if_ages import age_bands
from openkrakow_desktop.overview.what_if_kept import (
    LONGEST,
    MOST,
    SETTING,
    forget_scenario,
    keep_scenario,
    kept_scenarios,
)
from openkrakow_desktop.overview.what_if_readings import ALTERNATIVES, BY_KEY
from openkrakow_desktop.overview.what_if_report import marked_path, what_if_document
from openkrakow_desktop.overview.what_if_year import TrialYear, year_of
from openkrakow_desktop.overview.year_book import year_book
from openkrakow_desktop.overview.years import years_side_by_side
from openkrakow_desktop.programme.catalogue import catalogue
from tests.demo_data import TODAY as DEMO_DAY
from tests.demo_data import YEAR as DEMO_YEAR
from tests.overview import what_if_office as office

PERIOD = Period(office.YEAR, office.TODAY)
KNOWN = catalogue(office.YEAR)
OFFICIAL = {
    "1.1": 12, "1.4": 3, "3.1a": 72, "3.1b": 4, "4.1": 1, "4.2a": 1, "4.3": 1, "5.4b": 1, "6.3b": 2,
    "T2-1.1": 12, "T2-1.2": 2, "T2-1.3": 3, "T2-2.2": 2, "T2-3.1": 4, "T2-4.1": 1, "T2-5.1": 3,
}  # fmt: skip
TRIED = [  # reading, value, what moves
    ("event_unit", "series", {"3.1b": 2, "T2-3.1": 2}),
    ("event_unit", "day", {"3.1b": 5, "4.1": 2, "T2-3.1": 5}),
    ("event_empty", "yes", {"3.1b": 5, "T2-3.1": 5}),
    ("centre_visitors", "listed", {"3.1a": 2}),
    ("point_first", "yes", {"1.1": 6, "T2-1.1": 6}),
    ("point_minutes", "10", {"1.1": 7, "T2-1.1": 7}),
    ("point_minutes", "30", {"1.1": 2, "T2-1.1": 2}),
    ("point_minutes", "60", {"1.1": 2, "T2-1.1": 2}),
    ("point_persons", 1, {"1.1": 4, "T2-1.1": 4}),
    ("point_persons", 3, {"1.1": 9, "T2-1.1": 9}),
    ("trained_share", 75, {"1.4": 4, "T2-1.3": 4}),
    ("trained_share", 80, {}),
    ("trained_share", 90, {"1.4": 2, "T2-1.3": 2}),
    ("trained_share", 100, {"1.4": 1, "T2-1.3": 1}),
    ("trained_people", "entries", {"1.4": 4, "T2-1.3": 4}),
    ("trained_districts", "out", {"1.4": 2, "T2-1.3": 2}),
    ("services_ngos", "in", {"6.3b": 3}),
    ("present_people", "people", {"6.3b": 1}),
    ("consultation_people", 8, {"T2-2.2": 3}),
    ("consultation_people", 12, {"T2-2.2": 1}),
    ("nominations_late", "yes", {"4.2a": 2, "T2-4.1": 2}),
    ("patronages_unrelated", "yes", {"4.3": 3}),
    ("procedures_flow", "yes", {}),
    ("institutions_covered", "no_tools", {}),
    ("institutions_covered", "no_recommendations", {"T2-5.1": 2}),
    ("institutions_covered", "no_trainings", {"T2-5.1": 2}),
    ("institutions_covered", "only_tools", {"T2-5.1": 1}),
    ("institutions_covered", "only_recommendations", {"T2-5.1": 2}),
    ("institutions_covered", "only_trainings", {"T2-5.1": 1}),
]


@pytest.fixture
def planted(sqlite_store: Store) -> Store:
    with sqlite_store.write("test") as session:
        office.fill(session)
    return sqlite_store


@pytest.fixture
def anywhere(store: Store) -> Store:
    """The same on every database: what is made of SQL is tried on both."""
    with store.write("test") as session:
        office.fill(session)
    return store


def tried(store: Store, scenario: Scenario) -> WhatIfNumbers:
    with store.read() as session:
        (found,) = try_out(session, PERIOD, KNOWN, DECLARED, [scenario], ALTERNATIVES)
    return found


# Every reading, by hand


def test_each_reading_gives_the_number_counted_by_hand(anywhere: Store) -> None:
    official = {code: one.official.value for code, one in tried(anywhere, Scenario()).lines.items()}
    assert {code: official[code] for code in OFFICIAL} == OFFICIAL
    for key, value, moves in TRIED:
        scenario = Scenario(values={key: value})
        found = tried(anywhere, scenario)
        moved = {code: one.tried.value for code, one in found.lines.items() if one.is_moved}
        assert moved == moves, (key, value)
        with anywhere.read() as session:  # and its rows add up to it, with a reason for what is left out
            for code in BY_KEY[key].numbers:
                rows = rows_tried(session, code, PERIOD, KNOWN, DECLARED, scenario, ALTERNATIVES)
                assert rows.tried.total == found.lines[code].tried.value, (key, value, code)
                assert rows.official.total == found.lines[code].official.value
                change = sum(one.now - one.was for one in (*rows.came, *rows.went, *rows.changed))
                assert change == found.lines[code].difference, (key, value, code)
                assert all(words("pl").has(f"why.{row.why}") for row in rows.tried.left_out)


def test_every_reading_that_can_be_chosen_is_tried_by_hand() -> None:
    by_hand = {key for key, _, _ in TRIED} | {"age_bands", "year"}
    assert by_hand == set(BY_KEY)
    for one in ALTERNATIVES:
        chosen = {value for key, value, _ in TRIED if key == one.key}
        if one.choices and one.key not in ("age_bands", "year"):
            assert chosen == set(one.choices) - {one.official}, one.key


def test_a_flow_of_procedures_counts_what_came_out_in_the_year(planted: Store) -> None:
    """Two stand, two came out, but not the same two."""
    with planted.read() as session:
        scenario = Scenario(values={"procedures_flow": "yes"})
        rows = rows_tried(session, "T2-1.2", PERIOD, KNOWN, DECLARED, scenario, ALTERNATIVES)
    assert [one.row.title for one in rows.came] == ["Wycofana"]
    assert [one.row.title for one in rows.went] == ["Dawna"]
    assert rows.came[0].why == "withdrawn"


def test_readings_go_together(anywhere: Store) -> None:
    found = tried(anywhere, Scenario(values={"event_unit": "series", "event_empty": "yes"}))
    assert found.lines["3.1b"].tried.value == 3  # the series, the festival, the evening nobody came to
    found = tried(anywhere, Scenario(values={"event_unit": "day", "event_empty": "yes"}))
    assert found.lines["3.1b"].tried.value == 6
    found = tried(anywhere, Scenario(values={"point_first": "yes", "point_persons": 3, "point_minutes": "10"}))
    assert found.lines["1.1"].tried.value == 2
    found = tried(
        anywhere, Scenario(values={"trained_share": 75, "trained_people": "entries", "trained_districts": "out"})
    )
    assert found.lines["1.4"].tried.value == 4


def test_another_year(anywhere: Store) -> None:
    """The school year to August: January, February, the festival; from April: the festival, November, next February."""
    school = tried(anywhere, Scenario(values={"year": "school"}))
    assert (school.lines["3.1b"].tried.value, school.lines["3.1a"].tried.value) == (3, 62)
    assert school.lines["T2-2.2"].tried.value == 1
    april = tried(anywhere, Scenario(values={"year": "april"}))
    assert (april.lines["3.1b"].tried.value, april.lines["3.1a"].tried.value) == (3, 62)
    assert april.lines["1.1"].tried.value == 8
    assert (year_of(PERIOD, "school").first, year_of(PERIOD, "school").last) == (
        dt.date(2025, 9, 1),
        dt.date(2026, 8, 31),
    )
    assert (year_of(PERIOD, "april").first, year_of(PERIOD, "april").last) == (
        dt.date(2026, 4, 1),
        dt.date(2027, 3, 31),
    )
    assert year_of(PERIOD, "calendar") is PERIOD


def test_age_bands_are_joined_never_moved(anywhere: Store) -> None:
    with anywhere.read() as session:
        told = {
            choice: [(one.key, one.n) for one in age_bands(session, PERIOD, choice)]
            for choice in (None, *BY_KEY["age_bands"].choices)
        }
        nobody = age_bands(session, Period(office.YEAR + 1, office.TODAY), None)
    assert told[None] == told["four"] == [("to_12", 3), ("13_17", 4), ("18_59", 5), ("from_60", 6)]
    assert told["to_17"] == [("to_17", 7), ("18_59", 5), ("from_60", 6)]
    assert told["from_18"] == [("to_12", 3), ("13_17", 4), ("from_18", 11)]
    assert all(one.n is None for one in nobody), "not tallied is no zero"
    for impossible in ("to_15", "from_65"):
        assert (
            refused(lambda one=impossible: Scenario().with_value(BY_KEY["age_bands"], one))
            == "problem.what_if_impossible"
        )


def test_status_follows_the_tried_number(planted: Store) -> None:
    found = tried(planted, Scenario(values={"consultation_people": 12})).lines["T2-2.2"]
    assert (found.official_status.name, found.tried_status.name) == ("MET", "NOT_MET")  # type: ignore[union-attr]
    assert found.difference == -1


# Records chosen by hand


def test_a_record_is_left_out_or_counted_by_hand(anywhere: Store) -> None:
    with anywhere.read() as session:
        counted, left_out = measure_of("3.1b", KNOWN, DECLARED).rows(session, PERIOD)
    (festival,) = [row for row in counted if row.title == "Festiwal"]
    (empty,) = [row for row in left_out if row.title == "Nikt nie przyszedł"]
    scenario = Scenario().with_record("3.1b", festival, False)
    found = tried(anywhere, scenario)
    assert {code: one.tried.value for code, one in found.lines.items() if one.is_moved} == {"3.1b": 3, "T2-3.1": 3}
    with anywhere.read() as session:
        (went,) = rows_tried(session, "T2-3.1", PERIOD, KNOWN, DECLARED, scenario, ALTERNATIVES).went
    assert (went.row.id, went.why) == (festival.id, "what_if_by_hand")
    both = scenario.with_record("3.1b", empty, True)
    assert tried(anywhere, both).lines["3.1b"].tried.value == 4
    assert tried(anywhere, both.with_record("3.1b", festival, None)).lines["3.1b"].tried.value == 5
    assert both.with_record("3.1b", festival, None).with_record("3.1b", empty, None).is_official
    other_scope = scenario.with_record("4.1", empty, True)
    assert tried(anywhere, other_scope).lines["4.1"].tried.value == 1, "a record of another matter stays out"


def test_by_hand_has_its_bounds(planted: Store) -> None:
    with planted.read() as session:
        row = measure_of("1.1", KNOWN, DECLARED).rows(session, PERIOD)[0][0]
    share = Scenario().with_record("T2-3.2", row, True)
    assert refused(lambda: trial(DECLARED, share, ALTERNATIVES)) == "problem.what_if_share"
    many = Scenario()
    for n in range(500):
        many = many.with_record("1.1", replace(row, id=type(row.id)(int=n + 1)), False)
    assert refused(lambda: many.with_record("1.1", row, False)) == "problem.what_if_by_hand"
    assert tried(planted, many).lines["1.1"].tried.value == 12


# No reading is the official one


def official_value(one: Alternative) -> Any:
    return one.official if one.official is not None else {"point_persons": 1000}.get(one.key)


@given(chosen=st.sets(st.sampled_from([one.key for one in ALTERNATIVES if official_value(one) is not None])))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_official_readings_give_the_official_numbers(demo_store: Store, chosen: set[str]) -> None:
    """Said outright, the official reading is made of clauses anew and must come to the same 37 + 10 numbers."""
    scenario = Scenario(values={key: official_value(BY_KEY[key]) for key in chosen})
    period, known = Period(DEMO_YEAR, DEMO_DAY), catalogue(DEMO_YEAR)
    with demo_store.read() as session:
        (found,) = try_out(session, period, known, DECLARED, [scenario], ALTERNATIVES)
        stands = readings(session, period, known, DECLARED)
        assert found.lines.keys() == stands.keys() == {*known.measures, *known.indicators}
        for code, one in found.lines.items():
            assert (one.tried.state, one.tried.value) == (stands[code].state, stands[code].value), (code, chosen)
            assert not one.is_moved
        for code in ("3.1b", "1.4", "T2-5.1"):
            rows = rows_tried(session, code, period, known, DECLARED, scenario, ALTERNATIVES)
            assert not (rows.came or rows.went or rows.changed)


def test_official_values_are_taken_back() -> None:
    scenario = Scenario()
    for one in ALTERNATIVES:
        if one.official is not None:
            scenario = scenario.with_value(one, one.official)
        scenario = scenario.with_value(one, "").with_value(one, None)
    assert scenario.is_official


# Nonsense is refused


def refused(does: Any) -> str:
    with pytest.raises(Refused) as told:
        does()
    (problem,) = told.value.problems
    for language in LANGUAGES:
        said = words(language)(problem.key, **problem.values)
        assert len(said) > 20 and "{" not in said
    return problem.key


@pytest.mark.parametrize("value", ["0", -1, "-5", 101, "101%", "80,5", "osiemdziesiąt", "1e2", "٣"])
def test_nonsense_thresholds_are_refused(value: object) -> None:
    one = BY_KEY["trained_share"]
    if value == "٣":
        assert one.checked(value) == 3  # figures of any script are figures
        return
    assert refused(lambda: Scenario().with_value(one, value)) == "problem.what_if_range"
    assert refused(lambda: trial(DECLARED, Scenario(values={one.key: value}), ALTERNATIVES)) == "problem.what_if_range"


def test_unknown_choices_are_refused() -> None:
    assert refused(lambda: Scenario().with_value(BY_KEY["event_unit"], "week")) == "problem.what_if_unknown"
    assert BY_KEY["trained_share"].checked(" 75 % ") == 75
    assert refused(lambda: BY_KEY["consultation_people"].checked(0)) == "problem.what_if_range"


# Nothing official takes it


def test_every_official_door_refuses(planted: Store) -> None:
    scenario = Scenario(values={"event_unit": "series"})
    other, year = trial(DECLARED, scenario, ALTERNATIVES), TrialYear(office.YEAR, office.TODAY, 9, 1)
    now = dt.datetime(2028, 1, 15, 12, tzinfo=WARSAW)
    w = words("pl")
    numbers: Any = tried(planted, scenario)
    assert not isinstance(numbers, YearNumbers)
    with planted.read() as session:
        official = evaluate(session, PERIOD, KNOWN, DECLARED)
        doors = {
            "board": lambda: evaluate_indicators(session, PERIOD, KNOWN, other),
            "year": lambda: evaluate(session, PERIOD, KNOWN, other),
            "bounds": lambda: evaluate(session, year, KNOWN, DECLARED),
            "readings": lambda: readings(session, PERIOD, KNOWN, other),
            "rows": lambda: rows_behind(session, "3.1b", PERIOD, KNOWN, other),
            "version": lambda: prepare(session, office.YEAR, other, now=now),
            "report": lambda: council_report(session, PERIOD, w, KNOWN, other, now=now),
            "report of numbers": lambda: council_report(session, PERIOD, w, KNOWN, DECLARED, now=now, numbers=numbers),
            "year book": lambda: year_book(session, PERIOD, w, KNOWN, other, now=now),
            "year book of numbers": lambda: year_book(session, PERIOD, w, KNOWN, DECLARED, now=now, numbers=numbers),
            "account": lambda: account_of(session, AskedNumber("3.1b", office.YEAR), office.TODAY, KNOWN, other),
            "years": lambda: years_side_by_side(session, office.YEAR, office.TODAY, KNOWN, other),
            "json measures": lambda: measures_tree(numbers, w),
            "json indicators": lambda: indicators_tree(numbers, w),
            "json rows": lambda: rows_tree(numbers, "3.1b", [], [], w),
        }
        for name, door in doors.items():
            assert refused(door) == "problem.what_if_official", name
        assert official.measures["3.1b"].reading.value == 4
        assert council_report(session, PERIOD, w, KNOWN, DECLARED, now=now, numbers=official).blocks
        assert measures_tree(official, w)["year"] == office.YEAR


@pytest.fixture
def note(planted: Store) -> Iterator[Any]:
    scenario = Scenario("Cykle raz", {"event_unit": "series", "age_bands": "to_17", "consultation_people": 8})
    with planted.read() as session:
        context = ReportContext(words("pl"), dt.datetime(2028, 1, 15, 12, tzinfo=WARSAW), DECLARED)
        yield what_if_document(session, context, year=office.YEAR, scenario=scenario)


def test_the_note_says_what_it_is_on_every_page_and_sheet(note: Any, tmp_path: Path) -> None:
    mark = words("pl")("what_if.watermark")
    write_pdf(note, tmp_path / "n.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "n.pdf")
    assert len(pdf) >= 2 and mark in pdf.get_metadata_dict()["Title"]
    for page in pdf:
        assert mark in page.get_textpage().get_text_bounded()
    write_excel(note, tmp_path / "n.xlsx")
    book = openpyxl.load_workbook(tmp_path / "n.xlsx")
    assert not list(book.defined_names), "no named cells"
    assert mark in (book.properties.title or "") and mark in (book.properties.subject or "")
    for sheet in book.worksheets:
        assert mark in (sheet.oddFooter.left.text or ""), sheet.title
        heads = [str(cell.value) for line in sheet.iter_rows(max_row=4) for cell in line if cell.value]
        assert any(mark in said for said in heads), sheet.title
    said = "\n".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line)
    assert words("pl")("council.title", year=office.YEAR) not in said and "wersja" not in said.casefold()


def test_the_note_holds_both_numbers(note: Any) -> None:
    (indicators,) = [one for one in note.blocks if getattr(one, "name", "") == "what_if_indicators"]
    line = next(row for row in indicators.rows if row[0] == "T2-3.1")
    assert line[2:5] == ("4", "2", "−2")
    (rows,) = [one for one in note.blocks if getattr(one, "name", "") == "what_if_rows"]
    assert {row[0] for row in rows.rows} == {"3.1b", "T2-2.2"}
    (ages,) = [one for one in note.blocks if getattr(one, "name", "") == "what_if_ages"]
    assert ages.rows[0][1] == "7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_register_takes_the_note_for_its_own(planted: Store, language: str, tmp_path: Path) -> None:
    scenario = Scenario("", {"event_unit": "series", "point_persons": 1, "trained_share": 100})
    with planted.read() as session:
        context = ReportContext(words(language), dt.datetime(2028, 1, 15, 12, tzinfo=WARSAW), DECLARED)
        write_excel(what_if_document(session, context, year=office.YEAR, scenario=scenario), tmp_path / "n.xlsx")
    heads = planted.heads()
    with pytest.raises(Refused) as told:
        import_file(planted, DECLARED, tmp_path / "n.xlsx", today=office.TODAY)
    assert told.value.problems[0].key == "problem.import_no_register" and planted.heads() == heads
    assert all(sheet.sheet_state == "visible" for sheet in openpyxl.load_workbook(tmp_path / "n.xlsx").worksheets)


def test_a_copied_table_says_what_it_is(note: Any) -> None:
    mark, tables = words("pl")("what_if.watermark"), note.tables().values()
    assert len(tables) == 4
    for table in tables:
        copy = copied_table(table, note)
        assert mark in copy.html and mark in copy.text


def test_the_file_name_says_it_whatever_was_typed(tmp_path: Path) -> None:
    path = marked_path(tmp_path / "sprawozdanie-2026.pdf", "proba-nie-do-sprawozdania")
    assert path.name == "proba-nie-do-sprawozdania-sprawozdanie-2026.pdf"
    path.write_text("już jest")
    again = marked_path(tmp_path / "sprawozdanie-2026.pdf", "proba-nie-do-sprawozdania")
    assert again.name == "proba-nie-do-sprawozdania-sprawozdanie-2026-2.pdf"
    assert marked_path(path, "proba-nie-do-sprawozdania") == path


# It touches nothing


def test_the_database_stays_as_it_is_to_the_byte(demo_store: Store, tmp_path: Path) -> None:
    def digest() -> str:
        return hashlib.sha256((demo_store.path or Path()).read_bytes()).hexdigest()

    before, heads = digest(), demo_store.heads()
    period, known = Period(DEMO_YEAR, DEMO_DAY), catalogue(DEMO_YEAR)
    for key, value, _ in TRIED:
        scenario = Scenario("x", {key: value})
        with demo_store.snapshot() as still, still.read() as session:
            try_out(session, period, known, DECLARED, [scenario], ALTERNATIVES)
            context = ReportContext(words("pl"), dt.datetime(2026, 11, 22, 12, tzinfo=WARSAW), DECLARED)
            what_if_document(session, context, year=DEMO_YEAR, scenario=scenario)
    assert digest() == before and demo_store.heads() == heads


# Scenarios on this laptop


def test_scenarios_are_kept_by_name_on_this_laptop(planted: Store) -> None:
    kept = Forgetful()
    with planted.read() as session:
        row = measure_of("3.1b", KNOWN, DECLARED).rows(session, PERIOD)[0][0]
    made = Scenario("", {"event_unit": "series", "trained_share": 75}).with_record("3.1b", row, False)
    keep_scenario(kept, made, "  Cykle raz ")
    keep_scenario(kept, Scenario(), "Nic")
    read = kept_scenarios(kept, ALTERNATIVES)
    assert list(read) == ["Cykle raz", "Nic"]
    assert (read["Cykle raz"].values, read["Cykle raz"].by_hand) == (made.values, made.by_hand)
    forget_scenario(kept, "Cykle raz")
    assert list(kept_scenarios(kept, ALTERNATIVES)) == ["Nic"]


def test_names_are_checked_and_spoilt_settings_cost_only_themselves() -> None:
    kept = Forgetful()
    assert refused(lambda: keep_scenario(kept, Scenario(), "   ")) == "problem.what_if_name"
    assert refused(lambda: keep_scenario(kept, Scenario(), "a" * (LONGEST + 1))) == "problem.what_if_name_long"
    for n in range(MOST):
        keep_scenario(kept, Scenario(), f"s{n}")
    assert refused(lambda: keep_scenario(kept, Scenario(), "jeszcze")) == "problem.what_if_many"
    keep_scenario(kept, Scenario(), "s1")
    spoilt = {
        "a": 7, "b": {"values": {"trained_share": 900, "event_unit": "series", "gone": 1}, "by_hand": [["x"], None]},
        "c": {"values": [], "by_hand": 5},
    }  # fmt: skip
    read = kept_scenarios(Forgetful({SETTING: spoilt}), ALTERNATIVES)
    assert {name: dict(one.values) for name, one in read.items()} == {"b": {"event_unit": "series"}, "c": {}}
    assert kept_scenarios(Forgetful({SETTING: "nonsense"}), ALTERNATIVES) == {}


def test_a_year_without_data_and_a_year_to_come(store: Store) -> None:
    with store.read() as session:
        for year, reason in ((2024, "no_rows"), (2031, "future_year")):
            period = Period(year, office.TODAY)
            scenario = Scenario(values={"event_unit": "series", "year": "school"})
            (found,) = try_out(session, period, KNOWN, DECLARED, [scenario], ALTERNATIVES)
            one = found.lines["3.1b"]
            assert (one.tried.state, one.tried.reason, one.difference) == (State.NO_DATA, reason, None)
            assert rows_tried(session, "3.1b", period, KNOWN, DECLARED, scenario, ALTERNATIVES).came == ()
