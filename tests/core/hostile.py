"""A corpus of files that people send by mistake or malice: each a function that writes it, and what must come of it.

`CORPUS`: name → (write(path), suffix, expected). Expected is the key of the refusal, or the problem key that must be
among the faults, or "reads" when the file is fine."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

HEADINGS = ("Nazwa", "Rodzaj", "Symbol", "Działa od")
Write = Callable[[Path], None]
CORPUS: dict[str, tuple[Write, str, str]] = {}


def file(expected: str, suffix: str = ".xlsx") -> Callable[[Write], Write]:
    def keep(write: Write) -> Write:
        CORPUS[write.__name__] = (write, suffix, expected)
        return write

    return keep


def book(*rows: tuple[Any, ...], headings: tuple[Any, ...] = HEADINGS, title: str = "Instytucje") -> Workbook:
    made = Workbook()
    sheet = made.active
    sheet.title = title
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    return made


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def good() -> bytes:
    return saved(book(("Dom Kultury", "NGO", "DK", dt.date(2020, 1, 1))))


def repacked(path: Path, change: Callable[[str, bytes], bytes | None], add: dict[str, bytes] | None = None) -> None:
    """The good workbook with members changed, dropped (None) or added."""
    with zipfile.ZipFile(io.BytesIO(good())) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if (data := change(item.filename, source.read(item))) is not None:
                target.writestr(item.filename, data)
        for name, data in (add or {}).items():
            target.writestr(name, data)


def same(name: str, data: bytes) -> bytes:
    return data


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, data: data.replace(old, new, 1) if name.startswith("xl/worksheets/") else data


@file("reads")
def plain_good_file(path: Path) -> None:
    path.write_bytes(good())


@file("problem.file_empty")
def empty_file(path: Path) -> None:
    path.write_bytes(b"")


@file("problem.file_not_workbook")
def csv_renamed(path: Path) -> None:
    path.write_text("Nazwa;Rodzaj\nDom Kultury;NGO\n", "utf-8")


@file("problem.file_not_workbook")
def picture_renamed(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))


@file("problem.file_not_workbook")
def pdf_renamed(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%...")


@file("problem.file_not_workbook")
def html_renamed(path: Path) -> None:
    path.write_text("<html><table><tr><td>Nazwa</td></tr></table></html>", "utf-8")


@file("problem.file_not_workbook")
def zip_of_something_else(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("czytaj.txt", "to nie jest arkusz")


@file("problem.file_not_workbook")
def word_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")


@file("problem.file_old_excel")
def old_xls(path: Path) -> None:
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"Workbook" + bytes(600))


@file("problem.file_protected")
def password_protected(path: Path) -> None:
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + bytes(100) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


for percent in (5, 25, 50, 75, 95, 99):

    def cut(path: Path, share: int = percent) -> None:
        whole = good()
        path.write_bytes(whole[: len(whole) * share // 100])

    CORPUS[f"truncated_at_{percent}"] = (cut, ".xlsx", "problem.file_damaged")


for seed in range(8):

    def flipped(path: Path, chance: int = seed) -> None:
        """A stretch of compressed data overwritten."""
        whole, dice = bytearray(good()), random.Random(chance)
        with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
            item = archive.getinfo("xl/worksheets/sheet1.xml")
        start = item.header_offset + 30 + len(item.filename) + 20
        for _ in range(40):
            whole[start + dice.randrange(max(1, item.compress_size - 40))] ^= 0xFF
        path.write_bytes(bytes(whole))

    CORPUS[f"bits_flipped_{seed}"] = (flipped, ".xlsx", "problem.file_damaged")


@file("problem.file_damaged")
def only_the_magic(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(50))


@file("problem.file_damaged")
def sheet_is_not_xml(path: Path) -> None:
    repacked(path, lambda name, data: b"not xml at all" if name.startswith("xl/worksheets/") else data)


@file("problem.import_no_register")
def sheet_missing(path: Path) -> None:
    repacked(path, lambda name, data: None if name.startswith("xl/worksheets/") else data)


@file("problem.file_damaged")
def xml_cut_short(path: Path) -> None:
    repacked(path, lambda name, data: data[: len(data) // 2] if name.startswith("xl/worksheets/") else data)


@file("problem.file_too_large")
def zip_bomb(path: Path) -> None:
    repacked(path, same, {"xl/media/image1.bin": bytes(60 * 2**20), "xl/media/image2.bin": bytes(60 * 2**20)})


@file("problem.file_too_large")
def bomb_in_one_member(path: Path) -> None:
    repacked(path, same, {"xl/media/image1.bin": bytes(40 * 2**20)})


@file("problem.file_too_large")
def too_many_members(path: Path) -> None:
    repacked(path, same, {f"xl/media/{n}.txt": b"x" for n in range(2_100)})


@file("problem.file_too_far")
def cell_at_the_end_of_the_world(path: Path) -> None:
    repacked(
        path, in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>')
    )


@file("problem.file_too_far")
def cell_far_to_the_right(path: Path) -> None:
    repacked(path, in_sheet(b"</sheetData>", b'<row r="3"><c r="XFD3" t="n"><v>1</v></c></row></sheetData>'))


@file("problem.file_too_far")
def million_rows(path: Path) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n * 7919 % 104729) for n in range(3, 260_000)
    )
    repacked(path, in_sheet(b"</sheetData>", rows + b"</sheetData>"))


@file("problem.file_entities")
def billion_laughs(path: Path) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
    )
    repacked(path, same, {"xl/sharedStrings.xml": bomb})


@file("problem.file_entities")
def external_entity(path: Path) -> None:
    repacked(
        path,
        lambda name, data: (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + data
            if name.startswith("xl/worksheets/")
            else data
        ),
    )


@file("problem.file_entities")
def utf16_xml(path: Path) -> None:
    repacked(path, lambda name, data: data.decode().encode("utf-16") if name.startswith("xl/worksheets/") else data)


@file("problem.file_macros")
def macros_renamed(path: Path) -> None:
    repacked(path, same, {"xl/vbaProject.bin": b"macro"})


@file("problem.file_external_links")
def links_to_other_files(path: Path) -> None:
    repacked(path, same, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


@file("problem.file_embedded")
def embedded_object(path: Path) -> None:
    repacked(path, same, {"xl/embeddings/oleObject1.bin": b"ole"})


@file("problem.file_embedded")
def activex_control(path: Path) -> None:
    repacked(path, same, {"xl/activeX/activeX1.xml": b"<ax/>"})


@file("reads")
def path_traversal_member(path: Path) -> None:
    repacked(path, same, {"../../evil.txt": b"out of the folder"})


@file("problem.import_no_register")
def sheets_of_something_else(path: Path) -> None:
    path.write_bytes(saved(book(("a", "b"), headings=("Kolor", "Smak"), title="Lody")))


@file("problem.import_no_register")
def no_headings(path: Path) -> None:
    path.write_bytes(saved(book(headings=(1, 2, 3), title="Arkusz1")))


@file("problem.import_no_register")
def nothing_in_it(path: Path) -> None:
    path.write_bytes(saved(Workbook()))


CELLS: dict[str, tuple[tuple[Any, ...], str]] = {
    "formula_in_a_name": (("=1+1", "NGO"), "problem.cell_formula"),
    "formula_in_a_date": (("Dom", "NGO", "", "=TODAY()"), "problem.cell_formula"),
    "error_value": (("#N/A", "NGO"), "reads"),
    "date_as_nonsense": (("Dom", "NGO", "", "wczoraj"), "problem.cell_not_date"),
    "date_that_is_not": (("Dom", "NGO", "", "31.02.2026"), "problem.cell_no_such_day"),
    "date_as_number": (("Dom", "NGO", "", 45_000), "problem.cell_not_date"),
    "date_long_ago": (("Dom", "NGO", "", dt.date(1900, 1, 1)), "problem.date_range"),
    "date_far_ahead": (("Dom", "NGO", "", dt.date(2999, 1, 1)), "problem.date_range"),
    "date_as_text": (("Dom", "NGO", "", "01.03.2021"), "reads"),
    "date_in_words": (("Dom", "NGO", "", "1 marca 2021 r."), "reads"),
    "date_as_iso": (("Dom", "NGO", "", "2021-03-01"), "reads"),
    "truth_as_a_name": ((True, "NGO"), "problem.cell_truth"),
    "number_as_a_name": ((2026, "NGO"), "reads"),
    "unknown_kind": (("Dom", "zakon rycerski"), "problem.cell_unknown_choice"),
    "kind_in_english": (("House", "school"), "reads"),
    "kind_in_ukrainian": (("Школа", "школа"), "reads"),
    "no_name": (("", "NGO", "X"), "problem.required"),
    "only_blanks_as_name": (("\u00a0 \u200b ", "NGO", "X"), "problem.required"),
    "name_too_long": (("x" * 400, "NGO"), "problem.too_long"),
    "text_of_32767": (("y" * 32_767, "NGO"), "problem.too_long"),
    "markup_in_a_name": (('<img src="file:///etc/passwd">&amp;', "NGO"), "reads"),
    "direction_tricks": (("Dom \u202eyrutluK", "NGO"), "reads"),
    "emoji_and_hebrew": (("Dom 🏠 שלום", "NGO"), "reads"),
    "decomposed_letters": (("Ło\u0301dz\u0301", "NGO"), "reads"),
    "control_characters": (("Dom_x0007_Kultury", "NGO"), "reads"),
    "percent_and_underscore": (("100%_%", "NGO"), "reads"),
}


def _cells(name: str) -> Write:
    def write(path: Path) -> None:
        row, _ = CELLS[name]
        made = book(row)
        sheet = made.active
        for column, value in enumerate(row, 1):
            if isinstance(value, str) and value.startswith("="):
                sheet.cell(2, column).data_type = "f"
            elif isinstance(value, str):
                sheet.cell(2, column).data_type = "s"
        made.save(path)

    return write


CORPUS |= {name: (_cells(name), ".xlsx", expected) for name, (_, expected) in CELLS.items()}


@file("problem.import_merged")
def merged_cells(path: Path) -> None:
    made = book(("Dom Kultury", "NGO"), ("", "NGO"))
    made.active.merge_cells("A2:A3")
    made.save(path)


@file("problem.import_twice_in_file")
def same_row_twice(path: Path) -> None:
    book(("Dom Kultury", "NGO"), ("DOM KULTURY", "NGO")).save(path)


@file("reads")
def headings_lower_down(path: Path) -> None:
    made = book(("Dom Kultury", "NGO"))
    made.active.insert_rows(1, 3)
    made.active["A1"] = "Wykaz organizacji, stan na dziś"
    made.save(path)


@file("reads")
def extra_column(path: Path) -> None:
    book(("Dom Kultury", "NGO", "DK", None, "różne"), headings=(*HEADINGS, "Kolor drzwi")).save(path)


@file("reads", ".csv")
def csv_utf8_with_mark(path: Path) -> None:
    path.write_bytes("\ufeffNazwa;Rodzaj\nŁódź;NGO\n".encode())


@file("reads", ".csv")
def csv_windows_1250(path: Path) -> None:
    path.write_bytes("Nazwa;Rodzaj\nŻółw;NGO\n".encode("cp1250"))


@file("reads", ".csv")
def csv_with_commas_and_quotes(path: Path) -> None:
    path.write_text('Nazwa,Rodzaj\n"Dom, ""Kultury""",NGO\n', "utf-8")


@file("problem.file_not_workbook", ".csv")
def binary_named_csv(path: Path) -> None:
    path.write_bytes(struct.pack("<200I", *range(200)))


def reopened(path: Path) -> Workbook:
    return load_workbook(path)
