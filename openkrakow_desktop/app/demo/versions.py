"""The closed year's figures: frozen and approved in spring, sent to the Council; then a record came late.

So the page of versions offers a correction, and the report prints what differs from the approved version."""

from __future__ import annotations

import datetime as dt

from ...activities.model import ActivityKind
from ...core.clock import WARSAW, Clock
from ...core.declarations import Declared
from ...core.store import Store
from ...overview.snapshot_making import freeze
from ...overview.snapshots import approve, send
from .maker import Maker
from .months import COORDINATOR

FROZEN, APPROVED, SENT = (3, 9), (3, 15), (4, 20)  # month and day, the year after
LATE = (11, 12)  # the day of the record that came late


def freeze_year(store: Store, declared: Declared, maker: Maker, year: int) -> None:
    """Version 1 of a year, as far as the demo's day allows; and what was entered only afterwards.

    The demo's office approved it before its last sessions were decided, so the check of the year is not asked."""
    read = _on(maker, year, FROZEN)
    version = freeze(store, year, declared, now=read.now(), by=COORDINATOR, is_demo=True)
    with store.write("demo.versions") as session:
        approve(session, version, COORDINATOR, _on(maker, year, APPROVED))
        if maker.today >= dt.date(year + 1, *SENT):
            send(session, version, dt.date(year + 1, *SENT), _on(maker, year, SENT))
    with store.write("demo.late") as session:
        maker.session = session
        maker.put(
            "activity",
            kind=ActivityKind.INFORMATION,
            title="Plansze o prawach osób mieszkających w Krakowie",
            done_on=dt.date(year, *LATE),
            target="osoby mieszkające w Krakowie",
        )


def _on(maker: Maker, year: int, day: tuple[int, int]) -> Clock:
    """Ten o'clock of a day in the year after, or of the demo's own day where that is earlier."""
    on = min(dt.date(year + 1, *day), maker.today)
    return Clock.fixed(dt.datetime.combine(on, dt.time(10), WARSAW))
