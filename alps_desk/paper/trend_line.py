"""A small line over the years as a line of a cell, below its words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from alps_desk.paper.letters import Face, mm
from alps_desk.paper.lines import INK, SECONDARY, Line, set_lines
from alps_desk.paper.sparkline import Spark, paint_spark
from alps_desk.reports.tables import Trend

_HEIGHT_MM = 5.0
_WIDEST_MM = 30.0
_STEPS_PER_MM = 4.0
"""The line is drawn in steps of a quarter of a millimetre, as on a screen."""
_BLUE = "#0055aa"


@dataclass(frozen=True)
class TrendLine(Line):
    """The drawing; to everybody else it is a line without letters."""

    spark: Spark
    width: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.save()
        painter.translate(x, y)
        painter.scale(mm(1) / _STEPS_PER_MM, mm(1) / _STEPS_PER_MM)
        box = QRectF(0, 0, self.width * _STEPS_PER_MM / mm(1), self.height * _STEPS_PER_MM / mm(1)).adjusted(
            0, 2, 0, -1
        )
        paint_spark(painter, box, self.spark, _BLUE, SECONDARY.name())
        painter.restore()


def trend_line(trend: Trend, face: Face, width: float) -> TrendLine:
    """The line for a cell of a width; it needs none to be whole."""
    (empty,) = set_lines("\u200b", face, width)
    spark = Spark(trend.values, trend.target, trend.open_end)
    return TrendLine(empty.layout, empty.line, mm(_HEIGHT_MM), INK, spark, min(width, mm(_WIDEST_MM)))
