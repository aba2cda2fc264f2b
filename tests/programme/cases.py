"""Every rule of what people state about a year as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Account, Organisation, OrganisationKind, Role
from openkrakow_desktop.core.declarations import store_draft
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.programme.cycle_tables import CycleDate, CycleDone, CycleStep
from openkrakow_desktop.programme.letter_tables import LetterLanguage, LetterTemplate
from openkrakow_desktop.programme.model import (
    ExternalFigure,
    IndicatorOverride,
    MonthSettlement,
    NothingConfirmed,
    PlannedValue,
    ProductState,
    RiskAssessment,
    RiskResponse,
    TaskAssignment,
    TaskState,
    TaskStatus,
)
from openkrakow_desktop.programme.report_tables import ReportStage, ReportStep, ReportText
from openkrakow_desktop.programme.risk_tables import RiskReviewRule
from tests.refusal import Refusal


def letter(**values: Any) -> dict[str, Any]:
    return {"letter_kind": "competition_call", "language": LetterLanguage.POLISH, "subject": "Nr {numer zgłoszenia}",
            "body": "Termin: {termin uzupełnienia}.", **values}


def status(**values: Any) -> dict[str, Any]:
    return {"task_code": "1.1", "year": 2026, "state": TaskState.CARRIED_OUT,
            "product_state": ProductState.READY, **values}


def rating(**values: Any) -> dict[str, Any]:
    return {"risk_code": "R1", "as_of_on": dt.date(2026, 11, 30), "rating": 3, "response": RiskResponse.COUNTERACTING,
            "owner": "Koordynator Programu", **values}


def figure(**values: Any) -> dict[str, Any]:
    return {"figure_code": "complaints", "year": 2026, "value": 4, "source": "Rejestr skarg", **values}


def override(**values: Any) -> dict[str, Any]:
    return {"indicator_code": "T2-2.2", "year": 2026, "value": 2, "reason": "Lista obecności zaginęła.", **values}


def planned(**values: Any) -> dict[str, Any]:
    return {"number_code": "3.1b", "year": 2027, "value": 110, "source": "Plan działań na 2027 r.", **values}


def review_rule(session: Session) -> dict[str, Any]:
    store_draft(session, RiskReviewRule, None, {"from_year": 2026, "month": 10})
    return {"from_year": 2026, "month": 11}


def nothing(**values: Any) -> dict[str, Any]:
    return {"register_code": "event", "year": 2026, "confirmed_by": "Anna", "confirmed_on": dt.date(2027, 1, 15),
            **values}


def cycle_date(**values: Any) -> dict[str, Any]:
    return {"step": CycleStep.VOTE, "from_year": 2026, "month": 10, "day": 20, **values}


def cycle_done(**values: Any) -> dict[str, Any]:
    return {"step": CycleStep.STOCKS, "year": 2026, "done_on": dt.date(2026, 3, 2), **values}


def own_text(**values: Any) -> dict[str, Any]:
    return {"year": 2025, "section_code": "foreword", "language": LetterLanguage.POLISH, "body": "Tekst.", **values}


def handed(**values: Any) -> dict[str, Any]:
    return {"year": 2025, "stage": ReportStage.HEAD, "done_on": dt.date(2026, 2, 3), **values}


def settlement(**values: Any) -> dict[str, Any]:
    return {"year": 2026, "month": 3, "settled_at": dt.datetime(2026, 4, 3, 9, tzinfo=dt.UTC), **values}


def settled_twice(session: Session) -> dict[str, Any]:
    store_draft(session, MonthSettlement, None, settlement())
    return settlement(settled_at=dt.datetime(2026, 4, 8, 9, tzinfo=dt.UTC))


def second(model: type[Record], draft: dict[str, Any]) -> Any:
    """A draft that is there already."""
    def make(session: Session) -> dict[str, Any]:
        store_draft(session, model, None, draft)
        return draft
    return make


def same_account(session: Session) -> dict[str, Any]:
    store_draft(session, Account, None, {"name": "Anna", "role": Role.ADMIN})
    return {"name": " ANNA ", "role": Role.JUROR}


def asked(s: Session, **values: Any) -> dict[str, Any]:
    library = {"name": "Biblioteka Pytań", "kind": OrganisationKind.CULTURAL_INSTITUTION}
    unit = store_draft(s, Organisation, None, library)
    return {"task_code": "3.2", "year": 2025, "unit_id": unit.id, **values}


def asked_twice(s: Session) -> dict[str, Any]:
    draft = asked(s)
    store_draft(s, TaskAssignment, None, draft)
    return draft


REFUSALS: list[Refusal] = [
    Refusal("task_assignment", lambda s: asked(s, task_code="9.9"), "task_code", "problem.unknown_code"),
    Refusal("task_assignment", lambda s: asked(s, year=2014), "year", "problem.too_small"),
    Refusal("task_assignment", lambda s: asked(s, unit_id=None), "unit_id", "problem.required"),
    Refusal("task_assignment", asked_twice, "task_code", "problem.task_assigned_already"),
    Refusal("task_assignment", lambda s: asked(s, remark="stan zdrowia"), "remark", "problem.sensitive", warning=True),
    Refusal("risk_review_rule", lambda s: {"from_year": 2026, "month": 13}, "month", "problem.too_great"),
    Refusal("risk_review_rule", lambda s: {"from_year": None, "month": 11}, "from_year", "problem.required"),
    Refusal("risk_review_rule", review_rule, "from_year", "problem.already_stated"),
    Refusal("task_status", lambda s: status(task_code=None), "task_code", "problem.required"),
    Refusal("task_status", lambda s: status(task_code="9.9"), "task_code", "problem.unknown_code"),
    Refusal("task_status", lambda s: status(year=2014), "year", "problem.too_small"),
    Refusal("task_status", lambda s: status(degree=6), "degree", "problem.too_great"),
    Refusal("task_status", lambda s: status(state=TaskState.COMPLETED), "state", "problem.state_continuous"),
    Refusal("task_status", lambda s: status(task_code="1.3"), "state", "problem.state_dated"),
    Refusal("task_status", lambda s: status(narrative="Stan zdrowia uczestniczki"), "narrative", "problem.sensitive",
            warning=True),
    Refusal("task_status", second(TaskStatus, status()), "task_code", "problem.already_stated"),
    Refusal("risk_assessment", lambda s: rating(rating=0), "rating", "problem.too_small"),
    Refusal("risk_assessment", lambda s: rating(rating=8), "rating", "problem.too_great"),
    Refusal("risk_assessment", lambda s: rating(owner=None), "owner", "problem.required"),
    Refusal("risk_assessment", lambda s: rating(risk_code="R7"), "risk_code", "problem.unknown_code"),
    Refusal("risk_assessment", second(RiskAssessment, rating()), "risk_code", "problem.already_stated"),
    Refusal("cycle_date", lambda s: cycle_date(month=13), "month", "problem.too_great"),
    Refusal("cycle_date", lambda s: cycle_date(month=6, day=31), "day", "problem.day_of_month"),
    Refusal("cycle_date", lambda s: cycle_date(step=CycleStep.REPORT), "step", "problem.cycle_dated_elsewhere"),
    Refusal("cycle_date", second(CycleDate, cycle_date()), "step", "problem.already_stated"),
    Refusal("cycle_done", lambda s: cycle_done(done_on=dt.date(2031, 1, 1)), "done_on", "problem.in_future"),
    Refusal("cycle_done", second(CycleDone, cycle_done()), "step", "problem.already_stated"),
    Refusal("external_figure", lambda s: figure(source=None), "source", "problem.required"),
    Refusal("external_figure", lambda s: figure(value=-1), "value", "problem.too_small"),
    Refusal("external_figure", lambda s: figure(figure_code="T2-1.1"), "figure_code", "problem.unknown_code"),
    Refusal("external_figure", second(ExternalFigure, figure()), "figure_code", "problem.already_stated"),
    Refusal("indicator_override", lambda s: override(reason=None), "reason", "problem.required"),
    Refusal("indicator_override", lambda s: override(indicator_code="T2-1.1"), "indicator_code",
            "problem.unknown_code"),
    Refusal("indicator_override", second(IndicatorOverride, override()), "indicator_code", "problem.already_stated"),
    Refusal("planned_value", lambda s: planned(number_code="9.9"), "number_code", "problem.unknown_code"),
    Refusal("planned_value", lambda s: planned(value=-1), "value", "problem.too_small"),
    Refusal("planned_value", lambda s: planned(value=2_000_000_000), "value", "problem.too_great"),
    Refusal("planned_value", lambda s: planned(number_code="T2-3.2", value=101), "value", "problem.plan_percent"),
    Refusal("planned_value", lambda s: planned(source=None), "source", "problem.required"),
    Refusal("planned_value", lambda s: planned(year=2014), "year", "problem.too_small"),
    Refusal("planned_value", second(PlannedValue, planned()), "number_code", "problem.already_stated"),
    Refusal("nothing_confirmed", lambda s: nothing(register_code="survey"), "register_code", "problem.unknown_code"),
    Refusal("nothing_confirmed", lambda s: nothing(confirmed_by=None), "confirmed_by", "problem.required"),
    Refusal("nothing_confirmed", second(NothingConfirmed, nothing()), "register_code", "problem.already_stated"),
    Refusal("month_settlement", lambda s: settlement(month=13), "month", "problem.too_great"),
    Refusal("month_settlement", lambda s: settlement(month=0), "month", "problem.too_small"),
    Refusal("month_settlement", lambda s: settlement(settled_at=None), "settled_at", "problem.required"),
    Refusal("month_settlement", lambda s: settlement(month=4), "month", "problem.month_not_over"),
    Refusal("month_settlement", lambda s: settlement(month=5), "month", "problem.month_not_over"),
    Refusal("month_settlement", settled_twice, "month", "problem.month_settled_already"),
    Refusal("month_settlement", lambda s: settlement(reopened_at=dt.datetime(2026, 4, 5, tzinfo=dt.UTC)),
            "reopen_reason", "problem.required"),
    Refusal("month_settlement", lambda s: settlement(reopen_reason="pomyłka"), "reopened_at", "problem.required"),
    Refusal("month_settlement", lambda s: settlement(reopened_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
                                                     reopen_reason="pomyłka"),
            "reopened_at", "problem.reopened_before_settled"),
    Refusal("month_settlement", lambda s: settlement(reopened_at=dt.datetime(2026, 4, 5, tzinfo=dt.UTC),
                                                     reopen_reason="uczestniczka ma depresję"),
            "reopen_reason", "problem.sensitive", warning=True),
    Refusal("letter_template", lambda s: letter(body="Do {jutra}."), "body", "problem.letter_place_unknown"),
    Refusal("letter_template", lambda s: letter(subject="Nr {numer"), "subject", "problem.letter_brace"),
    Refusal("letter_template", lambda s: letter(letter_kind="closing"), "subject", "problem.letter_no_subject"),
    Refusal("letter_template", lambda s: letter(letter_kind="ulotka"), "letter_kind", "problem.unknown_code"),
    Refusal("letter_template", second(LetterTemplate, letter()), "valid_from", "problem.already_stated"),
    Refusal("task_status", lambda s: status(narrative="x" * 20_001), "narrative", "problem.text_too_long"),
    Refusal("report_text", lambda s: own_text(body="x" * 20_001), "body", "problem.text_too_long"),
    Refusal("report_text", lambda s: own_text(section_code="9"), "section_code", "problem.unknown_code"),
    Refusal("report_text", lambda s: own_text(body="Uczestniczka ma depresję."), "body", "problem.sensitive",
            warning=True),
    Refusal("report_text", second(ReportText, own_text()), "section_code", "problem.already_stated"),
    Refusal("report_step", lambda s: handed(done_on=dt.date(2025, 12, 31)), "done_on",
            "problem.report_before_year_end"),
    Refusal("report_step", second(ReportStep, handed()), "stage", "problem.already_stated"),
    Refusal("account", same_account, "name", "problem.account_exists"),
]
