"""The newest record each letter of the competition fits, so that a template is seen with real data.

A preview tells no more than the letter may: results come only from editions that are announced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.problems import Refused
from ..core.words import Words
from ..programme.letters import Writing
from . import letters
from .kinds import EditionState, NominationState
from .model import Candidate, Edition, Nomination

Find = Callable[[Session, Words], Writing | None]
TRIED = 20  # records looked at: the newest ones


def _newest(make: Callable[[Session, Nomination, Words], Writing], *tests: Any) -> Find:
    def find(session: Session, said: Words) -> Writing | None:
        query = select(Nomination).join(Edition, Edition.id == Nomination.edition_id).where(*tests)
        for one in session.scalars(query.order_by(Nomination.received_at.desc(), Nomination.id).limit(TRIED)):
            try:
                return make(session, one, said)
            except Refused:  # this one has nothing to tell; an older one may
                continue
        return None

    return find


def _candidate(session: Session, one: Nomination, said: Words) -> Writing:
    return letters.candidate_writing(session, session.get_one(Candidate, one.candidate_id), said)


def _state(*states: NominationState) -> Any:
    return Nomination.state.in_(states)


EXAMPLES: Mapping[str, Find] = {
    letters.CALL: _newest(letters.call_writing),
    letters.ACCEPTED: _newest(letters.formal_writing, _state(NominationState.ACCEPTED)),
    letters.REJECTED: _newest(letters.formal_writing, _state(NominationState.REJECTED)),
    letters.RESULT: _newest(letters.result_writing, Edition.state.in_(letters.TOLD)),
    letters.NOT_AWARDED: _newest(letters.result_writing, Edition.state == EditionState.NOT_AWARDED),
    letters.CANDIDATE: _newest(_candidate, Edition.state.in_(letters.TOLD)),
}
