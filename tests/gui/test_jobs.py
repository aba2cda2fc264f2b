"""Long work: its news arrive on the GUI thread, it can be cancelled, and nothing of it outlives the window."""

from __future__ import annotations

import sys
import threading
import time

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from openkrakow_desktop.core.words import Words
from openkrakow_desktop.gui import dialogs
from openkrakow_desktop.gui.crash import CrashGuard, details
from openkrakow_desktop.gui.jobs import Jobs


@pytest.fixture
def jobs(qapp: QApplication):
    made = Jobs()
    yield made
    made.close()


def test_progress_and_result_arrive_on_the_gui_thread(jobs: Jobs, qtbot) -> None:
    gui, seen = threading.current_thread(), []

    def work(progress):
        for _ in progress.over(range(20), 20):
            time.sleep(0.001)
        return threading.current_thread().name

    job = jobs.start(work)
    job.progressed.connect(lambda done, total: seen.append((done, total, threading.current_thread() is gui)))
    with qtbot.waitSignal(job.succeeded, timeout=5000) as told:
        pass
    assert told.args[0].startswith("job")
    assert seen[-1] == (20, 20, True)
    assert all(on_gui for *_, on_gui in seen)


def test_cancelled_work_says_so_and_no_more(jobs: Jobs, qtbot) -> None:
    job = jobs.start(lambda progress: [time.sleep(0.002) for _ in progress.over(range(10_000), 10_000)])
    outcomes: list[str] = []
    job.succeeded.connect(lambda _: outcomes.append("succeeded"))
    job.failed.connect(lambda _: outcomes.append("failed"))
    with qtbot.waitSignals([job.cancelled, job.finished], timeout=5000):
        job.cancel()
    assert outcomes == []


def test_work_cancelled_while_it_waits_is_never_begun(jobs: Jobs, qtbot) -> None:
    gate, begun = threading.Event(), []
    jobs.start(lambda progress: gate.wait(5))
    second = jobs.start(lambda progress: begun.append(1))
    second.cancel()
    with qtbot.waitSignal(second.cancelled, timeout=5000):
        gate.set()
    assert begun == []


def test_failure_hands_over_the_exception(jobs: Jobs, qtbot) -> None:
    job = jobs.start(lambda progress: 1 // 0)
    with qtbot.waitSignal(job.failed, timeout=5000) as told:
        pass
    assert isinstance(told.args[0], ZeroDivisionError)


def test_pieces_of_work_never_overlap_and_keep_their_order(jobs: Jobs, qtbot) -> None:
    inside, most, done = [0], [0], []

    def work(n: int):
        def run(progress):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            return n

        return run

    for n in range(200):
        jobs.start(work(n)).succeeded.connect(done.append)
    qtbot.waitUntil(lambda: len(done) == 200, timeout=10_000)
    assert done == list(range(200))
    assert most == [1]


def test_progress_window_appears_late_and_cancels(jobs: Jobs, qtbot, polish: Words) -> None:
    job = jobs.start(lambda progress: [time.sleep(0.002) for _ in progress.over(range(10_000), 10_000)])
    window = dialogs.ProgressWindow(None, polish, "Sprawozdanie", job, late=50)
    qtbot.addWidget(window)
    assert not window.isVisible()
    qtbot.waitUntil(window.isVisible, timeout=5000)
    with qtbot.waitSignal(job.cancelled, timeout=5000):
        window.findChild(QPushButton).click()
    assert not window.isVisible()


def test_short_work_shows_no_progress_window(jobs: Jobs, qtbot, polish: Words) -> None:
    job = jobs.start(lambda progress: 1)
    window = dialogs.ProgressWindow(None, polish, "Sprawozdanie", job, late=200)
    shown: list[bool] = []
    job.finished.connect(lambda: shown.append(window.isVisible()))
    with qtbot.waitSignal(job.finished, timeout=5000):
        pass
    qtbot.wait(300)
    assert shown == [False]


def _answer(monkeypatch: pytest.MonkeyPatch, act) -> None:
    def ask(dialog) -> bool:
        act(dialog)
        return dialog.result() == dialog.DialogCode.Accepted

    monkeypatch.setattr(dialogs, "_ask", ask)


def _press(dialog, name: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == name).click()


def test_confirm_has_verbs_and_the_safe_button_first(monkeypatch, qtbot, polish: Words) -> None:
    seen: list[str] = []

    def act(dialog) -> None:
        seen.extend(one.accessibleName() for one in dialog.findChildren(QPushButton) if one.isDefault())
        _press(dialog, "Usuń trwale")

    _answer(monkeypatch, act)
    assert dialogs.confirm(None, polish, "Usunąć trwale?", "Tego nie można cofnąć.", "Usuń trwale") is True
    _answer(monkeypatch, lambda dialog: _press(dialog, "Anuluj"))
    assert dialogs.confirm(None, polish, "Usunąć trwale?", "", "Usuń trwale") is False
    assert seen == ["Anuluj"]


def test_saved_file_gets_the_proposed_ending(monkeypatch, tmp_path, qapp) -> None:
    from PySide6.QtWidgets import QFileDialog

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "raport"), ""))
    assert dialogs.save_file(None, "Zapisz", "PDF (*.pdf)", tmp_path / "x.pdf") == tmp_path / "raport.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert dialogs.save_file(None, "Zapisz", "PDF (*.pdf)", tmp_path / "x.pdf") is None


def test_crash_details_hold_no_message_and_no_home_folder() -> None:
    try:
        try:
            raise ValueError("Anna Nowak, tel. 600 000 000")
        except ValueError as error:
            raise RuntimeError("PESEL") from error
    except RuntimeError as error:
        shown = details(error)
    assert "builtins.RuntimeError" in shown
    assert "builtins.ValueError" in shown
    assert "test_jobs.py:" in shown
    assert not any(secret in shown for secret in ("Anna", "600", "PESEL", "/home/", "/root/"))


def test_a_slot_that_fails_keeps_drafts_tells_and_lives_on(qtbot, monkeypatch, capsys) -> None:
    told: list[str] = []
    guard = CrashGuard(lambda words: told.append(words), before=lambda: told.append("kept"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    guard.install()
    hook = sys.excepthook
    with qtbot.captureExceptions() as caught:
        try:
            raise KeyError("Nowak")
        except KeyError as error:
            hook(KeyError, error, error.__traceback__)
    assert caught == []
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0] == "kept"
    assert "builtins.KeyError" in told[1]
    assert "Nowak" not in told[1] + capsys.readouterr().err
    worker = threading.Thread(target=lambda: 1 // 0)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(told) == 4)
    assert "ZeroDivisionError" in told[3]


def test_crash_window_says_what_is_safe(monkeypatch, qtbot, polish: Words) -> None:
    seen: list[str] = []

    def act(dialog) -> None:
        seen.append(dialog.findChild(QPlainTextEdit).toPlainText())
        _press(dialog, "Kopiuj szczegóły")
        _press(dialog, "Pracuj dalej")

    _answer(monkeypatch, act)
    dialogs.crash(None, polish, "builtins.KeyError")
    assert seen == ["builtins.KeyError"]
    assert QApplication.clipboard().text() == "builtins.KeyError"


def test_an_error_that_is_its_own_cause_is_told_once() -> None:
    first, second = RuntimeError(), ValueError()
    first.__cause__, second.__context__ = second, first
    assert details(first).count("builtins.RuntimeError") == 1
