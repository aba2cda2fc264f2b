"""The pages of a PDF on the screen: pictures drawn by PDFium on the job thread, and the numbers on them to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from . import theme

if TYPE_CHECKING:
    from ..core.pdf_page import Spot
    from .report_preview import ReportPreview


_ONE_AT_A_TIME = Lock()  # PDFium aborts the program when two threads are inside it


class Paper:
    """The pages of a PDF as pictures. Opening, drawing and closing all happen on the job thread; whoever else asks
    waits until PDFium is left."""

    def __init__(self, data: bytes, spots: Sequence[Spot] = ()) -> None:
        """`spots`: the numbers on it that can be asked where they come from."""
        import pypdfium2  # heavy, and only now needed

        self.data, self.spots = data, spots
        with _ONE_AT_A_TIME:
            self._file = pypdfium2.PdfDocument(data)
            self.sizes = [self._file.get_page_size(at) for at in range(len(self._file))]

    def picture(self, at: int, scale: float) -> QImage:
        """A page, `scale` pixels to the point."""
        with _ONE_AT_A_TIME:
            page = self._file[at]
            bitmap = page.render(scale=scale, prefer_bgrx=True)
            whole = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
            made = whole.copy()  # the bytes above are gone after this line
            bitmap.close()
            page.close()
        return made

    def chapters(self) -> list[tuple[int, str]]:
        """The headings of the first level: (page from 0, words), in order."""
        found = []
        with _ONE_AT_A_TIME:
            for entry in self._file.get_toc():
                place = entry.get_dest()
                if place is not None and entry.level == 0:
                    found.append((int(place.get_index()), str(entry.get_title())))
        return found

    def close(self) -> None:
        """Let the file go; the garbage collector would do so on any thread."""
        with _ONE_AT_A_TIME:
            self._file.close()


class Sheet(QWidget):
    """One page on the screen, painted when it comes into view. Paper stays white in every palette."""

    def __init__(self, preview: ReportPreview, paper: Paper, at: int, name: str) -> None:
        super().__init__()
        self._preview, self._paper, self._at = preview, paper, at
        self._image: QImage | None = None
        self._asked = 0
        self.setAccessibleName(name)
        self._spots = [one for one in paper.spots if one.page == at and preview.number_at(one) is not None]
        self._pointed: Spot | None = None
        self.setMouseTracking(bool(self._spots))

    def _place(self, spot: Spot) -> QRectF:
        """Where a number stands on the screen."""
        wide, high = self._paper.sizes[self._at]
        by, (left, bottom, right, top) = self.width() / wide, spot.box
        return QRectF(left * by, (high - top) * by, (right - left) * by, (top - bottom) * by)

    def _spot(self, at: QPointF) -> Spot | None:
        return next((one for one in self._spots if self._place(one).contains(at)), None)

    def _point(self, spot: Spot | None) -> None:
        if spot is not self._pointed:
            self._pointed = spot
            self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
            asked = self._preview.desk.words("report_preview.numbers")
            self.setToolTip(f"{spot.words}\n{asked}" if spot else "")
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._spot(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = self._spot(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._preview.ask_number(spot)

    def fit(self, width: int) -> None:
        """As wide as there is room."""
        wide, high = self._paper.sizes[self._at]
        self.setFixedSize(QSize(width, round(width * high / wide)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._image is not None:
            painter.drawImage(QRectF(self.rect()), self._image)
        painter.setPen(theme.current().colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._pointed is not None:
            painter.setPen(QPen(theme.current().colour("accent"), 2))
            painter.drawRect(self._place(self._pointed))
        painter.end()
        wanted = round(self.width() * self.devicePixelRatioF())
        if self._asked != wanted:
            self._asked = wanted
            scale = wanted / self._paper.sizes[self._at][0]
            self._preview.draw(partial(self._paper.picture, self._at, scale), self._show)

    def _show(self, image: QImage) -> None:
        self._image = image
        self.update()
