"""An event typed in one line: hours, titles that begin with a number, what is taken over from earlier events."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.model import AttendanceMode, Event, EventSession, EventType, NamingPurpose
from openkrakow_desktop.events.typed_event import guess_type, plan_line, propose, read_line
from tests.events.build import DAY, TODAY, event, organisation

NAMED = {kind: words("pl").choice(kind) for kind in EventType}


def at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


@pytest.mark.parametrize(
    ("line", "begins", "ends", "title"),
    [
        ("18:00 Kawiarenka językowa", at(18), None, "Kawiarenka językowa"),
        ("18-20 Kawiarenka", at(18), at(20), "Kawiarenka"),
        ("18:00–20:30 Debata", at(18), at(20, 30), "Debata"),
        ("18.30 - 20 Debata", at(18, 30), at(20), "Debata"),
        ("18 Debata", at(18), None, "Debata"),
        ("9:15, Lekcja", at(9, 15), None, "Lekcja"),
        ("20-2 Noc tańca", at(20), at(2), "Noc tańca"),
        ("  Debata  ", None, None, "Debata"),
        ("2 lata Centrum", None, None, "2 lata Centrum"),
        ("50 lat Nowej Huty", None, None, "50 lat Nowej Huty"),
        ("3. Festiwal Języków", None, None, "3. Festiwal Języków"),
        ("2026 rok równości", None, None, "2026 rok równości"),
        ("18h Debata", None, None, "18h Debata"),
        ("Debata 18:00", None, None, "Debata 18:00"),
    ],
)
def test_a_line_is_read(line: str, begins: dt.time | None, ends: dt.time | None, title: str) -> None:
    typed = read_line(line)
    assert (typed.starts_at, typed.ends_at, typed.title) == (begins, ends, title)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("", "problem.calendar_needs_title"),
        ("18:00", "problem.calendar_needs_title"),
        ("18:00–20:00   ", "problem.calendar_needs_title"),
        ("25:00 Debata", "problem.calendar_no_such_hour"),
        ("18:75 Debata", "problem.calendar_no_such_hour"),
        ("18-26 Debata", "problem.calendar_no_such_hour"),
        ("8:00-7:30 Debata", "problem.session_too_long"),
        ("6-23 Debata", "problem.session_too_long"),
        ("18 " + "x" * 300, "problem.too_long"),
    ],
)
def test_what_cannot_be_planned_says_why(line: str, key: str) -> None:
    with pytest.raises(Refused) as told:
        read_line(line)
    assert [problem.key for problem in told.value.problems] == [key]


@settings(max_examples=80)
@given(st.text(max_size=40))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        typed = read_line(line)
    except Refused:
        return
    assert typed.title and (typed.ends_at is None or typed.starts_at is not None)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Kawiarenka językowa: polski", EventType.LANGUAGE_CAFE),
        ("Warsztat tańca", EventType.WORKSHOP),
        ("Warsztat kulinarny: Gruzja", EventType.COOKING),
        ("Spacer po Kazimierzu", EventType.WALK),
        ("Koncert", EventType.CONCERT),
        ("Coś zupełnie nowego", EventType.OTHER),
    ],
)
def test_the_type_is_guessed_from_the_title(title: str, kind: EventType) -> None:
    assert guess_type(title, NAMED) is kind


def test_an_earlier_event_of_the_title_gives_the_rest(store: Store) -> None:
    with store.write("event.add") as session:
        other = organisation(session, name="Fundacja Mosty")
        event(session, "Kawiarenka językowa", dt.date(2026, 1, 8), venue="stara sala", type=EventType.MEETING)
        event(
            session, "Kawiarenka językowa", dt.date(2026, 2, 5), venue="Centrum, sala 2", organiser_id=other,
            type=EventType.LANGUAGE_CAFE, starts_at=at(17), ends_at=at(18, 30), run_by_centre=False,
            attendance_mode=AttendanceMode.NAMED, purpose=NamingPurpose.CERTIFICATE, remark="tylko raz",
        )  # fmt: skip
    with store.write("event.add") as session:
        key = plan_line(session, "18 KAWIARENKA JEZYKOWA", DAY, NAMED, None, TODAY)
    with store.read() as session:
        made = session.get_one(Event, key)
        assert (made.title, made.start_on, made.end_on) == ("KAWIARENKA JEZYKOWA", DAY, DAY)
        assert (made.starts_at, made.ends_at) == (at(18), at(19, 30))  # as long as before
        assert (made.type, made.venue, made.organiser_id) == (EventType.LANGUAGE_CAFE, "Centrum, sala 2", other)
        assert (made.attendance_mode, made.purpose) == (AttendanceMode.NAMED, NamingPurpose.CERTIFICATE)
        assert made.run_by_centre is False and made.remark is None and made.series_id is None
        sittings = session.query(EventSession).filter_by(event_id=key).all()
        assert [(one.held_on, one.starts_at, one.ends_at) for one in sittings] == [(DAY, at(18), at(19, 30))]


def test_without_an_earlier_one_the_centres_organiser_is_taken(store: Store) -> None:
    with store.write("event.add") as session:
        ours = organisation(session, name="Centrum")
        event(session, "Spotkanie", dt.date(2026, 1, 8), organiser_id=ours)
        event(
            session, "Obce", dt.date(2026, 2, 8), organiser_id=organisation(session, name="Inni"), run_by_centre=False
        )
    with store.read() as session:
        found = propose(session, "Spacer: Podgórze", DAY, NAMED, at(11))
    assert (found.values["organiser_id"], found.values["run_by_centre"], found.like) == (ours, True, None)
    assert (found.type, found.typed.starts_at, found.typed.ends_at) == (EventType.WALK, at(11), None)


def test_in_an_empty_office_somebody_must_say_who_organises(store: Store) -> None:
    with store.read() as session, pytest.raises(Refused) as told:
        propose(session, "18 Debata", DAY, NAMED)
    assert [problem.key for problem in told.value.problems] == ["problem.calendar_no_organiser"]


def test_a_day_out_of_range_is_refused(store: Store) -> None:
    with store.write("event.add") as session:
        event(session, "Debata")
    with pytest.raises(Refused) as told, store.write("event.add") as session:
        plan_line(session, "18 Debata", dt.date(2045, 3, 1), NAMED, None, TODAY)
    assert {problem.key for problem in told.value.problems} == {"problem.date_range"}
