"""Tables on the page: thin rules below rows, none beside them; headers small and grey, standing on their rule.

Rows never break unless one is taller than a page; the header is repeated on each page, for the eye only."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Cell, Column, Kind, NoData, Query, Run, Suppressed, Table, Text, Value, bare, printable, runs
from .document_rules import footnotes, mark, show, superscript, table_legend, totals_row
from .pdf_page import LANDSCAPE, LEFT, PORTRAIT, Atom, Page, space
from .pdf_prose import CAPTION, SMALL, Prose
from .pdf_tags import Element, pdf_text
from .pdf_text import Line, Style, break_lines, pieces, width

CELL, CELL_HEAD = Style(8.2, 11), Style(7.5, 10, "muted", bold=True)
PAD, GUTTER = 3.2, 10.0
NARROW = 0.6  # of the page's width, for tables that need no more
LONGEST_HEAD = 62.0  # of a number, that may stand on one line
WHOLE, TOGETHER = 18, 12  # rows of a table that is never cut; lines below it that move with its last row


def table(prose: Prose, block: Table) -> Iterator[Atom]:
    if block.workbook_only:
        return
    for atom in _Layout(prose, block).atoms():
        atom.wide = block.wide
        yield atom


class _Words:
    """A cell's text as set: its pieces, how wide they are on one line, and their lines once the column is known.
    Cells of a column that say the same share it: most columns of a register repeat a few words."""

    __slots__ = ("lines", "parts", "wide")

    def __init__(self, parts: Line) -> None:
        self.parts = parts
        self.wide = width(parts, CELL.size) + (1.0 if len(parts) > 1 else 0.0)  # spaces differ from face to face
        self.lines: list[Line] = []

    def broken(self, room: float) -> list[Line]:
        if not self.lines:
            self.lines = break_lines(self.parts, CELL.size, room + 0.01)
        return self.lines

    def said(self) -> str:
        return "".join(part.text for part in self.parts)

    def longest_word(self) -> float:
        return max((width([p.cut(word)], CELL.size) for p in self.parts for word in p.text.split()), default=0.0)


class _Layout:
    def __init__(self, prose: Prose, block: Table) -> None:
        self.prose, self.block, self.document = prose, block, prose.document
        self.paper = LANDSCAPE if block.wide else PORTRAIT
        self.whole = self.room = self.paper.room
        self.notes = footnotes(block)
        self.known: list[dict[str, _Words]] = [{} for _ in block.columns]
        self.cells = [[self.words(i, value) for i, value in enumerate(row)] for row in block.rows]
        self.heads = [pieces(c.title, prose.family, True) for c in block.columns]
        self.totals = self.total_row()
        self.right = [c.at_right for c in block.columns]
        self.gaps = [GUTTER + (8.0 if a and not b else 0.0) for a, b in zip(self.right, self.right[1:], strict=False)]
        measured = self.measured()
        if self.natural(measured) <= self.room * NARROW:  # the eye need not travel across an empty page
            self.room *= NARROW
        self.widths = column_widths(self.room - sum(self.gaps), block.columns, self.heads, measured)
        self.places = [LEFT + sum(self.widths[:i]) + sum(self.gaps[:i]) for i in range(len(self.widths))]

    def words(self, i: int, value: Value) -> _Words:
        column, inner = self.block.columns[i], bare(value)
        text: Text = inner if isinstance(inner, (Run, tuple)) else show(value, column, self.document)
        if self.notes and isinstance(value, (Cell, NoData, Suppressed)):
            text = (*runs(text), mark(value, self.notes))
        if not isinstance(text, str):
            return _Words(pieces(text, self.prose.family, False, column.lang))
        found = self.known[i].get(text)
        if found is None:
            found = self.known[i][text] = _Words(pieces(text, self.prose.family, False, column.lang))
        return found

    def total_row(self) -> list[_Words] | None:
        sums = totals_row(self.block)
        if sums is None:
            return None
        label = next((i for i, c in enumerate(self.block.columns) if c.header), 0)
        texts = [show(value, column, self.document) for value, column in sums]
        if sums[label][0] is None:
            texts[label] = self.document.labels.total
        return [_Words(pieces(text, self.prose.family, True)) for text in texts]

    def natural(self, measured: list[list[_Words]]) -> float:
        """How wide the table would be with every cell on one line."""
        heads = [width(words, CELL_HEAD.size) for words in self.heads]
        wide = (max([head, *(cell.wide for cell in cells)]) for head, cells in zip(heads, measured, strict=True))
        return sum(wide) + sum(self.gaps)

    def measured(self) -> list[list[_Words]]:
        """The different texts of each column."""
        totals = [[cell] for cell in self.totals] if self.totals else [[] for _ in self.block.columns]
        return [list({*(row[i] for row in self.cells), *totals[i]}) for i in range(len(self.block.columns))]

    def atoms(self) -> Iterator[Atom]:
        words, prose, block = self.document.labels, self.prose, self.block
        summary = f"/A<</O/Table/Summary {pdf_text(printable(block.summary))}>>" if block.summary else ""
        element = Element("Table", prose.root, summary)
        caption = f"{words.table} {prose.next('table')}. {block.caption}"
        for atom in prose.set(caption, CAPTION, "Caption", element, room=self.whole):
            atom.keep = True
            yield atom
        head = self.header(Element("THead", element))
        yield head
        body = Element("TBody", element)
        last = len(self.cells) - 1
        for i, row in enumerate(self.cells):
            for atom in self.row(row, body, values=block.rows[i]):
                atom.again, atom.again_height = head.again, head.height
                atom.keep = last < WHOLE or i == 0 or i == last
                yield atom
        for atom in self.row(self.totals, body, final=True) if self.totals else ():
            atom.again, atom.again_height = head.again, head.height
            atom.keep = True
            yield atom
        yield from self.below()

    def below(self) -> Iterator[Atom]:
        """What stands below moves with the last row, unless it is long."""
        atoms = list(self.remarks())
        for atom in atoms[:-1]:
            atom.keep = atom.keep or len(atoms) <= TOGETHER
        yield from atoms

    def remarks(self) -> Iterator[Atom]:
        """Footnotes, the legend of signs, remarks and the source."""
        prose = self.prose
        yield space(5, keep=True)
        for text, number in self.notes.items():
            extra = f"/ID(n{prose.next('note')})"
            yield from prose.set(f"{superscript(number)} {text}", SMALL, "Note", extra=extra, room=self.whole)
        for text in (*table_legend(self.block, self.document), *self.block.notes):
            yield from prose.set(text, SMALL, "P", room=self.whole)
        yield from prose.below("", self.block.source, self.whole)

    def header(self, parent: Element) -> Atom:
        row = Element("TR", parent)
        cells = [Element("TH", row, "/A<</O/Table/Scope/Column>>") for _ in self.block.columns]
        lines = [break_lines(p, CELL_HEAD.size, w + 0.01) for p, w in zip(self.heads, self.widths, strict=True)]
        deep = max(map(len, lines))
        height = deep * CELL_HEAD.leading + 7

        def draw(page: Page, y: float, elements: list[Element]) -> None:
            for i, cell in enumerate(lines):
                top = y - 8 - (deep - len(cell)) * CELL_HEAD.leading  # headers stand on their rule
                if elements:
                    page.canvas.begin(elements[i])
                self.column(page, i, cell, top, CELL_HEAD)
                if elements:
                    page.canvas.end()
            page.rule(LEFT, LEFT + self.room, y - height, 0.9, "ink")

        return Atom(height, lambda page, y: draw(page, y, cells), keep=True, again=lambda page, y: draw(page, y, []))

    def asked(self, cells: list[_Words], values: tuple[Value, ...]) -> list[tuple[int, str, Query]]:
        """The numbers of a row that follow from other rows: column, what it is and its value, how."""
        name = next((cells[i].said() for i, column in enumerate(self.block.columns) if column.header), "")
        return [
            (i, f"{name}: {cells[i].said()}", value.query)
            for i, value in enumerate(values)
            if isinstance(value, Cell) and value.query is not None
        ]

    def row(
        self, cells: list[_Words], body: Element, final: bool = False, values: tuple[Value, ...] = ()
    ) -> Iterator[Atom]:
        leading = CELL.leading
        lines = [cell.broken(wide) for cell, wide in zip(cells, self.widths, strict=True)]
        row = Element("TR", body)
        elements = [
            Element("TH", row, "/A<</O/Table/Scope/Row>>") if c.header else Element("TD", row)
            for c in self.block.columns
        ]
        deep, most = max(map(len, lines)), int((self.paper.depth - 80) / leading)
        asked = self.asked(cells, values)
        for start in range(0, deep, most):  # a cell taller than a page goes on overleaf, in the same element
            part = lines if deep <= most else [cell[start : start + most] for cell in lines]
            height = min(most, deep - start) * leading + 2 * PAD

            def draw(page: Page, y: float, part: list[list[Line]] = part, height: float = height) -> None:
                top = y - PAD - leading * 0.76
                for i, cell in enumerate(part):
                    page.canvas.begin(elements[i])
                    self.column(page, i, cell, top, CELL)
                    page.canvas.end()
                for i, said, query in asked:
                    left = self.places[i]
                    page.spot((left - 4, y - height, left + self.widths[i] + 4, y), said, query)
                if final:
                    page.rule(LEFT, LEFT + self.room, y, 0.9, "ink")
                else:
                    page.rule(LEFT, LEFT + self.room, y - height)

            yield Atom(height, draw)

    def column(self, page: Page, i: int, lines: list[Line], y: float, style: Style) -> None:
        right = self.right[i]
        for line in lines:
            if line:
                x = self.places[i] + (self.widths[i] - width(line, style.size) if right else 0)
                page.line(x, y, line, style)
            y -= style.leading


def column_widths(
    room: float, columns: tuple[Column, ...], heads: list[Line], texts: list[list[_Words]]
) -> list[float]:
    """Numbers and dates get what they need; texts share what is left, wider ones more, none less than its longest
    word, unless that word is absurdly long."""
    least_heads = [max(width([p.cut(word)], CELL_HEAD.size) for p in h for word in p.text.split(" ")) for h in heads]
    natural = [max([head, 8.0, *(cell.wide for cell in texts[i])]) for i, head in enumerate(least_heads)]
    breaks = [c.kind is Kind.TEXT and not c.at_right for c in columns]  # a number said as text is not cut in two
    longest = [
        max([least_heads[i], 8.0, *(cell.longest_word() for cell in texts[i])]) if breaks[i] else natural[i]
        for i, c in enumerate(columns)
    ]
    for cap in (75.0, 55.0, 40.0, 25.0):
        least = [max(least_heads[i], min(w, cap)) if breaks[i] else w for i, w in enumerate(longest)]
        if sum(least) <= room:
            return _shared(room - sum(least), columns, natural, least, [width(h, CELL_HEAD.size) for h in heads])
    return [w * room / sum(least) for w in least]


def _shared(
    spare: float, columns: tuple[Column, ...], natural: list[float], least: list[float], heads: list[float]
) -> list[float]:
    """Small wishes are met in full, the rest share what is left; columns that name their rows count twice. Then heads
    of numbers may stand on one line, and at last the texts spread."""
    wish = [max(0.0, min(n, 260.0) - m) for n, m in zip(natural, least, strict=True)]
    given = [0.0] * len(columns)
    weight = [2.0 if c.header else 1.0 for c in columns]
    order = sorted(range(len(columns)), key=lambda i: wish[i] / weight[i])
    for place, i in enumerate(order):
        given[i] = min(wish[i], spare * weight[i] / sum(weight[k] for k in order[place:]))
        spare -= given[i]
    for i, head in enumerate(heads):
        short = columns[i].at_right and head <= LONGEST_HEAD
        more = min(spare, max(0.0, head - least[i] - given[i])) if short else 0.0
        given[i], spare = given[i] + more, spare - more
    texts = [i for i, c in enumerate(columns) if c.kind is Kind.TEXT] or list(range(len(columns)))
    more = spare / len(texts)
    return [m + g + (more if i in texts else 0) for i, (m, g) in enumerate(zip(least, given, strict=True))]
