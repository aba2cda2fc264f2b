"""The summary's last pages: how every number was counted, what is missing, which records feed several numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from ..core.document import Block, Column, Heading, Kind, Paragraph, Source, Suppressed, Table, Value
from ..core.gaps import Gap
from ..core.suppression import SMALL
from ..programme.acceptances import accepted, between, gap_of, still_open
from .evaluate import IndicatorNumber, MeasureNumber
from .overlaps import Overlapping, overlaps
from .summary_context import Summary
from .summary_hidden import OF_PEOPLE
from .summary_risks import risk_pages as risk_pages
from .summary_sheets import TOLD, unit_of
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
    known = accepted(s.session, s.period.first, s.period.last)
    for feature in s.declared.features:
        for gap in still_open(feature.gaps(s.session, s.period), known) if feature.gaps else ():
            found[_register(s, gap.register), _told(s, gap)] += 1
    yield Heading(s.word("gaps"))
    yield from _accepted(s)
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
    name = f"{key}._many"
    return s.words(name if s.words.has(name) else f"place.{key}")


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


def _accepted(s: Summary) -> Iterator[Block]:
    """Gaps that a person let be, each with the reason."""
    found = [(gap_of(one), one.reason) for one in between(s.session, s.period.first, s.period.last)]
    if not found:
        return
    word = partial(s.words, months=s.period.year)
    yield Table(
        "accepted_gaps",
        word("month_report.accepted_caption"),
        (
            Column(s.word("date"), Kind.DATE),
            Column(s.word("record"), header=True),
            Column(s.word("gap")),
            Column(s.word("reason")),
        ),
        tuple((gap.on, _whose(s, gap), _told(s, gap), reason) for gap, reason in found),
        s.from_registers(),
        sheet=word("month_report.sheet.accepted"),
    )


def overlap_pages(s: Summary) -> Iterator[Block]:
    """Records that feed several numbers: counted once in each, never added across numbers."""
    found = overlaps(s.session, s.period, s.catalogue, s.declared)
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
    """An overlap; where few people are in several numbers, neither they nor all of them are told: each would give the
    other away."""
    records, shared = one.records, len(one.shared)
    is_hidden = s.is_published and _of_people(s, one.entry.numbers) and (shared in SMALL or records in SMALL)
    told: tuple[Value, ...] = (Suppressed(), Suppressed()) if is_hidden else (records, shared)
    return (", ".join(one.entry.numbers), *told, one.entry.note(s.language))


def _of_people(s: Summary, codes: Iterable[str]) -> bool:
    return any(unit_of(code, s.catalogue) in OF_PEOPLE for code in codes)


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
        if not (s.is_published and _of_people(s, shared.numbers))
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
