"""Text at the border of the program: cleaning, folding for search, Polish alphabetical order.

Search ignores case, diacritics and ł/l ('lodz' finds 'Łódź'); a Cyrillic name is also found in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ø": "o",
        "Ø": "O",
        "ı": "i",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "’": "'",
        "ʼ": "'",
        "–": "-",
        "—": "-",
        "\u00a0": " ",
    }
)
_LATIN = {  # Ukrainian as the passports write it (2010 table); Russian and Belarusian letters beside it
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "h",
    "ґ": "g",
    "д": "d",
    "е": "e",
    "є": "ie",
    "ж": "zh",
    "з": "z",
    "и": "y",
    "і": "i",
    "ї": "i",
    "й": "i",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ь": "",
    "ю": "iu",
    "я": "ia",
    "ё": "e",
    "ъ": "",
    "ы": "y",
    "э": "e",
    "ў": "u",
    "'": "",
}
_POLISH = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_RANK = {letter: chr(0x61 + place * 2) for place, letter in enumerate(_POLISH)}


def clean(text: str) -> str:
    """Composed form (NFC) without control characters, lone surrogates and invisible direction marks; ends trimmed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def sentence(words: str) -> str:
    """With a capital first letter: language files keep names of columns and values in the middle of a sentence."""
    return words[:1].upper() + words[1:]


def has_hidden_marks(text: str) -> bool:
    """Whether the text holds zero-width or direction marks, which make two different names look alike."""
    return _UNSEEN.search(text) is not None


@lru_cache(65_536)
def fold(text: str) -> str:
    """What search compares: no case, no diacritics, ł as l; й and ї meet и and і."""
    if text.isascii():
        return text.casefold()
    marked = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in marked if not unicodedata.combining(letter)).casefold()


@lru_cache(65_536)
def latin(text: str) -> str:
    """A folded text in Latin letters, so that 'Олена Ковальчук' and 'Olena Kovalchuk' meet."""
    lower = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return fold("".join(_LATIN.get(letter, letter) for letter in lower))


def person_key(*names: str | None) -> str:
    """The search key of a person: folded as written, and in Latin letters where that differs."""
    words = " ".join(clean(name) for name in names if name)
    folded, romanised = fold(words), latin(words)
    return folded if folded == romanised else f"{folded} {romanised}"


@lru_cache(65_536)
def sort_key(text: str) -> str:
    """Orders text by the Polish alphabet when compared byte by byte: a, ą, b … z, ź, ż, then other alphabets.

    First by letters, then (after a separator) by accents of other languages and case, so that the order is total."""
    composed = unicodedata.normalize("NFC", text).translate({0xA0: " "})
    keys = []
    for letter in composed.casefold():
        if letter in _RANK:
            keys.append(_RANK[letter])
            continue
        base = unicodedata.normalize("NFKD", letter.translate(_LETTERS))
        for part in base:
            if not unicodedata.combining(part):
                keys.append(_RANK.get(part, part))
    return "".join(keys)[:280] + "\x01" + composed.casefold()[:280]


def escape_like(words: str) -> str:
    """A user's search words as a LIKE pattern that means just themselves (escape character: backslash)."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
