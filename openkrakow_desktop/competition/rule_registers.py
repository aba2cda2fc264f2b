"""The registers of an edition's rules: criteria with their anchors, stages, the tie ladder, changes of frozen rules."""

from __future__ import annotations

from ..core.declarations import Register
from .model import Criterion
from .rule_rows import anchor_rules, change_locked, change_rules_rules, changes_kept, stage_rules, step_rules
from .rule_tables import CriterionAnchor, RuleChange, ScoringStage, TieStep
from .rules_text import rule_locked, rules_unchanged
from .service import criterion_rules, save_criterion

CRITERIA = Register(
    record=Criterion,
    columns=("no", "name", "weight", "min_points", "max_points", "is_independent", "scoring_stage_id"),
    form=("edition_id", "no", "name", "weight", "min_points", "max_points", "is_independent", "scoring_stage_id",
          "description"),
    order="no",
    rules=criterion_rules,
    save=save_criterion,
    natural_key=("edition_id", "name"),
    parent="edition_id",
    locked=rule_locked,
    invariant=rules_unchanged(Criterion),
    icon="list-checks",
)
ANCHORS = Register(
    record=CriterionAnchor,
    columns=("criterion_id", "points", "meaning"),
    form=("criterion_id", "points", "meaning"),
    order="points",
    rules=anchor_rules,
    natural_key=("criterion_id", "points"),
    parent="criterion_id",
    locked=rule_locked,
    invariant=rules_unchanged(CriterionAnchor),
    icon="text",
)
STAGES = Register(
    record=ScoringStage,
    columns=("no", "name", "weight", "clip_delta"),
    form=("edition_id", "no", "name", "weight", "clip_delta"),
    order="no",
    rules=stage_rules,
    natural_key=("edition_id", "no"),
    parent="edition_id",
    locked=rule_locked,
    invariant=rules_unchanged(ScoringStage),
    icon="layers",
)
TIE_STEPS = Register(
    record=TieStep,
    columns=("no", "kind", "criterion_id"),
    form=("edition_id", "no", "kind", "criterion_id"),
    order="no",
    rules=step_rules,
    natural_key=("edition_id", "no"),
    parent="edition_id",
    locked=rule_locked,
    invariant=rules_unchanged(TieStep),
    icon="equal",
)
RULE_CHANGES = Register(
    record=RuleChange,
    columns=("changed_at", "reason", "changed_by", "second_person"),
    form=("edition_id", "changed_at", "reason", "changed_by", "second_person", "checksum_before", "checksum_after",
          "changed_rules", "places_before", "places_after"),
    order="-changed_at",
    date="changed_at",
    rules=change_rules_rules,
    natural_key=("edition_id", "changed_at"),
    parent="edition_id",
    locked=change_locked,
    invariant=changes_kept,
    icon="history",
)
