"""Every refusal of the store is a sentence in all three languages, with the values its braces ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from openkrakow_desktop.core import store_engine
from openkrakow_desktop.core.problems import Problem, Refused
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.paths import ROOT

CORE = ROOT / "openkrakow_desktop" / "core"
MODULES = ("backup", "backup_server", "device", "forgetting", "migrate", "opening", "proof", "recorder", "store",
           "store_engine", "undo")


def problems_said(path: Path) -> Iterator[tuple[str, frozenset[str] | None]]:
    """(key, names of its values) of every Problem written out in a module; None where they are a variable."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("Problem", "refuse") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            key = str(node.args[1].value)
            if node.func.id == "refuse":
                yield key, frozenset(keyword.arg or "" for keyword in node.keywords)
            elif len(node.args) < 3:
                yield key, frozenset()
            elif isinstance(node.args[2], ast.Dict):
                yield key, frozenset(str(one.value) for one in node.args[2].keys if isinstance(one, ast.Constant))
            else:
                yield key, None


SAID = [(module, key, values) for module in MODULES for key, values in problems_said(CORE / f"{module}.py")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("module", "key", "values"), SAID, ids=lambda value: value if isinstance(value, str) else "")
def test_written_out_problems_have_their_sentence(language: str, module: str, key: str, values: frozenset[str]) -> None:
    known = words(language)
    assert key in set(known.keys()), module
    asked = {name for _, name, _, _ in Formatter().parse(known(key)) if name}
    assert values is None or asked <= values, f"{key} asks for {asked - values}, which {module}.py does not say"


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_of_the_databases_have_their_sentence(language: str) -> None:
    kinds = {*store_engine._BY_CODE.values(), *store_engine._BY_EXTENDED_CODE.values(),
             *store_engine._BY_STATE.values(), "unreachable", "no_entry"}
    for kind in kinds:
        sentence = words(language)(f"problem.database_{kind}", path="x")
        assert not sentence.startswith("[") and "{" not in sentence, kind


def test_there_is_something_to_hold() -> None:
    assert len(SAID) > 25 and str(Refused(Problem("", SAID[0][1])))
