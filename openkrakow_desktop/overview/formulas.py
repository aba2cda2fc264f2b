"""Every number a screen shows, by one code: measures, indicators, numbers beside them, signals, sums of a month.

A formula can be read and can list its rows; a share has a sum above its line and one below."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..activities.measures import CONSULTATIONS_CANCELLED, CONSULTATIONS_HELD, CONSULTATIONS_IN_ALL
from ..competition.model import Edition
from ..core.declarations import Declared
from ..core.measures import Beside, Measure, Part, Period, Reading, Row, State
from ..events.measures import EVENTS, PARTICIPATIONS
from ..programme import catalogue as c
from ..programme.codes import FIGURES
from ..programme.service import confirmed_registers, external_figures
from ..training.measures import LACK_OF_TAKERS, PLACES_TAKEN, WITH_PLACES
from .evaluate import measure_of
from .month import CONTACTS
from .risks import DAYS, SHARE, share_of

SIGNAL, MONTH = "signal.", "month."
PERCENT = "percent"


@dataclass(frozen=True)
class Formula:
    """`above` are the rows of a sum, or of what stands above the line of a share; `below` those under it.

    `unit` is that of the catalogue, SHARE or DAYS of a signal, empty for a plain count. `read` gives the number as
    screens show it. `main`: the measure a supplementary number stands beside."""

    code: str
    unit: str
    above: Measure
    read: Callable[[Session, Period], Reading]
    below: Measure | None = None
    main: str = ""


class OutsideFigure(Measure):
    """A figure that no register counts: its row is what somebody wrote down with its source."""

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        figure = external_figures(session, period.year).get(self.code)
        return Reading.no_data("no_figure") if figure is None or figure.value is None else Reading.of(figure.value)

    def rows(self, session: Session, period: Period) -> tuple[list[Row], list[Row]]:
        figure = external_figures(session, period.year).get(self.code)
        if figure is None:
            return [], []
        if figure.value is None:
            return [], [Row("external_figure", figure.id, None, figure.source, 0, "no_figure")]
        return [Row("external_figure", figure.id, None, figure.source, figure.value)], []


class CallDays(Measure):
    """Days until the nearest end of a call of R: one row, the edition, that counts its days."""

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        counted, _ = self.rows(session, period)
        return Reading.of(counted[0].counts) if counted else Reading(State.NOT_APPLICABLE, None, "no_open_call")

    def rows(self, session: Session, period: Period) -> tuple[list[Row], list[Row]]:
        ends = select(Edition).where(period.holds(Edition.call_close_on), Edition.call_close_on >= period.today)
        for one in session.scalars(ends.order_by(Edition.call_close_on, Edition.id).limit(1)):
            assert one.call_close_on is not None
            days = (one.call_close_on - period.today).days
            return [Row("edition", one.id, one.call_close_on, str(one.title_year), days)], []
        return [], []


class Count(Measure):
    """A count that is 0 where nothing is found: a signal, a sum of a month."""

    def read(self, session: Session, period: Period, confirmed: Collection[str] = ()) -> Reading:
        if period.is_future:
            return Reading.no_data("future_year")
        return Reading.of(sum(part.number(session, period) for part in self.parts))


def formula_of(code: str, catalogue: c.Catalogue, declared: Declared) -> Formula:
    """The formula behind any number that a screen shows. KeyError for an unknown code."""
    entry = catalogue.measures.get(code) or catalogue.indicators.get(code)
    if entry is not None:
        return _measure(code, entry.unit, measure_of(code, catalogue, declared))
    if code in FIGURES:
        return _plain(code, "", OutsideFigure(code, ()), main=code.partition("+")[0] if "+" in code else "")
    if code.startswith(SIGNAL):
        return _signal(code, catalogue, declared)
    if code.startswith(MONTH):
        return _month(code)
    for measure in declared.measures.values():
        for beside in measure.beside:
            if beside.code == code:
                return _beside(measure, beside, catalogue)
    raise KeyError(code)


def _measure(code: str, unit: str, measure: Measure) -> Formula:
    def read(session: Session, period: Period) -> Reading:
        return measure.read(session, period, confirmed_registers(session, period.year))

    ratio = measure.ratio()
    return Formula(code, unit, measure, read) if ratio is None else Formula(code, unit, ratio[0], read, ratio[1])


def _plain(code: str, unit: str, measure: Measure, main: str = "") -> Formula:
    return Formula(code, unit, measure, measure.read, main=main)


def _beside(measure: Measure, beside: Beside, catalogue: c.Catalogue) -> Formula:
    def read(session: Session, period: Period) -> Reading:
        return measure.read(session, period, confirmed_registers(session, period.year)).beside[beside.code]

    part = beside.part or beside.behind
    if part is None:
        raise KeyError(beside.code)
    entry = catalogue.measures.get(measure.code) or catalogue.indicators[measure.code]
    unit = PERCENT if beside.is_share else entry.unit if entry.unit == "pln" else ""
    above = Measure(beside.code, (part,), needs_row=measure.needs_row)
    return Formula(beside.code, unit, above, read, measure if beside.is_share else None, measure.code)


def _signal(code: str, catalogue: c.Catalogue, declared: Declared) -> Formula:
    """What stands beside the ratings of a risk (see risks.py, which shows the same)."""
    key = code.removeprefix(SIGNAL)
    same = {"trained": "1.4", "plan": "2.2", "nominations": "4.2a", "analyses": "6.2a", "complaints": "complaints"}
    same["incidents"] = "incidents"
    if key in same:
        return formula_of(same[key], catalogue, declared)
    counts: dict[str, Part] = {
        "consultations": CONSULTATIONS_HELD,
        "consultations_cancelled": CONSULTATIONS_CANCELLED,
        "lack_of_takers": LACK_OF_TAKERS,
    }
    if key in counts:
        return _plain(code, "", Count(code, (counts[key],)))
    if key == "consultations_planned":
        return _plain(code, "", Count(code, (CONSULTATIONS_IN_ALL,)))
    if key == "call_days":
        return _plain(code, DAYS, CallDays(code, ()))
    if key == "negative_share":
        negative, positive = declared.measures["1.5b"], declared.measures["1.5a"]
        both = Measure(code, (*negative.parts, *positive.parts), needs_row=True)
        return _share(code, _measure("1.5b", "", negative), both)
    if key == "executed_share":
        plan = declared.measures["2.2"]
        return _share(code, formula_of("2.2+executed", catalogue, declared), plan)
    if key == "places_taken":
        return _share(code, _plain(code, "", Count(code, (PLACES_TAKEN,))), Count(code, (WITH_PLACES,)))
    raise KeyError(code)


def _share(code: str, above: Formula, below: Measure) -> Formula:
    def read(session: Session, period: Period) -> Reading:
        whole = below.read(session, period)
        if code == f"{SIGNAL}places_taken" and not whole.value:
            return Reading.no_data("future_year" if period.is_future else "no_rows")
        return share_of(above.read(session, period), whole.value)

    return Formula(code, SHARE, above.above, read, below)


def _month(code: str) -> Formula:
    """The sums of a month's settlement: whatever was organised by whomever, as it is locked."""
    parts = {"events": EVENTS, "visits": PARTICIPATIONS, "contacts": CONTACTS}
    return _plain(code, "", Count(code, (parts[code.removeprefix(MONTH)],)))
