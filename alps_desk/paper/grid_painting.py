"""A grid painted: its headings, the rows that stand on a page, and the rules between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from alps_desk.paper.division import Slice
from alps_desk.paper.frame import RULE
from alps_desk.paper.grid import (
    CONFLICT_FILL,
    HEADING_FILL,
    PADDING_X,
    PADDING_Y,
    Grid,
    fill_of,
    ground_of,
)
from alps_desk.paper.letters import pt
from alps_desk.paper.lines import Line, height_of, paint_lines

_INNER_RULE = QColor("#9aa1ab")


class GridPainter:
    """Paints parts of one grid.

    Args:
        grid: the grid.
        no_rows: what stands where rows would be, if there are none.
    """

    def __init__(self, grid: Grid, no_rows: Sequence[Line] = ()) -> None:
        self._grid = grid
        self._no_rows = no_rows

    def paint(self, painter: QPainter, slices: Sequence[Slice], x: float, top: float) -> float:
        """Paint heading and rows with the corner at a point; returns where they end."""
        if len(self._grid.edges) < 2:
            return top
        self._paint_headings(painter, x, top)
        y = top + self._grid.heading_height
        borders = [y]
        if self._no_rows:
            paint_lines(painter, self._no_rows, x, y + PADDING_Y)
            y += height_of(self._no_rows) + 2 * PADDING_Y
        for part in slices:
            self._paint_slice(painter, part, x, y)
            y += part.height
            borders.append(y)
        self._paint_rules(painter, x, top, y, borders[:-1], slices)
        return y

    def _paint_headings(self, painter: QPainter, x: float, top: float) -> None:
        edges = self._grid.edges
        painter.fillRect(QRectF(x, top, edges[-1], self._grid.heading_height), HEADING_FILL)
        for cell in self._grid.headings:
            left, right = edges[cell.first_column], edges[cell.last_column + 1]
            y = top + cell.top + (cell.height - height_of(cell.lines)) / 2
            paint_lines(painter, cell.lines, x + left + PADDING_X, y)
            painter.setPen(QPen(_INNER_RULE, pt(0.5)))
            painter.drawLine(
                QPointF(x + right, top + cell.top), QPointF(x + right, top + cell.top + cell.height)
            )
            if cell.top + cell.height < self._grid.heading_height:
                below = top + cell.top + cell.height
                painter.drawLine(QPointF(x + left, below), QPointF(x + right, below))

    def _paint_slice(self, painter: QPainter, part: Slice, x: float, y: float) -> None:
        edges = self._grid.edges
        # What heads a group has one ground for all of its rows.
        heads, fill = edges[self._grid.heads], fill_of(part.row)
        if fill is not None:
            painter.fillRect(QRectF(x + heads, y, edges[-1] - heads, part.height), fill)
        ground = ground_of(part.row)
        if heads and ground is not None:
            painter.fillRect(QRectF(x, y, heads, part.height), ground)
        for index, (cell, lines) in enumerate(zip(part.row.row.cells, part.lines, strict=True)):
            left, width = x + edges[index], edges[index + 1] - edges[index]
            if self._grid.labels[index]:
                painter.fillRect(QRectF(left, y, width, part.height), HEADING_FILL)
            if cell.state == "conflict":
                painter.fillRect(QRectF(left, y, width, part.height), CONFLICT_FILL)
            whole = not part.continues and all(
                last == len(all_lines)
                for (_, last), all_lines in zip(part.ranges, part.row.cells, strict=True)
            )
            # In the middle of its row; at the top where the row goes on over the page.
            space = (part.height - height_of(lines)) / 2 if whole else PADDING_Y
            paint_lines(painter, lines, left + PADDING_X, y + space)

    def _paint_rules(
        self,
        painter: QPainter,
        x: float,
        top: float,
        bottom: float,
        inner: Sequence[float],
        parts: Sequence[Slice],
    ) -> None:
        edges = self._grid.edges
        right = x + edges[-1]
        first = top + self._grid.heading_height
        painter.setPen(QPen(_INNER_RULE, pt(0.5)))
        if parts:
            for edge in edges[1:-1]:
                painter.drawLine(QPointF(x + edge, first), QPointF(x + edge, bottom))
        for y, part in zip(inner, parts, strict=False):
            strong = part.row.row.kind == "total"
            painter.setPen(QPen(RULE, pt(0.9)) if strong else QPen(_INNER_RULE, pt(0.5)))
            inside = bool(part.row.heads) and not part.at_top and not part.continues
            painter.drawLine(QPointF(x + edges[self._grid.heads if inside else 0], y), QPointF(right, y))
        painter.setPen(QPen(RULE, pt(0.9)))
        painter.drawLine(QPointF(x, first), QPointF(right, first))
        painter.drawRect(QRectF(x, top, edges[-1], bottom - top))
