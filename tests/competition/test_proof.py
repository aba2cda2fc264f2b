"""The proof file: the script alone, in a process of its own, finds the places of every method, and any change of it."""

from __future__ import annotations

import json
import random
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.competition import proof
from openkrakow_desktop.competition.closing import issue_protocol
from openkrakow_desktop.competition.feature import CRITERIA, STAGES, TIE_STEPS, VERDICTS
from openkrakow_desktop.competition.kinds import CandidateCategory, TieStepKind
from openkrakow_desktop.competition.ladder import resolve
from openkrakow_desktop.competition.methods import ClipOrder
from openkrakow_desktop.competition.model import Criterion, ProtocolIssue
from openkrakow_desktop.competition.protocol import issued_document
from openkrakow_desktop.competition.results import CategoryResult, close_scoring, edition_results, record_draw
from openkrakow_desktop.competition.rules_text import CriterionRule, EditionRules, LadderStep, StageRule
from openkrakow_desktop.competition.scoring import MissingScoreRule, RankBasis, ScoringMethod
from openkrakow_desktop.competition.tally import Cell, CellState, Seat, Stander, Tally
from openkrakow_desktop.core.keys import new_key
from openkrakow_desktop.core.pdf import pdf_bytes
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

from . import build
from .test_protocol import MET, NOW, settle, tied

ENTITY = CandidateCategory.ENTITY
proof_script: Any = SimpleNamespace(**runpy.run_path(str(proof.SCRIPT)))


def written(store: Store, edition: UUID, folder: Path) -> Path:
    """Issue the protocol and write its proof file; the folder it was unpacked to."""
    with store.write("edition.issue_protocol") as session:
        if not session.scalars(select(ProtocolIssue)).all():
            build.put(session, VERDICTS, edition_id=edition, met_on=MET, members_present=4)
        issue = issue_protocol(session, edition, words("pl"), at=NOW)
        paper = pdf_bytes(issued_document(issue, words("pl")))[0]
        proof.write_proof(issue, paper, folder / "proof.zip")
    with zipfile.ZipFile(folder / "proof.zip") as told:
        told.extractall(folder / "proof")
    return folder / "proof"


def run(folder: Path) -> tuple[int, str]:
    """The script in a bare Python that finds nothing of the program."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / proof.PROGRAM)], capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_it_says_the_same_places_and_sees_what_was_changed(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
        settle(session, edition)
    folder = written(sqlite_store, edition, tmp_path)
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        [proof.DATA, proof.RULES, proof.PAPER, proof.PROGRAM, proof.SUMS]
    )
    code, told = run(folder)
    assert code == 0, told
    assert "1. kandydatura 2: 67/2" in told
    assert "2. kandydatura 1: 67/2" in told
    assert "3. kandydatura 3: 31" in told
    data = (folder / proof.DATA).read_text("utf-8")
    assert not any(name in data for name in ("Ewa", "Jan Kos", "Orkiestra", "Nowa"))
    told_data = json.loads(data)
    next(one for one in told_data["categories"][0]["cards"] if one["points"])["points"]["1"] = 0
    (folder / proof.DATA).write_text(json.dumps(told_data), "utf-8")
    code, told = run(folder)
    assert code == 1
    assert "data.json" in told
    assert "Zapisano inaczej" in told
    assert "NIE ZGADZA SIĘ" in told


def test_a_changed_paper_is_seen(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session, titles=2)
        close_scoring(session, edition)
    folder = written(sqlite_store, edition, tmp_path)
    with (folder / proof.PAPER).open("ab") as paper:
        paper.write(b" ")
    code, told = run(folder)
    assert code == 1
    assert "protocol.pdf" in told


def test_the_same_proof_is_the_same_bytes(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session, titles=2)
        close_scoring(session, edition)
    written(sqlite_store, edition, tmp_path)
    with sqlite_store.read() as session:
        issue = session.scalars(select(ProtocolIssue)).one()
        paper = pdf_bytes(issued_document(issue, words("pl")))[0]
        proof.write_proof(issue, paper, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "proof.zip").read_bytes()


def scored(session: Session, rows: list[tuple[int, ...]], **rules: Any) -> UUID:
    """An edition with one candidate per row, one juror per column."""
    ladder = rules.pop("ladder", ())
    stages = rules.pop("stages", ())
    edition = build.edition(session, **rules)
    criteria = list(session.scalars(select(Criterion).where(Criterion.edition_id == edition).order_by(Criterion.no)))
    for no, weight in enumerate(stages, 1):
        stage = build.put(session, STAGES, edition_id=edition, no=no, name=f"Etap {no}", weight=weight)
        for one in criteria[no - 1 :: len(stages)]:
            build.change(session, CRITERIA, one.id, scoring_stage_id=stage)
    for no, kind in enumerate(ladder, 1):
        by = criteria[0].id if kind is TieStepKind.CRITERION else None
        build.put(session, TIE_STEPS, edition_id=edition, no=no, kind=kind, criterion_id=by)
    candidates = [build.accepted(session, edition, f"Kandydat {no}", category=ENTITY) for no in range(len(rows))]
    jurors = [build.juror(session, edition, f"Osoba {no}") for no in range(max(map(len, rows)))]
    build.begin_scoring(session, edition)
    for candidate, row in zip(candidates, rows, strict=True):
        for juror, total in zip(jurors, row, strict=False):
            build.hand_in(session, edition, juror, candidate, total)
    close_scoring(session, edition, is_confirmed=True)
    return edition


SHEET = [(32, 32, 34, 8, 40), (30, 37, 12, 40, 31), (33, 34, 33, 34, 33), (31, 31), (20, 21, 22, 23, 24)]


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"method": ScoringMethod.MEDIAN},
        {"method": ScoringMethod.TRIMMED, "trim": 1},
        {"method": ScoringMethod.TRIMMED, "trim": 2},
        {"method": ScoringMethod.CLIPPED, "clip_delta": 300},
        {"method": ScoringMethod.CLIPPED, "clip_delta": 300, "clip_order": ClipOrder.NOT_ROUNDED},
        {"method": ScoringMethod.CLOSEST},
        {"rank_on": RankBasis.ROUNDED, "rounding_step": 500},
        {"missing_score_rule": MissingScoreRule.REQUIRE},
        {"stages": (30, 70)},
        {"stages": (30, 70), "method": ScoringMethod.CLIPPED, "clip_delta": 200},
        {"max_titles_entity": 1, "ladder": (TieStepKind.CRITERION, TieStepKind.MEDIAN, TieStepKind.TOP_SCORES),
         "rank_on": RankBasis.ROUNDED, "rounding_step": 2000},
    ],
)  # fmt: skip
def test_every_method_is_worked_out_the_same(
    sqlite_store: Store, tmp_path: Path, rules: dict[str, Any]
) -> None:
    with sqlite_store.write("test") as session:
        edition = scored(session, SHEET, **rules)
    code, told = run(written(sqlite_store, edition, tmp_path))
    assert code == 0, told


def test_a_draw_is_repeated(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write("test") as session:
        edition = scored(session, [(30, 30), (30, 30), (20, 20)], max_titles_entity=1, ladder=(TieStepKind.LOT,))
        (result,) = (one for one in edition_results(session, edition).values() if one.tally.standers)
        record_draw(session, edition, result.resolved.open[0].candidates, 1, "kostka 4, 2, 6", "Ewa Lis, Jan Kos", MET)
    folder = written(sqlite_store, edition, tmp_path)
    code, told = run(folder)
    assert code == 0, told
    data = json.loads((folder / proof.DATA).read_text("utf-8"))
    data["categories"][0]["resolutions"][0]["seed"] = "kostka 1, 1, 1"
    drawn = data["categories"][0]["resolutions"][0]
    keys = {one["key"]: one["no"] for one in data["categories"][0]["candidates"]}
    places, _ = proof_script.category_of(data["categories"][0], data["rules"])
    assert (places == data["categories"][0]["places"]) == proof_script.is_drawn(drawn, keys)


def test_it_is_short_and_needs_nothing() -> None:
    source = proof.SCRIPT.read_text("utf-8")
    names = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert names <= {"hashlib", "json", "sys", "fractions", "pathlib"}
    assert len([line for line in source.splitlines() if line.strip()]) <= 150


# ---- any edition ---------------------------------------------------------------------------------------------------
@st.composite
def anything(draw: Any) -> tuple[dict[str, Any], int, int, int]:
    """Rules of any kind, and how large a jury and how many candidates; the points follow from a seed."""
    rules = {
        "method": draw(st.sampled_from(ScoringMethod)),
        "missing_score_rule": draw(st.sampled_from(MissingScoreRule)),
        "min_scores": draw(st.one_of(st.none(), st.integers(1, 3))),
        "trim": draw(st.integers(0, 2)),
        "clip_delta": draw(st.one_of(st.none(), st.integers(1, 500))),
        "clip_order": draw(st.sampled_from(ClipOrder)),
        "rounding_step": draw(st.sampled_from([1, 10, 300])),
        "rank_on": draw(st.sampled_from(RankBasis)),
        "max_titles_entity": draw(st.one_of(st.none(), st.integers(1, 2))),
        "max_titles_individual": None,
        "stages": draw(st.booleans()),
    }
    return rules, draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(0, 2**32))


def invented(rules: dict[str, Any], jurors: int, candidates: int, seed: int) -> CategoryResult:
    dice = random.Random(seed)
    two = (StageRule(new_key(), 1, "I", 30, None), StageRule(new_key(), 2, "II", 70, None))
    stages = two if rules["stages"] else ()
    criteria = tuple(
        CriterionRule(new_key(), no, f"K{no}", dice.randint(1, 3), 0, 10, no != 3,
                      stages[no % 2].id if stages else None, None, "", ())
        for no in range(1, 5)
    )  # fmt: skip
    kinds = dice.sample([TieStepKind.CRITERION, TieStepKind.MEDIAN, TieStepKind.TOP_SCORES, TieStepKind.EX_AEQUO], 3)
    steps = tuple(LadderStep(one, criteria[0].id if one is TieStepKind.CRITERION else None) for one in kinds)
    values = {"categories": None, "call_open_at": None, "call_close_at": None, "deadline_basis": None,
              "scale_step": 1, "tie_rule": None, "quorum": None, "coi_scope": None} | rules  # fmt: skip
    told = EditionRules(new_key(), 2025, values, stages, criteria, steps, None, "", None)
    seats = tuple(Seat(new_key(), no, f"J{no}", False, no != 3) for no in range(1, jurors + 1))
    standers = tuple(Stander(new_key(), no, f"C{no}") for no in range(1, candidates + 1))
    choices = [*CellState, *[CellState.SCORED] * 6]
    cells = {}
    for seat in seats:
        for one in standers:
            state = dice.choice(choices)
            given_points = {c.id: dice.choice([None, 5, 5, 6, 10]) for c in criteria}
            if state is CellState.SCORED and all(given_points[c.id] is None for c in criteria if c.is_counted):
                state = CellState.ABSTAINED
            cells[seat.id, one.id] = Cell(state, given_points if state is CellState.SCORED else {})
    tally = Tally(told.edition_id, ENTITY, told.arithmetic(), seats, standers, cells)
    standings = tuple(tally.standings())
    titles = told.titles(ENTITY)
    return CategoryResult(ENTITY, told, tally, standings, titles, resolve(tally, standings, titles, steps))


@settings(max_examples=60)
@given(anything())
def test_any_edition_is_worked_out_the_same(told: tuple[dict[str, Any], int, int, int]) -> None:
    result = invented(*told)
    data = json.loads(proof.proof_data({ENTITY: result}, None, "ab", words("pl")))
    places, results = proof_script.category_of(data["categories"][0], data["rules"])
    assert places == data["categories"][0]["places"]
    assert {one: str(value) for one, value in results.items()} == data["categories"][0]["results"]

