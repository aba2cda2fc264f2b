"""An office's own sheet of events keeps the attendance in the event's row: how it becomes a session's counts.

A number from such a sheet is one PAPER entry under a key of its own, so the same sheet twice adds nothing and a
corrected number corrects the entry. What was counted in the program itself is never added to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.declarations import Draft, store_draft
from ..core.keys import derived_key
from ..core.problems import Problem, refuse, refuse_if
from ..core.side_columns import Side, SideCount
from .counting import attendance_of, tallies_of
from .door import put_tallies
from .model import (
    DIMENSION_OF,
    Dimension,
    EntryKind,
    Event,
    EventSession,
    EventState,
    SessionEntry,
    SessionState,
    TallyCategory,
)
from .rules import OFF, entry_rules
from .service import hold_event, sessions_of

Counts = Mapping[str, SideCount]
TOTAL, PARTS = "attendance", ("listed", "anonymous")
AGES = ("children", "youth", "adults", "seniors")
ORIGINS = ("foreign", "polish_national")
MOST = 100_000  # guests of one event, as of its places
_FROM_SHEET = uuid5(NAMESPACE_OID, "office sheet")


def complete(draft: Draft, counts: Counts, today: dt.date) -> tuple[Draft, list[Problem]]:
    """The draft of a new event with the state that its counts imply, and what is wrong or was understood."""
    total, problems = total_of(counts)
    problems += [one for name, count in counts.items() for one in _absurd(name, count)]
    state, start = draft.get("state"), draft.get("start_on")
    if any(count.is_called_off for count in counts.values()) and state not in OFF:
        state = EventState.CANCELLED
        problems.append(Problem("+" + TOTAL, "problem.side_called_off", warning=True))
    if state in OFF and total:
        problems.append(Problem(_where(counts), "problem.counts_nowhere"))
    elif state is None and total is not None and isinstance(start, dt.date):
        if start > today:
            problems.append(Problem(_where(counts), "problem.side_ahead", {"on": f"{start:%d.%m.%Y}", "n": total}))
        state = EventState.HELD
    if total == 0 and state not in OFF:
        problems.append(Problem(_where(counts), "problem.side_nobody", warning=True))
    if total and isinstance(draft.get("end_on"), dt.date) and isinstance(start, dt.date) and draft["end_on"] > start:
        told = {"on": f"{start:%d.%m.%Y}"}
        problems.append(Problem(_where(counts), "problem.side_first_day", told, warning=True))
    added: Draft = {} if state is None else {"state": state}
    if state is EventState.CANCELLED:
        added |= _called_off(draft, problems)
    return added, problems


def _called_off(draft: Draft, problems: list[Problem]) -> Draft:
    """Offices seldom write since when and why: the day of the event and the remark stand in, and it is said."""
    added: Draft = {}
    if draft.get("cancelled_on") is None and isinstance(draft.get("start_on"), dt.date):
        added["cancelled_on"] = draft["start_on"]
        problems.append(Problem("cancelled_on", "problem.side_cancelled_on", warning=True))
    if not draft.get("cancel_reason") and draft.get("remark"):
        added["cancel_reason"] = str(draft["remark"])[:300]
    return added


def _absurd(name: str, count: SideCount) -> Iterable[Problem]:
    if count.n is not None and count.n < 0:
        yield Problem("+" + name, "problem.too_small", {"low": 0, "value": count.n})
    if count.n is not None and count.n > MOST:
        yield Problem("+" + name, "problem.too_great", {"high": MOST, "value": count.n})


def _where(counts: Counts) -> str:
    """The column that a problem with the attendance is shown at."""
    return "+" + next((name for name in (TOTAL, *PARTS, *AGES, *ORIGINS) if name in counts), TOTAL)


def total_of(counts: Counts) -> tuple[int | None, list[Problem]]:
    """The attendance that a row's counts tell: its own column, else listed and anonymous, else the ages.

    Parts that do not add up to the total, or exceed it, are a problem; an empty part is said, never taken for zero."""
    total = counts[TOTAL].n if TOTAL in counts else None
    problems: list[Problem] = []
    parts = [counts[name].n for name in PARTS if name in counts]
    known = [n for n in parts if n is not None]
    if total is None and known:
        total = sum(known)
        problems += _incomplete(counts, PARTS)
    elif total is not None and len(known) == len(PARTS) and sum(known) != total:
        problems.append(Problem("+" + TOTAL, "problem.side_parts", {"total": total, "sum": sum(known)}))
    for names in (AGES, ORIGINS):
        told = [n for name in names if name in counts and (n := counts[name].n) is not None]
        if total is None and told and names is AGES:
            total = sum(told)
            problems += _incomplete(counts, AGES)
        elif told and total is not None and sum(told) > total:
            values = {"sum": sum(told), "attendance": total}
            problems.append(Problem(_first(counts, names), "problem.tallies_above", values))
    return total, problems


def _first(counts: Counts, names: Iterable[str]) -> str:
    return "+" + next(name for name in names if name in counts)


def _incomplete(counts: Counts, names: Iterable[str]) -> list[Problem]:
    empty = [name for name in names if name in counts and counts[name].n is None]
    return [Problem("+" + name, "problem.side_part_missing", warning=True) for name in empty]


# ---- writing -------------------------------------------------------------------------------------------------------
def save(session: Session, event: Event, counts: Counts, today: dt.date) -> Iterable[tuple[str, str]]:
    """Write a row's counts at the event's first session; per row of another register: what became of it. Refuses."""
    total, problems = total_of(counts)
    refuse_if(problems)
    sitting = next((one for one in sessions_of(session, event.id) if one.state is not SessionState.CANCELLED), None)
    if sitting is None:
        if total:
            refuse(_where(counts), "problem.counts_nowhere")
        return
    if total is not None:
        yield from _save_total(session, sitting, total, counts)
    for dimension, names in ((Dimension.AGE, AGES), (Dimension.ORIGIN, ORIGINS)):
        told = {name: counts[name].n for name in names if name in counts}
        yield from _save_tallies(session, sitting, dimension, told)
    if total and event.state is EventState.PLANNED and event.end_on <= today:
        hold_event(session, event.id, clock=Clock.fixed(today))


def _save_total(session: Session, sitting: EventSession, total: int, counts: Counts) -> Iterable[tuple[str, str]]:
    key = derived_key(sitting.id, _FROM_SHEET)
    own = session.get(SessionEntry, key)
    others = attendance_of(session, sitting.id).total - (own.n if own else 0)
    if own is None and others == total:
        return  # counted in the program, or nobody came
    if others:
        refuse(_where(counts), "problem.side_already_counted", count=others, value=total)
    draft = {"session_id": sitting.id, "kind": EntryKind.PAPER, "n": total}
    if own is not None and own.n == total:
        yield "session_entry", "same"
        return
    known: UUID | None = own.id if own else None
    refuse_if(_at(_where(counts), entry_rules(session, draft, known)))
    store_draft(session, SessionEntry, known, draft | ({} if own else {"id": key}))
    if any(count.is_estimate for count in counts.values()) and not sitting.door_note:
        sitting.door_note = "; ".join(count.said for count in counts.values() if count.is_estimate)
    yield "session_entry", "changed" if own else "new"


def _save_tallies(
    session: Session, sitting: EventSession, dimension: Dimension, told: Mapping[str, int | None]
) -> Iterable[tuple[str, str]]:
    wanted = {TallyCategory[name.upper()]: n for name, n in told.items() if n is not None}
    if not wanted:
        return
    known = {one: n for one, n in tallies_of(session, sitting.id).items() if DIMENSION_OF[one] is dimension}
    if any(known.get(one) != n for one, n in wanted.items()):
        put_tallies(session, sitting.id, dimension, {**known, **wanted})
    for category, n in wanted.items():
        yield "session_tally", "new" if category not in known else "same" if known[category] == n else "changed"


def _at(name: str, problems: Iterable[Problem]) -> list[Problem]:
    """The rules of a counter's step, told at the column of the sheet."""
    return [Problem(name, one.key, one.values, one.warning) for one in problems]


SIDE = Side(names=(TOTAL, *PARTS, *AGES, *ORIGINS), complete=complete, save=save)
