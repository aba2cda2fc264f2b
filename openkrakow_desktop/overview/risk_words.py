"""How a risk's signal reads: its number, what it is seen against, its arithmetic. Page and report say the same."""

from __future__ import annotations

from fractions import Fraction

from ..core.measures import Reading
from ..core.words import Words
from . import wording
from .risk_lines import SignalAccount
from .risks import Signal


def signal_how(signal: Signal, account: SignalAccount | None, w: Words) -> str:
    """The arithmetic of a signal in one line: what stands above and below its line, how many rows were counted."""
    if account is None or not (account.counted or account.left_out):
        return ""
    parts: list[str] = []
    if account.below is not None:
        kind = "pln" if signal.key == "executed_share" else ""
        above, below = (wording.value_text(n, kind, w.language) for n in (account.above, account.below))
        said = w(f"signal_how.{signal.key}", above=above, below=below)
        share = Fraction(account.above, account.below) if account.below else None
        parts.append(said if share is None else f"{said} = {wording.value_text(share, 'percent', w.language)}")
    parts.append(w.count("signal_how.counted", account.counted))
    if account.left_out:
        parts.append(w.count("signal_how.left_out", account.left_out))
    return " · ".join(parts)


def shown(reading: Reading, signal: Signal, w: Words) -> str:
    """A number of a signal, or the sign for none."""
    return "–" if reading.value is None else wording.signal_value(reading, signal, w)


def signal_against(signal: Signal, w: Words) -> str:
    """What a signal is seen against, or the source of a figure from outside."""
    if signal.source:
        return w("risks.source", source=signal.source)
    if signal.reading.value is None and signal.reading.reason:
        return wording.reason_of(signal.reading, w)
    if signal.against is None:
        return ""
    return w(f"signal_against.{signal.key}", n=shown(signal.against, signal, w))


def signal_value(signal: Signal, w: Words) -> str:
    """How much, and against what, in one line."""
    against = signal_against(signal, w)
    said = shown(signal.reading, signal, w)
    return f"{said} · {against}" if against else said
