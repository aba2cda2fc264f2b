"""On a record's panel: the numbers it counts for in the year of the window, or why it does not; a press opens each.

Read after the panel is shown, so that nobody waits for it. A record of another year is judged in its own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from ..core.declarations import Declared, NumberName, Register
from ..core.formats import day
from ..core.measures import Period
from ..core.verdicts import NO_ROWS, OTHER_YEAR, Verdict, feeds, told_year, verdicts
from ..core.words import Words
from . import theme
from .desk import Desk
from .frames import section
from .layout import Item, column, ems, row
from .live_page import Holder
from .pressable import Pressable
from .saying import many
from .states import sentence
from .widgets import symbol, text


@dataclass(frozen=True)
class _Told:
    period: Period
    verdicts: tuple[Verdict, ...]


def _tell(session: Session, declared: Declared, register: Register, record_id: UUID, period: Period) -> _Told:
    found = verdicts(session, declared, register, record_id, period)
    if all(dict(one.reasons).keys() == {OTHER_YEAR} for one in found):
        year = told_year(session, register, record_id, period.year)
        if year != period.year:
            period = Period(year, period.today)
            found = verdicts(session, declared, register, record_id, period)
    return _Told(period, tuple(found))


class CountsFor(Holder):
    """The section "Liczy się do"; empty for registers that feed no number."""

    def __init__(self, desk: Desk, register: Register, record_id: UUID) -> None:
        super().__init__()
        self.desk, self.register = desk, register
        self.hide()
        if feeds(desk.declared, register):
            period = Period(desk.year, desk.clock.today())
            desk.ask(_tell, desk.declared, register, record_id, period, done=self._show, owner=self)

    def _show(self, told: _Told) -> None:
        w = self.desk.words
        inside = [one for one in told.verdicts if not one.is_outside]
        lines: list[Item] = [self._line(one, told.period) for one in inside]
        if outside := _outside(told.verdicts, w):
            lines.append(text(outside, "small", "muted", wrap=True))
        year = text(str(told.period.year), tone="muted")
        self.hold(section(w("counts.title"), *lines, aside=year, gap=0.25))
        self.show()

    def _line(self, one: Verdict, period: Period) -> QWidget:
        w = self.desk.words
        name = self.desk.declared.number_name(one.code, w.language)
        said = self._said(one, name, period)
        codes = ", ".join((one.code, *name.also))
        sign = symbol("circle-check", "good") if one.counts else symbol("circle-minus", "muted")
        inside = row(
            column(sign, 1, gap=0),
            column(text(codes, "strong"), 1, gap=0) if name.also else column(ems(text(codes, "strong"), 3.2), 1, gap=0),
            (column(text(name.name, wrap=True), text(said, "small", "muted", wrap=True), gap=0), 1),
            gap=0.75,
            pad=(0, 0.4, 0, 0.4),
        )
        made = Pressable(inside, f"{codes} {name.name}".strip(), said)
        made.setMinimumHeight(theme.current().em(2.3))
        if name.place:
            made.clicked.connect(lambda: self.desk.open_asked.emit(name.place, one.code))
        return made

    def _said(self, one: Verdict, name: NumberName, period: Period) -> str:
        """ "12 uczestnictw; 3 nie: już policzone", "w zasobie na 31.12.2026: nie – wersję wycofano"."""
        w = self.desk.words
        reasons = one.reasons
        whole = one.rows <= 1 or not one.counts
        told = [self._why(why, one) if whole else w("counts.some", n=n, why=self._why(why, one)) for why, n in reasons]
        yes = name.said(one.counts) if one.counts or not told else w("no")
        said = w("counts.stock", said=yes, day=day(period.stock_day, w.language)) if name.is_stock else yes
        return sentence(f"{said}{'; ' if one.counts else ' – '}{', '.join(told)}" if told else said)

    def _why(self, why: str, one: Verdict) -> str:
        if why == NO_ROWS:
            return self.desk.words(
                "counts.no_rows", list=many(self.desk.declared.registers[one.child], self.desk.words)
            )
        if why == OTHER_YEAR:
            return self.desk.words("counts.other_years" if one.child else "counts.other_year")
        return self.desk.words(f"why.{why}")


def _outside(found: tuple[Verdict, ...], words: Words) -> str:
    """The numbers of another matter, by the reason: 'Nie dotyczy: 3.3, 6.1b (inny rodzaj)'."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        if one.is_outside:
            by_reason.setdefault(one.reasons[0][0], []).append(one.code)
    told = [f"{', '.join(codes)} ({words(f'why.{why}')})" for why, codes in by_reason.items()]
    return words("counts.outside", list="; ".join(told)) if told else ""
