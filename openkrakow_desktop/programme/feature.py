"""What people state about the programme's year: registers that stand beside the counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from ..core.declarations import Action, Ask, Feature, Register, Report
from ..core.gaps import Deadline
from ..core.measures import Period
from .cycle import date_rules
from .cycle_tables import CycleDate, CycleDone
from .letter_tables import LetterTemplate
from .letters import restore_text, standard_body, standard_subject, template_preview, template_rules
from .model import (
    ExternalFigure,
    IndicatorOverride,
    MonthSettlement,
    NothingConfirmed,
    PlannedValue,
    RiskAssessment,
    TaskAssignment,
    TaskStatus,
)
from .months import reopen_month, save_settlement, settlement_locked, settlement_rules
from .plans import sensible_plan
from .report_tables import ReportStep, ReportText
from .risk_tables import RiskReviewRule
from .service import (
    after_the_year,
    careful_texts,
    deadlines,
    fitting_state,
    gaps,
    one_each,
    short_enough,
    together,
)
from .task_answers import assignment_rules, task_card_deadlines

TASK_STATUS = Register(
    record=TaskStatus,
    columns=("task_code", "year", "state", "degree", "product_state"),
    form=("task_code", "year", "state", "degree", "product_state", "narrative", "narrative_language", "remark"),
    order="-year",
    rules=together(
        one_each(TaskStatus, "task_code", "year"),
        fitting_state,
        short_enough("narrative"),
        careful_texts("narrative", "remark"),
    ),
    natural_key=("task_code", "year"),
    filters=("task_code", "state"),
    icon="list-checks",
)
TASK_ASSIGNMENTS = Register(
    record=TaskAssignment,
    columns=("task_code", "unit_id", "year"),
    form=("task_code", "unit_id", "year", "remark"),
    order="-year",
    rules=assignment_rules,
    natural_key=("task_code", "unit_id", "year"),
    filters=("task_code",),
    icon="send",
)
RISK_ASSESSMENTS = Register(
    record=RiskAssessment,
    columns=("risk_code", "as_of_on", "rating", "response", "owner"),
    form=("risk_code", "as_of_on", "rating", "response", "action", "owner", "comment"),
    order="-as_of_on",
    date="as_of_on",
    rules=together(one_each(RiskAssessment, "risk_code", "as_of_on"), careful_texts("action", "comment")),
    natural_key=("risk_code", "as_of_on"),
    filters=("risk_code", "response"),
    icon="triangle-alert",
)
RISK_REVIEWS = Register(
    record=RiskReviewRule,
    columns=("from_year", "month"),
    form=("from_year", "month", "remark"),
    order="-from_year",
    rules=together(one_each(RiskReviewRule, "from_year"), careful_texts("remark")),
    natural_key=("from_year",),
    icon="calendar-clock",
)
CYCLE_DATES = Register(
    record=CycleDate,
    columns=("step", "from_year", "month", "day", "is_reminded"),
    form=("step", "from_year", "month", "day", "is_reminded", "remark"),
    order="-from_year",
    rules=together(one_each(CycleDate, "step", "from_year"), date_rules, careful_texts("remark")),
    natural_key=("step", "from_year"),
    filters=("step",),
    icon="calendar-clock",
)
CYCLE_DONE = Register(
    record=CycleDone,
    columns=("step", "year", "done_on", "done_by"),
    form=("step", "year", "done_on", "done_by", "remark"),
    order="-year",
    date="done_on",
    rules=together(one_each(CycleDone, "step", "year"), careful_texts("remark")),
    natural_key=("step", "year"),
    filters=("step",),
    icon="check",
)
EXTERNAL_FIGURES = Register(
    record=ExternalFigure,
    columns=("figure_code", "year", "value", "source", "entered_by"),
    form=("figure_code", "year", "value", "source", "entered_by", "remark"),
    order="-year",
    rules=together(one_each(ExternalFigure, "figure_code", "year"), careful_texts("remark")),
    natural_key=("figure_code", "year"),
    filters=("figure_code",),
    icon="send",
)
OVERRIDES = Register(
    record=IndicatorOverride,
    columns=("indicator_code", "year", "value", "reason", "entered_by"),
    form=("indicator_code", "year", "value", "reason", "entered_by"),
    order="-year",
    rules=together(one_each(IndicatorOverride, "indicator_code", "year"), careful_texts("reason")),
    natural_key=("indicator_code", "year"),
    icon="pencil",
)
PLANS = Register(
    record=PlannedValue,
    columns=("number_code", "year", "value", "source"),
    form=("number_code", "year", "value", "source", "remark"),
    order="-year",
    rules=together(one_each(PlannedValue, "number_code", "year"), sensible_plan, careful_texts("remark")),
    natural_key=("number_code", "year"),
    filters=("number_code",),
    icon="target",
)
NOTHING_CONFIRMED = Register(
    record=NothingConfirmed,
    columns=("register_code", "year", "confirmed_by", "confirmed_on"),
    form=("register_code", "year", "confirmed_by", "confirmed_on", "remark"),
    order="-year",
    date="confirmed_on",
    rules=together(one_each(NothingConfirmed, "register_code", "year"), careful_texts("remark")),
    natural_key=("register_code", "year"),
    filters=("register_code",),
    icon="check",
)
MONTHS = Register(
    record=MonthSettlement,
    columns=("year", "month", "settled_at", "settled_by", "events", "visits", "contacts", "reopened_at"),
    form=(
        "year",
        "month",
        "settled_at",
        "settled_by",
        "events",
        "visits",
        "contacts",
        "reopened_at",
        "reopened_by",
        "reopen_reason",
    ),
    order="-settled_at",
    date="settled_at",
    rules=settlement_rules,
    save=save_settlement,
    natural_key=("year", "month", "settled_at"),
    actions=(
        Action(
            "month_settlement.reopen",
            reopen_month,
            (Ask("reason"),),
            when=lambda one: one.reopened_at is None,
            undoable=False,
            icon="key",
        ),
    ),
    locked=settlement_locked,
    icon="lock",
)
LETTERS = Register(
    record=LetterTemplate,
    columns=("letter_kind", "language", "subject", "valid_from"),
    form=("letter_kind", "language", "valid_from", "subject", "body", "remark"),
    order="letter_kind",
    rules=template_rules,
    fills={"subject": standard_subject, "body": standard_body},
    natural_key=("letter_kind", "language", "valid_from"),
    filters=("language", "letter_kind"),
    actions=(Action("letter_template.restore", restore_text, icon="history"),),
    reports=(Report("letter_preview", template_preview, asks=(), pdf_only=True),),
    icon="file-text",
)
REPORT_TEXTS = Register(
    record=ReportText,
    columns=("year", "section_code", "language"),
    form=("year", "section_code", "language", "body"),
    order="-year",
    rules=together(
        one_each(ReportText, "section_code", "year", "language"), short_enough("body"), careful_texts("body")
    ),
    natural_key=("year", "section_code", "language"),
    filters=("section_code", "language"),
    icon="file-text",
)
REPORT_STEPS = Register(
    record=ReportStep,
    columns=("year", "stage", "done_on", "document_no"),
    form=("year", "stage", "done_on", "document_no", "remark"),
    order="-done_on",
    date="done_on",
    rules=together(one_each(ReportStep, "stage", "year"), after_the_year, careful_texts("remark")),
    natural_key=("year", "stage"),
    filters=("stage",),
    icon="send",
)


def all_deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """What Table 1 and the report set, and the days by which units answer."""
    yield from deadlines(session, period)
    yield from task_card_deadlines(session, period)


FEATURE = Feature(
    key="programme",
    icon="list-checks",
    registers=(
        TASK_STATUS,
        TASK_ASSIGNMENTS,
        RISK_ASSESSMENTS,
        RISK_REVIEWS,
        CYCLE_DATES,
        CYCLE_DONE,
        EXTERNAL_FIGURES,
        OVERRIDES,
        PLANS,
        NOTHING_CONFIRMED,
        MONTHS,
        LETTERS,
        REPORT_TEXTS,
        REPORT_STEPS,
    ),
    gaps=gaps,
    deadlines=all_deadlines,
    irrevocable=("month_settlement.add",),  # a month is opened again with a reason, not undone
)
