"""Marked-up text as plain lines: what somebody pasted from a web page, a letter or Word keeps its words only.

Nothing is executed or fetched; styles, scripts and comments go, paragraphs and list items stay lines."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = frozenset({"p", "div", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"})
_SILENT = frozenset({"style", "script", "head", "title", "template"})
_CELLS = frozenset({"td", "th"})
_MARKED_UP = re.compile(r"</(?:p|div|span|b|i|em|strong|ul|li|td|tr|table|h[1-6]|body|html|font|a)\s*>|<br\s*/?>", re.I)


def is_marked_up(text: str) -> bool:
    """Whether a text is markup rather than words that hold a `<`."""
    return _MARKED_UP.search(text) is not None


def text_of_html(markup: str) -> str:
    """The words of some HTML, however broken: a line a paragraph, "- " before list items, tabs between cells."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = ("\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip() for line in reader.lines())
    return "\n".join(line for line in lines if line and line != "-")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0

    def lines(self) -> list[str]:
        return "".join(self._parts).split("\0")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += tag != "head"  # a head that is never closed must not hide the text
        elif tag == "li":
            self._parts.append("\0- ")
        elif tag in _CELLS:
            self._parts.append("\t")
        elif tag in _BREAKS:
            self._parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS or tag == "li":
            self._parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data.replace("\0", ""))
