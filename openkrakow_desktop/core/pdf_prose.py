"""Words on the page: paragraphs, headings, lists, notes, contents, key figures, signatures.

`Prose` makes the lines of one structure element; each block is a function that yields atoms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .document import (
    Bullets,
    Cell,
    Column,
    Contents,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    NoData,
    Note,
    Paragraph,
    Query,
    Run,
    Signature,
    Signatures,
    Source,
    Suppressed,
    Text,
    bare,
    plain,
    runs,
)
from .document_rules import show, source_line
from .pdf_page import LEFT, PORTRAIT, RGB, Atom, Page, space
from .pdf_tags import Element
from .pdf_text import Family, Line, Style, break_lines, pieces, width

BODY, LEAD = Style(9.5, 14.2, after=6), Style(12, 18, after=10)
HEADINGS = {
    1: Style(19, 25, bold=True, before=30, after=10),
    2: Style(13, 18, bold=True, before=22, after=6),
    3: Style(10, 14, bold=True, before=14, after=3),
}
CAPTION, SMALL = Style(9, 13, bold=True, before=14, after=5), Style(7.5, 10.5, "muted", after=1)
ROOM = PORTRAIT.room
ENDLESS = 1e6
Drawing = Callable[[Page, float], None]


class Prose:
    """Lines of text in structure elements; counts what is numbered."""

    def __init__(self, document: Document, family: Family, root: Element) -> None:
        self.document, self.root = document, root
        self.family = replace(family, home=document.language)
        self.after_heading = False
        self.counts = {"table": 0, "figure": 0, "heading": 0, "note": 0}

    def next(self, what: str) -> int:
        self.counts[what] += 1
        return self.counts[what]

    def measure(self, text: str, size: float, bold: bool) -> float:
        return width(pieces(text, self.family, bold), size)

    def lines(self, text: Text, style: Style, room: float = ENDLESS, lang: str = "") -> list[Line]:
        return break_lines(pieces(text, self.family, style.bold, lang), style.size, room)

    def set(
        self, text: Text, style: Style, tag: str, parent: Element | None = None, *, indent: float = 0.0,
        extra: str = "", first: Drawing | None = None, room: float = ROOM,
    ) -> Iterator[Atom]:  # fmt: skip
        """Lines of one element; at least two stay together at either end. `first` runs before the first is drawn."""
        element = Element(tag, parent or self.root, extra)
        rows = self.lines(text, style, room - indent)
        for i, row in enumerate(rows):
            begins, last = i == 0, i == len(rows) - 1

            def draw(page: Page, y: float, row: Line = row, begins: bool = begins) -> None:
                if first and begins:
                    first(page, y)
                self.marked(page, element, row, LEFT + indent, y - style.leading * 0.76, style)

            height = style.leading + (style.after if last else 0)
            yield Atom(height, draw, style.before if begins else 0, keep=not last and (begins or i == len(rows) - 2))

    def marked(self, page: Page, element: Element, line: Line, x: float, y: float, style: Style) -> None:
        """One line in its element, links as elements of their own."""
        stretch: Line = []
        for piece in [*line, None]:
            if stretch and (piece is None or piece.href != stretch[0].href):
                href = stretch[0].href
                link = Element("Link", element) if href else element
                page.canvas.begin(link)
                page.line(x, y, stretch, style, "accent" if href else "")
                page.canvas.end()
                wide = width(stretch, style.size)
                if href:
                    page.rule(x, x + wide, y - 1.6, 0.5, "accent")
                    words = f"{self.document.labels.link}: {href}"
                    page.canvas.link(link, (x, y - 3, x + wide, y + style.size), href, words)
                x, stretch = x + wide, []
            if piece is not None:
                stretch.append(piece)

    def below(self, summary: str, source: Source | None, room: float = ROOM) -> Iterator[Atom]:
        """What a picture or table says, and where its numbers come from: never on another page than its end."""
        words = source_line(source, self.document) if source else ""
        for text, style in ((summary, Style(8.5, 12.2, before=4, after=2)), (words, SMALL)):
            for atom in self.set(text, style, "P", room=room) if text else ():
                atom.keep = True
                yield atom
        yield space(10)


# ---- the title -----------------------------------------------------------------------------------------------------
def title(prose: Prose) -> Iterator[Atom]:
    """The document's name, on a cover or at the head of the first page; what it is not (demo, draft) right below."""
    document, cover = prose.document, prose.document.cover

    def band(page: Page, y: float) -> None:
        page.rule(LEFT, LEFT + 44, y + 34, 5, "accent")

    if cover:
        yield space(150, keep=True)
    size = Style(34, 42, bold=True, after=10) if cover else Style(22, 28, bold=True, after=4)
    subtitle = Style(15, 22, "muted", after=12) if cover else Style(11, 16, "muted", after=10)
    banner = Style(10, 15, "warn", bold=True, after=12)
    above = list(prose.set(document.title, size, "H1", first=band if cover else None))
    for atom in above:
        atom.keep = True
    above += prose.set(document.subtitle, subtitle, "P") if document.subtitle else ()
    above += prose.set(document.banner, banner, "P") if document.banner else ()
    yield from above
    if cover and document.facts:
        used = 150 + sum(a.height + a.before for a in above) + 19 * len(document.facts)
        yield space(max(0.0, PORTRAIT.depth - used - 20))
        for name, value in document.facts:
            yield _fact(prose, name, value)


def _fact(prose: Prose, name: str, value: str) -> Atom:
    element, quiet, style = Element("P", prose.root), Style(9, 19, "muted"), Style(9, 19)
    label, words = prose.lines(name + " ", quiet)[0], prose.lines(value, style)[0]
    beside = max(120.0, width(label, quiet.size) + 8)

    def draw(page: Page, y: float) -> None:
        page.rule(LEFT, LEFT + ROOM, y)
        page.canvas.begin(element)
        page.line(LEFT, y - 13, label, quiet)
        page.line(LEFT + beside, y - 13, words, style)
        page.canvas.end()

    return Atom(19, draw)


# ---- headings, paragraphs, lists -----------------------------------------------------------------------------------
def heading(prose: Prose, block: Heading) -> Iterator[Atom]:
    key, style, words = f"h{prose.next('heading')}", HEADINGS[block.level], plain(block.text)

    def bookmark(page: Page, y: float) -> None:
        page.canvas.bookmarkHorizontalAbsolute(key, y + 6)
        page.canvas.addOutlineEntry(words, key, block.level - 1, closed=block.level > 1)

    for i, atom in enumerate(prose.set(block.text, style, f"H{block.level + 1}", first=bookmark)):
        atom.before = min(atom.before, 4.0) if prose.after_heading else atom.before
        atom.keep, atom.new_page, atom.key = True, block.new_page and i == 0, key if i == 0 else ""
        atom.section = words if block.level == 1 else ""
        yield atom


def paragraph(prose: Prose, block: Paragraph) -> Iterator[Atom]:
    yield from prose.set(block.text, LEAD if block.lead else BODY, "P")


def note(prose: Prose, block: Note) -> Iterator[Atom]:
    """A quiet call-out: an accent bar at its left."""
    text: Text = (Run(block.title + ". ", bold=True), *runs(block.text)) if block.title else block.text
    atoms = list(prose.set(text, Style(9, 13.4), "P", indent=14))
    for i, atom in enumerate(atoms):

        def draw(page: Page, y: float, inner: Drawing = atom.draw, low: float = atom.height) -> None:
            inner(page, y)
            with page.canvas.artifact():
                page.canvas.source(f"{RGB['accent']} rg {LEFT} {y - low:.2f} 2.5 {low:.2f} re f")

        atom.draw, atom.before, atom.keep = draw, 8 if i == 0 else 0, i < len(atoms) - 1
    yield from atoms
    yield space(8)


def bullets(prose: Prose, block: Bullets, parent: Element | None = None, indent: float = 6.0) -> Iterator[Atom]:
    numbering = "Decimal" if block.numbered else "Disc"
    listing = Element("L", parent or prose.root, f"/A<</O/List/ListNumbering/{numbering}>>")
    body, beside = Style(9.5, 14.2, after=2.5), indent + (16 if block.numbered else 12)
    for number, (text, nested) in enumerate(block.pairs(), 1):
        entry = Element("LI", listing)
        label, inside = Element("Lbl", entry), Element("LBody", entry)
        sign = prose.lines(f"{number}." if block.numbered else "•" if indent < 10 else "–", BODY)[0]

        def bullet(page: Page, y: float, label: Element = label, sign: Line = sign) -> None:
            prose.marked(page, label, sign, LEFT + indent, y - BODY.leading * 0.76, BODY)

        yield from prose.set(text, body, "P", inside, indent=beside, first=bullet)
        if nested:
            yield from bullets(prose, nested, inside, indent + 14)
    if parent is None:
        yield space(4)


# ---- contents ------------------------------------------------------------------------------------------------------
def contents(prose: Prose, block: Contents) -> Iterator[Atom]:
    style = Style(9.5, 15.5)
    yield from prose.set(prose.document.labels.contents, HEADINGS[2], "P")
    listing = Element("TOC", prose.root)
    headings = (b for b in prose.document.blocks if isinstance(b, Heading))
    for place, entry in enumerate(headings, 1):
        if entry.level <= block.depth:
            draw = _contents_line(prose, entry, f"h{place}", Element("TOCI", listing), style)
            yield Atom(style.leading, draw, 4 if entry.level == 1 else 0)


def _contents_line(prose: Prose, entry: Heading, key: str, item: Element, style: Style) -> Drawing:
    link = Element("Link", Element("Reference", item))
    bold = replace(style, bold=entry.level == 1)
    indent = LEFT + 14 * (entry.level - 1)
    words = prose.lines(plain(entry.text) + " ", bold, LEFT + ROOM - indent - 40)

    def draw(page: Page, y: float) -> None:
        base = y - 11
        number = prose.lines(str(page.pages[key]), bold)[0]
        page.canvas.begin(link)
        page.line(indent, base, words[0], bold)
        page.line(LEFT + ROOM - width(number, style.size), base, number, bold)
        page.canvas.end()
        page.rule(indent + width(words[0], style.size) + 4, LEFT + ROOM - 24, base, 0.3)
        page.canvas.link(link, (indent, base - 4, LEFT + ROOM, base + 11), "#" + key, plain(entry.text))

    return draw


# ---- key figures ---------------------------------------------------------------------------------------------------
_NUMBER, _LABEL, _REMARK = Style(25, 30, "accent", bold=True), Style(8.5, 11.8), Style(7.5, 10.4, "muted")
Card = tuple[Element, Style, tuple[list[Line], list[Line], list[Line]]]


def key_figures(prose: Prose, block: KeyFigures) -> Iterator[Atom]:
    """Up to four numbers in a row, each one paragraph: the number, what it counts, and a remark."""
    for start in range(0, len(block.figures), 4):
        shown = block.figures[start : start + 4]
        wide = (ROOM + 14) / max(len(shown), 4 if start else 1)
        cards = [_card(prose, figure, wide - 14) for figure in shown]
        asked = [one.value.query if isinstance(one.value, Cell) else None for one in shown]
        deep = max(34 + len(lines[1]) * 11.8 + len(lines[2]) * 10.4 + 3 for _, _, lines in cards)

        def draw(
            page: Page,
            y: float,
            cards: list[Card] = cards,
            wide: float = wide,
            figures: tuple[KeyFigure, ...] = shown,
            asked: list[Query | None] = asked,
        ) -> None:
            for i, card in enumerate(cards):
                x = LEFT + i * wide
                _draw_card(page, x, y, wide - 14, card)
                page.spot((x, y - 60, x + wide - 14, y), figures[i].label, asked[i])

        yield Atom(deep + 14, draw, 10)


def _card(prose: Prose, figure: KeyFigure, room: float) -> Card:
    value = bare(figure.value)
    remark = figure.note or (value.reason if isinstance(value, (NoData, Suppressed)) else "")
    words = show(figure.value, Column("", figure.kind), prose.document)
    natural = prose.measure(words, _NUMBER.size, True)
    number = replace(_NUMBER, size=round(_NUMBER.size * min(1.0, room / max(natural, 1.0)), 2))
    label = prose.lines(figure.label + (" " if remark else ""), _LABEL, room)
    lines = (prose.lines(words + " ", number), label, prose.lines(remark, _REMARK, room) if remark else [])
    return Element("P", prose.root), number, lines


def _draw_card(page: Page, x: float, y: float, wide: float, card: Card) -> None:
    element, number, (value, label, remark) = card
    base = y - 26
    page.rule(x, x + wide, y, 0.8, "accent")
    page.canvas.begin(element)
    page.line(x, base, value[0], number)
    base -= 15
    for lines, style in ((label, _LABEL), (remark, _REMARK)):
        for line in lines:
            page.line(x, base, line, style)
            base -= style.leading
        base -= 1
    page.canvas.end()


# ---- signatures ----------------------------------------------------------------------------------------------------
SignatureLines = tuple[Element, list[tuple[list[Line], Style]]]


def signatures(prose: Prose, block: Signatures) -> Iterator[Atom]:
    """Lines to sign on, up to three beside each other, with room for a hand above."""
    for start in range(0, len(block.lines), 3):
        shown = block.lines[start : start + 3]
        wide = (ROOM + 24) / 3
        parts = [_signature(prose, line, wide - 24) for line in shown]
        deep = max(58 + sum(len(lines) * 12 for lines, _ in texts) for _, texts in parts)

        def draw(page: Page, y: float, parts: list[SignatureLines] = parts, wide: float = wide) -> None:
            for i, (element, texts) in enumerate(parts):
                x, base = LEFT + i * wide, y - 58
                page.rule(x, x + wide - 24, y - 46, 0.6, "axis")
                page.canvas.begin(element)
                for lines, style in texts:
                    for line in lines:
                        page.line(x, base, line, style)
                        base -= 12
                page.canvas.end()

        yield Atom(deep + 8, draw, 12)


def _signature(prose: Prose, line: Signature, room: float) -> SignatureLines:
    name, role = Style(9, 12), Style(8, 12, "muted")
    texts = [(prose.lines(line.name + " ", name, room), name)] if line.name else []
    return Element("P", prose.root), [*texts, (prose.lines(line.role, role, room), role)]
