"""Issuing task cards into a folder, and taking them back: each unit's card in one write, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from ..core.answer_collect import CardVerdict, ReturnedFile, collect_files, in_one_write
from ..core.answer_read import ReturnedBook
from ..core.clock import Clock
from ..core.declarations import Declared, ReportContext
from ..core.store import Store
from ..core.words import Words
from ..core.work import Progress
from ..programme.task_answers import newest_answers, numbers_of, said_by, take_answer
from .task_card_check import Checked, check_card
from .task_cards import CLOCK, COLLECT, ISSUE, TASK_CARDS, UnitCard, plan_cards, record_issue


@dataclass
class ToldTasks(ReturnedFile):
    """What one file came to: tasks answered anew, otherwise than before, and as before."""

    unit_id: UUID | None = None
    unit: str = ""
    year: int | None = None
    version: int | None = None
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def whose(self) -> str:
        return self.unit


def issue_cards(
    store: Store,
    declared: Declared,
    year: int,
    folder: Path,
    words: Words,
    *,
    units: Sequence[UUID] = (),
    due_on: dt.date | None = None,
    asked_by: str = "",
    banner: str = "",
    clock: Clock = CLOCK,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the cards into a folder and record them; the workbooks, each with its paper.

    Raises Refused (nothing recorded), OSError where a file could not be written, Cancelled; files already written stay,
    and are not accepted back."""
    progress = progress or Progress()
    with store.read() as session:
        cards = plan_cards(
            session, year, words, declared,
            device=store.device, due_on=due_on, asked_by=asked_by, units=units, clock=clock,
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    context, written = ReportContext(words, clock.now(), declared, banner), list[Path]()
    for card in progress.over(cards, len(cards)):
        written += _write(card, folder, words, context)
    with store.write(ISSUE) as session:
        record_issue(session, cards)
    return written


def _write(card: UnitCard, folder: Path, words: Words, context: ReportContext) -> list[Path]:
    from ..core.pdf import write_pdf  # heavy, and only now needed
    from .task_card_book import write_task_card
    from .task_card_paper import document_of

    path = folder / f"{card.name}.xlsx"
    write_task_card(card, path, words)
    write_pdf(document_of([card], context), path.with_suffix(".pdf"))
    return [path, path.with_suffix(".pdf")]


def collect(
    store: Store,
    places: Sequence[Path],
    *,
    dry_run: bool = False,
    year: int | None = None,
    unit_id: UUID | None = None,
    is_partial: bool = False,
    clock: Clock = CLOCK,
    progress: Progress | None = None,
) -> list[ToldTasks]:
    """Take every card among the files and folders. Each file by itself: one that is refused stops no other.

    `is_partial`: take the tasks that are answered whole from cards that are not. Raises only Unavailable (the database
    or its disk stands in the way)."""

    def take(told: ToldTasks, card: ReturnedBook) -> None:
        def steps(session: Session) -> Iterator[None]:
            checked = check_card(session, card, year=year, unit_id=unit_id, is_partial=is_partial)
            _tell(told, checked)
            yield
            _take(session, told, checked, card.digest, clock.now())

        in_one_write(store, COLLECT, told, steps, dry_run=dry_run)

    return collect_files(places, TASK_CARDS, ToldTasks, take, progress)


def _tell(told: ToldTasks, checked: Checked) -> None:
    told.problems += checked.problems
    told.incomplete, told.unit = checked.incomplete, checked.unit
    if checked.card is not None:
        told.unit_id, told.year, told.version = checked.card.unit_id, checked.card.year, checked.card.version_no


def _take(session: Session, told: ToldTasks, checked: Checked, digest: str, at: dt.datetime) -> None:
    """Keep what differs from what the unit said last, as versions of their own."""
    card = checked.card
    assert card is not None
    known = {task: one for (unit, task), one in newest_answers(session, card.year).items() if unit == card.unit_id}
    numbers = numbers_of(session, (one.id for one in known.values()))
    for task, answer in checked.answers.items():
        before = known.get(task)
        if before is not None and said_by(before, numbers[before.id]) == answer:
            told.same.append(task)
            continue
        (told.new if before is None else told.changed).append(task)
        take_answer(session, card, task, answer, at, told.path.name)
    told.verdict = CardVerdict.CHANGED if told.changed else CardVerdict.NEW if told.new else CardVerdict.SAME
    if told.new or told.changed:
        card.returned_at, card.returned_digest = at, digest
        session.flush()


def telling(told: ToldTasks, words: Words) -> str:
    """'nowe zadania: 1.2, 3.3; zmienione: 4.1; niepełne: 5.2 …'."""
    if told.verdict is CardVerdict.REFUSED:
        return words("returned.told_refused")
    parts = []
    if told.new:
        parts.append(words("task_cards.told_new", tasks=", ".join(told.new)))
    if told.changed:
        parts.append(words("task_cards.told_changed", tasks=", ".join(told.changed)))
    said = "; ".join(parts) or words("task_cards.told_same")
    if told.incomplete:
        said += "; " + words("task_cards.told_incomplete", tasks="; ".join(told.incomplete))
    return said
