"""Issuing score cards into a folder: a workbook and a paper for each member, then the record of it; and what a page
shows of them: who has which card, what is back, who is missing."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..core.clock import Clock
from ..core.declarations import Declared, ReportContext
from ..core.formats import day
from ..core.problems import refuse
from ..core.store import Store
from ..core.words import Words
from ..core.work import Progress
from .card_paper import document_of
from .cards import CLOCK, last_cards, members, plan_cards, record_issue, standing_of
from .jury import scoring_problem
from .kinds import LEFT, BallotState
from .model import Ballot, Edition

ACTION = "score_card.issue"
NAMED = 12  # names a reminder or a line tells before it counts the rest


def issue_cards(
    store: Store,
    declared: Declared,
    edition_id: UUID,
    folder: Path,
    words: Words,
    *,
    jurors: Sequence[UUID] = (),
    banner: str = "",
    clock: Clock = CLOCK,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the cards into a folder and record them; the workbooks, each with its paper.

    Raises Refused (nothing recorded), OSError where a file could not be written, Cancelled; files already written stay,
    and are not accepted back."""
    from ..core.pdf import write_pdf  # heavy, and only now needed
    from .cards_book import write_card

    progress = progress or Progress()
    with store.read() as session:
        cards = plan_cards(
            session, edition_id, device=store.device, language=words.language, jurors=jurors, clock=clock
        )
    folder.mkdir(parents=True, exist_ok=True)
    context, written = ReportContext(words, clock.now(), declared, banner), []
    for card in progress.over(cards, len(cards)):
        path = folder / f"{card.name}.xlsx"
        write_card(card, path, words)
        write_pdf(document_of([card], context), path.with_suffix(".pdf"))
        written += [path, path.with_suffix(".pdf")]
    with store.write(ACTION) as session:
        record_issue(session, cards)
    return written


def edition_of_year(session: Session, title_year: int) -> UUID:
    """The edition of a title year. Raises Refused when there is none."""
    found = session.scalar(select(Edition.id).where(Edition.title_year == title_year))
    if found is None:
        refuse("edition", "problem.no_such_edition", year=title_year)
    assert found is not None
    return found


# ---- who has which card --------------------------------------------------------------------------------------------
class CardState(enum.Enum):
    """How far a member's card is."""

    NOT_ISSUED = "NIE_WYDANO"
    ISSUED = "WYDANO"
    PARTIAL = "NIEPEŁNA"
    COMPLETE = "KOMPLET"
    LEFT = "NIE_BIERZE_UDZIAŁU"


@dataclass(frozen=True)
class JurorCards:
    """One member's line. `missing`: candidates whose card is not handed in; never how anybody was scored."""

    juror_id: UUID
    name: str
    state: CardState
    version: int | None
    issued_at: dt.datetime | None
    returned_at: dt.datetime | None
    done: int
    of: int
    excluded: int
    missing: tuple[str, ...]
    missing_nos: tuple[int, ...]


@dataclass(frozen=True)
class CardsOfEdition:
    """The page of an edition's cards."""

    edition_id: UUID
    title_year: int
    is_open: bool
    closes_on: dt.date | None
    jurors: tuple[JurorCards, ...]

    @property
    def waiting(self) -> list[JurorCards]:
        """Whose cards are not all in."""
        return [one for one in self.jurors if one.state not in (CardState.COMPLETE, CardState.LEFT)]


def cards_of_edition(session: Session, edition_id: UUID) -> CardsOfEdition:
    """Every member with what was issued and what came back."""
    edition = session.get_one(Edition, edition_id)
    standing, issued = standing_of(session, edition_id), last_cards(session, edition_id)
    sitting = members(session, edition_id)
    ballots: dict[UUID, dict[UUID, BallotState]] = {one.id: {} for one in sitting}
    for key, candidate, how in session.execute(
        select(Ballot.juror_id, Ballot.candidate_id, Ballot.state).where(Ballot.juror_id.in_(ballots))
    ):
        ballots[key][candidate] = how
    lines = []
    for juror in sitting:
        mine, card = ballots[juror.id], issued.get(juror.id)
        shut = [one for one in standing if mine.get(one.id) in (BallotState.EXCLUDED, BallotState.VOID)]
        asked = [one for one in standing if one not in shut]
        missing = [one for one in asked if mine.get(one.id) is not BallotState.SUBMITTED]
        state = CardState.NOT_ISSUED if card is None else CardState.ISSUED
        if juror.state in LEFT:
            state = CardState.LEFT
        elif asked and not missing:
            state = CardState.COMPLETE
        elif len(missing) < len(asked):
            state = CardState.PARTIAL
        lines.append(
            JurorCards(
                juror.id,
                juror.name or "",
                state,
                card.version_no if card else None,
                card.issued_at if card else None,
                card.returned_at if card else None,
                len(asked) - len(missing),
                len(asked),
                len(shut),
                tuple(f"{one.no}. {one.name}" if one.no else one.name for one in missing),
                tuple(sorted(one.no for one in missing if one.no)),
            )
        )
    is_open = scoring_problem(edition) is None
    return CardsOfEdition(edition_id, edition.title_year, is_open, edition.scoring_close_on, tuple(lines))


def reminder(page: CardsOfEdition, juror: JurorCards, words: Words) -> str:
    """What to send to a member whose card is not in, in the language of `words`: what is missing, and until when."""
    names = named(juror.missing, words)
    due = page.closes_on
    until = words("score_card.reminder_due", day=day(due, words.language)) if due else words("score_card.reminder_soon")
    return "\n".join(
        (
            words("score_card.reminder_subject", year=page.title_year),
            "",
            words("score_card.reminder_hello"),
            "",
            words.count("score_card.reminder_waiting", len(juror.missing), names=names),
            until,
            words("score_card.reminder_paper"),
            "",
            words("score_card.reminder_bye"),
        )
    )


def named(names: Sequence[str], words: Words) -> str:
    """Names in one line, the rest counted."""
    said = "; ".join(names[:NAMED])
    return words("returned.and_more", names=said, n=len(names) - NAMED) if len(names) > NAMED else said
