"""The report doctor: everything doubtful about a year in one list, by how grave it is, and what was accepted and why.

The gaps that features tell of and checks of its own are one table each: what is in neither is no doubt. An acceptance
holds for the very facts it was given for: when a number changes, the doubt is back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.gaps import Gap
from ..core.measures import Period
from ..core.work import Progress
from ..programme.acceptances import between, gap_of, identity
from ..programme.catalogue import catalogue
from . import doctor_changes as changes
from . import doctor_dates as dates
from . import doctor_statements as statements
from . import doctor_sums as sums
from . import doctor_twice as twice
from .doctor_frame import Check, Examined, Severity

if TYPE_CHECKING:
    from ..core.declarations import Declared
    from ..core.journal import Upgrading

MUST, LOOK, INFO = Severity.MUST, Severity.LOOK, Severity.INFO

CHECKS = (
    Check("months_differ", MUST, sums.months_differ, may_accept=False),
    Check("tables_differ", MUST, sums.tables_differ, may_accept=False),
    Check("turnout_above", MUST, sums.turnout_above, may_accept=False),
    Check("version_altered", MUST, statements.version_altered, may_accept=False, of_versions=True),
    Check("override_unexplained", MUST, statements.override_unexplained, may_accept=False),
    Check("session_outside", LOOK, dates.session_outside),
    Check("sessions_overlap", LOOK, dates.sessions_overlap),
    Check("decided_early", LOOK, dates.decided_early),
    Check("certificate_early", LOOK, dates.certificate_early),
    Check("training_outside", LOOK, dates.training_outside),
    Check("return_outside", LOOK, dates.return_outside),
    Check("over_capacity", LOOK, sums.over_capacity),
    Check("training_over_places", LOOK, sums.training_over_places),
    Check("budget_above", LOOK, sums.budget_above),
    Check("more_organisations", LOOK, sums.more_organisations),
    Check("contact_without_topic", LOOK, sums.contact_without_topic),
    Check("sudden_month", LOOK, changes.sudden_month),
    Check("sudden_event", LOOK, changes.sudden_event),
    Check("sudden_year", LOOK, changes.sudden_year),
    Check("event_twice", LOOK, twice.event_twice),
    Check("patronage_twice", LOOK, twice.patronage_twice),
    Check("meeting_twice", LOOK, twice.meeting_twice),
    Check("training_twice", LOOK, twice.training_twice),
    Check("entered_twice", LOOK, twice.entered_twice),
    Check("contact_burst", LOOK, twice.contact_burst),
    Check("trainee_twice", LOOK, twice.trainee_twice),
    Check("institution_twice", LOOK, twice.institution_twice),
    Check("return_and_event", LOOK, twice.return_and_event),
    Check("without_source", LOOK, statements.without_source),
    Check("missed_unexplained", LOOK, statements.missed_unexplained),
    Check("narrative_missing", LOOK, statements.narrative_missing),
    Check("version_differs", LOOK, statements.version_differs, of_versions=True),
    Check("person_twice", INFO, twice.person_twice),
    Check("plan_without_base", INFO, statements.plan_without_base),
)
TOLD: Mapping[str, tuple[Severity, bool]] = {  # gaps that features tell of: how grave, may a person let them be
    "held_without_attendance": (MUST, False),
    "planned_in_the_past": (MUST, False),
    "no_session_left": (MUST, False),
    "held_while_off": (MUST, False),
    "counter_below_zero": (MUST, False),
    "tallies_above": (LOOK, True),
    "moved_nowhere": (LOOK, True),
    "possible_duplicate": (LOOK, True),
    "training_still_planned": (MUST, False),
    "training_without_sessions": (MUST, False),
    "training_without_attendance": (LOOK, True),
    "meeting_still_planned": (MUST, False),
    "meeting_held_ahead": (MUST, False),
    "meeting_without_people": (LOOK, True),
    "meeting_without_minutes": (INFO, True),
    "meeting_undecided": (MUST, False),
    "turnout_incomplete": (LOOK, True),
    "budget_not_executed": (LOOK, True),
    "nomination_late_open": (MUST, False),
    "supplement_overdue": (LOOK, True),
    "nomination_number_twice": (LOOK, True),
    "score_twice": (LOOK, True),
    "patronage_undecided": (LOOK, True),
    "patronage_without_case_no": (LOOK, True),
    "patronage_without_reason": (LOOK, True),
    "patronage_report_overdue": (INFO, True),
    "patronage_case_no_twice": (LOOK, True),
    "possible_people": (INFO, True),
    "same_organisation": (LOOK, True),
    "same_number": (LOOK, True),
    "merged_chain": (MUST, False),
    "no_task_status": (LOOK, True),
    "no_risk_assessment": (LOOK, True),
    "risk_review_overdue": (LOOK, True),
    "stated_twice": (MUST, False),
}


@dataclass(frozen=True)
class Finding:
    """A doubt that is open. `before`: the reason for which it was once accepted, when its facts were others."""

    gap: Gap
    severity: Severity
    before: str = ""


@dataclass(frozen=True)
class Accepted:
    """A doubt that a person let be: why, who, when. `is_standing`: it is still there, with these very facts."""

    id: UUID
    gap: Gap
    reason: str
    by: str
    at: dt.datetime
    is_standing: bool


@dataclass(frozen=True)
class Diagnosis:
    """What is doubtful about a year: the gravest first, then by kind and day. `checked`: kinds of doubts looked for."""

    year: int
    open: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    checked: int

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The open doubts of one severity."""
        return tuple(one for one in self.open if one.severity is severity)

    @property
    def kinds(self) -> int:
        """How many kinds of doubts have something open."""
        return len({one.gap.key for one in self.open})

    @property
    def to_do(self) -> int:
        """How many wait for a person: those that must be closed and those to be looked at."""
        return len(self.open) - len(self.of(INFO))


def diagnose(
    session: Session,
    declared: Declared,
    year: int,
    today: dt.date,
    upgrade: Upgrading | None = None,
    progress: Progress | None = None,
    *,
    of_versions: bool = True,
) -> Diagnosis:
    """Examine a year as of a day. `upgrade`: how the journal's older rows are read, for altered versions; without it
    they are not looked for. A year to come has nothing doubtful yet. Raises Cancelled when the progress says so."""
    period, progress = Period(year, today), progress or Progress()
    checks = [one for one in CHECKS if of_versions or not one.of_versions]
    checked = len(checks) + len(TOLD)
    acceptances = between(session, period.first, period.last)
    found: list[tuple[Gap, Severity]] = []
    if not period.is_future:
        found += _told(session, declared, period)
        examined = Examined(session, period, catalogue(year), declared, upgrade)
        for check in progress.over(checks, len(checks)):
            found += [(replace(gap, may_accept=check.may_accept), check.severity) for gap in check.find(examined)]
    unlooked = {one.key for one in CHECKS if one not in checks}
    known = {(one.gap_code, one.register_code, one.record_code or one.title, one.facts) for one in acceptances}
    reasons = {(one.gap_code, one.register_code, one.record_code or one.title): one.reason for one in acceptances}
    open_, there = [], set()
    for gap, severity in found:
        facts = identity(gap)
        there.add(facts)
        if facts not in known:
            open_.append(Finding(_filed(gap, period), severity, reasons.get(facts[:3], "")))
    accepted = tuple(
        Accepted(
            one.id,
            gap,
            one.reason,
            one.accepted_by or "",
            one.accepted_at,
            identity(gap) in there or gap.key in unlooked,
        )
        for one in acceptances
        for gap in [gap_of(one)]
    )
    return Diagnosis(year, tuple(sorted(open_, key=_order)), accepted, checked)


def _told(session: Session, declared: Declared, period: Period) -> Iterable[tuple[Gap, Severity]]:
    """What the features tell of, with how grave it is."""
    for feature in declared.features:
        for gap in feature.gaps(session, period) if feature.gaps else ():
            severity, may_accept = TOLD.get(gap.key, (LOOK, gap.may_accept))
            yield replace(gap, may_accept=may_accept), severity


def _filed(gap: Gap, period: Period) -> Gap:
    """The gap under a day of R, so that its acceptance is found with the year: what has no day is filed at the end."""
    return gap if gap.on is not None and period.first <= gap.on <= period.last else replace(gap, on=period.last)


_PLACES = {one: place for place, one in enumerate([*TOLD, *(check.key for check in CHECKS)])}
_GRAVITY = {severity: place for place, severity in enumerate(Severity)}


def _order(one: Finding) -> tuple[object, ...]:
    gap = one.gap
    return (
        _GRAVITY[one.severity],
        _PLACES.get(gap.key, len(_PLACES)),
        gap.register,
        gap.on or dt.date.min,
        gap.title,
        gap.facts,
        gap.id.int if gap.id is not None else 0,
    )
