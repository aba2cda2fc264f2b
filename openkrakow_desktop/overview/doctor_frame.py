"""What the checks of a year are made of: the year that is examined, how grave a doubt is, a check as a declaration.

A check is a small pure function from the year to the doubts it finds, each a `Gap` under the check's own key; its words
are `gap.KEY`, and its numbers are the gap's values, so that an acceptance holds for these very numbers."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from ..core.declarations import Declared
from ..core.gaps import Gap
from ..core.journal import Upgrading
from ..core.measures import Period
from ..programme.catalogue import Catalogue
from .evaluate import YearNumbers, evaluate


class Severity(enum.Enum):
    """What a doubt asks for: closing before the year is approved, a look, or nothing but to be known."""

    MUST = "must"
    LOOK = "look"
    INFO = "info"


class Examined:
    """A year on a day, with everything checks read of it; what several of them need is read once."""

    def __init__(
        self, session: Session, period: Period, catalogue: Catalogue, declared: Declared, upgrade: Upgrading | None
    ) -> None:
        self.session, self.period = session, period
        self.catalogue, self.declared, self.upgrade = catalogue, declared, upgrade

    @cached_property
    def numbers(self) -> YearNumbers:
        """The numbers of the year as they stand."""
        return evaluate(self.session, self.period, self.catalogue, self.declared)

    @property
    def is_over(self) -> bool:
        """Whether the year is finished, so that what is missing will not come by itself."""
        return self.period.last < self.period.today


@dataclass(frozen=True)
class Check:
    """A kind of doubt: the key of its words, how grave it is, how it is found, whether a person may let it be.

    `of_versions`: it looks at frozen versions, so no version's own annex may print it."""

    key: str
    severity: Severity
    find: Callable[[Examined], Iterable[Gap]]
    may_accept: bool = True
    of_versions: bool = False
