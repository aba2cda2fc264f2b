"""The day's tally and the rows behind every number, against counting by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.point.model import Channel, Contact, Topic
from openkrakow_desktop.point.service import By, Cell
from openkrakow_desktop.point.tally import contacts_behind, day_tally
from tests.point.build import contact

DAY = dt.date(2026, 3, 26)  # a Thursday
DRAWN = st.tuples(
    st.integers(0, 40), st.sampled_from(Channel), st.sampled_from([*SpokenLanguage][:3]),
    st.sets(st.sampled_from(Topic), min_size=1, max_size=2), st.integers(1, 5),
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAWN, max_size=10))
def test_the_day_is_what_was_recorded(
    sqlite_store: Store, drawn: list[tuple[int, Channel, SpokenLanguage, set[Topic], int]]
) -> None:
    """Days back from the day, so that week, month and other weeks are all met."""
    with sqlite_store.write("test") as session:
        for one in session.query(Contact):
            session.delete(one)
        for back, channel, language, topics, people in drawn:
            on, codes = DAY - dt.timedelta(days=back), tuple(topic.value for topic in topics)
            contact(session, contacted_on=on, channel=channel, language=language, topics=codes, persons_served=people)
        tally = day_tally(session, DAY)
        today = [one for one in drawn if one[0] == 0]
        assert tally.of_day == Cell(len(today), sum(one[4] for one in today))
        for span, most in ((tally.of_week, 3), (tally.of_month, 25)):
            kept = [one for one in drawn if one[0] <= most]
            assert span == Cell(len(kept), sum(one[4] for one in kept))
        for channel in Channel:
            mine = [one for one in today if one[1] is channel]
            assert tally.channels.get(channel, Cell()) == Cell(len(mine), sum(one[4] for one in mine))
            assert len(contacts_behind(session, DAY, DAY, By.CHANNEL, channel)) == len(mine)
        for language in SpokenLanguage:
            mine = [one for one in today if one[2] is language]
            assert tally.languages.get(language, Cell()) == Cell(len(mine), sum(one[4] for one in mine))
        for topic in Topic:
            behind = contacts_behind(session, DAY - dt.timedelta(days=40), DAY, By.TOPIC, topic)
            assert len(behind) == sum(topic in one[3] for one in drawn)
        assert len(contacts_behind(session, DAY, DAY)) == len(today)
        assert sum(tally.channels.values(), Cell()) == sum(tally.languages.values(), Cell()) == tally.of_day


def test_newest_first(store: Store) -> None:
    with store.write("test") as session:
        ids = [contact(session, contacted_on=DAY, persons_served=n + 1) for n in range(7)]
        lines = day_tally(session, DAY).lines
        assert [one.id for one in lines] == ids[:1:-1]


def test_the_usual_day_is_told_only_where_it_is_known(store: Store) -> None:
    """Of the last eight Thursdays those with contacts; fewer than four tell nothing."""
    with store.write("test") as session:
        for weeks in (1, 2, 5):
            contact(session, contacted_on=DAY - dt.timedelta(weeks=weeks))
        contact(session, contacted_on=DAY - dt.timedelta(weeks=9))  # too long ago
        contact(session, contacted_on=DAY - dt.timedelta(days=1))  # another weekday
        contact(session, contacted_on=DAY)  # today itself does not count
        assert day_tally(session, DAY).usual is None
        for _ in range(2):
            contact(session, contacted_on=DAY - dt.timedelta(weeks=8), persons_served=4)
        usual = day_tally(session, DAY).usual
        assert usual is not None and (usual.contacts, usual.days) == (Fraction(5, 4), 4)
