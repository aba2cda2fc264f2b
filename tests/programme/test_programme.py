"""Rules of what people state about a year; accounts and their PINs; gaps and deadlines."""

from __future__ import annotations

import datetime as dt

import pytest

from openkrakow_desktop.contacts.accounts import clear_pin, pin_fits, set_pin
from openkrakow_desktop.contacts.feature import ACCOUNTS
from openkrakow_desktop.contacts.feature import FEATURE as CONTACTS
from openkrakow_desktop.contacts.model import Role
from openkrakow_desktop.core.declarations import Declared, store_draft
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.programme import codes
from openkrakow_desktop.programme.catalogue import catalogue
from openkrakow_desktop.programme.feature import FEATURE, RISK_ASSESSMENTS, TASK_STATUS
from openkrakow_desktop.programme.model import ExternalFigure, RiskResponse
from openkrakow_desktop.programme.service import (
    confirmed_registers,
    deadlines,
    external_figures,
    gaps,
    ratings,
    statuses,
)
from tests.programme.cases import REFUSALS, figure, nothing, rating, status
from tests.refusal import Refusal

TODAY = dt.date(2027, 2, 1)
DECLARED = Declared((CONTACTS, FEATURE))


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_rule_refuses_or_warns(store: Store, case: Refusal) -> None:
    register = DECLARED.registers[case.register]
    with store.write("test") as session:
        draft = case.draft(session)
        found = [(p.field, p.key) for p in register.problems(session, draft, None, TODAY) if p.warning is case.warning]
        assert (case.field, case.key) in found
        if not case.warning:
            with pytest.raises(Refused):
                register.put(session, None, draft, TODAY)


def test_what_is_stated_is_found_again(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        for register, draft in (("task_status", status()), ("external_figure", figure()),
                                ("nothing_confirmed", nothing()), ("risk_assessment", rating()),
                                ("risk_assessment", rating(as_of_on=dt.date(2027, 1, 10), rating=4))):
            DECLARED.registers[register].put(session, None, draft, TODAY)
    with sqlite_store.read() as session:
        assert statuses(session, 2026).keys() == {"1.1"} and statuses(session, 2025) == {}
        assert external_figures(session, 2026)["complaints"].value == 4
        assert confirmed_registers(session, 2026) == {"event"} and confirmed_registers(session, 2027) == set()
        assert ratings(session, dt.date(2026, 12, 31))["R1"].rating == 3
        assert ratings(session, TODAY)["R1"].rating == 4


def test_a_status_may_be_saved_again(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        saved = TASK_STATUS.put(session, None, status(), TODAY)
        assert TASK_STATUS.put(session, saved.id, status(degree=5), TODAY).degree == 5


def test_gaps_of_a_finished_year_only(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        TASK_STATUS.put(session, None, status(), TODAY)
        RISK_ASSESSMENTS.put(session, None, rating(), TODAY)
        store_draft(session, ExternalFigure, None, figure())
        store_draft(session, ExternalFigure, None, figure())  # as a merge of two laptops may leave it
        found = [(gap.key, *gap.values.values()) for gap in gaps(session, Period(2026, TODAY))]
        assert len([one for one in found if one[0] == "no_task_status"]) == 24
        assert {one[1] for one in found if one[0] == "no_risk_assessment"} == {"R2", "R3", "R4", "R5", "R6"}
        assert [one for one in found if one[0] == "stated_twice"] == [("stated_twice",)]
        assert list(gaps(session, Period(2027, TODAY))) == []


def test_deadlines_of_a_year(sqlite_store: Store) -> None:
    with sqlite_store.read() as session:
        found = list(deadlines(session, Period(2027, dt.date(2027, 4, 1))))
        assert [(one.key, one.on) for one in found] == [
            ("report", dt.date(2027, 4, 30)), ("risk_review", dt.date(2027, 11, 30))
        ]  # fmt: skip
        assert found[0].days_left(dt.date(2027, 4, 1)) == 29, "acceptance 15"
        assert {one.values["task"] for one in deadlines(session, Period(2024, TODAY))} == {"2.2"}
        last = [one.key for one in deadlines(session, Period(2028, TODAY))]
        assert last.count("task") == 10 and last.count("report") == 1


def test_a_pin_is_four_digits_and_only_its_hash_is_kept(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        account = ACCOUNTS.put(session, None, {"name": "Anna", "role": Role.ADMIN, "is_active": True}, TODAY)
        assert not pin_fits(account, "")
        for wrong in ("123", "12a4", "", "1" * 13, "１２３４"):
            with pytest.raises(Refused):
                set_pin(session, account.id, wrong)
        set_pin(session, account.id, "2468")
        assert pin_fits(account, "2468") and not pin_fits(account, "2469") and "2468" not in account.pin_hash
        clear_pin(session, account.id)
        assert not pin_fits(account, "2468")


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_read_as_the_catalogue_says(language: str) -> None:
    known = words(language)
    assert known(codes.tasks()["4.2"]) == f"4.2 {catalogue().tasks['4.2'].label(language)}"
    for choices in (codes.tasks(), codes.risks(), codes.figures(), codes.overridable()):
        assert all(known.has(key) for key in choices.values())
    assert set(codes.overridable()) == {"T2-2.2"}
    for response in RiskResponse:
        assert known.choice(response) == catalogue().risk_responses[response.value].label(language)
