"""The Chapter's protocol as a document, from the data alone: the same data make the same text, hence the same checksum.

A protocol that was issued is never built anew: it is what was kept then. Before, it is a draft and says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.declarations import ReportContext
from ..core.document import Block, Bullets, Document, Heading, Note, Paragraph, Source, labels
from ..core.problems import Problem, Refused
from ..core.proof import journal_head
from ..core.text import sentence
from ..core.words import Words
from ..core.words import words as all_words
from ..core.work import Progress
from .certainty import certainty_of
from .model import Edition
from .motion import meeting_of
from .proof import digest, proof_data
from .protocol_keeping import kept, restored
from .protocol_parts import basis, category, members, moment, motion, signatures
from .protocol_tables import ProtocolIssue
from .results import CategoryResult, edition_results
from .rules_sheet import in_groups, rule_tables
from .secrecy import refuse_early
from .telling import say


@dataclass(frozen=True)
class Made:
    """A protocol as it would be issued now: the document as text, and what its proof file recomputes."""

    content: str
    proof_data: str
    head: str
    rules_checksum: str

    @property
    def checksum(self) -> str:
        return digest(self.content.encode())

    @property
    def data_checksum(self) -> str:
        return digest(self.proof_data.encode())


def issues(session: Session, edition_id: UUID) -> list[ProtocolIssue]:
    """The protocols issued for an edition, newest first."""
    asked = select(ProtocolIssue).where(ProtocolIssue.edition_id == edition_id)
    return list(session.scalars(asked.order_by(ProtocolIssue.no.desc(), ProtocolIssue.id.desc())))


def in_force(session: Session, edition_id: UUID) -> ProtocolIssue | None:
    """The protocol that stands; None before the first and after one was withdrawn."""
    return next((one for one in issues(session, edition_id) if one.withdrawn_at is None), None)


def make_protocol(
    session: Session, edition_id: UUID, words: Words, *, no: int | None, at: dt.datetime, head: str, banner: str = ""
) -> Made:
    """Build the protocol out of the data; `no` is None for a draft. Raises Refused while scoring is not closed."""
    refuse_early(session, edition_id)
    edition = session.get_one(Edition, edition_id)
    found = [one for one in edition_results(session, edition_id).values() if one.tally.standers]
    if not found:
        raise Refused(Problem("", "problem.protocol_without_candidates"))
    rules = found[0].rules
    meeting = meeting_of(session, edition_id)
    data = proof_data({one.category: one for one in found}, meeting, head, words)
    source = Source(words("protocol.source"), words("protocol.source_as_of", moment=moment(at, words)))
    checksum = rules.stored_checksum or rules.checksum
    earlier = [one for one in issues(session, edition_id) if one.withdrawn_at is not None]
    blocks: list[Block] = [
        *(_replaces(one, words) for one in earlier[:1]),
        *basis(edition, meeting, words),
        *members(session, edition_id, meeting, words),
        *(block for one in found for block in category(one, meeting, source, words)),
        *motion(found, meeting, words),
        signatures(session, edition_id, meeting, words),
        *_certain(found, words),
        Heading(words("protocol.rules"), new_page=True),
        *rule_tables(rules, words),
        *_evidence(head, checksum, digest(data.encode()), words),
    ]
    title_key = "protocol.title" if no is not None else "protocol.draft_title"
    document = Document(
        title=words(title_key, no=no, year=edition.title_year),
        blocks=tuple(blocks),
        labels=labels(words),
        subtitle=words("protocol.subtitle", year=edition.title_year),
        facts=((words("protocol.data_as_of"), moment(at, words)), (words("rule_sheet.checksum"), checksum[:16])),
        banner=banner,
        created=at,
    )
    return Made(kept(document), data, head, checksum)


def _replaces(one: ProtocolIssue, words: Words) -> Note:
    told = words(
        "protocol.replaces", no=one.no, issued=moment(one.issued_at, words), second=one.second_person or "–",
        reason=one.reason or "–",
    )  # fmt: skip
    return Note(told, words("protocol.replaces_title"))


def _certain(found: list[CategoryResult], words: Words) -> Iterator[Block]:
    """How firm the places are, in a few sentences; the page of the program has every variant. Nobody is named."""
    yield Heading(words("protocol.certainty"), new_page=True)
    yield Paragraph(words("protocol.certainty_text"))
    for one in found:
        told = [say(line, words) for line in certainty_of(one, Progress()).told if ".swap_" not in line.key]
        yield Heading(sentence(words.choice(one.category)), level=2)
        yield Bullets(tuple(told))


def _evidence(head: str, checksum: str, data: str, words: Words) -> Iterator[Block]:
    yield Heading(words("protocol.evidence"))
    yield Paragraph(words("protocol.evidence_text"))
    for one in head.split(", "):
        yield Note(in_groups(one), words("protocol.head"))
    yield Note(in_groups(checksum), words("rule_sheet.checksum"))
    yield Note(in_groups(data), words("protocol.data_checksum"))


def differs_from(session: Session, issue: ProtocolIssue) -> bool:
    """Whether the data say anything else now than the issued protocol: places, exact results, points, ties, motion."""
    words = all_words(restored(issue.content).language)
    found = edition_results(session, issue.edition_id)
    now = proof_data(found, meeting_of(session, issue.edition_id), issue.head_hash, words)
    return now != issue.proof_data


def protocol(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """The protocol of an edition: the issued one that stands, else a draft of now. Raises Refused while scoring is not
    closed."""
    refuse_early(session, record_id)
    issue = in_force(session, record_id)
    if issue is not None:
        return issued_document(issue, context.words)
    words = context.words
    made = make_protocol(
        session, record_id, words, no=None, at=context.now, head=journal_head(session),
        banner=context.banner or words("protocol.draft"),
    )  # fmt: skip
    return restored(made.content)


def protocol_kept(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """A protocol as it was issued, also one that no longer stands: then it says so on every page."""
    return issued_document(session.get_one(ProtocolIssue, record_id), context.words)


def issued_document(issue: ProtocolIssue, words: Words) -> Document:
    """The document of an issued protocol with its own checksum, and on a withdrawn one since when it does not stand."""
    document = restored(issue.content)
    last = Note(in_groups(issue.checksum), words("protocol.own_checksum"))
    if issue.withdrawn_at is None:
        return replace(document, blocks=(*document.blocks, last))
    gone = words("protocol.withdrawn", at=moment(issue.withdrawn_at, words))
    return replace(document, blocks=(Note(gone), *document.blocks, last), banner=gone)
