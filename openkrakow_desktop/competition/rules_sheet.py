"""The printed sheet of an edition's rules: what a juror reads before scoring, and the checksum that proves it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Field, ReportContext
from ..core.document import (
    Block,
    Column,
    Document,
    Heading,
    Kind,
    Note,
    Paragraph,
    Signature,
    Signatures,
    Table,
    Value,
    labels,
)
from ..core.text import sentence
from ..core.words import Words
from .model import Edition
from .rule_tables import RuleChange
from .rules_text import DATES, HUNDREDTHS, RULES, EditionRules, LadderStep, edition_rules_of

IN_HUNDREDTHS = ("clip_delta", "rounding_step")
SAID_OTHERWISE = (*IN_HUNDREDTHS, "categories")  # on paper in points, and whole


def rule_sheet(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """All rules of an edition on paper; the canonical text behind the checksum is its last page, so that anybody with
    the paper can work the checksum out again."""
    rules, words = edition_rules_of(session, record_id), context.words
    changes = list(
        session.scalars(
            select(RuleChange).where(RuleChange.edition_id == record_id).order_by(RuleChange.changed_at)
        )
    )
    blocks = [
        *_opening(rules, words),
        *rule_tables(rules, words),
        *_changes(changes, words),
        Note(in_groups(rules.checksum), words("rule_sheet.checksum")),
        Signatures((Signature(words("rule_sheet.chair")), Signature(words("rule_sheet.secretary")))),
        Heading(words("rule_sheet.text_title"), new_page=True),
        Paragraph(words("rule_sheet.text_note")),
        *(Paragraph(line) for line in rules.canonical().splitlines()),
    ]
    return Document(
        title=words("rule_sheet.title", year=rules.title_year),
        blocks=tuple(blocks),
        labels=labels(words),
        subtitle=words("rule_sheet.subtitle"),
        facts=(
            (words("rule_sheet.state"), _state(rules, words)),
            (words("rule_sheet.checksum"), rules.checksum[:16]),
        ),
        banner=context.banner,
        created=context.now,
    )


def _state(rules: EditionRules, words: Words) -> str:
    if rules.frozen_at is None:
        return words("rule_sheet.open")
    moment = formats.moment(rules.frozen_at.astimezone(WARSAW), words.language)
    return words("rule_sheet.frozen", moment=moment)


def rule_tables(rules: EditionRules, words: Words) -> Iterator[Block]:
    """The rules as tables: settings, criteria with their anchors, stages, the tie ladder."""
    yield _settings(rules, words)
    yield from _criteria(rules, words)
    yield from _ladder(rules, words)


def _opening(rules: EditionRules, words: Words) -> Iterator[Block]:
    yield Paragraph(sentence(_state(rules, words)) + ".", lead=True)
    if rules.stored_checksum and rules.stored_checksum != rules.checksum:
        yield Note(words("rule_sheet.differs"), words("rule_sheet.checksum"))


def _settings(rules: EditionRules, words: Words) -> Table:
    rows: list[tuple[Value, ...]] = []
    for name in (*DATES, *RULES):
        field = Field(Edition, name)
        key = f"rule_sheet.{name}" if name in SAID_OTHERWISE else field.key
        rows.append((sentence(words(key)), _setting(field, rules.values[name], rules, words)))
    columns = (Column(words("rule_sheet.rule"), header=True), Column(words("rule_sheet.value")))
    return Table("settings", words("rule_sheet.settings"), columns, tuple(rows), summary=words("rule_sheet.settings"))


def _setting(field: Field, value: Any, rules: EditionRules, words: Words) -> str:
    if field.name == "categories":
        return ", ".join(words.choice(one) for one in rules.categories)
    if value is None:
        return words("rule_sheet.half_of_jury" if field.name == "min_scores" else "rule_sheet.not_set")
    if field.name in IN_HUNDREDTHS:
        return points(Fraction(value, HUNDREDTHS), words)
    return field.show(value, words)


def points(value: Fraction, words: Words) -> str:
    """A number of points as people read it, whole ones without decimals."""
    return formats.number(value, words.language, 0 if value.denominator == 1 else 2)


def _criteria(rules: EditionRules, words: Words) -> Iterator[Block]:
    stages = {one.id: one for one in rules.stages}
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.no,
            one.name,
            one.weight,
            f"{one.least}–{one.most}",
            words("rule_sheet.counted" if one.is_counted else "rule_sheet.shown_only"),
            stages[one.stage_id].name if one.stage_id else "",
        )
        for one in rules.criteria
    )
    columns: tuple[Column, ...] = (
        Column(words("criterion.no"), Kind.INTEGER),
        Column(words("criterion.name"), header=True),
        Column(words("criterion.weight"), Kind.INTEGER),
        Column(words("rule_sheet.scale")),
        Column(words("rule_sheet.counts")),
        Column(words("criterion.scoring_stage_id")),
    )
    if not stages:
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    yield Table("criteria", words("criterion._many"), columns, rows, summary=words("criterion._many"))
    if rules.stages:
        told = tuple(
            (one.no, one.name, one.weight, points(one.clip, words) if one.clip is not None else "")
            for one in rules.stages
        )
        heads: tuple[Column, ...] = (
            Column(words("scoring_stage.no"), Kind.INTEGER),
            Column(words("scoring_stage.name"), header=True),
            Column(words("scoring_stage.weight"), Kind.INTEGER),
            Column(words("rule_sheet.clip")),
        )
        yield Table("stages", words("scoring_stage._many"), heads, told, summary=words("scoring_stage._many"))
    anchored = tuple((one.name, at, meaning) for one in rules.criteria for at, meaning in one.anchors)
    if anchored:
        heads = (
            Column(words("criterion._one"), header=True),
            Column(words("criterion_anchor.points"), Kind.INTEGER),
            Column(words("criterion_anchor.meaning")),
        )
        yield Table("anchors", words("criterion_anchor._many"), heads, anchored,
                    summary=words("criterion_anchor._many"))


def _ladder(rules: EditionRules, words: Words) -> Iterator[Block]:
    if not rules.ladder:
        yield Paragraph(words("rule_sheet.no_ladder"))
        return
    rows = tuple((number, step_text(one, words)) for number, one in enumerate(rules.ladder, 1))
    columns = (Column(words("tie_step.no"), Kind.INTEGER), Column(words("tie_step.kind"), header=True))
    yield Table("ladder", words("tie_step._many"), columns, rows, summary=words("tie_step._many"))


def step_text(step: LadderStep, words: Words) -> str:
    """One step of the tie ladder in words."""
    told = words.choice(step.kind)
    return f"{told}: {step.criterion}" if step.criterion else told


def _changes(changes: list[RuleChange], words: Words) -> Iterator[Block]:
    if not changes:
        return
    rows = tuple(
        (
            formats.moment(one.changed_at.astimezone(WARSAW), words.language),
            one.reason or "",
            one.second_person or "",
            one.changed_rules or "",
        )
        for one in changes
    )
    columns = (
        Column(words("rule_change.changed_at"), header=True),
        Column(words("rule_change.reason")),
        Column(words("rule_change.second_person")),
        Column(words("rule_change.changed_rules")),
    )
    yield Table("changes", words("rule_change._many"), columns, rows, summary=words("rule_change._many"))


def in_groups(checksum: str) -> str:
    """64 hexadecimal digits in groups of eight: what people can compare by eye."""
    return " ".join(checksum[at : at + 8] for at in range(0, len(checksum), 8))
