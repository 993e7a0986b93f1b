"""Headings: name over unit, the current column marked, and a mark where rows are sorted or filtered by it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from alps_desk.gui import icons
from alps_desk.gui.theme import Colour, em
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.grid.source import Align, ColumnKind

_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignHCenter,
}


class GridHeader(QHeaderView):
    """The headings of one of the two views.

    Signals:
        column_pressed(int, bool): a heading was clicked; whether with Shift.
        filter_pressed(int): its mark was clicked.
    """

    column_pressed = Signal(int, bool)
    filter_pressed = Signal(int)

    def __init__(self, model: GridModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._hovered = -1
        self.current_column = -1
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(em(self) * 2)

    def sizeHint(self) -> QSize:
        lines = 2 if any(column.unit or "\n" in column.heading for column in self._model.columns) else 1
        return QSize(super().sizeHint().width(), round(em(self) * 1.2 * lines) + (12 if lines == 2 else 18))

    def mark_rect(self, section: int) -> QRect:
        """Where the mark of a heading is, in the viewport."""
        size = em(self) + 8
        x = self.sectionViewportPosition(section) + self.sectionSize(section) - size - 3
        return QRect(x, (self.height() - size) // 2, size, size)

    def shows_mark(self, section: int) -> bool:
        """Whether the mark is shown without the mouse over it."""
        column = self._model.columns[section]
        if self.is_marked(section):
            return True
        wide = self.sectionSize(section) > em(self) * 5
        return column.filterable and wide and column.kind in (ColumnKind.STATE, ColumnKind.CHOICE)

    def is_marked(self, section: int) -> bool:
        """Whether rows are sorted or filtered by this column."""
        order = self._model.sorted_by
        return self._model.value_filter(section) is not None or (order is not None and order[0] == section)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not rect.isValid() or section >= len(self._model.columns):
            return
        painter.save()
        column = self._model.columns[section]
        size = em(self)
        here = section == self.current_column
        box = QRectF(rect)
        painter.fillRect(box, QColor(Colour.HEADER))
        painter.setPen(QPen(QColor(Colour.HEADER_LINE), 1))
        painter.drawLine(box.topRight() + QPointF(-0.5, 0), box.bottomRight() + QPointF(-0.5, 0))
        painter.drawLine(QPointF(box.left(), box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5))
        if here:
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), QColor(Colour.PRIMARY))
        mark = section == self._hovered and column.filterable
        shown = mark or self.shows_mark(section)
        inner = box.adjusted(size * 0.5, 0, -size * 0.5 - (size + 4 if shown else 0), -2)
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(Colour.PRIMARY if here else Colour.TEXT))
        align = _FLAGS[column.alignment] | Qt.AlignmentFlag.AlignVCenter
        words = f"{column.heading}\n（{column.unit}）" if column.unit else column.heading
        painter.drawText(inner, int(align), words)
        if shown:
            self._paint_mark(painter, section)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        if event.button() is not Qt.MouseButton.LeftButton or resizing or section < 0:
            super().mousePressEvent(event)
            return
        filterable = self._model.columns[section].filterable
        if filterable and self.mark_rect(section).contains(event.position().toPoint()):
            self.filter_pressed.emit(section)
        else:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.column_pressed.emit(section, shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

    def _paint_mark(self, painter: QPainter, section: int) -> None:
        order = self._model.sorted_by
        filtered = self._model.value_filter(section) is not None
        if filtered or order is None or order[0] != section:
            name = "act_filter"
        else:
            name = "arrow_down" if order[1] else "arrow_up"
        rect = QRectF(self.mark_rect(section)).adjusted(4, 4, -4, -4)
        icons.paint(painter, rect, name, Colour.PRIMARY if self.is_marked(section) else Colour.SECONDARY)
