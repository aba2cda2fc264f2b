"""The summary's last pages: how every number was counted, what is missing, which records feed several numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from ..core.clock import day_of
from ..core.document import Block, Column, Heading, Kind, Paragraph, Source, Suppressed, Table, Value
from ..core.gaps import Gap
from ..core.suppression import SMALL
from .doctor import Accepted
from .evaluate import IndicatorNumber, MeasureNumber
from .overlaps import Overlapping, Shared
from .summary_context import Summary
from .summary_risks import risk_pages as risk_pages
from .summary_sheets import TOLD
from .wording import basis_of, gap_sentence

_HARMLESS = ("year", "task", "risk", "code", "day")  # values of gaps that count nobody


# ---- how it was counted --------------------------------------------------------------------------------------------
def methodology(s: Summary) -> Iterator[Block]:
    """How every number was counted, in the words of the catalogue."""
    every: list[MeasureNumber | IndicatorNumber] = [*s.numbers.measures.values(), *s.numbers.indicators.values()]
    yield Heading(s.word("methodology"))
    yield Paragraph(s.word("methodology_lead"))
    yield Table(
        "methodology",
        s.word("methodology_caption"),
        (Column(s.word("code")), Column(s.word("number"), header=True), Column(s.word("basis"))),
        tuple((one.entry.code, one.entry.label(s.language), basis_of(one, s.language)) for one in every),
        Source(s.word("catalogue"), s.as_of, s.version),
        sheet=s.sheet("methodology"),
    )


def gap_pages(s: Summary) -> Iterator[Block]:
    """What was missing or doubtful when the numbers were read."""
    found: Counter[tuple[str, str]] = Counter()
    doubts = s.reads.doubts
    for one in doubts.open:
        found[_register(s, one.gap.register), _told(s, one.gap)] += 1
    yield Heading(s.word("gaps"))
    yield from _accepted(s, [one for one in doubts.accepted if one.is_standing])
    if not found:
        yield Paragraph(s.word("no_gaps"))
        return
    yield Paragraph(s.word("gaps_lead"))
    yield Table(
        "gaps",
        s.word("gaps_caption", year=s.period.year),
        (Column(s.word("register")), Column(s.word("gap"), header=True), Column(s.word("how_many"), Kind.INTEGER)),
        tuple((register, told, n) for (register, told), n in sorted(found.items())),
        s.from_registers(),
        summary=s.word("gaps_summary", n=sum(found.values())),
        sheet=s.sheet("gaps"),
    )


def _register(s: Summary, key: str) -> str:
    """Where a gap is: a register, or a page of its own."""
    names = (f"{key}._many", f"place.{key}", f"menu.{key}")
    return s.words(next(name for name in names if s.words.has(name)))


def _told(s: Summary, gap: Gap) -> str:
    """What is missing; published without numbers, which may count people."""
    values = (str(value) for name, value in gap.values.items() if name not in _HARMLESS)
    if s.is_published and any(letter.isdigit() for value in values for letter in value):
        return s.word("gap_doubtful")
    return gap_sentence(gap, s.words)


def _whose(s: Summary, gap: Gap) -> str:
    """The record, or published only what kind of record where it may be a person's."""
    if s.is_published and gap.register not in TOLD:
        return _register(s, gap.register)
    return gap.title


def _accepted(s: Summary, found: list[Accepted]) -> Iterator[Block]:
    """Doubts that a person let be, each with the reason; who and when only where it is not published."""
    if not found:
        return
    given = () if s.is_published else (Column(s.word("accepted_by")), Column(s.word("accepted_on"), Kind.DATE))
    word = partial(s.words, months=s.period.year)
    yield Table(
        "accepted_gaps",
        word("month_report.accepted_caption"),
        (
            Column(s.word("date"), Kind.DATE),
            Column(s.word("record"), header=True),
            Column(s.word("gap")),
            Column(s.word("reason")),
            *given,
        ),
        tuple(
            (one.gap.on, _whose(s, one.gap), _told(s, one.gap), one.reason)
            + (() if s.is_published else (one.by or "–", day_of(one.at)))
            for one in found
        ),
        s.from_registers(),
        sheet=word("month_report.sheet.accepted"),
    )


def overlap_pages(s: Summary) -> Iterator[Block]:
    """Records that feed several numbers: counted once in each, never added across numbers."""
    found = s.reads.overlaps
    yield Heading(s.word("overlaps"))
    yield Paragraph(s.word("overlaps_lead"))
    yield Table(
        "overlaps",
        s.word("overlaps_caption", year=s.period.year),
        (
            Column(s.word("numbers"), header=True),
            Column(s.word("records"), Kind.INTEGER),
            Column(s.word("shared"), Kind.INTEGER),
            Column(s.word("note")),
        ),
        tuple(_overlap_row(s, one) for one in found),
        s.from_registers(s.word("overlaps_basis")),
        summary="" if s.is_published else s.word("overlaps_summary", n=sum(len(one.shared) for one in found)),
        sheet=s.sheet("overlaps"),
    )
    yield _shared_records(s, found)


def _overlap_row(s: Summary, one: Overlapping) -> tuple[Value, ...]:
    """An overlap; where few people's records are in several numbers, neither they nor all of them are told: each would
    give the other away."""
    records, shared = one.records, len(one.shared)
    is_hidden = shared in SMALL and any(_is_of_people(s, each) for each in one.shared)
    told: tuple[Value, ...] = (Suppressed(), Suppressed()) if is_hidden else (records, shared)
    return (", ".join(one.entry.numbers), *told, one.entry.note(s.language))


def _is_of_people(s: Summary, shared: Shared) -> bool:
    """Whether a record may only be told of in the office."""
    return s.is_published and shared.row.register not in TOLD


def _shared_records(s: Summary, found: list[Overlapping]) -> Table:
    rows = tuple(
        (
            ", ".join(shared.numbers),
            s.words(f"{shared.row.register}._one"),
            shared.row.on,
            shared.row.title,
        )
        for one in found
        for shared in one.shared
        if not _is_of_people(s, shared)
    )
    return Table(
        "shared_records",
        s.word("shared_caption", year=s.period.year),
        (
            Column(s.word("numbers")),
            Column(s.word("register")),
            Column(s.word("date"), Kind.DATE),
            Column(s.word("record"), header=True),
        ),
        rows,
        s.from_registers(s.word("overlaps_basis")),
        workbook_only=True,
        sheet=s.sheet("shared_records"),
    )
