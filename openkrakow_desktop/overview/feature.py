"""The year in numbers: what the rest of the program may find here."""

from __future__ import annotations

from ..core.declarations import Feature
from .measures import MEASURES

FEATURE = Feature(key="overview", icon="target", measures=MEASURES)
