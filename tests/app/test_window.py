"""The window as a whole: first paint, opening and what stands in its way, places, search, undo, help, settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from sqlalchemy import select

from openkrakow_desktop.app import start as starting
from openkrakow_desktop.app.account_page import AccountPage
from openkrakow_desktop.app.features import DECLARED, FEATURES
from openkrakow_desktop.app.first_run import CHOICES, FirstRun, ServerPage
from openkrakow_desktop.app.import_page import ImportPage
from openkrakow_desktop.app.list_page import ListPage
from openkrakow_desktop.app.one_window import OneWindow
from openkrakow_desktop.app.opening_page import OpeningPage
from openkrakow_desktop.app.places import GROUPS, PLACES
from openkrakow_desktop.app.rooms import screen_of
from openkrakow_desktop.app.search import find_everywhere
from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.app.status import backup_age
from openkrakow_desktop.contacts.accounts import set_pin
from openkrakow_desktop.contacts.model import Account, Organisation, OrganisationKind, Role
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.listing import find
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, Words, words
from openkrakow_desktop.events.model import Event
from openkrakow_desktop.gui import dialogs, theme
from openkrakow_desktop.gui.desk import Forgetful
from openkrakow_desktop.gui.pressable import Pressable
from openkrakow_desktop.gui.record_form import RecordForm
from openkrakow_desktop.gui.register_screen import RegisterScreen
from tests.app.window_parts import OpenWindow
from tests.demo_data import TODAY
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here
from tests.gui.screen_text import expect_golden, screen_text

ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened(demo_store: Store, qtbot: Any) -> Iterator[Callable[..., OpenWindow]]:
    """A window on the demo, in a language and size."""
    made: list[OpenWindow] = []

    def open_(language: str = "pl", size: tuple[int, int] = (1280, 800), store: Store | None = None) -> OpenWindow:
        made.append(OpenWindow(store or demo_store, qtbot, language, size))
        return made[-1]

    yield open_
    for one in made:
        one.close()
    theme.apply(QApplication.instance())  # type: ignore[arg-type]


class Started:
    """A start as `run` makes it, without the application's own loop."""

    def __init__(self, qtbot: Any, place: str, settings: Forgetful | None = None) -> None:
        self.qtbot, self.settings = qtbot, settings or Forgetful()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        words_ = Words("pl", parts=starting.EARLY)
        self.start = starting.Start(app, self.settings, words_, place, OneWindow(place))
        qtbot.addWidget(self.start.window)
        self.start.window.resize(1280, 800)
        self.start.window.show()

    def until(self, test: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(test()), timeout=30_000)

    def alone(self) -> Any:
        """The page that stands alone in the window."""
        return self.start.window._alone


@pytest.fixture
def started(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Started]]:
    monkeypatch.setattr("openkrakow_desktop.gui.crash.CrashGuard.install", lambda self: None)
    made: list[Started] = []

    def start(place: str, settings: Forgetful | None = None) -> Started:
        made.append(Started(qtbot, place, settings))
        return made[-1]

    yield start
    for one in made:
        one.start.leave()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A new database, closed."""
    path = tmp_path / "office.okdb"
    open_database(path, create=True).store.close()
    return path


# Starting


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    source = (
        "import os, sys\n"
        "from openkrakow_desktop.app import start, window\n"
        "heavy = {'sqlalchemy', 'alembic', 'openpyxl', 'reportlab', 'openkrakow_desktop.app.features'}\n"
        "start.Start.begin = lambda start: os._exit(len(heavy & set(sys.modules)))\n"
        f"window.run(db={str(tmp_path / 'x.okdb')!r}, language='pl')\n"
    )
    environment = os.environ | {"OPENKRAKOW_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems always have a screen")
def test_without_a_display_one_line_and_exit_3(tmp_path: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"OPENKRAKOW_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "openkrakow_desktop", "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and done.stderr.count("\n") == 1 and "measures" in done.stderr


def test_a_database_opens_on_today(started: Any, database: Path) -> None:
    one = started(str(database))
    one.until(lambda: one.start.window.rooms)
    assert one.start.window.here == "today"
    assert one.settings.get("database") == str(database) and one.settings.get("databases") == [str(database)]


def test_without_a_database_the_first_page_asks(started: Any) -> None:
    one = started("")
    one.until(one.alone)
    assert isinstance(one.alone(), FirstRun)
    expect_golden("first-run-pl", screen_text(one.alone()))


def test_the_first_page_speaks_every_language_at_once(started: Any) -> None:
    one = started("")
    one.until(one.alone)
    for language in LANGUAGES:
        one.alone().language.emit(language)
        assert words(language)("first_run.begin") in screen_text(one.alone())
        assert one.settings.get("language") == language


def test_the_first_page_is_chosen_by_keys(started: Any, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    one = started("")
    one.until(one.alone)
    page, asked = one.alone(), []
    monkeypatch.setattr(starting.Start, "_begin_with", lambda self, what: None)
    page.asked.connect(asked.append)
    monkeypatch.setattr(dialogs, "save_file", lambda *args: None)
    monkeypatch.setattr(dialogs, "open_file", lambda *args: None)
    for number, (name, _) in enumerate(CHOICES[:2], 1):
        qtbot.keyClick(page, Qt.Key(Qt.Key.Key_0 + number))
        assert asked[-1] == name
    page._choices[0].setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert one.start.window.focusWidget() is page._choices[1]


def test_a_new_database_is_made_where_it_was_asked(
    started: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nowa.okdb"
    monkeypatch.setattr(dialogs, "save_file", lambda *args: path)
    one = started("")
    one.until(one.alone)
    one.alone().asked.emit("new")
    one.until(lambda: one.start.window.rooms)
    assert path.exists() and one.start.window.frame.isVisible() and one.alone() is None


def test_a_missing_database_is_said_and_another_can_be_chosen(started: Any, tmp_path: Path) -> None:
    path = tmp_path / "nie-ma.okdb"
    one = started(str(path))
    one.until(one.alone)
    page = one.alone()
    assert isinstance(page, OpeningPage) and str(path) in page.accessibleDescription()
    assert not path.exists()
    page.other.emit()
    assert isinstance(one.alone(), FirstRun)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no database" * 20, b"SQLite format 3\0" + b"\0" * 200])
def test_a_file_that_is_not_ours_stays_as_it_is(started: Any, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "obcy.okdb"
    path.write_bytes(content)
    one = started(str(path))
    one.until(one.alone)
    assert isinstance(one.alone(), OpeningPage)
    assert path.read_bytes() == content


def test_a_second_window_raises_the_first(tmp_path: Path, qtbot: Any) -> None:
    place = str(tmp_path / "a.okdb")
    first, other = OneWindow(place), OneWindow(place)
    assert not other.raise_other(), "nobody has it yet"
    assert first.take()
    try:
        assert not other.take() and other.holder() == os.getpid()
        source = (
            "import sys\nfrom PySide6.QtCore import QCoreApplication\napp = QCoreApplication([])\n"
            "from openkrakow_desktop.app.one_window import OneWindow\n"
            f"sys.exit(0 if OneWindow({place!r}).raise_other() else 1)\n"
        )
        with qtbot.waitSignal(first.raised, timeout=20_000):
            child = subprocess.Popen([sys.executable, "-c", source], cwd=ROOT)
        qtbot.waitUntil(lambda: child.poll() is not None, timeout=20_000)
        assert child.returncode == 0
    finally:
        first.release()
    assert other.take()
    other.release()


def test_a_window_whose_twin_does_not_answer_says_so(started: Any, database: Path) -> None:
    silent = OneWindow(str(database))
    assert silent._lock is not None and silent._lock.tryLock(0)
    try:
        one = started(str(database))
        one.until(one.alone)
        assert str(os.getpid()) in one.alone().accessibleDescription()
    finally:
        silent._lock.unlock()


def test_a_server_address_is_checked_for_its_beginning(qtbot: Any) -> None:
    page = ServerPage(words("pl"))
    qtbot.addWidget(page)
    given: list[str] = []
    page.given.connect(given.append)
    line = page.focusProxy()
    assert line is not None
    line.setText("http://x")  # type: ignore[attr-defined]
    page.findChildren(QPushButton)[-1].click()
    assert given == [] and words("pl")("first_run.server_bad") in screen_text(page)
    line.setText("postgresql+psycopg://a@b/c")  # type: ignore[attr-defined]
    page.findChildren(QPushButton)[-1].click()
    assert given == ["postgresql+psycopg://a@b/c"]


def keep_account(path: Path, pin: str = "") -> None:
    """An account in a closed database."""
    opened = open_database(path)
    with opened.store.write("account.add") as session:
        made = Account(name="Marta Zając", role=Role.POINT_ADVISER)
        session.add(made)
        session.flush()
        if pin:
            set_pin(session, made.id, pin)
    opened.store.close()


def test_where_accounts_are_kept_somebody_is_picked(started: Any, database: Path) -> None:
    keep_account(database)
    one = started(str(database))
    one.until(one.alone)
    assert isinstance(one.alone(), AccountPage) and "Marta Zając" in screen_text(one.alone())
    one.alone().findChildren(Pressable)[0].click()
    one.until(lambda: one.start.window.rooms)
    window, store = one.start.window, one.start.desk.store
    assert "Marta Zając" in screen_text(window.status)
    menu = [place.key for group in window._groups() for place in group]
    assert menu[:3] == ["today", "point", "events"] and "competition" not in menu
    add(store, "Fundacja Z")
    assert store.timeline(1)[0].actor == store.actor and "Marta" not in store.actor
    window.go("changes")
    one.until(lambda: "Marta Zając" in screen_text(window.stack.currentWidget()))


def test_an_account_with_a_pin_wants_it(started: Any, database: Path) -> None:
    keep_account(database, "1234")
    one = started(str(database))
    one.until(one.alone)
    page = one.alone()
    page.findChildren(Pressable)[0].click()
    page._pin.setText("9999")
    page._pin.returnPressed.emit()
    one.until(lambda: page._wrong.isVisible())
    assert one.start.window.rooms is None
    page._pin.setText("1234")
    page._pin.returnPressed.emit()
    one.until(lambda: one.start.window.rooms)


def test_another_account_in_the_same_window(started: Any, database: Path, qtbot: Any) -> None:
    keep_account(database)
    one = started(str(database))
    one.until(one.alone)
    one.alone().chosen.emit(None)
    one.until(lambda: one.start.window.rooms)
    assert one.start.desk.store.actor == "?"
    one.start.change_account()
    one.until(one.alone)
    one.alone().findChildren(Pressable)[0].click()
    one.until(lambda: one.start.window.rooms)
    one.start.window.activateWindow()
    qtbot.keyClick(one.start.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert one.start.window.rooms.search.isVisible(), "one key, not two that cancel each other"


def test_another_database_in_the_same_window(started: Any, database: Path, tmp_path: Path) -> None:
    other = tmp_path / "druga.okdb"
    open_database(other, create=True).store.close()
    one = started(str(database))
    one.until(lambda: one.start.window.rooms)
    one.start.change_database()
    assert isinstance(one.alone(), FirstRun) and one.start.window.rooms is None
    one.alone().opened.emit(str(other))
    one.until(lambda: one.start.window.rooms)
    assert one.start.desk.store.path == other and "druga.okdb" in screen_text(one.start.window.status)


# Places


def test_menu_and_features_agree() -> None:
    """A place without a screen of its own is a feature; every feature with registers has a place."""
    keys = {feature.key: feature for feature in FEATURES}
    for place in PLACES.values():
        if place.screen:
            assert callable(screen_of(place.screen))
        else:
            assert keys[place.key].registers
    listed = {place.key for group in GROUPS for place in group} | {"programme"}
    assert {feature.key for feature in FEATURES if feature.registers} <= listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_opens(opened: Any, language: str) -> None:
    one = opened(language)
    for place in PLACES:
        page = one.go(place) if place != "programme" else None
        if page is not None:
            assert one.window.here == place and page.isVisible()
            assert "[[" not in screen_text(page)
            assert one.window.windowTitle().startswith(words(language)(f"menu.{place}"))


def test_every_register_is_reached_by_its_key(opened: Any) -> None:
    one = opened()
    for key, register in DECLARED.registers.items():
        page = one.go(key)
        assert isinstance(page, ListPage), key
        shown: Any = page._stack.currentWidget()
        assert isinstance(shown, RegisterScreen) and shown.register is register


def test_a_record_and_a_new_form_open_in_their_list(opened: Any) -> None:
    one = opened()
    with one.desk.read() as session:
        key = session.query(Organisation).filter_by(kind=OrganisationKind.DISTRICT).first().id
    page = one.go("organisation", key)
    one.wait()
    assert page._stack.currentWidget().table.chosen == key
    page = one.go("organisation", "new")
    one.wait()
    panels = page._stack.currentWidget().panels
    assert isinstance(panels.form, RecordForm)
    assert panels.form.isAncestorOf(one.window.focusWidget()), "the form has the keyboard"


def test_other_registers_are_found_by_letters(opened: Any) -> None:
    one = opened()
    page = one.go("activities")
    page._index._line.setText("tlum")
    assert page._index._list.keys() == ["translation"]
    page._index._line.setText("zzz")
    assert words("pl")("list_page.nothing") in screen_text(page)
    page._index._line.setText("ankiet")
    page._index._line.returnPressed.emit()
    one.wait()
    assert page._stack.currentWidget().register.key == "survey"
    one._qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page._stack.currentWidget() is page._index


def test_places_show_what_waits_there(opened: Any) -> None:
    one = opened()
    one._qtbot.waitUntil(lambda: bool(one.window._todo), timeout=20_000)
    waiting = [place for group in one.window._groups() for place in group if place.count]
    assert waiting and all(place.todo for place in waiting)
    assert all(place.key in PLACES for place in waiting)


def test_the_way_back(opened: Any) -> None:
    one = opened()
    one.go("risks")
    one.go("tasks")
    one.rooms.go_back()
    assert one.window.here == "risks"
    one.rooms.go_back()
    assert one.window.here == "today"
    one.rooms.go_back()
    assert one.window.here == "today"


def test_f6_goes_round(opened: Any) -> None:
    one = opened()
    one.go("indicators")
    one.wait()
    stops = [one.window.sidebar, *one.window.stack.currentWidget().stops()]
    assert len(stops) == 3
    seen = []
    for _ in range(3):
        one.rooms.jump()
        focus = one.window.focusWidget()
        seen.append(next(at for at, stop in enumerate(stops) if stop is focus or stop.isAncestorOf(focus)))
    assert sorted(seen) == [0, 1, 2]


def test_every_widget_on_every_page_has_a_name(opened: Any) -> None:
    one = opened()
    for place in PLACES:
        if place == "programme":
            continue
        page = one.go(place)
        for widget in page.findChildren(QWidget):
            named = widget.accessibleName() or not widget.isVisible()
            takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert named or not takes_keys or widget.metaObject().className() == "QScrollArea", (place, widget)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_a_narrow_window_with_large_text(opened: Any, language: str) -> None:
    """1280 × 800 at 200 %: a rail instead of the sidebar, and nothing wider than the window."""
    theme.apply(QApplication.instance(), "light", 2.0)  # type: ignore[arg-type]
    one = opened(language, (1280, 800))
    for place in PLACES:
        if place == "programme":
            continue
        page = one.go(place)
        assert page.minimumSizeHint().width() <= one.window.host.width(), place
    assert one.window.width() == 1280 and one.window.sidebar.width() < 150


# Search


def results(one: OpenWindow) -> list[str]:
    return [hit.title for hit in one.rooms.search._hits]


def test_search_finds_records_screens_and_actions(opened: Any) -> None:
    one = opened()
    one.rooms.call("search")
    assert one.rooms.search.isVisible()
    for typed, wanted in (("ryz", "Ryzyka"), ("200", "Wielkość tekstu: 200%"), ("ankiet", "Ankiety")):
        one.rooms.search.line.setText(typed)
        one.wait()
        assert any(title.startswith(wanted) for title in results(one)), (typed, results(one))
    with one.desk.store.write("organisation.add") as session:
        session.add(Organisation(name="Fundacja Łódź Żółta", kind=OrganisationKind.NGO))
        session.add(Organisation(name="Szkolenia i Ryzyka sp. z o.o.", kind=OrganisationKind.COMPANY))
    one.rooms.search.line.setText("szkolenia")
    one.wait()
    assert results(one)[0] == "Szkolenia" and "Szkolenia i Ryzyka sp. z o.o." in results(one)
    one.rooms.search.line.setText("lodz zolta")
    one.wait()
    assert results(one)[0] == "Fundacja Łódź Żółta"
    one.rooms.search.line.setText("qqqqq")
    one.wait()
    assert results(one) == [] and words("pl")("search.nothing", words="qqqqq") in screen_text(one.rooms.search)


def test_search_shows_the_nearest_of_many_events(opened: Any) -> None:
    one = opened()
    with one.desk.store.read() as session:
        assert len(find(session, "event", "kawiarenka", 60)) > 4, "more than are shown"
        found = find_everywhere(session, DECLARED, "kawiarenka", TODAY)
        shown = [session.get_one(Event, key).start_on for name, key, _ in found if name == "event"]
        dated = session.scalars(select(Event.start_on).where(Event.search.contains("kawiarenka")))
        near = sorted(abs((on - TODAY).days) for on in dated)
    assert [abs((on - TODAY).days) for on in shown] == near[:4]


def test_what_takes_back_an_undo_names_its_own_keys(opened: Any) -> None:
    one = opened()
    one.desk.do("organisation.add", lambda session: session.add(Organisation(name="Ćma", kind=OrganisationKind.NGO)))
    one.wait()
    one.rooms.undo()
    one.wait()
    assert "Ctrl Shift Z" in screen_text(one.rooms.undo_bar)


def test_enter_presses_the_button_that_has_the_keyboard(opened: Any, qtbot: Any) -> None:
    window = opened().window
    page = window.stack.currentWidget()
    pressed: list[int] = []
    button = QPushButton("Dalej", page)
    button.setAutoDefault(False)  # as all of ours
    button.clicked.connect(lambda: pressed.append(1))
    button.show()
    button.setFocus()
    qtbot.wait(20)  # a key comes in an event of its own
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1, 1]


def test_qt_speaks_the_language_of_the_program(opened: Any) -> None:
    rooms = opened().rooms
    for language, said in (("pl", "Anuluj"), ("uk", "Скасувати"), ("en", "Cancel")):
        rooms.speak(language)
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == said


def test_search_is_worked_with_arrows_and_enter(opened: Any, qtbot: Any) -> None:
    one = opened()
    one.rooms.call("search")
    line = one.rooms.search.line
    line.setText("zadania")
    one.wait()
    assert one.rooms.search._list.key == 0
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert one.rooms.search._list.key == 1
    qtbot.keyClick(line, Qt.Key.Key_Up)
    titles = results(one)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    one.wait()
    assert not one.rooms.search.isVisible() and titles[0] == "Zadania" and one.window.here == "tasks"


def test_escape_leaves_the_search_where_one_was(opened: Any, qtbot: Any) -> None:
    one = opened()
    one.go("events")
    before = one.window.focusWidget()
    one.rooms.call("search")
    qtbot.keyClick(one.rooms.search.line, Qt.Key.Key_Escape)
    assert not one.rooms.search.isVisible() and one.window.focusWidget() is before


# Undo, help, settings


def add(store: Store, name: str) -> None:
    with store.write("organisation.add") as session:
        session.add(Organisation(name=name, kind=OrganisationKind.NGO))


def names(store: Store) -> set[str]:
    with store.read() as session:
        return {one.name for one in session.query(Organisation)}


def test_undo_names_what_it_took_back_and_redo_brings_it_again(opened: Any) -> None:
    one = opened()
    add(one.desk.store, "Fundacja X")
    one.rooms.undo()
    one.wait()
    assert "Fundacja X" not in names(one.desk.store)
    said = words("pl")("action.organisation.add")
    assert words("pl")("do.undone", action=said) in screen_text(one.rooms.undo_bar)
    one.rooms.redo()
    one.wait()
    one.wait()
    assert "Fundacja X" in names(one.desk.store)
    assert words("pl")("do.redone", action=said) in screen_text(one.rooms.undo_bar)


def test_nothing_to_undo_is_said_quietly(opened: Any, sqlite_store: Store) -> None:
    one = opened(store=sqlite_store)
    one.rooms.undo()
    one.wait()
    assert words("pl")("do.nothing_to_undo") in screen_text(one.window.status)


def test_history_lists_and_takes_back(opened: Any) -> None:
    one = opened()
    add(one.desk.store, "Fundacja Y")
    page = one.go("changes")
    said = words("pl")("action.organisation.add")
    assert words("pl")("do.undo", action=said) in screen_text(page)
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName().startswith("Cofnij: " + said))
    button.click()
    one.wait()
    one.wait()
    assert "Fundacja Y" not in names(one.desk.store)
    assert words("pl")("changes_page.undone") in screen_text(page)


def test_help_speaks_of_the_place_and_its_keys(opened: Any, qtbot: Any) -> None:
    one = opened()
    for place in PLACES:
        if place == "programme":
            continue
        one.go(place)
        one.rooms.call("help")
        shown = screen_text(one.rooms.help)
        assert words("pl")("keys.search") in shown and "[help" not in shown
        qtbot.keyClick(one.rooms.help._panel, Qt.Key.Key_Escape)
        assert not one.rooms.help.isVisible()


def test_language_look_and_size_change_at_once(opened: Any) -> None:
    one = opened()
    one.go("risks")
    one.rooms.speak("uk")
    one.wait()
    assert one.window.here == "risks" and one.settings.get("language") == "uk"
    assert words("uk")("risks.title") in screen_text(one.window.stack.currentWidget())
    one.rooms.look("dark")
    one.wait()
    assert theme.current().name == "dark" and one.window.here == "risks"
    one.rooms.look(scale=2.0)
    one.wait()
    assert theme.current().scale == 2.0
    assert one.window.sidebar._places["risks"].accessibleName() == words("uk")("menu.risks")


def test_the_year_of_the_window_moves_every_page(opened: Any) -> None:
    one = opened()
    one.go("indicators")
    one.window.choose_year(2025)
    one.wait()
    assert one.desk.year == 2025 and "Rok 2025" in screen_text(one.window.sidebar)
    assert one.window.stack.currentWidget()._numbers.period.year == 2025


def test_settings_keep_the_name_of_the_computer(opened: Any) -> None:
    one = opened()
    page = one.go("settings")
    line = next(line for line in page.findChildren(QWidget) if line.accessibleName() == "Nazwa komputera")
    line.setText("Centrum, laptop 2")
    line.editingFinished.emit()
    assert "Centrum, laptop 2" in screen_text(one.window.status)


def test_licences_come_from_what_is_installed(opened: Any) -> None:
    one = opened()
    page = one.go("settings")
    next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Licencje bibliotek").click()
    shown = screen_text(page)
    assert "SQLAlchemy" in shown and "PySide6" in shown


def test_a_backup_is_made_and_its_age_shown(opened: Any) -> None:
    one = opened()
    assert words("pl")("status_bar.backup_none") in screen_text(one.window.status)
    one.rooms.back_up()
    one._qtbot.waitUntil(lambda: one.desk.store.path.parent.joinpath("backups").exists(), timeout=20_000)
    one._qtbot.waitUntil(
        lambda: words("pl")("status_bar.backup_none") not in screen_text(one.window.status), timeout=20_000
    )


def test_old_backups_are_said_in_red() -> None:
    import datetime as dt

    w, clock = words("pl"), Clock.fixed(TODAY)
    now = clock.now()
    assert backup_age(None, clock, w) == (w("status_bar.backup_none"), "warn")
    assert backup_age(now - dt.timedelta(minutes=5), clock, w) == ("Kopia zapasowa: 5 min temu", "muted")
    assert backup_age(now - dt.timedelta(hours=2), clock, w) == ("Kopia zapasowa: 2 godz. temu", "muted")
    assert backup_age(now - dt.timedelta(days=1), clock, w) == ("Kopia zapasowa: wczoraj", "muted")
    assert backup_age(now - dt.timedelta(days=8), clock, w) == ("Kopia zapasowa: 8 dni temu", "bad")


def test_a_dropped_workbook_opens_the_import(opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = opened()
    asked: list[object] = []
    monkeypatch.setattr(ImportPage, "show_what", lambda self, path: asked.append(path))
    path = tmp_path / "arkusz.xlsx"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "x.txt")), QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )  # fmt: skip
    one.window.dropEvent(event)
    assert one.window.here == "import" and asked == [str(path)]


def test_unsaved_typing_is_kept_when_something_breaks(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crash guard asks every form to write its draft down."""
    one = opened()
    kept: list[object] = []
    page = one.go("organisation", "new")
    screen = page._stack.currentWidget()
    monkeypatch.setattr(type(screen.panels), "keep_draft", lambda self: kept.append(self), raising=False)
    one.rooms.keep_drafts()
    assert screen.panels in kept
