"""The only list of features, in the order of the menu. Adding one is adding its line here."""

from __future__ import annotations

from ..activities.feature import FEATURE as ACTIVITIES
from ..competition.feature import FEATURE as COMPETITION
from ..contacts.feature import FEATURE as CONTACTS
from ..core.declarations import Declared
from ..events.feature import FEATURE as EVENTS
from ..overview.feature import FEATURE as OVERVIEW
from ..patronage.feature import FEATURE as PATRONAGE
from ..point.feature import FEATURE as POINT
from ..programme.feature import FEATURE as PROGRAMME
from ..training.feature import FEATURE as TRAINING

FEATURES = (OVERVIEW, EVENTS, POINT, COMPETITION, PATRONAGE, TRAINING, ACTIVITIES, CONTACTS, PROGRAMME)
DECLARED = Declared(FEATURES)
