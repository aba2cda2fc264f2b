"""An edition from its making to its announcement, as steps: done, now, later; what is missing, and one button each.

The page decides nothing: a step opens a place or runs the action that the edition's register has anyway."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from ...core.clock import WARSAW
from ...core.declarations import Action
from ...core.formats import day, moment
from ...core.listing import View
from ...core.problems import Refused
from ...gui import dialogs
from ...gui.action_form import run_action
from ...gui.desk import Desk, Done
from ...gui.editors import ChoiceEditor
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Split, box, column, ems, row, rows
from ...gui.live_page import Holder
from ...gui.panel_page import PanelPage
from ...gui.report_writer import offer_report
from ...gui.saying import action_words, many, problem_words
from ...gui.states import sentence, status_of
from ...gui.theme import is_narrow
from ...gui.widgets import button, empty_state, pill, symbol, text
from ..edition_steps import EditionLife, Offer, Phase, Said, Step, Way, edition_life, known_editions
from ..hints import waiting_hints
from ..service import create_edition

TABLES = (
    "edition",
    "criterion",
    "candidate",
    "nomination",
    "formal_check",
    "juror",
    "conflict_of_interest",
    "ballot",
    "verdict",
    "mayor_decision",
    "score_card",
)
SIDE = 20  # em of the column beside the steps
LOOKS = {
    Phase.DONE: ("circle-check", "good"),
    Phase.NOW: ("circle-dot", "accent"),
    Phase.LATER: ("circle-dashed", "muted"),
    Phase.LEFT_OUT: ("circle-minus", "muted"),
}


def edition(desk: Desk) -> QWidget:
    """The page of an edition's life."""
    return EditionPage(desk)


def read_life(session: Any, edition_id: UUID, now: dt.datetime) -> EditionLife:
    """The edition's steps, with how many hints of conflicts wait."""
    return edition_life(session, edition_id, now, len(waiting_hints(session, edition_id)))


class EditionPage(PanelPage):
    """`show_what` takes an edition's key; without one, the newest edition."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES, desk.declared.registers["edition"])
        self.edition: UUID | None = None
        self.life: EditionLife | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._known: list[tuple[UUID, int]] = []
        self._head, self._body = Holder(), Holder()
        self.lay_out(column(self._head, (self._body, 1), gap=0), is_sheet=False)

    def show_what(self, what: object) -> None:
        """Show this edition."""
        if isinstance(what, UUID):
            self.edition = what
            self._on_changed(None)

    # Reading

    def load(self) -> None:
        self.ask(known_editions, done=self._choose)

    def _choose(self, known: list[tuple[UUID, int]]) -> None:
        before, self._known = {key for key, _ in self._known}, known
        keys = [key for key, _ in known]
        made = [key for key in keys if key not in before] if before else []
        if made:  # an edition just made is what one goes on with
            self.edition = made[0]
        if not keys:
            self._nothing()
            return
        chosen = self.edition if self.edition in keys else keys[0]
        self.ask(read_life, chosen, self.desk.clock.now(), done=self._show)

    def _nothing(self) -> None:
        w, year = self.desk.words, self.desk.clock.today().year
        self._head.hold(page_header(w("place.edition_life"), ""))
        first = button(w("edition_page.first", year=year), "primary", "plus", does=partial(self._create, year))
        said = empty_state("trophy", w("edition_page.none"), w("edition_page.none_words"), first)
        self._body.hold(box("sheet", said, (0, 0, 0, 0)))

    def _create(self, year: int) -> None:
        self.desk.do("edition.create", create_edition, year, failed=self._refused, owner=self)

    # Showing

    def _show(self, life: EditionLife) -> None:
        if self.life is not None and self.life.id != life.id:  # a panel still speaks of the edition before
            self.panels.close_all()
        self.life, self.buttons = life, {}
        w = self.desk.words
        follows = self._action("edition.create_from")
        create = button(w("edition_page.next"), "", "plus", does=partial(self._act, follows))
        title = w("edition_page.title", year=life.title_year)
        state = pill(status_of(life.state, w))
        doors = [*self._editions(life), create]
        if is_narrow(self):
            below = row(*doors, 1, pad=(3, 0, 3, 1.5))
            self._head.hold(column(page_header(title, "", state), below, gap=0))
        else:
            self._head.hold(page_header(title, w("edition_page.about"), state, *doors))
        current = life.current
        steps = rows(*(self._step(one, one is current) for one in life.steps), height=3.7)
        main = box("card", steps, (2, 1, 2, 1))
        side = column(self._terms(life), self._lists(life), 1, gap=2)
        self._body.hold(scrolled(column((Split(main, side, SIDE, 66), 1), gap=0, pad=(3, 0.5, 3, 2))))
        if current is not None:
            self.setFocusProxy(self.buttons[current.key])

    def _editions(self, life: EditionLife) -> list[QWidget]:
        w = self.desk.words
        if len(self._known) < 2:
            return []
        names = [(key, w("results_page.edition", year=year)) for key, year in self._known]
        chooser = ChoiceEditor(w("edition._one"), names, w("form.not_given"))
        chooser.set_value(life.id)
        chooser.changed.connect(lambda: self.show_what(chooser.value()))
        return [ems(chooser, 9)]

    def _step(self, step: Step, is_current: bool) -> QWidget:
        w = self.desk.words
        icon, tone = LOOKS[step.phase]
        name = w(f"edition_step.{step.key}")
        phase = w(f"edition_phase.{step.phase.value}")
        lines = [self._line(one) for one in step.said]
        title = text(
            name,
            "strong" if step.phase is not Phase.LATER else "body",
            "" if step.phase in (Phase.DONE, Phase.NOW) else "muted",
        )
        made = self._button(step, name, is_current)
        paper = self._paper(step)
        return row(
            column(1, symbol(icon, tone, 1.4, phase), 1, gap=0),
            (column(1, row(title, text(phase, "small", "muted"), 1, gap=1), *lines, 1, gap=0.25), 1),
            column(1, paper, 1, gap=0) if paper else None,
            column(1, made, 1, gap=0) if made else None,
            gap=1.5,
            pad=(0, 1, 0, 1),
        )  # fmt: skip

    def _line(self, one: Said) -> QWidget:
        w = self.desk.words
        told = {name: self._value(value) for name, value in one.values.items()}
        key = f"edition_step.{one.key}"
        said = text(w(key, **told) if one.n is None else w.count(key, one.n, **told), tone="muted", wrap=True)
        return row(symbol("triangle-alert", "warn", 1.1), (said, 1), gap=0.75) if one.is_missing else said

    def _value(self, value: Any) -> Any:
        language = self.desk.words.language
        if isinstance(value, dt.datetime):
            return moment(value.astimezone(WARSAW), language)
        return day(value, language) if isinstance(value, dt.date) else "–" if value is None else value

    def _button(self, step: Step, name: str, is_current: bool) -> QWidget | None:
        offer = next((one for one in step.offers if self._known_offer(one)), None)
        if offer is None:
            return None
        kind = "primary" if is_current else ""
        said = self._offer_words(offer)
        made = button(said, kind, name=f"{said}: {name}", does=partial(self.go, offer))
        self.buttons[step.key] = made
        return made

    def _known_offer(self, offer: Offer) -> bool:
        declared = self.desk.declared
        if offer.way is Way.PLACE:
            return offer.key in declared.places
        if offer.way is Way.ACTION:
            return any(one.key == offer.key for one in self.register.actions)
        return offer.key in declared.registers

    def _offer_words(self, offer: Offer) -> str:
        w = self.desk.words
        if offer.way is Way.ACTION:
            return sentence(action_words(offer.key, w))
        if offer.way is Way.LIST:
            return many(self.desk.declared.registers[offer.key], w)
        return w("edition_page.fill_in") if offer.way is Way.FORM else w(f"place.{offer.key}")

    def _paper(self, step: Step) -> QWidget | None:
        report = next((one for one in self.register.reports if one.key == step.report), None)
        if report is None or self.life is None:
            return None
        said = self.desk.words(f"report.{report.key}")
        return button("", "quiet", "printer", said, does=partial(offer_report, self.desk, self, report, self.life.id))

    def _terms(self, life: EditionLife) -> QWidget:
        w, today = self.desk.words, self.desk.clock.today()
        lines = []
        for term in sorted(life.terms, key=lambda one: one.on):
            left = (term.on - today).days
            said = w("edition_term.today") if left == 0 else w.count(
                "edition_term.left" if left > 0 else "edition_term.over", abs(left)
            )  # fmt: skip
            tone = "bad" if left < 0 else "warn" if left <= 7 else "muted"
            name = w.count(f"edition_term.{term.key}", term.n)
            lines.append(
                row(
                    column(symbol("calendar-clock", tone), 1, gap=0),
                    (column(text(name, wrap=True), text(day(term.on, w.language), "small", "muted"), gap=0), 1),
                    text(said, "strong"),
                    gap=1, pad=(0, 0.75, 0, 0.75),
                )
            )  # fmt: skip
        content = rows(*lines) if lines else text(w("edition_term.none"), tone="muted", wrap=True)
        return card(w("edition_term.title"), content)

    def _lists(self, life: EditionLife) -> QWidget:
        """The edition's rows, each a door to its list."""
        declared = self.desk.declared.registers
        lines = []
        for key, n in life.counts:
            name = many(declared[key], self.desk.words)
            door = button(name, "quiet", does=partial(self.go, Offer(Way.LIST, key)))
            lines.append(row(door, 1, text(str(n), "strong")))
        return card(self.desk.words("edition_page.lists"), rows(*lines, height=2.5), gap=0.5)

    # Doing

    def _action(self, key: str) -> Action:
        return next(one for one in self.register.actions if one.key == key)

    def go(self, offer: Offer) -> None:
        """Do what the button of a step offers."""
        if self.life is None:
            return
        if offer.way is Way.FORM:
            self.panels.edit(self.register, self.life.id)
        elif offer.way is Way.ACTION:
            self._act(self._action(offer.key))
        elif offer.way is Way.PLACE:
            self.desk.open_asked.emit(offer.key, self.life.id)
        elif offer.key == "conflict_of_interest":  # rows of the members, not of the edition
            place = "conflicts" if "conflicts" in self.desk.declared.places else offer.key
            self.desk.open_asked.emit(place, self.life.id if place == "conflicts" else None)
        else:
            self.desk.open_asked.emit(offer.key, View(parent=self.life.id))

    def _act(self, action: Action) -> None:
        """An action that asks something has a panel; what cannot be undone is confirmed first."""
        if self.life is None:
            return
        if action.asks:
            self.panels.act(self.register, self.life.id, action)
            return
        w = self.desk.words
        verb = sentence(action_words(action.key, w))
        if not action.undoable and not dialogs.confirm(self.window(), w, verb, w("undo.never"), verb):
            return
        done = partial(self._acted, action)
        self.desk.do(action.key, run_action, action, self.life.id, {}, done=done, failed=self._refused, owner=self)

    def _acted(self, action: Action, _done: Done) -> None:
        """Frozen rules are printed: the sheet is what the members sign."""
        report = next((one for one in self.register.reports if one.key == "rule_sheet"), None)
        if action.key == "edition.freeze_rules" and report is not None and self.life is not None:
            offer_report(self.desk, self, report, self.life.id)

    def _refused(self, error: Exception) -> None:
        assert isinstance(error, Refused)
        w = self.desk.words
        said = "\n".join(dict.fromkeys(problem_words(problem, w) for problem in error.problems))
        dialogs.tell(self.window(), w, w("refused.not_done"), said)
