"""Whole tallies of a session, typed at the end in twenty seconds: age, language of contact, where guests come from.

A field left empty is not known, which is not zero; a sum above the attendance is refused and what was typed stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ...core.problems import Problem, Refused
from ...gui import theme
from ...gui.desk import Desk
from ...gui.layout import box, clear, column, ems, fill, row
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import announce, button, field, mark_problem, set_tone, text
from ..door_view import DoorView
from ..model import CATEGORIES, Dimension, TallyCategory
from .door_close import read_count
from .door_parts import takes_the_rest


class TallyForm(QWidget):
    """One dimension at a time; `wanted` tells (dimension, {category: number or None})."""

    wanted = Signal(object, object)
    closed = Signal()

    def __init__(self, desk: Desk, view: DoorView) -> None:
        super().__init__()
        self.desk, self.view = desk, view
        w = desk.words
        self.dimension = next(one for one in Dimension if one is not view.dimension)
        self.lines: dict[TallyCategory, QLineEdit] = {}
        self._chips: dict[Dimension, QPushButton] = {}
        for one in Dimension:
            chip = button(sentence(w.choice(one)), "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, d=one: self.show_dimension(d))
            self._chips[one] = chip
        self._grid = QVBoxLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._grid)
        self._sum = text("", "strong")
        self._problem = text("", "small", "bad", wrap=True)
        save = button(w("door.save_tallies"), "", "check", does=self.save)
        shut = button(w("door.close_tallies"), "quiet", does=self.closed.emit)
        about = text(w("door.tallies_about"), tone="muted", wrap=True)
        foot = row((self._sum, 1), shut, save, gap=1.25)
        head = row((text(w("door.tallies_title"), "lead"), 1))
        inner = column(head, about, self._by_dimension(), (takes_the_rest(inside, 9), 1), self._problem, foot, gap=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("card", inner))
        for made in (save, shut, *self._chips.values()):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        self.show_dimension(self.dimension)

    def _by_dimension(self) -> QWidget:
        """The chips: the short words on one line, the long one below."""
        age, language, origin = self._chips.values()
        return column(row((age, 1), (language, 1), gap=0.5), origin, gap=0.5)

    def tell(self, view: DoorView) -> None:
        """Another headcount; what is being typed stays."""
        self.view = view
        self._typed()

    def show_dimension(self, dimension: Dimension) -> None:
        """The fields of one dimension, with what is known so far."""
        w = self.desk.words
        self.dimension = dimension
        for which, chip in self._chips.items():
            chip.setChecked(which is dimension)
        clear(self._grid)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(*(theme.current().px(0.5),) * 4)  # room for the focus ring
        grid.setHorizontalSpacing(theme.current().px(1.5))
        grid.setVerticalSpacing(theme.current().px(0.75))
        self.lines = {}
        categories = CATEGORIES[dimension]
        tall = -(-len(categories) // 2) if len(categories) > 6 else len(categories)
        for at, one in enumerate(categories):
            known = self.view.tallies.get(one)
            name = sentence(w.choice(one))
            line = ems(field("–", words="" if known is None else str(known), name=name), 4.6)
            line.textChanged.connect(self._typed)
            line.returnPressed.connect(self._entered)
            self.lines[one] = line
            column_at = 2 * (at // tall)
            grid.addWidget(text(name, wrap=True), at % tall, column_at)
            grid.addWidget(line, at % tall, column_at + 1)
        for column_at in range(0, grid.columnCount(), 2):
            grid.setColumnStretch(column_at, 1)
        fill(self._grid, [holder, 1])
        self.setFocusProxy(next(iter(self.lines.values())))
        if self.isVisible():
            self.setFocus()
        self._typed()

    def _read(self) -> tuple[dict[TallyCategory, int | None], Problem | None]:
        counts: dict[TallyCategory, int | None] = {}
        for one, line in self.lines.items():
            n, wrong = read_count(line.text())
            mark_problem(line, wrong is not None)
            if wrong is not None:
                return counts, wrong
            counts[one] = n
        return counts, None

    def _typed(self) -> None:
        w, total = self.desk.words, self.view.count.total
        counts, wrong = self._read()
        counted = sum(n or 0 for n in counts.values())
        if wrong is None and counted > total:
            wrong = Problem("", "problem.tallies_above", {"sum": counted, "attendance": total})
        self._sum.setText(w("door.tallied", sum=counted, total=total))
        set_tone(self._sum, "bad" if wrong is not None else "text")
        self._say(wrong)

    def _say(self, problem: Problem | None) -> None:
        self._problem.setVisible(problem is not None)
        if problem is not None:
            self._problem.setText(problem_words(problem, self.desk.words))

    def _entered(self) -> None:
        """Enter goes to the next field, and saves after the last."""
        lines = list(self.lines.values())
        here = next((at for at, one in enumerate(lines) if one.hasFocus()), len(lines) - 1)
        if here + 1 < len(lines):
            lines[here + 1].setFocus()
            lines[here + 1].selectAll()
        else:
            self.save()

    def save(self) -> None:
        """Write the dimension, or say what is wrong."""
        counts, wrong = self._read()
        if wrong is None:
            self.wanted.emit(self.dimension, counts)
        else:
            announce(self, self._problem.text())

    def refused(self, error: Refused) -> None:
        """What was typed stays, with the reason."""
        self._say(error.problems[0])
        announce(self, self._problem.text())
