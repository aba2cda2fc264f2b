"""The gala list of an edition: in which order titles are handed over, to whom, in what words, with which statuette.

The order is the one entered with the awards; without one distinctions come before titles, people before entities."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import ReportContext
from ..core.document import Block, Column, Document, Kind, Note, Paragraph, Table, labels
from ..core.formats import day
from ..core.problems import refuse
from ..core.text import sentence
from ..core.words import Words
from .kinds import AwardKind, CandidateCategory
from .letters import DECIDED
from .model import Award, Candidate, Edition, MayorDecision

LAST = 10_000  # whoever has no number of their own comes after those who have


@dataclass(frozen=True)
class Honoured:
    """A line of the list."""

    award: Award
    candidate: Candidate

    @property
    def order(self) -> tuple[int, bool, bool, int]:
        """Where the line stands."""
        one, who = self.award, self.candidate
        is_entity = who.category is CandidateCategory.ENTITY
        return one.gala_no or LAST, one.kind is AwardKind.TITLE, is_entity, who.no or LAST


def honoured(session: Session, edition_id: UUID) -> list[Honoured]:
    """Who is honoured in an edition, in the order of the gala."""
    rows = session.execute(
        select(Award, Candidate)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .join(MayorDecision, MayorDecision.id == Award.mayor_decision_id)
        .where(MayorDecision.edition_id == edition_id)
        .order_by(Award.id)
    )
    return sorted((Honoured(award, candidate) for award, candidate in rows), key=lambda one: one.order)


def gala_list(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """The list for whoever leads the gala. Raises Refused before the Mayor's decision and without an award."""
    words, edition = context.words, session.get_one(Edition, record_id)
    if edition.state not in DECIDED:
        refuse("", "problem.gala_before_decision")
    found = honoured(session, record_id)
    if not found:
        refuse("", "problem.gala_without_awards")
    return Document(
        title=words("gala.title", year=edition.title_year),
        blocks=tuple(_blocks(found, words)),
        labels=labels(words),
        subtitle=_where(found, words),
        facts=((words("gala.as_of"), day(context.today, words.language)),),
        banner=context.banner,
        created=context.now,
    )


def _blocks(found: list[Honoured], words: Words) -> list[Block]:
    coming = sum(one.award.is_accepted is True for one in found)
    declined = sum(one.award.is_accepted is False for one in found)
    said = words("gala.summary", n=len(found), coming=coming, declined=declined, waiting=len(found) - coming - declined)
    columns = (
        Column(sentence(words("gala.no")), Kind.INTEGER),
        Column(sentence(words("gala.name")), header=True),
        Column(sentence(words("gala.category"))),
        Column(sentence(words("gala.award"))),
        Column(sentence(words("gala.title_form"))),
        Column(sentence(words("gala.handed_by"))),
        Column(sentence(words("gala.answer"))),
        Column(sentence(words("gala.statuette"))),
    )
    rows = tuple(
        (
            no,
            one.candidate.name or "",
            words.choice(one.candidate.category),
            words.choice(one.award.kind),
            one.award.title_form or "",
            one.award.handed_by or "",
            answer(one.award.is_accepted, words),
            one.award.statuette_no or "",
        )
        for no, one in enumerate(found, 1)
    )
    blocks: list[Block] = [Paragraph(said)]
    if lacking := [one.candidate.name or "" for one in found if not one.award.handed_by and one.award.is_accepted]:
        blocks.append(Note(words("gala.nobody_hands", names=", ".join(lacking)), words("gala.to_settle")))
    blocks.append(Table("gala", words("gala.table"), columns, rows, summary=said))
    return blocks


def answer(is_accepted: bool | None, words: Words) -> str:
    """Whether the award is accepted; no answer yet is not a refusal."""
    return words("gala.waiting" if is_accepted is None else "gala.yes" if is_accepted else "gala.declined")


def _where(found: list[Honoured], words: Words) -> str:
    """Day and place, where they are entered and the same for all who are given something there."""
    days = {one.award.handed_on for one in found if one.award.handed_on}
    places = {one.award.place for one in found if one.award.place}
    said = [day(on, words.language) for on in sorted(days)] + sorted(places)
    return sentence(" · ".join(said)) if said else words("gala.no_day")
