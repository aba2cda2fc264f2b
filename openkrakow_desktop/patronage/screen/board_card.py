"""One application on the board: what it is, who asks, how many days there are, what the office knows of the organiser.

It is pressed, carried with the mouse, or moved with the keyboard; a screen reader hears it in one sentence."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ...core import formats
from ...core.text import sentence
from ...core.words import Words
from ...gui import theme
from ...gui.layout import Item, column, row
from ...gui.pressable import BAR, Pressable
from ...gui.widgets import elided, symbol, text
from ..board import BoardCard


class CardView(Pressable):
    """A card that can be chosen, opened and carried; carrying tells where the pointer is, Esc gives it up."""

    carried = Signal(object, object)  # the view, the pointer on the screen (None: given up)
    let_go = Signal(object, object)  # the view, where

    def __init__(self, card: BoardCard, words: Words) -> None:
        content = column(*_lines(card, words), gap=0.25)
        super().__init__(content, card.title, about(card, words), pad=(1.5, 1, 1, 1), chosen=False)
        self.card = card
        self._pressed: QPoint | None = None
        self._is_carried = False

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.current()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill = "tint" if self.isChecked() else "hover" if self.underMouse() else "surface"
            p.setBrush(t.colour(fill))
            p.setPen(QPen(t.colour("accent" if self.isChecked() else "line"), 1))
            p.drawRoundedRect(area, theme.RADIUS_SMALL, theme.RADIUS_SMALL)
            if self.isChecked():
                p.fillRect(QRectF(0, 4, BAR, self.height() - 8), t.colour("accent"))
            if self.hasFocus():
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.setPen(QPen(t.colour("focus"), 2))
                p.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), theme.RADIUS_SMALL, theme.RADIUS_SMALL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._is_carried:
            moved = event.position().toPoint() - self._pressed
            self._is_carried = moved.manhattanLength() >= QApplication.startDragDistance()
        if self._is_carried:
            self.setDown(False)
            self.carried.emit(self, event.globalPosition().toPoint())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was, self._is_carried, self._pressed = self._is_carried, False, None
        if was:
            self.let_go.emit(self, event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_carried and event.key() == Qt.Key.Key_Escape:
            self._is_carried, self._pressed = False, None
            self.carried.emit(self, None)
        else:
            super().keyPressEvent(event)


class CardKeys(QObject):
    """The keys by which a card is moved: M offers every state it may go to, Shift with an arrow takes the nearest."""

    menu_asked = Signal(object)  # CardView
    step_asked = Signal(object, int)  # CardView, 1 to the right or -1 to the left

    def __init__(self, parent: QWidget, cards: list[CardView]) -> None:
        super().__init__(parent)
        for one in cards:
            one.installEventFilter(self)
            one.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            one.customContextMenuRequested.connect(lambda _at, card=one: self.menu_asked.emit(card))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return False
        shifted = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ShiftModifier
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if shifted and Qt.Key(event.key()) in steps:
            self.step_asked.emit(watched, steps[Qt.Key(event.key())])
            return True
        if event.key() == Qt.Key.Key_M and not event.modifiers():
            self.menu_asked.emit(watched)
            return True
        return False


# ---- words ---------------------------------------------------------------------------------------------------------
def _lines(card: BoardCard, w: Words) -> list[Item]:
    lines: list[Item] = [text(card.title, "strong", wrap=True), elided(card.organiser, "small", "muted")]
    lines.append(_line("clock" if card.is_late else "", lead_words(card, w)))
    if said := history_words(card, w):
        lines.append(_line("triangle-alert" if card.history.unreported else "", said))
    if card.missing:
        lines.append(_line("triangle-alert", missing_words(card, w)))
    if said := due_words(card, w):
        lines.append(_line("", said))
    return lines


def _line(icon: str, said: str) -> QWidget:
    words = text(said, "small", "warn" if icon else "muted", wrap=True)
    return row(symbol(icon, "warn", 1) if icon else None, (words, 1), gap=0.5)


def lead_words(card: BoardCard, w: Words) -> str:
    """The days from receipt to the event, with the event's date."""
    if card.starts_on is None or card.lead_days is None:
        return w("patronage_board.no_date", received=formats.day(card.received_on, w.language))
    is_over = card.lead_days < 0
    days = w("patronage_board.after") if is_over else w.count("patronage_board.lead", card.lead_days)
    said = w("patronage_board.dates", day=formats.day(card.starts_on, w.language), lead=days)
    return f"{said} · {w('patronage_board.is_late')}" if card.is_late else said


def history_words(card: BoardCard, w: Words) -> str:
    """What the office knows of the organiser; empty where it knows nothing."""
    counts = card.history
    told = (("granted", counts.granted), ("refused", counts.refused), ("unreported", counts.unreported))
    return sentence(" · ".join(w(f"patronage_board.before_{name}", n=n) for name, n in told if n))


def missing_words(card: BoardCard, w: Words) -> str:
    """Which items the application lacks."""
    return w("patronage_board.missing", items=", ".join(w.choice(one) for one in card.missing))


def due_words(card: BoardCard, w: Words) -> str:
    """The next day that matters."""
    return w(f"patronage_board.due_{card.due_key}", day=formats.day(card.due, w.language)) if card.due else ""


def about(card: BoardCard, w: Words) -> str:
    """The card in one sentence."""
    parts = [w.choice(card.state), w.choice(card.kind), card.organiser, card.case_no, lead_words(card, w)]
    parts += [history_words(card, w), missing_words(card, w) if card.missing else "", due_words(card, w)]
    return ", ".join(part for part in parts if part)
