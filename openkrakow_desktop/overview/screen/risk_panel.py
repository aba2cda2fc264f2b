"""The panel of one risk: the rating of people over time, what they answer to it, and the signals with their arithmetic.

Every number of a signal opens its rows; "Skąd ten sygnał?" opens the whole account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ...core import formats
from ...core.asked import ORIGIN, AskedNumber
from ...core.document import labels
from ...core.listing import View
from ...core.words import Words
from ...gui.desk import Desk
from ...gui.flow import flow
from ...gui.frames import SidePanel, facts, section
from ...gui.layout import Item, column, ems, row, rows
from ...gui.pictures import PictureView
from ...gui.pressable import Pressable
from ...gui.states import sentence
from ...gui.widgets import RIGHT, Status, button, symbol, text, two
from ...programme.catalogue import catalogue
from ...programme.codes import FIGURES
from ..formulas import SIGNAL
from ..risk_lines import RiskLine, SignalAccount, rating_figure
from ..risk_words import shown, signal_against, signal_how
from ..risks import Signal

_LEVELS = {
    "critical": ("bad", "triangle-alert"),
    "serious": ("warn", "triangle-alert"),
    "moderate": ("accent", "circle-dot"),
    "low": ("muted", "circle-minus"),
}
Does = Callable[[], object]


def risk_panel(
    desk: Desk,
    one: RiskLine,
    accounts: dict[str, SignalAccount],
    rate: Does,
    confirm: Does,
    figure: Callable[[str], object],
) -> SidePanel:
    """`rate`, `confirm` and `figure` (with the code of a figure from outside) are what its buttons do."""
    w, entry, last = desk.words, one.entry, one.last
    known = catalogue(desk.year)
    document = facts(
        (w("risks.printed_rating"), w("risks.of_seven", n=entry.rating)),
        (w("risks.level"), sentence(known.risk_levels[entry.level].label(w.language))),
        (w("risks.response"), entry.response_text(w.language)),
    )
    content: list[Item] = [
        text(sentence(entry.text(w.language)), wrap=True),
        _rated(desk, one),
        section(w("risks.ratings"), _chart(one, w), _ratings(desk, one)),
        section(
            w("risks.signals"),
            *(_signal(desk, one, signal, accounts.get(signal.key), figure) for signal in one.signals),
            text(entry.signal(w.language), "small", "muted", wrap=True),
            gap=1.25,
        ),
        section(w("risks.document"), document),
    ]
    actions = [button(w("risks.rate_key"), "", "pencil", does=rate)]
    if one.may_confirm:
        actions.append(button(w("risks.confirm"), "", "check", w("risks.confirm") + " (U)", does=confirm))
    look = level_look(last.rating if last else None, w)
    title = entry.label(w.language)
    return SidePanel(
        f"{w('risks.one')} {entry.code}", title, look, *content, actions=actions, close=w("origin.close")
    )  # fmt: skip


def _rated(desk: Desk, one: RiskLine) -> QWidget:
    """What a person said last: rating, owner, response, action."""
    w, last = desk.words, one.last
    if last is None:
        return text(w("risks.no_ratings"), tone="muted", wrap=True)
    pairs = [
        (w("risks.now"), w("risks.of_seven", n=last.rating) + f" · {formats.day(last.on, w.language)}"),
        (w("risks.owner"), last.owner),
        (w("risks.response"), sentence(w.choice(last.response))),
    ]
    return facts(*pairs, *([(w("risks.action"), last.action)] if last.action else []))


def _chart(one: RiskLine, w: Words) -> QWidget | None:
    """The ratings as steps, and the same in one line."""
    if not one.ratings:
        return None
    figure = rating_figure(one.entry.code, tuple(reversed(one.ratings)), one.until, w)
    return column(PictureView(figure, labels(w)), text(figure.summary, "small", "muted", wrap=True), gap=0.5)


def _ratings(desk: Desk, one: RiskLine) -> QWidget | None:
    """Every rating, newest first; pressed, it opens."""
    w = desk.words
    if not one.ratings:
        return None
    lines: list[QWidget] = []
    for rating in one.ratings:
        said = w("risks.unchanged") if rating.unchanged else sentence(w.choice(rating.response))
        day, score = formats.day(rating.on, w.language), w("risks.of_seven", n=rating.rating)
        inside = row(
            ems(text(day, tone="muted"), 6.5),
            (two(said, rating.owner, "body"), 1),
            text(score, "strong", align=RIGHT),
            symbol("chevron-right"),
        )
        line = Pressable(inside, f"{day}: {score}", f"{said}, {rating.owner}")
        line.clicked.connect(lambda _=False, key=rating.id: desk.open_asked.emit("risk_assessment", key))
        lines.append(line)
    return rows(*lines, height=3.2)


# ---- signals -------------------------------------------------------------------------------------------------------
def _signal(
    desk: Desk, one: RiskLine, signal: Signal, account: SignalAccount | None, figure: Callable[[str], object]
) -> QWidget:
    """A signal with its number, what it is seen against, its arithmetic, its rows, and where all of it comes from."""
    w = desk.words
    name, against = sentence(w(f"signal.{signal.key}")), signal_against(signal, w)
    head = row(
        (two(name, against, "body") if against else text(name, wrap=True), 1),
        text(shown(signal.reading, signal, w), "strong", align=RIGHT),
    )
    how = signal_how(signal, account, w)
    doors: list[QWidget] = []
    if signal.key in FIGURES:
        verb = "risks.figure_again" if signal.key in one.figures else "risks.figure"
        doors.append(button(w(verb), "quiet", "pencil", does=lambda: figure(signal.key)))
    if account is not None and signal.key not in FIGURES:
        doors += [_records(desk, register, ids) for register, ids in account.records]
    asked = AskedNumber(f"{SIGNAL}{signal.key}", desk.year)
    why = button(
        w("risks.why_signal"), "quiet", "info", w("risks.why_of", signal=name),
        does=lambda: desk.open_asked.emit(ORIGIN, asked),
    )  # fmt: skip
    return column(head, text(how, "small", "muted", wrap=True) if how else None, flow([*doors, why]), gap=0.25)


def _records(desk: Desk, register: str, ids: tuple[object, ...]) -> QWidget:
    w = desk.words
    said = f"{w(f'{register}._many')}: {formats.number(len(ids), w.language)}"
    return button(said, "quiet", "list-checks", does=lambda: desk.open_asked.emit(register, View(only=ids)))  # type: ignore[arg-type]


def level_look(rating: int | None, w: Words) -> Status:
    """The level of a rating as people meet it; no rating is a state of its own."""
    if rating is None:
        return Status("muted", "circle-dashed", w("risks.no_rating"))
    level = catalogue().level_of(rating)
    return Status(*_LEVELS[level.code], sentence(level.label(w.language)))
