"""The line above the list of cards, and what a problem of a returned card amounts to."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.formats import day
from ...core.words import Words
from ..cards_issue import CardsOfEdition

NUMBERS = 15  # numbers of candidates in a line before the rest is left off


def closing_line(page: CardsOfEdition, words: Words) -> str:
    """'brakuje 3 osób · termin 15.09.2026'."""
    waiting = len(page.waiting)
    parts = [words.count("score_card.page_missing", waiting) if waiting else words("score_card.page_all_back")]
    if page.closes_on is not None:
        parts.append(words("score_card.page_due", day=day(page.closes_on, words.language)))
    return " · ".join(parts)


def shortened(numbers: Sequence[int]) -> str:
    """'3, 5, 8' or, where there are many, the first of them and '…'."""
    return ", ".join(map(str, numbers[:NUMBERS])) + (", …" if len(numbers) > NUMBERS else "")


def is_hole(key: str) -> bool:
    """Whether a problem is no more than an answer that is not there."""
    return key in ("problem.card_blank", "problem.card_candidate_blank", "problem.card_row_missing")
