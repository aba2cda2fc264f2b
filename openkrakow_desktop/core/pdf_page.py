"""Pages: paper, inks, and how atoms (a line, a table row, a picture) fill them.

Pages are filled first and drawn once, so page numbers, running heads and the contents are known on the only pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from .document import Query
from .pdf_tags import TaggedCanvas
from .pdf_text import Line, Style, Written, paint

LEFT, RIGHT, TOP, BOTTOM = 58.0, 58.0, 76.0, 64.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A4 either way, in points; `room` across and `depth` down are what the margins leave."""

    width: float
    height: float

    @property
    def room(self) -> float:
        return self.width - LEFT - RIGHT

    @property
    def depth(self) -> float:
        return self.height - TOP - BOTTOM


PORTRAIT, LANDSCAPE = Paper(595.28, 841.89), Paper(841.89, 595.28)
COLOURS = {
    "ink": "#1a2028", "muted": "#56606d", "hairline": "#d5dbe1", "axis": "#7c8694", "track": "#e9edf2",
    "paper": "#ffffff", "accent": "#004c97", "warn": "#7a4a00",
    "series2": "#8cafd0", "series3": "#c9852b", "series4": "#56606d", "series5": "#2a8c82", "series6": "#8e5ea2",
    "series7": "#a1241b", "series8": "#b9c26b",
    "heat0": "#edf0f4", "heat1": "#b2c7dd", "heat2": "#769ec5", "heat3": "#3b75ae", "heat4": "#004c97",
}  # fmt: skip
RGB = {role: " ".join(f"{int(code[i : i + 2], 16) / 255:.3f}" for i in (1, 3, 5)) for role, code in COLOURS.items()}


@dataclass(slots=True)
class Atom:
    """Something that is never cut. draw(page, y) paints it below y."""

    height: float
    draw: Callable[[Page, float], None]
    before: float = 0.0  # space above, dropped at the top of a page
    keep: bool = False  # stays with the next atom
    again: Callable[[Page, float], None] | None = None  # drawn (an artifact) when a page begins inside this table
    again_height: float = 0.0
    new_page: bool = False
    wide: bool = False  # on a landscape page
    section: str = ""  # the running head from here on
    key: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A number on a page that follows from rows of the document: `page` from 0, `box` (left, bottom, right, top) in
    points, `words` what it is and its value. Nothing of it stands in the PDF."""

    page: int
    box: tuple[float, float, float, float]
    words: str
    query: Query


@dataclass(slots=True)
class Page:
    """A page while it is drawn. Rules are collected and drawn as one artifact at its end."""

    canvas: TaggedCanvas
    paper: Paper
    number: int
    pages: dict[str, int]  # heading key -> page number
    written: Written
    rules: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def line(self, x: float, y: float, line: Line, style: Style, colour: str = "") -> None:
        paint(self.canvas, x, y, line, style.size, RGB[colour or style.colour], self.written)

    def spot(self, box: tuple[float, float, float, float], words: str, query: Query | None) -> None:
        """Remember where a number stands that can be asked where it comes from."""
        if query is not None:
            self.spots.append(Spot(self.number - 1, box, words, query))

    def rule(self, x0: float, x1: float, y: float, thick: float = 0.4, colour: str = "hairline") -> None:
        self.rules.append((x0, x1, y, thick, colour))


@dataclass(slots=True)
class Sheet:
    """A page as planned: what stands on it, each with its top, and whether it is a repeated header."""

    paper: Paper
    section: str
    atoms: list[tuple[float, Atom, bool]] = field(default_factory=list)


def nothing(page: Page, y: float) -> None:
    """Space."""


def space(height: float, keep: bool = False) -> Atom:
    return Atom(height, nothing, keep=keep)


def fill(atoms: Iterable[Atom]) -> list[Sheet]:
    """Atoms -> pages. Atoms that keep together move together; a change of paper begins a page."""
    sheets: list[Sheet] = []
    section, room = "", 0.0
    for group in _groups(atoms):
        paper = LANDSCAPE if any(a.wide for a in group) else PORTRAIT
        need = sum(a.height + a.before for a in group)
        fresh = not sheets or paper is not sheets[-1].paper
        if fresh or (room < paper.depth and (need > room + 0.01 or group[0].new_page)):
            sheets.append(Sheet(paper, section))
            room = paper.depth
            if group[0].again:
                sheets[-1].atoms.append((paper.height - TOP, group[0], True))
                room -= group[0].again_height
        sheet = sheets[-1]
        for one in group:
            if one.section and (not sheet.atoms or not section):  # the running head names what the page begins with
                sheet.section = one.section
            section = one.section or section
            room -= one.before if sheet.atoms else 0
            sheet.atoms.append((paper.height - TOP - (paper.depth - room), one, False))
            room -= one.height
    return sheets


def _groups(atoms: Iterable[Atom]) -> Iterator[list[Atom]]:
    group: list[Atom] = []
    for atom in atoms:
        group.append(atom)
        if not atom.keep:
            yield from _held(group, atom)
            group = []
    if group:
        yield from _held(group, group[-1])


def _held(group: list[Atom], last: Atom) -> Iterator[list[Atom]]:
    """The group, if a page can hold it together; what none can hold is let go, on the same paper."""
    wide = any(a.wide for a in group)
    depth = (LANDSCAPE if wide else PORTRAIT).depth
    if sum(a.height + a.before for a in group) + last.again_height <= depth:
        yield group
        return
    for one in group:
        one.wide = wide
        yield [one]
