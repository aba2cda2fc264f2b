"""A task card as a workbook: how to fill it in, and a row for every question of every task of one unit.

What the program reads stands in a hidden row and hidden columns; protection only helps the one who fills it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..core import formats
from ..core.clock import WARSAW
from ..core.excel_form import Form, FormCell, FormCheck, FormSheet, write_form
from ..core.words import Words
from ..programme.task_tables import ReturnedProduct
from .task_asked import NARRATIVE, AskedKind
from .task_cards import TASK_CARDS, UnitCard

NO_DATA, PRODUCTS = "karta_brak_danych", "karta_produkt"  # names of drop-downs
_HEAD = 4  # the row of the headings people read; the first is the program's
_WIDTHS = (4.0, 4.0, 7.0, 42.0, 44.0, 16.0, 16.0, 56.0)
_GUIDE = (4.0, 42.0, 104.0)
_ANSWER = "H"
_TALL = 78.0  # points of the row of the narrative


def write_task_card(card: UnitCard, path: Path, words: Words) -> None:
    """Write the workbook of one unit."""
    lists: dict[str, list[str | int]] = {
        NO_DATA: [words("status.no_data")],
        PRODUCTS: [words.choice(one) for one in ReturnedProduct],
    }
    marks = TASK_CARDS.marks(card.secret, card.manifest)
    sheets = (_guide(card, words), _questions(card, words))
    write_form(Form(card_title(card, words), card.language, sheets, lists, marks, card.issued_at), path)


def card_title(card: UnitCard, words: Words) -> str:
    """Karta zadań za 2025 rok."""
    return words("task_cards.title", year=card.year)


# ---- instructions --------------------------------------------------------------------------------------------------
def _guide(card: UnitCard, words: Words) -> FormSheet:
    rows: list[list[FormCell | None]] = [[None, FormCell(card_title(card, words), "title")]]
    issued = formats.moment(card.issued_at.astimezone(WARSAW), words.language)
    facts = [
        ("task_cards.unit", card.unit),
        ("task_cards.deadline", formats.day(card.due_on, words.language)),
        ("task_cards.asked_by", card.asked_by or words("task_cards.asked_by_nobody")),
        ("task_cards.version", words("task_cards.version_of", no=card.version, at=issued)),
    ]
    rows += [[None, FormCell(words(key), "quiet"), FormCell(value, "strong")] for key, value in facts]
    rows += [[None, *_progress(card, words)], [], [None, FormCell(words("task_cards.how"), "strong")]]
    for number in range(1, 7):
        rows.append([None, None, FormCell(f"{number}. " + words(f"task_cards.how_{number}"))])
    rows += [[], [None, *(FormCell(words(f"task_cards.{key}"), "head") for key in ("head_task", "task_text"))]]
    for task in card.tasks:
        rows.append([None, FormCell(task.name, "strong"), FormCell(task.text)])
        rows.append([None, FormCell(words("task_cards.implementers"), "quiet"), FormCell(task.implementers, "quiet")])
        if task.sent_back:
            told = words("task_cards.sent_back_because", reason=task.sent_back)
            rows.append([None, FormCell(words("task_cards.sent_back_head"), "strong"), FormCell(told, "strong")])
    return FormSheet(words("task_cards.guide_sheet"), _GUIDE, rows, hidden_columns=(1,), footer=_footer(card, words))


def _progress(card: UnitCard, words: Words) -> list[FormCell]:
    """How many of how many are filled in: a formula with the value it has now."""
    area = f"'{words('task_cards.cards_sheet')}'!${_ANSWER}${_HEAD + 1}:${_ANSWER}${_HEAD + len(card.lines)}"
    label = words("task_cards.filled_of", all=len(card.lines))
    return [FormCell(label, "quiet"), FormCell(0, "strong", f"=COUNTA({area})")]


def _footer(card: UnitCard, words: Words) -> str:
    return f"{card_title(card, words)} · {card.unit}"


# ---- the questions -------------------------------------------------------------------------------------------------
def _questions(card: UnitCard, words: Words) -> FormSheet:
    rows: list[list[FormCell | None]] = [[FormCell(key) for key in TASK_CARDS.keys]]
    rows.append([None, None, FormCell(_footer(card, words), "line")])
    rows.append([None, None, None, *_progress(card, words)])
    names = {"own": card.year - 1, "whole": card.year - 1}
    rows.append(
        [
            FormCell(words(f"task_cards.column_{name}", **({"year": names[name]} if name in names else {})), "head")
            for name in TASK_CARDS.columns
        ]
    )
    heights: dict[int, float] = {}
    before = ""
    for place, line in enumerate(card.lines, _HEAD + 1):
        task, one = line.task, line.question
        look, before = ("strong" if task.code != before else "quiet"), task.code
        if one.code == NARRATIVE:
            heights[place] = _TALL
        shown = (FormCell(line.token), FormCell(line.seal), FormCell(task.code, look), FormCell(task.label, look))
        rows.append([*shown, FormCell(one.words), FormCell(one.own), FormCell(one.whole), FormCell(None, "input")])
    return FormSheet(
        words("task_cards.cards_sheet"),
        _WIDTHS,
        rows,
        tuple(_checks(card, words)),
        hidden_columns=(1, 2),
        hidden_rows=(1,),
        freeze=f"E{_HEAD + 1}",
        repeat=f"{_HEAD}:{_HEAD}",
        footer=_footer(card, words),
        heights=heights,
    )


def _checks(card: UnitCard, words: Words) -> Iterator[FormCheck]:
    """What may stand in each cell, as a hint with how the number is counted; drop-downs for what has a choice."""
    for place, line in enumerate(card.lines, _HEAD + 1):
        one, cell = line.question, f"{_ANSWER}{place}"
        prompt = " ".join(part for part in (words(f"task_cards.prompt_{one.kind.value}"), one.hint) if part)
        if one.kind is AskedKind.PRODUCT:
            yield FormCheck(cell, PRODUCTS, one.words, prompt, words("task_cards.product_error"))
        elif one.kind is AskedKind.TEXT:
            yield FormCheck(cell, "", one.words, prompt)
        else:
            yield FormCheck(cell, NO_DATA, one.words, prompt)
