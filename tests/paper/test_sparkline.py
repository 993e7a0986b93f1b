"""The small line over years: dots inside their box, gaps where nothing was said, the target at its height."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from alps_desk.paper.letters import mm
from alps_desk.paper.pages import PagePainter
from alps_desk.paper.sparkline import Spark, paint_spark, points_of, target_height
from alps_desk.reports.tables import Cell, Column, ReportTable, Row, Trend

BOX = QRectF(10, 20, 100, 30)
numbers = st.none() | st.integers(-(10**12), 10**12)


@given(st.lists(numbers, min_size=1, max_size=8), numbers)
def test_each_figure_has_its_dot_in_the_box_and_greater_ones_stand_higher(
    values: list[int | None], target: int | None
) -> None:
    spark = Spark(tuple(values), target)
    points = points_of(spark, BOX)
    assert [point is None for point in points] == [value is None for value in values]
    there = [(value, point) for value, point in zip(values, points, strict=True) if point is not None]
    for value, point in there:
        assert BOX.top() - 1e-6 <= point.y() <= BOX.bottom() + 1e-6
        assert BOX.left() - 1e-6 <= point.x() <= BOX.right() + 1e-6
        level = target_height(spark, BOX)
        if target is not None and value is not None and level is not None:
            assert (point.y() <= level + 1e-6) or value < target
    heights = [point.y() for _, point in sorted(there, key=lambda one: one[0] or 0)]
    assert all(lower >= higher - 1e-6 for lower, higher in pairwise(heights))


def _painted(spark: Spark) -> QImage:
    image = QImage(120, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    paint_spark(painter, BOX, spark, "#0000ff", "#ff0000")
    painter.end()
    return image


def _count(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_the_line_the_target_and_the_last_dot_are_painted() -> None:
    whole = _painted(Spark((10, 20, 30), 40))
    assert _count(whole, "#0000ff") > 40
    assert _count(whole, "#ff0000") > 30
    gap = _painted(Spark((10, None, 30), 40))
    assert _count(gap, "#0000ff") < _count(whole, "#0000ff") / 2
    hollow = _painted(Spark((10, 20, 30), 40, open_end=True))
    assert _count(hollow, "#0000ff") < _count(whole, "#0000ff")


def test_on_paper_the_line_stands_below_the_words_of_its_cell() -> None:
    """A cell with a line is higher by it, and the line is drawn nowhere else."""
    columns = [Column("name", "指標", "text", width=20), Column("now", "実績", "count")]
    trend = Trend((31, None, 44, 52), 60)

    def page(*cells: Cell) -> PagePainter:
        rows = [Row([cell, Cell(52)]) for cell in cells]
        return PagePainter(
            ReportTable("kpi", "成果指標", "平成29年度", "広域連合", date(2018, 5, 31), columns, rows)
        )

    plain, drawn = page(Cell("移住者数")), page(Cell("移住者数", trend=trend))
    heights = [one.pages[0].slices[0].height for one in (plain, drawn)]
    assert mm(4) < heights[1] - heights[0] <= mm(5), (
        "the figures beside it may be a little higher than the words"
    )
    blue = {}
    for name, one in (("plain", plain), ("drawn", drawn)):
        image = QImage(1123, 794, QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        one.paint(painter, 1, 96)
        painter.end()
        pixels = (image.pixelColor(x, y) for x in range(600) for y in range(794))
        blue[name] = sum(pixel.blue() - pixel.red() > 120 for pixel in pixels)
    assert blue["plain"] == 0
    assert blue["drawn"] > 30


@pytest.mark.parametrize(
    "spark", [Spark(()), Spark((None,)), Spark((5,)), Spark((None, None), 3), Spark((7, 7, 7))]
)
def test_little_to_show_is_no_fault(spark: Spark) -> None:
    _painted(spark)
    paint_spark(QPainter(), QRectF(0, 0, 1, 1), spark, "#000000", "#000000")
