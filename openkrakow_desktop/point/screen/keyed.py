"""Choosing by keys: a row of choices of which each bears its digit; a few letters find one; a press does the same.

A group is one stop of the keyboard. A digit chooses and goes on; letters only choose, because nobody knows when a word
is ended; Enter goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ...core.text import fold, latin
from ...gui import theme
from ...gui.flow import PlacingLayout
from ...gui.widgets import LEFT, MIDDLE, announce

KEYS = "1234567890"
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Choice:
    """One choice: its value, what stands on it, its digit (empty: letters only), and what else finds it."""

    value: Any
    said: str
    key: str = ""
    more: tuple[str, ...] = ()

    def fits(self, typed: str) -> bool:
        """Whether every typed word begins a word of the choice, in any alphabet."""
        known = [part for words in (self.said, *self.more) for part in (*_parts(fold, words), *_parts(latin, words))]
        return all(
            any(part.startswith((folded, romanised)) for part in known)
            for folded, romanised in zip(_parts(fold, typed), _parts(latin, typed), strict=True)
        )


def _parts(way: Callable[[str], str], text: str) -> list[str]:
    """The words of a text as search compares them."""
    return [way(word) for word in "".join(letter if letter.isalnum() else " " for letter in text).split()]


def found(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices that fit what was typed; those whose first word begins so come first."""
    fitting = [one for one in choices if one.fits(typed)]
    first = fold(typed)
    return sorted(fitting, key=lambda one: not fold(one.said).startswith(first))


class KeyChip(QAbstractButton):
    """A choice with its key at the left. It never takes the keyboard: its group has it."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice
        self.is_faint = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(choice.said)
        self.setToolTip(", ".join(one for one in choice.more if len(one) > len(choice.said)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_faint(self, faint: bool) -> None:
        """Step back: it does not fit what is being typed."""
        if faint != self.is_faint:
            self.is_faint = faint
            self.update()

    def sizeHint(self) -> QSize:
        t = theme.current()
        wide = self.fontMetrics().horizontalAdvance(self.choice.said)
        return QSize(wide + t.em(2.9), t.em(2.46))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().em(6), theme.current().em(2.46))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, on = theme.current(), self.isChecked()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(QPen(t.colour("accent" if on else "line" if self.is_faint else "edge"), 1))
            p.setBrush(t.colour("tint" if on else "hover" if self.underMouse() else "surface"))
            p.drawRoundedRect(area, theme.RADIUS_SMALL, theme.RADIUS_SMALL)
            left = t.em(1.9)
            if on:
                side = t.em(1.1)
                mark = theme.pixmap("check", "accent", 1.1, self.devicePixelRatioF())
                p.drawPixmap(QRect(t.em(0.45), (self.height() - side) // 2, side, side), mark)
            elif self.choice.key:
                p.setFont(t.font("small"))
                p.setPen(t.colour("muted"))
                p.drawText(QRect(0, 0, left, self.height()), Qt.AlignmentFlag.AlignCenter, self.choice.key)
            p.setFont(t.font("strong" if on else "body"))
            p.setPen(t.colour("on_tint" if on else "muted" if self.is_faint else "text"))
            room = QRect(left, 0, self.width() - left - t.em(0.5), self.height())
            said = p.fontMetrics().elidedText(self.choice.said, Qt.TextElideMode.ElideRight, room.width())
            p.drawText(room, LEFT | MIDDLE, said)


class Wrap(PlacingLayout):
    """Items of one width in as many columns as fit, row after row."""

    def __init__(self, parent: QWidget, least: float = 9, most: float = 20) -> None:
        """`least`, `most`: widths of a column in em."""
        super().__init__(theme.current().px(0.75), parent)
        self._least, self._most = theme.current().em(least), theme.current().em(most)

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place in self._places(QRect(0, 0, width, 0))), default=0)

    def sizeHint(self) -> QSize:
        return QSize(self._most * 2, self.heightForWidth(self._most * 2))

    def minimumSize(self) -> QSize:
        tall = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(self._least, tall)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        for item, place in zip(self._items, self._places(area), strict=True):
            item.setGeometry(place)

    def _places(self, area: QRect) -> Iterator[QRect]:
        gap = self.spacing()
        wide = max((item.sizeHint().width() for item in self._items), default=1)
        wide = max(self._least, min(self._most, wide))
        columns = max(1, min(len(self._items), (area.width() + gap) // (wide + gap)))
        whole = area.width() if columns > 1 else min(area.width(), wide)
        tall = max((item.sizeHint().height() for item in self._items), default=0)
        for at in range(len(self._items)):
            row, column = divmod(at, columns)
            left, right = (column * (whole + gap) // columns, (column + 1) * (whole + gap) // columns - gap)
            yield QRect(area.x() + left, area.y() + row * (tall + gap), right - left, tall)


class KeyedGroup(QWidget):
    """Chips of choices in columns, of which any may be chosen."""

    changed = Signal()
    pressed = Signal(object)  # the value of a chip that was clicked or touched

    def __init__(self, name: str, choices: Sequence[Choice], least: float = 9, most: float = 20) -> None:
        super().__init__()
        self.choices = list(choices)
        self.chips: dict[Any, KeyChip] = {}
        self.setAccessibleName(name)
        layout = Wrap(self, least, most)
        for one in self.choices:
            chip = self.chips[one.value] = KeyChip(one)
            chip.clicked.connect(lambda _=False, value=one.value: self.pressed.emit(value))
            layout.addWidget(chip)
        self.mark([])
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def mark(self, chosen: Sequence[Any]) -> None:
        """Show which are chosen."""
        for value, chip in self.chips.items():
            chip.setChecked(value in chosen)
        said = ", ".join(self.chips[one].choice.said for one in chosen if one in self.chips)
        self.setAccessibleDescription(said or ", ".join(f"{one.key} {one.said}".strip() for one in self.choices))

    def faint(self, fitting: Sequence[Choice] | None) -> None:
        """Let those step back that do not fit; None: nothing is being typed."""
        for chip in self.chips.values():
            chip.set_faint(fitting is not None and chip.choice not in fitting)


class KeyedOne(KeyedGroup):
    """One of some values."""

    passed = Signal()  # a digit or a press has chosen
    entered = Signal()
    space = Signal()

    def __init__(self, name: str, choices: Sequence[Choice], least: float = 9, most: float = 20) -> None:
        super().__init__(name, choices, least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pressed.connect(self._press)
        self._value: Any = None
        self._typed = ""

    def value(self) -> Any:
        """What is chosen, None for nothing."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Choose a value, None for nothing."""
        if value != self._value:
            self._value = value
            self.mark([] if value is None else [value])
            self.changed.emit()

    def _press(self, value: Any) -> None:
        self._value = None  # a press on what is chosen chooses it again
        self._choose(value)
        self.passed.emit()

    def _choose(self, value: Any) -> None:
        self.set_value(value)
        if value is not None:
            announce(self, self.accessibleDescription())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._typed = ""
        self.faint(None)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.faint(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed, key = event.text(), event.key()
        by_key = next((one.value for one in self.choices if one.key and one.key == typed), None)
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif by_key is not None:
            self._choose(by_key)
            self.passed.emit()
        elif key in ENTER:
            self.entered.emit()
        elif key == Qt.Key.Key_Space:
            self.space.emit()
        elif (step := _MOVES.get(Qt.Key(key))) is not None:
            self._move(step)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._type("")
        elif typed.isalpha():
            self._type(self._typed + typed)
        else:
            super().keyPressEvent(event)

    def _type(self, typed: str) -> None:
        fitting = found(self.choices, typed) if typed else []
        if typed and not fitting:
            return  # a letter that leads nowhere is not taken
        self._typed = typed
        self.faint(fitting if typed else None)
        self._choose(fitting[0].value if fitting else None)

    def _move(self, step: int) -> None:
        values = [one.value for one in self.choices]
        at = values.index(self._value) + step if self._value in values else (0 if step > 0 else -1)
        self._choose(values[at % len(values)])


_MOVES = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


def keyed(
    values: Sequence[Any], said: Callable[[Any], str], more: Callable[[Any], tuple[str, ...]] | None = None
) -> list[Choice]:
    """Choices with their digits in order; those beyond the digits have none and are found by letters."""
    shown = list(KEYS) + [""] * len(values)
    return [Choice(value, said(value), shown[at], more(value) if more else ()) for at, value in enumerate(values)]
