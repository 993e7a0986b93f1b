"""A sheet of somebody's own form as a table: letters and row numbers, merged cells, computed cells, what goes where."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from alps_desk import wording
from alps_desk.app.filling import Place, Template
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import em

_MOST_ROWS, _MOST_COLUMNS = 300, 60
_SPARE_ROWS, _SPARE_COLUMNS = 6, 2


class FormPicture(QTableWidget):
    """The table; it is only looked at, and a click or the arrow keys choose a cell.

    Signals:
        chosen(str): a cell such as ``B5``; "" for one that may hold no value.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(wording.say("fill_picture"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.currentCellChanged.connect(self._moved)
        self._sheet = ""
        self._computed: set[tuple[int, int]] = set()

    def show_sheet(self, template: Template, name: str) -> None:
        """Show a sheet as it is, empty of what will go in."""
        sheet = template.sheet(name)
        self._sheet = sheet.name
        self.blockSignals(True)
        self.clear()
        self.clearSpans()
        rows = min(len(sheet.rows) + _SPARE_ROWS, _MOST_ROWS)
        wide = max((len(row) for row in sheet.rows), default=1)
        columns = min(wide + _SPARE_COLUMNS, _MOST_COLUMNS)
        self.setRowCount(rows)
        self.setColumnCount(columns)
        self.setHorizontalHeaderLabels([Place("", 1, column).cell[:-1] for column in range(columns)])
        for top, left, bottom, right in sheet.merged:
            if top <= rows and left < columns and (bottom > top or right > left):
                self.setSpan(top - 1, left, min(bottom, rows) - top + 1, min(right, columns - 1) - left + 1)
        self._computed = {
            (row, column)
            for top, left, bottom, right in sheet.formulas
            for row in range(top, min(bottom, rows) + 1)
            for column in range(left, min(right, columns - 1) + 1)
        }
        for row in range(1, rows + 1):
            for column in range(columns):
                item = QTableWidgetItem(sheet.text(row, column))
                if (row, column) in self._computed:
                    item.setBackground(QColor(Colour.COMPUTED))
                    item.setForeground(QColor(Colour.HINT))
                self.setItem(row - 1, column, item)
        for column in range(columns):
            self.setColumnWidth(column, em(self) * 7)
        self.blockSignals(False)
        self._original = [
            [sheet.text(row, column) for column in range(columns)] for row in range(1, rows + 1)
        ]

    def show_puts(self, puts: Mapping[Place, str]) -> None:
        """Show what goes in, on the sheet that is shown."""
        wanted = {(one.row - 1, one.column): text for one, text in puts.items() if one.sheet == self._sheet}
        for row, texts in enumerate(self._original):
            for column, text in enumerate(texts):
                item = self.item(row, column)
                if item is None or (row + 1, column) in self._computed:
                    continue
                inside = (row, column) in wanted
                item.setText(wanted.get((row, column), text))
                item.setBackground(QColor(Colour.WARNING_TINT if inside else Colour.CARD))

    def choose(self, cell: str) -> None:
        """Choose a cell as a click would; one beyond the picture changes nothing."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                if Place("", row + 1, column).cell == cell:
                    self.setCurrentCell(row, column)
                    return

    def _moved(self, row: int, column: int, *_before: int) -> None:
        if row < 0 or column < 0:
            return
        bad = (row + 1, column) in self._computed
        self.chosen.emit("" if bad else Place("", row + 1, column).cell)
