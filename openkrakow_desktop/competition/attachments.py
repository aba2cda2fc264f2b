"""Files that came with a nomination, kept beside the database under names of our own, opened only when unaltered.

Nothing of a sender's file name ever becomes a path (robustness.md §2); the file comes first, its record after: a record
without its file cannot come about. A removed record leaves its file, so that undo brings both back."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft
from ..core.files import not_written, replacing
from ..core.kept_files import Kept, drop, fault_of, take_in
from ..core.problems import Problem, Refused, refuse
from ..core.removal import remove
from .check_tables import Attachment, AttachmentKind
from .file_kinds import ENDINGS, kind_of, refuse_name
from .four_eyes import name_of
from .kinds import BallotState, NominationState
from .model import Ballot, ConflictOfInterest, Juror, Nomination
from .secrecy import account_of, may_read

LARGEST = 25 << 20  # bytes of one file
MOST = 30  # files of one nomination
OPENED = "openkrakow-opened-"


@dataclass(frozen=True)
class StoredFile:
    """A file as it is listed: what the sender called it, its size in bytes, since when it is here."""

    id: UUID
    name: str
    kind: AttachmentKind
    size: int
    added_at: dt.datetime
    added_by: str


# ---- taking in -----------------------------------------------------------------------------------------------------
def keep_file(source: Path, folder: Path, key: UUID | None = None) -> Kept:
    """Look at a file and copy it into the folder of attachments, under a random key or this one; no record stands yet.

    Raises Refused: name with parts of a path, no plain file, empty, larger than 25 MB, a kind not taken, macros,
    an ending that lies, no room."""
    refuse_name(source.name)
    return take_in(source, folder, LARGEST, lambda copy: kind_of(copy, source.name).value, key.hex if key else "")


def add_attachment(
    session: Session, nomination_id: UUID, name: str, kept: Kept, folder: Path, actor: str, at: dt.datetime,
    key: UUID | None = None,
) -> Attachment:  # fmt: skip
    """Record a file that `keep_file` took in (under `key`, where one was chosen). A refusal takes the file away again.

    Raises Refused: the nomination is withdrawn or a duplicate, has its most files, or has this very file already."""
    nomination = session.get_one(Nomination, nomination_id)
    mine = select(Attachment).where(Attachment.nomination_id == nomination_id)
    try:
        if nomination.state in (NominationState.WITHDRAWN, NominationState.DUPLICATE):
            refuse("file", "problem.attachment_closed")
        if (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
            refuse("file", "problem.attachment_most", most=MOST)
        same = session.scalar(mine.where(Attachment.sha256 == kept.sha256).limit(1))
        if same is not None:
            refuse("file", "problem.attachment_twice", name=same.name or "")
    except Refused:
        drop(folder, kept.kept_as)
        raise
    made = Attachment(
        nomination_id=nomination_id, name=name, kind=AttachmentKind(kept.kind), size=kept.size, sha256=kept.sha256,
        kept_as=kept.kept_as, added_at=at, added_by=name_of(session, actor) or None,
    )  # fmt: skip
    if key is not None:
        made.id = key
    session.add(made)
    session.flush()
    return made


def remove_attachment(session: Session, attachment_id: UUID) -> None:
    """Take the record away. The file stays where it lies: undo brings the record back to it."""
    remove(session, session.get_one(Attachment, attachment_id))


def attachment_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A form or a sheet can tell about a file that is here, not bring one."""
    if record_id is None:
        yield Problem("name", "problem.attachment_needs_file")
        return
    before = session.get_one(Attachment, record_id)
    if draft.get("nomination_id") != before.nomination_id:
        yield Problem("nomination_id", "problem.attachment_stays")
    name = draft.get("name") or ""
    try:
        refuse_name(name)
    except Refused as refused:
        yield Problem("name", "problem.attachment_name", refused.problems[0].values)
        return
    if name.rpartition(".")[2].lower() not in ENDINGS[before.kind]:
        yield Problem("name", "problem.attachment_ending", {"name": name, "kind": before.kind.value})


# ---- looking -------------------------------------------------------------------------------------------------------
def files_of(session: Session, nomination_id: UUID) -> tuple[StoredFile, ...]:
    """The files of a nomination, in the order they came."""
    query = select(Attachment).where(Attachment.nomination_id == nomination_id)
    return tuple(
        StoredFile(one.id, one.name or "", one.kind, one.size, one.added_at, one.added_by or "")
        for one in session.scalars(query.order_by(Attachment.added_at, Attachment.id))
    )


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
    """A copy for looking at, read-only, in a folder of its own that `clear_opened` removes.

    The kept file is compared with its hash first. Raises Refused: not for this member's eyes, missing, altered."""
    one = session.get_one(Attachment, attachment_id)
    refuse_unfit(session, actor, session.get_one(Nomination, one.nomination_id))
    if fault := fault_of(folder, one.kept_as, one.size, one.sha256):
        key = "problem.attachment_missing" if fault == "missing" else "problem.attachment_altered"
        raise Refused(Problem("", key, {"name": one.name or ""}))
    try:
        place = Path(tempfile.mkdtemp(prefix=OPENED)) / f"{_plain_stem(one.name or '')}.{one.kind.value}"
        with replacing(place) as file:
            shutil.copyfile(folder / one.kept_as, file)
            file.chmod(0o600)
    except OSError as error:
        raise Refused(not_written(error)) from error
    return place


def _plain_stem(name: str) -> str:
    """The sender's name as far as letters, figures, blanks, '-' and '_' go; the ending is ours."""
    stem = "".join(one if one.isalnum() or one in " -_" else "_" for one in name.rpartition(".")[0])
    return stem.strip()[:60] or "plik"


def clear_opened() -> None:
    """Remove the copies that were made for looking at, also those of an earlier start; one still open stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{OPENED}*"):
        if folder.is_dir() and not folder.is_symlink():
            with suppress(OSError):
                shutil.rmtree(folder)


def attachment_problems(session: Session, folder: Path) -> list[Problem]:
    """Every recorded file that is missing or no longer what was taken in, with its nomination's number."""
    found = []
    rows = select(Attachment, Nomination.no).join(Nomination, Nomination.id == Attachment.nomination_id)
    for one, no in session.execute(rows).all():
        if fault := fault_of(folder, one.kept_as, one.size, one.sha256):
            key = "problem.attachment_missing_of" if fault == "missing" else "problem.attachment_altered_of"
            found.append(Problem("", key, {"name": one.name or "", "no": no or "–"}))
    return found
