"""The right side of the writing page: how the task stands, the text with its length, and what is wrong with it.

A text that is too long is never cut: the sentence says by how much, the draft keeps every letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.formats import number
from ...core.sensitive import looks_sensitive
from ...gui.editors import ChoiceEditor
from ...gui.layout import column, ems, row
from ...gui.plain_writing import PlainWriting
from ...gui.states import sentence
from ...gui.widgets import button, key, set_tone, text
from ...programme.catalogue import catalogue
from ...programme.letter_tables import LetterLanguage
from ...programme.model import CONTINUOUS_STATES, DATED_STATES, ProductState, TaskState
from ...programme.report_tables import LONGEST_TEXT
from ..writing import Part, Statement

if TYPE_CHECKING:
    from .writing import WritingPage

REST = 800  # milliseconds after the last key until the draft is kept
DEGREES = range(6)


class TextPane(QWidget):
    """One part of the report being written."""

    def __init__(self, page: WritingPage, part: Part) -> None:
        super().__init__()
        w = page.desk.words
        self.page, self.part, self.year = page, part, page.desk.year
        self.is_task = part.key in catalogue(self.year).tasks
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.keep_draft)
        name = page.name_of(part.key)
        self.writing = PlainWriting(name, w("writing.hint" if self.is_task else "writing.hint_own"))
        self._length = text("", "small", "muted")
        self._kept = text("", "small", "muted")
        self._problem = text("", tone="bad", wrap=True)
        self._problem.hide()
        self._guard = text(w("writing.guard"), "small", "muted", wrap=True)
        self._editors = self._made_editors()
        self._language: LetterLanguage = next(iter(part.texts), LetterLanguage.POLISH)
        self._fill(part)
        self._restore()
        save = button(w("writing.save"), "primary", "check", does=page.save_and_go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(
            column(
                text(name, "lead", wrap=True),
                self._fields(),
                (self.writing, 1),
                row((self._guard, 1), self._length, gap=2),
                self._problem,
                row(save, key(w("writing.save_key")), 1, self._kept, gap=1),
                gap=1,
                pad=(2.5, 1.5, 2.5, 1.5),
            )
        )
        self.writing.textChanged.connect(self._typed)
        for editor in self._editors.values():
            editor.changed.connect(self._typed)
        self._editors["language"].changed.connect(self._other_language)
        self._count()

    # The fields above the text

    def _made_editors(self) -> dict[str, ChoiceEditor]:
        w = self.page.desk.words
        languages = [(one, sentence(w.choice(one))) for one in LetterLanguage]
        made = {"language": ChoiceEditor(w("task_status.narrative_language"), languages, "–")}
        if self.is_task:
            known = catalogue(self.year)
            rows = [one for one in known.rows.values() if one.task == self.part.key]
            dated = any(known.deadlines[one.deadline].on is not None for one in rows)
            states = DATED_STATES if dated else CONTINUOUS_STATES
            made |= {
                "state": ChoiceEditor(w("task_status.state"), [(one, sentence(w.choice(one))) for one in states], "–"),
                "degree": ChoiceEditor(w("task_status.degree"), [(n, w("tasks.of_five", n=n)) for n in DEGREES], "–"),
                "product": ChoiceEditor(
                    w("task_status.product_state"), [(one, sentence(w.choice(one))) for one in ProductState], "–"
                ),
            }
        return made

    def _fields(self) -> QWidget:
        """The editors, two beside each other, each under its name."""
        named = {
            name: column(text(sentence(one.name), "small", "muted", wrap=True), 1, one, gap=0.25)
            for name, one in self._editors.items()
        }
        if not self.is_task:
            return row(ems(named["language"], 14), 1)
        pairs = (("state", "degree"), ("product", "language"))
        return column(*(row(*((named[one], 1) for one in pair), gap=1) for pair in pairs), gap=1)

    def _fill(self, part: Part) -> None:
        self._editors["language"].set_value(self._language)
        if self.is_task:
            self._editors["state"].set_value(part.state)
            self._editors["degree"].set_value(part.degree)
            self._editors["product"].set_value(part.product)
        self.writing.setPlainText(part.texts.get(self._language, ""))

    def follow(self, part: Part) -> None:
        """The part was read again: what nobody has changed here shows what is stored."""
        untouched = not self.is_changed
        self.part = part
        if untouched:
            self.writing.blockSignals(True)
            kept = self.writing.textCursor().position()
            if self.writing.toPlainText() != part.texts.get(self._language, ""):
                self._fill(part)
                cursor = self.writing.textCursor()
                cursor.setPosition(min(kept, len(self.writing.toPlainText())))
                self.writing.setTextCursor(cursor)
            self.writing.blockSignals(False)
            self._count()

    # What stands here

    @property
    def words(self) -> str:
        """The text as it stands."""
        return self.writing.toPlainText()

    @property
    def language(self) -> LetterLanguage:
        """The language the text is written in."""
        return self._language

    def statement(self) -> Statement:
        """What is said of the task."""
        state, degree, product = (self._editors[one].value() for one in ("state", "degree", "product"))
        return Statement(state, degree, product, self.words, self._language)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what is stored."""
        part = self.part
        if self.words.strip() != part.texts.get(self._language, "").strip():
            return True
        if not self.is_task:
            return False
        said = self.statement()
        return (said.state, said.degree, said.product, said.language) != (
            part.state,
            part.degree,
            part.product,
            next(iter(part.texts), LetterLanguage.POLISH),
        )

    def _other_language(self) -> None:
        """A section has a text in each language; a task's narrative is in one."""
        chosen = self._editors["language"].value() or LetterLanguage.POLISH
        if chosen is self._language:
            return
        if not self.is_task:
            self.keep_draft()
            self._language = chosen
            self._fill(self.part)
            self._restore()
        else:
            self._language = chosen

    # Length, guard, problems

    def _typed(self) -> None:
        self._rest.start()
        self._count()

    def _count(self) -> None:
        w, length = self.page.desk.words, len(self.words)
        shown = {"n": number(length, w.language), "limit": number(LONGEST_TEXT, w.language)}
        self._length.setText(w("writing.length", **shown))
        too_long = length > LONGEST_TEXT
        set_tone(self._length, "bad" if too_long else "muted")
        if too_long:
            self.say([w("problem.text_too_long", limit=shown["limit"], length=shown["n"])])
        elif self._problem.isVisibleTo(self):
            self.say([])
        sensitive = looks_sensitive(self.words)
        self._guard.setText(w("problem.sensitive") if sensitive else w("writing.guard"))
        set_tone(self._guard, "warn" if sensitive else "muted")

    def say(self, problems: list[str]) -> None:
        """What is wrong, under the text; nothing hides it again."""
        self._problem.setText("\n".join(problems))
        self._problem.setVisible(bool(problems))

    # Drafts

    @property
    def _draft(self) -> str:
        key = self.page.draft_key(self.part.key)
        plain = self.is_task or self._language is LetterLanguage.POLISH
        return key if plain else f"{key}|{self._language.value}"

    def keep_draft(self) -> None:
        """Keep what differs from what is stored; forget a draft that says nothing else."""
        self._rest.stop()
        drafts = self.page.desk.drafts
        if not self.is_changed:
            drafts.drop_page(self._draft)
            return
        values: dict[str, Any] = {"text": self.words, "language": self._language.value}
        if self.is_task:
            said = self.statement()
            values |= {
                "state": said.state.value if said.state else None,
                "degree": said.degree,
                "product": said.product.value if said.product else None,
            }
        at = drafts.keep_page(self._draft, values)
        if at is not None:
            self._kept.setText(self.page.desk.words("writing.kept"))

    def drop_draft(self) -> None:
        """It is stored now."""
        self._rest.stop()
        self.page.desk.drafts.drop_page(self._draft)
        self._kept.setText(self.page.desk.words("writing.stored"))

    def _restore(self) -> None:
        """What was typed and never saved stands here again, and says so."""
        kept = self.page.desk.drafts.find_page(self._draft)
        if not kept:
            return
        try:
            language = LetterLanguage(kept.get("language", "pl"))
            if self.is_task:
                self._editors["state"].set_value(TaskState(kept["state"]) if kept.get("state") else None)
                self._editors["degree"].set_value(kept.get("degree"))
                self._editors["product"].set_value(ProductState(kept["product"]) if kept.get("product") else None)
                self._language = language
                self._editors["language"].set_value(language)
        except ValueError:
            return
        self.writing.setPlainText(str(kept.get("text", "")))
        self._kept.setText(self.page.desk.words("writing.restored"))
