"""The published year book against a reader who has the whole file: nothing hidden can be worked out or found in it.

The reader is tests/point/attacker.py: it knows the rules by which the tables were made, and no code of the program."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.suppression import NARROWEST, SMALL
from openkrakow_desktop.core.words import words
from openkrakow_desktop.core.work import Cancelled, Progress
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.overview.report import council_report
from openkrakow_desktop.overview.summary_hidden import Variant, people_of
from openkrakow_desktop.point.model import Contact
from openkrakow_desktop.point.service import By
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.training.measures import CITY_STAFF, EDUCATION, SERVICES
from tests.demo_data import YEAR, copy_office
from tests.overview.test_summary import NOW, PERIOD, made
from tests.point.attacker import MOST, Attacker, Rule

PL = words("pl")
HASH = PL("document.suppressed")
TARGETS = {"1.4": CITY_STAFF, "5.4b": EDUCATION, "6.3b": SERVICES}
INSIDE = ("data_contacts", "data_topics", "data_sessions", "data_participations", "register_contact",
          "register_session", "register_nomination", "register_assistant")  # fmt: skip


def written(store: Store, path: Path, variant: Variant = Variant.PUBLISHED) -> Path:
    write_excel(made(store, variant=variant)[0], path)
    return path


def tables(path: Path) -> dict[str, list[list[Any]]]:
    """Every table of the file with its heads, and the row of sums below it."""
    found = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for name, table in dict.items(sheet.tables):  # its own items() gives places only
            first, last = (int(re.sub("[A-Z]+", "", one)) for one in table.ref.split(":"))
            rows = [list(row) for row in sheet.iter_rows(first, last + 1, max_col=len(table.tableColumns),
                                                         values_only=True)]  # fmt: skip
            found[name.removeprefix("tbl_")] = rows
    return found


@pytest.fixture(scope="module")
def both(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path, Path]:
    """The demo, its published book and its complete one; nobody writes into it."""
    folder = tmp_path_factory.mktemp("books")
    store = Store(copy_office(demo_template, folder / "demo.okdb"), durable=False).open()
    return store, written(store, folder / "book.xlsx"), written(store, folder / "whole.xlsx", Variant.COMPLETE)


class Reader(Attacker):
    """Reads tables; a hidden number is at least 1, as zeros are printed, unless the file hides zeros as well."""

    def __init__(self, true: dict[Any, int]) -> None:
        super().__init__()
        self.true, self.unknown, self.least = true, [], 1

    def sees(self, name: Any, shown: Any, most: int) -> None:
        """A cell as printed; its true value decides only whether zeros are hidden."""
        if shown == HASH:
            self.unknown.append(name)
            self.known[name] = (self.least, most)
        else:
            assert shown == self.true[name], name
            assert shown not in SMALL, name
            self.known[name] = (shown, shown)

    def adds_up(self, parts: list[Any], whole: Any) -> None:
        self.rules.append(Rule({**dict.fromkeys(parts, 1), whole: -1}, 0, 0))


def the_reader(store: Store, path: Path) -> Reader:
    """All that is printed of people, as one system."""
    file = tables(path)
    with store.read() as session:
        people = people_of(session, PERIOD)
    reader = Reader({})
    headline = {str(row[0]): row[3] for row in file["measures"][1:] if row[0]}
    _attendance(reader, file["attendance_by_month"], people.attendance, headline["3.1a"])
    _point(reader, file, people.point, headline["1.1"])
    _groups(reader, file["training_groups"], people.groups, headline)
    if any(reader.true[name] == 0 for name in reader.unknown):
        reader.known |= {name: (0, reader.known[name][1]) for name in reader.unknown}
    return reader


def _attendance(reader: Reader, rows: list[list[Any]], true: Any, whole: int) -> None:
    assert rows[-1][1] == whole
    for m, row in enumerate(rows[1:], 1):
        two = true[m] if m < 13 else tuple(map(sum, zip(*true.values(), strict=True)))
        names = [("attendance", m, part) for part in ("all", "listed", "anonymous")]
        for name, value, shown in zip(names, (sum(two), *two), row[1:], strict=True):
            reader.true[name] = value
            if m == 13 and name[2] == "all":
                reader.known[name] = (shown, shown)
            else:
                reader.sees(name, shown, whole)
        reader.adds_up(names[1:], names[0])
    for part in ("all", "listed", "anonymous"):
        reader.adds_up([("attendance", m, part) for m in range(1, 13)], ("attendance", 13, part))


def _point(reader: Reader, file: dict[str, list[list[Any]]], true: Any, whole: int) -> None:
    channels = true[By.CHANNEL]
    kinds = [*channels.rows, None]
    for m, row in enumerate(file["point_channels"][1:], 1):
        for kind, shown in zip(kinds, row[1:], strict=True):
            cell = {
                (True, True): lambda: channels.total,
                (True, False): lambda kind=kind: channels.of_row(kind),
                (False, True): lambda m=m: channels.months[m],
                (False, False): lambda kind=kind, m=m: channels.cells[kind, m],
            }[m == 13, kind is None]()
            reader.true["channel", m, kind] = cell.people
            if m == 13 and kind is None:
                assert shown == whole
                reader.known["channel", m, kind] = (shown, shown)
            else:
                reader.sees(("channel", m, kind), shown, whole)
        reader.adds_up([("channel", m, kind) for kind in kinds[:-1]], ("channel", m, None))
    for kind in kinds:
        reader.adds_up([("channel", m, kind) for m in range(1, 13)], ("channel", 13, kind))
    for by, name in ((By.LANGUAGE, "point_language"), (By.TOPIC, "point_topic")):
        of = {PL.choice(kind).casefold(): true[by].of_row(kind).people for kind in true[by].rows}
        names = []
        for row in file[name][1:]:
            if row[0] and str(row[0]).casefold() in of:
                names.append((name, row[0]))
                reader.true[names[-1]] = of[str(row[0]).casefold()]
                reader.sees(names[-1], row[1], whole)
        assert len(names) == len(of)
        reader.rules.append(Rule(dict.fromkeys(names, 1), whole, whole if by is By.LANGUAGE else MOST))


def _groups(reader: Reader, rows: list[list[Any]], true: Any, headline: dict[str, Any]) -> None:
    whole = rows[-1][1]
    assert whole == sum(true.values())
    for group, row in zip(true, rows[1:-1], strict=True):
        reader.true["group", group] = true[group]
        reader.sees(("group", group), row[1], whole)
        assert (row[1] == HASH) == (row[2] == HASH)
    reader.rules.append(Rule({("group", group): 1 for group in true}, whole, whole))
    for code, target in TARGETS.items():  # who counts in a measure was present in one of its groups
        if isinstance(headline[code], int):
            reader.rules.append(Rule({("group", group): 1 for group in target}, headline[code], MOST))


def test_no_hidden_number_can_be_computed(both: tuple[Store, Path, Path]) -> None:
    reader = the_reader(*both[:2])
    narrowed = reader.narrow(reader.known)
    assert narrowed is not None and len(reader.unknown) > 5
    assert all(narrowed[name][0] <= reader.true[name] <= narrowed[name][1] for name in reader.unknown)
    told = {name: narrowed[name] for name in reader.unknown if narrowed[name][1] - narrowed[name][0] < NARROWEST}
    assert told == {}
    groups = Attacker({name: one for name, one in reader.known.items() if name[0] == "group"},
                      [rule for rule in reader.rules if all(name[0] == "group" for name in rule.terms)])  # fmt: skip
    for name in groups.known.keys() & set(reader.unknown):
        assert groups.width(name, NARROWEST) >= NARROWEST, name


def test_the_reader_is_no_straw_man(both: tuple[Store, Path, Path]) -> None:
    """Were one hidden channel of a month shown, it would know others."""
    reader = the_reader(*both[:2])
    shown = {name: (reader.true[name],) * 2 for name in reader.unknown if name[0] == "channel" and name[2] != 0}
    for name in list(shown)[::2]:
        reader.known[name] = shown[name]
    narrowed = reader.narrow(reader.known)
    assert narrowed is not None
    assert any(narrowed[name][1] - narrowed[name][0] < NARROWEST for name in list(shown)[1::2])


def test_no_sheet_name_or_code_of_people_is_left_in_the_file(both: tuple[Store, Path, Path]) -> None:
    """The raw parts: no data sheet of people's records, no name of one, no formula over one, no code of a person."""
    with zipfile.ZipFile(both[1]) as book, zipfile.ZipFile(both[2]) as complete:
        text = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
        whole = "".join(complete.read(name).decode("utf-8", "replace") for name in complete.namelist())
    for part, said in text.items():
        assert not [name for name in INSIDE if f"tbl_{name}" in said], part
        assert not re.search(r"\b(CW|SZ)-\d{3}", said), part
        assert "externalLink" not in part
    assert all(f"tbl_{name}" in whole for name in INSIDE), "the complete book has them: the search finds what it seeks"
    assert re.search(r"\bCW-\d{3}|\bSZ-\d{3}", whole)


def test_another_year_with_the_same_published_numbers_is_the_same_file(demo_store: Store, tmp_path: Path) -> None:
    """The proof that nothing of a hidden number is left anywhere: move contacts from one hidden language to another,
    and not a byte of the file changes."""
    before = written(demo_store, tmp_path / "before.xlsx").read_bytes()
    hidden = [row[0] for row in tables(tmp_path / "before.xlsx")["point_language"][1:] if row[1] == HASH]
    assert len(hidden) > 1
    with demo_store.write("contact.edit") as session:
        names = {PL.choice(kind).casefold(): kind for kind in people_of(session, PERIOD).point[By.LANGUAGE].rows}
        kinds = [names[str(name).casefold()] for name in hidden]
        counted = dict(
            session.execute(
                select(Contact.language, func.sum(Contact.persons_served))
                .where(PERIOD.holds(Contact.contacted_on), Contact.language.in_(kinds))
                .group_by(Contact.language)
            ).all()
        )
        most, least = (one(kinds, key=lambda kind: counted.get(kind, 0)) for one in (max, min))
        moved = session.scalars(
            select(Contact).where(PERIOD.holds(Contact.contacted_on), Contact.language == most).limit(1)
        ).one()
        moved.language = least
    assert written(demo_store, tmp_path / "after.xlsx").read_bytes() == before


def test_totals_and_headlines_are_never_hidden(both: tuple[Store, Path, Path]) -> None:
    store, path, _ = both
    with store.read() as session:
        numbers = evaluate(session, PERIOD, catalogue(YEAR), DECLARED)
    file = tables(path)
    told = {str(row[0]): row[3] for row in file["measures"][1:] if row[0]}
    told |= {str(row[0]): row[5] for row in file["all_indicators"][1:] if row[0]}
    for code in (*numbers.measures, *numbers.indicators):
        value, unit = numbers.reading(code).value, (numbers.measures.get(code) or numbers.indicators[code]).entry.unit
        if value is not None:
            assert told[code] == pytest.approx(float(value / 100 if unit == "pln" else value)), code
    assert HASH in {row[1] for row in file["point_language"]}
    book = openpyxl.load_workbook(path)
    legends = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
               if isinstance(cell, str) and cell.startswith(f"{HASH} {PL('document.suppressed_legend')}")]  # fmt: skip
    assert len(legends) >= 2


def test_shares_of_a_whole_add_up(both: tuple[Store, Path, Path]) -> None:
    file = tables(both[2])
    for name in ("point_language", "training_groups"):
        rows = file[name][1:]
        assert sum(round(row[2] * 100) for row in rows[:-1]) == 100 and rows[-1][2] == 1


def test_stopped_chapter_by_chapter_nothing_is_written(both: tuple[Store, Path, Path]) -> None:
    told: list[tuple[int, int]] = []
    progress = Progress(lambda done, total: told.append((done, total)))
    made(both[0], progress=progress)
    assert told[0][0] == 0 and told[-1][0] == told[-1][1] > 15

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        made(both[0], progress=Progress(stop))


def test_the_report_and_its_annex_are_for_everybody_too(both: tuple[Store, Path, Path]) -> None:
    with both[0].read() as session:
        report = council_report(session, PERIOD, PL, catalogue(YEAR), DECLARED, now=NOW)
    assert not report.tables().keys() & set(INSIDE)
    shown = report.tables()["point_language"].rows
    assert shown == made_table(both[0], "point_language")


def made_table(store: Store, name: str) -> Any:
    """A table of the published book."""
    return made(store, variant=Variant.PUBLISHED)[0].tables()[name].rows
