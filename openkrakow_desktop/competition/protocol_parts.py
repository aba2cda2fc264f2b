"""The parts of the Chapter's protocol: who met, who was recused, the collective card, ties, the motion, signatures.

Private remarks (why a member left, what exactly a conflict is) are nowhere in it; points stand under numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW, day_of
from ..core.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Kind,
    NoData,
    Paragraph,
    Signature,
    Signatures,
    Source,
    Table,
    Value,
)
from ..core.text import sentence
from ..core.words import Words
from .kinds import LEFT, AwardKind
from .methods import mean
from .model import Candidate, ConflictOfInterest, Edition, Juror, VerdictItem
from .motion import Meeting
from .proof import candidate_keys, juror_numbers
from .results import CategoryResult
from .scoring import NotRanked, share, ties
from .tally import CellState
from .telling import say

MANY = 7  # jurors; more of them need a landscape page


# ---- the meeting ---------------------------------------------------------------------------------------------------
def basis(edition: Edition, meeting: Meeting | None, words: Words) -> Iterator[Block]:
    """On what basis, when and where the Chapter met, and whether it could decide."""
    yield Heading(words("protocol.basis"))
    yield Paragraph(
        words(
            "protocol.basis_text",
            year=edition.title_year,
            resolution=edition.resolution_no or words("protocol.none"),
            order=edition.order_no or words("protocol.none"),
        ),
        lead=True,
    )
    if meeting is None:
        yield Paragraph(words("protocol.no_meeting"))
        return
    told = meeting.verdict
    yield Paragraph(
        words("protocol.met", day=formats.day(told.met_on, words.language), place=told.place or words("protocol.none"))
    )
    if edition.quorum is None:
        yield Paragraph(words.count("protocol.present", told.members_present))
    else:
        key = "protocol.quorum" if told.members_present >= edition.quorum else "protocol.no_quorum"
        yield Paragraph(words.count("protocol.present", told.members_present) + " " + words(key, quorum=edition.quorum))


def members(session: Session, edition_id: UUID, meeting: Meeting | None, words: Words) -> Iterator[Block]:
    """The members with their declarations and presence, and who was recused from what."""
    asked = select(Juror).where(Juror.edition_id == edition_id).order_by(Juror.name_sort, Juror.id)
    jurors = list(session.scalars(asked))
    rows: list[tuple[Value, ...]] = []
    for one in jurors:
        states = [words.choice(one.capacity)]
        states += [words("protocol.chair")] if one.is_chair else []
        states += [words.choice(one.state)] if one.state in LEFT else []
        present = meeting is not None and one.id in meeting.present
        declared = (one.impartiality_declared_at, one.confidentiality_declared_at)
        days: list[Value] = [NoData() if at is None else day_of(at) for at in declared]
        rows.append((one.name or "", ", ".join(states), one.order_no or "", *days,
                     words("protocol.yes" if present else "protocol.no")))  # fmt: skip
    yield Heading(words("protocol.members"))
    columns = (
        Column(words("protocol.name"), header=True),
        Column(words("protocol.capacity")),
        Column(sentence(words("juror.order_no"))),
        Column(words("protocol.impartiality"), Kind.DATE),
        Column(words("protocol.confidentiality"), Kind.DATE),
        Column(words("protocol.was_present")),
    )
    caption = words("protocol.members_table")
    yield Table("members", caption, columns, tuple(rows), summary=caption, sheet=words("protocol.members"))
    yield from _recusals(session, edition_id, words)


def _recusals(session: Session, edition_id: UUID, words: Words) -> Iterator[Block]:
    asked = (
        select(ConflictOfInterest, Juror.name, Candidate.no, Candidate.name)
        .join(Juror, Juror.id == ConflictOfInterest.juror_id)
        .join(Candidate, Candidate.id == ConflictOfInterest.candidate_id)
        .where(Juror.edition_id == edition_id, ConflictOfInterest.is_dismissed.is_(False))
        .order_by(Candidate.no, Juror.name_sort, ConflictOfInterest.id)
    )
    rows: list[tuple[Value, ...]] = []
    for conflict, juror, no, name in session.execute(asked):
        at: Value = NoData() if conflict.declared_at is None else day_of(conflict.declared_at)
        rows.append((juror or "", f"{no or '–'}. {name or ''}", words.choice(conflict.kind),
                     words.choice(conflict.source), at))  # fmt: skip
    yield Heading(words("protocol.recusals"))
    if not rows:
        yield Paragraph(words("protocol.no_recusals"))
        return
    columns = (
        Column(words("protocol.name"), header=True),
        Column(words("protocol.candidate")),
        Column(sentence(words("conflict_of_interest.kind"))),
        Column(sentence(words("conflict_of_interest.source"))),
        Column(sentence(words("conflict_of_interest.declared_at")), Kind.DATE),
    )
    caption = words("protocol.recusals_table")
    yield Table("recusals", caption, columns, tuple(rows), summary=caption, sheet=words("protocol.recusals"))


# ---- one category --------------------------------------------------------------------------------------------------
def category(result: CategoryResult, meeting: Meeting | None, source: Source, words: Words) -> Iterator[Block]:
    """The results of one category: places, criteria, the collective card, ties, what the Chapter moves."""
    name = sentence(words.choice(result.category))
    yield Heading(name, new_page=True)
    method = words.choice(result.rules.arithmetic().method)
    titles = words("protocol.no_limit") if result.titles is None else str(result.titles)
    yield Paragraph(words("protocol.counting", method=method, titles=titles, jurors=len(result.tally.counted)))
    yield _places(result, source, words)
    short = [one for one in result.not_ranked if one.why is not None]
    if short:
        named = {one.id: one for one in result.tally.standers}
        yield Paragraph(words("protocol.not_ranked"))
        yield Bullets(tuple(
            words("protocol.not_ranked_one", no=named[one.candidate].no, name=named[one.candidate].name,
                  why=words.choice(one.why or NotRanked.TOO_FEW_CARDS), n=one.cards, of=one.eligible)
            for one in short
        ))  # fmt: skip
    yield _criteria(result, source, words)
    yield _cards(result, source, words)
    yield from _ties(result, words)
    yield from _motion(result, meeting, source, words)


def exact(value: Fraction | None) -> Value:
    """A fraction as its own text, 98/3: what anybody can check by hand."""
    return NoData() if value is None else str(value)


def points(value: Fraction | None, digits: int = 2) -> Value:
    """A number of points, whole ones without decimals."""
    if value is None:
        return NoData()
    return Cell(int(value), kind=Kind.INTEGER) if digits == 0 and value.denominator == 1 else value


def _named(result: CategoryResult) -> dict[UUID, str]:
    return {one.id: f"{one.no}. {one.name}" for one in result.tally.standers}


def _order(result: CategoryResult) -> list[UUID]:
    """Candidates by place after the ladder, those without one last, then by number."""
    places, numbers = result.resolved.places, result.tally.numbers
    return sorted(numbers, key=lambda one: (one not in places, places.get(one, 0), numbers[one]))


def _places(result: CategoryResult, source: Source, words: Words) -> Table:
    found, named, places = {one.candidate: one for one in result.standings}, _named(result), result.resolved.places
    shared = Counter(places.values())
    rows: list[tuple[Value, ...]] = []
    for one in _order(result):
        told, place = found[one], places.get(one)
        said: Value = NoData() if place is None else f"{place}." + (" =" if shared[place] > 1 else "")
        result_ = told.result
        rows.append((
            said, named[one], exact(result_), points(result_),
            NoData() if result_ is None else share(result_, result.tally.rules.most) / 100,
            points(told.median), points(told.spread), words("results_page.of", n=told.cards, all=told.eligible),
        ))  # fmt: skip
    columns = (
        Column(words("results_page.place"), right=True),
        Column(words("protocol.candidate"), header=True),
        Column(words("protocol.exact"), right=True),
        Column(words("results_page.result"), Kind.DECIMAL),
        Column(words("protocol.share"), Kind.PERCENT),
        Column(words("results_page.median"), Kind.DECIMAL),
        Column(words("protocol.spread"), Kind.DECIMAL),
        Column(words("results_page.cards"), right=True),
    )
    caption = words("protocol.places", category=words.choice(result.category))
    most = formats.number(result.tally.rules.most, words.language, 0 if result.tally.rules.most.denominator == 1 else 2)
    notes = (words("protocol.places_note", most=most),)
    return Table(f"places_{result.category.name.lower()}", caption, columns, tuple(rows), source, notes, caption,
                 sheet=_sheet("places", result, words))  # fmt: skip


def _sheet(part: str, result: CategoryResult, words: Words) -> str:
    return words(f"protocol.sheet_{part}", category=words.choice(result.category))[:31]


def _criteria(result: CategoryResult, source: Source, words: Words) -> Table:
    """The mean of every criterion; of those that only stand beside the result too."""
    tally, named = result.tally, _named(result)
    rows: list[tuple[Value, ...]] = []
    for one in _order(result):
        cells = [tally.cells[seat.id, one] for seat in tally.counted]
        told: list[Value] = [named[one]]
        for criterion in result.rules.criteria:
            given = [
                Fraction(value)
                for cell in cells
                if cell.state is CellState.SCORED and (value := cell.points.get(criterion.id)) is not None
            ]
            told.append(points(mean(given)))
        rows.append(tuple(told))
    columns = (
        Column(words("protocol.candidate"), header=True),
        *(Column(f"{at}. {one.name}", Kind.DECIMAL) for at, one in enumerate(result.rules.criteria, 1)),
    )
    caption = words("protocol.criteria", category=words.choice(result.category))
    return Table(f"criteria_{result.category.name.lower()}", caption, columns, tuple(rows), source, (), caption,
                 wide=len(columns) > MANY, sheet=_sheet("criteria", result, words))  # fmt: skip


def _cards(result: CategoryResult, source: Source, words: Words) -> Table:
    """The collective card: every card as one number under the member's number; what is none says what it is."""
    tally, numbers, keys = result.tally, juror_numbers(result), candidate_keys(result)
    seats = sorted(tally.counted, key=lambda seat: numbers[seat.id])
    rows: list[tuple[Value, ...]] = []
    seen: set[CellState] = set()
    for one in _order(result):
        told: list[Value] = [keys[one]]
        for seat in seats:
            state, value = tally.state(seat.id, one), tally.cards[seat.id].get(one)
            if value is None:
                state = CellState.ABSTAINED if state is CellState.SCORED else state
                seen.add(state)
            told.append(words(f"protocol.short_{state.name.lower()}") if value is None else points(value, 0))
        rows.append(tuple(told))
    columns = (
        Column(words("protocol.number"), header=True),
        *(Column(words("protocol.member", no=numbers[seat.id]), Kind.DECIMAL) for seat in seats),
    )
    caption = words("protocol.cards", category=words.choice(result.category))
    notes = tuple(
        f"{words(f'protocol.short_{state.name.lower()}')} – {words(f'protocol.long_{state.name.lower()}')}"
        for state in CellState
        if state in seen
    )
    return Table(f"cards_{result.category.name.lower()}", caption, columns, tuple(rows), source,
                 (words("protocol.cards_note"), *notes), caption, wide=len(seats) > MANY + 2,
                 sheet=_sheet("cards", result, words))  # fmt: skip


def _ties(result: CategoryResult, words: Words) -> Iterator[Block]:
    """How equal results were put in order, step by step; a tie that decides nothing is told too."""
    yield Heading(words("protocol.ties"), level=2)
    told = [say(one, words) for one in result.resolved.told]
    shared = [one for one in ties(result.standings) if not result.resolved.told or _is_shared(result, one)]
    numbers = result.tally.numbers
    told += [
        words("protocol.tie_shared", place=result.resolved.places[one[0]],
              candidates=", ".join(str(numbers[key]) for key in one))
        for one in shared
    ]  # fmt: skip
    told += [words("protocol.tie_open", place=one.place) for one in result.resolved.open]
    yield Bullets(tuple(told)) if told else Paragraph(words("protocol.no_ties"))


def _is_shared(result: CategoryResult, group: Sequence[UUID]) -> bool:
    """Whether a group shares its place and the ladder says nothing of it."""
    titles, place = result.titles or 0, result.resolved.places[group[0]]
    return len({result.resolved.places[one] for one in group}) == 1 and not place <= titles < place + len(group) - 1


# ---- the motion ----------------------------------------------------------------------------------------------------
def departures(result: CategoryResult, items: Mapping[UUID, VerdictItem]) -> list[UUID]:
    """Candidates for whom the Chapter moves otherwise than the places say: a title past one with a better place and
    none, or a place set by hand."""
    places = result.resolved.places
    passed = [places[one] for one in places if one not in items or items[one].result is not AwardKind.TITLE]
    best_passed = min(passed, default=len(places) + 1)
    return [
        key
        for key in result.tally.numbers
        if key in items
        and (
            items[key].place_override is not None
            or (items[key].result is AwardKind.TITLE and (key not in places or best_passed < places[key]))
        )
    ]


def _motion(result: CategoryResult, meeting: Meeting | None, source: Source, words: Words) -> Iterator[Block]:
    """What the Chapter moves for each candidate, and what departs from the places, with why."""
    yield Heading(words("protocol.motion_category"), level=2)
    items = {} if meeting is None else {one: meeting.items[one] for one in _order(result) if one in meeting.items}
    named, places = _named(result), result.resolved.places
    if not items:
        yield Paragraph(words("protocol.no_motion"))
        return
    rows: list[tuple[Value, ...]] = []
    for key, item in items.items():
        place = item.place_override or places.get(key)
        given = (item.votes_for, item.votes_against, item.votes_abstaining)
        said: Value = NoData() if place is None else f"{place}." + (" *" if item.place_override else "")
        rows.append((named[key], said, words.choice(item.result),
                     *(NoData() if one is None else one for one in given)))  # fmt: skip
    columns = (
        Column(words("protocol.candidate"), header=True),
        Column(words("results_page.place"), right=True),
        Column(sentence(words("verdict_item.result"))),
        Column(words("protocol.for"), Kind.INTEGER),
        Column(words("protocol.against"), Kind.INTEGER),
        Column(words("protocol.abstaining"), Kind.INTEGER),
    )
    caption = words("protocol.motion_table", category=words.choice(result.category))
    notes = (words("protocol.override_note"),) if any(one.place_override for one in items.values()) else ()
    yield Table(f"motion_{result.category.name.lower()}", caption, columns, tuple(rows), source, notes, caption,
                sheet=_sheet("motion", result, words))  # fmt: skip
    for key in departures(result, items):
        yield Paragraph(words("protocol.departure", candidate=named[key], counted=places.get(key) or "–",
                              given=items[key].place_override or words.choice(items[key].result),
                              reason=items[key].reasons or words("protocol.none")))  # fmt: skip
    titled = [key for key, one in items.items() if one.result is AwardKind.TITLE]
    shared = Counter(items[key].place_override or places.get(key) for key in titled)
    if not titled:
        yield Paragraph(words("protocol.not_awarded", category=words.choice(result.category)))
    if any(count > 1 for place, count in shared.items() if place is not None):
        yield Paragraph(words("protocol.ex_aequo"))


def motion(found: Sequence[CategoryResult], meeting: Meeting | None, words: Words) -> Iterator[Block]:
    """The motion to the Mayor as a whole, with the votes on it."""
    yield Heading(words("protocol.motion"), new_page=True)
    if meeting is None:
        yield Paragraph(words("protocol.no_motion"))
        return
    lines: list[str] = []
    for kind in (AwardKind.TITLE, AwardKind.DISTINCTION):
        for result in found:
            named = _named(result)
            lines += [
                words(f"protocol.moves_{kind.name.lower()}", candidate=named[key],
                      category=words.choice(result.category))
                for key in _order(result)
                if key in meeting.items and meeting.items[key].result is kind
            ]  # fmt: skip
    yield Paragraph(words("protocol.motion_text"))
    yield Bullets(tuple(lines)) if lines else Paragraph(words("protocol.moves_nothing"))
    told = meeting.verdict
    if told.votes_for is not None:
        yield Paragraph(
            words("protocol.votes", votes_for=told.votes_for, against=told.votes_against or 0,
                  abstaining=told.votes_abstaining or 0)
        )  # fmt: skip


def signatures(session: Session, edition_id: UUID, meeting: Meeting | None, words: Words) -> Signatures:
    """A line for the chair, the secretary and every member who was there."""
    asked = select(Juror).where(Juror.edition_id == edition_id).order_by(Juror.name_sort, Juror.id)
    present = [one for one in session.scalars(asked) if meeting is not None and one.id in meeting.present]
    chair = next((one for one in present if one.is_chair), None)
    others = [Signature(words("protocol.member_role"), one.name or "") for one in present if one is not chair]
    return Signatures((
        Signature(words("rule_sheet.chair"), (chair.name or "") if chair else ""),
        Signature(words("rule_sheet.secretary")),
        *others,
    ))  # fmt: skip


def moment(at: dt.datetime, words: Words) -> str:
    """An instant as Krakow's clock told it."""
    return formats.moment(at.astimezone(WARSAW), words.language)
