"""What the door is made of: the huge number, the bar of the room, buttons that count.

A button never keeps the keyboard after a click, so that the next Space counts and does not press it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ...gui import theme
from ...gui.charts import Share
from ...gui.frames import scrolled
from ...gui.layout import column, row
from ...gui.painted import Painted
from ...gui.theme import Theme
from ...gui.widgets import CENTRE, LEFT, elided, key, restyle, set_tone, text

FULL_SCREEN = 1.6  # times the number may grow where it fills the screen, to be read from across the room
FEW = 6  # buttons that have room for longer words
LEAST = 6.0  # em that the number keeps in the lowest window


def takes_the_rest(content: QWidget, least: float) -> QScrollArea:
    """The content in an area that scrolls rather than make the page higher; at least so many em high."""
    area = scrolled(content)
    area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    area.setMinimumHeight(theme.current().em(least))
    return area


class TallyButton(QPushButton):
    """+1: at least 48 px high, the key that does the same printed on it."""

    def __init__(self, words: str, hint: str, name: str, does: Callable[[], object], *, lead: bool = False) -> None:
        """`name` is what a screen reader says, with the key."""
        super().__init__()
        self._labels: dict[QLabel, str] = {}
        self.setProperty("kind", "tally")
        self.setProperty("lead", "true" if lead else "false")
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if lead else Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._count = text("", tone="muted")
        tone = "on_accent" if lead else "text"
        hinted = key(hint) if hint else None
        if lead:
            self._labels = {text("+1", "figure", tone): tone, text(words, "lead", tone): tone}
            inside = row(*self._labels, 1, hinted, gap=2, pad=(2.5, 0, 2, 0))
        else:
            plus, said = text("+1", "lead", "accent"), elided(words)
            self._labels = {plus: "accent", said: "text"}
            inside = column(1, row(plus, 1, hinted), row((said, 1), self._count), 1, gap=0, pad=(1.5, 0, 1.5, 0))
        for part in [inside, *inside.findChildren(QWidget)]:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over = QVBoxLayout(self)
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(inside)
        self.clicked.connect(lambda: does())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().em(8), theme.current().em(4.8))

    def set_open(self, is_open: bool) -> None:
        """Muted where nobody can be counted; it keeps the keyboard, and a press is answered with the reason."""
        if self.property("off") != ("false" if is_open else "true"):
            self.setProperty("off", "false" if is_open else "true")
            restyle(self)
            for label, tone in self._labels.items():
                set_tone(label, tone if is_open else "muted")

    def tell(self, count: str, said: str = "") -> None:
        """How many there are so far; `said` with its words."""
        self._count.setText(count)
        self.setAccessibleDescription(said)


class TallyGrid(QWidget):
    """Buttons of equal width side by side, in as many rows as the width asks for."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self._buttons, self._columns = list(buttons), 0
        self._least = 11.5 if len(self._buttons) <= FEW else 9.5
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.current().px(1))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange(min(len(self._buttons), 4) or 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().em(18), super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for at in range(self._columns):
            self._grid.setColumnStretch(at, 0)
        self._columns = columns
        for at, one in enumerate(self._buttons):
            self._grid.addWidget(one, at // columns, at % columns)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        fits = max(1, self.width() // theme.current().em(self._least))
        rows = -(-len(self._buttons) // fits) if self._buttons else 1
        self._arrange(max(1, -(-len(self._buttons) // rows)))
        super().resizeEvent(event)


class BigNumber(Painted):
    """How many people are in the room: committed presses only; what is not yet on the disk stands beside it, muted."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "", 0, 0)
        self.number, self.pending = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().em(10), theme.current().em(LEAST))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # it takes what is left: the buttons below it come first

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._limit()
        super().resizeEvent(event)

    def _limit(self) -> None:
        """Not taller than its figures: what it means stands right below it."""
        self.setMaximumHeight(round(theme.current().em(13.4) * (FULL_SCREEN if self.window().isFullScreen() else 1)))

    def tell(self, number: int, pending: int, said: str) -> None:
        """Show other numbers at once; nothing counts up."""
        self.describe(said)
        if (number, pending) != (self.number, self.pending):
            self.number, self.pending = number, pending
            self.update()

    def paint(self, p: QPainter, t: Theme, area: QRectF) -> None:
        shown = str(self.number)
        font = t.font("counter")
        font.setPointSizeF(font.pointSizeF() * (FULL_SCREEN if self.window().isFullScreen() else 1))
        beside = f"+{self.pending}" if self.pending else ""
        side = QFontMetricsF(t.font("figure")).horizontalAdvance("+888") + t.em(1)
        figure = _fitted(font, shown, area.width() - 2 * side, area.height())
        drawn = QFontMetricsF(figure).tightBoundingRect(shown)
        p.setFont(figure)
        p.setPen(t.colour("text"))
        left, base = area.center().x() - drawn.width() / 2, area.center().y() + drawn.height() / 2
        p.drawText(int(left - drawn.x()), int(base), shown)
        if beside:
            p.setFont(t.font("figure"))
            p.setPen(t.colour("muted"))
            spot = QRectF(left + drawn.width() + t.em(1), base - drawn.height(), side, t.em(3))
            p.drawText(spot, LEFT | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip, beside)


def _fitted(font: QFont, shown: str, width: float, height: float) -> QFont:
    """The font, smaller where the figures would not fit."""
    drawn = QFontMetricsF(font).tightBoundingRect(shown)
    share = min(1.0, width / max(1.0, drawn.width()), height / max(1.0, drawn.height()))
    fitted = QFont(font)
    fitted.setPointSizeF(max(1.0, font.pointSizeF() * share))
    return fitted


class RoomBar(QWidget):
    """Listed, not listed and free places as one bar, with its legend below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bar = _Room(name)
        self._legend = text("", tone="muted", align=CENTRE, wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(row(1, (self._bar, 8), 1, gap=0), self._legend, gap=0.5))

    def tell(self, listed: int, anonymous: int, places: int | None, legend: str) -> None:
        """`places`: of the room; where it is not known, the bar is of those who came."""
        whole = max(places or 0, listed + anonymous, 1)
        self._bar.show_parts(
            ((Fraction(listed, whole), "accent"), (Fraction(max(0, anonymous), whole), "second")), legend
        )
        self._legend.setText(legend)


class _Room(Share):
    def __init__(self, name: str) -> None:
        super().__init__(name, "", (), 0.7)
        self.setMaximumWidth(theme.current().em(30))
        self.setMinimumWidth(theme.current().em(12))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[tuple[Fraction, str]], said: str) -> None:
        self._parts = tuple((float(share), role) for share, role in parts)
        self.describe(said)
        self.update()
