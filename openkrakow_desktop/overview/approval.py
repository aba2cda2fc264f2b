"""Approving a year's version, with the report doctor at the door: what must be closed blocks, the rest is recorded.

What was still open is kept with the approval in the journal (its reason), by kind and number; each single doubt stands
in the annex that was frozen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.declarations import Declared
from ..core.journal import Upgrading
from ..core.problems import refuse
from ..core.words import Words
from .doctor import Diagnosis, diagnose
from .doctor_frame import Severity
from .model import YearSnapshot
from .snapshots import CLOCK, approve
from .wording import gap_kind, gap_sentence

NAMED = 3  # matters that a refusal names


@dataclass(frozen=True)
class Gate:
    """What an approval needs beside a name: all declarations, and how the journal's older rows are read."""

    declared: Declared
    upgrade: Upgrading | None
    words: Words


def approve_checked(session: Session, version_id: UUID, by: str, gate: Gate, clock: Clock = CLOCK) -> Diagnosis:
    """Approve a draft after its year was examined; returns what was found, for the record.

    Raises Refused while anything is open that must be closed, and as `snapshots.approve` does."""
    year = session.get_one(YearSnapshot, version_id).year
    found = diagnose(session, gate.declared, year, clock.today(), gate.upgrade)
    refuse_blocked(found, gate.words)
    approve(session, version_id, by, clock)
    return found


def refuse_blocked(found: Diagnosis, words: Words) -> None:
    """Raise Refused while anything is open that must be closed first."""
    must = found.of(Severity.MUST)
    if must:
        first = "; ".join(named(one.gap.title, gap_sentence(one.gap, words)) for one in must[:NAMED])
        refuse("", "problem.approval_blocked", year=found.year, count=len(must), first=first)


def named(title: str, sentence: str) -> str:
    """A matter in one line: its record and what is wrong with it."""
    return f"{title}: {sentence}" if title and title not in sentence else sentence


def left_open(found: Diagnosis, words: Words) -> str:
    """What stayed open, by kind and number, as the journal keeps it; empty where nothing did."""
    kinds = Counter(one.gap.key for one in found.open)
    if not kinds:
        return ""
    told = "; ".join(f"{gap_kind(key, words)} ({n})" for key, n in kinds.items())
    return words("doctor.left_open", n=len(found.open), kinds=told)
