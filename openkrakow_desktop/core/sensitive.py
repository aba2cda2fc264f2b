"""Free texts that look as if they told someone's origin, belief, health or sexual life: a warning, never a refusal.

A short list of word stems in Polish, English and Ukrainian, compared folded; it reminds people, it proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .problems import Problem
from .text import fold

# Stems that rarely mean anything else in an office's remark. Languages, countries and names of events are left out on
# purpose: "prowadzone po ukraińsku" and "Dzień Romów" say nothing about a person.
_STEMS = """
narodowosc, obywatelstw, pochodzeni, etniczn, rasow, karnacj, cygan,
nationalit, ethnic, citizenship, of origin, skin colo,
національн, громадянств, походженн, етнічн, расов,
wyznani, religi, katolik, katoliczk, prawoslawn, muzulman, zydow, zydem, swiadek jehowy, swiadkini jehowy, ateist,
religio, catholic, orthodox, muslim, jewish, hindu, buddhis, atheis,
віросповід, релігі, католи, православн, мусульман, єврей, атеїст,
niepelnosprawn, chorob, choruj, przewlekle chor, w ciazy, depresj, nowotwor, cukrzyc, padaczk, autyzm, autysty,
schizofreni, uzaleznien, alkoholi, zakazen, hiv, stan zdrowia, stanu zdrowia,
disabilit, disabled, illness, disease, pregnan, depressi, cancer, diabet, epilep, autis, addict,
інвалідн, хвороб, хворіє, вагітн, депресі, діабет, епілепс, аутиз, залежніст,
orientacja seksualn, orientacji seksualn, homoseksual, biseksual, transplciow, lesbijk, poglady polityczn,
sexual orientation, homosexual, bisexual, transgender, lesbian, political views,
орієнтаці, гомосексуал, бісексуал, трансгендер, політичні погляди
"""
_FOUND = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(stem.strip())) for stem in _STEMS.split(",")) + ")")


def looks_sensitive(text: str) -> bool:
    """Whether a word of the text begins like one of the special categories of data (GDPR art. 9)."""
    return _FOUND.search(fold(text)) is not None


def sensitive_problems(field: str, text: str | None) -> Iterable[Problem]:
    """A warning for a text that may tell a special category of data of a person (domain.md §1.12)."""
    if text and looks_sensitive(text):
        yield Problem(field, "problem.sensitive", warning=True)
