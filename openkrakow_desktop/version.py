"""The version of the program, which runs without being installed; tests hold it equal to pyproject.toml."""

from __future__ import annotations

VERSION = "0.3.0"
