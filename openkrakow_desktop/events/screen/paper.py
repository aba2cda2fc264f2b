"""A signed list typed page by page, without the mouse: rows in the order of the paper, then the sum written below them.

A page is one write; it is refused as long as its sum says something else, and what was typed stays. What is not saved
yet is kept beside the settings and comes back when the page is opened again."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ...core.formats import day
from ...core.problems import Problem, Refused
from ...gui import theme
from ...gui.desk import Desk, Done
from ...gui.editors import NumberEditor
from ...gui.frames import page_header, scrolled, section
from ...gui.layout import box, column, ems, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, elided, field, key, note, text
from ..model import AttendanceMode, TallyCategory
from ..paper import PaperView, SavedPage, Typed, paper_view, save_counts, save_page
from ..service import hold_session
from ..sheets import page_of_sheet, sheet_number
from .paper_rows import Entry, PaperRows

WIDE = 62  # em: below it pages are reached by the numbers of their sheets alone
KEEP = 700  # milliseconds after the last key until what was typed is kept
TABLES = ("session", "session_entry", "attendance", "event", "participant", "person")


def paper(desk: Desk) -> QWidget:
    """The page on which a paper list is typed."""
    return PaperPage(desk)


class PaperPage(LivePage):
    """`show_what(a session's or event's key)`. Enter goes on, Ctrl+Enter saves the page, F2 to a sheet, Esc back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        w = desk.words
        self.session_id: UUID | None = None
        self.page, self.view = 1, None  # type: int, PaperView | None
        self._saving, self._filled = False, False
        self._head, self._side, self._told, self._finish = Holder(), Holder(), Holder(), Holder()
        self.page_title = text("", "lead")
        self.sheet = field(w("paper_page.sheet_hint"), "", shortcut="F2", name=w("paper_page.sheet"))
        self.sheet.returnPressed.connect(self._go_to_sheet)
        self.rows = PaperRows(desk)
        self.rows.changed.connect(self._changed)
        self.counts: dict[TallyCategory | None, NumberEditor] = {}
        self._counts_holder = Holder()
        self.total = NumberEditor(w("paper_page.total"))
        self.total.changed.connect(self._changed)
        self.total.line.returnPressed.connect(self.save)
        self.typed_sum = text("", "strong")
        self.problem = text("", tone="bad", wrap=True)
        self.problem.hide()
        self.done = text("", tone="good", wrap=True)
        self.done.hide()
        self._save = button(w("paper_page.save"), "primary", "check", does=self.save)
        self._more = button(w("paper_page.more"), "quiet", "plus", does=self._add_row)
        self.rows.ended.connect(self._to_total)
        self._build()
        self._keep_timer = QTimer(self, singleShot=True, interval=KEEP)
        self._keep_timer.timeout.connect(self.keep_draft)
        for keys, does in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Ctrl+S", self.save)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        find = QShortcut(QKeySequence("F2"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.sheet.setFocus)

    def _build(self) -> None:
        w = self.desk.words
        sheet = row((self.page_title, 1), ems(self.sheet, 13), gap=1)
        below = row(
            text(w("paper_page.total"), "strong"),
            ems(self.total, 9),
            self.typed_sum,
            1,
            self._more,
            self._save,
            gap=1.5,
        )
        area = scrolled(column(self.rows, self._counts_holder, 1, gap=0, pad=(0.5, 0.5, 1, 0)))
        self.rows.moved.connect(lambda line: area.ensureWidgetVisible(line, 0, line.height() * 2))
        sheet_box = box(
            "card", column(sheet, self._told, (area, 1), self.problem, self.done, self._finish, below, gap=1)
        )
        self._beside = ems(scrolled(self._side), 19)
        body = row((sheet_box, 1), self._beside, gap=2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (column((body, 1), pad=(3, 0.5, 3, 2)), 1), gap=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._beside.setVisible(self.width() >= theme.current().em(WIDE))  # the rows need what room there is

    # What is shown

    def show_what(self, what: object) -> None:
        """The paper list of a session, or of an event's nearest one."""
        if isinstance(what, UUID):
            self.keep_draft()
            self.session_id, self.page, self._filled = what, 1, False
            if self.isVisible():
                self._reload()
            else:
                self._stale = True

    def load(self) -> None:
        if self.session_id is not None:
            show = partial(self._show, self.session_id)
            today = self.desk.clock.today()
            self.desk.ask(paper_view, self.session_id, today, done=show, failed=self._refused_at_once, owner=self)

    def _refused_at_once(self, error: Exception) -> None:
        self.desk.close_asked.emit()
        if isinstance(error, Refused):
            self.desk.refused.emit(error)

    def _show(self, key: UUID, view: PaperView) -> None:
        if key != self.session_id:
            return
        self.session_id, self.view = view.session_id, view
        self._show_head()
        self._show_finish()
        self._show_side()
        if not self._filled:
            self._filled = True
            self.page = max(view.pages, default=0) + 1
            self.show_page(self._drafted_page() or self.page)
        self._say_sum()

    def _show_head(self) -> None:
        view, w = self.view, self.desk.words
        assert view is not None
        back = button("", "quiet", "chevron-left", w("paper_page.back"), does=self._close)
        about = f"{view.title} · {day(view.held_on, w.language)}"
        total = column(
            text(w("paper_page.together"), "small", "muted"), text(str(view.attendance.total), "title"), gap=0
        )
        self._head.hold(page_header(w("place.paper"), about, total, before=back))
        warned = view.counted > 0
        if warned:
            said = w("paper_page.already_counted", n=view.counted)
            self._told.hold(note("triangle-alert", said, w("paper_page.already_counted_advice")))
        self._told.setVisible(warned)

    def _show_finish(self) -> None:
        """Pages were saved, and yet nobody said that the session took place: then nothing would count."""
        view, w = self.view, self.desk.words
        assert view is not None
        unsaid = view.is_open and bool(view.pages)
        if unsaid:
            held = button(w("action.session.hold"), "", "check", does=self._hold)
            self._finish.hold(row((text(w("paper_page.still_planned"), tone="muted", wrap=True), 1), held, gap=1))
        self._finish.setVisible(unsaid)

    def _hold(self) -> None:
        self.keep_draft()
        write = (hold_session, self.session_id, None, self.desk.clock)
        self.desk.do("session.hold", *write, done=self._held, failed=self._refused, owner=self)

    def _held(self, _done: Done) -> None:
        self.done.setText(self.desk.words("paper_page.held"))
        self.done.show()
        announce(self, self.done.text())
        self._reload()

    def _show_side(self) -> None:
        view, w = self.view, self.desk.words
        assert view is not None
        lines = [self._page_line(view, one) for one in view.pages.values()]
        pages = section(
            w("paper_page.pages"), rows(*lines, height=2.6) if lines else text(w("paper_page.no_pages"), tone="muted")
        )
        hints = (
            ("Enter", "key_next"),
            ('"', "key_ditto"),
            ("↓", "key_skip"),
            ("Ctrl Enter", "key_save"),
            ("F2", "key_sheet"),
            ("Esc", "key_back"),
        )
        lines = [
            row(ems(row(key(one), 1), 6), (text(w(f"paper_page.{said}"), tone="muted", wrap=True), 1))
            for one, said in hints
        ]
        listed = view.mode is not AttendanceMode.ANONYMOUS
        keys = section(w("paper_page.keys"), *(lines if listed else lines[3:]), gap=0.5)
        self._side.hold(column(pages, keys, 1, gap=3, pad=(1, 1, 1, 1)))

    def _page_line(self, view: PaperView, one: SavedPage) -> QWidget:
        w = self.desk.words
        said = w.count("paper_page.saved_page", one.people, page=one.page)
        act = button(w("paper_page.again"), "quiet", name=w("paper_page.open_page", page=one.page))
        act.clicked.connect(lambda: self._open_page(one.page))
        return row((elided(said), 1), act)

    def _open_page(self, page: int) -> None:
        self.keep_draft()
        self.show_page(page)

    def show_page(self, page: int) -> None:
        """Rows of a page: as they are kept, as they were saved, or empty."""
        view, w = self.view, self.desk.words
        assert view is not None and self.session_id is not None
        self.page = page
        first = (page - 1) * view.per_page + 1
        self.problem.hide()
        sheet = sheet_number(self.session_id, page)
        counting = view.mode is AttendanceMode.ANONYMOUS
        rows_said = "" if counting else f" · {w('paper.sheet_rows', first=first, last=first + view.per_page - 1)}"
        self.page_title.setText(w("paper_page.page", page=page, sheet=sheet) + rows_said)
        self.rows.setVisible(not counting)
        self._more.setVisible(not counting)
        self._counts_holder.setVisible(counting)
        kept = self.desk.drafts.find_page(self._draft_key(page)) or {}
        saved = view.pages.get(page)
        if counting:
            self._hold_counts(view, saved, kept)
        else:
            self.rows.event_id, self.rows.session_id, self.rows.mode = view.event_id, view.session_id, view.mode
            entries = _kept_entries(kept) if kept else self._saved_entries(view, saved)
            self.rows.show_page(first, view.per_page, entries)
        self.total.set_value(kept.get("total"))
        self._say_sum()
        self._to_first_empty()
        if kept:
            announce(self, w("paper_page.draft_back"))

    def _saved_entries(self, view: PaperView, saved: SavedPage | None) -> dict[int, Entry]:
        if saved is None:
            return {}
        return {
            one.row: Entry(view.names.get(one.participant_id, ""), one.participant_id)
            if one.participant_id
            else Entry("〃")
            for one in saved.rows
        }

    def _hold_counts(self, view: PaperView, saved: SavedPage | None, kept: dict[str, Any]) -> None:
        w = self.desk.words
        self.counts = {}
        lines = []
        for category in (*view.categories, None):
            name = w.choice(category) if category else w("paper_page.without_category")
            editor = NumberEditor(name)
            before = kept.get("counts", {}).get(category.value if category else "")
            editor.set_value(before if before is not None else saved.counts.get(category) if saved else None)
            editor.changed.connect(self._changed)
            editor.line.returnPressed.connect(lambda one=editor: self._next_count(one))
            self.counts[category] = editor
            lines.append(row(ems(text(name), 14), editor, 1))
        self._counts_holder.hold(column(*lines, gap=1))

    def _next_count(self, editor: NumberEditor) -> None:
        editors = list(self.counts.values())
        at = editors.index(editor) + 1
        (editors[at] if at < len(editors) else self.total).setFocus()

    def _to_first_empty(self) -> None:
        lines: list[QLineEdit] = [one.line for one in self.rows.lines]
        if self.view is not None and self.view.mode is AttendanceMode.ANONYMOUS:
            lines = [one.line for one in self.counts.values()]
        empty = next((one for one in lines if not one.text()), None)
        (empty or self.total).setFocus()
        line = next((one for one in self.rows.lines if one.line is empty), None)
        if line is not None:
            QTimer.singleShot(0, line, lambda: self.rows.moved.emit(line))  # once the rows have their places

    def _to_total(self) -> None:
        self.total.line.setFocus()
        self.total.line.selectAll()

    def _add_row(self) -> None:
        self.rows.add_row().line.setFocus()

    def _go_to_sheet(self) -> None:
        assert self.session_id is not None
        try:
            page = page_of_sheet(self.session_id, self.sheet.text())
        except Refused as refused:
            self._say_problem(refused.problems[0])
            self.sheet.selectAll()
            return
        self.sheet.clear()
        self._open_page(page)

    # Typing

    def _typed_count(self) -> int:
        if self.view is not None and self.view.mode is AttendanceMode.ANONYMOUS:
            return sum(one.value() or 0 for one in self.counts.values())
        return len(self.rows.entries())

    def _changed(self) -> None:
        self.problem.hide()
        if self._typed_count():
            self.done.hide()  # of the page before
        self._say_sum()
        self._keep_timer.start()

    def _say_sum(self) -> None:
        self.typed_sum.setText(self.desk.words("paper_page.typed", n=self._typed_count()))

    def _say_problem(self, problem: Problem) -> None:
        self.problem.setText(problem_words(problem, self.desk.words))
        self.problem.show()
        announce(self, self.problem.text())

    # Saving

    def save(self) -> None:
        """Save the page, or say what does not agree; nothing that was typed is lost."""
        view = self.view
        if self._saving or view is None or self.session_id is None:
            return
        unread = self.rows.unread() if view.mode is not AttendanceMode.ANONYMOUS else []
        if unread:
            self._say_problem(Problem("", "problem.paper_row_unread", {"row": unread[0].number}))
            unread[0].line.setFocus()
            return
        wrong = [one for one in (*self.counts.values(), self.total) if one.unread()]
        if wrong or self.total.value() is None:
            self._say_problem(Problem("", wrong[0].unread() if wrong else "problem.page_total_needed"))
            (wrong[0] if wrong else self.total).setFocus()
            return
        self._saving = True
        write: tuple[Any, ...]
        if view.mode is AttendanceMode.ANONYMOUS:
            counts = {category: one.value() or 0 for category, one in self.counts.items()}
            write = (save_counts, self.session_id, self.page, counts)
        else:
            typed = [entry.row(number) for number, entry in self.rows.entries().items()]
            write = (save_page, self.session_id, self.page, typed)
        self.desk.do(
            "session.paper_page",
            *write,
            self.total.value(),
            self.desk.clock,
            done=self._saved,
            failed=self._refused,
            owner=self,
        )

    def _saved(self, done: Done) -> None:
        self._saving = False
        typed: Typed = done.value
        self._keep_timer.stop()
        self.desk.drafts.drop_page(self._draft_key(self.page))
        w = self.desk.words
        said = w.count("paper_page.page_saved", typed.rows, page=typed.page, total=typed.attendance.total)
        if typed.repeated:
            said += " " + w.count("paper_page.repeated", typed.repeated)
        self.done.setText(said)
        self.done.show()
        announce(self, said)
        self._filled = False
        self._reload()

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, Refused):
            self._say_problem(error.problems[0])
            if error.problems[0].field == "total":
                self._to_total()

    # What is not saved yet

    def _draft_key(self, page: int) -> str:
        return f"paper|{self.session_id}|{page}"

    def _drafted_page(self) -> int | None:
        """The page that was being typed when this was closed."""
        kept = self.desk.drafts.find_page(f"paper|{self.session_id}")
        page = kept.get("page") if kept else None
        return page if isinstance(page, int) and self.desk.drafts.find_page(self._draft_key(page)) else None

    def keep_draft(self) -> None:
        """Write down now what is typed on this page."""
        self._keep_timer.stop()
        if self.view is None or self.session_id is None or self._saving or self.view.session_id != self.session_id:
            return
        counts = {one.value if one else "": editor.value() for one, editor in self.counts.items()}
        rows_ = {
            str(number): [entry.said, entry.participant_id.hex if entry.participant_id else "", entry.name, entry.noted]
            for number, entry in self.rows.entries().items()
        }
        if not self._is_new(rows_, counts):
            return
        values = {"rows": rows_, "counts": counts, "total": self.total.value()}
        self.desk.drafts.keep_page(self._draft_key(self.page), values)
        self.desk.drafts.keep_page(f"paper|{self.session_id}", {"page": self.page})

    def _is_new(self, typed: dict[str, Any], counts: dict[str, int | None]) -> bool:
        """Whether anything is typed that is not saved as it stands."""
        assert self.view is not None
        saved = self.view.pages.get(self.page)
        if saved is None:
            return bool(typed) or any(counts.values()) or self.total.value() is not None
        before = {str(row.row): row.participant_id.hex if row.participant_id else "" for row in saved.rows}
        known = {one.value if one else "": n for one, n in saved.counts.items()}
        now = {name: n for name, n in counts.items() if n}
        return {n: one[1] for n, one in typed.items()} != before or (bool(counts) and now != known)

    def _close(self) -> None:
        self.keep_draft()
        self.desk.close_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)


def _kept_entries(kept: dict[str, Any]) -> dict[int, Entry]:
    """Rows of a draft; what cannot be read is left out."""
    found = {}
    for number, values in kept.get("rows", {}).items():
        if number.isdigit() and isinstance(values, list) and len(values) == 4:
            said, participant, name, noted = values
            found[int(number)] = Entry(said, UUID(participant) if participant else None, name, noted)
    return found
