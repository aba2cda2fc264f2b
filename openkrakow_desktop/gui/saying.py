"""Problems, actions and states as sentences of the window's language."""

from __future__ import annotations

from ..core.declarations import Register
from ..core.problems import Problem
from ..core.words import Words
from .states import sentence


def problem_words(problem: Problem, words: Words) -> str:
    """The sentence of a problem; registers, fields and actions it names by their code are said by their words."""
    values = dict(problem.values)
    table = values.get("table")
    if isinstance(table, str):
        field = values.get("field")
        if isinstance(field, str) and field:
            values["field"] = _word(f"{table}.{field}", field, words)
        values["table"] = _word(f"{table}._many", table, words)
    action = values.get("action")
    if isinstance(action, str):
        values["action"] = action_words(action, words)
    return words(problem.key, **values)


def action_words(action: str, words: Words) -> str:
    """What an operation of the journal is called."""
    return _word(f"action.{action}", action, words).removesuffix("…")


def _word(key: str, otherwise: str, words: Words) -> str:
    return words(key) if words.has(key) else otherwise


def many(register: Register, words: Words) -> str:
    """The name of a register's list."""
    return sentence(words(f"{register.key}._many"))


def one(register: Register, words: Words) -> str:
    """The name of one record of a register."""
    return sentence(words(f"{register.key}._one"))
