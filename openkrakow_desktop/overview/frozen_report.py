"""Printing a version again: the very papers that were frozen, whatever the registers say today."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..core.declarations import Report, ReportContext
from ..core.document import Document
from .snapshots import document_of, version_of


def build(session: Session, context: ReportContext, year: int, number: int) -> Document:
    """The report of a version in the window's language. Raises Refused where the version was altered in the file."""
    return document_of(session, version_of(session, year, number), context.words)


VERSION_REPORT = Report("year_version", build, asks=(), icon="printer")
