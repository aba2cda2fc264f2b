"""The result page and the certainty page of 17 jurors and 84 candidates in one category, four criteria, read from the
database (decisions.md 37).

The yardstick is the budget in time, as a pause of just that length. How many statements the result takes must not grow
with the jury."""

from __future__ import annotations

import atexit
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.certainty import certainty
from openkrakow_desktop.competition.editions import freeze_rules
from openkrakow_desktop.competition.kinds import (
    BallotState,
    CandidateCategory,
    EditionState,
    JurorCapacity,
    JurorState,
    NominationState,
)
from openkrakow_desktop.competition.model import Ballot, Candidate, Juror, Nomination, Score
from openkrakow_desktop.competition.profile import jury_profile
from openkrakow_desktop.competition.results import edition_results
from openkrakow_desktop.competition.service import create_edition, criteria
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.keys import new_keys
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.store import Store, insert_many
from openkrakow_desktop.core.work import Progress

from .measure import ratio

JURORS, CANDIDATES = 17, 84
RESULT, CERTAINTY = 1.0, 5.0  # seconds
PEOPLE = CandidateCategory.INDIVIDUAL
DAY = dt.datetime(2026, 7, 1, 12, tzinfo=WARSAW)


def main(print: Callable[..., None] = print) -> None:
    """Print the times against their budgets. Raises AssertionError where statements grow with the data."""
    few, many = (_statements(*edition(jurors, candidates)) for jurors, candidates in ((5, 8), (JURORS, CANDIDATES)))
    print(f"{'result, statements: 5 x 8, 17 x 84':<44} {few:>13} {many:>13}")
    assert few == many, "statements grow with the jury"
    store, key = edition(JURORS, CANDIDATES)
    whole = partial(_read, store, lambda session: [jury_profile(one) for one in edition_results(session, key).values()])
    result = partial(_read, store, lambda session: edition_results(session, key))
    page = partial(_read, store, lambda session: certainty(session, key, PEOPLE, Progress()))
    ratio(f"result {JURORS} x {CANDIDATES}, of {RESULT:g} s", result, partial(time.sleep, RESULT), target=1)
    ratio(f"result with the jury's profile, of {RESULT:g} s", whole, partial(time.sleep, RESULT), target=1)
    ratio(f"certainty {JURORS} x {CANDIDATES}, of {CERTAINTY:g} s", page, partial(time.sleep, CERTAINTY), target=1)


@cache
def edition(jurors: int, candidates: int) -> tuple[Store, UUID]:
    """A scored edition in a database of its own: every juror scores every candidate, one in twenty in conflict."""
    import_models()
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    store = Store(Path(folder.name) / "results.okdb", durable=False).create()
    atexit.register(folder.cleanup)
    atexit.register(store.close)  # the last registered runs first
    chance = random.Random(17)
    with store.write("benchmark") as session:
        made = create_edition(session, 2025)
        made.max_titles_individual = 3
        freeze_rules(session, made.id, at=DAY)
        made.state = EditionState.SCORING_CLOSED
        seats = [Juror(edition_id=made.id, name=f"Osoba {no}", capacity=JurorCapacity.OTHER, state=JurorState.ACTIVE)
                 for no in range(jurors)]
        people = [Candidate(edition_id=made.id, no=no + 1, name=f"Kandydatura {no}", category=PEOPLE)
                  for no in range(candidates)]
        session.add_all([*seats, *people])
        session.flush()
        for one in people:
            session.add(Nomination(edition_id=made.id, candidate_id=one.id, received_at=DAY, nominator_name="Jan Wilk",
                                   state=NominationState.ACCEPTED))
        session.flush()
        _score(session, made.id, seats, people, chance)
        return store, made.id


def _score(
    session: Session, edition_id: UUID, seats: list[Juror], people: list[Candidate], chance: random.Random
) -> None:
    asked = criteria(session, edition_id)
    worth = {one.id: chance.gauss(6, 1.2) for one in people}
    ballots, scores = [], []
    for juror in seats:
        mild = chance.gauss(0, 1)
        for one, card in zip(people, new_keys(len(people)), strict=True):
            in_conflict = chance.random() < 0.05
            state = BallotState.EXCLUDED if in_conflict else BallotState.SUBMITTED
            ballots.append({"id": card, "juror_id": juror.id, "candidate_id": one.id, "state": state})
            for criterion in () if in_conflict else asked:
                points = min(10, max(0, round(worth[one.id] + mild + chance.gauss(0, 1.5))))
                scores.append({"ballot_id": card, "criterion_id": criterion.id, "points": points, "given_at": DAY})
    insert_many(session, Ballot, ballots)
    insert_many(session, Score, scores)


def _read(store: Store, work: Callable[[Session], object]) -> object:
    with store.read() as session:
        return work(session)


def _statements(store: Store, key: UUID) -> int:
    told: list[str] = []

    def tell(connection: object, cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    event.listen(store.engine, "before_cursor_execute", tell)
    _read(store, lambda session: edition_results(session, key))
    event.remove(store.engine, "before_cursor_execute", tell)
    return len(told)
