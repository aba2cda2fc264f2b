"""What has come back, file by file, before it is taken: whose, what it brings, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..core.answer_collect import WANTED, CardVerdict, ReturnedFile
from ..core.words import Words
from .layout import box, column, ems, row, rows
from .saying import problem_words
from .states import sentence
from .widgets import Status, pill, symbol, text, two

SHOWN = 12  # problems of one file before the rest is counted
LOOKS = {
    CardVerdict.NEW: ("good", "circle-check"),
    CardVerdict.CHANGED: ("warn", "pencil"),
    CardVerdict.SAME: ("muted", "equal"),
    CardVerdict.REFUSED: ("bad", "circle-x"),
}


class ReturnedFiles(QWidget):
    """`telling` says what a file brings, `is_hole` whether a problem is no more than an answer that is not there.

    `wanted`: how many can be taken; `incomplete`: more could be, with what is not answered whole left for later."""

    def __init__(
        self,
        words: Words,
        told: Sequence[ReturnedFile],
        telling: Callable[[Any, Words], str],
        is_hole: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self._words, self._telling = words, telling
        self.wanted = sum(one.verdict in WANTED for one in told)
        refused = [one for one in told if one.verdict is CardVerdict.REFUSED]
        self.incomplete = any(one.incomplete and all(is_hole(p.key) for p in one.grave) for one in refused)
        self.headline = words("returned.preview_line", files=len(told), wanted=self.wanted, refused=len(refused))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        ordered = sorted(told, key=lambda one: (list(LOOKS)[::-1].index(one.verdict), one.path.name))
        whole.addWidget(box("card", rows(*map(self._file, ordered), height=3.45), (2, 1, 2, 1)))

    def _file(self, one: ReturnedFile) -> QWidget:
        w = self._words
        tone, icon = LOOKS[one.verdict]
        state = pill(Status(tone, icon, sentence(w.choice(one.verdict))), filled=False)
        name = two(one.whose or one.path.name, one.path.name if one.whose else "")
        said = "" if one.verdict is CardVerdict.REFUSED else self._telling(one, w)
        about = text(said, tone="muted", wrap=True)
        problems = [self._problem(problem.warning, problem_words(problem, w)) for problem in one.problems[:SHOWN]]
        if len(one.problems) > SHOWN:
            problems.append(text(w.count("returned.preview_more", len(one.problems) - SHOWN), tone="muted"))
        state = ems(row(state, 1), 12)
        return column(row((name, 1), (about, 1), state, gap=1.5), *problems, gap=0.5, pad=(0, 0.75, 0, 0.75))

    @staticmethod
    def _problem(is_warning: bool, said: str) -> QWidget:
        icon, tone = ("info", "muted") if is_warning else ("triangle-alert", "warn")
        return row(column(symbol(icon, tone), 1, gap=0), (text(said, wrap=True), 1), gap=1)
