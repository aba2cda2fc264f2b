"""Import from Excel: drop or choose a file, see what would happen (nothing is written), then take it in.

An office's own sheet first shows what its columns were understood as (import_mapping). The preview is the import,
rolled back; refused rows come back as a workbook with their reasons."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ..core.excel_import import Outcome, import_file
from ..core.excel_read import Sheet, read_workbook
from ..core.formats import number
from ..core.import_lines import Fault
from ..core.import_mapping import SheetMapping, remember, remembered
from ..core.import_sheets import Found, look_over, with_mapping
from ..core.pasted import PastedRows
from ..core.problems import Refused
from ..gui import dialogs
from ..gui.desk import Desk
from ..gui.frames import card, page_header, scrolled
from ..gui.layout import Item, box, column, ems, hairline, row, rows
from ..gui.live_page import Holder
from ..gui.saying import problem_words
from ..gui.states import sentence
from ..gui.widgets import RIGHT, announce, button, empty_state, note, symbol, text
from .import_mapping import MappingList
from .paste_box import PasteBox, read_rows
from .template_writer import save_rejected, save_template

SHOWN = 60  # problems on the page; the workbook of refused rows has them all
COUNTS = ("new", "changed", "same", "refused")


def import_page(desk: Desk) -> QWidget:
    """The page that takes workbooks in."""
    return ImportPage(desk)


class ImportPage(QWidget):
    """Four states: choose a file, its columns (of an office's own sheet), the preview, done. `show_what` takes a path
    that was dropped on the window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._holder = Holder()
        self._path: Path | None = None
        self._outcome: Outcome | None = None
        self._sheets: list[Sheet] = []
        self._founds: list[Found] = []
        self._mappings: dict[str, SheetMapping] = {}  # what is remembered, and what was said about this file
        self._said: dict[str, SheetMapping] = {}  # of them, what was said about this file
        self._pasted: PastedRows | None = None
        self.columns: MappingList | None = None
        self._refusal = Holder()
        self.create_missing: QCheckBox | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._holder)
        self.start()

    # Choosing

    def start(self) -> None:
        """The first state: where a file comes from."""
        w = self.desk.words
        self._path = self._outcome = self._pasted = None
        choose = button(w("import_page.choose"), "primary", "folder-open", does=self.choose)
        template = button(w("import_page.template"), icon="download", does=self.save_template)
        middle = empty_state(
            "file-spreadsheet", w("import_page.drop_title"), w("import_page.drop_words"), template, choose
        )
        header = page_header(w("import_page.title"), w("import_page.about"))
        self._holder.hold(column(header, (row((box("card", middle), 1), pad=(3, 0, 3, 3)), 1), gap=0))
        self.setFocusProxy(choose)

    def show_what(self, what: object) -> None:
        """Preview this file, or these rows that were pasted into a list."""
        if isinstance(what, PastedRows):
            self.paste(what)
        elif what:
            self.preview(Path(str(what)))

    def paste(self, rows: PastedRows) -> None:
        """Preview pasted rows; where there are none yet, a place to paste them into."""
        self._pasted, self._path, self._outcome = rows, None, None
        if not rows.text:
            self._box = PasteBox(self.desk, rows)
            self._box.pasted.connect(self.paste)
            self._box.left.connect(self.leave)
            self._holder.hold(self._box)
            self.setFocusProxy(self._box)
            self._box.setFocus()
            return
        desk, known = self.desk, remembered(self.desk.settings)
        self._path, self._said = Path(desk.words("paste.name")), {}

        def work(_progress: Any) -> list[Found]:
            return read_rows(desk, rows, known)

        self._start("import_page.reading", work, self._looked_at_rows)

    def _looked_at_rows(self, found: list[Found]) -> None:
        self._sheets, self._founds = [one.layout.sheet for one in found], found
        self._mappings = {one.fingerprint: one.mapping for one in found}
        if all(one.is_remembered for one in found):
            self.check()
        else:
            self.show_columns()

    def again(self) -> None:
        """Another file, or the pasted rows once more."""
        if self._pasted is not None:
            self.paste(replace(self._pasted, text=""))
        else:
            self.choose()

    def leave(self) -> None:
        """Back to the list that rows were pasted into, else to the first state."""
        pasted = self._pasted
        self.start()
        if pasted is not None:
            self.desk.open_asked.emit(pasted.register, None)

    def _again(self, style: str = "") -> QWidget:
        if self._pasted is not None:
            return button(self.desk.words("paste.again"), style, "clipboard-list", does=self.again)
        return button(self.desk.words("import_page.again"), style, "folder-open", does=self.again)

    def choose(self) -> None:
        """Ask for a file and preview it."""
        w = self.desk.words
        folder = Path(str(self.desk.settings.get("import_folder") or Path.home()))
        path = dialogs.open_file(self, w("import_page.file"), w("import_page.file_kind"), folder)
        if path is not None:
            self.desk.settings.set("import_folder", str(path.parent))
            self.preview(path)

    def save_template(self) -> None:
        """Write an empty workbook to fill in."""
        save_template(self.desk, self)

    # The columns

    def preview(self, path: Path) -> None:
        """Read the file without writing anything: its columns if they are an office's own, else what would happen."""
        self._path, self._said, self._pasted = path, {}, None
        self._mappings = remembered(self.desk.settings)
        declared, known = self.desk.declared, self._mappings

        def work(_progress: Any) -> tuple[list[Sheet], list[Found]]:
            sheets = read_workbook(path)
            return sheets, [one for _, one in look_over(sheets, declared, None, known, path.name) if one is not None]

        self._start("import_page.reading", work, self._looked)

    def _looked(self, read: tuple[list[Sheet], list[Found]]) -> None:
        self._sheets, self._founds = read
        new = [one for one in self._founds if not (one.is_ours or one.is_remembered)]
        if not any(one.mapping.register for one in new) and len(new) < max(1, len(self._founds)):
            self.check()  # at most a sheet of notes beside what is known
        else:
            self.show_columns()

    def show_columns(self) -> None:
        """What the columns were understood as, to be corrected; nothing that was said is lost."""
        w, path = self.desk.words, self._path
        assert path is not None
        self.columns = MappingList(self.desk, [one for one in self._founds if not one.is_ours], path.name)
        again = self._again()
        check = button(w("import_mapping.check"), "primary", "check", does=self.accept_columns)
        header = page_header(w("import_mapping.title"), w("import_mapping.about", file=path.name), again, check)
        self._refusal = Holder()
        self.columns.changed.connect(lambda: self._refusal.hold(QWidget()))
        self._holder.hold(column(header, self._refusal, (scrolled(self.columns), 1), gap=0))
        self.setFocusProxy(check)
        QTimer.singleShot(0, check, check.setFocus)  # once the window of the progress is gone
        announce(self, w("import_mapping.title"))

    def accept_columns(self) -> None:
        """Check the rows as the columns are understood now; what is still wrong with them is said first."""
        if self.columns is None or self._path is None:
            return
        w, name = self.desk.words, self._path.stem
        made = {mark: one if one.name else replace(one, name=name) for mark, one in self.columns.mappings().items()}
        open_ones = self.columns.sentences()
        if not any(one.register for one in made.values()) and not any(one.is_ours for one in self._founds):
            open_ones.append(w("import_mapping.nothing_read"))
        if open_ones:
            refused = note("triangle-alert", w("import_mapping.first"), "\n".join(open_ones), kind="problem")
            self._refusal.hold(row((refused, 1), pad=(3, 0, 3, 2)))
            announce(self, " ".join(open_ones))
            return
        self._said |= made
        self._mappings |= made
        self._founds = [
            one if one.is_ours else with_mapping(one, self._mappings[one.fingerprint], self._path.name)
            for one in self._founds
        ]
        self.check()

    # The preview

    def check(self, create_missing: bool = False) -> None:
        """Everything an import does, rolled back."""
        self._run(
            "import_page.reading", partial(self._previewed, create_missing), dry_run=True, create_missing=create_missing
        )

    def _run(self, title: str, done: Any, **options: Any) -> None:
        desk, path = self.desk, self._path
        assert path is not None
        today, sheets, mappings = desk.clock.today(), self._sheets, dict(self._mappings)

        def work(progress: Any) -> Outcome:
            take = partial(import_file, desk.store, desk.declared, path, today=today, sheets=sheets, mappings=mappings)
            return take(progress=progress, **options)

        self._start(title, work, done)

    def _start(self, title: str, work: Any, done: Any) -> None:
        w = self.desk.words
        job = self.desk.jobs.start(work)
        dialogs.ProgressWindow(self.window(), w, w(title), job)
        job.succeeded.connect(done)
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: announce(self, w("import_page.cancelled")))

    def _failed(self, error: Exception) -> None:
        w = self.desk.words
        if not isinstance(error, Refused):
            raise error
        said = "\n".join(problem_words(problem, w) for problem in error.problems)
        again = self._again("primary")
        self._founds = []
        refused = note("circle-x", w("import_page.refused_title"), said, again, kind="problem")
        header = page_header(w("import_page.title"), self._path.name if self._path else "")
        self._holder.hold(column(header, row((refused, 1), pad=(3, 0, 3, 0)), 1, gap=0))
        self.setFocusProxy(again)
        announce(self, said)

    def _previewed(self, create_missing: bool, outcome: Outcome) -> None:
        self._outcome = outcome
        w, path = self.desk.words, self._path
        assert path is not None
        header = page_header(
            w("import_page.title"), w("import_page.previewed", file=path.name), *self._actions(outcome)
        )
        parts: list[Item] = [
            self._verdict(outcome),
            self._proposals(outcome, create_missing),
            self._problems(outcome),
            card(w("import_page.registers"), self._registers(outcome), aside=self._to_columns(), gap=0.75),
        ]
        if known := [one.mapping.name for one in self._founds if one.is_remembered and one.mapping.name]:
            said = w("import_mapping.remembered", names=", ".join(dict.fromkeys(known)))
            parts.append(text(said, tone="muted", wrap=True))
        if outcome.unknown_sheets:
            names = ", ".join(outcome.unknown_sheets)
            parts.append(text(w("import_page.unknown_sheets", names=names), tone="muted", wrap=True))
        body = column(*(one for one in parts if one is not None), 1, gap=2, pad=(3, 0, 3, 3))
        self._holder.hold(column(header, (scrolled(body), 1), gap=0))
        announce(self, self._verdict_words(outcome))

    def _touched(self, outcome: Outcome) -> int:
        return outcome.new.total() + outcome.changed.total()

    def _actions(self, outcome: Outcome) -> list[QWidget]:
        """The way out of the preview: another file, valid rows, everything. One is primary."""
        w = self.desk.words
        made: list[QWidget] = [self._again()]
        if outcome.grave and self._touched(outcome):
            made.append(button(w("import_page.take_valid"), "primary", "check", does=partial(self.take, True)))
        elif self._touched(outcome):
            made.append(button(w("import_page.take_all"), "primary", "check", does=partial(self.take, False)))
        self.setFocusProxy(made[-1])
        return made

    def _verdict_words(self, outcome: Outcome) -> str:
        w = self.desk.words
        if outcome.grave:
            return w.count("import_page.problems", outcome.refused.total())
        return w("import_page.problems_none") if self._touched(outcome) else w("import_page.nothing_new")

    def _verdict(self, outcome: Outcome) -> QWidget:
        """In one line whether the file can be taken in as it is."""
        w = self.desk.words
        if outcome.grave:
            return note("triangle-alert", self._verdict_words(outcome), w("import_page.all_or_nothing"))
        tone, icon = ("good", "circle-check") if self._touched(outcome) else ("muted", "equal")
        return row(symbol(icon, tone, 1.4), (text(self._verdict_words(outcome), "strong", wrap=True), 1), gap=1)

    def _registers(self, outcome: Outcome) -> QWidget:
        """Per register: new, changed, unchanged and refused rows."""
        w = self.desk.words
        keys = [key for key in self.desk.declared.registers if any(getattr(outcome, kind)[key] for kind in COUNTS)]

        def line(name: str, cells: list[str], style: str = "body", tone: str = "") -> QWidget:
            return row(
                (text(name, style, tone, wrap=True), 1),
                *(ems(text(cell, style, tone, align=RIGHT), 7.5) for cell in cells),
                gap=1,
            )

        head = line(w("import_page.register"), [w(f"import_page.{kind}") for kind in COUNTS], "small", "muted")
        lines = [
            line(sentence(w(f"{key}._many")), [number(getattr(outcome, kind)[key], w.language) for kind in COUNTS])
            for key in keys
        ]
        return column(head, hairline(), rows(*lines, height=2.5), gap=0.5)

    def _proposals(self, outcome: Outcome, create_missing: bool) -> QWidget | None:
        """Institutions the program does not know; they are created only by choice."""
        w, names = self.desk.words, [name for _, name in outcome.proposals]
        if not names and not create_missing:
            return None
        tick = QCheckBox(w("import_page.create_missing"))
        tick.setChecked(create_missing)
        tick.toggled.connect(self.check)
        self.create_missing = tick
        shown = text(" · ".join(names[:SHOWN]), wrap=True)
        title = w.count("import_page.proposals", len(names))
        return card(title, text(w("import_page.proposals_words"), tone="muted", wrap=True), shown, row(tick, 1))

    def _problems(self, outcome: Outcome) -> QWidget | None:
        if not outcome.faults:
            return None
        w = self.desk.words
        faults = sorted(outcome.faults, key=lambda one: one.problem.warning)
        shown = [self._fault(one) for one in faults[:SHOWN]]
        more = len(faults) - len(shown)
        rest = text(w.count("import_page.problem_more", more), tone="muted") if more > 0 else None
        title = w("import_page.problems_title") if outcome.grave else w("import_page.warnings_title")
        save = button(w("import_page.save_rejected"), icon="download", does=self.save_rejected)
        return card(title, rows(*shown, height=2.8), rest, aside=save if outcome.refused.total() else None, gap=0.75)

    def _to_columns(self) -> QWidget | None:
        """The way back to the columns of an office's own sheet."""
        if all(one.is_ours for one in self._founds):
            return None
        return button(self.desk.words("import_mapping.again"), icon="table", does=self.show_columns)

    def _fault(self, one: Fault) -> QWidget:
        """Where, what stood there, why it is not taken."""
        w = self.desk.words
        place = f"{one.sheet} {one.cell}".strip() or w("import_page.whole_file")
        sign = symbol("info", "muted") if one.problem.warning else symbol("circle-x", "bad")
        value = one.value or w("import_page.empty_value")
        return row(
            sign,
            ems(text(place, "strong", wrap=True), 11),
            ems(text(value, tone="muted", wrap=True), 13),
            (text(one.sentence(w), wrap=True), 1),
            gap=1,
            pad=(0, 0.75, 0, 0.75),
        )

    # Taking in

    def take(self, valid_rows_only: bool) -> None:
        """Write: everything, or only the good rows."""
        assert self._path is not None
        create = bool(self.create_missing and self.create_missing.isChecked())
        self._run("import_page.writing", self._taken, valid_rows_only=valid_rows_only, create_missing=create)

    def _taken(self, outcome: Outcome) -> None:
        if not outcome.written:  # the data changed since the preview
            self._previewed(False, outcome)
            return
        if self._said and (self._pasted is None or self._pasted.parent is None):
            remember(self.desk.settings, self._said)
        w = self.desk.words
        title = f"{w('import_page.done_title')}: {w.count('import_page.done', self._touched(outcome))}"
        keys = [key for key in self.desk.declared.registers if outcome.new[key] + outcome.changed[key]][:4]
        shows = [
            button(
                w("import_page.show", register=sentence(w(f"{key}._many"))),
                "quiet",
                does=partial(self.desk.open_asked.emit, key, None),
            )
            for key in keys
        ]
        again = self._again()
        rejected: list[QWidget] = []
        if outcome.refused.total():
            rejected = [button(w("import_page.save_rejected"), icon="download", does=self.save_rejected)]
        self._outcome = outcome
        state = empty_state("circle-check", title, w("import_page.done_words"), *rejected, again)
        header = page_header(w("import_page.title"), self._path.name if self._path else "")
        self._holder.hold(column(header, (state, 1), row(1, *shows, 1, pad=(3, 0, 3, 3)), gap=0))
        self.setFocusProxy(again)
        announce(self, title)

    def save_rejected(self) -> None:
        """Write the refused rows with their reasons into a workbook."""
        outcome, path = self._outcome, self._path
        if outcome is None or path is None:
            return
        folder = path.parent if self._pasted is None else Path.home()
        name = self.desk.words("import_page.rejected_name", file=path.stem)
        save_rejected(self.desk, self, outcome, folder / name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self._path is not None or self._pasted is not None):
            self.leave()
        else:
            super().keyPressEvent(event)
