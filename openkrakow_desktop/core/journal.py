"""How operations are written down: packing, sealing personal values, hashing, reading back.

A change covers the rows of one table that one operation treated alike. One row: readable JSON. Many rows: one value
list per column, deflated, and only a range where the keys are consecutive. Personal values stand apart, so they can be
emptied: the hash chain covers their seal (a salted commitment per row), never the values themselves. An operation's
reason is sealed in the same way, because people write names into reasons."""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from .journal_tables import change, forgotten, operation
from .record import Values
from .shape import Shape, batches

Key = tuple[str, UUID]
Columns = Mapping[str, Sequence[Any]]
Upgrading = Callable[[str, str, int, Values], Values]  # table, kind, schema written under, fields -> fields today

_COUNT = 4      # bytes before a deflated part: how many rows it holds, so that lists need not inflate it
_DEFLATE = 3    # half the time of 6 for a tenth more bytes
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Change(NamedTuple):
    """One line of an operation. `last` is set when it covers many rows: `row`..`last` is their key range."""

    table: str
    kind: str                # insert | update | delete | restore | forget
    row: UUID
    last: UUID | None
    fields: bytes
    personal: bytes | None
    sealed: bytes | None

    def text(self, part: bytes) -> bytes:
        """The JSON of `fields` or `personal`."""
        return part if self.last is None else zlib.decompress(part[_COUNT:])

    @property
    def size(self) -> int:
        """How many rows it covers."""
        return 1 if self.last is None else int.from_bytes(self.fields[:_COUNT])


@dataclass(frozen=True, slots=True)
class Operation:
    """One write: who did what when, knowing what. `note` is the sealed reason; read `reason`."""

    id: UUID
    device: str
    seq: int
    at: int                  # hybrid logical clock: orders
    wall: int                # the laptop's own clock, milliseconds since 1970: shown to people
    schema: int
    actor: str
    action: str
    note: str | None
    undoes: str | None       # hex ids of the operations taken back, separated by commas
    seen: str                # JSON {other device: last seq known}
    hash: bytes

    @property
    def reason(self) -> str | None:
        """Why, in the actor's words; None when nothing was said or it has been forgotten."""
        return None if self.note is None else json.loads(self.note).get("said")

    @property
    def targets(self) -> tuple[UUID, ...]:
        """The operations that this one takes back."""
        return tuple(UUID(one) for one in self.undoes.split(",")) if self.undoes else ()

    @property
    def order(self) -> tuple[int, str, int]:
        return self.at, self.device, self.seq

    def saw(self, other: Operation) -> bool:
        """Whether the other operation was known where this one was made."""
        last = self.seq - 1 if other.device == self.device else knowledge(self.seen).get(other.device, 0)
        return other.seq <= last

    def hashed(self, before: bytes, changes: Sequence[Change]) -> bytes:
        """This link of its device's chain, given the hash of the link before."""
        header = [self.id.hex, self.device, self.seq, self.at, self.wall, self.schema,
                  self.actor, self.action, reason_seal(self.note), self.undoes, self.seen]
        digest = hashlib.sha256(before + dumps(header))
        for c in changes:
            text = c.text(c.fields)
            sealed = c.sealed and c.sealed.hex()
            digest.update(dumps([c.table, c.kind, c.row.hex, c.last and c.last.hex, c.size, sealed, len(text)]) + text)
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
        """The values this event left."""
        return {name: pair[1] for name, pair in self.fields.items()} if self.kind == "update" else self.fields


@lru_cache(4096)
def knowledge(seen: str) -> dict[str, int]:
    """The version vector of an operation."""
    known: dict[str, int] = json.loads(seen)
    return known


def dumps(value: Any) -> bytes:
    """The one JSON form that is hashed."""
    return _encoder.encode(value).encode()


# Packing and sealing


def encode(known: Shape, kind: str, ids: Sequence[UUID], columns: Columns) -> Change:
    """The change that says: these rows (ascending keys), these values by column."""
    many = len(ids) > 1
    public: Values = {n: v if many else v[0] for n, v in columns.items() if n not in known.personal}
    if many and ids[-1].int - ids[0].int != len(ids) - 1:
        public[""] = [key.hex for key in ids]
    names = [n for n in columns if n in known.personal]
    personal = sealed = None
    if names:
        said = [_encoder.encode(row) for row in zip(*(columns[n] for n in names), strict=True)]
        secret = secrets.token_hex(16)
        document = f'{{"secret":"{secret}","columns":{_encoder.encode(names)},"rows":[{",".join(said)}]}}'
        personal = _pack(document.encode(), len(ids))
        sealed = _joined(map(_row_seal, _salts(secret, len(ids)), said))
    said_openly = _pack(dumps(public), len(ids))
    return Change(known.table.name, kind, ids[0], ids[-1] if many else None, said_openly, personal, sealed)


def _pack(text: bytes, rows: int) -> bytes:
    return text if rows == 1 else rows.to_bytes(_COUNT) + zlib.compress(text, _DEFLATE)


def keys_of(c: Change, public: Values) -> list[UUID]:
    """The rows of a change, given the JSON of its `fields`."""
    if c.last is None:
        return [c.row]
    return [UUID(k) for k in public[""]] if "" in public else [UUID(int=n) for n in range(c.row.int, c.last.int + 1)]


def rows_of(c: Change, upgrade: Upgrading | None = None, schema: int = 0) -> Iterator[tuple[UUID, Values]]:
    """Each row's fields, in today's shape."""
    public = json.loads(c.text(c.fields))
    keys = keys_of(c, public)
    public.pop("", None)
    if c.last is None:
        public = {n: [v] for n, v in public.items()}
    held = json.loads(c.text(c.personal)) if c.personal else {"columns": (), "rows": [None] * len(keys)}
    names, lists = tuple(public), list(public.values())
    for i, (key, said) in enumerate(zip(keys, held["rows"], strict=True)):
        fields_ = {n: v[i] for n, v in zip(names, lists, strict=True)}
        if said is not None:
            fields_.update(zip(held["columns"], said, strict=True))
        yield key, upgrade(c.table, c.kind, schema, fields_) if upgrade else fields_


def lists_of(c: Change) -> tuple[list[UUID], dict[str, Sequence[Any]]]:
    """A bulk insert by column, as insert_many wrote it."""
    columns = json.loads(c.text(c.fields))
    keys = keys_of(c, columns)
    columns.pop("", None)
    if c.personal:
        held = json.loads(c.text(c.personal))
        columns.update(zip(held["columns"], zip(*held["rows"], strict=True), strict=True))
    return keys, columns


def _salts(secret: str, count: int) -> list[bytes]:
    """One salt per row out of one secret; a salt tells nothing of the secret or of its neighbours."""
    stream = hashlib.shake_256(bytes.fromhex(secret)).digest(16 * count)
    return [stream[at:at + 16] for at in range(0, 16 * count, 16)]


def _salts_of(document: Values) -> list[bytes | None]:
    if "salts" in document:
        return [salt and bytes.fromhex(salt) for salt in document["salts"]]
    return list(_salts(document["secret"], len(document["rows"])))


def _row_seal(salt: bytes, said: str) -> bytes:
    return hashlib.sha256(salt + said.encode()).digest()


def _joined(seals: Iterable[bytes]) -> bytes:
    return hashlib.sha256(b"".join(seals)).digest()


def _seals(document: Values) -> list[bytes]:
    """A commitment to personal values row by row, so that one row can go and the others still be proved."""
    kept = document.get("seals", ())
    return [bytes.fromhex(kept[i]) if salt is None or said is None else _row_seal(salt, _encoder.encode(said))
            for i, (salt, said) in enumerate(zip(_salts_of(document), document["rows"], strict=True))]


def emptied(document: Values, gone: set[int]) -> Values | None:
    """The document without these rows: their values and salts vanish, their seals stay. The common secret goes too,
    or it would give the salts back and a short name could be guessed from its seal."""
    rows, salts, seals = document["rows"], _salts_of(document), _seals(document)
    keep = {i for i, said in enumerate(rows) if said is not None and i not in gone}
    if not keep:
        return None
    return {"columns": document["columns"], "rows": [said if i in keep else None for i, said in enumerate(rows)],
            "salts": [salt.hex() if i in keep and salt else None for i, salt in enumerate(salts)],
            "seals": [None if i in keep else seal.hex() for i, seal in enumerate(seals)]}


def sealed_well(c: Change) -> bool:
    """Whether the personal values are those that were sealed (or have been forgotten)."""
    return c.personal is None or _joined(_seals(json.loads(c.text(c.personal)))) == c.sealed


def seal_reason(words: str | None) -> str | None:
    """A reason as it is kept: with a salt of its own, so that the words can go and their seal stay."""
    return None if words is None else _encoder.encode({"salt": secrets.token_hex(16), "said": words})


def reason_seal(note: str | None) -> str | None:
    """What the hash covers instead of the reason's words."""
    if note is None:
        return None
    held = json.loads(note)
    return str(held["seal"]) if "seal" in held else _row_seal(bytes.fromhex(held["salt"]), held["said"]).hex()


# Writing and reading back

CHANGE = [change.c[n] for n in ("table_name", "kind", "row_id", "last_id", "fields", "personal", "sealed")]
OPERATION = list(operation.c)
_FIELDS = tuple(field.name for field in fields(Operation))  # in the order of the columns; `note` is the column `reason`
_WIDTH = len(OPERATION)


def write_down(connection: Connection, op: Operation, changes: Sequence[Change]) -> None:
    """Add an operation and its changes to the journal."""
    values = {column.name: getattr(op, name) for column, name in zip(OPERATION, _FIELDS, strict=True)}
    connection.execute(insert(operation), values)
    names = [column.name for column in CHANGE]
    connection.execute(insert(change), [dict(zip(names, c, strict=True), operation_id=op.id) for c in changes])


def found(connection: Connection, table: str, ids: Iterable[UUID]) -> Iterator[tuple[Operation, Change, int]]:
    """Every change that may concern these rows: their own, and the bulk changes whose range holds one of them."""
    wanted = sorted(ids)
    joined = select(*OPERATION, *CHANGE, change.c.id).join_from(change, operation).where(change.c.table_name == table)
    for some in batches(wanted):
        for row in connection.execute(joined.where(change.c.row_id.in_(some), change.c.last_id.is_(None))):
            yield Operation(*row[:_WIDTH]), Change(*row[_WIDTH:-1]), row[-1]
    across = (change.c.last_id.is_not(None), change.c.row_id <= wanted[-1], change.c.last_id >= wanted[0])
    ranges = select(change.c.id, change.c.row_id, change.c.last_id).where(change.c.table_name == table, *across)
    hits = []
    for number, first, last in connection.execute(ranges):
        at = bisect_left(wanted, first)
        if at < len(wanted) and wanted[at] <= last:
            hits.append(number)
    for some in batches(hits):
        for row in connection.execute(joined.where(change.c.id.in_(some))):
            yield Operation(*row[:_WIDTH]), Change(*row[_WIDTH:-1]), row[-1]


def events(connection: Connection, table: str, ids: Iterable[UUID], upgrade: Upgrading) -> dict[UUID, list[Event]]:
    """The history of these rows, oldest first."""
    told: dict[UUID, list[Event]] = {key: [] for key in ids}
    if told:
        for op, c, place in found(connection, table, told):
            for key, said in rows_of(c, upgrade, op.schema):
                if key in told:
                    told[key].append(Event(op, place, c.kind, said))
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
    before = (change.c.last_id.is_not(None), change.c.row_id < c.row)
    across = select(func.count()).where(mine, *before, change.c.last_id >= c.row)
    return connection.scalar(inside) == 1 and not connection.scalar(across)


def changes_of(connection: Connection, op: UUID) -> list[Change]:
    """The changes of one operation, in the order they were written."""
    asked = select(*CHANGE).where(change.c.operation_id == op).order_by(change.c.id)
    return [Change(*row) for row in connection.execute(asked)]


# Forgetting


def forgotten_rows(connection: Connection, table: str) -> frozenset[UUID]:
    """The keys of this table whose personal values were erased for good."""
    return frozenset(connection.scalars(select(forgotten.c.row_id).where(forgotten.c.table_name == table)))


def erase(connection: Connection, table: str, ids: Iterable[UUID]) -> None:
    """Empty the personal values of these rows everywhere in the journal, and the reasons of what was done to them."""
    gone = set(ids)
    notes: dict[UUID, str] = {}
    for op, c, number in list(found(connection, table, gone)) if gone else ():
        hit = {i for i, key in enumerate(keys_of(c, json.loads(c.text(c.fields)))) if key in gone}
        if hit and op.note is not None and c.kind != "forget":
            notes[op.id] = op.note
        document = json.loads(c.text(c.personal)) if c.personal else {"rows": ()}
        if c.personal and any(document["rows"][i] is not None for i in hit):
            left = emptied(document, hit)
            packed = _pack(dumps(left), c.size) if left else None
            connection.execute(update(change).where(change.c.id == number).values(personal=packed))
    for key, note in notes.items():
        seal = _encoder.encode({"seal": reason_seal(note)})
        connection.execute(update(operation).where(operation.c.id == key).values(reason=seal))
