"""Random histories on three laptops against a plain specification: state is a function of the set of operations.

The specification knows nothing of clocks, numbers or vectors: it keeps, for each operation, the set of operations its
laptop had when it was made. From that alone follow the last words on every field, the conflicts, and which rows live.
Packages come later; here operations are simply carried over, which proves that merging needs no further column."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, currently_in_test_context, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from openkrakow_desktop.core import device, recorder, store_engine
from openkrakow_desktop.core.journal import OPERATION, Operation, changes_of, rows_of, write_down
from openkrakow_desktop.core.journal_tables import OWN, meta, operation
from openkrakow_desktop.core.keys import derived_key
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.proof import Head, write_head
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.state import ROW, settle
from openkrakow_desktop.core.store import Store, UndoConflict, decide, insert_many
from tests.core.trial import Event, Meeting

LAPTOPS = "ABC"
EVENTS = [UUID(int=(1 << 80) + 7 + n) for n in range(4)]                # the last two of each come by import
MEETINGS = [derived_key(EVENTS[0], EVENTS[1], UUID(int=n)) for n in range(4)]
TRIALS = ("trial_attendance", "trial_meeting", "trial_event", "trial_person")

who, which = st.sampled_from(LAPTOPS), st.sampled_from([0, 0, 0, 1, 1, 2, 3])
STEP = st.one_of(
    st.tuples(st.just("edit"), who, which, st.sampled_from(["score", "note"]), st.integers(0, 3)),
    st.tuples(st.just("edit"), who, st.just(0), st.just("note"), st.integers(0, 3)),
    st.tuples(st.just("delete"), who, which),
    st.tuples(st.just("child"), who, which, which),
    st.tuples(st.just("drop child"), who, which),
    st.tuples(st.just("import"), who),
    st.tuples(st.just("undo"), who, st.integers(0, 9)),
    st.tuples(st.just("decide"), who),
    st.tuples(st.just("sync"), who, who),
    st.tuples(st.just("sync"), who, who),
)
MET = (("edit", "A", 0, "note", 9), ("edit", "A", 1, "score", 9), ("child", "A", 0, 0), ("sync", "B", "A"),
       ("sync", "C", "A"))


def carry(source: Store, target: Store) -> int:
    """Bring every operation the target lacks; how many. What a merge will do once packages exist."""
    with source.read() as s:
        there = s.connection()
        have = target.heads()
        fresh = [op for op in (Operation(*row) for row in there.execute(select(*OPERATION)))
                 if op.seq > have.get(op.device, Head()).seq]
        brought = [(op, changes_of(there, op.id)) for op in sorted(fresh, key=lambda op: op.order)]
    with target.transaction() as s:
        here = s.connection()
        touched: dict[str, set[UUID]] = defaultdict(set)
        for op, changes in brought:
            write_down(here, op, changes)
            write_head(here, op.device, Head(op.seq, op.hash, op.at), first=op.device not in have)
            have[op.device] = Head(op.seq, op.hash, op.at)
            for c in changes:
                touched[c.table].update(key for key, _ in rows_of(c))
        settle(here, touched, target.upgrade)
        store_engine.commit(s)
    return len(brought)


class World:
    """Three laptops and what each operation had seen."""

    def __init__(self, stores: list[Store]) -> None:
        self.at = dict(zip(LAPTOPS, stores, strict=True))
        self.knows: dict[str, set[UUID]] = {d: set() for d in LAPTOPS}
        self.said: dict[UUID, tuple[frozenset[UUID], list[Any]]] = {}   # (seen, [(table, row, kind, fields)])

    def note(self, d: str) -> None:
        with self.at[d].read() as s:
            conn = s.connection()
            for op in conn.scalars(select(operation.c.id).where(operation.c.device == d)):
                if op not in self.said:
                    told = [(c.table, key, c.kind, {n: v[1] for n, v in f.items()} if c.kind == "update" else f)
                            for c in changes_of(conn, op) for key, f in rows_of(c)]
                    self.said[op] = (frozenset(self.knows[d]), told)
                    self.knows[d].add(op)

    def do(self, kind: str, d: str, *args: Any) -> None:
        if kind == "sync":
            if d != args[0]:
                carry(self.at[args[0]], self.at[d])
                self.knows[d] |= self.knows[args[0]]
            return
        try:
            self.write(kind, self.at[d], *args)
            _count(kind)
        except UndoConflict:
            _count("undo refused")
        self.note(d)

    def write(self, kind: str, store: Store, *args: Any) -> None:
        if kind == "undo":
            with store.read() as s:
                ops = list(s.connection().scalars(select(operation.c.id).order_by(operation.c.at, operation.c.device)))
            if ops:
                store.undo(ops[args[0] % len(ops)])
        elif kind == "decide":
            for table, row, name, _ in sorted(store.conflicts(), key=lambda c: c[:3])[:1]:
                with store.write(kind) as s:
                    decide(s, s.get_one(Event if table == "trial_event" else Meeting, row), name)
        else:
            with store.write(kind) as s:
                self.change(kind, store, s, *args)

    def change(self, kind: str, store: Store, s: Any, *args: Any) -> None:
        if kind == "edit":
            held, value = s.get(Event, EVENTS[args[0]]), args[2] if args[1] == "score" else str(args[2])
            if held is None:
                s.add(Event(id=EVENTS[args[0]], title="t", **{args[1]: value}))
            else:
                setattr(held, args[1], value)
        elif kind == "import":      # the same file on every laptop: the same keys
            new = [k for k in EVENTS[2:] if not s.get(Event, k)]
            insert_many(s, Event, [{"id": k, "title": "t", "note": store.device} for k in new])
            new = [k for k in MEETINGS[2:] if not s.get(Meeting, k)]
            insert_many(s, Meeting, [{"id": k, "event_id": EVENTS[2 + MEETINGS[2:].index(k)]} for k in new])
        elif kind == "delete" and (held := s.get(Event, EVENTS[args[0]])):
            s.delete(held)
        elif kind == "child" and s.get(Event, EVENTS[args[1]]):
            meeting = s.get(Meeting, MEETINGS[args[0]])
            if meeting is None:
                s.add(Meeting(id=MEETINGS[args[0]], event_id=EVENTS[args[1]]))
            else:
                meeting.event_id = EVENTS[args[1]]
        elif kind == "drop child" and (meeting := s.get(Meeting, MEETINGS[args[0]])):
            s.delete(meeting)


def _count(what: str) -> None:
    if currently_in_test_context():
        event(what)


def snap(store: Store) -> tuple[dict[Any, Any], set[Any]]:
    with store.read() as s:
        rows: dict[Any, Any] = {("trial_event", e.id): (e.title, e.note, e.score) for e in s.scalars(select(Event))}
        rows |= {("trial_meeting", m.id): (m.event_id, m.room) for m in s.scalars(select(Meeting))}
    told = {(t, r, f, frozenset((op.id, json.dumps(v)) for op, v in said)) for t, r, f, said in store.conflicts()}
    return rows, told


def specified(world: World, known: set[UUID]) -> tuple[dict[Any, Any], set[Any], set[Any], dict[Any, Any]]:
    """(values that may be shown per field, conflicts, living rows, deletes nobody answered) by the specification."""
    seen = {op: world.said[op][0] for op in known}
    on = defaultdict(list)
    for op in known:
        for table, row, kind, fields in world.said[op][1]:
            on[table, row].append((op, kind, fields))
    may, clash, live, dead_ops = {}, set(), set(), {}
    for key, told in on.items():
        deletes = [op for op, kind, _ in told if kind == "delete"]
        if any(kind != "delete" and not any(op in seen[d] for d in deletes) for op, kind, _ in told):
            live.add(key)
        dead_ops[key] = [d for d in deletes if not any(d in seen[o] for o, kind, _ in told if kind != "update")]
        for name in {n for _, _, fields in told for n in fields}:
            writes = [(op, fields[name], kind) for op, kind, fields in told if name in fields]
            heads = [w for w in writes if not any(w[0] in seen[o] for o, _, _ in writes)]
            heads = [w for w in heads if w[2] != "insert" or w[1] is not None] or heads
            may[(*key, name)] = {v for _, v, _ in heads}
            if len(may[(*key, name)]) > 1:
                clash.add((*key, name))
    return may, clash, live, dead_ops


def check(world: World, d: str) -> None:
    store, known = world.at[d], world.knows[d]
    rows, conflicts = snap(store)
    may, clash, live, dead_ops = specified(world, known)
    shown = {(t, r, f): {json.loads(v) for _, v in said} for t, r, f, said in conflicts}
    fields = {"trial_event": ("title", "note", "score"), "trial_meeting": ("event_id", "room")}
    for (table, row), values in rows.items():
        for name, value in zip(fields[table], values, strict=True):
            plain = value.hex if isinstance(value, UUID) else value
            assert plain in may[table, row, name], "a value nobody's last word"
    grown = True
    while grown:                # a living child keeps its parent
        needed = {("trial_event", rows[key][0]) for key in live if key[0] == "trial_meeting" and key in rows}
        grown = bool(needed - live)
        live |= needed
    assert set(rows) == live, "rows lost or risen"
    wanted = {c for c in clash if c[:2] in live} | {(*key, ROW) for key in live if dead_ops.get(key)}
    assert set(shown) == wanted, "a conflict hidden or invented"
    for c in clash & set(shown):
        assert shown[c] == may[c], "a value of a conflict is missing"
    with store.read() as s:
        assert set(s.connection().scalars(select(operation.c.id))) == known, "an operation lost"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    where = tmp_path_factory.mktemp("laptops")
    import_models()
    stores = [Store(where / f"{n}.okdb", durable=False).create(str(n)) for n in range(5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder, "ALIKE", 2)     # small enough for a few rows to travel as bulk changes
        patch.setattr(recorder, "CHUNK", 2)
        yield stores
    for store in stores:
        store.close()


def wiped(store: Store, name: str) -> Store:
    with store.transaction() as s:
        for table in (*TRIALS, "change", "operation", *(OWN - {"change", "operation", "meta"})):
            s.connection().execute(delete(Record.metadata.tables[table]))
        s.connection().execute(update(meta).where(meta.c.name == "device").values(value=name))
        store_engine.commit(s)
    store.device = name
    return store


def test_laws(pool: list[Store], thorough: bool) -> None:
    @settings(max_examples=1500 if thorough else 150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.booleans(), st.lists(STEP, min_size=8, max_size=18))
    def laws(met: bool, steps: list[Any]) -> None:
        world = World([wiped(store, d) for store, d in zip(pool[:3], LAPTOPS, strict=True)])
        for step in (*(MET if met else ()), *steps):
            world.do(*step)
        for d in LAPTOPS:
            check(world, d)
        results = []
        for n, order in enumerate(("ABC", "CBA", "BCA")):     # commutative, idempotent
            other = wiped(pool[3 + n % 2], "X")
            for d in (*order, order[0]):
                carry(world.at[d], other)
            assert carry(world.at[order[1]], other) == 0
            results.append(snap(other))
        assert all(result == results[0] for result in results), "order matters"
        y, z = wiped(pool[3], "Y"), wiped(pool[4], "Z")                 # associative
        carry(world.at["A"], y), carry(world.at["B"], y)
        carry(world.at["C"], z), carry(y, z)
        assert snap(z) == results[0], "grouping matters"
        for d, giver in (("A", "B"), ("A", "C"), ("B", "A"), ("C", "A")):   # all three meet
            world.do("sync", d, giver)
        for d in LAPTOPS:
            check(world, d)
            assert snap(world.at[d]) == results[0], "laptops differ"
            assert world.at[d].verify(rows=d == "A") == []
        for name in {c[2] for c in world.at["A"].conflicts()}:
            event("open conflict: " + ("deleted, still used" if name == ROW else "field"))

    laws()


def test_the_tables_follow_from_the_journal_alone(pool: list[Store]) -> None:
    """Emptied tables are brought back whole by projection."""
    world = World([wiped(store, d) for store, d in zip(pool[:3], LAPTOPS, strict=True)])
    for step in (*MET, ("import", "A"), ("edit", "A", 2, "note", 1), ("delete", "A", 3), ("undo", "A", 2)):
        world.do(*step)
    store = world.at["A"]
    before = snap(store)
    with store.transaction() as s:
        for table in TRIALS:
            s.connection().execute(delete(Record.metadata.tables[table]))
        settle(s.connection(), {"trial_event": set(EVENTS), "trial_meeting": set(MEETINGS)}, store.upgrade)
        store_engine.commit(s)
    assert snap(store) == before and before[0] and store.verify(rows=True) == []


def test_a_disputed_field_is_not_undone_but_decided(pool: list[Store]) -> None:
    world = World([wiped(store, d) for store, d in zip(pool[:3], LAPTOPS, strict=True)])
    for step in (*MET, ("edit", "A", 0, "note", 1), ("edit", "B", 0, "note", 2), ("sync", "A", "B")):
        world.do(*step)
    a = world.at["A"]
    assert [(table, name) for table, _, name, _ in a.conflicts()] == [("trial_event", "note")]
    newest = a.timeline(1)[0].id
    with pytest.raises(UndoConflict) as refused:
        a.undo(newest)
    assert refused.value.problems[0].key == "problem.undo_disputed"
    world.do("decide", "A")
    assert a.conflicts() == [] and a.verify(rows=True) == []
    world.do("sync", "B", "A")
    assert snap(world.at["B"]) == snap(a)


def test_a_new_name_continues_under_its_own_chain(pool: list[Store]) -> None:
    store = wiped(pool[0], "A")
    world = World([store, wiped(pool[1], "B"), wiped(pool[2], "C")])
    world.do("edit", "A", 0, "note", 1)
    device.rename_device(store, "D")
    world.write("edit", store, 0, "note", 2)
    assert {name: head.seq for name, head in store.heads().items()} == {"A": 1, "D": 1}
    assert store.conflicts() == [] and store.verify(rows=True) == []    # D knew what A had written
