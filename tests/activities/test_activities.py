"""Rules of the small registers, the verbs of meetings, the tags that activities propose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.activities.feature import gaps
from openkrakow_desktop.activities.model import (
    Activity,
    ActivityKind,
    MeetingKind,
    MeetingState,
    Translation,
    TranslationKind,
    TranslationVersion,
    TurnoutTool,
)
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.contacts.service import merge_people
from openkrakow_desktop.core.declarations import Computed
from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from tests.activities.build import REGISTERS, TODAY, edit, organisation, person, put
from tests.activities.cases import DAY, REFUSALS, assistant, coordinator, meeting, returned
from tests.refusal import Refusal


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].key


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_rules(store: Store, case: Refusal) -> None:
    with store.write("test") as session:
        register = REGISTERS[case.register]
        draft = register.draft(session, None) | case.draft(session)
        told = [(one.field, one.key, one.warning) for one in register.problems(session, draft, None, TODAY)]
        assert (case.field, case.key, case.warning) in told


@pytest.mark.parametrize("case", [case for case in REFUSALS if case.warning], ids=str)
def test_warnings_do_not_stop_anybody(store: Store, case: Refusal) -> None:
    with store.write("test") as session:
        put(session, case.register, **case.draft(session))


def test_every_register_has_a_rule_that_is_tried() -> None:
    assert {case.register for case in REFUSALS} == set(REGISTERS)


def tags(session: Session, kind: ActivityKind, **values: Any) -> tuple[str, ...]:
    made = put(session, "activity", kind=kind, title="Działanie", done_on=DAY, **values)
    return session.get_one(Activity, made).measure_tags


def test_tags_are_proposed_stored_and_edited(store: Store) -> None:
    with store.write("test") as session:
        assert tags(session, ActivityKind.INFORMATION) == ("T2-6.1",)
        assert tags(session, ActivityKind.SUPPORTED_INITIATIVE, measure_tags=None) == ("T2-6.1",)
        assert tags(session, ActivityKind.NGO_PROMOTION) == ()
        assert tags(session, ActivityKind.TOOL, measure_tags=("T2-6.1",)) == ("T2-6.1",)
        made = session.scalars(select(Activity.id).where(Activity.kind == ActivityKind.INFORMATION)).one()
        edit(session, "activity", made, measure_tags=())
        edit(session, "activity", made, title="Inny tytuł")
        assert session.get_one(Activity, made).measure_tags == ()


def test_periods_may_follow_one_another(store: Store) -> None:
    with store.write("test") as session:
        draft = coordinator(session)
        put(session, "cooperation_coordinator", **draft | {"to_on": dt.date(2026, 5, 31)})
        for first in (DAY, dt.date(2026, 5, 31), dt.date(2025, 1, 1)):
            again = draft | {"from_on": first}
            assert refused(lambda d=again: put(session, "cooperation_coordinator", **d)) == "problem.periods_overlap"
        before = {"from_on": dt.date(2025, 1, 1), "to_on": dt.date(2026, 5, 3)}
        put(session, "cooperation_coordinator", **draft | before)
        made = put(session, "cooperation_coordinator", **draft | {"from_on": dt.date(2026, 6, 1)})
        edit(session, "cooperation_coordinator", made, order_no="12/2026")


def test_a_person_entered_twice_is_one_coordinator(store: Store) -> None:
    with store.write("test") as session:
        draft = coordinator(session)
        twin = person(session, "Nowack")
        put(session, "cooperation_coordinator", **draft)
        merge_people(session, twin, draft["person_id"])
        again = draft | {"person_id": twin}
        assert refused(lambda: put(session, "cooperation_coordinator", **again)) == "problem.periods_overlap"


def test_an_assistant_may_work_at_two_schools(store: Store) -> None:
    with store.write("test") as session:
        draft = assistant(session)
        put(session, "assistant", **draft)
        put(session, "assistant", **draft | {"school_id": organisation(session, "Druga", OrganisationKind.SCHOOL)})


def test_returns_of_parts_of_a_year(store: Store) -> None:
    with store.write("test") as session:
        draft = returned(session)
        first = {"from_on": dt.date(2026, 1, 1), "to_on": dt.date(2026, 6, 30)}
        second = {"from_on": dt.date(2026, 7, 1), "to_on": dt.date(2026, 12, 31)}
        put(session, "partner_return", **draft | first)
        put(session, "partner_return", **draft | second)
        assert refused(lambda: put(session, "partner_return", **draft)) == "problem.already_returned"
        put(session, "partner_return", **draft | {"initiative": "Warsztaty"})
        put(session, "partner_return", **draft | {"year": 2025})


def test_lists_show_how_many_rows_belong(store: Store) -> None:
    with store.write("test") as session:
        made = put(session, "translation", kind=TranslationKind.DOCUMENT, title="Ulotka")
        for language in (SpokenLanguage.UKRAINIAN, SpokenLanguage.ENGLISH):
            put(session, "translation_version", translation_id=made, language=language, published_on=DAY)
        (versions,) = (one for one in REGISTERS["translation"].columns if isinstance(one, Computed))
        assert session.scalar(select(versions.expression()).select_from(Translation).where(Translation.id == made)) == 2
        REGISTERS["translation"].remove(session, made)
        assert session.scalars(select(TranslationVersion)).all() == []


def test_gaps(store: Store) -> None:
    with store.write("test") as session:
        planned = {"state": MeetingState.PLANNED, "participants": None}
        put(session, "meeting", **meeting(title="Zapomniane", **planned))
        put(session, "meeting", **meeting(title="Bez protokołu"))
        put(session, "meeting", **meeting(title="W porządku", has_protocol=True, kind=MeetingKind.OTHER))
        put(session, "turnout", edition="XIII", year=2026, tool=TurnoutTool.CIVIC_BUDGET)
        put(session, "budget_line", year=2026, name="Komórka", plan=1, plan_after_changes=1)
        found = {(gap.key, gap.title, gap.on) for gap in gaps(session, Period(2026, TODAY))}
        assert found == {
            ("meeting_still_planned", "Zapomniane", DAY), ("meeting_without_minutes", "Bez protokołu", DAY),
            ("turnout_incomplete", "XIII", None), ("budget_not_executed", "Komórka", None)}
        running = {gap.key for gap in gaps(session, Period(2026, dt.date(2026, 5, 4)))}
        assert running == {"meeting_without_minutes", "turnout_incomplete"}
