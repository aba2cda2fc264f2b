"""Every declaration has its words in Polish and English; no word stands idle; braces agree in all languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.declarations import Computed, Register, Report
from openkrakow_desktop.core.words import LANGUAGES, words

SOURCE = Path(__file__).parents[2] / "openkrakow_desktop"
FORMS = (".one", ".few", ".many")


@cache
def source() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted(SOURCE.rglob("*.py")))


def register_words(register: Register) -> set[str]:
    key = register.key
    wanted = {f"{key}.{form}" for form in ("_one", "_many", "_new", "_empty")}
    wanted |= {f"action.{key}.{verb}" for verb in ("add", "edit", "delete")}
    for name in register.columns:
        wanted.add(f"{key}.{name.name}" if isinstance(name, Computed) else register.field(name).key)
    for one in register.fields():
        wanted |= {one.key, *one.choices.values()}
    for name in register.filters:
        wanted |= set(register.field(name).choices.values())
    for action in register.actions:
        wanted.add(f"action.{action.key}")
        wanted |= {f"ask.{ask.name}" for ask in action.asks}
    return wanted | {f"action.{one.key}" for one in register.opens} | report_words(register.reports)


def report_words(reports: Sequence[Report]) -> set[str]:
    asked = {f"ask.{ask.name}" for report in reports for ask in report.asks}
    return asked | {f"report.{report.key}" for report in reports}


def measure_words() -> set[str]:
    parts = [part for measure in DECLARED.measures.values() for part in measure.parts]
    parts += [one.part for measure in DECLARED.measures.values() for one in measure.beside if one.part]
    return (
        {f"why.{clause.why}" for part in parts for clause in part.clauses if not clause.scope}
        | {
            f"why.{clause.why}"
            for measure in DECLARED.measures.values()
            for part in measure.parts
            for clause in part.clauses
        }
        | {"why.already_counted"}
    )


def declared_words() -> set[str]:
    wanted = measure_words() | {f"menu.{feature.key}" for feature in DECLARED.features if feature.registers}
    for register in DECLARED.registers.values():
        wanted |= register_words(register)
    wanted |= {f"place.{key}" for key in DECLARED.places}
    return wanted | report_words(list(DECLARED.reports.values()))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_declarations_have_words(language: str) -> None:
    assert sorted(declared_words() - words(language).keys()) == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_problems_have_words(language: str) -> None:
    used = set(re.findall(r'"(problem\.[a-z_0-9]+)"', source()))
    assert used and sorted(used - words(language).keys()) == []


def test_polish_and_english_say_the_same_things() -> None:
    def plain(language: str) -> set[str]:
        known = words(language).keys()
        return {key for key in known if not key.endswith(FORMS)}

    assert sorted(plain("pl") ^ plain("en")) == []


def test_ukrainian_has_no_words_of_its_own() -> None:
    polish = words("pl").keys()
    assert sorted(words("uk").keys() - polish) == []


def test_plurals_are_whole() -> None:
    """Polish and Ukrainian need three forms, English two."""
    for language in LANGUAGES:
        known = words(language).keys()
        for key in known:
            if key.endswith(".many"):
                stem = key.removesuffix("many")
                assert f"{stem}one" in known, (language, key)
                assert language == "en" or f"{stem}few" in known, (language, key)


def test_braces_agree() -> None:
    wrong = []
    known = {language: words(language).keys() for language in LANGUAGES}
    for key in known["pl"]:
        told = {language: braces(words(language)(key)) for language in LANGUAGES if key in known[language]}
        if len({frozenset(names) for names in told.values()}) > 1 and not key.endswith(FORMS):
            wrong.append((key, told))
    assert wrong == []


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_no_word_is_idle() -> None:
    """A key is used by a declaration, stands in the source, or continues a prefix that the source completes."""
    declared, text = declared_words(), source()
    prefixes = set(re.findall(r"""f["']([a-z_0-9]+\.[a-z_0-9.]*)\{""", text))
    tables = set(DECLARED.registers)
    polish, idle = words("pl").keys(), []
    for key in polish:
        base = re.sub(r"\.(one|few|many)$", "", key)
        if key in declared or base in declared or f'"{base}"' in text or f"'{base}'" in text:
            continue
        if any(base.startswith(prefix) for prefix in prefixes) or base.split(".")[0] in tables:
            continue
        if f'"{base.rsplit(".", 1)[-1]}"' in text or ("." in base and base.split(".")[0] in enum_names()):
            continue
        idle.append(key)
    assert idle == []


@cache
def enum_names() -> frozenset[str]:
    """Enumerations anywhere in the program, in the words' spelling."""
    found = re.findall(r"^class (\w+)\((?:enum\.)?Enum\)", source(), re.MULTILINE)
    return frozenset(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in found)
