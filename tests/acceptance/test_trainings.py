"""Scenario 7: one training of several units feeds two measures, each with its own target group."""

from __future__ import annotations

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import OrganisationKind as Kind
from openkrakow_desktop.core.measures import Measure, Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.training.measures import MEASURES
from openkrakow_desktop.training.model import TrainingGroup as Group
from openkrakow_desktop.training.service import attend_all
from tests.training.build import TODAY, organisation, participation, trainee, training

CODES: dict[str, Measure] = {measure.code: measure for measure in MEASURES}
YEAR = Period(2026, TODAY)
UNITS = (
    ("Wydział Polityki Społecznej", Kind.OFFICE_UNIT, Group.OFFICE, 12),
    ("MOPS", Kind.MUNICIPAL_UNIT, Group.MUNICIPAL_UNIT, 5),
    ("Rada Dzielnicy V", Kind.DISTRICT, Group.DISTRICT, 3),
    ("Straż Miejska", Kind.MUNICIPAL_UNIT, Group.MUNICIPAL_POLICE, 6),
    ("Komenda Miejska Policji", Kind.POLICE, Group.POLICE, 2),
    ("Fundacja Mosty", Kind.NGO, Group.NGO, 4),
)


def numbers(session: Session) -> dict[str, object]:
    found: dict[str, object] = {}
    for code in ("1.4", "6.3a", "6.3b"):
        reading = CODES[code].read(session, YEAR)
        found |= {code: reading.value} | {name: one.value for name, one in reading.beside.items()}
    return found


def test_training_of_several_units(store: Store) -> None:
    with store.write("test") as session:
        made = training(session, 120, 120, measure_tags=("1.4", "6.3"))
        office = []
        for name, kind, group, people in UNITS:
            unit = organisation(session, name, kind)
            for _ in range(people):
                who = trainee(session, group, unit)
                attend_all(session, participation(session, made, who))
                office += [who] if group is Group.OFFICE else []
        assert numbers(session) == {
            "1.4": 26, "1.4+participations": 26, "6.3a": 1, "6.3b": 25, "6.3b+outside": 3 + 4}

        second = training(session, title="Dostępność", measure_tags=("1.4",))
        for who in office[:10]:
            participation(session, second, who, 100)
        assert numbers(session) == {
            "1.4": 26, "1.4+participations": 36, "6.3a": 1, "6.3b": 25, "6.3b+outside": 3 + 4}
