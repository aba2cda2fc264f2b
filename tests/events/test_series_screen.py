"""Series as people use them: typing the pattern, ticking days, changing one event and being asked how far it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy import func, select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.feature import EVENTS
from openkrakow_desktop.events.model import Event, EventSeries, EventState, EventType, SeriesException
from openkrakow_desktop.events.recurrence import Nth, Pattern, Repeat, Weekday
from openkrakow_desktop.events.screen.ics import offer_ics
from openkrakow_desktop.events.screen.series import ScopePanel, ask_scope
from openkrakow_desktop.events.screen.series_page import CancelPanel, ExtendPanel, SeriesPage
from openkrakow_desktop.events.screen.series_plan import Planned, SeriesPlanPage
from openkrakow_desktop.events.series import plan_series
from openkrakow_desktop.events.series_scope import SeriesScope, change_series
from openkrakow_desktop.events.series_words import pattern_words, series_words
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.register_screen import RegisterScreen
from tests.events.build import event
from tests.events.test_series import TODAY, draft, events, planned
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import screen_text
from tests.gui.test_every_register import without_words

KEY = Qt.Key
D = dt.date


@pytest.fixture
def desk(sqlite_store: Store, qtbot: Any) -> Iterator[Desk]:
    sqlite_store.irrevocable = DECLARED.irrevocable()
    made = Desk(sqlite_store, words("pl"), Clock.fixed(TODAY), DECLARED)
    yield made
    made.close()


@pytest.fixture
def settle(desk: Desk, qtbot: Any) -> Callable[[], None]:
    def wait() -> None:
        qtbot.wait(320)  # longer than the plan rests before it asks for its days
        qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)
        qtbot.wait(160)  # longer than a page rests after news
        qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)
        qtbot.wait(20)

    return wait


@pytest.fixture
def asked(desk: Desk) -> list[tuple[str, object]]:
    """What pages asked the window to open."""
    found: list[tuple[str, object]] = []
    desk.open_asked.connect(lambda key, what: found.append((key, what)))
    return found


def shown(widget: Any, qtbot: Any, size: tuple[int, int] = (1058, 770)) -> Any:
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    return widget


def opened(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> SeriesPlanPage:
    """The page of a new series that has everything but its days."""
    with desk.store.write("event.add") as session:
        event(session, "Koncert", D(2026, 5, 14), venue="Sala A", starts_at=dt.time(19), ends_at=dt.time(22))
    page: SeriesPlanPage = shown(SeriesPlanPage(desk), qtbot)
    settle()
    page.form.put({"name": "Kawiarenka", "type": EventType.LANGUAGE_CAFE, "venue": "Sala A"})
    return page


# ---- planning ------------------------------------------------------------------------------------------------------
def test_every_thursday_is_typed_seen_and_made(
    desk: Desk, qtbot: Any, settle: Callable[[], None], asked: list[tuple[str, object]]
) -> None:
    page = opened(desk, qtbot, settle)
    type_into(page, "first_on", "30.4")
    assert page.form.lines["weekdays"].editor.value() == ("4",)  # it begins on a Thursday
    type_into(page, "last_on", "15.6")
    type_into(page, "starts_at", "18")
    type_into(page, "ends_at", "20")
    settle()
    assert [one.on.day for one in page.days.occurrences] == [30, 7, 14, 21, 28, 4, 11]
    text = screen_text(page)
    assert "święto: Boże Ciało" in text or page.days.rows[D(2026, 6, 4)].reason.text() == "święto: Boże Ciało"
    assert "miejsce zajęte: 19:00 Koncert" in text
    assert page.does.text().strip() == "Utwórz 6 wydarzeń"  # the holiday waits for a person's tick
    assert without_words(page) == []
    page.days.rows[D(2026, 5, 14)].tick.setChecked(False)
    page.days.rows[D(2026, 6, 4)].tick.setChecked(True)
    QTest.keyClick(page, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    key, what = asked[-1]
    assert key == "series" and isinstance(what, Planned) and what.count == 6
    with desk.read() as session:
        assert [one.start_on.day for one in events(session, what.series_id)] == [30, 7, 21, 28, 4, 11]
        (left,) = session.scalars(select(SeriesException))
        assert (left.skipped_on, left.reason) == (D(2026, 5, 14), "miejsce zajęte: 19:00 Koncert")
    assert page.form.lines["name"].editor.value() is None and not page.days.occurrences  # ready for the next one


def type_into(page: SeriesPlanPage, name: str, said: str) -> None:
    line = page.form.lines[name].editor.line  # type: ignore[attr-defined]
    line.setFocus()
    line.clear()
    QTest.keyClicks(line, said)


def test_what_a_person_decided_stays_while_the_pattern_changes(
    desk: Desk, qtbot: Any, settle: Callable[[], None]
) -> None:
    page = opened(desk, qtbot, settle)
    page.form.put({"weekdays": ("4",), "first_on": D(2026, 4, 1), "last_on": D(2026, 4, 30)})
    settle()
    page.days.rows[D(2026, 4, 16)].tick.setChecked(False)
    page.days.rows[D(2026, 4, 16)].reason.setText("szkolenie zespołu")
    page.days.rows[D(2026, 4, 16)].reason.textEdited.emit("szkolenie zespołu")
    page.form.put({"last_on": D(2026, 5, 31)})
    settle()
    assert len(page.days.occurrences) == 9
    assert page.days.skipped == {D(2026, 4, 16): "szkolenie zespołu"}


def test_a_day_left_out_without_a_reason_is_asked_about(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    page = opened(desk, qtbot, settle)
    page.form.put({"weekdays": ("4",), "first_on": D(2026, 4, 1), "last_on": D(2026, 4, 30)})
    settle()
    page.days.rows[D(2026, 4, 16)].tick.setChecked(False)
    page.plan()
    settle()
    assert "Napisz, dlaczego 16.04.2026 nic się nie odbywa." in screen_text(page)
    assert page.focusWidget() is page.days.rows[D(2026, 4, 16)].reason
    assert count(desk, EventSeries) == 0


def count(desk: Desk, model: Any) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count(model.id))) or 0


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"last_on": D(2026, 3, 1)}, "last_on", "Koniec jest wcześniejszy niż początek"),
    ({"starts_at": dt.time(8), "ends_at": dt.time(1)}, "ends_at", "najwyżej 16 godzin"),
    ({"weekdays": tuple("1234567"), "last_on": D(2031, 12, 31)}, "last_on", "miałby 2101 wydarzeń"),
    ({"name": None}, "name", "wymagane"),
    ({"repeat": Repeat.MONTHLY}, "nth", "wymagane"),
]


@pytest.mark.parametrize(("wrong", "field", "said"), WRONG)
def test_what_is_wrong_is_said_under_its_field_and_nothing_is_lost(
    desk: Desk, qtbot: Any, settle: Callable[[], None], wrong: dict[str, Any], field: str, said: str
) -> None:
    page = opened(desk, qtbot, settle)
    page.form.put({"weekdays": ("4",), "first_on": D(2026, 4, 1), "last_on": D(2026, 4, 30)})
    settle()
    page.form.put(wrong)
    page.plan()
    settle()
    assert said in page.form.lines[field].editor.accessibleDescription()
    assert page.form.lines["venue"].editor.value() == "Sala A"
    assert count(desk, EventSeries) == 0 and count(desk, Event) == 1


def test_an_unfinished_plan_is_found_again(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    page = opened(desk, qtbot, settle)
    page.form.put({"weekdays": ("2", "4"), "starts_at": dt.time(18)})
    qtbot.wait(1000)
    settle()
    again: SeriesPlanPage = shown(SeriesPlanPage(desk), qtbot)
    settle()
    assert again.form.draft()["weekdays"] == ("2", "4") and again.form.draft()["starts_at"] == dt.time(18)
    again.start_anew()
    settle()
    assert SeriesPlanPage(desk).form.draft()["weekdays"] is None


# ---- the page of a series ------------------------------------------------------------------------------------------
def page_of(desk: Desk, qtbot: Any, settle: Callable[[], None], **values: Any) -> tuple[SeriesPage, list[UUID]]:
    with desk.store.write("event_series.plan") as session:
        series = planned(session, **values)
        keys = [one.id for one in events(session, series)]
    page: SeriesPage = shown(SeriesPage(desk), qtbot)
    page.show_what(series)
    settle()
    return page, keys


def panel_of(page: QWidget, kind: Any = ScopePanel) -> Any:
    return next(one for one in page.findChildren(kind) if one.isVisible())


def test_cancelling_the_rest_asks_how_far_and_why_and_is_undone(
    desk: Desk, qtbot: Any, settle: Callable[[], None]
) -> None:
    page, keys = page_of(desk, qtbot, settle)
    assert page.events is not None
    page.events.choose(keys[4])
    page.cancel()
    settle()
    panel = panel_of(page, CancelPanel)
    QTest.keyClick(panel, KEY.Key_2)
    assert panel.scope is SeriesScope.FOLLOWING and "odwoła 5 wydarzeń" in screen_text(panel)
    QTest.keyClick(panel.choices.row(panel.scope), KEY.Key_Return)
    assert "To pole jest wymagane." in screen_text(panel)
    QTest.keyClicks(panel.reason.line, "remont sali 123")
    panel.does.click()
    settle()
    with desk.read() as session:
        states = [session.get_one(Event, key).state for key in keys]
        assert states == [EventState.PLANNED] * 4 + [EventState.CANCELLED] * 5
        assert session.get_one(Event, keys[8]).cancel_reason == "remont sali 123"
    assert "Odwołano 5 wydarzeń" in screen_text(page)
    desk.undo_last()
    settle()
    assert "Odwołane" not in screen_text(page)


def test_extending_shows_the_days_first(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    page, keys = page_of(desk, qtbot, settle)
    page.extend()
    panel = panel_of(page, ExtendPanel)
    panel.last.set_value(D(2026, 5, 1))
    settle()
    assert "Cykl trwa już do 31.05.2026" in screen_text(panel)
    panel.last.set_value(D(2026, 6, 11))
    settle()
    assert panel.does.text().strip() == "Utwórz 1 wydarzenie"  # 4 June is Corpus Christi
    panel.run()
    settle()
    assert count(desk, Event) == len(keys) + 1 and count(desk, SeriesException) == 1
    assert "Utworzono 1 wydarzenie" in screen_text(page)


def test_deleting_what_is_to_come(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    page, keys = page_of(desk, qtbot, settle)
    assert page.events is not None
    page.events.choose(keys[0])
    QTest.keyClick(page, KEY.Key_Delete)
    settle()
    panel = panel_of(page)
    QTest.keyClick(panel, KEY.Key_3)
    panel.does.click()
    settle()
    assert count(desk, Event) == 0
    assert "Ten cykl nie ma jeszcze wydarzeń." in screen_text(page)


def test_a_part_names_the_other_part(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    page, keys = page_of(desk, qtbot, settle)
    first = page.card.series_id if page.card else None
    answers: list[SeriesScope] = []
    ask_scope(desk, page, keys[3], {"start_on": D(2026, 4, 24)}, answers.append)
    settle()
    panel = panel_of(page)
    QTest.keyClick(panel, KEY.Key_2)
    assert "Do sprawdzenia" in screen_text(panel)  # the first of May
    panel.does.click()
    assert answers == [SeriesScope.FOLLOWING]
    with desk.store.write("event_series.change") as session:
        change_series(session, keys[3], SeriesScope.FOLLOWING, {"start_on": D(2026, 4, 24)}, TODAY)
    page.show_what(keys[3])
    settle()
    assert page.card is not None and page.card.predecessor is not None and page.card.predecessor[0] == first
    assert "Wcześniejsza część" in screen_text(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_words_and_room(sqlite_store: Store, qtbot: Any, language: str) -> None:
    desk = Desk(sqlite_store, words(language), Clock.fixed(TODAY), DECLARED)
    with sqlite_store.write("event_series.plan") as session:
        series = planned(session, {D(2026, 4, 2): "x"})
    for size in ((1071, 700), (560, 700)):
        for page in (SeriesPage(desk), SeriesPlanPage(desk)):
            shown(page, qtbot, size)
            page.show_what(series)
            page.show_what(D(2026, 4, 2))
            qtbot.wait(300)
            qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)
            qtbot.wait(20)
            assert without_words(page) == [] and "None" not in screen_text(page)
            assert page.minimumSizeHint().width() <= size[0]
    desk.close()


# ---- the form of an event ------------------------------------------------------------------------------------------
def form_of(desk: Desk, qtbot: Any, settle: Callable[[], None], key: UUID) -> RecordForm:
    screen: RegisterScreen = shown(RegisterScreen(desk, EVENTS), qtbot, (1200, 800))
    screen.panels.edit(EVENTS, key)
    settle()
    assert isinstance(screen.panels.form, RecordForm)
    return screen.panels.form


def test_the_form_asks_how_far_a_shared_field_goes(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    with desk.store.write("event_series.plan") as session:
        keys = [one.id for one in events(session, planned(session))]
    form = form_of(desk, qtbot, settle, keys[2])
    form.lines["venue"].editor.set_value("Ogród")
    form.lines["remark"].editor.set_value("przynieść krzesła")
    form.save()
    settle()
    panel = panel_of(form.window())
    assert panel.scope is SeriesScope.THIS  # the smallest answer is the first one
    QTest.keyClick(panel, KEY.Key_2)
    QTest.keyClick(panel.choices.row(panel.scope), KEY.Key_Return)
    settle()
    with desk.read() as session:
        found = [(session.get_one(Event, key).venue, session.get_one(Event, key).remark) for key in keys]
    assert found == [("Sala A", None)] * 2 + [("Ogród", "przynieść krzesła")] + [("Ogród", None)] * 6


def test_this_one_only_and_thinking_better_of_it(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    with desk.store.write("event_series.plan") as session:
        keys = [one.id for one in events(session, planned(session))]
    form = form_of(desk, qtbot, settle, keys[2])
    form.lines["venue"].editor.set_value("Ogród")
    form.save()
    settle()
    QTest.keyClick(panel_of(form.window()), KEY.Key_Escape)
    settle()
    with desk.read() as session:
        assert set(session.scalars(select(Event.venue))) == {"Sala A"}
    assert form.draft()["venue"] == "Ogród"  # nothing is lost
    form.save()
    settle()
    panel_of(form.window()).does.click()
    settle()
    with desk.read() as session:
        assert [session.get_one(Event, key).venue for key in keys[:4]] == ["Sala A", "Sala A", "Ogród", "Sala A"]


def test_a_field_of_its_own_asks_nothing(desk: Desk, qtbot: Any, settle: Callable[[], None]) -> None:
    with desk.store.write("event_series.plan") as session:
        keys = [one.id for one in events(session, planned(session))]
        alone = event(session, "Sama", D(2026, 4, 7))
    for key, name, value in ((keys[0], "remark", "uwaga"), (alone, "venue", "Ogród")):
        form = form_of(desk, qtbot, settle, key)
        form.lines[name].editor.set_value(value)
        form.save()
        settle()
        with desk.read() as session:
            assert getattr(session.get_one(Event, key), name) == value


# ---- words, files --------------------------------------------------------------------------------------------------
SAID = [
    (Pattern(Repeat.WEEKLY, (Weekday.WEDNESDAY,)), "co środę", "every Wednesday", "щосереди"),
    (
        Pattern(Repeat.WEEKLY, (Weekday.TUESDAY, Weekday.THURSDAY), 2),
        "co 2 tygodnie: wtorek i czwartek",
        "every 2 weeks: Tuesday and Thursday",
        "кожні 2 тижні: вівторок і четвер",
    ),
    (
        Pattern(Repeat.MONTHLY, (Weekday.SATURDAY,), 1, Nth.LAST),
        "w ostatnią sobotę miesiąca",
        "on the last Saturday of the month",
        "у останню суботу місяця",
    ),
    (
        Pattern(Repeat.MONTHLY, (Weekday.TUESDAY,), 5, Nth.FIRST),
        "co 5 miesięcy: w pierwszy wtorek miesiąca",
        "every 5 months: on the first Tuesday of the month",
        "кожні 5 місяців: у перший вівторок місяця",
    ),
]


@pytest.mark.parametrize(("pattern", "polish", "english", "ukrainian"), SAID)
def test_a_pattern_is_said(pattern: Pattern, polish: str, english: str, ukrainian: str) -> None:
    said = [pattern_words(pattern, words(language)) for language in LANGUAGES]
    assert said == [polish, english, ukrainian]


def test_a_series_is_said_in_one_line(sqlite_store: Store) -> None:
    with sqlite_store.write("event.add") as session:
        said = series_words(draft(session, ends_at=dt.time(1)), words("pl"))
        assert said == "Co czwartek, 18:00–01:00\u00a0(+1) · 01.04.2026–31.05.2026"
        assert plan_series(session, TODAY, draft(session))


def test_the_calendar_file_is_asked_for_and_written(
    desk: Desk, qtbot: Any, settle: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _keys = page_of(desk, qtbot, settle)
    target = tmp_path / "kwiecien.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    offer_ics(desk, page, D(2026, 4, 1), D(2026, 4, 30))
    qtbot.waitUntil(target.exists, timeout=20_000)
    assert target.read_bytes().count(b"BEGIN:VEVENT") == 5
    target.unlink()
    page.export()
    qtbot.waitUntil(target.exists, timeout=20_000)
    assert target.read_bytes().count(b"BEGIN:VEVENT") == 9
