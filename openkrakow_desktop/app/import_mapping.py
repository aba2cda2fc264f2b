"""What the columns of an office's sheet mean: as the program understood them, to be corrected and remembered.

One card for all sheets with the same headings. Whatever is changed is looked at again at once: problems, words nobody
understands, days as they were read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ..core.declarations import Register
from ..core.import_dates import FIRST_YEAR, LAST_YEAR
from ..core.import_layout import Layout
from ..core.import_mapping import SheetMapping, guess_columns
from ..core.import_questions import Questions, questions
from ..core.import_sheets import Found, with_mapping
from ..core.import_vocabulary import REFERENCE, target_key, targets
from ..core.problems import Problem
from ..gui.desk import Desk
from ..gui.frames import card, section
from ..gui.layout import Item, column, ems, hairline, row, rows
from ..gui.live_page import Holder
from ..gui.states import sentence
from ..gui.widgets import DropDown, announce, elided, field, mark_problem, symbol, text

SHOWN = 6  # rows left out that are named


class SheetCard(Holder):
    """The sheets of a file that have the same headings: register, columns, values for all rows, open questions."""

    changed = Signal()

    def __init__(self, desk: Desk, founds: Sequence[Found], file_name: str) -> None:
        super().__init__()
        self.desk, self.file_name = desk, file_name
        self._founds = list(founds)
        self._extra: list[str] = []  # fields that a person wants to give for all rows
        self._wrong_year = ""
        self.asked: list[Questions] = []
        self._build()

    @property
    def mapping(self) -> SheetMapping:
        return self._founds[0].mapping

    @property
    def fingerprint(self) -> str:
        return self._founds[0].fingerprint

    @property
    def problems(self) -> list[Problem]:
        return [problem for one in self.asked[:1] for problem in one.problems]

    @property
    def _sheet(self) -> Layout:
        return self._founds[0].layout

    @property
    def _register(self) -> Register | None:
        return self.desk.declared.registers.get(self.mapping.register)

    # Changing

    def change(self, mapping: SheetMapping) -> None:
        """Read the sheets as this mapping says."""
        self._founds = [with_mapping(one, mapping, self.file_name) for one in self._founds]
        QTimer.singleShot(0, self._rebuild)

    def _rebuild(self) -> None:
        self._build()
        self.changed.emit()

    def choose_register(self, key: str) -> None:
        """Another register: its columns are guessed anew."""
        self._extra.clear()
        register = self.desk.declared.registers.get(key)
        if register is None:
            self.change(SheetMapping(columns=dict.fromkeys(self._sheet.headings.values(), "")))
            return
        made = guess_columns(self._sheet, register)
        kept = dataclasses.replace(made.mapping, year=self.mapping.year)
        self._founds = [dataclasses.replace(one, why=made.why) for one in self._founds]
        self.change(kept)

    def choose_column(self, heading: str, target: str) -> None:
        """Another field for a column."""
        self.change(dataclasses.replace(self.mapping, columns={**self.mapping.columns, heading: target}))

    def give(self, name: str, said: str) -> None:
        """A value for all rows; nothing takes it away."""
        constants = {one: value for one, value in self.mapping.constants.items() if one != name}
        if said:
            constants[name] = said
        if constants != self.mapping.constants:
            self.change(dataclasses.replace(self.mapping, constants=constants))

    def give_year(self, said: str) -> None:
        """The year of dates that do not tell it."""
        year = int(said) if said.isdigit() and FIRST_YEAR <= int(said) <= LAST_YEAR else None
        wrong = said if said and year is None else ""
        if year != self.mapping.year or wrong != self._wrong_year:
            self._wrong_year = wrong
            self.change(dataclasses.replace(self.mapping, year=year))

    def mean(self, name: str, said: str, meant: str) -> None:
        """What a word in a column stands for."""
        told = {**self.mapping.values.get(name, {}), said: meant}
        self.change(dataclasses.replace(self.mapping, values={**self.mapping.values, name: told}))

    def give_units(self, said: str) -> None:
        """Words that may stand beside a number."""
        units = tuple(one.strip() for one in said.split(",") if one.strip())
        if units != self.mapping.units:
            self.change(dataclasses.replace(self.mapping, units=units))

    def _ask_for(self, name: str) -> None:
        if name:
            self._extra.append(name)
            QTimer.singleShot(0, self._rebuild)

    # Showing

    def _build(self) -> None:
        w = self.desk.words
        self.asked = [questions(one, self.desk.declared) for one in self._founds]
        count = w.count("import_mapping.rows", sum(one.rows for one in self.asked))
        names = ", ".join(one.layout.sheet.name for one in self._founds)
        parts: list[Item] = [self._about()]
        register = self._register
        if register is not None:
            tables: list[Item] = [self._columns(register), self._constants(register)]
            if self._lacking(register):
                tables.reverse()  # what is missing is asked first
            parts += [self._problem_rows(), *tables, self._words(register)]
        parts.append(self._left_out())
        self.hold(card(names, *parts, aside=text(count, "small", "muted"), gap=1.5))

    def _about(self) -> QWidget:
        """Which register it is, and the year."""
        w = self.desk.words
        keys = ["", *self.desk.declared.registers]
        named = [w("import_mapping.not_read"), *(sentence(w(f"{key}._many")) for key in keys[1:])]
        box = self._box(w("import_mapping.register"), keys, named, self.mapping.register, self.choose_register)
        parts: list[Item] = [_labelled(w("import_mapping.register"), ems(box, 18))]
        register = self._register
        if register is not None and register.date:
            known = self._founds[0].known.year
            shown = self._wrong_year or str(self.mapping.year or "")
            line = field(str(known or ""), words=shown, name=w("import_mapping.year"))
            mark_problem(line, bool(self._wrong_year))
            line.editingFinished.connect(lambda: self.give_year(line.text().strip()))
            parts.append(_labelled(w("import_mapping.year"), ems(line, 6)))
            if days := [day for one in self.asked if one.dates for day in one.dates]:
                span = f"{days[0]} – {days[-1]}" if days[0] != days[-1] else days[0]
                parts.append(_labelled(w("import_mapping.days"), ems(text(span), height=2.46)))
        return row(*parts, 1, gap=2)

    def _problem_rows(self) -> QWidget | None:
        w = self.desk.words
        found = self.sentences()
        if any(one.needs_year for one in self.asked):
            found.append(w("problem.cell_no_year"))
        lines = [row(symbol("circle-x", "bad"), (text(said, wrap=True), 1), gap=1) for said in found]
        return column(*lines, gap=0.5) if lines else None

    def sentences(self) -> list[str]:
        """What is wrong with the mapping, each thing once."""
        wrong = [self.desk.words("import_mapping.wrong_year", said=self._wrong_year, first=FIRST_YEAR, last=LAST_YEAR)]
        return list(dict.fromkeys([*(wrong if self._wrong_year else []), *(self.said(one) for one in self.problems)]))

    def said(self, problem: Problem) -> str:
        """A problem of the mapping in words."""
        w = self.desk.words
        values = {
            name: ", ".join(w(key) for key in value) if isinstance(value, tuple) else value
            for name, value in problem.values.items()
        }
        return w(problem.key, **values)

    def _columns(self, register: Register) -> QWidget:
        """One line per column: heading, three values, the field it feeds, why it feeds none."""
        w = self.desk.words
        keys = ["", *targets(register)]
        named = [w("import_mapping.unused"), *(sentence(w(target_key(register, key))) for key in keys[1:])]
        twice = {problem.field for problem in self.problems if problem.key == "problem.import_two_columns"}
        lines = []
        for place, heading in self._sheet.headings.items():
            target = self.mapping.columns.get(heading, "")
            if target == REFERENCE:  # made while the pasted table was parted: nobody need look at it
                continue
            name = w("import_mapping.column_name", heading=heading)
            box = self._box(name, keys, named, target, partial(self.choose_column, heading))
            box.setProperty("problem", "true" if target in twice and target else "false")
            samples = " · ".join(self._sheet.samples(place)) or w("import_mapping.empty_column")
            reason = "" if target else self._reason(heading)
            under = column(
                elided(samples, tone="muted"), text(reason, "small", "muted", wrap=True) if reason else None, gap=0
            )
            head = ems(text(heading, "strong", wrap=True), 12)
            lines.append(row(head, (under, 1), ems(box, 17), gap=1, pad=(0, 0.5, 0, 0.5)))
        top = row(
            ems(text(w("import_mapping.column"), "small", "muted"), 12),
            (text(w("import_mapping.samples"), "small", "muted"), 1),
            ems(text(w("import_mapping.field"), "small", "muted"), 17),
            gap=1,
        )
        return column(top, hairline(), rows(*lines, height=3), gap=0.5)

    def _reason(self, heading: str) -> str:
        why, other = self._founds[0].why.get(heading, ("", ""))
        return self.desk.words(f"import_mapping.why_{why}", heading=other) if why else ""

    def _constants(self, register: Register) -> QWidget:
        """Values for all rows: required fields without a column first, others by choice."""
        w, fed, lacking = self.desk.words, set(self.mapping.used().values()), self._lacking(register)
        given = [name for name in (*self.mapping.constants, *self._extra) if name in register.form]
        names = [name for name in dict.fromkeys([*lacking, *given]) if name not in fed]
        lines: list[Item] = [self._constant(register, name) for name in names]
        others = [one.name for one in register.fields() if one.name not in fed and one.name not in names]
        words = [w("import_mapping.add_value"), *(sentence(w(register.field(one).key)) for one in others)]
        more = self._box(w("import_mapping.add_value"), ["", *others], words, "", self._ask_for)
        about = text(w("import_mapping.constants_about"), tone="muted", wrap=True)
        return section(w("import_mapping.constants"), about, *lines, row(ems(more, 17), 1), gap=0.75)

    def _lacking(self, register: Register) -> list[str]:
        """Required fields that no column feeds."""
        fed = set(self.mapping.used().values())
        return [one.name for one in register.fields() if register.asks(one.name) and one.name not in fed]

    def _constant(self, register: Register, name: str) -> QWidget:
        one, w = register.field(name), self.desk.words
        said, label = self.mapping.constants.get(name, ""), sentence(self.desk.words(one.key))
        editor: QWidget
        if one.choices and one.kind is not tuple:
            named = [w(key) for key in one.choices.values()]
            editor = self._box(label, ["", *named], ["–", *map(sentence, named)], said, partial(self.give, name))
        elif one.kind is bool:
            named = [w("yes"), w("no")]
            editor = self._box(label, ["", *named], ["–", *map(sentence, named)], said, partial(self.give, name))
        else:
            hint = w("import_mapping.link", register=w(f"{one.target}._many")) if one.target else ""
            line = field(hint, words=said, name=label)
            line.editingFinished.connect(lambda: self.give(name, line.text().strip()))
            editor = line
        return row(ems(text(label, wrap=True), 12), (editor, 1), gap=1)

    def _words(self, register: Register) -> QWidget | None:
        """Words in the sheet that are no choice of their field, and words beside numbers."""
        w = self.desk.words
        open_ones: dict[str, dict[str, str]] = {name: dict(told) for name, told in self.mapping.values.items()}
        for one in self.asked:
            for name, unread in one.values.items():
                open_ones.setdefault(name, {}).update(dict.fromkeys(unread, ""))
        lines: list[Item] = []
        for name, told in open_ones.items():
            named = [w(key) for key in register.field(name).choices.values()] if name in register.form else []
            for said, meant in told.items():
                label = w("import_mapping.meaning", said=said, field=w(register.field(name).key))
                words = [w("import_mapping.no_meaning"), *map(sentence, named)]
                box = self._box(label, ["", *named], words, meant, partial(self.mean, name, said))
                about = text(sentence(w(register.field(name).key)), tone="muted", wrap=True)
                lines.append(row(ems(text(f"„{said}”", wrap=True), 12), (about, 1), ems(box, 17), gap=1))
        if units := list(dict.fromkeys(unit for one in self.asked for unit in one.units)) or self.mapping.units:
            known = ", ".join(self.mapping.units)
            line: QLineEdit = field(", ".join(units), words=known, name=w("import_mapping.units"))
            line.editingFinished.connect(lambda: self.give_units(line.text()))
            lines.append(row(ems(text(w("import_mapping.units"), wrap=True), 12), (line, 1), gap=1))
        return section(w("import_mapping.words"), *lines, gap=0.75) if lines else None

    def _left_out(self) -> QWidget | None:
        w = self.desk.words
        told = [(one.layout.sheet, left) for one in self._founds for left in one.layout.left_out]
        if not told:
            return None
        lines = [
            w(f"import_mapping.left_{left.why}", sheet=sheet.name, row=sheet.number(left.row), said=left.said[:60])
            for sheet, left in told[:SHOWN]
        ]
        if len(told) > SHOWN:
            lines.append(w.count("import_mapping.left_more", len(told) - SHOWN))
        return column(*(text(said, "small", "muted", wrap=True) for said in lines), gap=0.25)

    def _box(self, name: str, keys: Sequence[str], words: Sequence[str], chosen: str, does: Any) -> DropDown:
        box = DropDown()
        box.setMaxVisibleItems(18)
        box.addItems(list(words))
        box.setAccessibleName(name)
        if chosen in keys:
            box.setCurrentIndex(list(keys).index(chosen))
        elif chosen:
            box.addItem(chosen)
            box.setCurrentIndex(box.count() - 1)
        box.activated.connect(lambda place: does(keys[place]) if place < len(keys) else None)
        return box


def _labelled(label: str, widget: QWidget) -> QWidget:
    return column(text(label, "small", "muted"), widget, 1, gap=0.25)


class MappingList(QWidget):
    """A card for every kind of sheet in the file that is not ours; what a person made of them."""

    changed = Signal()

    def __init__(self, desk: Desk, founds: Sequence[Found], file_name: str) -> None:
        super().__init__()
        groups: dict[str, list[Found]] = {}
        for one in founds:
            groups.setdefault(one.fingerprint, []).append(one)
        self.cards = [SheetCard(desk, group, file_name) for group in groups.values()]
        holder = column(*self.cards, 1, gap=2, pad=(3, 0, 3, 3))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(holder)
        for made in self.cards:
            made.changed.connect(partial(self._changed, made))

    def _changed(self, one: SheetCard) -> None:
        said = " ".join(one.sentences())
        announce(self, said or one.desk.words("import_mapping.no_problem"))
        self.changed.emit()

    def mappings(self) -> Mapping[str, SheetMapping]:
        """By fingerprint, as they stand now."""
        return {one.fingerprint: one.mapping for one in self.cards}

    def sentences(self) -> list[str]:
        """What is still wrong with the mappings, of sheets that are to be read."""
        return list(dict.fromkeys(said for one in self.cards for said in one.sentences()))
