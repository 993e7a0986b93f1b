"""Icons by meaning: the drawings of ``resources/icons``, painted in the colour of the text beside them.

Names are those of the lines of ``icons.svg`` (``nav_home``, ``state_warning``, ``act_undo`` …), or of a file of its own.
Pictures are rendered at the pixel ratio of the screen and kept, so that painting thousands of cells costs one blit each.

    icons.paint(painter, rect, "state_error", Colour.ERROR)   # in a paintEvent
    button.setIcon(icons.icon("act_undo", Colour.PRIMARY, 18))
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from alps_desk import places
from alps_desk.gui.colours import Colour

_LATER = 2.0
"""For a screen that is plugged in later: other scalings are shrunk from it."""


_ON_SHEET = re.compile(r'^<svg id="([a-z_]+)" x="\d+" y="\d+" (.+</svg>)$', re.MULTILINE)
"""A line of the sheet: name, and the drawing without its place there."""
ALONE = ("app", "chevron_down")
"""In files of their own: the installer takes the one, a style sheet reads the other."""


@cache
def drawings() -> dict[str, bytes]:
    """Name → a whole SVG, of every icon there is."""
    folder = places.resources() / "icons"
    sheet = (folder / "icons.svg").read_text(encoding="utf-8")
    found = {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" {drawing}'.encode()
        for name, drawing in _ON_SHEET.findall(sheet)
    }
    return found | {name: (folder / f"{name}.svg").read_bytes() for name in ALONE}


def exists(name: str) -> bool:
    """Whether there is a picture of this name."""
    return name in drawings()


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str | None, size: int, ratio: float = 1.0) -> QPixmap:
    """One picture.

    Args:
        name: of an icon.
        colour: ``#rrggbb``, or None for a picture with colours of its own.
        size: edge in logical pixels.
        ratio: device pixels per logical pixel.

    Raises:
        KeyError: no such picture (a fault of the program).
    """
    drawing = drawings()[name]
    edge = math.ceil(size * ratio)
    picture = QPixmap(edge, edge)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, edge, edge))
    if colour is not None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(picture.rect(), QColor(colour))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str | None, size: int = 20, on_colour: str | None = None) -> QIcon:
    """An icon for a button or action, sharp on every screen there is.

    Args:
        name: of an icon.
        colour: ``#rrggbb``, or None for a picture with colours of its own.
        size: edge in logical pixels; give the widget the same icon size.
        on_colour: colour in the checked state; None is the same colour.
    """
    ratios = {_LATER, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    return _icon(name, colour, size, on_colour, tuple(sorted(ratios)))


@lru_cache(maxsize=256)
def _icon(
    name: str, colour: str | None, size: int, on_colour: str | None, ratios: tuple[float, ...]
) -> QIcon:
    result = QIcon()
    mode = QIcon.Mode
    for ratio in ratios:
        result.addPixmap(pixmap(name, colour, size, ratio), mode.Normal, QIcon.State.Off)
        if on_colour is not None:
            result.addPixmap(pixmap(name, on_colour, size, ratio), mode.Normal, QIcon.State.On)
        result.addPixmap(pixmap(name, Colour.HINT, size, ratio), mode.Disabled, QIcon.State.Off)
    return result


def paint(painter: QPainter, rect: QRectF, name: str, colour: str | None) -> None:
    """Paint a picture into a rectangle, centred and square."""
    size = int(min(rect.width(), rect.height()))
    if size <= 0:
        return
    picture = pixmap(name, colour, size, painter.device().devicePixelRatioF())
    corner = QPointF(
        round(rect.x() + (rect.width() - size) / 2),
        round(rect.y() + (rect.height() - size) / 2),
    )
    painter.drawPixmap(corner, picture)
