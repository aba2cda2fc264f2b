"""Rows, columns and boxes: how parts are put together. Gaps and paddings are grid units, widths and heights are em."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from . import theme

Item: TypeAlias = QWidget | tuple[QWidget, int] | int | float | None
Sides: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
NONE: Sides = (0, 0, 0, 0)
Some = TypeVar("Some", bound=QWidget)


def fill(layout: QBoxLayout, items: Sequence[Item]) -> None:
    """Append items: int = stretch, float = empty grid units, (widget, n) = widget that stretches n, None = nothing."""
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        elif isinstance(item, float):
            layout.addSpacing(theme.current().px(item))
        elif item is not None:
            widget, stretch = item if isinstance(item, tuple) else (item, 0)
            layout.addWidget(widget, stretch)
            parent = layout.parentWidget()
            if parent is not None and parent.isVisible():
                widget.show()  # now, not when Qt gets round to it


def _box(direction: QBoxLayout.Direction, items: Sequence[Item], gap: float, pad: Sides) -> QWidget:
    holder = QWidget()
    layout = QBoxLayout(direction, holder)
    layout.setSpacing(theme.current().px(gap))
    layout.setContentsMargins(*(theme.current().px(side) for side in pad))
    fill(layout, items)
    return holder


def row(*items: Item, gap: float = 1, pad: Sides = NONE) -> QWidget:
    """Items side by side (see `fill` for what an item may be)."""
    return _box(QBoxLayout.Direction.LeftToRight, items, gap, pad)


def column(*items: Item, gap: float = 1, pad: Sides = NONE) -> QWidget:
    """Items one under another (see `fill` for what an item may be)."""
    return _box(QBoxLayout.Direction.TopToBottom, items, gap, pad)


def box(kind: str, content: QWidget, pad: Sides = (2, 1.5, 2, 1.5)) -> QFrame:
    """A frame of the style sheet: card, sheet, canvas, frame, note, problem, chosen, pill-<tone>."""
    frame = QFrame()
    frame.setProperty("box", kind)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(*(theme.current().px(side) for side in pad))
    layout.addWidget(content)
    return frame


def hairline(vertical: bool = False) -> QFrame:
    """One pixel of line between neighbours."""
    line = QFrame()
    line.setProperty("box", "line")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def rows(*items: QWidget, height: float = 2.75) -> QWidget:
    """A list of rows parted by hairlines; none above the first, none below the last."""
    parts: list[Item] = []
    for item in items:
        item.setMinimumHeight(theme.current().em(height))
        parts += [hairline(), item] if parts else [item]
    return column(*parts, gap=0)


def ems(widget: Some, width: float = 0, height: float = 0) -> Some:
    """The widget with a fixed width and height in em; 0 leaves that side free."""
    if width:
        widget.setFixedWidth(theme.current().em(width))
        policy = widget.sizePolicy()
        if policy.horizontalPolicy() == QSizePolicy.Policy.Ignored:  # a layout would take its width for nothing
            widget.setSizePolicy(QSizePolicy.Policy.Fixed, policy.verticalPolicy())
    if height:
        widget.setFixedHeight(theme.current().em(height))
    return widget


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout; the widgets are deleted once Qt is done with them."""
    while layout.count():
        taken = layout.takeAt(0)
        widget = taken.widget() if taken else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Split(QWidget):
    """Two columns side by side; one under the other when narrower than `least` em."""

    def __init__(
        self, main: QWidget, side: QWidget, side_ems: float, least: float = 60, side_first: bool = False
    ) -> None:
        """`side_first`: the narrow column stands before the other: what is typed before what comes of it."""
        super().__init__()
        self._main, self._side, self._side_ems, self._least = main, side, side_ems, least
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.current().px(2))
        for one in (side, main) if side_first else (main, side):
            self._box.addWidget(one, 1 if one is main else 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._main.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= theme.current().em(self._least)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._side.setMinimumWidth(theme.current().em(self._side_ems) if wide else 0)
        self._side.setMaximumWidth(theme.current().em(self._side_ems) if wide else self.maximumWidth())
        super().resizeEvent(event)
