"""Files that came with a nomination (core/attached_files): when one is taken, and who may open it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.accounts import account_of
from ..contacts.four_eyes import name_of
from ..core import attached_files
from ..core.attached_files import StoredFile, attach, clear_opened, copy_to_open, faulty_files, file_rules, or_dropped
from ..core.kept_files import Kept
from ..core.problems import Problem, refuse
from ..core.removal import remove
from .check_tables import Attachment
from .kinds import BallotState, NominationState
from .model import Ballot, ConflictOfInterest, Juror, Nomination
from .secrecy import may_read

LARGEST = 25 << 20  # bytes of one file
MOST = 30  # files of one nomination


# ---- taking in -----------------------------------------------------------------------------------------------------
def keep_file(source: Path, folder: Path, key: UUID | None = None) -> Kept:
    """Take a file of at most 25 MB into the folder of attachments; see `core.attached_files.keep_file`."""
    return attached_files.keep_file(source, folder, LARGEST, key)


def add_attachment(
    session: Session, nomination_id: UUID, name: str, kept: Kept, folder: Path, actor: str, at: dt.datetime,
    key: UUID | None = None,
) -> Attachment:  # fmt: skip
    """Record a file that `keep_file` took in (under `key`, where one was chosen). A refusal takes the file away again.

    Raises Refused: the nomination is withdrawn or a duplicate, has its most files, or has this very file already."""
    with or_dropped(kept, folder):
        nomination = session.get_one(Nomination, nomination_id)
        if nomination.state in (NominationState.WITHDRAWN, NominationState.DUPLICATE):
            refuse("file", "problem.attachment_closed")
        by = name_of(session, actor)
        made: Attachment = attach(session, Attachment, {"nomination_id": nomination_id}, name, kept, by, at, MOST, key)
    return made


def remove_attachment(session: Session, attachment_id: UUID) -> None:
    """Take the record away. The file stays where it lies: undo brings the record back to it."""
    remove(session, session.get_one(Attachment, attachment_id))


attachment_rules = file_rules(Attachment, "nomination_id", "problem.attachment_needs_file")


# ---- looking -------------------------------------------------------------------------------------------------------
def files_of(session: Session, nomination_id: UUID) -> tuple[StoredFile, ...]:
    """The files of a nomination, in the order they came."""
    return attached_files.stored_files(session, Attachment, {"nomination_id": nomination_id})


def refuse_unfit(session: Session, actor: str, nomination: Nomination) -> None:
    """Stop a member of the Chapter who is excluded from this candidate, or has not yet said that nothing ties them.

    Everybody who has no seat in the edition works for the office and may look."""
    account = account_of(actor)
    seat = None
    if account is not None:
        at = (Juror.account_id == account, Juror.edition_id == nomination.edition_id)
        seat = session.scalar(select(Juror.id).where(*at).limit(1))
    if seat is None:
        return
    pair = (Ballot.juror_id == seat, Ballot.candidate_id == nomination.candidate_id)
    ballot = session.scalar(select(Ballot).where(*pair).limit(1))
    tied = session.scalar(
        select(ConflictOfInterest.id)
        .where(
            ConflictOfInterest.juror_id == seat,
            ConflictOfInterest.candidate_id == nomination.candidate_id,
            ConflictOfInterest.is_dismissed.is_(False),
        )
        .limit(1)
    )
    if tied is not None or (ballot is not None and ballot.state is BallotState.EXCLUDED):
        refuse("", "problem.attachment_excluded")
    if ballot is None or not may_read(session, ballot):
        refuse("", "problem.declare_first")


def open_copy(session: Session, actor: str, attachment_id: UUID, folder: Path) -> Path:
    """A copy for looking at. Raises Refused: not for this member's eyes, missing, altered."""
    one = session.get_one(Attachment, attachment_id)
    refuse_unfit(session, actor, session.get_one(Nomination, one.nomination_id))
    return copy_to_open(one, folder)


def attachment_problems(session: Session, folder: Path) -> list[Problem]:
    """Every recorded file that is missing or no longer what was taken in, with its nomination's number."""
    numbers: dict[UUID, int | None] = {}
    rows = session.execute(
        select(Attachment, Nomination.no).join(Nomination, Nomination.id == Attachment.nomination_id)
    )
    files = []
    for one, no in rows.all():
        numbers[one.id] = no
        files.append(one)
    keys = {True: "problem.attachment_missing_of", False: "problem.attachment_altered_of"}
    return [
        Problem("", keys[is_missing], {"name": one.name or "", "no": numbers[one.id] or "–"})
        for one, is_missing in faulty_files(files, folder)
    ]


__all__ = [
    "StoredFile", "add_attachment", "attachment_problems", "attachment_rules", "clear_opened", "files_of", "keep_file",
    "open_copy", "refuse_unfit", "remove_attachment",
]  # fmt: skip
