"""What people wrote for the yearly report, and how it is set: paragraphs and lists, in the language it was written in.

Nothing is translated: a text in another language than the report's says so and keeps its own language for readers
aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..core.document import Block, Bullets, Note, Paragraph, Run, Text
from ..programme.model import TaskStatus
from ..programme.report_tables import ReportText
from ..programme.service import report_texts, statuses
from .summary_context import Summary
from .writing import Said, units_said

_POINT = re.compile(r"[-–•*]\s+(.+)")


@dataclass(frozen=True)
class Words:
    """A text and its language (pl, en, uk)."""

    text: str
    language: str


@dataclass(frozen=True)
class Written:
    """Everything people stated and wrote about a year: by task, the report's own texts by section and language, and
    what units reported, by task."""

    stated: Mapping[str, TaskStatus]
    texts: Mapping[tuple[str, str], ReportText]
    said: Mapping[str, tuple[Said, ...]]

    @property
    def sections(self) -> Mapping[str, tuple[Words, ...]]:
        """The own texts of each section, in every language they were written in."""
        found: dict[str, tuple[Words, ...]] = {}
        for (section, language), one in self.texts.items():
            found[section] = (*found.get(section, ()), Words(one.body, language))
        return found

    def narrative(self, task: str) -> Words | None:
        """What was written about a task; None: nothing yet."""
        one = self.stated.get(task)
        return Words(one.narrative, one.narrative_language.value) if one is not None and one.narrative else None


def written_of(session: Session, year: int) -> Written:
    """What people wrote about a year."""
    return Written(statuses(session, year), report_texts(session, year), units_said(session, year))


def spoken(s: Summary, texts: tuple[Words, ...]) -> Iterator[Block]:
    """A text in the report's language; where there is none, in Polish, else in any, with a note that says so."""
    known = {one.language: one for one in texts}
    for language in (s.language, "pl", *known):
        if language in known:
            yield from set_text(s, known[language])
            return


def set_text(s: Summary, one: Words) -> Iterator[Block]:
    """Lines become paragraphs, lines that begin with a dash become a list."""
    foreign = one.language != s.language
    if foreign:
        yield Note(s.words("council.other_language", language=s.words(f"council.in_language.{one.language}")))
    points: list[Text] = []
    for line in (line.strip() for line in one.text.splitlines()):
        point = _POINT.fullmatch(line)
        if point is None and points:
            yield Bullets(tuple(points))
            points = []
        if point is not None:
            points.append(_run(point[1], one.language, foreign))
        elif line:
            yield Paragraph(_run(line, one.language, foreign))
    if points:
        yield Bullets(tuple(points))


def _run(text: str, language: str, foreign: bool) -> Text:
    return Run(text, lang=language) if foreign else text
