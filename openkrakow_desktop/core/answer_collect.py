"""Taking returned workbooks: one file or a whole folder, each in one write, or not at all.

A look beforehand is the very same thing, rolled back (robustness.md §3)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from .answer_book import AnswerBook
from .answer_read import ReturnedBook, files_of, read_book
from .problems import Problem, Refused, Unavailable
from .store import Store
from .work import Progress


class CardVerdict(enum.Enum):
    """What becomes of a returned file."""

    NEW = "NOWA"
    CHANGED = "ZMIENIONA"
    SAME = "BEZ_ZMIAN"
    REFUSED = "ODRZUCONA"


WANTED = (CardVerdict.NEW, CardVerdict.CHANGED)


@dataclass
class ReturnedFile:
    """What one file came to; each kind of workbook adds what it brought."""

    path: Path
    verdict: CardVerdict = CardVerdict.REFUSED
    incomplete: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_written: bool = False

    @property
    def grave(self) -> list[Problem]:
        return grave(self.problems)

    @property
    def whose(self) -> str:
        """Who sent it; empty where that could not be told."""
        return ""


Told = TypeVar("Told", bound=ReturnedFile)


def grave(problems: Sequence[Problem]) -> list[Problem]:
    """The problems that stand in the way."""
    return [one for one in problems if not one.warning]


class _RollBack(Exception):
    """Leaves the write without committing."""


def collect_files(
    places: Sequence[Path],
    kind: AnswerBook,
    make: Callable[[Path], Told],
    take: Callable[[Told, ReturnedBook], object],
    progress: Progress | None = None,
) -> list[Told]:
    """Read every file among the files and folders, and `take` those that are in order so far. Each by itself: one that
    is refused stops no other."""
    files = files_of(places)
    progress = progress or Progress()
    read: list[tuple[Told, ReturnedBook | None]] = []
    for path in progress.over(files, len(files) * 2):
        told = make(path)
        try:
            read.append((told, read_book(path, kind)))
        except Refused as refused:
            told.problems += refused.problems
            read.append((told, None))
    _refuse_rivals(read, kind)
    for done, (told, book) in enumerate(read, len(files)):
        progress.step(done, len(files) * 2)
        if book is not None and not told.problems:
            take(told, book)
    progress.step(len(files) * 2, len(files) * 2)
    return [told for told, _ in read]


def _refuse_rivals(read: Sequence[tuple[Told, ReturnedBook | None]], kind: AnswerBook) -> None:
    """Two files of one issue that say different things: nobody but a person knows which one holds."""
    by_card: dict[str, dict[str, list[Told]]] = {}
    for told, book in read:
        if book is not None and book.manifest["card"]:
            by_card.setdefault(book.manifest["card"], {}).setdefault(book.digest, []).append(told)
    for rivals in by_card.values():
        if len(rivals) > 1:
            all_of_them = [told for some in rivals.values() for told in some]
            for told in all_of_them:
                others = ", ".join(one.path.name for one in all_of_them if one is not told)
                told.problems.append(Problem("", f"problem.{kind.said}_two_files", {"others": others}))


def in_one_write(
    store: Store,
    action: str,
    told: ReturnedFile,
    steps: Callable[[Session], Iterator[None]],
    *,
    dry_run: bool = False,
) -> None:
    """Run `steps` in a write of its own. They yield once, when all is checked and nothing is written; what is grave by
    then, a look beforehand and what changes nothing leave no trace.

    Raises only Unavailable (the database or its disk stands in the way)."""
    try:
        with store.write(action, reason=told.path.name) as session:
            for _ in steps(session):
                if told.grave:
                    raise _RollBack
            if dry_run or told.verdict is CardVerdict.SAME:
                raise _RollBack
        told.is_written = True
    except _RollBack:
        return
    except Unavailable:
        raise
    except Refused as refused:  # an invariant, known only at the end
        told.problems += refused.problems
        told.verdict = CardVerdict.REFUSED
