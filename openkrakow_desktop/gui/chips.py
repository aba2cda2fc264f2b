"""Filter chips: a word that opens a menu of choices; chosen, it is tinted, says the choice and bears an ×."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from . import theme
from .widgets import no_mnemonic


class Chip(QPushButton):
    """One filter: nothing, one or several of its choices. Space opens the menu, Delete or the × takes it off."""

    changed = Signal()

    def __init__(
        self, title: str, choices: Sequence[tuple[Hashable, str]], any_word: str, clear_word: str, several: bool = True
    ) -> None:
        """`any_word` is the menu's first line ("Dowolne"), `clear_word` tells what the × does ("Usuń filtr: Typ")."""
        super().__init__()
        self.setProperty("kind", "chip")
        self.setProperty("only", "false")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(theme.current().em(1.25), theme.current().em(1.25)))
        self._title, self._any, self._clear_word, self._several = title, any_word, clear_word, several
        self._choices: list[tuple[Hashable, str]] = list(choices)
        self._chosen: list[Hashable] = []
        self._show()

    @property
    def title(self) -> str:
        """What the filter is about."""
        return self._title

    @property
    def chosen(self) -> tuple[Hashable, ...]:
        """The chosen values, in the order of the choices; empty = no filter."""
        return tuple(value for value, _ in self._choices if value in self._chosen)

    def choose(self, *values: Hashable) -> None:
        """Choose exactly these values; none takes the filter off."""
        known = [value for value, _ in self._choices if value in values]
        if known != list(self.chosen):
            self._chosen = known
            self._show()
            self.changed.emit()
        else:
            self.setChecked(bool(known))

    def offer(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        """Other choices; what was chosen and is no longer offered is dropped."""
        self._choices = list(choices)
        self._chosen = [value for value, _ in self._choices if value in self._chosen]
        self._show()

    def menu_of_choices(self) -> QMenu:
        """The menu as it stands now."""
        menu = QMenu(self)
        menu.setAccessibleName(self._title)
        anything = menu.addAction(self._any)
        anything.setCheckable(True)
        anything.setChecked(not self._chosen)
        anything.triggered.connect(lambda: self.choose())
        menu.addSeparator()
        for value, words in self._choices:
            action = QAction(no_mnemonic(words), menu)
            action.setCheckable(True)
            action.setChecked(value in self._chosen)
            action.triggered.connect(lambda on, v=value: self._toggle(v, on))
            menu.addAction(action)
        return menu

    def _toggle(self, value: Hashable, on: bool) -> None:
        kept = [one for one in self._chosen if one != value] if self._several else []
        self.choose(*([*kept, value] if on else kept))

    def _show(self) -> None:
        words = [words for value, words in self._choices if value in self._chosen]
        said = self._title if not words else words[0] if len(words) == 1 else f"{self._title}: {len(words)}"
        self.setText(no_mnemonic(said) + " ")
        self.setIcon(theme.icon("x" if words else "chevron-down", "on_tint" if words else "muted"))
        self.setChecked(bool(words))
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(", ".join(words))
        self.setToolTip(f"{', '.join(words)} · {self._clear_word} (Delete)" if words else "")

    def _open(self) -> None:
        menu = self.menu_of_choices()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def nextCheckState(self) -> None:
        """The chip is tinted by what is chosen, not by a press."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        on_cross = event.position().x() > self.width() - theme.current().em(2.2)
        if self._chosen and on_cross:
            self.choose()
        else:
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chosen:
            self.choose()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._open()
        else:
            super().keyPressEvent(event)
