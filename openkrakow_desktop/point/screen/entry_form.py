"""The form of the quick entry: five fields in the order a conversation has, the others behind one key.

Nothing is carried over from the last contact by itself: a wrong channel or language that nobody chose would look like a
right one. Space in the empty first field takes both from the last contact, and says so on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.declarations import Draft
from ...core.problems import Problem
from ...core.text import sentence
from ...gui import theme
from ...gui.desk import Desk
from ...gui.editors import Editor, NumberEditor, editor_for, problem_of
from ...gui.layout import Item, column, ems, fill, row
from ...gui.live_page import Holder
from ...gui.saying import problem_words
from ...gui.widgets import announce, button, set_tone, symbol, text
from ..feature import CONTACTS
from ..model import FirstInYear
from ..service import new_follow_up_code, problems_of
from . import choices
from .keyed import ENTER, KeyedOne
from .topics import TopicPicker

MAIN = ("channel", "language", "topics", "persons_served", "first_in_year")
MORE = tuple(name for name in CONTACTS.form if name not in MAIN)
REST = 250  # milliseconds after the last key until the whole is checked
_SHORTCUT = Qt.ShortcutContext.WidgetWithChildrenShortcut


class EntryLine(QWidget):
    """One field: its name, the field, and under it what is wrong with it."""

    def __init__(self, name: str, inside: QWidget, aside: QWidget | None = None, *, is_plain: bool = False) -> None:
        """`is_plain`: the field says its name itself."""
        super().__init__()
        self.inside = inside
        self._problem = text("", "small", "bad", wrap=True)
        self._under = row(column(symbol("triangle-alert", "bad", 1), 1, gap=0), (self._problem, 1), gap=0.5)
        self._under.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.current().px(0.75))
        if not is_plain:
            whole.addWidget(row(text(name, "strong"), 1, aside))
        whole.addWidget(inside)
        whole.addWidget(self._under)

    def say(self, said: str, grave: bool) -> None:
        """Show what is wrong, an empty text for nothing."""
        self._problem.setText(said)
        set_tone(self._problem, "bad" if grave else "warn")
        self._under.setVisible(bool(said))
        target = self.inside.focusProxy() or self.inside
        if not isinstance(self.inside, KeyedOne | TopicPicker):  # these describe what is chosen
            target.setAccessibleDescription(said)
        for one in (self.inside, *self.inside.findChildren(Editor)):
            if isinstance(one, Editor | TopicPicker):
                one.mark(bool(said) and grave)


class EntryForm(QWidget):
    """The fields of one contact. `submitted` hands over a draft that has nothing grave wrong by itself."""

    submitted = Signal(object)
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.last: Draft | None = None  # what Space takes channel and language from
        self._day: dt.date | None = None  # a day that was chosen; None: today
        self._warned: frozenset[tuple[str, str]] = frozenset()
        self._turn, self._quiet = 0, False
        self.lines: dict[str, EntryLine] = {}
        self._build_main()
        self._more_lines = QVBoxLayout()
        self._more_holder = QWidget()
        self._more_holder.setLayout(self._more_lines)
        self._more_holder.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        two_ = row((self.lines["persons_served"], 0), 3.0, (self.lines["first_in_year"], 1))
        first: list[Item] = [self.lines["channel"], self.lines["language"], self.lines["topics"], two_]
        whole.addWidget(column(*first, self._more_holder, gap=1.75))
        self.setFocusProxy(self.channel)
        self._check = QTimer(self, singleShot=True, interval=REST)
        self._check.timeout.connect(self._check_whole)
        for keys, does in (
            ("F4", self.toggle_more), ("F9", self.give_code), ("Ctrl+Return", self.submit), ("Ctrl+Enter", self.submit),
            ("Ctrl+S", self.submit),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, context=_SHORTCUT)
            shortcut.activated.connect(does)

    # Building

    def _build_main(self) -> None:
        w = self.desk.words
        self.channel = KeyedOne(self._name("channel"), choices.channels(w), 7, 14)
        self.language = KeyedOne(self._name("language"), choices.languages(w), 7, 14)
        hint, nothing = w("point_entry.topics_hint"), w("point_entry.no_topic")
        self.topics = TopicPicker(self._name("topics"), choices.topics(w), hint, nothing)
        self.people = NumberEditor(self._name("persons_served"))
        ems(self.people.line, 4)
        self.first = KeyedOne(self._name("first_in_year"), choices.first_in_year(w), 6, 9)
        self.again = Holder()
        fewer = button("−", name=w("point_entry.fewer"), does=lambda: self.count_people(-1))
        more = button("+", name=w("point_entry.more_people"), does=lambda: self.count_people(1))
        for one in (fewer, more):
            ems(one, 2.46).setFocusPolicy(Qt.FocusPolicy.NoFocus)
        counter = row(fewer, self.people, more, 1, gap=0.5)
        counter.setFocusProxy(self.people)
        for name, inside, aside in (
            ("channel", self.channel, self.again), ("language", self.language, None), ("topics", self.topics, None),
            ("persons_served", counter, None), ("first_in_year", self.first, None),
        ):  # fmt: skip
            self.lines[name] = EntryLine(self._name(name), inside, aside)
        for here, there in ((self.channel, self.language), (self.language, self.topics)):
            here.passed.connect(lambda here=here, there=there: self._go_on(here, there))
            here.entered.connect(lambda here=here, there=there: self._go_on(here, there))
        self.first.entered.connect(self.submit)
        self.channel.space.connect(self.take_last)
        self.topics.entered.connect(self.submit)
        self.topics.people.connect(self.count_people)
        for field in (self.channel, self.language, self.topics, self.people, self.first):
            field.changed.connect(self._changed)

    def _name(self, name: str) -> str:
        return sentence(self.desk.words(f"contact.{name}"))

    def _build_more(self) -> None:
        if "remark" in self.lines:
            return
        for name in MORE:
            editor = editor_for(CONTACTS.field(name), self.desk)
            aside: QWidget | None = None
            if name == "follow_up_code":
                aside = button(self.desk.words("point_entry.give_code"), "quiet", does=self.give_code)
            line = EntryLine(editor.name, editor, aside, is_plain=name == "is_legal_advice")
            self.lines[name] = line
            editor.changed.connect(self._changed)
        pairs = [row((self.lines[a], 1), 2.0, (self.lines[b], 1)) for a, b in _PAIRS]
        fill(self._more_lines, [column(*pairs, self.lines["is_legal_advice"], self.lines["remark"], gap=1.75)])
        self._more_lines.setContentsMargins(0, 0, 0, 0)
        self._put_more({one.name: one.default for one in CONTACTS.fields()})

    @property
    def is_more_open(self) -> bool:
        """Whether the fields behind F4 are shown."""
        return not self._more_holder.isHidden()

    def toggle_more(self) -> None:
        """Show or hide the optional fields. What was typed in them stays and is saved; hidden, their number is told."""
        self._build_more()
        self._more_holder.setVisible(not self.is_more_open)
        if self.is_more_open:
            self._editor(MORE[0]).setFocus()
        else:
            self.setFocus()
        self.changed.emit()

    def _editor(self, name: str) -> Any:
        return self.lines[name].inside

    # Values

    @property
    def day(self) -> dt.date:
        """The day the contact is recorded for: today, unless another was chosen."""
        return self._day or self.desk.clock.today()

    def draft(self) -> Draft:
        """What the form holds now; None where nothing is chosen."""
        found: Draft = {one.name: one.default for one in CONTACTS.fields()}
        found |= {"contacted_on": self.day, "channel": self.channel.value(), "language": self.language.value()}
        found |= {"topics": self.topics.value(), "persons_served": self.people.value()}
        found["first_in_year"] = self.first.value()
        if "remark" in self.lines:
            found |= {name: self._editor(name).value() for name in MORE if name != "contacted_on"}
        return found

    def put(self, draft: Draft) -> None:
        """Fill the form with a draft: one that was kept, or that could not be saved."""
        self._quiet = True
        chosen = draft.get("contacted_on")
        self._day = chosen if chosen != self.desk.clock.today() else None
        self.channel.set_value(draft.get("channel"))
        self.language.set_value(draft.get("language"))
        self.topics.set_value(draft.get("topics"))
        self.people.set_value(draft.get("persons_served"))
        self.first.set_value(draft.get("first_in_year"))
        defaults = {one.name: one.default for one in CONTACTS.fields()}
        if any(draft.get(name) != defaults[name] for name in MORE if name != "contacted_on"):
            self._build_more()
        if "remark" in self.lines:
            self._put_more(draft)
        self._quiet = False
        self._warned = frozenset()
        self.show_problems(())
        self._changed()

    def _put_more(self, draft: Draft) -> None:
        quiet, self._quiet = self._quiet, True
        for name in MORE:
            self._editor(name).set_value(self.day if name == "contacted_on" else draft.get(name))
        self._quiet = quiet

    def clear(self) -> None:
        """Empty for the next contact, the keyboard in the first field. A chosen day stays, and is seen to."""
        day_ = self._day
        self.put({"persons_served": 1, "first_in_year": FirstInYear.NOT_KNOWN, "contacted_on": day_ or self.day})
        if self.is_more_open:
            self._more_holder.hide()
            self.changed.emit()
        self._show_again()
        self.channel.setFocus()

    def back_to_today(self) -> None:
        """Record for today again."""
        self._day = None
        if "remark" in self.lines:
            self._put_more(self.draft())
        self._changed()
        self.setFocus()

    @property
    def is_touched(self) -> bool:
        """Whether there is anything in it that would be lost."""
        empty = {one.name: one.default for one in CONTACTS.fields()} | {"channel": None, "contacted_on": self.day}
        draft = self.draft()
        return any(draft[name] != value for name, value in empty.items()) or self.topics.unread()

    # What the keys do

    def _go_on(self, here: KeyedOne, there: QWidget) -> None:
        if here.value() is None:
            self.submit()  # which says what is missing
        else:
            there.setFocus(Qt.FocusReason.TabFocusReason)

    def take_last(self) -> None:
        """Channel and language as at the last contact; the keyboard goes to the topics."""
        if self.last is not None and self.channel.value() is None:
            self.channel.set_value(self.last["channel"])
            self.language.set_value(self.last["language"])
            announce(self, self._as_last())
            self.topics.setFocus(Qt.FocusReason.TabFocusReason)

    def _as_last(self) -> str:
        w, last = self.desk.words, self.last or {}
        said = w.choice(last["channel"]), w.choice(last["language"])
        return w("point_entry.as_last", channel=said[0], language=said[1])

    def _show_again(self) -> None:
        if self.last is not None:
            made = button(self._as_last(), "quiet", does=self.take_last)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space does the same
            self.again.hold(made)

    def count_people(self, by: int) -> None:
        """One more or one less served; never below one."""
        self.people.set_value(max(1, (self.people.value() or 0) + by))
        announce(self, self.desk.words.count("point_entry.people", self.people.value() or 1))

    def give_code(self) -> None:
        """A free pseudonym for further contact, in its field."""
        self._build_more()
        if not self.is_more_open:
            self._more_holder.show()
            self.changed.emit()

        def take(code: str) -> None:
            self._editor("follow_up_code").set_value(code)
            self._editor("follow_up_code").setFocus()
            announce(self, self.desk.words("point_entry.code_given", code=code))

        self.desk.ask(new_follow_up_code, done=take, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:  # of the fields that do nothing else with it
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.channel.setFocus()
        else:
            super().keyPressEvent(event)

    # Problems

    def _changed(self) -> None:
        if self._quiet:
            return
        if "remark" in self.lines:
            chosen = self._editor("contacted_on").value()
            if chosen is not None:
                self._day = chosen if chosen != self.desk.clock.today() else None
        self._turn += 1
        self._check.start()
        self.changed.emit()

    def problems(self) -> list[Problem]:
        """What is wrong with the draft by itself, every empty field of the first five included."""
        draft, today = self.draft(), self.desk.clock.today()
        found = [Problem(name, f"problem.choose_{name}") for name in MAIN[:3] if draft[name] is None]
        if self.topics.unread():
            found = [one for one in found if one.field != "topics"]
            found.append(Problem("topics", "problem.topic_unread", {"text": self.topics.line.text().strip()}))
        unread = [problem_of(self.people, "persons_served")]
        unread += [problem_of(self._editor(name), name) for name in MORE if name in self.lines]
        found += [one for one in unread if one is not None]
        told = {one.field for one in found}
        if draft["persons_served"] is None and "persons_served" not in told:
            found.append(Problem("persons_served", "problem.required"))
        found += [
            one
            for name in CONTACTS.form
            if name not in told
            for one in CONTACTS.field(name).problems(draft[name], today)
            if one.key != "problem.required"
        ]
        return found

    def _check_whole(self) -> None:
        """What the rules say while somebody types: warnings, a settled month. Missing fields are told on saving."""
        draft, turn = self.draft(), self._turn
        own = [one for one in self.problems() if not _is_missing(one)]
        if any(not one.warning for one in own):
            self.show_problems(own)
            return

        def take(found: Sequence[Problem]) -> None:
            if turn == self._turn:
                self.show_problems([*own, *found])

        self.desk.ask(lambda session: list(CONTACTS.rules(session, draft, None)), done=take, owner=self)

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Each under its field, the grave one first."""
        by_field: dict[str, Problem] = {}
        for one in sorted(found, key=lambda one: one.warning):
            by_field.setdefault(one.field, one)
        if any(name in MORE for name in by_field) and not self.is_more_open:
            self._build_more()
            self._more_holder.show()
            self.changed.emit()
        for name, line in self.lines.items():
            wrong = by_field.get(name)
            line.say("" if wrong is None else problem_words(wrong, self.desk.words), bool(wrong and not wrong.warning))
        self._warned = frozenset((one.field, one.key) for one in found if one.warning)

    def submit(self) -> None:
        """Hand the draft over, or say what stands in the way and put the keyboard there.

        A warning that was not on the page yet is shown first; the next Enter saves all the same."""
        self._check.stop()
        own, before = self.problems(), self._warned
        if any(not one.warning for one in own):
            self.stop_at(own)
            return
        draft = self.draft()
        found = [*own, *problems_of(draft)]
        is_new = any((one.field, one.key) not in before for one in found)
        if is_new or any(not one.warning for one in found):
            self.stop_at(found)
        else:
            self.submitted.emit(draft)

    def stop_at(self, found: Sequence[Problem]) -> None:
        """Show what is wrong and put the keyboard where the first of it is."""
        self.show_problems(found)
        first = next((one for one in found if not one.warning), found[0])
        (self.lines[first.field].inside).setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, problem_words(first, self.desk.words))


def _is_missing(problem: Problem) -> bool:
    """What is only told on saving: somebody is still typing."""
    return problem.key in _MISSING


_PAIRS = (("contacted_on", "minutes"), ("outcome", "referred_to_id"), ("adviser", "follow_up_code"))
_MISSING = ("problem.choose_channel", "problem.choose_language", "problem.choose_topics", "problem.topic_unread")
