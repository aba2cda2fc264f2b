"""SIGKILL in the middle of an import and of a demo: the database opens, the journal proves itself, an import is there
whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from openkrakow_desktop.app.startup import demo_place
from tests.running import Run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="no SIGKILL there")

# Python that a child runs before the command: it kills itself without a word at the place named.
AT_ROW = """
from openkrakow_desktop.core.work import Progress
step = Progress.step
def stop(self, done, total):
    if done == {row}: os.kill(os.getpid(), signal.SIGKILL)
    step(self, done, total)
Progress.step = stop
"""
AT_COMMIT = """
from openkrakow_desktop.core import store_engine
commit, count = store_engine.commit, [0]
def stop(session):
    count[0] += 1
    if {before} and count[0] == {n}: session.flush(); os.kill(os.getpid(), signal.SIGKILL)
    commit(session)
    if not {before} and count[0] == {n}: os.kill(os.getpid(), signal.SIGKILL)
store_engine.commit = stop
"""


TINY = """
from openkrakow_desktop.app.demo import make
whole = make.make_demo
make.make_demo = lambda *places, **options: whole(*places, **(options | {'scale': 0.02}))
"""


def killed(home: Path, how: str, *arguments: object, tiny: bool = False) -> None:
    """Run a command in a child that kills itself as `how` says."""
    script = f"import os, signal, sys\n{how}\n{TINY if tiny else ''}\n" \
             "from openkrakow_desktop.app.command_line import main; sys.exit(main(sys.argv[1:]))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, check=False, timeout=120,
                          capture_output=True, env=os.environ | {"OPENKRAKOW_HOME": str(home)})  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr


def sound(place: Path) -> None:
    """The database opens and proves itself, in a process of its own: the tests' trial tables are none of its."""
    for command in ("verify", "check"):
        line = [sys.executable, "-m", "openkrakow_desktop", "--db", str(place), command]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("how", "taken"), [
    (AT_ROW.format(row=3), False), (AT_ROW.format(row=700), False), (AT_COMMIT.format(n=1, before=True), False),
    (AT_COMMIT.format(n=1, before=False), True)], ids=["first rows", "half-way", "before commit", "after commit"])
def test_an_import_is_there_whole_or_not_at_all(
    run: Run, db: Path, fresh: Path, own_home: Path, how: str, taken: bool
) -> None:
    assert run("--db", db, "export", "contact", "all.csv")[0] == 0
    rows = len(Path("all.csv").read_text("utf-8-sig").splitlines()) - 1
    assert rows > 1000
    killed(own_home, how, "--db", fresh, "import", Path("all.csv").absolute(), "--create-missing")
    sound(fresh)
    code, out, err = run("--db", fresh, "import", "all.csv", "--create-missing", "--json")  # what is there is known
    counts = json.loads(out)["registers"]["contact"]
    assert code == 0 and (counts["same"], counts["new"]) == ((rows, 0) if taken else (0, rows)), err
    sound(fresh)


@pytest.mark.parametrize("how", [AT_COMMIT.format(n=n, before=before) for n, before in ((5, True), (9, False))])
def test_half_a_demo_opens_and_the_next_one_takes_its_place(
    run: Run, tmp_path: Path, own_home: Path, how: str
) -> None:
    place = tmp_path / "show" / "demo.okdb"
    killed(own_home, how, "demo", "--no-window", "--out", place.parent, tiny=True)
    sound(place)
    assert demo_place("", place.parent) == str(place) and list(place.parent.iterdir()) == []
