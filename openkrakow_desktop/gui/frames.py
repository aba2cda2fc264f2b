"""The frames of a page: cards, header, facts, sections, side panel. Words are passed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from . import theme
from .layout import Item, box, column, ems, hairline, row
from .widgets import Status, button, pill, text

PANEL = 27.7  # width of the side panel in em


def card(title: str, *content: Item, aside: QWidget | None = None, gap: float = 1) -> QFrame:
    """A group of a dashboard; never inside another card."""
    rest: tuple[Item, ...] = () if any(isinstance(one, int) for one in content) else (1,)
    return box("card", column(row(text(title, "lead"), 1, aside), *content, *rest, gap=gap))


def page_header(
    title: str | QLabel, subtitle: str | QLabel, *actions: QWidget, before: QWidget | None = None
) -> QWidget:
    """Title, one line of facts (labels, where they change later), actions: secondary first, the one primary last."""
    above = title if isinstance(title, QLabel) else text(title, "title", wrap=True)
    below = subtitle if isinstance(subtitle, QLabel) else text(subtitle, tone="muted", wrap=True)
    words = column(above, below, gap=0)
    return row(before, (words, 1), *actions, gap=1, pad=(3, 2, 3, 1.5))


def facts(*pairs: tuple[str, str | QWidget], width: float = 8.5) -> QWidget:
    """Name and value, one under another, aligned on one edge."""
    return column(
        *(
            row(
                column(ems(text(name, tone="muted", wrap=True), width), 1, gap=0),
                (column(value if isinstance(value, QWidget) else text(value, wrap=True), 1, gap=0), 1),
            )
            for name, value in pairs
        ),
        gap=0.5,
    )


def section(title: str, *content: Item, aside: QWidget | None = None, gap: float = 1) -> QWidget:
    """A part of a panel or page under a strong title."""
    return column(row(text(title, "strong"), 1, aside), *content, gap=gap)


def scrolled(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls down, never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area


def heads_above(heads: QWidget, area: QScrollArea) -> QWidget:
    """Heads of columns that stand over what scrolls: where the bar takes room beside the rows, it does beside them."""
    over = QWidget()
    line = QHBoxLayout(over)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(heads)
    bar = area.verticalScrollBar()
    bar.rangeChanged.connect(
        lambda _least, most: line.setContentsMargins(0, 0, bar.sizeHint().width() if most else 0, 0)
    )
    return over


class SidePanel(QFrame):
    """The selected record beside its list: kind, title, state, content, actions at the foot. Esc or × closes.

    In a narrow window it takes the place of the list (`set_wide(False)`)."""

    closed = Signal()

    def __init__(
        self,
        kind: str,
        title: str,
        status: Status | None,
        *content: Item,
        actions: Sequence[QWidget] = (),
        close: str = "",
    ) -> None:
        """`close` is the name of the × button, such as "Zamknij panel (Esc)"."""
        super().__init__()
        self.title: QLabel = text(title, "lead", wrap=True)
        shut = button("", "quiet", "x", close, "muted", does=self.closed.emit) if close else None
        head = column(
            row(text(kind, "small", "muted"), 1, shut, gap=0),
            self.title,
            row(pill(status), 1) if status else None,
            gap=0.75,
            pad=(2.5, 1, 1.5, 0),
        )
        body = scrolled(column(*content, 1, gap=2, pad=(2.5, 2, 2.5, 2)))
        foot = column(hairline(), row(*actions, 1, gap=1, pad=(2.5, 1.5, 2.5, 1.5)), gap=0) if actions else None
        sheet = box("sheet", column(head, (body, 1), foot, gap=0), (0, 0, 0, 0))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(row(hairline(True), (sheet, 1), gap=0))
        self.setAccessibleName(title)
        self.set_wide(True)

    def set_wide(self, wide: bool) -> None:
        """Beside the list at its own width, or alone over the whole page."""
        self.setMinimumWidth(theme.current().em(PANEL) if wide else 0)
        self.setMaximumWidth(theme.current().em(PANEL) if wide else 16_777_215)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
