"""Files of nominations: hostile names and contents, alteration, full disks, undo, backups, and who may look."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.competition import attachments
from openkrakow_desktop.competition.attachments import (
    add_attachment,
    attachment_problems,
    clear_opened,
    files_of,
    keep_file,
    open_copy,
    remove_attachment,
)
from openkrakow_desktop.competition.check_tables import Attachment
from openkrakow_desktop.competition.feature import ATTACHMENTS, NOMINATIONS
from openkrakow_desktop.competition.kinds import ConflictKind
from openkrakow_desktop.competition.model import Juror, Nomination
from openkrakow_desktop.competition.own_scores import declare_conflict, declare_no_conflict, dossier
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core import kept_files
from openkrakow_desktop.core.backup import backup, restore
from openkrakow_desktop.core.file_kinds import AttachmentKind
from openkrakow_desktop.core.kept_files import folder_of
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store

from . import build

PDF = b"%PDF-1.7\nletter\n%%EOF\n"
AT = build.SIGNED


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "kept"
    clear_opened()


def file(tmp_path: Path, name: str, content: bytes = PDF) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def office(tmp_path: Path, name: str, kind: str = "", *more: str) -> Path:
    """A document archive that says what it is."""
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<Types><Override ContentType='{kind}'/></Types>")
        for part in more:
            archive.writestr(part, "x")
    return path


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def odt(tmp_path: Path, name: str, *more: str) -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for part in more:
            archive.writestr(part, "x")
    return path


def nominated(session: Session) -> UUID:
    edition = build.edition(session)
    return build.nomination(session, edition, build.candidate(session, edition))


def added(session: Session, nomination: UUID, path: Path, folder: Path) -> UUID:
    return add_attachment(session, nomination, path.name, keep_file(path, folder), folder, "Ewa", AT).id


def key_of(info: pytest.ExceptionInfo[Refused]) -> str:
    return info.value.problems[0].key.removeprefix("problem.")


def refused(path: Path, folder: Path) -> str:
    """The key of the refusal; nothing may be left in the folder."""
    with pytest.raises(Refused) as info:
        keep_file(path, folder)
    assert not folder.exists() or list(folder.iterdir()) == []
    return key_of(info)


def test_the_kinds_that_are_taken(tmp_path: Path, folder: Path) -> None:
    found = {
        keep_file(path, folder).kind
        for path in (
            file(tmp_path, "a.pdf"), file(tmp_path, "b.PNG", b"\x89PNG\r\n\x1a\nx"),
            file(tmp_path, "c.jpeg", b"\xff\xd8\xff\xe0x"), office(tmp_path, "d.docx", DOCX), odt(tmp_path, "e.odt"),
            office(tmp_path, "f.xlsx", XLSX), file(tmp_path, "g.mp3", b"ID3\x04x"),
            file(tmp_path, "h.mp4", b"\0\0\0\x18ftypmp42"),
        )
    }  # fmt: skip
    assert found == {one.value for one in AttachmentKind}
    assert all(len(one.name) == 32 and one.name.isalnum() for one in folder.iterdir())  # no name of the sender's


@pytest.mark.parametrize(
    "name", ["..", "a\\b.pdf", "C:a.pdf", "a\u202efdp.exe.pdf", "a\nb.pdf", "a\u200b.pdf", ". .", "list?.pdf"]
)
def test_hostile_names(name: str, tmp_path: Path, folder: Path) -> None:
    source = file(tmp_path, "plain.pdf")
    if name != "..":
        source = source.rename(tmp_path / name)
    assert refused(source if name != ".." else tmp_path / "..", folder) == "attachment_name"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ\x90\0"), ("a.sh", b"#!/bin/sh\n"), ("a.pdf", b"MZ\x90\0"), ("a.js", b"alert(1)"),
     ("a.svg", b"<svg onload='x'/>"), ("a.html", b"<html>"), ("a.zip", b"PK\x05\x06" + bytes(18)),
     ("a.docx", b"PK\x03\x04 broken"), ("a.elf", b"\x7fELF")],
)  # fmt: skip
def test_other_kinds_are_refused(name: str, content: bytes, tmp_path: Path, folder: Path) -> None:
    assert refused(file(tmp_path, name, content), folder) == "attachment_kind"


def test_macros_and_embedded_programs_are_refused(tmp_path: Path, folder: Path) -> None:
    for path in (
        office(tmp_path, "a.docx", DOCX, "word/vbaProject.bin"),
        office(tmp_path, "b.xlsx", XLSX, "xl/embeddings/oleObject1.bin"),
        office(tmp_path, "c.docx", "application/vnd.ms-word.document.macroEnabled.main+xml"),
        odt(tmp_path, "d.odt", "Basic/Standard/Module1.xml"),
    ):
        assert refused(path, folder) == "attachment_macros"


def test_a_name_that_lies(tmp_path: Path, folder: Path) -> None:
    assert refused(file(tmp_path, "umowa.pdf.exe"), folder) == "attachment_ending"
    assert refused(file(tmp_path, "zdjecie.png"), folder) == "attachment_ending"


def test_only_plain_files(tmp_path: Path, folder: Path) -> None:
    link = tmp_path / "link.pdf"
    link.symlink_to(file(tmp_path, "secret.pdf"))
    assert refused(link, folder) == "kept_not_plain"
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    assert refused(pipe, folder) == "kept_not_plain"
    (tmp_path / "folder.pdf").mkdir()
    assert refused(tmp_path / "folder.pdf", folder) == "kept_not_plain"
    assert refused(file(tmp_path, "empty.pdf", b""), folder) == "kept_empty"
    assert refused(tmp_path / "gone.pdf", folder) == "file_folder_gone"


def test_too_large(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 10)
    assert refused(file(tmp_path, "a.pdf"), folder) == "kept_too_big"


def test_a_full_disk_leaves_nothing(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    source = file(tmp_path, "a.pdf")
    monkeypatch.setattr(kept_files, "_copied", full)
    assert refused(source, folder) == "file_disk_full"


def test_limits_of_a_nomination(store: Store, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.write("test") as session:
        one = nominated(session)
        added(session, one, file(tmp_path, "a.pdf"), folder)
        with pytest.raises(Refused) as info:
            added(session, one, file(tmp_path, "b.pdf"), folder)
        assert key_of(info) == "attachment_twice"
        monkeypatch.setattr(attachments, "MOST", 1)
        with pytest.raises(Refused) as info:
            added(session, one, file(tmp_path, "c.pdf", PDF + b"other"), folder)
        assert key_of(info) == "attachment_most"
    assert len(list(folder.iterdir())) == 1  # what was refused did not stay


def test_opened_only_unaltered(store: Store, tmp_path: Path, folder: Path) -> None:
    with store.write("test") as session:
        one = added(session, nominated(session), file(tmp_path, "list & ąę;rm.pdf"), folder)
        path = open_copy(session, "", one, folder)
        assert path.read_bytes() == PDF and path.suffix == ".pdf" and path.parent != folder
        assert path.stem == "list _ ąę_rm"
        kept = folder / session.get_one(Attachment, one).kept_as
        path.write_bytes(b"scribbled")  # the copy is no way to the kept file
        assert kept.read_bytes() == PDF and attachment_problems(session, folder) == []
        clear_opened()
        assert not path.exists()
        kept.write_bytes(PDF.replace(b"letter", b"LETTER"))
        with pytest.raises(Refused) as info:
            open_copy(session, "", one, folder)
        assert key_of(info) == "attachment_altered"
        assert [one.key for one in attachment_problems(session, folder)] == ["problem.attachment_altered_of"]
        kept.unlink()
        kept.symlink_to(tmp_path / "list & ąę;rm.pdf")
        with pytest.raises(Refused) as info:
            open_copy(session, "", one, folder)
        assert key_of(info) == "attachment_missing"
        kept.unlink()
        assert [one.key for one in attachment_problems(session, folder)] == ["problem.attachment_missing_of"]


def test_a_record_from_elsewhere_is_no_path(store: Store, tmp_path: Path, folder: Path) -> None:
    """A merged record may name anything; only our own names are looked at."""
    with store.write("test") as session:
        one = added(session, nominated(session), file(tmp_path, "a.pdf"), folder)
        session.get_one(Attachment, one).kept_as = "../a.pdf"
        session.flush()
        with pytest.raises(Refused) as info:
            open_copy(session, "", one, folder)
        assert key_of(info) == "attachment_missing"


def test_removed_with_undo(store: Store, tmp_path: Path, folder: Path) -> None:
    with store.write("test") as session:
        one = nominated(session)
        key = added(session, one, file(tmp_path, "a.pdf"), folder)
    with store.write("attachment.delete") as session:
        remove_attachment(session, key)
    with store.read() as session:
        assert files_of(session, one) == ()
    store.undo(store.timeline(1)[0].id)
    with store.read() as session:
        (back,) = files_of(session, one)
        assert open_copy(session, "", back.id, folder).read_bytes() == PDF


def test_gone_with_its_nomination_and_back(store: Store, tmp_path: Path, folder: Path) -> None:
    with store.write("test") as session:
        one = nominated(session)
        added(session, one, file(tmp_path, "a.pdf"), folder)
    with store.write("nomination.delete") as session:
        NOMINATIONS.remove(session, one)
        assert session.scalar(select(Attachment.id)) is None
    store.undo(store.timeline(1)[0].id)
    with store.read() as session:
        assert attachment_problems(session, folder) == [] and len(files_of(session, one)) == 1


def test_a_form_renames_and_brings_no_file(store: Store, tmp_path: Path, folder: Path) -> None:
    with store.write("test") as session:
        one = nominated(session)
        key = added(session, one, file(tmp_path, "a.pdf"), folder)
        build.change(session, ATTACHMENTS, key, name="List polecający.pdf")
        for name, why in (("../x.pdf", "attachment_name"), ("x.exe", "attachment_ending")):
            with pytest.raises(Refused) as info:
                build.change(session, ATTACHMENTS, key, name=name)
            assert key_of(info) == why
        with pytest.raises(Refused) as info:
            build.put(session, ATTACHMENTS, nomination_id=one, name="a.pdf")
        assert key_of(info) == "attachment_needs_file"


def test_a_member_opens_only_what_is_theirs(store: Store, tmp_path: Path, folder: Path) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        olga = build.accepted(session, edition, "Olga Kos")
        nomination = session.scalars(select(Nomination.id).where(Nomination.candidate_id == olga)).one()
        key = added(session, nomination, file(tmp_path, "a.pdf"), folder)
        actors = []
        for name in ("Ewa", "Jan"):
            account = Account(name=name, role=Role.JUROR)
            session.add(account)
            session.flush()
            actors.append(account.id.hex)
            build.juror(session, edition, name, account_id=account.id)
        build.begin_scoring(session, edition)
        cards = [build.ballot(session, seat, olga).id for seat in _seats(session, actors)]
        for actor, card in zip(actors, cards, strict=True):
            assert dossier(session, actor, card).sources[0].files == ()
            with pytest.raises(Refused) as info:
                open_copy(session, actor, key, folder)
            assert key_of(info) == "declare_first"
        declare_no_conflict(session, actors[0], [cards[0]])
        assert [one.id for one in dossier(session, actors[0], cards[0]).sources[0].files] == [key]
        assert open_copy(session, actors[0], key, folder).read_bytes() == PDF
        declare_conflict(session, actors[1], cards[1], ConflictKind.FAMILY)
        assert dossier(session, actors[1], cards[1]).sources[0].files == ()
        declare_conflict(session, actors[0], cards[0], ConflictKind.OTHER)  # later found out: shut again
        for actor in actors:
            with pytest.raises(Refused) as info:
                open_copy(session, actor, key, folder)
            assert key_of(info) == "attachment_excluded"
        assert open_copy(session, "", key, folder).read_bytes() == PDF  # the office


def _seats(session: Session, actors: list[str]) -> list[UUID]:
    return [session.scalars(select(Juror.id).where(Juror.account_id == UUID(hex=one))).one() for one in actors]


def test_backups_share_the_files(sqlite_store: Store, tmp_path: Path) -> None:
    own = folder_of(sqlite_store)
    with sqlite_store.write("test") as session:
        one = nominated(session)
        added(session, one, file(tmp_path, "a.pdf"), own)
    for name in ("copies", "elsewhere"):
        (tmp_path / name).mkdir()
    made = backup(sqlite_store, tmp_path / "copies" / "a.okdb")
    backup(sqlite_store, tmp_path / "copies" / "b.okdb")
    assert len(list((tmp_path / "copies" / "attachments").iterdir())) == 1
    restore(made.path, tmp_path / "elsewhere" / "new.okdb")
    again = Store(tmp_path / "elsewhere" / "new.okdb")
    again.open()
    try:
        with again.read() as session:
            assert attachment_problems(session, folder_of(again)) == []
    finally:
        again.close()


def test_killed_between_copy_and_record(sqlite_store: Store, tmp_path: Path) -> None:
    """The file comes first: whatever dies in between leaves a file nobody names, never a record without its file."""
    with sqlite_store.write("test") as session:
        one = nominated(session)
    program = textwrap.dedent(
        """
        import datetime, os, signal, sys
        from pathlib import Path
        from uuid import UUID
        from openkrakow_desktop.app.features import DECLARED
        from openkrakow_desktop.competition import attachments
        from openkrakow_desktop.core.kept_files import folder_of
        from openkrakow_desktop.core.store import Store
        store = Store(Path(sys.argv[1])); store.open()
        folder = folder_of(store)
        kept = attachments.keep_file(Path(sys.argv[2]), folder)
        if sys.argv[4] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        with store.write("attachment.add") as session:
            now = datetime.datetime.now(datetime.UTC)
            attachments.add_attachment(session, UUID(sys.argv[3]), "a.pdf", kept, folder, "", now)
            if sys.argv[4] == "within":
                os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    source = file(tmp_path, "a.pdf")
    for when in ("before", "within"):
        ended = subprocess.run(
            [sys.executable, "-c", program, str(sqlite_store.path), str(source), str(one), when],
            capture_output=True, check=False,
        )  # fmt: skip
        assert ended.returncode == -9, ended.stderr.decode()
        with sqlite_store.read() as session:
            assert files_of(session, one) == () and attachment_problems(session, folder_of(sqlite_store)) == []
    assert list(folder_of(sqlite_store).iterdir())
