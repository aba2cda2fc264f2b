"""The charts inside pages: what they say aloud, what they paint, and that "no data" and zero differ."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from openkrakow_desktop.core.document import ChartKind, ChartSpec, Figure, Series, labels
from openkrakow_desktop.core.words import LANGUAGES, Words
from openkrakow_desktop.core.words import words as words_of
from openkrakow_desktop.gui import theme
from openkrakow_desktop.gui.charts import Bullet, CalendarHeat, DotPlot, MonthBars, Share
from openkrakow_desktop.gui.painted import Arcade, Mark, Sign, heat_legend, legend
from openkrakow_desktop.gui.pictures import PictureView

TODAY = dt.date(2026, 3, 26)


def painted(widget: QWidget, width: int = 320, height: int = 60) -> QImage:
    widget.resize(width, height)
    return widget.grab().toImage()


def colours(image: QImage) -> Counter[str]:
    return Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))


def test_bullet_says_its_numbers(qtbot, polish: Words) -> None:
    made = Bullet(polish, "Osoby w Punkcie", 12345, 5132, Fraction(8001, 2), digits=0)
    qtbot.addWidget(made)
    assert made.accessibleName() == "Osoby w Punkcie"
    assert made.accessibleDescription() == "wartość 12\u00a0345, wartość bazowa 5132, oczekiwana 4001"


def test_bullet_without_data_is_neither_zero_nor_filled(qtbot, polish: Words) -> None:
    none, zero, some = (Bullet(polish, "x", value, 0, Decimal(5)) for value in (None, 0, 4))
    for made in (none, zero, some):
        qtbot.addWidget(made)
    assert none.accessibleDescription() == "brak danych, wartość bazowa 0, oczekiwana 5"
    assert zero.accessibleDescription() == "wartość 0, wartość bazowa 0, oczekiwana 5"
    accent = theme.current().hex("accent").lower()
    seen = [colours(painted(made))[accent] for made in (none, zero, some)]
    assert seen[0] == seen[1] == 0 < seen[2]
    assert painted(none) != painted(zero)


def test_bullet_with_nothing_at_all_does_not_divide_by_zero(qtbot, polish: Words) -> None:
    made = Bullet(polish, "x", None, None, None)
    qtbot.addWidget(made)
    assert made.accessibleDescription() == "brak danych"
    painted(made)


def test_month_bars_say_total_and_greatest_month(qtbot, polish: Words) -> None:
    made = MonthBars(polish, "Wydarzenia", [9, 11, 13, 10, 12, 14, 3, 2, 10, 13, 12, None])
    qtbot.addWidget(made)
    assert made.accessibleDescription() == "razem 109, najwięcej 14 w miesiącu VI"
    assert colours(painted(made, 320, 110))[theme.current().hex("accent").lower()] > 500


@pytest.mark.parametrize("values", [[0] * 12, [None] * 12])
def test_month_bars_of_nothing(qtbot, polish: Words, values: list[int | None]) -> None:
    made = MonthBars(polish, "Wydarzenia", values)
    qtbot.addWidget(made)
    assert made.accessibleDescription() == ("brak danych" if values[0] is None else "razem 0, najwięcej 0 w miesiącu I")
    assert colours(painted(made, 320, 110))[theme.current().hex("accent").lower()] == 0


def test_dot_plot_counts_scores_in_the_language(qtbot, polish: Words) -> None:
    for scores, said in (
        ([30], "1 ocena, od 30 do 30"),
        ([30, 37], "2 oceny, od 30 do 37"),
        ([33] * 5, "5 ocen, od 33 do 33"),
        ([], "skala od 20 do 40"),
    ):
        made = DotPlot(polish, "Chór", [Fraction(one) for one in scores], 20, 40)
        qtbot.addWidget(made)
        assert made.accessibleDescription() == said
        painted(made)
    painted(DotPlot(polish, "Skala", [], 20, 40, axis=True))


def test_share_paints_its_parts_in_proportion(qtbot) -> None:
    made = Share("Skład", "17 z listy, 47 spoza listy", [(Fraction(1, 4), "accent"), (Fraction(3, 4), "second")])
    qtbot.addWidget(made)
    seen = colours(painted(made, 400, 10))
    t = theme.current()
    ratio = seen[t.hex("accent").lower()] / seen[t.mix("accent", "surface", 0.55).name()]
    assert ratio == pytest.approx(1 / 3, rel=0.08)


@pytest.fixture
def heat(qtbot, polish: Words) -> CalendarHeat:
    counts = {TODAY: 11, dt.date(2025, 6, 14): 312, dt.date(2019, 1, 1): 9999}
    made = CalendarHeat(polish, "Frekwencja", TODAY, counts)
    qtbot.addWidget(made)
    made.resize(640, 120)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


def test_heat_names_the_busiest_day_within_its_weeks(heat: CalendarHeat) -> None:
    assert heat.accessibleDescription().endswith("najwięcej: 14.06.2025: 312 osób")


def test_heat_arrow_keys_walk_days_and_weeks(heat: CalendarHeat, qtbot) -> None:
    heat.setFocus()
    qtbot.waitUntil(lambda: heat.day == TODAY)
    assert heat.accessibleDescription() == "26.03.2026: 11 osób · najwięcej: 14.06.2025: 312 osób"
    qtbot.keyClick(heat, Qt.Key.Key_Left)
    assert heat.day == dt.date(2026, 3, 19)
    qtbot.keyClick(heat, Qt.Key.Key_Down)
    assert heat.day == dt.date(2026, 3, 20)
    assert heat.accessibleDescription().startswith("20.03.2026: 0 osób · ")
    for _ in range(3):
        qtbot.keyClick(heat, Qt.Key.Key_Right)
    assert heat.day == dt.date(2026, 3, 20)  # the weeks end today


def test_heat_hover_points_at_the_day_under_the_mouse(heat: CalendarHeat, qtbot) -> None:
    left, top, pitch = heat._grid(theme.current(), heat.rect().toRectF())
    with qtbot.waitSignal(heat.pointed) as told:
        qtbot.mouseMove(heat, QPoint(round(left + 52.5 * pitch), round(top + 2.5 * pitch)))
    assert told.args == [dt.date(2026, 3, 25)]


def test_heat_of_an_empty_year(qtbot, polish: Words) -> None:
    made = CalendarHeat(polish, "Frekwencja", TODAY, {})
    qtbot.addWidget(made)
    assert made.accessibleDescription() == "brak wydarzeń w tym okresie"
    painted(made, 640, 120)


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_speak_every_language(qtbot, language: str) -> None:
    said = words_of(language)
    for made in (
        Bullet(said, "x", 3, 2, 1),
        MonthBars(said, "x", [1] * 12),
        DotPlot(said, "x", [Fraction(21), Fraction(22)], 20, 40),
        CalendarHeat(said, "x", TODAY, {TODAY: 1}),
    ):
        qtbot.addWidget(made)
        assert "[" not in made.accessibleDescription()


def test_signs_and_marks_paint_in_every_palette(qtbot, qapp: Any) -> None:
    parts = [Sign(sign) for sign in ("value", "base", "expected", "dot", 0.5)]
    parts += [Mark("Otwarty Kraków"), Arcade("Arkady"), legend(("value", "wartość")), heat_legend("mniej", "więcej")]
    for made in parts:
        qtbot.addWidget(made)
    try:
        for name in theme.NAMES:
            theme.apply(qapp, name)
            assert all(len(colours(painted(made, 160, 160))) > 1 for made in parts)
    finally:
        theme.apply(qapp)


def test_a_reports_chart_is_painted_from_its_shapes(qtbot, polish: Words) -> None:
    spec = ChartSpec(ChartKind.BARS, ("2024", "2025"), (Series("Wydarzenia", (3, 5)),))
    view = PictureView(Figure("events", "Wydarzenia", spec, "3 i 5"), labels(polish))
    qtbot.addWidget(view)
    assert (view.accessibleName(), view.accessibleDescription()) == ("Wydarzenia", "3 i 5")
    assert view.hasHeightForWidth()
    assert view.heightForWidth(500) > 100
    assert colours(painted(view, 500, view.heightForWidth(500)))[theme.current().hex("accent").lower()] > 1000
