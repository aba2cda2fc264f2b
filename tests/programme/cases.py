"""Every rule of what people state about a year as a draft that breaks it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.declarations import store_draft
from openkrakow_desktop.core.record import Record
from openkrakow_desktop.programme.model import (
    ExternalFigure,
    IndicatorOverride,
    NothingConfirmed,
    ProductState,
    RiskAssessment,
    RiskResponse,
    TaskState,
    TaskStatus,
)
from tests.refusal import Refusal


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


def nothing(**values: Any) -> dict[str, Any]:
    return {"register_code": "event", "year": 2026, "confirmed_by": "Anna", "confirmed_on": dt.date(2027, 1, 15),
            **values}


def second(model: type[Record], draft: dict[str, Any]) -> Any:
    """A draft that is there already."""
    def make(session: Session) -> dict[str, Any]:
        store_draft(session, model, None, draft)
        return draft
    return make


def same_account(session: Session) -> dict[str, Any]:
    store_draft(session, Account, None, {"name": "Anna", "role": Role.ADMIN})
    return {"name": " ANNA ", "role": Role.JUROR}


REFUSALS: list[Refusal] = [
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
    Refusal("external_figure", lambda s: figure(source=None), "source", "problem.required"),
    Refusal("external_figure", lambda s: figure(value=-1), "value", "problem.too_small"),
    Refusal("external_figure", lambda s: figure(figure_code="T2-1.1"), "figure_code", "problem.unknown_code"),
    Refusal("external_figure", second(ExternalFigure, figure()), "figure_code", "problem.already_stated"),
    Refusal("indicator_override", lambda s: override(reason=None), "reason", "problem.required"),
    Refusal("indicator_override", lambda s: override(indicator_code="T2-1.1"), "indicator_code",
            "problem.unknown_code"),
    Refusal("indicator_override", second(IndicatorOverride, override()), "indicator_code", "problem.already_stated"),
    Refusal("nothing_confirmed", lambda s: nothing(register_code="survey"), "register_code", "problem.unknown_code"),
    Refusal("nothing_confirmed", lambda s: nothing(confirmed_by=None), "confirmed_by", "problem.required"),
    Refusal("nothing_confirmed", second(NothingConfirmed, nothing()), "register_code", "problem.already_stated"),
    Refusal("account", same_account, "name", "problem.account_exists"),
]
