"""A report on A4 pages: for PDF, printer and preview alike.

Promise: the same table gives the same pages on every device; nothing of it is left out or cut off.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QPointF, QRectF
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPen

from alps_desk.paper.division import Page, Slice, divide
from alps_desk.paper.frame import RULE, Frame, Paper
from alps_desk.paper.grid import (
    CONFLICT_FILL,
    HEADING_FILL,
    PADDING_X,
    PADDING_Y,
    Grid,
    fill_of,
    set_grid,
)
from alps_desk.paper.letters import UNITS_PER_INCH, face, missing_signs, mm, prepare, pt
from alps_desk.paper.lines import CENTRE, SECONDARY, Line, height_of, paint_lines, set_lines
from alps_desk.reports.tables import ReportTable
from alps_desk.wording import say

_INNER_RULE = QColor("#9aa1ab")
_NOTES_GAP = mm(2.5)
_MOST_SIGNS = 12
_NOTE_SIGNS = ("※", "注", "（注", "＊")


class PagePainter:
    """A table laid out on pages, ready to be painted any number of times."""

    def __init__(self, table: ReportTable) -> None:
        """Lay out; needs no device. See :func:`~alps_desk.paper.letters.prepare` for the application object."""
        prepare()
        self.table = table
        self._paper = Paper(table.landscape)
        self._frame = Frame(table, self._paper)
        self._grid: Grid = set_grid(table, self._paper.room)
        self._no_rows = (
            []
            if table.rows
            else set_lines(say("paper_no_rows"), face(9), self._paper.room, CENTRE, SECONDARY)
        )
        room = self._paper.bottom - self._grid.heading_height
        self._pages: list[Page] = divide(
            self._grid.rows,
            self._set_notes(),
            room
            - self._frame.table_top_first
            - height_of(self._no_rows)
            - 2 * PADDING_Y * bool(self._no_rows),
            room - self._frame.table_top_later,
            _NOTES_GAP,
        )

    @property
    def pages(self) -> Sequence[Page]:
        """What stands on each page."""
        return self._pages

    @property
    def count(self) -> int:
        """Number of pages, at least 1."""
        return len(self._pages)

    def paint(self, painter: QPainter, page: int, dpi: float) -> None:
        """Paint one page with the corner of the paper at the painter's origin.

        Args:
            painter: of a device without margins of its own (QPrinter: ``setFullPage(True)``).
            page: 1 to ``count``.
            dpi: dots per inch of the painter's coordinates.

        Raises:
            IndexError: there is no such page.
        """
        if not 1 <= page <= self.count:
            raise IndexError(page)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(dpi / UNITS_PER_INCH, dpi / UNITS_PER_INCH)
        top = self._frame.table_top_first if page == 1 else self._frame.table_top_later
        content = self._pages[page - 1]
        y = top
        if content.slices or page == 1:
            y = self._paint_table(painter, content, top)
        paint_lines(painter, content.notes, self._paper.left, y + _NOTES_GAP)
        self._frame.paint(painter, page, self.count)
        painter.restore()

    def _set_notes(self) -> list[Line]:
        lines: list[Line] = []
        for note in [*self.table.notes, *self._note_on_missing_signs()]:
            text = note if note.startswith(_NOTE_SIGNS) else say("paper_note", note=note)
            lines += set_lines(text, face(8), self._paper.room, colour=SECONDARY)
        return lines

    def _note_on_missing_signs(self) -> list[str]:
        """What 〓 stands for, if it stands anywhere; by number, as the characters cannot be printed here either."""
        table = self.table
        texts = [table.title, table.period_line, table.made_by, *table.notes, *table.approval_boxes]
        texts += [text for column in table.columns for text in (column.heading, column.group, column.unit)]
        for row in table.rows:
            for cell in row.cells:
                texts += [cell.note, cell.value if isinstance(cell.value, str) else ""]
        signs = sorted(missing_signs("".join(texts)))
        if not signs:
            return []
        numbers = "、".join(f"U+{ord(sign):04X}" for sign in signs[:_MOST_SIGNS])
        return [say("paper_missing_signs", numbers=numbers + ("…" if len(signs) > _MOST_SIGNS else ""))]

    def _paint_table(self, painter: QPainter, content: Page, top: float) -> float:
        """Paint heading and rows; returns where they end."""
        if not self.table.columns:
            return top
        x = self._paper.left
        self._paint_headings(painter, x, top)
        y = top + self._grid.heading_height
        borders = [y]
        if self._no_rows:
            paint_lines(painter, self._no_rows, x, y + PADDING_Y)
            y += height_of(self._no_rows) + 2 * PADDING_Y
        for part in content.slices:
            self._paint_slice(painter, part, x, y)
            y += part.height
            borders.append(y)
        self._paint_rules(painter, x, top, y, borders[:-1], content.slices)
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
        fill = fill_of(part.row)
        if fill is not None:
            painter.fillRect(QRectF(x, y, edges[-1], part.height), fill)
        for index, (cell, lines) in enumerate(zip(part.row.row.cells, part.lines, strict=True)):
            left, width = x + edges[index], edges[index + 1] - edges[index]
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
            painter.drawLine(QPointF(x, y), QPointF(right, y))
        painter.setPen(QPen(RULE, pt(0.9)))
        painter.drawLine(QPointF(x, first), QPointF(right, first))
        painter.drawRect(QRectF(x, top, edges[-1], bottom - top))


def page_layout(table: ReportTable) -> QPageLayout:
    """A4 in the table's direction without margins, for a printer or a PDF."""
    direction = QPageLayout.Orientation.Landscape if table.landscape else QPageLayout.Orientation.Portrait
    size = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(size, direction, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def page_count(table: ReportTable) -> int:
    """Number of pages of a table, at least 1. To paint them, keep one :class:`PagePainter` instead."""
    return PagePainter(table).count


def paint_page(painter: QPainter, table: ReportTable, page: int, dpi: float) -> None:
    """Lay out a table and paint one of its pages; see :meth:`PagePainter.paint`."""
    PagePainter(table).paint(painter, page, dpi)
