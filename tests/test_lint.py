"""The linters, as tests, so that `python3 run.py test` says everything; and the project's own rules over every source.

Each rule of our own is also shown a text that breaks it and one that does not: a rule that sees nothing proves nothing.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.source_rules import (
    LONGEST_FILE,
    LONGEST_FUNCTION,
    RULES,
    Rule,
    Source,
    dialogs_are_opened_in_one_place,
    init_is_a_docstring,
    libraries_stay_in_their_room,
    module_says_what_it_is,
    nothing_is_too_long,
    only_commands_print,
    settings_are_ours,
    text_is_plain,
    time_comes_from_a_clock,
    writes_are_atomic,
)

ROOT = Path(__file__).resolve().parent.parent

LINTERS = {
    "ruff": ["-m", "ruff", "check", "--quiet"],
    "mypy": ["-m", "mypy", "--no-error-summary"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"],
}


@pytest.mark.parametrize("linter", LINTERS)
def test_linter_finds_nothing(linter: str) -> None:
    done = subprocess.run([sys.executable, *LINTERS[linter]], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{linter}:\n{done.stdout}\n{done.stderr}", pytrace=False)


@cache
def our_sources() -> list[Source]:
    """The program, its benchmarks and its set-up; tests and migrations obey ruff only (tables are long there)."""
    paths = [ROOT / "run.py", *(ROOT / "openkrakow_desktop").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    return [Source.of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(paths)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_sources_obey(rule: Rule) -> None:
    program = [source for source in our_sources() if source.path.parts[0] == "openkrakow_desktop"]
    assert program, "no source was found: the rule would pass over nothing"
    scope = program if rule in (writes_are_atomic, time_comes_from_a_clock) else our_sources()
    findings = [f"{source.path}:{line}: {what}" for source in scope for line, what in rule(source)]
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)


BROKEN: list[tuple[Rule, str, str]] = [
    (writes_are_atomic, "core/excel.py", "open('x', 'w')"),
    (writes_are_atomic, "core/excel.py", "open('x', mode='ab')"),
    (writes_are_atomic, "core/excel.py", "open('x', some_mode)"),
    (writes_are_atomic, "core/excel.py", "path.open('r+b')"),
    (writes_are_atomic, "events/reports.py", "Path('x').write_text('')"),
    (writes_are_atomic, "events/reports.py", "path.write_bytes(b'')"),
    (writes_are_atomic, "core/backup.py", "shutil.copyfile(a, b)"),
    (writes_are_atomic, "events/reports.py", "zipfile.ZipFile(path, 'w')"),
    (only_commands_print, "events/service.py", "print('x')"),
    (only_commands_print, "events/service.py", "sys.stdout.write('x')"),
    (init_is_a_docstring, "events/__init__.py", "from . import model"),
    (init_is_a_docstring, "events/__init__.py", '"""Events."""\nX = 1'),
    (module_says_what_it_is, "events/model.py", "X = 1"),
    (text_is_plain, "events/screen.py", "QLabel('x')"),
    (text_is_plain, "events/screen.py", "QtWidgets.QLabel()"),
    (text_is_plain, "events/screen.py", "class Title(QLabel): pass"),
    (text_is_plain, "gui/widgets.py", "label.setTextFormat(Qt.TextFormat.RichText)"),
    (text_is_plain, "gui/widgets.py", "browser.setHtml(text)"),
    (settings_are_ours, "gui/theme.py", "from PySide6.QtCore import QSettings"),
    (settings_are_ours, "gui/theme.py", "QtCore.QSettings()"),
    (time_comes_from_a_clock, "events/service.py", "datetime.now()"),
    (time_comes_from_a_clock, "events/service.py", "datetime.datetime.now()"),
    (time_comes_from_a_clock, "events/service.py", "date.today()"),
    (time_comes_from_a_clock, "events/service.py", "dt.datetime.now()"),
    (time_comes_from_a_clock, "events/service.py", "dt.date.today()"),
    (libraries_stay_in_their_room, "events/reports.py", "import openpyxl.styles"),
    (libraries_stay_in_their_room, "core/document.py", "from reportlab.lib import colors"),
    (libraries_stay_in_their_room, "core/journal.py", "import sqlite3"),
    (libraries_stay_in_their_room, "core/journal.py", "from sqlalchemy.dialects.sqlite import insert"),
    (dialogs_are_opened_in_one_place, "events/screen.py", "dialog.exec()"),
    (nothing_is_too_long, "events/screen.py", "\n" * (LONGEST_FILE + 1)),
    (nothing_is_too_long, "events/screen.py", "def long():\n" + "    pass\n" * LONGEST_FUNCTION),
]

SOUND: list[tuple[Rule, str, str]] = [
    (writes_are_atomic, "core/files.py", "open('x', 'wb')"),
    (writes_are_atomic, "core/excel.py", "open('x')\nopen('x', 'rb')\npath.open()\npath.open('rb', encoding='utf-8')"),
    (writes_are_atomic, "core/excel.py", "zipfile.ZipFile(buffer, 'w')\nzipfile.ZipFile(path)"),
    (only_commands_print, "app/command_line.py", "print('x')"),
    (only_commands_print, "core/excel_child.py", "sys.stdout.write('x')"),
    (init_is_a_docstring, "events/__init__.py", '"""Events."""'),
    (module_says_what_it_is, "events/model.py", '"""Events."""\nX = 1'),
    (text_is_plain, "gui/widgets.py", "QLabel('x').setTextFormat(Qt.TextFormat.PlainText)"),
    (text_is_plain, "events/screen.py", "from PySide6.QtWidgets import QLabel\nself.findChildren(QLabel)"),
    (settings_are_ours, "gui/theme.py", '"""Not in QSettings."""'),
    (time_comes_from_a_clock, "core/clock.py", "datetime.now()"),
    (time_comes_from_a_clock, "events/service.py", "clock.now()\nclock.today()\ndatetime.now(UTC)"),
    (libraries_stay_in_their_room, "core/excel_import.py", "from openpyxl import load_workbook"),
    (libraries_stay_in_their_room, "core/pdf_text.py", "import reportlab.pdfbase"),
    (dialogs_are_opened_in_one_place, "gui/dialogs.py", "dialog.exec()"),
    (dialogs_are_opened_in_one_place, "events/screen.py", "session.execute(query)"),
    (nothing_is_too_long, "events/screen.py", "def short():\n" + "    pass\n" * (LONGEST_FUNCTION - 1)),
]


def _name(case: object) -> str | None:
    return case.__name__ if callable(case) else None


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN, ids=_name)
def test_rule_sees_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source.of(f"openkrakow_desktop/{path}", text)))


@pytest.mark.parametrize(("rule", "path", "text"), SOUND, ids=_name)
def test_rule_lets_sound_code_pass(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(Source.of(f"openkrakow_desktop/{path}", text)))


def test_every_rule_is_tried_both_ways() -> None:
    assert {rule for rule, _, _ in BROKEN} == {rule for rule, _, _ in SOUND} == set(RULES)
