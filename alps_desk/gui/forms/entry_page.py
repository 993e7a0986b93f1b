"""進捗の入力: every project of the office in one grid, or one project as a form, over the same data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from alps_desk import wording
from alps_desk.app.desk import TOPIC_EXCHANGE
from alps_desk.app.questions import HistoryView
from alps_desk.app.screen_print import Printed
from alps_desk.domain.records import parse_record_id
from alps_desk.gui.forms import entry_acts, entry_panel
from alps_desk.gui.forms.ask_bar import AskBar
from alps_desk.gui.forms.cell_print import project_table
from alps_desk.gui.forms.cell_unwritten import Typing
from alps_desk.gui.forms.entry_acts import Cell, Done
from alps_desk.gui.forms.entry_behalf import EntryBehalf
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import EVENTS, NAME
from alps_desk.gui.forms.entry_deeds import EntryDeeds
from alps_desk.gui.forms.entry_source import EntrySource, entry_row_name
from alps_desk.gui.forms.entry_strip import EntryStrip
from alps_desk.gui.forms.form_grid_page import FormGridPage
from alps_desk.gui.forms.project_form import ProjectForm
from alps_desk.gui.forms.ways import CellWanted
from alps_desk.gui.page import EditTarget, Menu, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.grid import PasteReport, Verdict


class EntryPage(FormGridPage):
    """The screen.

    Attributes:
        form: one project.
        deeds: what can be done to cells besides typing; ask_bar: where its questions stand.
        behalf: the choice of another office, at the union.
    """

    def __init__(self, session: Session) -> None:
        book = EntryBook(session)
        source = EntrySource(book, session)
        super().__init__(session, "entry", wording.say("office_entry_title"), "nav_entry", book, source)
        session.changed.connect(self._heard)

    # -- the parts of the screen --

    def make_strip(self) -> EntryStrip:
        return EntryStrip(self.book)

    def body(self) -> QWidget:
        self.form = ProjectForm(self.book, self.source)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pane)
        self._stack.addWidget(self.form)
        return self._stack

    def below(self) -> Sequence[QWidget]:
        self.ask_bar = AskBar()
        self.deeds.attach(self.ask_bar)
        return (self.ask_bar,)

    def build(self) -> QWidget:
        self.behalf = EntryBehalf(self.book, self._session, self)
        whole = super().build()
        grid = self.pane.grid
        grid.opened.connect(self._opened)
        grid.verdict_given.connect(self._verdict_given)
        grid.reported.connect(self._reported)
        self.deeds.said.connect(self._session.note)
        self.deeds.carried.connect(self._carried)
        self.ask_bar.left.connect(self.focus)
        self.form.said.connect(self._session.note)
        self.form.cell_changed.connect(self._form_cell_changed)
        return whole

    def chips(self) -> Sequence[QWidget]:
        return (self.behalf.offices,) if self.built and self.behalf.offered else ()

    def key_hints(self) -> str:
        return wording.say("office_entry_hints_form" if self.in_form else "office_entry_hints")

    def edit_target(self) -> EditTarget | None:
        if not self.built:
            return None
        return self.form.target if self.in_form else self.pane.grid

    def book_row_name(self, book_row: int) -> str:
        return entry_row_name(self.book, book_row)

    @property
    def in_form(self) -> bool:
        """Whether one project is shown."""
        return self.built and self._stack.currentWidget() is self.form

    @property
    def here(self) -> tuple[int, str] | None:
        if self.in_form:
            return self.form.place if self.book.rows else None
        return super().here

    def focus(self) -> None:
        (self.form if self.in_form else self.pane.grid).setFocus()

    def about_to_leave(self) -> None:
        if self.built:
            self.pane.grid.commit_input()
            self.form.commit_input()
            self.ask_bar.commit_input()

    # -- list and form --

    def show_form(self) -> None:
        """One project, the one of the current row."""
        self.pane.grid.commit_input()
        place = self.pane.grid.place
        if place is None:
            return
        row, column = place
        self._stack.setCurrentWidget(self.form)
        self.form.show_row(row, self.source.columns()[column].key)
        self._relabel()

    def show_list(self) -> None:
        """All projects; the cursor stands in the row of the form."""
        self.form.commit_input()
        row, key = self.form.place
        self._stack.setCurrentWidget(self.pane)
        column = self.source.column_named(key)
        self.pane.grid.go_to(row, column if column >= 0 else self.source.column_named(NAME))
        self.pane.grid.setFocus()
        self._relabel()

    def _opened(self, row: int, column: int) -> None:
        self.show_form()

    def _toggle_form(self) -> None:
        if self.in_form:
            self.show_list()
        else:
            self.show_form()

    def _relabel(self) -> None:
        self._form_action.setText(
            wording.say("office_entry_to_list" if self.in_form else "office_entry_to_form")
        )
        self.chrome_changed.emit()

    def reveal(self, book_row: int, key: str) -> None:
        if self.in_form:
            self.show_list()
        super().reveal(book_row, key or NAME)
        if key and self.source.column_named(key) < 0:
            # What the list does not have stands in the form.
            self.show_form()
            self.form.show_row(book_row, key)

    def show_only(self, key: str) -> None:
        if self.in_form:
            self.show_list()
        super().show_only(key)

    def _find(self, wanted: tuple[str, str] | CellWanted) -> tuple[int, str] | None:
        if isinstance(wanted, CellWanted) and parse_record_id(wanted.record).type == "event":
            found = super()._find((parse_record_id(wanted.record).project, ""))
            return None if found is None else (found[0], EVENTS)
        return super()._find(wanted)

    # -- what is typed and not stored --

    def typing(self) -> Typing:
        if not self.built:
            return []
        in_form = [(row, column, field.typed) for (row, column), field in self.form.fields.items()]
        return [*super().typing(), *self.places_of(in_form), *self.form.events.typing()]

    def write(self, wanted: CellWanted, text: str) -> None:
        if parse_record_id(wanted.record).type == "event":
            self.form.events.write(wanted.record, wanted.field, text)
        elif self.in_form:
            self.form.write(self.form.place, text)
        else:
            super().write(wanted, text)

    def printed(self) -> Printed:
        if not self.in_form:
            return super().printed()
        events = self.form.events.source
        return project_table(
            self.book,
            self.form.place[0],
            events,
            len(events.records),
            self.title,
            self.printed_period,
            self.today,
        )

    # -- actions --

    def more_actions(self) -> Sequence[PageAction]:
        self._form_action = PageAction(
            wording.say("office_entry_to_form"),
            self._toggle_form,
            menu=Menu.VIEW,
            variant=Variant.SECONDARY,
            icon="act_view_form",
            shortcut="Ctrl+L",
            parent=self,
        )
        self.deeds = EntryDeeds(self.book, self, self)
        return (self._form_action,)

    def last_actions(self) -> Sequence[PageAction]:
        return self.deeds.actions

    def chosen(self) -> Sequence[Cell]:
        """The cells that actions work on: the selected ones, or the field that has the keyboard."""
        here = self.here
        if self.in_form or here is None:
            return [here] if here is not None and here[1] else []
        grid = self.pane.grid
        columns = self.source.columns()
        return [
            (grid.model_.source_row(row), columns[column].key)
            for row, column in grid.selection.cells
            if columns[column].editable
        ]

    def show_cells(self, cells: Sequence[Cell]) -> None:
        """Ask about what was changed, if there is something to ask."""
        if self.deeds.asking is not None and cells:
            self.deeds.asking.about(*cells[0])

    # -- what was typed --

    def _verdict_given(self, verdict: Verdict) -> None:
        self.show_cells([(verdict.edit.row, self.source.columns()[verdict.edit.column].key)])

    def _reported(self, report: PasteReport) -> None:
        columns = self.source.columns()
        for verdict in report.verdicts:
            cell = verdict.edit.row, columns[verdict.edit.column].key
            if entry_acts.question(self.book, *cell):
                self.show_cells([cell])
                return

    def _carried(self, done: Done) -> None:
        self._session.tell(
            State.OK,
            wording.say("office_carried", count=len(done.cells)),
            action=wording.say("gui_undo"),
            on_action=self._undo,
        )

    # -- what the book says --

    def _reshaped(self) -> None:
        self.behalf.fill()
        super()._reshaped()

    def _heard(self, topics: frozenset[str]) -> None:
        if self.built and TOPIC_EXCHANGE in topics:
            self.book.ask()

    # -- the panel --

    def _form_cell_changed(self, row: int, key: str) -> None:
        self._told = (row, key)
        self._rest.start()

    def show_panel(self, row: int | None, key: str, history: Sequence[HistoryView] = ()) -> None:
        if row is None:
            entry_panel.show_nothing(self._panel)
        else:
            entry_panel.show_cell(self._panel, self.book, row, key, history, self.thread_at(row, key))

    def _show_info(self) -> None:
        super()._show_info()
        # The cell the cursor rests in may have an open question.
        if self._told is not None and not self.ask_bar.box.hasFocus() and self.pane.grid.session is None:
            self.show_cells([self._told])
