"""`demo`: three invented years (the closed one in full, the one before for comparison, the running one to date)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from ...core.clock import Clock
from ...core.declarations import Declared
from ...core.keeping import keep_records
from ...core.kept_files import folder_of
from ...core.store import Store
from ...core.work import Progress
from .asked import make_task_cards
from .centre import make_events, make_participants
from .contest import edition_steps
from .contest_files import make_attachments
from .learning import make_trainings
from .maker import Maker
from .meetings import make_protocols
from .months import settle_months
from .office import make_contacts, make_patronages
from .people import make_people
from .small import make_programme, make_small_registers
from .versions import freeze_year

SEED = 2026


def make_demo(
    store: Store,
    declared: Declared,
    clock: Clock,
    *,
    seed: int = SEED,
    scale: float = 1,
    progress: Progress | None = None,
) -> int:
    """Fill an empty database with invented data. Returns the closed year that the summaries are about.

    The same seed, scale and day make the same data. `scale` multiplies events, contacts, people and
    trainings (1: a real office; tests use a tenth)."""
    progress, today = progress or Progress(), clock.today()
    maker = Maker(declared, today, seed, scale)
    year = today.year - 1
    years = (year - 1, year, year + 1)
    participants: list[UUID] = []
    steps: list[tuple[str, Callable[[], object]]] = [
        ("people", partial(make_people, maker)),
        ("participants", lambda: participants.extend(make_participants(maker))),
    ]
    for one in years:
        steps += [
            ("events", partial(make_events, maker, one, participants)),
            ("contacts", partial(make_contacts, maker, one)),
            ("patronages", partial(make_patronages, maker, one)),
            ("trainings", partial(make_trainings, maker, one)),
            ("registers", partial(make_small_registers, maker, one)),
            ("programme", partial(make_programme, maker, one)),
        ]
    steps += [("competition", step) for step in edition_steps(maker, year)]
    steps += [("attachments", partial(make_attachments, maker, folder_of(store)))]
    steps += [("attachments", partial(make_protocols, maker, folder_of(store)))]
    steps += [("months", partial(settle_months, maker, one)) for one in (year - 1, year)]
    steps += [("tasks", partial(make_task_cards, maker, one)) for one in (year - 1, year)]
    for done, (name, step) in enumerate(steps):
        progress.step(done, len(steps))
        with store.write(f"demo.{name}") as session:
            maker.session = session
            keep_records(session)
            step()
    freeze_year(store, declared, maker, year)
    progress.step(len(steps), len(steps))
    return year
