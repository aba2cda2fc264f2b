"""What a returned card brought, in words: counts and names, never points."""

from __future__ import annotations

from ..core.answer_collect import CardVerdict
from ..core.words import Words
from .cards_collect import Told
from .cards_issue import named


def telling(told: Told, words: Words) -> str:
    """'12 nowych ocen, zmieniono 2 oceny; niepełne: 3. Amir'."""
    if told.verdict is CardVerdict.REFUSED:
        return words("returned.told_refused")
    parts = []
    if told.taken.new:
        parts.append(words.count("score_card.told_new", told.taken.new))
    if told.taken.changed:
        parts.append(words.count("score_card.told_changed", told.taken.changed))
    if told.conflicts and told.verdict is not CardVerdict.SAME:
        parts.append(words.count("score_card.told_conflicts", len(told.conflicts), names=named(told.conflicts, words)))
    said = ", ".join(parts) or words("score_card.told_same")
    if told.incomplete:
        said += "; " + words("score_card.told_incomplete", names=named(told.incomplete, words))
    return said
