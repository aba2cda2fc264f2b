"""The standard texts of letters and the places for values in them: {nazwa miejsca}, named in the letter's language.

A place is found by its name or its code, whatever the case and marks. There is no markup: a brace is never text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ..core.document_letter import LetterPart
from ..core.problems import Problem, Refused
from ..core.text import fold
from ..paths import LETTERS

Values = Mapping[str, str | tuple[str, ...] | None]  # a list stands alone in its paragraph, or with commas in a line
_PLACE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class LetterText:
    """What is written, with places: the subject in one line, the body in paragraphs parted by an empty line."""

    subject: str
    body: str


@dataclass(frozen=True)
class LetterKind:
    """A letter the office sends: the places it offers, code to name by language, and its standard text by language."""

    code: str
    places: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, LetterText]

    def names(self, language: str) -> tuple[str, ...]:
        """The places as people write them, in braces."""
        return tuple(f"{{{names[language]}}}" for names in self.places.values())

    def place(self, written: str, language: str) -> str | None:
        """The code of a place as somebody wrote it; None for one this letter does not offer."""
        return self._by_name(language).get(fold(" ".join(written.split())))

    def _by_name(self, language: str) -> dict[str, str]:
        by_code = {fold(code): code for code in self.places}
        return by_code | {fold(names[language]): code for code, names in self.places.items()}


@cache
def letter_kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter, from the data files; the standard texts come with the program."""
    found: dict[str, LetterKind] = {}
    for file in sorted(LETTERS.glob("*.toml")):
        data = tomllib.loads(file.read_text("utf-8"))
        for code, one in data["kinds"].items():
            places = {place: data["places"][place] for place in one["places"]}
            texts = {
                language: LetterText(said.get("subject", ""), said["body"].strip())
                for language, said in one.items()
                if isinstance(said, dict)
            }
            found[code] = LetterKind(code, places, texts)
    return found


def kind_choices() -> Mapping[str, str]:
    """The kinds with the key of their words."""
    return {code: f"letter_kind.{code}" for code in letter_kinds()}


def text_problems(field: str, text: str | None, kind: LetterKind, language: str) -> Iterator[Problem]:
    """Places that the letter does not offer, with those it does; a brace that opens or closes no place."""
    known = ", ".join(kind.names(language)) or "–"
    for written in _PLACE.findall(text or ""):
        if kind.place(written, language) is None:
            yield Problem(field, "problem.letter_place_unknown", {"place": f"{{{written}}}", "known": known})
    rest = _PLACE.sub("", text or "")
    if "{" in rest or "}" in rest:
        yield Problem(field, "problem.letter_brace", {"known": known})


def written_parts(text: LetterText, kind: LetterKind, language: str, values: Values) -> tuple[str, list[LetterPart]]:
    """The subject and the paragraphs with every value in its place; a list alone in its paragraph stays a list.

    Raises Refused with the names of the values the text asks for and nobody gave, and for places it may not hold."""
    wrong = [*text_problems("subject", text.subject, kind, language), *text_problems("body", text.body, kind, language)]
    if wrong:
        raise Refused(*wrong)
    used = dict.fromkeys(kind.place(one, language) or "" for one in _PLACE.findall(f"{text.subject}\n{text.body}"))
    if missing := [kind.places[code][language] for code in used if not values.get(code)]:
        raise Refused(Problem("", "problem.letter_value_missing", {"values": ", ".join(missing)}))

    def said(found: re.Match[str]) -> str:
        value = values[kind.place(found[1], language) or ""]
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        ends_twice = text.endswith(".") and found.string.startswith(".", found.end())
        return text[:-1] if ends_twice else text  # "do 3 grudnia 2026 r." at the end of a sentence

    parts: list[LetterPart] = []
    for paragraph in re.split(r"\n\s*\n", text.body.strip()):
        alone = _PLACE.fullmatch(paragraph.strip())
        value = values[kind.place(alone[1], language) or ""] if alone else None
        parts.append(value if isinstance(value, tuple) else _PLACE.sub(said, paragraph.strip()))
    return _PLACE.sub(said, text.subject), parts
