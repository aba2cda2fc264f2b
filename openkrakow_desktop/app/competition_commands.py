"""`openkrakow score-cards` and `openkrakow collect`: the cards of the Chapter, out and back.

Neither ever prints points; a refused cell alone is named with what stands in it (robustness.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .command_line import DONE, REFUSED, say, sentence

if TYPE_CHECKING:
    from ..competition.cards_collect import Told
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
    """Returned cards, files or folders, into the database: each whole or not at all. What differs is said first."""
    from ..competition.cards_collect import collect as take
    from ..core.answer_collect import CardVerdict

    typed, w = call.typed, call.words
    with call.opened() as opened:
        told = take(opened.store, typed.files, w, dry_run=typed.dry_run, is_partial=typed.partial, clock=call.clock)
    if typed.json:
        from .commands import print_json

        print_json({"files": [tree_of(one, w) for one in told]})
    else:
        for one in told:
            print(": ".join(part for part in (one.path.name, one.juror, summary(one, w)) if part))
    for one in told:
        for problem in one.problems:
            say(f"{one.path.name}: {sentence(problem, w)}")
    if not told:
        say(w("returned.preview_none"))
    return REFUSED if not told or any(one.verdict is CardVerdict.REFUSED for one in told) else DONE


def summary(told: Told, words: Words) -> str:
    """What a file brings, in counts: '12 nowych ocen, zmieniono 2 oceny'."""
    from ..competition.cards_telling import telling

    return telling(told, words)


def tree_of(told: Told, words: Words) -> dict[str, Any]:
    """A file's outcome for other programs; no points."""
    return {
        "file": told.path.name,
        "state": told.verdict.name.lower(),
        "written": told.is_written,
        "juror": told.juror or None,
        "title_year": told.title_year,
        "version": told.version,
        "new": told.taken.new,
        "changed": told.taken.changed,
        "same": told.taken.same,
        "handed_in": told.taken.handed_in,
        "conflicts": told.conflicts,
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


COMMANDS: dict[str, Callable[[Call], int]] = {"score-cards": score_cards, "collect": collect}
