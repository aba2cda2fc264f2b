"""Settings: language, look, text size (at once, on this computer); where the database lies; backups; what this is.

Licences are read from what is installed, so the list is never older than the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ..core import backup
from ..core.clock import WARSAW
from ..core.formats import moment
from ..core.text import clean
from ..core.words import LANGUAGES
from ..gui import theme
from ..gui.desk import Desk
from ..gui.frames import card, facts, page_header, scrolled
from ..gui.layout import Item, column, ems, row
from ..gui.live_page import Holder
from ..gui.widgets import button, field, symbol, text
from ..version import VERSION
from .first_run import NAMES
from .startup import backups_folder
from .status import COMPUTER, computer_name

if TYPE_CHECKING:
    from .rooms import Rooms


def settings_page(rooms: Rooms) -> QWidget:
    """The page of settings of a window."""
    return SettingsPage(rooms.desk, rooms)


class SettingsPage(QWidget):
    """Cards one under another; everything works at once."""

    def __init__(self, desk: Desk, rooms: Rooms) -> None:
        super().__init__()
        self.desk, self._rooms = desk, rooms
        w = desk.words
        self._backups = Holder()
        self._licences = Holder()
        header = page_header(w("settings_page.title"), w("settings_page.about"))
        body = column(
            self._choices(),
            self._database(),
            self._backups,
            self._about(),
            self._licences,
            1,
            gap=2,
            pad=(3, 0.5, 3, 3),
        )
        body.setMaximumWidth(theme.current().em(72))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(header, (scrolled(row((body, 9), 1, gap=0)), 1), gap=0))
        self._show_backups()

    def _chips(self, choices: list[tuple[str, bool, Any]]) -> QWidget:
        """Choices of which one is on."""
        made: list[Item] = []
        for words, is_on, does in choices:
            chip: QPushButton = button(words, "chip", "check" if is_on else "", role="accent", does=does)
            chip.setCheckable(True)
            chip.setChecked(is_on)
            chip.clicked.connect(lambda _=False, one=chip, on=is_on: one.setChecked(on))
            made.append(chip)
            if is_on and not self.focusProxy():
                self.setFocusProxy(chip)
        return row(*made, 1)

    def _choices(self) -> QWidget:
        w, rooms, settings = self.desk.words, self._rooms, self.desk.settings
        languages = [(NAMES[code], code == w.language, partial(rooms.speak, code)) for code in LANGUAGES]
        chosen = settings.get("theme") or ""
        themes: list[tuple[str, bool, Callable[[], object]]] = [
            (w("settings_page.theme_system"), not chosen, lambda: rooms.look(as_system=True))
        ]
        themes += [
            (w(f"settings_page.theme_{name}"), chosen == name, partial(rooms.look, name)) for name in theme.NAMES
        ]
        scale = theme.current().scale
        scales = [(f"{round(one * 100)}%", one == scale, partial(rooms.look, scale=one)) for one in theme.SCALES]
        return card(
            w("settings_page.window"),
            text(w("settings_page.language"), "strong"),
            self._chips(languages),
            text(w("settings_page.theme"), "strong"),
            self._chips(themes),
            text(w("settings_page.scale"), "strong"),
            self._chips(scales),
        )

    def _database(self) -> QWidget:
        w, store = self.desk.words, self.desk.store
        place = str(store.path) if store.path else str(store.url.render_as_string(hide_password=True))
        pairs: list[tuple[str, str | QWidget]] = [
            (w("settings_page.path"), place),
            (w("settings_page.device_name"), self._name()),
            (w("settings_page.device"), store.device),
            (w("settings_page.schema"), str(store.schema)),
        ]
        warnings = [
            row(symbol("triangle-alert", "warn"), (text(w(one.key, **one.values), wrap=True), 1))
            for one in store.warnings
        ]
        other = button(w("settings_page.open_other"), icon="folder-open", does=self._rooms.change_database)
        return card(w("settings_page.database"), facts(*pairs, width=12), *warnings, row(other, 1))

    def _name(self) -> QWidget:
        """The name of this computer, as the status bar shows it."""
        name = self.desk.words("settings_page.device_name")
        line = ems(field("", words=computer_name(self.desk), name=name), 18)

        def keep() -> None:
            self.desk.settings.set(COMPUTER, clean(line.text()) or None)
            self._rooms.status.show_computer()

        line.editingFinished.connect(keep)
        return row(line, 1)

    def _show_backups(self) -> None:
        w, folder = self.desk.words, backups_folder(self.desk.store)
        last = backup.last_verified(folder)
        when = moment(last.astimezone(WARSAW), w.language) if last else w("settings_page.backup_never")
        pairs = [(w("settings_page.backup_last"), when), (w("settings_page.backup_folder"), str(folder))]
        make = button(w("settings_page.backup_now"), icon="save", does=lambda: self._rooms.back_up(self._show_backups))
        self._backups.hold(card(w("settings_page.backups"), facts(*pairs, width=12), row(make, 1)))

    def _about(self) -> QWidget:
        from PySide6 import __version__ as qt

        w = self.desk.words
        pairs = [(w("settings_page.version"), VERSION), (w("settings_page.licence"), "EUPL-1.2")]
        show = button(w("settings_page.licences"), "quiet", "chevron-down", does=self._show_licences)
        return card(
            w("settings_page.about_program"),
            facts(*pairs, width=12),
            text(w("settings_page.qt_notice", version=qt), tone="muted", wrap=True),
            text(w("settings_page.accessibility"), "strong"),
            text(w("settings_page.accessibility_words"), tone="muted", wrap=True),
            row(show, 1),
        )

    def _show_licences(self) -> None:
        w = self.desk.words
        pairs = [(name, licence or w("settings_page.unknown_licence")) for name, licence in installed_licences()]
        self._licences.hold(card(w("settings_page.licences"), facts(*pairs, width=16)))


def installed_licences() -> list[tuple[str, str]]:
    """Every installed library with its version and licence, from its own metadata, by name."""
    found = {}
    for one in distributions():
        data = one.metadata
        named = [data[key] for key in ("License-Expression", "License") if key in data]
        said = next(iter(named[:1]), "") or _classified(data.get_all("Classifier") or [])
        found[f"{data['Name']} {one.version}"] = said.strip().partition("\n")[0][:80]
    return sorted(found.items(), key=lambda pair: pair[0].casefold())


def _classified(classifiers: list[str]) -> str:
    return ", ".join(one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::"))
