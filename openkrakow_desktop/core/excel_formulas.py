"""Queries as Excel formulas over the workbook's own tables, in structured references.

COUNTIFS takes '007' or 'maj 2025' for a number or a date; such a condition makes the whole formula a SUMPRODUCT."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from .document import NUMBERS, Column, Kind, NoData, Query, Suppressed, Table, Total, Value, Where, bare, plain
from .excel_cells import stored, text_of

_LONGEST = 250  # characters in one criterion; Excel allows 255 in a text inside a formula
_NUMERIC = NUMBERS | {Kind.DATE, Kind.TIME, Kind.MOMENT}
_WORDS_WITH_MEANING = re.compile(r"[\d#]|^(true|false|prawda|fałsz|істина|хибність)$", re.IGNORECASE)


def table_name(name: str) -> str:
    return "tbl_" + re.sub(r"\W", "_", name)


def reference(table: str, column: str) -> str:
    """tbl_x[Column], doubly bracketed where the title is more than words."""
    escaped = re.sub(r"([\[\]#'])", r"'\1", text_of(column))
    plain_words = re.fullmatch(r"[\w ]+", column)
    return f"{table_name(table)}[{escaped}]" if plain_words else f"{table_name(table)}[[{escaped}]]"


def formula(query: Query, tables: Mapping[str, Table], signs: tuple[str, ...]) -> str:
    """The query as a formula, without its '='; empty if Excel cannot ask that. `signs`: texts that mean no number."""
    table = tables[query.table]
    columns = {c.title: c for c in table.columns}
    texts = [plain(w.value) for w in query.where if isinstance(w.value, str)]
    if any(len(text) > _LONGEST for text in texts):
        return ""
    if any(_WORDS_WITH_MEANING.search(text) for text in texts):
        return _sumproduct(query, columns)
    tests = [f"{reference(query.table, w.column)},{_criterion(w, columns[w.column])}" for w in query.where]
    if query.total is Total.COUNT:
        if query.column:
            tests += _filled(query, table, columns[query.column], signs)
        return f"COUNTIFS({','.join(tests)})" if tests else f"ROWS({reference(query.table, next(iter(columns)))})"
    name = "SUM" if query.total is Total.SUM else "AVERAGE"
    asked = reference(query.table, query.column)
    return f"{name}IFS({asked},{','.join(tests)})" if tests else f"{name}({asked})"


def _filled(query: Query, table: Table, column: Column, signs: tuple[str, ...]) -> list[str]:
    """Conditions for 'has a value': a number in a column of numbers, in a text column anything but our signs."""
    place = reference(query.table, query.column)
    if column.kind in _NUMERIC:
        return [f'{place},">-1E+300"']
    position = [c.title for c in table.columns].index(column.title)
    hidden = any(isinstance(bare(row[position]), (NoData, Suppressed)) for row in table.rows)
    return [f'{place},"<>"', *(f'{place},"<>{_literal(sign)}*"' for sign in signs if hidden)]


def _literal(text: str) -> str:
    """A text as a criterion: wildcards mean themselves."""
    return re.sub(r"([~*?])", r"~\1", text_of(text)).replace('"', '""')


def _criterion(where: Where, column: Column) -> str:
    value, op = bare(where.value), where.op
    if value is None or value == "":
        return f'"{op}"'
    if isinstance(value, str):
        return f'"{op}{_literal(value)}"'
    return f'"{op}"&{_number(value, column)}'


def _number(value: Value, column: Column) -> str:
    if isinstance(value, dt.datetime):
        return f"({_number(value.date(), column)}+{_number(value.time(), column)})"
    if isinstance(value, dt.date):
        return f"DATE({value.year},{value.month},{value.day})"
    if isinstance(value, dt.time):
        return f"TIME({value.hour},{value.minute},{value.second})"
    return repr(stored(value, column.kind))


def _sumproduct(query: Query, columns: Mapping[str, Column]) -> str:
    factors = [_factor(query.table, w, columns[w.column]) for w in query.where]
    if query.total is Total.COUNT:
        if query.column:
            place = reference(query.table, query.column)
            factors.append(f"ISNUMBER({place})" if columns[query.column].kind in _NUMERIC else f'({place}<>"")')
        return f"SUMPRODUCT({'*'.join(factors)}*1)"
    asked = reference(query.table, query.column)
    summed = f"SUMPRODUCT({'*'.join(factors)}*1,{asked})"
    return summed if query.total is Total.SUM else f"{summed}/SUMPRODUCT({'*'.join(factors)}*ISNUMBER({asked}))"


def _factor(table: str, where: Where, column: Column) -> str:
    place, value = reference(table, where.column), bare(where.value)
    if value is None or isinstance(value, str):
        text = text_of(value or "").replace('"', '""')
        return f'({place}{where.op}"{text}")'
    same = "=" if where.op == "<>" else where.op
    holds = f"ISNUMBER({place})*({place}{same}{_number(value, column)})"
    return f"(1-{holds})" if where.op == "<>" else holds
