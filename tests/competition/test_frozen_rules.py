"""Rules as data: taken over, frozen under a checksum, changed by two people with the places before and after."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.competition.editions import (
    RuleEdit,
    change_rules,
    create_edition_from,
    freeze_rules,
    try_rules,
)
from openkrakow_desktop.competition.feature import BALLOTS, EDITIONS, FEATURE, SCORES
from openkrakow_desktop.competition.kinds import BallotState, CandidateCategory, EditionState, TieStepKind
from openkrakow_desktop.competition.model import Criterion, Edition
from openkrakow_desktop.competition.results import category_standings, close_scoring
from openkrakow_desktop.competition.rule_registers import ANCHORS, CRITERIA, RULE_CHANGES, STAGES, TIE_STEPS
from openkrakow_desktop.competition.rule_tables import CriterionAnchor, RuleChange, ScoringStage, TieStep
from openkrakow_desktop.competition.rules_sheet import rule_sheet
from openkrakow_desktop.competition.rules_text import edition_rules_of
from openkrakow_desktop.competition.scoring import ScoringMethod
from openkrakow_desktop.competition.service import create_edition, criteria
from openkrakow_desktop.contacts.accounts import set_pin
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.declarations import Declared, ReportContext
from openkrakow_desktop.core.document import Note, Table
from openkrakow_desktop.core.incoming import note_incoming
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.undo import UndoConflict
from openkrakow_desktop.core.words import LANGUAGES, words
from tests.competition.build import (
    SIGNED,
    TODAY,
    accepted,
    begin_scoring,
    candidate,
    change,
    edition,
    hand_in,
    juror,
    put,
)

DECLARED = Declared((FEATURE,))
PEOPLE = CandidateCategory.INDIVIDUAL


def keys(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.key for one in refused.value.problems]


def furnished(session: Session, year: int = 2025) -> UUID:
    """An edition with a rule of every kind."""
    made = edition(session, year, quorum=5, method=ScoringMethod.CLIPPED, clip_delta=300, max_titles_individual=1)
    first, second = (put(session, STAGES, edition_id=made, no=no, name=name, weight=weight)
                     for no, name, weight in ((1, "dokumenty", 30), (2, "rozmowa", 70)))
    for one in criteria(session, made):
        change(session, CRITERIA, one.id, scoring_stage_id=first if (one.no or 0) < 3 else second)
        put(session, ANCHORS, criterion_id=one.id, points=10, meaning="wyróżnia się w skali miasta")
    put(session, TIE_STEPS, edition_id=made, no=1, kind=TieStepKind.CRITERION,
        criterion_id=criteria(session, made)[1].id)
    put(session, TIE_STEPS, edition_id=made, no=2, kind=TieStepKind.LOT)
    return made


def scored(session: Session) -> tuple[UUID, dict[str, UUID]]:
    """Two candidates that change places when the first criterion weighs more."""
    made = edition(session, max_titles_individual=1)
    found = {name: accepted(session, made, name) for name in ("Olga Kos", "Ola Maj")}
    jurors = [juror(session, made, name) for name in ("Ewa Lis", "Adam Buk", "Jan Lin")]
    begin_scoring(session, made)
    for who in jurors:
        hand_in(session, made, who, found["Olga Kos"], 9, 5, 5, 5)
        hand_in(session, made, who, found["Ola Maj"], 5, 8, 7, 7)
    return made, found


def heavier(session: Session, made: UUID, weight: int = 5) -> list[RuleEdit]:
    first = criteria(session, made)[0]
    return [RuleEdit(CRITERIA, first.id, CRITERIA.draft(session, first.id) | {"weight": weight})]


def test_the_next_edition_has_all_the_rules_and_none_of_the_data(store: Store) -> None:
    with store.write("test") as session:
        made = furnished(session)
        accepted(session, made, "Olga Kos")
        juror(session, made, "Ewa Lis")
        freeze_rules(session, made)
        after = create_edition_from(session, made)
        mine, others = edition_rules_of(session, after.id), edition_rules_of(session, made)
        assert (after.title_year, after.rules_frozen_at, after.order_no, after.call_open_at) == (2026, None, None, None)
        def told(text: str) -> list[str]:
            return [line for line in text.splitlines() if not line.startswith(("edition", "call_"))]
        assert told(mine.canonical()) == told(others.canonical()) and mine.checksum != others.checksum
        for model, many in ((Criterion, 4), (ScoringStage, 2), (TieStep, 2)):
            table: Any = model
            assert len(session.scalars(select(table).where(table.edition_id == after.id)).all()) == many
        assert len(mine.criteria[0].anchors) == 1 and mine.ladder[0].criterion_id == mine.criteria[1].id
        assert {one.stage_id for one in mine.criteria} == {one.id for one in mine.stages}
        for table_name in ("juror", "candidate", "nomination"):
            register = DECLARED.registers[table_name]
            model_of: Any = register.record
            assert not session.scalars(select(model_of).where(model_of.edition_id == after.id)).all()
        with pytest.raises(Refused) as refused:
            create_edition_from(session, made)
        assert keys(refused) == ["problem.title_year_taken"]
        with pytest.raises(Refused) as refused:
            create_edition_from(session, made, 26)
        assert keys(refused) == ["problem.too_small"]


def test_freezing_gives_the_checksum_of_the_printed_text(store: Store) -> None:
    with store.write("test") as session:
        made = furnished(session)
        rules = edition_rules_of(session, made)
        printed = freeze_rules(session, made, "Ewa Lis", SIGNED)
        found = session.get_one(Edition, made)
        assert (found.rules_frozen_at, found.rules_frozen_by, found.rules_checksum) == (SIGNED, "Ewa Lis", printed)
        assert printed == hashlib.sha256(rules.canonical().encode()).hexdigest() == rules.checksum
        assert "clip_delta: 300\n" in rules.canonical() and "tie step: KRYTERIUM 2\n" in rules.canonical()
        with pytest.raises(Refused) as refused:
            freeze_rules(session, made)
        assert keys(refused) == ["problem.already_frozen"]


def test_the_same_rules_have_the_same_checksum(store: Store) -> None:
    """Whatever the keys of the rows are, and in whatever order they were entered."""
    with store.write("test") as session:
        first = furnished(session)
        again = create_edition(session, 2030)
        one, other = edition_rules_of(session, first).canonical(), edition_rules_of(session, again.id).canonical()
        assert one != other
        assert edition_rules_of(session, first).canonical() == one


def test_rules_that_cannot_work_are_not_frozen(store: Store) -> None:
    with store.write("test") as session:
        staged, shown = edition(session), edition(session, 2024)
        put(session, STAGES, edition_id=staged, no=1, name="rozmowa")
        for one in criteria(session, shown):
            change(session, CRITERIA, one.id, is_independent=True)
        for made, problems in ((staged, ["problem.stage_empty", "problem.criterion_without_stage"]),
                               (shown, ["problem.no_criteria"])):
            with pytest.raises(Refused) as refused:
                freeze_rules(session, made)
            assert keys(refused) == problems and session.get_one(Edition, made).rules_frozen_at is None


def test_a_change_is_tried_before_it_is_made(store: Store) -> None:
    with store.write("test") as session:
        made, found = scored(session)
        close_scoring(session, made)
    with store.write("try") as session:
        effect = try_rules(session, made, heavier(session, made), TODAY)
        assert [(one.no, one.before, one.after) for one in effect.moved] == [(1, 2, 1), (2, 1, 2)]
        assert [line[0] for line in effect.lines] == ["-", "+"] and "weight 5" in effect.lines[1]
        assert criteria(session, made)[0].weight == 1
        ranking = category_standings(session, made, PEOPLE)
        assert ranking[0].candidate == found["Ola Maj"]
    assert store.timeline(1)[0].action == "test"       # trying leaves no operation


def test_two_people_change_frozen_rules_and_the_places_are_kept(store: Store) -> None:
    store.guard = DECLARED.guard
    with store.write("edition.add") as session:
        made, found = scored(session)
    with store.write("edition.close_scoring") as session:
        close_scoring(session, made)
        before = session.get_one(Edition, made).rules_checksum
    with store.write("edition.change_rules", reason="waga z regulaminu") as session:
        changed = change_rules(session, made, heavier(session, made), "waga z regulaminu", "Adam Buk", today=TODAY,
                               actor="Ewa Lis")
        assert (changed.reason, changed.changed_by, changed.second_person) == (
            "waga z regulaminu", "Ewa Lis", "Adam Buk")
        assert changed.places_before == "OSOBA_INDYWIDUALNA 1: 2\nOSOBA_INDYWIDUALNA 2: 1"
        assert changed.places_after == "OSOBA_INDYWIDUALNA 1: 1\nOSOBA_INDYWIDUALNA 2: 2"
    with store.read() as session:
        edition_now = session.get_one(Edition, made)
        assert edition_now.rules_checksum == edition_rules_of(session, made).checksum != before
        assert category_standings(session, made, PEOPLE)[0].candidate == found["Olga Kos"]
        assert RULE_CHANGES.locked(session.scalars(select(RuleChange)).one()) is not None
    entry = store.timeline(1)[0]
    with pytest.raises((Refused, UndoConflict)):
        store.undo(entry.id)
    with store.read() as session:
        assert criteria(session, made)[0].weight == 5


def test_settings_steps_and_anchors_change_together(store: Store) -> None:
    store.guard = DECLARED.guard
    with store.write("edition.add") as session:
        made = furnished(session)
    with store.write("edition.freeze_rules") as session:
        freeze_rules(session, made)
    with store.write("edition.change_rules") as session:
        lot = session.scalars(select(TieStep).where(TieStep.kind == TieStepKind.LOT)).one()
        first = criteria(session, made)[0]
        edits = [
            RuleEdit(EDITIONS, made, EDITIONS.draft(session, made) | {"quorum": 6}),
            RuleEdit(TIE_STEPS, lot.id, None),
            RuleEdit(ANCHORS, None, {"criterion_id": first.id, "points": 0, "meaning": "nic na to nie wskazuje"}),
        ]
        changed = change_rules(session, made, edits, "uchwała Kapituły", "Adam Buk", today=TODAY)
        assert changed.changed_rules == "\n".join([
            "-quorum: 5", "+quorum: 6", "+anchor 1/0: nic na to nie wskazuje", "-tie step: LOSOWANIE -"])
    with store.write("edition.edit") as session, pytest.raises(Refused) as refused:
        change(session, EDITIONS, made, quorum=7)              # open for that one change only
    assert keys(refused) == ["problem.rules_frozen"]


def test_before_the_closing_a_change_tells_no_places(store: Store) -> None:
    with store.write("test") as session:
        made, _ = scored(session)
        effect = try_rules(session, made, heavier(session, made), TODAY)
        assert effect.placings == () and effect.lines
        changed = change_rules(session, made, heavier(session, made), "pomyłka", "Adam Buk", today=TODAY)
        assert (changed.places_before, changed.places_after) == (None, None)


@pytest.mark.parametrize(("reason", "second", "pin", "weight", "field", "problem"), [
    (" ", "Adam Buk", "2468", 5, "reason", "problem.required"),
    ("pomyłka", " ", "", 5, "second_person", "problem.required"),
    ("pomyłka", "ewa lis", "1357", 5, "second_person", "problem.second_is_first"),
    ("pomyłka", "Adam Buk", "1357", 5, "pin", "problem.second_pin"),
    ("pomyłka", "Jan Lin", "2468", 5, "pin", "problem.second_pin"),
    ("pomyłka", "Adam Buk", "2468", 1, "", "problem.rules_same"),
    ("pomyłka", "Adam Buk", "2468", 0, "weight", "problem.too_small"),
])
def test_a_change_without_reason_or_second_person_is_refused(
    store: Store, reason: str, second: str, pin: str, weight: int, field: str, problem: str
) -> None:
    with store.write("test") as session:
        made, _ = scored(session)
        accounts = [Account(name=name, role=Role.JURY_SECRETARY) for name in ("Ewa Lis", "Adam Buk")]
        session.add_all(accounts)
        session.flush()
        for account, digits in zip(accounts, ("1357", "2468"), strict=True):
            set_pin(session, account.id, digits)
        with pytest.raises(Refused) as refused:
            change_rules(session, made, heavier(session, made, weight), reason, second, today=TODAY, pin=pin,
                         actor=accounts[0].id.hex)
        assert [(one.field, one.key) for one in refused.value.problems] == [(field, problem)]
        assert session.scalars(select(RuleChange)).all() == []


def test_a_past_edition_freezes_itself_with_its_first_score(store: Store) -> None:
    """What an import brings is complete: its rules came with it, and no sheet was printed here."""
    with store.write("import") as session:
        made = put(session, EDITIONS, title_year=2020, state=EditionState.ARCHIVED)
        note_incoming(session, made)
        first = put(session, CRITERIA, edition_id=made, name="zasięg")
        one, who = candidate(session, made), juror(session, made, "Ewa Lis")
        card = put(session, BALLOTS, juror_id=who, candidate_id=one, state=BallotState.SUBMITTED)
        put(session, SCORES, ballot_id=card, criterion_id=first, points=7, given_at=SIGNED)
        put(session, TIE_STEPS, edition_id=made, no=1, kind=TieStepKind.VOTE)      # a later sheet of the same workbook
        found = session.get_one(Edition, made)
        assert (found.rules_frozen_at, found.rules_checksum) == (SIGNED, None)
    with store.write("tie_step.add") as session, pytest.raises(Refused) as refused:
        put(session, TIE_STEPS, edition_id=made, no=2, kind=TieStepKind.CHAIR)
    assert keys(refused) == ["problem.rules_frozen"]


def test_open_rules_are_changed_like_any_record(store: Store) -> None:
    with store.write("test") as session:
        made = edition(session)
        with pytest.raises(Refused) as refused:
            change_rules(session, made, heavier(session, made), "pomyłka", "Adam Buk", today=TODAY)
        assert keys(refused) == ["problem.rules_not_frozen"]
        change(session, CRITERIA, criteria(session, made)[0].id, weight=5)


def test_every_rule_is_locked_and_undo_goes_no_further_than_the_freezing(store: Store) -> None:
    store.guard, store.irrevocable = DECLARED.guard, DECLARED.irrevocable()
    with store.write("edition.add") as session:
        made = furnished(session)
    with store.write("tie_step.add") as session:
        put(session, TIE_STEPS, edition_id=made, no=3, kind=TieStepKind.EX_AEQUO)
    added = store.timeline(1)[0].id
    with store.write("edition.freeze_rules") as session:
        freeze_rules(session, made)
    with pytest.raises((Refused, UndoConflict)):
        store.undo(added)
    with pytest.raises(Refused) as refused:
        store.undo(store.timeline(1)[0].id)
    assert keys(refused) == ["problem.undo_not_possible"]
    with store.read() as session:
        for register, model in ((CRITERIA, Criterion), (ANCHORS, CriterionAnchor), (STAGES, ScoringStage),
                                (TIE_STEPS, TieStep)):
            table: Any = model
            assert all(register.locked(one) for one in session.scalars(select(table)))
    with pytest.raises(Refused), store.write("tie_step.edit") as session:
        session.scalars(select(TieStep)).first().no = 7       # past every form: the guard still sees it
    with store.write("edition.edit") as session:
        change(session, EDITIONS, made, remark="uwaga")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_tells_every_rule(store: Store, language: str) -> None:
    with store.write("test") as session:
        made = furnished(session)
        open_sheet = rule_sheet(session, ReportContext(words(language), SIGNED, DECLARED), made)
        freeze_rules(session, made, at=SIGNED)
    with store.read() as session:
        sheet = rule_sheet(session, ReportContext(words(language), SIGNED, DECLARED), made)
        checksum = edition_rules_of(session, made).checksum
    tables = {block.name: block for block in sheet.blocks if isinstance(block, Table)}
    assert set(tables) == {"settings", "criteria", "stages", "anchors", "ladder"}
    assert len(tables["criteria"].rows) == 4 and len(tables["anchors"].rows) == 4
    notes = [str(block.text).replace(" ", "") for block in sheet.blocks if isinstance(block, Note)]
    assert notes == [checksum] and open_sheet.facts[0] != sheet.facts[0]
    assert not any("[" in str(block) for block in sheet.blocks if isinstance(block, Table) for row in block.rows
                   for cell in row if str(cell).startswith("["))
    assert sheet.created == SIGNED.astimezone(dt.UTC) or sheet.created == SIGNED
