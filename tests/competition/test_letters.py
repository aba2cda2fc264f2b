"""Letters of the competition: what each says, to whom, and what no letter tells before its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.disclosure import scores_letter
from openkrakow_desktop.competition.feature import AWARDS, CANDIDATES, FORMAL_CHECKS, MAYOR_DECISIONS, NOMINATIONS
from openkrakow_desktop.competition.gala import gala_list, honoured
from openkrakow_desktop.competition.kinds import (
    AwardKind,
    CandidateCategory,
    EditionState,
    FormalAnswer,
    FormalItem,
    NominationState,
    NominatorKind,
)
from openkrakow_desktop.competition.laureates import counts, laureate_book, laureates, sifted
from openkrakow_desktop.competition.letter_examples import EXAMPLES
from openkrakow_desktop.competition.letters import (
    LetterBatch,
    call_letter,
    candidate_letter,
    formal_letter,
    invitation_batch,
    invitation_letter,
    letter_batch,
    result_letter,
)
from openkrakow_desktop.competition.model import Edition, Nomination
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document, Table, bare, plain
from openkrakow_desktop.core.document_letter import Letter
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.pdf import pdf_bytes
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.programme.letter_tables import LetterLanguage
from openkrakow_desktop.programme.letter_texts import letter_kinds
from tests.gui.screen_text import expect_golden

from . import build

NOW = build.at(dt.date(2026, 11, 22))
ENTITY = CandidateCategory.ENTITY
ENGLISH, UKRAINIAN = LetterLanguage.ENGLISH, LetterLanguage.UKRAINIAN


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), NOW, DECLARED)


def letters_of(made: Document) -> list[Letter]:
    assert problems(made) == []
    return [one for one in made.blocks if isinstance(one, Letter)]


def said(letter: Letter) -> str:
    return "\n".join([letter.subject, *(part if isinstance(part, str) else "\n".join(part) for part in letter.parts)])


def refused(make: Callable[..., Any], *args: Any, **asked: Any) -> str:
    with pytest.raises(Refused) as caught:
        make(*args, **asked)
    return caught.value.problems[0].key


def incomplete(session: Session, **values: Any) -> UUID:
    """Nomination 1 of an edition, to be completed: no signature, no consent, and it is complete otherwise."""
    edition = build.edition(session)
    given = {"state": NominationState.TO_COMPLETE, "supplement_due_on": dt.date(2026, 7, 10)} | values
    key = build.nomination(session, edition, build.candidate(session, edition), **given)
    for item, answer in (
        (FormalItem.FORM_COMPLETE, FormalAnswer.YES),
        (FormalItem.SIGNED, FormalAnswer.NO),
        (FormalItem.CANDIDATE_CONSENT, FormalAnswer.NO),
    ):
        build.put(session, FORMAL_CHECKS, nomination_id=key, item=item, answer=answer)
    return key


# ---- the call ------------------------------------------------------------------------------------------------------
def test_a_call_names_only_what_is_missing_and_the_day(store: Store) -> None:
    with store.write("test") as session:
        key = incomplete(session, nominator_contact="ul. Długa 1, 31-147 Kraków", case_no="SP-03.0541.12.2026")
        (letter,) = letters_of(call_letter(session, context(), key))
    assert letter.addressee == ("Jan Wilk", "ul. Długa 1", "31-147 Kraków")
    assert letter.reference == "Znak sprawy: SP-03.0541.12.2026"
    items = next(part for part in letter.parts if isinstance(part, tuple))
    assert len(items) == 2 and "podpis" in items[0] and "zgoda" in items[1]
    assert "do 10 lipca 2026 r." in said(letter) and "10 czerwca 2026 r." in said(letter)
    assert "Olga Kos" in said(letter) and "zgłoszenia nr 1" in letter.subject


@pytest.mark.parametrize(("language", "told"), [
    (ENGLISH, ("by 10 July 2026", "signature", "nomination no. 1", "Yours faithfully,")),
    (UKRAINIAN, ("до 10 липня 2026 р.", "підпис", "заявки № 1", "З повагою")),
])  # fmt: skip
def test_a_call_in_another_language(sqlite_store: Store, language: LetterLanguage, told: tuple[str, ...]) -> None:
    with sqlite_store.write("test") as session:
        made = call_letter(session, context(), incomplete(session), language)
    (letter,) = letters_of(made)
    assert made.language == language.value
    for one in told:
        assert one in said(letter) + "\n".join(letter.closing)
    assert pdf_bytes(made)[1] == 1


def test_a_call_without_its_day_or_without_anything_missing_is_refused(store: Store) -> None:
    with store.write("test") as session:
        key = incomplete(session)
        session.get_one(Nomination, key).supplement_due_on = None
        with pytest.raises(Refused) as caught:
            call_letter(session, context(), key)
        (problem,) = caught.value.problems
        assert (problem.key, problem.values) == ("problem.letter_value_missing", {"values": "termin uzupełnienia"})
        edition = session.get_one(Nomination, key).edition_id
        other = build.nomination(session, edition, build.candidate(session, edition, "Ewa Bąk"))
        assert refused(call_letter, session, context(), other) == "problem.letter_nothing_missing"
        assert refused(formal_letter, session, context(), other) == "problem.letter_not_decided"


def test_who_has_no_address_is_said_beside_the_paper(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = call_letter(session, context(), incomplete(session))
        assert "Jan Wilk" in made.aside and letters_of(made)[0].addressee == ("Jan Wilk",)
        unit = build.organisation(session, "Fundacja Most")
        edition = build.edition(session, 2031)
        who = {"nominator_kind": NominatorKind.ENTITY, "nominator_organisation_id": unit, "nominator_name": None}
        kept = build.nomination(session, edition, build.candidate(session, edition), **who)
        change = {"state": NominationState.REJECTED, "rejection_reason": "Zgłoszenie wycofało podmiot."}
        build.change(session, NOMINATIONS, kept, **change)
        (letter,) = letters_of(formal_letter(session, context(), kept))
    assert letter.addressee == ("Fundacja Most",) and "Zgłoszenie wycofało podmiot." in said(letter)


# ---- results -------------------------------------------------------------------------------------------------------
class Contest:
    """Two entities and a person with an accepted nomination; N is scored by three members, one is in conflict."""

    def __init__(self, session: Session) -> None:
        self.edition = build.edition(session)
        self.n = build.accepted(session, self.edition, "Nowa Fundacja", category=ENTITY)
        self.o = build.accepted(session, self.edition, "Orkiestra", category=ENTITY)
        self.p = build.accepted(session, self.edition, "Оксана Коваль")
        jurors = [
            build.juror(session, self.edition, name) for name in ("Ewa Sowa", "Jan Ryś", "Olga Żbik", "Piotr Lew")
        ]
        build.conflict(session, jurors[3], self.n)
        build.begin_scoring(session, self.edition)
        for juror, points in zip(jurors[:3], ((1, 2, 3, 4), (5, 6, 7, 8), (9, 9, 9, 9)), strict=True):
            build.hand_in(session, self.edition, juror, self.n, *points)
        for juror in jurors:
            build.hand_in(session, self.edition, juror, self.o, 20)
            build.hand_in(session, self.edition, juror, self.p, 21)

    def nomination(self, session: Session, candidate: UUID) -> UUID:
        return session.scalars(select(Nomination.id).where(Nomination.candidate_id == candidate)).one()

    def decide(self, session: Session, state: EditionState) -> None:
        """The Mayor's order with a title and a distinction; the edition in this state."""
        close_scoring(session, self.edition, is_confirmed=True)
        edition = session.get_one(Edition, self.edition)
        edition.state, edition.announced_on = state, dt.date(2026, 9, 12)
        session.flush()
        order = build.put(
            session, MAYOR_DECISIONS, edition_id=self.edition, order_no="1/2026", decided_on=dt.date(2026, 9, 5)
        )
        awards = ((self.n, AwardKind.TITLE, True), (self.p, AwardKind.DISTINCTION, None))
        for candidate, kind, accepted in awards:
            told = {"mayor_decision_id": order, "candidate_id": candidate, "kind": kind, "is_accepted": accepted}
            build.put(session, AWARDS, **told)


def test_no_letter_tells_a_result_before_it_is_announced(store: Store) -> None:
    with store.write("test") as session:
        made = Contest(session)
        nomination = made.nomination(session, made.n)
        early = "problem.letter_before_announcement"
        assert refused(result_letter, session, context(), nomination) == early
        assert refused(candidate_letter, session, context(), made.n) == early
        assert refused(gala_list, session, context(), made.edition) == "problem.gala_before_decision"
        gala = {"gala_on": dt.date(2026, 10, 9), "gala_hour": "18:00", "gala_place": "Sala Obrad"}
        assert refused(invitation_letter, session, context(), made.n, **gala) == "problem.letter_before_decision"
        made.decide(session, EditionState.MAYOR_DECISION)
        for kind in (LetterBatch.NOMINATORS, LetterBatch.CANDIDATES):
            assert refused(letter_batch, session, context(), made.edition, kind) == early
        assert laureates(session) == []
        assert EXAMPLES["competition_result"](session, words("pl")) is None


def test_results_after_the_announcement(store: Store) -> None:
    with store.write("test") as session:
        made = Contest(session)
        made.decide(session, EditionState.ANNOUNCED)
        told = {
            candidate: said(letters_of(result_letter(session, context(), made.nomination(session, candidate)))[0])
            for candidate in (made.n, made.o, made.p)
        }
        assert "przyznano tytuł" in told[made.n] and "12 września 2026 r." in told[made.n]
        assert "nie przyznano tytułu ani wyróżnienia" in told[made.o]
        assert "przyznano wyróżnienie" in told[made.p] and "nie przyznano" not in told[made.p]
        names = {made.n: "Nowa Fundacja", made.o: "Orkiestra", made.p: "Оксана Коваль"}
        for candidate, text in told.items():
            assert [one for one, name in names.items() if name in text] == [candidate]
        everybody = letters_of(letter_batch(session, context(), made.edition, LetterBatch.CANDIDATES))
        assert [one.addressee[0] for one in everybody] == ["Nowa Fundacja", "Orkiestra", "Оксана Коваль"]
        example = EXAMPLES["competition_result"](session, words("pl"))
        assert example is not None and example.values["outcome"]


def test_where_no_title_was_awarded_nominators_are_told_so(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = Contest(session)
        session.get_one(Edition, made.edition).state = EditionState.NOT_AWARDED
        found = letters_of(letter_batch(session, context(), made.edition, LetterBatch.NOMINATORS))
        assert len(found) == 3 and all("nie przyznano" in said(one) for one in found)
        assert refused(letter_batch, session, context(), made.edition, LetterBatch.CALLS) == "problem.no_letters"


def test_invitations_are_one_pdf_and_tell_no_result(sqlite_store: Store) -> None:
    with sqlite_store.write("test") as session:
        made = Contest(session)
        made.decide(session, EditionState.MAYOR_DECISION)
        paper = invitation_batch(session, context(), made.edition, dt.date(2026, 10, 9), "18:00", "Sala Obrad")
    found = letters_of(paper)
    assert len(found) == 3 and pdf_bytes(paper)[1] == 3
    assert len({said(one) for one in found}) == 1 and "9 października 2026 r. o godz. 18:00" in said(found[0])


# ---- partial scores ------------------------------------------------------------------------------------------------
def test_partial_scores_only_on_request_after_the_closing_and_of_nobody_else(store: Store) -> None:
    with store.write("test") as session:
        made = Contest(session)
        build.change(session, CANDIDATES, made.n, scores_requested_on=dt.date(2026, 9, 20))
        assert refused(scores_letter, session, context(), made.n) == "problem.results_after_closing"
        close_scoring(session, made.edition, is_confirmed=True)
        assert refused(scores_letter, session, context(), made.o) == "problem.scores_not_requested"
        paper = scores_letter(session, context(), made.n)
    (letter,) = letters_of(paper)
    (table,) = (one for one in paper.blocks if isinstance(one, Table))
    columns = sorted(tuple(bare(row[at]) for row in table.rows) for at in range(1, 4))
    assert columns == [(1, 2, 3, 4), (5, 6, 7, 8), (9, 9, 9, 9)] and len(table.columns) == 4
    whole = f"{paper}"
    for name in ("Sowa", "Ryś", "Żbik", "Lew", "Orkiestra", "Коваль"):
        assert name not in whole
    assert "20 września 2026 r." in said(letter) and letter.enclosures == ("Oceny cząstkowe",)
    assert pdf_bytes(paper)[1] == 2


# ---- gala list and laureates ---------------------------------------------------------------------------------------
def test_the_gala_list(store: Store, tmp_path: Any) -> None:
    with store.write("test") as session:
        made = Contest(session)
        made.decide(session, EditionState.MAYOR_DECISION)
        assert [one.candidate.id for one in honoured(session, made.edition)] == [made.p, made.n]
        first = honoured(session, made.edition)[1].award
        first.gala_no, first.handed_by = 1, "Prezydent Miasta"
        session.flush()
        paper = gala_list(session, context(), made.edition)
    (table,) = (one for one in paper.blocks if isinstance(one, Table))
    assert [row[1] for row in table.rows] == ["Nowa Fundacja", "Оксана Коваль"]
    assert table.rows[0][5:7] == ("Prezydent Miasta", "przyjęto") and table.rows[1][6] == "czeka na odpowiedź"
    assert problems(paper) == [] and pdf_bytes(paper)[1] == 1
    write_excel(paper, tmp_path / "gala.xlsx")


def test_laureates_by_year_with_repeated_ones(store: Store) -> None:
    with store.write("test") as session:
        made = Contest(session)
        made.decide(session, EditionState.ANNOUNCED)
        past = build.edition(session, 2019)
        again = build.candidate(session, past, "FUNDACJA Nowa", category=ENTITY)
        edition = session.get_one(Edition, past)
        edition.state, edition.announced_on = EditionState.ARCHIVED, dt.date(2020, 6, 1)
        session.flush()
        order = build.put(session, MAYOR_DECISIONS, edition_id=past, order_no="2/2020", decided_on=dt.date(2020, 5, 5))
        build.put(session, AWARDS, mayor_decision_id=order, candidate_id=again, kind=AwardKind.TITLE)
        found = laureates(session)
        book = laureate_book(session, context(), kind=AwardKind.TITLE)
    assert [(one.year, one.name) for one in found] == [
        (2025, "Nowa Fundacja"), (2025, "Оксана Коваль"), (2019, "FUNDACJA Nowa")]  # fmt: skip
    assert [one.years for one in found] == [(2019, 2025), (2025,), (2019, 2025)]
    assert {year: dict(count) for year, count in counts(found).items()} == {
        2019: {AwardKind.TITLE: 1}, 2025: {AwardKind.TITLE: 1, AwardKind.DISTINCTION: 1}}  # fmt: skip
    assert [one.name for one in sifted(found, "oksana koval")] == ["Оксана Коваль"]
    assert len(sifted(found, "fundacja 2019")) == 1 and len(sifted(found, repeated=True)) == 2
    assert sifted(found, category=ENTITY, kind=AwardKind.DISTINCTION) == []
    assert problems(book) == [] and "2 wpisy" in "".join(plain(getattr(one, "text", "")) for one in book.blocks)


def test_every_kind_of_the_competition_has_its_example_or_is_asked_for() -> None:
    asked = {"competition_invitation", "competition_scores"}
    assert {code for code in letter_kinds() if code.startswith("competition_")} == set(EXAMPLES) | asked


# ---- word for word -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", list(LetterLanguage))
def test_letters_word_for_word(sqlite_store: Store, language: LetterLanguage) -> None:
    with sqlite_store.write("test") as session:
        call = call_letter(session, context(), incomplete(session, case_no="SP-03.0541.12.2026"), language)
        session.get_one(Edition, session.scalars(select(Edition.id)).one()).title_year = 2019
        session.flush()
        made = Contest(session)
        made.decide(session, EditionState.ANNOUNCED)
        build.change(session, CANDIDATES, made.n, scores_requested_on=dt.date(2026, 9, 20))
        nominations = [made.nomination(session, one) for one in (made.n, made.o, made.p)]
        gala = (dt.date(2026, 10, 9), "18:00", "Sala Obrad")
        papers = [
            call,
            formal_letter(session, context(), nominations[0], language),
            *(result_letter(session, context(), one, language) for one in nominations),
            candidate_letter(session, context(), made.n, language),
            invitation_letter(session, context(), made.n, *gala, language),
            scores_letter(session, context(), made.n, language),
        ]
    told = []
    for paper in papers:
        (one,) = letters_of(paper)
        told += [
            "=" * 40,
            *one.sender,
            one.dated,
            one.reference,
            *one.addressee,
            "",
            said(one),
            *one.closing,
            one.clause,
        ]
    expect_golden(f"letters-{language.value}", "\n".join(told) + "\n")
