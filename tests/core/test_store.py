"""One database: journaling, news, stale forms, guards, doors that are shut, snapshots, several writers."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from openkrakow_desktop.core.journal_tables import change
from openkrakow_desktop.core.keys import derived_key, new_key, new_keys, reserve, tick_key
from openkrakow_desktop.core.problems import Problem, Refused
from openkrakow_desktop.core.store import Changes, Stale, Store, Upgrade, decide, expect, insert_many
from tests.core.trial import Attendance, Event, Meeting, Person, add, edit, last, rows
from tests.stores import Make


def test_keys_are_ordered_unique_and_clustered() -> None:
    made = [new_key() for _ in range(2000)] + new_keys(50)
    assert made == sorted(made) and len(set(made)) == 2050 and {key.version for key in made} == {7}
    a, b = new_key(), new_key()
    assert derived_key(a, b) == derived_key(a, b) != derived_key(b, a) and derived_key(a, b).bytes[:6] == a.bytes[:6]
    assert reserve(1000) + 1000 <= reserve()


def test_operation_keys_sort_as_the_clock_does() -> None:
    ticks = [(1_790_000_000_000 << 16) + n for n in (0, 1, 15, 16, 17, 65535, 65536)]
    made = [tick_key(tick) for tick in ticks]
    assert made == sorted(made) and {key.version for key in made} == {7}


def test_news_and_history(store: Store) -> None:
    news: list[Changes] = []
    store.listeners.append(news.append)
    e = add(store)
    assert news[0].action == "event.add" and news[0].rows["trial_event"] == {e}
    assert news[0].touch("trial_event", "other") and not news[0].touch("other")
    with store.write("event.edit", reason="typo", actor="ewa") as s:
        s.get_one(Event, e).title = "Święto miasta"
    told = store.history(Event, e)
    assert [t.kind for t in told] == ["insert", "update"]
    assert told[1].fields == {"title": ["Święto", "Święto miasta"]}
    assert (told[1].op.actor, told[1].op.reason) == ("ewa", "typo")
    assert store.verify(rows=True) == []


def test_a_failing_listener_does_not_fail_the_save(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Changes) -> None:
        raise RuntimeError

    news: list[Changes] = []
    store.listeners += [broken, news.append]
    add(store)
    assert len(news) == 1 and len(rows(store, Event)) == 1 and "a listener failed" in caplog.text


def test_error_and_empty_write_leave_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write("x") as s:
        s.add(Event(title="x"))
        s.flush()
        raise RuntimeError
    with store.write("nothing") as s:
        s.scalars(select(Event)).all()
    assert rows(store, Event) == [] and last(store) is None and store.pulse() == 0


def test_orphans_and_net_changes(store: Store) -> None:
    """delete-orphan removes rows that never appear in session.deleted; several flushes net out."""
    e = add(store)
    with store.write("orphan") as s:
        event = s.get_one(Event, e)
        event.sessions.pop()
        s.flush()
        event.title = "B"
        s.flush()
        event.title = "Święto"
        gone = Event(title="never")
        s.add(gone)
        s.flush()
        s.delete(gone)
    with store.read() as s:
        asked = select(change.c.table_name, change.c.kind).where(change.c.operation_id == last(store))
        kinds = s.connection().execute(asked).all()
    assert kinds == [("trial_meeting", "delete")] and store.verify(rows=True) == []


def test_unset_columns_are_journaled_with_their_defaults(store: Store) -> None:
    with store.write("add") as s:
        event = Event(title="x")
        s.add(event)
        s.flush()
        event.note = "after the flush"       # never set before: the journal knows what stood there
    assert rows(store, Event)[0].shout == "X/CONCERT"
    assert store.history(Event, event.id)[0].fields["kind"] == "concert" and store.verify(rows=True) == []


def test_values_come_back_as_they_went_in(store: Store) -> None:
    e = add(store, tags=("6.3", "4.1", "6.3"), starts_on=dt.date(2026, 2, 28))
    with store.write("attend") as s:
        meeting = s.scalars(select(Meeting)).first()
        assert meeting
        local = dt.datetime(2026, 6, 1, 18, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
        s.add(Attendance(meeting_id=meeting.id, at=local))
    assert rows(store, Event)[0].tags == ("4.1", "6.3") and rows(store, Attendance)[0].at == local
    assert store.verify(rows=True) == []
    made = store.history(Event, e)[0].op.id
    attended = last(store)
    assert attended
    store.undo(attended, made)
    store.undo(store.timeline(1)[0].id)
    assert rows(store, Event)[0].tags == ("4.1", "6.3") and rows(store, Attendance)[0].at == local
    assert store.verify(rows=True) == []


def test_doors_shut(store: Store) -> None:
    add(store)
    for statement in (update(Event).values(title="z"), delete(Event), insert(Event).values(title="y"),
                      text("DELETE FROM trial_event"), delete(change)):
        with pytest.raises(TypeError), store.write("x") as s:
            s.execute(statement)
    with pytest.raises(TypeError), store.read() as s:
        s.add(Event(title="z"))
        s.flush()
    with pytest.raises(TypeError), store.write("outer"), store.write("inner"):
        pass
    add(store)      # the door is not stuck
    assert len(rows(store, Event)) == 2


def test_stale_form(store: Store) -> None:
    e = add(store)
    opened = rows(store, Event)[0].version
    edit(store, e, note="other window")
    with pytest.raises(Stale) as stale, store.write("edit") as s:
        event = s.get_one(Event, e)
        expect(event, opened)
        event.note = "mine"
    assert (stale.value.opened, stale.value.found) == (1, 2) and stale.value.problems[0].key == "problem.record_stale"
    assert rows(store, Event)[0].note == "other window"


def test_broken_link_is_refused_in_words(store: Store) -> None:
    with pytest.raises(Refused) as refused, store.write("add") as s:
        s.add(Meeting(event_id=new_key()))
    assert refused.value.problems[0].key == "problem.database_link_broken" and rows(store, Meeting) == []
    e = add(store)
    with store.read() as s:
        first = s.scalars(select(Meeting)).first()
    assert first
    with pytest.raises(Refused) as refused, store.write("add") as s:
        insert_many(s, Meeting, [{"id": first.id, "event_id": e}])
    assert refused.value.problems[0].key == "problem.database_already_there" and len(rows(store, Meeting)) == 2


def test_rows_may_be_written_in_any_order(store: Store) -> None:
    key = new_key()
    with store.write("add") as s:
        s.add(Meeting(event_id=key))
        s.flush()
        s.add(Event(id=key, title="after its child"))
    assert len(rows(store, Meeting)) == 1


def test_guard_stops_writes_and_undo(store: Store) -> None:
    seen: list[dict[str, int]] = []

    def guard(session, touched):  # type: ignore[no-untyped-def]
        seen.append({table: len(ids) for table, ids in touched.items()})
        titles = session.scalars(select(Event.title)).all()
        return [Problem("title", "problem.required")] if "bad" in titles else []

    store.guard = guard
    e = add(store, title="bad before") and add(store)
    with pytest.raises(Refused):
        edit(store, e, title="bad")
    assert seen[-1] == {"trial_event": 1} and rows(store, Event)[1].title == "Święto"
    store.guard = None
    edit(store, e, title="bad")
    better = edit(store, e, title="good")
    store.guard = guard
    assert better
    with pytest.raises(Refused) as refused:
        store.undo(better)
    assert refused.value.problems == (Problem("title", "problem.required"),)
    assert rows(store, Event)[1].title == "good" and store.verify(rows=True) == []
    with store.write("import") as s:
        insert_many(s, Person, [{"name": f"p{i}"} for i in range(30)])
    assert seen[-1] == {"trial_person": 30}


def test_warnings_of_a_guard_do_not_refuse(store: Store) -> None:
    store.guard = lambda session, touched: [Problem("", "problem.hidden_marks", warning=True)]
    add(store)
    assert len(rows(store, Event)) == 1


def test_a_guard_looks_and_does_not_change(store: Store) -> None:
    def meddling(session, touched):  # type: ignore[no-untyped-def]
        session.add(Event(title="sneaked in"))
        return ()

    store.guard = meddling
    with pytest.raises(TypeError):
        add(store)
    assert rows(store, Event) == []


def test_threads_lose_nothing(store: Store) -> None:
    with store.write("add") as s:
        event = Event(title="x", score=0)
        s.add(event)
    other = Store(store.engine.url.render_as_string(hide_password=False), actor="b", durable=False).open()

    def run(mine: Store) -> None:
        for _ in range(25):
            with mine.write("add one") as s:
                s.get_one(Event, event.id).score += 1

    threads = [threading.Thread(target=run, args=(mine,)) for mine in (store, store, other, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert rows(store, Event)[0].score == 100 and store.pulse() == 101 and store.verify(rows=True) == []


def test_snapshot_stands_still_and_cannot_write(store: Store) -> None:
    add(store, title="before")
    with store.snapshot() as copy:
        add(store, title="after")       # the live database is not held up
        assert [e.title for e in rows(copy, Event)] == ["before"] and len(rows(store, Event)) == 2
        assert len(rows(copy, Event)) == 1 and copy.device == store.device
        with pytest.raises(TypeError), copy.write("x"):
            pass
    assert len(rows(store, Event)) == 2


def test_snapshot_file_is_gone_afterwards(sqlite_store: Store) -> None:
    add(sqlite_store)
    with sqlite_store.snapshot() as copy:
        file = Path(copy.engine.url.database or "")
        with pytest.raises(sqlite3.OperationalError), copy.engine.connect() as c:
            c.connection.cursor().execute("DELETE FROM trial_event")
        assert file.exists() and file != sqlite_store.path
    assert not file.exists()


def test_bulk_then_edit_in_one_write(store: Store) -> None:
    with store.write("import") as s:
        keys = insert_many(s, Person, [{"name": f"p{i}"} for i in range(30)])
        s.get_one(Person, keys[1]).name = "edited"
        s.delete(s.get_one(Person, keys[2]))
        with pytest.raises(TypeError):
            insert_many(s, Person, [{"id": keys[1], "name": "twice"}])
    assert len(rows(store, Person)) == 29 and store.conflicts() == [] and store.verify(rows=True) == []
    imported = last(store)
    assert imported
    store.undo(imported)
    assert rows(store, Person) == [] and store.verify(rows=True) == []


def test_many_rows_are_few_changes(store: Store) -> None:
    e = add(store)
    with store.write("import") as s:
        people = insert_many(s, Person, [{"name": f"Osoba {i}", "school": "LO 1"} for i in range(2500)])
        meeting = s.scalars(select(Meeting)).first()
        assert meeting
        insert_many(s, Attendance, [{"id": derived_key(meeting.id, p), "meeting_id": meeting.id, "person_id": p}
                                    for p in people])
        assert insert_many(s, Person, []) == []
    with store.read() as s:
        asked = select(func.count()).where(change.c.operation_id == last(store))
        assert s.connection().scalar(asked) == 6
    assert rows(store, Person)[7].search_key == "osoba 7" and store.verify(rows=True) == []
    assert [h.kind for h in store.history(Person, people[1500])] == ["insert"]
    assert store.timeline(1)[0].rows == {"trial_person": 2500, "trial_attendance": 2500}
    with store.write("event.delete") as s:
        for one in s.scalars(select(Attendance)).all():
            s.delete(one)
        s.delete(s.get_one(Event, e))
    with store.read() as s:
        assert (s.connection().scalar(select(func.count()).where(change.c.operation_id == last(store))) or 0) < 10


def test_decide_needs_no_change(store: Store) -> None:
    e = add(store)
    with store.write("decide") as s:
        decide(s, s.get_one(Event, e), "title")
    assert store.history(Event, e)[-1].fields == {"title": ["Święto", "Święto"]}


def test_clock_set_back_keeps_the_order(make: Make) -> None:
    times = iter([2_000_000_000_000, 1_000_000_000_000, 1_000_000_000_000])
    store = make("A", wall=lambda: next(times))
    add(store, title="first")
    add(store, title="second")
    add(store, title="third")
    assert [entry.wall.year for entry in store.timeline()] == [2001, 2001, 2033]
    assert store.verify(rows=True) == []


def test_an_older_journal_is_read_in_todays_words(store: Store) -> None:
    """The journal is never rewritten: what a migration renamed, added or dropped is translated when it is read."""
    e = add(store, note="stary", score=1)
    edit(store, e, note="nowy", score=2)
    store.schema += 1
    store.upgrades = (Upgrade(store.schema, "trial_event", rename={"note": "title", "title": "gone"},
                              add={"score": 5}, drop=frozenset({"score"})),)
    made, changed = store.history(Event, e)
    assert (made.fields["title"], made.fields["score"], "note" in made.fields) == ("stary", 5, False)
    assert changed.fields == {"title": ["stary", "nowy"]}
    edit(store, e, note="dziś")         # written under today's schema: read as it is
    assert store.history(Event, e)[-1].fields == {"note": ["nowy", "dziś"]} and store.verify() == []
