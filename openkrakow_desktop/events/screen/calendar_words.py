"""How days, items and spans of the calendar are said: in its cells, in tooltips and to a screen reader."""

from __future__ import annotations

import datetime as dt

from ...core.formats import clock_time
from ...core.holidays import FIRST_YEAR, Holiday, holiday_on
from ...core.text import sentence
from ...core.words import Words
from ...gui.widgets import Status
from ..calendar import Item, Shown, Standing

LOOKS = {
    Standing.DRAFT: ("warn", "pencil"),
    Standing.PLANNED: ("muted", "calendar"),
    Standing.OVERDUE: ("warn", "clock"),
    Standing.HELD: ("good", "circle-check"),
    Standing.UNCOUNTED: ("warn", "triangle-alert"),
    Standing.SETTLED: ("muted", "lock"),
    Standing.CANCELLED: ("bad", "circle-x"),
    Standing.MOVED: ("warn", "calendar-clock"),
}
SUNDAY = 7


def status_of_item(standing: Standing, words: Words) -> Status:
    """Tone, symbol and word of how a session stands."""
    return Status(*LOOKS[standing], sentence(words.choice(standing)))


def day_name(day: dt.date, words: Words) -> str:
    """czwartek 26 marca"""
    weekday, month = words(f"weekday.{day.isoweekday()}"), words(f"month_of.{day.month}")
    return words("calendar.day_name", weekday=weekday, day=day.day, month=month)


def month_title(day: dt.date, words: Words) -> str:
    """Marzec 2026"""
    return sentence(f"{words(f'month_name.{day.month}')} {day.year}")


def week_title(monday: dt.date, words: Words) -> str:
    """23–29 marca 2026, tydzień 13"""
    sunday = monday + dt.timedelta(days=6)
    first = str(monday.day)
    if monday.month != sunday.month:
        first = words("calendar.day_and_month", day=monday.day, month=words(f"month_of.{monday.month}"))
    last = words("calendar.day_and_month", day=sunday.day, month=words(f"month_of.{sunday.month}"))
    dash = "–" if monday.month == sunday.month else " – "
    week = words("calendar.week_no", n=monday.isocalendar().week)
    return f"{first}{dash}{last} {sunday.year}, {week}"


def day_title(day: dt.date, words: Words) -> str:
    """Czwartek 26 marca 2026"""
    return sentence(f"{day_name(day, words)} {day.year}")


def day_off(day: dt.date, words: Words) -> str:
    """What makes a day off: the name of the holiday, or that it is a Sunday; empty on other days."""
    holiday: Holiday | None = holiday_on(day) if day.year >= FIRST_YEAR else None
    if holiday is not None:
        return words.choice(holiday)
    return words("weekday.7") if day.isoweekday() == SUNDAY else ""


def day_off_short(day: dt.date, words: Words) -> str:
    """As `day_off`, with the short name of Sunday."""
    off = day_off(day, words)
    return words("weekday_short.7") if off and off == words("weekday.7") else off


def hours_said(item: Item, words: Words) -> str:
    """18:00–20:30; 20:00–02:00 (+1); without an hour: cały dzień."""
    if item.starts_at is None:
        return words("calendar.all_day")
    begins = clock_time(item.starts_at)
    if item.ends_at is None:
        return begins
    return f"{begins}–{clock_time(item.ends_at)}{' (+1)' if item.is_next_day else ''}"


def begins_said(item: Item) -> str:
    """18:00; 20:00 (+1) where it ends on the next day; empty without an hour."""
    if item.starts_at is None:
        return ""
    return clock_time(item.starts_at) + (" (+1)" if item.is_next_day else "")


def title_said(item: Item) -> str:
    """The title, with which day of several it is."""
    return f"{item.title} ({item.part}/{item.parts})" if item.parts > 1 else item.title


def item_said(item: Item, words: Words) -> str:
    """Everything about an item in one line: hours, title, state, type, place, attendance."""
    parts = [hours_said(item, words), title_said(item), words.choice(item.standing), words.choice(item.type)]
    if item.venue:
        parts.append(item.venue)
    if item.people is not None:
        parts.append(words.count("calendar.participations", item.people))
    return ", ".join(parts)


def day_said(day: dt.date, shown: Shown, words: Words, today: dt.date) -> str:
    """czwartek 26 marca, dziś, 3 wydarzenia: 18:00 Debata (zaplanowane); …"""
    items = shown.on(day)
    parts = [day_name(day, words)]
    if day == today:
        parts.append(words("calendar.today_word"))
    off = day_off(day, words)
    if off and off != words("weekday.7"):
        parts.append(off)
    parts.append(words.count("calendar.events", len(items)))
    said = ", ".join(parts)
    if not items:
        return said
    told = (f"{begins_said(one)} {title_said(one)} ({words.choice(one.standing)})".strip() for one in items)
    return f"{said}: {'; '.join(told)}"


def move_said(item: Item, day: dt.date, starts_at: dt.time | None, words: Words) -> str:
    """Where an item in hand would be put, and which keys do what."""
    hour = clock_time(starts_at) if starts_at is not None else begins_said(item)
    return words("calendar.moving", title=item.title, day=f"{day_name(day, words)} {hour}".strip())
