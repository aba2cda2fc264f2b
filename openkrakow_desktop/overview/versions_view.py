"""What the page of a year's versions shows, read at once: versions, the day due, what is open, what is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.journal import Upgrading
from ..core.problems import Problem, Refused
from ..programme.catalogue import catalogue
from .doctor import Diagnosis, diagnose
from .model import SnapshotState
from .snapshot_changes import Difference, between, difference
from .snapshots import Version, altered, read_frozen, version_of, versions_of


@dataclass(frozen=True)
class VersionsView:
    """Everything but what has changed. `names`: of accounts in use; `due`: the day of the report to the Council."""

    year: int
    versions: tuple[Version, ...]
    altered: tuple[Problem, ...]
    doubts: Diagnosis
    due: dt.date
    today: dt.date

    @property
    def days_left(self) -> int:
        """Whole days until the report is due, negative when it has passed."""
        return (self.due - self.today).days

    @property
    def is_running(self) -> bool:
        """Whether the year is not over: its numbers may be frozen, not approved."""
        return self.today <= dt.date(self.year, 12, 31)

    @property
    def is_future(self) -> bool:
        return self.today < dt.date(self.year, 1, 1)

    @property
    def draft(self) -> Version | None:
        """The version that waits for approval."""
        return next((one for one in self.versions if one.state is SnapshotState.DRAFT), None)

    @property
    def in_force(self) -> Version | None:
        """The approved figures."""
        return next((one for one in self.versions if one.in_force), None)

    @property
    def open_gaps(self) -> int:
        """How many matters are open in the year."""
        return len(self.doubts.open)


def read_versions(session: Session, year: int, today: dt.date, declared: Declared, upgrade: Upgrading) -> VersionsView:
    """The versions of a year as its page shows them."""
    return VersionsView(
        year,
        versions_of(session, year),
        tuple(altered(session, upgrade, year)),
        diagnose(session, declared, year, today, upgrade),
        catalogue(year).report_due(year),
        today,
    )


def compared(
    session: Session, year: int, old: int, new: int | None, declared: Declared, today: dt.date
) -> Difference | tuple[Problem, ...]:
    """What a version says against another one, or (`new` None) what the registers say against it today.

    Returns the problems where one of them was altered in the file."""
    try:
        before = read_frozen(session, version_of(session, year, old))
        if new is None:
            return difference(session, before, declared, today)
        return between(before, read_frozen(session, version_of(session, year, new)))
    except Refused as refused:
        return refused.problems
