"""What a feature offers beside its registers: pages of its own, buttons that open them, documents to print.

Plain declarations; the window turns them into chips, buttons and a preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import WARSAW
from .words import Words

if TYPE_CHECKING:
    from .asked import Asked
    from .declarations import Declared
    from .document import Document, Query


@dataclass(frozen=True)
class Ask:
    """What an action asks before it runs: a named value of a simple kind (str, int, dt.date, bool, an Enum class).

    `proposed(session, record_id, today)` is what stands there at first, to be changed."""

    name: str
    kind: type = str
    required: bool = True
    proposed: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Place:
    """A hand-made page of a feature; its word is `place.KEY`. `screen` is 'module:function', called with the desk.

    A task (the door, a list on paper) is opened for one record only, has no chip and takes the whole page; it ends with
    `desk.close_asked`, and the window is where it was before."""

    key: str
    icon: str
    screen: str
    is_task: bool = False


@dataclass(frozen=True)
class Opens:
    """A button of a record's panel that opens a place for this record. Its word is `action.KEY`."""

    key: str
    place: str
    when: Callable[[Any], bool] = lambda record: True
    icon: str = ""


@dataclass(frozen=True)
class PanelPart:
    """A part of a record's panel that is made by hand. `read(session, record_id, today)` gives plain values on the
    reading thread; `screen`, 'module:function', makes a widget of them: (desk, panel, record_id, values).

    `shows`: fields, computed columns and child registers that it shows itself, so that the panel need not."""

    read: Callable[..., Any]
    screen: str
    shows: Sequence[str] = ()


@dataclass(frozen=True)
class ReportContext:
    """What every report is told: the words it is written in, the moment it speaks of, everything declared, and the
    line that marks demo data (empty: a real office)."""

    words: Words
    now: dt.datetime
    declared: Declared
    banner: str = ""

    @property
    def today(self) -> dt.date:
        """The day in Warsaw."""
        return self.now.astimezone(WARSAW).date()


@dataclass(frozen=True)
class Report:
    """A document people ask for. Of a feature: `build(session, context, **asked)`; of a register, about one record:
    `build(session, context, record_id, **asked)`. Its word is `report.KEY`, also the proposed file name.

    `when` says whether it makes sense for a record now; `pdf_only` is a paper that would make no workbook; `account`
    says which number a cell of it is, from its query and what was asked: it can then be asked where it comes from."""

    key: str
    build: Callable[..., Document]
    asks: Sequence[Ask] = field(default=(Ask("year", int),))
    icon: str = "printer"
    pdf_only: bool = False
    when: Callable[[Any], bool] = lambda record: True
    account: Callable[[Query, Mapping[str, Any]], Asked | None] | None = None


@dataclass(frozen=True)
class Merging:
    """What merging two records of another feature does to the numbers of this one: `key` names the counted sentence
    `merging.KEY` with the number `n`."""

    key: str
    n: int


@dataclass(frozen=True)
class NumberName:
    """What people call a number: its name, whether it is a state on a day (a stock), which other codes show the very
    same number, the place that explains it (empty: none does), and a value of it in words: "12 osób"."""

    code: str
    name: str = ""
    is_stock: bool = False
    also: tuple[str, ...] = ()
    place: str = ""
    said: Callable[[int], str] = str
