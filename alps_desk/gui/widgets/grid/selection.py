"""The current cell and the selected block, as in a spreadsheet.

The current cell stays where the selection began; the other corner (the lead) moves. Qt's own selection moves the
current cell instead, so keys and mouse go through here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QTableView

_FLAG = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True)
class Block:
    """A rectangle of cells, corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def between(cls, one: tuple[int, int], other: tuple[int, int]) -> Block:
        """The rectangle with these corners."""
        return cls(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return (self.top, self.left) == (self.bottom, self.right)

    @property
    def rows(self) -> int:
        """How many rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """How many columns."""
        return self.right - self.left + 1

    def cells(self) -> list[tuple[int, int]]:
        """All cells, row by row."""
        return [
            (row, column)
            for row in range(self.top, self.bottom + 1)
            for column in range(self.left, self.right + 1)
        ]


class GridSelection(QObject):
    """Current cell, lead and selected block of a table view."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._lead: tuple[int, int] | None = None

    @property
    def current(self) -> tuple[int, int] | None:
        """The cell that typing goes into."""
        index = self._view.currentIndex()
        return (index.row(), index.column()) if index.isValid() else None

    @property
    def lead(self) -> tuple[int, int] | None:
        """The corner that Shift and an arrow move."""
        return self._lead or self.current

    @property
    def block(self) -> Block | None:
        """The block from the current cell to the lead."""
        current, lead = self.current, self.lead
        return Block.between(current, lead) if current is not None and lead is not None else None

    @property
    def cells(self) -> list[tuple[int, int]]:
        """All selected cells, row by row; the current one when nothing is selected."""
        found = sorted((index.row(), index.column()) for index in self._view.selectedIndexes())
        if not found and self.current is not None:
            return [self.current]
        return found

    def bounds(self) -> Block | None:
        """The rectangle around all selected cells; None when the selection is not a rectangle."""
        ranges = self._view.selectionModel().selection()
        if ranges.count() == 1:
            only = ranges.at(0)
            return Block(only.top(), only.left(), only.bottom(), only.right())
        cells = self.cells
        if not cells:
            return None
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        block = Block(min(rows), min(columns), max(rows), max(columns))
        return block if block.rows * block.columns == len(set(cells)) else None

    def set(self, row: int, column: int) -> None:
        """Make one cell current and the only selected one."""
        index = self._view.model().index(row, column)
        self._lead = (row, column)
        self._view.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)

    def extend(self, row: int, column: int) -> None:
        """Select from the current cell to here."""
        current = self.current
        if current is None:
            self.set(row, column)
            return
        self._lead = (row, column)
        self._select(Block.between(current, (row, column)))
        self._view.scrollTo(self._view.model().index(row, column))

    def add(self, row: int, column: int) -> None:
        """Select one more cell (Ctrl and click) and make it current."""
        index = self._view.model().index(row, column)
        self._lead = (row, column)
        self._view.selectionModel().setCurrentIndex(index, _FLAG.Select)

    def step_inside(self, row: int, column: int) -> None:
        """Make another selected cell current; the selection stays."""
        index = self._view.model().index(row, column)
        self._view.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)

    def select_block(self, block: Block) -> None:
        """Select a block; its upper left cell becomes current."""
        self.set(block.top, block.left)
        self._lead = (block.bottom, block.right)
        self._select(block)

    def select_columns(self) -> None:
        """All rows of the selected columns."""
        block, last = self.block, self._view.model().rowCount() - 1
        if block is not None:
            self._lead = (last, block.right)
            self._select(Block(0, block.left, last, block.right))

    def select_rows(self) -> None:
        """All columns of the selected rows."""
        block, last = self.block, self._view.model().columnCount() - 1
        if block is not None:
            self._lead = (block.bottom, last)
            self._select(Block(block.top, 0, block.bottom, last))

    def select_all(self) -> None:
        """Everything."""
        model = self._view.model()
        if model.rowCount():
            self._select(Block(0, 0, model.rowCount() - 1, model.columnCount() - 1))

    def forget_lead(self) -> None:
        """After the rows were arranged anew."""
        self._lead = None

    def _select(self, block: Block) -> None:
        model = self._view.model()
        both = QItemSelection(model.index(block.top, block.left), model.index(block.bottom, block.right))
        self._view.selectionModel().select(both, _FLAG.ClearAndSelect)


def edge(filled: Callable[[int], bool], start: int, step: int, count: int) -> int:
    """Where Ctrl and an arrow go: the end of a filled run, else the next filled cell, else the last cell.

    Args:
        filled: whether the cell at a place has text.
        start: place now.
        step: 1 or -1.
        count: how many places there are.
    """
    here = start + step
    if not 0 <= here < count:
        return start
    if filled(start) and filled(here):
        while 0 <= here + step < count and filled(here + step):
            here += step
        return here
    while 0 <= here + step < count and not filled(here):
        here += step
    return here


def next_inside(block: Block, here: tuple[int, int], *, down: bool, back: bool) -> tuple[int, int]:
    """The next cell of a block for Enter (down the columns) or Tab (along the rows), around its end."""
    row, column = here
    rows, columns = block.rows, block.columns
    if down:
        place = (column - block.left) * rows + (row - block.top)
    else:
        place = (row - block.top) * columns + (column - block.left)
    place = (place + (-1 if back else 1)) % (rows * columns)
    if down:
        return block.top + place % rows, block.left + place // rows
    return block.top + place // columns, block.left + place % columns
