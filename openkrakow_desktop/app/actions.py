"""What can be done from anywhere, by name: for the search, with the keys that do the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.words import LANGUAGES
from ..gui import theme
from ..gui.states import sentence
from .first_run import NAMES
from .list_page import NEW

if TYPE_CHECKING:
    from .rooms import Rooms


@dataclass(frozen=True)
class Doing:
    """One action of the window."""

    icon: str
    title: str
    does: Callable[[], object]
    keys: str = ""


def actions_of(rooms: Rooms) -> list[Doing]:
    """Everything that can be done now, the most wanted first."""
    w, desk = rooms.desk.words, rooms.desk
    found = [
        Doing("undo-2", w("do.undo_word"), rooms.undo, "Ctrl+Z"),
        Doing("undo-2", w("do.redo_word"), rooms.redo, "Ctrl+Shift+Z"),
        Doing("file-spreadsheet", w("do.import"), lambda: desk.open_asked.emit("import", None)),
        Doing("download", w("do.template"), rooms.save_template),
        Doing("file-text", w("do.report", year=desk.year), lambda: desk.open_asked.emit("report", None)),
        Doing("save", w("do.backup"), rooms.back_up),
        Doing("contact", w("do.account"), rooms.change_account),
        Doing("folder-open", w("do.open_database"), rooms.change_database),
        Doing("key", w("do.keys"), lambda: rooms.help.open(rooms.here, keys_first=True), "Ctrl+/"),
    ]
    found += [_new(rooms, key) for key, one in desk.declared.registers.items() if not one.parent]
    found += [_year(rooms, year) for year in rooms.window.years if year != desk.year]
    found += [_theme(rooms, name) for name in theme.NAMES]
    found += [_scale(rooms, scale) for scale in theme.SCALES]
    found += [_language(rooms, code) for code in LANGUAGES if code != w.language]
    return found


def _new(rooms: Rooms, key: str) -> Doing:
    title = sentence(rooms.desk.words(f"{key}._new"))
    return Doing("plus", title, lambda: rooms.desk.open_asked.emit(key, NEW))


def _year(rooms: Rooms, year: int) -> Doing:
    return Doing("calendar", rooms.desk.words("do.year", year=year), lambda: rooms.window.choose_year(year))


def _theme(rooms: Rooms, name: str) -> Doing:
    w = rooms.desk.words
    return Doing("contrast", w("do.theme", name=w(f"settings_page.theme_{name}")), lambda: rooms.look(name))


def _scale(rooms: Rooms, scale: float) -> Doing:
    percent = round(scale * 100)
    return Doing("type", rooms.desk.words("do.scale", percent=percent), lambda: rooms.look(scale=scale))


def _language(rooms: Rooms, code: str) -> Doing:
    return Doing("text", rooms.desk.words("do.language", name=NAMES[code]), lambda: rooms.speak(code))
