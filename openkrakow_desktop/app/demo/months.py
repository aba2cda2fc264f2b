"""Invented settlements: the first half of a closed year is settled, doubts accepted, one month opened once again."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ...core.clock import WARSAW, Clock
from ...core.measures import Months
from ...overview.month import open_gaps, settle_month
from ...programme.acceptances import accept_gap
from ...programme.months import month_end, reopen_month
from .maker import Maker

LAST, OPENED = 6, 3  # months: the last one that is settled, the one that was opened again
COORDINATOR = "Koordynatorka Programu"


def settle_months(maker: Maker, year: int) -> None:
    """Settle what can be settled of a year's first half; a month with a gap that must be closed stays open."""
    for month in range(1, LAST + 1):
        clock = _on(month_end(year, month), 5)
        if not _accept_doubts(maker, Months(year, clock.today(), month, month), clock):
            continue
        settled = settle_month(maker.session, year, month, COORDINATOR, clock)
        if month == OPENED:
            _open_again(maker, settled, year)


def _accept_doubts(maker: Maker, period: Months, clock: Clock) -> bool:
    """Accept what a person may accept; whether nothing is left that must be closed."""
    found = open_gaps(maker.session, period)
    for gap in (one for one in found if one.may_accept):
        accept_gap(maker.session, gap, "Sprawdzono: to dwie różne grupy.", COORDINATOR, clock)
    return all(one.may_accept for one in found)


def _open_again(maker: Maker, settled: UUID, year: int) -> None:
    end = month_end(year, OPENED)
    reason = "Doszła papierowa lista z wyjazdowej lekcji."
    reopen_month(maker.session, settled, reason, COORDINATOR, _on(end, 9))
    settle_month(maker.session, year, OPENED, COORDINATOR, _on(end, 11))


def _on(end: dt.date, days: int) -> Clock:
    """Ten o'clock, some days after the end of a month."""
    day = end + dt.timedelta(days=days)
    return Clock.fixed(dt.datetime.combine(day, dt.time(10), WARSAW))
