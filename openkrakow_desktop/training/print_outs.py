"""The papers that trainings offer. What makes them is imported only when one is wanted: no start waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.declarations import Ask, Report, ReportContext
from .model import TOOK_PLACE, TrainingState

if TYPE_CHECKING:
    from ..core.document import Document


def _list(session: Session, context: ReportContext, record_id: UUID) -> Document:
    from .papers import training_list

    return training_list(session, context, record_id)


def _certificates(session: Session, context: ReportContext, record_id: UUID) -> Document:
    from .papers import certificates

    return certificates(session, context, record_id)


def _certificate(session: Session, context: ReportContext, record_id: UUID) -> Document:
    from .papers import certificate_of_one

    return certificate_of_one(session, context, record_id)


def _breakdown(session: Session, context: ReportContext, record_id: UUID) -> Document:
    from .breakdown import training_breakdown

    return training_breakdown(session, context, record_id)


def _answers(session: Session, context: ReportContext, record_id: UUID) -> Document:
    from .answer_papers import training_answers

    return training_answers(session, context, record_id)


def _year_answers(session: Session, context: ReportContext, year: int) -> Document:
    from .answer_papers import year_answers

    return year_answers(session, context, year)


def _published(session: Session, context: ReportContext, year: int) -> Document:
    from .public_breakdown import published_year

    return published_year(session, context, year)


def _year(session: Session, context: ReportContext, year: int) -> Document:
    from .breakdown import year_breakdown

    return year_breakdown(session, context, year)


LIST = Report(
    "training_list",
    _list,
    asks=(),
    icon="file-text",
    pdf_only=True,
    when=lambda one: one.state is not TrainingState.CANCELLED,
)
CERTIFICATES = Report(
    "training_certificates",
    _certificates,
    asks=(),
    icon="stamp",
    pdf_only=True,
    when=lambda one: one.state in TOOK_PLACE,
)
CERTIFICATE = Report(
    "training_certificate",
    _certificate,
    asks=(),
    icon="stamp",
    pdf_only=True,
    when=lambda one: one.certificate_no is not None,
)
BREAKDOWN = Report("training_breakdown", _breakdown, asks=(), icon="table")
YEAR = Report("training_year", _year, (Ask("year", int),), icon="table")
PUBLISHED = Report("training_published", _published, (Ask("year", int),), icon="table")
ANSWERS = Report("training_answers", _answers, asks=(), icon="send")
YEAR_ANSWERS = Report("training_year_answers", _year_answers, (Ask("year", int),), icon="send")
