"""Hints of conflicts: each reason from the data, nothing without one; a person decides and is not asked again."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from sqlalchemy import select

from openkrakow_desktop.competition.conflicts import Tie, matrix
from openkrakow_desktop.competition.feature import CANDIDATES
from openkrakow_desktop.competition.hints import HintReason, Who, compare, decide, domain_of, waiting_hints
from openkrakow_desktop.competition.kinds import (
    BallotState,
    ConflictKind,
    ConflictSource,
    JurorCapacity,
    NominatorKind,
)
from openkrakow_desktop.competition.model import Ballot, ConflictOfInterest, Edition
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.competition.screen.conflicts import ConflictsPage
from openkrakow_desktop.contacts.feature import PEOPLE
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui.desk import Desk

from . import build

R = HintReason
CLOCK = Clock.fixed(dt.date(2026, 9, 1))


def who(name: str = "", **values: Any) -> Who:
    surname = values.pop("surname", (name.split() or [""])[-1])
    return Who(uuid4(), name=name, surname=surname, **values)


def reasons(member: Who, candidate: Who, *nominators: Who) -> list[HintReason]:
    return [one.reason for one in compare(member, candidate, nominators)]


def test_each_reason() -> None:
    key = uuid4()
    olena = who("Olena Kovalchuk", contact=key)
    assert reasons(olena, who("O. Kowalczuk", contact=key)) == [R.SAME_PERSON]
    assert reasons(olena, who("Ковальчук Олена")) == [R.SAME_NAME]
    assert reasons(olena, who("Jan Kowalczuk")) == [R.SAME_SURNAME]
    assert reasons(who("Ewa Lis", address="dluga 5"), who("Jan Lis", address="dluga 5")) == [R.SURNAME_AND_PLACE]
    entity = who("Fundacja Brama", organisation_name="Fundacja Brama", is_person=False)
    member = who("Ewa Lis", organisation_name="BRAMA, fundacja")
    assert reasons(member, entity) == [R.SAME_ORGANISATION]
    assert reasons(member, who("Jan Wilk"), entity) == [R.ORGANISATION_NOMINATED]
    assert reasons(member, who("Jan Wilk"), who("Lis Ewa")) == [R.NOMINATED]
    mail = who("Ewa Lis", emails=("ewa@brama.pl",))
    assert reasons(mail, who("Jan Wilk"), who("Adam Bąk", emails=("tel. 12, biuro@BRAMA.pl",))) == [R.EMAIL_DOMAIN]
    assert reasons(who("Ewa Lis", is_laureate=True), who("Jan Wilk", is_laureate=True)) == [R.BOTH_LAUREATES]


def test_nothing_where_nothing_ties() -> None:
    public = who("Ewa Lis", emails=("ewa@gmail.com",))
    assert reasons(public, who("Jan Wilk", emails=("jan@gmail.com",)), who("", is_person=False)) == []
    assert reasons(who("Ewa Lis", contact=uuid4()), who("Jan Wilk", contact=uuid4())) == []
    assert domain_of("bez adresu") == "" and domain_of("a@b.pl; c") == "b.pl"


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_one_hint_a_reason_strongest_first(name: str, other: str, mail: str) -> None:
    member = who(name, organisation_name=other, emails=(mail,))
    found = compare(member, who(other, organisation_name=name), [who(name), who(name, emails=(mail,))])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.reason for one in found}) == len(found)


def stage(session: Any) -> dict[str, UUID]:
    """Ewa of Brama, Jan; Brama itself, a namesake of Jan in Cyrillic, and Olga stand."""
    edition = build.edition(session)
    session.get_one(Edition, edition).quorum = 2
    brama = build.organisation(session, "Fundacja Brama")
    person = build.person(session, "Lis", "Ewa")
    build.change(session, PEOPLE, person, organisation_id=brama)
    made = {"edition": edition, "ewa": build.juror(session, edition, "Ewa Lis", person_id=person)}
    made["jan"] = build.juror(session, edition, "Jan Kowalczuk", capacity=JurorCapacity.OFFICE)
    for name in ("Stowarzyszenie Brama", "Ян Ковальчук", "Olga Kos"):
        made[name] = build.accepted(session, edition, name)
    build.change(session, CANDIDATES, made["Stowarzyszenie Brama"], organisation_id=brama)
    return made


def test_a_decision_excludes_or_is_kept_as_groundless(store: Store) -> None:
    with store.write("test") as session:
        made = stage(session)
        waiting = waiting_hints(session, made["edition"])
        assert {(one.juror_id, one.candidate_id, one.reason) for one in waiting} == {
            (made["ewa"], made["Stowarzyszenie Brama"], R.SAME_ORGANISATION),
            (made["jan"], made["Ян Ковальчук"], R.SAME_NAME),
        }
        build.begin_scoring(session, made["edition"])
        decide(session, made["ewa"], made["Stowarzyszenie Brama"], ConflictKind.WORK_OR_BOARD, True, clock=CLOCK)
        decide(session, made["jan"], made["Ян Ковальчук"], ConflictKind.OWN_CANDIDACY, False, "inna osoba", clock=CLOCK)
        assert waiting_hints(session, made["edition"]) == []
        kept = session.scalars(select(ConflictOfInterest)).all()
        assert {(one.source, one.is_dismissed) for one in kept} == {
            (ConflictSource.HINT, False), (ConflictSource.HINT, True)
        }  # fmt: skip
        cards = session.scalars(select(Ballot).where(Ballot.state == BallotState.EXCLUDED))
        assert [(one.juror_id, one.candidate_id) for one in cards] == [(made["ewa"], made["Stowarzyszenie Brama"])]
        found = matrix(session, made["edition"])
        rows = {one.name: one for one in found.candidates}
        short = rows["Stowarzyszenie Brama"]
        assert (short.may_score, short.needed, short.is_enough) == (1, 2, False) and rows["Olga Kos"].is_enough
        card = build.ballot(session, made["ewa"], made["Olga Kos"])
        card.no_conflict_declared_at = CLOCK.now()
        ties = {tie for one in matrix(session, made["edition"]).candidates for tie in one.cells}
        assert ties == {Tie.EXCLUDED, Tie.DECLARED_NONE, Tie.NOT_DECLARED}


def test_a_nominators_mail_and_a_nominating_juror(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        person = build.person(session, "Lis", "Ewa")
        build.change(session, PEOPLE, person, email="ewa@brama.pl")
        ewa = build.juror(session, edition, "Ewa Lis", person_id=person)
        first, second = build.candidate(session, edition, "Olga Kos"), build.candidate(session, edition, "Amir Rahmani")
        build.nomination(session, edition, first, nominator_name="Lis Ewa")
        build.nomination(session, edition, second, nominator_name="Dom", nominator_kind=NominatorKind.ENTITY,
                         nominator_contact="dom@brama.pl")  # fmt: skip
        found = {(one.candidate_id, one.reason) for one in waiting_hints(session, edition) if one.juror_id == ewa}
        assert found == {(first, R.NOMINATED), (second, R.EMAIL_DOMAIN)}


def test_decisions_refused(store: Store) -> None:
    with store.write("test") as session:
        made = stage(session)
        pair = made["ewa"], made["Olga Kos"]
        decide(session, *pair, ConflictKind.FAMILY, True, clock=CLOCK)
        with pytest.raises(Refused) as error:
            decide(session, *pair, ConflictKind.FAMILY, False, clock=CLOCK)
        assert error.value.problems[0].key == "problem.conflict_twice"
        build.begin_scoring(session, made["edition"])
        close_scoring(session, made["edition"], is_confirmed=True)
        with pytest.raises(Refused) as error:
            decide(session, made["jan"], made["Olga Kos"], ConflictKind.FAMILY, True, clock=CLOCK)
        assert error.value.problems[0].key == "problem.scoring_closed"


# ---- the page ------------------------------------------------------------------------------------------------------
def test_the_page_decides_hint_after_hint(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        made = stage(session)
    page = ConflictsPage(desk)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.show_what(made["edition"])
    qtbot.waitUntil(lambda: page.found is not None and page.is_loaded, timeout=20_000)
    assert page.table is not None and page.found is not None
    model: Any = page.table.model()
    said = [model.data(model.index(0, at), Qt.ItemDataRole.AccessibleTextRole) for at in range(4)]
    assert "oceni 2 z 2 · kworum 2: wystarczy" in said[3] and "podpowiedź czeka" in "".join(said)
    page.next_hint()
    assert page.form is not None and page.form.hints[0].reason is R.SAME_NAME
    page.form.answer(True)
    qtbot.waitUntil(lambda: page.found is not None and len(page.found.waiting) == 1, timeout=20_000)
    page.next_hint()
    page.form.answer(False)
    qtbot.waitUntil(lambda: page.found is not None and not page.found.waiting, timeout=20_000)
    with sqlite_store.read() as session:
        kept = {one.is_dismissed for one in session.scalars(select(ConflictOfInterest))}
        assert kept == {True, False}


def test_a_conflict_without_a_hint_asks_for_its_kind(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        made = stage(session)
    page = ConflictsPage(desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.found is not None and page.is_loaded, timeout=20_000)
    page.open_pair(made["jan"], made["Olga Kos"])
    assert page.form is not None and page.form.hints == () and len(page.form.foot) == 1
    page.form.answer(True)
    assert page.form._problem.text()
    page.form.kind.set_value(ConflictKind.FAMILY)
    page.form.answer(True)
    qtbot.waitUntil(lambda: page.form is None, timeout=20_000)
    with sqlite_store.read() as session:
        assert session.scalar(select(ConflictOfInterest.source)) is ConflictSource.OBJECTION
