"""進捗の入力: every project of the office in one grid, or one project as a form, over the same data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.questions import HistoryView
from alps_desk.domain.cells import CellState
from alps_desk.domain.errors import Refusal
from alps_desk.gui.forms import entry_acts, entry_panel
from alps_desk.gui.forms.ask_bar import AskBar
from alps_desk.gui.forms.entry_acts import Cell, Done
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import NAME
from alps_desk.gui.forms.entry_deeds import EntryDeeds
from alps_desk.gui.forms.entry_source import EntrySource, entry_row_name
from alps_desk.gui.forms.entry_strip import EntryStrip, OnlyRows
from alps_desk.gui.forms.entry_unwritten import EntryUnwritten
from alps_desk.gui.forms.project_form import ProjectForm
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import EditCommand, EditTarget, Menu, Page, PageAction
from alps_desk.gui.past import PastOf
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.grid import CellFlag, GridPane, PasteReport, Verdict
from alps_desk.gui.widgets.info_panel import InfoPanel

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK))
_REST_MS = 80
"""The panel follows the cursor after this rest, so that running through the grid stays quick."""


class EntryPage(Page):
    """The screen.

    Attributes:
        book: the data.
        pane: the grid.
        form: one project.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("entry", wording.say("office_entry_title"), "nav_entry", parent=session)
        self._session = session
        self.book = EntryBook(session, self)
        self.book.unit = 1000 if session.settings.number("unit", 1) == 1000 else 1
        self.source = EntrySource(self.book, session, self)
        self._wanted: tuple[str, str] | OnlyRows | None = None
        self._begun = False
        self.unwritten = EntryUnwritten(self.book, self.source, session.unwritten_file(self.key), self)
        session.over.connect(self.unwritten.close)
        self.unwritten.offered.connect(self._offered)
        self._told: tuple[int, str] | None = None
        self._filled = False
        self._asked_for: tuple[int, str] | None = None
        self._make_actions()
        session.changed.connect(self._heard)
        session.year_changed.connect(self._own_form)
        session.preferred.connect(self._preferred)

    # -- the parts of the screen --

    def build(self) -> QWidget:
        self._panel = entry_panel.make_panel()
        entry_panel.show_nothing(self._panel)
        self._strip = EntryStrip(self.book)
        self._offices = Selector(wording.say("office_enter_for"))
        self._offices.picked.connect(self._office_picked)
        self._rest = QTimer(self._panel)  # goes when the window goes
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_info)
        self.pane = GridPane(
            self.source, name=wording.say("office_entry_title"), empty_text=wording.say("office_entry_empty")
        )
        self._set_enter()
        self.form = ProjectForm(self.book, self.source)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pane)
        self._stack.addWidget(self.form)
        self.ask_bar = AskBar()
        self.deeds.attach(self.ask_bar)
        self.unwritten.watch(self.pane.grid, self.form)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        box.addWidget(self._stack, 1)
        box.addWidget(self.ask_bar)
        grid = self.pane.grid
        grid.current_changed.connect(self._cell_changed)
        grid.search_wanted.connect(self._strip.search.setFocus)
        grid.opened.connect(self._opened)
        grid.verdict_given.connect(self._verdict_given)
        grid.reported.connect(self._reported)
        self.deeds.said.connect(self._session.note)
        self.deeds.carried.connect(self._carried)
        self.ask_bar.left.connect(self.focus)
        self.pane.said.connect(self._session.note)
        self.form.said.connect(self._session.note)
        self.form.cell_changed.connect(self._form_cell_changed)
        self._strip.search.searched.connect(self._search)
        self._strip.search.left.connect(self.focus)
        self._strip.filtered.connect(self._filter)
        self._strip.unit_picked.connect(self._unit_picked)
        self.book.reshaped.connect(self._reshaped)
        self.book.changed.connect(self._changed)
        self.book.not_saved.connect(self._not_saved)
        return whole

    @property
    def strip(self) -> QWidget:
        return self._strip

    @property
    def panel(self) -> InfoPanel:
        return self._panel

    def chips(self) -> Sequence[QWidget]:
        return (self._offices,) if self._session.desk.is_union and self._offices.count() else ()

    def actions(self) -> Sequence[PageAction]:
        return self._actions

    def key_hints(self) -> str:
        return wording.say("office_entry_hints_form" if self.in_form else "office_entry_hints")

    def help_topic(self) -> str:
        here = self._here()
        return f"{self.key}:{here[1]}" if here is not None and here[1] else self.key

    def edit_target(self) -> EditTarget | None:
        if not self.built:
            return None
        return self.form.target if self.in_form else self.pane.grid

    @property
    def in_form(self) -> bool:
        """Whether one project is shown."""
        return self.built and self._stack.currentWidget() is self.form

    def focus(self) -> None:
        (self.form if self.in_form else self.pane.grid).setFocus()

    def about_to_leave(self) -> None:
        if self.built:
            self.pane.grid.commit_input()
            self.form.commit_input()
            self.ask_bar.commit_input()

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & _TOPICS:
            self.book.ask()

    def go_to(self, detail: object) -> None:
        """Show a project, a cell, or some rows: code of the project, code and column, or ``OnlyRows``."""
        if isinstance(detail, OnlyRows):
            self._wanted = detail
        elif isinstance(detail, str):
            self._wanted = (detail, NAME)
        elif isinstance(detail, tuple):
            self._wanted = (str(detail[0]), str(detail[1]))
        self._reach()

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

    def _opened(self, row: int, column: int) -> None:
        self.show_form()

    def show_list(self) -> None:
        """All projects; the cursor stands in the row of the form."""
        self.form.commit_input()
        row, key = self.form.place
        self._stack.setCurrentWidget(self.pane)
        column = self.source.column_named(key)
        self.pane.grid.go_to(row, column if column >= 0 else self.source.column_named(NAME))
        self.pane.grid.setFocus()
        self._relabel()

    def _toggle_form(self) -> None:
        if self.in_form:
            self.show_list()
        else:
            self.show_form()

    def show_past(self) -> None:
        """Open 変更の履歴 of the current cell, or of the whole row where nothing is typed."""
        at = self._here()
        if at is None:
            self._session.note(wording.say("home_past_nowhere"))
            return
        row, key = at
        title = entry_row_name(self.book, row)
        found = self.book.place(row, key)
        if found is None:
            records = tuple(dict.fromkeys(record for record, _ in self.book.rows[row].targets.values()))
            self._session.show_past(PastOf(title, records))
        else:
            record, field = found[0]
            self._session.show_past(PastOf(title, (record,), field))

    def _here(self) -> tuple[int, str] | None:
        """Row and column that have the keyboard."""
        if not self.built or not self.book.rows:
            return None
        if self.in_form:
            return self.form.place
        place = self.pane.grid.place
        return None if place is None else (place[0], self.source.columns()[place[1]].key)

    def _relabel(self) -> None:
        self._form_action.setText(
            wording.say("office_entry_to_list" if self.in_form else "office_entry_to_form")
        )
        self.chrome_changed.emit()

    # -- actions --

    def _make_actions(self) -> None:
        self._undo_action = PageAction(
            wording.say("gui_undo"), self._undo, menu=None, variant=Variant.LINK, icon="act_undo", parent=self
        )
        self._undo_action.setEnabled(False)
        self._form_action = PageAction(
            wording.say("office_entry_to_form"),
            self._toggle_form,
            menu=Menu.VIEW,
            variant=Variant.SECONDARY,
            icon="act_view_form",
            shortcut="Ctrl+L",
            parent=self,
        )
        past = PageAction(
            wording.say("home_past_open"),
            self.show_past,
            menu=Menu.VIEW,
            icon="nav_history",
            shortcut="Ctrl+H",
            parent=self,
        )
        export = PageAction(
            wording.say("office_entry_export"),
            self._export,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_export",
            shortcut="Ctrl+E",
            parent=self,
        )
        self.deeds = EntryDeeds(self.book, self, self)
        self._actions = (self._undo_action, self._form_action, past, export, *self.deeds.actions)

    def chosen(self) -> Sequence[Cell]:
        """The cells that actions work on: the selected ones, or the field that has the keyboard."""
        here = self._here()
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

    def _undo(self) -> None:
        target = self.edit_target()
        if target is not None:
            target.do_edit(EditCommand.UNDO)

    def _export(self) -> None:
        self._session.go("export")

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

    # -- what the last start left behind --

    def _offered(self, sentence: str) -> None:
        self._session.tell(
            State.INFO,
            sentence,
            action=wording.say("office_unwritten_go_on"),
            on_action=self._go_on_writing,
        )

    def _go_on_writing(self) -> None:
        found = self.unwritten.take()
        if found is None:
            return
        cell, text = found
        column = self.source.column_named(cell[1])
        if column < 0 or self.in_form:
            if not self.in_form:
                self.show_form()
            self.form.show_row(*cell)
            self.form.write(cell, text)
            return
        self.pane.clear_filters()
        self._strip.clear_filters()
        self.pane.grid.go_to(cell[0], column)
        self.pane.grid.setFocus()
        self.pane.grid.type_over(text)

    # -- what the book says --

    def _reshaped(self) -> None:
        self._fill_offices()
        self._changed([])
        if not self._filled and self.book.rows:
            # The grid could not take the keyboard while it was empty.
            self._filled = True
            if self._may_focus():
                self.focus()
        self._reach()
        self.unwritten.offer()

    def _may_focus(self) -> bool:
        window = self.widget.window()
        return self.widget.isVisible() and not isinstance(window.focusWidget(), QLineEdit)

    def _changed(self, rows: list[int]) -> None:
        self._strip.follow()
        name = self.book.steps.undo_name
        self._undo_action.setEnabled(name is not None)
        tip = wording.say("gui_undo_named", name=name) if name else wording.say("gui_undo")
        self._undo_action.setToolTip(tip)
        if self._strip.filters:
            self._filter()
        self._rest.start()

    def _not_saved(self, refusal: Refusal) -> None:
        self._session.tell(
            State.ERROR,
            wording.say("office_not_saved", reason=sentence(refusal)),
            action=wording.say("office_save_again"),
            on_action=self.book.save_drafts,
        )

    def _heard(self, topics: frozenset[str]) -> None:
        if self.built and TOPIC_EXCHANGE in topics:
            self.book.ask()

    def _reach(self) -> None:
        wanted = self._wanted
        if not self.built or not self.book.rows:
            return
        if wanted is None:
            self._begin()
            return
        self._begun = True
        self._wanted = None
        if self.in_form:
            self.show_list()
        if isinstance(wanted, OnlyRows):
            self.pane.clear_filters()
            self._strip.show_only(wanted.key)
            self.pane.grid.do_edit(EditCommand.NEXT_PROBLEM)
            return
        project, key = wanted
        for number, row in enumerate(self.book.rows):
            if row.part.project.code == project:
                self._strip.clear_filters()
                self.pane.clear_filters()
                self.pane.grid.go_to(number, max(0, self.source.column_named(key)))
                return

    def _begin(self) -> None:
        """The first time, stand where typing can begin: the first cell that must be filled and is empty."""
        if self._begun:
            return
        self._begun = True
        for row in range(self.source.row_count()):
            for column in range(len(self.source.columns())):
                if CellFlag.MISSING in self.source.cell(row, column).flags:
                    self.pane.grid.go_to(row, column)
                    return

    # -- search, filters, unit --

    def _search(self, words: str) -> None:
        self.pane.search(words)

    def _filter(self) -> None:
        accepts = self._strip.accepts if self._strip.filters else None
        self.pane.grid.model_.set_row_filter("chips", accepts)

    def _unit_picked(self, unit: int) -> None:
        self.about_to_leave()
        self._session.prefer("unit", unit)
        self.focus()

    def _set_enter(self) -> None:
        self.pane.grid.keys.enter_moves_right = self._session.settings.text("enter") == "right"

    def _preferred(self, name: str) -> None:
        """A setting changed, here or in 設定."""
        settings = self._session.settings
        if name == "enter" and self.built:
            self._set_enter()
        elif name == "unit":
            unit = 1000 if settings.number("unit", 1) == 1000 else 1
            self.book.set_unit(unit)
            if self.built:
                self._strip.units.set_current(str(unit))

    # -- typing for another office --

    def _fill_offices(self) -> None:
        if not self._session.desk.is_union:
            return
        plan = self._session.plan
        own = self._session.desk.office
        choices: list[tuple[object, str]] = [(own, wording.say("office_enter_own", body=plan.body(own).name))]
        choices += [(body.key, wording.say("office_enter_behalf", body=body.name)) for body in plan.members]
        self._offices.fill(choices, self.book.office)
        self.chrome_changed.emit()

    def _office_picked(self, office: object) -> None:
        self.about_to_leave()
        key = str(office)
        why = ""
        if key != self._session.desk.office:
            answer = self._session.messages.ask_text(
                self._offices,
                wording.say("office_behalf_heading", body=self._session.plan.body(key).name),
                wording.say("office_behalf_source"),
                wording.say("office_behalf_start"),
                limit=200,
            )
            if answer is None:
                self._fill_offices()
                return
            why = answer
        self.book.enter_for(key, why)

    def _own_form(self) -> None:
        if self.book.behalf_of:
            self.book.enter_for(self._session.desk.office, "")

    # -- the panel --

    def _cell_changed(self, row: int, column: int) -> None:
        self._told = None if row < 0 else (row, self.source.columns()[column].key)
        self._rest.start()

    def _form_cell_changed(self, row: int, key: str) -> None:
        self._told = (row, key)
        self._rest.start()

    def _ask_here(self) -> None:
        """The cell the cursor rests in may have an open question."""
        if self._told is not None and not self.ask_bar.box.hasFocus() and self.pane.grid.session is None:
            self.show_cells([self._told])

    def _show_info(self) -> None:
        told = self._told
        if told is None or told[0] >= len(self.book.rows):
            entry_panel.show_nothing(self._panel)
            return
        row, key = told
        entry_panel.show_cell(self._panel, self.book, row, key)
        self._ask_here()
        found = self.book.place(row, key)
        if found is None or self.book.busy:
            return
        place = found[0]
        if self.book.shown(place).cell.state is CellState.EMPTY and not self.book.is_unexported(place):
            return
        self._asked_for = (row, key)
        self._session.ask(
            lambda desk: desk.history(*place), self, done=self._show_history, refused=self._no_history
        )

    def _show_history(self, history: list[HistoryView]) -> None:
        told = self._told
        if told is not None and told == self._asked_for and told[0] < len(self.book.rows):
            entry_panel.show_cell(self._panel, self.book, *told, history)

    def _no_history(self, refusal: Refusal) -> None:
        """Nothing is known of the cell yet: the panel says what it can without."""
