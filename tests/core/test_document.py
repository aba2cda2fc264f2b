"""A document as data: how numbers read, what queries give, and the gate that refuses what is untrue or inaccessible."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkrakow_desktop.core import formats
from openkrakow_desktop.core.document import (
    Block,
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    Document,
    Figure,
    Heading,
    Kind,
    NoData,
    Paragraph,
    Query,
    Run,
    Series,
    Suppressed,
    Table,
    Total,
    Value,
    Where,
    labels,
    plain,
    printable,
)
from openkrakow_desktop.core.document_rules import (
    answer,
    describe,
    footnotes,
    mark,
    month_sums,
    problems,
    show,
    table_legend,
    total,
)
from openkrakow_desktop.core.words import FOLDER, LANGUAGES, words
from tests.core.sample_report import events, report

POLISH = labels(words("pl"))


def document(*blocks: Block, language: str = "pl") -> Document:
    return Document("Próba", blocks, labels(words(language)))


def table(*rows: tuple[Value, ...], columns: tuple[Column, ...] | None = None) -> Table:
    usual = (Column("Nazwa", header=True), Column("Rodzaj"), Column("Dzień", Kind.DATE), Column("Liczba", Kind.INTEGER))
    return Table("t", "Tabela", usual if columns is None else columns, rows)


# ---- numbers -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "digits", "language", "expected"),
    [
        (0, 0, "pl", "0"),
        (5132, 0, "pl", "5132"),
        (10000, 0, "pl", "10\u00a0000"),
        (10000, 0, "uk", "10\u00a0000"),
        (1234567, 2, "uk", "1\u00a0234\u00a0567,00"),
        (1234, 0, "en", "1,234"),
        (Decimal("1234.5"), 2, "en", "1,234.50"),
        (Fraction(1, 200), 2, "pl", "0,01"),
        (Fraction(98, 3), 1, "pl", "32,7"),
        (Fraction(-1, 2), 0, "pl", "\u22121"),
        (Fraction(-1, 1000), 2, "pl", "0,00"),
        (-12345, 0, "pl", "\u221212\u00a0345"),
        (Decimal("0.125"), 2, "pl", "0,13"),
    ],
)
def test_numbers_read_as_people_write_them(
    value: int | Decimal | Fraction, digits: int, language: str, expected: str
) -> None:
    assert formats.number(value, language, digits) == expected


@pytest.mark.parametrize(
    ("value", "column", "polish", "english"),
    [
        (123450, Column("", Kind.MONEY), "1234,50\u00a0zł", "PLN\u00a01,234.50"),
        (Fraction(49, 60), Column("", Kind.PERCENT), "81,67%", "81.67%"),
        (Fraction(1, 20), Column("", Kind.PERCENT, digits=0), "5%", "5%"),
        (dt.date(2026, 4, 30), Column("", Kind.DATE), "30.04.2026", "30 Apr 2026"),
        (dt.time(9, 5), Column("", Kind.TIME), "09:05", "09:05"),
        (dt.datetime(2026, 4, 30, 14, 32), Column("", Kind.MOMENT), "30.04.2026 14:32", "30 Apr 2026 14:32"),
        (NoData("nie zbierano"), Column("", Kind.INTEGER), "–", "–"),
        (Suppressed(), Column("", Kind.INTEGER), "#", "#"),
        (0, Column("", Kind.INTEGER), "0", "0"),
        (None, Column("", Kind.INTEGER), "", ""),
        (Cell(Fraction(5, 2)), Column("", Kind.DECIMAL, digits=1), "2,5", "2.5"),
        (Run("<b>"), Column(""), "<b>", "<b>"),
    ],
)
def test_values_read_in_each_language(value: Value, column: Column, polish: str, english: str) -> None:
    assert show(value, column, document()) == polish
    assert show(value, column, document(language="en")) == english


@given(st.integers(-(10**12), 10**12), st.integers(1, 1000), st.integers(0, 3))
def test_rounding_is_never_more_than_half_a_unit_off(top: int, bottom: int, digits: int) -> None:
    value = Fraction(top, bottom)
    read = formats.number(value, "pl", digits).replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")
    assert abs(Fraction(read) - value) <= Fraction(1, 2 * 10**digits)
    if abs(Fraction(read) - value) == Fraction(1, 2 * 10**digits):
        assert abs(Fraction(read)) > abs(value)


def test_one_letter_words_hold_on() -> None:
    held = formats.bound("Spacer w Krakowie i o świcie (z psem)").replace("\u00a0", "_")
    assert held == "Spacer w_Krakowie i_o_świcie (z_psem)"


# ---- text ----------------------------------------------------------------------------------------------------------
def test_text_is_cleaned_for_both_renderers() -> None:
    assert printable("Kate\u0301\x00\u202eevil\ud800\tx\r\ny") == "Kat\u00e9\ufffdevil\ufffd x\ny"
    assert printable("a\u00adb\u200bc\ufeff") == "abc"
    assert plain(("Pełny tekst: ", Run("bip", href="https://bip"), ".")) == "Pełny tekst: bip."


def test_labels_exist_in_every_language() -> None:
    for language in LANGUAGES:
        made = labels(words(language))
        assert made.language == language
        assert len(made.weekdays) == 7
        assert made.page.format(page=1, pages=2).count("1") == 1
        assert made.no_data == "–" and made.suppressed == "#"
        own = tomllib.loads((FOLDER / language / "document.toml").read_text("utf-8"))["document"]
        assert set(own) == set(type(made).__dataclass_fields__)


# ---- queries -------------------------------------------------------------------------------------------------------
ROWS = table(
    ("A", "Koncert", dt.date(2025, 1, 1), 10),
    ("B", "koncert", dt.date(2025, 6, 30), NoData("nie policzono")),
    ("C", "debata", dt.date(2025, 7, 1), Cell(5, "po korekcie")),
    ("D", "debata", None, Suppressed()),
    ("E", None, dt.date(2025, 12, 31), 0),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("t"), 5),
        (Query("t", Total.COUNT, "Liczba"), 3),
        (Query("t", Total.COUNT, "Rodzaj"), 4),
        (Query("t", Total.SUM, "Liczba"), 15),
        (Query("t", Total.MEAN, "Liczba"), 5),
        (Query("t", Total.COUNT, "", (Where("Rodzaj", "KONCERT"),)), 2),
        (Query("t", Total.COUNT, "", (Where("Rodzaj", "koncert", "<>"),)), 3),
        (Query("t", Total.COUNT, "", (Where("Rodzaj", None),)), 1),
        (Query("t", Total.COUNT, "", (Where("Rodzaj", None, "<>"),)), 4),
        (Query("t", Total.COUNT, "", (Where("Dzień", dt.date(2025, 6, 30), "<="),)), 2),
        (Query("t", Total.COUNT, "", (Where("Dzień", dt.date(2025, 6, 30), ">"), Where("Rodzaj", "debata"))), 1),
        (Query("t", Total.COUNT, "", (Where("Liczba", 5, ">="),)), 2),
        (Query("t", Total.COUNT, "", (Where("Liczba", 0),)), 1),
        (Query("t", Total.COUNT, "", (Where("Liczba", 0, "<>"),)), 4),
        (Query("t", Total.MEAN, "Liczba", (Where("Rodzaj", "nic takiego"),)), None),
        (Query("t", Total.SUM, "Liczba", (Where("Rodzaj", "nic takiego"),)), 0),
    ],
)
def test_queries_count_what_is_there_and_never_take_missing_for_zero(query: Query, expected: int | None) -> None:
    assert answer({"t": ROWS}, query) == expected


def test_totals_are_exact() -> None:
    assert total([Fraction(1, 3)] * 3, Total.SUM) == 1
    assert total([Decimal("0.1")] * 10, Total.SUM) == 1
    assert total([1, 2, NoData()], Total.MEAN) == Fraction(3, 2)


def test_footnotes_are_numbered_once_in_reading_order() -> None:
    notes = footnotes(ROWS)
    assert notes == {"nie policzono": 1, "po korekcie": 2}
    assert mark(ROWS.rows[2][3], notes) == "²"
    assert mark(Cell(NoData("nie policzono"), "po korekcie"), notes) == "¹˒²"
    assert table_legend(ROWS, document()) == ["– brak danych", f"# {POLISH.suppressed_legend}"]
    assert table_legend(table(), document()) == []


# ---- charts --------------------------------------------------------------------------------------------------------
def test_the_alternative_text_says_every_number() -> None:
    series = (Series("koncerty", (3, None)), Series("debaty", (0, 12500)))
    chart = ChartSpec(ChartKind.BARS, ("styczeń", "luty"), series)
    said = describe(Figure("f", "Rok", chart, "Mało."), document())
    assert said == "Rok. Mało. styczeń: koncerty 3; debaty 0. luty: koncerty brak danych; debaty 12\u00a0500."


def test_a_calendar_is_said_by_months() -> None:
    start = dt.date(2025, 1, 30)
    sums = month_sums(ChartSpec(ChartKind.HEAT, (), (Series("osoby", (1, 2, None, None, 4)),), start=start))
    assert sums.categories == ("I 2025", "II 2025") and sums.series[0].values == (3, 4)
    empty = month_sums(ChartSpec(ChartKind.HEAT, (), (Series("osoby", (None, None)),), start=start))
    assert empty.series[0].values == (None,)


# ---- the gate ------------------------------------------------------------------------------------------------------
def chart(kind: ChartKind, *values: tuple[object, ...], **more: object) -> Figure:
    series = tuple(Series(str(i), v) for i, v in enumerate(values))  # type: ignore[arg-type]
    categories = tuple(map(str, range(len(values[0])))) if values and kind is not ChartKind.HEAT else ()
    return Figure("f", "Wykres", ChartSpec(kind, categories, series, **more), "Widać.")  # type: ignore[arg-type]


GOOD = chart(ChartKind.BARS, (1, -2, None))
COUNT = Column("Liczba", Kind.INTEGER)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((Heading("A", 2),), "heading level skipped"),
        ((Heading("A"), Heading("B", 3)), "heading level skipped"),
        ((Heading("A"), Heading("B", 2), Heading("C", 3), Heading("D", 4)), "heading level skipped"),
        ((ROWS, replace(ROWS, caption="inna")), "name used twice"),
        ((ROWS, replace(ROWS, name="T")), "name used twice"),
        ((replace(GOOD, summary=""),), "without summary"),
        ((chart(ChartKind.BARS),), "without data"),
        ((chart(ChartKind.BARS, (1, 2), (1,)),), "uneven"),
        ((chart(ChartKind.BARS, (1.5,)),), "inexact"),
        ((chart(ChartKind.STACKED, (1, -1)),), "negative"),
        ((chart(ChartKind.SHARES, (-1,)),), "negative"),
        ((chart(ChartKind.MONTHS, (1,), (2,)),), "one series"),
        ((chart(ChartKind.BULLET, (1,), (2,)),), "expected, base"),
        ((chart(ChartKind.HEAT, (1,)),), "calendar needs start"),
        ((chart(ChartKind.LINE, (1,), axis=(0, 5)),), "axis of its own"),
        ((chart(ChartKind.DOTS, (9,), axis=(0, 5)),), "outside its axis"),
        ((chart(ChartKind.LINE, *[(1,)] * 9),), "more than 8 series"),
        ((chart(ChartKind.BARS, (1, 2), labels=("a",)),), "labels"),
        ((table(("a",), columns=(Column("A"), Column("B"))),), "another length"),
        ((table(columns=(Column("A"), Column("a"))),), "named alike"),
        ((table(columns=()),), "no columns"),
        ((table((True,), columns=(COUNT,)),), "bool in t"),
        ((table((1.5,), columns=(COUNT,)),), "float in t"),  # type: ignore[arg-type]
        ((table((Cell(1.5),), columns=(COUNT,)),), "float in t"),  # type: ignore[arg-type]
        ((table((dt.datetime(2025, 1, 1, tzinfo=dt.UTC),), columns=(Column("A", Kind.MOMENT),)),), "not local time"),
        ((table(columns=(Column("A", total=Total.SUM),)),), "sum of what is no number"),
        ((table((Cell(3, "", Query("t")),), columns=(COUNT,)),), "not what its query gives"),
        ((table((Cell(3, "", Query("x")),), columns=(COUNT,)),), "to ask"),
        ((table((Cell(3, "", Query("t", Total.SUM, "Nie ma")),), columns=(COUNT,)),), "to ask"),
        ((table((Cell(1, "", Query("t", where=(Where("Liczba", "a", ">"),))),), columns=(COUNT,)),), "no order"),
        ((Paragraph(Run("tu", href="file:///etc/passwd")),), "neither web nor mail"),
        ((table((Run("tu", href="javascript:alert(1)"),), columns=(Column("A"),)),), "neither web nor mail"),
    ],
)
def test_the_gate_names_what_is_wrong(blocks: tuple[Block, ...], said: str) -> None:
    found = problems(document(*blocks))
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize("name", ["", "ROK2025", "A1", "r", "dwa słowa", "1rok"])
def test_names_excel_could_not_use_are_refused(name: str) -> None:
    assert problems(replace(document(), names={name: 2025}))


def test_a_good_document_passes() -> None:
    assert problems(document(GOOD, Heading("A"), ROWS, Heading("B", 2))) == []
    assert problems(report(60)) == []
    assert problems(replace(document(), names={"RokRaportu": 2025, "Stan_na": dt.date(2025, 1, 1)})) == []
    assert problems(replace(document(), title=" ")) == ["document without title"]


def test_many_queries_over_a_long_table_are_quick_to_check() -> None:
    """Columns are read once: a hundred queries cost little more than one."""
    from openkrakow_desktop.core.document_rules import Answers

    listed = events(500)
    answers = Answers({"wydarzenia": listed})
    first = answers.column("wydarzenia", "Rodzaj")
    assert answers(Query("wydarzenia", Total.COUNT, "", (Where("Rodzaj", "koncert"),))) == first.count("koncert")
    assert answers.column("wydarzenia", "Rodzaj") is first
