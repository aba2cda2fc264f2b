"""An account in words: what the number is called, how it is counted, its arithmetic, each line exact."""

from __future__ import annotations

from fractions import Fraction

from ..core import formats
from ..core.asked import AskedRows
from ..core.document_rules import ROMAN
from ..core.measures import Number
from ..core.text import sentence
from ..core.words import Words
from ..programme import catalogue as c
from . import wording
from .accounts import Account
from .changes import Course, change, change_text
from .formulas import PERCENT
from .origins import Origin
from .risks import DAYS, SHARE


def value_words(value: Number | None, unit: str, words: Words) -> str:
    """A number of an account as screens write it."""
    if unit == DAYS and isinstance(value, int):
        return words.count("signal.days", value)
    return wording.value_text(value, PERCENT if unit == SHARE else unit, words.language)


def account_name(one: Account, catalogue: c.Catalogue, words: Words) -> str:
    """What the number is called."""
    if isinstance(one.asked, AskedRows):
        return one.asked.name
    return number_name(one.code, catalogue, words)


def number_name(code: str, catalogue: c.Catalogue, words: Words) -> str:
    """What any number is called, by its code."""
    entry = catalogue.measures.get(code) or catalogue.indicators.get(code)
    if entry is not None:
        return entry.label(words.language)
    if words.has(f"account_name.{code}"):
        return words(f"account_name.{code}")
    if "+" in code:
        return sentence(wording.beside_label(code, catalogue, words))
    return sentence(words(code if words.has(code) else f"figure_code.{code}"))


def basis_words(one: Account, catalogue: c.Catalogue, words: Words) -> str:
    """How the number is counted, in a sentence."""
    if isinstance(one.asked, AskedRows):
        return one.asked.basis
    if one.code in catalogue.measures:
        return catalogue.measures[one.code].basis(words.language)
    if one.code in catalogue.indicators:
        return catalogue.indicators[one.code].reading(words.language)
    key = "4.3+kinds" if one.code.startswith("4.3+") else one.code
    return words(f"account_basis.{key}")


def arithmetic(one: Account, words: Words) -> tuple[str, ...]:
    """How the rows become the number, line by line."""
    lines = list(sum_lines(one.above, one.unit, words))
    if one.below is not None:
        lines = [words("account.above"), *lines, words("account.below"), *sum_lines(one.below, "", words)]
        lines += [_division(one, words)] if one.below.total else []
    if one.override is not None:
        counted = value_words(one.counted.value, one.unit, words)
        stands = value_words(one.reading.value, one.unit, words)
        lines.append(words("account.override", counted=counted, stands=stands, reason=one.override.reason))
    return tuple(lines)


def sum_lines(origin: Origin, unit: str, words: Words) -> list[str]:
    """The rows of one sum: by month, by register, all together."""
    rows, total = len(origin.counted), origin.total
    shown = "pln" if unit == "pln" else ""

    def said(value: int) -> str:
        return wording.value_text(value, shown, words.language)

    lines = []
    months = [(at, n) for at, n in enumerate(origin.months or ()) if n]
    if len(months) > 1:
        lines.append(f"{' + '.join(f'{ROMAN[at]} {said(n)}' for at, n in months)} = {said(total)}")
    if len(origin.by_register) > 1:
        parts = " + ".join(f"{sentence(words(f'{key}._many'))} {said(n)}" for key, _, n in origin.by_register)
        lines.append(f"{parts} = {said(total)}")
    counted = words.count("account.rows", rows, number=formats.number(rows, words.language))
    if all(row.counts == 1 for row in origin.counted):
        lines.append(words("account.each_once", rows=counted, total=said(total)))
    else:
        mean = Fraction(total, rows)
        each = said(total // rows) if mean.denominator == 1 else f"≈ {_rounded(mean, shown, words)}"
        lines.append(words("account.each_sum", rows=counted, total=said(total), mean=each))
    return lines


def _rounded(mean: Fraction, unit: str, words: Words) -> str:
    """A mean to two places: the exact one stands in the rows and their sum."""
    if unit:
        return wording.value_text(mean, unit, words.language)
    return formats.number(mean, words.language, 2)


def _division(one: Account, words: Words) -> str:
    assert one.below is not None
    share = Fraction(one.above.total, one.below.total)
    money = "pln" if one.code == "signal.executed_share" else ""
    above, below = (wording.value_text(n, money, words.language) for n in (one.above.total, one.below.total))
    exact = f"{share.numerator}/{share.denominator}" if share.denominator != 1 else str(share.numerator)
    return f"{above} ÷ {below} = {exact} = {wording.value_text(share, PERCENT, words.language)}"


def previous_words(one: Account, words: Words) -> str:
    """The year before, and by how much it differs."""
    if one.previous is None:
        return ""
    year, unit = one.period.year - 1, PERCENT if one.unit == SHARE else one.unit
    if one.previous.value is None:
        return words("account.previous_none", year=year, why=wording.reason_of(one.previous, words))
    moved = change(one.previous.value, one.reading.value, one.period.is_running and not one.is_state)
    if moved.course is Course.RUNNING:
        return sentence(change_text(moved, year, one.previous.value, unit, words))
    was = value_words(one.previous.value, one.unit, words)
    said = "" if one.reading.value is None else change_text(moved, year, one.previous.value, unit, words)
    return words("account.previous", year=year, before=was, change=said).removesuffix(": ").strip()


def overlap_words(one: Account, catalogue: c.Catalogue, words: Words) -> tuple[str, ...]:
    """The other numbers the same records count in, with how many of them; never to be added."""
    lines = []
    if one.same:
        lines.append(words("account.same", codes=", ".join(one.same)))
    for code, n in one.overlaps:
        count = words.count("account.shared", n, number=formats.number(n, words.language))
        lines.append(words("account.overlap", count=count, code=code, name=number_name(code, catalogue, words)))
    return (*lines, words("origin.never_added")) if lines else ()


def period_words(one: Account, words: Words) -> str:
    """Of which time the number is: a year, or some months of it."""
    first, last = one.period.first.month, one.period.last.month
    if (first, last) == (1, 12):
        return words("account.of_year", year=one.period.year)
    if first == last:
        return wording.month_name(one.period.year, first, words)
    names = (words(f"month_name.{at}") for at in (first, last))
    return words("account.of_months", first=next(names), last=next(names), year=one.period.year)
