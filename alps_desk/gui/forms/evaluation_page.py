"""圏域評価: the union's own evaluation of each project, beside what the offices said of themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QObject

from alps_desk import wording
from alps_desk.app.questions import HistoryView
from alps_desk.domain.cells import CellState
from alps_desk.domain.regional_evaluation import COLUMNS
from alps_desk.gui.forms import entry_panel
from alps_desk.gui.forms.entry_columns import NAME, NUMBER, TYPE, grid_column, heading
from alps_desk.gui.forms.entry_source import EntrySource
from alps_desk.gui.forms.evaluation_book import EvaluationBook
from alps_desk.gui.forms.form_grid_page import FormGridPage
from alps_desk.gui.forms.form_strip import FormStrip
from alps_desk.gui.session import Session
from alps_desk.gui.widgets.grid.source import Align, GridCell, GridColumn
from alps_desk.gui.widgets.info_panel import InfoPanel

OWN = "own_ratings"
_WIDTHS = {
    "regional_rating": 6.2, "external_rating": 6.2, "relevance": 5.4, "effectiveness": 5.4, "efficiency": 5.4,
    "direction": 10.5, "grade_reason": 20.0, "panel_comments": 20.0, "direction_reason": 16.0, "next_actions": 16.0,
}  # fmt: skip


class EvaluationPage(FormGridPage):
    """The screen."""

    book: EvaluationBook
    source: EvaluationSource

    def __init__(self, session: Session) -> None:
        book = EvaluationBook(session)
        source = EvaluationSource(book, session)
        title = wording.say("evaluation_title")
        super().__init__(session, "evaluation", title, "nav_evaluation", book, source, shows_period=False)

    def make_strip(self) -> FormStrip:
        return FormStrip(self.book, (), wording.say("budget_search"))

    def show_panel(self, row: int | None, key: str, history: Sequence[HistoryView] = ()) -> None:
        panel = self._panel
        if row is None:
            entry_panel.show_nothing(panel)
            return
        panel.begin(self.source.row_name(row), column_heading(key))
        found = self.book.place(row, key)
        if found is not None:
            entry_panel.about_field(panel, self.book, row, key, found, history)
        self._about_offices(panel, row)
        panel.finish()

    def _about_offices(self, panel: InfoPanel, row: int) -> None:
        """What the bodies said of the year themselves."""
        snapshot = self.book.snapshot
        assert snapshot is not None
        plan = snapshot.plan
        panel.add_section(wording.term("self_rating"))
        for office, fields in self.book.own_words(self.book.rows[row].part.project).items():
            marks = [text] if (text := self.book.rating_text(fields)) else []
            if fields["direction"].cell.state is CellState.VALUE:
                marks.append(plan.label("direction", str(fields["direction"].cell.value)))
            words = wording.say("form_list_separator").join(marks) or wording.say("report_empty")
            panel.add_values([(plan.body(office).name, words)])
            for name in ("achievement_text", "grade_reason"):
                if fields[name].cell.state is CellState.VALUE:
                    panel.add_text(str(fields[name].cell.value), ink="secondary")


def column_heading(key: str) -> str:
    """What people call a column here."""
    return wording.say("evaluation_own_ratings") if key == OWN else heading(key)


class EvaluationSource(EntrySource):
    """Rows are the projects of the year."""

    def __init__(self, book: EvaluationBook, session: Session, parent: QObject | None = None) -> None:
        self._evaluations = book
        super().__init__(book, session, parent)

    def cell(self, row: int, column: int) -> GridCell:
        if self._columns[column].key != OWN:
            return super().cell(row, column)
        counts = Counter(self._evaluations.own_ratings(row))
        known = [
            wording.say("evaluation_count", label=label, count=counts[label])
            for label in sorted(counts)
            if label
        ]
        if counts[""]:
            known.append(wording.say("evaluation_count", label=wording.say("summary_none"), count=counts[""]))
        return GridCell(" ".join(known))

    def why_locked(self, row: int, column: int) -> str:
        if self._columns[column].key == OWN:
            return wording.say("evaluation_locked_own")
        return super().why_locked(row, column)

    def _reshaped(self) -> None:
        snapshot = self._evaluations.snapshot
        if snapshot is None:
            return
        columns = tuple(self._column(key) for key in (NUMBER, NAME, TYPE, OWN, *COLUMNS))
        if columns != self._columns:
            self._columns = columns
            self.columns_changed.emit()
        else:
            self.rows_changed.emit()

    def _column(self, key: str) -> GridColumn:
        snapshot = self._evaluations.snapshot
        assert snapshot is not None
        if key == OWN:
            return GridColumn(key, column_heading(key), width_em=8.0, computed=True, align=Align.CENTRE)
        column = grid_column(snapshot.plan, snapshot.rows, key, 1)
        if key not in _WIDTHS:
            return column
        return GridColumn(
            key,
            column.heading,
            column.unit,
            column.kind,
            editable=True,
            width_em=_WIDTHS[key],
            choices=column.choices,
        )
