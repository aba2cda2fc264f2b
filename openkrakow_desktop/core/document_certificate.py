"""A certificate as a block of a document, for paper only: one page each, as many as there are people.

Like letters it stands for the whole page: no document's title, no running head, one heading a certificate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Certificate:
    """`issuer`: the office above its unit; `number`: with its label; `title`: what the paper is; `before`: words above
    the name; `text`: paragraphs below it; `dated`: place and day; `signed`: who signs, a line under the hand's;
    `mark`: "duplicate" and its day, empty on the first issue."""

    issuer: tuple[str, ...]
    number: str
    title: str
    before: str
    name: str
    text: tuple[str, ...]
    dated: str
    signed: str
    mark: str = ""
