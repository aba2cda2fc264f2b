"""`python -m openkrakow_desktop ARGS`: hands over to the command line, which decides whether a window is needed."""

from __future__ import annotations

import sys


def main() -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 usage, 3 environment."""
    from openkrakow_desktop.app.command_line import main as run_command  # here, so that importing this module is free

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
