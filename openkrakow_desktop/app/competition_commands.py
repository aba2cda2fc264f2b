"""`openkrakow score-cards`, `task-cards` and `collect`: cards of the Chapter and of units, out and back.

Neither ever prints points; a refused cell alone is named with what stands in it (robustness.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .command_line import DONE, REFUSED, say, sentence

if TYPE_CHECKING:
    from ..core.answer_collect import ReturnedFile
    from ..core.words import Words
    from .commands import Call


def score_cards(call: Call) -> int:
    """A workbook and a paper for every member who takes part, into a folder."""
    from ..competition.cards_issue import edition_of_year, issue_cards

    typed, w = call.typed, call.words
    with call.opened() as opened:
        with opened.store.read() as session:
            edition_id = edition_of_year(session, typed.edition)
        banner = w("status_bar.demo") if opened.is_demo else ""
        written = issue_cards(
            opened.store, opened.declared, edition_id, typed.folder, w, banner=banner, clock=call.clock
        )
    for path in written:
        print(w("told.written", path=path))
    return DONE


def collect(call: Call) -> int:
    """Returned cards of jurors and of units, files or folders, into the database: each whole or not at all. What
    differs is said first."""
    from ..competition.cards_collect import collect as take
    from ..core.answer_collect import CardVerdict
    from ..core.answer_read import files_of
    from ..overview.task_card_collect import collect as take_tasks
    from ..overview.task_cards import TASK_CARDS

    typed, w = call.typed, call.words
    files = files_of(typed.files)
    of_units = [path for path in files if TASK_CARDS.marked(path)]
    others = [path for path in files if path not in of_units]
    asked: dict[str, Any] = {"dry_run": typed.dry_run, "is_partial": typed.partial, "clock": call.clock}
    with call.opened() as opened:
        told: list[ReturnedFile] = [*take(opened.store, others, w, **asked)]
        told += take_tasks(opened.store, of_units, **asked)
    told.sort(key=lambda one: files.index(one.path))
    if typed.json:
        from .commands import print_json

        print_json({"files": [tree_of(one, w) for one in told]})
    else:
        for one in told:
            print(": ".join(part for part in (one.path.name, one.whose, summary(one, w)) if part))
    for one in told:
        for problem in one.problems:
            say(f"{one.path.name}: {sentence(problem, w)}")
    if not told:
        say(w("returned.preview_none"))
    return REFUSED if not told or any(one.verdict is CardVerdict.REFUSED for one in told) else DONE


def summary(told: ReturnedFile, words: Words) -> str:
    """What a file brings, in counts: '12 nowych ocen, zmieniono 2 oceny'."""
    from ..competition.cards_collect import Told
    from ..competition.cards_telling import telling
    from ..overview.task_card_collect import ToldTasks
    from ..overview.task_card_collect import telling as telling_tasks

    if isinstance(told, ToldTasks):
        return telling_tasks(told, words)
    assert isinstance(told, Told)
    return telling(told, words)


def tree_of(told: ReturnedFile, words: Words) -> dict[str, Any]:
    """A file's outcome for other programs; no points."""
    from ..competition.cards_collect import Told
    from ..overview.task_card_collect import ToldTasks

    tree: dict[str, Any] = {"file": told.path.name, "state": told.verdict.name.lower(), "written": told.is_written}
    if isinstance(told, Told):
        tree |= {"juror": told.juror or None, "title_year": told.title_year, "version": told.version,
                 "new": told.taken.new, "changed": told.taken.changed, "same": told.taken.same,
                 "handed_in": told.taken.handed_in, "conflicts": told.conflicts}  # fmt: skip
    elif isinstance(told, ToldTasks):
        tree |= {"unit": told.unit or None, "year": told.year, "version": told.version,
                 "new": told.new, "changed": told.changed, "same": told.same}  # fmt: skip
    return tree | {
        "incomplete": told.incomplete,
        "problems": [
            {
                "key": one.key.removeprefix("problem."),
                "cell": one.field or None,
                "warning": one.warning,
                "sentence": sentence(one, words),
            }
            for one in told.problems
        ],
    }


def task_cards(call: Call) -> int:
    """A workbook and a paper for every unit that is asked about its tasks, into a folder."""
    from ..overview.task_card_collect import issue_cards

    typed, w = call.typed, call.words
    year = call.period().year
    with call.opened() as opened:
        banner = w("status_bar.demo") if opened.is_demo else ""
        written = issue_cards(opened.store, opened.declared, year, typed.folder, w, banner=banner, clock=call.clock)
    for path in written:
        print(w("told.written", path=path))
    return DONE


COMMANDS: dict[str, Callable[[Call], int]] = {
    "score-cards": score_cards,
    "task-cards": task_cards,
    "collect": collect,
}
