"""Protokół i zamknięcie: from the last card to the announcement, as steps; each says why it waits and opens the next.

Before the scoring is closed it knows only who has not handed in; no point, no place, no tie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy.orm import Session

from ...core.clock import WARSAW
from ...core.declarations import Action
from ...core.formats import day, moment
from ...core.problems import Problem
from ...gui.desk import Desk
from ...gui.file_writer import ask_place
from ...gui.frames import card, page_header, scrolled
from ...gui.layout import Item, Split, box, column, row, rows
from ...gui.live_page import Holder
from ...gui.panel_page import PanelPage
from ...gui.report_writer import offer_report, save_with_progress
from ...gui.saying import problem_words
from ...gui.states import sentence, status_of
from ...gui.widgets import button, empty_state, pill, symbol, text
from ..closing import Closing, closing_of
from ..edition_steps import known_editions
from ..kinds import EditionState
from ..ladder import OpenTie
from ..protocol_tables import ProtocolIssue
from ..result_page import closed_editions
from ..telling import say
from .closing_actions import ISSUED, actions_of, tie_actions, withdrawal
from .results import short_checksum

TABLES = ("edition", "ballot", "tie_resolution", "tie_place", "verdict", "verdict_item", "verdict_presence",
          "mayor_decision", "award", "protocol_issue", "juror")  # fmt: skip
S = EditionState
AFTER = (S.SCORING_CLOSED, S.MINUTES, S.MAYOR_DECISION, S.ANNOUNCED, S.ARCHIVED, S.NOT_AWARDED)
LOOKS = {"done": ("circle-check", "good"), "now": ("circle-dot", "accent"), "waits": ("circle-dashed", "muted")}
SIDE = 22  # em of the column beside the steps


@dataclass(frozen=True)
class Stage:
    """One step on the page: whether it is done, what it says, what it offers. `waits`: why nothing can be done yet."""

    key: str
    is_done: bool
    lines: Sequence[str]
    buttons: Sequence[QWidget]
    waits: Sequence[Problem] = ()


def closing(desk: Desk) -> QWidget:
    """The page that closes an edition."""
    return ClosingPage(desk)


class ClosingPage(PanelPage):
    """`show_what` takes an edition's key; without one, the newest whose scoring is closed, else the newest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES, desk.declared.registers["edition"])
        self.edition: UUID | None = None
        self.told: Closing | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._head, self._body = Holder(), Holder()
        self.lay_out(column(self._head, (self._body, 1), gap=0), is_sheet=False)

    def show_what(self, what: object) -> None:
        """Show the closing of this edition."""
        if isinstance(what, UUID):
            self.edition = what
            self._on_changed(None)

    # Reading

    def load(self) -> None:
        self.ask(_choice, self.edition, done=self._choose)

    def _choose(self, chosen: UUID | None) -> None:
        if chosen is None:
            w = self.desk.words
            self._head.hold(page_header(w("place.closing"), "", before=self._way_back()))
            said = empty_state("trophy", w("edition_page.none"), w("edition_page.none_words"))
            self._body.hold(box("sheet", said, (0, 0, 0, 0)))
            return
        self.ask(closing_of, chosen, done=self._show)

    # Showing

    def _show(self, told: Closing) -> None:
        self.told, self.buttons = told, {}
        w = self.desk.words
        title, state = w("closing_page.title", year=told.title_year), pill(status_of(told.state, w))
        back = self._button("results", w("closing_page.results"), "", "trophy", partial(self._go, "results"))
        doors = [state, back] if told.results else [state]
        self._head.hold(page_header(title, w("closing_page.about"), *doors, before=self._way_back()))
        stages = list(self._stages(told))
        current = next((one for one in stages if not one.is_done), None)
        steps = rows(*(self._stage(one, one is current) for one in stages), height=3.7)
        side = column(self._protocols(told), self._papers(told), 1, gap=2)
        main = box("card", column(steps, 1, gap=0), (2, 1, 2, 1))
        self._body.hold(scrolled(column((Split(main, side, SIDE, 66), 1), gap=0, pad=(3, 0.5, 3, 2))))

    def _way_back(self) -> QPushButton:
        return self._button("back", "", "quiet", "chevron-left", self.desk.close_asked.emit, "report_preview.back")

    def _stage(self, one: Stage, is_current: bool) -> QWidget:
        w = self.desk.words
        icon, tone = LOOKS["done" if one.is_done else "now" if is_current else "waits"]
        phase = w(f"edition_phase.{'done' if one.is_done else 'now' if is_current else 'later'}")
        lines: list[Item] = [text(line, tone="muted", wrap=True) for line in one.lines]
        lines += [
            row(symbol("triangle-alert", "warn", 1.1), (text(problem_words(each, w), wrap=True), 1), gap=0.75)
            for each in one.waits
        ]
        title = text(w(f"closing_step.{one.key}"), "strong", "" if one.is_done or is_current else "muted")
        head = row(title, text(phase, "small", "muted"), 1, gap=1)
        told = column(head, *lines, row(*one.buttons, 1, gap=1) if one.buttons else None, 1, gap=0.5)
        return row(column(symbol(icon, tone, 1.4, phase), 1, gap=0), (told, 1), gap=1.5, pad=(0, 1.25, 0, 1.25))

    def _stages(self, told: Closing) -> Iterator[Stage]:
        yield self._cards(told)
        yield self._ties(told)
        yield self._motion(told)
        yield self._protocol(told)
        yield self._decision(told)
        yield self._announcement(told)

    def _cards(self, told: Closing) -> Stage:
        w = self.desk.words
        if told.state in AFTER:
            return Stage("cards", True, [w("closing_page.cards_closed")], [])
        missing = [w("closing_page.owing", name=one.name, n=one.missing, of=one.of) for one in told.owing]
        close = [self._act_button("edition.close_scoring")] if told.state is S.SCORING else []
        return Stage("cards", False, missing or [w("closing_page.cards_in")], close)

    def _ties(self, told: Closing) -> Stage:
        w = self.desk.words
        lines = [
            f"{sentence(w.choice(one.category))}: {say(line, w)}" for one in told.results for line in one.resolved.told
        ]
        waiting = [tie for one in told.results for tie in one.resolved.open]
        buttons = self._settling(told, waiting[0]) if waiting and told.in_force is None else []
        is_done = bool(told.results) and not waiting
        if is_done and not lines:
            lines = [w("closing_page.no_ties")]
        waits = [one for one in told.waits if one.key == "problem.tie_open"] if told.results else []
        return Stage("ties", is_done, lines, buttons, waits)

    def _settling(self, told: Closing, tie: OpenTie) -> list[QWidget]:
        """A button for each way to settle the first tie that waits; the one the ladder names comes first."""
        found = tie_actions(tie)
        named = tie.waits_for.name.lower() if tie.waits_for is not None else ""
        found.sort(key=lambda one: not one.key.endswith(named) if named else False)
        return [
            self._button(one.key, sentence(self.desk.words(f"action.{one.key}")), "primary" if at == 0 else "", "",
                         partial(self.panels.act, self.register, told.edition_id, one))
            for at, one in enumerate(found)
        ]  # fmt: skip

    def _motion(self, told: Closing) -> Stage:
        w, verdicts = self.desk.words, self.desk.declared.registers["verdict"]
        if not told.results:
            return Stage("motion", False, [], [])
        if told.meeting is None:
            offered = [] if any(one.key == "problem.tie_open" for one in told.waits) else [
                self._own_button("edition.propose_motion", "primary"),
            ]  # fmt: skip
            form = self._button("verdict.add", w("closing_page.motion_by_hand"), "", "plus",
                                partial(self.panels.edit, verdicts, None, {"edition_id": told.edition_id}))  # fmt: skip
            return Stage("motion", False, [w("closing_page.motion_none")], [*offered, form])
        verdict = told.meeting.verdict
        moved = w.count("closing_page.motion_items", len(told.meeting.items), day=day(verdict.met_on, w.language),
                        present=verdict.members_present)  # fmt: skip
        show = self._button("verdict.open", w("closing_page.motion_open"), "", "list-checks",
                            partial(self.panels.show_record, verdicts, verdict.id, True))  # fmt: skip
        waits = [one for one in told.waits if one.key == "problem.departure_reason"]
        return Stage("motion", not waits, [moved], [show], waits)

    def _protocol(self, told: Closing) -> Stage:
        w, issue = self.desk.words, told.in_force
        if issue is None:
            waits = told.waits if told.results else (Problem("", "problem.results_after_closing"),)
            offers = [] if waits else [self._own_button("edition.issue_protocol", "primary")]
            preview = [self._paper_button("closing_page.draft", self._draft)] if told.results else []
            return Stage("protocol", False, [], [*offers, *preview], waits)
        told_ = w("closing_page.issued", no=issue.no, at=moment(issue.issued_at.astimezone(WARSAW), w.language),
                  sum=short_checksum(issue.checksum))  # fmt: skip
        buttons = [
            self._paper_button("closing_page.paper", partial(self._issued, issue)),
            self._button("proof", w("closing_page.proof"), "", "shield-check", partial(self._save_proof, issue)),
        ]
        if told.state in (S.MINUTES, S.MAYOR_DECISION):
            again = partial(self.panels.act, self.register, told.edition_id, withdrawal())
            buttons.append(self._button("withdraw", w("closing_page.withdraw"), "quiet", "", again))
        return Stage("protocol", True, [told_], buttons)

    def _decision(self, told: Closing) -> Stage:
        w, decisions = self.desk.words, self.desk.declared.registers["mayor_decision"]
        if told.decision is None:
            if told.state is not S.MINUTES or told.meeting is None:
                return Stage("decision", False, [w("closing_page.decision_later")], [])
            preset = {"edition_id": told.edition_id, "verdict_id": told.meeting.verdict.id}
            add = self._button("mayor_decision.add", w("closing_page.decision_add"), "primary", "plus",
                               partial(self.panels.edit, decisions, None, preset))  # fmt: skip
            return Stage("decision", False, [w("closing_page.decision_none")], [add])
        one = told.decision
        lines = [w("closing_page.decided", no=one.order_no or "–", day=day(one.decided_on, w.language))]
        lines += [w("closing_page.differs", how=one.difference or "–")] if one.differs else []
        lines.append(w.count("closing_page.awards", told.awards))
        buttons = [self._button("mayor_decision.open", w("closing_page.decision_open"), "", "stamp",
                                partial(self.panels.show_record, decisions, one.id, True))]  # fmt: skip
        if not told.awards and not one.differs:
            buttons.append(self._own_button("edition.propose_awards", ""))
        if told.state is S.MINUTES:
            buttons.append(self._act_button("edition.record_decision"))
        return Stage("decision", told.state not in (S.SCORING, S.SCORING_CLOSED, S.MINUTES), lines, buttons)

    def _announcement(self, told: Closing) -> Stage:
        w = self.desk.words
        if told.state in (S.ANNOUNCED, S.ARCHIVED):
            return Stage("announcement", True, [w("closing_page.announced")], [])
        offers = [self._act_button("edition.announce")] if told.state is S.MAYOR_DECISION else []
        return Stage("announcement", False, [] if offers else [w("closing_page.announce_later")], offers)

    # Beside the steps

    def _protocols(self, told: Closing) -> QWidget:
        """All protocols, also those that were replaced."""
        w = self.desk.words
        lines = []
        for one in told.issues:
            at = moment(one.issued_at.astimezone(WARSAW), w.language)
            gone = one.withdrawn_at
            said = w("closing_page.stands") if gone is None else w(
                "closing_page.replaced", at=moment(gone.astimezone(WARSAW), w.language)
            )  # fmt: skip
            name = w("closing_page.protocol_no", no=one.no, at=at)
            door = self._button(f"kept.{one.no}", w("closing_page.show"), "quiet", "", partial(self._issued, one), name)
            words = column(text(name, wrap=True), text(said, "small", "muted", wrap=True), gap=0.25)
            lines.append(row((words, 1), door, pad=(0, 0.75, 0, 0.75)))
        content = rows(*lines) if lines else text(w("closing_page.no_protocols"), tone="muted", wrap=True)
        return card(w("closing_page.protocols"), content)

    def _papers(self, told: Closing) -> QWidget | None:
        """Everything else an edition prints: letters, lists, the rules."""
        w = self.desk.words
        found = [one for one in self.register.reports if one.key not in ("protocol", "score_cards_paper")]
        if told.state not in AFTER:
            return None
        doors = [
            row(self._button(one.key, w(f"report.{one.key}"), "quiet", one.icon,
                             partial(offer_report, self.desk, self, one, told.edition_id)), 1)
            for one in found
        ]  # fmt: skip
        return card(w("closing_page.papers"), rows(*doors, height=2.5), gap=0.5)

    # Doing

    def _button(self, key: str, said: str, kind: str, icon: str, does: Any, name: str = "") -> QPushButton:
        spoken = f"{said}: {name}" if name and said else self.desk.words(name) if name else ""
        made = button(said, kind, icon, spoken, does=lambda: does())
        self.buttons[key] = made
        return made

    def _paper_button(self, word: str, does: Any) -> QPushButton:
        return self._button(word, self.desk.words(word), "", "printer", does)

    def _act_button(self, key: str) -> QPushButton:
        """A button of an action the edition's register has anyway."""
        action = next(one for one in self.register.actions if one.key == key)
        return self._action_button(action, "primary")

    def _own_button(self, key: str, kind: str) -> QPushButton:
        """A button of an action of this page."""
        return self._action_button(actions_of(self.desk)[key], kind)

    def _action_button(self, action: Action, kind: str) -> QPushButton:
        said = sentence(self.desk.words(f"action.{action.key}"))
        return self._button(action.key, said, kind, action.icon, partial(self._act, action))

    def _act(self, action: Action) -> None:
        if self.told is not None:
            self.panels.act(self.register, self.told.edition_id, action)

    def _go(self, place: str) -> None:
        if self.told is not None:
            self.desk.open_asked.emit(place, self.told.edition_id)

    def _draft(self) -> None:
        report = next(one for one in self.register.reports if one.key == "protocol")
        if self.told is not None:
            offer_report(self.desk, self, report, self.told.edition_id)

    def _issued(self, issue: ProtocolIssue) -> None:
        offer_report(self.desk, self, ISSUED, issue.id)

    def _save_proof(self, issue: ProtocolIssue) -> None:
        """Write the proof file where people say; the paper in it is the issued one."""
        w = self.desk.words
        name = w("closing_page.proof_name", year=self.told.title_year if self.told else "", no=issue.no)
        chosen = ask_place(self.desk, self, w("closing_page.proof"), "ZIP (*.zip)", f"{name}.zip")
        if chosen is None:
            return

        def work(_progress: Any) -> Path:
            from ...core.pdf import pdf_bytes  # heavy, and only now needed
            from ..proof import write_proof
            from ..protocol import issued_document

            write_proof(issue, pdf_bytes(issued_document(issue, w))[0], chosen)
            return chosen

        save_with_progress(self.desk, self, work, lambda path: None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.desk.close_asked.emit()
        else:
            super().keyPressEvent(event)


def _choice(session: Session, wanted: UUID | None) -> UUID | None:
    """The edition to show."""
    keys = [key for key, _ in known_editions(session)]
    if wanted in keys:
        return wanted
    closed = [key for key, _ in closed_editions(session)]
    return next(iter([*closed, *keys]), None)
