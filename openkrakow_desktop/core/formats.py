"""How numbers, money, percentages, dates and times are written in Polish, English and Ukrainian (terms.md §14).

Rounding is half away from zero and happens only here, exactly; zero is always `0`."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

NBSP = "\u00a0"
MINUS = "\u2212"
_HANGING = re.compile("(?<![^ (\u00a0„«“])([aiouwzAIOUWZавзійоуяАВЗІЙОУЯ§]) ")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _scaled(value: int | Decimal | Fraction, digits: int) -> int:
    """value · 10^digits, rounded half away from zero, exactly."""
    power = int(10**digits)
    if isinstance(value, int):
        return value * power
    scaled = Fraction(value) * power
    size = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return size if scaled >= 0 else -size


def number(value: int | Decimal | Fraction, language: str, digits: int = 0) -> str:
    """5132, 10 000 and 1234,50 in Polish and Ukrainian (groups from five digits); 10,000 and 1,234.50 in English."""
    scaled = _scaled(value, digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    group, point, least = (",", ".", 1000) if language == "en" else (NBSP, ",", 10_000)
    text = f"{whole:,}".replace(",", group) if whole >= least else str(whole)
    return (MINUS if scaled < 0 else "") + text + (f"{point}{rest:0{digits}d}" if digits else "")


def money(grosze: int | Decimal | Fraction, language: str) -> str:
    """1234,50 zł; PLN 1,234.50 in English. From grosze."""
    amount = number(Fraction(grosze) / 100, language, 2)
    return f"PLN{NBSP}{amount}" if language == "en" else f"{amount}{NBSP}zł"


def percent(share: int | Decimal | Fraction, language: str, digits: int = 2) -> str:
    """81,67%; the share 1 is 100%. No space before the sign (decision 10)."""
    return number(Fraction(share) * 100, language, digits) + "%"


def share_digits(share: int | Decimal | Fraction) -> int:
    """How many decimals a percentage is written with: none where it is whole, else two (5%; 81,67%)."""
    return 0 if (Fraction(share) * 100).denominator == 1 else 2


def day(date: dt.date, language: str) -> str:
    """30.04.2026; 30 Apr 2026 in English."""
    if language == "en":
        return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
    return f"{date.day:02d}.{date.month:02d}.{date.year}"


def clock_time(time: dt.time) -> str:
    """14:32."""
    return f"{time.hour:02d}:{time.minute:02d}"


def moment(instant: dt.datetime, language: str) -> str:
    """30.04.2026 14:32, as the given datetime reads: convert it to local time before."""
    return f"{day(instant, language)} {clock_time(instant.time())}"


def bound(text: str) -> str:
    """One-letter words hold on to the next one: they never end a Polish or Ukrainian line."""
    return _HANGING.sub("\\1" + NBSP, text)
