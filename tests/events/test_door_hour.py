"""An hour at the door: 300 arrivals in a seeded disorder, played through the screen; the number on it, the counting of
the measures and the journal agree at every stop, and each press is a commit of its own, in the order of the presses."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import select

from openkrakow_desktop.core import proof
from openkrakow_desktop.core.journal_tables import operation
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.events.counting import Headcount, tallies_of
from openkrakow_desktop.events.model import CATEGORIES, AttendanceMode, Dimension, EventSession, Participant
from openkrakow_desktop.events.screen.door_walk_in import WalkInForm
from tests.demo_data import guarded
from tests.events.at_the_door import AtDoor, evening, journaled
from tests.events.build import participant, put
from tests.gui.conftest import dressed  # noqa: F401 - the light theme for every test here

ARRIVALS, CARDS, PLACES = 300, 90, 120
Key = Qt.Key
AGES = CATEGORIES[Dimension.AGE]


class Hour:
    """What a staff member with a good memory would say is in the room."""

    def __init__(self, door: AtDoor, codes: list[str], seed: int) -> None:
        self.door, self.chance = door, random.Random(seed)
        self.waiting, self.here = list(codes), list[str]()
        self.chance.shuffle(self.waiting)
        self.guests, self.ages = 0, Counter[Any]()
        self.back: list[tuple[str, Any]] = []  # what Backspace would take back, newest last
        self.did = Counter[str]()

    def arrive(self) -> None:
        kinds = ("press", "age", "scan", "repeat", "unknown", "mistake", "uncheck", "walk_in")
        kind = self.chance.choices(kinds, (40, 28, 22, 4, 2, 8, 3, 2))[0]
        self.did[kind] += 1
        getattr(self, f"_{kind}")()

    def _press(self) -> None:
        self.door.key(Key.Key_Space)
        self.guests += 1
        self.back.append(("guest", None))

    def _age(self) -> None:
        at = self.chance.randrange(4)
        self.door.key(Key.Key_1 + at)
        self.guests += 1
        self.ages[AGES[at]] += 1
        self.back.append(("guest", AGES[at]))

    def _scan(self) -> None:
        if self.waiting:
            code = self.waiting.pop()
            self.door.scan(code)
            self.here.append(code)
            self.back.append(("listed", code))

    def _repeat(self) -> None:
        if self.here:
            self.door.scan(self.chance.choice(self.here))  # counts nothing, and there is nothing to take back

    def _unknown(self) -> None:
        self.door.scan("CW-9999")

    def _mistake(self) -> None:
        self.door.key(Key.Key_Backspace)
        if self.back:
            kind, what = self.back.pop()
            if kind == "guest":
                self.guests -= 1
                self.ages[what] -= what is not None
            else:
                self.here.remove(what)

    def _uncheck(self) -> None:
        """Somebody goes home at once: taken off the list by hand; Backspace then means the steps before."""
        if not self.here:
            return
        code = self.chance.choice(self.here)
        self.door.keys(code)
        self.door.wait()
        row = next(one for one in self.door.page.guests.rows if one.found.code == code)
        assert row.found.is_present
        row.act.click()
        self.door.wait()
        self.here.remove(code)
        self.back = [one for one in self.back if one != ("listed", code)]

    def _walk_in(self) -> None:
        """The room is long full: warned, and counted."""
        self.door.page.open_walk_in()
        self.door.page.findChild(WalkInForm).save()
        self.door.wait()
        with self.door.store.read() as session:
            code = session.scalars(select(Participant.code).order_by(Participant.number.desc())).first()
        assert code is not None
        self.here.append(code)
        self.back.append(("listed", code))

    def check(self) -> None:
        """Screen, counting, journal and memory are one."""
        self.door.wait()
        told = Headcount(len(self.here), self.guests)
        assert (self.door.number, self.door.counted()) == (told.total, told)
        assert journaled(self.door.store, self.door.session_id) == told
        with self.door.store.read() as session:
            found = tallies_of(session, self.door.session_id)
        assert {one: n for one, n in found.items() if n} == {one: n for one, n in self.ages.items() if one and n}


def test_an_hour_at_the_door(sqlite_store: Store, qtbot: Any) -> None:
    key, _ = evening(sqlite_store, AttendanceMode.CODE, capacity=PLACES)
    with sqlite_store.write("registration.add") as session:
        cards = [participant(session) for _ in range(CARDS)]
        event_id = session.get_one(EventSession, key).event_id
        for card in cards[: CARDS // 2]:
            put(session, "registration", event_id=event_id, participant_id=card)
        codes = [session.get_one(Participant, card).code for card in cards]
    door = AtDoor(guarded(sqlite_store), qtbot, key)
    try:
        hour = Hour(door, codes, seed=20261122)
        for n in range(ARRIVALS):
            hour.arrive()
            if n % 60 == 59:
                hour.check()
        hour.check()
        assert all(hour.did[kind] > 2 for kind in ("press", "age", "scan", "repeat", "unknown", "mistake", "walk_in"))
        assert "Brak wolnych miejsc" in door.page._noted and door.number > PLACES
        in_room = door.number + 7  # two came in by the other door, five were missed
        door.page.closing.line.setFocus()
        door.keys(str(in_room))
        door.key(Key.Key_Return)
        door.wait()
        hour.guests += 7
        hour.check()
        assert door.number == in_room
    finally:
        door.close()
    _each_press_is_a_commit(sqlite_store, hour)
    assert proof.verify(sqlite_store, rows=True).findings == ()


def _each_press_is_a_commit(store: Store, hour: Hour) -> None:
    with store.read() as session:
        actions = select(operation.c.action).where(operation.c.action.like("door.%"))
        told = Counter(session.connection().scalars(actions))
    assert told["door.tap"] == hour.did["press"] + hour.did["age"]
    assert told["door.walk_in"] == hour.did["walk_in"] and told["door.reconcile"] == 1
