"""The mouse on the grid: click, drag, Shift and Ctrl, double click, the handle to fill from. No wheel: it scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTableView

from alps_desk.gui.widgets.grid.paint import HANDLE
from alps_desk.gui.widgets.grid.selection import Block

if TYPE_CHECKING:
    from alps_desk.gui.widgets.grid.view import Grid


class GridMouse:
    """Turns mouse events of both views into selection and filling."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._selecting = False
        self._filling: Block | None = None

    def handle(self, event: QMouseEvent, view: QTableView) -> None:
        """Take an event of a view's viewport."""
        kind = event.type()
        point = event.position().toPoint()
        if kind == QEvent.Type.MouseButtonPress:
            self._press(event, view, point)
        elif kind == QEvent.Type.MouseMove:
            self._move(event, view, point)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._release()
        elif kind == QEvent.Type.MouseButtonDblClick and event.button() is Qt.MouseButton.LeftButton:
            self._double(view, point)

    def _press(self, event: QMouseEvent, view: QTableView, point: QPoint) -> None:
        grid = self._grid
        # The handle belongs to the selection as it is; a commit must not move it before it is looked up.
        block = grid.selection.bounds()
        on_handle = event.button() is Qt.MouseButton.LeftButton and self._on_handle(view, point, block)
        grid.commit_input()
        grid.setFocus(Qt.FocusReason.MouseFocusReason)
        grid.keys.forget_tabs()
        if on_handle:
            self._filling = block
            return
        place = self._place(view, point)
        if place is None:
            return
        if event.button() is Qt.MouseButton.RightButton:
            if place not in grid.selection.cells:
                grid.selection.set(*place)
            return
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            grid.selection.extend(*place)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            grid.selection.add(*place)
            return
        else:
            grid.selection.set(*place)
        self._selecting = True

    def _move(self, event: QMouseEvent, view: QTableView, point: QPoint) -> None:
        grid = self._grid
        if not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._on_handle(view, point, grid.selection.bounds())
            view.viewport().setCursor(Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor)
            return
        place = self._nearest(view, point)
        if place is None:
            return
        if self._filling is not None:
            grid.show_fill(self._fill_target(self._filling, place))
        elif self._selecting and place != grid.selection.lead:
            grid.selection.extend(*place)

    def _double(self, view: QTableView, point: QPoint) -> None:
        place = self._place(view, point)
        if place is None:
            return
        if place != self._grid.selection.current:
            self._grid.selection.set(*place)
        self._grid.use_current()

    def _release(self) -> None:
        self._selecting = False
        if self._filling is not None:
            origin, self._filling = self._filling, None
            self._grid.fill_over(origin)

    def _fill_target(self, origin: Block, place: tuple[int, int]) -> Block:
        """The block a drag fills: along the longer way only, as in a spreadsheet."""
        row, column = place
        down = max(row - origin.bottom, origin.top - row, 0)
        across = max(column - origin.right, origin.left - column, 0)
        if down >= across:
            return Block(min(origin.top, row), origin.left, max(origin.bottom, row), origin.right)
        return Block(origin.top, min(origin.left, column), origin.bottom, max(origin.right, column))

    def _on_handle(self, view: QTableView, point: QPoint, block: Block | None) -> bool:
        if block is None:
            return False
        grid = self._grid
        if (block.right < grid.frozen.count) != (view is grid.frozen):
            return False
        cell = view.visualRect(grid.model_.index(block.bottom, block.right))
        reach = HANDLE + 3
        return QRect(cell.right() - reach + 3, cell.bottom() - reach + 3, reach, reach).contains(point)

    def _place(self, view: QTableView, point: QPoint) -> tuple[int, int] | None:
        index = view.indexAt(point)
        return (index.row(), index.column()) if index.isValid() else None

    def _nearest(self, view: QTableView, point: QPoint) -> tuple[int, int] | None:
        """The cell under the mouse, or the nearest one while it is dragged outside."""
        grid = self._grid
        if not grid.model_.rowCount():
            return None
        inside = grid.viewport().mapFromGlobal(view.viewport().mapToGlobal(point))
        room = grid.viewport().rect()
        row = grid.rowAt(max(0, min(inside.y(), room.height() - 1)))
        column = grid.columnAt(max(0, min(inside.x(), room.width() - 1)))
        if grid.frozen.isVisible() and 0 <= inside.x() < grid.frozen.width():
            column = grid.frozen.columnAt(inside.x())
        row = grid.model_.rowCount() - 1 if row < 0 else row
        column = grid.model_.columnCount() - 1 if column < 0 else column
        if inside.y() >= room.height():
            row = min(row + 1, grid.model_.rowCount() - 1)
        elif inside.y() < 0:
            row = max(0, row - 1)
        return row, column
