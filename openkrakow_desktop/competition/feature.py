"""The competition: what the rest of the program may find here. Screens for jurors and results come on top of these."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select

from ..core.declarations import Action, Ask, Computed, Feature, Opens, Place, Register, Report
from .attachments import attachment_problems, attachment_rules
from .awards import (
    award_rules,
    decision_rules,
    tie_place_rules,
    tie_rules,
    verdict_item_rules,
    verdict_presence_rules,
    verdict_rules,
)
from .card_paper import paper_card, paper_cards
from .checks import check_rules
from .closing import locked_by_protocol, under_protocol, while_open
from .editions import create_edition_from, freeze_rules
from .gaps import deadlines, gaps
from .intake import withdraw
from .jury import (
    activate_juror,
    ballot_rules,
    closing_invariant,
    conflict_rules,
    juror_rules,
    locked_by_closing,
    open_scoring,
    save_conflict,
    save_juror,
    save_score,
    score_rules,
    submit_ballot,
    withdraw_juror,
)
from .kinds import LEFT, AmbassadorMeetingState, BallotState, EditionState, JurorState, NominationState
from .letter_examples import EXAMPLES
from .letter_offers import CANDIDATE_LETTERS, EDITION_LETTERS, LAUREATE_BOOK, NOMINATION_LETTERS
from .measures import MEASURES
from .meetings import (
    cancel_meeting,
    hold_meeting,
    list_laureates,
    meeting_invariant,
    meeting_rules,
    presence_invariant,
    presence_rules,
)
from .model import (
    AmbassadorMeeting,
    AmbassadorPresence,
    Attachment,
    Award,
    Ballot,
    Candidate,
    ConflictOfInterest,
    Edition,
    FormalCheck,
    Juror,
    MayorDecision,
    Nomination,
    Score,
    TiePlace,
    TieResolution,
    Verdict,
    VerdictItem,
    VerdictPresence,
)
from .nominations import (
    NOMINATION_STEPS,
    candidate_rules,
    nomination_invariant,
    nomination_rules,
    save_candidate,
    save_nomination,
)
from .protocol import protocol
from .results import close_scoring, record_mayor_decision, record_minutes, reopen_scoring
from .rule_registers import ANCHORS, CRITERIA, RULE_CHANGES, STAGES, TIE_STEPS
from .rules_sheet import rule_sheet
from .rules_text import rules_unchanged
from .score_import import SCORE_TABLE
from .secrecy import CLOSED, visible_scores
from .service import (
    announce,
    archive,
    close_call,
    edition_rules,
    end_without_award,
    open_call,
    start_formal_check,
)


def _nominations_of(model: Any, link: Any) -> Any:
    return lambda: select(func.count(Nomination.id)).where(link == model.id).correlate(model).scalar_subquery()


def _edition_step(
    key: str, run: Any, *before: EditionState, asks: tuple[Ask, ...] = (), undoable: bool = False
) -> Action:
    return Action(key, run, asks, lambda one: one.state in before, undoable)


S = EditionState
EDITIONS = Register(
    record=Edition,
    columns=("title_year", "state", "call_open_at", "call_close_at",
             Computed("nominations", int, _nominations_of(Edition, Nomination.edition_id)), "order_no", "announced_on"),
    form=("title_year", "ordinal", "state", "call_open_at", "call_close_at", "deadline_basis", "scoring_close_on",
          "resolution_no", "order_no", "announced_on", "categories", "max_titles_individual", "max_titles_entity",
          "method", "missing_score_rule", "min_scores", "trim", "clip_delta", "clip_order", "scale_step",
          "rounding_step", "rank_on", "tie_rule", "quorum", "coi_scope", "four_eyes_check",
          "supplement_days", "remark"),
    order="-title_year",
    date="call_close_at",
    rules=edition_rules,
    natural_key=("title_year",),
    filters=("state",),
    actions=(
        _edition_step("edition.open_call", open_call, S.PLANNED, undoable=True),
        _edition_step("edition.close_call", close_call, S.CALL),
        _edition_step("edition.start_formal_check", start_formal_check, S.CALL_CLOSED, undoable=True),
        Action("edition.freeze_rules", freeze_rules, when=lambda one: one.rules_frozen_at is None, undoable=False,
               icon="lock"),
        _edition_step("edition.open_scoring", open_scoring, S.FORMAL_CHECK),
        _edition_step("edition.close_scoring", close_scoring, S.SCORING, asks=(Ask("is_confirmed", bool, False),)),
        _edition_step("edition.reopen_scoring", reopen_scoring, S.SCORING_CLOSED,
                      asks=(Ask("reason"), Ask("second_person"), Ask("pin", str, False))),
        _edition_step("edition.record_minutes", record_minutes, S.SCORING_CLOSED),
        _edition_step("edition.record_decision", record_mayor_decision, S.MINUTES),
        _edition_step("edition.announce", announce, S.MAYOR_DECISION, asks=(Ask("announced_on", dt.date),)),
        _edition_step("edition.end_without_award", end_without_award, S.CALL_CLOSED, S.FORMAL_CHECK, S.SCORING,
                      S.SCORING_CLOSED, S.MINUTES, S.MAYOR_DECISION, asks=(Ask("reason"),)),
        _edition_step("edition.archive", archive, S.ANNOUNCED, S.NOT_AWARDED),
        Action("edition.create_from", create_edition_from, (Ask("title_year", int, False),), icon="plus"),
    ),
    opens=(
        Opens("edition.score_cards", "score_cards", lambda one: one.state is S.SCORING, "file-spreadsheet"),
        Opens("edition.closing", "closing", lambda one: one.state in (S.SCORING, *CLOSED), "stamp"),
    ),
    reports=(
        Report("rule_sheet", rule_sheet, asks=()),
        Report("protocol", protocol, asks=(), when=lambda one: one.state in CLOSED),
        Report("score_cards_paper", paper_cards, asks=(), pdf_only=True, when=lambda one: one.state is S.SCORING),
        *EDITION_LETTERS,
    ),
    invariant=rules_unchanged(Edition),
    watches=("nomination",),
    icon="trophy",
)
CANDIDATES = Register(
    record=Candidate,
    columns=("no", "name", "category", "subtype", "is_minor", "is_prior_laureate",
             Computed("nominations", int, _nominations_of(Candidate, Nomination.candidate_id))),
    form=("edition_id", "no", "category", "subtype", "name", "person_id", "organisation_id", "is_minor",
          "is_prior_laureate", "scores_requested_on", "remark"),
    order="name",
    rules=candidate_rules,
    save=save_candidate,
    natural_key=("edition_id", "name"),
    parent="edition_id",
    filters=("category", "subtype"),
    reports=CANDIDATE_LETTERS,
    watches=("nomination",),
    icon="user-plus",
)
NOMINATIONS = Register(
    record=Nomination,
    columns=("no", "received_at", "state", "candidate_id", "nominator_name", "channel", "supplement_due_on"),
    form=("edition_id", "no", "received_at", "postmarked_on", "channel", "case_no", "nominator_kind",
          "nominator_name", "nominator_person_id", "nominator_organisation_id", "nominator_contact", "candidate_id",
          "justification", "attachments", "consent_candidate", "clause_given", "guardian_consent", "state",
          "supplement_due_on", "supplemented_on", "withdrawn_on", "rejection_reason", "remark"),
    order="-received_at",
    date="received_at",
    rules=nomination_rules,
    save=save_nomination,
    natural_key=("edition_id", "no"),
    parent="edition_id",
    filters=("state", "channel"),
    actions=(
        Action("nomination.withdraw", withdraw, (Ask("withdrawn_on", dt.date),),
               lambda one: NominationState.WITHDRAWN in NOMINATION_STEPS.get(one.state, ())),
    ),
    opens=(Opens("nomination.check", "formal_checks", icon="list-checks"),),
    invariant=nomination_invariant,
    reports=NOMINATION_LETTERS,
    watches=("candidate", "edition"),
    icon="send",
)
FORMAL_CHECKS = Register(
    record=FormalCheck,
    columns=("item", "answer", "answered_by", "answered_on"),
    form=("nomination_id", "item", "answer", "answered_by", "answered_on", "remark"),
    order="item",
    rules=check_rules,
    natural_key=("nomination_id", "item"),
    parent="nomination_id",
    icon="circle-check",
)
ATTACHMENTS = Register(
    record=Attachment,
    columns=("name", "kind", "size", "added_at", "added_by"),
    form=("nomination_id", "name", "remark"),
    order="name",
    rules=attachment_rules,
    parent="nomination_id",
    adds=False,
    icon="paperclip",
)
JURORS = Register(
    record=Juror,
    columns=("name", "capacity", "is_chair", "state", "impartiality_declared_at", "left_on"),
    form=("edition_id", "name", "person_id", "account_id", "capacity", "is_chair", "order_no", "appointed_on", "state",
          "impartiality_declared_at", "confidentiality_declared_at", "left_on", "left_reason", "remark"),
    order="name",
    rules=juror_rules,
    save=save_juror,
    natural_key=("edition_id", "name"),
    parent="edition_id",
    filters=("state", "capacity"),
    actions=(
        Action("juror.activate", activate_juror,
               (Ask("impartiality_declared_at", dt.datetime), Ask("confidentiality_declared_at", dt.datetime)),
               lambda one: one.state is JurorState.APPOINTED),
        Action("juror.withdraw", withdraw_juror,
               (Ask("left_on", dt.date), Ask("reason", str, False), Ask("is_dismissed", bool, False)),
               lambda one: one.state not in LEFT),
    ),
    reports=(
        Report("score_card", paper_card, asks=(), pdf_only=True,
               when=lambda one: one.state in (JurorState.APPOINTED, JurorState.ACTIVE)),
    ),
    icon="user-plus",
)
CONFLICTS = Register(
    record=ConflictOfInterest,
    columns=("juror_id", "candidate_id", "kind", "source", "declared_at", "is_dismissed"),
    form=("juror_id", "candidate_id", "kind", "source", "declared_at", "is_dismissed", "remark"),
    order="-declared_at",
    rules=conflict_rules,
    save=save_conflict,
    natural_key=("juror_id", "candidate_id", "kind"),
    parent="juror_id",
    filters=("kind", "source"),
    locked=locked_by_closing,
    invariant=closing_invariant(ConflictOfInterest),
    icon="triangle-alert",
)
BALLOTS = Register(
    record=Ballot,
    columns=("candidate_id", "state", "submitted_at"),
    form=("juror_id", "candidate_id", "state", "submitted_at", "void_reason", "remark"),
    rules=ballot_rules,
    natural_key=("juror_id", "candidate_id"),
    parent="juror_id",
    filters=("state",),
    actions=(
        Action("ballot.submit", submit_ballot,
               when=lambda one: one.state in (BallotState.NOT_STARTED, BallotState.DRAFT)),
    ),
    locked=locked_by_closing,
    invariant=closing_invariant(Ballot),
    watches=("score",),
    icon="file-text",
)
SCORES = Register(
    record=Score,
    columns=("criterion_id", "points", "is_abstention", "version_no", "is_superseded", "given_at"),
    form=("ballot_id", "criterion_id", "points", "is_abstention", "remark", "reason", "given_at"),
    rules=score_rules,
    save=save_score,
    natural_key=("ballot_id", "criterion_id"),
    parent="ballot_id",
    visible=visible_scores,
    filters=("is_superseded",),
    locked=locked_by_closing,
    invariant=closing_invariant(Score),
    icon="pencil",
)
TIE_RESOLUTIONS = Register(
    record=TieResolution,
    columns=("category", "place", "method", "votes_for", "votes_against", "votes_abstaining", "resolved_on",
             "minutes_no"),
    form=("edition_id", "category", "place", "method", "votes_for", "votes_against", "votes_abstaining",
          "resolved_on", "minutes_no", "draw_seed", "witnesses", "remark"),
    rules=while_open(tie_rules),
    natural_key=("edition_id", "category", "place"),
    parent="edition_id",
    locked=locked_by_protocol,
    invariant=under_protocol(TieResolution),
    icon="equal",
)
TIE_PLACES = Register(
    record=TiePlace,
    columns=("candidate_id", "place"),
    form=("tie_resolution_id", "candidate_id", "place"),
    order="place",
    rules=while_open(tie_place_rules),
    natural_key=("tie_resolution_id", "candidate_id"),
    parent="tie_resolution_id",
    locked=locked_by_protocol,
    invariant=under_protocol(TiePlace),
    icon="equal",
)
VERDICTS = Register(
    record=Verdict,
    columns=("met_on", "place", "members_present", "votes_for", "votes_against", "votes_abstaining", "minutes_no"),
    form=("edition_id", "met_on", "place", "members_present", "votes_for", "votes_against", "votes_abstaining",
          "minutes_no", "remark"),
    order="-met_on",
    date="met_on",
    rules=while_open(verdict_rules),
    natural_key=("edition_id", "met_on"),
    parent="edition_id",
    locked=locked_by_protocol,
    invariant=under_protocol(Verdict),
    icon="file-text",
)
VERDICT_PRESENCES = Register(
    record=VerdictPresence,
    columns=("juror_id",),
    form=("verdict_id", "juror_id", "remark"),
    rules=while_open(verdict_presence_rules),
    natural_key=("verdict_id", "juror_id"),
    parent="verdict_id",
    locked=locked_by_protocol,
    invariant=under_protocol(VerdictPresence),
    icon="list-checks",
)
VERDICT_ITEMS = Register(
    record=VerdictItem,
    columns=("candidate_id", "result", "votes_for", "votes_against", "votes_abstaining"),
    form=("verdict_id", "candidate_id", "result", "place_override", "votes_for", "votes_against", "votes_abstaining",
          "reasons"),
    rules=while_open(verdict_item_rules),
    natural_key=("verdict_id", "candidate_id"),
    parent="verdict_id",
    locked=locked_by_protocol,
    invariant=under_protocol(VerdictItem),
    filters=("result",),
    icon="list-checks",
)
MAYOR_DECISIONS = Register(
    record=MayorDecision,
    columns=("order_no", "decided_on", "differs"),
    form=("edition_id", "verdict_id", "order_no", "decided_on", "differs", "difference", "remark"),
    order="-decided_on",
    date="decided_on",
    rules=decision_rules,
    natural_key=("edition_id", "order_no"),
    parent="edition_id",
    icon="stamp",
)
AWARDS = Register(
    record=Award,
    columns=("candidate_id", "kind", "handed_on", "place", "is_accepted", "statuette_no"),
    form=("mayor_decision_id", "candidate_id", "kind", "handed_on", "place", "is_accepted", "statuette_no",
          "sign_usage", "title_form", "gala_no", "handed_by", "remark"),
    date="handed_on",
    rules=award_rules,
    natural_key=("mayor_decision_id", "candidate_id"),
    parent="mayor_decision_id",
    filters=("kind",),
    icon="trophy",
)
MEETINGS = Register(
    record=AmbassadorMeeting,
    columns=("met_on", "place", "host", "state", "ambassadors_present", "other_guests"),
    form=("met_on", "place", "host", "state", "ambassadors_present", "other_guests", "agenda", "outcome", "is_gala",
          "case_no", "cancel_reason", "remark"),
    order="-met_on",
    date="met_on",
    rules=meeting_rules,
    filters=("state", "host"),
    sums=("ambassadors_present", "other_guests"),
    actions=(
        Action("ambassador_meeting.hold", hold_meeting,
               (Ask("ambassadors_present", int, False), Ask("other_guests", int, False)),
               lambda one: one.state is AmbassadorMeetingState.PLANNED),
        Action("ambassador_meeting.list_laureates", list_laureates,
               when=lambda one: one.state is not AmbassadorMeetingState.CANCELLED, icon="list-checks"),
        Action("ambassador_meeting.cancel", cancel_meeting, (Ask("reason"),),
               lambda one: one.state is AmbassadorMeetingState.PLANNED),
    ),
    invariant=meeting_invariant,
    icon="calendar",
)
PRESENCES = Register(
    record=AmbassadorPresence,
    columns=("person_id", "organisation_id", "title_year"),
    form=("ambassador_meeting_id", "person_id", "organisation_id", "title_year", "remark"),
    rules=presence_rules,
    natural_key=("ambassador_meeting_id", "person_id", "organisation_id"),
    parent="ambassador_meeting_id",
    invariant=presence_invariant,
    icon="contact",
)

FEATURE = Feature(
    key="competition",
    icon="trophy",
    places=(
        Place("edition_life", "list-checks", "openkrakow_desktop.competition.screen.edition:edition"),
        Place("edition_rules", "lock", "openkrakow_desktop.competition.screen.rules:edition_rules", is_task=True),
        Place("intake", "send", "openkrakow_desktop.competition.screen.intake:intake", is_task=True),
        Place("conflicts", "circle-minus", "openkrakow_desktop.competition.screen.conflicts:conflicts", is_task=True),
        Place("scoring", "pencil", "openkrakow_desktop.competition.screen.scoring:scoring"),
        Place("formal_checks", "list-checks", "openkrakow_desktop.competition.screen.checks:formal_checks",
              is_task=True),
        Place("score_cards", "file-spreadsheet", "openkrakow_desktop.competition.screen.collect:score_cards",
              is_task=True),
        Place("results", "trophy", "openkrakow_desktop.competition.screen.results:results"),
        Place("laureates", "trophy", "openkrakow_desktop.competition.screen.laureates:laureates_page"),
        Place("certainty", "shield-check", "openkrakow_desktop.competition.screen.certainty:certainty", is_task=True),
        Place("closing", "stamp", "openkrakow_desktop.competition.screen.closing:closing", is_task=True),
    ),
    opens_with="edition_life",
    registers=(EDITIONS, CANDIDATES, NOMINATIONS, FORMAL_CHECKS, ATTACHMENTS, JURORS, CONFLICTS, CRITERIA, ANCHORS,
               STAGES,
               TIE_STEPS, RULE_CHANGES, BALLOTS, SCORES, TIE_RESOLUTIONS, TIE_PLACES, VERDICTS, VERDICT_PRESENCES,
               VERDICT_ITEMS, MAYOR_DECISIONS, AWARDS, MEETINGS, PRESENCES),
    kept_files=attachment_problems,
    measures=MEASURES,
    gaps=gaps,
    deadlines=deadlines,
    letters=EXAMPLES,
    reports=(LAUREATE_BOOK,),
    side_sheets=(SCORE_TABLE,),
    # cards and protocols have left the house; a score is only superseded
    irrevocable=("edition.change_rules", "score_card.issue", "score_card.collect",
                 "edition.issue_protocol", "edition.withdraw_protocol",
                 "check.answer_apart", "check.settle"),
)
