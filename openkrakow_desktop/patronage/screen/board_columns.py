"""The states as columns beside each other; in a narrow window one list by state. Both tell the same signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ...core.words import Words
from ...gui import theme
from ...gui.frames import scrolled
from ...gui.layout import Item, column, row
from ...gui.pressable import Pressable, PressableList
from ...gui.states import status_of
from ...gui.widgets import button, pill, symbol, text
from ..board import BoardCard, targets
from ..model import PatronageState
from .board_card import CardKeys, CardView

WIDE, EMPTY = 16.5, 8.5  # width of a column with and without cards, in em
MOST = 40  # cards of one state; the others are in the list
Cards = Mapping[PatronageState, Sequence[BoardCard]]


class StateColumn(QWidget):
    """One state: its name, how many, its cards. It is tinted while a carried card may come here."""

    def __init__(self, state: PatronageState, words: Words, cards: Sequence[CardView], count: int, rest: Item) -> None:
        super().__init__()
        self.state, self.cards = state, list(cards)
        self._is_target = False
        self.setAccessibleName(words("patronage_board.column", state=words.choice(state), n=count))
        head = column(pill(status_of(state, words), False), text(str(count), "small", "muted"), gap=0.25)
        inside = column(*cards, rest, 1, gap=1, pad=(0, 0, 0.5, 1))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(theme.current().px(side) for side in (1, 1, 0.5, 0)))
        whole.addWidget(column(head, (scrolled(inside), 1), gap=1))
        self.setFixedWidth(theme.current().em(WIDE if cards else EMPTY))

    def mark(self, on: bool) -> None:
        """Show that a carried card may be let go here."""
        if on is not self._is_target:
            self._is_target = on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.current()
        with QPainter(self) as p:
            area = self.rect().adjusted(2, 2, -3, -3)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setBrush(t.colour("tint" if self._is_target else "canvas"))
            p.setPen(QPen(t.colour("accent"), 2) if self._is_target else Qt.PenStyle.NoPen)
            p.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)


class BoardView(QWidget):
    """What the two ways of showing cards have in common; one card is chosen, one is the Tab stop."""

    chosen = Signal(object)  # BoardCard
    opened = Signal(object)  # BoardCard
    menu_asked = Signal(object)  # CardView
    step_asked = Signal(object, int)  # BoardCard, direction
    dropped = Signal(object, object)  # BoardCard, state
    rest_asked = Signal(object)  # state

    def __init__(self, words: Words, cards: Cards) -> None:
        super().__init__()
        self.words = words
        self.views: dict[UUID, CardView] = {
            card.id: CardView(card, words) for of_state in cards.values() for card in of_state[:MOST]
        }
        self._keys = CardKeys(self, list(self.views.values()))
        self._keys.menu_asked.connect(self.menu_asked)
        self._keys.step_asked.connect(lambda view, step: self.step_asked.emit(view.card, step))

    def rest(self, state: PatronageState, count: int) -> QWidget | None:
        """The way to the cards that have no room here."""
        if count <= MOST:
            return None
        said = self.words.count("patronage_board.more", count - MOST)
        return button(said, "quiet", does=lambda: self.rest_asked.emit(state))

    def choose(self, key: UUID | None, focus: bool = False) -> None:
        """Choose a card without telling; None or an unknown key chooses none."""
        raise NotImplementedError


class Columns(BoardView):
    """All states side by side. ← → go to the nearest column with cards, ↑ ↓ within it."""

    def __init__(self, words: Words, cards: Cards) -> None:
        super().__init__(words, cards)
        self.columns: list[StateColumn] = []
        for state, of_state in cards.items():
            mine = [self.views[card.id] for card in of_state[:MOST]]
            made = StateColumn(state, words, mine, len(of_state), self.rest(state, len(of_state)))
            self.columns.append(made)
        for view in self.views.values():
            view.installEventFilter(self)
            view.clicked.connect(lambda _=False, one=view: self._come(one))
            view.entered.connect(lambda one=view: self.opened.emit(one.card))
            view.carried.connect(self._carry)
            view.let_go.connect(self._let_go)
        self._ghost: QLabel | None = None
        self._area = scrolled(row(*self.columns, 1, gap=0.5, pad=(2, 0, 2, 0)))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self._key: UUID | None = None
        self._one_stop()

    def _column_at(self, at: QPoint) -> StateColumn | None:
        return next((one for one in self.columns if one.rect().contains(one.mapFromGlobal(at))), None)

    def _carry(self, view: CardView, at: QPoint | None) -> None:
        """Show the card under the pointer, and whether it may be let go there; given up without a place."""
        over = self._column_at(at) if at is not None else None
        for one in self.columns:
            one.mark(one is over and one.state in targets(view.card.state))
        if at is None:
            self._drop_ghost()
            return
        if self._ghost is None:
            self._ghost = symbol("stamp", "accent", 2)
            self._ghost.setPixmap(view.grab())
            self._ghost.setParent(self)
            self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._ghost.adjustSize()
            self._ghost.show()
        self._ghost.move(self.mapFromGlobal(at) + QPoint(theme.current().px(1), theme.current().px(1)))
        self._ghost.raise_()

    def _drop_ghost(self) -> None:
        if self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
            self._ghost = None

    def _let_go(self, view: CardView, at: QPoint) -> None:
        self._carry(view, None)
        over = self._column_at(at)
        if over is not None and over.state is not view.card.state:
            self.dropped.emit(view.card, over.state)

    def _one_stop(self) -> None:
        stop = self.views.get(self._key) if self._key else next(iter(self.views.values()), None)
        for view in self.views.values():
            view.setFocusPolicy(Qt.FocusPolicy.StrongFocus if view is stop else Qt.FocusPolicy.ClickFocus)
        if stop is not None:
            self.setFocusProxy(stop)

    def choose(self, key: UUID | None, focus: bool = False) -> None:
        self._key = key if key in self.views else None
        for one, view in self.views.items():
            view.setChecked(one == self._key)
        self._one_stop()
        chosen = self.views.get(self._key) if self._key else None
        if chosen is not None:
            view = chosen
            QTimer.singleShot(0, view, lambda: self._into_sight(view))
            if focus:
                view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _into_sight(self, view: CardView) -> None:
        view.into_sight()
        column_of = next(one for one in self.columns if view in one.cards)
        self._area.ensureWidgetVisible(column_of, theme.current().em(1), 0)

    def _come(self, view: CardView) -> None:
        self.choose(view.card.id, focus=True)
        self.chosen.emit(view.card)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            not isinstance(event, QKeyEvent)
            or event.type() != QEvent.Type.KeyPress
            or not isinstance(watched, CardView)
        ):
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        target = self._target(watched, Qt.Key(event.key()))
        if target is None:
            return False
        self._come(target)
        return True

    def _target(self, view: CardView, key: Qt.Key) -> CardView | None:
        filled = [one.cards for one in self.columns if one.cards]
        at = next(n for n, cards in enumerate(filled) if view in cards)
        here = filled[at].index(view)
        within = {Qt.Key.Key_Up: here - 1, Qt.Key.Key_Down: here + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: 10_000}
        across = {Qt.Key.Key_Left: at - 1, Qt.Key.Key_Right: at + 1}
        if key in across:
            cards = filled[max(0, min(len(filled) - 1, across[key]))]
            return cards[min(here, len(cards) - 1)]
        if key in within:
            return filled[at][max(0, min(len(filled[at]) - 1, within[key]))]
        return None


class StateList(BoardView):
    """One list, a heading for every state that has cards."""

    def __init__(self, words: Words, cards: Cards) -> None:
        super().__init__(words, cards)
        items: list[tuple[object, Pressable] | QWidget] = []
        for state, of_state in cards.items():
            if not of_state:
                continue
            items.append(row(pill(status_of(state, words), False), text(str(len(of_state)), "small", "muted"), 1))
            items += [(card.id, self.views[card.id]) for card in of_state[:MOST]]
            rest = self.rest(state, len(of_state))
            items += [rest] if rest is not None else []
        self._list = PressableList(words("place.patronage_board"), items, gap=1)
        self._list.chosen.connect(lambda key: self.chosen.emit(self.views[key].card))
        self._list.opened.connect(lambda key: self.opened.emit(self.views[key].card))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(column(self._list, 1, gap=0, pad=(3, 1, 3, 2))))
        self.setFocusProxy(self._list)

    def choose(self, key: UUID | None, focus: bool = False) -> None:
        self._list.choose(key, tell=False)
        view = self.views.get(key) if key else None
        if view is not None and focus:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
