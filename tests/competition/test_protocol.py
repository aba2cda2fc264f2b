"""The protocol: nothing early; then everything a protocol holds, exact; issued once, kept for ever, replaced by two."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.closing import closing_of, issue_protocol, withdraw_protocol
from openkrakow_desktop.competition.feature import (
    TIE_PLACES,
    TIE_RESOLUTIONS,
    VERDICT_ITEMS,
    VERDICT_PRESENCES,
    VERDICTS,
)
from openkrakow_desktop.competition.kinds import AwardKind, CandidateCategory, ConflictKind, EditionState, TieMethod
from openkrakow_desktop.competition.model import Candidate, Edition, Juror, ProtocolIssue, VerdictItem
from openkrakow_desktop.competition.protocol import in_force, protocol, protocol_kept
from openkrakow_desktop.competition.protocol_keeping import kept, restored
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.contacts.accounts import set_pin
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Bullets, Document, Heading, Note, Paragraph, Table, bare, plain
from openkrakow_desktop.core.pdf import pdf_bytes
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.proof import verify
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

from . import build

ENTITY = CandidateCategory.ENTITY
NOW = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)
MET = dt.date(2026, 8, 20)


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), NOW, DECLARED)


def said(document: Document) -> str:
    """Everything a document says, tables cell by cell."""
    lines: list[str] = [document.title, document.banner]
    for block in document.blocks:
        match block:
            case Heading() | Paragraph() | Note():
                lines.append(plain(block.text))
            case Bullets():
                lines += [plain(text) for text, _ in block.pairs()]
            case Table():
                lines += [str(bare(value)) for row in block.rows for value in row]
    return "\n".join(lines)


def tied(session: Session, titles: int = 1) -> UUID:
    """Acceptance 10: N 30, 37 and two recused; O 33, 34, 33, 34; P 31 by four; one title."""
    edition = build.edition(session, max_titles_entity=titles, quorum=3, order_no="1285/2026")
    n, o, p = (build.accepted(session, edition, name, category=ENTITY) for name in ("Nowa", "Orkiestra", "Pracownia"))
    jurors = [build.juror(session, edition, name) for name in ("Ewa Lis", "Jan Kos", "Olga Bąk", "Piotr Żak")]
    for one in jurors[2:]:
        build.conflict(session, one, n, kind=ConflictKind.FAMILY, remark="siostra prezeski")
    build.begin_scoring(session, edition)
    for candidate, totals in ((n, (30, 37)), (o, (33, 34, 33, 34)), (p, (31, 31, 31, 31))):
        for juror, total in zip(jurors, totals, strict=False):
            build.hand_in(session, edition, juror, candidate, total)
    return edition


def named(session: Session, edition: UUID, name: str) -> UUID:
    return session.scalars(select(Candidate.id).where(Candidate.edition_id == edition, Candidate.name == name)).one()


def settle(session: Session, edition: UUID) -> None:
    """The vote 3:1 that puts Orkiestra first."""
    tie = build.put(session, TIE_RESOLUTIONS, edition_id=edition, category=ENTITY, place=1, method=TieMethod.VOTE,
                    votes_for=3, votes_against=1, minutes_no="2/2026")
    for place, name in enumerate(("Orkiestra", "Nowa"), 1):
        build.put(session, TIE_PLACES, tie_resolution_id=tie, candidate_id=named(session, edition, name), place=place)


def move(session: Session, edition: UUID, **results: AwardKind) -> UUID:
    verdict = build.put(session, VERDICTS, edition_id=edition, met_on=MET, place="Magistrat", members_present=4,
                        votes_for=4, votes_against=0, votes_abstaining=0)
    for juror in session.scalars(select(Juror).where(Juror.edition_id == edition)):
        build.put(session, VERDICT_PRESENCES, verdict_id=verdict, juror_id=juror.id)
    for name, result in results.items():
        build.put(session, VERDICT_ITEMS, verdict_id=verdict, candidate_id=named(session, edition, name), result=result)
    return verdict


@pytest.fixture
def closed(store: Store) -> UUID:
    with store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
    return edition


@pytest.fixture
def ready(store: Store, closed: UUID) -> UUID:
    with store.write("test") as session:
        settle(session, closed)
        move(session, closed, Orkiestra=AwardKind.TITLE, Nowa=AwardKind.DISTINCTION, Pracownia=AwardKind.NONE)
    return closed


def issue(store: Store, edition: UUID, at: dt.datetime = NOW) -> UUID:
    with store.write("edition.issue_protocol") as session:
        return issue_protocol(session, edition, words("pl"), at=at).id


def test_before_the_closing_there_is_no_protocol_and_no_result(store: Store) -> None:
    with store.write("test") as session:
        edition = tied(session)
    with store.read() as session:
        with pytest.raises(Refused, match="results_after_closing"):
            protocol(session, context(), edition)
        assert closing_of(session, edition).results == ()
    with pytest.raises(Refused, match="results_after_closing"):
        issue(store, edition)


def test_it_waits_for_the_tie_and_the_motion(store: Store, closed: UUID) -> None:
    with store.read() as session:
        found = closing_of(session, closed)
        assert [one.key for one in found.waits] == ["problem.tie_open", "problem.no_motion"]
        draft = protocol(session, context(), closed)
    assert "projekt" in draft.title
    assert "Remis na miejscu 1 nie jest jeszcze rozstrzygnięty" in said(draft)
    with pytest.raises(Refused, match="tie_open"):
        issue(store, closed)


def test_it_holds_what_a_protocol_holds(store: Store, ready: UUID) -> None:
    key = issue(store, ready)
    with store.read() as session:
        told = said(protocol(session, context(), ready))
        kept_one = session.get_one(ProtocolIssue, key)
        assert session.get_one(Edition, ready).state is EditionState.MINUTES
    for part in ("1285/2026", "20.08.2026", "Magistrat", "Kworum (3) było", "Obecne 4 osoby", "Ewa Lis", "rodzina",
                 "67/2", "wył.", "3 za, 1 przeciw", "tytułu: 2. Orkiestra", "wyróżnienia: 1. Nowa",
                 "za 4"):  # fmt: skip
        assert part in told, part
    assert "siostra prezeski" not in told
    assert kept_one.checksum[:8] in told
    assert kept_one.data_checksum[:8] in told


def test_the_journal_ends_where_the_protocol_says(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
        settle(session, edition)
        move(session, edition, Orkiestra=AwardKind.TITLE)
    key = issue(sqlite_store, edition)
    with sqlite_store.read() as session:
        head = session.get_one(ProtocolIssue, key).head_hash
    assert verify(sqlite_store, head).findings == ()
    assert verify(sqlite_store, "f" * 64).findings != ()


def test_made_again_it_is_the_same_bytes(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
        settle(session, edition)
        move(session, edition, Orkiestra=AwardKind.TITLE)
    issue(sqlite_store, edition)

    def made() -> bytes:
        with sqlite_store.read() as session:
            return pdf_bytes(protocol(session, context(), edition))[0]

    first = made()
    with sqlite_store.write("test") as session:  # later names change, the paper does not
        session.scalars(select(Juror).where(Juror.edition_id == edition)).first().name = "Inna Osoba"
    assert made() == first


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_document_as_text_and_back_is_the_same(store: Store, ready: UUID, language: str) -> None:
    with store.read() as session:
        document = protocol(session, context(language), ready)
    assert restored(kept(document)) == document
    assert "[" not in document.title


def test_nothing_changes_under_a_protocol(store: Store, ready: UUID) -> None:
    issue(store, ready)
    with pytest.raises(Refused, match="protocol_in_force"), store.write("verdict_item.edit") as session:
        item = session.scalars(select(VerdictItem.id)).first()
        build.change(session, VERDICT_ITEMS, item, result=AwardKind.NONE)
    with pytest.raises(Refused, match="protocol_in_force"), store.write("tie_resolution.add") as session:
        build.put(session, TIE_RESOLUTIONS, edition_id=ready, category=ENTITY, place=2, method=TieMethod.EX_AEQUO)
    with pytest.raises(Refused, match="protocol_stands"):
        issue(store, ready)


def test_a_second_person_withdraws_it_and_the_old_one_stays(store: Store, ready: UUID) -> None:
    first = issue(store, ready)
    for reason, second, why in ((" ", "Adam Buk", "required"), ("pomyłka", " ", "required")):
        with pytest.raises(Refused, match=why), store.write("edition.withdraw_protocol") as session:
            withdraw_protocol(session, ready, reason, second, at=NOW)
    with store.write("edition.withdraw_protocol") as session:
        withdraw_protocol(session, ready, "pomyłka w głosach", "Adam Buk", at=NOW)
        assert session.get_one(Edition, ready).state is EditionState.SCORING_CLOSED
        assert in_force(session, ready) is None
    second = issue(store, ready, NOW + dt.timedelta(hours=1))
    with store.read() as session:
        old, new = protocol_kept(session, context(), first), protocol_kept(session, context(), second)
        assert [one.no for one in closing_of(session, ready).issues] == [2, 1]
    assert "nie obowiązuje" in old.banner
    assert "nie obowiązuje" not in said(new)
    assert "zastępuje protokół nr 1" in said(new)
    assert "pomyłka w głosach" in said(new)


def test_where_accounts_have_pins_the_second_person_types_one(store: Store, ready: UUID) -> None:
    issue(store, ready)
    with store.write("test") as session:
        session.add(Account(name="Adam Buk", role=Role.JURY_SECRETARY))
        session.flush()
        set_pin(session, session.scalars(select(Account.id)).one(), "4711")
    with pytest.raises(Refused, match="second_pin"), store.write("edition.withdraw_protocol") as session:
        withdraw_protocol(session, ready, "pomyłka", "Adam Buk", pin="1111", at=NOW)
    with store.write("edition.withdraw_protocol") as session:
        withdraw_protocol(session, ready, "pomyłka", "Adam Buk", pin="4711", at=NOW)


def test_once_announced_it_stands(store: Store, ready: UUID) -> None:
    issue(store, ready)
    with store.write("test") as session:
        session.get_one(Edition, ready).state = EditionState.ANNOUNCED
    with pytest.raises(Refused, match="protocol_announced"), store.write("edition.withdraw_protocol") as session:
        withdraw_protocol(session, ready, "pomyłka", "Adam Buk", at=NOW)


def test_a_departure_from_the_places_has_a_reason_that_is_printed(store: Store, closed: UUID) -> None:
    with store.write("test") as session:
        settle(session, closed)
        move(session, closed, Pracownia=AwardKind.TITLE)
    with pytest.raises(Refused, match="departure_reason"):
        issue(store, closed)
    with store.write("test") as session:
        item = session.scalars(select(VerdictItem.id)).one()
        with pytest.raises(Refused, match="override_reason"):
            build.change(session, VERDICT_ITEMS, item, place_override=1)
        build.change(session, VERDICT_ITEMS, item, place_override=1, reasons="jubileusz stulecia")
    issue(store, closed)
    with store.read() as session:
        told = said(protocol(session, context(), closed))
    assert "1. *" in told
    assert "jubileusz stulecia" in told


def test_nobody_awarded_and_equals_are_said(store: Store) -> None:
    with store.write("test") as session:
        edition = tied(session, titles=2)
        close_scoring(session, edition)
        move(session, edition, Orkiestra=AwardKind.TITLE, Nowa=AwardKind.TITLE)
    with store.read() as session:
        told = said(protocol(session, context(), edition))
    assert "miejsce jest wspólne" in told
    assert "ex aequo" in told
    with store.write("test") as session:
        for item in session.scalars(select(VerdictItem)):
            item.result = AwardKind.NONE
    with store.read() as session:
        told = said(protocol(session, context(), edition))
    assert "Tytułu nie przyznano" in told
    assert "nie przyznawać" in told


def test_too_few_cards_are_not_the_last_place(store: Store) -> None:
    """Acceptance 11: five may score; S has three cards, T two."""
    with store.write("test") as session:
        edition = build.edition(session)
        s, t = (build.accepted(session, edition, name, category=ENTITY) for name in ("Studio", "Teatr"))
        jurors = [build.juror(session, edition, f"Osoba {no}") for no in range(1, 6)]
        build.begin_scoring(session, edition)
        for candidate, count in ((s, 3), (t, 2)):
            for juror in jurors[:count]:
                build.hand_in(session, edition, juror, candidate, 30)
        assert {one.name: (one.missing, one.of) for one in closing_of(session, edition).owing} == {
            "Osoba 3": (1, 2), "Osoba 4": (2, 2), "Osoba 5": (2, 2)
        }  # fmt: skip
        with pytest.raises(Refused, match="too_few_cards"):
            close_scoring(session, edition)
        close_scoring(session, edition, is_confirmed=True)
        told = said(protocol(session, context(), edition))
    assert "nr 2, Teatr: za mało ocen (2 z 5)" in told
    assert "3 z 5" in told
    assert "brak" in told


def test_on_paper_and_as_a_workbook(sqlite_store: Store, tmp_path: Path) -> None:
    from openkrakow_desktop.core.excel import write_excel

    with sqlite_store.write("test") as session:
        edition = tied(session)
        close_scoring(session, edition)
        document: Any = protocol(session, context(), edition)
    paper, pages = pdf_bytes(document)
    assert paper.startswith(b"%PDF")
    assert pages >= 4
    assert write_excel(document, tmp_path / "protocol.xlsx") >= 8


def test_undoing_what_came_before_does_not_reach_under_a_protocol(tmp_path: Path) -> None:
    from openkrakow_desktop.app.startup import open_database

    opened = open_database(str(tmp_path / "office.okdb"), create=True)
    store = opened.store
    try:
        with store.write("test") as session:
            edition = tied(session)
        with store.write("edition.close_scoring") as session:
            close_scoring(session, edition)
        with store.write("tie_resolution.add") as session:
            settle(session, edition)
        settling = store.undoable()
        assert settling is not None
        with store.write("verdict.add") as session:
            move(session, edition, Orkiestra=AwardKind.TITLE)
        moving = store.undoable()
        assert moving is not None
        issue(store, edition)
        for one in (settling, moving):
            with pytest.raises(Refused, match="protocol_in_force"):
                store.undo(one.id)
    finally:
        store.close()
