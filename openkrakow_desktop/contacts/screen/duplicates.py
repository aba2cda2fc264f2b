"""Possible duplicates: pairs with reason and score, two records side by side, one decision each, undone with one press.

Comparing tens of thousands of names takes a second or two: it is done by a job, and the list before stays meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from ...core.declarations import Register
from ...core.problems import Refused
from ...core.text import sentence
from ...gui import theme
from ...gui.desk import Desk, Done
from ...gui.frames import facts, page_header, scrolled
from ...gui.layout import box, column, hairline, row
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import Pressable, PressableList
from ...gui.saying import many, problem_words
from ...gui.undo_bar import UndoBar
from ...gui.widgets import announce, button, elided, empty_state, key, symbol, text
from ..compare import Pair, Side, compare, names_of
from ..duplicates import Likeness, people_alike
from ..feature import ORGANISATIONS, PEOPLE
from ..model import Organisation, Person
from ..service import (
    duplicate_organisations,
    merge_organisations,
    merge_people,
    people_to_compare,
    tell_organisations_apart,
    tell_people_apart,
    told_apart,
)

SHOWN = 100  # pairs, the likeliest; others come up as these are decided
WIDE, LIST = 70, 27  # em: the page with two columns; the list
TABLES = ("person", "organisation", "told_apart")
Key = tuple[UUID, UUID]


@dataclass(frozen=True)
class Kind:
    """People or organisations: their register and verbs."""

    register: Register
    merge: Callable[..., Any]
    apart: Callable[..., Any]
    apart_action: str


KINDS = {
    Person.__tablename__: Kind(PEOPLE, merge_people, tell_people_apart, "person.apart"),
    Organisation.__tablename__: Kind(
        ORGANISATIONS, merge_organisations, tell_organisations_apart, "organisation.apart"
    ),
}


@dataclass(frozen=True)
class Proposals:
    """The likeliest pairs with the names of their records, and how many there are altogether."""

    pairs: tuple[Likeness, ...]
    total: int
    names: dict[UUID, str]


def duplicates(desk: Desk) -> QWidget:
    """The page of possible duplicates."""
    return DuplicatesPage(desk)


def _people_read(session: Session) -> tuple[list[Any], set[Key]]:
    return people_to_compare(session), told_apart(session, Person)


class DuplicatesPage(LivePage):
    """`show_what("person" | "organisation")`. Arrows choose a pair, 1 or 2 says which record stays, 0 that they are
    two."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TABLES)
        w = desk.words
        self.kind = KINDS[Person.__tablename__]
        self.found: Proposals | None = None
        self.pair: Pair | None = None
        self._asked, self._at = 0, 0
        self._about = text("", tone="muted")
        self._chips = {name: button(many(one.register, w), "chip") for name, one in KINDS.items()}
        for name, chip in self._chips.items():
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, name=name: self.show_what(name))
        self._list_holder, self._detail = Holder(), Holder()
        self.pairs: PressableList | None = None
        self.problem = text("", tone="bad", wrap=True)
        self.problem.hide()
        self.undo_bar = UndoBar(self)
        head = page_header(w("place.duplicates"), self._about, *self._chips.values())
        self._list_area = scrolled(self._list_holder)
        detail = column(self.problem, (self._detail, 1), gap=1, pad=(2, 0, 0, 0))
        self._body = column(self._list_area, (scrolled(detail), 1), gap=2, pad=(3, 0.5, 3, 2))
        body = self._body
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column(head, (body, 1), gap=0))
        for keys, does in (("1", self.keep_first), ("2", self.keep_second), ("0", self.are_two)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        self._mark_chips()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other, or in a narrow window a few pairs above the one that is looked at."""
        super().resizeEvent(event)
        layout, t = self._body.layout(), theme.current()
        assert isinstance(layout, QBoxLayout)
        wide = self.width() >= t.em(WIDE)
        directions = QBoxLayout.Direction
        layout.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._list_area.setMinimumWidth(t.em(LIST) if wide else 0)
        self._list_area.setMaximumWidth(t.em(LIST) if wide else self.maximumWidth())
        self._list_area.setMinimumHeight(0 if wide else t.em(8.5))
        self._list_area.setMaximumHeight(self.maximumHeight() if wide else t.em(10))

    def show_what(self, what: object) -> None:
        """People or organisations."""
        if isinstance(what, str) and what in KINDS and KINDS[what] is not self.kind:
            self.kind, self.found, self.pair, self._at = KINDS[what], None, None, 0
            self._list_holder.hold(QWidget())
            self._detail.hold(QWidget())
            self._reload()
        self._mark_chips()

    def _mark_chips(self) -> None:
        for name, chip in self._chips.items():
            chip.setChecked(KINDS[name] is self.kind)

    # Reading

    def load(self) -> None:
        w = self.desk.words
        self._asked += 1
        turn = self._asked
        self._about.setText(w("duplicates_page.comparing"))
        if self.kind.register is PEOPLE:
            self.ask(_people_read, done=lambda read: self._compare_people(turn, *read))
        else:
            self.ask(duplicate_organisations, done=lambda found: self._take(turn, found))

    def _compare_people(self, turn: int, people: list[Any], apart: set[Key]) -> None:
        w = self.desk.words

        def work(progress: Any) -> list[Likeness]:
            return [one for one in people_alike(people, progress) if (one.first, one.second) not in apart]

        job = self.desk.jobs.start(work)
        job.progressed.connect(
            lambda done, total: self._told(turn, w("duplicates_page.progress", n=_share(done, total)))
        )
        job.succeeded.connect(lambda found: self._take(turn, found))

    def _told(self, turn: int, words: str) -> None:
        if turn == self._asked:
            self._about.setText(words)

    def _take(self, turn: int, found: list[Likeness]) -> None:
        if turn == self._asked:
            best = found[:SHOWN]
            keys = {key for one in best for key in (one.first, one.second)}
            self.ask(
                names_of,
                self.kind.register,
                keys,
                done=lambda names: self._show(turn, Proposals(tuple(best), len(found), names)),
            )

    # Showing

    def _show(self, turn: int, found: Proposals) -> None:
        if turn != self._asked:
            return
        w = self.desk.words
        self.found = found
        self._about.setText(w.count("duplicates_page.pairs", found.total))
        if not found.pairs:
            self.pairs, self.pair = None, None
            none = empty_state("circle-check", w("duplicates_page.none"), w("duplicates_page.none_words"))
            self._list_holder.hold(none)
            self._detail.hold(QWidget())
            return
        items: list[tuple[object, Pressable] | QWidget] = []
        for one in found.pairs:
            items += [hairline()] if items else []
            items.append(((one.first, one.second), self._row(one, found.names)))
        self.pairs = PressableList(w("place.duplicates"), items)
        self.pairs.chosen.connect(self._choose)
        self.pairs.opened.connect(lambda _: self._to_decision())
        self._list_holder.hold(column(self.pairs, self._rest_note(found), 1, gap=1))
        self._at = min(self._at, len(found.pairs) - 1)
        self.pairs.choose((found.pairs[self._at].first, found.pairs[self._at].second))
        self.setFocusProxy(self.pairs)
        if self.window().focusWidget() in (self, None, *self._chips.values()):  # nothing else was there to hold it
            self.pairs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rest_note(self, found: Proposals) -> QWidget | None:
        if found.total <= len(found.pairs):
            return None
        return text(self.desk.words("duplicates_page.more", n=len(found.pairs)), tone="muted", wrap=True)

    def _row(self, one: Likeness, names: dict[UUID, str]) -> Pressable:
        w = self.desk.words
        first, second = names.get(one.first, ""), names.get(one.second, "")
        why = f"{sentence(w(one.word))} · {w('duplicates_page.score', n=one.score)}"
        inside = column(elided(first, "strong"), elided(second, "strong"), elided(why, "small", "muted"), gap=0)
        return Pressable(inside, f"{first} / {second}", why, pad=(1.5, 0.75, 1, 0.75), chosen=False)

    def _choose(self, chosen: object) -> None:
        if self.found is None or not isinstance(chosen, tuple):
            return
        keys = [(one.first, one.second) for one in self.found.pairs]
        self._at = keys.index(chosen)
        desk = self.desk
        done = lambda pair: self._show_pair(chosen, pair)  # noqa: E731 - which pair it was asked for
        desk.ask(compare, self.kind.register, *chosen, desk.words, desk.declared, done=done, owner=self)

    def _show_pair(self, asked: Key, pair: Pair | None) -> None:
        if self.pairs is None or self.pairs.key != asked or self.found is None:
            return
        w = self.desk.words
        self.pair = pair
        self.problem.hide()
        if pair is None:
            self._detail.hold(QWidget())
            return
        like = self.found.pairs[self._at]
        why = f"{sentence(w(like.word))} · {w('duplicates_page.score', n=like.score)}"
        sides = row((self._side(pair.keep, 1), 1), (self._side(pair.other, 2), 1), gap=2)
        effects = [w.count(f"merging.{one.key}", one.n) for one in pair.effects] or [w("duplicates_page.no_effect")]
        two = button(w("duplicates_page.two"), does=self.are_two)
        person = self.kind.register is PEOPLE
        self._detail.hold(
            column(
                text(w("duplicates_page.same_person" if person else "duplicates_page.same_organisation"), "lead"),
                text(why, tone="muted", wrap=True),
                sides,
                *(row(symbol("info", "muted"), (text(said, wrap=True), 1)) for said in effects),
                row(two, key("0"), 1, gap=0.75),
                text(w("duplicates_page.undo_words"), "small", "muted", wrap=True),
                1,
                gap=1.5,
            )
        )

    def _side(self, side: Side, place: int) -> QWidget:
        w = self.desk.words
        kept = place == 1
        lines = [(sentence(w(name)), shown) for name, shown in side.facts]
        lines += [(sentence(w(name)), str(n)) for name, n in side.used]
        stay = button(
            w("duplicates_page.stays"),
            "primary" if kept else "",
            "check",
            name=w("duplicates_page.stays_name", name=side.name),
            does=self.keep_first if kept else self.keep_second,
        )
        about = facts(*lines, width=7) if lines else text(w("duplicates_page.nothing_known"), tone="muted", wrap=True)
        content = column(text(side.name, "lead", wrap=True), about, 1, row(stay, key(str(place)), 1, gap=0.75), gap=1)
        return box("card", content)

    def _to_decision(self) -> None:
        first = next(iter(self._detail.findChildren(type(button("x")))), None)
        if first is not None:
            first.setFocus()

    # Deciding

    def keep_first(self) -> None:
        """They are one, and the proposed record stays."""
        if self.pair is not None:
            self._merge(self.pair.other, self.pair.keep)

    def keep_second(self) -> None:
        """They are one, and the other record stays."""
        if self.pair is not None:
            self._merge(self.pair.keep, self.pair.other)

    def _merge(self, duplicate: Side, kept: Side) -> None:
        said = self.desk.words("duplicates_page.merged", name=kept.name)
        self._do(f"{self.kind.register.key}.merge", self.kind.merge, duplicate.id, kept.id, said)

    def are_two(self) -> None:
        """They are not one; the pair is not proposed again."""
        if self.pair is not None:
            said = self.desk.words("duplicates_page.told_apart")
            self._do(self.kind.apart_action, self.kind.apart, self.pair.keep.id, self.pair.other.id, said)

    def _do(self, action: str, function: Callable[..., Any], first: UUID, second: UUID, said: str) -> None:
        self.pair = None  # a second press is for the next pair
        self.desk.do(
            action, _quietly(function), first, second, done=lambda done: self._done(done, said), failed=self._refused,
            owner=self,
        )  # fmt: skip

    def _done(self, done: Done, said: str) -> None:
        w = self.desk.words
        announce(self, said)
        operation = done.operation
        if operation is not None:
            self.undo_bar.offer(said, w("undo.verb"), lambda: self.desk.undo(operation), w("undo.close"))
        if self.pairs is not None and self.found is not None:  # at once, not when all is compared anew
            gone = self.found.pairs[self._at]
            rest = tuple(one for one in self.found.pairs if one is not gone)
            self._show(self._asked, Proposals(rest, self.found.total - 1, self.found.names))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.problem.setText("\n".join(problem_words(one, self.desk.words) for one in error.problems))
            self.problem.show()
            announce(self, self.problem.text())


def _quietly(function: Callable[..., Any]) -> Callable[..., None]:
    """The verb without the record it returns, which must not leave its session."""

    def run(session: Session, first: UUID, second: UUID) -> None:
        function(session, first, second)

    return run


def _share(done: int, total: int) -> int:
    return round(100 * done / total) if total else 0
