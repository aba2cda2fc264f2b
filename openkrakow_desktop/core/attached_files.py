"""Files attached to records of any feature: their columns, how one is recorded, listed, opened and found wanting.

Nothing of a sender's file name ever becomes a path (robustness.md §2); the file comes first, its record after: a record
without its file cannot come about. A removed record leaves its file, so that undo brings both back."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session

from .declarations import Draft, Rules
from .file_kinds import ENDINGS, AttachmentKind, kind_of, refuse_name
from .files import not_written, replacing
from .kept_files import Kept, drop, fault_of, take_in
from .problems import Problem, Refused, refuse
from .record import NAME, note, personal, plain

OPENED = "openkrakow-opened-"


class AttachedFile:
    """Mixed into models of files that belong to a record. `name` is the sender's, `kept_as` the name it lies under;
    both hash and size are those of the moment it was taken in."""

    name: Mapped[str | None] = personal(String(NAME))
    kind: Mapped[AttachmentKind] = plain()
    size: Mapped[int] = plain(low=1, high=100_000_000)
    sha256: Mapped[str] = plain(String(64), hidden=True)
    kept_as: Mapped[str] = plain(String(64), hidden=True)
    added_at: Mapped[dt.datetime] = plain()
    added_by: Mapped[str | None] = personal(String(NAME))
    remark: Mapped[str | None] = note()


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
def keep_file(source: Path, folder: Path, limit: int, key: UUID | None = None) -> Kept:
    """Look at a file and copy it into the folder of attachments, under a random key or this one; no record stands yet.

    Raises Refused: name with parts of a path, no plain file, empty, larger than `limit` bytes, a kind not taken,
    macros, an ending that lies, no room."""
    refuse_name(source.name)
    return take_in(source, folder, limit, lambda copy: kind_of(copy, source.name).value, key.hex if key else "")


@contextmanager
def or_dropped(kept: Kept, folder: Path) -> Iterator[None]:
    """What is refused inside takes the kept file away again."""
    try:
        yield
    except Refused:
        drop(folder, kept.kept_as)
        raise


def attach(
    session: Session, model: type[Any], owner: Mapping[str, UUID], name: str, kept: Kept, by: str, at: dt.datetime,
    most: int, key: UUID | None = None,
) -> Any:  # fmt: skip
    """Record a kept file with its owner, {column: key}. Call it inside `or_dropped`.

    Raises Refused: the owner has its most files, or this very file already."""
    mine = select(model).filter_by(**owner)
    if (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= most:
        refuse("file", "problem.attachment_most", most=most)
    same = session.scalar(mine.where(model.sha256 == kept.sha256).limit(1))
    if same is not None:
        refuse("file", "problem.attachment_twice", name=same.name or "")
    made = model(
        **owner, name=name, kind=AttachmentKind(kept.kind), size=kept.size, sha256=kept.sha256, kept_as=kept.kept_as,
        added_at=at, added_by=by or None,
    )  # fmt: skip
    if key is not None:
        made.id = key
    session.add(made)
    session.flush()
    return made


def file_rules(model: type[Any], owner: str, needs_file: str) -> Rules:
    """A form or a sheet can tell about a file that is here, not bring one (`needs_file` says how one comes)."""

    def check(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
        if record_id is None:
            yield Problem("name", needs_file)
            return
        before: Any = session.get_one(model, record_id)
        if draft.get(owner) != getattr(before, owner):
            yield Problem(owner, "problem.attachment_stays")
        name = draft.get("name") or ""
        try:
            refuse_name(name)
        except Refused as refused:
            yield Problem("name", "problem.attachment_name", refused.problems[0].values)
            return
        if name.rpartition(".")[2].lower() not in ENDINGS[before.kind]:
            yield Problem("name", "problem.attachment_ending", {"name": name, "kind": before.kind.value})

    return check


# ---- looking -------------------------------------------------------------------------------------------------------
def stored_files(session: Session, model: type[Any], owner: Mapping[str, UUID]) -> tuple[StoredFile, ...]:
    """The files of an owner, in the order they came."""
    query = select(model).filter_by(**owner).order_by(model.added_at, model.id)
    return tuple(
        StoredFile(one.id, one.name or "", one.kind, one.size, one.added_at, one.added_by or "")
        for one in session.scalars(query)
    )


def copy_to_open(one: Any, folder: Path) -> Path:
    """A copy for looking at, read-only, in a folder of its own that `clear_opened` removes.

    The kept file is compared with its hash first. Raises Refused: missing, altered, no room."""
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


def faulty_files(rows: Iterable[Any], folder: Path) -> Iterator[tuple[Any, bool]]:
    """Records of files that are missing (True) or no longer what was taken in (False)."""
    for one in rows:
        if fault := fault_of(folder, one.kept_as, one.size, one.sha256):
            yield one, fault == "missing"
