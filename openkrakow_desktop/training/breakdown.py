"""Who took part, by group and by unit, and what counts for 1.4, 5.4 and 6.3 and what does not, with the reason.

The reasons are those of the measures themselves: their clauses are asked, never written again. For the office's own
use: it names people and small numbers. What may be told outside is another document (`public_breakdown`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..contacts.model import Organisation, Person
from ..core.declarations import ReportContext
from ..core.document import Block, Column, Document, Heading, Kind, Paragraph, Source, Table, Value, labels
from ..core.formats import day, moment
from ..core.measures import Part, Period
from ..core.text import sentence, sort_key
from ..core.words import Words
from .counting import attended, has_completed
from .measures import EDUCATION_PRESENT, SERVICES_PRESENT, STAFF_COMPLETED
from .model import TOOK_PLACE, Participation, Trainee, Training, TrainingGroup

PARTS: tuple[tuple[str, Part], ...] = (
    ("1.4", STAFF_COMPLETED),
    ("5.4b", EDUCATION_PRESENT),
    ("6.3b", SERVICES_PRESENT),
)


@dataclass(frozen=True)
class Taken:
    """One participation. `whys`: measure → why it does not count there, empty where it does; a measure that the
    training does not serve is absent."""

    id: UUID
    name: str
    unit: str
    group: TrainingGroup | None
    minutes: int
    is_completed: bool
    whys: dict[str, str]


def participations(session: Session, period: Period, training_id: UUID | None = None) -> list[Taken]:
    """The participations of a training, or of all trainings of a year that took place, by name."""
    held = period.holds(Training.end_on) & Training.state.in_(TOOK_PLACE)
    which = Training.id == training_id if training_id else held
    whys: dict[UUID, dict[str, str]] = {}
    for code, part in PARTS:
        listed = part.listing(period)
        for one in session.execute(listed.where(Training.id == training_id) if training_id else listed):
            whys.setdefault(one.id, {})[code] = one.why or ""
    rows = session.execute(
        select(Participation.id, Person.last_name, Person.first_name, Trainee.code, Organisation.name,
               Participation.group, attended(), has_completed())
        .join(Training, Training.id == Participation.training_id)
        .join(Trainee, Trainee.id == Participation.trainee_id)
        .outerjoin(Person, Person.id == Trainee.person_id)
        .outerjoin(Organisation, Organisation.id == Participation.unit_id)
        .where(which).order_by(Person.last_name_sort, Person.first_name, Trainee.code, Participation.id)
    )  # fmt: skip
    return [
        Taken(key, f"{last or ''} {first or ''}".strip() or code, unit or "", group, minutes, bool(completed),
              whys.get(key, {}))
        for key, last, first, code, unit, group, minutes, completed in rows
    ]  # fmt: skip


# ---- the documents -------------------------------------------------------------------------------------------------
def training_breakdown(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """One training: the people with what they count for, then by group and by unit."""
    training, w = session.get_one(Training, record_id), context.words
    taken = participations(session, Period(training.end_on.year, context.today), record_id)
    days = " – ".join(dict.fromkeys(day(one, w.language) for one in (training.start_on, training.end_on)))
    return _document(context, f"{training.title} · {days}", taken, names=True)


def year_breakdown(session: Session, context: ReportContext, year: int) -> Document:
    """All trainings of a year that took place: by measure, by group, by unit."""
    return _document(context, str(year), participations(session, Period(year, context.today)), names=False)


def _document(context: ReportContext, about: str, taken: Sequence[Taken], *, names: bool) -> Document:
    w = context.words
    source = Source(w("participation._many"), w("training_breakdown.as_of", at=moment(context.now, w.language)),
                    basis=w("training_breakdown.basis"))  # fmt: skip
    return Document(
        title=w("training_breakdown.title"),
        subtitle=f"{about}\n{w('training_breakdown.internal')}",
        blocks=tuple(_blocks(w, taken, source, names)),
        labels=labels(w),
        facts=((w("training_breakdown.state"), moment(context.now, w.language)),),
        banner=context.banner,
        created=context.now,
    )


def _blocks(w: Words, taken: Sequence[Taken], source: Source, names: bool) -> Iterator[Block]:
    yield Heading(w("training_breakdown.by_measure"))
    served = [code for code, _ in PARTS if any(code in one.whys for one in taken)]
    if served:
        yield _measures(w, taken, served, source)
    else:
        yield Paragraph(w("training_breakdown.no_measure"))
    if not taken:
        yield Paragraph(w("training_breakdown.nobody"))
        return
    yield Heading(w("training_breakdown.by_group"))
    groups = [(sentence(w.choice(one.group)) if one.group else w("training_breakdown.no_group"), one) for one in taken]
    yield _counts(w, "by_group", groups, served, source)
    yield Heading(w("training_breakdown.by_unit"))
    units = [(one.unit or w("training_breakdown.no_unit"), one) for one in taken]
    yield _counts(w, "by_unit", units, served, source)
    if names:
        yield Heading(w("training_breakdown.people"))
        yield _people(w, taken, served, source)


def _measures(w: Words, taken: Sequence[Taken], served: Sequence[str], source: Source) -> Table:
    """Measure, reason, how many: what counts first."""
    rows: list[tuple[str, str, int]] = []
    for code in served:
        counted = Counter(one.whys[code] for one in taken if code in one.whys)
        rows.append((code, sentence(w("training_breakdown.counts")), counted.pop("", 0)))
        rows += [(code, sentence(w(f"why.{why}")), n) for why, n in sorted(counted.items())]
    columns = (
        Column(w("training_breakdown.measure"), header=True),
        Column(w("training_breakdown.reason")),
        Column(w("training_breakdown.participations"), Kind.INTEGER),
    )
    return Table("by_measure", w("training_breakdown.by_measure"), columns, tuple(rows), source)


def _counts(
    w: Words, name: str, rows: Iterable[tuple[str, Taken]], served: Sequence[str], source: Source
) -> Table:
    """A line for each group or unit: on the list, present, completed, counted in each measure; all in the last line."""
    found: dict[str, list[Taken]] = {}
    everybody: list[Taken] = []
    for said, one in rows:
        found.setdefault(said, []).append(one)
        everybody.append(one)
    heads = [w(f"training_breakdown.{one}") for one in ("participations", "present", "completed")]
    counted = [w("training_breakdown.counted", code=code) for code in served]
    columns = (Column(w(f"training_breakdown.{name}_head"), header=True),
               *(Column(one, Kind.INTEGER) for one in (*heads, *counted)))  # fmt: skip
    lines: tuple[tuple[Value, ...], ...] = tuple(
        (said, *_numbers(found[said], served)) for said in sorted(found, key=sort_key)
    )
    last: tuple[Value, ...] = (w("training_breakdown.all"), *_numbers(everybody, served))
    return Table(name, w(f"training_breakdown.{name}"), columns, lines, source, last=last)


def _numbers(some: Sequence[Taken], served: Sequence[str]) -> tuple[int, ...]:
    present, completed = sum(one.minutes > 0 for one in some), sum(one.is_completed for one in some)
    return len(some), present, completed, *(sum(one.whys.get(code) == "" for one in some) for code in served)


def _people(w: Words, taken: Sequence[Taken], served: Sequence[str], source: Source) -> Table:
    """Everybody with what they count for, and why not."""
    fixed = (
        Column(w("training_breakdown.person"), header=True),
        Column(w("training_breakdown.by_unit_head")),
        Column(w("training_breakdown.by_group_head")),
        Column(w("training_breakdown.minutes"), Kind.INTEGER),
    )
    columns = (*fixed, *(Column(code) for code in served))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.name, one.unit, sentence(w.choice(one.group)) if one.group else "", one.minutes,
         *(_said(w, one.whys.get(code)) for code in served))
        for one in taken
    )  # fmt: skip
    return Table("people", w("training_breakdown.people"), columns, rows, source, wide=True)


def _said(w: Words, why: str | None) -> str:
    return "" if why is None else sentence(w(f"why.{why}" if why else "training_breakdown.counts"))
