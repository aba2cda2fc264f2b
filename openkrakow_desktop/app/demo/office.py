"""Invented contacts of the Information Point and applications for patronage."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ...core.languages import SpokenLanguage
from ...patronage.model import PatronageDecision, PatronageItem, PatronageKind, PatronageRange, PatronageState
from ...point.model import Channel, FirstInYear, Minutes, Outcome, Topic
from ...programme.letter_tables import LetterLanguage
from .maker import Maker

CONTACTS_A_YEAR = 5_000
CHANNELS = {Channel.IN_PERSON: 46, Channel.PHONE: 28, Channel.E_MAIL: 14, Channel.ONLINE: 9, Channel.OFF_SITE: 3}
LANGUAGES = {
    SpokenLanguage.UKRAINIAN: 44, SpokenLanguage.RUSSIAN: 16, SpokenLanguage.ENGLISH: 17, SpokenLanguage.POLISH: 12,
    SpokenLanguage.SPANISH: 3, SpokenLanguage.TURKISH: 2, SpokenLanguage.GEORGIAN: 2, SpokenLanguage.ARABIC: 2,
    SpokenLanguage.BELARUSIAN: 2,
}  # fmt: skip
TOPICS = {
    Topic.RESIDENCE: 30, Topic.WORK: 22, Topic.LICENCES: 14, Topic.EDUCATION: 10, Topic.RENTING: 8, Topic.HEALTH: 7,
    Topic.FAMILY_BENEFITS: 6, Topic.SOCIAL_ASSISTANCE: 5, Topic.COURSES: 5, Topic.CULTURE: 2, Topic.DISCRIMINATION: 2,
    Topic.DISABILITY: 1, Topic.NGO: 1, Topic.OTHER: 3,
}  # fmt: skip
PERSONS = {1: 88, 2: 8, 3: 3, 4: 1}


def make_contacts(maker: Maker, year: int) -> None:
    """A year of the Point."""
    maker.many("contact", [_contact(maker, year) for _ in range(maker.times(CONTACTS_A_YEAR, year))])


def _contact(maker: Maker, year: int) -> dict[str, Any]:
    topics = {maker.weighted(TOPICS) for _ in range(maker.weighted({1: 7, 2: 3}))}
    referred = maker.dice.random() < 0.12
    return {
        "contacted_on": maker.day(year),
        "channel": maker.weighted(CHANNELS),
        "language": maker.weighted(LANGUAGES),
        "topics": tuple(sorted(topic.value for topic in topics)),
        "persons_served": maker.weighted(PERSONS),
        "first_in_year": maker.weighted({FirstInYear.YES: 5, FirstInYear.NO: 4, FirstInYear.NOT_KNOWN: 1}),
        "is_legal_advice": maker.dice.random() < 0.1,
        "outcome": Outcome.REFERRED if referred else Outcome.ADVICE,
        "minutes": maker.weighted({Minutes.UP_TO_10: 4, Minutes.UP_TO_30: 5, Minutes.UP_TO_60: 1}),
        "referred_to_id": maker.organisation("UMK", "NGO") if referred else None,
    }


PLAN = (  # kind, days ahead, decision, related to the Programme, what happened then
    (PatronageKind.MAYOR, 61, PatronageDecision.GRANTED, True, "closed"),
    (PatronageKind.MAYOR, 45, PatronageDecision.GRANTED, True, "reported"),
    (PatronageKind.MAYOR, 38, PatronageDecision.GRANTED, True, "withdrawn"),
    (PatronageKind.MAYOR, 90, PatronageDecision.GRANTED, False, ""),
    (PatronageKind.COMMITTEE, 70, PatronageDecision.GRANTED, True, ""),
    (PatronageKind.CENTRE, 33, PatronageDecision.GRANTED, True, "reported"),
    (PatronageKind.CENTRE, 40, PatronageDecision.GRANTED, True, "renounced"),
    (PatronageKind.PARTNERSHIP, 52, PatronageDecision.GRANTED, True, ""),
    (PatronageKind.MAYOR, 40, PatronageDecision.REFUSED, True, ""),
    (PatronageKind.MAYOR, 12, PatronageDecision.UNEXAMINED, True, ""),
    (PatronageKind.OTHER_SUPPORT, 35, None, True, ""),
    (PatronageKind.MAYOR, 48, None, True, "to_complete"),
)


def make_patronages(maker: Maker, year: int) -> None:
    """A dozen applications: granted, refused, late and left unexamined, withdrawn, still open in the running year."""
    for number, (kind, ahead, decision, related, then) in enumerate(PLAN):
        starts = dt.date(year, 3 + number * 9 // len(PLAN), 4 + number)
        received = starts - dt.timedelta(ahead)
        if received > maker.today or (decision is None and year < maker.today.year):
            continue
        facts = _course(maker, received, starts, decision, then)
        maker.put(
            "patronage",
            kind=kind,
            case_no=f"KP-02.0041.{number + 1}.{received.year}",
            received_on=received,
            starts_on=starts,
            ends_on=starts,
            organiser_id=maker.organisation("NGO", "NGO_MNIEJSZ", "INST_KULTURY"),
            signatory="osoba kierująca (wymyślona)",
            is_signed_by_head=True,
            event_name=maker.words["patronages"]["events"][number],
            place="Kraków",
            range=maker.one(list(PatronageRange)),
            expected_participants=maker.dice.randrange(80, 900, 20),
            programme_related=related,
            programme_reason="wydarzenie łączy mieszkanki i mieszkańców" if related else None,
            **facts,
        )
    asked = tuple(one.value for one in (PatronageItem.SIGNATORY, PatronageItem.DATE, PatronageItem.PLACE))
    signed = "Z poważaniem\nz upoważnienia Prezydenta Miasta Krakowa\nDyrektorka Wydziału (wymyślona)"
    year_begins = dt.date(year, 1, 1)
    maker.put(
        "letter_template", letter_kind="closing", language=LetterLanguage.POLISH, valid_from=year_begins, body=signed
    )
    maker.put("patronage_rule", valid_from=dt.date(year, 1, 1), lead_days=30, report_days=30, items=asked)


def _course(
    maker: Maker, received: dt.date, starts: dt.date, decision: PatronageDecision | None, then: str
) -> dict[str, Any]:
    """What became of an application by today."""
    decided = min(received + dt.timedelta(14), starts)
    if decision is None or decided > maker.today:
        if then == "to_complete":
            return {"state": PatronageState.TO_COMPLETE, "supplement_due_on": received + dt.timedelta(21)}
        return {"state": PatronageState.OPINION}
    facts: dict[str, Any] = {"decision": decision, "decided_on": decided, "state": PatronageState(decision.value)}
    if decision is not PatronageDecision.GRANTED:
        return facts | {"decision_reason": "termin" if decision is PatronageDecision.UNEXAMINED else "poza zakresem"}
    if then == "withdrawn":
        return facts | {
            "withdrawn_on": decided + dt.timedelta(7),
            "withdrawal_reason": "zmiana programu",
            "state": PatronageState.WITHDRAWN,
        }
    if then == "renounced":
        return facts | {"renounced_on": decided + dt.timedelta(5), "state": PatronageState.RENOUNCED}
    if then in ("reported", "closed") and starts + dt.timedelta(30) <= maker.today:
        facts |= {"report_received_on": starts + dt.timedelta(20), "state": PatronageState.REPORTED}
        if then == "closed":
            facts |= {"closed_on": starts + dt.timedelta(30), "state": PatronageState.CLOSED}
    return facts
