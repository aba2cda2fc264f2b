"""The acceptance scenarios as an office would type them: sheets with Polish headings, rows naming one another by #.

Years are those before the scenarios' own (2025, 2026), so that "not met" is final on the day of the tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Sheets = dict[str, list[list[Any]]]
D = dt.date
YEAR = 2025
CENTRE = ["Centrum Wielokulturowe", "organizacja pozarządowa"]
EVENT = ["#", "tytuł", "typ", "organizator", "prowadzone przez Centrum", "początek", "koniec", "obecność: sposób",
         "stan", "powód odwołania", "data odwołania"]  # fmt: skip


def held(
    number: int,
    title: str,
    kind: str,
    first: dt.date,
    last: dt.date | None = None,
    mode: str = "anonimowa (sam licznik)",
) -> list[Any]:
    return [number, title, kind, CENTRE[0], "tak", first, last or first, mode, "odbyło się", None, None]


def cancelled_and_empty() -> Sheets:
    """Scenario 1: A 12 listed + 30; B cancelled with 18 registered; C held with nobody, confirmed."""
    codes = [f"CW-{n:04}" for n in range(1, 31)]
    a = held(1, "A", "warsztat", D(YEAR, 3, 5), mode="kod bez nazwiska")
    b = [
        2,
        "B",
        "warsztat",
        CENTRE[0],
        "tak",
        D(YEAR, 3, 6),
        D(YEAR, 3, 6),
        "kod bez nazwiska",
        "odwołane",
        "choroba",
        D(YEAR, 3, 4),
    ]
    return {
        "Instytucje": [["nazwa", "rodzaj"], CENTRE],
        "Osoby uczestniczące": [["kod uczestnictwa"], *([code] for code in codes)],
        "Wydarzenia": [EVENT, a, b, held(3, "C", "projekcja", D(YEAR, 3, 7))],
        "Sesje": [["#", "wydarzenie", "data", "stan", "zero osób: kto potwierdza", "zero osób: kiedy potwierdzono"],
                  [1, "#1", D(YEAR, 3, 5), "odbyta", None, None],
                  [3, "#3", D(YEAR, 3, 7), "odbyta", "zespół Centrum", "07.03.2025 21:00"]],
        "Zapisy": [["wydarzenie", "osoba zapisana"], *(["#2", code] for code in codes[12:])],
        "Obecność": [["sesja", "osoba uczestnicząca"], *(["#1", code] for code in codes[:12])],
        "Wpisy licznika": [["sesja", "liczba"], ["#1", 30]],
    }  # fmt: skip


def new_year() -> Sheets:
    """Scenario 2: a festival over the turn of the year (20, 35, 15, 10) and a party past midnight (60)."""
    days = [D(YEAR, 12, 30), D(YEAR, 12, 31), D(YEAR + 1, 1, 1), D(YEAR + 1, 1, 2)]
    party = held(2, "Sylwester", "spotkanie integracyjne", D(YEAR, 12, 31))
    return {
        "Instytucje": [["nazwa", "rodzaj"], CENTRE],
        "Wydarzenia": [[*EVENT, "godzina od", "godzina do"],
                       [*held(1, "Festiwal Zimowy", "festiwal, piknik", days[0], days[-1]), None, None],
                       [*party, "20:00", "03:00"]],
        "Sesje": [["#", "wydarzenie", "data", "godzina od", "godzina do", "stan"],
                  *([n, "#1", day, None, None, "odbyta"] for n, day in enumerate(days)),
                  [9, "#2", D(YEAR, 12, 31), "20:00", "03:00", "odbyta"]],
        "Wpisy licznika": [["sesja", "liczba"], *([f"#{n}", guests] for n, guests in enumerate((20, 35, 15, 10))),
                           ["#9", 60]],
    }  # fmt: skip


def unique_people() -> Sheets:
    """Scenario 5: {a,b,c}+5, {b,c,d}+0, {a,b}+10 at three sessions."""
    lists = ("abc", 5), ("bcd", 0), ("ab", 10)
    return {
        "Instytucje": [["nazwa", "rodzaj"], CENTRE],
        "Osoby uczestniczące": [["kod uczestnictwa"], *([f"CW-{n:04}"] for n in range(1, 5))],
        "Wydarzenia": [EVENT,
                       *(held(n, f"Spotkanie {n}", "spotkanie integracyjne", D(YEAR, 5, n), mode="kod bez nazwiska")
                         for n in (1, 2, 3))],
        "Sesje": [["#", "wydarzenie", "data", "stan"], *([n, f"#{n}", D(YEAR, 5, n), "odbyta"] for n in (1, 2, 3))],
        "Obecność": [["sesja", "osoba uczestnicząca"],
                     *([f"#{n}", f"CW-{'abcd'.index(one) + 1:04}"]
                       for n, (people, _) in enumerate(lists, 1) for one in people)],
        "Wpisy licznika": [["sesja", "liczba"],
                           *([f"#{n}", guests] for n, (_, guests) in enumerate(lists, 1) if guests)],
    }  # fmt: skip


def training_of_several_units() -> Sheets:
    """Scenario 7: 32 people of six kinds of units, all complete, tagged 1.4 and 6.3; then ten of them again (1.4)."""
    units = (("Wydział A", "UMK", "UMK", 12), ("MOPS przykładowy", "MJO", "MJO", 5),
             ("Rada Dzielnicy przykładowa", "DZIELNICA", "DZIELNICA", 3),
             ("Straż Miejska przykładowa", "MJO", "SM", 6), ("Policja przykładowa", "POLICJA", "POLICJA", 2),
             ("Fundacja X", "NGO", "NGO", 4))  # fmt: skip
    people = [(f"SZ-{n:03}", unit, group) for n, (unit, group) in
              enumerate(((name, group) for name, _, group, count in units for _ in range(count)), 1)]  # fmt: skip
    both = [(1, one) for one in people] + [(2, one) for one in people[:10]]
    return {
        "Instytucje": [["nazwa", "rodzaj"], *([name, kind] for name, kind, _, _ in units)],
        "Szkolenia": [["#", "tytuł", "temat", "początek", "ostatni dzień", "oznaczenia mierników", "stan"],
                      [1, "Wspólne", "mediacje", D(YEAR, 4, 8), D(YEAR, 4, 8), "1.4; 6.3", "odbyło się"],
                      [2, "Urząd", "dostępność", D(YEAR, 9, 9), D(YEAR, 9, 9), "1.4", "odbyło się"]],
        "Sesje szkoleń": [["szkolenie", "data", "czas w minutach"],
                          ["#1", D(YEAR, 4, 8), 240], ["#2", D(YEAR, 9, 9), 180]],
        "Osoby szkolone": [["kod", "jednostka", "grupa"], *([code, unit, group] for code, unit, group in people)],
        "Uczestnictwa w szkoleniach": [["#", "szkolenie", "osoba szkolona", "jednostka w dniu szkolenia",
                                        "grupa w dniu szkolenia"],
                                       *([n, f"#{training}", code, unit, group]
                                         for n, (training, (code, unit, group)) in enumerate(both))],
        "Obecność na szkoleniach": [["uczestnictwo", "minuty"],
                                    *([f"#{n}", 240 if training == 1 else 180]
                                      for n, (training, _) in enumerate(both))],
    }  # fmt: skip


def patronages() -> Sheets:
    """Scenario 12: nine applications, of which four count in the year and one in the next."""
    head = ["rodzaj", "data wpływu", "organizator", "nazwa wydarzenia", "wydarzenie od", "rozstrzygnięcie",
            "data rozstrzygnięcia", "związane z Programem", "dlaczego związane z Programem", "cofnięto",
            "przyczyna cofnięcia", "stan", "uzasadnienie rozstrzygnięcia"]  # fmt: skip
    mayor, committee, centre = "PATRONAT_HONOROWY_PMK", "KOMITET_HONOROWY", "PATRONAT_CENTRUM_WIELOKULTUROWEGO"

    def row(
        kind: str, name: str, decision: str, decided: dt.date, related: str = "tak", withdrawn: dt.date | None = None
    ) -> list[Any]:
        state = "COFNIĘTO" if withdrawn else decision
        return [kind, D(YEAR, 8, 10), "Fundacja X", name, D(YEAR + 1, 9, 6) if decided.year > YEAR else D(YEAR, 9, 6),
                decision, decided, related, "integracja" if related == "tak" else None,
                withdrawn, "rezygnacja" if withdrawn else None, state,
                None if decision == "PRZYZNANO" else "poza zakresem"]  # fmt: skip

    day = D(YEAR, 8, 20)
    return {
        "Patronaty": [
            head, row(mayor, "P1", "PRZYZNANO", day), row(mayor, "P2", "PRZYZNANO", day),
            row(mayor, "P3", "PRZYZNANO", day, withdrawn=D(YEAR, 8, 30)),
            row(mayor, "P4", "PRZYZNANO", day, related="nie"),
            row(committee, "P5", "PRZYZNANO", day), row(centre, "P6", "PRZYZNANO", day),
            row(mayor, "P7", "ODMOWA", day),
            row(mayor, "P8", "POZOSTAWIONO_BEZ_ROZPATRZENIA", day), row(mayor, "P9", "PRZYZNANO", D(YEAR + 1, 1, 8)),
        ],
    }  # fmt: skip


def consultations(heads: tuple[int, ...] = (14, 9, 10)) -> Sheets:
    """Scenario 13: consultation meetings with these numbers of people."""
    rows = [["konsultacyjne", f"Konsultacje {n}", D(YEAR, n, 3), head, "odbyło się"] for n, head in enumerate(heads, 1)]
    return {"Spotkania": [["rodzaj", "temat", "data", "liczba osób", "stan"], *rows]}


def mixed_units() -> Sheets:
    """Scenario 14: 158 coverages of 96 schools, 31 kindergartens and 14 others; residents from outside."""
    names = [("szkoła", f"Szkoła {n}") for n in range(96)] + [("przedszkole", f"Przedszkole {n}") for n in range(31)]
    names += [("inna placówka", f"Placówka {n}") for n in range(14)]
    rows = [[name, "5.1", D(YEAR, 2 + n % 9, 10), "warsztat"] for n, (_, name) in enumerate(names)]
    rows += [[name, "5.1", D(YEAR, 11, 10), "spotkanie"] for _, name in names[:17]]
    return {
        "Instytucje": [["nazwa", "rodzaj"], *([name, kind] for kind, name in names)],
        "Instytucje objęte działaniami": [["instytucja", "zadanie", "data", "forma"], *rows],
        "Liczby z zewnątrz": [["liczba", "rok sprawozdawczy", "wartość (pusto = brak danych)", "źródło"],
                              ["T2-5.1+residents", YEAR, 2380, "zestawienie dzielnic"]],
    }  # fmt: skip


def written(sheets: Sheets, path: Path) -> Path:
    """The sheets as a workbook of the office."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.properties.creator = "OpenKraków"
    book.save(path)
    return path


SAMPLE = "arkusz-biura-2025.xlsx"


def sample() -> Sheets:
    """One office's year in one workbook: what `resources/sample/arkusz-biura-2025.xlsx` holds."""
    parts = (cancelled_and_empty(), training_of_several_units(), patronages(), consultations(), mixed_units())
    whole: Sheets = {}
    for part in parts:
        for name, rows in part.items():
            known = whole.setdefault(name, [rows[0]])
            known += [row for row in rows[1:] if row not in known]
    return whole
