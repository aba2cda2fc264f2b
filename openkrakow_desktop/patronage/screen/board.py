"""The board of applications for patronage: states side by side, a chosen application's panel beside them.

A card goes on by M (a menu), Shift with ← →, or the mouse; each way runs the action that the list would run too."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ...core.declarations import Action
from ...core.listing import View
from ...core.text import sentence
from ...gui import theme
from ...gui.chips import Chip
from ...gui.desk import Desk
from ...gui.flow import flow
from ...gui.frames import page_header
from ...gui.layout import column, hairline, row
from ...gui.live_page import Holder
from ...gui.panel_page import PanelPage
from ...gui.widgets import announce, button, empty_state, field, note, text
from ..board import MOVES, BoardCard, Narrowing, board_cards, by_state, neighbour, targets
from ..model import PatronageKind, PatronageState
from ..service import UNDECIDED
from .board_card import CardView
from .board_columns import BoardView, Columns, StateList

TABLES = ("patronage", "patronage_rule", "organisation")
REST = 150  # milliseconds after the last letter of the search


def board(desk: Desk) -> QWidget:
    """The page of the board."""
    return BoardPage(desk)


class BoardPage(PanelPage):
    """`show_what`: an application's key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES, desk.declared.registers["patronage"])
        self._actions = {one.key: one for one in self.register.actions}
        self._cards: tuple[BoardCard, ...] = ()
        self._wanted: UUID | None = None
        self._was_narrow = False
        self.view: BoardView | None = None
        self.panels.saved.connect(lambda _register, key: self._want(key))
        self.lay_out(self._main())
        for keys, does in (("Ctrl+N", self.add), ("Ctrl+F", lambda: self.search.setFocus())):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def _main(self) -> QWidget:
        w = self.desk.words
        self._facts = text("", tone="muted", wrap=True)
        new = button(sentence(w("patronage._new")), "primary", "plus", does=self.add)
        header = page_header(w("patronage_board.title"), self._facts, new)
        self.search = field(w("patronage_board.search"), "search", name=w("patronage_board.search"))
        self.search.setMinimumWidth(theme.current().em(13))
        self._pause = QTimer(self, singleShot=True, interval=REST)
        self._pause.timeout.connect(self._show)
        self.search.textChanged.connect(lambda _: self._pause.start())
        title = sentence(w("patronage.kind"))
        kinds = [(kind, sentence(w.choice(kind))) for kind in PatronageKind]
        self.kinds = Chip(title, kinds, w("filter.any"), w("filter.clear_one", filter=title))
        self.kinds.changed.connect(self._show)
        self.late, self.related, self.unreported = (self._toggle(name) for name in ("late", "related", "unreported"))
        tools = flow([self.search, self.kinds, self.late, self.related, self.unreported])
        self._notice = Holder()
        self._notice.hide()
        self._holder = Holder()
        return column(
            header,
            row((tools, 1), pad=(3, 0, 3, 1.25)),
            self._notice,
            hairline(),
            (self._holder, 1),
            gap=0,
        )

    def _toggle(self, name: str) -> QPushButton:
        chip = button(self.desk.words(f"patronage_board.only_{name}"), "chip")
        chip.setCheckable(True)
        chip.toggled.connect(lambda _: self._show())
        return chip

    # What is shown

    def load(self) -> None:
        self.ask(board_cards, self.desk.year, self.desk.clock.today(), done=self._take)

    def _take(self, cards: tuple[BoardCard, ...]) -> None:
        self._cards = cards
        self._show()

    def narrowing(self) -> Narrowing:
        """What the search and the chips let through."""
        return Narrowing(
            self.search.text(),
            self.kinds.chosen,  # type: ignore[arg-type]
            self.late.isChecked(),
            self.related.isChecked(),
            self.unreported.isChecked(),
        )

    def _show(self) -> None:
        w, wanted = self.desk.words, self.narrowing()
        shown = by_state(self._cards, wanted)
        self._facts.setText(self._said_facts(sum(map(len, shown.values())), wanted.is_empty))
        chosen = self._wanted or self._chosen_key()
        self._wanted = None
        self._was_narrow = theme.is_narrow(self)
        if not any(shown.values()):
            self.view = None
            said = w("patronage._empty") if wanted.is_empty else w("patronage_board.nothing")
            self._holder.hold(empty_state("stamp", w("patronage_board.title"), said))
            self.setFocusProxy(self.search)
            return
        view: BoardView = StateList(w, shown) if self._was_narrow else Columns(w, shown)
        view.chosen.connect(self._chosen)
        view.opened.connect(lambda card: self.open_card(card.id))
        view.menu_asked.connect(self._menu)
        view.step_asked.connect(self._step)
        view.dropped.connect(self.take)
        view.rest_asked.connect(self._open_list)
        self.view = view
        self._holder.hold(view)
        view.choose(chosen)
        self.setFocusProxy(view)
        self.fit()

    def _said_facts(self, count: int, is_all: bool) -> str:
        w = self.desk.words
        all_said = w.count("patronage_board.cards", len(self._cards))
        waiting = sum(one.state in UNDECIDED for one in self._cards)
        said = all_said if is_all else w("patronage_board.of", n=count, all=all_said)
        return " · ".join([str(self.desk.year), said, w("patronage_board.waiting", n=waiting)])

    def _chosen_key(self) -> UUID | None:
        views = self.view.views if self.view is not None else {}
        return next((key for key, one in views.items() if one.isChecked()), None)

    def _chosen(self, card: BoardCard) -> None:
        """A chosen card's panel, where there is room for it."""
        self._notice.hide()
        if not theme.is_narrow(self) and not self.panels.is_editing:
            self.panels.show_record(self.register, card.id)

    def open_card(self, key: UUID) -> None:
        """The application's panel, with the keyboard in it."""
        if not self.panels.is_editing:
            self.panels.show_record(self.register, key, focus=True)

    def _open_list(self, state: PatronageState) -> None:
        ids = tuple(one.id for one in by_state(self._cards, self.narrowing())[state])
        self.desk.open_asked.emit("patronage", View(only=ids))

    def show_what(self, what: object) -> None:
        """Choose an application and open its panel."""
        if isinstance(what, UUID):
            self._want(what)
            self.open_card(what)

    def _want(self, key: UUID) -> None:
        self._wanted = key
        if self._cards:
            self._show()

    # Moving

    def allowed(self, card: BoardCard) -> list[tuple[PatronageState, Action]]:
        """Where an application may go, and by which action."""
        return [(state, self._actions[MOVES[state]]) for state in targets(card.state)]

    def menu_of(self, view: CardView) -> QMenu:
        """The states a card may go to."""
        w, menu = self.desk.words, QMenu(self)
        menu.setAccessibleName(w("patronage_board.move"))
        for state, action in self.allowed(view.card):
            said = sentence(w(f"action.{action.key}"))
            menu.addAction(said).triggered.connect(partial(self._moved_by_menu, view.card, state))
        menu.addSeparator()
        menu.addAction(w("patronage_board.open")).triggered.connect(lambda _=False: self.open_card(view.card.id))
        return menu

    def _moved_by_menu(self, card: BoardCard, state: PatronageState, _checked: bool = False) -> None:
        self.take(card, state)

    def _menu(self, view: CardView) -> None:
        if self.view is not None:
            self.view.choose(view.card.id, focus=True)
        menu = self.menu_of(view)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(view.mapToGlobal(view.rect().bottomLeft()))

    def _step(self, card: BoardCard, direction: int) -> None:
        state = neighbour(card.state, direction)
        if state is not None:
            self.take(card, state)
        else:
            self._tell(self.desk.words("patronage_board.no_way", state=self.desk.words.choice(card.state)))

    def take(self, card: BoardCard, state: PatronageState) -> None:
        """Take an application to a state: its action asks what it needs. Said, where it cannot go there."""
        w = self.desk.words
        self._notice.hide()
        if state not in targets(card.state):
            self._tell(w("problem.transition", before=w.choice(card.state), after=w.choice(state)))
            return
        if self.panels.is_editing:  # what is being typed is not lost for a card
            self._tell(w("patronage_board.editing"))
            return
        self.panels.close_all()
        if self.view is not None:
            self.view.choose(card.id)
        self.panels.act(self.register, card.id, self._actions[MOVES[state]])

    def _tell(self, said: str) -> None:
        """Why a card stays where it is; until the next step."""
        w = self.desk.words
        shut = button("", "quiet", "x", w("undo.close"), "muted", does=self._notice.hide)
        told = note("triangle-alert", w("patronage_board.not_moved"), said, shut, kind="problem")
        self._notice.hold(column(told, pad=(3, 0, 3, 1)))
        self._notice.show()
        announce(self, f"{w('patronage_board.not_moved')} {said}")

    # Room

    def stops(self) -> list[QWidget]:
        shown = [self.view] if self.view is not None else []
        return [self.search, *shown, *([self.panels] if self.panels.isVisible() else [])]

    def panel_closed(self) -> None:
        super().panel_closed()
        if self.view is not None:
            self.view.choose(self._chosen_key(), focus=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_loaded and self._was_narrow != theme.is_narrow(self):
            self._show()
