"""The Point: rules, measure 1.1 with who came first, months by channel, language and topic."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.measures import State
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.point.feature import CONTACTS
from openkrakow_desktop.point.measures import MEASURES
from openkrakow_desktop.point.model import Channel, Contact, Topic
from openkrakow_desktop.point.service import MONTHS, By, Cell, month_table, new_follow_up_code
from tests.mutation import idle_clauses, parts_of, values_of
from tests.point import measure_cases
from tests.point.build import TODAY, YEAR, contact
from tests.point.cases import REFUSALS
from tests.refusal import Refusal

(PEOPLE,) = MEASURES


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_refused(store: Store, case: Refusal) -> None:
    with store.write("test") as session:
        draft = CONTACTS.draft(session, None) | case.draft(session)
        found = CONTACTS.problems(session, draft, None, TODAY)
        assert (case.field, case.key, case.warning) in [(p.field, p.key, p.warning) for p in found]
        if case.warning:
            CONTACTS.put(session, None, draft, TODAY)
        else:
            with pytest.raises(Refused):
                CONTACTS.put(session, None, draft, TODAY)
            assert session.query(Contact).count() == 0


def test_numbers(store: Store) -> None:
    with store.write("test") as session:
        assert PEOPLE.read(session, YEAR).state is State.NO_DATA
        measure_cases.fill(session, 2026)
        assert values_of(session, MEASURES, YEAR) == measure_cases.EXPECTED
        assert idle_clauses(session, parts_of(MEASURES), YEAR) == []
        counted, left_out = PEOPLE.rows(session, YEAR)
        assert (sum(row.counts for row in counted), left_out) == (11, [])
        assert [row.title for row in counted] == ["01.01.2026", "01.07.2026", "31.12.2026"]  # nothing of anybody


def test_a_contact_about_several_things_is_one_contact(store: Store) -> None:
    with store.write("test") as session:
        contact(session, topics=(Topic.WORK.value, Topic.HEALTH.value, Topic.COURSES.value), persons_served=2)
        contact(session, topics=(Topic.WORK.value,), contacted_on=dt.date(2026, 12, 31), channel=Channel.PHONE)
        contact(session, contacted_on=dt.date(2027, 1, 1))
        topics = month_table(session, YEAR, By.TOPIC)
        assert topics.total == Cell(contacts=2, people=3)
        assert (topics.of_row(Topic.WORK), topics.of_row(Topic.HEALTH)) == (Cell(2, 3), Cell(1, 2))
        assert topics.may_exceed and sum(topics.of_row(one).contacts for one in topics.rows) == 4
        assert topics.cells[Topic.WORK, 3] == Cell(1, 2) and topics.months[3] == Cell(1, 2)
        channels = month_table(session, YEAR, By.CHANNEL)
        assert not channels.may_exceed
        assert channels.cells[Channel.PHONE, 12] == Cell(1, 1) and channels.rows == tuple(Channel)
        assert month_table(session, YEAR, By.LANGUAGE).of_row(SpokenLanguage.UKRAINIAN) == Cell(2, 3)


TOPICS = st.sets(st.sampled_from(Topic), min_size=1, max_size=4)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(Channel), TOPICS, st.integers(1, 9)), max_size=8))
def test_tables_add_up(sqlite_store: Store, drawn: list[tuple[int, Channel, set[Topic], int]]) -> None:
    """On SQLite only, because it repeats; the table above runs on both systems."""
    with sqlite_store.write("test") as session:
        for one in session.query(Contact):
            session.delete(one)
        for month, channel, topics, people in drawn:
            codes = tuple(topic.value for topic in topics)
            contact(session, contacted_on=dt.date(2026, month, 7), channel=channel, topics=codes, persons_served=people)
        channels, topic_table = month_table(session, YEAR, By.CHANNEL), month_table(session, YEAR, By.TOPIC)
        assert channels.total == topic_table.total == Cell(len(drawn), sum(one[3] for one in drawn))
        assert sum((channels.of_row(row) for row in channels.rows), Cell()) == channels.total
        for month in MONTHS:
            assert sum((channels.cells[row, month] for row in channels.rows), Cell()) == channels.months[month]
        assert sum(topic_table.of_row(row).contacts for row in topic_table.rows) == sum(len(one[2]) for one in drawn)
        assert (PEOPLE.read(session, YEAR, {"contact"}).value or 0) == channels.total.people


def test_follow_up_codes_tell_nothing_and_are_free(store: Store) -> None:
    with store.write("test") as session:
        code = new_follow_up_code(session)
        assert re.fullmatch(r"P-\d{5}", code)
        contact(session, follow_up_code=code)
        assert new_follow_up_code(session) != code


def test_a_contact_has_no_place_for_a_name() -> None:
    columns = {column.name for column in Record.metadata.tables["contact"].columns}
    assert not columns & {"name", "last_name", "first_name", "person_id", "nationality", "citizenship", "pesel"}
