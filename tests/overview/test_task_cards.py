"""Task cards from asking to the report: who is asked, the workbook, the paper, states, decisions, records made."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from openkrakow_desktop.activities.model import PartnerReturn
from openkrakow_desktop.app.command_line import main
from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import ReportContext, store_draft
from openkrakow_desktop.core.document import HandTable
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.overview.task_card_page import (
    CardsOfYear,
    Difference,
    TaskCardState,
    UnitDetails,
    cards_of_year,
    details_of,
    reminder,
)
from openkrakow_desktop.overview.task_card_paper import paper_card
from openkrakow_desktop.overview.task_card_records import make_record
from openkrakow_desktop.overview.task_cards import plan_cards
from openkrakow_desktop.overview.task_units import propose_assignments
from openkrakow_desktop.programme.model import ExternalFigure
from openkrakow_desktop.programme.task_answers import (
    accept_answer,
    assignments,
    contributions,
    copy_assignments,
    send_back_answer,
    task_card_deadlines,
)
from tests.competition.card_office import Office

from .task_office import ANSWER, CLOCK, FIRST, TODAY, YEAR, TaskOffice, sheet


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> TaskOffice:
    return TaskOffice.open(sqlite_store, tmp_path)


def page_of(office: TaskOffice, today: dt.date = TODAY) -> CardsOfYear:
    with office.store.read() as session:
        return cards_of_year(session, YEAR, today)


def details(office: TaskOffice, unit: int = 0) -> UnitDetails:
    with office.store.read() as session:
        return details_of(session, YEAR, office.units[unit], TODAY, DECLARED, words("pl"))


def decide(office: TaskOffice, *tasks: str, accept: bool = True) -> None:
    with office.store.write("test") as session:
        for one in office.answers():
            if one.task_code in tasks and not one.is_superseded:
                if accept:
                    accept_answer(session, one.id, "Ewa Żak", CLOCK)
                else:
                    send_back_answer(session, one.id, "Suma się nie zgadza.", "Ewa Żak", CLOCK)


# ---- who is asked --------------------------------------------------------------------------------------------------
def test_assignments_are_copied_from_the_year_before(office: TaskOffice) -> None:
    with office.store.write("test") as session:
        assert copy_assignments(session, YEAR + 1) == 4 and copy_assignments(session, YEAR + 1) == 0
        assert assignments(session, YEAR + 1) == assignments(session, YEAR)
        with pytest.raises(Refused, match="task_cards_none_before"):
            copy_assignments(session, YEAR)


def test_units_are_proposed_by_table_1_and_the_coordinator_is_not(office: TaskOffice) -> None:
    told: dict[str, dict[str, Any]] = {
        "Wydział Edukacji": {"kind": OrganisationKind.OFFICE_UNIT},
        "Fundacja Partnerska": {"kind": OrganisationKind.NGO, "is_partner": True},
        "Fundacja Obca": {"kind": OrganisationKind.NGO},
        "Centrum Kontaktu": {"kind": OrganisationKind.OFFICE_UNIT, "is_programme_coordinator": True},
    }
    with office.store.write("test") as session:
        keys = {name: store_draft(session, Organisation, None, {"name": name, **one}).id for name, one in told.items()}
        assert propose_assignments(session, YEAR) > 0
        asked = assignments(session, YEAR)
    assert set(asked[keys["Wydział Edukacji"]]) == {"5.1", "5.2", "5.3", "5.4", "5.5"}
    assert "1.1" in asked[keys["Fundacja Partnerska"]]
    assert keys["Fundacja Obca"] not in asked and keys["Centrum Kontaktu"] not in asked


def test_nobody_to_ask_and_days_that_cannot_be(office: TaskOffice, store: Store) -> None:
    def plan(of: Store, year: int, due_on: dt.date | None = None) -> Any:
        with of.read() as session:
            return plan_cards(session, year, words("pl"), DECLARED, device="A", due_on=due_on, clock=CLOCK)

    for year, due, key in (
        (2024, None, "task_cards_nobody"),
        (2027, None, "task_cards_year"),
        (2019, None, "task_cards_year"),
        (YEAR, dt.date(2026, 1, 19), "task_cards_due_past"),
    ):
        with pytest.raises(Refused, match=key):
            plan(office.store, year, due)
    assert plan(office.store, YEAR)[0].due_on == dt.date(2026, 2, 28)


# ---- what is on a card ---------------------------------------------------------------------------------------------
def test_a_card_is_protected_and_only_answers_are_open(office: TaskOffice) -> None:
    book = load_workbook(office.path(office.cards[0]))
    assert book.sheetnames == ["Instrukcja", "Zadania", "_kody"]
    assert all(each.protection.sheet for each in book.worksheets)
    one = sheet(book)
    unlocked = {cell.column for row in one.iter_rows(min_row=FIRST) for cell in row if not cell.protection.locked}
    assert unlocked == {ANSWER} and one.column_dimensions["A"].hidden and one.row_dimensions[1].hidden
    checks = {str(each.sqref): (each.formula1, each.prompt) for each in one.data_validations.dataValidation}
    assert checks["H5"][0] == "=karta_brak_danych" and "Cała liczba" in checks["H5"][1]
    assert checks[f"H{office.row('3.2', 'product')}"][0] == "=karta_produkt"
    assert book["Instrukcja"]["C6"].value == f"=COUNTA('Zadania'!$H$5:$H${4 + len(office.cards[0].lines)})"
    names = {each.name for each in book.custom_doc_props.props}
    assert {"openkrakow.taskcard.signature", "openkrakow.taskcard.asked"} <= names
    assert office.cards[0].name.startswith("karta-zadan-2025-muzeum-przykladow-")


def test_last_years_numbers_stand_beside_the_question(office: TaskOffice) -> None:
    office.take(office.filled(answers={("3.2", "3.2"): 321, ("5.1", "5.1"): "brak danych"}))
    decide(office, "3.2", "5.1")
    with office.store.write("test") as session:
        store_draft(session, PartnerReturn, None, {"institution_id": office.units[0], "initiative": "Noc",
                                                   "year": YEAR, "n_participants": 400, "source": "pismo"})  # fmt: skip
        copy_assignments(session, YEAR + 1)
    with office.store.read() as session:
        later = Clock.fixed(dt.date(2027, 1, 20))
        [card, _] = plan_cards(session, YEAR + 1, words("pl"), DECLARED, device="A", clock=later)
    shown = {one.question.code: (one.question.own, one.question.whole) for one in card.lines}
    assert shown["3.2"] == ("321", "400") and shown["5.1"] == ("brak danych", "–")


def test_the_paper_asks_the_same(office: TaskOffice) -> None:
    context = ReportContext(words("pl"), CLOCK.now(), DECLARED)
    with office.store.read() as session:
        paper = paper_card(session, context, office.units[0], YEAR)
    rows = [row[0] for table in paper.blocks if isinstance(table, HandTable) for row in table.rows]
    assert sorted(rows) == sorted(one.question.words for one in office.cards[0].lines)
    assert not list(problems(paper))


# ---- how far it is -------------------------------------------------------------------------------------------------
def test_states_at_a_glance(office: TaskOffice) -> None:
    def states(today: dt.date = TODAY) -> list[TaskCardState]:
        return [one.state for one in page_of(office, today).units]

    s = TaskCardState
    assert states() == [s.ISSUED, s.ISSUED] and states(dt.date(2026, 3, 1)) == [s.OVERDUE, s.OVERDUE]
    blank = {("5.1", one.question.code): None for one in office.cards[0].lines if one.task.code == "5.1"}
    office.take(office.filled(answers=blank), is_partial=True)
    assert states()[0] is s.PARTIAL
    office.take(office.filled("b.xlsx"))
    assert states()[0] is s.ANSWERED
    decide(office, "3.2", accept=False)
    assert states()[0] is s.SENT_BACK and page_of(office).units[0].waiting == ("3.2",)
    office.take(office.filled("c.xlsx", answers={("3.2", "3.2"): 1}))
    decide(office, "3.2", "5.1")
    assert states()[0] is s.ACCEPTED and [one.name for one in page_of(office).waiting] == ["Wydział Pytań"]


def test_a_reminder_says_what_is_missing_and_until_when(office: TaskOffice) -> None:
    office.take(office.filled())
    decide(office, "3.2", accept=False)
    page = page_of(office)
    for language in ("pl", "en", "uk"):
        said = reminder(page, page.units[0], words(language))
        assert "3.2" in said and "Suma się nie zgadza." in said and "5.1" not in said
        assert "2026" in said and "[" not in said and "{" not in said


def test_deadlines_count_who_has_not_answered(office: TaskOffice) -> None:
    def found() -> list[tuple[dt.date, object]]:
        with office.store.read() as session:
            return [(one.on, one.values["n"]) for one in task_card_deadlines(session, Period(2026, TODAY))]

    assert found() == [(dt.date(2026, 2, 28), 2)]
    office.take(office.filled())
    assert found() == [(dt.date(2026, 2, 28), 1)]


# ---- decisions -----------------------------------------------------------------------------------------------------
def test_only_what_was_accepted_goes_into_the_report(office: TaskOffice) -> None:
    office.take(office.filled(answers={("3.2", "3.2"): 10}))

    def told() -> dict[str, list[int | None]]:
        with office.store.read() as session:
            found = contributions(session, YEAR)
            return {task: [one.numbers[task] for one in some] for task, some in found.items()}

    assert told() == {}
    decide(office, "3.2")
    assert told() == {"3.2": [10]}
    office.take(office.filled("b.xlsx", answers={("3.2", "3.2"): 12}))
    assert told() == {"3.2": [10]}
    decide(office, "3.2")
    assert told() == {"3.2": [12]}


def test_a_decision_is_taken_once_and_with_a_reason(office: TaskOffice) -> None:
    office.take(office.filled())
    [first] = [one.id for one in office.answers() if one.task_code == "3.2"]
    with office.store.write("test") as session:
        with pytest.raises(Refused, match="required"):
            send_back_answer(session, first, "  ")
        accept_answer(session, first)
        with pytest.raises(Refused, match="task_answer_decided"):
            send_back_answer(session, first, "Jednak nie.")
    office.take(office.filled("b.xlsx", answers={("3.2", "3.2"): 3}))
    with office.store.write("test") as session, pytest.raises(Refused, match="task_answer_superseded"):
        accept_answer(session, first)


def test_decisions_and_returns_are_not_undone(office: TaskOffice) -> None:
    office.take(office.filled())
    entry = office.store.undoable()
    assert entry is not None and entry.action == "test"  # the assignments, which were made before the cards


# ---- beside the registers ------------------------------------------------------------------------------------------
def test_numbers_our_registers_count_are_compared_never_overwritten(office: TaskOffice) -> None:
    office.take(office.filled(answers={("5.1", "5.1"): 14}))
    [line] = [one for one in details(office).lines if one.task == "5.1"]
    assert line.differences == (Difference("5.1", 14, None),)
    decide(office, "5.1")
    [line] = [one for one in details(office).lines if one.task == "5.1"]
    assert [one.register for one in line.proposals] == ["external_figure"]  # residents only: 5.1 has its register


def test_a_record_is_made_with_the_card_as_its_source(office: TaskOffice) -> None:
    office.take(office.filled(answers={("3.2", "3.2"): 412, ("5.1", "T2-5.1+residents"): 90}))
    assert not any(one.proposals for one in details(office).lines)  # nothing before somebody accepts
    decide(office, "3.2", "5.1")
    lines = {one.task: one for one in details(office).lines}
    with office.store.write("test") as session:
        for task in ("3.2", "5.1"):
            [proposal], answer = lines[task].proposals, lines[task].answer_id
            assert answer is not None
            make_record(session, DECLARED, answer, proposal, TODAY, words("pl"))
            with pytest.raises(Refused, match="task_record_not_proposed"):
                make_record(session, DECLARED, answer, proposal, TODAY, words("pl"))
    with office.store.read() as session:
        made, figure = session.scalars(select(PartnerReturn)).one(), session.scalars(select(ExternalFigure)).one()
        assert (made.institution_id, made.n_participants, made.year) == (office.units[0], 412, YEAR)
        assert made.source == "karta zadania Muzeum Przykładów, 20.01.2026" == figure.source
        assert (figure.figure_code, figure.value) == ("T2-5.1+residents", 90)
    assert not any(one.proposals for one in details(office).lines)


def test_a_survey_needs_all_three_numbers(office: TaskOffice) -> None:
    office.take(office.filled(card=1, answers={("1.5", "1.5+neutral"): "brak danych", ("1.5", "complaints"): 4}))
    decide(office, "1.5", "2.2")
    made = {one.task: [proposal.register for proposal in one.proposals] for one in details(office, 1).lines}
    assert made == {"1.5": ["external_figure"], "2.2": ["budget_line"]}


# ---- commands ------------------------------------------------------------------------------------------------------
def test_commands_issue_and_collect_both_kinds_of_cards(
    office: TaskOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*typed: str) -> tuple[int, str, str]:
        code = main(["--lang", "pl", "--db", str(office.store.path), *typed], Clock.fixed(dt.date(2026, 9, 1)))
        told = capsys.readouterr()
        return code, told.out, told.err

    code, out, _ = run("task-cards", "2025", str(tmp_path / "out"))
    assert code == 0 and len(out.splitlines()) == 4 and len(list((tmp_path / "out").iterdir())) == 4
    code, _, err = run("task-cards", "2024", str(tmp_path / "out"))
    assert code == 1 and "2024" in err
    office.issue()
    (tmp_path / "jury").mkdir()
    jury = Office.open(office.store, tmp_path / "jury")
    both = office.filled("unit.xlsx").parent
    office.filled("bad.xlsx", card=1, answers={("2.2", "2.2"): 1.234})
    jury.filled("juror.xlsx", points=lambda n: 9).rename(both / "juror.xlsx")
    code, out, err = run("collect", "--json", str(both))
    told = {one["file"]: one for one in json.loads(out)["files"]}
    assert code == 1 and {name: one["state"] for name, one in told.items()} == {
        "bad.xlsx": "refused",
        "juror.xlsx": "new",
        "unit.xlsx": "new",
    }
    assert told["unit.xlsx"]["unit"] == "Muzeum Przykładów" and told["unit.xlsx"]["new"] == ["3.2", "5.1"]
    assert "dwa miejsca po przecinku" in err and len(jury.scores()) == 12
