"""Papers that people write on: tables with lines around every cell, boxes, squares to cross out, cards to cut out.

What is empty stays empty for a screen reader too; lines are decoration, a QR code is a figure that says its code."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Card, Cards, CountBoxes, HandBoxes, HandColumn, HandTable, printable
from .pdf_page import LEFT, PORTRAIT, RGB, Atom, Page, space
from .pdf_prose import Prose
from .pdf_tags import Element, pdf_text
from .pdf_text import Line, Style, width

ROOM = PORTRAIT.room
PAD = 4.0
HEAD, HEAD_MORE, CELL = Style(7.6, 9.4, bold=True), Style(6.6, 8.4, "muted"), Style(9.5, 12)
NUMBER, LABEL = Style(5.6, 7, "muted"), Style(8.2, 11)
BOX, BOX_WIDE = 26.0, 62.0
CARD_HEIGHT, QR = 122.0, 98.0
CODE, NAME, ABOUT = Style(19, 24, bold=True), Style(10, 13), Style(7.2, 9.6, "muted")


def _ink(page: Page, code: str, thick: float = 0.6, colour: str = "axis") -> None:
    """Lines that are no content."""
    with page.canvas.artifact():
        page.canvas.source(f"{thick:g} w {RGB[colour]} RG {code} S")


def _frame(x: float, top: float, wide: float, high: float) -> str:
    return f"{x:.2f} {top - high:.2f} {wide:.2f} {high:.2f} re"


# ---- a table to write in -------------------------------------------------------------------------------------------
def hand_table(prose: Prose, block: HandTable) -> Iterator[Atom]:
    shares = sum(column.share for column in block.columns)
    widths = [ROOM * column.share / shares for column in block.columns]
    places = [LEFT + sum(widths[:i]) for i in range(len(widths))]
    element = Element("Table", prose.root, f"/A<</O/Table/Summary {pdf_text(printable(block.caption))}>>")
    yield _heads(prose, block.columns, places, widths, Element("THead", element))
    body = Element("TBody", element)
    for place, row in enumerate(block.rows):
        atom = _row(prose, block, row, places, widths, body)
        atom.keep = place < len(block.rows) - 1
        yield atom
    yield space(8, keep=True)


def _heads(
    prose: Prose, columns: tuple[HandColumn, ...], places: list[float], widths: list[float], parent: Element
) -> Atom:
    row = Element("TR", parent)
    cells: list[tuple[Element, list[tuple[Line, Style]]]] = []
    for column, wide in zip(columns, widths, strict=True):
        styles = [HEAD, *(HEAD_MORE for _ in column.titles[1:])]
        lines = [
            (line, style)
            for title, style in zip(column.titles, styles, strict=True)
            for line in prose.lines(title, style, wide - 2 * PAD)
        ]
        cells.append((Element("TH", row, "/A<</O/Table/Scope/Column>>"), lines))
    deep = max(sum(style.leading for _, style in lines) for _, lines in cells) + 2 * PAD

    def draw(page: Page, y: float) -> None:
        for x, (cell, lines) in zip(places, cells, strict=True):
            page.canvas.begin(cell)
            base = y - PAD - 6.5
            for line, style in lines:
                page.line(x + PAD, base, line, style)
                base -= style.leading
            page.canvas.end()
        frames = (_frame(x, y, wide, deep) for x, wide in zip(places, widths, strict=True))
        _ink(page, " ".join(frames), 0.9)

    return Atom(deep, draw, keep=True)


def _row(
    prose: Prose, block: HandTable, row: tuple[str, ...], places: list[float], widths: list[float], body: Element
) -> Atom:
    line = Element("TR", body)
    cells = [
        Element("TH", line, "/A<</O/Table/Scope/Row>>") if column.header else Element("TD", line)
        for column in block.columns
    ]
    texts = [_shortened(prose, said, wide - 2 * PAD) for said, wide in zip(row, widths, strict=True)]

    def draw(page: Page, y: float) -> None:
        for x, cell, text in zip(places, cells, texts, strict=True):
            if text:
                page.canvas.begin(cell)
                page.line(x + PAD, y - block.height / 2 - 3.2, text, CELL)
                page.canvas.end()
        _ink(page, " ".join(_frame(x, y, wide, block.height) for x, wide in zip(places, widths, strict=True)))

    return Atom(block.height, draw)


def _shortened(prose: Prose, said: str, room: float) -> Line:
    """One line; what does not fit is left off, with an ellipsis."""
    if not said:
        return []
    lines = prose.lines(said, CELL, room)
    return lines[0] if len(lines) == 1 else prose.lines(_fitting(prose, said, room), CELL)[0]


def _fitting(prose: Prose, said: str, room: float) -> str:
    while said and prose.measure(f"{said}…", CELL.size, False) > room:
        said = said[:-1].rstrip()
    return f"{said}…"


# ---- boxes and squares ---------------------------------------------------------------------------------------------
def hand_boxes(prose: Prose, block: HandBoxes) -> Iterator[Atom]:
    wide = ROOM / len(block.labels)
    parts = [
        (Element("P", prose.root), prose.lines(f"{label} ", LABEL, wide - BOX_WIDE - 3 * PAD)) for label in block.labels
    ]

    def draw(page: Page, y: float) -> None:
        for place, (element, lines) in enumerate(parts):
            edge = LEFT + (place + 1) * wide
            base = y - BOX / 2 - 3 + (len(lines) - 1) * LABEL.leading / 2
            page.canvas.begin(element)
            for line in lines:
                page.line(edge - BOX_WIDE - 2 * PAD - width(line, LABEL.size), base, line, LABEL)
                base -= LABEL.leading
            page.canvas.end()
            _ink(page, _frame(edge - BOX_WIDE, y, BOX_WIDE, BOX), 1.2, "ink")

    yield Atom(BOX, draw, 2)


def count_boxes(prose: Prose, block: CountBoxes) -> Iterator[Atom]:
    for atom in prose.set(block.label, Style(9.5, 13, bold=True, before=8, after=3), "P"):
        atom.keep = True
        yield atom
    side = ROOM / block.across
    rows = -(-block.count // block.across)
    element = Element("Figure", prose.root)
    high = rows * side

    def draw(page: Page, y: float) -> None:
        box = f"[{LEFT} {y - high:.2f} {LEFT + ROOM:.2f} {y:.2f}]"
        element.extra = f"/Alt {pdf_text(printable(block.alt))}/A<</O/Layout/Placement/Block/BBox{box}>>"
        page.canvas.begin(element)
        frames = []
        for n in range(block.count):
            x, top = LEFT + n % block.across * side, y - n // block.across * side
            frames.append(_frame(x, top, side, side))
            page.line(x + 2, top - 7.2, prose.lines(str(n + 1), NUMBER)[0], NUMBER)
        page.canvas.source(f"0.6 w {RGB['axis']} RG {' '.join(frames)} S")
        page.canvas.end()

    yield Atom(high + 4, draw)


# ---- cards ---------------------------------------------------------------------------------------------------------
def cards(prose: Prose, block: Cards) -> Iterator[Atom]:
    """Rows of two; the dashed lines are where they are cut."""
    for start in range(0, len(block.cards), 2):
        pair = block.cards[start : start + 2]
        drawn = [_Drawn(prose, card) for card in pair]

        def draw(page: Page, y: float, drawn: list[_Drawn] = drawn) -> None:
            for place, one in enumerate(drawn):
                one.draw(page, LEFT + place * ROOM / 2, y)
            frames = " ".join(_frame(LEFT + i * ROOM / 2, y, ROOM / 2, CARD_HEIGHT) for i in range(len(drawn)))
            with page.canvas.artifact():
                page.canvas.source(f"[3 3] 0 d 0.5 w {RGB['axis']} RG {frames} S [] 0 d")

        yield Atom(CARD_HEIGHT, draw)


class _Drawn:
    """A card as set: the elements of its picture and of its words."""

    def __init__(self, prose: Prose, card: Card) -> None:
        room = ROOM / 2 - QR - 4 * PAD - 6
        self.card = card
        self.title = Element("P", prose.root)
        self.figure = Element("Figure", prose.root)
        size = min(CODE.size, CODE.size * room / max(1.0, prose.measure(card.title, CODE.size, True)))
        self.code_style = Style(round(size, 2), CODE.leading, bold=True)
        self.code = prose.lines(card.title, self.code_style)[0]
        self.texts: list[tuple[Element, list[Line], Style]] = []
        for place, said in enumerate(card.lines):
            style = NAME if place == 0 else ABOUT
            self.texts.append((Element("P", prose.root), prose.lines(said, style, room), style))

    def draw(self, page: Page, x: float, top: float) -> None:
        canvas, beside = page.canvas, x + QR + 3 * PAD + 6
        base = top - 40
        canvas.begin(self.title)
        page.line(beside, base, self.code, self.code_style)
        canvas.end()
        low = top - (CARD_HEIGHT - QR) / 2 - QR
        left = x + PAD + 6
        box = f"[{left:.2f} {low:.2f} {left + QR:.2f} {low + QR:.2f}]"
        self.figure.extra = f"/Alt {pdf_text(printable(self.card.alt))}/A<</O/Layout/Placement/Block/BBox{box}>>"
        canvas.begin(self.figure)
        canvas.source(f"{RGB['ink']} rg {_modules(self.card.picture, left, low + QR)} f")
        canvas.end()
        base -= 20
        for element, lines, style in self.texts:
            canvas.begin(element)
            for line in lines:
                page.line(beside, base, line, style)
                base -= style.leading
            canvas.end()
            base -= 2


def _modules(picture: tuple[tuple[bool, ...], ...], left: float, top: float) -> str:
    """Dark modules as rectangles, those beside each other as one."""
    side = QR / len(picture)
    found = []
    for y, row in enumerate(picture):
        start: int | None = None
        for x, dark in enumerate((*row, False)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                box = (left + start * side, top - (y + 1) * side, (x - start) * side, side)
                found.append(" ".join(f"{v:.3f}" for v in box) + " re")
                start = None
    return " ".join(found)
