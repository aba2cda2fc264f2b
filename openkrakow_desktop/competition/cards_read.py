"""What the words of a returned score card mean, in any language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..core.answer_read import said_in_any_language
from ..core.text import fold
from ..core.words import LANGUAGES, words
from .kinds import ConflictKind


def abstentions() -> frozenset[str]:
    """The words for an abstention, folded."""
    return said_in_any_language("score_card.abstain")


def agreements() -> frozenset[str]:
    """The words for yes, folded."""
    return said_in_any_language("score_card.yes", "yes")


@cache
def conflicts() -> Mapping[str, ConflictKind | None]:
    """Folded words → the kind of a conflict; None: there is none."""
    said: dict[str, ConflictKind | None] = {}
    for language in LANGUAGES:
        w = words(language)
        said |= {fold(w.choice(kind)): kind for kind in ConflictKind}
        said[fold(w("score_card.no_conflict_word"))] = None
    return said
