"""Plans per year beside what the programme expects: a sheet to type in, or to paste from Excel. Saved as a whole.

A cell that cannot be a plan keeps what was typed, is framed and says why; nothing is written until all can be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.problems import Problem, Refused
from ...core.table_copy import Copied, Lines, copied
from ...core.text import sentence
from ...gui import theme
from ...gui.copying import put_on_clipboard
from ...gui.desk import Desk, Done
from ...gui.frames import page_header
from ...gui.grid import GridView
from ...gui.layout import box, column, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, field, mark_problem, set_tone, text
from ...programme.catalogue import catalogue
from ...programme.plan_sheet import save_plans
from ...programme.plans import Plan, plans_of, read_pasted
from .plan_grid import FIXED, PlanModel, plan_rows

SHOWN = 3  # problems of a paste that are told one by one


def plans(desk: Desk) -> QWidget:
    """The page of the plans."""
    return PlansPage(desk)


class PlansPage(LivePage):
    """`show_what` takes the code of a number."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("planned_value",))
        w, known = desk.words, catalogue()
        years = {*range(known.programme.first_year, known.programme.last_year + 1), desk.year}
        self.cells = PlanModel(w, plan_rows(known, w), sorted(years))
        self.cells.written.connect(lambda *_: self._say())
        self.view = GridView(self.cells, w("plans.title"))
        self.view.pasted.connect(self.paste)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._say())
        self.source = field(w("plans.source_hint"), name=w("plans.source"))
        self.source.textEdited.connect(lambda _: self._say())
        self._told = text("", tone="muted", wrap=True)
        self._save = button(w("plans.save"), "primary", "save", does=self.save)
        self._forget = button(w("plans.forget"), "", "undo-2", does=self.forget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        label = text(w("plans.source"), "small", "muted")
        acts = row((self.source, 1), self._forget, self._save, gap=1)
        foot = column(self._told, label, acts, gap=0.5, pad=(3, 1, 3, 1.5))
        self._head = Holder()
        content = column(self._head, (row(self.view, pad=(2, 0, 2, 0)), 1), hairline(), foot, gap=0)
        whole.addWidget(box("sheet", content, (0, 0, 0, 0)))
        self.setFocusProxy(self.view)
        self._say()

    def _header(self) -> QWidget:
        w = self.desk.words
        narrow = theme.is_narrow(self)

        def act(word: str, icon: str, does: Callable[[], object]) -> QWidget:
            said = w(f"plans.{word}")
            return button("" if narrow else said, "", icon, said, does=does)

        listed = act("list", "history", lambda: self.desk.open_asked.emit("planned_value", None))
        copy, paste = act("copy", "table", self.copy), act("paste", "file-spreadsheet", self.paste_clipboard)
        return page_header(w("plans.title"), "" if narrow else w("plans.about"), listed, copy, paste)

    def show_what(self, code: object) -> None:
        """Put the keyboard into the row of a number, in the window's year."""
        for at, one in enumerate(self.cells.rows):
            if one.entry is not None and one.entry.code == code:
                years = self.cells.years
                self.view.go(at, FIXED + (years.index(self.desk.year) if self.desk.year in years else 0))

    def load(self) -> None:
        narrow = theme.is_narrow(self)
        self._head.hold(self._header())
        self.view.setColumnHidden(2, narrow)
        self.view.setColumnHidden(3, narrow)
        self.view.set_widths(5, 15 if narrow else 0, 17, 7, *(6 for _ in self.cells.years))
        self.ask(plans_of, self.cells.years, catalogue(), done=self._show)

    def _show(self, found: dict[tuple[str, int], Plan]) -> None:
        self.cells.show(found)
        if not self.view.currentIndex().isValid():
            years = self.cells.years
            self.view.go(1, FIXED + (years.index(self.desk.year) if self.desk.year in years else 0))
        self._say()

    def _say(self, said: str = "", bad: bool = False) -> None:
        """How many changes wait, or what is wrong with the cell one is at."""
        w, here = self.desk.words, self.view.currentIndex()
        problem = self.cells.problem_at(here.row(), here.column()) if here.isValid() else None
        if problem is not None and not said:
            said, bad = problem_words(problem, w), True
        n = len(self.cells.typed)
        self._told.setText(said or (w.count("plans.changes", n) if n else w("plans.nothing_changed")))
        theme_tone = "bad" if bad else "muted"
        if self._told.property("tone") != theme_tone:
            set_tone(self._told, theme_tone)
        self._save.setEnabled(bool(n))
        self._forget.setEnabled(bool(n))

    # Pasting and copying

    def paste_clipboard(self) -> None:
        """Take what lies on the clipboard."""
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, pasted: str) -> None:
        """Take a table with codes and years, or one value for the cell. With anything wrong, nothing is taken."""
        here = self.view.currentIndex()
        if pasted.strip() and not any(mark in pasted.strip() for mark in "\t\n\r") and here.isValid():
            if self.cells.key(here.row(), here.column()) is not None:
                self.cells.setData(here, pasted.strip())
            return
        w = self.desk.words
        found = read_pasted(pasted, catalogue(), self.cells.years, w.language)
        if found.problems:
            said = " ".join([w("plans.not_pasted"), *self._wrong(found.problems)])
            self._say(said, bad=True)
        else:
            self.cells.take(found.plans)
            said = w.count("plans.pasted", len(found.plans))
            self._say(said)
        announce(self, said)

    def _wrong(self, problems: tuple[tuple[str, Problem], ...]) -> list[str]:
        w = self.desk.words
        lines = []
        for where, problem in problems[:SHOWN]:
            why = problem_words(problem, w)
            lines.append(w("plans.wrong_cell", where=where, why=why) if where else why)
        if len(problems) > SHOWN:
            lines.append(w.count("plans.more_wrong", len(problems) - SHOWN))
        return lines

    def copied(self) -> Copied:
        """The sheet for the clipboard; its text can be pasted back: codes first, years above."""
        cells = self.cells
        places = [0, 1, *range(FIXED, FIXED + len(cells.years))]
        rows = [
            [cells.said(at, place).replace("\u00a0", "") for place in places]
            for at, one in enumerate(cells.rows)
            if one.entry is not None
        ]
        is_right = [False, False, *[True] * len(cells.years)]
        return copied(Lines([cells.heads[at] for at in places], rows, is_right), self.desk.words.language)

    def copy(self) -> None:
        """Put the sheet on the clipboard."""
        put_on_clipboard(self.copied())
        said = self.desk.words("plans.copied")
        self._say(said)
        announce(self, said)

    # Saving

    def forget(self) -> None:
        """Let go what was typed."""
        self.cells.forget()
        self._say()

    def event(self, event: QEvent) -> bool:
        """While something typed is not saved, the key of undo is the sheet's, not the window's."""
        key = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride else None
        if key is not None and self.cells.typed and key.matches(QKeySequence.StandardKey.Undo):
            key.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.cells.typed and event.matches(QKeySequence.StandardKey.Undo):
            self.cells.step_back()
            self._say()
        else:
            super().keyPressEvent(event)

    def save(self) -> None:
        """Write the sheet as one operation; a wrong cell or a missing source is said and nothing is written."""
        w, source = self.desk.words, self.source.text().strip()
        wrong = self.cells.wrong()
        if wrong:
            (code, year), problem = wrong[0]
            self._say(w("plans.wrong_cell", where=f"{code}, {year}", why=problem_words(problem, w)), bad=True)
            return
        mark_problem(self.source, not source)
        if not source:
            self._say(w("plans.need_source"), bad=True)
            self.source.setFocus()
            return
        asked = (self.cells.changes(), source, self.desk.clock.today())
        self.desk.do("planned_value.sheet", save_plans, *asked, done=self._saved, failed=self._refused, owner=self)

    def _saved(self, done: Done) -> None:
        said = self.desk.words.count("plans.saved", done.value)
        self.cells.forget()
        self.source.clear()
        self._say(said)
        announce(self, said)

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        said = " ".join(sentence(problem_words(one, self.desk.words)) for one in error.problems)
        self._say(said, bad=True)
