"""Workbooks of up to 10,000 rows into the registers: read in a child process, checked row by row, written journaled.

The yardstick is what no importer could do without: openpyxl in read-only mode over the same file, then sqlite3's bare
executemany of the same finished rows. Where a service saves each row (an event plans its sessions), it is that service,
called by hand in one write. Rows a second and the child's memory are told beside it."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core import store_engine
from openkrakow_desktop.core.excel_import import import_file
from openkrakow_desktop.core.excel_read import MEMORY
from openkrakow_desktop.core.keys import named_key
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many

from .measure import elapsed, ratio

PEOPLE, CONTACTS, EVENTS, ORGANISATIONS = 10_000, 2_000, 500, 300
TODAY = dt.date(2026, 6, 15)
FIRST = dt.datetime(2025, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """A register's rows as somebody typed them."""

    register: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def write(self, path: Path) -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(self.register)
        for row in (self.headings, *self.rows):
            sheet.append(row)
        book.save(path)


def sheets() -> list[Sheet]:
    """People (bulk, links by name), contacts of the Point (bulk, sets of codes), events (a service for each row)."""
    chance = random.Random(3)

    def unit() -> str:
        return f"Fundacja nr {chance.randrange(ORGANISATIONS)}"

    people = [(f"Kowal{n % 4000}ska", f"Anna {n % 150}", unit(), f"a{n}@example.org", f"12 {n}") for n in range(PEOPLE)]
    contacts = [
        (FIRST + dt.timedelta(n % 365), "telefon", "ukraiński", "KULTURA; INNE", n % 5 + 1, unit())
        for n in range(CONTACTS)
    ]
    events = [
        (f"Kawiarenka {n}", "LANGUAGE_CAFE", unit(), "tak", FIRST + dt.timedelta(n % 365), dt.time(16), "HELD")
        for n in range(EVENTS)
    ]
    return [
        Sheet("person", ("last_name", "first_name", "organisation_id", "email", "phone"), people),
        Sheet(
            "contact", ("contacted_on", "channel", "language", "topics", "persons_served", "referred_to_id"), contacts
        ),
        Sheet(
            "event",
            ("title", "type", "organiser_id", "run_by_centre", "start_on", "starts_at", "state"),
            events,
        ),
    ]


class Import:
    """One sheet, imported into a database that holds only the organisations; the bare way beside it."""

    def __init__(self, folder: Path, sheet: Sheet) -> None:
        self.folder, self.sheet = folder, sheet
        self.file = folder / f"{sheet.register}.xlsx"
        sheet.write(self.file)
        self.store = self._fresh()
        self.take()
        raw = sqlite3.connect(self.store.path or "")
        self.made = raw.execute(f"SELECT * FROM {sheet.register}").fetchall()
        raw.close()

    def _fresh(self) -> Store:
        store = Store(Path(tempfile.mkdtemp(dir=self.folder)) / "bench.okdb", durable=False).create()
        units = [
            {"id": named_key("unit", str(n)), "name": f"Fundacja nr {n}", "kind": OrganisationKind.NGO}
            for n in range(ORGANISATIONS)
        ]
        with store.write("benchmark") as session:
            insert_many(session, Organisation, units)
        return store

    def take(self) -> None:
        outcome = import_file(self.store, DECLARED, self.file, today=TODAY)
        assert outcome.written and outcome.new[self.sheet.register] == len(self.sheet.rows), outcome.grave[:3]
        self.drafts = [line.draft for line in outcome.lines]

    def timed(self) -> float:
        self.store.close()
        self.store = self._fresh()
        return elapsed(self.take)

    def bare(self) -> float:
        store = self._fresh()
        store.close()
        raw = sqlite3.connect(store.path or "", isolation_level=None)
        for name, value, _ in (*store_engine.RECIPE, store_engine.HASTY, store_engine.UNLINKED):
            raw.execute(f"PRAGMA {name}={value}")

        def work() -> None:
            book = load_workbook(self.file, read_only=True)
            read = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
            assert len(read) == len(self.made) + 1
            raw.execute("BEGIN IMMEDIATE")
            marks = ",".join("?" * len(self.made[0]))
            raw.executemany(f"INSERT INTO {self.sheet.register} VALUES ({marks})", self.made)
            raw.execute("COMMIT")

        took = elapsed(work)
        raw.close()
        return took

    def by_hand(self) -> float:
        """Seconds that the register's own door takes for these drafts, one after the other in one write."""
        store, register = self._fresh(), DECLARED.registers[self.sheet.register]

        def work() -> None:
            with store.write("benchmark") as session:
                for draft in self.drafts:
                    register.put(session, None, draft, TODAY)

        took = elapsed(work)
        store.close()
        return took


MOST = """
    import resource, subprocess, sys
    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def most_memory(file: Path) -> float:
    """MiB that the child which reads this file needs. A small process asks: a child's peak begins at its parent's."""
    reader = [sys.executable, "-m", "openkrakow_desktop.core.excel_child", str(file), str(MEMORY)]
    command = [sys.executable, "-c", textwrap.dedent(MOST), *reader]
    told = subprocess.run(command, capture_output=True, check=True)
    return int(told.stdout) / (2**20 if sys.platform == "darwin" else 2**10)


def main(print: Callable[..., None] = print) -> None:
    """Print the ratios, the rows a second, and what the child process needed."""
    import_models()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for sheet in sheets():
            both, count = Import(Path(folder), sheet), len(sheet.rows)
            served = DECLARED.registers[sheet.register].save is not None
            name = f"import of {count:,} rows: {sheet.register}, / {'service' if served else 'bare'}"
            yardstick, target = (both.by_hand, 2) if served else (both.bare, 5)
            first = ratio(name, both.timed, yardstick, target=target, timer=_seconds)
            print(f"{'… rows a second':<44} {count / first.ours:>10,.0f}")
            both.store.close()
        if sys.platform != "win32":
            most = most_memory(Path(folder, "person.xlsx"))
            print(f"{'memory of the child that reads it':<44} {most:>9.0f} MiB {MEMORY / 2**20:>9.0f} MiB {'':>9}"
                  f" <= {MEMORY / 2**20:.0f} MiB  {'ok' if most * 2**20 <= MEMORY else 'over'}")  # fmt: skip


def _seconds(work: Callable[[], Any]) -> float:
    return float(work())


if __name__ == "__main__":
    main()
