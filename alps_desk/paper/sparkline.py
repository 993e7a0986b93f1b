"""A small line of one indicator over years with its target, painted on the screen and on paper alike.

Promise: the line shows the figures and nothing between them: a year without a figure leaves a gap. It never stands
alone: figures and words are beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


@dataclass(frozen=True)
class Spark:
    """What is drawn.

    Attributes:
        values: one for each year, oldest first; None = no figure.
        target: where the dashed line stands; None = no line.
        open_end: whether the last figure is not final: its dot is hollow.
    """

    values: tuple[int | None, ...]
    target: int | None = None
    open_end: bool = False


def points_of(spark: Spark, box: QRectF) -> list[QPointF | None]:
    """Where each year's dot stands in a box; figures and target fill its height."""
    known = [value for value in spark.values if value is not None]
    scale = [*known, *([spark.target] if spark.target is not None else [])]
    if not scale:
        return [None] * len(spark.values)
    low, high = min(scale), max(scale)
    step = box.width() / max(1, len(spark.values) - 1)
    return [
        None if value is None else QPointF(box.left() + step * year, _height(box, value, low, high))
        for year, value in enumerate(spark.values)
    ]


def target_height(spark: Spark, box: QRectF) -> float | None:
    """Height of the dashed line in a box."""
    if spark.target is None:
        return None
    scale = [value for value in (*spark.values, spark.target) if value is not None]
    return _height(box, spark.target, min(scale), max(scale))


def paint_spark(painter: QPainter, box: QRectF, spark: Spark, ink: str, target_ink: str) -> None:
    """Paint it.

    Args:
        box: where; the dots keep inside.
        ink, target_ink: colours as ``#rrggbb``.
    """
    radius = max(1.5, min(box.height() / 7, 3.0))
    inner = box.adjusted(radius + 1, radius + 1, -radius - 1, -radius - 1)
    if inner.width() <= 0 or inner.height() <= 0:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    level = target_height(spark, inner)
    if level is not None:
        pen = QPen(QColor(target_ink), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        # On the middle of a pixel, where a thin line is sharp.
        height = round(level) + 0.5
        painter.drawLine(QPointF(box.left(), height), QPointF(box.right(), height))
    points = points_of(spark, inner)
    path, drawing = QPainterPath(), False
    for point in points:
        if point is None:
            drawing = False
        elif drawing:
            path.lineTo(point)
        else:
            path.moveTo(point)
            drawing = True
    painter.setPen(QPen(QColor(ink), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    last = max((year for year, point in enumerate(points) if point is not None), default=-1)
    for year, point in enumerate(points):
        if point is not None:
            hollow = year == last and spark.open_end
            painter.setBrush(QColor("#ffffff" if hollow else ink))
            size = radius if year == last else radius * 0.6
            painter.drawEllipse(point, size, size)
    painter.restore()


def _height(box: QRectF, value: int, low: int, high: int) -> float:
    if high == low:
        return box.center().y()
    return box.bottom() - box.height() * (value - low) / (high - low)
