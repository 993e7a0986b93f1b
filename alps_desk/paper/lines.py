"""Text set into lines that can be painted one by one.

Promise: lines break where Japanese allows it (no line begins with 、。」ー or ends with 「), a word too long for
its line is broken anywhere rather than cut off, a line is never painted in part, and a character without a
font is seen as 〓.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from alps_desk.paper.letters import Face, with_geta

INK = QColor("#1a1a1a")
SECONDARY = QColor("#4d4d4d")
ALERT = QColor("#a90000")
MISSING = QColor("#ac3e00")

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignHCenter

_LINE_SEPARATOR = "\u2028"


@dataclass(frozen=True)
class Line:
    """One line of set text; ``layout`` owns what ``line`` points to."""

    layout: QTextLayout
    line: QTextLine
    height: float
    colour: QColor

    @property
    def text(self) -> str:
        """The characters of the line."""
        # Qt counts UTF-16 units.
        units = self.layout.text().encode("utf-16-le")
        start, length = self.line.textStart(), self.line.textLength()
        return units[2 * start : 2 * (start + length)].decode("utf-16-le").rstrip(_LINE_SEPARATOR)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint with the upper left corner of the line at (x, y)."""
        painter.setPen(self.colour)
        self.line.draw(painter, QPointF(x, y))


def set_lines(
    text: str, face: Face, width: float, align: Qt.AlignmentFlag = LEFT, colour: QColor = INK
) -> list[Line]:
    """Break text into lines of a width; no lines for an empty text."""
    if not text:
        return []
    layout = QTextLayout(with_geta(text).replace("\n", _LINE_SEPARATOR), face.font)
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(4 * face.em)
    layout.setTextOption(option)
    if face.figures:
        layout.setFormats(_closer_marks(layout.text(), face))
    lines: list[Line] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, face.baseline - line.ascent()))
        lines.append(Line(layout, line, face.line_height, colour))
    layout.endLayout()
    return lines


def _closer_marks(text: str, face: Face) -> list[QTextLayout.FormatRange]:
    """Commas and points as wide as in other faces; in the face of figures each has the room of a digit."""
    closer = QTextCharFormat()
    closer.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    closer.setFontLetterSpacing(-0.22 * face.size)
    ranges = []
    for start, sign in enumerate(text):
        if sign in ",.":
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start, 1, closer  # type: ignore[attr-defined]
            ranges.append(one)
    return ranges


def height_of(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)


def paint_lines(painter: QPainter, lines: Sequence[Line], x: float, y: float) -> None:
    """Paint lines one below the other."""
    for line in lines:
        line.paint(painter, x, y)
        y += line.height
