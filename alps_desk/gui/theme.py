"""How the program looks: colours, type scale, spacing, and the looks of states.

Promise: no other module names a colour or a point size. Everything that holds text takes its size from the
font of the widget (``em``, ``line``, ``row_height``, ``control_height``), so that the three text sizes
標準 / 大 / 特大 need no second layout. A state is never told by colour alone: every ``StateLook`` has an icon.

Use::

    theme = Theme()
    theme.apply(application)              # once, before the first widget
    theme.set_text_size(TextSize.LARGE)   # at any time; widgets hear it as a style change

    set_text_role(label, TextRole.PANEL)  # a label in 13 pt
    look = LOOKS[State.WARNING]           # ink, tint, border, icon

Source of the numbers: the design's section "Look" (contrast at least 4.5:1 for text, 3:1 for borders).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk.gui import style_sheet
from alps_desk.gui.colours import Colour
from alps_desk.paper import fonts

__all__ = [
    "LOOKS",
    "Colour",
    "Space",
    "State",
    "StateLook",
    "TextRole",
    "TextSize",
    "Theme",
    "control_height",
    "digits",
    "em",
    "icon_size",
    "line",
    "row_height",
    "set_text_role",
]


STYLE: Final = "Fusion"
"""Of Qt's styles: the one that looks the same everywhere."""


class Space:
    """Distances in pixels between things; never the size of something that holds text."""

    XS: Final = 4
    S: Final = 8
    M: Final = 12
    L: Final = 16
    XL: Final = 24
    PAGE_LEFT: Final = 18
    """Between the navigation and the page."""
    PAGE_RIGHT: Final = 16
    RADIUS: Final = 6


class TextSize(Enum):
    """文字サイズ of the settings, with its factor."""

    STANDARD = ("standard", 1.0)
    LARGE = ("large", 1.15)
    EXTRA = ("extra", 1.3)

    def __init__(self, key: str, factor: float) -> None:
        self.key = key
        self.factor = factor

    @classmethod
    def of(cls, key: str) -> TextSize:
        """The size stored under a key; an unknown key is the standard size."""
        return next((size for size in cls if size.key == key), cls.STANDARD)


class TextRole(Enum):
    """What a text is for, with its size in points at the standard text size."""

    CAPTION = ("caption", 9.0)
    BODY = ("body", 10.5)
    CARD = ("card", 11.5)
    PANEL = ("panel", 13.0)
    TITLE = ("title", 16.0)
    FIGURE = ("figure", 18.0)

    def __init__(self, key: str, points: float) -> None:
        self.key = key
        self.points = points


class State(StrEnum):
    """States that the program shows; what they mean is decided elsewhere."""

    OK = "ok"
    WARNING = "warning"
    """要確認"""
    ERROR = "error"
    CONFLICT = "conflict"
    """食い違い"""
    RETURNED = "returned"
    """差戻し"""
    EMPTY = "empty"
    """未入力, 未提出"""
    DUE = "due"
    """期限"""
    WAITING = "waiting"
    """受理待ち, 決裁中"""
    LOCKED = "locked"
    DRAFT = "draft"
    """下書き"""
    EXCLUDED = "excluded"
    """対象外"""
    INFO = "info"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class StateLook:
    """How a state is painted.

    Attributes:
        ink: colour of text and icon.
        tint: background.
        border: frame of a tinted cell or box.
        icon: name for ``icons``.
    """

    ink: str
    tint: str
    border: str
    icon: str


LOOKS: Final[dict[State, StateLook]] = {
    State.OK: StateLook(Colour.OK, Colour.OK_TINT, Colour.OK_BORDER, "state_accepted"),
    State.WARNING: StateLook(Colour.WARNING, Colour.WARNING_TINT, Colour.WARNING_BORDER, "state_warning"),
    State.ERROR: StateLook(Colour.ERROR, Colour.ERROR_TINT, Colour.ERROR, "state_error"),
    State.CONFLICT: StateLook(Colour.ERROR, Colour.ERROR_TINT, Colour.ERROR, "state_conflict"),
    State.RETURNED: StateLook(Colour.RETURNED, Colour.RETURNED_TINT, Colour.RETURNED, "state_returned"),
    State.EMPTY: StateLook(Colour.EMPTY, Colour.CARD, Colour.EMPTY, "state_empty"),
    State.DUE: StateLook(Colour.EMPTY, Colour.DUE_TINT, Colour.EMPTY, "thing_calendar"),
    State.WAITING: StateLook(Colour.WAITING, Colour.WAITING_TINT, Colour.WAITING, "state_waiting"),
    State.LOCKED: StateLook(Colour.LOCKED, Colour.LOCKED_TINT, Colour.BORDER, "state_locked"),
    State.DRAFT: StateLook(Colour.WAITING, Colour.CARD, Colour.WAITING, "state_draft"),
    State.EXCLUDED: StateLook(Colour.LOCKED, Colour.LOCKED_TINT, Colour.BORDER, "state_excluded"),
    State.INFO: StateLook(Colour.PRIMARY, Colour.WAITING_TINT, Colour.PRIMARY, "state_info"),
    State.NEUTRAL: StateLook(Colour.SECONDARY, Colour.CARD, Colour.BORDER, "state_empty"),
}


def em(widget: QWidget) -> int:
    """Pixel size of the widget's font: the measure of everything around its text."""
    return _pixel_size(widget.font())


def line(widget: QWidget) -> int:
    """Height of one line of text with its leading, pixels."""
    return math.ceil(em(widget) * 1.4)


def row_height(widget: QWidget) -> int:
    """Height of a table row, pixels."""
    return line(widget) + 14


def control_height(widget: QWidget) -> int:
    """Height of a button or field, pixels; never under 34."""
    return max(34, row_height(widget))


def icon_size(widget: QWidget) -> int:
    """Edge of an icon that stands beside the widget's text, pixels."""
    return max(16, round(em(widget) * 1.25))


def digits(font: QFont, *, bold: bool | None = None) -> QFont:
    """The font for figures in columns: all digits are equally wide in it.

    Args:
        font: its size is kept.
        bold: None keeps the weight.
    """
    result = QFont(font)
    result.setFamilies(fonts.DIGIT_FAMILIES)
    if bold is not None:
        result.setBold(bold)
    return result


def set_text_role(widget: QWidget, role: TextRole, *, ink: str | None = None, bold: bool = False) -> None:
    """Give a label its size, and if wanted its colour (``secondary``, ``hint`` or ``error``) and weight."""
    widget.setProperty("textRole", role.key)
    if ink is not None:
        widget.setProperty("ink", ink)
    if bold:
        widget.setProperty("strong", True)


class Theme(QObject):
    """The look of the whole program at one text size.

    Signals:
        changed: the text size changed and every widget has heard of it.
    """

    changed = Signal()

    def __init__(self, text_size: TextSize = TextSize.STANDARD, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text_size = text_size
        self._application: QApplication | None = None

    @property
    def text_size(self) -> TextSize:
        """文字サイズ in force."""
        return self._text_size

    def font(self, role: TextRole = TextRole.BODY) -> QFont:
        """The font of a role at the text size in force."""
        result = QFont()
        result.setFamilies(fonts.TEXT_FAMILIES)
        result.setPointSizeF(role.points * self._text_size.factor)
        result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return result

    def apply(self, application: QApplication, *, styled: bool = False) -> None:
        """Give the application its fonts, Fusion, the light palette and the style sheet.

        Args:
            styled: it was made with ``STYLE``.
        """
        self._application = application
        fonts.load()
        if not styled:
            application.setStyle(STYLE)
        application.setPalette(_palette())
        self._dress(application)

    def set_text_size(self, size: TextSize) -> None:
        """Show everything in another size, at once."""
        if size is self._text_size:
            return
        self._text_size = size
        if self._application is not None:
            self._dress(self._application)
        self.changed.emit()

    def _dress(self, application: QApplication) -> None:
        body = self.font()
        application.setFont(body)
        pixel_size = _pixel_size(body)
        height = math.ceil(pixel_size * 1.4) + 14
        points = {role.key: role.points * self._text_size.factor for role in TextRole}
        application.setStyleSheet(style_sheet.build(points, pixel_size, max(34, height)))


def _pixel_size(font: QFont) -> int:
    return QFontInfo(font).pixelSize()


def _palette() -> QPalette:
    """Light, whatever the system says; set for every group so that nothing is taken from the system."""
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: Colour.WINDOW,
        role.WindowText: Colour.TEXT,
        role.Base: Colour.CARD,
        role.AlternateBase: Colour.WINDOW,
        role.Text: Colour.TEXT,
        role.PlaceholderText: Colour.HINT,
        role.Button: Colour.CARD,
        role.ButtonText: Colour.TEXT,
        role.BrightText: Colour.CARD,
        role.Highlight: Colour.PRIMARY,
        role.HighlightedText: Colour.CARD,
        role.Link: Colour.PRIMARY,
        role.LinkVisited: Colour.PRIMARY,
        role.ToolTipBase: Colour.CARD,
        role.ToolTipText: Colour.TEXT,
        role.Light: Colour.CARD,
        role.Midlight: Colour.HEADER,
        role.Mid: Colour.LINE,
        role.Dark: Colour.BORDER,
        role.Shadow: Colour.SECONDARY,
        role.Accent: Colour.PRIMARY,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(Colour.HINT))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Base, QColor(Colour.LOCKED_TINT))
    return palette


def force_light_scheme(application: QApplication) -> None:
    """Tell the system's decorations too that this program is light."""
    application.styleHints().setColorScheme(Qt.ColorScheme.Light)
