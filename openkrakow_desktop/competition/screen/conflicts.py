"""Wyłączenia: members against candidates; a pair is opened, the reasons are read, somebody decides.

Four looks tell excluded, waiting hint, declared free and not declared apart by shape, not by colour alone."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...core.problems import Refused
from ...core.words import Words
from ...gui import theme
from ...gui.desk import Desk
from ...gui.editors import ChoiceEditor, LongEditor
from ...gui.frames import SidePanel, page_header, section
from ...gui.layout import box, column, row
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.theme import icon
from ...gui.widgets import Status, announce, button, empty_state, symbol, text
from ..conflicts import Matrix, Seated, Standing, Tie, matrix
from ..hints import Hint, decide
from ..kinds import ConflictKind, ConflictSource
from .edition_page import OneEditionPage

TABLES = ("edition", "candidate", "nomination", "juror", "conflict_of_interest", "ballot", "person", "organisation")
LOOKS = {
    Tie.EXCLUDED: ("circle-minus", "bad"),
    Tie.HINT: ("triangle-alert", "warn"),
    Tie.DECLARED_NONE: ("circle-check", "good"),
    Tie.NOT_DECLARED: ("circle-dashed", "muted"),
}
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NAME, CELL, EFFECT = 15, 5.4, 22  # widths in em


def conflicts(desk: Desk) -> QWidget:
    """The page of conflicts of interest of an edition."""
    return ConflictsPage(desk)


class Pairs(QAbstractTableModel):
    """The matrix as a table: the candidate, a cell for each member, what it does to the quorum."""

    def __init__(self, desk: Desk, found: Matrix) -> None:
        super().__init__()
        self._words, self.found = desk.words, found

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.found.candidates)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.found.members) + 2

    def pair(self, index: Index) -> tuple[Seated, Standing] | None:
        """Who meets in a cell; None beside the cells."""
        if 1 <= index.column() <= len(self.found.members):
            return self.found.members[index.column() - 1], self.found.candidates[index.row()]
        return None

    def headerData(self, at: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way is not Qt.Orientation.Horizontal or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
        ):  # fmt: skip
            return None
        members = self.found.members
        if 1 <= at <= len(members):
            whole = members[at - 1].name
            return whole if role == Qt.ItemDataRole.ToolTipRole else (whole.split() or [""])[-1]
        return self._words("conflicts_page.candidate" if at == 0 else "conflicts_page.effect")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.found.candidates[index.row()]
        met = self.pair(index)
        if met is not None:
            tie = one.cells[index.column() - 1]
            if role == Qt.ItemDataRole.DecorationRole:
                return icon(*LOOKS[tie])
            if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                return f"{met[0].name}, {one.name}: {self._words(f'conflicts_page.{tie.value}')}"
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{one.no or '–'}. {one.name}" if index.column() == 0 else effect_words(self.found, one, self._words)
        if role == Qt.ItemDataRole.DecorationRole and index.column() > 0:
            return icon("circle-check", "good") if one.is_enough else icon("circle-x", "bad")
        return None


def effect_words(found: Matrix, one: Standing, words: Words) -> str:
    """'oceni 5 z 7 · kworum 5: wystarczy'."""
    kind = "quorum" if found.is_quorum else "least"
    key = f"conflicts_page.{kind}_{'enough' if one.is_enough else 'short'}"
    return words(key, n=one.may_score, all=len(one.cells), needed=one.needed)


class Signs(QStyledItemDelegate):
    """A sign stands in the middle of its cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.current().colour("tint"))
        sign = index.data(Qt.ItemDataRole.DecorationRole)
        side = theme.current().em(1.3)
        area = QRect(0, 0, side, side)
        area.moveCenter(option.rect.center())
        sign.paint(painter, area)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.current().colour("focus"), 2))
            painter.drawRect(option.rect.adjusted(2, 2, -2, -2))


class ConflictsPage(OneEditionPage):
    """The matrix, the opened pair beside it. N: the next hint that waits."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.found: Matrix | None = None
        self.table: QTableView | None = None
        self.form: PairForm | None = None
        self._open: tuple[UUID, UUID] | None = None
        self._beside.closed.connect(self._closed)
        shortcut = QShortcut(QKeySequence("N"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.next_hint)

    # Reading

    def read(self, edition_id: UUID) -> None:
        self.ask(matrix, edition_id, done=self._show)

    def _back(self) -> QWidget:
        said = self.desk.words("conflicts_page.back")
        return button("", "quiet", "chevron-left", said, does=self.desk.close_asked.emit)

    def show_none(self) -> None:
        w = self.desk.words
        title = w("place.conflicts") if self.found is None else w("conflicts_page.title", year=self.found.title_year)
        self._head.hold(page_header(title, "", before=self._back()))
        said = empty_state("user-plus", w("conflicts_page.none"), w("conflicts_page.none_words"))
        self._body.hold(box("sheet", said, (0, 0, 0, 0)))

    def _show(self, found: Matrix) -> None:
        self.found = found
        if not found.members or not found.candidates:
            self.show_none()
            return
        w = self.desk.words
        short = sum(not one.is_enough for one in found.candidates)
        about = [w("conflicts_page.about")]
        about += [w.count("conflicts_page.hints_left", len(found.waiting))] if found.waiting else []
        about += [w.count("conflicts_page.short", short)] if short else []
        jump = button(w("conflicts_page.next_hint"), "primary", "triangle-alert", does=self.next_hint)
        jump.setVisible(bool(found.waiting))
        title = w("conflicts_page.title", year=found.title_year)
        self._head.hold(page_header(title, " · ".join(about), jump, before=self._back()))
        signs = [row(symbol(*LOOKS[tie]), text(w(f"conflicts_page.{tie.value}"), "small"), 1, gap=0.5) for tie in Tie]
        narrow = theme.is_narrow(self)
        lines = [signs[:2], signs[2:]] if narrow else [signs]
        legend = column(*(row(*line, 1, gap=2) for line in lines), gap=0.25, pad=(3, 0, 3, 1))
        self.table = self._table(found)
        self._body.hold(column(legend, (column((self.table, 1), gap=0, pad=(3, 0, 3, 2)), 1), gap=0))
        self.setFocusProxy(self.table)
        if self._open is not None:
            self._choose_pair(*self._open)

    def _table(self, found: Matrix) -> QTableView:
        made = QTableView()
        made.setModel(Pairs(self.desk, found))
        made.model().setParent(made)
        made.setAccessibleName(self.desk.words("place.conflicts"))
        made.verticalHeader().hide()
        made.setShowGrid(False)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setTabKeyNavigation(False)
        em = theme.current().em
        made.verticalHeader().setDefaultSectionSize(em(2.75))
        head = made.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        made.setColumnWidth(0, em(NAME))
        signs = Signs(made)
        for at in range(1, len(found.members) + 1):
            made.setColumnWidth(at, em(CELL))
            made.setItemDelegateForColumn(at, signs)
        made.setColumnWidth(len(found.members) + 1, em(EFFECT))
        made.activated.connect(self._entered)
        made.clicked.connect(self._entered)
        return made

    # A pair

    def _entered(self, index: QModelIndex) -> None:
        model: Any = index.model()
        met = model.pair(index)
        if met is not None:
            self.open_pair(met[0].id, met[1].id)

    def next_hint(self) -> None:
        """Open the strongest hint that waits, or the one after the one that is open."""
        waiting = self.found.waiting if self.found is not None else []
        if waiting:
            at = waiting.index(self._open) + 1 if self._open in waiting else 0
            self.open_pair(*waiting[at % len(waiting)])

    def _choose_pair(self, juror: UUID, candidate: UUID) -> bool:
        found = self.found
        if found is None or self.table is None:
            return False
        members, rows = [one.id for one in found.members], [one.id for one in found.candidates]
        if juror not in members or candidate not in rows:
            return False
        index = self.table.model().index(rows.index(candidate), members.index(juror) + 1)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)
        return True

    def open_pair(self, juror: UUID, candidate: UUID) -> None:
        """Show why the program asks about this pair, and the two answers."""
        if not self._choose_pair(juror, candidate) or self.found is None:
            return
        self._open, w = (juror, candidate), self.desk.words
        who = next(one for one in self.found.members if one.id == juror)
        standing = next(one for one in self.found.candidates if one.id == candidate)
        tie = standing.cells[[one.id for one in self.found.members].index(juror)]
        self.form = PairForm(self, who, standing, tie)
        state = Status(LOOKS[tie][1], LOOKS[tie][0], w(f"conflicts_page.{tie.value}"))
        panel = SidePanel(w("conflicts_page.pair"), f"{who.name} – {standing.name}", state, self.form,
                          actions=self.form.foot, close=w("conflicts_page.close"))  # fmt: skip
        self._beside.set_panel(panel)
        if self.form.foot:
            self.form.foot[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _closed(self) -> None:
        self._open = self.form = None
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self, kind: ConflictKind, is_conflict: bool, remark: str) -> None:
        """Keep what somebody has decided about the open pair."""
        if self._open is None or self.form is None:
            return
        juror, candidate = self._open
        source = ConflictSource.HINT if self.form.hints else ConflictSource.OBJECTION
        self.desk.do("conflict.decide", decide, juror, candidate, kind, is_conflict, remark, source,
                     done=self._decided, failed=self._refused, owner=self)  # fmt: skip

    def _decided(self, _done: object) -> None:
        announce(self, self.desk.words("action.conflict.decide"))
        self._beside.close_panel()

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        if self.form is not None:
            self.form.say("\n".join(problem_words(one, self.desk.words) for one in error.problems))


class PairForm(QWidget):
    """What ties a member to a candidate, perhaps: the reasons, and what somebody decides."""

    def __init__(self, page: ConflictsPage, who: Seated, standing: Standing, tie: Tie) -> None:
        super().__init__()
        self._page, w = page, page.desk.words
        found = page.found
        assert found is not None
        self.hints: tuple[Hint, ...] = found.hints.get((who.id, standing.id), ())
        self.foot: list[QWidget] = []
        self._problem = text("", "small", "bad", wrap=True)
        self._problem.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        reasons: list[QWidget] = [self._reason(one) for one in self.hints]
        if tie is Tie.EXCLUDED:
            kind = found.declared.get((who.id, standing.id), ConflictKind.OWN_CANDIDACY)
            reasons = [text(w("conflicts_page.is_excluded", kind=w.choice(kind)), wrap=True)]
        shown = reasons or [text(w("conflicts_page.no_reason"), tone="muted", wrap=True)]
        parts: list[QWidget] = [section(w("conflicts_page.why"), *shown)]
        parts.append(section(w("conflicts_page.effect"), text(effect_words(found, standing, w), wrap=True)))
        if not found.is_open:
            parts.append(text(w("conflicts_page.closed"), tone="muted", wrap=True))
        elif tie is not Tie.EXCLUDED:
            parts += self._questions()
        whole.addWidget(column(*parts, self._problem, 1, gap=2))

    def _reason(self, one: Hint) -> QWidget:
        w = self._page.desk.words
        said = sentence(w.choice(one.reason)) + (f": {one.detail}" if one.detail else "")
        strength = text(w("conflicts_page.strength", n=one.score), "small", "muted")
        return row(
            column(symbol("triangle-alert", "warn"), 1, gap=0), (column(text(said, wrap=True), strength, gap=0), 1)
        )

    def _questions(self) -> list[QWidget]:
        w = self._page.desk.words
        choices = [(kind, sentence(w.choice(kind))) for kind in ConflictKind]
        self.kind = ChoiceEditor(w("conflicts_page.kind"), choices, w("conflicts_page.choose_kind"))
        self.kind.set_value(self.hints[0].kind if self.hints else None)
        self.remark = LongEditor(w("conflicts_page.remark"))
        exclude = button(w("conflicts_page.exclude"), "primary", does=partial(self.answer, True))
        self.foot = [exclude]
        if self.hints:
            self.foot.append(button(w("conflicts_page.groundless"), does=partial(self.answer, False)))
        return [
            column(text(self.kind.name), self.kind, gap=0.75),
            column(text(self.remark.name), self.remark, gap=0.75),
        ]

    def answer(self, is_conflict: bool) -> None:
        """Excluded, or groundless."""
        kind = self.kind.value()
        if kind is None:
            self.say(self._page.desk.words("problem.required"))
            self.kind.setFocus()
            return
        self._page.decide(kind, is_conflict, self.remark.value() or "")

    def say(self, words: str) -> None:
        """What was refused."""
        self._problem.setText(words)
        self._problem.show()
        announce(self, words)
