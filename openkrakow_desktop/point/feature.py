"""The Information Point: its register and its measure, for the rest of the program to find."""

from __future__ import annotations

from ..core.declarations import Feature, Place, Register
from .measures import MEASURES
from .model import Contact
from .report import COMPLETE, PUBLISHED
from .service import contact_locked, contact_rules

CONTACTS = Register(
    record=Contact,
    columns=("contacted_on", "channel", "language", "topics", "persons_served", "first_in_year", "outcome"),
    form=(
        "contacted_on",
        "channel",
        "language",
        "topics",
        "persons_served",
        "first_in_year",
        "is_legal_advice",
        "outcome",
        "minutes",
        "referred_to_id",
        "adviser",
        "follow_up_code",
        "remark",
    ),
    order="-contacted_on",
    date="contacted_on",
    rules=contact_rules,
    locked=contact_locked,
    filters=("channel", "language", "topics", "first_in_year", "outcome"),
    sums=("persons_served",),
    icon="info",
)

PLACES = (
    Place("point_entry", "plus", "openkrakow_desktop.point.screen.entry:entry"),
    Place("point_tables", "table", "openkrakow_desktop.point.screen.tables:tables"),
)

FEATURE = Feature(
    key="point",
    icon="info",
    registers=(CONTACTS,),
    measures=MEASURES,
    reports=(PUBLISHED, COMPLETE),
    places=PLACES,
    opens_with="point_entry",
)
