"""`python -m openkrakow_desktop ARGS`: hands over to the command line, which decides whether a window is needed."""

from __future__ import annotations

import io
import sys


def main() -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 usage, 3 environment."""
    try:
        from openkrakow_desktop.app.command_line import main as run_command  # here, so that importing this is free

        _speak_any_language()
        return run_command(sys.argv[1:])
    except KeyboardInterrupt:  # before there are words to say it in
        return 1


def _speak_any_language() -> None:
    """A console or a pipe of another encoding (Windows) costs single letters, never the result."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
