"""Tables of commands as lines of text: spaces only, so that a line can be cut and pasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

GAP = "  "


def table_lines(heads: str, told: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns in step under their heads (parted by |); the last one runs free."""
    lines = [heads.split("|"), *told]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]) - 1)]
    for line in lines:
        padded = [text.ljust(width) for text, width in zip(line, widths, strict=False)]
        yield GAP.join([*padded, line[-1]]).rstrip()
