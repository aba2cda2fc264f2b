"""Document -> tagged PDF (PDF/UA-1, PDF/A-2a). Only the canvas of reportlab is used, and no markup parser.

Importing this takes a quarter of a second: import it on use."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import pdf_agenda, pdf_certificate, pdf_figure, pdf_hand, pdf_letter, pdf_prose, pdf_table
from .document import (
    Bullets,
    Cards,
    Contents,
    CountBoxes,
    Document,
    Figure,
    HandBoxes,
    HandTable,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    printable,
)
from .document_agenda import Agenda
from .document_certificate import Certificate
from .document_letter import Letter
from .document_rules import problems
from .files import write_whole
from .pdf_page import LEFT, RGB, Atom, Page, Spot, fill
from .pdf_prose import Prose
from .pdf_tags import TaggedCanvas
from .pdf_text import Family, Style, Written, default_family, width

ONE_AT_A_TIME = threading.Lock()  # saving switches two things of reportlab for the whole process
_FOOT = Style(7.5, 10, "muted")
_FOLLOWING = (Table, Figure, KeyFigures, Note, Paragraph)
_SHORT = 8  # lines of an introduction that are not parted
_MAKERS: dict[type, Callable[[Prose, Any], Iterator[Atom]]] = {
    Heading: pdf_prose.heading,
    Paragraph: pdf_prose.paragraph,
    Bullets: pdf_prose.bullets,
    Note: pdf_prose.note,
    Contents: pdf_prose.contents,
    KeyFigures: pdf_prose.key_figures,
    Signatures: pdf_prose.signatures,
    Table: pdf_table.table,
    Figure: pdf_figure.figure,
    HandTable: pdf_hand.hand_table,
    HandBoxes: pdf_hand.hand_boxes,
    CountBoxes: pdf_hand.count_boxes,
    Cards: pdf_hand.cards,
    Agenda: pdf_agenda.agenda,
    Letter: pdf_letter.letter,
    Certificate: pdf_certificate.certificate,
}


def write_pdf(
    document: Document,
    path: Path,
    *,
    family: Family | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write the document and return its number of pages: see `pdf_bytes`.

    OSError when the file cannot be written; the old file stays whatever goes wrong."""
    data, pages = pdf_bytes(document, family=family, progress=progress)
    write_whole(path, data)
    return pages


def pdf_bytes(
    document: Document,
    *,
    family: Family | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    spots: list[Spot] | None = None,
) -> tuple[bytes, int]:
    """The PDF and its number of pages; the same document makes the same bytes. `spots` is given every number that can
    be asked where it comes from.

    `progress(pages drawn, pages)` may raise to stop. ValueError for a document that has `problems` (a programmer's
    fault)."""
    if wrong := problems(document):
        raise ValueError("; ".join(wrong))
    with ONE_AT_A_TIME:
        fonts = family or default_family()
        canvas = TaggedCanvas(
            title=printable(document.title),
            author=printable(document.author),
            subject=printable(document.subject),
            language=document.language,
            font=fonts.regular[0].name,
            created=document.created or dt.datetime(2000, 1, 1),
        )
        found: list[Spot] = [] if spots is None else spots
        pages = _draw(document, canvas, Prose(document, fonts, canvas.tree), progress, found)
        return canvas.finished(), pages


def _draw(
    document: Document,
    canvas: TaggedCanvas,
    prose: Prose,
    progress: Callable[[int, int], None],
    spots: list[Spot],
) -> int:
    sheets = fill(_atoms(prose))
    where = {atom.key: number for number, sheet in enumerate(sheets, 1) for _, atom, _ in sheet.atoms if atom.key}
    written: Written = {}
    is_letter = _is_letter(document)
    for number, sheet in enumerate(sheets, 1):
        progress(number - 1, len(sheets))
        canvas.setPageSize((sheet.paper.width, sheet.paper.height))
        page = Page(canvas, sheet.paper, number, where, written)
        for y, atom, again in sheet.atoms:
            if again and atom.again:
                with canvas.artifact("Pagination"):
                    atom.again(page, y)
            else:
                atom.draw(page, y)
        spots += page.spots
        _furniture(prose, page, len(sheets), sheet.section, bare=is_letter)
        canvas.showPage()
    progress(len(sheets), len(sheets))
    return len(sheets)


def _atoms(prose: Prose) -> Iterator[Atom]:
    if not _is_letter(prose.document):
        yield from pdf_prose.title(prose)
    fresh = prose.document.cover
    blocks = prose.document.blocks
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, PageBreak):
            fresh = True
            continue
        atoms = _MAKERS[type(block)](prose, block)
        opens = isinstance(block, Paragraph) and prose.after_heading and isinstance(following, _FOLLOWING)
        if opens or (isinstance(block, Note) and isinstance(following, Paragraph)):
            atoms = _held(atoms)
        for atom in atoms:
            atom.new_page, fresh = atom.new_page or fresh, False
            yield atom
        prose.after_heading = isinstance(block, Heading)


def _is_letter(document: Document) -> bool:
    """Letters and certificates are their own heading and bear no running head."""
    return any(isinstance(block, (Letter, Certificate)) for block in document.blocks)


def _held(atoms: Iterator[Atom]) -> Iterator[Atom]:
    """What introduces a table, a picture or more text ends on the page where that begins; short, it stays whole."""
    lines = list(atoms)
    for line in lines if len(lines) <= _SHORT else lines[-1:]:
        line.keep = True
    yield from lines


def _furniture(prose: Prose, page: Page, pages: int, section: str, *, bare: bool) -> None:
    """Running head and foot (on letters neither: `bare`), and the page's rules; nothing of it is read aloud."""
    document, canvas, paper = prose.document, page.canvas, page.paper
    right, top = LEFT + paper.room, paper.height - 44
    with canvas.artifact("Pagination"):
        if not (page.number == 1 and document.cover) and not bare:
            foot = prose.lines(document.labels.page.format(page=page.number, pages=pages), _FOOT)[0]
            page.line(right - width(foot, _FOOT.size), 36, foot, _FOOT)
            facts = " · ".join(value for _, value in document.facts[:2])
            page.line(LEFT, 36, prose.lines(facts, _FOOT, paper.room - 100)[0], _FOOT)
            head = prose.lines(section, _FOOT, paper.room * 0.55)[0]
            page.line(right - width(head, _FOOT.size), top, head, _FOOT)
            page.line(LEFT, top, prose.lines(document.title, _FOOT, paper.room * 0.42)[0], _FOOT)
            page.rule(LEFT, right, top - 8)
        if document.banner:
            banner = Style(7.5, 10, "warn", bold=True)
            page.line(LEFT, 24, prose.lines(document.banner, banner, paper.room)[0], banner)
    if page.rules:
        with canvas.artifact():
            for x0, x1, y, thick, colour in page.rules:
                canvas.source(f"{thick:g} w {RGB[colour]} RG {x0:.2f} {y:.2f} m {x1:.2f} {y:.2f} l S")
