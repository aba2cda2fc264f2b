"""Checks of a year: what people state without saying why or from where, and versions that are no longer the registers'.

Forms ask for a source and a reason; what came from an older file or another laptop may lack them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select

from ..activities.model import PartnerReturn, Turnout
from ..core.gaps import Gap
from ..core.measures import State
from ..core.problems import Refused
from ..programme.model import ExternalFigure, IndicatorOverride
from ..programme.plan_tables import PlannedValue
from ..programme.service import report_texts
from .doctor_frame import Examined
from .evaluate import Status
from .snapshot_changes import changed_numbers
from .snapshots import altered, numbers_of, read_frozen, versions_of
from .tasks import stated_tasks

_SOURCES: tuple[tuple[Any, Any, Any], ...] = (  # (table, its source, what names the row)
    (PlannedValue, PlannedValue.source, PlannedValue.number_code),
    (ExternalFigure, ExternalFigure.source, ExternalFigure.figure_code),
    (PartnerReturn, PartnerReturn.source, PartnerReturn.initiative),
)


def without_source(one: Examined) -> Iterable[Gap]:
    """A plan, a figure from outside, a return or a part of a turnout that does not say where it is from."""
    for model, source, title in _SOURCES:
        found = select(model.id, title).where(model.year == one.period.year, _is_blank(source))
        for key, said in one.session.execute(found.order_by(title, model.id)):
            yield _unsourced(model.__tablename__, key, said)
    parts = or_(
        Turnout.numerator.is_not(None) & _is_blank(Turnout.numerator_source),
        Turnout.denominator.is_not(None) & _is_blank(Turnout.denominator_source),
    )
    found = select(Turnout.id, Turnout.edition).where(Turnout.year == one.period.year, parts)
    for key, said in one.session.execute(found.order_by(Turnout.edition, Turnout.id)):
        yield _unsourced("turnout", key, said)


def _unsourced(register: str, key: Any, title: str) -> Gap:
    return Gap("without_source", register, key, title, values={"what": (f"{register}._one",)})


def override_unexplained(one: Examined) -> Iterable[Gap]:
    """A value put in place of the counted one without a reason: it is printed beside the number."""
    found = select(IndicatorOverride.id, IndicatorOverride.indicator_code, IndicatorOverride.value).where(
        IndicatorOverride.year == one.period.year, _is_blank(IndicatorOverride.reason)
    )
    for key, code, value in one.session.execute(found.order_by(IndicatorOverride.indicator_code)):
        yield Gap("override_unexplained", "indicator_override", key, code, values={"code": code, "value": value})


def _is_blank(column: Any) -> Any:
    """SQL: empty, or nothing but spaces and dashes."""
    return func.trim(func.coalesce(column, ""), " -–.?") == ""


def plan_without_base(one: Examined) -> Iterable[Gap]:
    """A number that is planned for R and has nothing to be compared with: no number of the year before."""
    for code, number in one.numbers.measures.items():
        if number.plan is not None and number.previous.state is not State.NUMBER:
            values = {"code": code, "number": (f"number_code.{code}",), "year": str(one.period.year - 1)}
            yield Gap("plan_without_base", "plans", None, code, values=values)


def missed_unexplained(one: Examined) -> Iterable[Gap]:
    """An indicator that did not reach what was expected, where neither its tasks (without any: those of its objective)
    have a narrative nor its objective has conclusions."""
    stated = stated_tasks(one.session, one.period.year)
    concluded = {code for (code, _), it in report_texts(one.session, one.period.year).items() if it.body.strip()}
    rows, every = one.catalogue.rows, one.catalogue.tasks.values()
    for code, indicator in one.numbers.indicators.items():
        objective = indicator.entry.objective
        if indicator.status is not Status.NOT_MET or objective in concluded:
            continue
        tasks = {rows[one.catalogue.measures[source].row].task for source in indicator.entry.source.measures}
        tasks = tasks or {task.code for task in every if task.objective == objective}
        if not any(task in stated and stated[task].narrative.strip() for task in tasks):
            values = {"code": code, "number": (f"indicator_code.{code}",)}
            yield Gap("missed_unexplained", "indicators", None, code, values=values)


def narrative_missing(one: Examined) -> Iterable[Gap]:
    """A task of a finished year whose status was stated and about which nothing is written."""
    if not one.is_over:
        return
    for code, stated in stated_tasks(one.session, one.period.year).items():
        if not stated.narrative.strip():
            yield Gap("narrative_missing", "writing", None, code, values={"task": code})


def version_altered(one: Examined) -> Iterable[Gap]:
    """A frozen version that is not what was frozen."""
    if one.upgrade is None:
        return
    for problem in altered(one.session, one.upgrade, one.period.year):
        n = str(problem.values.get("n", problem.values.get("count", "")))
        yield Gap("version_altered", "versions", None, n, values={"version": n})


def version_differs(one: Examined) -> Iterable[Gap]:
    """The version that is approved (else the draft) says other numbers than the registers do now."""
    versions = versions_of(one.session, one.period.year)
    version = next((found for found in versions if found.in_force), versions[0] if versions else None)
    if version is None:
        return
    try:
        frozen = read_frozen(one.session, version)
    except Refused:
        return  # altered: told as such
    changed = changed_numbers(numbers_of(frozen), one.numbers)
    if changed:
        told = ", ".join(f"{it.code}: {_plain(it.old)} → {_plain(it.new)}" for it in changed)
        values = {"version": str(version.number), "n": len(changed), "changes": told}
        yield Gap("version_differs", "versions", None, str(version.number), values=values)


def _plain(number: Any) -> str:
    return "–" if number.reading.value is None else str(number.reading.value)
