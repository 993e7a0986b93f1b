"""Letters and lengths on paper.

Promise: whatever the device (PDF, printer, preview), a page is laid out in one unit, 1/1200 inch, with the
shipped fonts and without hinting, so that lines and pages break at the same places everywhere.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from unicodedata import category

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QTextLayout

from alps_desk.paper import fonts

UNITS_PER_INCH = 1200


def mm(length: float) -> float:
    """Millimetres in units of the page."""
    return length * UNITS_PER_INCH / 25.4


def pt(length: float) -> float:
    """Points in units of the page."""
    return length * UNITS_PER_INCH / 72


def prepare() -> None:
    """Make Qt and the shipped fonts ready to paint; safe to repeat.

    Where no application object exists (command line), one without a screen is made and stays for the life of
    the process: a process that opens a window must make its QApplication first.

    Raises:
        RuntimeError: there is an application object that cannot paint.
    """
    application = QCoreApplication.instance()
    if application is None:
        _application_without_screen()
    elif not isinstance(application, QGuiApplication):
        raise RuntimeError("pages need a QGuiApplication")
    fonts.load()


@cache  # Qt wants somebody to hold its one application object
def _application_without_screen() -> QGuiApplication:
    needs_screen = sys.platform.startswith("linux") and "QT_QPA_PLATFORM" not in os.environ
    return QGuiApplication(["alps-desk", *(["-platform", "offscreen"] if needs_screen else [])])


GETA = "〓"
"""What Japanese print shops set where they have no type for a character."""

_DRAWS_NOTHING = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})


def with_geta(text: str) -> str:
    """The text with 〓 for every character that no font of this PC has, instead of an empty box."""
    signs = missing_signs(text)
    return "".join(GETA if sign in signs else sign for sign in text) if signs else text


def missing_signs(text: str) -> set[str]:
    """The characters that no font of this PC can draw, e.g. 外字 of another office."""
    return {sign for sign in set(text) if sign > "\x7f" and not _can_be_drawn(sign)}


@cache
def _can_be_drawn(sign: str) -> bool:
    if category(sign) in _DRAWS_NOTHING:
        return True
    layout = QTextLayout(sign, face(9).font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(0 not in run.glyphIndexes() for run in layout.glyphRuns())


@dataclass(frozen=True)
class Face:
    """A font in one size, with what a line of it measures (units of the page).

    ``figures``: the digits are equally wide, and so are comma and point unless they are drawn closer.
    """

    font: QFont
    size: float
    line_height: float
    baseline: float
    figures: bool = False

    def width(self, text: str) -> float:
        """Width of a line of text."""
        return QFontMetricsF(self.font).horizontalAdvance(text)

    @property
    def em(self) -> float:
        """Width of a full-width character."""
        return self.size


@cache
def face(size_pt: float, *, figures: bool = False, bold: bool = False, line_height: float = 1.28) -> Face:
    """The text face, or the one whose digits are equally wide, in a size in points."""
    # What is measured, or asked which signs it can draw, before the fonts are there would be remembered wrong.
    prepare()
    font = QFont(fonts.DIGIT_FAMILIES if figures else fonts.TEXT_FAMILIES)
    size = round(pt(size_pt))
    font.setPixelSize(size)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    metrics = QFontMetricsF(font)
    height = size * line_height
    baseline = (height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
    return Face(font, size, height, baseline, figures)
