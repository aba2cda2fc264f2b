"""The only list of features, in the order of the menu. Adding one is adding its line here."""

from __future__ import annotations

from ..activities.feature import FEATURE as ACTIVITIES
from ..competition.feature import FEATURE as COMPETITION
from ..contacts.feature import FEATURE as CONTACTS
from ..core.declarations import Declared
from ..overview.feature import FEATURE as OVERVIEW
from ..programme.feature import FEATURE as PROGRAMME
from ..training.feature import FEATURE as TRAINING

FEATURES = (OVERVIEW, COMPETITION, TRAINING, ACTIVITIES, CONTACTS, PROGRAMME)
DECLARED = Declared(FEATURES)
