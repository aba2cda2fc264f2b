"""What a list shows, as a document: the rows of a view with its columns, sums below, filters named above.

Excel and PDF render it like every other report, so a name that looks like a formula stays a name."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from .clock import WARSAW
from .declarations import Computed, Register
from .document import Block, Column, Document, Kind, Paragraph, Table, Total, labels
from .formats import moment
from .listing import KEY_SIZE, View, column_name, keys_of, page
from .words import Words

PAGE = 500


def list_document(
    session: Session,
    register: Register,
    view: View,
    words: Words,
    now: dt.datetime,
    *,
    columns: Sequence[str] = (),
    banner: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Document:
    """The rows of `view` as a document with one table. `columns` names those wanted (empty: all).

    `progress` may raise to stop."""
    wanted = [at for at, one in enumerate(register.columns) if not columns or column_name(one) in columns]
    heads = tuple(_head(register, register.columns[at], words, first=at == wanted[0]) for at in wanted)
    rows = tuple(
        tuple(_cell(register, register.columns[at], values[at], words) for at in wanted)
        for values in _rows(session, register, view, progress)
    )
    title = _sentence(words(f"{register.key}._many"))
    caption = title if view.year is None else f"{title}, {view.year}"
    blocks: list[Block] = [Paragraph(words.count("list.exported", len(rows)))]
    if rows:
        blocks.append(Table(register.key, caption, heads, rows, wide=len(heads) > 5))
    as_of = (words("list.as_of"), moment(now.astimezone(WARSAW), words.language))
    narrowed = [(words("list.filter"), said)] if (said := _filters(register, view, words)) else []
    return Document(
        title=caption,
        blocks=tuple(blocks),
        labels=labels(words),
        facts=(as_of, *narrowed),
        banner=banner,
        created=now.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
    )


def _rows(
    session: Session, register: Register, view: View, progress: Callable[[int, int], None]
) -> Iterator[tuple[Any, ...]]:
    keys = keys_of(session, register, view)
    total = len(keys) // KEY_SIZE
    for first in range(0, total, PAGE):
        progress(first, total)
        part = [
            UUID(bytes=bytes(keys[at * KEY_SIZE : (at + 1) * KEY_SIZE]))
            for at in range(first, min(first + PAGE, total))
        ]
        found = page(session, register, part)
        yield from (found[key] for key in part if key in found)
    progress(total, total)


def _kind(kind: type, is_money: bool) -> Kind:
    if kind is int:
        return Kind.MONEY if is_money else Kind.INTEGER
    return {dt.date: Kind.DATE, dt.datetime: Kind.MOMENT, dt.time: Kind.TIME}.get(kind, Kind.TEXT)


def _head(register: Register, column: str | Computed, words: Words, first: bool) -> Column:
    name = column_name(column)
    one = column if isinstance(column, Computed) else register.field(column)
    total = Total.SUM if name in register.sums else None
    return Column(_sentence(words(f"{register.key}.{name}")), _kind(one.kind, one.money), header=first, total=total)


def _cell(register: Register, column: str | Computed, value: Any, words: Words) -> Any:
    match value:
        case None:
            return None
        case bool():
            return words("yes" if value else "no")
        case enum.Enum():
            return _sentence(words.choice(value))
        case dt.datetime():
            return value.astimezone(WARSAW).replace(tzinfo=None)
        case tuple() | str() if isinstance(column, str):
            return register.field(column).show(value, words) if register.field(column).choices else _plain(value)
    return value


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _filters(register: Register, view: View, words: Words) -> str:
    """The filters in words, so that nobody takes a part for the whole."""
    said = [f"„{view.search.strip()}”"] if view.search.strip() else []
    for name, chosen in view.choices.items():
        one = register.field(name)
        if chosen and not one.target:
            values = ", ".join(words(one.choices[v]) if v in one.choices else one.show(v, words) for v in chosen)
            said.append(f"{words(one.key)}: {values}")
        elif chosen:
            said.append(words(one.key))
    return " · ".join(said)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
