"""Undo and redo: by value, netted, refused with every clash at once; the timeline and what the menu offers."""

from __future__ import annotations

import pytest

from openkrakow_desktop.core.journal_tables import operation
from openkrakow_desktop.core.keys import derived_key, new_key
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store, UndoConflict, insert_many
from tests.core.trial import Attendance, Event, Meeting, Person, add, edit, last, rows


def newest(store: Store):  # type: ignore[no-untyped-def]
    return store.timeline(1)[0].id


def test_undo_redo_chain(store: Store) -> None:
    e = add(store)
    made = newest(store)
    first, second = edit(store, e, title="B"), edit(store, e, title="C")
    assert first and second
    with pytest.raises(UndoConflict) as refused:
        store.undo(first)
    clash = refused.value.clashes[0]
    assert (clash.table, clash.row, clash.field, clash.expected, clash.found) == ("trial_event", e, "title", "B", "C")
    assert refused.value.problems[0].key == "problem.undo_changed" and len(refused.value.clashes) == 1
    with pytest.raises(UndoConflict):
        store.undo(made)
    for step in (second, first, made):
        store.undo(step)
    assert rows(store, Event) == [] == rows(store, Meeting)
    store.undo(newest(store))
    assert [x.title for x in rows(store, Event)] == ["Święto"] and len(rows(store, Meeting)) == 2
    store.undo(newest(store))
    assert rows(store, Event) == [] and store.verify(rows=True) == []


def test_undo_several_at_once(store: Store) -> None:
    e = add(store)
    steps = [edit(store, e, title=title) for title in "BCD"]
    store.undo(*(step for step in steps if step))
    assert rows(store, Event)[0].title == "Święto"
    store.undo(newest(store))
    assert rows(store, Event)[0].title == "D" and rows(store, Event)[0].shout == "D/DEBATE"
    assert store.verify(rows=True) == []


def test_all_clashes_are_told_at_once(store: Store) -> None:
    e = add(store)
    both = edit(store, e, title="B", note="n", score=1)
    edit(store, e, title="C", note="m")
    assert both
    with pytest.raises(UndoConflict) as refused:
        store.undo(both)
    assert sorted(clash.field for clash in refused.value.clashes) == ["note", "title"]


def test_undo_refused_while_used(store: Store) -> None:
    with store.write("event.add") as s:
        event = Event(title="x")
        s.add(event)
    made = newest(store)
    with store.write("meeting.add") as s:
        s.add(Meeting(event_id=event.id))
    child = newest(store)
    with pytest.raises(UndoConflict) as refused:
        store.undo(made)
    assert refused.value.problems[0].key == "problem.undo_used"
    with store.write("delete") as s:
        s.delete(s.get_one(Event, event.id))
    gone = newest(store)
    with pytest.raises(UndoConflict):
        store.undo(child)
    store.undo(gone)
    assert len(rows(store, Meeting)) == 1 and store.verify(rows=True) == []


def test_a_child_does_not_come_back_without_its_parent(store: Store) -> None:
    e = add(store)
    with store.write("drop child") as s:
        event = s.get_one(Event, e)
        event.sessions.pop()
    dropped = newest(store)
    with store.write("delete") as s:
        s.delete(s.get_one(Event, e))
    with pytest.raises(UndoConflict) as refused:
        store.undo(dropped)
    assert refused.value.problems[0].key == "problem.undo_parent"


def test_bulk_import_undo_redo(store: Store) -> None:
    add(store)
    meeting = rows(store, Meeting)[0].id
    with store.write("import") as s:
        people = insert_many(s, Person, [{"name": f"Osoba {i}", "school": "LO 1"} for i in range(2500)])
        insert_many(s, Attendance, [{"id": derived_key(meeting, p), "meeting_id": meeting, "person_id": p}
                                    for p in people])
    imported = newest(store)
    store.undo(imported)
    assert rows(store, Person) == [] == rows(store, Attendance)
    store.undo(newest(store))
    assert len(rows(store, Attendance)) == 2500 and store.verify(rows=True) == []
    with store.write("edit") as s:
        s.get_one(Person, people[3]).name = "Łęcka"
    with pytest.raises(UndoConflict) as refused:
        store.undo(imported)
    assert [(clash.row, clash.field) for clash in refused.value.clashes] == [(people[3], "name")]


def test_irrevocable_actions_and_unknown_operations(store: Store) -> None:
    e = add(store)
    with store.write("edition.close") as s:
        s.get_one(Event, e).note = "closed"
    closed = newest(store)
    store.irrevocable = frozenset({"edition.close"})
    with pytest.raises(Refused) as refused:
        store.undo(closed)
    assert refused.value.problems[0].key == "problem.undo_not_possible"
    assert refused.value.problems[0].values == {"action": "edition.close"}
    with pytest.raises(Refused) as refused:
        store.undo(new_key())
    assert refused.value.problems[0].key == "problem.undo_unknown"
    offered = store.undoable()
    assert offered and offered.action == "event.add" and rows(store, Event)[0].note == "closed"


def test_the_menu_walks_back_and_forth(store: Store) -> None:
    assert store.undoable() is None and store.redoable() is None
    e = add(store)
    edit(store, e, title="B")
    edit(store, e, title="C")
    walked = []
    while offered := store.undoable():
        walked.append(offered.action)
        store.undo(offered.id)
    assert walked == ["event.edit", "event.edit", "event.add"] and rows(store, Event) == []
    titles = []
    while offered := store.redoable():
        store.undo(offered.id)
        titles.append(rows(store, Event)[0].title)
    assert titles == ["Święto", "B", "C"]
    offered = store.undoable()
    assert offered and offered.action == "event.edit"
    store.undo(offered.id)
    assert rows(store, Event)[0].title == "B"
    edit(store, e, title="D")
    assert store.redoable() is None and store.verify(rows=True) == []


def test_the_menu_of_one_account(store: Store) -> None:
    store.actor = "ewa"
    e = add(store)
    with store.write("event.edit", actor="jan") as s:
        s.get_one(Event, e).title = "B"
    mine, theirs = store.undoable("ewa"), store.undoable()
    assert mine and theirs and (mine.action, theirs.action, theirs.actor) == ("event.add", "event.edit", "jan")
    store.undo(theirs.id, actor="jan")
    assert store.redoable("ewa") is None and (again := store.redoable("jan")) and again.undoes == (theirs.id,)


def test_timeline_pages(store: Store) -> None:
    e = add(store)
    steps = [edit(store, e, score=n) for n in range(7)]
    with store.write("event.edit", reason="bo tak", actor="ewa") as s:
        s.get_one(Event, e).note = "n"
    store.undo(newest(store))
    page = store.timeline(3)
    assert [entry.action for entry in page] == ["undo", "event.edit", "event.edit"]
    assert page[1].undone and not page[2].undone and page[0].undoes == (page[1].id,)
    assert (page[1].actor, page[1].reason, page[1].count) == ("ewa", "bo tak", 1)
    older = store.timeline(50, before=page[-1].id)
    assert [entry.id for entry in older][:2] == [steps[5], steps[4]]
    assert older[-1].rows == {"trial_event": 1, "trial_meeting": 2}
    assert store.timeline(5, before=older[-1].id) == []
    with store.read() as s:
        assert len(page) + len(older) == len(s.connection().execute(operation.select()).all())
    assert last(store) == page[0].id
