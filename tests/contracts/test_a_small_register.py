"""Adding a small register costs what is promised: some thirty lines (model, declaration, words), and it is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOY = Path(__file__).with_name("toy_register.py")
BEGINS, ENDS = "# The whole of it", "# The end of it"


def test_a_toy_register_gets_everything_from_its_declaration() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(TOY)]
    free = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command, capture_output=True, text=True, env=free, cwd=TOY.parents[2], timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "2 passed" in done.stdout


def test_it_costs_what_is_promised() -> None:
    """A class of some twelve lines, one declaration, its words."""
    told = TOY.read_text("utf-8").partition(BEGINS)[2].partition(ENDS)[0].splitlines()[1:]
    lines = [line for line in told if line.strip()]
    words = lines.index('WORDS = """[toy_leaflet]')
    assert words <= 18 and len(lines) - words <= 15
