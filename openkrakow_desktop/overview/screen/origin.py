"""The panel "Skąd ta liczba?": the number, how it is counted, its months, what was counted, what was not and why."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ...core.asked import ORIGIN, AskedNumber
from ...core.formats import number
from ...core.listing import View
from ...core.measures import State
from ...core.words import Words
from ...gui import theme
from ...gui.charts import MonthBars
from ...gui.desk import Desk
from ...gui.frames import SidePanel, facts, section
from ...gui.layout import Item, column, row, rows
from ...gui.pressable import Pressable
from ...gui.states import sentence
from ...gui.widgets import RIGHT, Status, button, text
from ...programme import catalogue as c
from .. import wording
from ..account_words import overlap_words, previous_words
from ..accounts import Account
from ..evaluate import IndicatorNumber, MeasureNumber
from ..origins import Origin
from .looks import said_value

Numbered = IndicatorNumber | MeasureNumber


def origin_panel(
    desk: Desk,
    one: Numbered,
    account: Account,
    catalogue: c.Catalogue,
    status: Status | None,
    meaning: str,
    *more: Item,
) -> SidePanel:
    """The panel of a measure or an indicator; `meaning` stands beside the number, `more` above the foot."""
    w, entry, origin = desk.words, one.entry, account.above
    value = said_value(one.reading, entry.unit, w)
    content: list[Item] = [
        column(
            row(text(value, "figure"), (text(meaning, tone="muted", wrap=True), 1), gap=1.5),
            text(wording.basis_of(one, w.language), wrap=True),
            gap=1.25,
        ),
        _outside(one, w),
        _months(origin, entry.label(w.language), w),
        section(w("origin.counted"), _counted(desk, one, origin, catalogue), gap=0.25),
        _beside(desk, one, account, catalogue),
        *more,
        _against(account, w),
        _notes(account, catalogue, w),
    ]
    return SidePanel(
        f"{w('origin.title')} {entry.code}",
        _name(entry, w),
        status,
        *[item for item in content if item is not None],
        actions=_actions(desk, one, account),
        close=w("origin.close"),
    )


def _name(entry: c.Number | c.Indicator, w: Words) -> str:
    return (entry.wording if isinstance(entry, c.Indicator) else entry.name)(w.language)


def _outside(one: Numbered, w: Words) -> QWidget | None:
    """Figures from outside and an override are printed with their source or reason."""
    pairs: list[tuple[str, str]] = []
    if isinstance(one, IndicatorNumber):
        if one.override is not None:
            counted = said_value(one.counted, one.entry.unit, w)
            pairs += [(w("origin.override"), one.override.reason), (w("origin.counted_value"), counted)]
        pairs += [(w("origin.source"), source) for source in one.sources.values() if source]
    if one.reading.state is not State.NUMBER and one.reading.reason:
        pairs.append((w("origin.why_none"), wording.reason_of(one.reading, w)))
    return facts(*pairs) if pairs else None


def _months(origin: Origin, name: str, w: Words) -> QWidget | None:
    if origin.months is None:
        return None
    return section(w("origin.months"), MonthBars(w, w("origin.months_of", name=name), origin.months))


def _counted(desk: Desk, one: Numbered, origin: Origin, catalogue: c.Catalogue) -> QWidget:
    """Rows that count, then the reasons of those left out: each with its number, and a way to those rows."""
    w = desk.words
    lines = [_line(w("origin.rows_counted"), number(len(origin.counted), w.language), strong=True)]
    if one.reading.value is not None and one.reading.value != len(origin.counted):
        unit = wording.unit_word(one.entry, one.reading.value, catalogue, w.language)
        said = f"{said_value(one.reading, one.entry.unit, w)} {unit}".rstrip()
        lines.append(_line(w("origin.their_sum"), said, strong=True))
    lines += [_left_out(desk, origin, why, n) for why, n in origin.reasons]
    return rows(*lines, height=2.3)


def _left_out(desk: Desk, origin: Origin, why: str, n: int) -> QWidget:
    """Why some rows do not count; pressed, it shows them in their register."""
    w = desk.words
    said = w("origin.left_out", why=sentence(w(f"why.{why}")))
    line = _line(said, number(n, w.language))
    found = [one for one in origin.left_out if one.why == why]
    only = tuple(dict.fromkeys(one.id for one in found if one.register == found[0].register))
    made = Pressable(line, said, number(n, w.language))
    made.setMinimumHeight(theme.current().em(2.3))
    made.clicked.connect(lambda: desk.open_asked.emit(found[0].register, View(only=only)))
    return made


def _line(words: str, value: str, strong: bool = False) -> QWidget:
    tone, style = ("", "strong") if strong else ("muted", "body")
    return row((text(words, tone=tone, wrap=True), 1), text(value, style, align=RIGHT))


def _beside(desk: Desk, one: Numbered, account: Account, catalogue: c.Catalogue) -> QWidget | None:
    """Supplementary numbers, never added to the one above; pressed, each says where it comes from."""
    w, unit = desk.words, one.entry.unit
    lines = []
    for code, reading in one.reading.beside.items():
        name = sentence(wording.beside_label(code, catalogue, w))
        value = wording.beside_value(reading, unit, w.language)
        made = Pressable(_line(name, value), name, value)
        asked = AskedNumber(code, account.period.year)
        made.clicked.connect(lambda _=False, what=asked: desk.open_asked.emit(ORIGIN, what))
        lines.append(made)
    if not lines:
        return None
    return section(w("origin.beside"), rows(*lines, height=2.3), gap=0.25)


def _against(account: Account, w: Words) -> QWidget | None:
    """The year before, and the office's plan where there is one."""
    lines = [previous_words(account, w)]
    if account.plan is not None:
        lines.append(f"{w('account.plan')}: {wording.value_text(account.plan, account.unit, w.language)}")
    return column(*(text(line, tone="muted", wrap=True) for line in lines if line), gap=0.5)


def _notes(account: Account, catalogue: c.Catalogue, w: Words) -> QWidget | None:
    """The other numbers that the same rows count in, with how many of them."""
    lines = overlap_words(account, catalogue, w)
    return column(*(text(line, tone="muted", wrap=True) for line in lines), gap=0.5) if lines else None


def _actions(desk: Desk, one: Numbered, account: Account) -> list[QWidget]:
    """To the rows: in their register, filtered to exactly those that count; and to the whole account."""
    w, origin = desk.words, account.above
    made: list[QWidget] = []
    for register in origin.registers:
        ids = origin.ids(register)
        if ids:
            said = w.count("origin.show_rows", len(ids))
            several = len([one for one in origin.registers if origin.ids(one)]) > 1
            name = f"{said}: {w(f'{register}._many')}"
            button_ = button(name if several else said, "", "list-checks", name)
            button_.clicked.connect(lambda _=False, key=register, only=ids: desk.open_asked.emit(key, View(only=only)))
            made.append(button_)
    if not made and one.reading.state is not State.NUMBER:
        give = button(w("origin.give_source"), "", "pencil", does=lambda: open_register_of(desk, one))
        made.append(give)
    if origin.counted or origin.left_out:
        whole = button("", "", "target", w("account.whole"), does=lambda: desk.open_asked.emit(ORIGIN, account.asked))
        made.append(whole)
    over = button("", "", "history", w("years.title"), does=lambda: desk.open_asked.emit("years", one.entry.code))
    return [*made, over]


def open_register_of(desk: Desk, one: Numbered) -> None:
    """Where the number would come from: the first register its measure reads."""
    registers = one.entry.source.registers if isinstance(one.entry, c.Indicator) else one.entry.registers
    known = [key for key in registers if key in desk.declared.registers]
    if known:
        desk.open_asked.emit(known[0], None)
