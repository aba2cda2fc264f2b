"""Every rule of the competition refuses, at its field, and nothing is written."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from openkrakow_desktop.competition.feature import FEATURE
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from tests.competition.build import TODAY
from tests.competition.cases import REFUSALS
from tests.refusal import Refusal

REGISTERS = {one.key: one for one in FEATURE.registers}


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_rule_refuses(store: Store, case: Refusal) -> None:
    register = REGISTERS[case.register]
    with store.write("test") as session:
        values = register.draft(session, None) | case.draft(session)
        found = [(one.field, one.key, one.warning) for one in register.problems(session, values, None, TODAY)]
        assert (case.field, case.key, case.warning) in found
        count = select(func.count()).select_from(register.record)
        before = session.scalar(count)
        if case.warning:
            register.put(session, None, values, TODAY)
            assert session.scalar(count) == (before or 0) + 1
        else:
            with pytest.raises(Refused):
                register.put(session, None, values, TODAY)
            assert session.scalar(count) == before


def test_every_register_has_a_rule() -> None:
    assert {case.register for case in REFUSALS} == set(REGISTERS)
