"""A whole row that can be pressed, and lists of such rows: one Tab stop, arrows move, Enter opens.

To a screen reader a row is a button (a chosen one is checked) that says its name and its one-line description."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from . import theme
from .layout import NONE, Sides, column

BAR = 3  # pixels of accent at the left of a chosen row


class Pressable(QAbstractButton):
    """Content that is pressed as one. Chosen, it is tinted and bears a bar; its ring is then the tint."""

    entered = Signal()  # Enter or a double click: what a chosen row does beyond being chosen

    def __init__(
        self, content: QWidget, name: str, about: str = "", pad: Sides = NONE, chosen: bool | None = None
    ) -> None:
        """`chosen` None: a row that is only pressed and never stays chosen."""
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(about)
        self.setCheckable(chosen is not None)
        self.setChecked(bool(chosen))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", "own" if chosen is not None else "")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(theme.current().px(side) for side in pad))
        whole.addWidget(content)
        for part in [content, *content.findChildren(QWidget)]:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As high as its words are when wrapped to the width it has: a layout gives a fixed row no more than this."""
        layout = self.layout()
        if layout is None:
            return QSize()
        hint = layout.sizeHint()
        if layout.hasHeightForWidth() and self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            hint.setHeight(layout.heightForWidth(self.width()))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.current()
        with QPainter(self) as p:
            if self.isChecked():
                p.fillRect(self.rect(), t.colour("tint"))
                p.fillRect(QRect(0, 0, BAR, self.height()), t.colour("accent"))
            elif self.underMouse():
                p.fillRect(self.rect(), t.colour("hover"))
            if self.hasFocus() and self.isCheckable() and not self.isChecked():
                p.setPen(QPen(t.colour("focus"), 2))
                p.drawRect(self.rect().adjusted(2, 2, -2, -2))

    def into_sight(self) -> None:
        """Scroll the area around it until the row is seen."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(self, 0, theme.current().em(2))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.isCheckable():
                self.entered.emit()
            else:
                self.click()
        else:
            super().keyPressEvent(event)


class PressableList(QWidget):
    """Rows of which one is chosen. Home, End and the arrows move; `chosen` tells the key of the row one came to.

    Rows that do not stay chosen are only doors: a click or Enter opens, the arrows move the keyboard."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, items: Sequence[tuple[object, Pressable] | QWidget], gap: float = 0) -> None:
        """Items in order: (key, row), or a widget between rows (a head, a line)."""
        super().__init__()
        self.setAccessibleName(name)
        self._rows: list[tuple[object, Pressable]] = [item for item in items if isinstance(item, tuple)]
        self.key: object = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(*(item[1] if isinstance(item, tuple) else item for item in items), gap=gap))
        for key, one in self._rows:
            if one.isCheckable():
                one.clicked.connect(lambda _=False, k=key: self.choose(k))
                one.entered.connect(lambda k=key: self.opened.emit(k))
            else:
                one.clicked.connect(lambda _=False, k=key: self.opened.emit(k))
            one.installEventFilter(self)
        self._one_stop()

    def keys(self) -> list[object]:
        """The keys of the rows in order."""
        return [key for key, _ in self._rows]

    def choose(self, key: object, tell: bool = True) -> None:
        """Choose a row; None or an unknown key chooses none."""
        self.key = key if key in self.keys() else None
        had_keyboard = any(one.hasFocus() for _, one in self._rows)
        for one_key, one in self._rows:
            one.setChecked(one_key == self.key)
        self._one_stop()
        row = self.row(self.key)
        if row is not None:
            QTimer.singleShot(0, row, row.into_sight)  # once the rows have their places
            if had_keyboard:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
        if tell and row is not None and row.isCheckable():
            self.chosen.emit(self.key)

    def row(self, key: object) -> Pressable | None:
        """The row of a key."""
        return next((one for one_key, one in self._rows if one_key == key), None)

    def _one_stop(self) -> None:
        """Tab stops at the chosen row only (at the first when none is)."""
        stop = self.row(self.key) if self.key is not None else (self._rows[0][1] if self._rows else None)
        for _, one in self._rows:
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is stop else Qt.FocusPolicy.ClickFocus)
        if stop is not None:
            self.setFocusProxy(stop)

    def eventFilter(self, watched: QWidget, event) -> bool:  # type: ignore[override]
        if event.type() != event.Type.KeyPress or not self._rows:
            return False
        here = next((at for at, (_, one) in enumerate(self._rows) if one is watched), 0)
        key = event.key()
        moves = {
            Qt.Key.Key_Down: here + 1,
            Qt.Key.Key_Up: here - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._rows) - 1,
        }
        if key not in moves:
            return False
        at = max(0, min(len(self._rows) - 1, moves[key]))
        target = self._rows[at]
        self.choose(target[0])
        target[1].setFocus(Qt.FocusReason.TabFocusReason)
        return True
