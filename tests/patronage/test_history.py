"""What the office knows of an organiser, its rules by kind and day, completeness, collisions: in lists as in forms."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.patronage.collisions import collisions
from openkrakow_desktop.patronage.completeness import FIELD_OF, missing_items
from openkrakow_desktop.patronage.feature import PATRONAGES, RULES
from openkrakow_desktop.patronage.gaps import report_due
from openkrakow_desktop.patronage.history import History, history_of
from openkrakow_desktop.patronage.model import (
    Patronage,
    PatronageDecision,
    PatronageItem,
    PatronageKind,
    PatronageState,
)
from openkrakow_desktop.patronage.service import (
    approve_logo,
    ask_opinion,
    call_for_completion,
    complete,
    record_opinion,
    refuse_application,
)
from openkrakow_desktop.patronage.terms import days_asked, terms_of
from tests.patronage.build import TODAY, draft, granted, put, rule

S = PatronageState
WHOLE = {"signatory": "dyrektorka", "contact": "12 000 00 00", "place": "Rynek Główny", "description": "muzyka",
         "justification": "wiele kultur"}


def _listed(session: Session, key: UUID) -> History:
    columns = {one.name: one.expression() for one in PATRONAGES.columns if not isinstance(one, str)}
    asked = [columns[name] for name in ("granted_before", "refused_before", "reports_missing")]
    return History(*session.execute(select(*asked).select_from(Patronage).where(Patronage.id == key)).one())


def _both(session: Session, key: UUID) -> History:
    """As the list says it; the form must say the same."""
    listed = _listed(session, key)
    assert history_of(session, PATRONAGES.draft(session, key), key) == listed
    return listed


def _early(**values: Any) -> dict[str, Any]:
    """Last year's event of the organiser, its report not in."""
    return granted(**{"received_on": dt.date(2025, 3, 1), "decided_on": dt.date(2025, 4, 1),
                      "starts_on": dt.date(2025, 6, 1), "ends_on": dt.date(2025, 6, 2), **values})


def test_history_on_one_line(store: Store) -> None:
    with store.write("test") as session:
        put(session, _early())
        put(session, _early(organiser_name="FUNDACJA  mosty", report_received_on=dt.date(2025, 6, 20)))
        put(session, _early(state=S.REFUSED))
        put(session, _early(organiser_name="Inna fundacja"))
        put(session, _early(received_on=dt.date(2026, 5, 5), decided_on=dt.date(2026, 5, 6)))  # came later
        now = put(session, draft())
        assert _both(session, now) == History(granted=2, refused=1, unreported=1)


def test_fallen_and_not_yet_due_reports_are_not_missing(store: Store) -> None:
    with store.write("test") as session:
        put(session, _early(state=S.WITHDRAWN, withdrawn_on=dt.date(2025, 5, 1), withdrawal_reason="x"))
        put(session, _early(renounced_on=dt.date(2025, 5, 1)))
        put(session, _early(event_cancelled_on=dt.date(2025, 5, 1)))
        put(session, _early(report_due_on=dt.date(2026, 5, 4)))
        put(session, _early(starts_on=dt.date(2026, 4, 4), ends_on=None))       # 30 days before 4 May: due that day
        now = put(session, draft())
        assert _both(session, now) == History(granted=5, refused=0, unreported=0)
        put(session, _early(starts_on=dt.date(2026, 4, 3), ends_on=None))
        put(session, _early(report_due_on=dt.date(2026, 5, 3)))
        assert _both(session, now) == History(granted=7, refused=0, unreported=2)


def test_merged_organisations_are_one_organiser(store: Store) -> None:
    with store.write("test") as session:
        kept = Organisation(name="Fundacja Mosty", kind=OrganisationKind.NGO)
        session.add(kept)
        session.flush()
        twin = Organisation(name="F. Mosty", kind=OrganisationKind.NGO, merged_into_id=kept.id)
        other = Organisation(name="Inna", kind=OrganisationKind.NGO)
        session.add_all((twin, other))
        session.flush()
        put(session, _early(organiser_id=twin.id, organiser_name=None))
        put(session, _early(organiser_id=other.id, organiser_name=None))
        of_kept = put(session, draft(organiser_id=kept.id, organiser_name=None))
        of_twin = put(session, draft(organiser_id=twin.id, organiser_name=None, received_on=dt.date(2026, 5, 5)))
        assert _both(session, of_kept) == History(1, 0, 1)
        assert _both(session, of_twin) == History(1, 0, 1)


DECIDED = st.sampled_from([S.GRANTED, S.REFUSED, S.UNEXAMINED])
LINES = st.lists(st.tuples(st.sampled_from(["Mosty", "mosty ", "Wisła"]), DECIDED,
                           st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), st.booleans()), max_size=10)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=LINES)
def test_list_and_form_agree(sqlite_store: Store, lines: list[tuple[str, PatronageState, dt.date, bool]]) -> None:
    """SQLite only: arithmetic of one query, the same as in the tests above."""
    with sqlite_store.write("test") as session:
        made = [put(session, granted(organiser_name=name, state=state, received_on=on, decided_on=on, starts_on=on,
                                     ends_on=None, report_received_on=on if reported else None))
                for name, state, on, reported in lines]
        for key, (name, _, on, _) in zip(made, lines, strict=True):
            earlier = [(state, day, reported) for other, state, day, reported in lines
                       if other.strip().lower() == name.strip().lower() and day < on]
            got = [one for one in earlier if one[0] is S.GRANTED]
            late = [day for _, day, reported in got if not reported and (on - day).days > 30]
            refused = sum(state is S.REFUSED for state, _, _ in earlier)
            assert _both(session, key) == History(len(got), refused, len(late))
        for key in made:
            session.delete(session.get_one(Patronage, key))


def test_the_offices_rule_by_kind_and_day(store: Store) -> None:
    with store.write("test") as session:
        def add(**values: Any) -> None:
            RULES.put(session, None, RULES.draft(session, None) | rule(**values), TODAY)
        add(lead_days=21)
        add(valid_from=dt.date(2026, 7, 1), lead_days=14)
        add(kind=PatronageKind.CENTRE, lead_days=7, items=(PatronageItem.PLACE.value,))
        expected = [(PatronageKind.MAYOR, dt.date(2025, 12, 31), 30), (PatronageKind.MAYOR, dt.date(2026, 6, 30), 21),
                    (PatronageKind.MAYOR, dt.date(2026, 7, 1), 14), (PatronageKind.CENTRE, dt.date(2026, 7, 1), 7)]
        for kind, received, days in expected:
            assert terms_of(session, kind, received).lead_days == days
            key = put(session, draft(kind=kind, received_on=received, starts_on=None, ends_on=None))
            asked = select(days_asked("lead_days", Patronage.kind, Patronage.received_on)).select_from(Patronage)
            assert session.scalar(asked.where(Patronage.id == key)) == days
        centre = draft(kind=PatronageKind.CENTRE, received_on=dt.date(2026, 5, 1), place=None)
        assert missing_items(session, centre) == (PatronageItem.PLACE,)
        asked_then = put(session, granted(ends_on=dt.date(2026, 7, 2)))
        assert report_due(session, session.get_one(Patronage, asked_then)) == dt.date(2026, 7, 16)


def test_a_late_one_is_late_at_the_offices_limit(store: Store) -> None:
    late = draft(received_on=dt.date(2026, 8, 10), starts_on=dt.date(2026, 9, 6), ends_on=None)
    with store.write("test") as session:
        def warned() -> list[str]:
            whole = PATRONAGES.draft(session, None) | late
            return [one.key for one in PATRONAGES.problems(session, whole, None, TODAY)]
        assert "problem.patronage_late" in warned()
        RULES.put(session, None, RULES.draft(session, None) | rule(lead_days=27), TODAY)
        assert "problem.patronage_late" not in warned()


def test_every_item_is_a_field_of_the_form() -> None:
    assert set(FIELD_OF) == set(PatronageItem)
    assert set(FIELD_OF.values()) <= set(PATRONAGES.form)


def test_the_way_of_an_application(store: Store) -> None:
    """Incomplete, called, completed, passed on, opinion, refused with its number; nothing is deleted."""
    with store.write("test") as session:
        key = put(session, draft(case_no=None, **WHOLE | {"place": None}))
        record = session.get_one(Patronage, key)
        call_for_completion(session, key, dt.date(2026, 5, 20))
        assert (record.state, record.supplement_due_on) == (S.TO_COMPLETE, dt.date(2026, 5, 20))
        try:
            complete(session, key)
        except Refused as refused:
            assert refused.problems[0].values == {"items": ("patronage_item.place",)}
        else:
            raise AssertionError("an item is missing")
        record.place = "Rynek Główny"
        complete(session, key)
        assert record.state is S.SUBMITTED
        ask_opinion(session, key)
        record_opinion(session, key, "bez uwag")
        assert (record.state, record.opinion) == (S.OPINION, "bez uwag")
        refuse_application(session, key, dt.date(2026, 6, 1), "poza zakresem", "KP-01.4620.9.2026")
        assert (record.state, record.decision, record.case_no) == (
            S.REFUSED, PatronageDecision.REFUSED, "KP-01.4620.9.2026")


def test_an_opinion_only_where_one_is_asked(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, draft())
        try:
            record_opinion(session, key, "bez uwag")
        except Refused as refused:
            assert refused.problems[0].key == "problem.transition"
        assert session.get_one(Patronage, key).opinion is None


def test_logo_proofs_after_receipt(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, granted(logo_use="plakat"))
        try:
            approve_logo(session, key, dt.date(2026, 5, 3))
        except Refused as refused:
            assert [one.key for one in refused.problems] == ["problem.before_receipt"]
        record = session.get_one(Patronage, key)
        assert record.logo_approved_on is None
        approve_logo(session, key, dt.date(2026, 6, 3))
        assert record.logo_approved_on == dt.date(2026, 6, 3)


def test_what_was_turned_down_collides_with_nothing(store: Store) -> None:
    with store.write("test") as session:
        put(session, granted(state=S.REFUSED))
        put(session, granted(state=S.WITHDRAWN, withdrawn_on=dt.date(2026, 6, 2), withdrawal_reason="x"))
        put(session, draft(starts_on=dt.date(2026, 7, 3), ends_on=None))
        mine = put(session, draft())
        assert list(collisions(session, PATRONAGES.draft(session, mine), mine)) == []
        put(session, draft(event_name="Wieczór", starts_on=dt.date(2026, 6, 30), ends_on=dt.date(2026, 7, 1)))
        found = list(collisions(session, PATRONAGES.draft(session, mine), mine))
        assert [(one.key, one.title) for one in found] == [("problem.patronage_same_organiser", "Wieczór")]
