"""The report's pages as small pictures: the first of every chapter as it will be printed, drawn off the GUI thread.

A dashed frame says that something is missing on it; Enter or a click opens that page in the preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ...core.document import Document
from ...core.words import Words
from ...gui import theme
from ...gui.flow import flow
from ...gui.layout import column
from ...gui.paper import Paper

WIDE, TALL, FOOT = 8.4, 11.9, 1.9  # em: the picture, and the line under it
MOST = 10  # pages shown before somebody asks for all
SHARP = 0.44  # pixels to the point of a small picture on an ordinary screen


@dataclass(frozen=True)
class Small:
    """A page on which chapters begin: its number from 1, what they are called, its picture."""

    page: int
    titles: tuple[str, ...]
    picture: QImage

    @property
    def title(self) -> str:
        return self.titles[0]


@dataclass(frozen=True)
class Smalls:
    """The chapters of a report, and how many pages it has."""

    pages: int
    shown: tuple[Small, ...]


def small_pages(document: Document, cover: str, ratio: float, progress: Any) -> Smalls:
    """Render the document and draw the first page of every chapter. Runs on the job thread, where PDFium lives; nothing
    of it is left open."""
    from ...core.pdf import pdf_bytes  # heavy, and only now needed

    data, pages = pdf_bytes(document, progress=progress.step)
    paper = Paper(data)
    try:
        made = []
        for at, titles in {0: (cover,), **_by_page(paper.chapters())}.items():
            progress.step(at, pages)
            made.append(Small(at + 1, titles, paper.picture(at, SHARP * ratio)))
        return Smalls(pages, tuple(made))
    finally:
        paper.close()


def _by_page(chapters: list[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    """The chapters that begin on each page, in order."""
    found: dict[int, tuple[str, ...]] = {}
    for at, title in sorted(chapters, key=lambda one: one[0]):
        found[at] = (*found.get(at, ()), title)
    return found


def chosen(found: Smalls, missing: frozenset[str]) -> tuple[Small, ...]:
    """The pages shown at first: those that lack something, then the first ones, in order."""
    lacking = [one for one in found.shown if missing.intersection(one.titles)]
    whole = [one for one in found.shown if one not in lacking]
    return tuple(sorted((lacking + whole)[:MOST] if len(lacking) < MOST else lacking, key=lambda one: one.page))


class Thumb(QAbstractButton):
    """One small page with its number and name."""

    moved = Signal(int)  # an arrow key: so many pages on

    def __init__(self, one: Small, missing: bool, about: str) -> None:
        super().__init__()
        self.one, self.missing = one, missing
        t = theme.current()
        self.setFixedSize(QSize(t.em(WIDE) + 4, t.em(TALL + FOOT) + 4))
        name = ", ".join(one.titles)
        self.setAccessibleName(f"{one.page}. {name}")
        self.setAccessibleDescription(about)
        self.setToolTip(f"{name}. {about}" if about else name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.current()
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            sheet = QRectF(2, 2, t.em(WIDE), t.em(TALL))
            p.fillRect(sheet, Qt.GlobalColor.white)
            p.drawImage(sheet, self.one.picture)
            pen = QPen(t.colour("warn" if self.missing else "edge"), 1.5 if self.missing else 1)
            if self.missing:
                pen.setStyle(Qt.PenStyle.DashLine)
            elif self.underMouse():
                pen = QPen(t.colour("accent"), 2)
            p.setPen(pen)
            p.drawRect(sheet)
            self._caption(p, sheet)

    def _caption(self, p: QPainter, sheet: QRectF) -> None:
        t = theme.current()
        line = QRectF(2, sheet.bottom() + t.em(0.35), sheet.width(), t.em(1.4))
        p.setFont(t.font("small"))
        number = f"{self.one.page} "
        wide = p.fontMetrics().horizontalAdvance(number + " ")
        p.setPen(t.colour("muted"))
        p.drawText(line, Qt.AlignmentFlag.AlignVCenter, number)
        sign = t.em(1.2) if self.missing else 0
        room = line.adjusted(wide, 0, -sign, 0)
        p.setPen(t.colour("text"))
        said = p.fontMetrics().elidedText(self.one.title, Qt.TextElideMode.ElideRight, int(room.width()))
        p.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)
        if self.missing:
            mark = theme.pixmap("triangle-alert", "warn", 1.0, self.devicePixelRatioF())
            p.drawPixmap(int(line.right() - t.em(1.05)), int(line.center().y() - t.em(0.5)), mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in moves:
            self.moved.emit(moves[key])
        else:
            super().keyPressEvent(event)


def thumbs(shown: Sequence[Small], missing: frozenset[str], w: Words, opens: Callable[[int], object]) -> QWidget:
    """The small pages in lines; `missing`: titles of chapters that lack something; `opens(page)` from 1."""
    made = []
    for one in shown:
        lacks = bool(missing.intersection(one.titles))
        made.append(Thumb(one, lacks, w("report_page.page_lacks") if lacks else ""))

    def move(here: int, by: int) -> None:
        made[max(0, min(len(made) - 1, here + by))].setFocus(Qt.FocusReason.TabFocusReason)

    for at, thumb in enumerate(made):
        thumb.clicked.connect(lambda _=False, page=thumb.one.page: opens(page))
        thumb.moved.connect(lambda by, here=at: move(here, by))
    return column(flow(made, 1.5), gap=0)
