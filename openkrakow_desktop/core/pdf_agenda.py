"""A month to hang on a door: the days large at the left, hours and titles beside them, a thin rule between days.

Each day is a heading and a list of its own to a screen reader; a day that goes on overleaf repeats its number for the
eye only."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Run, runs
from .document_agenda import Agenda, AgendaDay, AgendaEntry
from .pdf_page import LEFT, PORTRAIT, Atom, Page, space
from .pdf_prose import Drawing, Prose
from .pdf_tags import Element
from .pdf_text import Line, Style

ROOM = PORTRAIT.room
DAY, TIME = 92.0, 86.0  # widths of the columns before the titles
NUMBER, WEEKDAY, NOTE = (
    Style(21, 23, "accent", bold=True),
    Style(8.5, 11.5, "muted"),
    Style(7.6, 9.6, "warn", bold=True),
)
HOUR, TITLE, ABOUT = Style(10.5, 14.5), Style(10.5, 14.5, bold=True), Style(8.6, 11.8, "muted")
ABOVE, BETWEEN, BELOW = 9.0, 8.0, 9.0
Words = list[tuple[Line, Style]]


def agenda(prose: Prose, block: Agenda) -> Iterator[Atom]:
    for day in block.days:
        yield from _day(prose, day)
    yield space(12)


def _day(prose: Prose, day: AgendaDay) -> Iterator[Atom]:
    words = _label(prose, day)
    heading, listing = Element("H2", prose.root), Element("L", prose.root, "/A<</O/List/ListNumbering/None>>")
    tall = sum(style.leading for _, style in words)

    def label(page: Page, y: float) -> None:
        page.canvas.begin(heading)
        _lines(page, LEFT, y, words)
        page.canvas.end()

    def label_again(page: Page, y: float) -> None:
        page.rule(LEFT, LEFT + ROOM, y)
        _lines(page, LEFT, y - ABOVE, words)

    last = len(day.entries) - 1
    for place, entry in enumerate(day.entries):
        high, draw = _entry(prose, entry, Element("LI", listing))
        first = place == 0
        above = ABOVE if first else 0.0
        deep = above + (max(high, tall) if first and last == 0 else high) + (BELOW if place == last else BETWEEN)

        def paint(page: Page, y: float, inner: Drawing = draw, first: bool = first) -> None:
            if first:
                page.rule(LEFT, LEFT + ROOM, y)
                label(page, y - ABOVE)
            inner(page, y - (ABOVE if first else 0.0))

        # Two short entries keep beside the day's label, so that it never reaches below what it names.
        keep = first and last > 0 and high < tall
        yield Atom(deep, paint, keep=keep, again=None if first else label_again, again_height=0.0 if first else ABOVE)


def _label(prose: Prose, day: AgendaDay) -> Words:
    parts = ((day.number, NUMBER), (day.weekday, WEEKDAY), (day.note, NOTE))
    return [(line, style) for said, style in parts if said for line in prose.lines(f"{said} ", style, DAY - 12)]


def _entry(prose: Prose, entry: AgendaEntry, item: Element) -> tuple[float, Drawing]:
    room = ROOM - DAY - TIME
    title = (Run(f"{entry.off}: ", bold=True), *runs(entry.title)) if entry.off else entry.title
    head = TITLE if not entry.off else Style(TITLE.size, TITLE.leading, "muted")
    words: Words = [(line, head) for line in prose.lines(title, head, room)]
    words += [(line, ABOUT) for about in entry.about for line in prose.lines(about, ABOUT, room)]
    hour = prose.lines(f"{entry.time} ", HOUR, TIME)
    label, body = Element("Lbl", item), Element("LBody", item)

    def draw(page: Page, y: float) -> None:
        page.canvas.begin(label)
        _lines(page, LEFT + DAY, y, [(line, HOUR) for line in hour])
        page.canvas.end()
        page.canvas.begin(body)
        _lines(page, LEFT + DAY + TIME, y, words)
        page.canvas.end()

    return max(sum(style.leading for _, style in words), len(hour) * HOUR.leading), draw


def _lines(page: Page, x: float, y: float, words: Words) -> None:
    """Lines one under another, the first one just below `y`."""
    for line, style in words:
        page.line(x, y - style.leading * 0.76, line, style)
        y -= style.leading
