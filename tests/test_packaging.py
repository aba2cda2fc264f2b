"""What is shipped fits together: the lock satisfies pyproject.toml, versions agree, licences are there.

After changing a dependency:  uv pip compile pyproject.toml --extra postgres --group dev --universal --generate-hashes
--no-emit-index-url --no-header -o requirements.lock
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import metadata, requires
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import run
from openkrakow_desktop import paths
from openkrakow_desktop.version import VERSION

PROJECT: dict[str, Any] = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
LOCKED_EXTRAS = [Requirement(line) for line in PROJECT["project"]["optional-dependencies"]["postgres"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]

# Whose import has another name; and two that work behind another library: openpyxl reads through defusedxml when it is
# there (tested below), zoneinfo reads the data of tzdata.
IMPORTED_AS = {
    "pyside6-essentials": "PySide6",
    "python-stdnum": "stdnum",
    "defusedxml": "openpyxl",
    "tzdata": "zoneinfo",
}


def locked() -> dict[str, tuple[str, list[str]]]:
    """Name -> (version, hashes) of each requirement in the lock."""
    found: dict[str, tuple[str, list[str]]] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK):
        requirement = Requirement(block.split("\\", 1)[0].strip())
        pins = [clause.version for clause in requirement.specifier if clause.operator == "=="]
        assert len(pins) == 1 and len(requirement.specifier) == 1, f"not pinned to one version: {requirement}"
        found[canonicalize_name(requirement.name)] = (pins[0], re.findall(r"--hash=(\S+)", block))
    return found


@pytest.mark.parametrize("requirement", [*RUNTIME, *LOCKED_EXTRAS, *DEVELOPMENT], ids=str)
def test_lock_satisfies_project(requirement: Requirement) -> None:
    version, _ = locked()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_lock_is_complete() -> None:
    """Whatever a locked library needs here is locked too, so that the installer never has to choose."""
    names = set(locked())
    here = {"extra": ""}
    for name in names & {canonicalize_name(one.name) for one in [*RUNTIME, *LOCKED_EXTRAS, *DEVELOPMENT]}:
        needed = [Requirement(line) for line in requires(name) or []]
        missing = {one.name for one in needed if one.marker is None or one.marker.evaluate(here)}
        assert {canonicalize_name(one) for one in missing} <= names, name


def test_lock_has_hashes_and_no_addresses() -> None:
    for name, (_, hashes) in locked().items():
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), name
    lines = LOCK.splitlines()
    assert all(re.match(r"[a-z0-9]|    --hash=|    # ?|     ", line) for line in lines), "a line that is no requirement"
    for forbidden in ("://", "--index", "--find-links", "file:", "@", "/"):
        assert forbidden not in LOCK


def test_lock_is_for_all_platforms() -> None:
    """Windows needs a library that Linux does not: it is there only if the lock was compiled with --universal."""
    assert "sys_platform == 'win32'" in LOCK


def test_no_large_or_gpl_part_of_qt() -> None:
    assert not {"pyside6", "pyside6-addons", "pyqtgraph"} & set(locked())


@pytest.mark.parametrize("requirement", [*RUNTIME, *LOCKED_EXTRAS], ids=str)
def test_nothing_shipped_is_gpl_only(requirement: Requirement) -> None:
    about = metadata(requirement.name)
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License")]
    terms = " ".join([about.get("License-Expression") or about.get("License") or "", *classifiers])
    assert terms.strip(), f"{requirement.name} does not say its licence"
    assert "GPL" not in terms or "LGPL" in terms, f"{requirement.name}: {terms}"


@pytest.mark.parametrize("requirement", RUNTIME, ids=str)
def test_every_dependency_is_used(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    module = IMPORTED_AS.get(name, name.replace("-", "_"))
    assert module.lower() in {one.lower() for one in imported_modules()}, f"nothing imports {module}: leave {name} out"


def test_workbooks_are_read_through_defusedxml() -> None:
    """Entity bombs and external entities are refused only then."""
    assert openpyxl.DEFUSEDXML


def imported_modules() -> set[str]:
    """The first words of everything the program and its migrations import."""
    found: set[str] = set()
    for folder in ("openkrakow_desktop", "db"):
        for path in (paths.ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found


def test_versions_agree() -> None:
    assert PROJECT["project"]["version"] == VERSION
    changes = (paths.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(VERSION)}\b", changes, re.MULTILINE), "CHANGELOG.md does not know this version"


def test_minimum_python_agrees() -> None:
    minimum = ".".join(map(str, run.MINIMUM_PYTHON))
    assert PROJECT["project"]["requires-python"] == f">={minimum}"
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + minimum.replace(".", "")
    assert SpecifierSet(f">={minimum}").contains(".".join(map(str, sys.version_info[:3])))


def test_licence_is_there_in_full() -> None:
    text = (paths.ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2") and "15.Applicable Law" in text
    assert PROJECT["project"]["license"] == "EUPL-1.2"


def test_icons_come_with_their_licence() -> None:
    assert (paths.ICONS / "LICENSE").read_text(encoding="utf-8").startswith("ISC License")


@pytest.mark.parametrize("icon", sorted(paths.ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_icon_can_be_recoloured(icon: Path) -> None:
    """An icon takes its colour from the palette: it draws with currentColor and brings no script or outside file."""
    root = ElementTree.parse(icon).getroot()
    assert root.tag.endswith("svg") and root.get("viewBox")
    assert root.get("stroke") == "currentColor"
    text = icon.read_text(encoding="utf-8")
    assert "<script" not in text and "href" not in text


def test_own_folders_obey_the_environment(own_home: Path) -> None:
    assert paths.config_folder() == own_home / "config"
    assert paths.data_folder() == own_home / "data"


def test_own_folders_are_the_systems_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENKRAKOW_HOME")
    assert "openkrakow" in paths.config_folder().parts and "openkrakow" in paths.data_folder().parts
