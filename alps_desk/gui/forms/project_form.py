"""One project as a form: the same cells as in the grid, all of them, in groups, with last year beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.forms import entry_cells
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import COMPUTED, EVENTS, FORM_GROUPS, RATINGS, TYPE, rating_of
from alps_desk.gui.forms.entry_source import EntrySource
from alps_desk.gui.forms.event_table import EventTable
from alps_desk.gui.forms.form_field import FormField
from alps_desk.gui.page import EditCommand, EditTarget
from alps_desk.gui.theme import Space, State, TextRole, control_height, em
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.text import Text

_BESIDE_EM = 58
"""A form of this many widths of 「あ」 shows money at the left and texts at the right."""


class ProjectForm(QWidget):
    """The form.

    Attributes:
        fields: all fields by row and column.
        events: days, places and people of the project.

    Signals:
        cell_changed(int, str): row and column of the field that has the keyboard.
        said(str): a sentence for the bottom line.
    """

    cell_changed = Signal(int, str)
    said = Signal(str)

    def __init__(self, book: EntryBook, source: EntrySource) -> None:
        super().__init__()
        self._book = book
        self._source = source
        self._row = -1
        self._here = (-1, "")
        self.fields: dict[tuple[int, str], FormField] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, Space.S, 0)
        box.setSpacing(Space.S)
        box.addLayout(self._make_head())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        box.addWidget(self._scroll, 1)
        self.events = EventTable(book, source)
        self.events.said.connect(self.said)
        self.events.entered.connect(self._events_entered)
        self.events.hide()
        self._sheet: QWidget | None = None
        self._halves: QBoxLayout | None = None
        for keys, step in (("Ctrl+PgUp", self.previous), ("Ctrl+PgDown", self.next)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(step)
        book.changed.connect(self._changed)
        book.reshaped.connect(self._reshaped)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        self.back = Button("", icon="chevron_left", name=wording.say("office_form_previous"))
        self.back.clicked.connect(self.previous)
        head.addWidget(self.back)
        self.title = Text("", TextRole.PANEL, bold=True)
        head.addWidget(self.title)
        self.state = StateChip(State.NEUTRAL, "")
        head.addWidget(self.state)
        self.forth = Button("", icon="chevron_right", name=wording.say("office_form_next"))
        self.forth.clicked.connect(self.next)
        head.addWidget(self.forth)
        head.addSpacing(Space.S)
        self.about = Text("", ink="secondary")
        head.addWidget(self.about)
        head.addStretch(1)
        return head

    # -- what is shown --

    @property
    def place(self) -> tuple[int, str]:
        """Row and column of the field that has, or last had, the keyboard."""
        return self._here if self._here[0] >= 0 else (max(0, self._row), "")

    def show_row(self, row: int, column: str = "") -> None:
        """Show the project of a row, the keyboard in one of its fields."""
        own = self._own_row(row)
        if own != self._row or self._sheet is None:
            self.commit_input()
            self._row = own
            self._build()
        field = self.fields.get((row, column)) or next(
            (field for field in self.fields.values() if field.box is not None), None
        )
        if field is not None and field.box is not None:
            self._here = (field.row, field.column)
            field.box.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(field.body)

    def write(self, cell: tuple[int, str], text: str) -> None:
        """Put a text into a field as if it were being typed."""
        field = self.fields.get(cell)
        if field is not None:
            field.write(text)

    def next(self) -> None:
        """The next project."""
        self._step(1)

    def previous(self) -> None:
        """The project before."""
        self._step(-1)

    def commit_input(self) -> None:
        """Make final what is being typed."""
        for field in self.fields.values():
            field.commit()
        self.events.commit_input()

    @property
    def target(self) -> EditTarget:
        """What the menu 編集 works on: the table of events while it has the keyboard, else the form."""
        grid = self.events.grid
        return grid if grid.hasFocus() or grid.session is not None else self

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.show_row(max(0, self._here[0]), self._here[1])

    # -- menu 編集 --

    def can_edit(self, command: EditCommand) -> bool:
        """Whether a command would do something now."""
        match command:
            case EditCommand.UNDO:
                return self.undo_name() is not None
            case EditCommand.REDO:
                return self.redo_name() is not None
            case EditCommand.NEXT_PROBLEM | EditCommand.PREVIOUS_PROBLEM:
                return True
            case _:
                return False

    def do_edit(self, command: EditCommand) -> None:
        """Do it; open input is committed first."""
        self.commit_input()
        match command:
            case EditCommand.UNDO:
                self._undo(again=False)
            case EditCommand.REDO:
                self._undo(again=True)
            case EditCommand.NEXT_PROBLEM:
                self._next_problem(1)
            case EditCommand.PREVIOUS_PROBLEM:
                self._next_problem(-1)

    def undo_name(self) -> str | None:
        """What 元に戻す would undo."""
        return self._book.steps.undo_name

    def redo_name(self) -> str | None:
        """What やり直す would do again."""
        return self._book.steps.redo_name

    # -- inside --

    def _own_row(self, row: int) -> int:
        """The office's own row of the project that a row belongs to."""
        rows = self._book.rows
        code = rows[row].part.project.code
        return next(
            number
            for number, one in enumerate(rows)
            if one.part.project.code == code and one.part.kind == "own"
        )

    def _step(self, step: int) -> None:
        own = [number for number, row in enumerate(self._book.rows) if row.part.kind == "own"]
        if self._row in own:
            column = self._here[1]
            self.show_row(own[(own.index(self._row) + step) % len(own)], column)

    def _undo(self, *, again: bool) -> None:
        name = self.redo_name() if again else self.undo_name()
        if name is None:
            self.said.emit(wording.say("gui_grid_nothing_to_redo" if again else "gui_grid_nothing_to_undo"))
            return
        cells = self._book.redo() if again else self._book.undo()
        if cells:
            self.show_row(*cells[0])
        self.said.emit(wording.say("gui_grid_redone" if again else "gui_grid_undone", name=name))

    def _undo_wanted(self, again: bool) -> None:
        self._undo(again=again)

    def _next_problem(self, step: int) -> None:
        """The next field of this project, else of the next ones, that wants attention."""
        book = self._book
        places = [
            (row, column)
            for row in range(len(book.rows))
            for _, columns in FORM_GROUPS
            for column in columns
            if column in book.rows[row].targets and self._is_problem(row, column)
        ]
        if not places:
            self.said.emit(wording.say("gui_grid_no_problem"))
            return
        here = self.place
        ordered = sorted({*places, here}, key=self._order)
        at = ordered.index(here)
        while ordered[(at + step) % len(ordered)] not in places:
            at += step
        self.show_row(*ordered[(at + step) % len(ordered)])

    def _is_problem(self, row: int, column: str) -> bool:
        cell = entry_cells.cell(self._book, row, column)
        return cell.state is not None or (self._book.is_required(row, column) and not cell.text)

    @staticmethod
    def _order(place: tuple[int, str]) -> tuple[int, int]:
        keys = [column for _, columns in FORM_GROUPS for column in columns]
        return place[0], keys.index(place[1]) if place[1] in keys else -1

    def _changed(self, rows: list[int]) -> None:
        if self._sheet is None or self._row < 0:
            return
        self._show_head()
        for field in self.fields.values():
            field.follow()

    def _reshaped(self) -> None:
        if self._sheet is None:
            return
        if self._row >= len(self._book.rows):
            self._row = 0
        if self._book.rows:
            had = any(field.box is not None and field.box.hasFocus() for field in self.fields.values())
            self._row = self._own_row(self._row)
            self._build()
            if had:
                self.show_row(self._row, self._here[1])

    def _show_head(self) -> None:
        book = self._book
        part = book.rows[self._row].part
        self.title.setText(f"{part.project.number} {part.project.name}")
        state = entry_cells.row_state(book, self._row)
        self.state.set_state(state.state, state.text)
        plan = book.snapshot.plan if book.snapshot is not None else None
        leads = "、".join(plan.body(key).name for key in part.project.leads) if plan is not None else ""
        kind = entry_cells.cell(book, self._row, TYPE).text
        self.about.setText(wording.say("office_form_about", type=kind, leads=leads))

    def _build(self) -> None:
        for field in self.fields.values():
            field.deleteLater()
        self.fields = {}
        self._show_head()
        sheet = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, sheet)
        self._halves.setContentsMargins(0, 0, Space.S, Space.S)
        self._halves.setSpacing(Space.M)
        money, words = QVBoxLayout(), QVBoxLayout()
        for half in (money, words):
            half.setSpacing(Space.M)
            self._halves.addLayout(half, 1)
        for group, columns in FORM_GROUPS:
            card = self._make_card(wording.say(f"office_group_{group}"), self._row, columns)
            if card is not None:
                (words if group == "progress" else money).addWidget(card)
            if group == "progress":
                words.addWidget(self._make_events())
        for number, row in enumerate(self._burden_rows()):
            payer = self._book.rows[row].part.payer
            body = self._book.snapshot.plan.body(payer).name if self._book.snapshot is not None else payer
            columns = dict(FORM_GROUPS)["burden"]
            card = self._make_card(wording.say("office_form_burden", body=body), row, columns)
            if card is not None:
                (words if number % 2 else money).addWidget(card)
        money.addStretch(1)
        words.addStretch(1)
        old, self._sheet = self._sheet, sheet
        self._scroll.takeWidget()
        self._scroll.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        if old is not None:
            old.deleteLater()
        self._arrange()

    def _make_events(self) -> Card:
        card = Card(wording.say("office_events"))
        card.body.addWidget(self.events)
        self.events.show_row(self._row)
        self.events.show()
        return card

    def _burden_rows(self) -> list[int]:
        """Rows of what others owe the office in this project."""
        code = self._book.rows[self._row].part.project.code
        return [
            number
            for number, row in enumerate(self._book.rows)
            if row.part.project.code == code and row.part.kind == "burden"
        ]

    def _make_card(self, title: str, row: int, columns: tuple[str, ...]) -> Card | None:
        """One group of fields; None if the row has none of them."""
        keys = [key for key in columns if self._belongs(row, key)]
        if not keys:
            return None
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(2, 1)
        card.body.addLayout(grid)
        line = 0
        snapshot = self._book.snapshot
        assert snapshot is not None
        if snapshot.last_figures:
            for column, fy in ((1, snapshot.plan.fy - 1), (2, snapshot.plan.fy)):
                grid.addWidget(Text(fiscal_year_text(fy), TextRole.CAPTION, ink="secondary"), line, column)
            line += 1
        for key in keys:
            line = self._add_field(grid, line, row, key)
        return card

    def _belongs(self, row: int, key: str) -> bool:
        book = self._book
        assert book.snapshot is not None
        if key in RATINGS and key != rating_of(book.snapshot.period):
            return False
        if key in COMPUTED:
            return book.rows[row].part.kind == "own" and "spent" in book.rows[row].targets
        return key in book.rows[row].targets

    def _add_field(self, grid: QGridLayout, line: int, row: int, key: str) -> int:
        field = FormField(self._book, row, key, self)
        field.entered.connect(self._entered)
        field.undo_wanted.connect(self._undo_wanted)
        field.said.connect(self.said)
        self.fields[row, key] = field
        top = Qt.AlignmentFlag.AlignTop
        field.label.setFixedHeight(control_height(self) if field.box is not None else em(self) * 2)
        grid.addWidget(field.label, line, 0, top)
        grid.addWidget(field.last, line, 1, top)
        grid.addWidget(field.body, line, 2)
        return line + 1

    def _entered(self, field: FormField) -> None:
        self._here = (field.row, field.column)
        self._scroll.ensureWidgetVisible(field.body)
        self.cell_changed.emit(field.row, field.column)

    def _events_entered(self) -> None:
        self.cell_changed.emit(self._row, EVENTS)
        # After the card has been laid out: the table may just have been filled.
        QTimer.singleShot(0, self._scroll, self._show_events)

    def _show_events(self) -> None:
        self._scroll.ensureWidgetVisible(self.events)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._halves is None:
            return
        beside = self.width() >= _BESIDE_EM * em(self)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(direction)
