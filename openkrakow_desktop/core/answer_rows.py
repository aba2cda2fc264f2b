"""Putting the rows of a returned workbook where their tokens say; rows that are nobody's, twice there or under other
words are named, never guessed."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .answer_book import AnswerBook, seal_of
from .answer_read import ReturnedRow
from .problems import Problem
from .text import clean, fold

Key = TypeVar("Key")


@dataclass(frozen=True)
class Owner(Generic[Key]):
    """Whose a row is: `key`; `no` and `words` are what the register says now beside it; `told` names it in a
    problem."""

    key: Key
    no: str
    words: tuple[str, ...]
    told: Mapping[str, object]


@dataclass(frozen=True)
class RowWords:
    """The columns that say whose a row is (`no`, then the names), and the one a problem of the row stands at."""

    no: str
    names: tuple[str, ...]
    at: str

    def of(self, row: ReturnedRow) -> str:
        """What a row shows: '3 · Olga Kos · Efekty'."""
        return " · ".join(part for part in (row[self.no].words, *(row[name].words for name in self.names)) if part)


def recognise(
    rows: Iterable[ReturnedRow],
    owners: Mapping[str, Owner[Key]],
    kind: AnswerBook,
    columns: RowWords,
    secret: str,
    stranger: Callable[[ReturnedRow, str], Problem | None],
    placed: dict[Key, ReturnedRow],
) -> Iterator[Problem]:
    """Fill `placed` with the row of each owner, and yield what is wrong with the others.

    `owners`: token → whose row it is; `stranger` (row, what it shows) says where a row came from that is not of this
    workbook, None where nobody knows."""
    first: dict[str, ReturnedRow] = {}
    for row in rows:
        owner, at = owners.get(row.token), row[columns.at].at
        shown = columns.of(row) or "–"
        if owner is None:
            unknown = Problem(at, f"problem.{kind.said}_row_unknown", {"row": row.at, "shown": shown})
            yield stranger(row, shown) or unknown
            continue
        where = {"row": row.at, **owner.told}
        if (twin := first.setdefault(row.token, row)) is not row:
            yield Problem(at, f"problem.{kind.said}_row_twice", where | {"other": twin.at})
            continue
        placed[owner.key] = row
        if not _reads_as_issued(row, owner, columns, secret):
            yield Problem(at, f"problem.{kind.said}_row_swapped", where | {"shown": shown})


def _reads_as_issued(row: ReturnedRow, owner: Owner[Key], columns: RowWords, secret: str) -> bool:
    """The words beside the token are those it was issued with, or those the register has now."""
    no, names = row[columns.no].words, [row[name].words for name in columns.names]
    if no == owner.no and [fold(one) for one in names] == [fold(clean(one)) for one in owner.words]:
        return True
    issued = seal_of(secret, row.token, no, *names)
    return hmac.compare_digest(row.seal.encode(), issued.encode())
