"""A letter on A4 as an office writes it: sender and date above, the addressee at the right, the subject, the text.

Its subject is the heading a screen reader finds and the bookmark of its page; no rule, number or running head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .document_letter import Letter
from .pdf_page import LEFT, PORTRAIT, Atom, Page, space
from .pdf_prose import Prose
from .pdf_tags import Element
from .pdf_text import Line, Style

ROOM = PORTRAIT.room
RIGHT_PART = 0.52  # of the width: where the addressee and the signature begin
OFFICE, UNIT = Style(12, 16, bold=True), Style(9.5, 13, "muted")
DATE, ADDRESS = Style(10.5, 15), Style(10.5, 15)
NAME = Style(10.5, 15, bold=True)
SUBJECT = Style(11.5, 16, bold=True, before=22, after=12)
TEXT = Style(10.5, 15.5, after=8)
ITEM = Style(10.5, 15.5, after=3)
SMALL_TITLE, SMALL = Style(9, 13, bold=True, before=10), Style(9, 13)
CLAUSE = Style(7.8, 10.6, "muted", before=10)
HAND = 44.0  # points for a signature
Words = list[tuple[Line, Style]]


def letter(prose: Prose, block: Letter) -> Iterator[Atom]:
    """Atoms of one letter, from the letterhead to the clause."""
    yield _head(prose, block)
    yield _addressee(prose, block)
    yield from _subject(prose, block)
    for place, part in enumerate(block.parts):
        last = place == len(block.parts) - 1
        atoms = list(prose.set(part, TEXT, "P") if isinstance(part, str) else _items(prose, part, False))
        if last and block.closing:  # the signature never stands alone on a page
            atoms[-1].keep = True
        yield from atoms
    if block.closing:
        yield _closing(prose, block.closing)
    if block.enclosures:
        for atom in prose.set(block.enclosures_title, SMALL_TITLE, "P"):
            atom.keep = True
            yield atom
        yield from _items(prose, block.enclosures, True)
    if block.clause:
        yield _rule()
        yield from prose.set(block.clause, CLAUSE, "P")


def _head(prose: Prose, block: Letter) -> Atom:
    """The office at the left, place and day at the right, an accent line under both, then the case number."""
    left = ROOM * 0.6
    first, *rest = block.sender or ("",)
    office = [(line, OFFICE) for line in prose.lines(first, OFFICE, left)]
    office += [(line, UNIT) for one in rest for line in prose.lines(one, UNIT, left)]
    dated = [(line, DATE) for line in prose.lines(block.dated, DATE, ROOM - left)]
    reference = [(line, DATE) for line in prose.lines(block.reference, DATE)] if block.reference else []
    who, when = Element("P", prose.root), Element("P", prose.root)
    which = Element("P", prose.root) if reference else None
    high = max(_height(office), _height(dated))

    def draw(page: Page, y: float) -> None:
        _mark(page, who, LEFT, y, office)
        for line, style in dated:
            wide = sum(prose.measure(piece.text, style.size, style.bold) for piece in line)
            _mark(page, when, LEFT + ROOM - wide, y, [(line, style)])
        page.rule(LEFT, LEFT + ROOM, y - high - 5, 1.2, "accent")
        if which is not None:
            _mark(page, which, LEFT, y - high - 16, reference)

    return Atom(high + 16 + _height(reference), draw, keep=True)


def _addressee(prose: Prose, block: Letter) -> Atom:
    room = ROOM * (1 - RIGHT_PART)
    first, *rest = block.addressee
    words = [(line, NAME) for line in prose.lines(first, NAME, room)]
    words += [(line, ADDRESS) for one in rest for line in prose.lines(one, ADDRESS, room)]
    element = Element("P", prose.root)

    def draw(page: Page, y: float) -> None:
        _mark(page, element, LEFT + ROOM * RIGHT_PART, y, words)

    return Atom(_height(words), draw, before=26, keep=True)


def _subject(prose: Prose, block: Letter) -> Iterator[Atom]:
    key, who = f"h{prose.next('heading')}", f"{block.addressee[0]} – {block.subject}"

    def bookmark(page: Page, y: float) -> None:
        page.canvas.bookmarkHorizontalAbsolute(key, y + 6)
        page.canvas.addOutlineEntry(who, key, 0, closed=False)

    for atom in prose.set(block.subject, SUBJECT, "H1", first=bookmark):
        atom.keep = True
        yield atom


def _items(prose: Prose, items: Sequence[str], numbered: bool) -> Iterator[Atom]:
    style = SMALL if numbered else ITEM
    kind = "Decimal" if numbered else "None"
    listing = Element("L", prose.root, f"/A<</O/List/ListNumbering/{kind}>>")
    for number, item in enumerate(items, 1):
        entry = Element("LI", listing)
        label, body = Element("Lbl", entry), Element("LBody", entry)
        sign = prose.lines(f"{number}." if numbered else "–", style)[0]

        def mark(page: Page, y: float, label: Element = label, sign: Line = sign) -> None:
            prose.marked(page, label, sign, LEFT + 6, y - style.leading * 0.76, style)

        yield from prose.set(item, style, "P", body, indent=22, first=mark)
    yield space(6)


def _closing(prose: Prose, lines: Sequence[str]) -> Atom:
    """The last words, room to sign, then who signs; all at the right."""
    room, (first, *signed) = ROOM * (1 - RIGHT_PART), lines
    greeting = [(line, ADDRESS) for line in prose.lines(first, ADDRESS, room)]
    below = [(line, SMALL) for one in signed for line in prose.lines(one, SMALL, room)]
    said, who = Element("P", prose.root), Element("P", prose.root) if below else None
    high = _height(greeting)

    def draw(page: Page, y: float) -> None:
        x = LEFT + ROOM * RIGHT_PART
        _mark(page, said, x, y, greeting)
        page.rule(x, x + room * 0.85, y - high - HAND + 4, 0.5, "axis")
        if who is not None:
            _mark(page, who, x, y - high - HAND, below)

    return Atom(high + HAND + _height(below) + 4, draw, before=10)


def _rule() -> Atom:
    def draw(page: Page, y: float) -> None:
        page.rule(LEFT, LEFT + ROOM * 0.3, y)

    return Atom(4, draw, before=12, keep=True)


def _height(words: Words) -> float:
    return sum(style.leading for _, style in words)


def _mark(page: Page, element: Element, x: float, y: float, words: Words) -> None:
    page.canvas.begin(element)
    for line, style in words:
        page.line(x, y - style.leading * 0.76, line, style)
        y -= style.leading
    page.canvas.end()
