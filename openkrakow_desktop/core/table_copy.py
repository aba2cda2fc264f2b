"""A table for the clipboard: HTML that Word and LibreOffice paste as a real table, and the same as lines with tabs.

Every word is escaped; numbers are as the report prints them, with their footnotes and source below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .document import Document, Table
from .document_rules import footnotes, mark, show, source_line, superscript, table_legend, totals_row

_CELL = "border:1px solid #7c8694;padding:2pt 4pt;vertical-align:top"


@dataclass(frozen=True)
class Copied:
    """One table in the two forms a clipboard takes."""

    html: str
    text: str


@dataclass(frozen=True)
class Lines:
    """A table as plain words: titles of columns, rows, which columns stand right, which name their rows."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[bool] = ()
    names: int = 0  # the column that names the row
    caption: str = ""
    below: Sequence[str] = ()


def copied_table(table: Table, document: Document) -> Copied:
    """A report's table with its footnotes, totals and source."""
    notes = footnotes(table)
    rows = [
        [
            show(value, column, document) + (mark(value, notes) if notes else "")
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    name = next((at for at, column in enumerate(table.columns) if column.header), 0)
    totals = totals_row(table)
    if totals is not None:
        shown = [show(value, column, document) for value, column in totals]
        if totals[name][0] is None:
            shown[name] = document.labels.total
        rows.append(shown)
    below = [f"{superscript(number)} {text}" for text, number in notes.items()]
    below += [*table_legend(table, document), *table.notes]
    below += [source_line(table.source, document)] if table.source is not None else []
    right = [column.at_right for column in table.columns]
    heads = [column.title for column in table.columns]
    return copied(Lines(heads, rows, right, name, table.caption, below), document.language)


def copied(lines: Lines, language: str = "") -> Copied:
    """Any table of words in both forms; `language` as a BCP 47 tag, where it is known."""
    right = list(lines.right) or [False] * len(lines.heads)
    head = "".join(_cell("th", words, at_right, "col") for words, at_right in zip(lines.heads, right, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            _cell("th" if at == lines.names else "td", words, right[at], "row" if at == lines.names else "")
            for at, words in enumerate(row)
        )
        + "</tr>"
        for row in lines.rows
    )
    spoken = f' lang="{escape(language)}"' if language else ""
    caption = f"<caption>{escape(lines.caption)}</caption>" if lines.caption else ""
    below = "".join(f"<p>{escape(words)}</p>" for words in lines.below)
    html = (
        f'<!DOCTYPE html><html{spoken}><head><meta charset="utf-8"></head><body>'
        f'<table style="border-collapse:collapse">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f"{below}</body></html>"
    )
    text = [lines.caption] if lines.caption else []
    text += ["\t".join(map(_one_line, row)) for row in (lines.heads, *lines.rows)]
    return Copied(html, "\n".join([*text, *map(_one_line, lines.below)]))


def _cell(tag: str, words: str, at_right: bool, scope: str) -> str:
    """A cell; what names a row or a column is a header of it, in ordinary weight for a row."""
    style = _CELL + (";text-align:right" if at_right else ";text-align:left")
    style += ";font-weight:normal" if scope == "row" else ""
    where = f' scope="{scope}"' if scope else ""
    return f'<{tag}{where} style="{style}">{escape(words).replace(chr(10), "<br>")}</{tag}>'


def _one_line(words: str) -> str:
    return " ".join(words.split()) if "\n" in words or "\t" in words else words
