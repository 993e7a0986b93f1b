"""The grid's view of an ``IndicatorBook``."""

from __future__ import annotations

from PySide6.QtCore import QObject

from alps_desk import wording
from alps_desk.domain.search_key import search_key
from alps_desk.gui.forms import indicator_cells
from alps_desk.gui.forms.entry_columns import NUMBER
from alps_desk.gui.forms.entry_source import EntrySource
from alps_desk.gui.forms.indicator_book import IndicatorBook
from alps_desk.gui.session import Session
from alps_desk.gui.widgets.grid.source import GridCell


class IndicatorSource(EntrySource):
    """Rows are the indicators of the office."""

    def __init__(self, book: IndicatorBook, session: Session, parent: QObject | None = None) -> None:
        self._indicators = book
        super().__init__(book, session, parent)

    def cell(self, row: int, column: int) -> GridCell:
        return indicator_cells.cell(self._indicators, row, self._columns[column].key)

    def row_name(self, row: int) -> str:
        indicator = self._indicators.line(row).indicator
        return indicator_cells.with_unit(indicator.name, indicator.unit)

    def row_key(self, row: int) -> object:
        return self._indicators.line(row).record

    def sort_key(self, row: int, column: int) -> tuple:
        key = self._columns[column].key
        if key == NUMBER:
            project = self._indicators.line(row).project
            return 0, project.number if project else 10_000, ""
        value = indicator_cells.sort_value(self._indicators, row, key)
        if value is not None:
            return 0, 0, value, ""
        text = self.cell(row, column).text
        return (0, 1, 0, search_key(text)) if text else (1, 0, 0, "")

    def search_text(self, row: int) -> str:
        line = self._indicators.line(row)
        words = [self.cell(row, number).text for number in range(len(self._columns))]
        words += [line.indicator.code, line.project.name if line.project else ""]
        return search_key(" ".join(words))

    def why_locked(self, row: int, column: int) -> str:
        key = self._columns[column].key
        found = self._indicators.place(row, key)
        if found is not None:
            return wording.say("field_locked")
        if key in (indicator_cells.RATE, indicator_cells.COURSE) or key.startswith(indicator_cells.YEAR):
            return wording.say("office_locked_computed")
        if self._columns[column].editable:
            return wording.say("indicator_locked_judgement")
        return wording.say("indicator_locked_plan")

    def _reshaped(self) -> None:
        if self._indicators.snapshot is None:
            return
        columns = tuple(indicator_cells.columns_of(self._indicators))
        if columns != self._columns:
            self._columns = columns
            self.columns_changed.emit()
        else:
            self.rows_changed.emit()
