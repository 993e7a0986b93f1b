"""The table under the grid: two views with one cursor, geometry, headings, and following its rows.

It shows and moves; ``entering`` adds the editor, ``view`` the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from alps_desk.gui.theme import row_height
from alps_desk.gui.widgets.grid.columns import ColumnWidths
from alps_desk.gui.widgets.grid.frozen import FrozenColumns
from alps_desk.gui.widgets.grid.header import GridHeader
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.grid.paint import GridDelegate
from alps_desk.gui.widgets.grid.selection import Block, GridSelection
from alps_desk.gui.widgets.grid.source import GridSource

_INPUT_METHOD = Qt.WidgetAttribute.WA_InputMethodEnabled


class GridTable(QTableView):
    """The table.

    Attributes:
        model_: rows as shown; sort and filter there.
        selection: current cell and selected block.
        frozen: the second view.
        widths: widths of the columns.

    Signals:
        current_changed(int, int): row of the source and column of the current cell; -1, -1 for none. Also
            when what the current cell shows changed.
    """

    current_changed = Signal(int, int)

    def __init__(self, source: GridSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ready = False
        self._current_key: object = None
        self._told = (-1, -1)
        self.model_ = GridModel(source, self)
        self.header = GridHeader(self.model_, self)
        self.setHorizontalHeader(self.header)
        # Before the rows are there: later it takes seconds for 100,000 of them.
        self.verticalHeader().setMinimumSectionSize(16)
        self.setModel(self.model_)
        self._set_up()
        self.delegate = GridDelegate(self, self.model_)
        self.setItemDelegate(self.delegate)
        self.selection = GridSelection(self)
        self.frozen = FrozenColumns(self, self.model_, self.delegate)
        self.widths = ColumnWidths(self, self.model_, self.delegate)
        self._ready = True
        self.selectionModel().currentChanged.connect(self._current_moved)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        for header in (self.header, self.frozen.header):
            header.column_pressed.connect(self._column_pressed)
        self.header.sectionResized.connect(self._section_resized)
        self.frozen.header.sectionResized.connect(self._frozen_resized)
        self.model_.modelReset.connect(self._after_reset)
        self.model_.dataChanged.connect(self._data_changed)
        self._measure()
        if self.model_.rowCount():
            self.selection.set(0, min(self.frozen.count, self.model_.columnCount() - 1))

    @property
    def source(self) -> GridSource:
        """The data."""
        return self.model_.source

    @property
    def place(self) -> tuple[int, int] | None:
        """Row of the source and column of the current cell."""
        current = self.selection.current
        return None if current is None else (self.model_.source_row(current[0]), current[1])

    def go_to(self, source_row: int, column: int) -> bool:
        """Make a cell of the source current; False when its row is filtered out."""
        row = self.model_.place_of(source_row)
        if row is None:
            return False
        self.commit_input()
        self.selection.set(row, column)
        return True

    def commit_input(self) -> None:
        """Commit what is being typed; here nothing is."""

    def view_of(self, column: int) -> QTableView:
        """The view that shows a column."""
        return self.frozen if column < self.frozen.count else self

    # -- Qt --

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._follow_focus()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not self._ready:
            super().scrollTo(index, hint)
            return
        frozen = self.frozen.count
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < frozen:
            bar.setValue(before)
            return
        left = self.columnViewportPosition(index.column())
        if self.frozen.isVisible() and left < self.frozen.width():
            bar.setValue(bar.value() + left - self.frozen.width())
        if bar.value() > before:
            self._uncover(index.column())

    def _uncover(self, column: int) -> None:
        """After going to the right: no half column looks out from under the frozen ones."""
        edge = self.frozen.width() if self.frozen.isVisible() else 0
        bar = self.horizontalScrollBar()
        for number in range(self.frozen.count, column):
            left = self.columnViewportPosition(number)
            right = left + self.columnWidth(number)
            if left < edge < right:
                bar.setValue(bar.value() + right - edge)
                return

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if self._ready:
            self.frozen.arrange()
            self._place_editor()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if not self._ready:
            return
        self.widths.stretch_last()
        self.frozen.arrange()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._ready:
            self.frozen.arrange()
            self._place_editor()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._ready:
            self._measure()

    # -- for the layers above --

    def _place_editor(self) -> None:
        """An open editor must be placed again."""

    def _rows_arranged(self) -> None:
        """Rows were arranged anew: an open editor follows its row."""

    def _typing(self) -> bool:
        """Whether an editor is open."""
        return False

    def _here(self) -> tuple[int, int]:
        place = self.place
        assert place is not None
        return place

    def _row_of(self, key: object, hint: int) -> int | None:
        """The row of the source with a key; ``hint`` is where it was shown."""
        source = self.source
        if hint < self.model_.rowCount():
            row = self.model_.source_row(hint)
            if source.row_key(row) == key:
                return row
        return next((row for row in range(source.row_count()) if source.row_key(row) == key), None)

    def _seek(self, wanted: Callable[[int, int], bool], *, back: bool) -> bool:
        model = self.model_
        rows, columns = model.rowCount(), model.columnCount()
        total = rows * columns
        current = self.selection.current
        start = current[0] * columns + current[1] if current is not None else (0 if back else -1)
        for step in range(1, total + 1):
            place = (start + (-step if back else step)) % total
            row, column = divmod(place, columns)
            if wanted(row, column):
                self.selection.set(row, column)
                return True
        return False

    def _show_cells(self, cells: Sequence[tuple[int, int]]) -> None:
        places = [
            (row, column)
            for source_row, column in cells
            if (row := self.model_.place_of(source_row)) is not None
        ]
        if not places:
            return
        rows, columns = [row for row, _ in places], [column for _, column in places]
        block = Block(min(rows), min(columns), max(rows), max(columns))
        if block.rows * block.columns == len(set(places)):
            self.selection.select_block(block)
        else:
            self.selection.set(*places[0])

    # -- inside --

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()

    def _measure(self) -> None:
        self.delegate.measure()
        height = row_height(self)
        self.verticalHeader().setDefaultSectionSize(height)
        self.widths.fit()
        self.frozen.arrange()
        self._place_editor()

    def _current_moved(self, now: QModelIndex, before: QModelIndex) -> None:
        self.delegate.current = (now.row(), now.column()) if now.isValid() else None
        for header in (self.header, self.frozen.header):
            header.current_column = now.column() if now.isValid() else -1
            header.viewport().update()
        if now.isValid():
            self._current_key = self.source.row_key(self.model_.source_row(now.row()))
        self._follow_focus()
        place = self.place or (-1, -1)
        if place != self._told:
            self._told = place
            self.current_changed.emit(*place)

    def _selection_changed(self) -> None:
        block = self.selection.bounds()
        self.delegate.handle_at = (block.bottom, block.right) if block is not None else None
        self._repaint()

    def _follow_focus(self) -> None:
        self.setAttribute(_INPUT_METHOD, self._wants_input_method())
        self.delegate.active = self.hasFocus() or self._typing()
        self._repaint()

    def _wants_input_method(self) -> bool:
        current = self.selection.current
        if current is None:
            return False
        return self.model_.can_edit(*current) and self.model_.columns[current[1]].takes_input_method

    def _repaint(self) -> None:
        self.viewport().update()
        self.frozen.viewport().update()

    def _column_pressed(self, column: int, shift: bool) -> None:
        self.commit_input()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if not self.model_.rowCount():
            return
        last = self.model_.rowCount() - 1
        if shift and self.selection.current is not None:
            self.selection.select_block(
                Block(0, min(self.selection.current[1], column), last, max(self.selection.current[1], column))
            )
        else:
            self.selection.select_block(Block(0, column, last, column))

    def _section_resized(self, section: int, old: int, new: int) -> None:
        self.frozen.arrange()
        self._place_editor()

    def _frozen_resized(self, section: int, old: int, new: int) -> None:
        if not self.frozen.isColumnHidden(section) and new > 0:
            self.setColumnWidth(section, new)

    def _data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.widths.widen(first.row(), last.row())
        place = self.place
        if place is not None and self.selection.current is not None:
            row = self.selection.current[0]
            if first.row() <= row <= last.row():
                self._told = place
                self.current_changed.emit(*place)

    def _after_reset(self) -> None:
        """Rows were arranged anew: cursor and editor follow their row."""
        self.delegate.measure()
        self.selection.forget_lead()
        self.widths.fit()
        rows = self.model_.rowCount()
        self._rows_arranged()
        if not rows:
            self._current_moved(QModelIndex(), QModelIndex())
            return
        column = min(max(self._told[1], 0), self.model_.columnCount() - 1)
        source_row = self._row_of(self._current_key, max(0, self.currentIndex().row()))
        row = None if source_row is None else self.model_.place_of(source_row)
        self.selection.set(0 if row is None else row, column)
