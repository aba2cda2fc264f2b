"""How a state looks: the tone and the symbol that go with the word, by the name of the enumeration's member.

One vocabulary for every register (the look's table of states); a member it does not know is shown quietly."""

from __future__ import annotations

import enum

from ..core.words import Words
from .widgets import Status

_LOOKS = {
    ("good", "circle-check"): (
        "HELD",
        "GRANTED",
        "ACCEPTED",
        "COMPLETED",
        "SUBMITTED_BALLOT",
        "ACTIVE",
        "ANNOUNCED",
        "PRESENT",
        "ACHIEVED",
        "DONE",
        "REPORT_RECEIVED",
        "REACHED",
        "PUBLISHED",
        "SIGNED",
        "AWARDED",
        "TITLE",
        "CONFIRMED",
        "SUPPLEMENTED",
    ),
    ("accent", "clock"): (
        "RUNNING",
        "IN_PROGRESS",
        "REVIEW",
        "UNDER_REVIEW",
        "OPINION",
        "CALL",
        "CALL_OPEN",
        "SCORING_OPEN",
        "FORMAL_CHECK",
        "REGISTRATION",
        "RECEIVED",
        "SUBMITTED",
        "MAYORS_DECISION",
        "MAYOR_DECISION",
        "MINUTES",
    ),
    ("muted", "calendar"): ("PLANNED", "PLAN", "APPOINTED", "NOT_STARTED"),
    ("muted", "lock"): (
        "SETTLED",
        "CLOSED",
        "ARCHIVED",
        "ARCHIVE",
        "CALL_CLOSED",
        "SCORING_CLOSED",
        "FROZEN",
        "APPROVED",
    ),
    ("muted", "circle-minus"): (
        "WITHDRAWN",
        "EXCLUDED",
        "RECUSED",
        "RENOUNCED",
        "ABSENT",
        "DUPLICATE",
        "RESIGNED",
        "VOID",
    ),
    ("muted", "circle-dashed"): ("NO_DATA", "NONE", "NOT_APPLICABLE", "NOT_AWARDED", "UNKNOWN"),
    ("warn", "triangle-alert"): ("TO_COMPLETE", "TO_BE_COMPLETED", "INCOMPLETE", "LATE", "OVERDUE", "LEFT_UNEXAMINED"),
    ("warn", "calendar-clock"): ("MOVED", "RESCHEDULED", "POSTPONED"),
    ("warn", "pencil"): ("DRAFT", "WORKING"),
    ("bad", "circle-x"): (
        "CANCELLED",
        "REFUSED",
        "REJECTED",
        "EVENT_CANCELLED",
        "REVOKED",
        "DISMISSED",
        "MISSED",
        "NOT_ACHIEVED",
    ),
}
_BY_NAME = {name: look for look, names in _LOOKS.items() for name in names}


def is_state(kind: type) -> bool:
    """Whether an enumeration says how far something has come, and so is shown with a symbol."""
    return issubclass(kind, enum.Enum) and kind.__name__.endswith(("State", "Status"))


def status_of(member: enum.Enum, words: Words) -> Status:
    """Tone, symbol and word of a state."""
    tone, icon = _BY_NAME.get(member.name, ("muted", "circle-dot"))
    return Status(tone, icon, sentence(words.choice(member)))


def sentence(words: str) -> str:
    """With a capital first letter: language files keep names of columns and values in the middle of a sentence."""
    return words[:1].upper() + words[1:]
