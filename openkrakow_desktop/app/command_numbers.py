"""`openkrakow measures`, `indicators` and `rows`: the year's numbers as a table or as JSON, of now or of a version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..core.formats import day
from ..core.measures import Period, Row
from ..core.problems import Problem, Refused
from ..core.words import Words
from .command_line import DONE
from .commands import print_json
from .lined_up import table_lines

if TYPE_CHECKING:
    from ..overview.evaluate import YearNumbers
    from .commands import Call


def measures(call: Call) -> int:
    """The 37 numbers of Table 1, as a table or as JSON."""
    from ..overview.as_json import measures_tree
    from ..overview.wording import unit_word, value_text

    numbers, w = _numbers(call), call.words
    if call.typed.json:
        return print_json(measures_tree(numbers, w))
    _print_as_of(numbers.period, w, numbers.version)
    told = []
    for code, one in numbers.measures.items():
        value = value_text(one.reading.value, one.entry.unit, w.language)
        unit = unit_word(one.entry, one.reading.value, numbers.catalogue, w.language)
        before = value_text(one.previous.value, one.entry.unit, w.language)
        told.append((code, one.entry.label(w.language), f"{value} {unit}".strip(), before))
    _print_table(w("told.columns_measure"), told)
    return DONE


def indicators(call: Call) -> int:
    """The ten indicators of Table 2, as a table or as JSON."""
    from ..overview.as_json import indicators_tree
    from ..overview.wording import expected_text, value_text

    numbers, w = _numbers(call), call.words
    if call.typed.json:
        return print_json(indicators_tree(numbers, w))
    _print_as_of(numbers.period, w, numbers.version)
    told = [
        (
            code,
            one.entry.label(w.language),
            value_text(one.reading.value, one.entry.unit, w.language),
            expected_text(one, w.language),
            w.choice(one.status),
            value_text(one.previous.value, one.entry.unit, w.language),
        )
        for code, one in numbers.indicators.items()
    ]
    _print_table(w("told.columns_indicator"), told)
    return DONE


def rows(call: Call) -> int:
    """The records behind one number and those left out with why."""
    from ..overview.as_json import rows_tree
    from ..overview.evaluate import evaluate, rows_behind
    from ..overview.wording import value_text
    from ..programme.catalogue import catalogue

    code, period, w = call.typed.code, call.period(), call.words
    known = catalogue(period.year)
    codes = [*known.measures, *known.indicators]
    if code not in codes:
        raise Refused(Problem("code", "problem.no_such_number", {"code": code, "codes": ", ".join(codes)}))
    with call.opened() as opened, opened.store.snapshot() as still, still.read() as session:
        numbers = evaluate(session, period, known, opened.declared)
        counted, left_out = rows_behind(session, code, period, known, opened.declared)
    if call.typed.json:
        return print_json(rows_tree(numbers, code, counted, left_out, w))
    entry = known.measures.get(code) or known.indicators[code]
    _print_as_of(period, w)
    _print_table(w("told.columns_rows"), [(*_dated(row, w), str(row.counts)) for row in counted])
    print(w("told.sum", value=value_text(numbers.reading(code).value, entry.unit, w.language)))
    if left_out:
        print(f"\n{w('told.left_out')}")
        _print_table(w("told.columns_left_out"), [(*_dated(row, w), w(f"why.{row.why}")) for row in left_out])
    return DONE


def _numbers(call: Call) -> YearNumbers:
    """The numbers of the year asked for: of the moment, or of a frozen version."""
    from ..overview.evaluate import evaluate
    from ..overview.snapshots import numbers_of, read_frozen, version_of
    from ..programme.catalogue import catalogue

    period, version = call.period(), call.typed.version
    with call.opened() as opened, opened.store.snapshot() as still, still.read() as session:
        if version is not None:
            return numbers_of(read_frozen(session, version_of(session, period.year, version)))
        return evaluate(session, period, catalogue(period.year), opened.declared)


def _dated(row: Row, words: Words) -> tuple[str, str]:
    return day(row.on, words.language) if row.on else "", row.title


def _print_as_of(period: Period, words: Words, version: int | None = None) -> None:
    told = day(period.stock_day if not period.is_future else period.today, words.language)
    said = words("told.running" if period.is_running else "told.as_of", day=told)
    print(said if version is None else f"{words('versions.version', n=version)}. {said}")


def _print_table(heads: str, told: Sequence[Sequence[str]]) -> None:
    for line in table_lines(heads, told):
        print(line)
