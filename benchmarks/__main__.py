"""`python3 run.py bench [NAME …]`: calls main() of every benchmarks/bench_NAME.py, or of those named.

A benchmark that breaks is reported and the others still run; the exit code tells that one broke, not that one was slow.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path

_PREFIX = "bench_"


def main(wanted: list[str]) -> int:
    """Run the benchmarks of these names, or all: 0 all ran, 1 one broke, 2 there is no such benchmark."""
    names = sorted(path.stem.removeprefix(_PREFIX) for path in Path(__file__).parent.glob(f"{_PREFIX}*.py"))
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(names)}", file=sys.stderr)
        return 2
    print(f"{'':<44} {'ours':>13} {'yardstick':>13} {'ratio':>8}  target")
    broken = [name for name in names if (not wanted or name in wanted) and not _runs(name)]
    if broken:
        print(f"Broken: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def _runs(name: str) -> bool:
    try:
        importlib.import_module(f"benchmarks.{_PREFIX}{name}").main()
    except Exception:
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
