"""Verbs of meetings: held, cancelled, planned again, the next one; organisations by name; agenda, papers, the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from openkrakow_desktop.activities import meetings
from openkrakow_desktop.activities.agenda import AgendaItem, agenda_items
from openkrakow_desktop.activities.feature import gaps
from openkrakow_desktop.activities.meeting_papers import invitation, protocol_form
from openkrakow_desktop.activities.meeting_standing import read_meeting
from openkrakow_desktop.activities.meeting_year import TABLE, meeting_year
from openkrakow_desktop.activities.model import Meeting, MeetingKind, MeetingProtocol, MeetingState
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.attached_files import clear_opened
from openkrakow_desktop.core.backup import backup, restore
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import HandTable, bare
from openkrakow_desktop.core.document_letter import Letter
from openkrakow_desktop.core.kept_files import folder_of
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from tests.activities.build import REGISTERS, TODAY, edit, organisation, put
from tests.activities.cases import DAY, meeting

S = MeetingState
CLOCK = Clock.fixed(TODAY)
PDF = b"%PDF-1.7\nprotocol\n%%EOF\n"
AT = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)
AGENDA = "1. Otwarcie (10 min)\n2. Mapa potrzeb – 45 minut\n- Wnioski\n\n* Sprawy różne 5 min."


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "kept"
    clear_opened()


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].key.removeprefix("problem.")


def planned(session: Session, **values: Any) -> UUID:
    return put(session, "meeting", **meeting(state=S.PLANNED, participants=None) | values)


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), CLOCK.now(), DECLARED)


# ---- states --------------------------------------------------------------------------------------------------------
def test_held_or_cancelled_on_a_day(store: Store) -> None:
    with store.write("test") as session:
        made, other = planned(session), planned(session, title="Druga")
        hold, cancel = meetings.hold_meeting, meetings.cancel_meeting
        assert refused(lambda: hold(session, made, DAY, -1, CLOCK)) == "too_small"
        assert refused(lambda: hold(session, made, TODAY + dt.timedelta(1), 4, CLOCK)) == "in_future"
        assert session.get_one(Meeting, made).state is S.PLANNED
        hold(session, made, DAY + dt.timedelta(1), 0, CLOCK)
        held = session.get_one(Meeting, made)
        assert (held.state, held.participants, held.held_on) == (S.HELD, 0, DAY + dt.timedelta(1))
        assert refused(lambda: cancel(session, made, "Brak sali", DAY, CLOCK)) == "transition"
        assert refused(lambda: cancel(session, other, " ", DAY, CLOCK)) == "required"
        assert refused(lambda: cancel(session, other, "x" * 201, DAY, CLOCK)) == "too_long"
        assert refused(lambda: cancel(session, other, "Sala", TODAY + dt.timedelta(1), CLOCK)) == "in_future"
        cancel(session, other, " Brak sali ", DAY, CLOCK)
        off = session.get_one(Meeting, other)
        assert (off.state, off.cancelled_on, off.cancel_reason) == (S.CANCELLED, DAY, "Brak sali")
        assert refused(lambda: hold(session, other, DAY, 5, CLOCK)) == "transition"
        to_held = {"state": S.HELD, "participants": 5, "cancelled_on": None, "cancel_reason": None}
        assert refused(lambda: edit(session, "meeting", other, **to_held)) == "transition"
        assert refused(lambda: edit(session, "meeting", other, state=S.PLANNED)) == "meeting_not_cancelled"
        meetings.plan_again(session, other, DAY + dt.timedelta(7))
        assert (off.state, off.held_on, off.cancelled_on, off.cancel_reason) == (
            S.PLANNED,
            DAY + dt.timedelta(7),
            None,
            None,
        )


def test_the_next_one_comes_from_the_last_of_its_kind(store: Store) -> None:
    with store.write("test") as session:
        first = planned(session, held_on=dt.date(2026, 1, 13), place="Ratusz", agenda="Stare")
        last = planned(
            session,
            held_on=dt.date(2026, 3, 10),
            place="Centrum",
            starts_at=dt.time(10),
            agenda=AGENDA,
            case_no="SP-03.0541.12.2026",
        )
        planned(session, held_on=dt.date(2026, 4, 1), kind=MeetingKind.SAFETY)
        off = planned(session, held_on=dt.date(2026, 4, 7))
        meetings.cancel_meeting(session, off, "brak", DAY, CLOCK)
        keys = [organisation(session, name) for name in ("Fundacja", "Stowarzyszenie")]
        assert meetings.add_organisations(session, last, [*keys, keys[0]]) == 2
        on = meetings.proposed_day(session, MeetingKind.CONSULTATION, dt.date(2026, 3, 20))
        assert on == dt.date(2026, 5, 5)  # eight weeks on, the same Tuesday
        assert meetings.proposed_day(session, MeetingKind.CONSULTATION, dt.date(2026, 12, 1)) == dt.date(2026, 12, 8)
        assert meetings.proposed_day(session, MeetingKind.OTHER, dt.date(2026, 1, 5)) == dt.date(2026, 4, 13)  # Easter
        assert refused(lambda: meetings.plan_next(session, first, on, " ")) == "required"
        assert refused(lambda: meetings.plan_next(session, first, dt.date(2026, 3, 10), "X")) == "meeting_that_day"
        made = session.get_one(Meeting, meetings.plan_next(session, first, on, "Trzecie"))
        assert (made.place, made.starts_at, made.agenda, made.kind) == (
            "Centrum",
            dt.time(10),
            AGENDA,
            MeetingKind.CONSULTATION,
        )
        assert (made.state, made.participants, made.case_no, made.has_protocol) == (S.PLANNED, None, None, False)
        assert meetings.organisations_of(session, made.id) == keys


def test_organisations_are_known_by_name(store: Store) -> None:
    with store.write("test") as session:
        made = planned(session)
        named = {name: organisation(session, name) for name in ("Fundacja Dialog", "Fundacja Most", "Koło Most")}
        meetings.add_organisations(session, made, [named["Koło Most"]])
        found = meetings.recognised(session, made, "fundacja dialog; Koło Most\nFundacja Dialog\n\nNieznana Liga")
        assert [(one.said, one.id, one.is_listed) for one in found] == [
            ("fundacja dialog", named["Fundacja Dialog"], False),
            ("Koło Most", named["Koło Most"], True),
            ("Nieznana Liga", None, False),
        ]


# ---- agenda --------------------------------------------------------------------------------------------------------
def test_an_agenda_is_one_item_a_line() -> None:
    at = dt.time(10)
    assert agenda_items(AGENDA, at) == (
        AgendaItem("Otwarcie", 10, at),
        AgendaItem("Mapa potrzeb", 45, dt.time(10, 10)),
        AgendaItem("Wnioski", None, dt.time(10, 55)),
        AgendaItem("Sprawy różne", 5, None),
    )
    assert agenda_items(None) == agenda_items(" \n 3. \n") == ()
    assert agenda_items("15 min\n2026 w liczbach\n3.5 mln (0 min)") == (
        AgendaItem("15 min"),
        AgendaItem("2026 w liczbach"),
        AgendaItem("3.5 mln"),
    )
    assert agenda_items("Późno (90 min)\nDalej", dt.time(23))[1].begins_at is None
    assert agenda_items("Otwarcie (10 min)", at)[0].said("{n} min") == "10:00 Otwarcie (10 min)"


@given(st.text(), st.none() | st.times())
def test_any_text_is_an_agenda(text: str, at: dt.time | None) -> None:
    for one in agenda_items(text, at):
        assert one.title.strip() == one.title != "" and (one.minutes is None or 0 < one.minutes < 1000)


# ---- what counts ---------------------------------------------------------------------------------------------------
def test_a_meeting_says_whether_it_counts(store: Store) -> None:
    with store.write("test") as session:
        keys = [put(session, "meeting", **meeting(participants=count, title=f"K{count}")) for count in (14, 9)]
        other = put(session, "meeting", **meeting(kind=MeetingKind.SAFETY))
        ahead = planned(session)
        good, poor, wait = (read_meeting(session, key, TODAY) for key in (*keys, ahead))
        assert (good.counts, good.why, good.least) == (True, "", 10)
        assert (poor.counts, poor.why) == (False, "too_few_people")
        assert (wait.counts, wait.why) == (False, "meeting_planned")
        assert good.progress is not None and read_meeting(session, other, TODAY).progress is None
        assert (good.progress.code, good.progress.valid, good.progress.wanted, good.progress.is_met) == (
            "T2-2.2",
            1,
            2,
            False,
        )
        put(session, "meeting", **meeting(title="K10", participants=10))
        again = read_meeting(session, keys[1], TODAY).progress
        assert again is not None and again.is_met


def test_gaps_of_meetings(store: Store, folder: Path, tmp_path: Path) -> None:
    with store.write("test") as session:
        empty = put(session, "meeting", **meeting(participants=0, has_protocol=True))
        put(session, "meeting", **meeting(title="Jutro", held_on=dt.date(2027, 1, 16), has_protocol=True))
        attached = put(session, "meeting", **meeting(title="Z plikiem"))
        bare_one = put(session, "meeting", **meeting(title="Bez"))
        protocol(session, attached, tmp_path, folder)
        found = {(one.key, one.id) for one in gaps(session, Period(2026, TODAY))}
        assert found == {("meeting_without_people", empty), ("meeting_without_minutes", bare_one)}
        assert "meeting_held_ahead" in {one.key for one in gaps(session, Period(2027, TODAY))}


# ---- protocols -----------------------------------------------------------------------------------------------------
def protocol(session: Session, meeting_id: UUID, tmp_path: Path, folder: Path, content: bytes = PDF) -> UUID:
    path = tmp_path / "Protokół.pdf"
    path.write_bytes(content)
    kept = meetings.keep_protocol(path, folder)
    return meetings.add_protocol(session, meeting_id, path.name, kept, folder, "Ewa", AT).id


def test_protocols_are_kept_and_opened_unaltered(
    store: Store, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write("test") as session:
        made, ahead = put(session, "meeting", **meeting()), planned(session)
        key = protocol(session, made, tmp_path, folder)
        assert refused(lambda: protocol(session, made, tmp_path, folder)) == "attachment_twice"
        assert refused(lambda: protocol(session, ahead, tmp_path, folder, PDF + b"2")) == "protocol_not_held"
        monkeypatch.setattr(meetings, "MOST", 1)
        assert refused(lambda: protocol(session, made, tmp_path, folder, PDF + b"3")) == "attachment_most"
        assert len(list(folder.iterdir())) == 1  # what was refused did not stay
        script = tmp_path / "protokół.sh"
        script.write_bytes(b"#!/bin/sh")
        assert refused(lambda: meetings.keep_protocol(script, folder)) == "attachment_kind"
        (one,) = meetings.protocols_of(session, made)
        assert (one.name, one.added_by) == ("Protokół.pdf", "Ewa")
        assert meetings.open_protocol(session, "", key, folder).read_bytes() == PDF
        assert meetings.protocol_problems(session, folder) == []
        kept = folder / session.get_one(MeetingProtocol, key).kept_as
        kept.write_bytes(PDF.replace(b"protocol", b"PROTOCOL"))
        assert refused(lambda: meetings.open_protocol(session, "", key, folder)) == "attachment_altered"
        assert [one.key for one in meetings.protocol_problems(session, folder)] == ["problem.protocol_altered_of"]
        kept.unlink()
        assert [one.key for one in meetings.protocol_problems(session, folder)] == ["problem.protocol_missing_of"]


def test_a_protocol_goes_and_comes_back_with_its_meeting(store: Store, tmp_path: Path, folder: Path) -> None:
    with store.write("test") as session:
        made = put(session, "meeting", **meeting())
        key = protocol(session, made, tmp_path, folder)
    with store.write("meeting_protocol.delete") as session:
        meetings.remove_protocol(session, key)
        assert meetings.protocols_of(session, made) == ()
    store.undo(store.timeline(1)[0].id)
    with store.write("meeting.delete") as session:
        REGISTERS["meeting"].remove(session, made)
    store.undo(store.timeline(1)[0].id)
    with store.read() as session:
        assert meetings.open_protocol(session, "", key, folder).read_bytes() == PDF


def test_protocols_travel_with_a_backup(sqlite_store: Store, tmp_path: Path) -> None:
    own = folder_of(sqlite_store)
    with sqlite_store.write("test") as session:
        made = put(session, "meeting", **meeting())
        key = protocol(session, made, tmp_path, own)
    for name in ("copies", "elsewhere"):
        (tmp_path / name).mkdir()
    copy = backup(sqlite_store, tmp_path / "copies" / "a.okdb")
    restore(copy.path, tmp_path / "elsewhere" / "new.okdb")
    again = Store(tmp_path / "elsewhere" / "new.okdb")
    again.open()
    try:
        with again.read() as session:
            assert meetings.open_protocol(session, "", key, folder_of(again)).read_bytes() == PDF
    finally:
        again.close()


# ---- papers --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_invitation_goes_to_each_organisation(store: Store, language: str, tmp_path: Path) -> None:
    with store.write("test") as session:
        made = planned(session, place="Ratusz", starts_at=dt.time(10), agenda=AGENDA)
        for name in ("Fundacja Most", "Alfa"):
            meetings.add_organisations(session, made, [organisation(session, name)])
        document = invitation(session, context(language), made)
        letters = [block for block in document.blocks if isinstance(block, Letter)]
        assert [one.addressee[0] for one in letters] == ["Alfa", "Fundacja Most"]
        (agenda,) = (part for part in letters[0].parts if isinstance(part, tuple))
        assert len(agenda) == 4 and agenda[0].startswith("10:00 Otwarcie (10\N{NO-BREAK SPACE}")
        write_pdf(document, tmp_path / "zaproszenie.pdf")
        write_pdf(protocol_form(session, context(language), made), tmp_path / "protokol.pdf")


def test_papers_that_do_not_fit_are_refused(store: Store) -> None:
    with store.write("test") as session:
        held, bare_one = put(session, "meeting", **meeting()), planned(session)
        off = planned(session, title="Odwołane")
        meetings.cancel_meeting(session, off, "brak", DAY, CLOCK)
        assert refused(lambda: invitation(session, context(), held)) == "meeting_not_ahead"
        with pytest.raises(Refused) as caught:
            invitation(session, context(), bare_one)
        assert caught.value.problems[0].values["values"] == "godzina, miejsce, porządek obrad"
        assert refused(lambda: protocol_form(session, context(), off)) == "meeting_called_off"
        tables = [one for one in protocol_form(session, context(), bare_one).blocks if isinstance(one, HandTable)]
        assert [len(one.rows) for one in tables] == [1, 1, 1, 1, 6, 5]  # room for what nobody entered


def test_the_list_of_the_year(store: Store, folder: Path, tmp_path: Path) -> None:
    with store.write("test") as session:
        protocol(session, put(session, "meeting", **meeting(participants=14)), tmp_path, folder)
        put(session, "meeting", **meeting(participants=9, title="Mało", has_protocol=True))
        put(session, "meeting", **meeting(title="Zespół", kind=MeetingKind.RISK_TEAM))
        off = planned(session, title="Odwołane")
        meetings.cancel_meeting(session, off, "brak", DAY, CLOCK)
        put(session, "meeting", **meeting(title="Dawne", held_on=dt.date(2025, 5, 4)))
        document = meeting_year(session, context(), 2026)
        rows = [[bare(cell) for cell in row] for row in document.tables()[TABLE].rows]
        assert [(row[0], row[3], row[8], *row[9:]) for row in rows] == [
            (1, "Konsultacje", "dołączony", 1, 0, 1, ""),
            (2, "Mało", "w aktach", 1, 0, 0, "Mniej niż 10 osób"),
            (3, "Odwołane", "", 0, 0, 0, "Spotkanie odwołane"),
            (4, "Zespół", "brak", 0, 0, 0, ""),
        ]
        of_kind = meeting_year(session, context(), 2026, MeetingKind.RISK_TEAM)
        assert len(of_kind.tables()[TABLE].rows) == 1
        assert meeting_year(session, context(), 2019).tables() == {}
