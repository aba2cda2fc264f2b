"""Schools and institutions the Programme reaches, the people who prepare it, and assistants in schools.

Assistants and contributors are codes, never names; what is counted is the code (folded) or the merged organisation."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, Record, link, plain, search_key
from .filed import Filed


class CoverageMeasure(enum.Enum):
    """What reached the institution: tools and workshops (5.1) or recommendations (5.2)."""

    TOOLS = "5.1"
    RECOMMENDATIONS = "5.2"


class ContributorKind(enum.Enum):
    """Which of the four numbers of 5.3 a contributor belongs to."""

    PERSON = "OSOBA"
    OFFICE_UNIT = "UMK"
    MUNICIPAL_UNIT = "MJO"
    NGO = "NGO"


class AssistantKind(enum.Enum):
    """The two kinds of assistants that schools employ (task 5.5)."""

    INTERCULTURAL = "INTERCULTURAL"
    ROMA = "ROMA"


class InstitutionCoverage(Filed, Record):
    """An institution taking part in 5.1, or getting the recommendations of 5.2, on a day (M11)."""

    __tablename__ = "institution_coverage"
    __label__ = ("institution_id", "covered_on")
    __table_args__ = (Index(None, "covered_on"),)

    institution_id: Mapped[UUID] = link("organisation.id")
    measure: Mapped[CoverageMeasure] = plain()
    covered_on: Mapped[dt.date] = plain()
    form: Mapped[str | None] = plain(String(NAME))
    search: Mapped[str] = search_key("form", "case_no")


class ProgrammeContributor(Filed, Record):
    """A person (by code) or an organisation that helped prepare the programme of 5.3 in a year (M11)."""

    __tablename__ = "programme_contributor"
    __label__ = ("year", "person_code", "unit_id")

    year: Mapped[int] = plain(low=2015, high=2100)
    kind: Mapped[ContributorKind] = plain()
    person_code: Mapped[str | None] = plain(String(SHORT))
    search: Mapped[str] = search_key("person_code")


class Assistant(Filed, Record):
    """An assistant (by code) at a school for a span of days (M12)."""

    __tablename__ = "assistant"
    __label__ = ("code", "school_id")

    code: Mapped[str] = plain(String(SHORT))
    kind: Mapped[AssistantKind] = plain()
    school_id: Mapped[UUID] = link("organisation.id")
    from_on: Mapped[dt.date] = plain()
    to_on: Mapped[dt.date | None] = plain()
    search: Mapped[str] = search_key("code")


class AssistantReturn(Filed, Record):
    """What a school says on a day: how many children its assistants support (M12)."""

    __tablename__ = "assistant_return"
    __label__ = ("school_id", "as_of")

    school_id: Mapped[UUID] = link("organisation.id")
    as_of: Mapped[dt.date] = plain()
    children: Mapped[int] = plain()
