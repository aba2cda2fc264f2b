"""Events from an office's own sheet: sessions and counts find their event, and the same file twice adds nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import func, select

from openkrakow_desktop.contacts.feature import FEATURE as CONTACTS
from openkrakow_desktop.core.declarations import Declared
from openkrakow_desktop.core.excel_import import Outcome, import_file
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.feature import FEATURE
from openkrakow_desktop.events.measures import MEASURES
from openkrakow_desktop.events.model import Attendance, Event, EventSession, SessionEntry, SessionTally
from tests.events.build import DAY, TODAY, YEAR

DECLARED = Declared((FEATURE, CONTACTS))
NEXT = DAY + dt.timedelta(1)
EVENT_NAME = f"Dwa dni · {DAY:%d.%m.%Y}"
SHEETS: dict[str, list[list[Any]]] = {
    "Zestawienia sesji": [
        ["sesja", "według", "kategoria", "liczba osób"],
        [f"{EVENT_NAME} · {DAY:%d.%m.%Y}", "wiek", "dorośli", 30],
    ],
    "Wpisy licznika": [
        ["sesja", "liczba"],
        [f"{EVENT_NAME} · {DAY:%d.%m.%Y}", 30],
        [f"{EVENT_NAME} · {NEXT:%d.%m.%Y}", 12],
    ],
    "Obecność": [["sesja", "osoba uczestnicząca"], [f"{EVENT_NAME} · {DAY:%d.%m.%Y}", "CW-0007"]],
    "Osoby uczestniczące": [["kod uczestnictwa"], ["CW-0007"]],
    "Sesje": [
        ["wydarzenie", "data", "godzina od", "godzina do", "stan"],
        [EVENT_NAME, DAY, dt.time(18), dt.time(20), "odbyła się"],
        [EVENT_NAME, NEXT, dt.time(18), dt.time(1), "odbyła się"],
    ],
    "Wydarzenia": [
        ["tytuł", "typ", "organizator", "prowadzone przez Centrum", "początek", "koniec", "obecność: sposób", "stan"],
        ["Dwa dni", "festiwal, piknik", "Fundacja Mosty", "tak", DAY, NEXT, "kod bez nazwiska", "rozliczone"],
    ],
    "Instytucje": [["nazwa", "rodzaj"], ["Fundacja Mosty", "organizacja pozarządowa"]],
}


def workbook(path: Path) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in SHEETS.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def take(store: Store, path: Path) -> Outcome:
    return import_file(store, DECLARED, path, today=TODAY)


def test_a_settled_festival_from_a_sheet(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "rok.xlsx")
    first = take(store, path)
    assert [fault.problem.key for fault in first.grave] == [] and first.written
    for _ in range(2):
        with store.read() as session:
            numbers = [session.scalar(select(func.count()).select_from(one))
                       for one in (Event, EventSession, SessionEntry, Attendance, SessionTally)]  # fmt: skip
            assert numbers == [1, 2, 2, 1, 1]
            read = {measure.code: measure.read(session, YEAR).value for measure in MEASURES}
            assert read == {"3.1a": 43, "3.1b": 1, "4.1": 0}
        again = take(store, path)
        assert (sum(again.new.values()), sum(again.changed.values()), len(again.grave)) == (0, 0, 0)
