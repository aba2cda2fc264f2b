"""A month of 200 sessions: reading it, arranging and painting it, against painting the same words bare.

The bare yardstick draws each item's hour and title elided into a box of the same size with QPainter, and does nothing
else. The first line is what a person waits for when the month is turned: the query and the picture together."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .measure import ratio

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MONTH = dt.date(2026, 3, 1)
SESSIONS = 200
SIZE = 1071, 560  # pixels of the month in a window of 1280 by 800
RUNS = 15
TITLES = (
    "Kawiarenka językowa: hiszpański", "Lekcja: Ukraina bliżej, SP nr 114", "Warsztat kulinarny: kuchnia Gruzji",
    "Debata: Miasto wielu języków", "Spacer: Kazimierz w czterech językach", "Koncert: pieśni znad Dniepru",
    "Projekcja filmu z rozmową", "Spotkanie sąsiedzkie przy wspólnym stole",
)  # fmt: skip


def main() -> None:
    """Print the two ratios."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from openkrakow_desktop.app.startup import open_database
    from openkrakow_desktop.gui import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        opened = open_database(Path(folder) / "bench.okdb", create=True)
        try:
            with opened.store.write("event.add") as session:
                fill_month(session, MONTH, SESSIONS)
            _measure(opened.store)
        finally:
            opened.store.close()


def fill_month(session: Session, month: dt.date, count: int, today: dt.date = MONTH) -> None:
    """So many planned events of one day in a month, spread over its days and hours."""
    from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
    from openkrakow_desktop.events.calendar import last_of_month
    from openkrakow_desktop.events.model import EventType
    from openkrakow_desktop.events.service import plan_event

    organiser = Organisation(name="Fundacja Mosty", kind=OrganisationKind.NGO)
    session.add(organiser)
    session.flush()
    kinds = list(EventType)
    for n in range(count):
        on = month + dt.timedelta(days=n % last_of_month(month).day)
        begins = dt.time(9 + n % 11)
        plan_event(
            session, today, title=TITLES[n % len(TITLES)], type=kinds[n % len(kinds)], organiser_id=organiser.id,
            start_on=on, starts_at=begins, ends_at=dt.time(begins.hour + 2), venue="Centrum, sala 2",
        )  # fmt: skip


def _measure(store: Any) -> None:
    from PySide6.QtGui import QPixmap

    from openkrakow_desktop.core.words import words
    from openkrakow_desktop.events.calendar import shown, weeks_of_month
    from openkrakow_desktop.events.screen.calendar_month import MonthBoard

    mondays = weeks_of_month(MONTH)
    first, last = mondays[0], mondays[-1] + dt.timedelta(days=6)
    board = MonthBoard(words("pl"), MONTH)
    board.resize(*SIZE)
    board.show_month(MONTH)
    picture = QPixmap(*SIZE)

    def read() -> Any:
        with store.read() as session:
            return shown(session, first, last, MONTH)

    def paint() -> None:
        board.refresh()
        board.render(picture)

    def whole() -> None:
        board.show_items(read(), "")
        paint()

    found = read()
    assert len(found.items) == SESSIONS
    board.show_items(found, "")
    paint()
    boxes = [(spot.area, f"{spot.item.starts_at:%H:%M} {spot.item.title}") for spot in board.spots]
    bare = _bare(picture, list(_all(boxes)))
    ratio(f"month of {SESSIONS}: arranged and painted", paint, bare, runs=RUNS, target=6.0)
    ratio(f"month of {SESSIONS}: read and painted (< 100 ms)", whole, bare, runs=RUNS, target=20.0)


def _all(boxes: list[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
    """As many boxes as there are sessions: those hidden behind "+3" would have to be drawn too."""
    for n in range(SESSIONS):
        yield boxes[n % len(boxes)]


def _bare(picture: Any, boxes: list[tuple[Any, str]]) -> Any:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QFontMetricsF, QPainter

    from openkrakow_desktop.gui import theme

    font = theme.current().font("small")
    measure = QFontMetricsF(font)

    def draw() -> None:
        picture.fill(theme.current().colour("surface"))
        with QPainter(picture) as p:
            p.setFont(font)
            p.setPen(theme.current().colour("text"))
            for area, said in boxes:
                p.drawText(area, 0, measure.elidedText(said, Qt.TextElideMode.ElideRight, area.width()))

    return draw


if __name__ == "__main__":
    main()
