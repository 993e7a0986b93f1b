"""Painting cells, each in one pass: ground, text, state, marks, current cell.

Everything is measured from the font. States (design, section "Look"): 未入力 dashed box with 「未」; not exported
= blue bar at the left; 要確認, エラー, 差戻し = tint, border and icon; locked = grey with a lock; computed = pale;
comment = triangle in the corner; current cell = thick frame with a handle to fill from.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.theme import LOOKS, Colour, State, digits, em
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.grid.source import Align, CellFlag, ColumnKind, GridCell, GridColumn
from alps_desk.paper.sparkline import paint_spark

HANDLE = 7
"""Edge of the handle to fill from, pixels."""
_TINTED = (State.WARNING, State.ERROR, State.CONFLICT, State.RETURNED)
_VERTICAL = Qt.AlignmentFlag.AlignVCenter
_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | _VERTICAL,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter | _VERTICAL,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | _VERTICAL,
}
_SELECTED = QStyle.StateFlag.State_Selected


@dataclass(frozen=True)
class Measures:
    """Sizes that follow from the font."""

    em: int
    font: QFont
    bold: QFont
    figures: QFont
    bold_figures: QFont
    small: QFont
    pad: int
    icon: int

    @classmethod
    def of(cls, widget: QWidget) -> Measures:
        """For the font of a widget."""
        size = em(widget)
        font = widget.font()
        bold = QFont(font)
        bold.setBold(True)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.88)
        return cls(
            size,
            font,
            bold,
            digits(font),
            digits(font, bold=True),
            small,
            round(size * 0.55),
            round(size * 1.15),
        )


class GridDelegate(QStyledItemDelegate):
    """Paints the cells of both views. It makes no editors: the grid opens its own.

    Args:
        grid: its font and current cell count.
    """

    def __init__(self, grid: QWidget, model: GridModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        self.current: tuple[int, int] | None = None
        self.active = False
        self.handle_at: tuple[int, int] | None = None
        self.drag_over: tuple[int, int, int, int] | None = None
        self._missing = wording.say("gui_grid_missing_short")
        self._missing_long = wording.say("gui_grid_missing")
        self.measure()

    def measure(self) -> None:
        """Take the sizes anew; after a change of the font."""
        self.sizes = Measures.of(self._grid)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self.sizes.em * 4, self.sizes.em * 2)

    def width_of(self, cell: GridCell, column: GridColumn) -> int:
        """How wide a cell must be for its text, pixels."""
        sizes = self.sizes
        font = sizes.bold if column.strong or column.kind is ColumnKind.STATE else sizes.font
        if column.kind is ColumnKind.NUMBER:
            font = sizes.bold_figures if CellFlag.SUMMARY in cell.flags else sizes.figures
        width = QFontMetricsF(font).horizontalAdvance(cell.text) + 2 * sizes.pad + 4
        if cell.state in _TINTED or column.kind is ColumnKind.STATE:
            width += sizes.icon + sizes.pad
        elif cell.locked and column.editable and CellFlag.FADED not in cell.flags:
            width += sizes.em * 0.85 + sizes.pad * 0.5
        if cell.flags & (CellFlag.COPIED | CellFlag.CONFIRMED):
            width += sizes.em
        return round(width)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row, number = index.row(), index.column()
        column = self._model.columns[number]
        cell = self._model.cell(row, number)
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        here = self.current == (row, number)
        in_row = self.current is not None and self.current[0] == row
        selected = bool(option.state & _SELECTED)  # type: ignore[attr-defined]
        self._ground(painter, box, cell, column, in_row=in_row, selected=selected and not here)
        self._marks(painter, box, cell)
        self._content(painter, box, cell, column)
        if here:
            self._frame(painter, box)
        self._comment(painter, box, cell, here=here)
        if self.handle_at == (row, number):
            self._handle(painter, box)
        if self.drag_over is not None:
            top, left, bottom, right = self.drag_over
            if top <= row <= bottom and left <= number <= right:
                painter.fillRect(box, QColor(0, 85, 173, 40))

    # -- parts --

    def _ground(
        self,
        painter: QPainter,
        box: QRectF,
        cell: GridCell,
        column: GridColumn,
        *,
        in_row: bool,
        selected: bool,
    ) -> None:
        faded = bool(cell.flags & (CellFlag.LOCKED | CellFlag.FADED))
        if selected:
            colour = Colour.SELECTION
        elif CellFlag.SUMMARY in cell.flags:
            colour = Colour.HEADER
        elif faded:
            colour = Colour.LOCKED_TINT
        elif in_row:
            colour = Colour.PRIMARY_PALE
        elif column.computed:
            colour = Colour.COMPUTED
        else:
            colour = Colour.CARD
        painter.fillRect(box, QColor(colour))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        right, bottom = box.right() - 0.5, box.bottom() - 0.5
        painter.drawLine(QPointF(box.left(), bottom), QPointF(right, bottom))
        painter.drawLine(QPointF(right, box.top()), QPointF(right, bottom))
        if cell.state in _TINTED and column.kind is not ColumnKind.STATE:
            look = LOOKS[cell.state]
            inner = box.adjusted(0.5, 0.5, -1.5, -1.5)
            painter.setPen(QPen(QColor(look.border), 1))
            painter.setBrush(QColor(look.tint).darker(104) if selected else QColor(look.tint))
            painter.drawRect(inner)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _marks(self, painter: QPainter, box: QRectF, cell: GridCell) -> None:
        if CellFlag.UNEXPORTED in cell.flags:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), QColor(Colour.PRIMARY))

    def _comment(self, painter: QPainter, box: QRectF, cell: GridCell, *, here: bool) -> None:
        if CellFlag.COMMENT in cell.flags:
            edge = self.sizes.em * 0.5
            corner = QPointF(box.right() - (3 if here else 1), box.top() + (2.5 if here else 0))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Colour.RETURNED))
            painter.drawPolygon(QPolygonF([corner - QPointF(edge, 0), corner, corner + QPointF(0, edge)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _content(self, painter: QPainter, box: QRectF, cell: GridCell, column: GridColumn) -> None:
        sizes = self.sizes
        inner = box.adjusted(sizes.pad + 1, 0, -sizes.pad - 1, -1)
        if CellFlag.MISSING in cell.flags and not cell.text:
            self._dashed(painter, box, column)
            return
        if column.kind is ColumnKind.STATE and CellFlag.SUMMARY not in cell.flags:
            self._state(painter, inner, cell)
            return
        if column.kind is ColumnKind.SPARK and CellFlag.SUMMARY not in cell.flags:
            if cell.spark is not None:
                size = sizes.em * 0.45
                paint_spark(
                    painter, inner.adjusted(0, size, 0, -size), cell.spark, Colour.PRIMARY, Colour.EMPTY
                )
            return
        if cell.state in _TINTED:
            look = LOOKS[cell.state]
            room = QRectF(inner.left(), inner.top(), sizes.icon, inner.height())
            icons.paint(painter, _square(room, sizes.icon), look.icon, look.ink)
            inner.setLeft(inner.left() + sizes.icon + sizes.pad * 0.7)
        elif (
            cell.locked
            and CellFlag.FADED not in cell.flags
            and column.editable
            and inner.width() > sizes.em * 3.5
        ):
            edge = round(sizes.em * 0.85)
            left = column.alignment is not Align.LEFT
            x = inner.left() if left else inner.right() - edge
            icons.paint(
                painter,
                _square(QRectF(x, inner.top(), edge, inner.height()), edge),
                "state_locked",
                Colour.HANDLE,
            )
            if not left:
                inner.setRight(inner.right() - edge - sizes.pad * 0.5)
        if not cell.text:
            return
        self._origin(painter, inner, cell, column)
        painter.setPen(QColor(_ink(cell, column)))
        if column.kind is ColumnKind.NUMBER:
            painter.setFont(sizes.bold_figures if CellFlag.SUMMARY in cell.flags else sizes.figures)
            painter.drawText(inner, _FLAGS[column.alignment], cell.text)
            return
        painter.setFont(sizes.bold if column.strong or CellFlag.SUMMARY in cell.flags else sizes.font)
        text = cell.text.replace("\n", " ") if "\n" in cell.text else cell.text
        metrics = painter.fontMetrics()
        if len(text) * sizes.em * 1.1 > inner.width():
            text = metrics.elidedText(text[:400], Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, _FLAGS[column.alignment], text)

    def _origin(self, painter: QPainter, inner: QRectF, cell: GridCell, column: GridColumn) -> None:
        """The sign of a copied or confirmed value, where there is room for it."""
        if not cell.flags & (CellFlag.COPIED | CellFlag.CONFIRMED):
            return
        edge = round(self.sizes.em * 0.8)
        name = "act_copy" if CellFlag.COPIED in cell.flags else "act_check"
        square = _square(QRectF(inner.left() - 2, inner.top(), edge, inner.height()), edge)
        icons.paint(painter, square, name, Colour.SECONDARY)
        if column.alignment is Align.LEFT:
            inner.setLeft(inner.left() + edge + 2)

    def _state(self, painter: QPainter, inner: QRectF, cell: GridCell) -> None:
        if not cell.text and cell.state is None:
            return
        sizes = self.sizes
        look = LOOKS[cell.state or State.NEUTRAL]
        room = QRectF(inner.left(), inner.top(), sizes.icon, inner.height())
        icons.paint(painter, _square(room, sizes.icon), cell.icon or look.icon, look.ink)
        inner.setLeft(inner.left() + sizes.icon + sizes.pad * 0.7)
        painter.setFont(sizes.bold)
        painter.setPen(QColor(look.ink))
        painter.drawText(inner, _FLAGS[Align.LEFT], cell.text)

    def _dashed(self, painter: QPainter, box: QRectF, column: GridColumn) -> None:
        sizes = self.sizes
        frame = box.adjusted(3.5, 3.5, -4.5, -4.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(Colour.EMPTY), 1)
        pen.setDashPattern([4, 2])
        painter.setPen(pen)
        painter.setBrush(QColor(Colour.CARD))
        painter.drawRoundedRect(frame, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(sizes.small)
        painter.setPen(QColor(Colour.EMPTY))
        wide = column.alignment is Align.LEFT and box.width() > sizes.em * 6
        words = self._missing_long if wide else self._missing
        align = Align.LEFT if wide else Align.CENTRE
        painter.drawText(frame.adjusted(5, 0, -3, 0), _FLAGS[align], words)

    def _frame(self, painter: QPainter, box: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(Colour.PRIMARY if self.active else Colour.HANDLE)
        pen = QPen(colour, 2.5)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1.25, 1.25, -2.25, -2.25))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _handle(self, painter: QPainter, box: QRectF) -> None:
        if not self.active:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        corner = QRectF(box.right() - HANDLE, box.bottom() - HANDLE, HANDLE, HANDLE)
        painter.fillRect(corner.adjusted(-1, -1, 0, 0), QColor(Colour.CARD))
        painter.fillRect(corner, QColor(Colour.PRIMARY))


def _square(room: QRectF, size: float) -> QRectF:
    return QRectF(room.left(), room.center().y() - size / 2, size, size)


def _ink(cell: GridCell, column: GridColumn) -> str:
    if cell.flags & (CellFlag.LOCKED | CellFlag.FADED) and CellFlag.SUMMARY not in cell.flags:
        return Colour.LOCKED
    if cell.state in (State.ERROR, State.CONFLICT):
        return Colour.ERROR
    return Colour.SECONDARY if column.computed else Colour.TEXT
