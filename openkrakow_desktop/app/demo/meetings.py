"""Invented meetings of every kind, with agendas, organisations and a day for each state; protocols come later."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ...activities.meetings import add_protocol, keep_protocol
from ...activities.model import Meeting, MeetingKind, MeetingState
from ...paths import SAMPLES
from .maker import Maker

PLACES = ("Urząd Miasta, pl. Wszystkich Świętych 3/4", "Centrum Wielokulturowe", "Urząd Miasta, sala 204")
PROTOCOLS = {
    MeetingKind.CONSULTATION: "protokol-konsultacje.pdf",
    MeetingKind.COORDINATORS: "protokol-koordynatorzy.pdf",
    MeetingKind.CROSS_SECTOR: "protokol-spotkania.pdf",
    MeetingKind.RISK_TEAM: "protokol-spotkania.pdf",
}


def make_meetings(maker: Maker, year: int) -> None:
    """One year of meetings; those behind today are held."""
    words, closed = maker.words["meetings"], year == maker.today.year - 1
    planned = [
        (MeetingKind.CROSS_SECTOR, title, (2 + 4 * n, 12), maker.dice.randint(12, 30))
        for n, title in enumerate(words["cross_sector"])
    ]
    planned += [
        (MeetingKind.COORDINATORS, title, (4 + 6 * n, 8), maker.dice.randint(9, 16))
        for n, title in enumerate(words["coordinators"])
    ]
    heads = (14, 9) if closed else (14, 11, 12)  # in the closed year only one consultation reaches ten people
    planned += [
        (MeetingKind.CONSULTATION, title, (3 + 4 * n, 21), head)
        for n, (title, head) in enumerate(zip(words["consultation"][: len(heads)], heads, strict=True))
    ]
    planned += [
        (MeetingKind.RISK_TEAM, "Zespół ds. ryzyk: przegląd", (11, 19), 7),
        (MeetingKind.SAFETY, "Bezpieczeństwo w dzielnicach", (5, 28), 11),
    ]
    for number, (kind, title, (month, day_of_month), head) in enumerate(planned):
        day = dt.date(year, month, day_of_month)
        held = day <= maker.today
        made = maker.put(
            "meeting",
            kind=kind,
            title=title,
            held_on=day,
            starts_at=dt.time(9 + number % 3, 30 * (number % 2)),
            place=PLACES[number % len(PLACES)],
            agenda="\n".join(words["agendas"][kind.name.lower()]),
            participants=head if held else None,
            has_protocol=held and kind is MeetingKind.SAFETY,  # on paper only
            state=MeetingState.HELD if held else MeetingState.PLANNED,
            case_no=maker.case_no(year, 40 + number),
        )
        for key in {maker.organisation("NGO", "NGO_MNIEJSZ", "UCZELNIA") for _ in range(3)} if held else ():
            maker.put("meeting_organisation", meeting_id=made.id, organisation_id=key)
    off = maker.day(year)
    maker.put(
        "meeting",
        kind=MeetingKind.CROSS_SECTOR,
        title="Wspólny kalendarz: spotkanie dodatkowe",
        held_on=off,
        place=PLACES[0],
        state=MeetingState.CANCELLED,
        cancelled_on=max(off - dt.timedelta(2), dt.date(year, 1, 2)) if off > dt.date(year, 1, 2) else None,
        cancel_reason="brak sali",
    )


def make_protocols(maker: Maker, folder: Path) -> None:
    """A protocol with every held meeting but the last: somebody has still to write that one."""
    held = maker.find("meeting", Meeting.state == MeetingState.HELD)
    held = sorted((one for one in held if one.kind in PROTOCOLS), key=lambda one: (one.held_on, one.title))
    for one in held[:-1]:
        kept = keep_protocol(SAMPLES / PROTOCOLS[one.kind], folder, maker.key("meeting_protocol"))
        at = dt.datetime.combine(one.held_on + dt.timedelta(3), dt.time(9), dt.UTC)
        name = f"Protokół {one.held_on:%Y-%m-%d}.pdf"
        key = maker.key("meeting_protocol")
        add_protocol(maker.session, one.id, name, kept, folder, "koordynacja", at, key)
