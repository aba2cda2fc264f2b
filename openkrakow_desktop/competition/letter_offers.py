"""Which letters and lists the competition offers to print, and for which of its records."""

from __future__ import annotations

import datetime as dt

from ..core.declarations import Ask, Report
from ..programme.letter_tables import LetterLanguage
from .disclosure import scores_letter
from .gala import gala_list
from .kinds import EditionState, NominationState
from .laureates import laureate_book
from .letters import (
    DECIDED,
    LetterBatch,
    call_letter,
    candidate_letter,
    formal_letter,
    invitation_batch,
    invitation_letter,
    letter_batch,
    result_letter,
)

_LANGUAGE = Ask("letter_language", LetterLanguage, False)
_GALA = (Ask("gala_on", dt.date), Ask("gala_hour"), Ask("gala_place"), _LANGUAGE)
_N, _E = NominationState, EditionState

NOMINATION_LETTERS = (
    Report("letter_call", call_letter, (_LANGUAGE,), "send", True, lambda one: one.state is _N.TO_COMPLETE),
    Report(
        "letter_formal", formal_letter, (_LANGUAGE,), "send", True, lambda one: one.state in (_N.ACCEPTED, _N.REJECTED)
    ),
    Report("letter_result", result_letter, (_LANGUAGE,), "send", True, lambda one: one.state is _N.ACCEPTED),
)
CANDIDATE_LETTERS = (
    Report("letter_candidate", candidate_letter, (_LANGUAGE,), "send", True),
    Report("letter_invitation", invitation_letter, _GALA, "send", True),
    Report("letter_scores", scores_letter, (_LANGUAGE,), "send", True, lambda one: one.scores_requested_on is not None),
)
EDITION_LETTERS = (
    Report(
        "letters_batch",
        letter_batch,
        (Ask("letters", LetterBatch), _LANGUAGE),
        "send",
        True,
        lambda one: one.state not in (_E.PLANNED, _E.CALL),
    ),
    Report("letters_invitations", invitation_batch, _GALA, "send", True, lambda one: one.state in DECIDED),
    Report("gala_list", gala_list, (), when=lambda one: one.state in DECIDED),
)
LAUREATE_BOOK = Report("laureate_book", laureate_book, ())
