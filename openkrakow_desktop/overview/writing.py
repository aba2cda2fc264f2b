"""Writing the yearly report: what has been written, what of last year and of the units helps, and saving a part.

A part is a task (status, product, narrative) or a section of the report's own (a text per language)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation
from ..core.declarations import Declared
from ..programme import catalogue as c
from ..programme.codes import CLOSING, FOREWORD, IN_SHORT
from ..programme.letter_tables import LetterLanguage
from ..programme.model import ProductState, TaskState
from ..programme.service import report_texts, statuses
from ..programme.task_answers import Contribution, contributions


@dataclass(frozen=True)
class Said:
    """What a unit reported about a task and somebody accepted."""

    unit: str
    narrative: str
    source: str
    product: str
    numbers: Mapping[str, int | None]


@dataclass(frozen=True)
class Part:
    """One page of writing. `key`: a task's or an objective's code, or a section; `texts` by language (a task has one);
    `before`: what was written a year earlier; a section has no state."""

    key: str
    texts: Mapping[LetterLanguage, str]
    before: str = ""
    said: tuple[Said, ...] = ()
    state: TaskState | None = None
    degree: int | None = None
    product: ProductState | None = None

    @property
    def is_written(self) -> bool:
        return any(text.strip() for text in self.texts.values())


@dataclass(frozen=True)
class Statement:
    """What a person says of a task."""

    state: TaskState | None
    degree: int | None
    product: ProductState | None
    narrative: str
    language: LetterLanguage


def order_of(catalogue: c.Catalogue) -> tuple[str, ...]:
    """Every part in the order of the report: foreword, the year in short, each objective's tasks and conclusions."""
    keys = [FOREWORD, IN_SHORT]
    for objective in catalogue.objectives:
        keys += [one.code for one in catalogue.tasks.values() if one.objective == objective]
        keys.append(objective)
    return (*keys, CLOSING)


def parts_of(session: Session, year: int, catalogue: c.Catalogue) -> dict[str, Part]:
    """Every part of the report of a year as it stands, in order."""
    now, then = statuses(session, year), statuses(session, year - 1)
    texts, earlier = report_texts(session, year), report_texts(session, year - 1)
    said = units_said(session, year)
    found: dict[str, Part] = {}
    for key in order_of(catalogue):
        if key in catalogue.tasks:
            one, last = now.get(key), then.get(key)
            language = one.narrative_language if one else LetterLanguage.POLISH
            found[key] = Part(
                key,
                {language: one.narrative if one and one.narrative else ""},
                (last.narrative or "") if last else "",
                said.get(key, ()),
                one.state if one else None,
                one.degree if one else None,
                one.product_state if one else None,
            )
        else:
            mine = {
                LetterLanguage(language): text.body for (section, language), text in texts.items() if section == key
            }
            last_text = earlier.get((key, LetterLanguage.POLISH.value))
            found[key] = Part(key, mine, last_text.body if last_text else "")
    return found


def units_said(session: Session, year: int) -> dict[str, tuple[Said, ...]]:
    """What units reported and somebody accepted, by task; units in order of name."""
    found = contributions(session, year)
    names = _names(session, [one for some in found.values() for one in some])

    def told(one: Contribution) -> Said:
        return Said(names.get(one.unit_id, ""), one.narrative, one.source, one.product.name.lower(), one.numbers)

    return {task: tuple(sorted(map(told, some), key=lambda one: one.unit)) for task, some in found.items()}


def _names(session: Session, found: Sequence[Contribution]) -> dict[UUID, str]:
    wanted = select(Organisation.id, Organisation.name).where(Organisation.id.in_({one.unit_id for one in found}))
    return {key: name for key, name in session.execute(wanted)}


def save_task(session: Session, declared: Declared, year: int, task: str, said: Statement, today: dt.date) -> UUID:
    """Save what is said of a task. Raises Refused without a state, for a state that does not fit the task, and for a
    narrative that is too long."""
    register = declared.registers["task_status"]
    known = statuses(session, year).get(task)
    draft = register.draft(session, known.id if known else None) | {
        "task_code": task,
        "year": year,
        "state": said.state,
        "degree": said.degree,
        "product_state": said.product,
        "narrative": said.narrative.strip() or None,
        "narrative_language": said.language,
    }
    return register.put(session, known.id if known else None, draft, today).id


def save_section(
    session: Session, declared: Declared, year: int, section: str, language: LetterLanguage, text: str, today: dt.date
) -> None:
    """Save a section's text in a language; an empty text is taken away. Raises Refused for one that is too long."""
    register = declared.registers["report_text"]
    known = report_texts(session, year).get((section, language.value))
    if text.strip():
        draft = {"year": year, "section_code": section, "language": language, "body": text.strip()}
        register.put(session, known.id if known else None, draft, today)
    elif known is not None:
        session.delete(known)
        session.flush()
