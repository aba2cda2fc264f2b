"""How operations are written down: gathering a session's changes, packing, sealing personal values, hashing, reading back.

A change covers the rows of one table that one operation treated alike. One row: readable JSON. Many rows: one value list
per column, deflated, and only a range where the keys are consecutive. Personal values stand apart, so they can be
emptied: the hash chain covers their seal (a salted commitment per row), never the values themselves."""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from .journal_tables import change, forgotten, operation
from .record import Values
from .shape import Shape, batches, shape

Key = tuple[str, UUID]


class Change(NamedTuple):
    table: str
    kind: str                # insert | update | delete | restore | forget
    row: UUID
    last: UUID | None        # set when the change covers many rows
    fields: bytes
    personal: bytes | None
    sealed: bytes | None

    def text(self, part: bytes) -> bytes:
        return part if self.last is None else zlib.decompress(part)


@dataclass(frozen=True, slots=True)
class Operation:
    id: UUID
    device: str
    seq: int
    at: int                  # hybrid logical clock: orders
    wall: int                # the laptop's own clock: shown to people
    schema: int
    actor: str
    action: str
    reason: str | None
    undoes: str | None
    seen: str                # JSON {other device: last seq known}
    hash: bytes

    @property
    def order(self) -> tuple[int, str, int]:
        return self.at, self.device, self.seq

    def saw(self, other: Operation) -> bool:
        return other.seq < self.seq if other.device == self.device else other.seq <= knowledge(self.seen).get(other.device, 0)

    def hashed(self, before: bytes, changes: Sequence[Change]) -> bytes:
        """This link of its device's chain."""
        header = [self.id.hex, self.device, self.seq, self.at, self.wall, self.schema,
                  self.actor, self.action, self.reason, self.undoes, self.seen]
        digest = hashlib.sha256(before + dumps(header))
        for c in changes:
            text = c.text(c.fields)
            digest.update(dumps([c.table, c.kind, c.row.hex, c.last and c.last.hex, c.sealed and c.sealed.hex(), len(text)]) + text)
        return digest.digest()


@dataclass(frozen=True, slots=True)
class Event:
    """What one operation did to one row. An update's fields are [before, after] pairs."""

    op: Operation
    place: int               # orders the changes of one operation
    kind: str
    fields: Values

    def saw(self, other: Event) -> bool:
        return self.place > other.place if self.op.id == other.op.id else self.op.saw(other.op)

    def after(self) -> Values:
        return {name: pair[1] for name, pair in self.fields.items()} if self.kind == "update" else self.fields


@lru_cache(4096)
def knowledge(seen: str) -> dict[str, int]:
    return json.loads(seen)


def dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# Packing and sealing


def encode(known: Shape, kind: str, ids: list[UUID], columns: dict[str, Sequence[Any]]) -> Change:
    many = len(ids) > 1
    public = {n: v if many else v[0] for n, v in columns.items() if n not in known.personal}
    if many and ids[-1].int - ids[0].int != len(ids) - 1:
        public[""] = [key.hex for key in ids]
    names = [n for n in columns if n in known.personal]
    personal = sealed = None
    if names:
        document = {"secret": secrets.token_hex(16), "columns": names, "rows": list(zip(*(columns[n] for n in names), strict=True))}
        personal, sealed = _pack(dumps(document), many), seal(document)
    first, last = (min(ids), max(ids)) if many else (ids[0], None)
    return Change(known.table.name, kind, first, last, _pack(dumps(public), many), personal, sealed)


def _pack(text: bytes, many: bool) -> bytes:
    return zlib.compress(text, 6) if many else text


def keys_of(c: Change, public: Values) -> list[UUID]:
    if c.last is None:
        return [c.row]
    return [UUID(k) for k in public[""]] if "" in public else [UUID(int=n) for n in range(c.row.int, c.last.int + 1)]


def rows_of(c: Change, upgrade: Any = None, schema: int = 0) -> Iterator[tuple[UUID, Values]]:
    """Each row's fields, in today's shape."""
    public = json.loads(c.text(c.fields))
    keys = keys_of(c, public)
    public.pop("", None)
    if c.last is None:
        public = {n: [v] for n, v in public.items()}
    held = json.loads(c.text(c.personal)) if c.personal else {"columns": (), "rows": [None] * len(keys)}
    names, lists = tuple(public), list(public.values())
    for i, (key, said) in enumerate(zip(keys, held["rows"], strict=True)):
        fields = {n: v[i] for n, v in zip(names, lists)}
        if said is not None:
            fields.update(zip(held["columns"], said))
        yield key, upgrade(c.table, c.kind, schema, fields) if upgrade else fields


def lists_of(c: Change) -> tuple[list[UUID], dict[str, Sequence[Any]]]:
    """A bulk insert by column, as insert_many wrote it."""
    columns = json.loads(c.text(c.fields))
    keys = keys_of(c, columns)
    columns.pop("", None)
    if c.personal:
        held = json.loads(c.text(c.personal))
        columns.update(zip(held["columns"], zip(*held["rows"])))
    return keys, columns


def _salt(document: Values, i: int) -> bytes:
    if "salts" in document:
        return bytes.fromhex(document["salts"][i])
    return hashlib.sha256(f"{document['secret']}/{i}".encode()).digest()[:16]


def seal(document: Values) -> bytes:
    """A commitment to personal values row by row, so that one row can go and the others still be proved."""
    digest = hashlib.sha256()
    for i, said in enumerate(document["rows"]):
        digest.update(bytes.fromhex(document["seals"][i]) if said is None else hashlib.sha256(_salt(document, i) + dumps(said)).digest())
    return digest.digest()


def emptied(document: Values, gone: set[int]) -> Values | None:
    """The document without these rows: their values and salts vanish, their seals stay. The common secret goes too,
    or it would give the salts back and a short name could be guessed from its seal."""
    rows = document["rows"]
    left = [i for i, said in enumerate(rows) if said is not None and i not in gone]
    if not left:
        return None
    seals = [hashlib.sha256(_salt(document, i) + dumps(said)).hexdigest() if said is not None else document["seals"][i]
             for i, said in enumerate(rows)]
    keep = set(left)
    return {"columns": document["columns"], "rows": [said if i in keep else None for i, said in enumerate(rows)],
            "salts": [_salt(document, i).hex() if i in keep else None for i in range(len(rows))],
            "seals": [None if i in keep else s for i, s in enumerate(seals)]}


def sealed_well(c: Change) -> bool:
    return c.personal is None or seal(json.loads(c.text(c.personal))) == c.sealed


# Reading back

CHANGE = [change.c[n] for n in ("table_name", "kind", "row_id", "last_id", "fields", "personal", "sealed")]
OPERATION = list(operation.c)


def write_down(connection: Connection, op: Operation, changes: Sequence[Change]) -> None:
    connection.execute(insert(operation), {c.name: getattr(op, c.name) for c in OPERATION})
    connection.execute(insert(change), [{"operation_id": op.id} | dict(zip((c.name for c in CHANGE), c)) for c in changes])


def found(connection: Connection, table: str, ids: Iterable[UUID]) -> Iterator[tuple[Operation, Change, int]]:
    """Every change that may concern these rows: their own, and the bulk changes whose range holds one of them."""
    wanted = sorted(ids)
    joined = select(*OPERATION, *CHANGE, change.c.id).join_from(change, operation).where(change.c.table_name == table)
    for some in batches(wanted):
        for row in connection.execute(joined.where(change.c.row_id.in_(some), change.c.last_id.is_(None))):
            yield Operation(*row[:12]), Change(*row[12:19]), row[19]
    ranges = select(change.c.id, change.c.row_id, change.c.last_id).where(change.c.table_name == table, change.c.last_id.is_not(None))
    hits = []
    for number, first, last in connection.execute(ranges.where(change.c.row_id <= wanted[-1], change.c.last_id >= wanted[0])):
        at = bisect_left(wanted, first)
        if at < len(wanted) and wanted[at] <= last:
            hits.append(number)
    for some in batches(hits):
        for row in connection.execute(joined.where(change.c.id.in_(some))):
            yield Operation(*row[:12]), Change(*row[12:19]), row[19]


def events(connection: Connection, table: str, ids: Iterable[UUID], upgrade: Any) -> dict[UUID, list[Event]]:
    """The history of these rows, oldest first."""
    told: dict[UUID, list[Event]] = {key: [] for key in ids}
    if told:
        for op, c, place in found(connection, table, told):
            for key, fields in rows_of(c, upgrade, op.schema):
                if key in told:
                    told[key].append(Event(op, place, c.kind, fields))
    for history in told.values():
        if len(history) > 1:
            history.sort(key=lambda e: (e.op.order, e.place))
    return told


def alone(connection: Connection, c: Change) -> bool:
    """Whether nothing else in the journal concerns the rows of this bulk change: then much need not be looked up."""
    if c.last is None:
        return False
    mine = change.c.table_name == c.table
    inside = select(func.count()).where(mine, change.c.row_id >= c.row, change.c.row_id <= c.last)
    across = select(func.count()).where(mine, change.c.last_id.is_not(None), change.c.row_id < c.row, change.c.last_id >= c.row)
    return connection.scalar(inside) == 1 and not connection.scalar(across)


def changes_of(connection: Connection, op: UUID) -> list[Change]:
    return [Change(*row) for row in connection.execute(select(*CHANGE).where(change.c.operation_id == op).order_by(change.c.id))]


# Forgetting


def is_forgotten(connection: Connection, table: str, row: UUID) -> bool:
    return connection.scalar(select(forgotten.c.row_id).where(forgotten.c.table_name == table, forgotten.c.row_id == row)) is not None


def erase(connection: Connection, table: str, ids: Iterable[UUID]) -> None:
    """Empty the personal values of these rows everywhere in the journal."""
    gone = set(ids)
    for _, c, number in list(found(connection, table, gone)) if gone else ():
        if c.personal is None:
            continue
        document = json.loads(c.text(c.personal))
        hit = {i for i, key in enumerate(keys_of(c, json.loads(c.text(c.fields)))) if key in gone}
        if any(document["rows"][i] is not None for i in hit):
            left = emptied(document, hit)
            packed = _pack(dumps(left), c.last is not None) if left else None
            connection.execute(update(change).where(change.c.id == number).values(personal=packed))
