"""Finding people at the door, and possible duplicates, among 60,000 people who all hold a card.

The yardstick of the search is the range over an index that a careful person would write by hand, with the join to the
card (over two indexes where what is typed may be either name); ours asks in every alphabet for any word of a name. That
of the duplicates compares every name with the next twenty-five in alphabetical order, which finds slips at the end."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.duplicates import people_alike
from openkrakow_desktop.contacts.model import Person
from openkrakow_desktop.contacts.service import namesakes_to_compare, people_to_compare
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.events.model import Participant
from openkrakow_desktop.events.people import find_people

from .bench_search import SYLLABLES
from .measure import ratio

PEOPLE, SHOWN, NEIGHBOURS = 60_000, 12, 25
_CARDS = "SELECT participant.id, code, last_name, first_name FROM person JOIN participant ON person_id = person.id"
_WAYS = [f"{_CARDS} WHERE {key} >= :first AND {key} < :after" for key in ("spoken", "spoken_first")]
RANGE = text(f"{_WAYS[0]} ORDER BY spoken, person.id LIMIT :n")
EITHER = text(f"{_WAYS[0]} UNION ALL {_WAYS[1]} LIMIT :n")
COUNT = text("SELECT count(*) FROM (SELECT 1 FROM person WHERE spoken > '' GROUP BY spoken HAVING count(*) > 1)")
OLENA = ({"last_name": "Ковальчук", "first_name": "Олена"}, {"last_name": "Kovalchuk", "first_name": "Olena"})


def fill(store: Store) -> None:
    """People with their cards; one of them twice, in two alphabets."""
    chance = random.Random(5)
    first = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title() for _ in range(300)]
    last = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title() + "ska" for _ in range(9000)]
    people: list[dict[str, Any]] = [
        {"last_name": chance.choice(last), "first_name": chance.choice(first)} for _ in range(PEOPLE - 302)
    ]
    people += [{"last_name": "Łęcka", "first_name": chance.choice(first)} for _ in range(300)]
    with store.write("benchmark") as session:
        keys = insert_many(session, Person, [*people, *OLENA])
        insert_many(session, Participant, [{"code": f"CW-{n:05d}", "person_id": key} for n, key in enumerate(keys, 1)])


def main() -> None:
    """Print the ratios. Raises AssertionError where somebody sought is not found."""
    import_models()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "people.okdb", durable=False).create()
        fill(store)
        with store.read() as session:
            _found(session)
            _alike(session)
        store.close()


def _found(session: Session) -> None:
    def by_hand(query: TextClause, first: str) -> Sequence[Any]:
        values = {"first": first, "after": f"{first}\U0010ffff", "n": SHOWN}
        return session.connection().execute(query, values).all()

    for typed, key, query in (("lec", "lec", RANGE), ("olena kov", "olena", EITHER), ("ковальчук", "kovalcuk", EITHER)):
        found = find_people(session, typed, limit=SHOWN)
        assert {row[0] for row in by_hand(query, key)} == {one.participant_id.bytes for one in found}
        ratio(
            f'"{typed}" among {PEOPLE:,} / {"a range" if query is RANGE else "two ranges"}',
            partial(find_people, session, typed, limit=SHOWN),
            partial(by_hand, query, key),
            runs=301,
            target=2 if query is RANGE else 3,
        )


def _alike(session: Session) -> None:
    people = people_to_compare(session)
    names = sorted(one.spoken for one in people)

    def neighbours() -> int:
        pairs = ((name, names[at]) for place, name in enumerate(names)
                 for at in range(place + 1, min(place + NEIGHBOURS, len(names))))  # fmt: skip
        return sum(fuzz.ratio(one, other, score_cutoff=88) > 0 for one, other in pairs)

    found = people_alike(people)
    assert any(one.reason == "same_name_other_alphabet" and one.score == 100 for one in found)
    ratio("possible duplicates / 25 neighbours each", lambda: people_alike(people), neighbours, runs=7, target=8)
    ratio("namesakes for Today / GROUP BY by hand", lambda: namesakes_to_compare(session),
          lambda: session.connection().execute(COUNT).all(), runs=21, target=3)  # fmt: skip


if __name__ == "__main__":
    main()
