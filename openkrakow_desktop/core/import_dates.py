"""Days and hours as offices write them: "26 marca 2026 r.", "26.III.", "czw. 26–28.03", "godz. 18.00-20.30".

A day without a year takes it from what is known of the sheet; without that, or with a weekday that does not fit, it is
a problem and never a guess."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from .import_problems import Unreadable
from .text import clean, fold

LONGEST = 80  # characters of a cell that may be a day or an hour
FIRST_YEAR, LAST_YEAR = 2015, 2040  # what two digits or a number in a title may mean as a year
MONTHS = (
    ("styczen", "stycznia", "january", "січень", "січня"),
    ("luty", "lutego", "february", "лютий", "лютого"),
    ("marzec", "marca", "march", "березень", "березня"),
    ("kwiecien", "kwietnia", "april", "квітень", "квітня"),
    ("maj", "maja", "may", "травень", "травня"),
    ("czerwiec", "czerwca", "june", "червень", "червня"),
    ("lipiec", "lipca", "july", "липень", "липня"),
    ("sierpien", "sierpnia", "august", "серпень", "серпня"),
    ("wrzesien", "wrzesnia", "september", "вересень", "вересня"),
    ("pazdziernik", "pazdziernika", "october", "жовтень", "жовтня"),
    ("listopad", "listopada", "november", "листопад", "листопада"),
    ("grudzien", "grudnia", "december", "грудень", "грудня"),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_WEEKDAYS = (
    ("poniedzialek", "pn", "pon", "monday", "mon", "понеділок", "пн"),
    ("wtorek", "wt", "wto", "tuesday", "tue", "вівторок", "вт"),
    ("sroda", "srode", "sr", "sro", "wednesday", "wed", "середа", "ср"),
    ("czwartek", "cz", "czw", "thursday", "thu", "четвер", "чт"),
    ("piatek", "pt", "pia", "friday", "fri", "п'ятниця", "пт"),
    ("sobota", "sobote", "so", "sob", "saturday", "sat", "субота", "сб"),
    ("niedziela", "niedziele", "nd", "ndz", "nie", "niedz", "sunday", "sun", "неділя", "нд"),
)
_WEEKDAY_OF = {fold(name): number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTH_OF = {fold(name): number for number, names in enumerate(MONTHS, 1) for name in names}
_LETTERS = r"[^\W\d_]+"
_MONTH = rf"(?:\d{{1,2}}|{_LETTERS})"
_TAIL = r"\s*(?:r\b\.?|р\b\.?|roku|року)?\s*\.?"
_SINGLE = re.compile(rf"(\d{{1,2}})\s*([./\- ])\s*({_MONTH})\.?(?:\s*([./\- ])\s*(\d{{4}}|\d{{2}}))?{_TAIL}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([./\-])(\d{{1,2}})\2(\d{{1,2}}){_TAIL}")
_SPAN = re.compile(
    rf"(\d{{1,2}})\.?(?:\s*[./ ]\s*({_MONTH})\.?(?:\s*[./ ]\s*(\d{{4}}))?)?{_TAIL}\s*(-|do|i|oraz|to|and|та|по)\s*"
    rf"(\d{{1,2}})\s*[./ ]\s*({_MONTH})\.?(?:\s*[./ ]\s*(\d{{4}}))?{_TAIL}"
)
_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?"
_BEFORE = r"(?:w\s+)?(?:godzinach|godziny|godzina|godzinie|godz|g|od|o|at|from|о|з)?\s*\.?\s*:?\s*(?:od\s+)?"
_HOURS = re.compile(rf"{_BEFORE}{_HOUR}\s*(?:h|godz\.?)?(?:\s*(?:-|do|to|до)\s*{_HOUR}\s*(?:h|godz\.?)?)?")
_DAY_AND_HOURS = re.compile(
    r"(.+?)[,;]?\s+((?:(?:w\s+)?(?:godz\w*|g)\b\.?.+)|(?:o\s+)?\d{1,2}[:.]\d{2}(?:\s*(?:-|do)\s*\d{1,2}[:.]\d{2})?)"
)
_YEAR_SAID = re.compile(r"(?<!\d)(20[1-4]\d)(?!\d)")


@dataclass(frozen=True)
class Known:
    """What is known of a day before its cell is read: the year and month of its sheet, section or row."""

    year: int | None = None
    month: int | None = None

    def with_(self, other: Known) -> Known:
        """The same, where the nearer one says more."""
        return replace(self, year=other.year or self.year, month=other.month or self.month)


@dataclass(frozen=True)
class Days:
    """A day, perhaps with a last day and hours that stood in the same cell."""

    first: dt.date
    last: dt.date | None = None
    begins: dt.time | None = None
    ends: dt.time | None = None


def month_number(word: str) -> int:
    """1–12 from a month's name, its first letters (at least three) or a Roman numeral; 0 from anything else."""
    said = fold(word).rstrip(".")
    if said in _ROMAN:
        return _ROMAN.index(said) + 1
    if said.isdigit():
        return int(said) if 1 <= int(said) <= 12 else 0
    if said in _MONTH_OF:
        return _MONTH_OF[said]
    if len(said) < 3:
        return 0
    found = {number for name, number in _MONTH_OF.items() if name.startswith(said)}
    return found.pop() if len(found) == 1 else 0


def period_in(text: str) -> Known:
    """The year and month that a title, a sheet's name or a row between others speaks of: 'Marzec 2026' → 2026, 3."""
    said = fold(clean(text))
    years = {int(year) for year in _YEAR_SAID.findall(said)}
    months = {_MONTH_OF[word] for word in re.findall(_LETTERS, said) if word in _MONTH_OF}
    return Known(years.pop() if len(years) == 1 else None, months.pop() if len(months) == 1 else None)


def read_days(text: str, known: Known) -> Days:
    """The day (or span of days) that a text names. Raises Unreadable."""
    said = _plain(text)
    weekday, said = _without_weekday(said)
    days = _days(said, known)
    if days is None and (found := _DAY_AND_HOURS.fullmatch(said)):
        days = _days(found[1].strip().rstrip(","), known)
        if days is not None:
            begins, ends = read_hours(found[2])
            days = replace(days, begins=begins, ends=ends)
    if days is None:
        raise Unreadable("problem.cell_not_date")
    if weekday is not None and days.first.weekday() != weekday:
        raise Unreadable("problem.cell_weekday", day=days.first.strftime("%d.%m.%Y"))
    return days


def day_of_month(number: int, known: Known) -> dt.date:
    """The day that a bare number means where the month is known. Raises Unreadable."""
    if known.month is None or not 1 <= number <= 31:
        raise Unreadable("problem.cell_not_date")
    return _date(known.year, known.month, number)


def read_hours(text: str) -> tuple[dt.time, dt.time | None]:
    """(from, to) of '18.00-20.30', 'godz. 18', 'od 18 do 20'. Raises Unreadable."""
    found = _HOURS.fullmatch(_plain(text))
    if not found:
        raise Unreadable("problem.cell_not_time")
    begins = _time(found[1], found[2])
    return begins, _time(found[3], found[4], is_end=True) if found[3] else None


def _plain(text: str) -> str:
    """Folded, blanks and dashes of one kind. What is longer than any date or hour is cut: no pattern looks at it."""
    if len(text) > LONGEST:
        return "…"
    said = fold(clean(text)).replace("−", "-").replace("‒", "-")
    return re.sub(r"\s+", " ", said).strip()


def _without_weekday(said: str) -> tuple[int | None, str]:
    first, _, rest = said.removeprefix("w ").removeprefix("we ").partition(" ")
    if (number := _WEEKDAY_OF.get(first.strip("().,"))) is not None and rest:
        return number, rest.strip().lstrip("-,").strip()
    if found := re.fullmatch(rf"(.*\d.*?)[ ,]\s*\(?({_LETTERS})\.?\)?", said):
        number = _WEEKDAY_OF.get(found[2])
        if number is not None:
            return number, found[1].strip(" ,(")
    return None, said


def _days(said: str, known: Known) -> Days | None:
    """None where it is no date at all; raises Unreadable where it is one that cannot be."""
    if found := _YEAR_FIRST.fullmatch(said):
        return Days(_date(int(found[1]), int(found[3]), int(found[4])))
    if (found := _SINGLE.fullmatch(said)) and _one_sign(found):
        month = month_number(found[3])
        if month or found[3].isdigit():
            return Days(_date(_year(found[5]) or known.year, month, int(found[1])))
    if found := _SPAN.fullmatch(said):
        return _span(found, known)
    if known.month is not None and (found := re.fullmatch(r"(\d{1,2})\.?", said)):
        return Days(day_of_month(int(found[1]), known))
    return None


def _one_sign(found: re.Match[str]) -> bool:
    """Whether day, month and year are parted alike: '10.11-12' is a span, '26-28' alone is none."""
    if found[5] is None:
        return found[2] != "-" or not found[3].isdigit()
    if len(found[5]) == 2:
        return found[2] == found[4] and FIRST_YEAR <= 2000 + int(found[5]) <= LAST_YEAR
    return found[2] == found[4] or " " in (found[2], found[4])


def _span(found: re.Match[str], known: Known) -> Days:
    last_month = month_number(found[6])
    if not last_month or (found[2] and not month_number(found[2])):
        raise Unreadable("problem.cell_not_date")
    year = int(found[7]) if found[7] else known.year
    last = _date(year, last_month, int(found[5]))
    first = _date(
        int(found[3]) if found[3] else last.year, month_number(found[2]) if found[2] else last_month, int(found[1])
    )
    if last < first:
        raise Unreadable("problem.end_before_start")
    if found[4] in ("i", "oraz", "and", "та") and (last - first).days != 1:
        raise Unreadable("problem.cell_several_days")
    return Days(first, last)


def _year(said: str | None) -> int | None:
    return None if said is None else int(said) if len(said) == 4 else 2000 + int(said)


def _date(year: int | None, month: int, day: int) -> dt.date:
    try:
        if year is None:
            dt.date(2000, month, day)  # a leap year: whether there is such a day at all
            raise Unreadable("problem.cell_no_year")
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable("problem.cell_no_such_day") from None


def _time(hour: str, minute: str | None, *, is_end: bool = False) -> dt.time:
    if is_end and hour == "24" and int(minute or 0) == 0:
        return dt.time(0)
    if int(hour) > 23 or int(minute or 0) > 59:
        raise Unreadable("problem.cell_not_time")
    return dt.time(int(hour), int(minute or 0))
