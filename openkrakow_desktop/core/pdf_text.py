"""Setting text: which font has the letter, where lines break, what a screen reader should hear.

There is no markup parser on the way to the page, so there is nothing to escape and nothing to inject. Solved here: font
fallback by coverage, letters no font has (shown □, read as themselves), the language of foreign words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ..paths import RESOURCES
from .document import Text, printable, runs
from .formats import bound
from .pdf_arabic import shaped
from .pdf_tags import TaggedCanvas, pdf_text
from .problems import refuse

_INVISIBLE = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_SCRIPTS = re.compile(
    "(?P<rtl>[\u0590-\u08ff]+(?: +[\u0590-\u08ff]+)*)"
    "|(?P<cyrillic>[\u0400-\u052f][\u0400-\u052f\u2019'-]*(?: +[\u0400-\u052f\u2019'-]+)*)"
)
_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}  # reportlab's own goes letter by letter
_ESCAPES |= {ord(sign): "\\" + sign for sign in "\\()"}
_FIRST_FOREIGN = "\u0370"


class Face:
    """One font file: the width of every letter it has, in thousandths of the size."""

    def __init__(self, name: str, file: Path) -> None:
        self.name, self.font = name, TTFont(name, str(file), asciiReadable=1)
        pdfmetrics.registerFont(self.font)
        face = self.font.face
        self.widths: dict[str, float] = {
            chr(code): face.charWidths[code] for code in face.charToGlyph if code in face.charWidths
        }
        self.widths["\n"] = 0
        self.letters = frozenset(self.widths)
        self.width = lru_cache(maxsize=50_000)(self._width)

    def _width(self, text: str) -> float:
        return sum(map(self.widths.__getitem__, text))


@dataclass(frozen=True, slots=True)
class Family:
    """Faces in the order in which they are asked for a letter. `home`: the document's language, which is not marked."""

    regular: tuple[Face, ...]
    bold: tuple[Face, ...]
    home: str = ""


FONTS = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf", "DejaVuSans.ttf")


@cache
def default_family(folder: Path = RESOURCES / "fonts") -> Family:
    """The fonts that come with the program: Noto Sans in two weights, DejaVu Sans for what Noto lacks.

    Raises Refused where a file is missing: without its font no PDF would be readable everywhere."""
    missing = [one for one in FONTS if not (folder / one).is_file()]
    if missing:
        refuse("", "problem.fonts_missing", names=", ".join(missing))
    rest = Face("DejaVuSans", folder / "DejaVuSans.ttf")
    regular = Face("NotoSans", folder / "NotoSans-Regular.ttf")
    return Family((regular, rest), (Face("NotoSans-SemiBold", folder / "NotoSans-SemiBold.ttf"), rest))


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points; `colour` is a role."""

    size: float = 9.5
    leading: float = 14.0
    colour: str = "ink"
    bold: bool = False
    before: float = 0.0
    after: float = 0.0


@dataclass(slots=True)
class Piece:
    """Letters of one face, language and link. `text` is what is said; `drawn` what is painted."""

    text: str
    face: Face
    lang: str = ""
    href: str = ""
    rtl: bool = False
    missing: bool = False

    @property
    def drawn(self) -> str:
        if self.rtl and not self.missing:
            body = self.text.rstrip(" ")  # a space after the words stays to their right
            return shaped(body) + self.text[len(body) :]
        return "□" if self.missing else self.text

    def cut(self, text: str) -> Piece:
        return Piece(text, self.face, self.lang, self.href, self.rtl, self.missing)

    def like(self, other: Piece) -> bool:
        same = self.face is other.face and self.lang == other.lang and self.href == other.href
        return same and self.rtl == other.rtl and not self.missing and not other.missing


Line = list[Piece]


def width(pieces: Line, size: float) -> float:
    """Newlines have no width: the measure of a text set on one line."""
    if len(pieces) == 1:
        return pieces[0].face.width(pieces[0].drawn) * size / 1000
    return sum(p.face.width(p.drawn) for p in pieces) * size / 1000


def pieces(text: Text, family: Family, bold: bool, lang: str = "") -> list[Piece]:
    """A text as pieces, each in a face that has its letters."""
    found: list[Piece] = []
    for run in runs(text):
        faces = family.bold if bold or run.bold else family.regular
        said = bound(printable(run.text))
        if said.isascii() or (max(said) < _FIRST_FOREIGN and faces[0].letters.issuperset(said)):
            found.append(Piece(said, faces[0], run.lang or lang, run.href))
            continue
        start = 0
        for match in _SCRIPTS.finditer(said):
            found += _covered(said[start : match.start()], faces, run.lang or lang, run.href, False)
            foreign = run.lang or language_of(match[0])
            foreign = "" if foreign == family.home else foreign
            found += _covered(match[0], faces, foreign, run.href, match.lastgroup == "rtl")
            start = match.end()
        found += _covered(said[start:], faces, run.lang or lang, run.href, False)
    return found


def _covered(text: str, faces: tuple[Face, ...], lang: str, href: str, rtl: bool) -> list[Piece]:
    if not rtl and text and faces[0].letters.issuperset(text) and not _INVISIBLE.search(text):
        return [Piece(text, faces[0], lang, href)]
    found: list[Piece] = []
    for letter in _clusters(text):
        visible = _INVISIBLE.sub("", letter)
        face = next((f for f in faces if f.letters.issuperset(shaped(visible) if rtl else visible)), None)
        letter = visible if face else letter
        piece = Piece(letter, face or faces[-1], lang, href, rtl, face is None)
        if found and piece.like(found[-1]):
            found[-1].text += letter
        else:
            found.append(piece)
    return found


def _clusters(text: str) -> list[str]:
    """Letters with the invisible joiners and selectors that follow them: an emoji family is one thing to see."""
    found: list[str] = []
    for letter in text:
        joins = _INVISIBLE.match(letter) or "\U0001f3fb" <= letter <= "\U0001f3ff"
        if found and (joins or found[-1].endswith("\u200d")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def language_of(text: str) -> str:
    """A voice that can at least pronounce the letters. Ukrainian is the Programme's first foreign language."""
    if "\u0590" <= text[0] <= "\u05ff":
        return "he"
    if text[0] >= "\u0600":
        return "ar"
    letters = set(text.casefold())
    if "ў" in letters:
        return "be"
    return "ru" if letters & set("ыэъё") and not letters & set("іїєґ") else "uk"


# ---- lines ---------------------------------------------------------------------------------------------------------
def break_lines(parts: list[Piece], size: float, room: float) -> list[Line]:
    """Greedy lines no wider than `room`. Every line but the last ends in a space, or words would be glued when read."""
    if len(parts) == 1 and "\n" not in parts[0].text and width(parts, size) <= room:
        return [parts]
    lines: list[Line] = []
    line: Line = []
    used, space = 0.0, 0.0
    for word, glued in _words(parts, size, room):
        wide = width(word, size)
        if glued is None or (line and used + (0 if glued else space) + wide > room):
            if line and not glued:
                _add_space(line)
            lines.append(line)
            line, used = [], 0.0
        if glued is None:
            continue
        if line and not glued:
            _add_space(line)
            used += space
        for piece in word:
            if line and piece.like(line[-1]):
                line[-1] = line[-1].cut(line[-1].text + piece.text)
            else:
                line.append(piece)
        used += wide
        space = word[-1].face.widths[" "] * size / 1000
    return [*lines, line] if line or not lines else lines


def _words(parts: list[Piece], size: float, room: float) -> Iterator[tuple[Line, bool | None]]:
    """(pieces of a word, glued to the word before); (…, None) is a forced line break."""
    word: Line = []
    for part in parts:
        for row, text in enumerate(part.text.split("\n")):
            if row:
                yield from _chop(word, size, room)
                word = []
                yield [], None
            for i, token in enumerate(text.split(" ")):
                if i:
                    yield from _chop(word, size, room)
                    word = []
                if token:
                    word.append(part.cut(token))
    yield from _chop(word, size, room)


def _chop(word: Line, size: float, room: float) -> Iterator[tuple[Line, bool | None]]:
    if not word:
        return
    if width(word, size) <= room:
        yield word, False
        return
    glued = False
    for piece in word:  # a word wider than its column is cut where it must be
        start = 0
        for end in range(1, len(piece.text) + 1):
            last = end == len(piece.text)
            if last or piece.face.width(piece.cut(piece.text[start : end + 1]).drawn) * size / 1000 > room:
                yield [piece.cut(piece.text[start:end])], glued
                start, glued = end, True


def _add_space(line: Line) -> None:
    last = line[-1]
    if last.missing:
        line.append(Piece(" ", last.face, last.lang, last.href))
    else:
        line[-1] = last.cut(last.text + " ")


Written = dict[tuple[str, float, str], str]


def paint(canvas: TaggedCanvas, x: float, y: float, line: Line, size: float, colour: str, written: Written) -> None:
    """One line at its baseline. `written` remembers how a text is spelt in this file's font subsets."""
    code = [f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {colour} rg"]
    for piece in line:
        key = (piece.face.name, size, piece.drawn)
        shown = written.get(key)
        if shown is None:
            shown = _spelt(piece.face.font, canvas._doc, size, key[2])
            written[key] = shown = f"/ReversedChars BMC {shown} EMC" if piece.rtl else shown
        said = f"/ActualText {pdf_text(piece.text)}" if piece.missing else ""
        said += f"/Lang ({piece.lang})" if piece.lang else ""
        code.append(f"/Span<<{said}>>BDC {shown} EMC" if said else shown)
    code.append("ET")
    canvas.source(" ".join(code))


def _spelt(font: Any, document: Any, size: float, text: str) -> str:
    return " ".join(
        f"{font.getSubsetInternalName(subset, document)} {size:g} Tf ({chunk.decode('latin-1').translate(_ESCAPES)}) Tj"
        for subset, chunk in font.splitString(text, document)
    )
