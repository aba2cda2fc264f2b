"""A chart on the page: the picture of `charts`, in the print's inks, as one figure with an alternative text."""

from __future__ import annotations

from collections.abc import Iterator

from .charts import Box, Dot, Letters, Picture, Stroke, picture
from .document import Figure, printable
from .document_rules import describe, legend_of_chart
from .pdf_page import LEFT, PORTRAIT, RGB, Atom, Page
from .pdf_prose import CAPTION, SMALL, Prose
from .pdf_tags import Element, pdf_text
from .pdf_text import Style, pieces, width

_ROUND = 0.5523  # how far a Bézier handle reaches on a quarter of a circle


def figure(prose: Prose, block: Figure) -> Iterator[Atom]:
    words = prose.document.labels
    for atom in prose.set(f"{words.figure} {prose.next('figure')}. {block.caption}", CAPTION, "P"):
        atom.keep = True
        yield atom
    drawing = picture(block.chart, PORTRAIT.room, prose.measure, words)
    element = Element("Figure", prose.root)
    alt = pdf_text(printable(describe(block, prose.document)))

    def draw(page: Page, y: float) -> None:
        box = f"[{LEFT} {y - drawing.height:.2f} {LEFT + drawing.width:.2f} {y:.2f}]"
        element.extra = f"/Alt {alt}/A<</O/Layout/Placement/Block/BBox{box}>>"
        page.canvas.begin(element)
        _paint(prose, page, drawing, y)
        page.canvas.end()

    yield Atom(drawing.height + 4, draw, keep=True)
    for text in legend_of_chart(block.chart, prose.document):
        for atom in prose.set(text, SMALL, "P"):
            atom.keep = True
            yield atom
    yield from prose.below(block.summary, block.source)


def _paint(prose: Prose, page: Page, drawing: Picture, top: float) -> None:
    for shape in drawing.shapes:
        if isinstance(shape, Letters):
            line = pieces(shape.text, prose.family, shape.bold)
            x = LEFT + shape.x - shape.anchor * width(line, shape.size)
            page.line(x, top - shape.y, line, Style(shape.size), shape.colour)
        elif isinstance(shape, Box):
            page.canvas.source(_box(shape, top))
        elif isinstance(shape, Dot):
            page.canvas.source(f"{RGB[shape.colour]} rg {_circle(LEFT + shape.x, top - shape.y, shape.radius)} f")
        elif isinstance(shape, Stroke):
            page.canvas.source(f"{shape.width:g} w {RGB[shape.colour]} RG {_path(shape.points, top)} S")
        else:
            inks = f"{shape.width:g} w {RGB[shape.edge]} RG {RGB[shape.colour]} rg"
            page.canvas.source(f"{inks} {_path(shape.points, top)} b")


def _path(points: tuple[tuple[float, float], ...], top: float) -> str:
    return " ".join(f"{LEFT + x:.2f} {top - y:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))


def _box(box: Box, top: float) -> str:
    x, y = LEFT + box.x, top - box.y - box.height
    r = min(box.radius, box.width / 2, box.height / 2)
    path = _rounded(x, y, box.width, box.height, r) if r else f"{x:.2f} {y:.2f} {box.width:.2f} {box.height:.2f} re"
    inks = f"{RGB[box.colour]} rg " if box.colour else ""
    inks += f"0.8 w {RGB[box.edge]} RG " if box.edge else ""
    paint = "B" if box.colour and box.edge else "f" if box.colour else "S"
    return f"[2 1.6] 0 d {inks}{path} {paint} [] 0 d" if box.dashed else f"{inks}{path} {paint}"


def _rounded(x: float, y: float, wide: float, tall: float, r: float) -> str:
    k, right, above = r * (1 - _ROUND), x + wide, y + tall
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c {right:.2f} {above - r:.2f} l "
        f"{right:.2f} {above - k:.2f} {right - k:.2f} {above:.2f} {right - r:.2f} {above:.2f} c "
        f"{x + r:.2f} {above:.2f} l "
        f"{x + k:.2f} {above:.2f} {x:.2f} {above - k:.2f} {x:.2f} {above - r:.2f} c {x:.2f} {y + r:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


def _circle(x: float, y: float, r: float) -> str:
    return _rounded(x - r, y - r, 2 * r, 2 * r, r)
