"""The criteria of one card: a scale and a note each, the sum so far, and handing in.

Points are saved at every key; a note once one rests from typing it. Nothing is lost when the power goes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...gui.frames import scrolled
from ...gui.layout import Item, clear, column, fill, hairline, row
from ...gui.score_scale import ScoreScale
from ...gui.widgets import button, field, note, set_tone, text
from ..kinds import BallotState
from ..own_scores import Dossier, Mark

if TYPE_CHECKING:
    from .scoring import ScoringPage

REST = 700  # milliseconds of rest after which a note is saved
MOST_BOXES = 21  # a longer scale is typed as a number


class MarkLine(QWidget):
    """One criterion: its name, the scale, what the chosen points mean, a note, and abstaining from it."""

    def __init__(self, marks: Marks, mark: Mark) -> None:
        super().__init__()
        w = marks.page.desk.words
        self._marks, self.mark = marks, mark
        self.points, self.is_abstention = mark.points, mark.is_abstention
        self._said = text("", "strong", "muted")
        self._meaning = text("", "small", "muted", wrap=True)
        step = mark.step if (mark.high - mark.low) // mark.step < MOST_BOXES else max(1, (mark.high - mark.low) // 20)
        self.scale = ScoreScale(
            mark.name, mark.low, mark.high, step, mark.points,
            w("scoring.points_said", n="{n}", high="{high}"), w("scoring.not_scored"),
        )  # fmt: skip
        self.scale.chosen.connect(self._chosen)
        named = w("scoring.reason_name", criterion=mark.name)
        self.line = field(w("scoring.reason_hint"), words=mark.remark, name=named)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.save_note)
        self.line.textEdited.connect(lambda _: self._rest.start())
        self.line.editingFinished.connect(self.save_note)
        self.abstain = button(w("scoring.abstain"), "quiet", name=w("scoring.abstain_from", criterion=mark.name))
        self.abstain.clicked.connect(self._abstain)
        about = mark.description or (w("scoring.independent") if mark.is_independent else "")
        name = column(
            text(f"{mark.no}. {mark.name}", "strong", wrap=True),
            text(about, "small", "muted", wrap=True) if about else None,
            gap=0,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        head = row((name, 1), self._said)
        whole.addWidget(column(head, self.scale, self._meaning, row((self.line, 1), self.abstain), gap=0.5))
        self.setFocusProxy(self.scale)
        self._show()

    def _show(self) -> None:
        w = self._marks.page.desk.words
        if self.points is not None:
            self._said.setText(w("scoring.points_of", n=self.points, high=self.mark.high))
            set_tone(self._said, "")
        else:
            self._said.setText(w("scoring.abstained" if self.is_abstention else "scoring.not_scored"))
            set_tone(self._said, "muted")
        meant = dict(self.mark.anchors).get(self.points) if self.points is not None else None
        all_of_them = " · ".join(f"{points}: {said}" for points, said in self.mark.anchors)
        self._meaning.setText(meant or all_of_them)
        self._meaning.setHidden(not self._meaning.text())
        self.abstain.setHidden(self.is_abstention or not self.scale.isEnabled())

    def set_open(self, is_open: bool) -> None:
        """Whether it can be changed now."""
        self.scale.setEnabled(is_open)
        self.line.setReadOnly(not is_open)
        self._show()

    def _chosen(self, points: int) -> None:
        self.points, self.is_abstention = points, False
        self._save()

    def _abstain(self) -> None:
        self.points, self.is_abstention = None, True
        self.scale.show_points(None)
        self._save()

    def _save(self) -> None:
        self._rest.stop()
        self._show()
        self._marks.save(self.mark.criterion_id, self.points, self.line.text())

    def save_note(self) -> None:
        """Save a changed note; without points yet it waits in the draft."""
        self._rest.stop()
        if self.line.isReadOnly() or self.line.text().strip() == self.mark.remark:
            return
        if self.points is None and not self.is_abstention:
            self._marks.keep_draft()
        else:
            self._save()

    def follow(self, mark: Mark) -> None:
        """What is saved now; what is being typed stays."""
        self.mark = mark

    @property
    def is_answered(self) -> bool:
        """Whether it has points or an abstention."""
        return self.points is not None or self.is_abstention


class Marks(QWidget):
    """All criteria of the card that is open."""

    def __init__(self, page: ScoringPage, found: Dossier) -> None:
        super().__init__()
        self.page, self.found = page, found
        self.lines = [MarkLine(self, mark) for mark in found.marks]
        self._by = {line.mark.criterion_id: line for line in self.lines}
        self._problem = QVBoxLayout()
        self._why = field(page.desk.words("scoring.change_reason"), name=page.desk.words("scoring.change_reason"))
        self._why.textChanged.connect(lambda words: self._unlock(bool(words.strip())))
        self._total, self._answered = text("", "figure"), text("", "small", "muted")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._laid_out())
        is_open = found.may_score
        for line in self.lines:
            line.set_open(is_open)
        self._restore()
        self._sum()
        first = next((line for line in self.lines if not line.is_answered), self.lines[0] if self.lines else None)
        if first is not None:
            self.setFocusProxy(first)

    def _laid_out(self) -> QWidget:
        w, page = self.page.desk.words, self.page
        parts: list[Item] = []
        may_correct = self.found.card.state is BallotState.SUBMITTED and bool(page.seat and page.seat.is_open)
        if may_correct:
            parts.append(column(text(w("scoring.submitted_words"), tone="muted", wrap=True), self._why, gap=0.75))
        self._said = QWidget()
        self._said.setLayout(self._problem)
        self._said.hide()
        self._problem.setContentsMargins(0, 0, 0, 0)
        body = scrolled(column(self._said, *parts, *self.lines, 1, gap=1.75, pad=(2.5, 1.5, 2.5, 1)))
        following = button(w("scoring.next"), "", "arrow-right", does=lambda: page.step(1))
        submit = button(w("scoring.submit"), "primary", "check", does=page.hand_in)
        if not self.found.may_score:
            submit.hide()
        total = column(self._total, self._answered, gap=0)
        foot = column(hairline(), row(total, 1, following, submit, pad=(2.5, 1.5, 2.5, 1.5)), gap=0)
        if not self.lines:
            foot.hide()
        return column((body, 1), foot, gap=0)

    def _unlock(self, is_open: bool) -> None:
        """A card handed in may be corrected once it is said why; the version before stays."""
        for line in self.lines:
            line.set_open(is_open)

    def fits(self, found: Dossier) -> bool:
        """Whether these lines show this card as it can be worked on now."""
        same = [mark.criterion_id for mark in found.marks] == [line.mark.criterion_id for line in self.lines]
        return (same and (found.card.state, found.may_score) == (self.found.card.state, self.found.may_score)) or (
            same and found.may_score and self.found.may_score
        )

    def follow(self, found: Dossier) -> None:
        """After a save: the same lines, with what is in the database now."""
        self.found = found
        for mark in found.marks:
            self._by[mark.criterion_id].follow(mark)
        self._sum()

    def save(self, criterion_id: UUID, points: int | None, remark: str) -> None:
        """Save one answer."""
        self._clear_problem()
        reason = self._why.text() if self.found.card.state is BallotState.SUBMITTED else ""
        self.page.give(criterion_id, points, remark, reason)
        self._sum()
        self.keep_draft()

    def _sum(self) -> None:
        w = self.page.desk.words
        scored = [line for line in self.lines if line.points is not None and not line.mark.is_independent]
        points, most = sum(line.points or 0 for line in scored), sum(line.mark.high for line in scored)
        self._total.setText(w("scoring.total", n=points, most=most) if scored else "–")
        answered = sum(line.is_answered for line in self.lines)
        self._answered.setText(w.count("scoring.criteria_answered", len(self.lines), answered=answered))

    def first_gap(self) -> str | None:
        """The name of the first criterion without an answer, which gets the keyboard; None when there is none."""
        for line in self.lines:
            if not line.is_answered:
                line.setFocus()
                return f"{line.mark.no}. {line.mark.name}"
        return None

    def say(self, words: str) -> None:
        """Say what is wrong above the criteria; what was chosen stays."""
        self._clear_problem()
        self._said.show()
        fill(self._problem, [note("triangle-alert", words, "", kind="problem")])

    def _clear_problem(self) -> None:
        clear(self._problem)
        self._said.hide()

    # Notes that have no points yet

    @property
    def _key(self) -> str:
        return f"scoring|{self.found.card.ballot_id}"

    def save_notes(self) -> None:
        """Every note that is being typed."""
        for line in self.lines:
            line.save_note()

    def keep_draft(self) -> None:
        """Notes on criteria that are not scored yet wait beside the settings."""
        waiting = {
            str(line.mark.criterion_id): line.line.text()
            for line in self.lines
            if line.line.text().strip() and not line.is_answered
        }
        if waiting:
            self.page.desk.drafts.keep_page(self._key, waiting)
        else:
            self.page.desk.drafts.drop_page(self._key)

    def _restore(self) -> None:
        kept = self.page.desk.drafts.find_page(self._key) or {}
        for line in self.lines:
            said = kept.get(str(line.mark.criterion_id))
            if isinstance(said, str) and not line.is_answered and not line.line.text():
                line.line.setText(said)
