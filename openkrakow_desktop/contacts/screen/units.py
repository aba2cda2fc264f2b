"""The dictionary of units as a page: units by kind with symbol, abbreviations and use; add, rename, end, paste.

The panel is the register's own form with fewer fields, so its rules and its draft are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core import formats
from ...core.problems import Refused
from ...core.text import sentence
from ...core.usage import Use, uses
from ...gui.beside import Beside
from ...gui.chips import Chip
from ...gui.desk import Desk, Done
from ...gui.flow import flow
from ...gui.frames import SidePanel, facts, page_header, scrolled, section
from ...gui.layout import Item, box, column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.record_form import RecordForm
from ...gui.record_panel import uses_view
from ...gui.saying import problem_words
from ...gui.theme import is_narrow
from ...gui.undo_bar import UndoBar
from ...gui.widgets import RIGHT, Status, announce, button, elided, empty_state, field, pill, text, two
from ..feature import ORGANISATIONS
from ..model import OrganisationKind
from ..service import end_unit, resume_unit
from ..unit_dictionary import KINDS, MOST, Dictionary, UnitLine, read_units
from .units_paste import PasteForm

REST = 200  # milliseconds after the last letter
QUICK = replace(ORGANISATIONS, form=("name", "kind", "symbol", "abbreviations", "active_from", "active_to"))
TABLES = ("organisation",)


def units(desk: Desk) -> QWidget:
    """The page of the dictionary of units."""
    return UnitsPage(desk)


class UnitsPage(LivePage):
    """List and panel; `show_what` takes the key of a unit. N adds, E changes, Delete ends or resumes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        w = desk.words
        self._about = text("", tone="muted", wrap=True)
        self.add_button = button(w("units_page.add"), "primary", "plus", does=self.add)
        self.paste_button = button(w("units_page.paste"), "", "table", does=self.paste)
        self.search = field(w("units_page.find"), "search", name=w("units_page.find"))
        self.search.setClearButtonEnabled(True)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._reload)
        self.search.textChanged.connect(lambda: self._rest.start())
        kinds = [(kind, sentence(w.choice(kind))) for kind in dict.fromkeys([*KINDS, *OrganisationKind])]
        title = sentence(w("organisation.kind"))
        self.kinds = Chip(title, kinds, w("filter.any"), w("filter.clear_one", filter=title))
        self.kinds.changed.connect(self._reload)
        self.ended = button(w("units_page.ended"), "chip")
        self.ended.setCheckable(True)
        self.ended.toggled.connect(lambda _: self._reload())
        self.list: PressableList | None = None
        self._lines: dict[UUID, UnitLine] = {}
        self._key: UUID | None = None
        self._holder = Holder()
        self.undo_bar = UndoBar(self)
        filters = row((self.search, 1), self.kinds, self.ended, 1, pad=(3, 0, 3, 1.5))
        header = page_header(w("place.units"), self._about, self.paste_button, self.add_button)
        main = column(header, filters, hairline(), (scrolled(self._holder), 1), gap=0)
        main.setFocusProxy(self.search)
        self._beside = Beside(main)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))
        for keys, does in (("Ctrl+N", self.add), ("Ctrl+F", self.search.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    def show_what(self, key: object) -> None:
        """Choose a unit."""
        if isinstance(key, UUID):
            self._key = key
            if self.list is not None:
                self.list.choose(key)

    # The list

    def load(self) -> None:
        today = self.desk.clock.today()
        kinds = tuple(kind for kind in self.kinds.chosen if isinstance(kind, OrganisationKind))
        asked = (self.desk.declared, today, self.search.text(), kinds, self.ended.isChecked())
        self.ask(read_units, *asked, done=self._show)

    def _show(self, found: Dictionary) -> None:
        w = self.desk.words
        self._lines = {one.id: one for one in found.lines}
        said = w.count("units_page.units", found.total)
        self._about.setText(f"{said} · {w.count('units_page.inactive', found.ended)}" if found.ended else said)
        if not found.lines:
            add = button(w("units_page.add"), does=self.add)
            self._holder.hold(empty_state("layers", w("units_page.none"), w("units_page.none_words"), add))
            self.list = None
            return
        items: list[tuple[object, Pressable] | QWidget] = []
        kind = None
        for one in found.lines:
            if one.kind is not kind:
                kind = one.kind
                items.append(row(text(sentence(w.choice(kind)), "label", "muted"), 1, pad=(3, 1.5, 2, 0.25)))
            else:
                items.append(hairline())
            items.append((one.id, self._row(one)))
        self.list = PressableList(w("place.units"), items)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _: self.edit())
        more = text(w("units_page.more", n=MOST), tone="muted", wrap=True) if found.total > len(found.lines) else None
        self._holder.hold(
            column(self.list, row(more, 1, pad=(3, 1, 3, 1)) if more else None, 1, gap=0, pad=(0, 0, 0, 2))
        )
        if self._key in self._lines:
            self.list.choose(self._key, tell=not self._is_typing())

    def _is_typing(self) -> bool:
        return self._beside.panel is not None and bool(self._beside.panel.findChildren(RecordForm))

    def _row(self, one: UnitLine) -> Pressable:
        w = self.desk.words
        narrow = is_narrow(self)
        used = w.count("units_page.used", one.used) if one.used else w("units_page.unused")
        ended = pill(self._status(one), False) if not one.is_active else None
        name = two(one.name, one.abbreviations, "body") if one.abbreviations else elided(one.name)
        inside = row(
            ems(text(one.symbol, "strong"), 5),
            (name, 3),
            ems(ended, 11) if ended else None,
            None if narrow else ems(text(used, tone="muted", align=RIGHT), 9),
            gap=1,
            pad=(3, 0, 2, 0),
        )
        about = ", ".join(filter(None, (one.symbol, one.abbreviations, self._status(one).word, used)))
        return Pressable(ems(inside, height=3 if one.abbreviations else 2.5), one.name, about, chosen=False)

    def _status(self, one: UnitLine) -> Status:
        w = self.desk.words
        if one.is_active:
            return Status("good", "circle-check", w("units_page.active"))
        assert one.active_to is not None
        return Status("muted", "circle-minus", w("units_page.until", day=formats.day(one.active_to, w.language)))

    # The panel

    def _choose(self, key: object) -> None:
        if isinstance(key, UUID):
            self._key = key
            self.desk.ask(
                uses, self.desk.declared, ORGANISATIONS, key, done=lambda found: self._panel(key, found), owner=self
            )

    def _panel(self, key: UUID, found: list[Use]) -> None:
        one, w = self._lines.get(key), self.desk.words
        if one is None or key != self._key:
            return
        pairs = [
            (sentence(w("organisation.symbol")), one.symbol),
            (sentence(w("organisation.abbreviations")), one.abbreviations),
            (sentence(w("organisation.active_from")), self._day(one.active_from)),
            (sentence(w("organisation.active_to")), self._day(one.active_to)),
        ]
        shown = [(name, said) for name, said in pairs if said]
        used = uses_view(self.desk, found) if found else text(w("units_page.unused_words"), tone="muted", wrap=True)
        record = button(w("units_page.record"), "quiet", "contact", does=lambda: self._open("organisation", key))
        twins = button(w("units_page.twins"), "quiet", "layers", does=lambda: self._open("duplicates", "organisation"))
        content: list[Item] = [
            facts(*shown) if shown else None,
            section(w("panel.used_in"), used, gap=0.5),
            flow([record, twins]),
        ]
        change = button(w("panel.edit"), "", "pencil", does=self.edit)
        verb = "units_page.end" if one.active_to is None else "units_page.resume"
        end = button(w(verb), "", does=self.end_or_resume)
        panel = SidePanel(
            sentence(w.choice(one.kind)), one.name, self._status(one), *content, actions=[change, end],
            close=w("panel.close"),
        )  # fmt: skip
        self._beside.set_panel(panel)

    def _day(self, day: Any) -> str:
        return formats.day(day, self.desk.words.language) if day else ""

    def _open(self, place: str, what: object) -> None:
        self.desk.open_asked.emit(place, what)

    # Doing

    def add(self) -> None:
        """A form for a new unit; after saving it is there for the next one of the same kind."""
        chosen = self.kinds.chosen
        kind = chosen[0] if len(chosen) == 1 else None
        self._form(None, {"kind": kind} if kind else {})

    def edit(self) -> None:
        """The form of the chosen unit."""
        if self._key is not None:
            self._form(self._key, {})

    def _form(self, key: UUID | None, proposed: dict[str, Any]) -> None:
        w = self.desk.words
        form = RecordForm(self.desk, QUICK, key)
        if key is None:
            form.propose(proposed)
        form.saved.connect(lambda done: self._saved(key, form.draft(), done))
        form.cancelled.connect(self._beside.close_panel)
        title = w("units_page.add") if key is None else self._lines[key].name
        panel = SidePanel(w("units_page.unit"), title, None, form, actions=form.foot, close=w("panel.close"))
        self._beside.set_panel(panel)

    def _saved(self, key: UUID | None, draft: dict[str, Any], done: Done) -> None:
        self._key = done.value
        announce(self, self.desk.words("units_page.saved", name=draft.get("name") or ""))
        if key is None:
            self._form(None, {"kind": draft.get("kind")})
        else:
            self._beside.close_panel()

    def end_or_resume(self) -> None:
        """The chosen unit ends today, or is active again; taken back with one press."""
        one = self._lines.get(self._key) if self._key else None
        if one is None:
            return
        w, today = self.desk.words, self.desk.clock.today()
        ends = one.active_to is None
        said = w("units_page.was_ended" if ends else "units_page.was_resumed", name=one.name)
        work = (lambda session: end_unit(session, one.id, today) and None) if ends else (
            lambda session: resume_unit(session, one.id) and None
        )  # fmt: skip
        action = "organisation.end" if ends else "organisation.resume"
        self.desk.do(action, work, done=lambda done: self._done(done, said), failed=self._refused, owner=self)

    def _done(self, done: Done, said: str) -> None:
        w = self.desk.words
        announce(self, said)
        self._beside.close_panel()
        operation = done.operation
        if operation is not None:
            self.undo_bar.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            said = "\n".join(problem_words(one, self.desk.words) for one in error.problems)
            self.undo_bar.offer(said, self.desk.words("undo.close"), lambda: None, self.desk.words("undo.close"))

    def paste(self) -> None:
        """A panel to paste a list into: what each line would be is seen before anything is added."""
        w = self.desk.words
        chosen = self.kinds.chosen
        only = chosen[0] if len(chosen) == 1 else None
        form = PasteForm(self.desk, only if isinstance(only, OrganisationKind) else OrganisationKind.MUNICIPAL_UNIT)
        form.added.connect(self._added)
        form.cancelled.connect(self._beside.close_panel)
        panel = SidePanel(
            w("place.units"), w("units_page.paste_title"), None, form, actions=form.foot, close=w("panel.close")
        )
        self._beside.set_panel(panel)
        form.line.setFocus()

    def _added(self, done: Done) -> None:
        self._done(done, self.desk.words.count("units_page.added", int(done.value or 0)))
