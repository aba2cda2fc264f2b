"""From which state to which: one table per kind of record, one rule for all of them.

A new record may be entered in any state (history is imported); a change goes along the table only."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from .problems import Problem
from .words import choice_key

State = TypeVar("State", bound=enum.Enum)


def transition_problems(steps: Mapping[State, Collection[State]], before: State | None, after: State | None, *,
                        by_action: Collection[State] = (), field: str = "state") -> Iterable[Problem]:
    """What is wrong with changing `before` into `after`.

    States in `by_action` are reached by a verb of their own (closing, deciding), never by editing the field, because
    such a step is not undone like an edit (decisions.md 16). `before` is None for a new record: nothing is wrong
    then."""
    if before is None or after is None or before is after:
        return
    named = {"before": (choice_key(before),), "after": (choice_key(after),)}
    if after not in steps.get(before, ()):
        yield Problem(field, "problem.transition", named)
    elif after in by_action:
        yield Problem(field, "problem.by_action", named)
