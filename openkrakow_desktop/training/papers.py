"""What is printed for a training: the list to be signed on each of its days, and certificates of completion.

Both are papers only. Certificates are printed as issued: a number never changes, a duplicate says that it is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import ReportContext
from ..core.document import Block, Document, HandColumn, HandTable, Note, PageBreak, Paragraph, Run, labels
from ..core.document_certificate import Certificate
from ..core.formats import day
from ..core.problems import refuse
from ..core.words import Words
from .minutes import Line, MinutesSheet, minutes_sheet
from .model import Participation, Training, TrainingState

ROW_HEIGHT = 23.0  # points: 8 mm for a hand
ROOM, LINE, LETTERS, FEWEST = 505.0, 13.4, 96, 8  # of a page beside its heads, in points; of a line of the clause
ACROSS = 3  # sessions beside each other: a signature needs its width
SPARE, MOST = 5, 300


# ---- the list to be signed -----------------------------------------------------------------------------------------
def training_list(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """The printed list: numbered rows, a box to sign in for each session. Raises Refused for a cancelled training, or
    one without sessions."""
    sheet, words = minutes_sheet(session, record_id), context.words
    if sheet.state is TrainingState.CANCELLED:
        refuse("", "problem.training_cancelled")
    if not sheet.sittings:
        refuse("", "problem.no_sessions")
    return Document(
        title=words("training_paper.list"),
        subtitle=f"{sheet.title}\n{_days(sheet.start_on, sheet.end_on, words)}",
        blocks=tuple(_signing(words, sheet)),
        labels=labels(words),
        facts=(("", sheet.title), ("", _days(sheet.start_on, sheet.end_on, words))),
        banner=context.banner,
        created=context.now,
    )


def rows_per_page(words: Words) -> int:
    """How many rows a page has below its clause."""
    lines = -(-len(words("training_paper.clause")) // LETTERS)
    return max(FEWEST, int((ROOM - lines * LINE) // ROW_HEIGHT))


def _signing(words: Words, sheet: MinutesSheet) -> Iterator[Block]:
    per_page = rows_per_page(words)
    wanted = min(max(len(sheet.lines) + SPARE, sheet.places or 0), len(sheet.lines) + MOST)
    pages = -(-wanted // per_page)
    parts = [sheet.sittings[at : at + ACROSS] for at in range(0, len(sheet.sittings), ACROSS)]
    first_page = True
    for part in parts:
        wide = 14 if len(part) == 1 else 0  # one signature leaves room for the names of units
        heads = ("number", 7), ("name", 30), ("unit", 30 + wide)
        columns = [HandColumn((Run(words(f"training_paper.{key}")),), share, key == "name") for key, share in heads]
        for one in part:
            said = words("training_paper.signature", day=day(one.held_on, words.language), n=one.minutes)
            columns.append(HandColumn((Run(said),), (54 - wide) // len(part)))
        for page in range(pages):
            if not first_page:
                yield PageBreak()
            first_page = False
            yield Note(words("training_paper.clause"), words("training_paper.clause_title"))
            at = page * per_page
            yield Paragraph(words("training_paper.rows", page=page + 1, pages=pages, first=at + 1, last=at + per_page))
            rows = tuple(_row(sheet.lines, number, len(part)) for number in range(at, at + per_page))
            caption = words("training_paper.table", page=page + 1, title=sheet.title)
            yield HandTable(caption, tuple(columns), rows, ROW_HEIGHT)


def _row(lines: Sequence[Line], at: int, sessions: int) -> tuple[str, ...]:
    one = lines[at] if at < len(lines) else None
    return (str(at + 1), one.name if one else "", one.unit if one else "", *([""] * sessions))


def _days(first: dt.date, last: dt.date, words: Words) -> str:
    return " – ".join(dict.fromkeys(day(one, words.language) for one in (first, last)))


# ---- certificates --------------------------------------------------------------------------------------------------
def certificates(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """Every certificate issued in a training, in order of numbers. Raises Refused where none is issued yet."""
    sheet = minutes_sheet(session, record_id)
    return _document(session, context, sheet, [one for one in sheet.lines if one.certificate_no])


def certificate_of_one(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """One participant's certificate; a reissued one says that it is a duplicate. Raises Refused where none is issued:
    somebody who has not completed gets none."""
    training_id = session.get_one(Participation, record_id).training_id
    sheet = minutes_sheet(session, training_id)
    own = [one for one in sheet.lines if one.id == record_id and one.certificate_no]
    return _document(session, context, sheet, own)


def _document(session: Session, context: ReportContext, sheet: MinutesSheet, lines: Sequence[Line]) -> Document:
    if not lines:
        refuse("", "problem.no_certificate")
    words, training = context.words, session.get_one(Training, sheet.training_id)
    organiser = session.get(Organisation, training.organiser_id) if training.organiser_id else None
    issuer = (words("training_paper.issuer"), *((organiser.name,) if organiser else ()))
    columns = (Participation.id, Participation.certificate_on, Participation.reissued_on)
    mine = select(*columns).where(Participation.training_id == sheet.training_id)
    dates = {key: (on, again) for key, on, again in session.execute(mine)}
    in_order = sorted(lines, key=lambda one: ((one.certificate_no or "").rpartition("/")[0], one.certificate_no or ""))
    blocks = tuple(_certificate(words, sheet, issuer, one, *dates[one.id]) for one in in_order)
    return Document(
        title=words("training_paper.certificates", title=sheet.title),
        blocks=blocks,
        labels=labels(words),
        banner=context.banner,
        created=context.now,
    )


def _certificate(
    words: Words,
    sheet: MinutesSheet,
    issuer: tuple[str, ...],
    one: Line,
    issued_on: dt.date | None,
    reissued_on: dt.date | None,
) -> Certificate:
    days = _days(sheet.start_on, sheet.end_on, words)
    minutes = sum(one.minutes.values())
    text = (
        words("training_paper.for", title=sheet.title, days=days),
        words("training_paper.minutes", minutes=minutes, length=sheet.length),
    )
    mark = words("training_paper.duplicate", day=day(reissued_on, words.language)) if reissued_on else ""
    dated = words("training_paper.dated", day=day(issued_on, words.language)) if issued_on else ""
    return Certificate(
        issuer,
        words("training_paper.number_said", number=one.certificate_no or ""),
        words("training_paper.certificate"),
        words("training_paper.receives"),
        one.name if one.is_named else words("training_paper.by_code", code=one.name),
        text,
        dated,
        words("training_paper.signed"),
        mark,
    )
