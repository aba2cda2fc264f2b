"""Verbs on people and organisations: saving, merging duplicates, proposing them, seeding the City's public structure.

Merging sets `merged_into_id` and rewrites no row that others keep (decisions.md 12), so it can be undone or split."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import TypeVar
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from ..core.declarations import Draft, exists_other, store_draft
from ..core.gaps import Gap
from ..core.keys import derived_key
from ..core.measures import Period
from ..core.problems import Problem, Refused, refuse
from ..core.sensitive import sensitive_problems
from ..core.text import clean, fold, person_key
from ..paths import SEEDS
from .duplicates import Likeness, Named, PersonNamed, alike, organisation_key, people_alike
from .identifiers import CHECKS, compact, contact_problems, holds_pesel, identifier_problems
from .model import Organisation, OrganisationKind, Person, ToldApart

_Merged = TypeVar("_Merged", Organisation, Person)


# ---- rules ---------------------------------------------------------------------------------------------------------
def organisation_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is wrong with an organisation: its numbers, time, place in the structure; a namesake is a warning."""
    yield from identifier_problems(draft)
    yield from _same_numbers(session, draft, record_id)
    if draft.get("active_from") and draft.get("active_to") and draft["active_to"] < draft["active_from"]:
        yield Problem("active_to", "problem.end_before_start")
    if record_id is not None and record_id in _ancestors(session, draft.get("parent_id")):
        yield Problem("parent_id", "problem.parent_cycle")
    yield from _address_and_remark(draft)
    namesake = [Organisation.merged_into_id.is_(None), Organisation.name_key == fold(clean(draft.get("name") or "")),
                Organisation.kind == draft.get("kind")]
    if draft.get("symbol"):  # of two units of one name the symbols tell them apart
        namesake.append(func.coalesce(Organisation.symbol, draft["symbol"]) == draft["symbol"])
    if draft.get("name") and exists_other(session, Organisation, record_id, *namesake):
        yield Problem("name", "problem.namesake", warning=True)


def _same_numbers(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """A number that another living record bears already: perhaps the same institution twice, so only a warning."""
    for name in CHECKS:
        number = compact(draft.get(name) or "")
        if not number:
            continue
        same = select(Organisation.name).where(
            getattr(Organisation, name) == number, Organisation.merged_into_id.is_(None)
        )
        if record_id is not None:
            same = same.where(Organisation.id != record_id)
        other = session.scalar(same.order_by(Organisation.id).limit(1))
        if other is not None:
            yield Problem(name, "problem.number_taken", {"value": draft[name], "name": other}, warning=True)


def person_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """What is odd about a person; a namesake is a warning, because two people may share a name."""
    yield from _address_and_remark(draft)
    search = person_key(draft.get("last_name"), draft.get("first_name"))
    if search and exists_other(session, Person, record_id, Person.merged_into_id.is_(None), Person.search == search):
        yield Problem("last_name", "problem.namesake", warning=True)


def _address_and_remark(draft: Draft) -> Iterable[Problem]:
    yield from contact_problems(draft)
    if draft.get("remark") and holds_pesel(draft["remark"]):
        yield Problem("remark", "problem.pesel")
    yield from sensitive_problems("remark", draft.get("remark"))


def _ancestors(session: Session, parent_id: UUID | None) -> set[UUID]:
    """The unit and everything above it; ends also where a merge of laptops has left a circle."""
    above: set[UUID] = set()
    while parent_id is not None and parent_id not in above:
        above.add(parent_id)
        parent_id = session.scalar(select(Organisation.parent_id).where(Organisation.id == parent_id))
    return above


def organisation_invariant(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """No unit stands above itself, and what is merged stands for a living record."""
    for record in session.scalars(select(Organisation).where(Organisation.id.in_(ids))):
        if record.id in _ancestors(session, record.parent_id):
            yield Problem("parent_id", "problem.parent_cycle", {"name": record.name})
    yield from _merged_well(session, Organisation, ids)


def person_invariant(session: Session, ids: frozenset[UUID]) -> Iterable[Problem]:
    """What is merged stands for a living record."""
    return _merged_well(session, Person, ids)


def _merged_well(session: Session, model: type[Organisation] | type[Person], ids: frozenset[UUID]) -> Iterable[Problem]:
    touched = model.id.in_(ids) | model.merged_into_id.in_(ids)
    merged = select(model.merged_into_id).where(touched, model.merged_into_id.is_not(None))
    for target_id in set(session.scalars(merged)):
        if session.scalar(select(model.merged_into_id).where(model.id == target_id)) is not None:
            yield Problem("merged_into_id", "problem.merged_chain")


def locked_when_merged(record: Organisation | Person) -> Problem | None:
    """A duplicate stands for another record; what is to be changed is that one."""
    return Problem("", "problem.merged") if record.merged_into_id is not None else None


# ---- saving --------------------------------------------------------------------------------------------------------
def save_organisation(session: Session, record_id: UUID | None, draft: Draft) -> Organisation:
    """Write an organisation, its numbers without separators, so that equal numbers are equal texts."""
    numbers = {name: compact(draft[name]) for name in CHECKS if draft.get(name)}
    saved: Organisation = store_draft(session, Organisation, record_id, draft | numbers)
    return saved


def end_unit(session: Session, record_id: UUID, last_day: dt.date) -> Organisation:
    """From the day after `last_day` the unit is offered in no new record; older ones keep it. Raises Refused when it is
    a duplicate, or began later."""
    one = session.get_one(Organisation, record_id)
    if one.merged_into_id is not None:
        raise Refused(Problem("", "problem.merged"))
    if one.active_from is not None and last_day < one.active_from:
        refuse("last_day", "problem.end_before_start")
    one.active_to = last_day
    session.flush()
    return one


def resume_unit(session: Session, record_id: UUID) -> Organisation:
    """The unit is active again. Raises Refused when it has no last day."""
    one = session.get_one(Organisation, record_id)
    if one.active_to is None:
        refuse("", "problem.not_ended")
    one.active_to = None
    session.flush()
    return one


# ---- merging -------------------------------------------------------------------------------------------------------
def merge_organisations(session: Session, duplicate_id: UUID, into: UUID) -> Organisation:
    """Let `duplicate_id` stand for `into` (or for what that stands for) and return the record that stays.

    Raises Refused when they are one record already, or the duplicate is already merged."""
    return _merge(session, Organisation, duplicate_id, into)


def merge_people(session: Session, duplicate_id: UUID, into: UUID) -> Person:
    """Let one person's record stand for another's; see `merge_organisations`."""
    return _merge(session, Person, duplicate_id, into)


def _merge(session: Session, model: type[_Merged], duplicate_id: UUID, into: UUID) -> _Merged:
    duplicate, kept = session.get_one(model, duplicate_id), session.get_one(model, into)
    if duplicate.merged_into_id is not None:
        raise Refused(Problem("", "problem.merged"))
    seen = {kept.id}
    while kept.merged_into_id is not None and kept.merged_into_id not in seen:
        kept = session.get_one(model, kept.merged_into_id)
        seen.add(kept.id)
    if kept.id == duplicate.id:
        refuse("into", "problem.merge_same")
    for follower in session.scalars(select(model).where(model.merged_into_id == duplicate.id)):
        follower.merged_into_id = kept.id
    duplicate.merged_into_id = kept.id
    session.flush()
    return kept


def split_organisation(session: Session, record_id: UUID) -> Organisation:
    """Take one organisation out of a merge: it counts by itself again. Raises Refused when it is not merged."""
    return _split(session, Organisation, record_id)


def split_person(session: Session, record_id: UUID) -> Person:
    """Take one person out of a merge; see `split_organisation`."""
    return _split(session, Person, record_id)


def _split(session: Session, model: type[_Merged], record_id: UUID) -> _Merged:
    record = session.get_one(model, record_id)
    if record.merged_into_id is None:
        refuse("", "problem.not_merged")
    record.merged_into_id = None
    session.flush()
    return record


# ---- proposals -----------------------------------------------------------------------------------------------------
def duplicate_organisations(session: Session) -> list[Likeness]:
    """Organisations that may be one, likeliest first: by NIP, REGON, KRS or by name without legal form."""
    rows = session.scalars(select(Organisation).where(Organisation.merged_into_id.is_(None)))
    named = [Named(one.id, one.name, {kind: getattr(one, kind) or "" for kind in CHECKS}) for one in rows]
    return _still_open(session, Organisation, alike(named, organisation_key))


def duplicate_people(session: Session) -> list[Likeness]:
    """People whose records may be one, likeliest first: by e-mail or by name in either alphabet."""
    return _still_open(session, Person, people_alike(people_to_compare(session)))


def people_to_compare(session: Session) -> list[PersonNamed]:
    """What of every person is compared; quickly read, so that the comparing needs no session."""
    shown = (Person.id, Person.last_name, Person.first_name, Person.spoken, Person.email)
    rows = session.connection().execute(select(*shown).where(Person.merged_into_id.is_(None)))
    return [
        PersonNamed(key, f"{last} {first or ''}", spoken or "", (email or "").strip().lower())
        for key, last, first, spoken, email in rows
    ]


def told_apart(session: Session, model: type[Organisation] | type[Person]) -> set[tuple[UUID, UUID]]:
    """The pairs that somebody said are two, each in the order of its keys."""
    mine = select(ToldApart.first_key, ToldApart.second_key).where(ToldApart.register == model.__tablename__)
    return {(first, second) for first, second in session.execute(mine)}


def _still_open(
    session: Session, model: type[Organisation] | type[Person], found: Iterable[Likeness]
) -> list[Likeness]:
    apart = told_apart(session, model)
    return [one for one in found if (one.first, one.second) not in apart]


def tell_people_apart(session: Session, first: UUID, second: UUID) -> None:
    """Remember that these are two people, not one: the pair is not proposed again."""
    _tell_apart(session, Person, first, second)


def tell_organisations_apart(session: Session, first: UUID, second: UUID) -> None:
    """Remember that these are two organisations; see `tell_people_apart`."""
    _tell_apart(session, Organisation, first, second)


def _tell_apart(session: Session, model: type[Organisation] | type[Person], first: UUID, second: UUID) -> None:
    low, high = sorted((session.get_one(model, first).id, session.get_one(model, second).id))
    if low == high:
        refuse("", "problem.merge_same")
    key = derived_key(low, high)
    if session.get(ToldApart, key) is None:
        draft = {"id": key, "register": model.__tablename__, "first_key": low, "second_key": high}
        store_draft(session, ToldApart, None, draft)


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """Institutions that look like one record twice, people of one name, and duplicates that a merge of laptops left
    pointing at one."""
    yield from _looking_alike(session)
    if count := namesakes_to_compare(session):
        yield Gap("possible_people", "duplicates", values={"count": count})
    other = aliased(Organisation)
    chained = select(Organisation).join(other, Organisation.merged_into_id == other.id)
    for one in session.scalars(chained.where(other.merged_into_id.is_not(None)).order_by(Organisation.id)):
        yield Gap("merged_chain", "organisation", one.id, one.name)


def _looking_alike(session: Session) -> Iterable[Gap]:
    """Institutions of one name and symbol, and those that bear one number."""
    kept = Organisation.merged_into_id.is_(None)
    twin = aliased(Organisation)
    same_name = (twin.name_key == Organisation.name_key,
                 func.coalesce(twin.symbol, "") == func.coalesce(Organisation.symbol, ""))
    told: set[UUID] = set()
    ways = [(key, (getattr(twin, key) == getattr(Organisation, key),)) for key in CHECKS]
    for key, same in (("same_organisation", same_name), *ways):
        other = select(twin.id).where(*same, twin.merged_into_id.is_(None), twin.id != Organisation.id)
        for one in session.scalars(select(Organisation).where(kept, other.exists()).order_by(Organisation.id)):
            if one.id not in told:
                told.add(one.id)
                yield Gap("same_organisation" if key == "same_organisation" else "same_number",
                          "organisation", one.id, one.name)  # fmt: skip


def namesakes_to_compare(session: Session) -> int:
    """How many pairs of people bear one name, however spelt, that nobody has compared yet. Cheap, by the index alone:
    the page of duplicates knows more."""
    merged = select(Person.spoken).where(Person.merged_into_id.is_not(None))
    pairs = _pairs_of_one_name(session)
    if session.scalar(merged.limit(1)) is not None:  # of the few names that somebody merged bears, only the others
        touched = Person.spoken.in_(merged)
        pairs -= _pairs_of_one_name(session, touched)
        pairs += _pairs_of_one_name(session, touched, Person.merged_into_id.is_(None))
    first, second = aliased(Person), aliased(Person)
    known = (
        select(func.count(ToldApart.id))
        .join(first, first.id == ToldApart.first_key)
        .join(second, second.id == ToldApart.second_key)
        .where(ToldApart.register == Person.__tablename__, first.spoken == second.spoken)
        .where(first.merged_into_id.is_(None), second.merged_into_id.is_(None))
    )
    return pairs - (session.scalar(known) or 0)


def _pairs_of_one_name(session: Session, *tests: ColumnElement[bool]) -> int:
    """Pairs of people with one spoken key, by its index alone."""
    groups = select(func.count().label("n")).where(Person.spoken > "", *tests).group_by(Person.spoken)
    several = groups.having(func.count() > 1).subquery()
    return int(session.scalar(select(func.sum(several.c.n * (several.c.n - 1) // 2))) or 0)


# ---- seeds ---------------------------------------------------------------------------------------------------------
@cache
def _seeds() -> tuple[tuple[UUID, Draft], ...]:
    found: list[tuple[UUID, Draft]] = []
    for file in sorted(SEEDS.glob("organisations-*.toml")):
        for one in tomllib.loads(file.read_text("utf-8"))["organisation"]:
            draft = {name: value for name, value in one.items() if name not in ("code", "parent", "kind")}
            draft["kind"] = OrganisationKind(one["kind"])
            draft["parent_id"] = seed_key(one["parent"]) if "parent" in one else None
            found.append((seed_key(one["code"]), draft))
    return tuple(found)


def seed_key(code: str) -> UUID:
    """The key of a seeded organisation, the same on every laptop."""
    return derived_key(UUID(int=0), uuid5(NAMESPACE_OID, f"organisation {code}"))


def seed(session: Session) -> int:
    """Add the City's public structure (districts, units, institutions) where it is missing; returns how many it added.

    What is there is left as it is, renamed or merged: the keys are derived from the codes in db/seeds."""
    present = set(session.scalars(select(Organisation.id).where(Organisation.id.in_([key for key, _ in _seeds()]))))
    missing = [(key, draft) for key, draft in _seeds() if key not in present]
    for key, draft in missing:
        store_draft(session, Organisation, None, draft | {"id": key})
    return len(missing)
