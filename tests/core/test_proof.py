"""Tampering is found; a forgotten name is nowhere, and the chain still holds.

Tests that edit tables behind the journal's back or search the raw file are for SQLite, whose terms they use."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from openkrakow_desktop.core import proof
from openkrakow_desktop.core.forgetting import forget, forget_again, ledger
from openkrakow_desktop.core.journal_tables import change, operation
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store, insert_many
from tests.core.trial import Event, Person, add, edit, rows

Anchors = dict[str, tuple[int, bytes]]


def filled(store: Store) -> Anchors:
    e = add(store)
    for i in range(6):
        with store.write("event.edit", reason="poprawka" if i == 1 else None) as s:
            s.get_one(Event, e).score = i
    with store.write("person") as s:
        s.add(Person(name="Zenobia Łęcka", email="z@x.pl"))
    with store.write("import") as s:
        insert_many(s, Person, [{"name": f"Jan {i}", "school": f"LO {i % 3}"} for i in range(25)])
    anchors = {device: (head.seq, head.hash) for device, head in store.heads().items()}
    assert store.verify(anchors, rows=True) == []
    return anchors


def run(store: Store, *statements: str) -> None:
    with store.engine.begin() as c:
        for statement in statements:
            c.exec_driver_sql(statement)


OP = "(SELECT id FROM operation WHERE seq = 3)"
EDITS = {
    "value": ["UPDATE change SET fields = CAST(replace(CAST(fields AS TEXT), '[3,4]', '[3,9]') AS BLOB)"],
    "actor": ["UPDATE operation SET actor = 'x' WHERE seq = 3"],
    "reason": ["UPDATE operation SET reason = replace(reason, 'poprawka', 'rozkaz') WHERE seq = 3"],
    "reason gone": ["UPDATE operation SET reason = NULL WHERE seq = 3"],
    "clock": ["UPDATE operation SET at = at + 1, wall = wall + 1 WHERE seq = 3"],
    "seen": ["UPDATE operation SET seen = '{\"B\":1}' WHERE seq = 3"],
    "personal": ["UPDATE change SET personal = CAST(replace(CAST(personal AS TEXT), 'Zenobia', 'Żenobia') AS BLOB)"],
    "swap": ["UPDATE operation SET seq = -1 WHERE seq = 3", "UPDATE operation SET seq = 3 WHERE seq = 4",
             "UPDATE operation SET seq = 4 WHERE seq = -1"],
    "move": [f"UPDATE change SET operation_id = (SELECT id FROM operation WHERE seq = 2) WHERE operation_id = {OP}"],
    "cut out": [f"DELETE FROM change WHERE operation_id = {OP}", "DELETE FROM operation WHERE seq = 3"],
    "cut change": [f"DELETE FROM change WHERE operation_id = {OP}"],
    "count": ["UPDATE change SET fields = CAST(x'00000007' || substr(fields, 5) AS BLOB) WHERE last_id IS NOT NULL"],
    "rubbish": ["UPDATE change SET fields = x'00' WHERE last_id IS NOT NULL"],
    "rubbish seal": ["UPDATE change SET personal = x'00000019ff' WHERE last_id IS NOT NULL"],
    "row": ["UPDATE trial_event SET score = 99"],
    "row gone": ["DELETE FROM trial_meeting"],
    "row sneaked in": ["INSERT INTO trial_person (id, version, name, search_key) VALUES (x'01', 1, 'x', 'x')"],
}


@pytest.mark.parametrize("statements", EDITS.values(), ids=EDITS)
def test_tampering(sqlite_store: Store, statements: list[str]) -> None:
    filled(sqlite_store)
    run(sqlite_store, *statements)
    assert sqlite_store.verify(rows=True)
    found = proof.verify(sqlite_store).findings
    assert found and all(finding.problem.key.startswith("problem.database_proof_") for finding in found)


def test_truncation_and_rewriting_need_the_anchor(sqlite_store: Store) -> None:
    store = sqlite_store
    anchors = filled(store)
    printed = proof.verify(store).head
    run(store, "DELETE FROM change WHERE operation_id IN (SELECT id FROM operation WHERE seq > 5)",
        "DELETE FROM operation WHERE seq > 5", "DELETE FROM trial_person", "UPDATE trial_event SET score = 3",
        "UPDATE head SET seq = 5, hash = (SELECT hash FROM operation WHERE seq = 5), "
        "at = (SELECT at FROM operation WHERE seq = 5)")
    assert store.verify(rows=True) == [] and store.verify(anchors) == ["anchor A/9"]
    assert proof.verify(store).findings == ()
    assert [str(finding) for finding in proof.verify(store, printed).findings] == [f"anchor {printed}"]
    for i in range(5):
        edit(store, rows(store, Event)[0].id, score=50 + i)
    assert store.verify() == [] and store.verify(anchors) == ["anchor A/9"]
    assert proof.verify(store, printed).findings and proof.verify(store, proof.verify(store).head).findings == ()


def test_anchors_as_people_type_them(store: Store) -> None:
    filled(store)
    seen = proof.verify(store)
    assert (seen.operations, seen.devices, len(seen.head), seen.findings) == (9, 1, 64, ())
    first = store.timeline(9)[-1].id
    with store.read() as s:
        older = s.connection().scalar(select(operation.c.hash).where(operation.c.id == first))
    assert older
    typed = f"{seen.head[:16].upper()}, {older.hex()}"      # two, one shortened, an older one: all still there
    assert proof.verify(store, typed).findings == ()
    assert proof.verify(store, seen.head[:15]).findings     # too short to prove anything
    assert proof.verify(store, "f" * 64, rows=False).findings[0].place == "f" * 64


def test_reasons_are_sealed_and_leave_with_the_person(store: Store) -> None:
    filled(store)
    person = next(p for p in rows(store, Person) if "Zenobia" in p.name)
    with store.write("edit", reason="Zenobia prosiła") as s:
        s.get_one(Person, person.id).school = "LO 9"
    edit(store, rows(store, Event)[0].id, score=77)
    anchors = {device: (head.seq, head.hash) for device, head in store.heads().items()}
    assert store.timeline(3)[1].reason == "Zenobia prosiła"
    forget(store, {Person: [person.id]}, reason="art. 17")
    told = [(entry.action, entry.reason) for entry in store.timeline(3)]
    assert told == [("forget", "art. 17"), ("event.edit", None), ("edit", None)]
    assert store.timeline(20)[9].reason == "poprawka"       # somebody else's stays
    with store.read() as s:
        notes = " ".join(s.connection().scalars(select(operation.c.reason).where(operation.c.reason.is_not(None))))
    assert "Zenobia" not in notes and store.verify(anchors, rows=True) == []


def traces(path: Path, name: str) -> int:
    """Occurrences in the raw file and in everything deflated inside it."""
    plain = sqlite3.connect(path)
    plain.execute("VACUUM")
    plain.close()
    data = path.read_bytes()
    count = data.count(name.encode())
    at = data.find(b"\x78")
    while at >= 0:
        with suppress(zlib.error):
            count += zlib.decompressobj().decompress(data[at:]).count(name.encode())
        at = data.find(b"\x78", at + 1)
    return count


@pytest.mark.parametrize("many", [False, True])
def test_forgotten_everywhere(store: Store, many: bool) -> None:
    people = [{"name": f"Zenobia {i}" if i == 5 else f"Jan {i}", "school": "LO"} for i in range(100)]
    with store.write("import", reason="Zenobia i inni") as s:
        keys = insert_many(s, Person, people if many else people[5:6])
    key = keys[5 if many else 0]
    with store.write("edit") as s:
        s.get_one(Person, key).email = "zenobia.Zenobia@x.pl"
    if store.path:
        assert traces(store.path, "Zenobia") > 2
    anchors = {device: (head.seq, head.hash) for device, head in store.heads().items()}
    forget(store, {Person: [key]})
    person = next(p for p in rows(store, Person) if p.id == key)
    assert (person.name, person.email, person.search_key, person.school) == ("", None, "", "LO")
    assert store.verify(anchors, rows=True) == [] and ledger(store) == [("trial_person", key.hex)]
    assert sum("Jan" in p.name for p in rows(store, Person)) == (99 if many else 0)
    with store.read() as s:
        for blob in s.connection().scalars(select(change.c.personal).where(change.c.personal.is_not(None))):
            assert b"Zenobia" not in blob and (not many or b"Zenobia" not in zlib.decompress(blob[4:]))
    if store.path:
        store.close()
        assert traces(store.path, "Zenobia") == 0


def test_forgetting_is_final(store: Store) -> None:
    with store.write("add") as s:
        person = Person(name="Zenobia")
        s.add(person)
    forget(store, {Person: [person.id]})
    with pytest.raises(Refused) as refused, store.write("edit") as s:
        s.get_one(Person, person.id).name = "Zenobia again"
    assert [(p.field, p.key) for p in refused.value.problems] == [("name", "problem.database_forgotten")]
    with pytest.raises(Refused) as refused:
        store.undo(store.timeline(1)[0].id)
    assert refused.value.problems[0].key == "problem.undo_not_possible"
    with store.write("delete") as s:
        s.delete(s.get_one(Person, person.id))
    for again in (lambda s: s.add(Person(id=person.id, name="Z")),
                  lambda s: insert_many(s, Person, [{"id": person.id, "name": "Z"}])):
        with pytest.raises(Refused), store.write("import") as s:
            again(s)
            s.flush()
    store.undo(store.timeline(1)[0].id)         # the row comes back, the name does not
    assert rows(store, Person)[0].name == "" and store.verify(rows=True) == []
    assert forget_again(store, [("trial_person", new_key().hex), ("no_such_table", new_key().hex)]) == 1


def test_seal_of_the_forgotten_cannot_be_guessed(store: Store) -> None:
    """Neither the salt nor the common secret of the import stays with an emptied row."""
    with store.write("import") as s:
        keys = insert_many(s, Person, [{"name": f"Jan {i}"} for i in range(30)])
    for gone in (7, 8):
        forget(store, {Person: [keys[gone]]})
    with store.read() as s:
        blob = s.connection().scalar(select(change.c.personal).where(change.c.kind == "insert"))
    assert blob
    document = json.loads(zlib.decompress(blob[4:]))
    assert "secret" not in document and document["salts"][7] is document["rows"][7] is None and document["seals"][7]
    assert store.verify(rows=True) == []
    forget(store, {Person: [key for n, key in enumerate(keys) if n not in (7, 8)]})
    with store.read() as s:
        assert s.connection().scalar(select(func.count()).where(change.c.personal.is_not(None))) == 0
    assert store.verify(rows=True) == []
