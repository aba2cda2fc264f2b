"""No verb of the door, of a paper list or of the plan reaches into a settled month, whatever the event's own state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events import door, paper, service
from openkrakow_desktop.events.model import Dimension, SessionEntry, TallyCategory
from openkrakow_desktop.programme.months import Locked, record_settlement
from tests.events.build import CLOCK, DAY, TODAY, event, listed, organisation, participant, put, sitting

Verb = Callable[[Session, dict[str, UUID]], Any]

VERBS: dict[str, Verb] = {
    "tap": lambda s, k: door.tap(s, k["open"], clock=CLOCK),
    "undo_tap": lambda s, k: door.undo_tap(s, k["open"]),
    "take_back": lambda s, k: door.take_back(s, s.scalars(select(SessionEntry.id)).first() or k["open"]),
    "reconcile": lambda s, k: door.reconcile(s, k["open"], 40, clock=CLOCK),
    "check_in": lambda s, k: door.check_in(s, k["open"], k["other"], CLOCK),
    "uncheck": lambda s, k: door.uncheck(s, k["open"], k["card"]),
    "walk_in": lambda s, k: door.walk_in(s, k["open"], "CW-0777", clock=CLOCK),
    "put_tally": lambda s, k: door.put_tally(s, k["open"], TallyCategory.ADULTS, 1),
    "put_tallies": lambda s, k: door.put_tallies(s, k["open"], Dimension.AGE, {TallyCategory.CHILDREN: None}),
    "choose_dimension": lambda s, k: door.choose_dimension(s, k["open"], Dimension.ORIGIN),
    "finish": lambda s, k: door.finish(s, k["open"], clock=CLOCK),
    "call_off": lambda s, k: door.call_off(s, k["open"], "burza", CLOCK),
    "save_page": lambda s, k: paper.save_page(s, k["open"], 1, [paper.PaperRow(1, k["card"])], 1, CLOCK),
    "save_counts": lambda s, k: paper.save_counts(s, k["open"], 1, {None: 4}, 4, CLOCK),
    "hold_session": lambda s, k: service.hold_session(s, k["open"], None, CLOCK),
    "hold_event": lambda s, k: service.hold_event(s, k["event"], None, CLOCK),
    "confirm_zero": lambda s, k: service.confirm_zero(s, k["open"], "AB", CLOCK),
    "cancel_session": lambda s, k: service.cancel_session(s, k["open"]),
    "cancel_event": lambda s, k: service.cancel_event(s, k["event"], "burza", DAY),
    "move_event": lambda s, k: service.move_event(s, k["event"], TODAY),
    "plan_event": lambda s, k: event(s, "Nowe", DAY, organiser_id=k["host"]),
}


@pytest.mark.parametrize("verb", VERBS)
def test_it_is_refused_and_says_why(sqlite_store: Store, verb: str) -> None:
    keys: dict[str, UUID] = {}
    with sqlite_store.write("prepare") as session:
        keys["host"] = organisation(session)
        keys["event"] = event(session, organiser_id=keys["host"])
        keys["open"] = sitting(session, keys["event"])
        keys["card"], keys["other"] = participant(session), participant(session)
        listed(session, keys["open"], keys["card"])
        door.tap(session, keys["open"], n=2, clock=CLOCK)
        put(session, "session_tally", session_id=keys["open"], dimension=Dimension.AGE,
            category=TallyCategory.CHILDREN, n=1)  # fmt: skip
        record_settlement(session, DAY.year, DAY.month, "", Locked(0, 0, 0), CLOCK)
    with pytest.raises(Refused) as refused, sqlite_store.write("try") as session:
        VERBS[verb](session, keys)
    assert {one.key for one in refused.value.problems} == {"problem.month_settled"}
    assert sqlite_store.timeline(1)[0].action == "prepare"  # nothing was written
