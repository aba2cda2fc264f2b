"""Units invited to trainings: answers, letters and reminders, who is silent, how full a training is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import KeyFigures, Note, Table, bare
from openkrakow_desktop.core.document_letter import Letter
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import pdf_bytes
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.programme.letter_tables import LetterLanguage, LetterTemplate
from openkrakow_desktop.programme.letters import seed_letters
from openkrakow_desktop.training.answer_papers import training_answers, year_answers
from openkrakow_desktop.training.answers import Room, answers_ahead, answers_of, room_of, room_said
from openkrakow_desktop.training.feature import deadlines
from openkrakow_desktop.training.invitation_letters import (
    EXAMPLES,
    INVITATION_LETTERS,
    INVITATIONS,
    REMINDERS,
)
from openkrakow_desktop.training.invitations import invitations_sent, invite_units, unit_declines, units_come
from openkrakow_desktop.training.model import (
    InvitationState,
    Training,
    TrainingForm,
    TrainingInvitation,
    TrainingState,
)
from tests.training.build import TODAY, invitation, organisation, training

S, MJO = InvitationState, OrganisationKind.MUNICIPAL_UNIT
APRIL = dt.date(2026, 4, 1)


def context(language: str = "pl", today: dt.date = TODAY) -> ReportContext:
    return ReportContext(words(language), Clock.fixed(today).now(), DECLARED, "")


def refused(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.problems[0].key


def ahead(session: Session, **values: Any) -> UUID:
    return training(session, 240, **{"state": TrainingState.ENROLLING, "places": 20, **values})


def three_invited(session: Session, **values: Any) -> tuple[UUID, list[UUID]]:
    """A training with three units invited, by name: A, B, C."""
    made = ahead(session, **values)
    units = [organisation(session, f"Jednostka {name}", MJO) for name in "ABC"]
    told = {"places": 5, "reply_by": dt.date(2026, 4, 20)}
    return made, [invitation(session, made, unit, **told) for unit in units]


def letters(document: Any) -> list[Letter]:
    assert problems(document) == []
    return [block for block in document.blocks if isinstance(block, Letter)]


def said(letter: Letter) -> str:
    return "\n".join(part if isinstance(part, str) else "\n".join(part) for part in letter.parts)


def test_units_of_a_kind_are_invited_once(store: Store) -> None:
    with store.write("test") as session:
        made = ahead(session)
        known = organisation(session, "Jednostka A", MJO)
        twin = organisation(session, "Jednostka A bis", MJO)
        session.get_one(Organisation, twin).merged_into_id = known
        organisation(session, "Jednostka B", MJO)
        gone = organisation(session, "Dawna", MJO)
        session.get_one(Organisation, gone).active_to = dt.date(2025, 12, 31)
        organisation(session, "Fundacja", OrganisationKind.NGO)
        invitation(session, made, twin, places=2)  # a duplicate of A: A is invited by it
        assert invite_units(session, made, MJO, 4, dt.date(2026, 4, 20)) == 1
        assert [(one.unit, one.places) for one in answers_of(session, made).invited] == [
            ("Jednostka A bis", 2),
            ("Jednostka B", 4),
        ]
        assert refused(lambda: invite_units(session, made, MJO)) == "problem.no_units_to_invite"
        assert refused(lambda: invite_units(session, made, MJO, 0)) == "problem.too_small"
        held = training(session)
        assert refused(lambda: invite_units(session, held, MJO)) == "problem.training_not_ahead"


def test_answers_are_entered_changed_and_counted(store: Store) -> None:
    with store.write("test") as session:
        made, (a, b, c) = three_invited(session)
        units_come(session, a, 4, APRIL)
        unit_declines(session, b, APRIL)
        one = answers_of(session, made)
        assert (one.coming, one.offered, len(one.of(S.DECLINED))) == (4, 15, 1)
        assert [some.id for some in one.waiting] == [c]
        unit_declines(session, a, APRIL)  # they will not come after all
        units_come(session, b, 5, APRIL)
        assert (answers_of(session, made).coming, session.get_one(TrainingInvitation, a).coming) == (5, None)
        assert refused(lambda: units_come(session, c, 0, APRIL)) == "problem.too_small"


def test_the_day_of_sending_is_written_once(store: Store) -> None:
    with store.write("test") as session:
        made, keys = three_invited(session)
        session.get_one(TrainingInvitation, keys[0]).invited_on = APRIL
        late = dt.date(2026, 4, 21)  # after the day by which they should answer
        assert refused(lambda: invitations_sent(session, made, late)) == "problem.sent_too_late"
        assert invitations_sent(session, made, dt.date(2026, 4, 2)) == 2
        days = session.scalars(select(TrainingInvitation.invited_on).order_by(TrainingInvitation.invited_on)).all()
        assert days == [APRIL, dt.date(2026, 4, 2), dt.date(2026, 4, 2)]
        assert refused(lambda: invitations_sent(session, made, APRIL)) == "problem.nothing_to_send"


@pytest.mark.parametrize(
    ("places", "taken", "room", "n", "word"),
    [
        (None, 40, Room.UNLIMITED, 0, "bez limitu miejsc"),
        (20, 19, Room.FREE, 1, "wolne: 1 miejsce"),
        (20, 20, Room.FULL, 0, "komplet"),
        (20, 23, Room.OVER, 3, "o 3 osoby ponad miejsca"),
        (20, 0, Room.FREE, 20, "wolne: 20 miejsc"),
    ],
)
def test_free_full_over(places: int | None, taken: int, room: Room, n: int, word: str) -> None:
    assert room_of(places, taken) == (room, n)
    assert room_said(words("pl"), places, taken) == word


# ---- letters -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", list(LetterLanguage))
def test_everybody_gets_a_letter_as_one_tagged_pdf(store: Store, language: LetterLanguage) -> None:
    with store.write("test") as session:
        made, _ = three_invited(session)
        document = INVITATIONS.build(session, context(), made, language)
    written = letters(document)
    assert [one.addressee[0] for one in written] == ["Jednostka A", "Jednostka B", "Jednostka C"]
    assert all("Komunikacja" in one.subject and "{" not in said(one) for one in written)
    assert "240" in said(written[0]) and "Jednostka A, Jednostka B, Jednostka C" in document.aside
    data, pages = pdf_bytes(document)
    paper = pypdfium2.PdfDocument(data)
    assert pages == 3 and pypdfium2.raw.FPDFCatalog_IsTagged(paper.raw)
    paper.close()


def test_only_the_silent_are_reminded(store: Store) -> None:
    with store.write("test") as session:
        made, (a, b, c) = three_invited(session)
        assert EXAMPLES["training_reminder"](session, words("pl")) is not None
        units_come(session, a, 2, APRIL)
        document = REMINDERS.build(session, context(), made)
        assert [one.addressee[0] for one in letters(document)] == ["Jednostka B", "Jednostka C"]
        assert refused(lambda: INVITATION_LETTERS[1].build(session, context(), a)) == "problem.unit_has_answered"
        assert len(letters(INVITATION_LETTERS[0].build(session, context(), a))) == 1
        for key in (b, c):
            unit_declines(session, key, APRIL)
        assert refused(lambda: REMINDERS.build(session, context(), made)) == "problem.nobody_to_remind"
        assert refused(lambda: INVITATIONS.build(session, context(), ahead(session))) == "problem.nobody_invited"
        assert EXAMPLES["training_reminder"](session, words("pl")) is None


def test_a_letter_makes_nothing_up(store: Store) -> None:
    """Where a webinar is held needs no venue; a day to answer by that nobody set is asked for."""
    with store.write("test") as session:
        made, keys = three_invited(session, form=TrainingForm.WEBINAR)
        [first, *_] = letters(INVITATIONS.build(session, context(), made))
        assert "Miejsce: przez internet." in said(first)
        session.get_one(TrainingInvitation, keys[2]).reply_by = None
        session.get_one(TrainingInvitation, keys[2]).places = None
        assert refused(lambda: INVITATION_LETTERS[0].build(session, context(), keys[2])) == (
            "problem.letter_value_missing"
        )


def test_the_office_changes_the_wording(store: Store) -> None:
    with store.write("test") as session:
        made, _ = three_invited(session)
        seed_letters(session)
        template = session.scalars(
            select(LetterTemplate).where(
                LetterTemplate.letter_kind == "training_invitation", LetterTemplate.language == LetterLanguage.POLISH
            )
        ).one()
        register = DECLARED.registers["letter_template"]
        draft = register.draft(session, template.id)
        register.put(session, template.id, draft | {"body": "Zapraszam na {szkolenie} dnia {termin}."}, TODAY)
        [first, *_] = letters(INVITATIONS.build(session, context(), made, LetterLanguage.POLISH))
        assert said(first) == "Zapraszam na Komunikacja dnia 4 maja 2026 r. – 5 maja 2026 r."
        with pytest.raises(Refused):
            register.put(session, template.id, draft | {"body": "{braki}"}, TODAY)


# ---- who is silent -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_overview_of_one_training(store: Store, language: str, tmp_path: Path) -> None:
    with store.write("test") as session:
        made, (a, b, _) = three_invited(session)
        units_come(session, a, 4, APRIL)
        unit_declines(session, b, APRIL)
        document = training_answers(session, context(language, dt.date(2026, 4, 23)), made)
    assert problems(document) == []
    figures, waiting, everybody = [one for one in document.blocks if isinstance(one, KeyFigures | Table)]
    assert isinstance(figures, KeyFigures) and isinstance(waiting, Table) and isinstance(everybody, Table)
    assert [bare(one.value) for one in figures.figures] == [3, 1, 1, 1, 4, 0]
    assert [(row[0], row[-1]) for row in waiting.rows] == [("Jednostka C", 3)]  # three days late
    assert [row[5] for row in everybody.rows] == [4, None, None]
    write_excel(document, tmp_path / "a.xlsx")
    assert "Jednostka C" in {
        cell.value for sheet in load_workbook(tmp_path / "a.xlsx") for row in sheet for cell in row
    }


def test_the_overview_of_a_year(store: Store) -> None:
    with store.write("test") as session:
        assert any(isinstance(one, Note) for one in year_answers(session, context(), 2026).blocks)
        three_invited(session)
        other = ahead(session, title="Mediacje")
        invitation(session, other, organisation(session, "Jednostka Z", MJO))
        document = year_answers(session, context(), 2026)
        assert problems(document) == []
        tables = [one for one in document.blocks if isinstance(one, Table)]
        assert [len(one.rows) for one in tables] == [4, 4] and tables[0].columns[0].title == "Szkolenie"
        done, (key, *_) = three_invited(session, title="Dawne", state=TrainingState.ENROLLING)
        session.get_one(Training, done).state = TrainingState.HELD
        assert done not in {one.training_id for one in answers_ahead(session)}  # nobody waits for an answer any more
        assert key


def test_days_to_answer_by_are_deadlines_as_long_as_somebody_is_silent(store: Store) -> None:
    period = Period(2026, dt.date(2026, 4, 10))
    with store.write("test") as session:
        made, (a, b, c) = three_invited(session)
        [one] = deadlines(session, period)
        assert (one.key, one.id, one.on, one.values) == ("training_answers", made, dt.date(2026, 4, 20), {"n": 3})
        for key in (a, b, c):
            units_come(session, key, 1, APRIL)
        assert list(deadlines(session, period)) == []
