"""A certificate on A4: a frame, everything in the middle, the name largest; below date and signature.

Its title with the name is the heading a screen reader finds and the bookmark of its page."""

from __future__ import annotations

from collections.abc import Iterator

from .document_certificate import Certificate
from .pdf_page import LEFT, PORTRAIT, RGB, Atom, Page
from .pdf_prose import Prose
from .pdf_tags import Element
from .pdf_text import Line, Style, width

ROOM, DEPTH = PORTRAIT.room, PORTRAIT.depth
INSIDE = ROOM - 60.0  # what stands between the frame's sides
ISSUER, UNIT = Style(13, 18, bold=True), Style(10, 14, "muted")
TITLE, NUMBER = Style(30, 40, "accent", bold=True), Style(11, 16, "muted")
MARK = Style(11, 16, "warn", bold=True)
BEFORE, NAME, TEXT = Style(12, 18), Style(24, 32, bold=True), Style(12, 19)
SMALL = Style(9, 13, "muted")
Part = tuple[Element, list[Line], Style, float]  # what is said, and the space above it


def certificate(prose: Prose, block: Certificate) -> Iterator[Atom]:
    """One page."""
    key = f"h{prose.next('heading')}"
    parts = list(_parts(prose, block))
    dated, signed = Element("P", prose.root), Element("P", prose.root)
    dated_lines = prose.lines(block.dated, TEXT, INSIDE / 2)
    signed_lines = prose.lines(block.signed, SMALL, INSIDE / 2 - 20)
    used = sum(above + len(lines) * style.leading for _, lines, style, above in parts)
    start = max(40.0, (DEPTH - used - 150) / 2.4)

    def draw(page: Page, y: float) -> None:
        page.canvas.bookmarkHorizontalAbsolute(key, y + 6)
        page.canvas.addOutlineEntry(f"{block.name} – {block.number}", key, 0, closed=False)
        _frame(page, y)
        base = y - start
        for element, lines, style, above in parts:
            base -= above
            _centred(page, element, lines, style, base)
            base -= len(lines) * style.leading
        foot = y - DEPTH + 96
        _mark(page, dated, dated_lines, TEXT, LEFT + 30, foot)
        half = LEFT + ROOM / 2 + 30
        page.rule(half, LEFT + ROOM - 30, foot + 6, 0.6, "axis")
        _mark(page, signed, signed_lines, SMALL, half, foot - 8)

    yield Atom(DEPTH, draw, new_page=prose.counts["heading"] > 1)


def _parts(prose: Prose, block: Certificate) -> Iterator[Part]:
    first, *rest = block.issuer
    said = [("P", first, ISSUER, 0.0), *(("P", one, UNIT, 0.0) for one in rest)]
    said += [("H1", block.title, TITLE, 46.0), ("P", block.number, NUMBER, 2.0)]
    said += [("P", block.mark, MARK, 6.0)] if block.mark else []
    said += [("P", block.before, BEFORE, 40.0), ("P", block.name, NAME, 8.0)]
    said += [("P", one, TEXT, 22.0 if place == 0 else 8.0) for place, one in enumerate(block.text)]
    for tag, words, style, above in said:
        yield Element(tag, prose.root), prose.lines(words, style, INSIDE), style, above


def _frame(page: Page, y: float) -> None:
    """Two lines around the page, the inner one thin; no content."""
    with page.canvas.artifact():
        outer = f"{LEFT:.2f} {y - DEPTH:.2f} {ROOM:.2f} {DEPTH:.2f} re"
        inner = f"{LEFT + 7:.2f} {y - DEPTH + 7:.2f} {ROOM - 14:.2f} {DEPTH - 14:.2f} re"
        page.canvas.source(f"2.4 w {RGB['accent']} RG {outer} S 0.6 w {RGB['axis']} RG {inner} S")


def _centred(page: Page, element: Element, lines: list[Line], style: Style, y: float) -> None:
    page.canvas.begin(element)
    for line in lines:
        page.line(LEFT + (ROOM - width(line, style.size)) / 2, y - style.leading * 0.76, line, style)
        y -= style.leading
    page.canvas.end()


def _mark(page: Page, element: Element, lines: list[Line], style: Style, x: float, y: float) -> None:
    page.canvas.begin(element)
    for line in lines:
        page.line(x, y, line, style)
        y -= style.leading
    page.canvas.end()
