"""Widths of the columns: from the font, wide enough for the widest figure, the last one up to the edge.

A width the user dragged is kept until the text size changes.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QTableView

from alps_desk.gui.theme import em
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.grid.paint import GridDelegate
from alps_desk.gui.widgets.grid.source import ColumnKind, GridCell

_MEASURED_ROWS = 2000
_SHORT_EM = 8.5
_TRIED = 30


class ColumnWidths:
    """Sets the widths of a view."""

    def __init__(self, view: QTableView, model: GridModel, delegate: GridDelegate) -> None:
        self._view = view
        self._model = model
        self._delegate = delegate
        self._em = 0
        self._own: dict[int, int] = {}
        self._setting = False
        view.horizontalHeader().sectionResized.connect(self._dragged)

    def fit(self) -> None:
        """Set all widths anew."""
        size = em(self._view)
        if size != self._em:
            self._em = size
            self._own.clear()
        for number, column in enumerate(self._model.columns):
            width = self._own.get(number)
            if width is None:
                width = max(round(column.width_em * size), self._heading(number))
                width = max(width, self._needed(number, 0, self._model.rowCount() - 1))
            self._set(number, width)
        self.stretch_last()

    def widen(self, first: int, last: int) -> None:
        """Columns of figures must hold what changed in these rows."""
        for number in range(len(self._model.columns)):
            if number not in self._own:
                need = self._needed(number, first, last)
                if need > self._view.columnWidth(number):
                    self._set(number, need)
        self.stretch_last()

    def fit_column(self, number: int) -> None:
        """As wide as the widest text that is shown."""
        limit = self._em * 40
        width = min(limit, max(self._heading(number), self._widest(number, 0, self._model.rowCount() - 1)))
        self._own[number] = width
        self._set(number, width)

    def stretch_last(self) -> None:
        """The last column reaches to the right edge, but is never narrower than it wants to be.

        Where it holds figures, the columns of words before it take the room: figures far from their heading are
        hard to read.
        """
        last = len(self._model.columns) - 1
        if last < 0 or last in self._own:
            return
        words = self._of_words() if self._model.columns[last].kind is ColumnKind.NUMBER else []
        if words:
            self._share_room(words)
            return
        others = sum(self._view.columnWidth(number) for number in range(last))
        wanted = max(round(self._model.columns[last].width_em * self._em), self._heading(last))
        self._set(last, max(wanted, self._view.viewport().width() - others))

    def _of_words(self) -> list[int]:
        """Columns of words that scroll and that nobody dragged."""
        return [
            number
            for number, column in enumerate(self._model.columns)
            if column.kind in (ColumnKind.TEXT, ColumnKind.PROSE)
            and column.editable
            and not column.frozen
            and number not in self._own
        ]

    def _share_room(self, words: list[int]) -> None:
        """Give what is left of the width to some columns, each the same."""
        rows = self._model.rowCount() - 1
        wanted = {
            number: max(
                round(self._model.columns[number].width_em * self._em),
                self._heading(number),
                self._needed(number, 0, rows),
            )
            for number in words
        }
        others = sum(
            self._view.columnWidth(number)
            for number in range(len(self._model.columns))
            if number not in wanted
        )
        more = max(0, self._view.viewport().width() - others - sum(wanted.values()))
        for place, (number, width) in enumerate(wanted.items()):
            share = more // len(words) + (more % len(words) if place == 0 else 0)
            self._set(number, width + share)

    def _heading(self, number: int) -> int:
        column = self._model.columns[number]
        font = QFont(self._view.font())
        font.setBold(True)
        metrics = QFontMetricsF(font)
        lines = [*column.heading.split("\n"), f"（{column.unit}）" if column.unit else ""]
        return round(max(metrics.horizontalAdvance(text) for text in lines) + self._em * 1.1 + 2)

    def _needed(self, number: int, first: int, last: int) -> int:
        """What may not be cut off: figures at any length, short words (numbers of rows, states) within reason."""
        column = self._model.columns[number]
        if column.kind is ColumnKind.NUMBER:
            return self._widest(number, first, last)
        if column.kind is ColumnKind.PROSE or column.width_em > _SHORT_EM:
            return 0
        return min(self._widest(number, first, last), round(column.width_em * self._em * 1.5))

    def _widest(self, number: int, first: int, last: int) -> int:
        """Measures the cells with most characters; figures of one length are equally wide, words are not."""
        column = self._model.columns[number]
        by_length: dict[int, list[GridCell]] = {}
        for row in range(first, min(last, first + _MEASURED_ROWS) + 1):
            cell = self._model.cell(row, number)
            found = by_length.setdefault(len(cell.text) + (3 if cell.state is not None else 0), [])
            if len(found) < _TRIED:
                found.append(cell)
        tried = [cell for length in sorted(by_length, reverse=True)[:3] for cell in by_length[length]]
        return max((self._delegate.width_of(cell, column) for cell in tried), default=0)

    def _set(self, number: int, width: int) -> None:
        if self._view.columnWidth(number) != width:
            self._setting = True
            self._view.setColumnWidth(number, width)
            self._setting = False

    def _dragged(self, number: int, old: int, new: int) -> None:
        if not self._setting and new > 0:
            self._own[number] = new
