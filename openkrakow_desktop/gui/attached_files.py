"""The files of one record on a page: listed, opened by their name, added by a button or by dropping, removed with undo.

Copying is a job, recording a write: what is refused is said, the other files stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from ..core.attached_files import StoredFile, clear_opened
from ..core.clock import WARSAW
from ..core.formats import day, number
from ..core.kept_files import Kept, folder_of
from ..core.problems import Problem, Refused
from . import dialogs
from .desk import Desk, Done
from .frames import section
from .layout import Item, column, hairline, row
from .widgets import button, text

ENDINGS = "*.pdf *.docx *.odt *.xlsx *.png *.jpg *.jpeg *.mp3 *.mp4"


@dataclass(frozen=True)
class FileVerbs:
    """What a feature does with files: `keep(path, folder)` copies; `add(session, owner, name, kept, folder, actor,
    at)`, `open(session, actor, file, folder)` and `remove(session, file)` under the actions `TABLE.add/.delete`."""

    table: str
    keep: Callable[[Path, Path], Kept]
    add: Callable[..., Any]
    open: Callable[..., Path]
    remove: Callable[..., None]


class AttachedFiles:
    """The files of the record `owner` on a page. What is refused goes to `refused`, a removal to `removed`."""

    def __init__(
        self, page: QWidget, desk: Desk, verbs: FileVerbs, owner: UUID, refused: Callable[[Exception], object],
        removed: Callable[[Done], object],
    ) -> None:  # fmt: skip
        self._page, self.desk, self._verbs, self.owner = page, desk, verbs, owner
        self._refused, self._removed = refused, removed
        app = QApplication.instance()
        if app is not None and not app.property("clears_opened"):
            app.setProperty("clears_opened", True)
            app.aboutToQuit.connect(clear_opened)

    def choose(self) -> None:
        """Ask which files, and take them in."""
        w = self.desk.words
        filters = f"{w('attached_files.kinds')} ({ENDINGS});;{w('attached_files.all')} (*)"
        self.take(dialogs.open_files(self._page.window(), w("attached_files.add"), filters))

    def take(self, paths: Sequence[Path]) -> None:
        """Copy the files on the worker, then record them; what is refused is said, the others stay."""
        if not paths:
            return
        folder, keep = folder_of(self.desk.store), self._verbs.keep

        def work(_progress: object) -> tuple[list[tuple[str, Kept]], list[Refused]]:
            kept, refused = [], []
            for path in paths:
                try:
                    kept.append((path.name, keep(path, folder)))
                except Refused as error:
                    refused.append(error)
            return kept, refused

        self.desk.jobs.start(work).succeeded.connect(partial(self._record, folder))

    def _record(self, folder: Path, told: tuple[list[tuple[str, Kept]], list[Refused]]) -> None:
        kept, refused = told
        for name, one in kept:
            self.desk.do(
                f"{self._verbs.table}.add", self._verbs.add, self.owner, name, one, folder, self.desk.store.actor,
                self.desk.clock.now(), failed=self._refused, owner=self._page,
            )  # fmt: skip
        if refused:
            self._refused(Refused(*(problem for error in refused for problem in error.problems)))

    def open(self, file_id: UUID, name: str) -> None:
        """Open a copy with the system's program, once the file was found unaltered."""
        told = (self.desk.store.actor, file_id, folder_of(self.desk.store))
        done = partial(self._opened, name)
        self.desk.ask(self._verbs.open, *told, done=done, failed=self._refused, owner=self._page)

    def _opened(self, name: str, path: Path) -> None:
        if not show_file(path):
            self._refused(Refused(Problem("", "problem.attachment_not_opened", {"name": name})))

    def remove(self, file_id: UUID) -> None:
        """Take a file's record away; undo brings it back."""
        action, does = f"{self._verbs.table}.delete", self._verbs.remove
        self.desk.do(action, does, file_id, done=self._removed, failed=self._refused, owner=self._page)

    def view(self, title: str, none: str, files: Sequence[StoredFile], limit: int) -> QWidget:
        """The files under a title; `none` is said where there are none, `limit` is the most bytes of one."""
        w = self.desk.words
        add = button(w("attached_files.add"), "quiet", "plus", does=self.choose)
        lines: list[Item] = []
        for one in files:
            lines += [hairline()] if lines else []
            lines.append(self._line(one))
        if not lines:
            lines.append(text(none, tone="muted", wrap=True))
        lines.append(text(w("attached_files.drop", limit=limit >> 20), "small", "muted", wrap=True))
        return section(title, *lines, aside=add, gap=0.75)

    def _line(self, one: StoredFile) -> QWidget:
        w = self.desk.words
        kept = w("attached_files.about", kind=w.choice(one.kind), size=size_words(one.size, w.language),
                 day=day(one.added_at.astimezone(WARSAW).date(), w.language))  # fmt: skip
        said = w("attached_files.open", name=one.name)
        opens = button(
            one.name.replace("&", "&&"), "quiet", "paperclip", said, does=partial(self.open, one.id, one.name)
        )
        gone = button("", "quiet", "x", w("attached_files.remove", name=one.name), "muted",
                      does=partial(self.remove, one.id))  # fmt: skip
        return row((column(row(opens, 1), text(kept, "small", "muted"), gap=0), 1), gone, gap=0.75)


def show_file(path: Path) -> bool:
    """Show a file with the system's program; whether it has one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def size_words(size: int, language: str) -> str:
    """'820 kB', '3,4 MB'."""
    if size < 1_000_000:
        return f"{number(max(1, size // 1000), language)}\u00a0kB"
    return f"{number(Fraction(size, 1_000_000), language, 1)}\u00a0MB"


def dropped_files(urls: Sequence[QUrl]) -> list[Path]:
    """The files among what was dropped or dragged."""
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


__all__ = ["AttachedFiles", "FileVerbs", "dropped_files", "show_file", "size_words"]
