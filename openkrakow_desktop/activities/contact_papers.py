"""A contact database on paper, as a workbook and as .csv: what the page shows, on the day it shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy.orm import Session

from ..core import formats
from ..core.clock import WARSAW
from ..core.declarations import Report, ReportContext
from ..core.document import Column, Document, Kind, Note, Source, Table, Value, labels
from ..core.text import sentence
from ..core.words import Words
from .contact_base import Contact, ContactBase, addresses, contacts_of, narrowed

TABLE = "contacts"


def contact_document(
    base: ContactBase,
    session: Session,
    context: ReportContext,
    on_day: dt.date | None = None,
    whole_history: bool = False,
    search: str = "",
) -> Document:
    """The list as a document: those active on the day (None: today), or everybody with their history."""
    w, on = context.words, on_day or context.today
    found = narrowed(contacts_of(session, base), on, whole_history, search)
    day = formats.day(on, w.language)
    title = w(f"contact_base.{base.value}")
    facts = [(w("contact_base.on_day"), day), (w("meeting_year.as_of"), _as_of(context))]
    facts += [(w("list.filter"), f"„{search.strip()}”")] if search.strip() else []
    blocks = (
        _blocks(base, found, on, title, whole_history, context) if found else (Note(w("contact_base.nobody", day=day)),)
    )
    return Document(
        title, blocks, labels(w), subject=title, facts=tuple(facts), banner=context.banner, created=context.now
    )


def _as_of(context: ReportContext) -> str:
    return formats.moment(context.now.astimezone(WARSAW), context.words.language)


def _blocks(
    base: ContactBase, found: Sequence[Contact], on: dt.date, title: str, whole: bool, context: ReportContext
) -> tuple[Note | Table, ...]:
    w = context.words
    without = addresses(found, on, base).without
    said = w("contact_base.without", names=", ".join(without)) if without else w("contact_base.all_reached")
    source = Source(sentence(w(f"{base.value}._many")), _as_of(context))
    rows = tuple(_row(base, one, on, w, whole) for one in found)
    return Note(said), Table(TABLE, title, tuple(_heads(base, w, whole)), rows, source, wide=whole)


def _heads(base: ContactBase, w: Words, whole: bool) -> list[Column]:
    is_person = base is ContactBase.COORDINATORS
    head = [Column(sentence(w("contact_base.person" if is_person else "assistant.code")), header=True)]
    if not is_person:
        head.append(Column(sentence(w("assistant.kind"))))
    head.append(Column(sentence(w("contact_base.unit" if is_person else "assistant.school_id"))))
    head.append(Column(w("contact_base.email" if is_person else "contact_base.school_email")))
    if is_person:
        head.append(Column(sentence(w("contact_base.phone"))))
    head += [Column(sentence(w(f"{base.value}.{name}")), Kind.DATE) for name in ("from_on", "to_on")]
    if is_person:
        head.append(Column(sentence(w("cooperation_coordinator.order_no"))))
    told = ("phase", "follows", "followed_by") if whole else ()
    return [*head, *(Column(sentence(w(f"contact_base.{name}"))) for name in told)]


def _row(base: ContactBase, one: Contact, on: dt.date, w: Words, whole: bool) -> tuple[Value, ...]:
    last: list[Value] = [sentence(w.choice(one.phase(on))), one.follows, one.followed_by] if whole else []
    if base is ContactBase.COORDINATORS:
        return (one.name, one.unit, one.email, one.phone, one.from_on, one.to_on, one.about, *last)
    kind = sentence(w.choice(one.kind)) if one.kind else ""
    return (one.name, kind, one.unit, one.email, one.from_on, one.to_on, *last)


def _report(base: ContactBase, key: str) -> Report:
    build: Callable[..., Document] = partial(contact_document, base)
    return Report(key, build, (), "printer")


COORDINATOR_LIST = _report(ContactBase.COORDINATORS, "coordinator_contacts")
ASSISTANT_LIST = _report(ContactBase.ASSISTANTS, "assistant_contacts")
LISTS = {ContactBase.COORDINATORS: COORDINATOR_LIST, ContactBase.ASSISTANTS: ASSISTANT_LIST}
