"""The tokens: every pair is readable, every colour and icon a part names exists, sizes follow the text size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolTip

from openkrakow_desktop.core.charts import ROLES
from openkrakow_desktop.gui import pictures, theme
from openkrakow_desktop.gui.theme import COLOURS, NAMES, PAIRS, PILLS, Theme, contrast
from openkrakow_desktop.paths import ICONS

SOURCE = Path(theme.__file__).parent
HOSTILE = '<img src="file:///etc/passwd"><b>Fundacja</b> & <script>x</script>'


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("ink", "paper", "least"), PAIRS)
def test_every_pair_is_readable(name: str, ink: str, paper: str, least: float) -> None:
    t = Theme(name)
    assert contrast(t.colour(ink), t.colour(paper)) >= least


def test_contrast_of_known_colours() -> None:
    from PySide6.QtGui import QColor

    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


def test_every_pill_and_ink_is_in_the_pairs() -> None:
    tested = {(ink, paper) for ink, paper, _ in PAIRS}
    assert set(PILLS.items()) <= tested
    assert {("text", paper) for paper in ("frame", "canvas", "surface", "hover", "tint")} <= tested


def test_no_other_module_names_a_colour_or_a_font() -> None:
    for file in SOURCE.glob("*.py"):
        if file.name != "theme.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}\b|QColor\(\"|Noto", file.read_text("utf-8")), file.name


def test_every_icon_can_be_drawn_and_a_missing_one_is_an_error(qapp: QApplication) -> None:
    for file in ICONS.glob("*.svg"):
        assert not theme.pixmap(file.stem).isNull()
    with pytest.raises(FileNotFoundError):
        theme.pixmap("no-such-icon")


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_role_has_a_colour(name: str) -> None:
    assert all(pictures.colour(Theme(name), role).isValid() for role in ROLES)


def test_sizes_grow_with_the_text_and_gaps_half_as_fast() -> None:
    one, two = Theme(scale=1.0), Theme(scale=2.0)
    assert two.em(10) == 2 * one.em(10)
    assert two.px(2) == 1.5 * one.px(2)
    assert two.font("title").pointSizeF() == 2 * one.font("title").pointSizeF()


def test_narrow_is_judged_by_the_real_width() -> None:
    assert not Theme().narrow(1280)
    assert Theme(scale=2.0).narrow(1280)
    assert not Theme(scale=2.0).narrow(1920)
    assert Theme().narrow(900)


def test_apply_changes_palette_font_and_icons(undressed: QApplication) -> None:
    light = theme.pixmap("sun").toImage()
    for name in NAMES:
        theme.apply(undressed, name, 1.5)
        assert undressed.palette().window().color() == Theme(name).colour("canvas")
    assert theme.pixmap("sun").toImage() != light
    assert undressed.font().pointSizeF() == pytest.approx(9.75 * 1.5)
    assert QFontInfo(undressed.font()).family() == "Noto Sans"


def test_an_unknown_palette_is_refused(undressed: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(undressed, "sepia")


def test_system_wishes_are_among_ours(qapp: QApplication) -> None:
    assert theme.system_name() in NAMES
    assert theme.system_scale() == 1.0  # offscreen has no wish
    assert len(COLOURS["text"]) == len(NAMES)


def test_labels_and_message_boxes_show_hostile_text_as_it_is(qtbot) -> None:
    label = QLabel(HOSTILE)
    box = QMessageBox()
    box.setText(HOSTILE)
    for one in (label, box):
        qtbot.addWidget(one)
        one.show()
    inner = [one for one in box.findChildren(QLabel) if one.text() == HOSTILE]
    assert inner
    assert {one.textFormat().name for one in (label, *inner)} == {"PlainText"}


def test_tooltips_are_plain_text_too(qtbot) -> None:
    host = QLabel("x")
    qtbot.addWidget(host)
    host.show()
    QToolTip.showText(host.mapToGlobal(QPoint(1, 1)), HOSTILE, host)
    tips = [one for one in QApplication.topLevelWidgets() if one.metaObject().className() == "QTipLabel"]
    assert tips
    assert all(
        isinstance(tip, QLabel) and tip.textFormat().name == "PlainText" and tip.text() == HOSTILE for tip in tips
    )
    QToolTip.hideText()
