"""The grid's view of an ``EntryBook``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject

from alps_desk import wording
from alps_desk.domain.calendar import date_text, fiscal_year_text
from alps_desk.domain.search_key import search_key
from alps_desk.gui.forms import entry_cells
from alps_desk.gui.forms.entry_book import EntryBook, Taken, Typed
from alps_desk.gui.forms.entry_columns import COMPUTED, HEAD, NAME, NUMBER, grid_column, shown_columns
from alps_desk.gui.session import Session
from alps_desk.gui.widgets.grid.source import (
    CellEdit,
    GridCell,
    GridColumn,
    GridSource,
    Outcome,
    PasteReport,
    Verdict,
)


class EntrySource(GridSource):
    """Rows are those of the book; columns those that at least one row has."""

    def __init__(self, book: EntryBook, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._session = session
        self._columns: tuple[GridColumn, ...] = ()
        book.reshaped.connect(self._reshaped)
        book.changed.connect(self._changed)

    def columns(self) -> Sequence[GridColumn]:
        return self._columns

    def column_named(self, key: str) -> int:
        """Number of a column; -1 if it is not in the grid."""
        return next((number for number, column in enumerate(self._columns) if column.key == key), -1)

    def row_count(self) -> int:
        return len(self._book.rows) if self._columns else 0

    def cell(self, row: int, column: int) -> GridCell:
        return entry_cells.cell(self._book, row, self._columns[column].key)

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        columns = self._columns
        typed = [Typed(edit.row, columns[edit.column].key, edit.text) for edit in edits]
        taken = self._book.type_all(typed, name)
        return PasteReport(
            name, tuple(self._verdict(edit, one) for edit, one in zip(edits, taken, strict=True))
        )

    def _verdict(self, edit: CellEdit, taken: Taken) -> Verdict:
        text = self.cell(edit.row, edit.column).text
        marked = taken.verdict.outcome == "refused" or any(
            finding.level != "missing" for finding in taken.findings
        )
        if taken.same and not marked:
            return Verdict(edit, Outcome.SAME, text)
        if marked:
            return Verdict(edit, Outcome.MARKED, text, taken.note)
        if taken.verdict.outcome == "normalised":
            return Verdict(edit, Outcome.NORMALISED, text, taken.note)
        return Verdict(edit, Outcome.TAKEN, text)

    # -- names, order, search --

    def row_name(self, row: int) -> str:
        return entry_row_name(self._book, row)

    def row_key(self, row: int) -> object:
        part = self._book.rows[row].part
        return part.project.code, part.office, part.payer

    def sort_key(self, row: int, column: int) -> tuple:
        key = self._columns[column].key
        found = self._book.place(row, key)
        if key == NUMBER:
            part = self._book.rows[row].part
            return 0, part.project.number, part.payer
        if found is not None and self._book.draft(found[0]) is None:
            value = self._book.shown(found[0]).cell.value
            if isinstance(value, int) and not isinstance(value, bool):
                return 0, 0, value, ""
        text = self.cell(row, column).text
        return (0, 1, 0, search_key(text)) if text else (1, 0, 0, "")

    def search_text(self, row: int) -> str:
        part = self._book.rows[row].part
        texts = [part.project.code, *(self.cell(row, number).text for number in range(len(self._columns)))]
        if part.payer:
            texts.append(part.project.name)
        return "\x01".join(texts)

    def why_locked(self, row: int, column: int) -> str:
        key = self._columns[column].key
        if key in HEAD:
            return wording.say("office_locked_head")
        if key in COMPUTED:
            return wording.say("office_locked_computed")
        found = self._book.place(row, key)
        if found is not None and self._book.is_locked(found[0]):
            return wording.say("field_locked")
        return wording.say("office_locked_not_here")

    # -- dates --

    def today(self) -> str:
        return date_text(self._session.now().date())

    def day_of_today(self) -> str:
        """Today as an ISO date, for the calendar."""
        return self._session.now().date().isoformat()

    def day_of(self, row: int, column: int) -> str:
        """The date in a cell as an ISO date, "" if there is none."""
        return self._day_of(row, self._columns[column].key)

    def _day_of(self, row: int, key: str) -> str:
        found = self._book.place(row, key)
        value = self._book.shown(found[0]).cell.value if found is not None else None
        try:
            return date.fromisoformat(value).isoformat() if isinstance(value, str) else ""
        except ValueError:
            return ""

    def year_name(self, year: int) -> str:
        return wording.say("office_year_both", year=year, era=fiscal_year_text(year).removesuffix("年度"))

    # -- undo --

    def undo_name(self) -> str | None:
        return self._book.steps.undo_name

    def redo_name(self) -> str | None:
        return self._book.steps.redo_name

    def undo(self) -> Sequence[tuple[int, int]]:
        return self._places(self._book.undo())

    def redo(self) -> Sequence[tuple[int, int]]:
        return self._places(self._book.redo())

    def _places(self, cells: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
        found = [(row, self.column_named(key)) for row, key in cells]
        return [(row, column) for row, column in found if column >= 0]

    # -- inside --

    def _changed(self, rows: list[int]) -> None:
        self.cells_changed.emit(rows)

    def _reshaped(self) -> None:
        book = self._book
        snapshot = book.snapshot
        if snapshot is None:
            return
        columns = tuple(
            grid_column(snapshot.plan, snapshot.rows, key, book.unit)
            for key in shown_columns(snapshot.rows, snapshot.period)
        )
        if columns != self._columns:
            self._columns = columns
            self.columns_changed.emit()
        else:
            self.rows_changed.emit()


def entry_row_name(book: EntryBook, row: int) -> str:
    """How a row is called: number and name, for a burden also who pays."""
    part = book.rows[row].part
    name = f"{part.project.number} {part.project.name}"
    if not part.payer:
        return name
    return f"{name} {entry_cells.cell(book, row, NAME).text.strip()}"
