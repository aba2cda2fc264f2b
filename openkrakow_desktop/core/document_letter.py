"""A letter as a block of a document, for paper only: who writes, to whom, about what, the text, who signs.

It stands for the whole page: a document that holds letters has no title, no running head, and one heading a letter."""

from __future__ import annotations

from dataclasses import dataclass

LetterPart = str | tuple[str, ...]  # a paragraph, or a list of items


@dataclass(frozen=True, slots=True)
class Letter:
    """`sender`: the office above its unit and address; `dated`: place and day in words; `reference`: the case number
    with its label, empty where none is known; `closing`: the last words and who signs, a line each; `enclosures`
    without their title are none; `clause`: what the law asks to say, small at the end."""

    sender: tuple[str, ...]
    dated: str
    addressee: tuple[str, ...]
    subject: str
    parts: tuple[LetterPart, ...]
    reference: str = ""
    closing: tuple[str, ...] = ()
    enclosures_title: str = ""
    enclosures: tuple[str, ...] = ()
    clause: str = ""
