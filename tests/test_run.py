"""run.py decides rightly without a network, CI skips nothing, and the PySide6 of the lock survives long use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import run

SCREEN = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", None),
        ("--db office.okdb", None),
        ("--lang en --db office.okdb", None),
        ("--db=office.okdb", None),
        ("demo --scale 10", "demo"),
        ("--db measures measures 2026", "measures"),
        ("--db=x import file.xlsx", "import"),
        ("--version", "--version"),
        ("--lang pl --help", "--help"),
        ("--db", None),
    ],
)
def test_command_is_found_behind_options(line: str, command: str | None) -> None:
    assert run.command_of(line.split()) == command


@pytest.mark.parametrize(
    ("line", "with_screen", "without"),
    [
        ("", True, False),
        ("--db office.okdb", True, False),
        ("demo", True, False),
        ("demo --no-window", False, False),
        ("test", True, True),
        ("bench", True, True),
        ("measures 2026", False, False),
        ("--db x import file.xlsx", False, False),
        ("--version", False, False),
    ],
)
def test_only_commands_with_a_window_ask_for_qt(line: str, with_screen: bool, without: bool) -> None:
    assert run.needs_qt(line.split(), SCREEN, "linux") is with_screen
    assert run.needs_qt(line.split(), {}, "linux") is without
    assert not run.needs_qt(line.split(), SCREEN, "win32")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_screen_is_whatever_qt_can_draw_on(name: str) -> None:
    assert run.has_screen({name: "x"}, "linux")
    assert not run.has_screen({name: ""}, "linux")
    assert run.has_screen({}, "darwin")


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("test", "pytest --numprocesses=auto --dist=loadfile"),
        ("test tests/core -q --thorough", "pytest --numprocesses=auto --dist=loadfile tests/core -q --thorough"),
        ("bench", "benchmarks"),
        ("bench rollup", "benchmarks rollup"),
        ("", "openkrakow_desktop"),
        ("demo --scale 10", "openkrakow_desktop demo --scale 10"),
        ("import test", "openkrakow_desktop import test"),
    ],
)
def test_arguments_reach_their_module(line: str, module: str) -> None:
    assert run.module_arguments(line.split()) == ["-P", "-m", *module.split()]


def test_only_missing_libraries_are_named() -> None:
    libraries = {"libnowhere.so.7": "nowhere", "libc.so.6": "libc6", "libnowhere-else.so.1": "elsewhere"}
    if not sys.platform.startswith("linux"):
        del libraries["libc.so.6"]
    assert run.missing_packages(libraries) == ["nowhere", "elsewhere"]


def test_nothing_missing_installs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: pytest.fail("something was started"))
    run.install_qt_libraries([])


@pytest.mark.parametrize("tools", [set(), {"apt-get"}], ids=["no apt", "no sudo"])
def test_without_apt_or_root_the_line_to_type_is_told(tools: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: name if name in tools else None)
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: pytest.fail("something was started"))
    with pytest.raises(run.SetUpError, match=r"sudo apt-get .*install -y --no-install-recommends libegl1 libgl1"):
        run.install_qt_libraries(["libegl1", "libgl1"])


@pytest.mark.parametrize("changed", ["lock", "project", "python", "root"])
def test_stamp_notices_every_change(changed: str) -> None:
    parts = {"lock": b"a", "project": b"b", "python": "3.11", "root": Path("here")}
    other = parts | {changed: type(parts[changed])(b"x" if isinstance(parts[changed], bytes) else "x")}
    assert run.stamp(**parts) == run.stamp(**parts)
    assert run.stamp(**parts) != run.stamp(**other)


def test_stamp_keeps_files_apart() -> None:
    assert run.stamp(lock=b"ab", project=b"c") != run.stamp(lock=b"a", project=b"bc")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("home = /usr/bin\nversion = 3.11.2\n", (3, 11)),
        ("version_info = 3.12.0.final.0\n", (3, 12)),
        ("home = /usr/bin\n", None),
    ],
)
def test_python_of_an_environment(text: str, version: tuple[int, int] | None, tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text(text, encoding="utf-8")
    assert run.python_of_venv(tmp_path) == version


def test_python_of_no_environment(tmp_path: Path) -> None:
    assert run.python_of_venv(tmp_path / "nowhere") is None


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run, "MINIMUM_PYTHON", (99, 0))
    assert run.main([]) == run.ENVIRONMENT
    assert "Python 99.0 or newer is needed" in capsys.readouterr().err


def test_trouble_is_one_sentence_and_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise run.SetUpError("The disk is full.")

    monkeypatch.setattr(run, "set_up", broken)
    assert run.main(["measures", "2026"]) == run.ENVIRONMENT
    printed = capsys.readouterr()
    assert printed.err == "The disk is full.\n" and not printed.out


def test_a_finished_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch, environment: Path) -> None:
    (environment / "set-up.stamp").write_text(run.stamp(), encoding="utf-8")
    monkeypatch.setattr(run, "build", lambda: pytest.fail("it was built again"))
    run.set_up()
    assert run.read_stamp() == run.stamp()


@pytest.mark.parametrize("left_behind", [None, "unfinished", "of another lock"])
def test_anything_else_is_built_once(
    left_behind: str | None, monkeypatch: pytest.MonkeyPatch, environment: Path
) -> None:
    if left_behind:
        (environment / "set-up.stamp").write_text(left_behind, encoding="utf-8")
    built: list[str] = []
    monkeypatch.setattr(run, "build", lambda: built.append("built"))
    run.set_up()
    assert built == ["built"]


def test_an_interrupted_environment_starts_over(monkeypatch: pytest.MonkeyPatch, environment: Path) -> None:
    """A set-up killed while a library was being unpacked leaves "unfinished"; the next one trusts nothing in there."""
    version = ".".join(map(str, sys.version_info[:3]))
    (environment / "pyvenv.cfg").write_text(f"version = {version}\n", encoding="utf-8")
    made: list[str] = []
    monkeypatch.setattr(run, "make_venv", made.append)
    monkeypatch.setattr(run, "install_lock", lambda _: (_ for _ in ()).throw(run.SetUpError("no network")))
    with pytest.raises(run.SetUpError):
        run.build()
    assert not made and run.read_stamp() == "unfinished"
    with pytest.raises(run.SetUpError):
        run.build()
    assert len(made) == 1


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that run.py takes for its .venv."""
    (tmp_path / "python").touch()
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(run, "STAMP", tmp_path / "set-up.stamp")
    return tmp_path


def test_200_000_qt_calls_survive() -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference to None on each void call and aborts after some thousands."""
    program = (
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "for number in range(100_000):\n"
        "    thing.setObjectName('x')\n"  # returns None
        "    thing.blockSignals(True)\n"  # returns True
        "print('alive')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


SKIPPING = """
import pytest

def test_that_skips():
    pytest.skip("no PostgreSQL here")

@pytest.mark.xfail(reason="known", strict=True)
def test_that_fails_as_expected():
    assert False
"""


@pytest.mark.parametrize(("ci", "outcome"), [("", {"skipped": 1, "xfailed": 1}), ("true", {"failed": 1, "xfailed": 1})])
def test_a_skip_is_a_failure_in_ci(ci: str, outcome: dict[str, int], tmp_path: Path) -> None:
    (tmp_path / "test_skipping.py").write_text(SKIPPING, encoding="utf-8")
    printed = _pytest_in(tmp_path, ci)
    for word, count in outcome.items():
        assert f"{count} {word}" in printed
    assert "no PostgreSQL here" in printed


def test_a_skipped_module_is_a_failure_in_ci(tmp_path: Path) -> None:
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('not_there')\n", encoding="utf-8")
    assert "1 skipped" in _pytest_in(tmp_path, "")
    assert "1 error" in _pytest_in(tmp_path, "true")


def _pytest_in(folder: Path, ci: str) -> str:
    """What pytest prints over this folder's tests with the project's own conftest.py."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-rs", "--rootdir", str(folder), str(folder)]
    environment = {**run.os.environ, "CI": ci, "PYTHONPATH": str(run.ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout
