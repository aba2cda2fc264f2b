"""A document survives its JSON: every block, value and look, drawn from the types themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core import document as d
from openkrakow_desktop.overview.frozen_document import block_types, from_json, to_json
from tests.core.sample_report import report

TEXT = st.text(max_size=12)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
    Fraction: st.fractions(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    dt.date: st.dates(),
    dt.time: st.times(),
    dt.datetime: st.datetimes() | st.datetimes(timezones=st.just(dt.UTC)),
}
DEEPEST = 6  # texts hold texts, cells hold cells


def made_of(hint: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Anything that a type allows."""
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        known = typing.get_type_hints(hint, vars(sys.modules[hint.__module__]), vars(d))
        return st.builds(hint, **{one.name: made_of(known[one.name], depth + 1) for one in dataclasses.fields(hint)})
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        shallow = [one for one in parts if depth < DEEPEST or one in PLAIN] or list(parts)
        return st.one_of([made_of(one, depth + 1) for one in shallow])
    if origin is tuple and parts[-1] is ...:
        most = 2 if depth < DEEPEST else 0
        return st.lists(st.deferred(lambda: made_of(parts[0], depth + 1)), max_size=most).map(tuple)
    if origin is tuple:
        return st.tuples(*(made_of(one, depth + 1) for one in parts))
    if origin is typing.Literal:
        return st.sampled_from(parts)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(TEXT, made_of(parts[1], DEEPEST), max_size=2)
    raise AssertionError(f"no way to draw {hint}")


def of_blocks(*blocks: Any) -> d.Document:
    return dataclasses.replace(report(3), blocks=blocks)


@pytest.mark.parametrize("kind", block_types(), ids=lambda kind: kind.__name__)
def test_every_block_comes_back(kind: type) -> None:
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(made_of(kind))
    def law(block: Any) -> None:
        document = of_blocks(block)
        text = to_json(document)
        back = from_json(text)
        assert back == document
        assert to_json(back) == text
        assert [type(one) for one in _leaves(back.blocks)] == [type(one) for one in _leaves(document.blocks)]

    law()


def _leaves(value: Any) -> list[Any]:
    """The values a block ends in: 1, True and Fraction(1) are equal, yet not the same."""
    if isinstance(value, tuple):
        return [leaf for one in value for leaf in _leaves(one)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [leaf for one in dataclasses.fields(value) for leaf in _leaves(getattr(value, one.name))]
    return [value]


def test_every_kind_of_block_is_known() -> None:
    assert set(block_types()) == set(typing.get_args(d.Block))


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_whole_report_comes_back(language: str) -> None:
    document = dataclasses.replace(
        report(40, language), created=dt.datetime(2027, 3, 15, 9, 30, tzinfo=dt.UTC), names={"year": 2026}
    )
    back = from_json(to_json(document))
    assert back == document
    assert to_json(back) == to_json(document)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"@":"Nothing"}', '{"@":"Heading","text":"x","level":1}', "1"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_what_no_document_may_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json(of_blocks(object()))
