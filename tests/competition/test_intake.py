"""Registering nominations: who is meant in any alphabet, what is notable at once, one write, joining with undo."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.intake import (
    Found,
    candidate_pairs,
    flags,
    likeness,
    merge_candidates,
    proposals,
    register,
    withdraw,
)
from openkrakow_desktop.competition.kinds import (
    AwardKind,
    CandidateCategory,
    NominationChannel,
    NominationState,
    NominatorKind,
)
from openkrakow_desktop.competition.model import Award, Candidate, MayorDecision, Nomination
from openkrakow_desktop.competition.screen.intake import IntakePage
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.gui.desk import Desk

from . import build

PERSON, ENTITY = CandidateCategory.INDIVIDUAL, CandidateCategory.ENTITY
NOW = build.at(dt.date(2026, 6, 12), 10)
CLOCK = Clock.fixed(NOW)


def arrived(edition: Any, **values: Any) -> dict[str, Any]:
    return {"edition_id": edition, "received_at": NOW, "channel": NominationChannel.PAPER,
            "nominator_kind": NominatorKind.PERSON, "nominator_name": "Jan Wilk", **values}  # fmt: skip


def put(session: Any, nomination: dict[str, Any], **candidate: Any) -> Any:
    return register(session, DECLARED.registers, nomination, {"category": PERSON, **candidate}, build.TODAY)


def test_names_alike_in_any_alphabet_order_and_legal_form() -> None:
    assert likeness("Ковальчук Олена", "Olena Kowalczuk", False) == 100
    assert likeness("kowalcz", "Olena Kowalczuk", False) >= 85
    assert likeness("Fundacja Brama w Krakowie", "BRAMA", True) == 100
    assert likeness("Szkoła nr 5", "Biblioteka", True) < 70 and likeness("", "Olga", False) == 0


def test_candidates_and_contacts_are_proposed(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        build.person(session, "Kowalczuk", "Olena")
        linked = build.person(session, "Kos", "Olga")
        build.organisation(session, "Fundacja Brama")
        standing = build.candidate(session, edition, "Olga Kos", person_id=linked)
        build.nomination(session, edition, standing)
        (one,) = proposals(session, edition, "Кос Ольга", PERSON) or proposals(session, edition, "Kos Olga", PERSON)
        assert (one.kind, one.id, one.nominations) == (Found.CANDIDATE, standing, 1)
        (contact,) = proposals(session, edition, "ковальчук", PERSON)
        assert contact.kind is Found.PERSON and contact.name == "Olena Kowalczuk"
        assert [one.kind for one in proposals(session, edition, "Brama Sp. z o.o.", ENTITY)] == [Found.ORGANISATION]
        assert proposals(session, edition, "x", None) == [] and proposals(session, edition, "Brama", PERSON) == []


def test_registering_says_at_once_what_is_notable(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        first = put(session, arrived(edition, justification="za chór"), name="Olga Kos")
        second = put(
            session, arrived(edition, nominator_name="Ewa Lis", justification="za kuchnię"), id=first.candidate_id
        )
        assert (first.no, second.no, first.is_new, second.is_new) == (1, 2, True, False)
        again = put(session, arrived(edition, nominator_name="WILK Jan"), id=first.candidate_id)
        assert [one.key for one in again.flags] == ["duplicate"]
        assert session.get_one(Nomination, again.id).state is NominationState.DUPLICATE
        late = put(session, arrived(edition, received_at=build.at(dt.date(2026, 7, 1))), name="Amir Rahmani")
        assert session.get_one(Nomination, late.id).state is NominationState.LATE and late.flags[0].key == "late"
        minor = put(session, arrived(edition), name="Nino Mała", is_minor=True)
        assert [one.key for one in minor.flags] == ["guardian"]
        kept = session.scalars(select(Nomination.justification).where(Nomination.candidate_id == first.candidate_id))
        assert set(kept) == {"za chór", "za kuchnię", None}


def test_nobody_nominates_themselves(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        told = flags(session, arrived(edition), {"category": PERSON, "name": "Wilk Jan"})
        assert [(one.key, one.is_grave) for one in told] == [("self_nomination", True)]
        with pytest.raises(Refused) as error:
            put(session, arrived(edition), name="Wilk Jan")
        assert error.value.problems[0].key == "problem.nominator_is_candidate"


def test_a_title_holder_is_flagged(store: Store) -> None:
    with store.write("test") as session:
        before = build.edition(session, 2024)
        held = build.candidate(session, before, "Olga Kos")
        decision = MayorDecision(edition_id=before, decided_on=dt.date(2025, 10, 1))
        session.add(decision)
        session.flush()
        session.add(Award(mayor_decision_id=decision.id, candidate_id=held, kind=AwardKind.TITLE))
        session.flush()
        made = put(session, arrived(build.edition(session)), name="Kos Olga")
        assert [(one.key, one.values) for one in made.flags] == [("laureate", {"year": 2024})]
        assert session.get_one(Candidate, made.candidate_id).is_prior_laureate


def test_joining_moves_nominations_and_is_taken_back(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        edition = build.edition(session)
        keep = put(session, arrived(edition, justification="a"), name="Olena Kowalczuk").candidate_id
        put(session, arrived(edition, nominator_name="Ewa Lis"), id=keep)
        other = put(session, arrived(edition, nominator_name="Adam Bąk", justification="b"), name="Ковальчук Олена")
        juror = build.juror(session, edition, "Ewa Sowa")
        build.conflict(session, juror, other.candidate_id)
        (pair,) = candidate_pairs(session, edition)
        assert (pair.keep.id, pair.other.id, pair.score) == (keep, other.candidate_id, 100)
    heard: list[Any] = []
    sqlite_store.listeners.append(heard.append)
    with sqlite_store.write("candidate.merge") as session:
        assert merge_candidates(session, pair.keep.id, pair.other.id) == 1
        assert session.scalar(select(func.count(Candidate.id))) == 1
        said = session.scalars(select(Nomination.justification).where(Nomination.candidate_id == keep))
        assert set(said) == {"a", None, "b"}
    sqlite_store.undo(heard[-1].operation)
    with sqlite_store.read() as session:
        assert session.scalar(select(func.count(Candidate.id))) == 2
        assert session.get_one(Nomination, other.id).candidate_id == other.candidate_id


def test_joining_refused(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        one, other = (build.accepted(session, edition, name) for name in ("Olga Kos", "Olga Kosz"))
        entity = build.candidate(session, edition, "Kos", category=ENTITY)
        build.candidate(session, edition, "Jan Wilk i rodzina")
        build.juror(session, edition, "Ewa")

        def refused(first: Any, second: Any) -> str:
            with pytest.raises(Refused) as error:
                merge_candidates(session, first, second)
            return error.value.problems[0].key

        assert refused(one, entity) == refused(one, one) == "problem.merge_candidates_unlike"
        wilk = build.candidate(session, edition, "Wilk Jan")
        assert refused(wilk, one) == "problem.nominator_is_candidate"
        build.begin_scoring(session, edition)
        assert refused(one, other) == "problem.merge_candidates_late"


def test_withdrawing_has_a_date(store: Store) -> None:
    with store.write("test") as session:
        edition = build.edition(session)
        key = build.nomination(session, edition, build.candidate(session, edition))
        with pytest.raises(Refused) as error:
            withdraw(session, key, dt.date(2026, 1, 1))
        assert error.value.problems[0].key == "problem.before_receipt"
        withdraw(session, key, dt.date(2026, 6, 20))
        one = session.get_one(Nomination, key)
        assert (one.state, one.withdrawn_on) == (NominationState.WITHDRAWN, dt.date(2026, 6, 20))


# ---- the page ------------------------------------------------------------------------------------------------------
def test_the_page_registers_one_after_another(desk: Desk, sqlite_store: Store, qtbot: Any) -> None:
    with sqlite_store.write("test") as session:
        edition = build.edition(session)
        put(session, arrived(edition), name="Olena Kowalczuk")
    page = IntakePage(desk)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.show_what(edition)
    qtbot.waitUntil(lambda: page.is_loaded and page.edition is not None, timeout=20_000)
    assert page.editors["received_at"].value() == NOW
    page.editors["nominator_name"].set_value("Ewa Lis")
    page.editors["name"].set_value("ковальчук олена")
    qtbot.waitUntil(lambda: page.proposals is not None, timeout=20_000)
    page.proposals.opened.emit(page.proposals.keys()[0])
    assert page.chosen is not None and page.chosen.kind is Found.CANDIDATE
    page.save()
    qtbot.waitUntil(lambda: page.editors["name"].value() is None, timeout=20_000)
    page.editors["name"].set_value("Amir Rahmani")
    page.save()
    assert page.chosen is None
    qtbot.waitUntil(lambda: bool(page._problems["nominator_name"].text()), timeout=20_000)
    page.editors["nominator_name"].set_value("Adam Bąk")
    page.save()
    qtbot.waitUntil(lambda: page.editors["name"].value() is None, timeout=20_000)
    with sqlite_store.read() as session:
        found = session.execute(select(Nomination.no, Candidate.name).join(Candidate).order_by(Nomination.no)).all()
    assert [tuple(one) for one in found] == [(1, "Olena Kowalczuk"), (2, "Olena Kowalczuk"), (3, "Amir Rahmani")]
