"""What stands around the table on a page: title, lines, approval boxes, running head, foot, and the mark 見本.

Promise: the first page says what the form is, whose, of when and in which unit; every further page repeats in
one line what a loose sheet needs to be understood; sample data can never be taken for real figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from alps_desk.paper.letters import face, mm, pt
from alps_desk.paper.lines import (
    ALERT,
    CENTRE,
    LEFT,
    RIGHT,
    SECONDARY,
    Line,
    height_of,
    paint_lines,
    set_lines,
)
from alps_desk.reports.report_words import period_and_maker, unit_and_dates, unit_line
from alps_desk.reports.tables import ReportTable
from alps_desk.wording import say

RULE = QColor("#3c4149")
_BOX_WIDTH = mm(18)
_BOX_LABEL_HEIGHT = mm(5)
_BOX_HEIGHT = mm(20)
_SAMPLE_WIDTH = mm(16)
_SAMPLE_HEIGHT = mm(7)


@dataclass(frozen=True)
class Paper:
    """A4 and its margins, in units of the page."""

    landscape: bool

    @property
    def width(self) -> float:
        return mm(297 if self.landscape else 210)

    @property
    def height(self) -> float:
        return mm(210 if self.landscape else 297)

    @property
    def left(self) -> float:
        # The upright form is filed in a ring binder: room for the holes.
        return mm(15 if self.landscape else 18)

    @property
    def right(self) -> float:
        return self.width - mm(15)

    @property
    def top(self) -> float:
        return mm(13)

    @property
    def foot(self) -> float:
        """Where the page number stands; the table ends above."""
        return self.height - mm(14)

    @property
    def bottom(self) -> float:
        """Where table and notes must end."""
        return self.foot - mm(4)

    @property
    def room(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Frame:
    """The frame of one table's pages."""

    table: ReportTable
    paper: Paper

    @cached_property
    def _boxes_left(self) -> float:
        return self.paper.right - len(self.table.approval_boxes) * _BOX_WIDTH

    @cached_property
    def _title(self) -> tuple[list[Line], float, float]:
        """Lines of the title, their x and width: centred on the page, or beside what stands in the corners."""
        left = self.paper.left + (_SAMPLE_WIDTH + mm(3) if self.table.sample else 0)
        right = self._boxes_left - (mm(4) if self.table.approval_boxes else 0)
        title = face(15, bold=True, line_height=1.35)
        needed = max(title.width(line) for line in self.table.title.split("\n")) + mm(2)
        # Room that is equally wide on both sides of the middle of the page.
        middle = self.paper.width / 2
        half = min(middle - left, right - middle)
        if needed > 2 * half:
            return set_lines(self.table.title, title, right - left, CENTRE), left, right - left
        return set_lines(self.table.title, title, 2 * half, CENTRE), middle - half, 2 * half

    @cached_property
    def _line_left(self) -> list[Line]:
        small = face(9)
        return set_lines(period_and_maker(self.table), small, self._line_widths[0], LEFT)

    @cached_property
    def _line_right(self) -> list[Line]:
        small = face(9)
        return set_lines(unit_and_dates(self.table), small, self._line_widths[1], RIGHT)

    @cached_property
    def _line_widths(self) -> tuple[float, float]:
        """Widths of the two lines below the title; both full if they do not fit side by side."""
        small = face(9)
        left = small.width(period_and_maker(self.table)) + mm(1)
        right = small.width(unit_and_dates(self.table)) + mm(1)
        room = self.paper.room
        return (left, room - left) if left + right + mm(4) <= room else (room, room)

    @property
    def _lines_stacked(self) -> bool:
        return self._line_widths[0] == self.paper.room

    @cached_property
    def _lines_top(self) -> float:
        title_height = height_of(self._title[0])
        boxes = _BOX_HEIGHT + mm(1) if self.table.approval_boxes else 0.0
        return self.paper.top + max(title_height + mm(2.5), boxes)

    @cached_property
    def table_top_first(self) -> float:
        """Where the table begins on the first page."""
        left, right = height_of(self._line_left), height_of(self._line_right)
        return self._lines_top + (left + right if self._lines_stacked else max(left, right)) + mm(1.5)

    @property
    def table_top_later(self) -> float:
        """Where the table begins on the other pages."""
        return self.paper.top + max(face(8).line_height, _SAMPLE_HEIGHT if self.table.sample else 0) + mm(1.5)

    def paint(
        self, painter: QPainter, page: int, count: int, *, before: int = 0, among: int | None = None
    ) -> None:
        """Paint all around the table; pages count from 1.

        Args:
            before: pages of other sheets that stand before this one; among: pages of all of them.
        """
        if page == 1:
            self._paint_first(painter)
        else:
            self._paint_running_head(painter)
        number, last = before + page, count if among is None else among
        foot = set_lines(say("paper_page_number", page=number, count=last), face(9), self.paper.room, CENTRE)
        paint_lines(painter, foot, self.paper.left, self.paper.foot)
        if self.table.sample:
            self._paint_sample_mark(painter)

    def _paint_first(self, painter: QPainter) -> None:
        lines, x, _ = self._title
        space = self._lines_top - self.paper.top - mm(2.5) - height_of(lines)
        paint_lines(painter, lines, x, self.paper.top + max(space / 2, 0))
        y = self._lines_top
        paint_lines(painter, self._line_left, self.paper.left, y)
        if self._lines_stacked:
            y += height_of(self._line_left)
        width = self._line_widths[1]
        paint_lines(painter, self._line_right, self.paper.right - width, y)
        self._paint_boxes(painter)

    def _paint_boxes(self, painter: QPainter) -> None:
        """決裁欄: one box per post, its name on top and room for a seal below."""
        top = self.paper.top
        for index, label in enumerate(self.table.approval_boxes):
            x = self._boxes_left + index * _BOX_WIDTH
            painter.setPen(QPen(RULE, pt(0.7)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(x, top, _BOX_WIDTH, _BOX_LABEL_HEIGHT))
            painter.drawRect(QRectF(x, top + _BOX_LABEL_HEIGHT, _BOX_WIDTH, _BOX_HEIGHT - _BOX_LABEL_HEIGHT))
            size = next((size for size in (8, 7, 6, 5) if face(size).width(label) < _BOX_WIDTH - mm(1)), 5)
            lines = set_lines(label, face(size), _BOX_WIDTH, CENTRE)[:1]
            paint_lines(painter, lines, x, top + (_BOX_LABEL_HEIGHT - height_of(lines)) / 2)

    def _paint_running_head(self, painter: QPainter) -> None:
        small = face(8)
        left = self.paper.left + (_SAMPLE_WIDTH + mm(3) if self.table.sample else 0)
        y = self.table_top_later - mm(1.5) - small.line_height
        unit = set_lines(unit_line(self.table), small, self.paper.room / 3, RIGHT, SECONDARY)
        paint_lines(painter, unit[:1], self.paper.right - self.paper.room / 3, y)
        table = self.table
        head = "　".join(filter(None, (table.title.replace("\n", " "), table.subject, table.period_line)))
        room = self.paper.right - left - (small.width(unit_line(self.table)) + mm(4))
        paint_lines(painter, set_lines(head, small, room, LEFT, SECONDARY)[:1], left, y)

    def _paint_sample_mark(self, painter: QPainter) -> None:
        """A stamp in the corner and large pale letters over the page."""
        stamp = QRectF(self.paper.left, self.paper.top, _SAMPLE_WIDTH, _SAMPLE_HEIGHT)
        painter.setPen(QPen(ALERT, pt(1.2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(stamp)
        lines = set_lines(say("report_sample"), face(12, bold=True), stamp.width(), CENTRE, ALERT)
        paint_lines(painter, lines, stamp.left(), stamp.top() + (stamp.height() - height_of(lines)) / 2)

        painter.save()
        painter.setOpacity(0.06)
        painter.translate(self.paper.width / 2, self.paper.height / 2)
        painter.rotate(-28)
        letters = set_lines(say("report_sample"), face(170, bold=True), self.paper.width, CENTRE)
        paint_lines(painter, letters, -self.paper.width / 2, -height_of(letters) / 2)
        painter.restore()
