"""What the Office publishes, learns and pays: translations, welcome package, surveys, research, analyses, budget.

A translation is counted by the days its language versions stand; it has no date of its own."""

from __future__ import annotations

import datetime as dt
import enum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from ..core.languages import SpokenLanguage
from ..core.record import NAME, SHORT, Record, link, plain, search_key, sorting_key
from .filed import Filed


class TranslationKind(enum.Enum):
    """Measure 1.2 counts both, indicator T2-1.2 procedures only."""

    DOCUMENT = "DOKUMENT"
    PROCEDURE = "PROCEDURA"


class BudgetTag(enum.Enum):
    """The task of Table 1 whose money a budget line is."""

    UNIT_AND_TASKS = "2.2"


class Translation(Filed, Record):
    """A document or a procedure of the City that has versions in other languages (M1)."""

    __tablename__ = "translation"
    __label__ = ("title", "symbol")

    kind: Mapped[TranslationKind] = plain()
    symbol: Mapped[str | None] = plain(String(SHORT))
    title: Mapped[str] = plain(String(NAME))
    search: Mapped[str] = search_key("title", "symbol", "case_no")
    title_sort: Mapped[str] = sorting_key("title")


class TranslationVersion(Record):
    """One language version: it stands from the day it was published until the day it was withdrawn."""

    __tablename__ = "translation_version"
    __label__ = ("translation_id", "published_on")
    __owned_by__ = "translation_id"
    __table_args__ = (Index(None, "published_on"),)

    translation_id: Mapped[UUID] = link("translation.id")
    language: Mapped[SpokenLanguage] = plain()
    published_on: Mapped[dt.date] = plain()
    withdrawn_on: Mapped[dt.date | None] = plain()
    evidence: Mapped[str | None] = plain(String(NAME))


class WelcomePackageVersion(Filed, Record):
    """One update of the welcome package; its language versions count once (M2)."""

    __tablename__ = "welcome_package_version"
    __label__ = ("version_name", "published_on")

    version_name: Mapped[str] = plain(String(NAME))
    published_on: Mapped[dt.date] = plain()
    languages: Mapped[tuple[str, ...]] = plain(codes=SpokenLanguage, default=())
    search: Mapped[str] = search_key("version_name", "case_no")


class Survey(Filed, Record):
    """A closed survey about a service: assessments only, never who gave them (M3)."""

    __tablename__ = "survey"
    __label__ = ("service", "closed_on")

    service: Mapped[str] = plain(String(NAME))
    method: Mapped[str | None] = plain(String(NAME))
    closed_on: Mapped[dt.date] = plain()
    n_positive: Mapped[int] = plain()
    n_neutral: Mapped[int] = plain()
    n_negative: Mapped[int] = plain()
    search: Mapped[str] = search_key("service", "case_no")


class ResearchReport(Filed, Record):
    """A completed report of research (M4)."""

    __tablename__ = "research_report"
    __label__ = ("title", "completed_on")

    title: Mapped[str] = plain(String(NAME))
    author_body: Mapped[str | None] = plain(String(NAME))
    completed_on: Mapped[dt.date] = plain()
    search: Mapped[str] = search_key("title", "author_body", "case_no")
    title_sort: Mapped[str] = sorting_key("title")


class RiskAnalysis(Filed, Record):
    """A completed analysis of risks for people at risk of exclusion (M13)."""

    __tablename__ = "risk_analysis"
    __label__ = ("title", "completed_on")

    title: Mapped[str] = plain(String(NAME))
    completed_on: Mapped[dt.date] = plain()
    search: Mapped[str] = search_key("title", "case_no")
    title_sort: Mapped[str] = sorting_key("title")


class RiskAnalysisEntity(Record):
    """An organisation that took part in preparing an analysis."""

    __tablename__ = "risk_analysis_entity"
    __label__ = ("organisation_id", "risk_analysis_id")
    __owned_by__ = "risk_analysis_id"

    risk_analysis_id: Mapped[UUID] = link("risk_analysis.id")
    organisation_id: Mapped[UUID] = link("organisation.id")


class BudgetLine(Filed, Record):
    """A line of the City's budget for the Programme, in whole grosze (M6). Money not yet spent is empty, not 0."""

    __tablename__ = "budget_line"
    __label__ = ("name", "year")

    year: Mapped[int] = plain(low=2015, high=2100)
    budget_class: Mapped[str | None] = plain(String(SHORT))
    name: Mapped[str] = plain(String(NAME))
    plan: Mapped[int] = plain(money=True)
    plan_after_changes: Mapped[int] = plain(money=True)
    executed: Mapped[int | None] = plain(money=True)
    measure_tags: Mapped[tuple[str, ...]] = plain(codes=BudgetTag, default=())
    search: Mapped[str] = search_key("name", "budget_class", "case_no")
    name_sort: Mapped[str] = sorting_key("name")
