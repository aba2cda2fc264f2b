"""Every row of the table of returned workbooks (robustness.md §3): named, listed by candidate, nothing half-applied."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import func, select

from openkrakow_desktop.competition.kinds import BallotState, ConflictKind, JurorState
from openkrakow_desktop.competition.model import Ballot, ConflictOfInterest, Juror, Score, ScoreCard
from openkrakow_desktop.core.answer_collect import CardVerdict
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

from . import build
from .card_office import CONFLICT, CRITERION, FIRST, NAME, NO, POINTS, REMARK, Office, cells, keys, sentences, sheet


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Office:
    return Office.open(sqlite_store, tmp_path)


def count(office: Office, model: type = Score) -> int:
    with office.store.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def refused(office: Office, path: Path, *wanted: str, **options: Any) -> Any:
    """The file is refused for exactly these reasons, and nothing of it is written."""
    before = office.scores(), office.store.pulse()
    told = office.take_one(path, **options)
    assert told.verdict is CardVerdict.REFUSED and keys(told) == list(wanted), sentences(told)
    assert (office.scores(), office.store.pulse()) == before
    return told


# ---- what is taken -------------------------------------------------------------------------------------------------
def test_an_own_file_is_stored(store: Store, tmp_path: Path) -> None:
    office = Office.open(store, tmp_path)
    told = office.take_one(office.filled())
    assert (told.verdict, told.taken.new, told.taken.handed_in, told.is_written) == (CardVerdict.NEW, 12, 3, True)
    assert office.scores()["Olga Kos", 0] == (4, False, None) and len(office.scores()) == 12
    with store.read() as session:
        states = {one.state for one in session.scalars(select(Ballot).where(Ballot.juror_id == office.jurors[0]))}
        ballots = session.scalars(select(Ballot).where(Ballot.juror_id == office.jurors[0])).all()
        assert states == {BallotState.SUBMITTED} and all(one.no_conflict_declared_at for one in ballots)
        card = session.scalars(select(ScoreCard).where(ScoreCard.juror_id == office.jurors[0])).one()
        assert card.returned_at is not None
    assert store.verify(rows=True) == []


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    path = office.filled()
    office.take(path)
    before = office.store.pulse()
    again = office.filled("renamed once more.xlsx")
    assert [one.verdict for one in office.take(path, again)] == [CardVerdict.SAME, CardVerdict.SAME]
    assert office.store.pulse() == before


def test_a_look_beforehand_writes_nothing(office: Office) -> None:
    before = office.store.pulse()
    told = office.take_one(office.filled(), dry_run=True)
    assert (told.verdict, told.taken.new, told.is_written) == (CardVerdict.NEW, 12, False)
    assert office.store.pulse() == before and office.scores() == {}


def test_a_second_different_return_is_a_new_version_with_its_reason(office: Office) -> None:
    office.take(office.filled())

    def edit(book: Any) -> None:
        sheet(book).cell(FIRST, POINTS).value = 10
        sheet(book).cell(FIRST + 1, REMARK).value = "=nie formuła"
        sheet(book).cell(FIRST + 1, REMARK).data_type = "s"

    path = office.filled("second.xlsx", edit=edit)
    told = office.take_one(path, dry_run=True)
    assert (told.verdict, told.taken.changed, told.taken.same) == (CardVerdict.CHANGED, 2, 10)
    office.take(path)
    assert office.scores()["Chór Wspólny Głos", 0][0] == 10
    with office.store.read() as session:
        old = session.scalars(select(Score).where(Score.is_superseded.is_(True))).all()
        new = session.scalars(select(Score).where(Score.version_no == 2)).all()
        assert (len(old), len(new)) == (2, 2)
        assert {one.reason for one in new} == {"nowy arkusz z 01.09.2026 12:00"}


def test_rows_sorted_otherwise_are_fine(office: Office) -> None:
    straight = {key: answer for key, answer in zip(range(12), range(12), strict=True)}

    def edit(book: Any) -> None:
        one = sheet(book)
        rows = [[cell.value for cell in row] for row in one.iter_rows(min_row=FIRST, max_row=FIRST + 11)]
        for place, values in enumerate(reversed(rows)):
            for column, value in enumerate(values, 1):
                one.cell(FIRST + place, column).value = value

    told = office.take_one(office.filled(points=lambda n: straight[n] % 11, edit=edit))
    assert told.verdict is CardVerdict.NEW
    assert office.scores()["Chór Wspólny Głos", 0] == (0, False, None)
    assert office.scores()["Amir Rahmani", 3] == (0, False, None) and office.scores()["Amir Rahmani", 2][0] == 10


def test_extra_columns_sheets_and_moved_columns_do_no_harm(office: Office) -> None:
    def edit(book: Any) -> None:
        one = sheet(book)
        one.insert_cols(5)
        one.cell(FIRST, 5).value = "moja notatka"
        one.cell(FIRST, 14).value = "=SUM(G5:G8)"
        one.cell(4, 8).value = "Moje punkty"
        book.create_sheet("Brudnopis")["A1"] = 7

    assert office.take_one(office.filled(edit=edit)).verdict is CardVerdict.NEW


@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_card_in_another_language_comes_back_the_same(office: Office, language: str) -> None:
    office.issue(language=language)
    abstain = words(language)("score_card.abstain")
    told = office.take_one(office.filled(points=lambda n: abstain if n == 0 else 5))
    assert told.verdict is CardVerdict.NEW and office.scores()["Chór Wspólny Głos", 0] == (None, True, None)


def test_a_whole_folder_each_by_itself(office: Office) -> None:
    office.filled("ewa.xlsx")
    bad = office.filled("jan.xlsx", card=1, points=lambda n: 99 if n == 3 else 1)
    (bad.parent / "~$ewa.xlsx").write_bytes(b"lock")
    (bad.parent / "letter.docx").write_bytes(b"no card")
    told = {one.path.name: one for one in office.take(bad.parent)}
    assert {name: one.verdict for name, one in told.items()} == {
        "ewa.xlsx": CardVerdict.NEW,
        "jan.xlsx": CardVerdict.REFUSED,
    }
    assert len(office.scores()) == 12 and office.scores(1) == {}


# ---- whose it is ---------------------------------------------------------------------------------------------------
def test_another_members_and_another_editions_card(office: Office, tmp_path: Path) -> None:
    told = refused(office, office.filled(), "card_other_juror", juror_id=office.jurors[1])
    assert "Ewa Żak" in sentences(told)[0] and "Jan Wilk" in sentences(told)[0]
    with office.store.write("test") as session:
        other = build.edition(session, 2024)
    assert "2025" in sentences(refused(office, office.filled(), "card_other_edition", edition_id=other))[0]


def test_an_old_version(office: Office) -> None:
    old = office.filled()
    with office.store.read() as session:
        assert {one.card_version for one in session.scalars(select(Ballot))} == {1}
    office.issue()
    with office.store.read() as session:
        assert {one.card_version for one in session.scalars(select(Ballot))} == {2}
    assert "wydanie 1" in sentences(refused(office, old, "card_old_version"))[0]
    assert office.take_one(office.filled("new.xlsx")).verdict is CardVerdict.NEW


@pytest.mark.parametrize("mark", ["version", "juror", "edition", "rules", "issued", "device", "signature"])
def test_an_altered_manifest(office: Office, mark: str) -> None:
    def edit(book: Any) -> None:
        others = {"version": "2", "juror": office.jurors[1].hex, "issued": "2026-09-02T10:00:00+00:00"}
        value = others.get(mark, "0" * 32)
        for one in book.custom_doc_props.props:
            if one.name == f"openkrakow.card.{mark}":
                one.value = value

    refused(office, office.filled(edit=edit), "card_altered")


def test_a_card_of_another_database_and_one_without_marks(office: Office) -> None:
    def unknown(book: Any) -> None:
        next(one for one in book.custom_doc_props.props if one.name.endswith(".card")).value = "f" * 32

    def unmarked(book: Any) -> None:
        book.custom_doc_props.props.clear()

    refused(office, office.filled("a.xlsx", edit=unknown), "card_unknown")
    refused(office, office.filled("b.xlsx", edit=unmarked), "card_no_manifest")


def test_rules_changed_after_the_card_was_issued(office: Office) -> None:
    path = office.filled()
    with office.store.write("test") as session:
        from openkrakow_desktop.competition.model import Edition

        office.store.guard = None
        session.get_one(Edition, office.edition).min_scores = 2
    refused(office, path, "card_old_rules")


def test_two_files_of_one_card_that_differ(office: Office) -> None:
    one, other = office.filled("a.xlsx"), office.filled("b.xlsx", points=lambda n: 3)
    told = office.take(one, other)
    assert [keys(each) for each in told] == [["card_two_files"], ["card_two_files"]] and office.scores() == {}
    assert "b.xlsx" in sentences(told[0])[0]


def test_scoring_that_is_closed_and_a_member_who_left(office: Office) -> None:
    path = office.filled()
    with office.store.write("test") as session:
        from openkrakow_desktop.competition.jury import withdraw_juror

        withdraw_juror(session, office.jurors[0], build.TODAY)
    refused(office, path, "card_juror_left")


# ---- its rows ------------------------------------------------------------------------------------------------------
def test_titles_swapped_against_tokens_name_both_rows(office: Office) -> None:
    def edit(book: Any) -> None:
        one = sheet(book)
        for column in (NO, NAME, CRITERION):
            first, second = one.cell(FIRST, column), one.cell(FIRST + 5, column)
            first.value, second.value = second.value, first.value

    told = refused(office, office.filled(edit=edit), "card_row_swapped", "card_row_swapped")
    said = sentences(told)
    assert f"Wiersz {FIRST} " in said[0] and "Olga Kos" in said[0] and "Chór" in said[0]
    assert f"Wiersz {FIRST + 5} " in said[1] and cells(told) == [f"Oceny!G{FIRST}", f"Oceny!G{FIRST + 5}"]


def test_a_name_mended_in_the_register_is_no_swap(office: Office) -> None:
    path = office.filled()
    with office.store.write("test") as session:
        from openkrakow_desktop.competition.model import Candidate

        session.get_one(Candidate, office.candidates[1]).name = "Olga Kos-Nowak"
    assert office.take_one(path).verdict is CardVerdict.NEW


def test_a_row_missing_is_named_by_candidate(office: Office) -> None:
    told = refused(office, office.filled(edit=lambda book: sheet(book).delete_rows(FIRST + 4)), "card_row_missing")
    assert "2. Olga Kos" in sentences(told)[0] and told.incomplete == ["2. Olga Kos"]


def test_a_copied_row_is_named_with_its_twin(office: Office) -> None:
    def edit(book: Any) -> None:
        one = sheet(book)
        for column in range(1, 10):
            one.cell(FIRST + 12, column).value = one.cell(FIRST, column).value

    assert "wiersz 5" in sentences(refused(office, office.filled(edit=edit), "card_row_twice"))[0]


def test_rows_of_another_members_card_and_of_nobody(office: Office) -> None:
    def edit(book: Any) -> None:
        other = sheet(load_workbook(office.path(office.cards[1])))
        for column in range(1, 7):
            sheet(book).cell(FIRST, column).value = other.cell(FIRST, column).value
        sheet(book).cell(FIRST + 13, NAME).value = "Mój faworyt"
        sheet(book).cell(FIRST + 13, POINTS).value = 10

    told = refused(office, office.filled(edit=edit), "card_row_of_other", "card_row_unknown", "card_row_missing")
    assert "Jan Wilk" in sentences(told)[0] and "Mój faworyt" in sentences(told)[1]


def test_a_row_of_the_issue_before(office: Office) -> None:
    old = load_workbook(office.path(office.cards[0]))
    office.issue()

    def edit(book: Any) -> None:
        sheet(book).cell(FIRST, 1).value = sheet(old).cell(FIRST, 1).value

    refused(office, office.filled(edit=edit), "card_row_of_version", "card_row_missing")


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (11, "card_off_scale"),
        (-1, "card_off_scale"),
        ("8,5", "card_not_whole"),
        (8.5, "card_not_whole"),
        (True, "card_not_whole"),
        ("dziesięć", "card_not_whole"),
        ("=5+3", "card_formula"),
        ("#N/A", "card_cell_error"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_address(office: Office, value: Any, key: str) -> None:
    told = refused(office, office.filled(points=lambda n: value if n == 6 else 7), key)
    assert cells(told) == [f"Oceny!G{FIRST + 6}"] and "2. Olga Kos" in sentences(told)[0]
    assert f"Oceny!G{FIRST + 6}" in sentences(told)[0]


def test_whole_numbers_typed_as_text_are_numbers(office: Office) -> None:
    assert office.take_one(office.filled(points=lambda n: "8" if n else 8.0)).verdict is CardVerdict.NEW
    assert {answer for answer in office.scores().values()} == {(8, False, None)}


def test_a_blank_is_listed_and_nothing_is_taken_unless_asked(office: Office) -> None:
    path = office.filled(points=lambda n: None if n in (1, 8, 9, 10, 11) else 6)
    told = refused(office, path, "card_blank", "card_candidate_blank")
    assert told.incomplete == ["1. Chór Wspólny Głos", "3. Amir Rahmani"] and cells(told)[0] == f"Oceny!G{FIRST + 1}"
    told = office.take_one(path, is_partial=True)
    assert (told.verdict, told.taken.new) == (CardVerdict.NEW, 4)
    assert {name for name, _ in office.scores()} == {"Olga Kos"}
    later = office.filled("rest.xlsx", points=lambda n: None if 4 <= n < 8 else 9)
    assert office.take_one(later).verdict is CardVerdict.NEW and len(office.scores()) == 12  # what is in may stay blank


def test_partial_is_no_way_round_a_wrong_cell(office: Office) -> None:
    refused(
        office,
        office.filled(points=lambda n: 11 if n == 4 else None if n < 4 else 6),
        "card_off_scale",
        is_partial=True,
    )


def test_an_empty_card_is_said_to_be_empty(office: Office) -> None:
    refused(office, office.path(office.cards[0]), "card_empty")


# ---- declarations and conflicts ------------------------------------------------------------------------------------
def test_a_conflict_on_the_card_excludes_and_its_points_are_left_out(office: Office) -> None:
    def edit(book: Any) -> None:
        sheet(book).cell(FIRST + 4, CONFLICT).value = words("pl").choice(ConflictKind.FAMILY)

    path = office.filled(edit=edit)
    told = office.take_one(path)
    assert told.conflicts == ["2. Olga Kos"] and told.taken.new == 8
    with office.store.read() as session:
        conflict = session.scalars(select(ConflictOfInterest)).one()
        assert (conflict.candidate_id, conflict.kind) == (office.candidates[1], ConflictKind.FAMILY)
        assert build.ballot(session, office.jurors[0], office.candidates[1]).state is BallotState.EXCLUDED
    assert "Olga Kos" not in {name for name, _ in office.scores()}
    assert office.take_one(path).verdict is CardVerdict.SAME
    [card] = office.issue(office.jurors[0])
    assert [one.name for one in card.excluded] == ["Olga Kos"] and len(card.rows) == 8


def test_a_word_that_is_no_conflict(office: Office) -> None:
    def edit(book: Any) -> None:
        sheet(book).cell(FIRST, CONFLICT).value = "znam z widzenia"

    refused(office, office.filled(edit=edit), "card_conflict_word")


def test_without_the_declaration_no_score_is_taken(office: Office) -> None:
    told = refused(office, office.filled(signed=False), "card_no_declaration")
    assert cells(told)[0].startswith("Instrukcja!C")


def test_a_member_signs_on_the_card(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office.open(sqlite_store, tmp_path)
    with sqlite_store.write("test") as session:
        new = build.juror(
            session,
            office.edition,
            "Nina Nowa",
            state=JurorState.APPOINTED,
            impartiality_declared_at=None,
            confidentiality_declared_at=None,
        )
    office.issue(new)
    refused(office, office.filled(signed=False), *["card_no_declaration"] * 3)
    assert office.take_one(office.filled("signed.xlsx")).verdict is CardVerdict.NEW
    with sqlite_store.read() as session:
        juror = session.get_one(Juror, new)
        assert juror.state is JurorState.ACTIVE and juror.impartiality_declared_at is not None


# ---- strange files -------------------------------------------------------------------------------------------------
def test_hostile_and_strange_files_are_named(office: Office, tmp_path: Path) -> None:
    good = office.filled()
    folder = tmp_path / "strange"
    folder.mkdir()
    (folder / "a-empty.xlsx").write_bytes(b"")
    (folder / "b-half.xlsx").write_bytes(good.read_bytes()[:2000])
    (folder / "c-list.csv").write_text("a;b\n1;2\n", "utf-8")
    shutil.copy(good, folder / "d-macro.xlsm")
    with zipfile.ZipFile(folder / "d-macro.xlsm", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    shutil.copy(good, folder / "e-entities.xlsx")
    with zipfile.ZipFile(folder / "e-entities.xlsx", "a") as archive:
        archive.writestr("docProps/extra.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    told = {one.path.name[0]: one for one in office.take(folder)}
    assert {name: keys(one) for name, one in told.items()} == {
        "a": ["file_empty"],
        "b": ["file_damaged"],
        "c": ["card_not_ours"],
        "d": ["file_macros"],
        "e": ["file_entities"],
    }
    assert office.scores() == {}


def test_a_card_saved_by_libreoffice(office: Office, tmp_path: Path) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("needs the package libreoffice-calc (apt install libreoffice-calc)")
    source = office.filled(edit=lambda book: setattr(sheet(book).cell(FIRST, REMARK), "value", "Zażółć «gęślą»"))
    target = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    told = office.take_one(target / source.name)
    assert told.verdict is CardVerdict.NEW and told.taken.new == 12, sentences(told)
    assert office.scores()["Chór Wspólny Głos", 0] == (0, False, "Zażółć «gęślą»")
    assert office.take_one(source).verdict is CardVerdict.SAME


# ---- round trip ----------------------------------------------------------------------------------------------------
ANSWERS = st.lists(st.one_of(st.integers(0, 10), st.just("wstrzymuję się")), min_size=12, max_size=12)


def test_whatever_is_filled_in_comes_back(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office.open(sqlite_store, tmp_path)

    @settings(max_examples=8)
    @given(ANSWERS, st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
                             min_size=12, max_size=12))  # fmt: skip
    def comes_back(answers: list[Any], remarks: list[str]) -> None:
        def edit(book: Any) -> None:
            for place, remark in enumerate(remarks):
                cell = sheet(book).cell(FIRST + place, REMARK)
                cell.value = remark or None
                cell.data_type = "s" if remark else "n"

        told = office.take_one(office.filled(points=answers.__getitem__, edit=edit))
        assert told.verdict is not CardVerdict.REFUSED, sentences(told)
        got = office.scores()
        for place, answer in enumerate(answers):
            name = office.cards[0].rows[place].candidate.name
            points, abstains, _ = got[name, place % 4]
            assert (points, abstains) == ((None, True) if isinstance(answer, str) else (answer, False))

    comes_back()
