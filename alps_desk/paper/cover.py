"""送付票 on one A4 page: blocks of lines, boxes to be filled in by hand, notes.

Promise: it is one page, whatever the names: the letters become smaller before anything is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from alps_desk.domain.calendar import date_text
from alps_desk.paper.frame import RULE, Paper
from alps_desk.paper.grid import HEADING_FILL
from alps_desk.paper.letters import UNITS_PER_INCH, face, mm, prepare, pt
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
from alps_desk.reports.cover_sheet import CoverLine, CoverSheet
from alps_desk.wording import say

_INNER = QColor("#9aa1ab")
_LABEL_FILL = QColor("#f3f5f8")
_LABEL = mm(40)
_PAD = mm(2.2)
_BOX_HEIGHT = mm(22)
_BOX_LABEL = mm(6)
_IN_A_ROW = 3
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)


@dataclass(frozen=True)
class _Row:
    label: list[Line]
    value: list[Line]
    height: float


class CoverPainter:
    """The sheet laid out, ready to be painted any number of times; as ``pages.PagePainter``, of one page."""

    def __init__(self, sheet: CoverSheet) -> None:
        prepare()
        self.table = sheet
        self._paper = Paper(landscape=False)
        for size in _SIZES:
            self._lay_out(size)
            if self._bottom <= self._paper.bottom:
                break

    @property
    def count(self) -> int:
        """Always one page."""
        return 1

    def paint(self, painter: QPainter, page: int, dpi: float) -> None:
        """Paint the page; see ``PagePainter.paint``.

        Raises:
            IndexError: there is one page only.
        """
        if page != 1:
            raise IndexError(page)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(dpi / UNITS_PER_INCH, dpi / UNITS_PER_INCH)
        self._paint_head(painter)
        y = self._top
        for heading, rows in self._blocks:
            y = self._paint_block(painter, heading, rows, y) + self._gap
        y = self._paint_boxes(painter, y) + mm(3)
        paint_lines(painter, self._notes, self._paper.left, y)
        if self.table.sample:
            self._paint_sample(painter)
        painter.restore()

    # -- laying out --

    def _lay_out(self, size: float) -> None:
        sheet, paper = self.table, self._paper
        self._size = size
        self._gap = mm(0.5 * size)
        self._title = set_lines(sheet.title, face(20, bold=True), paper.room, CENTRE)
        self._to = set_lines(say("cover_dear", to=sheet.to), face(12, bold=True), paper.room, LEFT)
        self._from = set_lines(f"{date_text(sheet.made_on)}\n{sheet.made_by}", face(10.5), paper.room, RIGHT)
        self._top = (
            paper.top
            + height_of(self._title)
            + mm(6)
            + max(height_of(self._to), height_of(self._from))
            + mm(4)
        )
        self._blocks = [
            (
                set_lines(block.heading, face(size, bold=True), paper.room - 2 * _PAD),
                [self._row(line) for line in block.lines],
            )
            for block in sheet.blocks
        ]
        self._notes = [
            line
            for note in sheet.notes
            for line in set_lines(say("paper_note", note=note), face(8), paper.room, colour=SECONDARY)
        ]
        rows = -(-len(sheet.by_hand) // _IN_A_ROW)
        self._bottom = (
            self._top
            + sum(
                height_of(heading) + 2 * mm(1) + sum(row.height for row in some) + self._gap
                for heading, some in self._blocks
            )
            + height_of(set_lines(say("cover_by_hand"), face(size, bold=True), paper.room))
            + 2 * mm(1)
            + rows * _BOX_HEIGHT
            + mm(3)
            + height_of(self._notes)
        )

    def _row(self, line: CoverLine) -> _Row:
        label = set_lines(line.label, face(self._size * 0.92), _LABEL - 2 * _PAD, colour=SECONDARY)
        figures = line.kind == "figure"
        value = set_lines(
            line.value, face(self._size, figures=figures, bold=figures), self._paper.room - _LABEL - 2 * _PAD
        )
        return _Row(label, value, max(height_of(label), height_of(value)) + 2 * mm(0.14 * self._size))

    # -- painting --

    def _paint_head(self, painter: QPainter) -> None:
        paper = self._paper
        paint_lines(painter, self._title, paper.left, paper.top)
        y = paper.top + height_of(self._title) + mm(6)
        paint_lines(painter, self._to, paper.left, y)
        paint_lines(painter, self._from, paper.left, y)

    def _paint_block(self, painter: QPainter, heading: list[Line], rows: list[_Row], y: float) -> float:
        left, room = self._paper.left, self._paper.room
        top, bar = y, height_of(heading) + 2 * mm(1)
        painter.fillRect(QRectF(left, y, room, bar), HEADING_FILL)
        paint_lines(painter, heading, left + _PAD, y + mm(1))
        y += bar
        for row in rows:
            painter.fillRect(QRectF(left, y, _LABEL, row.height), _LABEL_FILL)
            paint_lines(painter, row.label, left + _PAD, y + (row.height - height_of(row.label)) / 2)
            paint_lines(painter, row.value, left + _LABEL + _PAD, y + (row.height - height_of(row.value)) / 2)
            painter.setPen(QPen(_INNER, pt(0.5)))
            painter.drawLine(round(left), round(y), round(left + room), round(y))
            y += row.height
        self._frame(painter, top, y)
        painter.setPen(QPen(_INNER, pt(0.5)))
        painter.drawLine(round(left + _LABEL), round(top + bar), round(left + _LABEL), round(y))
        return y

    def _paint_boxes(self, painter: QPainter, y: float) -> float:
        """What the local form for media asks for: a label on top and room to write or to put a seal."""
        left, room = self._paper.left, self._paper.room
        heading = set_lines(say("cover_by_hand"), face(self._size, bold=True), room - 2 * _PAD)
        top, bar = y, height_of(heading) + 2 * mm(1)
        painter.fillRect(QRectF(left, y, room, bar), HEADING_FILL)
        paint_lines(painter, heading, left + _PAD, y + mm(1))
        y += bar
        width = room / _IN_A_ROW
        for number, label in enumerate(self.table.by_hand):
            x = left + number % _IN_A_ROW * width
            place = y + number // _IN_A_ROW * _BOX_HEIGHT
            painter.setPen(QPen(_INNER, pt(0.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(x, place, width, _BOX_HEIGHT))
            painter.fillRect(QRectF(x, place, width, _BOX_LABEL), _LABEL_FILL)
            lines = set_lines(label, face(self._size * 0.88), width - 2 * _PAD, colour=SECONDARY)
            paint_lines(painter, lines, x + _PAD, place + (_BOX_LABEL - height_of(lines)) / 2)
        y += -(-len(self.table.by_hand) // _IN_A_ROW) * _BOX_HEIGHT
        self._frame(painter, top, y)
        return y

    def _frame(self, painter: QPainter, top: float, bottom: float) -> None:
        painter.setPen(QPen(RULE, pt(0.9)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self._paper.left, top, self._paper.room, bottom - top))

    def _paint_sample(self, painter: QPainter) -> None:
        stamp = QRectF(self._paper.left, self._paper.top, mm(16), mm(7))
        painter.setPen(QPen(ALERT, pt(1.2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(stamp)
        lines = set_lines(say("report_sample"), face(12, bold=True), stamp.width(), CENTRE, ALERT)
        paint_lines(painter, lines, stamp.left(), stamp.top() + (stamp.height() - height_of(lines)) / 2)
