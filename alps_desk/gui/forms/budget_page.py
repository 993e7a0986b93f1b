"""予算・決算: the office's money by stage, its funds, and what it receives from or pays to the other bodies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.app.questions import HistoryView
from alps_desk.domain.amounts import CURRENT, FORECAST, INITIAL, SETTLED
from alps_desk.domain.budget_form import period_at
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import RecordId, parse_record_id
from alps_desk.gui import year_words
from alps_desk.gui.forms import budget_panel, entry_panel
from alps_desk.gui.forms.budget_book import THOUSAND, BudgetBook, BudgetRow
from alps_desk.gui.forms.budget_columns import VIEWS, View, columns_of
from alps_desk.gui.forms.budget_source import BudgetSource, budget_row_name
from alps_desk.gui.forms.budget_strip import BalanceLine, BudgetStrip
from alps_desk.gui.forms.form_grid_page import FormGridPage
from alps_desk.gui.forms.ways import CellWanted
from alps_desk.gui.page import Menu, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.widgets.grid.source import Outcome, Verdict


class BudgetPage(FormGridPage):
    """The screen."""

    book: BudgetBook
    source: BudgetSource

    def __init__(self, session: Session) -> None:
        book = BudgetBook(session)
        source = BudgetSource(book, session)
        super().__init__(
            session, "budget", wording.say("budget_title"), "nav_money", book, source, shows_period=False
        )
        self._small_told = False
        session.year_changed.connect(self._year_changed)

    # -- the parts of the screen --

    def make_strip(self) -> BudgetStrip:
        self._stages = Selector(wording.say("budget_stage"))
        self._stages.picked.connect(self._stage_picked)
        strip = BudgetStrip(self.book)
        strip.view_picked.connect(self._view_picked)
        strip.thousands_picked.connect(self._thousands_picked)
        strip.more_picked.connect(self._more_picked)
        self._budget_strip = strip
        return strip

    def below(self) -> Sequence[QWidget]:
        self.balance = BalanceLine(self.book)
        return (self.balance,)

    def build(self) -> QWidget:
        whole = super().build()
        grid = self.pane.grid
        grid.typing.connect(self._typing)
        grid.typing_ended.connect(self.book.end_preview)
        grid.verdict_given.connect(self._verdict_given)
        return whole

    def chips(self) -> Sequence[QWidget]:
        return (self._stages,) if self.built else ()

    def more_actions(self) -> Sequence[PageAction]:
        """The three views, with keys."""
        return [
            PageAction(
                wording.say(f"budget_show_{view}"), getattr(self, f"_show_{view}"), menu=Menu.VIEW,
                shortcut=f"Alt+{number}", parent=self,
            )
            for number, view in enumerate(VIEWS, 1)
        ]  # fmt: skip

    def key_hints(self) -> str:
        return wording.say("budget_hints")

    def row_book(self, row: int) -> int | None:
        return self.source.book_row(row)

    def row_grid(self, book_row: int) -> int | None:
        return self.source.grid_row(book_row)

    def book_row_name(self, book_row: int) -> str:
        return budget_row_name(self.book, book_row)

    def can_come_near(self, record: RecordId) -> bool:
        return record.part("stage") in self.book.stages

    def come_near(self, wanted: CellWanted) -> None:
        record = parse_record_id(wanted.record)
        stage = record.part("stage")
        # The initial budget is shown at every stage.
        if record.type == "money" and wanted.field != "budget_initial" and stage in self.book.stages:
            self.book.set_stage(stage)

    def reveal(self, book_row: int, key: str) -> None:
        self.show_view(self._view_with(book_row, key))
        if not self.book.is_listed(book_row):
            self._budget_strip.more.setChecked(True)
        super().reveal(book_row, key)

    @property
    def printed_period(self) -> str:
        words = stage_words(self._session.plan, self.book.stage)
        view = wording.say(f"budget_view_{self.source.view}")
        return f"{fiscal_year_text(self._session.fy)} {words} {view}"

    # -- views --

    def show_view(self, view: View) -> None:
        """Show 予算と決算, 財源 or 負担金; the cursor stays in its project."""
        if view == self.source.view:
            return
        self.about_to_leave()
        here = self.here
        row = None if here is None else self.row_book(here[0])
        project = None if row is None else self.book.line(row).part.project.code
        self._budget_strip.views.set_current(view)
        self.source.set_view(view)
        self._show_modes()
        for number in range(self.source.row_count()):
            line = self.row_book(number)
            if line is not None and self.book.line(line).part.project.code == project:
                self.pane.grid.go_to(number, self._first_column(number))
                break

    def _first_column(self, row: int) -> int:
        columns = self.source.columns()
        found = (n for n, one in enumerate(columns) if one.editable and not self.source.cell(row, n).locked)
        return next(found, 1)

    def _view_with(self, book_row: int, key: str) -> View:
        line = self.book.line(book_row)
        if line.kind != "own":
            return "burden"
        snapshot = self.book.snapshot
        if snapshot is None or not key:
            return self.source.view if self.source.view != "burden" else "budget"
        rows = [row for row in self.book.rows if isinstance(row, BudgetRow)]
        for view in (self.source.view, *VIEWS):
            if view == "burden":
                continue
            columns = columns_of(snapshot.plan, rows, view, self.book.stage, self.book.unit)
            if any(column.key == key for column in columns):
                return view
        return "budget"

    def _show_budget(self) -> None:
        self.show_view("budget")
        self.focus()

    def _show_funds(self) -> None:
        self.show_view("funds")
        self.focus()

    def _show_burden(self) -> None:
        self.show_view("burden")
        self.focus()

    def _view_picked(self, view: str) -> None:
        self.show_view(next(one for one in VIEWS if one == view))
        self.focus()

    # -- stage, unit, modes --

    def _stage_picked(self, stage: object) -> None:
        self.about_to_leave()
        # The keyboard stays in the list: its arrows go from stage to stage.
        self.book.set_stage(str(stage))

    def _year_changed(self) -> None:
        self.book.begin()

    def _thousands_picked(self, on: bool) -> None:
        self.about_to_leave()
        self.book.thousands = on
        self.source.cells_changed.emit([])
        self._session.note(wording.say("budget_thousands_on" if on else "budget_thousands_off"))
        self.focus()

    def _more_picked(self, on: bool) -> None:
        self.about_to_leave()
        self.source.set_shows_all(on)
        self.focus()

    def _preferred(self, name: str) -> None:
        super()._preferred(name)
        if name == "unit" and self.built:
            if self.book.unit == 1:
                self._budget_strip.thousands.setChecked(False)
            self._show_modes()

    def _show_modes(self) -> None:
        self._budget_strip.show_modes(self.source.view, more=self.source.can_show_more)

    # -- what the book says --

    def _reshaped(self) -> None:
        plan = self._session.plan
        words = [(stage, stage_words(plan, stage)) for stage in self.book.stages]
        self._stages.fill(words, self.book.stage)
        self._show_modes()
        super()._reshaped()
        self.chrome_changed.emit()

    def _typing(self, row: int, column: int, text: str) -> None:
        line = self.row_book(row)
        if line is not None:
            self.book.preview(line, self.source.columns()[column].key, text)

    def _verdict_given(self, verdict: Verdict) -> None:
        """Digits that count yen while thousands are shown are easily mistaken: say so, each time."""
        line = self.row_book(verdict.edit.row)
        key = self.source.columns()[verdict.edit.column].key
        taken = verdict.outcome in (Outcome.TAKEN, Outcome.NORMALISED)
        if line is None or not taken or self.book.unit != THOUSAND or self.book.typing_unit == THOUSAND:
            return
        found = self.book.place(line, key)
        yen = self.book.number(line, key)
        if found is not None and found[1].kind == "yen" and yen:
            self._session.note(wording.say("budget_taken_as_yen", yen=f"{yen:,}".replace("-", "△")))

    def follow_row(self, row: int | None) -> None:
        if row is None or row >= self.source.row_count():
            self.balance.follow(None)
            return
        total = self.source.sum_at(row)
        self.balance.follow(self.row_book(row) if total is None else total.own)

    def show_panel(self, row: int | None, key: str, history: Sequence[HistoryView] = ()) -> None:
        if row is None:
            entry_panel.show_nothing(self._panel)
            return
        total, line = self.source.sum_at(row), self.row_book(row)
        if total is not None:
            budget_panel.show_sum(self._panel, self.book, total, key)
        elif line is not None:
            budget_panel.show_cell(self._panel, self.book, line, key, history, self.thread_at(row, key))


def stage_words(plan: Plan, stage: str) -> str:
    """A stage in the selector: 当初, 上半期（9月末時点）, 現計, 決算見込, 決算確定."""
    if stage in (INITIAL, CURRENT, FORECAST, SETTLED):
        return period_label(stage)
    return year_words.period_text(period_at(plan, stage))
