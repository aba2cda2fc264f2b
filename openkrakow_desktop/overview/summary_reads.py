"""What the papers of a year read from the registers beside its numbers: the same in every language, so read once.

It belongs to one moment: whoever makes several papers of one private copy shares it between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.measures import Period
from ..programme import catalogue as c
from .doctor import Diagnosis, diagnose
from .overlaps import Overlapping, overlaps
from .summary_hidden import People, people_of


@dataclass(frozen=True)
class YearReads:
    """Each is read when first asked for."""

    session: Session
    period: Period
    catalogue: c.Catalogue
    declared: Declared

    @cached_property
    def people(self) -> People:
        """The year's breakdowns of people."""
        return people_of(self.session, self.period)

    @cached_property
    def doubts(self) -> Diagnosis:
        """What is doubtful about the year; the versions of it are no part of a paper."""
        return diagnose(self.session, self.declared, self.period.year, self.period.today, of_versions=False)

    @cached_property
    def overlaps(self) -> list[Overlapping]:
        """Records that feed several numbers."""
        return overlaps(self.session, self.period, self.catalogue, self.declared)
