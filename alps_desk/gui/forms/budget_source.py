"""The grid's view of a ``BudgetBook``: the rows and columns of one of its three views, with their sums."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from alps_desk import wording
from alps_desk.domain.search_key import search_key
from alps_desk.gui.forms import budget_cells
from alps_desk.gui.forms.budget_book import BudgetBook, BudgetRow
from alps_desk.gui.forms.budget_cells import SumOf
from alps_desk.gui.forms.budget_columns import VIEWS, View, columns_of
from alps_desk.gui.forms.entry_book import Typed
from alps_desk.gui.forms.entry_columns import NUMBER
from alps_desk.gui.forms.entry_source import EntrySource
from alps_desk.gui.session import Session
from alps_desk.gui.widgets.grid.source import CellEdit, GridCell, PasteReport


class BudgetSource(EntrySource):
    """Rows are those of the book that a view shows, and rows of sums.

    A field has a row of its own sum where it has two projects or more; with one, its row is its sum.

    Attributes:
        view: the view shown; set with ``set_view``.
        shows_all: whether 負担金 that nothing says there is are shown too, so that they can be entered.
    """

    def __init__(self, book: BudgetBook, session: Session, parent: QObject | None = None) -> None:
        self.view: View = VIEWS[0]
        self.shows_all = False
        self._budget = book
        self._lines: tuple[int | SumOf, ...] = ()
        super().__init__(book, session, parent)

    def set_view(self, view: View) -> None:
        """Show another view."""
        if view != self.view:
            self.view = view
            self._reshaped()

    def set_shows_all(self, shows: bool) -> None:
        """Show or hide the 負担金 that nothing says there is."""
        if shows != self.shows_all:
            self.shows_all = shows
            self._reshaped()

    @property
    def can_show_more(self) -> bool:
        """Whether there are rows that ``shows_all`` would add."""
        book = self._budget
        return any(not book.is_listed(number) for number in range(len(book.rows)))

    # -- rows --

    def book_row(self, row: int) -> int | None:
        """The row of the book behind a row of the grid; None for a row of sums."""
        line = self._lines[row]
        return None if isinstance(line, SumOf) else line

    def sum_at(self, row: int) -> SumOf | None:
        """The sum in a row of the grid."""
        line = self._lines[row]
        return line if isinstance(line, SumOf) else None

    def grid_row(self, book_row: int) -> int | None:
        """Where a row of the book stands."""
        return next((number for number, line in enumerate(self._lines) if line == book_row), None)

    def row_count(self) -> int:
        return len(self._lines) if self._columns else 0

    def is_summary(self, row: int) -> bool:
        return isinstance(self._lines[row], SumOf)

    def cell(self, row: int, column: int) -> GridCell:
        line, key = self._lines[row], self._columns[column].key
        if isinstance(line, SumOf):
            return budget_cells.sum_cell(self._budget, line, key)
        return budget_cells.cell(self._budget, line, key)

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        columns, typed = self._columns, []
        for edit in edits:
            row = self.book_row(edit.row)
            assert row is not None, edit
            typed.append(Typed(row, columns[edit.column].key, edit.text))
        taken = self._budget.type_all(typed, name)
        return PasteReport(
            name, tuple(self._verdict(edit, one) for edit, one in zip(edits, taken, strict=True))
        )

    # -- names, order, search --

    def row_name(self, row: int) -> str:
        line = self._lines[row]
        return line.name if isinstance(line, SumOf) else budget_row_name(self._budget, line)

    def row_key(self, row: int) -> object:
        line = self._lines[row]
        if isinstance(line, SumOf):
            return line.kind, line.name
        part = self._budget.line(line)
        return part.part.project.code, part.kind, part.other

    def sort_key(self, row: int, column: int) -> tuple:
        line, key = self._lines[row], self._columns[column].key
        if isinstance(line, SumOf):
            return 1, 0, 0, ""
        if key == NUMBER:
            part = self._budget.line(line)
            return 0, part.part.project.number, 0, part.other
        yen = budget_cells.column_yen(self._budget, line, key)
        if yen is not None:
            return 0, 0, yen, ""
        text = self.cell(row, column).text
        return (0, 1, 0, search_key(text)) if text else (1, 0, 0, "")

    def search_text(self, row: int) -> str:
        line = self._lines[row]
        words = [self.cell(row, number).text for number in range(len(self._columns))]
        if not isinstance(line, SumOf):
            project = self._budget.line(line).part.project
            words += [project.code, project.name]
        return search_key(" ".join(words))

    def why_locked(self, row: int, column: int) -> str:
        line = self._lines[row]
        if isinstance(line, SumOf):
            return wording.say("budget_locked_sum")
        return budget_cells.why_locked(self._budget, line, self._columns[column].key)

    def day_of(self, row: int, column: int) -> str:
        line = self.book_row(row)
        return "" if line is None else self._day_of(line, self._columns[column].key)

    # -- inside --

    def _places(self, cells: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
        found = [(self.grid_row(row), self.column_named(key)) for row, key in cells]
        return [(row, column) for row, column in found if row is not None and column >= 0]

    def _changed(self, rows: list[int]) -> None:
        if not rows:
            self.cells_changed.emit([])
            return
        wanted = set(rows)
        self.cells_changed.emit(
            [
                number
                for number, line in enumerate(self._lines)
                if (bool(wanted & {*line.rows, line.own}) if isinstance(line, SumOf) else line in wanted)
            ]
        )

    def _reshaped(self) -> None:
        book = self._budget
        snapshot = book.snapshot
        if snapshot is None:
            return
        rows = [row for row in book.rows if isinstance(row, BudgetRow)]
        shown = [number for number in range(len(rows)) if self.shows_all or book.is_listed(number)]
        columns = tuple(
            columns_of(snapshot.plan, [rows[number] for number in shown], self.view, book.stage, book.unit)
        )
        self._lines = self._burdens(shown) if self.view == "burden" else self._projects(shown)
        if columns != self._columns:
            self._columns = columns
            self.columns_changed.emit()
        else:
            self.rows_changed.emit()

    def _projects(self, shown: Sequence[int]) -> tuple[int | SumOf, ...]:
        """Own rows by field, with the sum of each field and of everything."""
        book, snapshot = self._budget, self._budget.snapshot
        assert snapshot is not None
        own = [number for number in shown if book.line(number).kind == "own"]
        lines: list[int | SumOf] = []
        fields = list(dict.fromkeys(book.line(number).part.project.field for number in own))
        for field in fields:
            rows = tuple(number for number in own if book.line(number).part.project.field == field)
            lines += rows
            if len(rows) > 1:
                name = wording.say("budget_sum_field", field=snapshot.plan.field(field).name)
                lines.append(SumOf("field", name, rows))
        if own:
            lines.append(SumOf("total", wording.say("budget_sum_total"), tuple(own)))
        return tuple(lines)

    def _burdens(self, shown: Sequence[int]) -> tuple[int | SumOf, ...]:
        """What is received, under the name of its project with its sum, and what is paid."""
        book = self._budget
        lines: list[int | SumOf] = []
        codes = list(dict.fromkeys(book.line(number).part.project.code for number in shown))
        for code in codes:
            rows = [number for number in shown if book.line(number).part.project.code == code]
            received = tuple(number for number in rows if book.line(number).kind == "received")
            if received:
                own = next((number for number in rows if book.line(number).kind == "own"), None)
                project = book.line(received[0]).part.project
                lines.append(SumOf("project", f"{project.number} {project.name}", received, own))
                lines += received
            lines += [number for number in rows if book.line(number).kind == "paid"]
        return tuple(lines)


def budget_row_name(book: BudgetBook, row: int) -> str:
    """How a row is called: number and name, for a 負担金 also the body at the other side."""
    line = book.line(row)
    project = line.part.project
    name = f"{project.number} {project.name}"
    if line.kind == "own" or book.snapshot is None:
        return name
    body = book.snapshot.plan.body(line.other).name
    return f"{name} {wording.say(f'budget_row_{line.kind}_short', body=body)}"
