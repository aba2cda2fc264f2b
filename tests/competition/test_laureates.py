"""The page of title holders as people use it, and the ambassadors' list of a meeting proposed from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.feature import AWARDS, MAYOR_DECISIONS
from openkrakow_desktop.competition.kinds import AmbassadorMeetingState, AwardKind, CandidateCategory, EditionState
from openkrakow_desktop.competition.meetings import hold_meeting, list_laureates
from openkrakow_desktop.competition.model import AmbassadorMeeting, AmbassadorPresence, Edition
from openkrakow_desktop.competition.screen.laureates import LaureatesPage
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.pressable import PressableList
from openkrakow_desktop.gui.report_writer import PREVIEW, Wanted
from tests.gui.screen_text import expect_golden, screen_text

from . import build

ENTITY = CandidateCategory.ENTITY


def awarded(
    session: Session, year: int, state: EditionState, *who: tuple[str, AwardKind, dict[str, Any]]
) -> list[UUID]:
    """An edition of the past with its awards; returns their keys."""
    key = build.edition(session, year)
    one = session.get_one(Edition, key)
    one.state, one.announced_on = state, dt.date(year + 1, 9, 12)
    session.flush()
    order = build.put(session, MAYOR_DECISIONS, edition_id=key, order_no="1", decided_on=dt.date(year + 1, 9, 1))
    made = []
    for name, kind, values in who:
        candidate = build.candidate(session, key, name, **values)
        made.append(build.put(session, AWARDS, mayor_decision_id=order, candidate_id=candidate, kind=kind))
    return made


@pytest.fixture
def years(sqlite_store: Store) -> list[UUID]:
    """2022: a title and a distinction; 2023: the same entity again; 2024: decided, but nobody has heard of it."""
    title, entity = AwardKind.TITLE, {"category": ENTITY}
    with sqlite_store.write("test") as session:
        made = awarded(session, 2022, EditionState.ARCHIVED, ("Fundacja Most", title, entity),
                       ("Оксана Коваль", AwardKind.DISTINCTION, {}))  # fmt: skip
        made += awarded(session, 2023, EditionState.ANNOUNCED, ("Fundacja Most", title, entity), ("Jan Łoś", title, {}))
        made += awarded(session, 2024, EditionState.MAYOR_DECISION, ("Ktoś Tajny", title, {}))
    return made


@pytest.fixture
def desk(sqlite_store: Store, qapp: QApplication, request: Any) -> Iterator[Desk]:
    theme.apply(qapp)
    made = Desk(sqlite_store, words(getattr(request, "param", "pl")), Clock.fixed(dt.date(2026, 9, 1)), DECLARED)
    yield made
    made.close()


def opened(desk: Desk, qtbot: Any) -> LaureatesPage:
    page = LaureatesPage(desk)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    with qtbot.waitSignal(page.loaded, timeout=20_000):
        page.show()
    return page


def names(page: LaureatesPage) -> list[str]:
    return [f"{one.year} {one.name}" for one in page.shown()]


def test_search_filters_and_what_is_not_announced(desk: Desk, years: list[UUID], qtbot: Any) -> None:
    page = opened(desk, qtbot)
    everybody = ["2023 Jan Łoś", "2023 Fundacja Most", "2022 Fundacja Most", "2022 Оксана Коваль"]
    assert names(page) == everybody and "Tajny" not in screen_text(page)
    for typed, found in (("oksana", everybody[3:]), ("los", everybody[:1]), ("most 2022", [everybody[2]]), ("zzz", [])):
        page.search.setText(typed)
        qtbot.waitUntil(lambda: not page._typed.isActive())
        assert names(page) == found
    assert words("pl")("laureates.none_fit") in screen_text(page)
    page.search.setText("")
    page.repeated.choose(True)
    assert names(page) == everybody[1:3]
    page.repeated.choose()
    page.category.choose(CandidateCategory.INDIVIDUAL)
    page.kind.choose(AwardKind.DISTINCTION)
    assert names(page) == everybody[3:]


def test_enter_opens_the_award_and_print_takes_the_filters(desk: Desk, years: list[UUID], qtbot: Any) -> None:
    page = opened(desk, qtbot)
    asked: list[tuple[str, object]] = []
    desk.open_asked.connect(lambda place, what: asked.append((place, what)))
    (shown,) = page.findChildren(PressableList)
    shown.opened.emit(years[2])
    page.search.setText("most")
    page._export()
    assert asked[0] == ("award", years[2]) and asked[1][0] == PREVIEW
    wanted = asked[1][1]
    assert isinstance(wanted, Wanted) and wanted.asked["search"] == "most"


@pytest.mark.parametrize(("desk", "language"), [(one, one) for one in LANGUAGES], indirect=["desk"])
def test_the_page_word_for_word(desk: Desk, years: list[UUID], qtbot: Any, language: str) -> None:
    expect_golden(f"laureates-{language}", screen_text(opened(desk, qtbot)))


def test_an_empty_page_names_the_first_step(desk: Desk, qtbot: Any) -> None:
    assert words("pl")("laureates.none") in screen_text(opened(desk, qtbot))


def test_title_holders_are_proposed_for_a_meeting(store: Store) -> None:
    store.guard = DECLARED.guard
    with store.write("test") as session:
        unit, person = build.organisation(session, "Fundacja Most"), build.person(session, "Łoś", "Jan")
        entity = {"category": ENTITY, "organisation_id": unit}
        awarded(session, 2022, EditionState.ARCHIVED, ("Fundacja Most", AwardKind.TITLE, entity))
        awarded(
            session, 2023, EditionState.ANNOUNCED, ("Fundacja Most", AwardKind.TITLE, entity),
            ("Jan Łoś", AwardKind.TITLE, {"person_id": person, "organisation_id": unit}), ("Bez", AwardKind.TITLE, {}),
        )  # fmt: skip
        awarded(
            session,
            2024,
            EditionState.MAYOR_DECISION,
            ("X", AwardKind.TITLE, {"person_id": build.person(session, "X")}),
        )
        meeting = build.meeting(session)
        assert list_laureates(session, meeting) == 2
        listed = session.execute(select(AmbassadorPresence.person_id, AmbassadorPresence.organisation_id,
                                        AmbassadorPresence.title_year)).all()  # fmt: skip
        assert set(listed) == {(person, None, 2023), (None, unit, 2023)}
        with pytest.raises(Refused) as refused:
            list_laureates(session, meeting)
        assert refused.value.problems[0].key == "problem.laureates_all_listed"
        hold_meeting(session, meeting)
        held = session.get_one(AmbassadorMeeting, meeting)
        assert (held.state, held.ambassadors_present) == (AmbassadorMeetingState.HELD, 2)
        with pytest.raises(Refused):
            hold_meeting(session, build.meeting(session))
    with pytest.raises(Refused) as refused, store.write("test") as session:
        list_laureates(session, build.meeting(session, ambassadors_present=1))
    assert refused.value.problems[0].key == "problem.fewer_than_listed"
