"""A cold start of the command line that does no work, a process each time, against its half second."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial

from .measure import ratio

LIMIT = 0.5  # seconds


def main() -> None:
    """Print the ratios."""
    for argument in ("--version", "--help"):
        command = [sys.executable, "-m", "openkrakow_desktop", argument]
        start = partial(subprocess.run, command, stdout=subprocess.DEVNULL, check=True)
        ratio(f"openkrakow {argument}, of {LIMIT:g} s", start, partial(time.sleep, LIMIT), runs=9, target=1)


if __name__ == "__main__":
    main()
