"""The few questions that need a window of their own. The only module that calls `exec`.

Buttons bear verbs; the safe one has the keyboard. Everything shown is plain text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ..core.words import Words
from . import theme
from .jobs import Job
from .layout import Item, column, ems, row
from .widgets import button, symbol, text

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

LATE = 400  # milliseconds before progress is shown


class _Question(QDialog):
    """A title, words, content, and buttons; `answer` is what was pressed."""

    def __init__(
        self, parent: QWidget | None, title: str, words: str, *content: Item, icon: str = "", tone: str = "muted"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        said = column(text(title, "lead", wrap=True), text(words, wrap=True) if words else None, *content, gap=1)
        sign = column(symbol(icon, tone, 1.6), 1, gap=0) if icon else None
        self._foot = row(1, gap=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(theme.current().px(side) for side in (3, 2.5, 3, 2)))
        whole.setSpacing(theme.current().px(2))
        whole.addWidget(row(sign, (said, 1), gap=1.5), 1)
        whole.addWidget(self._foot)
        self.setMinimumWidth(theme.current().em(34))

    def add(self, one: QPushButton, accepts: bool, safe: bool = False) -> QPushButton:
        layout = self._foot.layout()
        assert layout is not None
        layout.addWidget(one)
        one.clicked.connect(self.accept if accepts else self.reject)
        if safe:
            one.setDefault(True)
            one.setFocus()
        return one


def _ask(dialog: QDialog) -> bool:
    """Every modal window of the program passes here."""
    return bool(dialog.exec() == QDialog.DialogCode.Accepted)


def confirm(parent: QWidget | None, words: Words, title: str, said: str, verb: str) -> bool:
    """Ask before the irreversible. `verb` is on the button that does it ("Zamknij ocenę"); "Anuluj" is the safe one."""
    question = _Question(parent, title, said, icon="triangle-alert", tone="warn")
    question.add(button(words("dialog.cancel")), accepts=False, safe=True)
    question.add(button(verb, "primary"), accepts=True)
    return _ask(question)


def tell(parent: QWidget | None, words: Words, title: str, said: str) -> None:
    """Say what happened, what is safe and what to do."""
    message = _Question(parent, title, said, icon="info", tone="accent")
    message.add(button(words("dialog.close")), accepts=True, safe=True)
    _ask(message)


def open_file(parent: QWidget | None, title: str, filters: str, folder: Path | None = None) -> Path | None:
    """A file to read; `filters` as Qt writes them ("Arkusze (*.xlsx)"). None when none was chosen."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder or ""), filters)
    return Path(name) if name else None


def open_files(parent: QWidget | None, title: str, filters: str, folder: Path | None = None) -> list[Path]:
    """Several files to read; empty when none was chosen."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(folder or ""), filters)
    return [Path(name) for name in names]


def open_folder(parent: QWidget | None, title: str, folder: Path | None = None) -> Path | None:
    """A folder. None when none was chosen."""
    name = QFileDialog.getExistingDirectory(parent, title, str(folder or ""))
    return Path(name) if name else None


def save_file(parent: QWidget | None, title: str, filters: str, proposed: Path) -> Path | None:
    """Where to write, with the ending of `proposed` added where it is missing. None when the person thought better."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), filters)
    if not name:
        return None
    chosen = Path(name)
    return chosen if chosen.suffix else chosen.with_suffix(proposed.suffix)


def choose_printer(parent: QWidget | None, printer: QPrinter, pages: int) -> bool:
    """Which printer, which pages; False when the person thought better."""
    from PySide6.QtPrintSupport import QPrintDialog

    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pages)
    return bool(dialog.exec() == QDialog.DialogCode.Accepted)


def crash(parent: QWidget | None, words: Words, details: str) -> None:
    """Plain words for an error nobody foresaw; the details can be copied and hold no personal data."""
    shown = QPlainTextEdit(details)
    shown.setReadOnly(True)
    shown.setAccessibleName(words("crash.details"))
    ems(shown, height=12)
    message = _Question(parent, words("crash.title"), words("crash.words"), shown, icon="triangle-alert", tone="bad")
    copy = button(words("crash.copy"))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
    foot = message._foot.layout()
    assert foot is not None
    foot.addWidget(copy)
    message.add(button(words("crash.go_on"), "primary"), accepts=True, safe=True)
    _ask(message)


class ProgressWindow(QDialog):
    """How far a job is, shown once it has taken 400 ms; Cancel and Esc ask it to stop."""

    def __init__(self, parent: QWidget | None, words: Words, title: str, job: Job, late: int = LATE) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self._stop = button(words("dialog.cancel"), does=self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*(theme.current().px(side) for side in (3, 2.5, 3, 2)))
        whole.addWidget(column(text(title, "lead", wrap=True), self._bar, row(1, self._stop), gap=2))
        self.setMinimumWidth(theme.current().em(30))
        self._job, self._stopping = job, words("dialog.stopping")
        job.progressed.connect(self._step)
        job.finished.connect(self._over)
        self._timer = QTimer(self, singleShot=True, interval=late)
        self._timer.timeout.connect(self.show)
        self._timer.start()

    def _step(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def reject(self) -> None:
        """Ask the job to stop; the window closes when it has."""
        self._stop.setEnabled(False)
        self._stop.setText(self._stopping)
        self._job.cancel()

    def _over(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()
