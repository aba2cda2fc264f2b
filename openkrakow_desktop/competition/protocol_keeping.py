"""A document as text and back, so that an issued protocol is made again byte by byte, whatever changes later.

The text is JSON of the document's own parts; nothing in it runs, and a part it does not know is an error."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from ..core import document as parts
from ..core.document import Document

_KNOWN = {name: one for name, one in vars(parts).items() if isinstance(one, type) and is_dataclass(one)}
_ENUMS = {one.__name__: one for one in (parts.Kind, parts.Total)}
_TEXTS: dict[str, Any] = {
    "moment": dt.datetime.fromisoformat,
    "day": dt.date.fromisoformat,
    "fraction": Fraction,
    "decimal": Decimal,
}


def kept(document: Document) -> str:
    """The document as text; equal documents give equal texts."""
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True)


def restored(text: str) -> Document:
    """The document that `kept` wrote."""
    made = _made(json.loads(text))
    assert isinstance(made, Document)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return {"?": type(value).__name__, "name": value.name}
    if is_dataclass(value):
        return {"?": type(value).__name__} | {
            one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "names"
        }
    match value:
        case tuple():
            return [_plain(one) for one in value]
        case dt.datetime():
            return {"?": "moment", "text": value.isoformat()}
        case dt.date():
            return {"?": "day", "text": value.isoformat()}
        case Fraction():
            return {"?": "fraction", "text": str(value)}
        case Decimal():
            return {"?": "decimal", "text": str(value)}
        case None | str() | int():
            return value
    raise TypeError(type(value).__name__)


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_made(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value.pop("?")
    if kind in _TEXTS:
        return _TEXTS[kind](value["text"])
    if kind in _ENUMS:
        return _ENUMS[kind][value["name"]]
    return _KNOWN[kind](**{name: _made(one) for name, one in value.items()})
