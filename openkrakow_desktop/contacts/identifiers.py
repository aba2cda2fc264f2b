"""Polish identifiers of organisations: NIP and REGON by their check digits, KRS by its length (it has no check digit).
How they are kept, written and found; telephones, e-mails and addresses of pages are only looked at, never refused.

A private person's PESEL is never kept, so it is only recognised, to warn of it in a remark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stdnum.pl import nip, pesel, regon

from ..core.problems import Problem

_SEPARATORS = re.compile(r"[\s.\-–/]")
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{11}(?!\d)")
_PHONE = re.compile(r"\+?[\d\s()\-–./]+(?:(?:w|wew|ext)\.? ?\d+)?")
_HOST = re.compile(r"(?:https?://)?[\w\-]+(?:\.[\w\-]+)*\.\w{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
LENGTHS = {"nip": (10,), "regon": (9, 14), "krs": (10,)}
PHONE_DIGITS = range(7, 16)  # E.164 has fifteen at most


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


def _nip_written(text: str) -> str:
    """676-100-00-75, as the tax office writes it; what is no NIP stays as it is."""
    bare = compact(text)
    return str(nip.format(bare)) if len(bare) == 10 and bare.isdecimal() else text


WRITTEN: Mapping[str, Callable[[str], str]] = {"nip": _nip_written}


def numbers_key(row: dict[str, Any]) -> str:
    """All identifiers of an organisation without separators, for the search."""
    return " ".join(compact(str(row[name])) for name in CHECKS if row.get(name))


def identifier_problems(draft: Mapping[str, Any]) -> Iterable[Problem]:
    """What is wrong with the numbers: too many or too few digits, or check digits that do not agree."""
    for name, is_valid in CHECKS.items():
        said = draft.get(name)
        if not said or is_valid(compact(said)):
            continue
        digits = sum(sign.isdecimal() for sign in said)
        if name != "krs" and digits not in LENGTHS[name]:
            yield Problem(name, f"problem.{name}_length", {"value": said, "n": digits})
        else:
            yield Problem(name, f"problem.{name}", {"value": said})


def contact_problems(draft: Mapping[str, Any]) -> Iterable[Problem]:
    """What looks mistyped in a telephone, an e-mail or a page's address: warnings, because the world knows more; only
    what is no e-mail address at all is refused, because letters would go nowhere."""
    email, phone, website = (draft.get(name) for name in ("email", "phone", "website"))
    if email and (email.count("@") != 1 or " " in email or email.startswith("@") or email.endswith("@")):
        yield Problem("email", "problem.email", {"value": email})
    elif email and "." not in email.rpartition("@")[2].strip("."):
        yield Problem("email", "problem.email", {"value": email}, warning=True)
    if phone and not (_PHONE.fullmatch(phone) and sum(sign.isdecimal() for sign in phone) in PHONE_DIGITS):
        yield Problem("phone", "problem.phone", {"value": phone}, warning=True)
    if website and not _HOST.fullmatch(website):
        yield Problem("website", "problem.website", {"value": website}, warning=True)


def holds_pesel(text: str) -> bool:
    """Whether a free text holds eleven digits that make a valid PESEL."""
    return any(pesel.is_valid(found) for found in _ELEVEN_DIGITS.findall(text))
