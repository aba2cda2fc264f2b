"""The small parts every screen is made of: text, symbols, buttons, fields, states, notes, empty states.

The only place that makes labels: text is always plain text. A screen is rows and columns of these parts; it names no
colour, no font and no pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from . import theme
from .layout import box, column, ems, row

LEFT, RIGHT, CENTRE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignCenter
MIDDLE = Qt.AlignmentFlag.AlignVCenter
BEHIND = ("x", "chevron-down")  # icons that stand behind the words of their button


def text(
    words: str, style: str = "body", tone: str = "", wrap: bool = False, align: Qt.AlignmentFlag | None = None
) -> QLabel:
    """Plain words in a style of theme.TYPE and a colour role."""
    return _dress(QLabel(), words, style, tone, wrap, align)


def elided(words: str, style: str = "body", tone: str = "", align: Qt.AlignmentFlag | None = None) -> QLabel:
    """Plain words on one line, cut with "…" where there is no room; the whole is then in the tooltip."""
    return _dress(_Elided(), words, style, tone, False, align)


def _dress(label: QLabel, words: str, style: str, tone: str, wrap: bool, align: Qt.AlignmentFlag | None) -> QLabel:
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setProperty("type", style)
    label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    if align is not None:
        label.setAlignment(align | MIDDLE)
    return label


class _Elided(QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(theme.current().em(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if words != self.text() else "")
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), self.alignment() | MIDDLE, words)


def set_tone(label: QLabel, tone: str) -> None:
    """Give a label another colour role."""
    label.setProperty("tone", tone)
    restyle(label)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look again at a widget whose property has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def two(title: str, sub: str, style: str = "strong", tone: str = "muted") -> QWidget:
    """A name and, smaller under it, what tells it from its neighbours."""
    below = text(sub, "small", tone, wrap=True) if sub else None
    return column(1, text(title, style, wrap=True), below, 1, gap=0)


def symbol(name: str, role: str = "muted", width: float = 1.25, said: str = "") -> QLabel:
    """An icon beside words; `said` names it where it stands alone."""
    label = _dress(QLabel(), "", "body", "", False, None)
    label.setPixmap(theme.pixmap(name, role, width, label.devicePixelRatioF()))
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    label.setAccessibleName(said)
    label.setToolTip(said)
    return label


def no_mnemonic(words: str) -> str:
    """Words with `&` as an ordinary letter, for data on buttons and in menus."""
    return words.replace("&", "&&")


def spoken(words: str) -> str:
    """Button words as they are said: without the mark of the mnemonic."""
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def button(
    words: str, kind: str = "", icon: str = "", name: str = "", role: str = "", does: Callable[[], object] | None = None
) -> QPushButton:
    """Kinds: "" secondary, primary (one per page), quiet (in rows), chip (filters). `does` is called when pressed.

    Raises ValueError for a button with neither words nor a name."""
    if not (words or name):
        raise ValueError("an icon button needs a name")
    behind = icon in BEHIND
    space = " " if icon and words else ""  # because Fusion sets icon and words too close; alone it would be underlined
    made = QPushButton(words + space if behind else space + words)
    made.setProperty("kind", kind)
    made.setProperty("only", "false" if words else "true")
    made.setAutoDefault(False)
    if behind and words:
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if icon:
        made.setIcon(theme.icon(icon, role or {"primary": "on_accent", "quiet": "accent"}.get(kind, "muted")))
        made.setIconSize(QSize(theme.current().em(1.25), theme.current().em(1.25)))
    made.setAccessibleName(name or spoken(words))
    made.setToolTip(name)
    if words:
        made.setMinimumWidth(theme.current().em(1.9))
    else:
        made.setFixedWidth(theme.current().em(2.46))
    wide = QSizePolicy.Policy.Fixed if kind == "quiet" else QSizePolicy.Policy.Minimum
    made.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
    made.setCursor(Qt.CursorShape.PointingHandCursor if kind == "quiet" else Qt.CursorShape.ArrowCursor)
    if does is not None:
        made.clicked.connect(lambda: does())
    return made


def fold(made: QPushButton, words: str, is_folded: bool) -> None:
    """A button of symbol and words as its symbol alone, for want of room, or with its words again; its name stays."""
    made.setText("" if is_folded else " " + words)  # Fusion's gap again, see `button`
    made.setAccessibleName(spoken(words))
    made.setToolTip(words if is_folded else "")


def key(words: str) -> QLabel:
    """The key that does the same, shown where speed matters."""
    hint = text(words, "key")
    hint.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return hint


def field(
    hint: str, icon: str = "", words: str = "", large: bool = False, shortcut: str = "", name: str = ""
) -> QLineEdit:
    """A line to type in; `hint` is shown while it is empty, `name` is what it is called."""
    made = QLineEdit(words)
    made.setPlaceholderText(hint)
    made.setAccessibleName(name or hint)
    made.setProperty("size", "large" if large else "")
    if icon:
        made.addAction(theme.icon(icon), QLineEdit.ActionPosition.LeadingPosition)
    if shortcut:
        over = QVBoxLayout(made)
        over.addWidget(key(shortcut), 0, RIGHT | MIDDLE)
        over.setContentsMargins(0, 0, theme.current().px(0.75), 0)
    return made


class DropDown(QComboBox):
    """One of several; scrolling a form past it does not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().em(8), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side, t = theme.current().em(1.1), theme.current()
        with QPainter(self) as painter:
            arrow = theme.pixmap("chevron-down", "muted", 1.1, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - side - t.px(1), (self.height() - side) // 2, arrow)


def mark_problem(widget: QWidget, problem: bool) -> None:
    """Show on a field's border that something is wrong with it (the words stand under it)."""
    if bool(widget.property("problem") == "true") != problem:
        widget.setProperty("problem", "true" if problem else "false")
        restyle(widget)


@dataclass(frozen=True)
class Status:
    """A state as people meet it: tone, symbol and word; never the tone alone."""

    tone: str
    icon: str
    word: str


def pill(status: Status, filled: bool = True) -> QWidget:
    """Filled in headers and panels; unfilled in lists, where twenty of them stand under each other."""
    words = text(status.word, "label" if filled else "body", status.tone if filled else "text")
    made = row(symbol(status.icon, status.tone, 1.15), words, gap=0.5)
    if filled:
        made = ems(box(f"pill-{status.tone}", made, (0.75, 0, 1, 0)), height=1.85)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAccessibleName(status.word)
    return made


def note(icon: str, title: str, words: str, *actions: QWidget, kind: str = "note") -> QFrame:
    """What needs a decision before one can go on; at most one per page. Kind `problem` for what went wrong."""
    tone = "bad" if kind == "problem" else "warn"
    said = column(text(title, "strong", wrap=True), text(words, wrap=True) if words else None, gap=0.25)
    return box(kind, row(column(symbol(icon, tone, 1.4), 1, gap=0), (said, 1), *actions, gap=1.5), (2, 1.5, 2, 1.5))


def empty_state(icon: str, title: str, words: str, *actions: QWidget) -> QWidget:
    """What stands in the middle of a list without rows: what is missing, what to do first, one button."""
    centre = [text(title, "strong", wrap=True, align=CENTRE), text(words, tone="muted", wrap=True, align=CENTRE)]
    for label in centre:
        label.setMaximumWidth(theme.current().em(34))
        needs = round(label.fontMetrics().horizontalAdvance(label.text()) * 1.1)
        label.setMinimumWidth(min(theme.current().em(34), needs))
    parts = [row(1, symbol(icon, "muted", 2.5), 1), *(row(1, label, 1) for label in centre if label.text())]
    return column(1, *parts, row(1, *actions, 1) if actions else None, 1, gap=1.5, pad=(3, 3, 3, 3))


def announce(widget: QWidget, words: str) -> None:
    """Tell a screen reader the result of an action."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
