"""The cells of the board as they are painted: a field by its name, an office by state, number and how fresh it is."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, State, digits, em
from alps_desk.gui.views.board_model import BoardModel
from alps_desk.gui.views.tallies import ICONS, STATES, BoardState, state_word

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
GAP = 3
"""Between the edge of a cell and its coloured ground."""


def caption_font(widget: QWidget) -> QFont:
    """Small letters below the states."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * 0.86)
    return font


def caption_height(widget: QWidget) -> float:
    """Height of a line of them."""
    return QFontMetricsF(caption_font(widget)).height() * 1.12


class BoardCells(QStyledItemDelegate):
    """Paints them.

    Attributes:
        two_lines: whether the number stands below the word of the state.
        captions: lines of small letters below that.
    """

    def __init__(self, board: BoardModel, table: QTableView) -> None:
        super().__init__(table)
        self._board = board
        self._table = table
        self.two_lines = False
        self.captions = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: Any = option.rect  # type: ignore[attr-defined]
        box = QRectF(rect)
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if index.column() == 0:
            self._paint_field(painter, box, index.row())
        else:
            self._paint_cell(painter, box.adjusted(GAP, GAP, -GAP, -GAP - 1), index)
        table = self._table
        if index == table.currentIndex() and table.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -3), 6, 6)
        painter.restore()

    def _paint_field(self, painter: QPainter, box: QRectF, row: int) -> None:
        _, name, count = self._board.field(row)
        words = wording.say("board_projects", count=count)
        size = em(self._table)
        if self.two_lines:
            self._paint_field_below(painter, box, name, words)
            return
        painter.setFont(self._table.font())
        painter.setPen(QColor(Colour.SECONDARY))
        width = QFontMetricsF(self._table.font()).horizontalAdvance(words)
        painter.drawText(box.adjusted(0, 0, -size * 0.6, 0), _RIGHT, words)
        bold = QFont(self._table.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(Colour.TEXT))
        place = box.adjusted(2, 0, -width - size, 0)
        painter.drawText(place, _LEFT | Qt.TextFlag.TextWordWrap, name)

    def _paint_field_below(self, painter: QPainter, box: QRectF, name: str, words: str) -> None:
        """As above in a narrow column: the name over its whole width, the number at the end of the last line."""
        size = em(self._table)
        inner = box.adjusted(2, GAP, -size * 0.5, -GAP)
        upper = QRectF(inner.x(), inner.y(), inner.width(), inner.height() / 2 + 2)
        lower = QRectF(inner.x(), upper.bottom() - 4, inner.width(), inner.height() / 2)
        painter.setFont(self._table.font())
        painter.setPen(QColor(Colour.SECONDARY))
        painter.drawText(lower, _RIGHT, words)
        bold = QFont(self._table.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(Colour.TEXT))
        fits = QFontMetricsF(bold).horizontalAdvance(name) <= inner.width()
        painter.drawText(upper if fits else inner, _LEFT | Qt.TextFlag.TextWordWrap, name)

    def _paint_cell(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        board = self._board
        if board.by_state:
            self._paint_count(painter, box, index)
            return
        tally = board.tally(index.row(), index.column())
        if tally.state == "out":
            painter.setPen(QColor(Colour.HINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "―")
            return
        look = LOOKS[STATES[tally.state]]
        self._paint_ground(painter, box, tally.state)
        size = em(self._table)
        edge = math.ceil(size * 1.15)
        inner = box.adjusted(size * 0.5, 0, -size * 0.5, 0)
        small = self.captions * caption_height(self._table)
        if small:
            inner.adjust(0, 4, 0, -small - 3)
        lines = 2 if self.two_lines else 1
        upper = QRectF(inner.x(), inner.y(), inner.width(), inner.height() / (2 if lines == 2 else 1) + 2)
        middle = upper.center().y()
        icons.paint(painter, QRectF(inner.x(), middle - edge / 2, edge, edge), ICONS[tally.state], look.ink)
        font = QFont(self._table.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(look.ink))
        words = QRectF(inner.x() + edge + size * 0.3, middle - size, inner.width(), size * 2)
        painter.drawText(words, _LEFT, state_word(tally.state))
        painter.setFont(digits(self._table.font()))
        lower = QRectF(inner.x(), upper.bottom() - 4, inner.width(), inner.height() / 2)
        number = inner if lines == 1 else lower
        painter.drawText(number, _RIGHT, f"{tally.done}/{tally.total}")
        if small:
            below = QRectF(inner.x(), box.bottom() - small - 4, inner.width(), small)
            self._paint_caption(painter, below, index)

    def _paint_ground(self, painter: QPainter, box: QRectF, state: BoardState) -> None:
        look = LOOKS[STATES[state]]
        if state in ("empty", "not_received"):
            painter.setPen(QPen(QColor(look.border), 1, Qt.PenStyle.DashLine))
        elif look.tint == Colour.CARD:
            painter.setPen(QPen(QColor(look.border), 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tint))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_caption(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        """Day of the latest change, marked where it is stale, and days late; last year at the right or below."""
        left, right, stale = self._board.caption(index.row(), index.column())
        painter.setFont(caption_font(self._table))
        painter.setPen(QColor(Colour.TEXT))
        high = box.height() / max(1, self.captions)
        place = QRectF(box.x(), box.y(), box.width(), high)
        if stale:
            size = em(self._table) * 0.86
            mark = QRectF(place.x(), place.center().y() - size / 2, size, size)
            icons.paint(painter, mark, "state_warning", LOOKS[State.WARNING].ink)
            painter.drawText(place.adjusted(size * 1.2, 0, 0, 0), _LEFT, left)
        else:
            painter.drawText(place, _LEFT, left)
        if self.captions > 1:
            place.moveTop(place.bottom())
        painter.drawText(place, _RIGHT, right)

    def _paint_count(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        """How many offices are at a state."""
        state, count = (
            self._board.state(index.column()),
            self._board.count(index.row(), index.column()),
        )
        if state is None or not count:
            painter.setPen(QColor(Colour.HINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "―")
            return
        self._paint_ground(painter, box, state)
        size = em(self._table)
        look = LOOKS[STATES[state]]
        edge = math.ceil(size * 1.15)
        mark = QRectF(box.x() + size * 0.5, box.center().y() - edge / 2, edge, edge)
        icons.paint(painter, mark, ICONS[state], look.ink)
        painter.setFont(digits(self._table.font(), bold=True))
        painter.setPen(QColor(look.ink))
        painter.drawText(box.adjusted(0, 0, -size * 0.5, 0), _RIGHT, f"{count:,}")
