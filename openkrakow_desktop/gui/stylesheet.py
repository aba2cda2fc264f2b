"""The theme as a Qt style sheet and a proxy style over Fusion.

The style also makes every label plain text as it is first shown, message boxes and tooltips included: a name like
`<img src="file:…">` is shown as it was typed and nothing is loaded."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QLabel, QProxyStyle, QStyle, QStyleFactory, QStyleOption, QWidget

from . import theme
from .theme import COLOURS, PILLS, RADIUS, RADIUS_SMALL, TYPE, Theme

_Metric, _Primitive, _Hint = QStyle.PixelMetric, QStyle.PrimitiveElement, QStyle.StyleHint


class Style(QProxyStyle):
    """Fusion with our sizes and ticks; the focus ring is drawn by focus.FocusRing, outside the widget."""

    def __init__(self) -> None:
        super().__init__(QStyleFactory.create("Fusion"))

    def polish(self, target: Any) -> Any:
        if isinstance(target, QLabel) and target.textFormat() == Qt.TextFormat.AutoText:
            target.setTextFormat(Qt.TextFormat.PlainText)
        return super().polish(target)

    def pixelMetric(self, metric: Any, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        if metric in (_Metric.PM_FocusFrameHMargin, _Metric.PM_FocusFrameVMargin):
            return 4
        if metric in (_Metric.PM_SmallIconSize, _Metric.PM_LineEditIconSize):
            return theme.current().em(1.25)
        if metric in (
            _Metric.PM_IndicatorWidth,
            _Metric.PM_IndicatorHeight,
            _Metric.PM_ExclusiveIndicatorWidth,
            _Metric.PM_ExclusiveIndicatorHeight,
        ):
            return theme.current().em(1.4)
        if metric == _Metric.PM_CheckBoxLabelSpacing:
            return theme.current().px(1)
        return super().pixelMetric(metric, option, widget)

    def styleHint(self, hint: Any, option: Any = None, widget: Any = None, data: Any = None) -> int:
        if hint == _Hint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == _Hint.SH_Widget_Animation_Duration and theme.reduced_motion():
            return 0
        return super().styleHint(hint, option, widget, data)

    def drawPrimitive(self, element: Any, option: Any, painter: QPainter, widget: QWidget | None = None) -> None:
        if element == _Primitive.PE_FrameFocusRect:
            return
        if element == _Primitive.PE_IndicatorCheckBox:
            _tick_box(option, painter)
        else:
            super().drawPrimitive(element, option, painter, widget)


def _tick_box(option: QStyleOption, painter: QPainter) -> None:
    t, state = theme.current(), option.state
    on, half = bool(state & QStyle.StateFlag.State_On), bool(state & QStyle.StateFlag.State_NoChange)
    off = not state & QStyle.StateFlag.State_Enabled
    box = QRectF(option.rect).adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(t.colour("line" if off else "accent" if on else "edge"), 1.2))
    painter.setBrush(t.colour("accent" if on and not off else "surface"))
    painter.drawRoundedRect(box, 4, 4)
    if on or half:
        role = "muted" if off or half else "on_accent"
        mark = theme.pixmap("check" if on else "equal", role, 1.05, painter.device().devicePixelRatioF())
        side = t.em(1.05)
        painter.drawPixmap(round(box.center().x() - side / 2), round(box.center().y() - side / 2), mark)
    painter.restore()


def style_sheet(theme_: Theme) -> str:
    """The whole style sheet for one palette at one text size."""
    return "\n".join((_texts(theme_), _boxes(theme_), _buttons(theme_), _fields(theme_), _lists(theme_)))


def _texts(t: Theme) -> str:
    styles = "".join(
        f'QLabel[type="{style}"] {{ font-size: {points * t.scale}pt; font-weight: {weight}; }}'
        for style, (points, weight) in TYPE.items()
    )
    tones = "".join(f'QLabel[tone="{tone}"] {{ color: {t.hex(tone)}; }}' for tone in COLOURS)
    return (
        styles
        + tones
        + f"""
QLabel[type="key"] {{ font-size: {TYPE["small"][0] * t.scale}pt; color: {t.hex("muted")};
    background: {t.hex("surface")}; border: 1px solid {t.hex("line")}; border-radius: 4px; padding: 0 {t.px(0.5)}px; }}
QToolTip {{ background: {t.hex("text")}; color: {t.hex("surface")}; border: none; padding: {t.px(0.5)}px; }}
"""
    )


def _boxes(t: Theme) -> str:
    c = t.hex
    pills = "".join(
        f'QFrame[box="pill-{tone}"] {{ background: {c(paper)}; border-radius: {t.em(1.85) // 2}px; }}'
        for tone, paper in PILLS.items()
    )
    return (
        pills
        + f"""
QFrame[box="card"] {{ background: {c("surface")}; border: 1px solid {c("line")}; border-radius: {RADIUS}px; }}
QFrame[box="sheet"] {{ background: {c("surface")}; }}
QFrame[box="frame"] {{ background: {c("frame")}; }}
QFrame[box="canvas"] {{ background: {c("canvas")}; }}
QFrame[box="note"] {{ background: {c("warn_tint")}; border-radius: {RADIUS}px; }}
QFrame[box="problem"] {{ background: {c("bad_tint")}; border-radius: {RADIUS}px; }}
QFrame[box="undo"] {{ background: {c("surface")}; border: 1px solid {c("edge")}; border-radius: {RADIUS}px; }}
QFrame[box="chosen"] {{ background: {c("tint")}; border-left: 3px solid {c("accent")}; }}
QFrame[box="line"] {{ background: {c("line")}; }}
QDialog {{ background: {c("surface")}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 2px; }}
QScrollBar:vertical {{ width: 10px; }} QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {t.mix("edge", "surface", 0.45).name()}; border-radius: 3px;
    min-height: 32px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QProgressBar {{ background: {c("hover")}; border: none; border-radius: {t.px(0.5)}px;
    min-height: {t.px(1)}px; max-height: {t.px(1)}px; }}
QProgressBar::chunk {{ background: {c("accent")}; border-radius: {t.px(0.5)}px; }}
"""
    )


def _buttons(t: Theme) -> str:
    c, height = t.hex, t.em(2.46) - 2
    quiet = t.mix("muted", "surface", 0.35).name()
    return f"""
QPushButton {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")};
    border-radius: {RADIUS_SMALL}px; padding: 0 {t.px(1.5)}px; min-height: {height}px; }}
QPushButton:hover {{ background: {c("hover")}; }}
QPushButton:disabled {{ color: {quiet}; border-color: {c("line")}; }}
QPushButton[kind="primary"] {{ background: {c("accent")}; color: {c("on_accent")}; border-color: {c("accent")};
    font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {c("accent_hover")}; }}
QPushButton[kind="primary"]:disabled {{ background: {c("hover")}; color: {c("muted")}; border-color: {c("line")}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {c("accent")}; padding: 0; }}
QPushButton[kind="quiet"]:hover {{ text-decoration: underline; background: {c("hover")}; }}
QPushButton[kind="quiet"]:disabled {{ color: {quiet}; }}
QPushButton[kind="chip"] {{ border-color: {c("line")}; padding: 0 {t.px(1)}px; }}
QPushButton[kind="chip"]:checked {{ background: {c("tint")}; color: {c("on_tint")}; border-color: {c("tint")}; }}
QPushButton[kind="nav"] {{ background: transparent; border: none; text-align: left; padding: 0 {t.px(1)}px; }}
QPushButton[only="true"] {{ padding: 0; }}
QPushButton[kind="nav"][only="true"] {{ text-align: center; }}
QPushButton[kind="nav"]:hover {{ background: {c("hover")}; }}
QPushButton[kind="nav"]:checked {{ background: {c("tint")}; color: {c("on_tint")}; font-weight: 600; }}
QPushButton[kind="tally"] {{ border-radius: {RADIUS}px; padding: 0; min-height: {t.em(4.8)}px; }}
QPushButton[kind="tally"][lead="true"] {{ min-height: {t.em(5.2)}px; background: {c("accent")};
    border-color: {c("accent")}; }}
QPushButton[kind="tally"][lead="true"]:hover {{ background: {c("accent_hover")}; }}
QPushButton[kind="tally"]:pressed {{ background: {c("tint")}; }}
QPushButton[kind="tally"][lead="true"]:pressed {{ background: {c("accent_hover")}; }}
QPushButton[kind="tally"][off="true"], QPushButton[kind="tally"][lead="true"][off="true"] {{ background: {c("hover")};
    border-color: {c("line")}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QCheckBox {{ min-height: {height}px; }}
"""


def _fields(t: Theme) -> str:
    c, height = t.hex, t.em(2.46) - 2
    return f"""
QLineEdit, QPlainTextEdit, QComboBox {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")};
    border-radius: {RADIUS_SMALL}px; padding: 0 {t.px(1)}px; min-height: {height}px;
    selection-background-color: {c("accent")}; selection-color: {c("on_accent")};
    placeholder-text-color: {c("muted")}; }}
QPlainTextEdit {{ padding: {t.px(0.5)}px; }}
QPlainTextEdit[several="true"] {{ min-height: {t.em(6.5) - 2 * t.px(0.5) - 2}px; }}
QLineEdit[size="large"] {{ font-size: {TYPE["lead"][0] * t.scale}pt; min-height: {t.em(3.1)}px; }}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] {{ border-color: {c("bad")}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled,
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] {{ background: {c("hover")}; border-color: {c("line")}; }}
QLineEdit[door="true"] {{ background: {c("surface")}; border-color: {c("edge")}; }}
QComboBox::drop-down {{ border: none; width: {t.em(2)}px; }}
QComboBox QAbstractItemView {{ background: {c("surface")}; border: 1px solid {c("edge")}; outline: none;
    selection-background-color: {c("tint")}; selection-color: {c("on_tint")}; }}
"""


def _lists(t: Theme) -> str:
    c = t.hex
    return f"""
QTableView {{ background: {c("surface")}; border: none; gridline-color: transparent; outline: none; }}
QListView {{ background: {c("surface")}; border: 1px solid {c("edge")}; outline: none; }}
QListView::item {{ min-height: {t.em(2.2)}px; padding: 0 {t.px(1)}px; }}
QListView::item:selected {{ background: {c("tint")}; color: {c("on_tint")}; }}
QHeaderView {{ background: {c("surface")}; }}
QHeaderView::section {{ background: {c("surface")}; color: {c("muted")}; border: none;
    border-bottom: 1px solid {c("line")}; padding: 0 {t.px(1)}px; font-size: {TYPE["small"][0] * t.scale}pt; }}
QHeaderView::section:first {{ padding-left: {t.px(3)}px; }}
QHeaderView::section:last {{ padding-right: {t.px(3)}px; }}
QMenu {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")}; padding: {t.px(0.5)}px; }}
QMenu::item {{ min-height: {t.em(2.2)}px; padding: 0 {t.px(2)}px 0 {t.px(1)}px; border-radius: {RADIUS_SMALL}px; }}
QMenu::item:selected {{ background: {c("tint")}; color: {c("on_tint")}; }}
QMenu::item:disabled {{ color: {c("muted")}; }}
QMenu::separator {{ height: 1px; background: {c("line")}; margin: {t.px(0.5)}px 0; }}
"""
