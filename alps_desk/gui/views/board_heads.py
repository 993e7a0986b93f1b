"""The heads of the board: an office and how far its reports are, or a state and how often it occurs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space, digits, line
from alps_desk.gui.views.board_model import BoardModel
from alps_desk.gui.views.tallies import Tally


class BoardHeads(QHeaderView):
    """Name of the office, how many of its reports are complete, and the same as a bar."""

    def __init__(self, board: BoardModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._board = board
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(40)
        self.setHighlightSections(False)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(600, round(self._name_height() + line(self) + 8 + Space.M))

    def paintSection(self, painter: QPainter, rect: Any, logical: int) -> None:
        board = self._board
        box = QRectF(rect)
        painter.save()
        painter.setPen(QPen(QColor(Colour.HEADER_LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        answer = board.answer
        one = board.columns[logical - 1] if answer is not None and logical else None
        if one is not None and answer is not None:
            tally = answer.offices[one.key] if one.state is None else None
            name = one.name
            bold = QFont(self.font())
            bold.setBold(True)
            painter.setFont(bold)
            painter.setPen(QColor(Colour.TEXT))
            high = self._name_height()
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            place = QRectF(box.x() + 2, box.y(), box.width() - 4, high)
            painter.drawText(place, flags, self._fitted(name, place.width()))
            painter.setFont(digits(self.font()))
            painter.setPen(QColor(Colour.SECONDARY))
            below = QRectF(box.x(), box.y() + high, box.width(), line(self))
            if tally is None:
                total = sum(board.count(row, logical) for row in range(board.rowCount()))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{total:,}")
            else:
                words = f"{tally.done}/{tally.total}" if tally.total else "―"
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
                _paint_bar(painter, QRectF(box.x() + 14, below.bottom() + 1, box.width() - 28, 6), tally)
        painter.restore()

    def _name_height(self) -> float:
        answer = self._board.answer
        if answer is None:
            return line(self)
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        width = max(self.sectionSize(1) - 4, 20) if self.count() > 1 else 100
        names = [self._fitted(one.name, width) for one in self._board.columns]
        return metrics.lineSpacing() * max((name.count("\n") + 1 for name in names), default=1)

    def _fitted(self, name: str, width: float) -> str:
        """The name on two lines if it is wider than the column."""
        bold = QFont(self.font())
        bold.setBold(True)
        return name if QFontMetricsF(bold).horizontalAdvance(name) <= width else on_two_lines(name)


def on_two_lines(name: str) -> str:
    """A name broken where kana meet kanji, as near to its middle as can be; 北アルプス／広域連合."""
    if len(name) < 4:
        return name
    joints = [at for at in range(2, len(name) - 1) if _is_kana(name[at - 1]) != _is_kana(name[at])]
    at = min(joints or [len(name) // 2], key=lambda one: (abs(2 * one - len(name)), one))
    return f"{name[:at]}\n{name[at:]}"


def _is_kana(sign: str) -> bool:
    return "\u3040" <= sign <= "\u30ff"


def _paint_bar(painter: QPainter, rail: QRectF, tally: Tally) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(Colour.LINE))
    painter.drawRoundedRect(rail, 3, 3)
    if tally.total and tally.done:
        rail.setWidth(max(6.0, rail.width() * tally.done / tally.total))
        painter.setBrush(QColor(Colour.OK if tally.complete else Colour.PRIMARY))
        painter.drawRoundedRect(rail, 3, 3)
