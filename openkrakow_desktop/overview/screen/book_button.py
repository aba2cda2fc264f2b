"""The year book from a page: a button with both variants, where the file shall lie, progress that can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ...core.document import Document
from ...core.measures import Period
from ...gui import dialogs
from ...gui.desk import Desk
from ...gui.file_writer import ask_place, write_with_progress
from ...gui.report_writer import file_stem, render
from ...gui.widgets import announce, button
from ...programme.catalogue import catalogue
from ..summary_hidden import Variant
from ..year_book import year_book

Done = Callable[[list[Path]], object]


def book_button(
    desk: Desk, page: QWidget, name: str, icon: str, done: Done, more: Mapping[str, Callable[[], object]]
) -> QPushButton:
    """A button called `name` that offers the year book, complete and to be published, and `more` (name → what it does).
    `done` gets the file that was written."""
    opener = button(name, "", icon)
    menu = QMenu(opener)
    for variant in Variant:
        said = desk.words(f"year_book.button_{variant.value}")
        menu.addAction(said).triggered.connect(lambda _=False, one=variant: ask_and_write(desk, page, one, done))
    for said, does in more.items():
        menu.addAction(said).triggered.connect(lambda _=False, one=does: one())
    opener.setMenu(menu)
    return opener


def tell_written(desk: Desk, page: QWidget, paths: list[Path]) -> None:
    """Say which file lies where, for pages without a line of their own for it."""
    w = desk.words
    said = w("report_page.written", name=", ".join(one.name for one in paths))
    announce(page, said)
    dialogs.tell(page.window(), w, said, str(paths[0].parent))


def ask_and_write(desk: Desk, page: QWidget, variant: Variant, done: Done) -> None:
    """Ask where, then write the year book of the window's year."""
    w = desk.words
    name = f"{file_stem(w(f'year_book.file_{variant.value}', year=desk.year))}.xlsx"
    path = ask_place(desk, page, w("report_page.where"), w("report_page.xlsx_kind"), name)
    if path is not None:
        write_book(desk, page, variant, path, done)


def write_book(desk: Desk, page: QWidget, variant: Variant, path: Path, done: Done) -> None:
    """Write it on another thread from a private copy of the data; the old file stays until the new one is whole."""
    year, words, now, declared = desk.year, desk.words, desk.clock.now(), desk.declared
    period, is_demo = Period(year, desk.clock.today()), bool(desk.settings.get("demo_banner"))

    def made(progress: Any) -> Document:
        with desk.store.snapshot() as still, still.read() as session:
            return year_book(
                session,
                period,
                words,
                catalogue(year),
                declared,
                now=now,
                variant=variant,
                is_demo=is_demo,
                progress=progress,
            )

    def work(progress: Any) -> list[Path]:
        render(made(progress), path, progress)
        return [path]

    write_with_progress(desk, page, words("report_page.writing"), work, done)
