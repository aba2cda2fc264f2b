"""A file for people is replaced whole or not at all, wherever the disk fills up."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from openkrakow_desktop.core import files
from openkrakow_desktop.core.files import replacing

OLD, NEW = b"old and good", b"new " * 1000


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "raport ąę.xlsx"
    path.write_bytes(OLD)
    return path


def only_the_old(target: Path) -> bool:
    return [p.name for p in target.parent.iterdir()] == [target.name] and target.read_bytes() == OLD


def test_the_new_file_takes_the_place_of_the_old(target: Path) -> None:
    with replacing(target) as temporary:
        temporary.write_bytes(NEW)
        assert temporary.parent == target.parent and target.read_bytes() == OLD
    assert target.read_bytes() == NEW
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_a_first_file_needs_no_old_one(tmp_path: Path) -> None:
    with replacing(tmp_path / "first.csv") as temporary:
        temporary.write_bytes(NEW)
    assert (tmp_path / "first.csv").read_bytes() == NEW


def test_everything_is_forced_to_the_disk_before_and_after_the_rename(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    handles: dict[int, str] = {}
    real_open, real_fsync, real_replace = os.open, os.fsync, os.replace

    def opened(path: Path, flags: int) -> int:
        handle = real_open(path, flags)
        handles[handle] = "folder" if Path(path).is_dir() else "file"
        return handle

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append(f"fsync {handles[handle]}"), real_fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("replace"), real_replace(a, b)))
    with replacing(target) as temporary, temporary.open("wb") as out:
        out.write(NEW)
    assert done == ["fsync file", "replace", "fsync folder"]


@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
def test_a_full_disk_at_the_end_keeps_the_old_file(target: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def try_it() -> None:
        with replacing(target) as temporary:
            temporary.write_bytes(NEW)
            monkeypatch.setattr(files.os, call, full)

    with pytest.raises(OSError, match="No space left") as caught:
        try_it()
    monkeypatch.undo()
    assert caught.value.errno == errno.ENOSPC
    assert only_the_old(target)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError(errno.ENOSPC, "full")])
def test_a_failing_writer_leaves_nothing_behind(target: Path, error: BaseException | type[BaseException]) -> None:
    with pytest.raises((KeyboardInterrupt, ValueError, OSError)), replacing(target) as temporary:
        temporary.write_bytes(NEW[:7])
        raise error
    assert only_the_old(target)


def test_a_writer_that_made_no_file_is_an_error(target: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(target):
        pass
    assert only_the_old(target)


def test_a_vanished_folder_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError), replacing(tmp_path / "gone" / "a.pdf") as temporary:
        temporary.write_bytes(NEW)
    assert list(tmp_path.iterdir()) == []


def write_pdf(path: Path) -> None:
    from openkrakow_desktop.core.pdf import write_pdf
    from tests.core.sample_report import report

    write_pdf(report(30), path)


def write_workbook(path: Path) -> None:
    from openkrakow_desktop.core.excel import write_excel
    from tests.core.sample_report import report

    write_excel(report(30), path)


# a PDF is written in one piece, a workbook part by part
@pytest.mark.parametrize(("write", "position"), [(write_pdf, 0), *((write_workbook, n) for n in (0, 1, 2, 5, 9, 14))])
def test_a_disk_that_fills_up_while_a_report_is_written(
    target: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None], position: int
) -> None:
    """The n-th write to the target's folder fails, as on a full disk; the old report stays, the next one succeeds."""
    import builtins
    import io

    real, left = builtins.open, [position]

    class Filling(io.FileIO):
        def write(self, data: object) -> int:
            if left[0] <= 0:
                full()
            left[0] -= 1
            return super().write(data)  # type: ignore[arg-type]

    def opened(file: object, mode: str = "r", *args: object, **more: object) -> object:
        if isinstance(file, (str, Path)) and Path(file).parent == target.parent and set(mode) & set("wx+"):
            return Filling(str(file), "w" if "r" not in mode else "r+")
        return real(file, mode, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(io, "open", opened)
    with pytest.raises(OSError, match="No space left"):
        write(target)
    monkeypatch.undo()
    assert only_the_old(target)
    write(target)
    assert target.read_bytes() != OLD
