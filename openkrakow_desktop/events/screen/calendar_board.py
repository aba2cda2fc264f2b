"""What every painted view of the calendar does: a chosen day, a chosen item in it, keys, mouse, dragging, voice.

With a day chosen, letters begin a new event; with an item chosen (Enter), letters are commands. Dragging has a twin on
the keyboard: M or Ctrl+arrows, arrows, Enter; Esc takes it back. Views derive and say where days and items lie."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from ...core.words import Words
from ...gui import theme
from ...gui.widgets import announce
from ..calendar import Item, Shown
from ..replan import Target
from .calendar_paint import Ink
from .calendar_words import day_off_short, day_said, item_said, move_said

_DAY = dt.timedelta(days=1)
_KEY = Qt.Key
ARROWS = {_KEY.Key_Left: (-1, 0), _KEY.Key_Right: (1, 0), _KEY.Key_Up: (0, -1), _KEY.Key_Down: (0, 1)}
COMMANDS = {
    _KEY.Key_E: "edit", _KEY.Key_N: "new", _KEY.Key_D: "door", _KEY.Key_Delete: "delete", _KEY.Key_1: "month",
    _KEY.Key_2: "week", _KEY.Key_3: "day", _KEY.Key_4: "list", _KEY.Key_Escape: "back",
}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """Where an item is painted; `items`: all days of a bar; cut where it comes from before or goes on."""

    area: QRectF
    items: tuple[Item, ...]
    is_cut_left: bool = False
    is_cut_right: bool = False

    @property
    def item(self) -> Item:
        return self.items[0]


class Board(QWidget):
    """One view. `day` and `item` are what the keyboard is on; the page shows another span when a day outside is
    wanted."""

    day_wanted = Signal(object)  # a day outside the days shown
    turned = Signal(int)  # PageUp, PageDown: to the span before or after
    day_pointed = Signal(object)  # the day the keyboard came to
    item_chosen = Signal(object)  # Item or None
    item_opened = Signal(object)  # Enter or a double click: the keyboard goes into the panel
    typed = Signal(str)  # a new event begins with these letters
    asked = Signal(str)  # one of COMMANDS
    move_asked = Signal(object, object)  # Item, Target
    menu_asked = Signal(object, QPoint)  # Item, where on the screen
    carried = Signal(str)  # where the keys carry an item and what they do next; empty when nothing is in hand
    more_asked = Signal(object)  # a day with more items than can be shown

    def __init__(self, words: Words, today: dt.date) -> None:
        super().__init__()
        self.said, self.today = words, today
        self.shown = Shown(today, today, ())
        self.day, self.hour = today, None  # type: dt.date, dt.time | None
        self.item: Item | None = None
        self.target: Target | None = None  # where the item is being moved to
        self.cells: dict[dt.date, QRectF] = {}
        self.spots: list[Spot] = []
        self.more: dict[dt.date, tuple[QRectF, int]] = {}
        self._stale = True
        self._hovered: Item | None = None
        self._pressed: tuple[QPointF, Item] | None = None
        self._drags = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", "own")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def is_pressed(self) -> bool:
        """Whether an item is held with the mouse; nothing may shift under it then."""
        return self._pressed is not None

    # For the views

    def arrange(self, ink: Ink) -> None:
        """Say where days and items lie: fill `cells`, `spots`, `more`."""
        raise NotImplementedError

    def paint(self, ink: Ink) -> None:
        """Draw everything."""
        raise NotImplementedError

    def day_at(self, at: QPointF) -> dt.date | None:
        """The day at a point."""
        return next((day for day, area in self.cells.items() if area.contains(at)), None)

    def target_at(self, at: QPointF, item: Item) -> Target | None:
        """Where an item dropped at a point would go."""
        day = self.day_at(at)
        return None if day is None else Target(day)

    def entry_area(self) -> QRectF:
        """Where a new event is typed."""
        return self.cells.get(self.day, QRectF(self.rect()))

    def stepped(self, target: Target, across: int, down: int) -> Target:
        """Where an arrow key leads from here."""
        return Target(target.day + _DAY * (across + 7 * down))

    # What is shown

    def show_items(self, shown: Shown, name: str) -> None:
        """Show these days; what was chosen stays chosen where it is still there."""
        self.shown = shown
        if self.item is not None and self.target is None:  # what is in hand may come from another month
            now = self._same(self.item)
            if now != self.item:
                self.item = now
                if now is None:
                    self.item_chosen.emit(None)
        self.setAccessibleName(name)
        self.describe()
        self.refresh()

    def _same(self, item: Item) -> Item | None:
        found = [one for one in self.shown.items if one.key == item.key]
        found += [one for one in self.shown.items if one.session_id is not None and one.session_id == item.session_id]
        return found[0] if found else None

    def refresh(self) -> None:
        """Arrange and draw anew."""
        self._stale = True
        self.update()

    def ready(self) -> None:
        """Arrange now, if need be."""
        if self._stale:
            self._stale = False
            self.cells, self.spots, self.more = {}, [], {}
            self.arrange(Ink(QPainter(), theme.current(), self.devicePixelRatioF()))

    def describe(self) -> None:
        """Say what the keyboard is on."""
        self.setAccessibleDescription(self._said_here())

    def _said_here(self) -> str:
        if self.item is not None and self.target is not None:
            return move_said(self.item, self.target.day, self.target.starts_at, self.said)
        if self.item is not None:
            return item_said(self.item, self.said)
        return day_said(self.day, self.shown, self.said, self.today)

    def _tell(self) -> None:
        self.describe()
        announce(self, self.accessibleDescription())
        by_keys = self.target is not None and not self._drags  # under the mouse nothing may shift
        self.carried.emit(self.accessibleDescription() if by_keys else "")
        self.update()

    def told(self) -> list[str]:
        """What is painted, as lines of text: each day with its items, in reading order."""
        self.ready()
        lines = []
        for day in sorted(self.cells):
            off = day_off_short(day, self.said)
            lines.append(" ".join(one for one in (str(day.day), off, "◄" if day == self.day else "") if one))
            for spot in self.spots:
                lines += [f"  {item_said(one, self.said)}" for one in spot.items if one.day == day]
            if day in self.more:
                lines.append(f"  {self.said('calendar.more', n=self.more[day][1])}")
        return lines

    # Choosing

    def choose_day(self, day: dt.date, hour: dt.time | None = None) -> None:
        """Put the keyboard on a day; on one that is not shown, the page shows it first."""
        had = self.item is not None
        self.day, self.hour, self.item = day, hour, None
        self.target = None
        if had:
            self.item_chosen.emit(None)
        if not self.shown.first <= day <= self.shown.last:
            self.day_wanted.emit(day)
        else:
            self.day_pointed.emit(day)
        self._tell()

    def choose_item(self, item: Item) -> None:
        """Put the keyboard on an item."""
        self.day, self.item, self.target = item.day, item, None
        self.item_chosen.emit(item)
        self._tell()

    def choose_event(self, event_id: object) -> bool:
        """Put the keyboard on the first item of an event; whether there is one."""
        found = next((one for one in self.shown.items if one.event_id == event_id), None)
        if found is not None:
            self.choose_item(found)
        return found is not None

    def leave_item(self) -> None:
        """Back from an item to its day."""
        self.choose_day(self.day, self.hour)

    # Moving

    def start_moving(self, across: int = 0, down: int = 0) -> None:
        """Take the chosen item in hand; arrows carry it, Enter drops it, Esc lets go."""
        if self.item is None:
            return
        start = Target(self.item.day, self.item.starts_at)
        self.target = self.stepped(start, across, down) if across or down else start
        self._tell()

    def stop_moving(self) -> None:
        """Let go; everything stays where it was."""
        self.target, self._pressed, self._drags = None, None, False
        self.unsetCursor()
        self._tell()

    def _drop(self) -> None:
        item, target = self.item, self.target
        self.target = None
        if item is None or target is None:
            return
        hour = target.starts_at if target.starts_at != item.starts_at else None
        target = replace(target, starts_at=hour)
        if target.day != item.day or hour is not None:
            self.move_asked.emit(item, target)
        self._tell()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if self.target is not None:
            self._key_while_moving(key)
        elif key in ARROWS and control and self.item is not None:
            self.start_moving(*ARROWS[key])
        elif control and key == _KEY.Key_X and self.item is not None:
            self.start_moving()
        elif key in (_KEY.Key_PageUp, _KEY.Key_PageDown):
            self.turned.emit(-1 if key == _KEY.Key_PageUp else 1)
        elif key == _KEY.Key_Home and control:
            self.choose_day(self.today)
        elif (
            control
            or modifiers & Qt.KeyboardModifier.AltModifier
            or not (self._key_on_item(key) if self.item is not None else self._key_on_day(key, event.text()))
        ):
            super().keyPressEvent(event)

    def _key_while_moving(self, key: Qt.Key) -> None:
        if key == _KEY.Key_Escape:
            self.stop_moving()
        elif key in (_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_V):
            self._drop()
        elif key in ARROWS and self.target is not None:
            self.target = self.stepped(self.target, *ARROWS[key])
            if not self.shown.first <= self.target.day <= self.shown.last:
                self.day_wanted.emit(self.target.day)
            self._tell()

    def _key_on_day(self, key: Qt.Key, letters: str) -> bool:
        items = self.shown.on(self.day)
        if key in ARROWS:
            self.step_day(*ARROWS[key])
        elif key == _KEY.Key_Home:
            self.choose_day(self.day - _DAY * self.day.weekday())
        elif key == _KEY.Key_End:
            self.choose_day(self.day + _DAY * (6 - self.day.weekday()))
        elif key in (_KEY.Key_Return, _KEY.Key_Enter) and items:
            self.choose_item(items[0])
        elif key in (_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_Insert, _KEY.Key_F2):
            self.typed.emit("")
        elif letters.strip() and letters.isprintable():
            self.typed.emit(letters)
        else:
            return False
        return True

    def step_day(self, across: int, down: int) -> None:
        """What an arrow key does on a day."""
        self.choose_day(self.day + _DAY * (across + 7 * down))

    def _key_on_item(self, key: Qt.Key) -> bool:
        if key in ARROWS:
            across, down = ARROWS[key]
            self.step_item(down) if down else self.choose_day(self.day + _DAY * across)
        elif key in (_KEY.Key_Return, _KEY.Key_Enter):
            self.item_opened.emit(self.item)
        elif key == _KEY.Key_M:
            self.start_moving()
        elif key in COMMANDS:
            self.asked.emit(COMMANDS[key])
        else:
            return False
        return True

    def step_item(self, step: int) -> None:
        """To the item below or above on the same day; above the first is the day itself."""
        items = self.shown.on(self.day)
        at = items.index(self.item) + step if self.item in items else 0
        if at < 0:
            self.leave_item()
        elif at < len(items):
            self.choose_item(items[at])

    # Mouse

    def item_at(self, at: QPointF) -> Item | None:
        """The item at a point; of a bar the day that lies there."""
        self.ready()
        for spot in reversed(self.spots):
            if spot.area.contains(at):
                day = self.day_at(at)
                return next((one for one in spot.items if one.day == day), spot.item)
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, item = event.position(), self.item_at(event.position())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hidden = next((day for day, (area, _) in self.more.items() if area.contains(at)), None)
        if hidden is not None:
            self.day = hidden
            self.more_asked.emit(hidden)
        elif item is not None:
            self._pressed = (at, item)
            self.choose_item(item)
        else:
            day = self.day_at(at)
            if day is not None:
                self.choose_day(day, self.hour_at(at))

    def hour_at(self, at: QPointF) -> dt.time | None:
        """The hour at a point, where the view has hours."""
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            start, item = self._pressed
            if self._drags or (at - start).manhattanLength() >= QApplication.startDragDistance():
                self._drags = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.target = self.target_at(at, item)
                self._tell()
            return
        hovered = self.item_at(at)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self._drags
        self._pressed, self._drags = None, False
        if dragged:
            self.unsetCursor()
            self._drop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.item_at(event.position())
        if item is not None:
            self.item_opened.emit(item)
        elif self.day_at(event.position()) is not None:
            self.typed.emit("")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        item = self.item_at(QPointF(event.pos())) if by_mouse else self.item
        if item is not None:
            self.choose_item(item)
            spot = next((one for one in self.spots if item in one.items), None)
            at = event.globalPos() if by_mouse or spot is None else self.mapToGlobal(spot.area.bottomLeft().toPoint())
            self.menu_asked.emit(item, at)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            item = self.item_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), item_said(item, self.said) if item is not None else "", self)
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self.ready()
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(Ink(p, theme.current(), self.devicePixelRatioF()))

    def is_chosen(self, spot: Spot) -> bool:
        """Whether the keyboard is on this item."""
        return self.item is not None and any(one.key == self.item.key for one in spot.items)

    def is_hovered(self, spot: Spot) -> bool:
        """Whether the mouse is on this item."""
        return self._hovered is not None and self._hovered in spot.items

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.refresh()
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tell()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
