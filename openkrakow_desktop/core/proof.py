"""Proving the journal: links of every device's chain, seals, ends, and the tables against what the journal says.

A cut or rewritten end is invisible from inside: it is found only with an anchor, a hash printed somewhere outside."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, Table, select, update
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from .journal import CHANGE, OPERATION, Change, Operation, Upgrading, events, keys_of, sealed_well
from .journal_tables import OWN, change, conflict, head, operation
from .problems import Problem
from .record import Record
from .shape import shape
from .state import ROW, current, project

if TYPE_CHECKING:
    from .store import Store

LEAST_ANCHOR = 16   # hex digits that a person must type at least


@dataclass(frozen=True)
class Head:
    """The last link of a device's chain; printed somewhere outside, it is an anchor."""

    seq: int = 0
    hash: bytes = b""
    at: int = 0


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a broken `chain` or `seal`, a `stray` change, a wrong `end`, `anchor` or `row`."""

    kind: str
    place: str

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    @property
    def problem(self) -> Problem:
        return Problem("", f"problem.database_proof_{self.kind}", {"place": self.place})


@dataclass(frozen=True)
class Proof:
    """What a verification saw. `head` is this device's last hash in hex: the anchor to print."""

    operations: int
    devices: int
    head: str
    findings: tuple[Finding, ...]


def verify(store: Store, anchor: str | None = None, *, rows: bool = True) -> Proof:
    """Prove the whole journal, and with `rows` that the tables hold what it says.

    `anchor` is one or several printed hashes (at least 16 hex digits each, separated by spaces or commas); each must be
    the hash of an operation that is still there."""
    with store.read() as session:
        connection = session.connection()
        links, findings = _chains(connection, {})
        if anchor is not None:
            findings += _missing(connection, anchor)
        if rows:
            findings += differences(connection, store.upgrade)
    own = links.get(store.device, Head())
    return Proof(sum(link.seq for link in links.values()), len(links), own.hash.hex(), tuple(findings))


def verify_heads(store: Store, anchors: Mapping[str, tuple[int, bytes]], *, rows: bool) -> list[Finding]:
    """The same with anchors by device: {device: (seq, hash)}."""
    with store.read() as session:
        connection = session.connection()
        _, findings = _chains(connection, anchors)
        return findings + (list(differences(connection, store.upgrade)) if rows else [])


def _chains(connection: Connection, anchors: Mapping[str, tuple[int, bytes]]) -> tuple[dict[str, Head], list[Finding]]:
    """The last link of every chain, and what is wrong with the links."""
    wrong: list[Finding] = []
    of: dict[UUID, list[Change]] = defaultdict(list)
    for key, *rest in connection.execute(select(change.c.operation_id, *CHANGE).order_by(change.c.id)):
        of[key].append(Change(*rest))
    links: dict[str, Head] = {}
    for row in connection.execute(select(*OPERATION).order_by(operation.c.device, operation.c.seq)):
        op = Operation(*row)
        before, changes = links.get(op.device, Head()), of.pop(op.id, [])
        place = f"{op.device}/{op.seq}"
        if op.seq != before.seq + 1 or not _links(op, before, changes):
            wrong.append(Finding("chain", place))
        if not all(map(_sealed, changes)):
            wrong.append(Finding("seal", place))
        links[op.device] = Head(op.seq, op.hash, op.at)
        seq, expected = anchors.get(op.device, (0, b""))
        if seq == op.seq and expected != op.hash:
            wrong.append(Finding("anchor", place))
    wrong += [Finding("stray", str(key)) for key in of]
    wrong += [Finding("end", device) for device, last in read_heads(connection).items() if links.get(device) != last]
    for device, (seq, _) in anchors.items():
        if links.get(device, Head()).seq < seq:
            wrong.append(Finding("anchor", f"{device}/{seq}"))
    return links, wrong


def _links(op: Operation, before: Head, changes: list[Change]) -> bool:
    try:
        return op.hashed(before.hash, changes) == op.hash
    except Exception:       # bytes that no longer inflate or parse are a broken link, not a crash
        return False


def _sealed(c: Change) -> bool:
    try:
        return sealed_well(c)
    except Exception:
        return False


def _missing(connection: Connection, anchor: str) -> list[Finding]:
    """Printed hashes that no operation bears."""
    hashes = [found.hex() for found in connection.scalars(select(operation.c.hash))]
    wrong = []
    for typed in anchor.replace(",", " ").split():
        digits = typed.casefold()
        if len(digits) < LEAST_ANCHOR or not any(found.startswith(digits) for found in hashes):
            wrong.append(Finding("anchor", typed))
    return wrong


def differences(connection: Connection, upgrade: Upgrading) -> Iterator[Finding]:
    """Rows that are not what the journal says: edits behind its back."""
    for table in Record.metadata.sorted_tables:
        if table.name not in OWN:
            try:
                wrong = [Finding("row", f"{table.name} {key}") for key in differing(connection, table, upgrade)]
            except Exception:       # the journal itself can no longer be read; its chain is broken too
                wrong = [Finding("row", table.name)]
            yield from wrong


def differing(connection: Connection, table: Table, upgrade: Upgrading) -> Iterator[UUID]:
    """The rows of one table that are not what the journal says: altered, added or taken away behind its back."""
    known = shape(table.name)
    keys = set(connection.scalars(select(table.c.id)))
    asked = select(*change.c["kind", "row_id", "last_id", "fields"]).where(change.c.table_name == table.name)
    for kind, first, last, fields in connection.execute(asked):
        c = Change(table.name, kind, first, last, fields, None, None)
        keys.update(keys_of(c, json.loads(c.text(c.fields)) if last else {}))
    if not keys:
        return
    now = current(connection, known, keys)
    disputed = select(conflict.c.row_id).where(conflict.c.table_name == table.name, conflict.c.field == ROW)
    kept = set(connection.scalars(disputed))
    for key, history in events(connection, table.name, keys, upgrade).items():
        state = project(known, history)
        values = {f: state.values.get(f) for f in known.fields} if history and (state.live or key in kept) else None
        if now.get(key) != values:
            yield key


def read_heads(connection: Connection) -> dict[str, Head]:
    """The last link of every device's chain, as written down."""
    return {device: Head(*rest) for device, *rest in connection.execute(select(head))}


def journal_head(session: Session) -> str:
    """The last hash of every device's chain, in the order of their names: what `verify --anchor` is given."""
    heads = read_heads(session.connection())
    return ", ".join(last.hash.hex() for _, last in sorted(heads.items()) if last.hash)


def write_head(connection: Connection, device: str, last: Head, *, first: bool) -> None:
    """Move the end of a device's chain; `first` where the device has none yet."""
    values = {"seq": last.seq, "hash": last.hash, "at": last.at}
    if first:
        connection.execute(insert_into(head).values(values | {"device": device}))
    else:
        connection.execute(update(head).where(head.c.device == device).values(values))
