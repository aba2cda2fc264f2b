"""Every rule of domain.md §1.3 and §1.4 that a form can break, as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.competition.editions import freeze_rules
from openkrakow_desktop.competition.feature import (
    AWARDS,
    BALLOTS,
    FORMAL_CHECKS,
    MAYOR_DECISIONS,
    PRESENCES,
    TIE_PLACES,
    TIE_RESOLUTIONS,
    VERDICT_ITEMS,
    VERDICT_PRESENCES,
    VERDICTS,
)
from openkrakow_desktop.competition.kinds import (
    AmbassadorMeetingState,
    AwardKind,
    BallotState,
    CandidateCategory,
    CandidateSubtype,
    ConflictKind,
    DeadlineBasis,
    EditionState,
    FormalAnswer,
    FormalItem,
    JurorCapacity,
    JurorState,
    NominationState,
    NominatorKind,
    TieMethod,
    TieStepKind,
)
from openkrakow_desktop.competition.model import Edition
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.competition.rule_registers import ANCHORS, CRITERIA, STAGES, TIE_STEPS
from openkrakow_desktop.competition.scoring import ScoringMethod
from openkrakow_desktop.competition.service import criteria
from tests.competition.build import (
    CLOSES,
    OPENS,
    SIGNED,
    accepted,
    at,
    ballot,
    begin_scoring,
    candidate,
    change,
    conflict,
    edition,
    hand_in,
    juror,
    meeting,
    nomination,
    nomination_draft,
    organisation,
    person,
    put,
    score,
)
from tests.refusal import Refusal

N = NominationState
Draft = dict[str, Any]
LATE = at(dt.date(2026, 6, 30), 15, 1)
MAY = dt.date(2026, 5, 2)


def _edition(**values: Any) -> Callable[[Session], Draft]:
    return lambda session: {"title_year": 2025, "call_open_at": OPENS, "call_close_at": CLOSES, **values}


def _second_edition(session: Session) -> Draft:
    edition(session, 2025)
    return {"title_year": 2025}


def _candidate(**values: Any) -> Callable[[Session], Draft]:
    return lambda session: {
        "edition_id": edition(session), "category": CandidateCategory.INDIVIDUAL, "name": "Olga Kos", **values}


def _entity_with_person(session: Session) -> Draft:
    return _candidate(category=CandidateCategory.ENTITY)(session) | {"person_id": person(session, "Kos", "Olga")}


def _nomination(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made = edition(session)
        return nomination_draft(made, candidate(session, made), **values)
    return draft


def _minor(session: Session) -> Draft:
    made = edition(session)
    return nomination_draft(made, candidate(session, made, is_minor=True), state=N.ACCEPTED, guardian_consent=False)


def _own_by_link(session: Session) -> Draft:
    made, olga = edition(session), person(session, "Kos", "Olga")
    return nomination_draft(made, candidate(session, made, None, person_id=olga), nominator_name=None,
                            nominator_person_id=olga)


def _own_entity(session: Session) -> Draft:
    made, bridges = edition(session), organisation(session, "Fundacja Mosty")
    one = candidate(session, made, None, category=CandidateCategory.ENTITY, organisation_id=bridges)
    return nomination_draft(made, one, nominator_kind=NominatorKind.ENTITY, nominator_name="FUNDACJA mosty")


def _other_edition(session: Session) -> Draft:
    return nomination_draft(edition(session, 2025), candidate(session, edition(session, 2024)))


def _number_taken(session: Session) -> Draft:
    made = edition(session)
    one = candidate(session, made)
    nomination(session, made, one)
    return nomination_draft(made, one, nominator_name="Ewa Lis", no=1)


def _postmarked_late(session: Session) -> Draft:
    made = edition(session, deadline_basis=DeadlineBasis.POSTMARK)
    return nomination_draft(made, candidate(session, made), received_at=at(dt.date(2026, 7, 6)),
                            postmarked_on=dt.date(2026, 7, 1), state=N.ACCEPTED)


def _two_nominators(session: Session) -> Draft:
    made = edition(session)
    one = candidate(session, made)
    nomination(session, made, one)
    return nomination_draft(made, one, nominator_name="Ewa Lis", state=N.DUPLICATE)


def _check(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made = edition(session)
        return {"nomination_id": nomination(session, made, candidate(session, made)), "item": FormalItem.SIGNED,
                "answer": FormalAnswer.YES, **values}
    return draft


def _checked_by_two(session: Session) -> Draft:
    made = edition(session, four_eyes_check=True)
    one = nomination(session, made, candidate(session, made))
    return {"nomination_id": one, "item": FormalItem.SIGNED, "answer": FormalAnswer.YES}


def _attachment(session: Session) -> Draft:
    made = edition(session)
    return {"nomination_id": nomination(session, made, candidate(session, made)), "name": "list.pdf"}


def _checked_twice(session: Session) -> Draft:
    first = _check()(session)
    put(session, FORMAL_CHECKS, **first)
    return first | {"answer": FormalAnswer.NO}


def _juror(**values: Any) -> Callable[[Session], Draft]:
    return lambda session: {
        "edition_id": edition(session), "name": "Ewa Lis", "capacity": JurorCapacity.OFFICE, **values}


def _juror_beside(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made = edition(session)
        juror(session, made, "Ewa Lis", is_chair=True)
        return {"edition_id": made, "name": "Adam Buk", "capacity": JurorCapacity.OFFICE, **values}
    return draft


def _scene(session: Session, begun: bool = True) -> tuple[Any, Any, Any]:
    """An edition in scoring with one accepted candidate and one juror."""
    made = edition(session)
    one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
    if begun:
        begin_scoring(session, made)
    return made, one, who


def _conflict(twice: bool = False, closed: bool = False, other: bool = False) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made, one, who = _scene(session)
        given = {"juror_id": who, "candidate_id": one, "kind": ConflictKind.FAMILY}
        if twice:
            conflict(session, who, one, kind=ConflictKind.FAMILY)
        if closed:
            close_scoring(session, made, is_confirmed=True)
        return given | ({"candidate_id": candidate(session, edition(session, 2024))} if other else {})
    return draft


def _ballot_of(state: JurorState, ballot_state: BallotState) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made, one, _ = _scene(session)
        who = juror(session, made, "Adam Buk", state=state, left_on=dt.date(2026, 7, 2))
        return {"juror_id": who, "candidate_id": one, "state": ballot_state}
    return draft


def _ballot_in_conflict(session: Session) -> Draft:
    made, _, who = _scene(session)
    other = candidate(session, made, "Ola Maj")
    conflict(session, who, other)
    return {"juror_id": who, "candidate_id": other}


def _own_ballot(session: Session) -> Draft:
    made, _, _ = _scene(session)
    ewa = person(session, "Dąb", "Ewa")
    return {"juror_id": juror(session, made, "Ewa Dąb", person_id=ewa),
            "candidate_id": candidate(session, made, "Ewa Dąb-Lis", person_id=ewa)}


def _ballot_twice(session: Session) -> Draft:
    _, one, who = _scene(session)
    return {"juror_id": who, "candidate_id": one}


def _ballot_other_edition(session: Session) -> Draft:
    _, _, who = _scene(session)
    return {"juror_id": who, "candidate_id": candidate(session, edition(session, 2024))}


def _ballot_before(session: Session) -> Draft:
    _, one, who = _scene(session, begun=False)
    return {"juror_id": who, "candidate_id": one, "state": BallotState.DRAFT}


def _ballot_after(session: Session) -> Draft:
    made, _, who = _scene(session)
    other = candidate(session, made, "Ola Maj")
    close_scoring(session, made, is_confirmed=True)
    return {"juror_id": who, "candidate_id": other}


def _score(step: int = 1, **values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made = edition(session, scale_step=step)
        one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
        begin_scoring(session, made)
        return {"ballot_id": ballot(session, who, one).id, "criterion_id": criteria(session, made)[0].id, "points": 5,
                **values}
    return draft


def _score_closed(session: Session) -> Draft:
    made, one, who = _scene(session)
    close_scoring(session, made, is_confirmed=True)
    return {"ballot_id": ballot(session, who, one).id, "criterion_id": criteria(session, made)[0].id, "points": 5}


def _score_before(session: Session) -> Draft:
    made, one, who = _scene(session, begun=False)
    card = put(session, BALLOTS, juror_id=who, candidate_id=one)
    return {"ballot_id": card, "criterion_id": criteria(session, made)[0].id, "points": 5}


def _score_in_conflict(session: Session) -> Draft:
    made, one, who = _scene(session)
    conflict(session, who, one)
    return {"ballot_id": ballot(session, who, one).id, "criterion_id": criteria(session, made)[0].id, "points": 5}


def _score_other_edition(session: Session) -> Draft:
    _, one, who = _scene(session)
    other = criteria(session, edition(session, 2024))[0]
    return {"ballot_id": ballot(session, who, one).id, "criterion_id": other.id, "points": 5}


def _score_after_handing_in(session: Session) -> Draft:
    made, one, who = _scene(session)
    card = hand_in(session, made, who, one, 30)
    return {"ballot_id": card.id, "criterion_id": criteria(session, made)[0].id, "points": 1}


def _criterion(frozen: bool = False, **values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made, one, who = _scene(session)
        if frozen:
            score(session, ballot(session, who, one), criteria(session, made)[0], 5)
        return {"edition_id": made, "name": "zasięg", "weight": 1, "max_points": 10, **values}
    return draft


def _criterion_twice(session: Session) -> Draft:
    made = edition(session)
    return {"edition_id": made, "name": criteria(session, made)[0].name, "weight": 1, "max_points": 10}


def _off_scale_criterion(session: Session) -> Draft:
    return {"edition_id": edition(session, scale_step=3), "name": "zasięg", "weight": 1, "max_points": 10}


def _frozen(session: Session) -> tuple[Any, Any]:
    """An edition whose rules are frozen, and its first criterion."""
    made = edition(session)
    freeze_rules(session, made)
    return made, criteria(session, made)[0].id


def _stage(frozen: bool = False, twice: bool = False, **values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made = _frozen(session)[0] if frozen else edition(session)
        if twice:
            put(session, STAGES, edition_id=made, no=1, name="dokumenty")
        return {"edition_id": made, "no": 1, "name": "rozmowa", "weight": 1, **values}
    return draft


def _step(frozen: bool = False, twice: bool = False, other: bool = False, named: bool = False,
          **values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made = _frozen(session)[0] if frozen else edition(session)
        if twice:
            put(session, TIE_STEPS, edition_id=made, no=1, kind=TieStepKind.VOTE)
        given = {"edition_id": made, "no": 1, "kind": TieStepKind.MEDIAN, **values}
        if other or named:
            given["criterion_id"] = criteria(session, edition(session, 2024) if other else made)[0].id
        return given
    return draft


def _anchor(frozen: bool = False, twice: bool = False, step: int = 1, least: int = 0,
            **values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        if frozen:
            first = _frozen(session)[1]
        else:
            made = edition(session, scale_step=step)
            first = criteria(session, made)[0].id
            change(session, CRITERIA, first, min_points=least)
        if twice:
            put(session, ANCHORS, criterion_id=first, points=5, meaning="widać to w części działań")
        return {"criterion_id": first, "points": 5, "meaning": "wyróżnia się", **values}
    return draft


def _rule_change(**values: Any) -> Callable[[Session], Draft]:
    return lambda session: {"edition_id": _frozen(session)[0], "changed_at": SIGNED, "reason": "pomyłka w wadze",
                            "second_person": "Adam Buk", **values}


def _unfrozen_score(session: Session) -> Draft:
    made, one, who = _scene(session, begun=False)
    session.get_one(Edition, made).state = EditionState.SCORING     # as one that was typed in, not imported
    session.flush()
    card = put(session, BALLOTS, juror_id=who, candidate_id=one)
    return {"ballot_id": card, "criterion_id": criteria(session, made)[0].id, "points": 5}


def _below_scale(session: Session) -> Draft:
    made = edition(session)
    change(session, CRITERIA, criteria(session, made)[0].id, min_points=2)
    one, who = accepted(session, made, "Olga Kos"), juror(session, made, "Ewa Lis")
    begin_scoring(session, made)
    return {"ballot_id": ballot(session, who, one).id, "criterion_id": criteria(session, made)[0].id, "points": 1}


def _foreign_stage(session: Session) -> Draft:
    other = put(session, STAGES, edition_id=edition(session, 2024), no=1, name="rozmowa")
    return {"edition_id": edition(session), "name": "zasięg", "weight": 1, "max_points": 10, "scoring_stage_id": other}


def _closed_category(session: Session) -> Draft:
    return {"edition_id": edition(session, categories=(CandidateCategory.ENTITY.value,)),
            "category": CandidateCategory.INDIVIDUAL, "name": "Olga Kos"}


def _tie(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made, _, _ = _scene(session)
        return {"edition_id": made, "category": CandidateCategory.INDIVIDUAL, "place": 1, "method": TieMethod.VOTE,
                "votes_for": 1, "votes_against": 0, **values}
    return draft


def _tie_place(session: Session) -> Draft:
    made, one, _ = _scene(session)
    tie = put(session, TIE_RESOLUTIONS, edition_id=made, category=CandidateCategory.ENTITY, place=1,
              method=TieMethod.CHAIR)
    return {"tie_resolution_id": tie, "candidate_id": one, "place": 1}


def _tie_place_twice(session: Session) -> Draft:
    made, one, _ = _scene(session)
    tie = put(session, TIE_RESOLUTIONS, edition_id=made, category=CandidateCategory.INDIVIDUAL, place=1,
              method=TieMethod.CHAIR)
    put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=one, place=1)
    return {"tie_resolution_id": tie, "candidate_id": one, "place": 2}


def _verdict(**values: Any) -> Callable[[Session], Draft]:
    return lambda session: {
        "edition_id": edition(session, quorum=3), "met_on": dt.date(2026, 8, 1), "members_present": 4, **values}


def _motion(session: Session, present: int = 4) -> tuple[Any, Any, Any, Any]:
    made, one, who = _scene(session)
    return made, one, who, put(session, VERDICTS, edition_id=made, met_on=dt.date(2026, 8, 1), members_present=present)


def _presence_other(session: Session) -> Draft:
    _, _, _, motion = _motion(session)
    return {"verdict_id": motion, "juror_id": juror(session, edition(session, 2024), "Adam Buk")}


def _presence_twice(session: Session) -> Draft:
    _, _, who, motion = _motion(session)
    put(session, VERDICT_PRESENCES, verdict_id=motion, juror_id=who)
    return {"verdict_id": motion, "juror_id": who}


def _presence_over(session: Session) -> Draft:
    _, _, who, motion = _motion(session, present=0)
    return {"verdict_id": motion, "juror_id": who}


def _item(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        _, one, _, motion = _motion(session)
        return {"verdict_id": motion, "candidate_id": one, "result": AwardKind.TITLE, **values}
    return draft


def _item_other(session: Session) -> Draft:
    return _item()(session) | {"candidate_id": candidate(session, edition(session, 2024))}


def _item_twice(session: Session) -> Draft:
    first = _item()(session)
    put(session, VERDICT_ITEMS, **first)
    return first


def _title_too_many(session: Session) -> Draft:
    made = edition(session, max_titles_individual=0)
    motion = put(session, VERDICTS, edition_id=made, met_on=dt.date(2026, 8, 1), members_present=4)
    return {"verdict_id": motion, "candidate_id": candidate(session, made), "result": AwardKind.TITLE}


def _decision(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made, _, _, motion = _motion(session)
        return {"edition_id": made, "verdict_id": motion, "order_no": "1851/2026", "decided_on": dt.date(2026, 8, 2),
                **values}
    return draft


def _decision_other(session: Session) -> Draft:
    return _decision()(session) | {"edition_id": edition(session, 2024)}


def _award(**values: Any) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        made, one, _ = _scene(session)
        decision = put(session, MAYOR_DECISIONS, edition_id=made, order_no="1/2026", decided_on=dt.date(2026, 8, 2))
        return {"mayor_decision_id": decision, "candidate_id": one, "kind": AwardKind.TITLE, **values}
    return draft


def _award_other(session: Session) -> Draft:
    return _award()(session) | {"candidate_id": candidate(session, edition(session, 2024))}


def _award_twice(session: Session) -> Draft:
    first = _award()(session)
    put(session, AWARDS, **first)
    return first | {"kind": AwardKind.DISTINCTION}


def _award_too_many(session: Session) -> Draft:
    made = edition(session, max_titles_individual=0)
    decision = put(session, MAYOR_DECISIONS, edition_id=made, order_no="1/2026", decided_on=dt.date(2026, 8, 2))
    return {"mayor_decision_id": decision, "candidate_id": candidate(session, made), "kind": AwardKind.TITLE}


def _meeting(**values: Any) -> Callable[[Session], Draft]:
    return lambda session: {"met_on": dt.date(2026, 9, 10), "place": "Magistrat", **values}


def _present(full: bool = False, twice: bool = False, nobody: bool = False) -> Callable[[Session], Draft]:
    def draft(session: Session) -> Draft:
        held = meeting(session, state=AmbassadorMeetingState.HELD, ambassadors_present=0 if full else 5)
        given = {"ambassador_meeting_id": held, "person_id": None if nobody else person(session, "Kos", "Olga")}
        if twice:
            put(session, PRESENCES, **given)
        return given
    return draft


REFUSALS: list[Refusal] = [
    Refusal("edition", _edition(title_year=None), "title_year", "problem.required"),
    Refusal("edition", _edition(title_year=1999), "title_year", "problem.too_small"),
    Refusal("edition", _second_edition, "title_year", "problem.title_year_taken"),
    Refusal("edition", _edition(call_close_at=OPENS), "call_close_at", "problem.end_before_start"),
    Refusal("edition", _edition(scoring_close_on=dt.date(2026, 6, 29)),
            "scoring_close_on", "problem.scoring_before_call_ends"),
    Refusal("edition", _edition(scale_step=0), "scale_step", "problem.too_small"),
    Refusal("edition", _edition(min_scores=0), "min_scores", "problem.too_small"),
    Refusal("edition", _edition(method=ScoringMethod.TRIMMED), "trim", "problem.trim_missing"),
    Refusal("edition", _edition(method=ScoringMethod.CLIPPED), "clip_delta", "problem.clip_missing"),
    Refusal("scoring_stage", _stage(frozen=True), "", "problem.rules_frozen"),
    Refusal("scoring_stage", _stage(twice=True), "no", "problem.number_used"),
    Refusal("scoring_stage", _stage(weight=0), "weight", "problem.too_small"),
    Refusal("tie_step", _step(frozen=True), "", "problem.rules_frozen"),
    Refusal("tie_step", _step(twice=True), "no", "problem.number_used"),
    Refusal("tie_step", _step(kind=TieStepKind.CRITERION), "criterion_id", "problem.required"),
    Refusal("tie_step", _step(named=True), "criterion_id", "problem.step_without_criterion"),
    Refusal("tie_step", _step(other=True, kind=TieStepKind.CRITERION), "criterion_id", "problem.other_edition"),
    Refusal("criterion_anchor", _anchor(frozen=True), "", "problem.rules_frozen"),
    Refusal("criterion_anchor", _anchor(twice=True), "points", "problem.anchor_twice"),
    Refusal("criterion_anchor", _anchor(points=11), "points", "problem.too_great"),
    Refusal("criterion_anchor", _anchor(least=2, points=1), "points", "problem.too_small"),
    Refusal("criterion_anchor", _anchor(step=5, points=7), "points", "problem.scale_step"),
    Refusal("criterion_anchor", _anchor(meaning=None), "meaning", "problem.required"),
    Refusal("rule_change", _rule_change(), "", "problem.rule_change_by_action"),
    Refusal("rule_change", _rule_change(reason=None), "reason", "problem.required"),
    Refusal("criterion", _criterion(min_points=10), "min_points", "problem.scale_empty"),
    Refusal("criterion", _foreign_stage, "scoring_stage_id", "problem.other_edition"),
    Refusal("criterion", _criterion(weight=0), "weight", "problem.too_small"),
    Refusal("criterion", _criterion(max_points=0), "max_points", "problem.too_small"),
    Refusal("criterion", _criterion(name=None), "name", "problem.required"),
    Refusal("criterion", _criterion(frozen=True), "", "problem.rules_frozen"),
    Refusal("criterion", _criterion_twice, "name", "problem.criterion_twice"),
    Refusal("criterion", _off_scale_criterion, "max_points", "problem.scale_step"),
    Refusal("candidate", _candidate(category=None), "category", "problem.required"),
    Refusal("candidate", _candidate(name=None), "name", "problem.name_or_link"),
    Refusal("candidate", _candidate(subtype=CandidateSubtype.NGO), "subtype", "problem.subtype_of_entity"),
    Refusal("candidate", _candidate(category=CandidateCategory.ENTITY, is_minor=True),
            "is_minor", "problem.minor_entity"),
    Refusal("candidate", _closed_category, "category", "problem.category_closed"),
    Refusal("candidate", _entity_with_person, "person_id", "problem.entity_is_no_person"),
    Refusal("nomination", _nomination(received_at=None), "received_at", "problem.required"),
    Refusal("nomination", _nomination(received_at=at(dt.date(2014, 12, 31))), "received_at", "problem.date_range"),
    Refusal("nomination", _nomination(nominator_name=None), "nominator_name", "problem.name_or_link"),
    Refusal("nomination", _nomination(nominator_name="kos OLGA"), "nominator_name", "problem.nominator_is_candidate"),
    Refusal("nomination", _own_by_link, "nominator_name", "problem.nominator_is_candidate"),
    Refusal("nomination", _own_entity, "nominator_name", "problem.nominator_is_candidate"),
    Refusal("nomination", _other_edition, "candidate_id", "problem.other_edition"),
    Refusal("nomination", _number_taken, "no", "problem.number_taken", warning=True),
    Refusal("nomination", _minor, "guardian_consent", "problem.guardian_consent"),
    Refusal("nomination", _nomination(state=N.ACCEPTED, received_at=LATE), "state", "problem.late_not_accepted"),
    Refusal("nomination", _nomination(state=N.TO_COMPLETE, received_at=LATE, supplement_due_on=dt.date(2026, 7, 8)),
            "state", "problem.late_not_accepted"),
    Refusal("nomination", _postmarked_late, "state", "problem.late_not_accepted"),
    Refusal("nomination", _nomination(state=N.LATE), "state", "problem.not_late"),
    Refusal("nomination", _nomination(state=N.DUPLICATE), "state", "problem.not_duplicate"),
    Refusal("nomination", _two_nominators, "state", "problem.not_duplicate"),
    Refusal("nomination", _nomination(state=N.TO_COMPLETE), "supplement_due_on", "problem.required"),
    Refusal("nomination", _nomination(state=N.COMPLETED), "supplemented_on", "problem.required"),
    Refusal("nomination", _nomination(state=N.REJECTED), "rejection_reason", "problem.required"),
    Refusal("nomination", _nomination(state=N.WITHDRAWN), "withdrawn_on", "problem.required"),
    Refusal("nomination", _nomination(withdrawn_on=dt.date(2026, 6, 11)), "state", "problem.withdrawn_state"),
    Refusal("nomination", _nomination(state=N.WITHDRAWN, withdrawn_on=MAY), "withdrawn_on", "problem.before_receipt"),
    Refusal("nomination", _nomination(supplement_due_on=MAY), "supplement_due_on", "problem.before_receipt"),
    Refusal("nomination", _nomination(state=N.COMPLETED, supplement_due_on=dt.date(2026, 6, 17),
                                      supplemented_on=dt.date(2026, 6, 18)),
            "supplemented_on", "problem.supplement_late"),
    Refusal("nomination", _nomination(postmarked_on=dt.date(2026, 6, 11)),
            "postmarked_on", "problem.postmark_after_receipt"),
    Refusal("nomination", _nomination(received_at=at(dt.date(2026, 4, 30))),
            "received_at", "problem.before_call", warning=True),
    Refusal("nomination", _nomination(state=N.ACCEPTED, consent_candidate=False),
            "consent_candidate", "problem.no_candidate_consent", warning=True),
    Refusal("nomination", _nomination(case_no="SP-03/0541"), "case_no", "problem.case_number", warning=True),
    Refusal("formal_check", _check(answer=None), "answer", "problem.required"),
    Refusal("formal_check", _check(answered_on=MAY), "answered_on", "problem.before_receipt"),
    Refusal("formal_check", _checked_twice, "item", "problem.already_answered"),
    Refusal("formal_check", _checked_by_two, "answer", "problem.check_by_two"),
    Refusal("attachment", _attachment, "name", "problem.attachment_needs_file"),
    Refusal("juror", _juror(name=None), "name", "problem.name_or_link"),
    Refusal("juror", _juror(state=JurorState.WITHDRAWN), "left_on", "problem.required"),
    Refusal("juror", _juror(appointed_on=dt.date(2026, 3, 2), left_on=dt.date(2026, 3, 1)),
            "left_on", "problem.end_before_start"),
    Refusal("juror", _juror_beside(name="Lis Ewa"), "name", "problem.juror_twice"),
    Refusal("juror", _juror_beside(is_chair=True), "is_chair", "problem.second_chair"),
    Refusal("juror", _juror(state=JurorState.ACTIVE, impartiality_declared_at=SIGNED),
            "impartiality_declared_at", "problem.declarations_missing", warning=True),
    Refusal("conflict_of_interest", _conflict(twice=True), "kind", "problem.conflict_twice"),
    Refusal("conflict_of_interest", _conflict(closed=True), "", "problem.scoring_closed"),
    Refusal("conflict_of_interest", _conflict(other=True), "candidate_id", "problem.other_edition"),
    Refusal("ballot", _ballot_in_conflict, "juror_id", "problem.juror_in_conflict"),
    Refusal("ballot", _own_ballot, "juror_id", "problem.juror_in_conflict"),
    Refusal("ballot", _ballot_of(JurorState.WITHDRAWN, BallotState.NOT_STARTED),
            "juror_id", "problem.juror_not_active"),
    Refusal("ballot", _ballot_of(JurorState.APPOINTED, BallotState.DRAFT), "juror_id", "problem.juror_not_active"),
    Refusal("ballot", _ballot_twice, "candidate_id", "problem.ballot_twice"),
    Refusal("ballot", _ballot_other_edition, "candidate_id", "problem.other_edition"),
    Refusal("ballot", _ballot_before, "", "problem.scoring_not_open"),
    Refusal("ballot", _ballot_after, "", "problem.scoring_closed"),
    Refusal("score", _score(points=11), "points", "problem.too_great"),
    Refusal("score", _score(points=-1), "points", "problem.too_small"),
    Refusal("score", _score(step=5, points=7), "points", "problem.scale_step"),
    Refusal("score", _score(points=None), "points", "problem.points_or_abstention"),
    Refusal("score", _score(points=3, is_abstention=True), "points", "problem.abstention_has_no_points"),
    Refusal("score", _unfrozen_score, "", "problem.rules_not_frozen"),
    Refusal("score", _below_scale, "points", "problem.too_small"),
    Refusal("score", _score_before, "", "problem.scoring_not_open"),
    Refusal("score", _score_closed, "", "problem.scoring_closed"),
    Refusal("score", _score_in_conflict, "ballot_id", "problem.ballot_excluded"),
    Refusal("score", _score_other_edition, "criterion_id", "problem.other_edition"),
    Refusal("score", _score_after_handing_in, "reason", "problem.supersede_needs_reason"),
    Refusal("tie_resolution", _tie(votes_against=None), "votes_against", "problem.required"),
    Refusal("tie_resolution", _tie(votes_for=2), "votes_for", "problem.more_votes_than_members"),
    Refusal("tie_resolution", _tie(method=TieMethod.LOT, witnesses="Ewa Lis"), "draw_seed", "problem.required"),
    Refusal("tie_resolution", _tie(method=TieMethod.LOT, draw_seed="7"), "witnesses", "problem.required"),
    Refusal("tie_place", _tie_place, "candidate_id", "problem.other_edition"),
    Refusal("tie_place", _tie_place_twice, "candidate_id", "problem.listed_twice"),
    Refusal("verdict", _verdict(members_present=2), "members_present", "problem.no_quorum"),
    Refusal("verdict", _verdict(votes_for=4, votes_against=1), "votes_for", "problem.more_votes_than_members"),
    Refusal("verdict_presence", _presence_other, "juror_id", "problem.other_edition"),
    Refusal("verdict_presence", _presence_twice, "juror_id", "problem.listed_twice"),
    Refusal("verdict_presence", _presence_over, "verdict_id", "problem.fewer_than_listed"),
    Refusal("verdict_item", _item_other, "candidate_id", "problem.other_edition"),
    Refusal("verdict_item", _item_twice, "candidate_id", "problem.listed_twice"),
    Refusal("verdict_item", _item(votes_for=5), "votes_for", "problem.more_votes_than_members"),
    Refusal("verdict_item", _title_too_many, "result", "problem.too_many_titles", warning=True),
    Refusal("mayor_decision", _decision_other, "verdict_id", "problem.other_edition"),
    Refusal("mayor_decision", _decision(decided_on=dt.date(2026, 7, 31)),
            "decided_on", "problem.decision_before_motion"),
    Refusal("mayor_decision", _decision(differs=True), "difference", "problem.required"),
    Refusal("mayor_decision", _decision(order_no=None), "order_no", "problem.order_no_missing", warning=True),
    Refusal("award", _award(kind=AwardKind.NONE), "kind", "problem.no_award"),
    Refusal("award", _award_other, "candidate_id", "problem.other_edition"),
    Refusal("award", _award(handed_on=dt.date(2026, 8, 1)), "handed_on", "problem.award_before_decision"),
    Refusal("award", _award_twice, "candidate_id", "problem.listed_twice"),
    Refusal("award", _award_too_many, "kind", "problem.too_many_titles", warning=True),
    Refusal("ambassador_meeting", _meeting(met_on=None), "met_on", "problem.required"),
    Refusal("ambassador_meeting", _meeting(ambassadors_present=-1), "ambassadors_present", "problem.too_small"),
    Refusal("ambassador_meeting", _meeting(state=AmbassadorMeetingState.CANCELLED),
            "cancel_reason", "problem.required"),
    Refusal("ambassador_meeting", _meeting(case_no="SP-03/0541"), "case_no", "problem.case_number", warning=True),
    Refusal("ambassador_presence", _present(full=True), "ambassador_meeting_id", "problem.fewer_than_listed"),
    Refusal("ambassador_presence", _present(twice=True), "person_id", "problem.listed_twice"),
    Refusal("ambassador_presence", _present(nobody=True), "person_id", "problem.name_or_link"),
]
