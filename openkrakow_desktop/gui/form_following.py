"""What of a form follows from the rest of it: fields that this record does not need, texts proposed to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..core.declarations import Draft, Field, Register
from .editors import Editor


class Line(Protocol):
    """A field of the form."""

    field: Field
    editor: Editor

    def setVisible(self, visible: bool, /) -> None: ...


class Following:
    """Watches the lines of one form; `unasked` are the fields that are hidden now and count as empty."""

    def __init__(self, register: Register, lines: Mapping[str, Line]) -> None:
        self._register, self._lines = register, lines
        self.unasked: set[str] = set()
        self._proposed: Draft = {}

    def follow(self, preset: Draft) -> None:
        """Show the fields that are needed, and write the texts that follow where nobody wrote another."""
        whole = {name: line.editor.value() for name, line in self._lines.items()} | preset
        for name, holds in self._register.asked_when.items():
            line = self._lines.get(name)
            if line is not None:
                needed = holds(whole)
                self.unasked = self.unasked - {name} if needed else self.unasked | {name}
                line.setVisible(needed)
        for name, make in self._register.fills.items():
            if name in self._lines and self._lines[name].field.long:
                self._suggest(name, make(whole))

    def _suggest(self, name: str, said: Any) -> None:
        """A proposal replaces nothing but an earlier proposal."""
        editor = self._lines[name].editor
        if name not in self.unasked and editor.value() in (None, self._proposed.get(name)):
            self._proposed[name] = said
            if editor.value() != said:
                editor.blockSignals(True)
                editor.set_value(said)
                editor.blockSignals(False)
