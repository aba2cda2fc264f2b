"""Languages that events are held in, contacts are led in and texts are translated into.

Codes are ISO 639-1, so that an office's own sheets can be recognised; whatever is not listed is OTHER."""

from __future__ import annotations

import enum


class SpokenLanguage(enum.Enum):
    """The contract's minimum of the Information Point first, then the volunteers' (domain.md §1.2)."""

    POLISH = "pl"
    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    ITALIAN = "it"
    GEORGIAN = "ka"
    TURKISH = "tr"
    ARABIC = "ar"
    GERMAN = "de"
    BELARUSIAN = "be"
    OTHER = "inne"
