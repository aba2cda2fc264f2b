"""The year's breakdown for publication, against an attacker who knows the rule, the sums and measures 5.4b and 6.3b."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Note, Paragraph, Suppressed, Table, bare
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.suppression import NARROWEST, SMALL
from openkrakow_desktop.core.words import words
from openkrakow_desktop.training.model import TrainingGroup as G
from openkrakow_desktop.training.public_breakdown import published_year
from openkrakow_desktop.training.publication import TARGETS, Told, publish
from tests.training.build import TODAY, organisation, someone, training

ALL = ("1.4", "5.4b", "6.3b")
SCENARIO = {"UMK": (G.OFFICE, 12), "MOPS": (G.MUNICIPAL_UNIT, 5), "V": (G.DISTRICT, 3), "SM": (G.MUNICIPAL_POLICE, 6),
            "Policja": (G.POLICE, 2), "Mosty": (G.NGO, 4)}  # fmt: skip


def people(groups: dict[G, int], tags: tuple[str, ...] = ALL) -> list[tuple[G | None, str, tuple[str, ...]]]:
    return [(group, group.value, tags) for group, n in groups.items() for _ in range(n)]


def readings(told: Told, sides: tuple[str, ...]) -> Iterator[dict[G, int]]:
    """Every reading of the hidden groups that agrees with the total and with the sides one knows."""
    hidden = sorted(told.hidden_groups, key=lambda one: one.value if one else "")
    most = sum(told.groups[one] for one in hidden)
    for values in product(range(1, most + 1), repeat=len(hidden)):
        guess = dict(zip(hidden, values, strict=True))
        if sum(values) != most:
            continue
        if all(
            sum(guess[one] for one in hidden if one in TARGETS[code])
            == sum(told.groups[one] for one in hidden if one in TARGETS[code])
            for code in sides
        ):
            yield guess  # type: ignore[misc]


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(list(G)), st.integers(1, 8), min_size=1, max_size=5))
def test_no_hidden_group_can_be_worked_out(groups: dict[G, int]) -> None:
    """All trainings serve every measure: then the sides that are told are sums of the very groups in the list."""
    told = publish(people(groups))
    assert all(group in told.hidden_groups for group, n in groups.items() if n in SMALL)
    if len(told.hidden_groups) == len(groups):
        return  # nothing but the total is told of the groups
    sides = tuple(code for code, side in told.sides.items() if not side.is_hidden)
    found = list(readings(told, sides))
    for group in told.hidden_groups:
        possible = [one[group] for one in found]  # type: ignore[index]
        assert max(possible) - min(possible) >= NARROWEST, (groups, told)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(G)), st.sampled_from("abcd")), min_size=1, max_size=40))
def test_no_small_unit_is_named_and_the_rest_is_not_small(rows: list[tuple[G, str]]) -> None:
    told = publish((group, unit, ALL) for group, unit in rows)
    units = Counter(unit for _, unit in rows)
    assert all(n == units[unit] and n not in SMALL for unit, n in told.units.items())
    assert told.others not in SMALL or not told.units  # then nothing but the total is told of the units
    assert told.others + sum(told.units.values()) == told.total == len(rows)


def test_many_units_with_one_person_each_hide_nothing_else() -> None:
    """A hundred schools with a teacher each: they are one line, and the groups can be told."""
    rows = [(G.TEACHER, f"Szkoła {n}", ("5.4b",)) for n in range(100)] + [(G.OFFICE, "Wydział", ("1.4",))] * 20
    told = publish(rows)
    assert (told.units, told.others, told.hidden_groups) == ({"Wydział": 20}, 100, frozenset())
    assert not any(one.is_hidden for one in told.sides.values())


def test_scenario_7_as_it_may_be_published() -> None:
    rows = [(group, unit, ("1.4", "6.3b")) for unit, (group, n) in SCENARIO.items() for _ in range(n)]
    told = publish(rows)
    assert told.total == 32
    assert told.hidden_groups == {G.MUNICIPAL_UNIT, G.DISTRICT, G.POLICE, G.NGO}
    assert (dict(told.units), told.others) == ({"UMK": 12, "SM": 6}, 14)  # MOPS (5) would tell the police (2)
    assert (told.sides["6.3b"].inside, told.sides["6.3b"].outside, told.sides["6.3b"].is_hidden) == (25, 7, False)
    assert told.sides["1.4"].is_hidden  # 26 beside 25 would narrow the hidden groups down


def test_a_side_that_differs_by_a_small_number_is_not_told() -> None:
    rows = people({G.OFFICE: 20, G.NGO: 9}, ("6.3b",)) + people({G.NGO: 2}, ())
    assert publish(rows).sides["6.3b"].is_hidden  # 11 in the list, 9 here: two people of one training


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_document_says_what_is_hidden(store: Store, language: str) -> None:
    with store.write("test") as session:
        made = training(session, measure_tags=("1.4", "6.3"))
        for unit, (group, n) in SCENARIO.items():
            key = organisation(session, unit, OrganisationKind.OTHER)
            for _ in range(n):
                someone(session, made, group, 100, key)
        someone(session, made, G.OFFICE, 0)  # not present: does not stand in it
        context = ReportContext(words(language), Clock.fixed(TODAY).now(), DECLARED, "")
        document = published_year(session, context, 2026)
        assert isinstance(published_year(session, context, 2025).blocks[0], Paragraph)
    assert problems(document) == []
    assert any(isinstance(one, Note) for one in document.blocks)
    by_group, by_target, by_unit = [one for one in document.blocks if isinstance(one, Table)]
    numbers = {row[0]: row[-1] for row in by_unit.rows}
    assert numbers == {"UMK": 12, "SM": 6, words(language)("training_public.other_units"): 14}
    assert sum(isinstance(bare(row[-1]), Suppressed) for row in by_group.rows) == 4
    assert bare(by_unit.last[-1]) == bare(by_group.last[-1]) == 32
    assert [row[1:] for row in by_target.rows][1] == (25, 7)
    assert len(by_group.rows) == len(G)  # groups without anybody are told as 0
