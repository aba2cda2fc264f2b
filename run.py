#!/usr/bin/env python3
"""Sets everything up, once, and starts the program: the only file that runs before anything is installed (stdlib only).

python3 run.py                 the window            python3 run.py test [PYTEST ARGS]   every check there is
python3 run.py demo            an invented year      python3 run.py bench [NAME …]       ratios against yardsticks
python3 run.py ARGS            any other command of `openkrakow ARGS`, see `python3 run.py --help`
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

MINIMUM_PYTHON = (3, 11)
ENVIRONMENT = 3  # the exit code of everything that is the machine's fault, as in the program itself

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "set-up.stamp"

# Shared library that Qt loads -> Debian package that has it. The first eight are needed even without a screen.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

_UNFINISHED = "unfinished"
_OPTIONS_WITH_VALUE = {"--db", "--lang"}  # those that may stand before the command


def main(arguments: list[str]) -> int:
    if sys.version_info[:2] < MINIMUM_PYTHON:
        return complain("Python {}.{} or newer is needed; this is {}.".format(*MINIMUM_PYTHON, sys.version.split()[0]))
    try:
        if needs_qt(arguments, os.environ, sys.platform):
            install_qt_libraries(missing_packages())
        set_up()
    except SetUpError as error:
        return complain(str(error))
    return start(arguments)


class SetUpError(Exception):
    """Something the machine lacks; the text says what it is and what to do."""


def complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return ENVIRONMENT


# --- what was asked for -----------------------------------------------------------------------------------------------


def command_of(arguments: list[str]) -> str | None:
    """The command's name, or None for the window; `--version` and `--help` count as commands."""
    words = iter(arguments)
    for word in words:
        if word in _OPTIONS_WITH_VALUE:
            next(words, None)
        elif word in {"-h", "--help", "--version"} or not word.startswith("-"):
            return word
    return None


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether Qt could draw something: always outside Linux, there only with a display or a platform chosen by hand."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not platform.startswith("linux") or any(environment.get(name) for name in names)


def needs_qt(arguments: list[str], environment: Mapping[str, str], platform: str) -> bool:
    """Whether this command loads Qt, so that importing a workbook on a server never asks for a graphics library."""
    command = command_of(arguments)
    if not platform.startswith("linux"):
        return False  # elsewhere the wheels bring everything
    if command in {"test", "bench"}:
        return True
    if command == "demo" and "--no-window" in arguments:
        return False
    return command in {None, "demo"} and has_screen(environment, platform)


PARALLEL = ("--numprocesses=auto", "--dist=loadfile")  # both cores; a file's tests stay together


def module_arguments(arguments: list[str]) -> list[str]:
    """What Python in .venv is told. `-P`: a `json.py` in the caller's folder must not be taken for the real one."""
    if arguments[:1] == ["test"]:
        return ["-P", "-m", "pytest", *PARALLEL, *arguments[1:]]
    if arguments[:1] == ["bench"]:
        return ["-P", "-m", "benchmarks", *arguments[1:]]
    return ["-P", "-m", "openkrakow_desktop", *arguments]


# --- libraries of the system ------------------------------------------------------------------------------------------


def missing_packages(libraries: dict[str, str] = QT_LIBRARIES) -> list[str]:
    """The Debian packages of those libraries that cannot be loaded, in the order of the table."""
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def install_qt_libraries(packages: list[str]) -> None:
    """Install exactly these with apt, as root or through sudo; if that cannot be, SetUpError gives the line to type."""
    if not packages:
        return
    install = ["apt-get", "-o", "Acquire::Retries=3", "install", "-y", "--no-install-recommends", *packages]
    by_hand = f"Qt needs libraries of the system. Please run (or have it run for you):\n  sudo {' '.join(install)}"
    if not shutil.which("apt-get"):
        raise SetUpError(f"{by_hand}\n(those are the names on Debian and Ubuntu; this system calls them otherwise)")
    become_root: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            raise SetUpError(by_hand)
        become_root = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]  # -n: nobody is there to type a password
    say("Installing libraries of the system for Qt: " + " ".join(packages))
    become_root += ["env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*become_root, "apt-get", "update", "-q"], stdout=subprocess.DEVNULL, check=False)
    if subprocess.run([*become_root, *install], stdout=subprocess.DEVNULL, check=False).returncode:
        raise SetUpError(by_hand)


# --- the program's own environment ------------------------------------------------------------------------------------


def set_up() -> None:
    """Make .venv what requirements.lock says, unless the stamp tells that it is; after an interruption, start over."""
    if read_stamp() == stamp():
        return
    with LOCK.open(encoding="utf-8") as lock:
        wait_for_turn(lock)
        if read_stamp() != stamp():  # else another start made it while this one waited
            build()


def build() -> None:
    """Make or mend .venv; its stamp is "unfinished" until all is there, because a half-unpacked library looks whole."""
    say("Setting up (once; it takes a few minutes and needs the network) …")
    base_python = getattr(sys, "_base_executable", "") or sys.executable  # also when called by the Python inside .venv
    if not PYTHON.exists() or python_of_venv() != sys.version_info[:2] or read_stamp() == _UNFINISHED:
        make_venv(base_python)
    STAMP.write_text(_UNFINISHED, encoding="utf-8")
    install_lock(base_python)
    # No build backend: the program runs from this folder, which the environment learns here.
    packages = sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)})
    Path(packages, "openkrakow-desktop.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    compile_sources = [str(PYTHON), "-m", "compileall", "-q", str(ROOT / "openkrakow_desktop")]
    subprocess.run(compile_sources, check=False)  # only speed: a read-only folder is no reason to stop
    STAMP.write_text(stamp(), encoding="utf-8")


def read_stamp() -> str | None:
    """What the last set-up left, or None if there was none or its Python is gone."""
    return STAMP.read_text(encoding="utf-8") if PYTHON.exists() and STAMP.exists() else None


def wait_for_turn(lock: TextIO) -> None:
    """Let one start at a time set up: somebody impatient opens the program twice. Held until `lock` is closed."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX)


def stamp(lock: bytes | None = None, project: bytes | None = None, python: str = sys.version, root: Path = ROOT) -> str:
    """A fingerprint of everything .venv depends on: what is to be installed, by which Python, and where it lies."""
    lock = LOCK.read_bytes() if lock is None else lock
    project = PROJECT.read_bytes() if project is None else project
    parts = (lock, project, python.encode(), str(root).encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def python_of_venv(folder: Path = VENV) -> tuple[int, int] | None:
    """(major, minor) of the Python that made this environment, or None if it does not say."""
    try:
        text = (folder / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", text, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else None


def make_venv(base_python: str) -> None:
    """An environment without pip, because Debian's Python has no ensurepip; the pip outside installs into it."""
    if importlib.util.find_spec("venv") is None:
        raise SetUpError("Python's module venv is missing. Please run:\n  sudo apt-get install -y python3-venv")
    command = [base_python, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    if subprocess.run(command, check=False).returncode:
        raise SetUpError(f"The folder {VENV} could not be made; the lines above say why. May you write here?")


def install_lock(base_python: str) -> None:
    """Install requirements.lock, every file checked against its hash."""
    pip = [base_python, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        raise SetUpError(
            "Python's installer pip is missing. Please run one of these:\n"
            f"  sudo apt-get install -y python3-pip\n  {base_python} -m ensurepip"
        )
    install = ["--python", str(PYTHON), "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    if subprocess.run([*pip, *install, "--requirement", str(LOCK)], check=False).returncode:
        raise SetUpError(
            "The libraries could not be installed; the lines above say why. Is there a network, and room on the disk?\n"
            "Nothing is half done: the next start tries again. (pip 22.3 or newer is needed.)"
        )


def start(arguments: list[str]) -> int:
    """Become the program (Windows: run it and wait). Commands run in the caller's folder, tests in the project's."""
    if arguments[:1] in (["test"], ["bench"]):
        os.chdir(ROOT)
    command = [str(PYTHON), *module_arguments(arguments)]
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)  # no parent stays behind: Ctrl+C and exit codes are the program's own


def say(sentence: str) -> None:
    """To stderr, so that `--json` prints one document and nothing else."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
