"""The version of the program; tests hold it equal to pyproject.toml, because the program runs without being installed."""

from __future__ import annotations

VERSION = "0.1.0"
