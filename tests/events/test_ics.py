"""Calendar files, read back by another library's eyes: who is who, when it is, what is not told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.events.feature import EVENTS
from openkrakow_desktop.events.ics import Chosen, calendar_of, write_ics
from openkrakow_desktop.events.model import Event, EventSession, EventState, EventType
from openkrakow_desktop.events.service import cancel_event, cancel_session, move_event
from tests.events.build import DAY, event, put, sittings
from tests.events.test_series import planned

NOW = dt.datetime(2026, 3, 26, 11, tzinfo=dt.UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
NASTY = "Śniadanie, „smaki”; \\ 100% \U0001f95f" + " bardzo długi tytuł" * 8


def read(session: Session, **chosen: Any) -> list[Any]:
    """The entries of a file that was written and parsed again."""
    data = calendar_of(session, Chosen(**chosen), words("pl"), NOW).to_ical()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))  # RFC 5545: folded by bytes
    return list(Calendar.from_ical(data).walk("VEVENT"))


def only(session: Session, **chosen: Any) -> Any:
    (found,) = read(session, **chosen)
    return found


def test_an_evening_on_krakows_clock(store: Store) -> None:
    facts = {"starts_at": dt.time(18), "ends_at": dt.time(20), "venue": "Sala A", "address": "ul. Mała 1; II p."}
    with store.write("event.add") as session:
        key = event(session, NASTY, DAY, languages=("pl", "uk"), title_other="Сніданок", **facts)
        entry = only(session, event_id=key)
        (sitting,) = sittings(session, key)
    assert str(entry["summary"]) == NASTY and str(entry["uid"]) == f"{sitting}@openkrakow"
    assert entry["dtstart"].dt == dt.datetime(2026, 3, 19, 18, tzinfo=WARSAW)
    assert entry["dtend"].dt - entry["dtstart"].dt == dt.timedelta(hours=2)
    assert entry["dtstart"].params["TZID"] == "Europe/Warsaw"
    assert str(entry["location"]) == "Sala A, ul. Mała 1; II p."
    assert entry["dtstamp"].dt == NOW and str(entry["status"]) == "CONFIRMED"
    assert str(entry["description"]) == "Сніданок\nJęzyki: polski, ukraiński\nDla kogo: otwarte"


def test_the_clock_of_the_file_is_that_of_the_city(store: Store) -> None:
    with store.write("event.add") as session:
        calendar = calendar_of(session, Chosen(), words("pl"), NOW)
    (zone,) = Calendar.from_ical(calendar.to_ical()).walk("VTIMEZONE")
    clock = zone.to_tz()
    for day in (
        dt.datetime(2026, 3, 29, 1),
        dt.datetime(2026, 3, 29, 12),
        dt.datetime(2026, 7, 1),
        dt.datetime(2030, 12, 1),
    ):
        assert day.replace(tzinfo=clock).utcoffset() == day.replace(tzinfo=WARSAW).utcoffset(), day


def test_a_night_ends_on_the_next_day_and_the_change_of_clocks_is_kept(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, "Bal", dt.date(2026, 3, 28), starts_at=dt.time(20), ends_at=dt.time(4))
        entry = only(session, event_id=key)
    assert (entry["dtend"].dt.date(), entry["dtend"].dt.hour) == (dt.date(2026, 3, 29), 4)
    lasted = entry["dtend"].dt.astimezone(dt.UTC) - entry["dtstart"].dt.astimezone(dt.UTC)
    assert lasted == dt.timedelta(hours=7)  # an hour of that night is missing


def test_whole_days_are_one_entry_and_days_with_hours_are_not(store: Store) -> None:
    until = DAY + dt.timedelta(2)
    with store.write("event.add") as session:
        show = event(session, "Wystawa", DAY, until=until)
        feast = event(session, "Festiwal", DAY, until=until, starts_at=dt.time(10), ends_at=dt.time(18))
        entry = only(session, event_id=show)
        assert (entry["dtstart"].dt, entry["dtend"].dt) == (DAY, until + dt.timedelta(1))
        assert str(entry["uid"]).startswith(str(show))
        assert only(session, event_id=show, first=until)["dtstart"].dt == DAY  # a part would replace the whole
        assert [one["dtstart"].dt.day for one in read(session, event_id=feast)] == [19, 20, 21]
        cancel_session(session, sittings(session, show)[1])
        assert [str(one["status"]) for one in read(session, event_id=show)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


def test_states(store: Store) -> None:
    with store.write("event.add") as session:
        draft = event(session, "Szkic", state=EventState.DRAFT)
        off = event(session, "Odwołane", venue="Sala A")
        cancel_event(session, off, "choroba Marii Łęckiej", DAY)
        moved = event(session, "Przełożone")
        new = move_event(session, moved, DAY + dt.timedelta(7))
        said = {str(one["summary"]): str(one["status"]) for one in read(session, last=DAY)}
        assert said == {"Szkic": "TENTATIVE", "Odwołane": "CANCELLED", "Przełożone": "CANCELLED"}
        assert str(only(session, event_id=new)["status"]) == "CONFIRMED"
        assert draft


def test_no_person_no_remark_no_reason_goes_out(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, "Warsztat", remark="dzwonić do pani Łęckiej", case_no="SP-03.0541.12.2025")
        cancel_event(session, key, "choroba Marii Łęckiej", DAY)
        (sitting,) = sittings(session, key)
        session.get_one(EventSession, sitting).door_note = "klucz u Łęckiej"
        session.flush()
        data = calendar_of(session, Chosen(), words("pl"), NOW).to_ical().decode()
    assert "Łęck" not in data and "0541" not in data and "choroba" not in data


def test_a_change_is_a_newer_entry_of_the_same_name(store: Store) -> None:
    with store.write("event.add") as session:
        key = event(session, "Warsztat", starts_at=dt.time(18))
        before = only(session, event_id=key)
    with store.write("event.edit") as session:
        put(session, EVENTS, key, starts_at=dt.time(17))
        after = only(session, event_id=key)
    assert (before["uid"], "dtend" in before) == (after["uid"], False)
    assert after["sequence"] > before["sequence"] == 0


def test_a_series_and_a_span(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "cykl.ics"
    with store.write("event_series.plan") as session:
        series = planned(session)
        event(session, "Poza cyklem", dt.date(2026, 4, 8))
        assert write_ics(session, path, Chosen(series_id=series), words("pl"), NOW) == 9
        april = read(session, first=dt.date(2026, 4, 1), last=dt.date(2026, 4, 30))
        assert [one["dtstart"].dt.day if isinstance(one["dtstart"].dt, dt.date) else 0 for one in april] == [
            2,
            8,
            9,
            16,
            23,
            30,
        ]
        assert len({str(one["uid"]) for one in april}) == 6
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 9


def test_a_file_that_cannot_be_written_leaves_the_old_one(store: Store, tmp_path: Path) -> None:
    old = tmp_path / "plan.ics"
    old.write_bytes(b"old")
    with store.write("event.add") as session:
        event(session, "Warsztat", type=EventType.WORKSHOP)
        with pytest.raises(OSError):
            write_ics(session, tmp_path / "missing" / "plan.ics", Chosen(), words("pl"), NOW)
        assert session.scalar(select(Event.title)) == "Warsztat"
    assert old.read_bytes() == b"old"
