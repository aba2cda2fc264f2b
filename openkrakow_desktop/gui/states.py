"""How a state looks: the tone and the symbol that go with the word, by the name of the enumeration's member.

One vocabulary for every register (the look's table of states), narrowed where a word means another thing elsewhere."""

from __future__ import annotations

import enum

from ..core.text import sentence as sentence
from ..core.words import Words
from .widgets import Status

# fmt: off
_LOOKS = {
    ("good", "circle-check"): (
        "ACCEPTED", "ACTIVE", "ANNOUNCED", "BallotState.SUBMITTED", "CARRIED_OUT", "COMING", "COMPLETE", "COMPLETED",
        "GRANTED", "HELD", "PRESENT", "READY", "REGISTERED", "REPORTED", "SENT",
    ),
    ("accent", "clock"): (
        "ANSWERED", "CALL", "ENROLLING", "FORMAL_CHECK", "IN_PREPARATION", "IN_PROGRESS", "ISSUED", "MAYOR_DECISION",
        "MINUTES", "OPINION", "RECEIVED", "SCORING", "SUBMITTED", "WAITING",
    ),
    ("muted", "calendar"): ("APPOINTED", "NOT_STARTED", "PLANNED"),
    ("muted", "lock"): ("APPROVED", "ARCHIVED", "CALL_CLOSED", "CLOSED", "SCORING_CLOSED", "SETTLED"),
    ("muted", "circle-minus"): (
        "ABSENT", "AttendanceState.CANCELLED", "DECLINED", "DUPLICATE", "EXCLUDED", "LEFT", "RENOUNCED", "RESERVE",
        "RegistrationState.CANCELLED", "UNEXAMINED", "VOID", "WITHDRAWN",
    ),
    ("muted", "circle-dashed"): ("MISSING", "NOT_AWARDED", "NOT_ISSUED"),
    ("warn", "triangle-alert"): ("DELAYED", "LATE", "OVERDUE", "PARTLY", "SENT_BACK", "TO_COMPLETE"),
    ("warn", "calendar-clock"): ("MOVED",),
    ("warn", "pencil"): ("CORRECTED", "DRAFT", "PARTIAL"),
    ("bad", "circle-x"): ("CANCELLED", "DISMISSED", "EVENT_CANCELLED", "NOT_CARRIED_OUT", "REFUSED", "REJECTED"),
}
# fmt: on
_BY_NAME = {name: look for look, names in _LOOKS.items() for name in names}


def is_state(kind: type) -> bool:
    """Whether an enumeration says how far something has come, and so is shown with a symbol."""
    return issubclass(kind, enum.Enum) and kind.__name__.endswith(("State", "Status"))


def look_of(member: enum.Enum) -> tuple[str, str] | None:
    """Tone and symbol of a state, None for one that the table does not know."""
    return _BY_NAME.get(f"{type(member).__name__}.{member.name}") or _BY_NAME.get(member.name)


def status_of(member: enum.Enum, words: Words) -> Status:
    """Tone, symbol and word of a state."""
    tone, icon = look_of(member) or ("muted", "circle-dot")
    return Status(tone, icon, sentence(words.choice(member)))
