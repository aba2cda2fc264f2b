"""How far the yearly report is: its six steps, each with what is missing, read from what stands in the registers.

Steps open in order; one that is done can be gone back to (LOOK.md §11)."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..core.clock import day_of
from ..core.declarations import Declared
from ..core.measures import Period
from ..programme import catalogue as c
from ..programme.report_tables import ReportStage
from ..programme.service import report_steps, statuses
from .doctor import diagnose
from .evaluate import YearNumbers, evaluate
from .snapshot_changes import changed_numbers
from .snapshots import Version, in_force, numbers_of, read_frozen, versions_of
from .task_card_page import cards_of_year


class Step(enum.Enum):
    """The six steps, in order."""

    CHECK = "check"
    CARDS = "cards"
    WRITING = "writing"
    FREEZE = "freeze"
    FILES = "files"
    COUNCIL = "council"


PARALLEL = (Step.CHECK, Step.CARDS, Step.WRITING)  # may go on beside each other; freezing waits for all of them


@dataclass(frozen=True)
class Handed:
    """When a stage of the report's way was reached, and under which number."""

    on: dt.date
    document_no: str


@dataclass(frozen=True)
class Progress:
    """What is known of the report of a year. `cards`: units asked and those waited for by name (none asked: 0, ());
    `unwritten`: tasks without a narrative; `unstated`: without a status; `versions`: the newest first."""

    year: int
    gaps: int
    asked: int
    waiting: tuple[str, ...]
    tasks: int
    unwritten: tuple[str, ...]
    unstated: tuple[str, ...]
    versions: tuple[Version, ...]
    before: Version | None
    handed: Mapping[ReportStage, Handed]

    @property
    def frozen(self) -> Version | None:
        """The newest version that is approved."""
        return next((one for one in self.versions if one.in_force), None)

    def is_done(self, step: Step) -> bool:
        """Whether nothing is missing in a step."""
        if step is Step.CHECK:
            return not self.gaps
        if step is Step.CARDS:
            return self.asked > 0 and not self.waiting
        if step is Step.WRITING:
            return not self.unwritten and not self.unstated
        if step is Step.FREEZE:
            return self.frozen is not None
        if step is Step.FILES:
            return ReportStage.FILES in self.handed
        return all(stage in self.handed for stage in HANDED_ON)

    def is_open(self, step: Step) -> bool:
        """Whether it is the step's turn: the first three go on together, the others wait for those before them."""
        steps = list(Step)
        return step in PARALLEL or self.is_done(step) or all(map(self.is_done, steps[: steps.index(step)]))

    def missing_before(self, step: Step) -> Step | None:
        """The first step that a later one waits for."""
        steps = list(Step)
        return next((one for one in steps[: steps.index(step)] if not self.is_done(one)), None)

    def next_stage(self) -> ReportStage | None:
        """Who has the report next; None: the Council has it."""
        return next((stage for stage in HANDED_ON if stage not in self.handed), None)


HANDED_ON = (ReportStage.HEAD, ReportStage.MAYOR, ReportStage.COUNCIL)


@dataclass(frozen=True)
class Figures:
    """The numbers of the report, and how many of them differ from the version in force (None: no such version)."""

    numbers: YearNumbers
    changed: tuple[str, ...] | None
    since: Version | None


def progress_of(session: Session, year: int, today: dt.date, catalogue: c.Catalogue, declared: Declared) -> Progress:
    """How far the report of a year is, as of today."""
    stated = statuses(session, year)
    units = [one for one in cards_of_year(session, year, today).units if one.version is not None]
    return Progress(
        year,
        diagnose(session, declared, year, today).to_do,
        len(units),
        tuple(one.name for one in units if one.is_waited_for),
        len(catalogue.tasks),
        tuple(code for code in catalogue.tasks if code not in stated or not (stated[code].narrative or "").strip()),
        tuple(code for code in catalogue.tasks if code not in stated),
        versions_of(session, year),
        in_force(session, year - 1),
        {stage: Handed(one.done_on, one.document_no or "") for stage, one in report_steps(session, year).items()},
    )


def figures_of(session: Session, year: int, today: dt.date, catalogue: c.Catalogue, declared: Declared) -> Figures:
    """The year's numbers now, and what differs from the version in force."""
    numbers, since = evaluate(session, Period(year, today), catalogue, declared), in_force(session, year)
    changed = None
    if since is not None:
        found = changed_numbers(numbers_of(read_frozen(session, since)), numbers)
        changed = tuple(one.code for one in found)
    return Figures(numbers, changed, since)


def hand_on(
    session: Session, declared: Declared, year: int, stage: ReportStage, on: dt.date, document_no: str, today: dt.date
) -> None:
    """Record that a stage was reached; a day given again replaces the one before. Raises Refused for a day that is
    still to come, within the year itself, or before an earlier stage's."""
    register, known = declared.registers["report_step"], report_steps(session, year).get(stage)
    draft = register.draft(session, known.id if known else None) | {
        "year": year,
        "stage": stage,
        "done_on": on,
        "document_no": document_no.strip() or None,
    }
    register.put(session, known.id if known else None, draft, today)


def version_day(version: Version) -> dt.date:
    """The day a version's numbers were read, by Krakow's calendar."""
    return day_of(version.at)
