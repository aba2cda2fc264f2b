"""Design tokens, and the one place where they become a palette, fonts and icons (the style sheet is in stylesheet.py).

Everything visible is derived from COLOURS, TYPE and the 8-px grid; no widget names a colour, font or size of its own.
Sizes are taken when a widget is built, so after `apply` at another scale the window builds its pages anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ..paths import FONTS, ICONS

NAMES = ("light", "dark", "contrast")
# fmt: off
COLOURS = {  # role:       light      dark       contrast
    "frame":            ("#F2F4F7", "#12161B", "#000000"),  # sidebar, status bar
    "canvas":           ("#F9FAFB", "#171B21", "#000000"),  # the page behind cards
    "surface":          ("#FFFFFF", "#1D2229", "#000000"),  # cards, tables, fields
    "hover":            ("#EDF0F4", "#282F38", "#2B2B2B"),  # hover, tracks, quiet fills
    "line":             ("#E4E8ED", "#2C333D", "#7D7D7D"),  # hairlines: decoration, never the only sign
    "edge":             ("#7C8694", "#7B8796", "#FFFFFF"),  # borders of what can be typed in or pressed
    "text":             ("#1A2028", "#E8EBEF", "#FFFFFF"),
    "muted":            ("#56606D", "#A9B2BE", "#E0E0E0"),
    "accent":           ("#004C97", "#82BAF2", "#74C8FF"),  # Pantone 2945, the blue of the city's flag
    "accent_hover":     ("#003C78", "#9DCAF6", "#A5DBFF"),
    "on_accent":        ("#FFFFFF", "#0B1724", "#000000"),
    "tint":             ("#E5EDF6", "#1F344B", "#00325C"),  # selection, the place you are in
    "on_tint":          ("#003B76", "#D3E6FA", "#FFFFFF"),
    "good":             ("#0F6438", "#7FCFA0", "#7CFFB2"),
    "good_tint":        ("#E4F3EA", "#1B3628", "#00331A"),
    "warn":             ("#7A4A00", "#EDBE6A", "#FFD75E"),
    "warn_tint":        ("#FAF0DC", "#3A2E17", "#3D2E00"),
    "bad":              ("#A1241B", "#F29C92", "#FF9C94"),
    "bad_tint":         ("#FAE8E6", "#43231F", "#4A0700"),
    "focus":            ("#004C97", "#FFFFFF", "#FFE600"),
    "series3":          ("#A34F06", "#E5A36B", "#FFB870"),  # further series of a chart, each with its name beside it
    "series4":          ("#1F7165", "#7CC7BA", "#7CE8D5"),
    "series5":          ("#7B4F9D", "#C3A2E0", "#DDB8FF"),
    "series6":          ("#5D6B7A", "#A6B3C1", "#C9D4DF"),
    "series7":          ("#8C3A5B", "#E79AB4", "#FFA6C4"),
}
TYPE = {  # style: (points, weight); one typeface, two weights
    "small": (9.0, 400), "label": (9.0, 600), "body": (9.75, 400), "strong": (9.75, 600), "lead": (11.25, 600),
    "title": (15.0, 600), "figure": (21.0, 600), "counter": (150.0, 600),
}
PILLS = {"good": "good_tint", "warn": "warn_tint", "bad": "bad_tint", "muted": "hover", "accent": "tint"}  # ink: paper
PAIRS: tuple[tuple[str, str, float], ...] = (  # foreground, background, least ratio (WCAG: 4.5 for text, 3 for marks)
    *((ink, paper, 4.5) for ink in ("text", "muted") for paper in ("frame", "canvas", "surface", "hover", "tint")),
    *(("accent", paper, 4.5) for paper in ("surface", "canvas", "frame", "tint")),
    ("on_accent", "accent", 4.5), ("on_accent", "accent_hover", 4.5), ("on_tint", "tint", 4.5),
    *((tone, paper, 4.5) for tone in ("good", "warn", "bad") for paper in ("surface", "canvas", "tint")),
    *((tone, f"{tone}_tint", 4.5) for tone in ("good", "warn", "bad")),
    ("text", "warn_tint", 4.5), ("text", "bad_tint", 4.5), ("surface", "text", 4.5),
    ("edge", "surface", 3), ("edge", "canvas", 3), ("accent", "hover", 3), ("bad", "surface", 3),
    *(("focus", paper, 3) for paper in ("frame", "canvas", "surface")),
    *(("surface", f"series{n}", 4.5) for n in range(3, 8)),
)
# fmt: on
GRID, RADIUS, RADIUS_SMALL = 8, 8, 5
FAMILY = "Noto Sans"
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


@dataclass(frozen=True)
class Theme:
    """One palette at one text size. `scale` is the text size (2.0 = 200 %)."""

    name: str = "light"
    scale: float = 1.0

    def narrow(self, width: int) -> bool:
        """Whether `width` pixels are fewer than 70 em: rail instead of sidebar, panel in the place of the list."""
        return self.em(70) > width

    def hex(self, role: str) -> str:
        """The colour of a role as #RRGGBB."""
        return COLOURS[role][NAMES.index(self.name)]

    def colour(self, role: str) -> QColor:
        """The colour of a role."""
        return QColor(self.hex(role))

    def mix(self, role: str, other: str, share: float) -> QColor:
        """A colour `share` (0 to 1) of the way from one role to another."""
        a, b = self.colour(role), self.colour(other)
        red, green, blue = (
            x + (y - x) * share for x, y in ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
        )
        return QColor.fromRgbF(red, green, blue)

    def px(self, units: float) -> int:
        """Grid units (8 px) in pixels. Gaps grow half as fast as text, so that 200 % still fits."""
        return round(units * GRID * (1 + (self.scale - 1) / 2))

    def em(self, ems: float) -> int:
        """Multiples of the body text size in pixels. Every width and row height is given in em."""
        return round(ems * TYPE["body"][0] * self.scale * 4 / 3)

    def font(self, style: str) -> QFont:
        """The font of a type style."""
        points, weight = TYPE[style]
        font = QFont(FAMILY)
        font.setPointSizeF(points * self.scale)
        font.setWeight(QFont.Weight(weight))
        return font


_current = Theme()


def current() -> Theme:
    """The theme the application wears now."""
    return _current


def apply(app: QApplication, name: str = "light", scale: float = 1.0) -> None:
    """Dress the application; may be called again at any time.

    Raises ValueError for a palette that is not one of NAMES."""
    from .stylesheet import Style, style_sheet  # it reads the tokens above

    global _current
    if name not in NAMES:
        raise ValueError(name)
    _load_fonts()
    _current = Theme(name, scale)
    icon.cache_clear()
    pixmap.cache_clear()
    app.setStyle(Style())
    app.setPalette(_palette(_current))
    app.setFont(_current.font("body"))
    app.setStyleSheet(style_sheet(_current))


def system_name() -> str:
    """The palette the system asks for: contrast when it wants more contrast, else dark or light."""
    hints: Any = QGuiApplication.styleHints()
    accessibility = hints.accessibility() if hasattr(hints, "accessibility") else None
    if accessibility and accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def system_scale() -> float:
    """The system's text size against its usual one, in our steps; never below 1."""
    usual = {"windows": 9.0, "cocoa": 13.0, "offscreen": 1000.0}.get(QGuiApplication.platformName(), 11.0)
    asked = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF() / usual
    return max((step for step in SCALES if step <= asked + 0.05), default=1.0)


def reduced_motion() -> bool:
    """Whether the system asks for no animation."""
    return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


def is_narrow(widget: QWidget) -> bool:
    """Whether the window that holds the widget is narrower than 70 em."""
    return _current.narrow(widget.window().width())


@cache
def _load_fonts() -> None:
    for file in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def _palette(theme: Theme) -> QPalette:
    roles, palette = QPalette.ColorRole, QPalette()
    for role, token in {
        roles.Window: "canvas",
        roles.WindowText: "text",
        roles.Base: "surface",
        roles.AlternateBase: "canvas",
        roles.Text: "text",
        roles.Button: "surface",
        roles.ButtonText: "text",
        roles.PlaceholderText: "muted",
        roles.Highlight: "tint",
        roles.HighlightedText: "on_tint",
        roles.Link: "accent",
        roles.Accent: "accent",
        roles.ToolTipBase: "text",
        roles.ToolTipText: "surface",
        roles.Mid: "line",
        roles.Dark: "edge",
        roles.Light: "surface",
        roles.Midlight: "hover",
        roles.Shadow: "edge",
    }.items():
        palette.setColor(role, theme.colour(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.mix("muted", "surface", 0.35))
    return palette


@cache
def _svg(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text("utf-8")


@lru_cache(256)
def pixmap(name: str, role: str = "muted", ems: float = 1.25, ratio: float = 1.0) -> QPixmap:
    """A lucide icon in a colour of the palette, crisp at any device pixel ratio.

    Raises FileNotFoundError for an icon that resources/icons does not hold."""
    side = _current.em(ems)
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        drawing = QByteArray(_svg(name).replace("currentColor", _current.hex(role)).encode())
        QSvgRenderer(drawing).render(painter, QRectF(picture.rect()))
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(256)
def icon(name: str, role: str = "muted", checked: str = "") -> QIcon:
    """An icon for a button: `role` at rest, `checked` when it is pressed in."""
    made = QIcon()
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)  # the finest screen's
    made.addPixmap(pixmap(name, role, ratio=ratio), QIcon.Mode.Normal, QIcon.State.Off)
    if checked:
        made.addPixmap(pixmap(name, checked, ratio=ratio), QIcon.Mode.Normal, QIcon.State.On)
    if role == "on_accent":  # a disabled primary button is pale: what is drawn for the accent would not be seen on it
        made.addPixmap(pixmap(name, "muted", ratio=ratio), QIcon.Mode.Disabled, QIcon.State.Off)
    return made


def contrast(a: QColor, b: QColor) -> float:
    """The contrast ratio of two colours by WCAG 2.1, from 1 to 21."""

    def luminance(colour: QColor) -> float:
        red, green, blue = (
            x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4
            for x in (colour.redF(), colour.greenF(), colour.blueF())
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)
