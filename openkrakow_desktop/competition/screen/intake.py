"""Registering nominations, one after another, by keyboard alone: the form on the left, what it means on the right.

Ctrl+Enter saves and empties the form. Down from the candidate's name goes to the proposals; Enter says "the same"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.clock import WARSAW
from ...core.formats import moment
from ...core.problems import Problem, Refused
from ...gui.desk import Desk, Done
from ...gui.editors import Editor, LineEditor, TickEditor, editor_for, problem_of
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Item, Split, column, row, rows
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.saying import problem_words
from ...gui.states import sentence, status_of
from ...gui.undo_bar import UndoBar
from ...gui.widgets import announce, button, note, pill, symbol, text, two
from ..edition_steps import known_editions
from ..intake import (
    Arrived,
    Flag,
    Found,
    Pair,
    Proposal,
    Registered,
    candidate_pairs,
    flags,
    last_arrived,
    merge_candidates,
    next_number,
    proposals,
    register,
)
from ..kinds import CandidateCategory
from ..model import Candidate
from ..parties import values_of

TABLES = ("nomination", "candidate", "edition", "award")
SIDE, REST = 27, 250  # em of the column beside the form; milliseconds after the last letter
NOMINATION = (
    "received_at", "postmarked_on", "channel", "case_no", "nominator_kind", "nominator_name", "nominator_contact",
    "justification", "consent_candidate", "clause_given", "guardian_consent",
)  # fmt: skip
CANDIDATE = ("category", "subtype", "is_minor")
ORDER = (
    "received_at", "channel", "case_no", "nominator_kind", "nominator_name", "nominator_contact", "category", "name",
    "subtype", "is_minor", "guardian_consent", "justification", "consent_candidate", "clause_given", "postmarked_on",
)  # fmt: skip
STAYS = ("channel", "nominator_kind", "category")  # what the next nomination probably shares


def intake(desk: Desk) -> QWidget:
    """The page on which nominations are registered."""
    return IntakePage(desk)


def read_side(session: Session, edition_id: UUID) -> tuple[int, list[Arrived], list[Pair]]:
    """The next number, what arrived last, candidates who may be one."""
    return next_number(session, edition_id), last_arrived(session, edition_id), candidate_pairs(session, edition_id)


def read_meaning(
    session: Session, edition_id: UUID, nomination: Mapping[str, Any], candidate: Mapping[str, Any]
) -> tuple[list[Proposal], list[Flag]]:
    """Whom the typed name may mean, and what is notable."""
    chosen = candidate.get("id")
    if chosen is not None:
        row_ = session.get(Candidate, chosen)
        if row_ is None:
            return [], []
        known = values_of(row_, "id", "category", "name", "person_id", "organisation_id", "is_minor")
        return [], flags(session, nomination, known)
    found = proposals(session, edition_id, candidate.get("name") or "", candidate.get("category"))
    return found, flags(session, nomination, candidate) if candidate.get("name") else []


class IntakePage(LivePage):
    """`show_what` takes an edition's key; without one, the newest edition."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.edition: UUID | None = None
        self.chosen: Proposal | None = None
        self.proposals: PressableList | None = None
        self.told: list[Flag] = []
        self._known: list[Proposal] = []
        registers = desk.declared.registers
        self.editors: dict[str, Editor] = {
            name: editor_for(registers["nomination" if name in NOMINATION else "candidate"].field(name), desk)
            for name in ORDER
        }
        self._problems: dict[str, QLabel] = {}
        self._head, self._meaning, self._side, self._top = Holder(), Holder(), Holder(), Holder()
        self._chosen = Holder()
        form = column(self._top, self._form(), 1, gap=0, pad=(3, 0.5, 1, 2))
        side = column(self._meaning, self._side, 1, gap=2, pad=(1, 0.5, 3, 2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(self._head, (scrolled(column((Split(form, side, SIDE), 1), gap=0)), 1), gap=0))
        self._undo = UndoBar(self)
        self._pause = QTimer(self, singleShot=True, interval=REST)
        self._pause.timeout.connect(self.look)
        for name, one in self.editors.items():
            one.changed.connect(partial(self._typed, name))
        for keys, does in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Escape", desk.close_asked.emit)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        self._line("name").line.installEventFilter(self)
        self.empty(first=True)

    def _line(self, name: str) -> LineEditor:
        found = self.editors[name]
        assert isinstance(found, LineEditor)
        return found

    # The form

    def _form(self) -> QWidget:
        w = self.desk.words
        save = button(w("intake.save"), "primary", "check", does=self.save)
        parts = [self._field(name) for name in ORDER]
        at = ORDER.index("name") + 1
        return card(w("intake.form"), *parts[:at], self._chosen, *parts[at:], row(save, 1), gap=1.5)

    def _field(self, name: str) -> QWidget:
        editor = self.editors[name]
        problem = self._problems[name] = text("", "small", "bad", wrap=True)
        problem.hide()
        title = self.desk.words("intake.candidate") if name == "name" else editor.name
        said = None if isinstance(editor, TickEditor) else text(title, wrap=True)
        if name == "name":
            self._line("name").line.setAccessibleName(title)
        return column(said, editor, problem, gap=0.5)

    def empty(self, first: bool = False) -> None:
        """A form for the next nomination: received now, what it probably shares with the last one kept."""
        registers = self.desk.declared.registers
        for name, editor in self.editors.items():
            if first or name not in STAYS:
                editor.set_value(registers["nomination" if name in NOMINATION else "candidate"].field(name).default)
        if self.editors["category"].value() is None:
            self.editors["category"].set_value(CandidateCategory.INDIVIDUAL)
        self.editors["received_at"].set_value(self.desk.clock.now())
        self.choose(None)
        self._say([])
        if not first:
            self.editors["nominator_name"].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit_fields()

    def _fit_fields(self) -> None:
        """A subtype is asked of entities, age and consent of people, never of a candidate who stands already."""
        is_entity = self.editors["category"].value() is CandidateCategory.ENTITY
        is_new = self.chosen is None or self.chosen.kind is not Found.CANDIDATE
        minor = not is_entity and (bool(self.editors["is_minor"].value()) or not is_new)
        for name, shown in (
            ("subtype", is_entity and is_new),
            ("is_minor", not is_entity and is_new),
            ("guardian_consent", minor),
        ):
            holder = self.editors[name].parentWidget()
            assert holder is not None
            holder.setVisible(shown)

    def _typed(self, name: str) -> None:
        self._problems[name].hide()
        if name in ("category", "is_minor"):
            self._fit_fields()
        self._pause.start()

    def nomination(self) -> dict[str, Any]:
        """The nomination as typed."""
        return {name: self.editors[name].value() for name in NOMINATION} | {"edition_id": self.edition}

    def candidate(self) -> dict[str, Any]:
        """The candidate as typed or chosen."""
        chosen = self.chosen
        if chosen is not None and chosen.kind is Found.CANDIDATE:
            return {"id": chosen.id}
        found = {name: self.editors[name].value() for name in CANDIDATE} | {"name": self._line("name").value()}
        is_entity = found["category"] is CandidateCategory.ENTITY
        found["is_minor"] = bool(found["is_minor"]) and not is_entity
        found["subtype"] = found["subtype"] if is_entity else None
        if chosen is not None:
            found["person_id" if chosen.kind is Found.PERSON else "organisation_id"] = chosen.id
        return found

    # Reading

    def show_what(self, what: object) -> None:
        """Register for this edition."""
        if isinstance(what, UUID):
            self.edition = what
            self._on_changed(None)

    def load(self) -> None:
        self.ask(known_editions, done=self._choose_edition)

    def _choose_edition(self, known: list[tuple[UUID, int]]) -> None:
        if not known:
            self.desk.close_asked.emit()
            return
        years = dict(known)
        if self.edition not in years:
            self.edition = known[0][0]
        self._year = years[self.edition]
        self.ask(read_side, self.edition, done=self._show_side)

    def _show_side(self, found: tuple[int, list[Arrived], list[Pair]]) -> None:
        number, arrived, pairs = found
        w = self.desk.words
        back = button("", "quiet", "chevron-left", w("conflicts_page.back"), does=self.desk.close_asked.emit)
        title = w("intake.title", no=number, year=self._year)
        self._head.hold(page_header(title, w("intake.about"), before=back))
        lines = [self._arrived(one) for one in arrived]
        content: Item = rows(*lines, height=3.2) if lines else text(w("intake.nothing"), tone="muted", wrap=True)
        parts = [card(w("intake.last"), content, gap=0.5)]
        if pairs:
            parts.insert(0, card(w("intake.pairs"), rows(*(self._pair(one) for one in pairs[:5]), height=3.2), gap=0.5))
        self._side.hold(column(*parts, gap=2))
        self.look()

    def _arrived(self, one: Arrived) -> QWidget:
        at = moment(one.received_at.astimezone(WARSAW), self.desk.words.language)
        said = two(f"{one.no or '–'}. {one.candidate}", f"{one.nominator} · {at}")
        return row((said, 1), pill(status_of(one.state, self.desk.words), filled=False), pad=(0, 0.5, 0, 0.5))

    def _pair(self, pair: Pair) -> QWidget:
        w = self.desk.words
        said = w("intake.pair", one=self._named(pair.keep), other=self._named(pair.other), score=pair.score)
        join = button(w("intake.join"), name=f"{w('intake.join')}: {said}", does=partial(self.join, pair))
        return row((text(said, wrap=True), 1), join, gap=1, pad=(0, 0.5, 0, 0.5))

    def _named(self, one: Proposal) -> str:
        return f"{one.no or '–'}. {one.name}"

    # What it means

    def look(self) -> None:
        """Ask whom the typed name means and what is notable."""
        if self.edition is not None:
            self.ask(read_meaning, self.edition, self.nomination(), self.candidate(), done=self._show_meaning)

    def _show_meaning(self, found: tuple[list[Proposal], list[Flag]]) -> None:
        w = self.desk.words
        self._known, self.told = found if self.chosen is None else ([], found[1])
        parts: list[Item] = []
        for one in self.told:
            told = {name: self._value(value) for name, value in one.values.items()}
            tone = ("circle-x", "bad") if one.is_grave else ("triangle-alert", "warn")
            said = text(w(f"intake_flag.{one.key}", **told), wrap=True)
            parts.append(row(column(symbol(*tone), 1, gap=0), (said, 1), gap=0.75))
        self.proposals = None
        if self._known:
            lines: list[Any] = [((one.kind, one.id), self._proposal(one)) for one in self._known]
            self.proposals = PressableList(w("intake.proposals"), lines)
            self.proposals.opened.connect(self._take)
            parts += [text(w("intake.same"), "small", "muted", wrap=True), self.proposals]
        if not parts:
            parts = [text(w("intake.quiet"), tone="muted", wrap=True)]
        self._meaning.hold(card(w("intake.notice"), *parts, gap=0.75))

    def _value(self, value: Any) -> Any:
        language = self.desk.words.language
        return moment(value.astimezone(WARSAW), language) if isinstance(value, dt.datetime) else value

    def _proposal(self, one: Proposal) -> Pressable:
        w = self.desk.words
        about = w("intake.likeness", score=one.score)
        if one.kind is Found.CANDIDATE:
            about = f"{w.count('edition_step.nominations', one.nominations)} · {about}"
        kind = sentence(w.choice(one.kind))
        name = self._named(one) if one.kind is Found.CANDIDATE else one.name
        return Pressable(two(name, f"{kind} · {about}"), name, about, (1, 0.5, 1, 0.5))

    def _take(self, key: object) -> None:
        self.choose(next((one for one in self._known if (one.kind, one.id) == key), None))
        self.editors["justification"].setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, one: Proposal | None) -> None:
        """The same candidacy as this one (or this contact); None: what is typed is new."""
        self.chosen, w = one, self.desk.words
        self._line("name").line.setReadOnly(one is not None)
        if one is None:
            self._chosen.hold(QWidget())
        else:
            self.editors["category"].set_value(one.category)
            self._line("name").set_value(one.name)
            drop = button(w("intake.not_same"), "quiet", "x", does=partial(self.choose, None))
            key = "taken" if one.kind is Found.CANDIDATE else "taken_contact"
            said = text(w(f"intake.{key}", name=self._named(one) if one.no else one.name), wrap=True)
            self._chosen.hold(row(symbol("check", "good"), (said, 1), drop))
        self._fit_fields()
        self._pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            first = self.proposals.focusProxy() if self.proposals is not None else None
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    # Doing

    def save(self) -> None:
        """Write the nomination; what is wrong stands under its field."""
        unread = [problem for name, one in self.editors.items() if (problem := problem_of(one, name))]
        if not self._line("name").value():
            unread.append(Problem("name", "problem.required"))
        self._say(unread)
        if unread or self.edition is None:
            return
        registers = {key: self.desk.declared.registers[key] for key in ("candidate", "nomination")}
        self.desk.do("nomination.register", register, registers, self.nomination(), self.candidate(),
                     self.desk.clock.today(), done=self._saved, failed=self._refused, owner=self)  # fmt: skip

    def _saved(self, done: Done) -> None:
        made: Registered = done.value
        w = self.desk.words
        self._offer_undo(w("intake.saved" if made.is_new else "intake.added", no=made.no, name=made.candidate), done)
        self.empty()

    def join(self, pair: Pair) -> None:
        """The two are one candidate."""
        done = partial(self._offer_undo, self.desk.words("intake.joined", name=pair.keep.name))
        self.desk.do("candidate.merge", merge_candidates, pair.keep.id, pair.other.id, done=done,
                     failed=self._refused, owner=self)  # fmt: skip

    def _offer_undo(self, said: str, done: Done) -> None:
        w, operation = self.desk.words, done.operation
        if operation is not None:
            self._undo.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        self._say(list(error.problems))

    def _say(self, problems: list[Problem]) -> None:
        for label in self._problems.values():
            label.hide()
        w = self.desk.words
        others = []
        for problem in reversed(problems):
            said = problem_words(problem, w)
            label_ = self._problems.get("name" if problem.field == "candidate_id" else problem.field)
            if label_ is None:
                others.append(said)
                continue
            label_.setText(said)
            label_.show()
            self.editors["name" if problem.field == "candidate_id" else problem.field].setFocus()
        self._top.hold(note("triangle-alert", "\n".join(others), "", kind="problem") if others else QWidget())
        if problems:
            announce(self, problem_words(problems[0], w))
