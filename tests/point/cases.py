"""Every rule of the Point's contacts as a draft that breaks it (domain.md §1.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.point.model import Outcome
from openkrakow_desktop.programme.months import Locked, record_settlement
from tests.point.build import FACTS, TODAY
from tests.refusal import Refusal


def a_contact(**values: Any) -> Callable[[Session], dict[str, Any]]:
    return lambda session: FACTS | values


def in_settled_month(session: Session) -> dict[str, Any]:
    """A contact of a March that is settled."""
    record_settlement(session, 2026, 3, "", Locked(0, 0, 0), Clock.fixed(dt.date(2026, 4, 3)))
    return dict(FACTS)


REFUSALS: list[Refusal] = [
    Refusal("contact", in_settled_month, "contacted_on", "problem.month_settled"),
    Refusal("contact", a_contact(contacted_on=None), "contacted_on", "problem.required"),
    Refusal("contact", a_contact(language=None), "language", "problem.required"),
    Refusal("contact", a_contact(topics=()), "topics", "problem.required"),
    Refusal("contact", a_contact(topics=("POGODA",)), "topics", "problem.unknown_code"),
    Refusal("contact", a_contact(contacted_on=dt.date(2014, 1, 1)), "contacted_on", "problem.date_range"),
    Refusal("contact", a_contact(contacted_on=TODAY + dt.timedelta(days=1)), "contacted_on", "problem.in_future"),
    Refusal("contact", a_contact(persons_served=31), "persons_served", "problem.many_served", warning=True),
    Refusal("contact", a_contact(persons_served=0), "persons_served", "problem.too_small"),
    Refusal("contact", a_contact(persons_served=-2), "persons_served", "problem.too_small"),
    Refusal("contact", a_contact(persons_served=1001), "persons_served", "problem.too_great"),
    Refusal("contact", a_contact(follow_up_code="Łęcka Maria"), "follow_up_code", "problem.follow_up_code"),
    Refusal("contact", a_contact(follow_up_code="48213"), "follow_up_code", "problem.follow_up_code"),
    Refusal("contact", a_contact(outcome=Outcome.REFERRED), "referred_to_id", "problem.referred_where", warning=True),
    Refusal("contact", a_contact(remark="ma depresję"), "remark", "problem.sensitive", warning=True),
    Refusal("contact", a_contact(remark="pytała pani Kowalska"), "remark", "problem.names_name", warning=True),
    Refusal("contact", a_contact(remark="oddzwonić 512 345 678"), "remark", "problem.names_phone", warning=True),
    Refusal("contact", a_contact(remark="odpisać a.b@example.org"), "remark", "problem.names_mail", warning=True),
    Refusal("contact", a_contact(remark="nr 44051401359"), "remark", "problem.names_pesel", warning=True),
]
