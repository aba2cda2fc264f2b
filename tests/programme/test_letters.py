"""Letters: the texts the office can edit, places checked and filled, and the page a reader and a screen reader get."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import WARSAW
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document
from openkrakow_desktop.core.document_letter import Letter
from openkrakow_desktop.core.document_rules import problems
from openkrakow_desktop.core.pdf import pdf_bytes, write_pdf
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import LANGUAGES, words
from openkrakow_desktop.programme.feature import LETTERS
from openkrakow_desktop.programme.letter_tables import LetterLanguage, LetterTemplate
from openkrakow_desktop.programme.letter_texts import LetterText, letter_kinds, text_problems, written_parts
from openkrakow_desktop.programme.letters import (
    FRAME,
    Addressee,
    Writing,
    day_in_words,
    letter_document,
    restore_text,
    seed_letters,
    template_preview,
    text_of,
)

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=WARSAW)
POLISH = LetterLanguage.POLISH
CALL = letter_kinds()["competition_call"]
VALUES: dict[str, Any] = {
    "number": "7",
    "received": "10 czerwca 2026 r.",
    "candidate": "<b>Olga & Kos</b>",
    "nominator": "Jan Wilk",
    "category": "osoba indywidualna",
    "year": "2025",
    "missing": ("podpis", "zgoda"),
    "due": "3 grudnia 2026 r.",
}


def context(language: str = "pl") -> ReportContext:
    return ReportContext(words(language), NOW, DECLARED)


def put(store: Store, record_id: UUID | None = None, **values: Any) -> UUID:
    with store.write("test") as session:
        draft = LETTERS.draft(session, record_id) | values
        return LETTERS.put(session, record_id, draft, TODAY).id


def refusals(store: Store, **values: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        put(store, **({"letter_kind": "competition_call", "language": POLISH} | values))
    return [(one.field, one.key) for one in refused.value.problems]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(letter_kinds()))
def test_every_standard_text_can_be_filled(code: str, language: str) -> None:
    kind = letter_kinds()[code]
    text = kind.texts[language]
    found = [*text_problems("subject", text.subject, kind, language), *text_problems("body", text.body, kind, language)]
    assert found == []
    assert bool(text.subject) is (code not in FRAME)
    subject, parts = written_parts(text, kind, language, dict.fromkeys(kind.places, "wartość"))
    assert parts and "{" not in subject + "".join(map(str, parts))
    assert words(language).has(f"letter_kind.{code}")


def test_a_place_is_found_by_its_name_whatever_case_and_marks() -> None:
    for written in ("termin uzupełnienia", "TERMIN  UZUPELNIENIA", "due"):
        assert CALL.place(written, "pl") == "due"
    assert CALL.place("due date", "pl") is None
    assert CALL.place("термін доповнення", "uk") == "due"


@pytest.mark.parametrize("text", ["{telefon}", "Do {termin", "termin}", "{}", "{{numer zgłoszenia}}"])
def test_an_unknown_place_or_a_stray_brace_is_refused_with_the_known_ones(store: Store, text: str) -> None:
    assert refusals(store, body=text)[0][1] in ("problem.letter_place_unknown", "problem.letter_brace")
    (problem, *_) = text_problems("body", text, CALL, "pl")
    said = words("pl")(problem.key, **problem.values)
    assert "{numer zgłoszenia}" in said and "{termin uzupełnienia}" in said


def test_rules_of_a_template(store: Store) -> None:
    assert refusals(store, letter_kind="closing", subject="Temat") == [("subject", "problem.letter_no_subject")]
    put(store, letter_kind="competition_call", language=POLISH)
    assert refusals(store) == [("valid_from", "problem.already_stated")]
    with pytest.raises(Refused):
        put(store, letter_kind="competition_call", language=POLISH, valid_from=TODAY, body="{kwota}")


def test_a_new_template_begins_with_the_standard_text_and_restoring_brings_it_back(store: Store) -> None:
    key = put(store, letter_kind="competition_call", language=POLISH)
    with store.read() as session:
        assert session.get_one(LetterTemplate, key).body == CALL.texts["pl"].body
    put(store, key, body="Proszę o {braki}.")
    with store.read() as session:
        assert text_of(session, CALL.code, POLISH, TODAY).body == "Proszę o {braki}."
    with store.write("letter_template.restore") as session:
        restore_text(session, key)
    with store.read() as session:
        assert text_of(session, CALL.code, POLISH, TODAY) == CALL.texts["pl"]
    with pytest.raises(Refused), store.write("letter_template.restore") as session:
        restore_text(session, key)


def test_the_newest_text_that_is_valid_is_used(store: Store) -> None:
    kind = {"letter_kind": "competition_call", "language": POLISH}
    put(store, **kind, body="Zawsze.")
    put(store, **kind, body="Od jutra.", valid_from=TODAY + dt.timedelta(days=1))
    with store.read() as session:
        assert text_of(session, CALL.code, POLISH, TODAY).body == "Zawsze."
        assert text_of(session, CALL.code, POLISH, TODAY + dt.timedelta(days=1)).body == "Od jutra."
        assert text_of(session, CALL.code, LetterLanguage.ENGLISH, TODAY) == CALL.texts["en"]


def test_seeding_adds_what_is_missing_and_leaves_what_is_changed(store: Store) -> None:
    with store.write("test") as session:
        assert seed_letters(session) == 3 * len(letter_kinds())
    with store.read() as session:
        key = next(iter(session.query(LetterTemplate).filter_by(letter_kind="closing", language=POLISH))).id
    put(store, key, body="Z poważaniem\nZastępczyni Prezydenta")
    with store.write("test") as session:
        assert seed_letters(session) == 0
        assert text_of(session, "closing", POLISH, TODAY).body.endswith("Zastępczyni Prezydenta")


def test_a_missing_value_says_which() -> None:
    with pytest.raises(Refused) as refused:
        written_parts(CALL.texts["pl"], CALL, "pl", VALUES | {"due": None, "received": ""})
    (problem,) = refused.value.problems
    assert problem.values == {"values": "data wpływu, termin uzupełnienia"}


def test_values_are_text_and_never_markup_or_places() -> None:
    text = LetterText("{kandydatura}", "Dla {kandydatura}: {braki}.\n\n{braki}")
    subject, parts = written_parts(text, CALL, "pl", VALUES | {"missing": ("{termin}", "b")})
    assert subject == "<b>Olga & Kos</b>"
    assert parts == ["Dla <b>Olga & Kos</b>: {termin}, b.", ("{termin}", "b")]
    ends = LetterText("{numer zgłoszenia}.", "Do {termin uzupełnienia}. Potem (do {termin uzupełnienia}) nie.")
    (body,) = written_parts(ends, CALL, "pl", VALUES)[1]
    assert body == "Do 3 grudnia 2026 r. Potem (do 3 grudnia 2026 r.) nie."


def a_call(store: Store, language: LetterLanguage = POLISH, letters: int = 1) -> Document:
    to = Addressee("Jan Wilk", ("ul. Długa 1", "31-147 Kraków"))
    writing = Writing(CALL.code, to, VALUES, "SP-03.0541.12.2025", ("Klauzula",))
    with store.read() as session:
        return letter_document(session, context(language.value), [writing] * letters, language)


@pytest.mark.parametrize(("language", "told"), [
    (POLISH, ("Urząd Miasta Krakowa", "Kraków, 22 listopada 2026 r.", "Znak sprawy: SP-03", "Z poważaniem")),
    (LetterLanguage.ENGLISH, ("City Office of Krakow", "Krakow, 22 November 2026", "Case number:", "Yours")),
    (LetterLanguage.UKRAINIAN, ("Управління міста", "Краків, 22 листопада 2026 р.", "Номер справи:", "З повагою")),
])  # fmt: skip
def test_the_printed_letter(
    sqlite_store: Store, tmp_path: Path, language: LetterLanguage, told: tuple[str, ...]
) -> None:
    made = a_call(sqlite_store, language)
    assert problems(made) == []
    assert write_pdf(made, tmp_path / "letter.pdf") == 1
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "letter.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout.replace("\u00a0", " ")
    for one in (*told, "Jan Wilk", "31-147 Kraków", "<b>Olga & Kos</b>", "podpis", "zgoda"):
        assert one in text
    assert text.index(told[0]) < text.index(told[2]) < text.index("31-147") < text.index(told[3])


def test_the_letter_is_tagged(sqlite_store: Store, tmp_path: Path) -> None:
    write_pdf(a_call(sqlite_store), tmp_path / "letter.pdf")
    tree = subprocess.run(
        ["pdfinfo", "-struct-text", tmp_path / "letter.pdf"], capture_output=True, text=True, check=True
    ).stdout
    tags = [
        line.split()[0].strip('"') for line in tree.splitlines() if line.strip() and not line.strip().startswith('"')
    ]
    assert tags.count("H1") == 1 and tags.count("LI") == 3  # two missing items, one enclosure
    assert tags.index("H1") > tags.index("P")


def test_many_letters_are_one_paper_each_with_its_heading(sqlite_store: Store) -> None:
    data, pages = pdf_bytes(a_call(sqlite_store, letters=3))
    assert pages == 3 and data.startswith(b"%PDF")
    with sqlite_store.read() as session, pytest.raises(Refused):
        letter_document(session, context(), [])


def test_a_letter_without_a_subject_is_a_fault(sqlite_store: Store) -> None:
    made = a_call(sqlite_store)
    (letter,) = (one for one in made.blocks if isinstance(one, Letter))
    empty = dataclasses.replace(made, blocks=(dataclasses.replace(letter, subject=" "),))
    assert problems(empty) == ["letter without subject, addressee or text"]


@pytest.mark.parametrize("code", ["competition_call", "letterhead", "clause"])
def test_a_template_is_previewed_without_any_record(sqlite_store: Store, code: str) -> None:
    key = put(sqlite_store, letter_kind=code, language=POLISH)
    with sqlite_store.read() as session:
        made = template_preview(session, context(), key)
    assert problems(made) == [] and pdf_bytes(made)[1] == 1
    if code == "competition_call":
        (letter,) = (one for one in made.blocks if isinstance(one, Letter))
        assert "«numer zgłoszenia»" in letter.subject and made.aside


def test_days_in_words() -> None:
    assert day_in_words(dt.date(2026, 3, 1), words("pl")) == "1 marca 2026 r."
    assert day_in_words(dt.date(2026, 3, 1), words("uk")) == "1 березня 2026 р."
