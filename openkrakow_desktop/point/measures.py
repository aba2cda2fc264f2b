"""Measure 1.1: people served by the Information Point, by the date of the contact (domain.md §1.8).

The same person counts at every contact; beside it those who came for the first time in the year."""

from __future__ import annotations

from dataclasses import replace

from ..core.labels import day
from ..core.measures import Beside, Clause, Measure, Part
from .model import Contact, FirstInYear

PEOPLE_SERVED = Part(
    register="contact",
    id=Contact.id,
    on=Contact.contacted_on,
    title=day(Contact.contacted_on),
    dated=lambda p: p.holds(Contact.contacted_on),
    clauses=(),
    counts=Contact.persons_served,
)
FIRST_IN_YEAR = replace(
    PEOPLE_SERVED,
    clauses=(Clause("not_first_in_year", lambda p: Contact.first_in_year == FirstInYear.YES, scope=True),),
)

MEASURES = (Measure("1.1", (PEOPLE_SERVED,), beside=(Beside("1.1+first", part=FIRST_IN_YEAR),)),)
