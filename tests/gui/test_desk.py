"""The desk: reads and writes off the GUI thread, answers on it, news once, a process beside it noticed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.problems import Problem, Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui.desk import Desk, Done

Settle = Callable[[], None]


def add(session: Session, name: str) -> str:
    session.add(Organisation(name=name, kind=OrganisationKind.NGO))
    return threading.current_thread().name


def count(session: Session) -> int:
    return session.scalar(select(func.count(Organisation.id))) or 0


def test_a_write_is_made_elsewhere_and_told_here(desk: Desk, settle: Settle) -> None:
    gui, news, done = threading.current_thread(), [], []
    desk.changed.connect(lambda changes: news.append((changes.action, threading.current_thread() is gui)))
    desk.do(
        "organisation.add",
        add,
        "Fundacja Mosty",
        done=lambda one: done.append((one, threading.current_thread() is gui)),
    )
    assert done == []  # nothing waits
    settle()
    ((first, on_gui),) = done
    assert isinstance(first, Done)
    assert first.value.startswith("write")
    assert on_gui
    assert news == [("organisation.add", True)]
    assert first.operation == desk.store.timeline()[0].id


def test_a_read_answers_here_and_sees_what_was_written(desk: Desk, settle: Settle) -> None:
    seen: list[int] = []
    desk.do("organisation.add", add, "A", done=lambda _: desk.ask(count, done=seen.append))
    settle()
    settle()
    assert seen == [1]


def test_a_write_that_changes_nothing_has_no_operation(desk: Desk, settle: Settle) -> None:
    done: list[Any] = []
    desk.do("organisation.edit", count, done=done.append)
    settle()
    assert done == [Done(0, None)]


def test_a_refusal_goes_to_whoever_asked_else_to_the_window(desk: Desk, settle: Settle) -> None:
    def refuse(session: Session) -> None:
        session.add(Organisation(name="x", kind=OrganisationKind.NGO))
        raise Refused(Problem("name", "problem.required"))

    mine, others = [], []
    desk.refused.connect(others.append)
    desk.do("organisation.add", refuse, failed=mine.append)
    desk.do("organisation.add", refuse)
    settle()
    assert [error.problems[0].key for error in (*mine, *others)] == ["problem.required"] * 2
    with desk.read() as session:
        assert count(session) == 0


def test_a_bug_is_not_swallowed(desk: Desk, qtbot: Any) -> None:
    with qtbot.captureExceptions() as caught:
        desk.ask(lambda session: 1 // 0, done=lambda _: None)
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is ZeroDivisionError
    qtbot.waitUntil(lambda: not desk.busy)


def test_nobody_is_called_for_a_deleted_owner(desk: Desk, settle: Settle, qtbot: Any) -> None:
    owner, told = QObject(), []
    gate = threading.Event()
    desk.ask(lambda session: gate.wait(5), done=told.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(30)
    gate.set()
    settle()
    assert told == []


def test_undo_and_redo(desk: Desk, settle: Settle) -> None:
    desk.do("organisation.add", add, "A")
    settle()
    taken: list[Any] = []
    desk.undo_last(done=taken.append)
    settle()
    with desk.read() as session:
        assert count(session) == 0
    desk.redo_last(done=taken.append)
    settle()
    with desk.read() as session:
        assert count(session) == 1
    desk.redo_last(done=taken.append)
    settle()
    assert [entry and entry.action for entry in taken] == ["organisation.add", "undo", None]


def test_busy_says_when_it_begins_and_ends(desk: Desk, settle: Settle) -> None:
    settle()
    told: list[bool] = []
    desk.busy_changed.connect(told.append)
    desk.ask(count, done=lambda _: None)
    settle()
    assert told == [True, False]


def test_a_process_beside_it_is_noticed_once_and_own_writes_are_not(
    sqlite_store: Store, declared: Any, polish: Any, qtbot: Any
) -> None:
    from openkrakow_desktop.core.clock import Clock

    desk = Desk(sqlite_store, polish, Clock(), declared, pulse=40)
    elsewhere: list[Any] = []
    desk.changed.connect(lambda changes: elsewhere.append(changes) if changes is None else None)
    try:
        qtbot.wait(150)
        desk.do("organisation.add", add, "mine")
        qtbot.wait(250)
        assert elsewhere == []
        other = Store(sqlite_store.path, durable=False).open(check=False)
        with other.write("organisation.add") as session:
            add(session, "theirs")
        other.close()
        qtbot.waitUntil(lambda: elsewhere == [None], timeout=3000)
        qtbot.wait(200)
        assert elsewhere == [None]
    finally:
        desk.close()


def test_close_finishes_what_is_being_written(sqlite_store: Store, declared: Any, polish: Any, qtbot: Any) -> None:
    from openkrakow_desktop.core.clock import Clock

    desk = Desk(sqlite_store, polish, Clock(), declared)
    for n in range(5):
        desk.do("organisation.add", add, str(n))
    desk.close()
    with sqlite_store.read() as session:
        assert count(session) == 5


def test_the_year_is_told_once(desk: Desk) -> None:
    told: list[int] = []
    desk.year_changed.connect(told.append)
    assert desk.year == 2026
    desk.set_year(2025)
    desk.set_year(2025)
    assert told == [2025]


@pytest.mark.parametrize("value", [1, "x", None])
def test_settings_are_kept_for_the_window(desk: Desk, value: Any) -> None:
    desk.settings.set("a", value)
    assert desk.settings.get("a", 5) == value
    assert desk.settings.get("b", 5) == 5
