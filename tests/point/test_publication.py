"""The published tables of the Point against a reader who has all of them: no hidden number is narrower than five."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openkrakow_desktop.core.languages import SpokenLanguage
from openkrakow_desktop.core.suppression import NARROWEST, SMALL
from openkrakow_desktop.point.model import Channel, Topic
from openkrakow_desktop.point.publication import Published, publish
from openkrakow_desktop.point.report import What
from openkrakow_desktop.point.service import MONTHS, By, Cell, MonthTable
from tests.point.attacker import reader_of

Kept = tuple[int, Channel, SpokenLanguage, tuple[Topic, ...], int]  # month, channel, language, topics, people
KINDS = {By.CHANNEL: tuple(Channel), By.LANGUAGE: tuple(SpokenLanguage), By.TOPIC: tuple(Topic)}


def tables_of(contacts: Iterable[Kept]) -> dict[By, MonthTable]:
    """The year's tables counted by hand, without a database."""
    cells = {by: {(kind, m): Cell() for kind in kinds for m in MONTHS} for by, kinds in KINDS.items()}
    months = {m: Cell() for m in MONTHS}
    for m, channel, language, topics, people in contacts:
        one = Cell(1, people)
        months[m] += one
        cells[By.CHANNEL][channel, m] += one
        cells[By.LANGUAGE][language, m] += one
        for topic in topics:
            cells[By.TOPIC][topic, m] += one
    return {by: MonthTable(by, KINDS[by], cells[by], dict(months), by is By.TOPIC) for by in By}


def a_year(seed: int, size: int, months: Sequence[int] = MONTHS) -> list[Kept]:
    """A year as a Point might have it: four languages often, nine seldom, a third of contacts about several things."""
    r = random.Random(seed)
    seldom = [200, 300, 100, 80, 20, 8, 5, 4, 4, 3, 2, 2, 2]
    return [
        (
            r.choice(months),
            r.choices(list(Channel), [50, 30, 10, 5, 2])[0],
            r.choices(list(SpokenLanguage), seldom)[0],
            tuple(r.sample(list(Topic), r.choices([1, 2, 3], [6, 3, 1])[0])),
            r.choices([1, 2, 3, 4], [7, 2, 1, 1])[0],
        )
        for _ in range(size)
    ]


def hides_every_small_number(tables: dict[By, MonthTable], hidden: Published) -> bool:
    for by, table in tables.items():
        for row in table.rows:
            for m in [0, *(MONTHS if hidden.topics_by_month or by is not By.TOPIC else ())]:
                cell = table.cells[row, m] if m else table.of_row(row)
                if (cell.contacts in SMALL or cell.people in SMALL) and not hidden.hides(by, row, m):
                    return False
    return all(m in hidden.months for m in MONTHS if tables[By.CHANNEL].months[m].people in SMALL)


def only_the_whole_is_told(tables: dict[By, MonthTable], hidden: Published) -> bool:
    """Where there is so little that nothing but the total of the year can be told."""
    channels = tables[By.CHANNEL]
    return all(m in hidden.months for m in MONTHS) and all(
        hidden.hides(By.CHANNEL, row, m) for row in channels.rows for m in MONTHS
    )


SOME = st.tuples(
    st.integers(1, 2),
    st.sampled_from([Channel.PHONE, Channel.E_MAIL]),
    st.sampled_from([SpokenLanguage.POLISH, SpokenLanguage.GEORGIAN]),
    st.sampled_from([(Topic.WORK,), (Topic.HEALTH,), (Topic.WORK, Topic.HEALTH)]),
    st.integers(1, 2),
)
ONE: Kept = (1, Channel.PHONE, SpokenLanguage.GEORGIAN, (Topic.HEALTH,), 1)
MANY: list[Kept] = [(m, Channel.E_MAIL, SpokenLanguage.POLISH, (Topic.WORK,), 1) for m in (1, 2) for _ in range(9)]


@given(st.lists(st.tuples(SOME, st.integers(1, 7)), min_size=1, max_size=8))
@settings(max_examples=15)
@example([(ONE, 1), *((one, 1) for one in MANY)])
@example([(ONE, 3), ((2, *ONE[1:]), 20), *((one, 1) for one in MANY)])
def test_no_hidden_number_of_three_tables_can_be_computed(drawn: list[tuple[Kept, int]]) -> None:
    """Exactly: whatever the reader tries, contacts and people of all three tables together."""
    tables = tables_of(one for one, times in drawn for _ in range(times))
    hidden = publish(tables)
    assert hides_every_small_number(tables, hidden)
    if only_the_whole_is_told(tables, hidden):
        return
    reader, unknown = reader_of(tables, hidden)
    zeros = [name for name in unknown if reader.known[name][0] == 0]
    for name in unknown if not zeros else unknown[:6]:  # zeros are hidden where nearly all is; then a sample will do
        assert reader.width(name, NARROWEST) >= NARROWEST, name


@pytest.mark.parametrize(("size", "months"), [(5000, 12), (1200, 12), (300, 12), (160, 3), (40, 2)])
def test_a_whole_year_stands_up_to_reasoning(size: int, months: int) -> None:
    """Tables of real size: every rule applied until nothing moves leaves each hidden number at least five wide."""
    tables = tables_of(a_year(size, size, list(MONTHS)[:months]))
    hidden = publish(tables)
    assert hides_every_small_number(tables, hidden)
    reader, unknown = reader_of(tables, hidden)
    narrowed = reader.narrow(reader.known)
    assert narrowed is not None and unknown
    assert [name for name in unknown if narrowed[name][1] - narrowed[name][0] < NARROWEST] == []


def test_a_reader_of_tables_hidden_one_by_one_would_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attacker is no straw man: with small numbers alone hidden it finds them."""
    tables = tables_of([ONE, *MANY, *MANY])
    naive = frozenset(
        (by, row, m)
        for by, table in tables.items()
        for row in table.rows
        for m in [0, *MONTHS]
        if (table.cells[row, m] if m else table.of_row(row)).contacts in SMALL
    )
    reader, unknown = reader_of(tables, Published(naive, frozenset(), topics_by_month=True))
    narrowed = reader.narrow(reader.known)
    assert narrowed is not None
    known = {name: narrowed[name] for name in unknown if len(set(narrowed[name])) == 1}
    assert known[What.CONTACTS, By.CHANNEL, Channel.PHONE, 1] == (1, 1)


def test_nothing_small_nothing_hidden() -> None:
    often = [(m, c, language, (Topic.WORK,), 1) for m in MONTHS for c in Channel for language in SpokenLanguage] * 5
    assert publish(tables_of(often)) == Published(frozenset(), frozenset(), topics_by_month=True)
    assert publish(tables_of([])).hidden == 0


def test_few_further_numbers_are_hidden_in_a_usual_year() -> None:
    """Protection is cheap where there is much: beside 1–4 hardly a tenth of the other numbers goes."""
    tables = tables_of(a_year(1, 5000))
    hidden = publish(tables)
    cells = [cell.contacts for table in tables.values() for cell in table.cells.values()]
    small, shown = sum(n in SMALL for n in cells), sum(n > 4 for n in cells)
    assert hidden.topics_by_month and not hidden.months
    assert small <= hidden.hidden <= small + shown // 10


def test_a_tiny_month_keeps_topics_to_the_year() -> None:
    """Its sum is hidden, and topics by month would tell it."""
    hidden = publish(tables_of([*a_year(2, 900, list(MONTHS)[:11]), *[(12, *ONE[1:])] * 2]))
    assert 12 in hidden.months and len(hidden.months) >= 2
    assert not hidden.topics_by_month
    assert all(m == 0 for by, _, m in hidden.cells if by is By.TOPIC)


def test_a_group_of_people_at_few_contacts_is_hidden_with_them() -> None:
    """Thirty people at two contacts: the contacts would tell who it was."""
    group = [(3, Channel.OFF_SITE, SpokenLanguage.ENGLISH, (Topic.CULTURE,), 15)] * 2
    hidden = publish(tables_of([*a_year(3, 2000), *group]))
    tables = tables_of([*a_year(3, 2000), *group])
    small = [
        (by, row, m)
        for by, table in tables.items()
        for (row, m), cell in table.cells.items()
        if cell.contacts in SMALL and cell.people > 4
    ]
    assert small and all(hidden.hides(*one) for one in small)
