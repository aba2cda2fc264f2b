"""What has come back, file by file, and the reminder beside the list of cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ...core.formats import day
from ...core.words import LANGUAGES, Words
from ...core.words import words as words_of
from ...gui.desk import Desk
from ...gui.frames import card
from ...gui.layout import box, column, ems, row, rows
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import Status, announce, button, pill, symbol, text, two
from ..cards_collect import CardVerdict, Told
from ..cards_issue import CardsOfEdition, JurorCards, reminder
from ..cards_telling import telling

NUMBERS = 15  # numbers of candidates in a line before the rest is left off
SHOWN = 12  # problems of one file before the rest is counted
LOOKS = {
    CardVerdict.NEW: ("good", "circle-check"),
    CardVerdict.CHANGED: ("warn", "pencil"),
    CardVerdict.SAME: ("muted", "equal"),
    CardVerdict.REFUSED: ("bad", "circle-x"),
}
NAMES = {"pl": "Polski", "en": "English", "uk": "Українська"}


def closing_line(page: CardsOfEdition, words: Words) -> str:
    """'brakuje 3 osób · termin 15.09.2026'."""
    waiting = len(page.waiting)
    parts = [words.count("score_card.page_missing", waiting) if waiting else words("score_card.page_all_back")]
    if page.closes_on is not None:
        parts.append(words("score_card.page_due", day=day(page.closes_on, words.language)))
    return " · ".join(parts)


def shortened(numbers: Sequence[int]) -> str:
    """'3, 5, 8' or, where there are many, the first of them and '…'."""
    return ", ".join(map(str, numbers[:NUMBERS])) + (", …" if len(numbers) > NUMBERS else "")


class Preview(QWidget):
    """Each file: whose, what it brings, what is wrong with it. `wanted`: something can be taken; `incomplete`: more
    could be, with candidates that are not answered whole left for later."""

    def __init__(self, words: Words, told: Sequence[Told]) -> None:
        super().__init__()
        self._words = words
        self.wanted = sum(one.verdict in (CardVerdict.NEW, CardVerdict.CHANGED) for one in told)
        refused = [one for one in told if one.verdict is CardVerdict.REFUSED]
        self.incomplete = any(one.incomplete and all(is_hole(p.key) for p in one.grave) for one in refused)
        self.headline = words("score_card.preview_line", files=len(told), wanted=self.wanted, refused=len(refused))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        ordered = sorted(told, key=lambda one: (list(LOOKS)[::-1].index(one.verdict), one.path.name))
        whole.addWidget(box("card", rows(*map(self._file, ordered), height=3.45), (2, 1, 2, 1)))

    def _file(self, one: Told) -> QWidget:
        w = self._words
        tone, icon = LOOKS[one.verdict]
        state = pill(Status(tone, icon, sentence(w.choice(one.verdict))), filled=False)
        name = two(one.juror or one.path.name, one.path.name if one.juror else "")
        about = text("" if one.verdict is CardVerdict.REFUSED else telling(one, w), tone="muted", wrap=True)
        problems = [self._problem(problem.warning, problem_words(problem, w)) for problem in one.problems[:SHOWN]]
        if len(one.problems) > SHOWN:
            problems.append(text(w.count("score_card.preview_more", len(one.problems) - SHOWN), tone="muted"))
        state = ems(row(state, 1), 12)
        return column(row((name, 1), (about, 1), state, gap=1.5), *problems, gap=0.5, pad=(0, 0.75, 0, 0.75))

    @staticmethod
    def _problem(is_warning: bool, said: str) -> QWidget:
        icon, tone = ("info", "muted") if is_warning else ("triangle-alert", "warn")
        return row(column(symbol(icon, tone), 1, gap=0), (text(said, wrap=True), 1), gap=1)


def is_hole(key: str) -> bool:
    """Whether a problem is no more than an answer that is not there."""
    return key in ("problem.card_blank", "problem.card_candidate_blank", "problem.card_row_missing")


class ReminderCard(QWidget):
    """What to send to a member, in three languages, to be copied."""

    def __init__(self, desk: Desk, page: CardsOfEdition, juror: JurorCards, close: Callable[[], None]) -> None:
        super().__init__()
        w = desk.words
        self._desk, self._page, self._juror = desk, page, juror
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(w("score_card.reminder_title", name=juror.name))
        self._chips = {code: button(NAMES[code], "chip", does=partial(self.speak, code)) for code in LANGUAGES}
        for chip in self._chips.values():
            chip.setCheckable(True)
        copy = button(w("score_card.reminder_copy"), "", "file-text", does=self.copy)
        shut = button("", "quiet", "x", w("dialog.close"), "muted", does=close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        title = w("score_card.reminder_title", name=juror.name)
        shown = ems(column((self._text, 1), gap=0), height=19)  # the style sheet sets the heights of fields themselves
        whole.addWidget(card(title, row(*self._chips.values(), 1), shown, row(1, copy), 1, aside=shut))
        self.speak(w.language)

    def speak(self, language: str) -> None:
        """The text in this language."""
        for code, chip in self._chips.items():
            chip.setChecked(code == language)
        self._text.setPlainText(reminder(self._page, self._juror, words_of(language)))

    @property
    def words(self) -> str:
        """What is shown."""
        return self._text.toPlainText()

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.words)
        announce(self, self._desk.words("score_card.reminder_copied"))
