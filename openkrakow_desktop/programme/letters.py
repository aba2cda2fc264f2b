"""Letters of the office: texts it can edit, with {places} for values, and the page they become.

Lies below all features: a feature asks for a kind of letter with its values, and gets a Document back. A text nobody
has changed is the standard one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..core.declarations import Draft, ReportContext, exists_other, store_draft
from ..core.document import Block, Document, PageBreak, labels
from ..core.document_letter import Letter
from ..core.keys import derived_key
from ..core.problems import Problem, Refused
from ..core.words import Words, words
from .letter_tables import LetterLanguage, LetterTemplate
from .letter_texts import LetterText, Values, letter_kinds, text_problems, written_parts

LETTERHEAD, CLOSING, CLAUSE = FRAME = ("letterhead", "closing", "clause")  # parts of every letter; no subject


@dataclass(frozen=True)
class Addressee:
    """Who a letter goes to: the name, and further lines as far as an address is recorded."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Writing:
    """One letter to be written: its kind, to whom, the values its text may ask for, and what goes with it."""

    kind: str
    to: Addressee
    values: Values
    case_no: str = ""
    enclosures: tuple[str, ...] = ()


# ---- the text ------------------------------------------------------------------------------------------------------
def standard_text(kind: str, language: LetterLanguage) -> LetterText:
    """The text that comes with the program."""
    return letter_kinds()[kind].texts[language.value]


def text_of(session: Session, kind: str, language: LetterLanguage, on: dt.date) -> LetterText:
    """The text in use on a day: the office's newest one that is valid by then, else the standard one."""
    rows = session.scalars(
        select(LetterTemplate).where(
            LetterTemplate.letter_kind == kind,
            LetterTemplate.language == language,
            or_(LetterTemplate.valid_from.is_(None), LetterTemplate.valid_from <= on),
        )
    )
    newest = max(rows, key=lambda one: (one.valid_from or dt.date.min, one.id), default=None)
    if newest is None:
        return standard_text(kind, language)
    return LetterText(newest.subject or "", newest.body)


def template_rules(session: Session, draft: Draft, record_id: UUID | None) -> Iterable[Problem]:
    """Only places the letter offers; a subject where the letter has one; one text a kind, language and day."""
    code, language = str(draft.get("letter_kind")), draft.get("language")
    if code not in letter_kinds() or language is None:
        return
    for name in ("subject", "body"):
        yield from text_problems(name, draft.get(name), letter_kinds()[code], language.value)
    if code in FRAME and draft.get("subject"):
        yield Problem("subject", "problem.letter_no_subject")
    if code not in FRAME and not draft.get("subject"):
        yield Problem("subject", "problem.required")
    if exists_other(
        session,
        LetterTemplate,
        record_id,
        LetterTemplate.letter_kind == code,
        LetterTemplate.language == language,
        LetterTemplate.valid_from.is_not_distinct_from(draft.get("valid_from")),
    ):
        yield Problem("valid_from", "problem.already_stated")


def standard_subject(draft: Draft) -> str | None:
    """What an empty subject is taken from."""
    return _standard(draft).subject or None


def standard_body(draft: Draft) -> str | None:
    """What an empty text is taken from: a new record begins with the standard wording."""
    return _standard(draft).body or None


def _standard(draft: Draft) -> LetterText:
    code, language = str(draft.get("letter_kind")), draft.get("language")
    return standard_text(code, language) if code in letter_kinds() and language else LetterText("", "")


def restore_text(session: Session, template_id: UUID) -> None:
    """Put the standard text back; what stood there stays in the history. Raises Refused where nothing differs."""
    template = session.get_one(LetterTemplate, template_id)
    standard = standard_text(template.letter_kind, template.language)
    if (template.subject or "", template.body) == (standard.subject, standard.body):
        raise Refused(Problem("body", "problem.letter_is_standard"))
    told = {"subject": standard.subject or None, "body": standard.body}
    store_draft(session, LetterTemplate, template_id, told)


def seed_letters(session: Session) -> int:
    """Add the standard texts where they are missing, so that they can be read and changed; returns how many.

    Their keys follow from kind and language: two laptops seed the same rows, and what is there stays as it is."""
    wanted = {
        derived_key(UUID(int=0), uuid5(NAMESPACE_OID, f"letter {code} {language.value}")): (code, language)
        for code in letter_kinds()
        for language in LetterLanguage
    }
    present = set(session.scalars(select(LetterTemplate.id).where(LetterTemplate.id.in_(wanted))))
    missing = [(key, about) for key, about in wanted.items() if key not in present]
    for key, (code, language) in missing:
        said = standard_text(code, language)
        draft = {"letter_kind": code, "language": language, "subject": said.subject or None, "body": said.body}
        store_draft(session, LetterTemplate, None, draft | {"id": key})
    return len(missing)


# ---- the page ------------------------------------------------------------------------------------------------------
def letter_document(
    session: Session,
    context: ReportContext,
    writings: Sequence[Writing],
    language: LetterLanguage | None = None,
    *,
    annex: Sequence[Block] = (),
    text: LetterText | None = None,
    aside: str = "",
) -> Document:
    """Letters as one paper, each on pages of its own, in the language asked for (None: that of the window).

    `annex` follows the last letter on a page of its own; `text` is used instead of the text in use (a preview).
    Raises Refused without a letter, and with the names of the values a text asks for and nobody has entered."""
    if not writings:
        raise Refused(Problem("", "problem.no_letters"))
    tongue = language or LetterLanguage(context.words.language)
    said = words(tongue.value)
    frame = {code: text_of(session, code, tongue, context.today).body for code in FRAME}
    blocks: list[Block] = []
    for one in writings:
        chosen = text or text_of(session, one.kind, tongue, context.today)
        blocks += [PageBreak()] if blocks else []
        blocks.append(_letter(one, chosen, tongue, said, frame, context.today))
    if annex:
        blocks += [PageBreak(), *annex]
    return Document(
        title=context.words(f"letter_kind.{writings[0].kind}"),
        blocks=tuple(blocks),
        labels=labels(said),
        author=frame[LETTERHEAD].splitlines()[0],
        banner=context.banner,
        aside=aside,
        created=context.now,
    )


def _letter(
    one: Writing, text: LetterText, language: LetterLanguage, said: Words, frame: Mapping[str, str], today: dt.date
) -> Letter:
    subject, parts = written_parts(text, letter_kinds()[one.kind], language.value, one.values)
    return Letter(
        sender=tuple(frame[LETTERHEAD].splitlines()),
        dated=said("letter.dated", day=day_in_words(today, said)),
        addressee=(one.to.name, *one.to.lines),
        subject=subject,
        parts=tuple(parts),
        reference=said("letter.case_no", no=one.case_no) if one.case_no else "",
        closing=tuple(frame[CLOSING].splitlines()),
        enclosures_title=said("letter.enclosures"),
        enclosures=one.enclosures,
        clause=frame[CLAUSE],
    )


def day_in_words(on: dt.date, said: Words) -> str:
    """22 listopada 2026 r.; 22 November 2026; 22 листопада 2026 р."""
    return said("letter.day", day=on.day, month=said(f"month_of.{on.month}"), year=on.year)


def template_preview(session: Session, context: ReportContext, record_id: UUID) -> Document:
    """What a template makes: with the newest real record a feature finds for it, else with the names of its places."""
    template = session.get_one(LetterTemplate, record_id)
    kind, language = letter_kinds()[template.letter_kind], template.language
    said = words(language.value)
    names = {code: f"«{name[language.value]}»" for code, name in kind.places.items()}
    if template.letter_kind in FRAME:
        return _frame_preview(session, context, template)
    found = next((one.letters[kind.code] for one in context.declared.features if kind.code in one.letters), None)
    real = found(session, said) if found is not None else None
    values = names | {code: value for code, value in (real.values if real else {}).items() if value}
    to = real.to if real else Addressee(said("letter.somebody"))
    writing = Writing(kind.code, to, values, real.case_no if real else "", real.enclosures if real else ())
    text = LetterText(template.subject or "", template.body)
    aside = context.words("letter.preview_real" if real else "letter.preview_names")
    return letter_document(session, context, [writing], language, text=text, aside=aside)


def _frame_preview(session: Session, context: ReportContext, template: LetterTemplate) -> Document:
    """Head, end and clause seen on an empty letter."""
    said = words(template.language.value)
    frame = {code: text_of(session, code, template.language, context.today).body for code in FRAME}
    frame[template.letter_kind] = template.body
    letter = Letter(
        sender=tuple(frame[LETTERHEAD].splitlines()),
        dated=said("letter.dated", day=day_in_words(context.today, said)),
        addressee=(said("letter.somebody"),),
        subject=context.words(f"letter_kind.{template.letter_kind}"),
        parts=("…",),
        closing=tuple(frame[CLOSING].splitlines()),
        clause=frame[CLAUSE],
    )
    return Document(context.words("report.letter_preview"), (letter,), labels(said), banner=context.banner)
