"""Polish identifiers of organisations: NIP and REGON by their check digits, KRS by its length (it has no check digit).

A private person's PESEL is never kept, so it is only recognised, to warn of it in a remark."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stdnum.pl import nip, pesel, regon

_SEPARATORS = re.compile(r"[\s.\-–/]")
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{11}(?!\d)")


def compact(text: str) -> str:
    """The digits as registers keep them: '676-10-00-075' and '676 100 00 75' are one number."""
    bare = _SEPARATORS.sub("", text.strip())
    return bare.upper().removeprefix("PL")


def is_krs(text: str) -> bool:
    """Ten digits."""
    return len(text) == 10 and text.isdecimal()


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "nip": lambda text: bool(nip.is_valid(text)),
    "regon": lambda text: bool(regon.is_valid(text)),
    "krs": is_krs,
}


def holds_pesel(text: str) -> bool:
    """Whether a free text holds eleven digits that make a valid PESEL."""
    return any(pesel.is_valid(found) for found in _ELEVEN_DIGITS.findall(text))
