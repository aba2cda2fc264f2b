"""What an import did, in lines for people and as one JSON document."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from ..core.excel_import import Outcome
from ..core.words import Words


def outcome_tree(outcome: Outcome, typed: argparse.Namespace, words: Words) -> dict[str, Any]:
    """{"file", "dry_run", "written", "registers": {key: counts}, "problems", "proposals", "unknown_sheets"}."""
    return {
        "file": str(typed.file),
        "dry_run": typed.dry_run,
        "written": outcome.written,
        "registers": {
            key: {kind: getattr(outcome, kind)[key] for kind in ("new", "changed", "same", "refused")}
            for key in _registers(outcome)
        },
        "problems": [
            {
                "sheet": fault.sheet,
                "cell": fault.cell,
                "value": fault.value,
                "field": fault.problem.field,
                "key": fault.problem.key,
                "reason": fault.sentence(words),
                "warning": fault.problem.warning,
            }
            for fault in outcome.faults
        ],
        "proposals": [{"register": register, "name": name} for register, name in outcome.proposals],
        "updates": [
            {"register": register, "record": record, "fields": fields} for register, record, fields in outcome.updates
        ],
        "unknown_sheets": list(outcome.unknown_sheets),
    }


def told_outcome(outcome: Outcome, typed: argparse.Namespace, words: Words) -> Iterator[str]:
    """One line per register, then changes of known rows, unknown institutions, sheets left out."""
    key = "told.imported" if outcome.written else "told.import_checked"
    for register in _registers(outcome):
        counts = {kind: getattr(outcome, kind)[register] for kind in ("new", "changed", "same", "refused")}
        yield words(key, name=words(f"{register}._many"), **counts)
    if typed.dry_run:
        for register, title, fields in outcome.updates:
            yield words("told.import_update", register=words(f"{register}._many"), title=title, fields=fields)
    for _, name in outcome.proposals:
        yield words("told.import_proposal", name=name)
    for name in outcome.unknown_sheets:
        yield words("told.import_sheet", name=name)


def _registers(outcome: Outcome) -> list[str]:
    return list(dict.fromkeys([*outcome.new, *outcome.changed, *outcome.same, *outcome.refused]))
