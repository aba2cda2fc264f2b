"""A score card as a workbook: instructions and declarations, the rows to fill in, what the points mean.

What the program reads stands in hidden first rows and columns, so that renamed headings and moved columns do no harm;
protection only helps the one who fills it in, it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..core import formats
from ..core.clock import WARSAW
from ..core.excel_form import Form, FormCell, FormCheck, FormSheet, write_form
from ..core.words import Words
from .cards import CARDS, DECLARATION_KEY, DECLARATIONS, Asked, Card, Standing
from .kinds import ConflictKind

YES, CONFLICTS = "karta_tak", "karta_konflikt"  # names of drop-downs
_HEAD = 4  # the row of the headings people read; the first is the program's
_WIDTHS = (4.0, 4.0, 6.0, 38.0, 34.0, 9.0, 18.0, 44.0, 24.0)
_GUIDE = (4.0, 70.0, 30.0)


def write_card(card: Card, path: Path, words: Words) -> None:
    """Write the workbook of one member."""
    title = words("score_card.title", year=card.title_year)
    marks = CARDS.marks(card.secret, card.manifest)
    scales = {_scale(one): one for one in card.criteria}
    lists: dict[str, list[str | int]] = {
        name: [*one.points, words("score_card.abstain")] for name, one in scales.items()
    }
    lists[YES] = [words("score_card.yes")]
    lists[CONFLICTS] = [words("score_card.no_conflict_word"), *(words.choice(kind) for kind in ConflictKind)]
    sheets = (_guide(card, words), _scores(card, words), _meanings(card, words))
    write_form(Form(title, card.language, sheets, lists, marks, card.issued_at), path)


def _scale(asked: Asked) -> str:
    """The name of the list of points of a criterion: criteria with one scale share it."""
    return f"karta_{asked.low}_{asked.high}_{asked.step}"


# ---- instructions --------------------------------------------------------------------------------------------------
def _guide(card: Card, words: Words) -> FormSheet:
    rows: list[list[FormCell | None]] = [[None, FormCell(words("score_card.title", year=card.title_year), "title")]]
    issued = formats.moment(card.issued_at.astimezone(WARSAW), words.language)
    due = formats.day(card.closes_on, words.language) if card.closes_on else words("score_card.no_deadline")
    facts = [
        ("score_card.juror", card.juror),
        ("score_card.deadline", due),
        ("score_card.version", words("score_card.version_of", no=card.version, at=issued)),
        ("score_card.rules", card.rules[:16]),
    ]
    rows += [[None, FormCell(words(key), "quiet"), FormCell(value, "strong")] for key, value in facts]
    rows.append([None, *_progress(card, words)])
    rows.append([])
    rows.append([None, FormCell(words("score_card.how"), "strong")])
    for number in range(1, 7):
        rows.append([None, FormCell(f"{number}. " + words(f"score_card.how_{number}"))])
    rows.append([])
    heads = (FormCell(words(f"score_card.{key}"), "head") for key in ("declarations", "answer"))
    rows.append([None, *heads])
    first = len(rows) + 1
    for name in DECLARATIONS:
        cell = _answer(card, name, words)
        rows.append([FormCell(DECLARATION_KEY + name), FormCell(words(f"score_card.{name}")), cell])
    if card.excluded:
        rows.append([])
        rows.append([None, FormCell(words("score_card.excluded"), "strong")])
        rows += [[None, FormCell(_named(one))] for one in card.excluded]
    tick = FormCheck(
        f"C{first}:C{len(DECLARATIONS) + first - 1}",
        YES,
        words("score_card.declarations"),
        words("score_card.answer_prompt"),
        words("score_card.answer_error"),
    )
    return FormSheet(
        words("score_card.guide_sheet"), _GUIDE, rows, (tick,), hidden_columns=(1,), footer=_footer(card, words)
    )


def _answer(card: Card, name: str, words: Words) -> FormCell:
    """An open cell; where the member has declared it before, the day."""
    at = {"impartiality": card.impartiality_at, "confidentiality": card.confidentiality_at}.get(name)
    if at is None:
        return FormCell(None, "input")
    return FormCell(words("score_card.declared_on", day=formats.day(at.astimezone(WARSAW).date(), words.language)))


def _progress(card: Card, words: Words) -> list[FormCell]:
    """How many of how many are filled in: a formula with the value it has now."""
    area = f"'{words('score_card.scores_sheet')}'!$G${_HEAD + 1}:$G${_HEAD + max(1, len(card.rows))}"
    label = words("score_card.filled_of", all=len(card.rows))
    return [FormCell(label, "quiet"), FormCell(0, "strong", f"=COUNTA({area})")]


def _named(one: Standing) -> str:
    return f"{one.no}. {one.name}" if one.no else one.name


def _footer(card: Card, words: Words) -> str:
    return f"{words('score_card.title', year=card.title_year)} · {card.juror}"


# ---- the rows ------------------------------------------------------------------------------------------------------
def _scores(card: Card, words: Words) -> FormSheet:
    rows: list[list[FormCell | None]] = [[FormCell(key) for key in CARDS.keys]]
    rows.append([None, None, FormCell(_footer(card, words), "line")])
    rows.append([None, None, None, *_progress(card, words)])
    rows.append([FormCell(words(f"score_card.column_{name}"), "head") for name in CARDS.columns])
    before = None
    for row in card.rows:
        one, asked = row.candidate, row.criterion
        is_first, before = before != one.id, one.id
        rows.append(
            [
                FormCell(row.token),
                FormCell(row.seal),
                FormCell(one.no, "strong" if is_first else "quiet"),
                FormCell(one.name, "strong" if is_first else "quiet"),
                FormCell(asked.name),
                FormCell(f"{asked.low}–{asked.high}"),
                FormCell(None, "input"),
                FormCell(None, "input"),
                FormCell(None, "input" if is_first else "plain"),
            ]
        )
    return FormSheet(
        words("score_card.scores_sheet"),
        _WIDTHS,
        rows,
        tuple(_checks(card, words)),
        hidden_columns=(1, 2),
        hidden_rows=(1,),
        freeze=f"E{_HEAD + 1}",
        repeat=f"{_HEAD}:{_HEAD}",
        footer=_footer(card, words),
    )


def _checks(card: Card, words: Words) -> Iterator[FormCheck]:
    """A drop-down for the points of each criterion, with what they mean, and one for conflicts."""
    for asked in card.criteria:
        places = [_HEAD + at for at, row in enumerate(card.rows, 1) if row.criterion.id == asked.id]
        if places:
            meant = "; ".join(f"{points} – {meaning}" for points, meaning in asked.anchors)
            scale = {"low": asked.low, "high": asked.high, "abstain": words("score_card.abstain")}
            prompt = words("score_card.points_prompt", **scale)
            yield FormCheck(
                " ".join(f"G{place}" for place in places),
                _scale(asked),
                asked.name,
                f"{prompt} {meant}".strip(),
                words("score_card.points_error", **scale),
            )
    firsts = range(_HEAD + 1, _HEAD + 1 + len(card.rows), max(1, len(card.criteria)))
    if card.rows:
        yield FormCheck(
            " ".join(f"I{place}" for place in firsts),
            CONFLICTS,
            words("score_card.column_conflict"),
            words("score_card.conflict_prompt"),
            words("score_card.conflict_error"),
        )


# ---- what the points mean ------------------------------------------------------------------------------------------
def _meanings(card: Card, words: Words) -> FormSheet:
    rows: list[list[FormCell | None]] = [
        [FormCell(words(f"score_card.{key}"), "head") for key in ("column_criterion", "column_points", "meaning")]
    ]
    for asked in card.criteria:
        rows.append(
            [FormCell(f"{asked.no}. {asked.name}", "strong"), FormCell(f"{asked.low}–{asked.high}"),
             FormCell(asked.description)]
        )  # fmt: skip
        rows += [[None, FormCell(points), FormCell(meaning)] for points, meaning in asked.anchors]
        rows.append([None, FormCell(words("score_card.abstain")), FormCell(words("score_card.abstain_meaning"))])
    return FormSheet(words("score_card.meanings_sheet"), (40.0, 18.0, 90.0), rows, freeze="A2")
