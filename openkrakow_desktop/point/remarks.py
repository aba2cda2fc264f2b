"""Remarks that seem to name somebody: a name, a phone number, an address, a PESEL. A warning, never a refusal.

The Point keeps no names (domain.md §1.2). The patterns remind people; they prove nothing and know few names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..core.problems import Problem

_PESEL = re.compile(r"(?<!\d)\d{11}(?!\d)")
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_PHONE = re.compile(r"(?<![\d./-])(?:\+\d{2,3}[ -]?)?\d{3}[ -]?\d{3}[ -]?\d{3}(?![\d./-])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_CAPITAL = r"[A-ZĄĆĘŁŃÓŚŹŻА-ЯҐЄІЇ]"
_WORD = _CAPITAL + r"[\w’'-]{2,}"
_TITLED = re.compile(r"(?<!\w)(?:[Pp]an|[Pp]ani|[Pp]ana|[Pp]anem|[Pp]\.|Mrs?|Ms|[Пп]ан|[Пп]ані)\.?\s+" + _WORD)
_SURNAME = re.compile(
    r"(?<!\w)" + _WORD + r"\s+" + _CAPITAL + r"[\w’'-]*(?:sk[iay]|ck[iay]|dzk[iay]|wicz|czyk|czuk|chuk|enko|uk|yuk|ów|"
    r"ov|ova|ев|ева|ов|ова|енко|чук|щук|юк|ськ[аий]{1,2}|цьк[аий]{1,2}|ський|цький|ко)(?!\w)"
)
_OFFICES = re.compile(  # names that look like people's and are places or papers
    r"(?:Urz[ąę]d|Urzędu|Karta|Karty|Miasta?|Kraków|Krakowa|Województwo|Małopolsk\w+|Ulica|Dom|Fundacja|Rynek|Plac|"
    r"Wydział|Office|Centrum|Szkoł[ay]|Uniwersytet|Straż\w*|Nowa|Stare|Stary|Wielick\w+)\s"
)


def is_pesel(digits: str) -> bool:
    """Whether eleven digits are a PESEL: the check digit and the month agree."""
    if len(digits) != 11 or not digits.isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    month = int(digits[2:4]) % 20
    return (10 - total % 10) % 10 == int(digits[10]) and 1 <= month <= 12


def what_it_names(text: str) -> str:
    """What the text seems to tell of somebody: 'pesel', 'mail', 'phone', 'name', or '' for nothing."""
    if any(is_pesel(found) for found in _PESEL.findall(text)):
        return "pesel"
    if _MAIL.search(text):
        return "mail"
    if _PHONE.search(text):
        return "phone"
    surname = _SURNAME.search(text)
    named = surname is not None and not _OFFICES.match(surname.group() + " ")
    return "name" if named or _TITLED.search(text) else ""


def naming_problems(field: str, text: str | None) -> Iterable[Problem]:
    """A warning for a remark that seems to name somebody."""
    if text and (kind := what_it_names(text)):
        yield Problem(field, f"problem.names_{kind}", warning=True)
