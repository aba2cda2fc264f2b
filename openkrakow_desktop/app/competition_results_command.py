"""`openkrakow results EDITION`: the places of an edition, exact, with ties told; refused before scoring is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .command_line import DONE

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from ..competition.results import CategoryResult
    from ..competition.scoring import Standing
    from ..core.words import Words
    from .commands import Call


def results(call: Call) -> int:
    """Places, exact results, ties and what proves them, as a table or as JSON."""
    from ..competition.cards_issue import edition_of_year
    from .commands import print_json

    with call.opened() as opened, opened.store.snapshot() as still, still.read() as session:
        tree = results_tree(session, edition_of_year(session, call.typed.edition), call.words, call.clock.now())
    if call.typed.json:
        return print_json(tree)
    for line in told(tree, call.words):
        print(line)
    return DONE


def results_tree(session: Session, edition_id: UUID, words: Words, now: dt.datetime) -> dict[str, Any]:
    """Everything the results say, for other programs. Raises Refused while scoring is not closed."""
    from ..competition.model import Edition
    from ..competition.protocol import in_force
    from ..competition.results import edition_results
    from ..competition.secrecy import refuse_early
    from ..core.proof import journal_head

    refuse_early(session, edition_id)
    edition = session.get_one(Edition, edition_id)
    found = [one for one in edition_results(session, edition_id).values() if one.tally.standers]
    issue = in_force(session, edition_id)
    return {
        "edition": edition.title_year,
        "state": edition.state.name.lower(),
        "as_of": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "rules_checksum": next((one.rules.stored_checksum or one.rules.checksum for one in found), None),
        "head": journal_head(session),
        "protocol": None if issue is None else {"no": issue.no, "checksum": issue.checksum, "head": issue.head_hash},
        "categories": [_category(one, words) for one in found],
    }


def _category(result: CategoryResult, words: Words) -> dict[str, Any]:
    from ..competition.tally import CellState
    from ..competition.telling import say

    tally, resolved = result.tally, result.resolved
    named = {one.id: one for one in tally.standers}
    shared = list(resolved.places.values())

    def line(one: Standing[UUID]) -> dict[str, Any]:
        place = resolved.places.get(one.candidate)
        states = [tally.state(seat.id, one.candidate) for seat in tally.counted]
        return {
            "no": named[one.candidate].no,
            "name": named[one.candidate].name,
            "state": "no_data" if one.result is None else "number",
            "place": place,
            "is_tied": place is not None and shared.count(place) > 1,
            "result": _number(one.result),
            "median": _number(one.median),
            "spread": _number(one.spread),
            "cards": one.cards,
            "eligible": one.eligible,
            "excluded": states.count(CellState.EXCLUDED),
            "abstained": states.count(CellState.ABSTAINED),
            "reason": None if one.why is None else one.why.name.lower(),
        }

    lines = [line(one) for one in result.standings]
    return {
        "category": result.category.value,
        "method": result.rules.arithmetic().method.name.lower(),
        "titles": result.titles,
        "most": _number(tally.rules.most),
        "candidates": sorted(lines, key=lambda one: (one["place"] is None, one["place"] or 0, one["no"])),
        "ties": [{"key": one.key.removeprefix("tie."), "sentence": say(one, words)} for one in resolved.told],
        "open_ties": [
            {
                "place": one.place,
                "candidates": [named[key].no for key in one.candidates],
                "waits_for": None if one.waits_for is None else one.waits_for.name.lower(),
            }
            for one in resolved.open
        ],
    }


def _number(value: Fraction | None) -> dict[str, str] | None:
    """A number as it is and as it is shown, half up to two decimals."""
    from ..competition.scoring import shown

    return None if value is None else {"exact": str(value), "shown": str(shown(value))}


def told(tree: dict[str, Any], words: Words) -> Sequence[str]:
    """The same for people: a table for each category, then ties and what proves it."""
    from ..competition.kinds import CandidateCategory
    from ..competition.scoring import NotRanked
    from ..core.formats import number
    from ..core.text import sentence
    from .lined_up import table_lines

    lines: list[str] = []
    for one in tree["categories"]:
        lines.append(sentence(words.choice(CandidateCategory(one["category"]))))
        rows = []
        for each in one["candidates"]:
            result, place = each["result"], each["place"]
            said = "–" if place is None else f"{place}{'=' if each['is_tied'] else ''}"
            value = None if result is None else Fraction(result["exact"])
            exact = "–" if value is None else f"{value} ({number(value, words.language, 2)})"
            why = "" if each["reason"] is None else words.choice(NotRanked[each["reason"].upper()])
            name = f"{each['no']}. {each['name']}" + (f" – {why}" if why else "")
            rows.append((said, exact, f"{each['cards']}/{each['eligible']}", name))
        lines += table_lines(words("told.columns_results"), rows)
        lines += [f"  {tie['sentence']}" for tie in one["ties"]]
        lines.append("")
    lines.append(words("told.results_rules", sum=tree["rules_checksum"] or "–"))
    lines.append(words("told.head", hash=tree["head"]))
    return lines
