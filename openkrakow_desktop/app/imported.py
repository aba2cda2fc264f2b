"""The import from the command line: which mappings it uses, and what it did, in lines for people and as one JSON
document."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from typing import Any

from ..core.declarations import Declared
from ..core.excel_import import Outcome
from ..core.excel_read import Sheet
from ..core.import_mapping import SheetMapping, read_mappings, remember, remembered, write_mappings
from ..core.import_sheets import look_over
from ..core.problems import Problem, Refused
from ..core.settings import Settings
from ..core.words import Words


def mappings_for(
    typed: argparse.Namespace, settings: Settings, sheets: list[Sheet], declared: Declared
) -> dict[str, SheetMapping]:
    """How the sheets are read whose headings are not ours: as remembered, as --mapping says, with what --set adds.

    Raises Refused: no mapping file, a field that no sheet of the file takes."""
    mappings = remembered(settings)
    if typed.mapping is not None:
        mappings |= read_mappings(typed.mapping)
    said = dict(_pair(one) for one in typed.set)
    unused = set(said)
    found = look_over(sheets, declared, None, mappings, typed.file.name) if said else []
    for one in (one for _, one in found if one is not None and one.mapping.register in declared.registers):
        form = declared.registers[one.mapping.register].form
        fitting = {name: value for name, value in said.items() if name == "year" or name in form}
        unused -= set(fitting)
        year = fitting.pop("year", None)
        if year is not None and not year.isdigit():
            raise Refused(Problem("set", "problem.import_set", {"said": f"year={year}"}))
        mappings[one.fingerprint] = dataclasses.replace(
            one.mapping,
            constants={**one.mapping.constants, **fitting},
            year=int(year) if year else one.mapping.year,
        )
    if unused:
        raise Refused(Problem("set", "problem.import_set_nowhere", {"name": sorted(unused)[0]}))
    return mappings


def _pair(said: str) -> tuple[str, str]:
    name, sign, value = said.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise Refused(Problem("set", "problem.import_set", {"said": said}))
    return name.strip(), value.strip()


def used_mappings(outcome: Outcome) -> dict[str, SheetMapping]:
    """The mappings by which this file was read, of sheets whose headings are not ours."""
    return {plan.found.fingerprint: plan.found.mapping for plan in outcome.plans if not plan.found.is_ours}


def keep_mappings(typed: argparse.Namespace, settings: Settings, outcome: Outcome) -> None:
    """Write the mappings where --save-mapping says; remember for the next file what a person has said about this."""
    if typed.save_mapping is not None:
        write_mappings(used_mappings(outcome), typed.save_mapping)
    if outcome.written and (typed.mapping is not None or typed.set):
        remember(settings, used_mappings(outcome))


def _told_columns(outcome: Outcome, words: Words) -> Iterator[str]:
    """One line per office's own sheet: which column was read as what."""
    for plan in outcome.plans:
        if not plan.found.is_ours:
            headings = plan.found.layout.headings
            pairs = ", ".join(f"{headings[place]} → {target}" for place, target in sorted(plan.columns.items()))
            register = words(f"{plan.register.key}._many")
            yield words("told.import_columns", sheet=plan.sheet.name, register=register, pairs=pairs or "–")


def outcome_tree(outcome: Outcome, typed: argparse.Namespace, words: Words) -> dict[str, Any]:
    """{"file", "dry_run", "written", "registers": {key: counts}, "problems", "proposals", "updates", "unknown_sheets",
    "columns": how the columns of an office's own sheets were read}."""
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
        "columns": [
            {"sheet": plan.sheet.name, "register": plan.register.key, "columns": plan.found.mapping.used()}
            for plan in outcome.plans
            if not plan.found.is_ours
        ],
    }


def told_outcome(outcome: Outcome, typed: argparse.Namespace, words: Words) -> Iterator[str]:
    """One line per register, then changes of known rows, unknown institutions, sheets left out."""
    yield from _told_columns(outcome, words)
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
