"""Holders of the title over the years, from the awards: by year and category, repeated ones seen.

Only editions whose result is announced: a decision nobody has heard of is in no list, chart or export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import ReportContext
from ..core.document import (
    Block,
    ChartKind,
    ChartSpec,
    Column,
    Document,
    Figure,
    Paragraph,
    Series,
    Table,
    labels,
)
from ..core.formats import day
from ..core.text import fold, latin, sentence
from ..core.words import Words
from .gala import answer
from .kinds import AwardKind, CandidateCategory, CandidateSubtype
from .letters import TOLD
from .model import Award, Candidate, Edition, MayorDecision
from .parties import Party, candidate_party, values_of

_WHO = ("category", "person_id", "organisation_id", "name")
KINDS = (AwardKind.TITLE, AwardKind.DISTINCTION)


@dataclass(frozen=True)
class Laureate:
    """One award of an announced edition. `years`: all years in which the same person or entity was honoured."""

    award_id: UUID
    candidate_id: UUID
    year: int
    category: CandidateCategory
    subtype: CandidateSubtype | None
    kind: AwardKind
    name: str
    title_form: str
    is_accepted: bool | None
    years: tuple[int, ...]

    @property
    def is_repeated(self) -> bool:
        return len(self.years) > 1


def laureates(session: Session) -> list[Laureate]:
    """Everybody honoured, newest year first; in a year titles before distinctions, people before entities, by name."""
    rows = session.execute(
        select(Award, Candidate, Edition.title_year)
        .join(MayorDecision, MayorDecision.id == Award.mayor_decision_id)
        .join(Edition, Edition.id == MayorDecision.edition_id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .where(Edition.state.in_(TOLD), Award.kind != AwardKind.NONE)
        .order_by(Edition.title_year.desc(), Candidate.name_sort, Award.id)
    ).all()
    parties = [candidate_party(session, values_of(candidate, *_WHO)) for _, candidate, _ in rows]
    years = _years(parties, [year for _, _, year in rows])
    found = [
        Laureate(
            award.id, candidate.id, year, candidate.category, candidate.subtype, award.kind, candidate.name or "",
            award.title_form or "", award.is_accepted, known,
        )
        for (award, candidate, year), known in zip(rows, years, strict=True)
    ]  # fmt: skip
    categories = list(CandidateCategory)
    return sorted(found, key=lambda one: (-one.year, KINDS.index(one.kind), categories.index(one.category)))


def _years(parties: Sequence[Party], years: Sequence[int]) -> list[tuple[int, ...]]:
    """For each line the years in which the same party stands."""
    return [
        tuple(
            sorted({year for other, year in zip(parties, years, strict=True) if mine is other or mine.is_same(other)})
        )
        for mine in parties
    ]


def sifted(
    found: Iterable[Laureate],
    search: str = "",
    category: CandidateCategory | None = None,
    kind: AwardKind | None = None,
    repeated: bool = False,
) -> list[Laureate]:
    """Those whose name, form of the title or year hold every word, in any alphabet, and who pass the filters."""
    wanted = [(fold(word), latin(word)) for word in search.split()]

    def fits(one: Laureate) -> bool:
        text = f"{one.name} {one.title_form} {one.year}"
        as_written, in_latin = fold(text), latin(text)
        return all(written in as_written or spelt in in_latin for written, spelt in wanted)

    return [
        one
        for one in found
        if (category is None or one.category is category)
        and (kind is None or one.kind is kind)
        and (not repeated or one.is_repeated)
        and fits(one)
    ]


def counts(found: Sequence[Laureate]) -> dict[int, Counter[AwardKind]]:
    """Titles and distinctions by year, oldest first. A year without an announced edition has no line."""
    years: dict[int, Counter[AwardKind]] = {}
    for one in sorted(found, key=lambda each: each.year):
        years.setdefault(one.year, Counter())[one.kind] += 1
    return years


def figure_of(found: Sequence[Laureate], words: Words) -> Figure:
    """Titles and distinctions by year as a chart."""
    years = counts(found)
    series = tuple(
        Series(words(f"laureates.{kind.name.lower()}s"), tuple(count[kind] for count in years.values()))
        for kind in KINDS
    )
    titles, distinctions = (sum(count[kind] for count in years.values()) for kind in KINDS)
    said = words("laureates.summary", titles=titles, distinctions=distinctions, years=len(years))
    chart = ChartSpec(ChartKind.STACKED, tuple(str(year) for year in years), series)
    return Figure("laureates_by_year", words("laureates.by_year"), chart, said)


def laureate_book(
    session: Session,
    context: ReportContext,
    search: str = "",
    category: CandidateCategory | None = None,
    kind: AwardKind | None = None,
    repeated: bool = False,
) -> Document:
    """The list of laureates as it is filtered, with its chart: PDF or workbook."""
    words = context.words
    found = sifted(laureates(session), search, category, kind, repeated)
    blocks: list[Block] = [Paragraph(words.count("laureates.count", len(found)))]
    if found:
        blocks += [figure_of(found, words), _table(found, words)]
    narrowed = [search] if search else []
    narrowed += [words.choice(one) for one in (category, kind) if one is not None]
    narrowed += [words("laureates.repeated")] if repeated else []
    facts = [(words("gala.as_of"), day(context.today, words.language))]
    facts += [(words("laureates.filter"), ", ".join(narrowed))] if narrowed else []
    return Document(
        title=words("laureates.title"),
        blocks=tuple(blocks),
        labels=labels(words),
        facts=tuple(facts),
        banner=context.banner,
        created=context.now,
    )


def _table(found: Sequence[Laureate], words: Words) -> Table:
    columns = (
        Column(sentence(words("laureates.year")), right=True),
        Column(sentence(words("gala.name")), header=True),
        Column(sentence(words("gala.category"))),
        Column(sentence(words("gala.award"))),
        Column(sentence(words("gala.title_form"))),
        Column(sentence(words("gala.answer"))),
        Column(sentence(words("laureates.also"))),
    )
    rows = tuple(
        (
            str(one.year),
            one.name,
            words.choice(one.category),
            words.choice(one.kind),
            one.title_form,
            answer(one.is_accepted, words),
            ", ".join(str(year) for year in one.years if year != one.year),
        )
        for one in found
    )
    summary = words.count("laureates.count", len(found))
    return Table("laureates", words("laureates.title"), columns, rows, summary=summary)
