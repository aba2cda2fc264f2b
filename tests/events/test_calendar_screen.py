"""The calendar as people use it: looking, typing into a day, dragging and its keys, the panel, narrow windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.calendar import Standing
from openkrakow_desktop.events.door import tap
from openkrakow_desktop.events.model import Event, EventSession, EventState, EventType
from openkrakow_desktop.events.screen.calendar import CalendarPage, calendar
from openkrakow_desktop.events.screen.calendar_board import Board
from openkrakow_desktop.events.screen.calendar_paint import SIGNS
from openkrakow_desktop.events.screen.series import ScopePanel
from openkrakow_desktop.events.series_scope import SeriesScope
from openkrakow_desktop.events.service import cancel_event, hold_event, move_event, sessions_of
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_panel import RecordPanel
from openkrakow_desktop.gui.states import look_of
from openkrakow_desktop.programme.model import MonthSettlement
from tests.events.build import event, organisation, participant, put
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text

TODAY = dt.date(2026, 3, 26)
CLOCK = Clock.fixed(TODAY)
KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def fill(store: Store) -> dict[str, UUID]:
    """A month with something of everything."""
    with store.write("event.add") as session:
        ours = organisation(session, name="Centrum Wielokulturowe")

        def planned(title: str, day: int, hour: int | None, kind: EventType, **values: Any) -> UUID:
            facts: dict[str, Any] = {"type": kind, "organiser_id": ours, "venue": "Centrum, sala 2"}
            if hour is not None:
                facts |= {"starts_at": dt.time(hour), "ends_at": dt.time((hour + 2) % 24)}
            return event(session, title, march(day), **(facts | values))

        cafe = planned("Kawiarenka językowa", 19, 18, EventType.LANGUAGE_CAFE)
        tap(session, sessions_of(session, cafe)[0].id, n=11, clock=CLOCK)
        hold_event(session, cafe, None, CLOCK)
        off = planned("Warsztat: pisanki", 14, 10, EventType.WORKSHOP)
        cancel_event(session, off, "choroba", march(12))
        moved = planned("Spacer", 5, 12, EventType.WALK)
        move_event(session, moved, march(28))
        listed = planned("Lekcja z zapisami", 27, 10, EventType.LESSON)
        put(session, "registration", event_id=listed, participant_id=participant(session))
        found = {
            "held": cafe,
            "off": off,
            "listed": listed,
            "debate": planned("Debata: Miasto wielu języków", 26, 18, EventType.DEBATE),
            "night": planned("Noc tańca", 28, 22, EventType.CONCERT),
            "draft": planned("Szkic", 31, None, EventType.OTHER, state=EventState.DRAFT),
            "festival": planned("Festiwal Języków", 20, None, EventType.FESTIVAL, until=march(24)),
        }
        for hour in (9, 11, 13, 15, 16):
            planned(f"Lekcja o {hour}", 25, hour, EventType.LESSON)
        return found


class Calendar:
    """The page over a filled database, on 26 March 2026."""

    def __init__(self, store: Store, qtbot: Any, language: str = "pl", size: tuple[int, int] = (1071, 700)) -> None:
        self.ids = fill(store)
        self.store, self.qtbot = store, qtbot
        self.desk = Desk(store, words(language), CLOCK, DECLARED)
        self.asked: list[tuple[str, object]] = []
        self.desk.open_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.page = calendar(self.desk)
        assert isinstance(self.page, CalendarPage)
        qtbot.addWidget(self.page)
        self.page.resize(*size)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitActive(self.page)
        self.wait()
        self.board.setFocus()

    def wait(self) -> None:
        self.qtbot.wait(150)
        self.qtbot.waitUntil(lambda: not self.desk.busy, timeout=20_000)
        self.qtbot.wait(150)
        self.qtbot.waitUntil(lambda: not self.desk.busy, timeout=20_000)

    @property
    def board(self) -> Board:
        return self.page.board

    def keys(self, *keys: Qt.Key, control: bool = False) -> None:
        for key in keys:
            QTest.keyClick(self.board, key, CONTROL if control else Qt.KeyboardModifier.NoModifier)

    def type(self, letters: str, enter: bool = True) -> None:
        """Letters on the board open the line; the rest goes into it."""
        QTest.keyClicks(self.board, letters[0])
        self.page.entry.line.insert(letters[1:])
        if enter:
            QTest.keyClick(self.page.entry.line, KEY.Key_Return)
        self.wait()

    def take(self, name: str) -> None:
        """Choose the first item of an event."""
        assert self.board.choose_event(self.ids[name])
        self.wait()

    def point(self, name: str) -> QPoint:
        self.board.ready()
        spot = next(one for one in self.board.spots if one.item.event_id == self.ids[name])
        return spot.area.center().toPoint()

    def cell(self, day: dt.date) -> QPoint:
        return (self.board.cells[day].center() + QPointF(0, self.board.cells[day].height() / 3)).toPoint()

    def drag(self, name: str, to: QPoint) -> None:
        start = self.point(name)
        QTest.mousePress(self.board, Qt.MouseButton.LeftButton, pos=start)
        for step in (0.3, 0.7, 1.0):
            QTest.mouseMove(self.board, start + (to - start) * step)
            self.qtbot.wait(10)
        QTest.mouseRelease(self.board, Qt.MouseButton.LeftButton, pos=to)
        self.wait()

    def stored(self, name: str) -> Event:
        with self.store.read() as session:
            one = session.get_one(Event, self.ids[name])
            session.expunge(one)
            return one

    def event(self, title: str) -> Event | None:
        with self.store.read() as session:
            one = session.scalar(select(Event).where(Event.title == title))
            if one is not None:
                session.expunge(one)
            return one

    def buttons(self) -> list[str]:
        return [one.text().strip() for one in self.page.findChildren(QPushButton) if one.isVisible() and one.text()]

    def press(self, words_: str) -> None:
        next(
            one for one in self.page.findChildren(QPushButton) if one.text().strip() == words_ and one.isVisible()
        ).click()
        self.wait()

    def text(self) -> str:
        """What is seen and heard, with what the board paints."""
        return screen_text(self.page) + "\n".join(self.board.told()) + "\n"


@pytest.fixture
def opened(sqlite_store: Store, qtbot: Any) -> Iterator[Any]:
    made: list[Calendar] = []

    def open_(**options: Any) -> Calendar:
        made.append(Calendar(sqlite_store, qtbot, **options))
        return made[-1]

    yield open_
    for one in made:
        one.desk.close()


@pytest.fixture
def page(opened: Any) -> Calendar:
    return opened()  # type: ignore[no-any-return]


# ---- looking -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_golden(opened: Any, language: str, view: str) -> None:
    one = opened(language=language)
    one.page.set_view(view)
    one.wait()
    expect_golden(f"calendar-{view}-{language}", one.text())


def test_the_month_says_its_days_and_turns(page: Calendar) -> None:
    assert page.page.views.title() == "Marzec 2026"
    assert page.board.accessibleName() == "Kalendarz, Marzec 2026"
    assert page.board.accessibleDescription() == (
        "czwartek 26 marca, dziś, 1 wydarzenie: 18:00 Debata: Miasto wielu języków (zaplanowane)"
    )
    page.keys(KEY.Key_Left)
    assert page.board.accessibleDescription().startswith("środa 25 marca, 5 wydarzeń: 09:00 Lekcja o 9 (do rozst")
    page.keys(KEY.Key_PageDown)
    page.wait()
    assert page.page.views.title() == "Kwiecień 2026" and page.board.day == dt.date(2026, 4, 25)
    page.keys(KEY.Key_Home, control=True)
    page.wait()
    assert page.page.views.title() == "Marzec 2026" and page.board.day == TODAY


def test_arrows_walk_over_the_months_end(page: Calendar) -> None:
    page.page.go_to(march(30))
    page.wait()
    page.keys(KEY.Key_Down)
    page.wait()
    assert page.board.day == dt.date(2026, 4, 6)
    assert "Poniedziałek Wielkanocny" in page.board.accessibleDescription()
    assert page.page.views.title() == "Kwiecień 2026"


def test_holidays_and_sundays_are_told_by_words(page: Calendar) -> None:
    page.page.go_to(dt.date(2026, 4, 5))
    page.wait()
    told = "\n".join(page.board.told())
    assert "5 Wielkanoc" in told and "6 Poniedziałek Wielkanocny" in told and "12 nd" in told


def test_views_change_by_keys_and_are_remembered(page: Calendar) -> None:
    for n, view in enumerate(("month", "week", "day", "list"), 1):
        QTest.keyClick(page.board, getattr(KEY, f"Key_{n}"), Qt.KeyboardModifier.AltModifier)
        page.wait()
        assert (page.page.views.view, page.desk.settings.get("calendar.view")) == (view, view)
        assert page.board.day == TODAY and page.board.isVisible()
    assert isinstance(calendar(page.desk), CalendarPage) and calendar(page.desk).views.view == "list"  # type: ignore[attr-defined]
    page.page.set_view("week")
    page.wait()
    assert page.page.views.title() == "23–29 marca 2026, tydzień 13"


def test_the_day_one_jumps_to_is_typed(page: Calendar) -> None:
    jump = page.page.tools.jump
    jump._line.setText("12.6")
    jump._line.returnPressed.emit()
    page.wait()
    assert (page.page.views.title(), page.board.day) == ("Czerwiec 2026", dt.date(2026, 6, 12))
    jump._line.setText("kiedyś")
    jump._line.returnPressed.emit()
    assert jump._line.property("problem") == "true" and page.board.day == dt.date(2026, 6, 12)


def test_a_full_day_opens(page: Calendar) -> None:
    page.board.ready()
    area, count = page.board.more[march(25)]
    assert count == sum(one.day == march(25) for one in page.board.shown.items) - sum(
        one.item.day == march(25) for one in page.board.spots
    )
    QTest.mouseClick(page.board, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    page.wait()
    assert (page.page.views.view, page.board.day) == ("day", march(25))
    assert len(page.board.spots) == 5


def test_filters_narrow_at_once_and_say_so(page: Calendar) -> None:
    page.page.tools._chips["state"].choose(Standing.CANCELLED)
    assert [one.item.title for one in _ready(page.board).spots] == ["Warsztat: pisanki"]
    assert page.page._facts.text() == "1 z 14 wydarzeń"
    page.page.tools.clear()
    page.page.tools.search.setText("noc tan")
    page.qtbot.wait(200)
    assert [one.item.title for one in _ready(page.board).spots] == ["Noc tańca"]


def _ready(board: Board) -> Board:
    board.ready()
    return board


def test_every_standing_and_family_looks_different() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS) and len({shape for _, shape in SIGNS.values()}) == len(SIGNS)
    from openkrakow_desktop.events.screen.calendar_words import LOOKS

    assert set(LOOKS) == set(Standing) and len({icon for _, icon in LOOKS.values()}) == len(Standing)
    for standing in (Standing.HELD, Standing.CANCELLED, Standing.MOVED, Standing.SETTLED, Standing.DRAFT):
        assert look_of(EventState[standing.name]) == LOOKS[standing]  # the same signs as in the lists


# ---- the panel -----------------------------------------------------------------------------------------------------
def test_a_chosen_item_shows_its_event_and_enter_goes_in(page: Calendar) -> None:
    page.keys(KEY.Key_Return)
    page.wait()
    panel = page.page.panels.panel
    assert isinstance(panel, RecordPanel) and panel.card.id == page.ids["debate"]
    assert page.board.hasFocus() and "Drzwi" in page.buttons()
    page.keys(KEY.Key_Return)
    page.wait()
    focus = QApplication.focusWidget()
    assert focus is not None and page.page.panels.isAncestorOf(focus)
    QTest.keyClick(focus, KEY.Key_Escape)
    page.wait()
    assert not page.page.panels.isVisible() and page.board.hasFocus()
    page.keys(KEY.Key_Escape)
    assert page.board.item is None


def test_the_items_menu_and_the_door(page: Calendar) -> None:
    page.take("debate")
    said = [one.text() for one in page.page.menu_of(page.board.item).actions() if one.text()]  # type: ignore[arg-type]
    assert said == ["Drzwi", "Szczegóły", "Edytuj", "Przenieś na inny dzień… (M)", "Odwołaj…", "Przełóż…"]
    page.keys(KEY.Key_D)
    with page.store.read() as session:
        sat = session.scalar(select(EventSession.id).where(EventSession.event_id == page.ids["debate"]))
    assert page.asked == [("door", sat)]


# ---- typing into a day ---------------------------------------------------------------------------------------------
def test_an_event_is_typed_into_a_day_and_undone(page: Calendar) -> None:
    page.keys(KEY.Key_Right, KEY.Key_Right, KEY.Key_Right)
    page.type("18-20 Kawiarenka językowa", enter=False)
    assert "Kawiarenka językowa" in page.page.entry._below.text() and "Jak 19.03.2026" in page.page.entry._below.text()
    QTest.keyClick(page.page.entry.line, KEY.Key_Return)
    page.wait()
    made = [one for one in page.board.shown.on(march(29)) if one.title == "Kawiarenka językowa"]
    assert [(one.starts_at, one.ends_at, one.type, one.venue) for one in made] == [
        (dt.time(18), dt.time(20), EventType.LANGUAGE_CAFE, "Centrum, sala 2")
    ]
    assert page.board.item == made[0] and page.board.hasFocus()
    assert page.page.undo_bar.isVisible()
    assert "Zaplanowano: Kawiarenka językowa, niedziela 29 marca" in page.page.undo_bar.accessibleName()
    page.press("Cofnij")
    assert page.board.shown.on(march(29)) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("18:00", "Po godzinie wpisz tytuł wydarzenia."),
        ("25:00 Debata", "Nie ma godziny 25:00. Wpisz na przykład 18:00."),
        ("8:00-7:30 Debata", "Sesja trwa najwyżej 16 godzin. Sprawdź godziny."),
    ],
)
def test_bad_input_says_why_and_keeps_the_text(page: Calendar, line: str, said: str) -> None:
    page.type(line)
    entry = page.page.entry
    assert entry.isVisible() and entry.line.text() == line and entry.line.property("problem") == "true"
    assert entry._below.text() == said and entry.line.accessibleDescription() == said
    QTest.keyClick(entry.line, KEY.Key_Escape)
    assert not entry.isVisible() and page.board.hasFocus()


def test_the_full_form_opens_with_the_day_filled_in(page: Calendar) -> None:
    page.keys(KEY.Key_Right)
    page.page.add()
    page.wait()
    form: Any = page.page.panels.form
    assert form.draft()["start_on"] == march(27)
    page.page.panels.close_all()
    page.wait()
    page.type("9:30 Debata o mieście", enter=False)
    QTest.keyClick(page.page.entry.line, KEY.Key_Return, CONTROL)
    page.wait()
    form = page.page.panels.form
    values = form.draft()
    assert (values["title"], values["start_on"], values["starts_at"]) == ("Debata o mieście", march(27), dt.time(9, 30))
    assert values["type"] is EventType.DEBATE and values["organiser_id"] is not None


def test_in_a_week_the_chosen_hour_is_the_events(page: Calendar) -> None:
    page.page.set_view("week")
    page.wait()
    page.keys(KEY.Key_Down, KEY.Key_Down, KEY.Key_Down)
    assert page.board.hour == dt.time(10)
    page.type("Lekcja próbna")
    made = page.event("Lekcja próbna")
    assert made is not None and (made.start_on, made.starts_at) == (TODAY, dt.time(10))


def test_what_was_typed_comes_along_to_another_day(page: Calendar) -> None:
    page.type("25:00 Debata")
    QTest.mouseClick(page.board, Qt.MouseButton.LeftButton, pos=page.cell(march(2)))
    QTest.keyClicks(page.board, "1")
    entry = page.page.entry
    assert entry.isVisible() and entry.line.text() == "25:00 Debata" and "2 marca" in entry._where.text()
    entry.line.setText("15:00 Debata o szkole")
    QTest.keyClick(entry.line, KEY.Key_Return)
    page.wait()
    made = page.event("Debata o szkole")
    assert made is not None and made.start_on == march(2)


def test_an_event_is_deleted_and_comes_back(page: Calendar) -> None:
    page.take("draft")
    page.keys(KEY.Key_Delete)
    page.wait()
    assert page.board.shown.on(march(31)) == ()
    page.press("Cofnij")
    assert [one.title for one in page.board.shown.on(march(31))] == ["Szkic"]


def test_one_turns_no_further_than_there_are_days(page: Calendar) -> None:
    for day, title in ((dt.date.min, "Styczeń 1990"), (dt.date.max, "Grudzień 2199")):
        page.page.go_to(day)
        page.page.turn(-1 if day == dt.date.min else 1)
        page.wait()
        assert page.page.views.title() == title


# ---- moving --------------------------------------------------------------------------------------------------------
def test_an_item_is_dragged_to_another_day_and_undone(page: Calendar) -> None:
    page.drag("debate", page.cell(march(31)))
    assert page.stored("debate").start_on == march(31) and page.board.day == march(31)
    assert "Przeniesiono: Debata: Miasto wielu języków, wtorek 31 marca" in page.page.undo_bar.accessibleName()
    page.press("Cofnij")
    assert page.stored("debate").start_on == TODAY


def test_in_a_week_an_item_is_dragged_to_another_hour(page: Calendar) -> None:
    page.page.set_view("week")
    page.wait()
    board: Any = _ready(page.board)
    start = page.point("debate")
    page.drag("debate", start + QPoint(round(board.cells[TODAY].width()), -round(2 * board._hour)))
    moved = page.stored("debate")
    assert (moved.start_on, moved.starts_at, moved.ends_at) == (march(27), dt.time(16), dt.time(18))


def test_keys_move_as_the_mouse_does(page: Calendar) -> None:
    page.take("debate")
    page.keys(KEY.Key_M, KEY.Key_Right, KEY.Key_Down)
    assert page.board.accessibleDescription().startswith("Debata: Miasto wielu języków: piątek 3 kwietnia 18:00.")
    assert "Enter zapisuje, Esc zostawia bez zmian" in page.page._facts.text()
    page.keys(KEY.Key_Escape)
    assert page.stored("debate").start_on == TODAY and page.board.target is None
    assert page.page._facts.text().startswith("14 wydarzeń")
    page.keys(KEY.Key_Right, control=True)
    page.keys(KEY.Key_Return)
    page.wait()
    assert page.stored("debate").start_on == march(27)
    assert page.board.item is not None and page.board.item.day == march(27)


def test_keys_move_over_the_months_end(page: Calendar) -> None:
    page.take("debate")
    page.keys(KEY.Key_M, KEY.Key_Down, KEY.Key_Down)
    page.wait()
    assert page.page.views.title() == "Kwiecień 2026" and page.board.item is not None
    page.keys(KEY.Key_Return)
    page.wait()
    assert page.stored("debate").start_on == dt.date(2026, 4, 9)
    assert page.board.item is not None and page.board.item.day == dt.date(2026, 4, 9)


def test_in_a_week_keys_move_by_half_an_hour(page: Calendar) -> None:
    page.page.set_view("week")
    page.wait()
    page.take("debate")
    page.keys(KEY.Key_X, control=True)
    page.keys(KEY.Key_Up, KEY.Key_Left, KEY.Key_Return)
    page.wait()
    moved = page.stored("debate")
    assert (moved.start_on, moved.starts_at, moved.ends_at) == (march(25), dt.time(17, 30), dt.time(19, 30))


def test_a_festival_is_moved_by_any_of_its_days(page: Calendar) -> None:
    page.drag("festival", page.cell(march(27)))
    moved = page.stored("festival")
    assert (moved.end_on - moved.start_on).days == 4 and moved.start_on != march(20)


@pytest.mark.parametrize(("name", "why"), [("held", "już się odbyło"), ("off", "odwołane albo przełożone")])
def test_what_cannot_move_says_why(page: Calendar, name: str, why: str) -> None:
    before = page.stored(name).start_on
    page.drag(name, page.cell(march(30)))
    assert page.stored(name).start_on == before
    assert page.page._notice.isVisible()
    assert why in screen_text(page.page._notice)
    page.keys(KEY.Key_Left)
    page.page.board.choose_item(page.page.board.shown.items[0])
    assert not page.page._notice.isVisible()


@pytest.mark.parametrize(
    ("answer", "old", "state"),
    [("Przełóż, ślad zostanie", march(27), EventState.MOVED), ("Popraw termin", march(30), EventState.PLANNED)],
)
def test_a_date_that_people_know_asks_which_way(page: Calendar, answer: str, old: dt.date, state: EventState) -> None:
    page.drag("listed", page.cell(march(30)))
    assert page.stored("listed").start_on == march(27)
    said = screen_text(page.page._asking)
    assert "piątek 27 marca, 10:00" in said and "poniedziałek 30 marca" in said and "1 zapis" in said
    page.press(answer)
    assert not page.page._asking.isVisible()
    one = page.stored("listed")
    assert (one.start_on, one.state) == (old, state)
    assert any(item.title == "Lekcja z zapisami" for item in page.board.shown.on(march(30)))


def test_an_occurrence_of_a_series_asks_how_far(page: Calendar) -> None:
    """The panel lies over the page; "this and following" moves the rest of the series along."""
    with page.store.write("event_series.add") as session:
        ours = organisation(session, name="Fundacja Mosty")
        series = put(session, "event_series", name="Czwartki", organiser_id=ours).id
        keys = [
            event(
                session, "Czwartek", dt.date(2026, 4, day), series_id=series, starts_at=dt.time(17), organiser_id=ours
            )
            for day in (2, 9, 16)
        ]
    page.ids["series"] = keys[1]
    page.page.go_to(dt.date(2026, 4, 9))
    page.wait()
    page.drag("series", page.cell(dt.date(2026, 4, 10)))
    panel = page.page.findChildren(ScopePanel)[0]
    panel._choose(SeriesScope.FOLLOWING)
    panel._answer()
    page.wait()
    with page.store.read() as session:
        assert [session.get_one(Event, key).start_on.day for key in keys] == [2, 10, 17]


def test_a_settled_month_takes_nothing_in_and_lets_nothing_out(page: Calendar) -> None:
    with page.store.write("month.settle") as session:
        session.add(
            MonthSettlement(year=2026, month=2, settled_at=CLOCK.now(), settled_by="AB", events=0, visits=0, contacts=0)
        )
    page.wait()
    page.drag("debate", page.cell(dt.date(2026, 2, 27)))
    assert page.stored("debate").start_on == TODAY
    assert page.page._notice.isVisible() and "luty 2026" in screen_text(page.page._notice)
    page.page.go_to(dt.date(2026, 2, 27))
    page.wait()
    page.type("18 Kawiarenka")
    assert page.page.entry.isVisible() and "luty 2026" in page.page.entry._below.text()


def test_papers_are_of_what_is_shown(page: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("openkrakow_desktop.events.screen.calendar.offer_ics", lambda *given: asked.append(given[2:]))
    page.page.export_ics()
    page.page.set_view("week")
    page.wait()
    page.page.export_ics()
    assert asked == [(march(1), march(31)), (march(23), march(29))]
    page.page.print_programme()
    (place, wanted) = page.asked[-1]
    assert place == "preview" and wanted.report.key == "month_programme"  # type: ignore[attr-defined]
    assert wanted.asked == {"year": 2026, "month": 3}  # type: ignore[attr-defined]


def test_leaving_the_question_leaves_everything(page: Calendar) -> None:
    page.drag("listed", page.cell(march(30)))
    page.press("Anuluj")
    assert not page.page._asking.isVisible() and page.stored("listed").start_on == march(27)
    assert page.page.main.isVisible() and page.board.hasFocus()


# ---- room ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_clipped_at_twice_the_size(opened: Any, language: str) -> None:
    theme.apply(QApplication.instance(), "light", 2.0)  # type: ignore[arg-type]
    try:
        one = opened(language=language, size=(1190, 640))
        assert one.page.width() <= 1190, one.page.minimumSizeHint()
        assert (
            one.board is one.page.views.month and one.page.views.month.is_compact and one.page.views.below.isVisible()
        )
        assert one.page.height() <= 640, one.page.minimumSizeHint()
        assert not one.page.tools.search.isVisible()
        one.page.tools.to_search()
        assert one.page.tools.search.isVisible()
        one.board.setFocus()
        one.keys(KEY.Key_Left)
        one.wait()
        assert [spot.item.day for spot in _ready(one.page.views.below).spots] == [march(25)] * 5
        for view in ("week", "day", "list"):
            one.page.set_view(view)
            one.wait()
            assert one.board is one.page.views.list and one.page.width() <= 1190
        one.page.views.list.choose_item(one.page.views.list.shown.items[0])
        one.keys(KEY.Key_Return)
        one.wait()
        assert one.page.panels.isVisible() and not one.page.main.isVisible()
        one.page.panels.close_all()
        assert one.page.main.isVisible()
    finally:
        theme.apply(QApplication.instance(), "light", 1.0)  # type: ignore[arg-type]


def test_the_year_of_the_window_is_followed(page: Calendar) -> None:
    page.desk.set_year(2025)
    page.wait()
    assert page.page.views.title() == "Marzec 2025"


def test_an_event_asked_for_is_shown_and_chosen(page: Calendar) -> None:
    page.page.go_to(dt.date(2026, 8, 1))
    page.wait()
    page.page.show_what(page.ids["night"])
    page.wait()
    assert page.board.item is not None and page.board.item.event_id == page.ids["night"]
    assert "22:00–00:00 (+1)" in page.board.accessibleDescription()
