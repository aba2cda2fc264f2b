"""What the closing page asks for: settling a tie, a proposed motion and awards, issuing and withdrawing a protocol."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ...core.declarations import Action, Ask, Report
from ...core.words import Words
from ...gui.desk import Desk
from ..closing import issue_protocol, withdraw_protocol
from ..closing_steps import propose_awards, propose_motion, settle_by_draw, settle_by_order
from ..kinds import TieMethod
from ..ladder import OpenTie
from ..protocol import protocol_kept

ISSUED = Report("protocol", protocol_kept, asks=())
VOTES = (Ask("votes_for", int), Ask("votes_against", int), Ask("votes_abstaining", int, False))
MINUTES = (Ask("resolved_on", dt.date), Ask("minutes_no", str, False))


def tie_actions(tie: OpenTie) -> list[Action]:
    """The four ways people settle a tie, for just these candidates."""

    def by(method: TieMethod) -> Any:
        def run(session: Session, edition_id: UUID, **asked: Any) -> Any:
            return settle_by_order(session, edition_id, tie.candidates, method, **asked)

        return run

    def draw(session: Session, edition_id: UUID, **asked: Any) -> Any:
        return settle_by_draw(session, edition_id, tie.candidates, **asked)

    return [
        Action("edition.settle_vote", by(TieMethod.VOTE), (Ask("order"), *VOTES, *MINUTES)),
        Action("edition.settle_chair", by(TieMethod.CHAIR), (Ask("order"), *MINUTES)),
        Action("edition.settle_lot", draw, (Ask("draw_seed"), Ask("witnesses"), *MINUTES)),
        Action("edition.settle_ex_aequo", by(TieMethod.EX_AEQUO), MINUTES),
    ]


def actions_of(desk: Desk) -> Mapping[str, Action]:
    """The page's own actions by key."""
    banner = str(desk.settings.get("demo_banner") or "")
    issue = partial(_issue, desk.words, banner)
    found = (
        Action("edition.propose_motion", propose_motion,
               (Ask("met_on", dt.date), Ask("members_present", int), Ask("place", str, False))),
        Action("edition.issue_protocol", issue, undoable=False, icon="stamp"),
        Action("edition.propose_awards", propose_awards),
    )  # fmt: skip
    return {one.key: one for one in found}


def _issue(words: Words, banner: str, session: Session, edition_id: UUID) -> Any:
    return issue_protocol(session, edition_id, words, banner=banner)


def withdrawal() -> Action:
    """Withdrawing the protocol: a reason, and a second person with their PIN."""

    def run(session: Session, edition_id: UUID, reason: str, second_person: str, pin: str | None) -> None:
        withdraw_protocol(session, edition_id, reason, second_person, pin=pin or "")

    return Action("edition.withdraw_protocol", run, (Ask("reason"), Ask("second_person"), Ask("pin", str, False)),
                  undoable=False)  # fmt: skip
