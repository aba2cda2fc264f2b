"""Attendance modes in an event's form: anonymous by default, names only with a purpose, the usual clause proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.feature import EVENTS
from openkrakow_desktop.events.model import AttendanceMode, Event, EventType, NamingPurpose
from openkrakow_desktop.events.sheets import proposed_clause
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_form import RecordForm
from tests.events.build import CLOCK, DAY, event, organisation

Form = Callable[..., RecordForm]


@pytest.fixture
def desk(sqlite_store: Store, qapp: Any) -> Iterator[Desk]:
    """A desk over an empty database."""
    theme.apply(qapp)
    made = Desk(sqlite_store, words("pl"), CLOCK, DECLARED)
    yield made
    made.close()


@pytest.fixture
def form(desk: Desk, qtbot: Any) -> Form:
    """form(): a filled form of a new event; form(key): of that one."""

    def open_form(key: Any = None) -> RecordForm:
        made = RecordForm(desk, EVENTS, key)
        qtbot.addWidget(made)
        made.show()
        calm(desk, qtbot)
        if key is None:
            with desk.store.write("test") as session:
                organiser = organisation(session)
            facts = {"title": "Debata", "type": EventType.DEBATE, "organiser_id": organiser, "start_on": DAY}
            for name, value in facts.items():
                made.lines[name].editor.set_value(value)
        return made

    return open_form


def calm(desk: Desk, qtbot: Any) -> None:
    qtbot.wait(320)  # longer than a form rests before it checks
    qtbot.waitUntil(lambda: not desk.busy, timeout=10_000)
    qtbot.wait(20)


def shown(form: RecordForm, name: str) -> bool:
    return form.lines[name].isVisibleTo(form)


def put(form: RecordForm, name: str, value: Any) -> None:
    form.lines[name].editor.set_value(value)


def said(form: RecordForm, name: str) -> str:
    return form.lines[name]._problem.text()


def test_nobody_is_asked_for_a_purpose_until_names_are_kept(form: Form, desk: Desk, qtbot: Any) -> None:
    made = form()
    assert made.draft()["attendance_mode"] is AttendanceMode.ANONYMOUS, "the default"
    assert not shown(made, "purpose") and not shown(made, "clause")
    put(made, "attendance_mode", AttendanceMode.CODE)
    assert not shown(made, "purpose")
    put(made, "attendance_mode", AttendanceMode.NAMED)
    assert shown(made, "purpose") and shown(made, "clause")


def test_names_without_a_purpose_are_refused_with_a_sentence_and_nothing_is_lost(
    form: Form, desk: Desk, qtbot: Any
) -> None:
    made = form()
    put(made, "attendance_mode", AttendanceMode.NAMED)
    made.save()
    calm(desk, qtbot)
    assert said(made, "purpose") == desk.words("problem.names_need_purpose")
    assert made.draft()["title"] == "Debata" and not desk.busy
    with desk.read() as session:
        assert session.scalar(select(Event.id)) is None


def test_the_usual_clause_is_proposed_follows_the_purpose_and_may_be_changed(
    form: Form, desk: Desk, qtbot: Any
) -> None:
    made = form()
    put(made, "attendance_mode", AttendanceMode.NAMED)
    put(made, "purpose", NamingPurpose.LIMITED_PLACES)
    assert made.draft()["clause"] == proposed_clause(NamingPurpose.LIMITED_PLACES)
    put(made, "purpose", NamingPurpose.CERTIFICATE)
    assert made.draft()["clause"] == proposed_clause(NamingPurpose.CERTIFICATE)
    put(made, "clause", "Własna klauzula.")
    put(made, "purpose", NamingPurpose.TRIP_INSURANCE)
    assert made.draft()["clause"] == "Własna klauzula.", "what somebody wrote is not replaced"
    made.save()
    calm(desk, qtbot)
    with desk.read() as session:
        saved = session.scalars(select(Event)).one()
        assert (saved.purpose, saved.clause) == (NamingPurpose.TRIP_INSURANCE, "Własna klauzula.")


def test_back_to_counting_nothing_of_names_is_kept(form: Form, desk: Desk, qtbot: Any) -> None:
    kept = {"attendance_mode": AttendanceMode.NAMED, "purpose": NamingPurpose.CERTIFICATE}
    with desk.store.write("test") as session:
        key = event(session, **kept)
    made = form(key)
    assert shown(made, "purpose")
    put(made, "attendance_mode", AttendanceMode.ANONYMOUS)
    made.save()
    calm(desk, qtbot)
    with desk.read() as session:
        saved = session.get_one(Event, key)
        assert (saved.attendance_mode, saved.purpose, saved.clause) == (AttendanceMode.ANONYMOUS, None, None)


def test_a_remark_that_tells_of_origin_or_health_warns_and_still_saves(form: Form, desk: Desk, qtbot: Any) -> None:
    made = form()
    put(made, "remark", "Uczestniczka z Gruzji, wyznanie prawosławne")
    calm(desk, qtbot)
    assert said(made, "remark") == desk.words("problem.sensitive")
    made.save()
    calm(desk, qtbot)
    with desk.read() as session:
        assert session.scalars(select(Event.remark)).one().startswith("Uczestniczka")
