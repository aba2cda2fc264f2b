"""How numbers read in words: value with unit, status, reason, basis. One place: screen, terminal and report agree."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from ..core.formats import day, money, number, percent, share_digits
from ..core.gaps import Gap
from ..core.measures import Number, Reading, State
from ..core.words import Words
from ..patronage.model import PatronageKind
from ..programme import catalogue as c
from ..programme.codes import plannable
from .evaluate import IndicatorNumber, MeasureNumber
from .risks import DAYS, MONEY, SHARE, Signal

_KINDS = "4.3+"


def gap_words(gap: Gap, words: Words) -> str:
    """The gap as people read it: what is missing or doubtful, then what to do about it."""
    plannable()  # a gap may name a number of the catalogue
    told = {name: _gap_value(name, value, words.language) for name, value in gap.values.items()}
    return words(f"gap.{gap.key}", **{"title": gap.title, **told})


def gap_sentence(gap: Gap, words: Words) -> str:
    """What is missing, without what to do about it: the first sentence of the gap."""
    return gap_words(gap, words).partition(". ")[0].removesuffix(".")


def gap_advice(gap: Gap, words: Words) -> str:
    """What to do about it; empty where the gap says no more than what is missing."""
    return gap_words(gap, words).partition(". ")[2]


def gap_kind(key: str, words: Words) -> str:
    """What a kind of gap is called, without the facts of any one of them."""
    name = f"doubt.{key}"
    return words(name) if words.has(name) else words(f"gap.{key}").partition(". ")[0].removesuffix(".")


def _gap_value(name: str, value: object, language: str) -> object:
    """A fact of a gap as people read it: a day (`…_on`, kept as 2026-04-30), money (`…_money`), a number."""
    if name.endswith("_on") and value:
        return day(dt.date.fromisoformat(str(value)), language)
    if isinstance(value, int) and name != "year":
        return money(value, language) if name.endswith("_money") else number(value, language)
    return value


def month_name(year: int, month: int, words: Words) -> str:
    """marzec 2026."""
    return f"{words(f'month_name.{month}')} {year}"


def value_text(value: Number | None, unit: str, language: str) -> str:
    """A number as people read it, without its unit (money and shares carry theirs); "–" where there is none."""
    if value is None:
        return "–"
    if unit == "pln":
        return money(value, language)
    if isinstance(value, Fraction) or unit == "percent":
        return percent(value, language, share_digits(value))
    return number(value, language)


def signed_percent(share: Fraction, language: str) -> str:
    """A change with its sign, to a tenth of a per cent: +10,2%, −8%."""
    digits = 0 if (share * 100).denominator == 1 else 1
    return f"{'−' if share < 0 else '+'}{percent(abs(share), language, digits)}"


def unit_word(entry: c.Number | c.Indicator, value: Number | None, catalogue: c.Catalogue, language: str) -> str:
    """The unit after this value: 1 osoba, 2 osoby, 5 osób; empty where the number already says it."""
    if entry.unit in ("pln", "percent") or not isinstance(value, int):
        return ""
    return catalogue.units[entry.unit].word(value, language)


def beside_value(reading: Reading, unit: str, language: str) -> str:
    """A supplementary number: a share as a percentage, money where the main number is money, else a count."""
    return value_text(reading.value, unit if unit == "pln" else "", language)


def beside_label(code: str, catalogue: c.Catalogue, words: Words) -> str:
    """What a supplementary number is; the kinds of patronage have labels of their own."""
    label = catalogue.labels.get(code)
    if label is not None:
        return label(words.language)
    kind = PatronageKind(code.removeprefix(_KINDS))
    return words.choice(kind)


def reason_of(reading: Reading, words: Words) -> str:
    """Why there is no number."""
    return words(f"reason.{reading.reason}") if reading.reason else ""


def basis_of(one: MeasureNumber | IndicatorNumber, language: str) -> str:
    """How a number is counted, in words: the basis of a measure, the reading of an indicator."""
    if isinstance(one, MeasureNumber):
        return one.entry.basis(language)
    return one.entry.reading(language)


def expected_text(one: IndicatorNumber, language: str) -> str:
    """≥ 4000, ≥ 5%."""
    return f"≥\u00a0{value_text(one.expected, one.entry.unit, language)}"


def signal_value(reading: Reading, signal: Signal, words: Words) -> str:
    """A risk's signal as people read it; the reason where there is no number."""
    if reading.state is not State.NUMBER or reading.value is None:
        return reason_of(reading, words) or "–"
    if signal.kind == MONEY:
        return money(reading.value, words.language)
    if signal.kind == SHARE:
        return percent(reading.value, words.language, share_digits(reading.value))
    if signal.kind == DAYS:
        return words.count("signal.days", int(reading.value))
    return number(reading.value, words.language)
