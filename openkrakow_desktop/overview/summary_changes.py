"""What was corrected, in the report itself: every number that differs from an approved version, both beside each other.

A correction prints what it changed and why; figures that are not frozen print what differs from those in force."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..core.clock import WARSAW
from ..core.document import Block, Column, Heading, Kind, NoData, Paragraph, Table, Value
from ..core.formats import day
from .evaluate import IndicatorNumber, YearNumbers
from .snapshot_changes import Changed, changed_numbers
from .snapshots import Version, chain, numbers_of, read_frozen
from .summary_context import Summary
from .summary_opening import status_text


def changes(s: Summary) -> Iterator[Block]:
    """A table for every step from one version to the next; nothing where no version was approved before."""
    approved = tuple(chain(s.session, s.period.year, s.numbers.version))
    if not approved:
        return
    steps: list[tuple[Version, YearNumbers, str]] = []
    for one in approved:
        steps.append((one, numbers_of(read_frozen(s.session, one)), one.reason))
    yield Heading(s.word("changes"))
    for (before, was, _), (after, now, reason) in pairwise(steps):
        yield from _step(s, before, was, now, reason, after.number)
    last, was, _ = steps[-1]
    yield from _step(s, last, was, s.numbers, s.reason, s.numbers.version)


def _step(
    s: Summary, before: Version, was: YearNumbers, now: YearNumbers, reason: str, number: int | None
) -> Iterator[Block]:
    """From one version to the next; `number` None: to the figures of the moment."""
    found = changed_numbers(was, now)
    frozen_on = day(before.at.astimezone(WARSAW).date(), s.language)
    new = s.word("version_no", n=number) if number is not None else s.word("live")
    if number is None and not found:
        yield Paragraph(s.word("changes_none", n=before.number, day=frozen_on))
        return
    yield Paragraph(
        s.word("changes_why", n=number, before=before.number, reason=reason)
        if number is not None
        else s.word("changes_open", n=before.number, day=frozen_on)
    )
    if not found:
        yield Paragraph(s.word("changes_words_only"))
        return
    yield Table(
        f"changes_{before.number}",
        s.word("changes_caption", n=before.number, new=new),
        (
            Column(s.word("code")),
            Column(s.word("number"), header=True),
            Column(s.word("version_no", n=before.number), Kind.INTEGER),
            Column(new, Kind.INTEGER),
            Column(s.word("difference"), Kind.INTEGER),
        ),
        tuple(_row(s, one) for one in found),
        s.from_registers(),
        sheet=s.word("sheet.changes", n=before.number),
    )


def _row(s: Summary, one: Changed) -> tuple[Value, ...]:
    unit, name = one.new.entry.unit, one.new.entry.label(s.language)
    old, new = s.told(one.old.reading.value, unit), s.told(one.new.reading.value, unit)
    was, now = one.old, one.new
    if isinstance(was, IndicatorNumber) and isinstance(now, IndicatorNumber) and was.status is not now.status:
        name += f" ({status_text(s, was.status)} → {status_text(s, now.status)})"
    differs: Value = NoData() if one.difference is None else s.shaped(one.difference, unit)
    return (one.code, name, old, new, differs)
