"""Right-to-left words: Arabic letters in their joined shapes, in the order in which they stand on the page.

A run is reversed as a whole; the PDF says so with /ReversedChars, and text tools read it the right way round."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = re.compile("\u0644[\u0622\u0623\u0625\u0627]|.", re.DOTALL)


def _forms() -> dict[str, dict[str, str]]:
    """Arabic letter (and lam-alef) -> its isolated, final, initial and medial shape, as Unicode itself lists them."""
    table: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if kind[1:-1] in ("isolated", "final", "initial", "medial"):
            whole = "".join(chr(int(c, 16)) for c in letters)
            table.setdefault(whole, {}).setdefault(kind[1:-1], chr(code))
    return table


_FORMS = _forms()


@lru_cache(maxsize=10_000)
def shaped(text: str) -> str:
    """What is painted for a right-to-left text: shapes that join, last letter first; combining marks are left out."""
    letters = _LETTERS.findall("".join(c for c in text if not unicodedata.combining(c)))
    out = []
    for i, letter in enumerate(letters):
        forms = _FORMS.get(letter, {})
        before = i > 0 and "initial" in _FORMS.get(letters[i - 1], ())
        after = i + 1 < len(letters) and "final" in _FORMS.get(letters[i + 1], ())
        name = "medial" if before and after else "final" if before else "initial" if after else "isolated"
        out.append(forms.get(name) or forms.get("final" if before else "isolated") or letter)
    return "".join(reversed(out))
