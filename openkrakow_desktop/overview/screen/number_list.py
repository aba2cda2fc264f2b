"""Numbers as a list with "Skąd ta liczba?" of the chosen one beside it: what the board and the tasks have in common.

The panel follows the list after a moment of rest, so that an arrow held down does not ask for every number passed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.asked import AskedNumber
from ...gui.beside import Beside
from ...gui.desk import Desk
from ...gui.frames import SidePanel
from ...gui.layout import box
from ...gui.live_page import Holder, LivePage
from ...gui.pressable import PressableList
from ...gui.theme import is_narrow
from ..accounts import Account, account_of
from ..evaluate import YearNumbers

REST = 80  # milliseconds of rest after which the panel follows the list


class NumberListPage(LivePage):
    """`show_what` takes the code of a number. Derive and say: `lines`, `panel_of`; show the list with `hold_list`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holder = Holder()
        self._beside = Beside(self._holder)
        self._beside.closed.connect(self._closed)
        self._numbers: YearNumbers | None = None
        self._code = ""
        self._follow = QTimer(self, singleShot=True, interval=REST)
        self._follow.timeout.connect(self._ask_origin)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box("sheet", self._beside, (0, 0, 0, 0)))

    def lines(self, numbers: YearNumbers) -> Mapping[str, Any]:
        """The numbers the page lists, by code, in order."""
        raise NotImplementedError

    def panel_of(self, numbers: YearNumbers, account: Account) -> SidePanel:
        """What stands beside the list about the chosen number."""
        raise NotImplementedError

    def show_what(self, code: object) -> None:
        """Choose a number."""
        self._code = str(code)
        if self._numbers is not None:
            self._list.choose(self._code)

    def stops(self) -> list[QWidget]:
        """What F6 jumps between."""
        return self._beside.stops()

    def hold_list(self, numbers: YearNumbers, made: PressableList, page: QWidget) -> None:
        """Show the page with its list; the number chosen before is chosen again, else the first where there is room."""
        self._numbers, self._list = numbers, made
        made.chosen.connect(self._choose)
        self._holder.hold(page)
        self._holder.setFocusProxy(made)
        self.setFocusProxy(made)
        if self._code:
            made.choose(self._code)
        elif not is_narrow(self):
            made.choose(next(iter(self.lines(numbers))))

    def _choose(self, code: object) -> None:
        self._code = str(code)
        self._follow.start()

    def _ask_origin(self) -> None:
        numbers = self._numbers
        if numbers is not None and self._code in self.lines(numbers):
            asked, today = AskedNumber(self._code, numbers.period.year), numbers.period.today
            done = partial(self._show_origin, numbers)
            self.ask(account_of, asked, today, numbers.catalogue, self.desk.declared, done=done)

    def _show_origin(self, numbers: YearNumbers, account: Account) -> None:
        if account.above.code == self._code:
            self._beside.set_panel(self.panel_of(numbers, account))

    def _closed(self) -> None:
        self._code = ""
