"""The year in numbers: what the rest of the program may find here."""

from __future__ import annotations

from ..core.declarations import Feature
from .measures import COMPOSITES
from .month import deadlines
from .month_report import MONTH_REPORT

FEATURE = Feature(key="overview", icon="target", measures=COMPOSITES, reports=(MONTH_REPORT,), deadlines=deadlines)
