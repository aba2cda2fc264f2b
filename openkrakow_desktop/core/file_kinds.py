"""What an attached file is by its content: the few kinds that are taken; whatever can carry a program is refused.

The sender's name only has to agree with the content; it decides nothing and never becomes a path."""

from __future__ import annotations

import enum
import zipfile
from pathlib import Path

from .problems import Problem, Refused
from .text import has_hidden_marks


class AttachmentKind(enum.Enum):
    """What a file is, found out from its content; the value is also the ending it is kept and opened under."""

    PDF = "pdf"
    PNG = "png"
    JPG = "jpg"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    MP3 = "mp3"
    MP4 = "mp4"


K = AttachmentKind
ENDINGS = {
    K.PDF: ("pdf",), K.PNG: ("png",), K.JPG: ("jpg", "jpeg"), K.DOCX: ("docx",), K.ODT: ("odt",), K.XLSX: ("xlsx",),
    K.MP3: ("mp3",), K.MP4: ("mp4", "m4v", "m4a"),
}  # fmt: skip
_STARTS = (
    (b"%PDF-", K.PDF), (b"\x89PNG\r\n\x1a\n", K.PNG), (b"\xff\xd8\xff", K.JPG), (b"ID3", K.MP3), (b"\xff\xfb", K.MP3),
    (b"\xff\xf3", K.MP3), (b"\xff\xf2", K.MP3),
)  # fmt: skip
_OFFICE = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": K.DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": K.XLSX,
}
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_TYPES = "[Content_Types].xml"
_LARGEST_LIST, _MOST_MEMBERS = 1 << 20, 5_000
_MACROS = ("vbaproject.bin", "vbadata.xml", "activex", "oleobject", "basic/", "scripts/")  # parts that run
_PATHS = frozenset('/\\:*?"<>|')


def refuse_name(name: str) -> None:
    """Refuse a file name that holds parts of a path or marks nobody sees."""
    if not name.strip(" .") or set(name) & _PATHS or has_hidden_marks(name) or not name.isprintable():
        shown = "".join(one for one in name if one.isprintable())[:80]
        raise Refused(Problem("file", "problem.attachment_name", {"name": shown}))


def kind_of(path: Path, name: str) -> AttachmentKind:
    """What the file is. Raises Refused: a kind that is not taken, a document with macros, an ending that lies."""
    found = _found(path, name)
    if found is None:
        taken = ", ".join(ending for endings in ENDINGS.values() for ending in endings[:1])
        raise Refused(Problem("file", "problem.attachment_kind", {"name": name, "kinds": taken}))
    if name.rpartition(".")[2].lower() not in ENDINGS[found]:
        raise Refused(Problem("file", "problem.attachment_ending", {"name": name, "kind": found.value}))
    return found


def _found(path: Path, name: str) -> AttachmentKind | None:
    with path.open("rb") as file:
        start = file.read(16)
    for mark, kind in _STARTS:
        if start.startswith(mark):
            return kind
    if start[4:8] == b"ftyp":
        return K.MP4
    return _archive(path, name) if start.startswith(b"PK\x03\x04") else None


def _archive(path: Path, name: str) -> AttachmentKind | None:
    """A document that is an archive: its list of parts is read, nothing of it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [one.filename.lower() for one in archive.infolist()]
            if len(parts) > _MOST_MEMBERS:
                return None
            if any(mark in part for part in parts for mark in _MACROS):
                raise Refused(Problem("file", "problem.attachment_macros", {"name": name}))
            if "mimetype" in parts:
                return K.ODT if _read(archive, "mimetype").strip() == _OPEN_TEXT else None
            if _TYPES.lower() not in parts:
                return None
            listed = _read(archive, _TYPES)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError):
        return None
    if b"macroenabled" in listed.lower():
        raise Refused(Problem("file", "problem.attachment_macros", {"name": name}))
    return next((kind for mark, kind in _OFFICE.items() if mark in listed), None)


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part's beginning; a part that swells beyond all measure is cut and so not recognised."""
    with archive.open(part) as file:
        return file.read(_LARGEST_LIST)
