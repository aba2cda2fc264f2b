"""Invented editions of the competition: one awarded (with a tie, a conflict of interest, a late and a repeated
nomination), one of the year before, one whose scoring is still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from ...competition.kinds import (
    AmbassadorMeetingState,
    AwardKind,
    BallotState,
    CandidateCategory,
    CandidateSubtype,
    ConflictKind,
    FormalAnswer,
    FormalItem,
    JurorCapacity,
    NominationChannel,
    NominationState,
    NominatorKind,
    TieMethod,
    TieStepKind,
)
from ...competition.model import Ballot, Candidate, Juror, Nomination
from ...competition.results import category_standings
from ...competition.service import criteria
from ...core.clock import WARSAW
from .maker import Maker

TOTALS = (  # of each candidate, what jurors may give per criterion: the first two entities end in a tie
    (9, 8, 8, 9),
    (9, 9, 8, 8),
    (8, 7, 8, 8),
    (7, 7, 6, 8),
    (6, 7, 7, 6),
    (5, 6, 5, 6),
)
MOODS = (1, -1, 2, 0, -2, 1, -1)  # points by which jurors differ about a candidate; together nothing, so ties stay


def edition_steps(maker: Maker, year: int) -> list[Callable[[], None]]:
    """The life of the editions in writes of their own: what is closed in one write must be complete before it."""
    editions: dict[int, UUID] = {}
    candidates: dict[int, dict[CandidateCategory, list[Candidate]]] = {}

    def call() -> None:
        for other in (year - 1, year, year + 1):
            if dt.date(other, 5, 4) <= maker.today:
                editions[other] = _edition(maker, other)
                candidates[other] = _candidates(maker, editions[other])
                _nominations(maker, editions[other], candidates[other], other)
                maker.act("edition.open_call", editions[other])
                _meetings(maker, other)

    def check_and_score() -> None:
        for other, edition in editions.items():
            if dt.date(other, 6, 30) < maker.today:
                maker.act("edition.close_call", edition)
                maker.act("edition.start_formal_check", edition)
                _check(maker, edition, dt.date(other, 5, 4))
                if other >= year:
                    _score(maker, edition, other, is_finished=other == year)

    def close() -> None:
        at = _moment(dt.date(year, 8, 26), 15)
        maker.act("edition.close_scoring", editions[year], is_confirmed=True, at=at)

    return [call, check_and_score, close, lambda: _award(maker, editions[year], candidates[year], year)]


def _moment(day: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), WARSAW)


def _edition(maker: Maker, year: int) -> UUID:
    made = maker.put(
        "edition",
        title_year=year - 1,
        ordinal=year - 2018,
        call_open_at=_moment(dt.date(year, 5, 4), 8),
        max_titles_individual=1,
        call_close_at=_moment(dt.date(year, 6, 30), 23, 59),
        scoring_close_on=dt.date(year, 12, 4),
        max_titles_entity=1,
        resolution_no="LXXXV/2418/22",
        order_no=f"{1200 + year % 100}/{year}",
        quorum=5,
        tie_rule="Głosowanie Kapituły, potem przewodnicząca.",
    )
    for number, name in enumerate(maker.words["competition"]["criteria"], 1):
        criterion = maker.put("criterion", edition_id=made.id, no=number, name=name)
        for points, meaning in zip((0, 5, 10), maker.words["competition"]["anchors"], strict=True):
            maker.put("criterion_anchor", criterion_id=criterion.id, points=points, meaning=meaning)
    for number, kind in enumerate((TieStepKind.MEDIAN, TieStepKind.VOTE, TieStepKind.CHAIR, TieStepKind.LOT), 1):
        maker.put("tie_step", edition_id=made.id, no=number, kind=kind)
    key: UUID = made.id
    return key


def _candidates(maker: Maker, edition: UUID) -> dict[CandidateCategory, list[Any]]:
    subtypes = (
        CandidateSubtype.INFORMAL_GROUP,
        CandidateSubtype.NGO,
        CandidateSubtype.NGO,
        CandidateSubtype.INSTITUTION,
        CandidateSubtype.COMPANY,
        CandidateSubtype.INFORMAL_GROUP,
    )
    words = maker.words["competition"]
    return {
        CandidateCategory.ENTITY: [
            maker.put("candidate", edition_id=edition, category=CandidateCategory.ENTITY, subtype=kind, name=name)
            for name, kind in zip(words["entities"], subtypes, strict=True)
        ],
        CandidateCategory.INDIVIDUAL: [
            maker.put(
                "candidate", edition_id=edition, category=CandidateCategory.INDIVIDUAL, name=name, is_minor=place == 3
            )
            for place, name in enumerate(words["individuals"])
        ],
    }


def _nominations(maker: Maker, edition: UUID, candidates: dict[CandidateCategory, list[Candidate]], year: int) -> None:
    """Fourteen: one late, one filed twice by the same nominator, one of a minor without a guardian's consent."""
    everyone = [one for group in candidates.values() for one in group]
    nominators = [maker.one(maker.words["last_names"]) + ", rada osiedla" for _ in everyone]
    filed = [(one, who) for one, who in zip(everyone, nominators, strict=True)]
    filed += [(everyone[0], "Dom Kultury Podgórze"), (everyone[0], nominators[0]), (everyone[2], "Koło sąsiedzkie")]
    for number, (candidate, who) in enumerate(filed, 1):
        day = dt.date(year, 5, 5) + dt.timedelta(maker.dice.randint(0, 50))
        if number == len(filed):
            day = dt.date(year, 7, 2)
        if day > maker.today:
            continue
        maker.put(
            "nomination",
            edition_id=edition,
            no=number,
            received_at=_moment(day, 9 + number % 7, 15),
            candidate_id=candidate.id,
            channel=maker.one(list(NominationChannel)),
            case_no=maker.case_no(year, number),
            nominator_kind=NominatorKind.ENTITY,
            nominator_name=who,
            justification="Wieloletnia praca na rzecz dialogu w sąsiedztwie. Opis wymyślony.",
            clause_given=True,
            consent_candidate=True,
            guardian_consent=None,
        )


def _check(maker: Maker, edition: UUID, opens: dt.date) -> None:
    """The formal check: all answered; a minor waits for the guardian's consent."""
    register = maker.declared.registers["nomination"]
    for one in maker.find("nomination", Nomination.edition_id == edition):
        candidate = maker.session.get_one(Candidate, one.candidate_id)
        answered = opens + dt.timedelta(64)
        for item in FormalItem:
            skip = item is FormalItem.GUARDIAN_CONSENT and not candidate.is_minor
            answer = FormalAnswer.NOT_APPLICABLE if skip else FormalAnswer.YES
            if item is FormalItem.IN_TIME and one.state is NominationState.LATE:
                answer = FormalAnswer.NO
            if item is FormalItem.GUARDIAN_CONSENT and candidate.is_minor:
                answer = FormalAnswer.NO  # what the call asks for
            maker.put(
                "formal_check",
                nomination_id=one.id,
                item=item,
                answer=answer,
                answered_on=answered,
                answered_by="sekretariat",
            )
        if one.state is NominationState.RECEIVED:
            draft = register.draft(maker.session, one.id)
            waits = {"state": NominationState.TO_COMPLETE, "supplement_due_on": answered + dt.timedelta(7)}
            register.put(
                maker.session,
                one.id,
                draft | (waits if candidate.is_minor else {"state": NominationState.ACCEPTED}),
                maker.today,
            )


def _score(maker: Maker, edition: UUID, year: int, *, is_finished: bool) -> None:
    capacities = (
        JurorCapacity.COUNCIL,
        JurorCapacity.COUNCIL,
        JurorCapacity.OFFICE,
        JurorCapacity.OFFICE,
        JurorCapacity.LAUREATE,
        JurorCapacity.LAUREATE,
        JurorCapacity.OTHER,
    )
    declared = _moment(dt.date(year, 7, 10))
    jurors = [
        maker.put(
            "juror",
            edition_id=edition,
            name=name,
            capacity=capacity,
            is_chair=place == 0,
            appointed_on=dt.date(year, 6, 20),
        )
        for place, (name, capacity) in enumerate(zip(maker.words["competition"]["jurors"], capacities, strict=True))
    ]
    for juror in jurors:
        maker.act("juror.activate", juror.id, impartiality_declared_at=declared, confidentiality_declared_at=declared)
    rival = maker.find(
        "candidate", Candidate.edition_id == edition, Candidate.name == maker.words["competition"]["entities"][2]
    )[0]
    maker.put(
        "conflict_of_interest",
        juror_id=jurors[4].id,
        candidate_id=rival.id,
        kind=ConflictKind.WORK_OR_BOARD,
        declared_at=declared,
    )
    maker.act("edition.freeze_rules", edition, at=_moment(dt.date(year, 7, 9)))
    maker.act("edition.open_scoring", edition)
    asked = criteria(maker.session, edition)
    ballots = maker.find(
        "ballot", Ballot.juror_id.in_([one.id for one in jurors]), Ballot.state != BallotState.EXCLUDED
    )
    for ballot in ballots:
        candidate = maker.session.get_one(Candidate, ballot.candidate_id)
        seat = jurors.index(maker.session.get_one(Juror, ballot.juror_id))
        if not is_finished and maker.dice.random() < 0.4:
            continue
        no = candidate.no or 1
        row = list(TOTALS[(no - 1) % len(TOTALS)])
        row[row.index(min(row))] += MOODS[(seat + no) % len(MOODS)]
        for place, criterion in enumerate(asked):
            maker.put(
                "score",
                ballot_id=ballot.id,
                criterion_id=criterion.id,
                points=row[(place + seat) % len(row)],
                given_at=_moment(dt.date(year, 7, 15), 10, seat),
            )
        maker.act("ballot.submit", ballot.id)


def _award(maker: Maker, edition: UUID, candidates: dict[CandidateCategory, list[Any]], year: int) -> None:
    met = dt.date(year, 8, 28)
    verdict = maker.put(
        "verdict",
        edition_id=edition,
        met_on=met,
        members_present=6,
        votes_for=5,
        votes_against=0,
        votes_abstaining=1,
        place="Urząd Miasta",
        minutes_no=f"1/{year}",
    )
    winners = []
    for category in candidates:
        ranking = category_standings(maker.session, edition, category)
        best = [one.candidate for one in ranking if one.rank == 1]
        if len(best) > 1:
            tie = maker.put(
                "tie_resolution",
                edition_id=edition,
                category=category,
                place=1,
                method=TieMethod.VOTE,
                votes_for=4,
                votes_against=2,
                votes_abstaining=0,
                resolved_on=met,
                minutes_no=f"1/{year}",
            )
            for place, candidate in enumerate(best, 1):
                maker.put("tie_place", tie_resolution_id=tie.id, candidate_id=candidate, place=place)
        winners.append(best[0])
        maker.put("verdict_item", verdict_id=verdict.id, candidate_id=best[0], result=AwardKind.TITLE, votes_for=6)
    for juror in maker.find("juror", Juror.edition_id == edition)[:6]:
        maker.put("verdict_presence", verdict_id=verdict.id, juror_id=juror.id)
    maker.act("edition.record_minutes", edition)
    decision = maker.put(
        "mayor_decision",
        edition_id=edition,
        verdict_id=verdict.id,
        order_no=f"1990/{year}",
        decided_on=dt.date(year, 9, 5),
    )
    maker.act("edition.record_decision", edition)
    maker.act("edition.announce", edition, announced_on=dt.date(year, 9, 12))
    for number, candidate in enumerate(winners, 1):
        maker.put(
            "award",
            mayor_decision_id=decision.id,
            candidate_id=candidate,
            kind=AwardKind.TITLE,
            handed_on=dt.date(year, 10, 9),
            place="Sala Obrad",
            is_accepted=True,
            statuette_no=f"L-{year}-{number}",
        )


def _meetings(maker: Maker, year: int) -> None:
    for month in (3, 10):
        day = dt.date(year, month, 17)
        state = AmbassadorMeetingState.HELD if day <= maker.today else AmbassadorMeetingState.PLANNED
        present = maker.dice.randint(5, 12) if state is AmbassadorMeetingState.HELD else None
        meeting = maker.put(
            "ambassador_meeting",
            met_on=day,
            place="Urząd Miasta, pl. Wszystkich Świętych",
            state=state,
            ambassadors_present=present,
            agenda="Plany na rok i współpraca przy wydarzeniach.",
        )
        if state is AmbassadorMeetingState.HELD:
            title_holder = maker.organisation("NGO")
            maker.put("ambassador_presence", ambassador_meeting_id=meeting.id, organisation_id=title_holder)
