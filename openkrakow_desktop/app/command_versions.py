"""`openkrakow snapshot`: freeze a year, approve what is frozen, correct what is approved; what is open is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.clock import WARSAW
from ..core.formats import moment
from ..core.problems import Problem, Refused
from .command_line import DONE, say
from .commands import print_json

if TYPE_CHECKING:
    from ..core.store import Store
    from ..overview.snapshots import Version
    from .commands import Call


def snapshot(call: Call) -> int:
    """Freeze the year as the next draft, and with --approve approve the draft there is (else the one just made)."""
    from ..overview.approval import Gate, approve_checked, left_open, refuse_blocked
    from ..overview.doctor import diagnose
    from ..overview.model import APPROVE, SnapshotState
    from ..overview.snapshot_making import Second, freeze
    from ..overview.snapshots import account_name, versions_of

    typed, period, w = call.typed, call.period(), call.words
    if typed.approve and not typed.by:
        raise Refused(Problem("approved_by", "problem.approval_needs_name"))
    if typed.approve and period.is_running:
        raise Refused(Problem("year", "problem.snapshot_running", {"year": period.year}))
    with call.opened() as opened:
        store: Store = opened.store
        with store.read() as session:
            found = versions_of(session, period.year)
            if typed.approve:
                account_name(session, typed.by)  # before anything is frozen
            doubts = diagnose(session, opened.declared, period.year, period.today, store.upgrade)
        gaps = len(doubts.open)
        if typed.approve:
            refuse_blocked(doubts, w)
        draft = next((one.id for one in found if one.state is SnapshotState.DRAFT), None)
        if draft is None or not typed.approve:
            draft = freeze(
                store,
                period.year,
                opened.declared,
                now=call.clock.now(),
                by=typed.by or "",
                is_demo=opened.is_demo,
                reason=typed.reason or "",
                second=Second(typed.second) if typed.second else None,
            )
        if typed.approve:
            if gaps:
                say(w.count("versions.gaps_stay", gaps))
            gate = Gate(opened.declared, store.upgrade, w)
            with store.write(APPROVE, reason=left_open(doubts, w) or None) as session:
                approve_checked(session, draft, typed.by, gate, call.clock)
        with store.read() as session:
            made = next(one for one in versions_of(session, period.year) if one.id == draft)
    if typed.json:
        return print_json(tree_of(made) | {"open_gaps": gaps})
    read = moment(made.at.astimezone(WARSAW), w.language)
    state = w.choice(made.state)
    print(w("told.version", year=made.year, n=made.number, state=state, moment=read))
    print(w("told.version_hash", hash=made.hash))
    return DONE


def tree_of(one: Version) -> dict[str, Any]:
    """A version for --json; moments in UTC."""
    return {
        "year": one.year,
        "version": one.number,
        "state": one.state.value,
        "as_of": one.at.isoformat(),
        "approved_at": one.approved_at.isoformat() if one.approved_at else None,
        "sent_on": one.sent_on.isoformat() if one.sent_on else None,
        "reason": one.reason or None,
        "sha256": one.hash,
    }
