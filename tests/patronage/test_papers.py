"""The yearly list says what the measure says, row by row; letters say only what is so, in three languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document, KeyFigures, Note, Table, bare
from openkrakow_desktop.core.document_letter import Letter
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.excel import write_excel
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.pdf import write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words
from openkrakow_desktop.patronage.letters import CALL, EXAMPLES, FITS, GRANT, LETTERS, REFUSAL, THANKS, UNEXAMINED
from openkrakow_desktop.patronage.measures import MEASURES
from openkrakow_desktop.patronage.model import PatronageState
from openkrakow_desktop.patronage.public_register import public_register
from openkrakow_desktop.patronage.year_list import year_list
from openkrakow_desktop.programme.letter_tables import LetterLanguage
from tests.patronage import measure_cases
from tests.patronage.build import draft, granted, put

S = PatronageState
NOW = dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC)
BUILD = dict(zip(FITS, (one.build for one in LETTERS), strict=True))


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), NOW, DECLARED)


def one_of(document: Document, kind: type) -> Any:
    assert problems(document) == []
    return next(one for one in document.blocks if isinstance(one, kind))


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_list_adds_up_to_the_measure(store: Store, language: str) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        document = year_list(session, context(language), 2026)
        table = one_of(document, Table)
        heads = [one.title for one in table.columns]
        w = words(language)
        counts = [row[heads.index(w("patronage_year.counts"))] for row in table.rows]
        why = [row[heads.index(w("patronage_year.why"))] for row in table.rows]
        assert sum(counts) == measure_cases.EXPECTED["4.3"]
        counted, left_out = MEASURES[0].rows(session, Period(2026, context().today))
        assert len(table.rows) == len(counted) + len(left_out)
        assert all(bool(reason) is not bool(count) for count, reason in zip(counts, why, strict=True))
        figures = [bare(one.value) for one in one_of(document, KeyFigures).figures]
        assert figures[:2] == [len(table.rows), measure_cases.EXPECTED["4.3"]]
        assert sum(figures[2:]) == figures[1]


def test_the_list_as_workbook_and_pdf(store: Store, tmp_path: Path) -> None:
    with store.write("test") as session:
        measure_cases.fill(session, 2026)
        document = year_list(session, context(), 2026)
    write_excel(document, tmp_path / "a.xlsx")
    write_pdf(document, tmp_path / "a.pdf")
    cells = [cell.value for sheet in load_workbook(tmp_path / "a.xlsx") for row in sheet for cell in row]
    assert "Festiwal 0" in cells and "Niezwiązany z Programem" in cells
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_year_without_applications_says_so(store: Store) -> None:
    with store.read() as session:
        assert isinstance(year_list(session, context(), 2026).blocks[0], Note)


def _filled(session: Any) -> dict[str, Any]:
    host = Organisation(name="Fundacja Mosty", kind=OrganisationKind.NGO, address="ul. Długa 1, 31-147 Kraków")
    session.add(host)
    session.flush()
    of_host = {"organiser_id": host.id, "organiser_name": None}
    return {
        CALL: put(session, draft(**of_host, state=S.TO_COMPLETE, supplement_due_on=dt.date(2026, 5, 20))),
        GRANT: put(session, granted(**of_host)),
        REFUSAL: put(session, granted(**of_host, state=S.REFUSED, decision_reason="poza zakresem")),
        UNEXAMINED: put(session, granted(**of_host, state=S.UNEXAMINED, received_on=dt.date(2026, 6, 4),
                                         decided_on=dt.date(2026, 6, 8))),
        THANKS: put(session, granted(**of_host, state=S.REPORTED, report_received_on=dt.date(2026, 7, 20))),
    }


@pytest.mark.parametrize("language", list(LetterLanguage))
@pytest.mark.parametrize("kind", list(FITS))
def test_letters(store: Store, kind: str, language: LetterLanguage, tmp_path: Path) -> None:
    with store.write("test") as session:
        key = _filled(session)[kind]
        document = BUILD[kind](session, context(), key, language)
        letter = one_of(document, Letter)
        assert letter.addressee == ("Fundacja Mosty", "ul. Długa 1", "31-147 Kraków")
        assert "Festiwal sąsiedzki" in letter.subject
        assert "KP-01.4620.7.2026" in letter.reference
        said = "\n".join(part if isinstance(part, str) else "\n".join(part) for part in letter.parts)
        assert "{" not in said
        if kind == CALL:
            items = next(part for part in letter.parts if not isinstance(part, str))
            assert words(language.value)("patronage_item.signatory") in items
        write_pdf(document, tmp_path / "a.pdf")


@pytest.mark.parametrize(("kind", "fits"), [(CALL, {CALL}), (GRANT, {GRANT, THANKS}), (REFUSAL, {REFUSAL}),
                                            (UNEXAMINED, {UNEXAMINED}), (THANKS, {THANKS})])
def test_a_letter_that_would_be_untrue_is_refused(store: Store, kind: str, fits: set[str]) -> None:
    with store.write("test") as session:
        for of, key in _filled(session).items():
            if of in fits:
                assert BUILD[kind](session, context(), key).blocks
                continue
            with pytest.raises(Refused) as refused:
                BUILD[kind](session, context(), key)
            assert refused.value.problems[0].key == "problem.patronage_letter_does_not_fit"


def test_a_call_names_something(store: Store) -> None:
    with store.write("test") as session:
        whole = {"signatory": "dyrektorka", "contact": "12", "place": "Rynek", "description": "x", "justification": "y"}
        key = put(session, draft(**whole, state=S.TO_COMPLETE, supplement_due_on=dt.date(2026, 5, 20)))
        with pytest.raises(Refused) as refused:
            BUILD[CALL](session, context(), key)
        assert refused.value.problems[0].key == "problem.patronage_nothing_missing"
        assert EXAMPLES[CALL](session, words("pl")) is None


def test_a_late_application_left_unexamined_gets_its_days_as_reason(store: Store) -> None:
    late = {"state": S.UNEXAMINED, "received_on": dt.date(2026, 8, 10), "starts_on": dt.date(2026, 9, 6),
            "ends_on": None, "decided_on": dt.date(2026, 8, 20)}
    with store.write("test") as session:
        for values, reason in (
            ({}, "wniosek wpłynął 27 dni przed wydarzeniem, a przyjmuje się wnioski złożone co najmniej 30 dni przed"),
            ({"decision_reason": "brak programu"}, "Przyczyna: brak programu."),
        ):
            document = BUILD[UNEXAMINED](session, context(), put(session, granted(**late, **values)))
            assert any(reason in part for part in one_of(document, Letter).parts)
        in_time = put(session, granted(state=S.UNEXAMINED))  # neither late nor told why: nothing is made up
        with pytest.raises(Refused) as refused:
            BUILD[UNEXAMINED](session, context(), in_time)
        assert refused.value.problems[0].key == "problem.letter_value_missing"


def _texts(table: Table) -> set[str]:
    return {str(bare(value)) for row in table.rows for value in row}


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_public_register_names_no_person(store: Store, language: str, tmp_path: Path) -> None:
    secret = {"signatory": "Zofia Tajna", "contact_person": "Jan Skryty", "contact": "jan@example.org",
              "decision_reason": "poufne", "remark": "uwaga"}
    with store.write("test") as session:
        host = Organisation(name="Dom Kultury Mosty", kind=OrganisationKind.CULTURAL_INSTITUTION)
        session.add(host)
        session.flush()
        put(session, granted(**secret, event_name="Pierwszy", organiser_id=host.id, organiser_name=None))
        put(session, granted(**secret, event_name="Drugi", organiser_name="Zofia Tajna", state=S.WITHDRAWN,
                             withdrawn_on=dt.date(2026, 6, 20), withdrawal_reason="poufne"))
        put(session, granted(**secret, event_name="Trzeci", state=S.REFUSED))
        put(session, granted(**secret, event_name="Czwarty", state=S.UNEXAMINED))
        put(session, granted(**secret, event_name="Piąty", decided_on=dt.date(2027, 1, 8)))
        document = public_register(session, context(language), 2026)
    table = one_of(document, Table)
    assert [row[1] for row in table.rows] == ["Drugi", "Pierwszy"]
    assert [row[2] for row in table.rows] == [words(language)("patronage_public.not_named"), "Dom Kultury Mosty"]
    assert [bare(one.value) for one in one_of(document, KeyFigures).figures] == [2, 1, 1]
    told = " ".join(_texts(table))
    assert not any(word in told for word in ("Tajna", "Skryty", "example.org", "poufne", "uwaga", "KP-01", "Trzeci"))
    assert "2026" in str(table.rows[0][-1])  # the day of the withdrawal
    write_excel(document, tmp_path / "a.xlsx")
    write_pdf(document, tmp_path / "a.pdf")


def test_a_refusal_without_reasons_is_not_written(store: Store) -> None:
    with store.write("test") as session:
        key = put(session, granted(state=S.REFUSED))
        with pytest.raises(Refused) as refused:
            BUILD[REFUSAL](session, context(), key)
        assert refused.value.problems[0].key == "problem.letter_value_missing"


def test_examples_fit(store: Store) -> None:
    with store.write("test") as session:
        _filled(session)
        for kind, find in EXAMPLES.items():
            found = find(session, words("pl"))
            assert found is not None and found.kind == kind
