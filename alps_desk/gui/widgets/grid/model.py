"""The rows of a source in the order and choice in which they are shown.

Sorting and filtering work on a list of row numbers and on keys that are asked of the source once for a column (a
proxy model takes a hundred times as long). Sorting is stable and starts from the order of the source, so its result
is total.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from alps_desk import wording
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid.column_keys import ColumnKeys
from alps_desk.gui.widgets.grid.search import SearchKeys
from alps_desk.gui.widgets.grid.source import CellFlag, GridCell, GridColumn, GridSource

_STATE_WORDS = {
    State.WARNING: "gui_state_warning",
    State.ERROR: "gui_state_error",
    State.RETURNED: "gui_state_returned",
    State.CONFLICT: "gui_state_conflict",
}
_ROLE = Qt.ItemDataRole
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class GridModel(QAbstractTableModel):
    """The model of both views.

    Attributes:
        search_keys: folded copies of the rows.

    Signals:
        arrangement_changed(): order or choice of rows changed.
    """

    arrangement_changed = Signal()

    def __init__(self, source: GridSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.columns: tuple[GridColumn, ...] = tuple(source.columns())
        self._rows: list[int] = list(range(source.row_count()))
        self._places: dict[int, int] | None = None
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._sort: tuple[int, bool] | None = None
        self._accepts: dict[str, Callable[[int], bool]] = {}
        self._values: dict[int, frozenset[str]] = {}
        self._words = ""
        self.search_keys = SearchKeys(source, self)
        self._keys = ColumnKeys(source)
        source.cells_changed.connect(self._cells_changed)
        source.rows_changed.connect(self._rows_changed)
        source.columns_changed.connect(self._columns_changed)

    # -- what is shown --

    def cell(self, row: int, column: int) -> GridCell:
        """The cell at a place in the view."""
        key = (row, column)
        found = self._cells.get(key)
        if found is None:
            if len(self._cells) > 20_000:
                self._cells.clear()
            found = self._cells[key] = self.source.cell(self._rows[row], column)
        return found

    def source_row(self, row: int) -> int:
        """Row of the source at a place in the view."""
        return self._rows[row]

    def place_of(self, source_row: int) -> int | None:
        """Where a row of the source is shown; None when it is filtered out."""
        if self._places is None:
            self._places = {row: place for place, row in enumerate(self._rows)}
        return self._places.get(source_row)

    def can_edit(self, row: int, column: int) -> bool:
        """Whether the cell can be typed into now."""
        return self.columns[column].editable and not self.cell(row, column).locked

    def spoken(self, row: int, column: int) -> str:
        """Column, value with unit, state, what the state means."""
        cell, head = self.cell(row, column), self.columns[column]
        words = [head.heading]
        if CellFlag.MISSING in cell.flags and not cell.text:
            words.append(wording.say("gui_state_missing"))
        else:
            words.append(cell.text if cell.spoken is None else cell.spoken)
            # What is said instead of the text says its unit itself: 3,310,000円.
            if head.unit and cell.text and cell.spoken is None:
                words.append(head.unit)
        if cell.state in _STATE_WORDS:
            words.append(wording.say(_STATE_WORDS[cell.state]))
        if cell.locked:
            words.append(wording.say("gui_state_locked"))
        if CellFlag.UNEXPORTED in cell.flags:
            words.append(wording.say("gui_state_unexported"))
        if CellFlag.COMMENT in cell.flags:
            words.append(wording.say("gui_state_comment"))
        if CellFlag.COPIED in cell.flags:
            words.append(wording.say("gui_state_copied"))
        if CellFlag.CONFIRMED in cell.flags:
            words.append(wording.say("gui_state_confirmed"))
        words.append(cell.tip)
        return " ".join(word for word in words if word)

    # -- order and choice --

    @property
    def sorted_by(self) -> tuple[int, bool] | None:
        """Column and whether downwards; None = order of the source."""
        return self._sort

    def sort_by(self, column: int | None, *, descending: bool = False) -> None:
        """Sort by a column; None goes back to the order of the source."""
        self._sort = None if column is None else (column, descending)
        self._arrange()

    def set_row_filter(self, key: str, accepts: Callable[[int], bool] | None) -> None:
        """Show only rows of the source that are accepted; filters with other keys stay in force too."""
        if accepts is None:
            self._accepts.pop(key, None)
        else:
            self._accepts[key] = accepts
        self._arrange()

    def set_value_filter(self, column: int, values: frozenset[str] | None) -> None:
        """Show only rows with one of these values in a column; None shows all."""
        if values is None:
            self._values.pop(column, None)
        else:
            self._values[column] = values
        self._arrange()

    def value_filter(self, column: int) -> frozenset[str] | None:
        """The values a column is filtered by."""
        return self._values.get(column)

    def set_words(self, words: str) -> None:
        """Show only rows that hold all of these words, whatever their width, kana, or old or new kanji."""
        self._words = words
        self._arrange()

    @property
    def words(self) -> str:
        """The words rows are filtered by."""
        return self._words

    @property
    def filtered(self) -> bool:
        """Whether rows may be hidden."""
        return bool(self._accepts or self._values or self._words.strip())

    def clear_filters(self) -> None:
        """Show all rows; the order stays."""
        self._accepts.clear()
        self._values.clear()
        self._words = ""
        self._arrange()

    def values_of(self, column: int) -> list[str]:
        """All values of a column, among the rows that the other filters show, in their order."""
        sums, texts = self._keys.sums(), self._keys.texts(column)
        keys: dict[str, tuple] = {}
        for row in self._chosen(but=column):
            if not sums[row] and texts[row] not in keys:
                keys[texts[row]] = self.source.sort_key(row, column)
        return sorted(keys, key=lambda text: (keys[text], text))

    # -- Qt --

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        result = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.isValid() and self.can_edit(index.row(), index.column()):
            result |= Qt.ItemFlag.ItemIsEditable
        return result

    def data(self, index: AnyIndex, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case _ROLE.DisplayRole:
                return self.cell(row, column).text
            case _ROLE.EditRole:
                return self.cell(row, column).edit_text
            case _ROLE.ToolTipRole:
                return self._tip(row, column)
            case _ROLE.AccessibleTextRole:
                return self.spoken(row, column)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.columns[section].full_heading
        return self.source.row_name(self._rows[section])

    def _tip(self, row: int, column: int) -> str | None:
        cell = self.cell(row, column)
        if cell.tip:
            return cell.tip
        if cell.locked and self.columns[column].editable:
            return self.source.why_locked(self._rows[row], column)
        return cell.text if len(cell.text) > 12 else None

    # -- changes --

    def _cells_changed(self, rows: list[int]) -> None:
        self._cells.clear()
        self.search_keys.forget(rows)
        self._keys.forget(rows)
        if not self._rows:
            return
        places = [place for row in rows if (place := self.place_of(row)) is not None] if rows else []
        if rows and not places:
            return
        first, last = (min(places), max(places)) if places else (0, len(self._rows) - 1)
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _rows_changed(self) -> None:
        self._cells.clear()
        self.search_keys.forget()
        self._keys.forget()
        self._arrange()

    def _columns_changed(self) -> None:
        self.beginResetModel()
        self.columns = tuple(self.source.columns())
        self._cells.clear()
        self.search_keys.forget()
        self._keys.forget()
        self._values = {
            column: values for column, values in self._values.items() if column < len(self.columns)
        }
        if self._sort is not None and self._sort[0] >= len(self.columns):
            self._sort = None
        self._set_rows()
        self.endResetModel()
        self.arrangement_changed.emit()

    def _arrange(self) -> None:
        self.beginResetModel()
        self._cells.clear()
        self._set_rows()
        self.endResetModel()
        self.arrangement_changed.emit()

    def _set_rows(self) -> None:
        rows = self._chosen()
        if self._sort is not None:
            column, descending = self._sort
            keys = self._keys.orders(column)
            filled: list[int] = []
            empty: list[int] = []
            for row in rows:
                if key := keys[row]:
                    (filled if key[0] == 0 else empty).append(row)
            filled.sort(key=keys.__getitem__, reverse=descending)  # keeps equal rows in order, reversed too
            rows = filled + empty
        self._rows = rows
        self._places = None

    def _chosen(self, but: int | None = None) -> list[int]:
        rows: list[int] = list(range(self.source.row_count()))
        for accepts in self._accepts.values():
            rows = [row for row in rows if accepts(row)]
        for column, values in self._values.items():
            if column != but:
                texts = self._keys.texts(column)
                rows = [row for row in rows if texts[row] in values]
        return self.search_keys.holding(rows, self._words)
