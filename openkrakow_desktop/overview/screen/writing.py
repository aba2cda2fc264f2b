"""Writing the yearly report, one task a page: the numbers and what helps on the left, the text on the right.

What is typed is kept as a draft with every pause; Ctrl+Enter saves and goes on, Ctrl+↓ and Ctrl+↑ move."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ...core.measures import Period
from ...core.problems import Refused
from ...gui import theme
from ...gui.charts import Share
from ...gui.desk import Desk
from ...gui.frames import page_header, scrolled
from ...gui.layout import column, ems, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.report_writer import offer_report
from ...gui.saying import problem_words
from ...gui.theme import is_narrow
from ...gui.widgets import Status, announce, button, elided, symbol, text
from ...programme.catalogue import catalogue
from ...programme.letter_tables import LetterLanguage
from ..evaluate import YearNumbers, evaluate
from ..report import COUNCIL_REPORT
from ..writing import Part, Statement, order_of, parts_of, save_section, save_task
from .writing_beside import beside_view
from .writing_text import TextPane

LIST, TEXT = 17, 31  # widths in em
_DONE = Status("good", "circle-check", "")
_DRAFT = Status("warn", "pencil", "")
_EMPTY = Status("muted", "circle-dashed", "")


def writing(desk: Desk) -> QWidget:
    """The page of narratives."""
    return WritingPage(desk)


class WritingPage(LivePage):
    """`show_what` takes a task's code or a section; without one, the first that is not written."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.parts: dict[str, Part] = {}
        self.numbers: YearNumbers | None = None
        self.pane: TextPane | None = None
        self._key = ""
        self._head, self._list, self._beside, self._right = Holder(), Holder(), Holder(), Holder()
        body = QWidget()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        for part in (self._list, hairline(True), self._beside, hairline(True), self._right):
            self._box.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, hairline(), (scrolled(body), 1), gap=0))
        for keys, does in (
            ("Ctrl+Return", self.save_and_go), ("Ctrl+Enter", self.save_and_go), ("Ctrl+S", self.save),
            ("Ctrl+Down", partial(self.step, 1)), ("Ctrl+Up", partial(self.step, -1)), ("Ctrl+I", self.take_next),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def show_what(self, what: object) -> None:
        """Open a part."""
        if isinstance(what, str) and what in order_of(catalogue(self.desk.year)):
            self._leave()
            self._key = what
            if self.parts:
                self._open(what)

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._list, self._beside, self._right]

    # Reading

    def load(self) -> None:
        year, today = self.desk.year, self.desk.clock.today()
        self.ask(parts_of, year, catalogue(self.desk.year), done=partial(self._show, year))
        self.ask(evaluate, Period(year, today), catalogue(self.desk.year), self.desk.declared, done=self._take_numbers)

    def _show(self, year: int, parts: dict[str, Part]) -> None:
        self.parts = parts
        if self.pane is not None and self.pane.year != year:
            self._leave()
        self._show_head(year)
        self._show_list()
        waiting = [key for key, one in parts.items() if key in catalogue(self.desk.year).tasks and not one.is_written]
        self._open(self._key if self._key in parts else (waiting or list(parts))[0])

    def _take_numbers(self, numbers: YearNumbers) -> None:
        self.numbers = numbers
        if self._key:
            self._show_beside()

    def _show_head(self, year: int) -> None:
        w = self.desk.words
        tasks = [one for key, one in self.parts.items() if key in catalogue(self.desk.year).tasks]
        done = sum(one.is_written for one in tasks)
        own = [one for key, one in self.parts.items() if key not in catalogue(self.desk.year).tasks]
        said = w("writing.done_of", n=done, all=len(tasks))
        about = w("writing.own_of", n=sum(one.is_written for one in own), all=len(own))
        narrow = is_narrow(self)
        bar = Share(said, about, [(done / len(tasks), "accent")], 0.6, 9 if narrow else LIST - 1)
        progress = column(1, row(text(said, "strong"), 1), bar, 1, gap=0.75)
        name = w("writing.preview")
        preview = button("" if narrow else name, "", "file-text", name, does=self._preview)
        back = button("", "quiet", "chevron-left", w("writing.back"), does=self._to_report)
        self._head.hold(page_header(w("writing.title", year=year), about, preview, progress, before=back))

    def _show_list(self) -> None:
        w = self.desk.words
        items: list[Any] = []
        for key, one in self.parts.items():
            look, said = self._look(one)
            name = self.name_of(key)
            inside = row(symbol(look.icon, look.tone, 1.15), (elided(name), 1), gap=1, pad=(3, 0.25, 1, 0.25))
            items.append((key, Pressable(ems(inside, height=2.3), f"{name}, {said}", chosen=False)))
        self.list = PressableList(w("writing.list"), items)
        self.list.choose(self._key, tell=False)
        self.list.chosen.connect(self._chosen)
        self._list.hold(scrolled(column(self.list, 1, gap=0, pad=(0, 1, 0, 1))))

    def _look(self, one: Part) -> tuple[Status, str]:
        w = self.desk.words
        if self.desk.drafts.find_page(self.draft_key(one.key)) is not None:
            return _DRAFT, w("writing.draft")
        return (_DONE, w("writing.written")) if one.is_written else (_EMPTY, w("writing.missing"))

    def name_of(self, key: str) -> str:
        """1.1 Rozwój Punktu Informacyjnego; Słowo wstępne; Wnioski, cel 1."""
        w, known = self.desk.words, catalogue(self.desk.year)
        if key in known.tasks:
            return f"{key} {known.tasks[key].label(w.language)}"
        return w("writing.conclusions", code=key) if key in known.objectives else w(f"report_section.{key}")

    def draft_key(self, key: str) -> str:
        """Under what name an unsaved part is kept."""
        return f"writing|{self.desk.year}|{key}"

    # Moving

    def _chosen(self, key: object) -> None:
        if str(key) != self._key:
            self._leave()
            self._open(str(key))

    def step(self, by: int) -> None:
        """The next or the previous part."""
        keys = list(self.parts)
        if keys:
            at = max(0, min(len(keys) - 1, keys.index(self._key) + by))
            self._leave()
            self._open(keys[at], to_text=True)

    def _leave(self) -> None:
        """What was typed stays as a draft."""
        if self.pane is not None:
            self.pane.keep_draft()

    def _open(self, key: str, to_text: bool = False) -> None:
        same = self.pane is not None and self.pane.part.key == key and self.pane.year == self.desk.year
        self._key = key
        self.list.choose(key, tell=False)
        if same and self.pane is not None:
            self.pane.follow(self.parts[key])
        else:
            held = to_text or self._right.isAncestorOf(self.focusWidget() or self)
            self.pane = TextPane(self, self.parts[key])
            self._right.hold(self.pane)
            self._fit()
            if held:
                self.pane.writing.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_beside()
        self.setFocusProxy(self.pane.writing)

    def _show_beside(self) -> None:
        if self._key in self.parts:
            self._beside.hold(scrolled(beside_view(self, self.parts[self._key], self.numbers)))

    # Doing

    def take(self, words: str) -> None:
        """Put what a unit or last year said at the end of the text."""
        if self.pane is not None and words.strip():
            self.pane.writing.add(words.strip())
            self.pane.writing.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self.desk.words("writing.taken"))

    def take_next(self) -> None:
        """Take over the first unit's words that the text does not hold yet."""
        if self.pane is None:
            return
        here = self.pane.writing.toPlainText()
        for one in self.pane.part.said:
            if one.narrative.strip() and one.narrative.strip() not in here:
                self.take(one.narrative)
                return

    def save(self) -> None:
        """Save this part and stay."""
        self._save(lambda _: self._saved())

    def save_and_go(self) -> None:
        """Save this part, then the next one that is not written."""
        self._save(lambda _: self._saved(go=True))

    def _save(self, done: Any) -> None:
        pane, desk = self.pane, self.desk
        if pane is None:
            return
        pane.say([])
        year, key, today = pane.year, pane.part.key, desk.clock.today()
        if key in catalogue(self.desk.year).tasks:
            said: Statement = pane.statement()
            known = pane.part.state is not None
            action = "task_status.edit" if known else "task_status.add"
            desk.do(
                action, save_task, desk.declared, year, key, said, today, done=done, failed=self._refused, owner=self
            )
        else:
            action = "report_text.edit" if pane.part.texts.get(pane.language) else "report_text.add"
            desk.do(
                action, save_section, desk.declared, year, key, pane.language, pane.words, today,
                done=done, failed=self._refused, owner=self,
            )  # fmt: skip

    def _saved(self, go: bool = False) -> None:
        pane = self.pane
        assert pane is not None
        pane.drop_draft()
        announce(self, self.desk.words("writing.saved", name=self.name_of(pane.part.key)))
        if not go:
            return
        keys = list(self.parts)
        at = keys.index(pane.part.key)
        waiting = [key for key in (*keys[at + 1 :], *keys[:at]) if not self.parts[key].is_written]
        if pane.is_task:  # the report's own sections may stay empty: tasks come first
            waiting.sort(key=lambda key: key not in catalogue(self.desk.year).tasks)
        self._open(waiting[0] if waiting else keys[min(at + 1, len(keys) - 1)], to_text=True)

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        if self.pane is not None:
            self.pane.say([problem_words(one, self.desk.words) for one in error.problems if not one.warning])

    def _preview(self) -> None:
        self._leave()
        offer_report(
            self.desk, self, COUNCIL_REPORT, year=self.desk.year, language=LetterLanguage(self.desk.words.language)
        )

    def _to_report(self) -> None:
        self._leave()
        self.desk.open_asked.emit("report", None)

    def keep_draft(self) -> None:
        """The window closes: what is typed is kept."""
        self._leave()

    # Room

    def _fit(self) -> None:
        wide = self.width() >= theme.current().em(LIST + TEXT + 24)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        for part, width in ((self._list, LIST), (self._right, 0)):
            part.setMinimumWidth(theme.current().em(width) if wide else 0)
            part.setMaximumWidth(theme.current().em(width) if wide and width else 16_777_215)
        self._list.setMaximumHeight(16_777_215 if wide else theme.current().em(9))
        self._beside.setMinimumHeight(0 if wide else theme.current().em(16))
        for stretch, part in ((0, self._list), (4, self._beside), (6, self._right)):
            self._box.setStretchFactor(part, stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
