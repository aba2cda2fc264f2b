"""The rules of an edition: edited freely until they are frozen; afterwards changes are collected, tried, and signed by
two people.

What a change would do to the places is shown before anybody signs; while scoring is not closed there are no places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ...core.clock import WARSAW
from ...core.declarations import Draft, Register
from ...core.formats import moment
from ...core.problems import Problem, Refused
from ...gui import dialogs
from ...gui.action_form import run_action
from ...gui.desk import Desk, Done
from ...gui.editors import Editor, LineEditor, LongEditor, TickEditor, editor_for, problem_of
from ...gui.frames import SidePanel, card, facts, page_header, scrolled
from ...gui.layout import Item, Split, column, row, rows
from ...gui.pressable import Pressable
from ...gui.report_writer import offer_report
from ...gui.saying import problem_words
from ...gui.states import sentence
from ...gui.widgets import announce, button, note, symbol, text, two
from ..editions import Placing, RuleEdit, RuleEffect, change_rules, try_rules
from ..rules_page import TABLES, RuleRow, RulesPage, rules_page, write_rule
from ..rules_text import FROZEN
from .edition_page import OneEditionPage
from .rules_said import changes_said

SIDE = 25  # em of the column beside the rules
LINKS = ("edition_id", "criterion_id")


def edition_rules(desk: Desk) -> QWidget:
    """The page of an edition's rules."""
    return RulesScreen(desk)


class RulesScreen(OneEditionPage):
    """The rules as cards, the form of a rule beside them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        self.page: RulesPage | None = None
        self.edits: list[RuleEdit] = []
        self.effect: RuleEffect | None = None
        self.form: RuleForm | None = None
        self.sign: SignForm | None = None

    @property
    def frozen(self) -> bool:
        """Whether a change needs a reason and a second person."""
        return self.page is not None and self.page.frozen_at is not None

    def show_what(self, what: object) -> None:
        """Show the rules of this edition; what was collected for another one is forgotten."""
        if isinstance(what, UUID) and what != self.edition:
            self.edits, self.effect = [], None
            super().show_what(what)

    # Reading

    def read(self, edition_id: UUID) -> None:
        self.edition = edition_id
        self.ask(rules_page, edition_id, self.desk.declared.registers, done=self._show)

    def _show(self, page: RulesPage) -> None:
        self.page, w = page, self.desk.words
        back = button("", "quiet", "chevron-left", w("conflicts_page.back"), does=self.desk.close_asked.emit)
        paper = button(w("report.rule_sheet"), "", "printer", does=self._print)
        actions = [paper]
        if not self.frozen:
            actions.append(button(w("rules_page.freeze"), "primary", "lock", does=self._freeze))
        about = w("rules_page.open_now")
        if page.frozen_at is not None:
            at = moment(page.frozen_at.astimezone(WARSAW), w.language)
            about = w("rules_page.frozen_at", moment=at, sum=page.checksum[:8].upper())
            about += " · " + w.count("rules_page.changes", page.changes) if page.changes else ""
        self._head.hold(page_header(w("rules_page.title", year=page.title_year), about, *actions, before=back))
        self._fill()

    def _fill(self) -> None:
        page = self.page
        if page is None:
            return
        main = column(self._settings(page), self._criteria(page), self._steps(page), 1, gap=2)
        side: QWidget = self._change(page) if self.frozen else self._stages(page)
        if self.frozen and page.of("scoring_stage"):
            side = column(side, self._stages(page), 1, gap=2)
        self._body.hold(scrolled(column((Split(main, side, SIDE), 1), gap=0, pad=(3, 0.5, 3, 2))))

    # The rules

    def _settings(self, page: RulesPage) -> QWidget:
        w, register = self.desk.words, self.desk.declared.registers["edition"]
        (mine,) = page.of("edition")
        draft = self._edited(mine)
        pairs = []
        for name in FROZEN:
            field = register.field(name)
            shown = field.show(draft.get(name), w) if draft.get(name) is not None else w("rule_sheet.not_set")
            pairs.append((sentence(w(field.key)), shown))
        change = button(w("rules_page.change"), "", "pencil", does=partial(self.edit, "edition", mine.id))
        return card(w("rule_sheet.settings"), facts(*pairs, width=16), aside=change)

    def _edited(self, one: RuleRow) -> Draft:
        """The row as it would be after the edits that are collected."""
        later = [edit.draft for edit in self.edits if edit.record_id == one.id and edit.draft is not None]
        return {**one.draft, **later[-1]} if later else one.draft

    def _criteria(self, page: RulesPage) -> QWidget:
        w = self.desk.words
        lines: list[QWidget] = []
        for one in page.of("criterion"):
            draft = self._edited(one)
            about = w("rules_page.criterion", weight=draft["weight"], least=draft["min_points"],
                      most=draft["max_points"])  # fmt: skip
            anchor = button(w("rules_page.add_anchor"), "quiet", "plus",
                            does=partial(self.edit, "criterion_anchor", None, {"criterion_id": one.id}))  # fmt: skip
            lines.append(row((self._line(one, f"{draft['no']}. {draft['name']}", about), 1), anchor))
            for step in page.of("criterion_anchor", criterion_id=one.id):
                told = self._edited(step)
                lines.append(row(2.0, (self._line(step, f"{told['points']}: {told['meaning']}", "", small=True), 1)))
        add = button(w("rules_page.add"), "", "plus", does=partial(self.edit, "criterion", None, self._mine()))
        return card(w("criterion._many").capitalize(), rows(*lines), aside=add, gap=0.5)

    def _steps(self, page: RulesPage) -> QWidget:
        w = self.desk.words
        lines = []
        for one in page.of("tie_step"):
            draft = self._edited(one)
            lines.append(self._line(one, f"{draft['no']}. {sentence(w.choice(draft['kind']))}", ""))
        content = rows(*lines) if lines else text(w("rule_sheet.no_ladder"), tone="muted", wrap=True)
        add = button(w("rules_page.add"), "", "plus", does=partial(self.edit, "tie_step", None, self._mine()))
        return card(sentence(w("tie_step._many")), content, aside=add, gap=0.5)

    def _stages(self, page: RulesPage) -> QWidget:
        w = self.desk.words
        lines = []
        for one in page.of("scoring_stage"):
            draft = self._edited(one)
            lines.append(self._line(one, f"{draft['no']}. {draft['name']}",
                                    w("rules_page.stage", weight=draft["weight"])))  # fmt: skip
        content = rows(*lines) if lines else text(w("rules_page.one_stage"), tone="muted", wrap=True)
        add = button(w("rules_page.add"), "", "plus", does=partial(self.edit, "scoring_stage", None, self._mine()))
        return card(sentence(w("scoring_stage._many")), content, aside=add, gap=0.5)

    def _mine(self) -> Draft:
        return {"edition_id": self.edition}

    def _line(self, one: RuleRow, title: str, about: str, small: bool = False) -> QWidget:
        goes = any(edit.record_id == one.id and edit.draft is None for edit in self.edits)
        about = self.desk.words("rules_page.goes") if goes else about
        inside = two(title, about, style="body" if small else "strong")
        made = Pressable(inside, title, about, (0.5, 0.25, 0.5, 0.25))
        made.clicked.connect(lambda: self.edit(one.register, one.id))
        return made

    # Editing

    def edit(self, register: str, record_id: UUID | None, preset: Draft | None = None) -> None:
        """The form of a rule, beside the rules."""
        if self.page is None:
            return
        known = next((self._edited(one) for one in self.page.rows if one.id == record_id), None)
        declared = self.desk.declared.registers[register]
        draft = known or {one.name: one.default for one in declared.fields()} | (preset or {})
        self.form = RuleForm(self, declared, record_id, draft)
        w = self.desk.words
        panel = SidePanel(w("place.edition_rules"), sentence(w(f"{register}._one")), None, self.form,
                          actions=self.form.foot, close=w("conflicts_page.close"))  # fmt: skip
        self._beside.set_panel(panel)
        self.form.focus_first()

    def keep(self, edit: RuleEdit) -> None:
        """Save an edit while the rules are open; collect and try it once they are frozen."""
        if self.frozen:
            edits = [one for one in self.edits if edit.record_id is None or one.record_id != edit.record_id]
            self._try([*edits, edit])
            return
        verb = "delete" if edit.draft is None else "add" if edit.record_id is None else "edit"
        self.desk.do(f"{edit.register.key}.{verb}", write_rule, edit.register, edit.record_id, edit.draft,
                     self.desk.clock.today(), done=lambda _: self._beside.close_panel(),
                     failed=self._refused, owner=self)  # fmt: skip

    def _try(self, edits: list[RuleEdit]) -> None:
        if not edits:
            self.edits, self.effect = [], None
            self._fill()
            return
        self.desk.do("edition.try_rules", try_rules, self.edition, edits, self.desk.clock.today(),
                     done=partial(self._tried, edits), failed=self._refused, owner=self)  # fmt: skip

    def _tried(self, edits: list[RuleEdit], done: Done) -> None:
        self.edits, self.effect = edits, done.value
        self._beside.close_panel()
        self._fill()

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        w = self.desk.words
        if self.form is not None and self._beside.panel is not None:
            self.form.show_problems(error.problems)
        elif self.sign is not None:
            self.sign.show_problems(error.problems)
        else:
            said = "\n".join(problem_words(one, w) for one in error.problems)
            dialogs.tell(self.window(), w, w("refused.not_done"), said)

    # Freezing and changing

    def _print(self) -> None:
        report = next(one for one in self.desk.declared.registers["edition"].reports if one.key == "rule_sheet")
        offer_report(self.desk, self, report, self.edition)

    def _freeze(self) -> None:
        w, key = self.desk.words, self.edition
        verb = w("rules_page.freeze")
        action = next(one for one in self.desk.declared.registers["edition"].actions
                      if one.key == "edition.freeze_rules")  # fmt: skip
        if key is not None and dialogs.confirm(self.window(), w, verb, w("rules_page.freeze_words"), verb):
            self.desk.do(action.key, run_action, action, key, {}, done=lambda _: self._print(),
                         failed=self._refused, owner=self)  # fmt: skip

    def _change(self, page: RulesPage) -> QWidget:
        """What is collected, what it does, and the two signatures."""
        w = self.desk.words
        if not self.edits or self.effect is None:
            self.sign = None
            return card(w("rules_page.changing"), text(w("rules_page.changing_words"), tone="muted", wrap=True))
        parts: list[Item] = [text(w("rules_page.lines"), "strong")]
        for one in changes_said(page, self.edits, w):
            told = text("\n".join(one.fields), tone="muted", wrap=True)
            parts.append(column(text(one.name, wrap=True), told, gap=0))
        parts += self._placings(page, self.effect)
        self.sign = SignForm(self)
        drop = button(w("rules_page.drop"), "quiet", "x", does=partial(self._try, []))
        return card(w("rules_page.changing"), *parts, self.sign, row(drop, 1), gap=1)

    def _placings(self, page: RulesPage, effect: RuleEffect) -> list[Item]:
        w = self.desk.words
        if not page.sees_places:
            return [text(w("rules_page.no_places"), tone="muted", wrap=True)]
        if not effect.moved:
            return [row(symbol("circle-check", "good"), (text(w("rules_page.nobody_moves"), wrap=True), 1))]
        lines = [self._placing(one) for one in effect.moved]
        return [text(w("rules_page.places"), "strong"), rows(*lines, height=2.2)]

    def _placing(self, one: Placing) -> QWidget:
        w = self.desk.words
        said = w("rules_page.moves", before=one.before or "–", after=one.after or "–")
        return row((text(f"{one.no}. {one.name}", wrap=True), 1), text(said, "strong"))

    def change(self, reason: str, second: str, pin: str) -> None:
        """Change the frozen rules with both signatures."""
        store = self.desk.store
        self.desk.do(
            "edition.change_rules", _signed, self.edition, tuple(self.edits), reason, second, pin, store.actor,
            self.desk.clock, done=self._changed_rules, failed=self._refused, reason=reason, owner=self,
        )  # fmt: skip

    def _changed_rules(self, _done: Done) -> None:
        self.edits, self.effect, self.form = [], None, None
        announce(self, self.desk.words("action.edition.change_rules"))
        self._on_changed(None)


def _signed(
    session: Any,
    edition_id: UUID,
    edits: Sequence[RuleEdit],
    reason: str,
    second: str,
    pin: str,
    actor: str,
    clock: Any,
) -> None:
    change_rules(session, edition_id, edits, reason, second, today=clock.today(), pin=pin, actor=actor, at=clock.now())


class Lines(QWidget):
    """Editors one under another, each with its problem."""

    def __init__(self, screen: RulesScreen, editors: dict[str, Editor]) -> None:
        super().__init__()
        self.screen_, self.editors = screen, editors
        self._problems: dict[str, QLabel] = {}
        self._top = text("", "small", "bad", wrap=True)
        self._top.hide()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        parts = []
        for name, editor in editors.items():
            label = self._problems[name] = text("", "small", "bad", wrap=True)
            label.hide()
            editor.changed.connect(label.hide)
            said = None if isinstance(editor, TickEditor) else text(editor.name, wrap=True)
            parts.append(column(said, editor, label, gap=0.5))
        self._whole.addWidget(column(self._top, *parts, gap=1.5))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Each problem under its field, the others above."""
        w = self.screen_.desk.words
        self._top.hide()
        for problem in reversed(problems):
            label = self._problems.get(problem.field, self._top)
            label.setText(problem_words(problem, w))
            label.show()
            if problem.field in self.editors:
                self.editors[problem.field].setFocus()
        if problems:
            announce(self, problem_words(problems[0], w))

    def unread(self) -> list[Problem]:
        """What cannot be read as it is typed."""
        return [found for name, one in self.editors.items() if (found := problem_of(one, name))]

    def focus_first(self) -> None:
        """The keyboard into the first field."""
        next(iter(self.editors.values())).setFocus(Qt.FocusReason.OtherFocusReason)


class RuleForm(Lines):
    """One record of the rules; of an edition only what belongs to the rules."""

    def __init__(self, screen: RulesScreen, register: Register, record_id: UUID | None, draft: Draft) -> None:
        names = FROZEN if register.key == "edition" else [one for one in register.form if one not in LINKS]
        if register.key == "tie_step":
            names = [*names, "criterion_id"]
        super().__init__(screen, {name: editor_for(register.field(name), screen.desk) for name in names})
        self.register, self.record_id, self._draft = register, record_id, draft
        for name, editor in self.editors.items():
            editor.set_value(draft.get(name))
        w = screen.desk.words
        save = button(w("rules_page.try" if screen.frozen else "rules_page.save"), "primary", does=self.save)
        self.foot: list[QWidget] = [save]
        if record_id is not None and register.key != "edition":
            self.foot.append(button(w("rules_page.remove"), "", "x", does=self.remove))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)

    def save(self) -> None:
        """Keep what is typed, or say what cannot be read."""
        unread = self.unread()
        if unread:
            self.show_problems(unread)
            return
        told = {name: one.value() for name, one in self.editors.items()}
        self.screen_.keep(RuleEdit(self.register, self.record_id, {**self._draft, **told}))

    def remove(self) -> None:
        """Take the rule away."""
        self.screen_.keep(RuleEdit(self.register, self.record_id, None))


class SignForm(Lines):
    """Why, and with whom: both are kept and printed."""

    def __init__(self, screen: RulesScreen) -> None:
        w = screen.desk.words
        self.pin = LineEditor(sentence(w("ask.pin")))
        self.pin.line.setEchoMode(self.pin.line.EchoMode.Password)
        self.reason, self.second = LongEditor(sentence(w("ask.reason"))), LineEditor(sentence(w("ask.second_person")))
        super().__init__(screen, {"reason": self.reason, "second_person": self.second, "pin": self.pin})
        does = button(w("rules_page.sign"), "primary", "lock", does=self.sign)
        self._whole.addWidget(column(1.0, note("triangle-alert", w("rules_page.warning"), ""), row(does, 1), gap=1))

    def sign(self) -> None:
        """Change the rules."""
        self.screen_.change(self.reason.value() or "", self.second.value() or "", self.pin.value() or "")
