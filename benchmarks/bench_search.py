"""Searching 60,000 people: as one types at the door and in links, and in the list of people.

The yardstick is the range query over the index of folded names that a careful person would write by hand, sent through
the same session. What is typed finds every name that begins so, whatever its accents; a list finds any part of a name
as well, which no index can, so its yardstick is the same LIKE by hand."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.core.listing import View, find, keys_of
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many

from .measure import ratio

PEOPLE, WANTED = 60_000, "lec"
SYLLABLES = ("ko", "wa", "no", "sza", "cki", "ma", "zie", "bo", "rek", "ja", "sta", "gó", "ra", "pie", "trzy", "łu")
SOUGHT = ("Łęcka", "Łęcki", "Łęczycka", "Lech", "Leczuk", "Łęcznar", "lecka")
RANGE = text(
    "SELECT id, last_name, first_name FROM person WHERE search >= :first AND search < :after"
    " ORDER BY search, id LIMIT :n"
)
LIKE = "SELECT id FROM person WHERE search LIKE ? ORDER BY +last_name_sort, id"


def fill(store: Store) -> int:
    """People, one in two hundred of them sought; how many those are."""
    chance = random.Random(5)
    first = ["".join(chance.choices(SYLLABLES, k=2)).title() for _ in range(150)]
    last = ["".join(chance.choices(SYLLABLES, k=3)).title() + "ska" for _ in range(4000)]
    names = [chance.choice(SOUGHT if n % 200 == 0 else last) for n in range(PEOPLE)]
    with store.write("benchmark") as session:
        insert_many(session, Person, [{"last_name": one, "first_name": chance.choice(first)} for one in names])
    return sum(one in SOUGHT for one in names)


def main() -> None:
    """Print the ratios. Raises AssertionError where somebody sought is not found."""
    import_models()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.okdb"
        store = Store(path, durable=False).create()
        sought = fill(store)
        raw = sqlite3.connect(path)
        with store.read() as session:
            _typed(session, sought)
            _listed(session, raw)
        raw.close()
        store.close()


def _typed(session: Session, sought: int) -> None:
    def by_range(limit: int) -> Sequence[Any]:
        values = {"first": WANTED, "after": f"{WANTED}\U0010ffff", "n": limit}
        return session.connection().execute(RANGE, values).all()

    found = find(session, "person", WANTED, sought)
    assert len(found) == sought and {key.bytes for key, _ in found} == {row[0] for row in by_range(PEOPLE)}
    assert all(name.startswith(SOUGHT) for _, name in found)
    ratio(f'"{WANTED}" among {PEOPLE:,} people: all {sought} / range', lambda: find(session, "person", WANTED, sought),
          lambda: by_range(sought), runs=51, target=2)  # fmt: skip
    ratio("… the first 20, as one types", lambda: find(session, "person", WANTED), lambda: by_range(20), runs=201,
          target=2)  # fmt: skip


def _listed(session: Session, raw: sqlite3.Connection) -> None:
    people = DECLARED.registers["person"]
    ratio("… in the list, any part, in order / LIKE", lambda: keys_of(session, people, View(search=WANTED)),
          lambda: raw.execute(LIKE, (f"%{WANTED}%",)).fetchall(), runs=21, target=2)  # fmt: skip


if __name__ == "__main__":
    main()
