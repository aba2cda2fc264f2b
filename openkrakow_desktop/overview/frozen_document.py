"""A document as JSON and back, without loss: how a frozen report is kept, so that it is printed again to the letter.

Every kind of block, value and look is known from the types of `Document` itself; a new kind needs nothing here."""

from __future__ import annotations

import json

from ..core import document as d
from ..core.canonical import Canonical, canonical, classes_in

CODEC = Canonical(d.Document, vars(d))  # some modules of blocks name the document's types in hints only


def to_json(document: d.Document) -> str:
    """The document as one canonical JSON text: the same document is the same text, byte for byte.

    TypeError for a value that no document may hold."""
    return canonical(CODEC.told(document))


def from_json(text: str) -> d.Document:
    """The document that `to_json` wrote. ValueError where the text is no document of this program."""
    found = CODEC.read(json.loads(text))
    if not isinstance(found, d.Document):
        raise ValueError("no document")
    return found


def block_types() -> tuple[type, ...]:
    """Every kind of block that a document may hold."""
    return tuple(classes_in(d.Block))
