"""What the collected changes of rules come to, field by field, in people's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...core.declarations import Draft, Register
from ...core.words import Words
from ...gui.states import sentence
from ..editions import RuleEdit
from ..rules_page import RulesPage

LINKS = ("edition_id", "criterion_id", "scoring_stage_id")


@dataclass(frozen=True)
class RuleSaid:
    """One changed rule: what it is called, and its fields before and after."""

    name: str
    fields: tuple[str, ...]


def changes_said(page: RulesPage, edits: Sequence[RuleEdit], words: Words) -> list[RuleSaid]:
    """Every edit as a name and its changed fields: "waga: 1 → 4"."""
    found = []
    for edit in edits:
        before = next((one.draft for one in page.rows if one.id == edit.record_id), None)
        name = _name(edit.register, before or edit.draft or {}, words)
        if edit.draft is None:
            found.append(RuleSaid(name, (words("rules_page.goes"),)))
        else:
            found.append(RuleSaid(name, tuple(_fields(edit.register, before or {}, edit.draft, words))))
    return found


def _name(register: Register, draft: Draft, words: Words) -> str:
    kind = sentence(words(f"{register.key}._one"))
    for field in ("name", "meaning", "kind"):
        if draft.get(field) is not None:
            return f"{kind}: {register.field(field).show(draft[field], words)}"
    return kind


def _fields(register: Register, before: Draft, after: Draft, words: Words) -> Iterable[str]:
    for field in register.fields():
        old, new = before.get(field.name), after.get(field.name)
        if old == new or (field.name in LINKS and not before):
            continue
        name = words(field.key)
        if field.name in LINKS:
            yield name
            continue
        was, becomes = (field.show(one, words) or words("rule_sheet.not_set") for one in (old, new))
        yield f"{name}: {becomes}" if not before else f"{name}: {was} → {becomes}"
