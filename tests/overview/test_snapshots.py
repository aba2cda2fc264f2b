"""Versions of a year: frozen to the letter, recomputable by anybody, approved, sent, corrected; never changed."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import json
import lzma
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import text, update

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.accounts import set_pin
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Number, Period, Reading, Row, State
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.events.feature import EVENTS
from openkrakow_desktop.events.service import cancel_event
from openkrakow_desktop.overview.as_json import indicators_tree, measures_tree
from openkrakow_desktop.overview.evaluate import evaluate
from openkrakow_desktop.overview.model import SnapshotState, YearSnapshot
from openkrakow_desktop.overview.report import council_report
from openkrakow_desktop.overview.snapshot_changes import How, between, difference
from openkrakow_desktop.overview.snapshot_making import Second, freeze, keep, prepare
from openkrakow_desktop.overview.snapshot_text import Contents, pack, read_contents, unpack
from openkrakow_desktop.overview.snapshots import (
    altered,
    approve,
    document_of,
    in_force,
    numbers_of,
    read_frozen,
    send,
    version_of,
    versions_of,
)
from openkrakow_desktop.programme.catalogue import catalogue
from tests.demo_data import guarded
from tests.events.build import event, held, organisation, put

YEAR = 2026
READ = dt.datetime(2027, 3, 15, 9, tzinfo=dt.UTC)
CLOCK = Clock.fixed(READ)
TODAY = CLOCK.today()
BY = "Anna Lis"


@pytest.fixture
def office(store: Store) -> Store:
    """Three held events of 2026, on the first day of March 2027."""
    guarded(store).wall = lambda: int((READ - dt.timedelta(days=14)).timestamp() * 1000)
    with store.write("prepare") as session:
        host = organisation(session)
        for number in range(3):
            held(session, f"Debata {number}", dt.date(YEAR, 3, 19 + number), 5 + number, organiser_id=host)
    return store


def frozen(store: Store, now: dt.datetime = READ, **options: Any) -> UUID:
    return freeze(store, YEAR, DECLARED, now=now, by=BY, **options)


def approved(store: Store, now: dt.datetime = READ, **options: Any) -> UUID:
    key = frozen(store, now, **options)
    with store.write("year_snapshot.approve") as session:
        approve(session, key, BY, Clock.fixed(now))
    return key


def late(store: Store, title: str = "Spóźnione", on: dt.date = dt.date(YEAR, 11, 12)) -> UUID:
    store.wall = lambda: int((READ + dt.timedelta(days=18)).timestamp() * 1000)
    with store.write("event.add", actor="kto-dodał") as session:
        return held(session, title, on, 9, organiser_id=organisation(session, name="Spóźniona"))


def states(store: Store) -> list[tuple[int, SnapshotState]]:
    with store.read() as session:
        return [(one.number, one.state) for one in versions_of(session, YEAR)]


def refused(*keys: str) -> Any:
    """What is raised, for `with`; its keys are compared."""
    return pytest.raises(Refused, match="|".join(keys))


# ---- freezing ------------------------------------------------------------------------------------------------------
def test_a_version_holds_the_very_numbers(office: Store) -> None:
    with office.read() as session:
        live = evaluate(session, Period(YEAR, TODAY), catalogue(), DECLARED)
    frozen(office)
    with office.read() as session:
        one = read_frozen(session, version_of(session, YEAR, 1))
        again = numbers_of(one)
    assert dataclasses.replace(again, version=None) == live
    for tree in (measures_tree, indicators_tree):
        for language in LANGUAGES:
            told = tree(again, words(language))
            assert told.pop("version") == 1
            assert told == tree(live, words(language))
    for code, (counted, left_out) in one.contents.rows.items():
        value = live.reading(code).value
        assert isinstance(value, Fraction) or sum(row.counts for row in counted) == (value or 0), code
        assert all(row.why for row in left_out)
    assert "3.1b" in one.contents.rows and one.contents.methodology.count("\n") == 46
    assert (one.version.created_by, one.version.at) == (BY, READ)


def test_anybody_can_recompute_the_hash(office: Store) -> None:
    key = frozen(office)
    with office.read() as session:
        kept = session.get_one(YearSnapshot, key)
        told = lzma.decompress(base64.b64decode(kept.numbers))
        papers = json.loads(lzma.decompress(base64.b64decode(kept.documents)))
    assert hashlib.sha256(told).hexdigest() == kept.hash
    tree = json.loads(told)
    assert json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == told
    assert {name: hashlib.sha256(paper.encode()).hexdigest() for name, paper in papers.items()} == tree["documents"]
    assert set(papers) == {f"council.{language}" for language in LANGUAGES}
    assert tree["journal_head"] == kept.journal_head and len(kept.journal_head or "") >= 64
    assert tree["catalogue"] == kept.catalogue_code == catalogue().code


def test_what_cannot_be_frozen_is_refused(office: Store) -> None:
    with refused("snapshot_future"):
        freeze(office, 2028, DECLARED, now=READ)
    with refused("snapshot_no_data"):
        freeze(office, 2019, DECLARED, now=READ)
    frozen(office)
    with refused("snapshot_same"):
        frozen(office, READ + dt.timedelta(days=3))
    assert states(office) == [(1, SnapshotState.DRAFT)]


def test_a_draft_is_frozen_anew_under_its_number(office: Store) -> None:
    first = frozen(office)
    late(office)
    assert frozen(office, READ + dt.timedelta(days=20)) == first
    assert states(office) == [(1, SnapshotState.DRAFT)]
    with office.read() as session:
        assert numbers_of(read_frozen(session, version_of(session, YEAR, 1))).measures["3.1b"].reading.value == 4


def test_a_version_overtaken_by_another_is_not_kept(office: Store) -> None:
    with office.read() as session:
        slow = prepare(session, YEAR, DECLARED, now=READ)
    frozen(office)
    with refused("snapshot_overtaken"), office.write("year_snapshot.freeze") as session:
        keep(session, slow)


def test_a_running_year_has_drafts_only(office: Store) -> None:
    now = dt.datetime(YEAR, 11, 22, 12, tzinfo=dt.UTC)
    key = frozen(office, now)
    for on in (now, READ):  # also later: the numbers were read too early
        with refused("snapshot_running"), office.write("year_snapshot.approve") as session:
            approve(session, key, BY, Clock.fixed(on))


# ---- deciding ------------------------------------------------------------------------------------------------------
def test_approving_needs_a_name_and_a_draft(office: Store) -> None:
    key = frozen(office)
    with refused("problem.required"), office.write("year_snapshot.approve") as session:
        approve(session, key, " ", CLOCK)
    with office.write("account.add") as session:
        session.add(Account(name="Ewa Buk", role=Role.COORDINATOR))
    with refused("no_such_account"), office.write("year_snapshot.approve") as session:
        approve(session, key, "Nikt Taki", CLOCK)
    with office.write("year_snapshot.approve") as session:
        approve(session, key, "ewa buk", CLOCK)
    with refused("snapshot_not_draft"), office.write("year_snapshot.approve") as session:
        approve(session, key, "Ewa Buk", CLOCK)
    with office.read() as session:
        one = version_of(session, YEAR, 1)
    assert (one.state, one.approved_by, one.approved_at) == (SnapshotState.APPROVED, "Ewa Buk", READ)


def test_sending_follows_approval(office: Store) -> None:
    key = frozen(office)
    later = Clock.fixed(READ + dt.timedelta(days=30))
    with refused("snapshot_not_approved"), office.write("year_snapshot.send") as session:
        send(session, key, TODAY, later)
    with office.write("year_snapshot.approve") as session:
        approve(session, key, BY, CLOCK)
    for day, problem in ((dt.date(2027, 3, 14), "sent_before_approved"), (dt.date(2027, 5, 1), "in_future")):
        with refused(problem), office.write("year_snapshot.send") as session:
            send(session, key, day, later)
    with office.write("year_snapshot.send") as session:
        send(session, key, dt.date(2027, 4, 10), later)
    with refused("snapshot_not_approved"), office.write("year_snapshot.send") as session:
        send(session, key, dt.date(2027, 4, 11), later)
    assert states(office) == [(1, SnapshotState.SENT)]


@pytest.mark.parametrize("steps", [1, 2])
def test_nothing_of_it_is_undone(office: Store, steps: int) -> None:
    (frozen if steps == 1 else approved)(office)
    before = states(office)
    with refused("undo"):
        office.undo(office.timeline(1)[0].id)
    assert states(office) == before
    entry = office.undoable()
    assert entry is None or not entry.action.startswith("year_snapshot")


# ---- corrections ---------------------------------------------------------------------------------------------------
def test_a_later_record_becomes_a_correction(office: Store) -> None:
    approved(office)
    key = late(office)
    then = READ + dt.timedelta(days=20)
    with office.read() as session:
        found = difference(
            session, read_frozen(session, version_of(session, YEAR, 1)), DECLARED, Clock.fixed(then).today()
        )
    by_code = {one.code: one for one in found.numbers}
    assert (by_code["3.1b"].old.reading.value, by_code["3.1b"].new.reading.value) == (3, 4)
    assert by_code["3.1b"].difference == by_code["T2-3.1"].difference == 1
    (row,) = found.rows["3.1b"]
    assert (row.how, row.row.id, row.before, row.after) == (How.CAME, key, 0, 1)
    assert row.trace is not None and (row.trace.actor, row.trace.action) == ("kto-dodał", "event.add")
    with refused("correction_needs_reason"):
        frozen(office, then)
    with refused("second_person: problem.required"):
        frozen(office, then, reason="Doszła lista.")
    approved(office, then, reason="Doszła lista.", second=Second("Jan Kos"))
    assert states(office) == [(2, SnapshotState.APPROVED), (1, SnapshotState.CORRECTED)]
    with office.read() as session:
        first, second = (read_frozen(session, version_of(session, YEAR, n)) for n in (1, 2))
        assert numbers_of(first).measures["3.1b"].reading.value == 3
        assert numbers_of(second).measures["3.1b"].reading.value == 4
        assert second.contents.corrects == first.version.hash
        assert (second.version.reason, second.version.second_person) == ("Doszła lista.", "Jan Kos")
        assert [one.code for one in between(first, second).numbers] == [one.code for one in found.numbers]
        assert in_force(session, YEAR) == second.version
        told = council_report(session, Period(YEAR, TODAY), words("pl"), catalogue(), DECLARED, now=then)
        paper = document_of(session, second.version, words("pl"))
    for document in (told, paper):
        table = document.tables()["changes_1"]
        assert ("3.1b", 3, 4, 1) in [(one[0], *(getattr(v, "value", v) for v in one[2:])) for one in table.rows]
        assert any("Doszła lista." in str(block) for block in document.blocks)


def test_a_correction_needs_another_account_with_its_pin(office: Store) -> None:
    approved(office)
    late(office)
    with office.write("account.add") as session:
        accounts = [Account(name=name, role=Role.COORDINATOR) for name in ("Ewa Buk", "Adam Grab")]
        session.add_all(accounts)
        session.flush()
        for one in accounts:
            set_pin(session, one.id, "2468")
    office.actor = accounts[0].id.hex
    then = READ + dt.timedelta(days=20)
    for second, problem in (
        (Second("Adam Grab", "0000"), "second_pin"),
        (Second("Ewa Buk", "2468"), "second_is_first"),
        (Second("Ktoś Inny", "2468"), "second_pin"),
    ):
        with refused(problem):
            frozen(office, then, reason="Doszła lista.", second=second)
    frozen(office, then, reason="Doszła lista.", second=Second("adam grab", "2468"))
    with office.read() as session:
        assert version_of(session, YEAR, 2).second_person == "Adam Grab"


def test_rows_that_went_or_count_otherwise_are_told(office: Store) -> None:
    approved(office)
    with office.read() as session:
        rows = read_frozen(session, version_of(session, YEAR, 1)).contents.rows["3.1b"][0]
    office.wall = lambda: int((READ + dt.timedelta(days=2)).timestamp() * 1000)
    with office.write("event.edit", reason="literówka") as session:
        put(session, EVENTS, rows[0].id, title="Debata o języku")
    with office.read() as session:
        found = difference(session, read_frozen(session, version_of(session, YEAR, 1)), DECLARED, TODAY)
    assert found.numbers == ()
    assert [one.how for one in found.rows["3.1b"]] == [How.TOLD_OTHERWISE]
    assert found.rows["3.1b"][0].trace is not None and found.rows["3.1b"][0].trace.reason == "literówka"
    with office.write("event.edit") as session:
        put(session, EVENTS, rows[1].id, run_by_centre=False)
    with office.read() as session:
        found = difference(session, read_frozen(session, version_of(session, YEAR, 1)), DECLARED, TODAY)
    told = {one.row.id: (one.how, one.before, one.after) for one in found.rows["3.1b"]}
    assert told == {rows[0].id: (How.TOLD_OTHERWISE, 1, 1), rows[1].id: (How.WENT, 1, 0)}
    assert "3.1b" in {one.code for one in found.numbers}


# ---- printing again ------------------------------------------------------------------------------------------------
def cells(path: Path) -> list[list[tuple[Any, ...]]]:
    book = load_workbook(path)
    return [[tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book.worksheets]


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_old_version_is_printed_to_the_byte(office: Store, tmp_path: Path, language: str) -> None:
    approved(office)
    files = []
    for step in range(2):
        with office.read() as session:
            document = document_of(session, version_of(session, YEAR, 1), words(language))
        paths = [tmp_path / f"{step}.{ending}" for ending in ("pdf", "xlsx")]
        write_pdf(document, paths[0])
        write_excel(document, paths[1])
        files.append((paths[0].read_bytes(), cells(paths[1])))
        if step == 0:
            late(office)
            with office.write("event.add") as session:
                cancel_event(
                    session, event(session, "Odwołane", dt.date(YEAR, 5, 1)), "brak sali", dt.date(YEAR, 4, 30)
                )
            approved(office, READ + dt.timedelta(days=20), reason="Doszła lista.", second=Second("Jan Kos"))
    assert files[0] == files[1]


def test_a_draft_says_so_on_every_page(office: Store) -> None:
    key = frozen(office)
    with office.read() as session:
        draft = document_of(session, version_of(session, YEAR, 1), words("pl"))
    assert draft.banner == "Wersja robocza 1, niezatwierdzona"
    with office.write("year_snapshot.approve") as session:
        approve(session, key, BY, CLOCK)
    with office.read() as session:
        paper = document_of(session, version_of(session, YEAR, 1), words("pl"))
    assert paper.banner == "" and ("Wersja", "wersja 1") in paper.facts
    assert paper.blocks == draft.blocks


# ---- altered in the file -------------------------------------------------------------------------------------------
def _numbers_altered(kept: YearSnapshot) -> dict[str, Any]:
    return {"numbers": pack(unpack(kept.numbers).replace('"value":3', '"value":30'))}


def _hash_follows(kept: YearSnapshot) -> dict[str, Any]:
    told = unpack(kept.numbers).replace('"value":3', '"value":30')
    return {"numbers": pack(told), "hash": hashlib.sha256(told.encode()).hexdigest()}


def _paper_altered(kept: YearSnapshot) -> dict[str, Any]:
    return {"documents": pack(unpack(kept.documents).replace("Debata", "Debaty"))}


def _number_altered(kept: YearSnapshot) -> dict[str, Any]:
    return {"year": YEAR, "number": 1, "reason": "inny"}


def _not_packed(kept: YearSnapshot) -> dict[str, Any]:
    return {"numbers": "to nie jest wersja"}


def _approved_by_nobody(kept: YearSnapshot) -> dict[str, Any]:
    return {"state": SnapshotState.DRAFT}


@pytest.mark.parametrize("how", [
    _numbers_altered, _hash_follows, _paper_altered, _number_altered, _not_packed, _approved_by_nobody,
])  # fmt: skip
def test_a_version_altered_in_the_file_is_named(office: Store, how: Any) -> None:
    key = approved(office)
    with office.read() as session:
        assert altered(session, office.upgrade) == []
        change = how(session.get_one(YearSnapshot, key))
    with office.engine.begin() as connection:  # past the program
        connection.execute(update(YearSnapshot).where(YearSnapshot.id == key).values(change))
    with office.read() as session:
        (problem,) = altered(session, office.upgrade, YEAR)
        assert (problem.key, problem.values) == ("problem.snapshot_altered", {"year": YEAR, "n": 1})
        assert altered(session, office.upgrade, YEAR - 1) == []
        if how in (_numbers_altered, _paper_altered, _not_packed, _number_altered):
            with refused("snapshot_altered"):
                document_of(session, version_of(session, YEAR, 1), words("pl"))


def test_a_version_taken_away_is_noticed(office: Store) -> None:
    approved(office)
    with office.engine.begin() as connection:
        connection.execute(text("delete from year_snapshot"))
    with office.read() as session:
        assert [one.key for one in altered(session, office.upgrade)] == ["problem.snapshot_gone"]


# ---- the text ------------------------------------------------------------------------------------------------------
EXACT = st.one_of(st.integers(), st.fractions())
ROWS = st.builds(
    Row, st.sampled_from(["event", "contact"]), st.builds(uuid4), st.none() | st.dates(), st.text(), st.integers()
)


def reading(value: Number | None, beside: Number | None) -> Reading:
    told = {} if beside is None else {"3.1a+distinct": Reading.of(beside)}
    return Reading.no_data("no_rows", told) if value is None else Reading.of(value, told)


@settings(max_examples=25)
@given(st.lists(st.none() | EXACT, min_size=47, max_size=47), st.none() | EXACT, st.lists(ROWS), st.text(), st.text())
def test_the_text_loses_nothing(
    values: list[Number | None], beside: Number | None, rows: list[Row], reason: str, head: str
) -> None:
    numbers = EMPTY
    waiting = iter(values)
    numbers = dataclasses.replace(
        numbers,
        measures={
            code: dataclasses.replace(one, reading=reading(next(waiting), beside))
            for code, one in numbers.measures.items()
        },
        indicators={
            code: dataclasses.replace(one, reading=reading(next(waiting), None), sources={"residents": reason})
            for code, one in numbers.indicators.items()
        },
    )
    left_out = tuple(dataclasses.replace(row, counts=0, why="cancelled") for row in rows)
    made = Contents(
        YEAR, 1, READ, catalogue().code, head, numbers, {"3.1b": (tuple(rows), left_out)}, {"council.pl": "0"}, reason
    )
    told = made.text()
    back = read_contents(told)
    assert back == made and back.text() == told and unpack(pack(told)) == told
    kept = [one.reading.value for one in (*back.numbers.measures.values(), *back.numbers.indicators.values())]
    assert [type(one) for one in kept] == [type(one) for one in values]


@pytest.fixture(autouse=True, scope="module")
def _empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The numbers of a year without anything, to be filled with any."""
    import shutil

    global EMPTY
    path = tmp_path_factory.mktemp("empty") / "empty.okdb"
    shutil.copyfile(sqlite_template, path)
    store = Store(path, durable=False).open()
    with store.read() as session:
        EMPTY = evaluate(session, Period(YEAR, TODAY), catalogue(), DECLARED)
    store.close()
    assert all(one.reading.state is not State.NUMBER for one in EMPTY.measures.values())


@pytest.mark.parametrize("wrong", ["", "{}", "[]", '{"form":2}', "1"])
def test_what_is_no_version_is_not_read(wrong: str) -> None:
    with pytest.raises(ValueError):
        read_contents(wrong)
    with pytest.raises(ValueError):
        unpack(wrong)
