"""The year in numbers: what the rest of the program may find here."""

from __future__ import annotations

from ..core.declarations import Feature
from .measures import COMPOSITES

FEATURE = Feature(key="overview", icon="target", measures=COMPOSITES)
