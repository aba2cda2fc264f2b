"""The proof file: the scores without names, the rules, the protocol, checksums, and a script that needs none of us.

Everything in it is what the protocol kept when it was issued, so that the file is the same whenever it is made."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

from ..core.words import Words
from ..core.zip_files import write_zip
from ..paths import RESOURCES
from .kinds import CandidateCategory
from .motion import Meeting
from .protocol_tables import ProtocolIssue
from .results import CategoryResult
from .scoring import Rules

SCRIPT = RESOURCES / "proof" / "recompute.py"  # it imports nothing of the program
DATA, RULES, PAPER, PROGRAM, SUMS = "data.json", "rules.txt", "protocol.pdf", "recompute.py", "SHA256SUMS"
SAID = ("candidate", "changed", "differs", "same", "not_same")


def proof_data(
    found: Mapping[CandidateCategory, CategoryResult], meeting: Meeting | None, head: str, words: Words
) -> str:
    """What the script recomputes, as JSON text: jurors and candidates by number, points, rules, what people recorded of
    ties, the places and exact results to be found, what was moved. Empty where nobody stands anywhere."""
    results = [one for one in found.values() if one.tally.standers]
    if not results:
        return ""
    rules = results[0].rules
    names = {one.key: str(at) for at, one in enumerate(results[0].tally.rules.criteria, 1)}
    told = {
        "edition": rules.title_year,
        "journal_head": head,
        "rules_checksum": rules.stored_checksum or rules.checksum,
        "rules_text": rules.canonical(),
        "rules": _rules(results[0], results[0].tally.rules, names),
        "categories": [_category(one, names, meeting, words) for one in results],
        "meeting": None if meeting is None else {
            "met_on": meeting.verdict.met_on.isoformat(),
            "present": meeting.verdict.members_present,
            "listed": len(meeting.present),
            "votes": [meeting.verdict.votes_for, meeting.verdict.votes_against, meeting.verdict.votes_abstaining],
        },
        "words": {name: words(f"proof.{name}") for name in SAID},
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rules(result: CategoryResult, rules: Rules, names: Mapping[Any, str]) -> dict[str, Any]:
    stages = {one.key: str(at) for at, one in enumerate(rules.stages, 1)}
    return {
        "method": rules.method.value,
        "missing": rules.missing.value,
        "minimum": rules.minimum,
        "trim": rules.trim,
        "rank_on": rules.rank_on.value,
        "step": str(rules.step),
        "clip": _exact(rules.clip),
        "clip_order": rules.clip_order.value,
        "criteria": [
            {"key": names[one.key], "weight": one.weight, "least": one.least, "most": one.most,
             "counted": one.is_counted, "stage": stages.get(one.stage)}
            for one in rules.criteria
        ],
        "stages": [{"key": stages[one.key], "weight": one.weight, "clip": _exact(one.clip)} for one in rules.stages],
        "ladder": [
            {"kind": one.kind.value, "criterion": names.get(one.criterion_id)} for one in result.rules.ladder
        ],
    }  # fmt: skip


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def candidate_keys(result: CategoryResult) -> dict[UUID, str]:
    """The candidates as the proof file calls them: their number; where two laptops gave one twice, 7a and 7b."""
    shared, given = Counter(one.no for one in result.tally.standers), Counter[int]()
    keys = {}
    for one in result.tally.standers:
        keys[one.id] = str(one.no) if shared[one.no] == 1 else f"{one.no}{chr(97 + given[one.no])}"
        given[one.no] += 1
    return keys


def juror_numbers(result: CategoryResult) -> dict[UUID, int]:
    """The counted members by a number that says nothing: neither alphabetical nor in order of appointment, since scores
    stand under it; the same in all categories of the protocol and the proof file."""
    keys = sorted(
        (one.id for one in result.tally.seats), key=lambda key: digest(key.bytes + result.tally.edition_id.bytes)
    )
    numbers = {key: no for no, key in enumerate(keys, 1)}
    return {one.id: numbers[one.id] for one in result.tally.counted}


def _category(
    result: CategoryResult, names: Mapping[Any, str], meeting: Meeting | None, words: Words
) -> dict[str, Any]:
    tally, keys, numbers = result.tally, candidate_keys(result), juror_numbers(result)
    return {
        "category": result.category.value,
        "name": words.choice(result.category),
        "titles": result.titles,
        "candidates": [{"key": keys[one.id], "no": one.no} for one in tally.standers],
        "cards": [
            {
                "juror": numbers[seat.id],
                "candidate": keys[one.id],
                "state": tally.state(seat.id, one.id).value,
                "points": {
                    names[key]: given for key, given in tally.cells[seat.id, one.id].points.items() if key in names
                },
            }
            for one in tally.standers
            for seat in sorted(tally.counted, key=lambda seat: numbers[seat.id])
        ],
        "resolutions": [
            {"method": one.method.value, "places": {keys[who]: place for who, place in one.places.items()},
             "seed": one.seed}
            for one in result.recorded
            if all(who in keys for who in one.places)
        ],
        "motion": {
            keys[one]: item.result.value for one, item in (meeting.items if meeting else {}).items() if one in keys
        },
        "places": {keys[one]: place for one, place in result.resolved.places.items()},
        "results": {keys[one.candidate]: str(one.result) for one in result.standings if one.result is not None},
    }  # fmt: skip


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def proof_files(issue: ProtocolIssue, paper: bytes) -> dict[str, bytes]:
    """The files of the proof by name; `paper`: the protocol as PDF."""
    files = {
        DATA: issue.proof_data.encode(),
        RULES: json.loads(issue.proof_data)["rules_text"].encode(),
        PAPER: paper,
        PROGRAM: SCRIPT.read_bytes(),
    }
    sums = "".join(f"{digest(data)}  {name}\n" for name, data in files.items())
    return files | {SUMS: sums.encode()}


def write_proof(issue: ProtocolIssue, paper: bytes, path: Path) -> None:
    """Write the proof file, all or nothing. Raises OSError where it cannot be written."""
    write_zip(path, proof_files(issue, paper))
