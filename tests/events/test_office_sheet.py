"""The two sample workbooks and their like: an office's own sheet becomes events with their attendance, and contacts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.excel_import import Outcome, import_file
from openkrakow_desktop.core.excel_read import Sheet, read_workbook
from openkrakow_desktop.core.excel_template import write_rejected
from openkrakow_desktop.core.import_mapping import SheetMapping, read_mappings, remember, remembered, write_mappings
from openkrakow_desktop.core.import_sheets import look_over
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.counting import attendance_of, tallies_of
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.model import (
    EntryKind,
    Event,
    EventSession,
    EventState,
    EventType,
    SessionEntry,
    SessionState,
    TallyCategory,
)
from openkrakow_desktop.gui.desk import Forgetful
from openkrakow_desktop.paths import SAMPLES
from openkrakow_desktop.point.model import Channel, Contact
from tests.core import office_sheets
from tests.core.office_sheets import EVENTS_FILE, POINT_FILE

TODAY = dt.date(2026, 6, 15)
CENTRE = {"organiser_id": "Centrum Wielokulturowe"}
PL = words("pl")


def sheets_of(path: Path) -> list[Sheet]:
    """The file's sheets, read by one child process however often they are asked for."""
    mark = (path, path.stat().st_mtime_ns)
    if mark not in _READ:
        _READ[mark] = read_workbook(path)
    return _READ[mark]


_READ: dict[tuple[Path, int], list[Sheet]] = {}


def mappings(path: Path, constants: dict[str, str] | None = None, **columns: str) -> dict[str, SheetMapping]:
    """What the program guesses for each sheet, with values for all rows and other fields for some columns."""
    found = [one for _, one in look_over(sheets_of(path), DECLARED, None, {}, path.name) if one is not None]
    return {
        one.fingerprint: dataclasses.replace(
            one.mapping, constants=constants or {}, columns={**one.mapping.columns, **columns}
        )
        for one in found
    }


def take(store: Store, path: Path, constants: dict[str, str] | None = None, **options: Any) -> Outcome:
    given = {"mappings": mappings(path, constants), "sheets": sheets_of(path)} | options
    return import_file(store, DECLARED, path, today=TODAY, create_missing=True, **given)


def book(path: Path, rows: list[list[Any]], sheet: str = "Wydarzenia 2026", merged: tuple[str, ...] = ()) -> Path:
    made = Workbook()
    page: Any = made.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    made.save(path)
    return path


HEAD = ["Data", "Nazwa wydarzenia", "Rodzaj", "Godz.", "Frekwencja", "Uwagi"]
TYPED = ["26.03", "Koncert", "koncert", "18-20", 50, None]


def events(store: Store) -> dict[str, tuple[EventState, int]]:
    """Title → (state, participations)."""
    with store.read() as session:
        found = {}
        for event in session.scalars(select(Event)):
            sittings = select(EventSession.id).where(EventSession.event_id == event.id)
            total = sum(attendance_of(session, one).total for one in session.scalars(sittings))
            found[event.title] = (event.state, total)
        return found


def keys(outcome: Outcome) -> list[tuple[str, str]]:
    return [(fault.cell, fault.problem.key) for fault in outcome.grave]


def warned(outcome: Outcome) -> dict[str, str]:
    return {fault.cell: fault.problem.key for fault in outcome.faults if fault.problem.warning}


# ---- the samples ---------------------------------------------------------------------------------------------------
def test_the_samples_are_what_the_script_writes(tmp_path: Path) -> None:
    office_sheets.write(tmp_path)
    for name in (EVENTS_FILE, POINT_FILE):
        told = [
            [(sheet.name, sheet.rows, sorted(sheet.merged)) for sheet in read_workbook(folder / name)]
            for folder in (tmp_path, SAMPLES)
        ]
        assert told[0] == told[1]


def test_a_year_of_events(store: Store) -> None:
    path = SAMPLES / EVENTS_FILE
    outcome = take(store, path, CENTRE, valid_rows_only=True)
    assert keys(outcome) == [("C12", "problem.cell_no_such_day"), ("K12", "problem.cell_two_numbers")]
    assert outcome.written and outcome.new["event"] == 7 and outcome.new["session_entry"] == 5
    assert events(store) == {
        "Kawiarenka językowa: ukraiński": (EventState.HELD, 24),
        "Warsztat: pisanki trzech tradycji": (EventState.HELD, 22),
        "Debata: sąsiedzi": (EventState.HELD, 50),
        "Kawiarenka językowa: polski": (EventState.HELD, 40),
        "Projekcja: krótkie metraże": (EventState.CANCELLED, 0),
        "Spotkanie dla rodziców": (EventState.PLANNED, 0),
        "Festiwal smaków": (EventState.HELD, 1200),
    }
    told = warned(outcome)
    assert told["K7"] == "problem.cell_estimate" and told["K8"] == "problem.cell_at_least"
    assert told["K10"] == "problem.cell_understood_missing" and told["A13:L13"] == "problem.import_left_out_total"
    with store.read() as session:
        first = session.scalars(select(Event).where(Event.title.startswith("Warsztat"))).one()
        assert (first.start_on, first.starts_at, first.type) == (dt.date(2023, 1, 16), dt.time(17), EventType.WORKSHOP)
        sitting = session.scalars(select(EventSession).where(EventSession.event_id == first.id)).one()
        assert tallies_of(session, sitting.id) == {TallyCategory.CHILDREN: 12, TallyCategory.ADULTS: 10}
        assert set(session.scalars(select(SessionEntry.kind))) == {EntryKind.PAPER}
        festival = session.scalars(select(Event).where(Event.title == "Festiwal smaków")).one()
        assert (festival.start_on, festival.end_on) == (dt.date(2023, 3, 8), dt.date(2023, 3, 9))
        notes = set(session.scalars(select(EventSession.door_note).where(EventSession.door_note.is_not(None))))
        assert notes == {"ok. 50 osób", "40+"}
    again = take(store, path, CENTRE, valid_rows_only=True)
    assert (again.new.total(), again.changed.total()) == (0, 0) and again.same["event"] == 7
    assert store.verify(rows=True) == []


def test_a_year_of_the_information_point(store: Store) -> None:
    path = SAMPLES / POINT_FILE
    outcome = take(store, path, valid_rows_only=True)
    assert [(fault.sheet, *rest) for fault, rest in zip(outcome.grave, keys(outcome), strict=True)] == [
        ("luty", "C4", "problem.cell_unknown_choice"),
        ("luty", "B7", "problem.cell_unknown_choice"),
    ]
    with store.read() as session:
        contacts = list(session.scalars(select(Contact).order_by(Contact.contacted_on, Contact.persons_served)))
        assert [one.contacted_on.strftime("%d.%m") for one in contacts] == [
            "07.01", "07.01", "08.01", "09.01", "14.01", "04.02", "05.02",
        ]  # fmt: skip
        assert sum(one.persons_served for one in contacts) == 13
    meanings = {"language": {"ukraińskiego": "ukraiński"}, "channel": {"gołębiem": "e-mail"}}
    given = {mark: dataclasses.replace(one, values=meanings) for mark, one in mappings(path).items()}
    whole = take(store, path, mappings=given)
    assert whole.written and whole.new["contact"] == 2 and whole.same["contact"] == 7 and not whole.grave
    with store.read() as session:
        assert session.scalars(select(Contact.channel).where(Contact.contacted_on == dt.date(2023, 2, 6))).one() is (
            Channel.E_MAIL
        )


def test_refused_rows_come_back_in_the_offices_own_layout(store: Store, tmp_path: Path) -> None:
    outcome = take(store, SAMPLES / EVENTS_FILE, CENTRE, valid_rows_only=True)
    target = tmp_path / "odrzucone.xlsx"
    assert write_rejected(DECLARED, outcome.lines, target, PL, today=TODAY) == 1
    made = load_workbook(target)
    sheet = made["Kalendarz"]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[2][:5] == ["Lp.", "Miesiąc", "Termin", "Godz.", "Nazwa wydarzenia"] and told[3][8:11] == [
        "dzieci", "dorośli", "razem",
    ]  # fmt: skip
    assert told[4][1:3] == ["marzec", "31.02.2023"] and "Nie ma takiego dnia" in str(told[4][-1])
    assert "Nie ma takiego dnia" in sheet["C5"].comment.text and "dwie liczby" in sheet["K5"].comment.text
    sheet["C5"].value, sheet["K5"].value = "31.03.2023", 25
    made.save(target)
    mended = take(store, target, CENTRE)
    assert mended.written and mended.new["event"] == 1
    assert events(store)["Spacer po Kazimierzu"] == (EventState.HELD, 25)


# ---- identity ------------------------------------------------------------------------------------------------------
def test_a_corrected_number_corrects_the_entry(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, TYPED])
    assert take(store, path, CENTRE).written and events(store) == {"Koncert": (EventState.HELD, 50)}
    path = book(tmp_path / "a.xlsx", [HEAD, [*TYPED[:4], 55, None]])
    dry = take(store, path, CENTRE, dry_run=True)
    assert dry.changed == {"session_entry": 1} and [one[0] for one in dry.updates] == ["session_entry"]
    assert take(store, path, CENTRE).written and events(store) == {"Koncert": (EventState.HELD, 55)}
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(SessionEntry)) == 1


def test_what_the_program_counted_is_never_added_to(store: Store, tmp_path: Path) -> None:
    assert take(store, book(tmp_path / "a.xlsx", [HEAD[:4], TYPED[:4]]), CENTRE).written
    with store.write("count") as session:
        tap(session, session.scalars(select(EventSession.id)).one(), n=30)
    more = take(store, book(tmp_path / "b.xlsx", [HEAD, TYPED]), CENTRE)
    assert keys(more) == [("E2", "problem.side_already_counted")] and not more.written
    equal = take(store, book(tmp_path / "c.xlsx", [HEAD, [*TYPED[:4], 30, None]]), CENTRE)
    assert not equal.grave and events(store)["Koncert"][1] == 30


def test_the_same_row_is_known_after_the_mapping_was_corrected(store: Store, tmp_path: Path) -> None:
    rows = [["Data", "Forma kontaktu", "Język", "Temat", "Sprawa"], ["3.02", "telefon", "polski", "praca", "pilne"]]
    path = book(tmp_path / "pi.xlsx", rows, "Punkt Informacyjny 2026")
    assert take(store, path).new["contact"] == 1
    again = take(store, path, mappings=mappings(path, Sprawa="remark"))
    assert again.new.total() == 0 and again.changed["contact"] == 1


def test_values_for_all_rows_touch_only_new_records(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, TYPED])
    take(store, path, CENTRE | {"venue": "sala główna"})
    assert take(store, path, CENTRE | {"venue": "ogród"}).same["event"] == 1
    with store.read() as session:
        assert session.scalars(select(Event.venue)).one() == "sala główna"


def test_two_laptops_agree_on_every_key(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        store = Store(f"sqlite:///{tmp_path}/{name}.okdb", durable=False).create()
        for sample, constants in ((EVENTS_FILE, CENTRE), (POINT_FILE, {})):
            take(store, SAMPLES / sample, constants, valid_rows_only=True)
        with store.read() as session:
            models: tuple[Any, ...] = (Event, EventSession, SessionEntry, Contact)
            found.append([set(session.scalars(select(one.id))) for one in models])
        store.engine.dispose()
    assert found[0] == found[1] and all(found[0])


# ---- bad input -----------------------------------------------------------------------------------------------------
BAD_ROWS: list[tuple[str, list[Any], tuple[str, str]]] = [
    ("negative", ["26.03", "Koncert", "koncert", "18", -5, None], ("E2", "problem.too_small")),
    ("absurd", ["26.03", "Koncert", "koncert", "18", 900_000, None], ("E2", "problem.too_great")),
    ("ends first", ["28.03-26.03", "Koncert", "koncert", "18", 5, None], ("A2", "problem.end_before_start")),
    ("17 hours", ["26.03", "Koncert", "koncert", "6.00-23.00", 5, None], ("D2", "problem.session_too_long")),
    ("no such day", ["31.02", "Koncert", "koncert", "18", 5, None], ("A2", "problem.cell_no_such_day")),
    ("wrong weekday", ["pt. 26.03", "Koncert", "koncert", "18", 5, None], ("A2", "problem.cell_weekday")),
    ("ahead", ["26.09", "Koncert", "koncert", "18", 5, None], ("E2", "problem.side_ahead")),
    ("two numbers", ["26.03", "Koncert", "koncert", "18", "25/30", None], ("E2", "problem.cell_two_numbers")),
    ("formula", ["26.03", "Koncert", "koncert", "18", "=1+1", None], ("E2", "problem.cell_formula")),
    ("unknown kind", ["26.03", "Koncert", "zlot", "18", 5, None], ("C2", "problem.cell_unknown_choice")),
]


@pytest.mark.parametrize(("row", "expected"), [one[1:] for one in BAD_ROWS], ids=[one[0] for one in BAD_ROWS])
def test_bad_rows_are_refused_in_words(
    row: list[Any], expected: tuple[str, str], sqlite_store: Store, tmp_path: Path
) -> None:
    outcome = take(sqlite_store, book(tmp_path / "a.xlsx", [HEAD, row]), CENTRE)
    cell, key = expected
    assert key in [one for _, one in keys(outcome)] and not outcome.written and events(sqlite_store) == {}
    fault = next(fault for fault in outcome.grave if fault.problem.key == key)
    assert fault.cell in (cell, "A2:F2") and "[" not in fault.sentence(PL)


def test_attendance_at_a_cancelled_event(sqlite_store: Store, tmp_path: Path) -> None:
    head = [*HEAD[:5], "Status", "Uwagi"]
    path = book(tmp_path / "a.xlsx", [head, [*TYPED[:5], "odwołane", "choroba"]])
    outcome = take(sqlite_store, path, CENTRE)
    assert keys(outcome) == [("E2", "problem.counts_nowhere")] and events(sqlite_store) == {}


def test_zero_is_zero_and_empty_is_unknown(sqlite_store: Store, tmp_path: Path) -> None:
    rows = [HEAD, [*TYPED[:4], 0, None], ["27.03", "Wykład", "inne", None, None, None]]
    outcome = take(sqlite_store, book(tmp_path / "a.xlsx", rows), CENTRE)
    assert outcome.written and warned(outcome)["E2"] == "problem.side_nobody"
    assert events(sqlite_store) == {"Koncert": (EventState.HELD, 0), "Wykład": (EventState.PLANNED, 0)}
    with sqlite_store.read() as session:  # nobody has confirmed the zero: it does not count yet
        held = select(EventSession).where(EventSession.state == SessionState.HELD)
        assert session.scalars(held).one().zero_confirmed_by is None


PARTS = ["Data", "Nazwa wydarzenia", "Rodzaj", "Na liście", "Poza listą", "Razem", "Dzieci", "Dorośli"]


@pytest.mark.parametrize(
    ("counts", "total", "key"),
    [
        ((12, 30, 42, None, None), 42, ""),
        ((12, 30, None, None, None), 42, ""),
        ((12, 30, 50, None, None), None, "problem.side_parts"),
        ((12, None, None, None, None), 12, ""),
        ((None, None, None, 5, 7), 12, ""),
        ((None, None, 10, 5, 7), None, "problem.tallies_above"),
        ((None, None, 20, 5, 7), 20, ""),
        ((None, None, None, None, None), 0, ""),
    ],
)
def test_parts_and_totals(
    counts: tuple[Any, ...], total: int | None, key: str, sqlite_store: Store, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [PARTS, ["26.03", "Koncert", "koncert", *counts]])
    outcome = take(sqlite_store, path, CENTRE)
    assert [one for _, one in keys(outcome)] == ([key] if key else [])
    assert {name: one[1] for name, one in events(sqlite_store).items()} == ({} if total is None else {"Koncert": total})


def test_merged_cells_hold_for_their_rows_but_a_count_belongs_to_none(sqlite_store: Store, tmp_path: Path) -> None:
    rows = [HEAD, TYPED, [None, "Wykład", "inne", "20", 7, None]]
    good = take(sqlite_store, book(tmp_path / "a.xlsx", rows, merged=("A2:A3",)), CENTRE)
    assert good.written and len(events(sqlite_store)) == 2
    rows = [HEAD, TYPED, ["27.03", "Wykład", "inne", "20", None, None]]
    bad = take(sqlite_store, book(tmp_path / "b.xlsx", rows, merged=("E2:E3",)), CENTRE)
    assert keys(bad) == [("E2", "problem.import_merged"), ("E3", "problem.import_merged")]


# ---- the mapping ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"columns": {"Uwagi": "title"}}, "problem.import_two_columns"),
        ({"columns": {"Nazwa wydarzenia": ""}}, "problem.import_no_column"),
        ({"columns": {"Uwagi": "kolor"}}, "problem.import_mapping_target"),
        ({"constants": {"organiser_id": "Centrum", "capacity": "dużo"}}, "problem.import_constant"),
        ({"constants": {}}, "problem.import_no_column"),
        ({"register": "nie_ma"}, "problem.import_mapping_register"),
    ],
)
def test_a_mapping_that_cannot_be(change: dict[str, Any], key: str, sqlite_store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, TYPED])
    ((mark, one),) = mappings(path, CENTRE).items()
    change = change | ({"columns": {**one.columns, **change["columns"]}} if "columns" in change else {})
    outcome = take(sqlite_store, path, mappings={mark: dataclasses.replace(one, **change)}, valid_rows_only=True)
    assert key in [fault.problem.key for fault in outcome.grave] and events(sqlite_store) == {}
    told = [fault.sentence(words(language)) for fault in outcome.faults for language in ("pl", "en", "uk")]
    assert told and not any("[" in sentence for sentence in told)


def test_a_mapping_travels_as_a_file_and_stays_in_the_settings(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, TYPED])
    ((mark, one),) = mappings(path, CENTRE).items()
    whole = dataclasses.replace(
        one, year=2026, units=("żubrów",), values={"type": {'zlot "stary"': "spotkanie"}}, name="Centrum\n2026"
    )
    write_mappings({mark: whole}, tmp_path / "m.toml")
    assert read_mappings(tmp_path / "m.toml") == {mark: whole}
    settings = Forgetful()
    remember(settings, {mark: whole})
    assert remembered(settings)[mark].constants == CENTRE
    for n in range(100):
        remember(settings, {f"{n}": whole})
    assert len(remembered(settings)) == 60 and mark not in remembered(settings)


NO_FILES = ["", "[[sheet]]\nregister = 'event'", "sheet = 3", "[[sheet]]\nheadings='x'\ncolumns=3", "\0"]


@pytest.mark.parametrize("said", NO_FILES)
def test_a_mapping_file_that_is_none(said: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(said, "utf-8")
    with pytest.raises(Refused) as refused:
        read_mappings(tmp_path / "m.toml")
    assert refused.value.problems[0].key == "problem.import_mapping_file"


def test_moved_columns_are_known_by_their_headings(sqlite_store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEAD, TYPED])
    known = mappings(path, CENTRE | {"venue": "ogród"})
    moved = book(tmp_path / "b.xlsx", [[*reversed(HEAD)], [*reversed(TYPED)]])
    assert take(sqlite_store, moved, mappings=known).written
    with sqlite_store.read() as session:
        assert session.scalars(select(Event.venue)).one() == "ogród"
