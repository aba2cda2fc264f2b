"""A past competition from one workbook: matrix, a sheet a criterion, one score a row; blank, recusal, abstention; sums
are refused; the results are worked out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.kinds import BallotState, CandidateCategory
from openkrakow_desktop.competition.model import Ballot, Candidate, ConflictOfInterest, Edition, Juror, Score
from openkrakow_desktop.competition.results import edition_results
from openkrakow_desktop.competition.score_tables import is_table
from openkrakow_desktop.core.excel_import import Outcome, import_file
from openkrakow_desktop.core.excel_read import CellValue, Sheet, read_workbook
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.paths import SAMPLES

from .card_office import Office

TODAY = dt.date(2026, 11, 22)
CANDIDATES = ("Olga Kos", "Amir Rahmani", "Nina Wójcik")
JURORS = ("Ewa Żak", "Jan Wilk")
CRITERIA = ("efekty", "innowacyjność")
Rows = Sequence[Sequence[Any]]


def workbook(path: Path, tables: dict[str, Rows], state: str = "ogłoszona", registers: bool = True) -> Path:
    """A workbook of a whole edition 2023 with tables of scores."""
    book = Workbook()
    book.remove(book.active)
    w = words("pl")

    def register(key: str, names: Sequence[str], rows: Rows) -> None:
        one = book.create_sheet(w(f"{key}._many")[:31])
        one.append([w(f"{key}.{name}") for name in names])
        for row in rows:
            one.append(list(row))

    if registers:
        register("edition", ("title_year", "state"), [(2023, state)])
        register("criterion", ("edition_id", "no", "name"), [(2023, n, one) for n, one in enumerate(CRITERIA, 1)])
        register("candidate", ("edition_id", "no", "category", "name"),
                 [(2023, n, "osoba indywidualna", one) for n, one in enumerate(CANDIDATES, 1)])  # fmt: skip
        members = [(2023, one, "RMK", "aktywny") for one in JURORS]
        register("juror", ("edition_id", "name", "capacity", "state"), members)
    for name, rows in tables.items():
        one = book.create_sheet(name)
        for row in rows:
            one.append(list(row))
    book.save(path)
    return path


MATRIX: Rows = [
    ["Nr", "Kandydatka", "Ewa Żak", None, "Jan Wilk", None],
    [None, None, "K1", "K2", "K1", "K2"],
    [1, "Olga Kos", 8, 9, "wył.", None],
    [2, "Amir Rahmani", 7, "wstrz.", 10, 6],
    [3, "Nina Wójcik", 5, None, 0, 4],
]
PER_CRITERION: dict[str, Rows] = {
    "Oceny – efekty": [
        ["Kandydat", *JURORS], ["Olga Kos", 8, "X"], ["Amir Rahmani", 7, 10], ["Nina Wójcik", 5, 0],
    ],
    "Arkusz2": [
        ["Kryterium: innowacyjność"], [], ["Kandydat", "Wilk", "Żak"],
        ["Olga Kos", None, 9], ["Amir Rahmani", "6", "w"], ["Nina Wójcik", 4.0, None],
    ],
}  # fmt: skip
LONG: Rows = [
    ["Edycja 2023", None, None, None],
    ["Osoba z Kapituły", "Kandydat", "Kryterium", "Punkty"],
    ["Ewa Żak", "Olga Kos", "efekty", 8],
    ["Ewa Żak", "Olga Kos", "innowacyjność", 9],
    ["Jan Wilk", "Olga Kos", "efekty", "wyłączony"],
    ["Ewa Żak", "Amir Rahmani", "1", 7],
    ["Ewa Żak", "Amir Rahmani", "2", "wstrzymała się"],
    ["Wilk Jan", "Amir Rahmani", "efekty", 10],
    ["Wilk Jan", "Amir Rahmani", "innowacyjność", 6],
    ["Ewa Żak", "Nina Wójcik", "efekty", 5],
    ["Ewa Żak", "Nina Wójcik", "innowacyjność", None],
    ["Jan Wilk", "Nina Wójcik", "efekty", 0],
    ["Jan Wilk", "Nina Wójcik", "innowacyjność", 4],
]
CRITERIA_OVER_MEMBERS: Rows = [
    ["Oceny A.D. 2023"],
    ["Kandydat", "efekty", None, "innowacyjność", None],
    [None, "Ewa Żak", "Jan Wilk", "Ewa Żak", "Jan Wilk"],
    ["Olga Kos", 8, "wył", 9, "wył"],
    ["Amir Rahmani", 7, 10, "wstrz", 6],
    ["Nina Wójcik", 5, 0, None, 4],
]
SHAPES: dict[str, dict[str, Rows]] = {
    "matrix": {"Macierz ocen": MATRIX},
    "criteria over members": {"Punktacja": CRITERIA_OVER_MEMBERS},
    "sheet a criterion": PER_CRITERION,
    "one a row": {"Wszystko": LONG},
}


def bring(store: Store, path: Path, **options: Any) -> Outcome:
    store.guard = DECLARED.guard
    return import_file(store, DECLARED, path, today=TODAY, **options)


def scores(store: Store) -> dict[tuple[str, str, int], int | None]:
    with store.read() as session:
        criteria = list(session.execute(select(Score.criterion_id).distinct()).scalars())
        assert len(criteria) <= len(CRITERIA)
        from openkrakow_desktop.competition.model import Criterion

        order = {one.id: one.no for one in session.scalars(select(Criterion))}
        rows = session.execute(
            select(Juror.name, Candidate.name, Score)
            .join(Ballot, Ballot.juror_id == Juror.id)
            .join(Candidate, Candidate.id == Ballot.candidate_id)
            .join(Score, Score.ballot_id == Ballot.id)
            .where(Score.is_superseded.is_(False))
        ).all()
        return {(juror, name, order[one.criterion_id] or 0): one.points for juror, name, one in rows}


def grave(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.cell, one.problem.key.removeprefix("problem.")) for one in outcome.grave]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_brings_the_same_scores(shape: str, sqlite_store: Store, tmp_path: Path) -> None:
    outcome = bring(sqlite_store, workbook(tmp_path / "a.xlsx", SHAPES[shape]))
    assert outcome.written, [(one.sheet, one.cell, one.sentence(words("pl"))) for one in outcome.grave]
    assert scores(sqlite_store) == {
        ("Ewa Żak", "Olga Kos", 1): 8, ("Ewa Żak", "Olga Kos", 2): 9,
        ("Ewa Żak", "Amir Rahmani", 1): 7, ("Ewa Żak", "Amir Rahmani", 2): None,
        ("Jan Wilk", "Amir Rahmani", 1): 10, ("Jan Wilk", "Amir Rahmani", 2): 6,
        ("Ewa Żak", "Nina Wójcik", 1): 5,
        ("Jan Wilk", "Nina Wójcik", 1): 0, ("Jan Wilk", "Nina Wójcik", 2): 4,
    }  # fmt: skip
    with sqlite_store.read() as session:
        conflict = session.scalars(select(ConflictOfInterest)).one()
        names = {one.id: one.name for one in [*session.scalars(select(Juror)), *session.scalars(select(Candidate))]}
        assert (names[conflict.juror_id], names[conflict.candidate_id]) == ("Jan Wilk", "Olga Kos")
        states = {(names[one.juror_id], names[one.candidate_id]): one.state for one in session.scalars(select(Ballot))}
        assert states["Jan Wilk", "Olga Kos"] is BallotState.EXCLUDED
        found = edition_results(session, session.scalars(select(Edition.id)).one())[CandidateCategory.INDIVIDUAL]
        results = {names[one.candidate]: (one.result, one.cards, one.eligible) for one in found.standings}
    # a hole costs no points: 7 of one criterion counts as 14 of two, 5 as 10
    assert results == {
        "Olga Kos": (Fraction(17), 1, 1),
        "Amir Rahmani": (Fraction(14 + 16, 2), 2, 2),
        "Nina Wójcik": (Fraction(10 + 4, 2), 2, 2),
    }


def test_the_same_workbook_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Macierz ocen": MATRIX})
    bring(store, path)
    before = store.pulse()
    again = bring(store, path)
    assert not again.grave and again.new.total() == again.changed.total() == 0
    assert again.same["score"] == 9 and store.pulse() == before
    assert store.verify(rows=True) == []


def test_two_laptops_agree_on_every_key(make_sqlite: Any, tmp_path: Path) -> None:
    path, found = workbook(tmp_path / "a.xlsx", {"Macierz ocen": MATRIX}), []
    for name in ("A", "B"):
        store = make_sqlite(name)
        bring(store, path)
        with store.read() as session:
            found.append([sorted(session.scalars(select(one.id))) for one in (Ballot, Score, ConflictOfInterest)])
    assert found[0] == found[1]


def test_what_differs_after_closing_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    bring(sqlite_store, workbook(tmp_path / "a.xlsx", {"Macierz ocen": MATRIX}))
    other = [list(row) for row in MATRIX]
    other[3][2] = 10
    before = scores(sqlite_store)
    outcome = bring(sqlite_store, workbook(tmp_path / "b.xlsx", {"Macierz ocen": other}))
    assert [key for _, key in grave(outcome)] == ["scoring_closed"] and scores(sqlite_store) == before


def test_a_table_alone_finds_the_edition_that_is_scored(sqlite_store: Store, tmp_path: Path) -> None:
    bring(sqlite_store, workbook(tmp_path / "a.xlsx", {"Macierz ocen": MATRIX}, state="oceny otwarte"))
    other = [list(row) for row in MATRIX]
    other[3][2] = 10
    outcome = bring(sqlite_store, workbook(tmp_path / "b.xlsx", {"Macierz ocen": other}, registers=False))
    assert outcome.written and outcome.changed["score"] == 1
    assert scores(sqlite_store)["Ewa Żak", "Amir Rahmani", 1] == 10
    with sqlite_store.read() as session:
        assert sum(one.is_superseded for one in session.scalars(select(Score))) == 1


def changed(row: int, column: int, value: Any) -> Rows:
    made = [list(one) for one in MATRIX]
    made[row][column] = value
    return made


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        (changed(2, 2, 11), ("C3", "scores_off_scale")),
        (changed(2, 2, "8,5"), ("C3", "scores_unreadable")),
        (changed(2, 2, 8.5), ("C3", "scores_unreadable")),
        (changed(2, 2, True), ("C3", "scores_unreadable")),
        (changed(2, 2, "=4+4"), ("C3", "scores_unreadable")),
        (changed(2, 5, 7), ("E3", "scores_recused_and_scored")),
        (changed(0, 4, "Ktoś Obcy"), ("E1", "scores_no_juror")),
        (changed(1, 5, "K9"), ("F2", "scores_no_criterion")),
        (changed(3, 1, "Nie Ma Takiej"), ("B4", "scores_no_candidate")),
        (changed(4, 1, "Olga Kos"), ("C5", "scores_twice")),
        ([*MATRIX, [None, "Suma", 20, 9, 10, 10]], ("B6", "scores_total")),
        ([[*row, *extra] for row, extra in zip(MATRIX, (["Razem"], [None], [17], [23], [9]), strict=True)],
         ("G1", "scores_total")),
        ([["Edycja 2019"], *MATRIX], ("B2", "no_such_edition")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_cell_and_nothing_is_taken(
    table: Rows, wanted: tuple[str, str], sqlite_store: Store, tmp_path: Path
) -> None:
    before = sqlite_store.pulse()
    outcome = bring(sqlite_store, workbook(tmp_path / "a.xlsx", {"Macierz ocen": table}))
    assert wanted in grave(outcome), grave(outcome)
    assert not outcome.written and sqlite_store.pulse() == before
    assert all("{" not in one.sentence(words("pl")) for one in outcome.grave)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_lists_are_no_tables_of_scores(language: str) -> None:
    w = words(language)
    for key, register in DECLARED.registers.items():
        heads = [CellValue("text", w(one.key)) for one in register.fields()]
        assert not is_table(Sheet(w(f"{key}._many"), [heads])), key


def test_a_returned_score_card_is_no_table_of_scores(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office.open(sqlite_store, tmp_path)
    assert not any(map(is_table, read_workbook(office.filled())))


def test_the_sample_workbook(sqlite_store: Store) -> None:
    outcome = bring(sqlite_store, SAMPLES / "konkurs-2023.xlsx")
    assert outcome.written and (outcome.new["candidate"], outcome.new["juror"], outcome.new["score"]) == (7, 5, 127)
    assert outcome.new["conflict_of_interest"] == 2
    with sqlite_store.read() as session:
        found = edition_results(session, session.scalars(select(Edition.id)).one())
        assert {len(one.standings) for one in found.values()} == {4, 3}
        assert all(one.rank is not None for result in found.values() for one in result.standings)


def test_the_size_of_a_great_competition(sqlite_store: Store, tmp_path: Path) -> None:
    from benchmarks.bench_cards import matrix_workbook

    path = matrix_workbook(tmp_path / "big.xlsx", 300, 9, 5)
    outcome = bring(sqlite_store, path)
    assert outcome.written and outcome.new["score"] == 300 * 9 * 5 and outcome.new["ballot"] == 2700
