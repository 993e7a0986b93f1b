"""実施した内容 of one project: events with day, place and number of people, as a small table in the form.

Each event is a record of its own with a random part in its id: two PCs that add events add two, and changes of one
event never touch another. Rows are added by typing below the last one, taken out with Ctrl+Delete, and moved with
Alt+Shift+Up and Down; each is one step that can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.cells import CellState
from alps_desk.domain.records import TYPES, record_id
from alps_desk.gui.forms import entry_cells
from alps_desk.gui.forms.entry_book import EntryBook, PlaceText
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_steps import Content
from alps_desk.gui.theme import Space, State, TextRole, row_height
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.grid import (
    CellEdit,
    CellFlag,
    ColumnKind,
    Grid,
    GridCell,
    GridColumn,
    GridSource,
    Outcome,
    PasteReport,
    Verdict,
)
from alps_desk.gui.widgets.grid.operations import sentence
from alps_desk.gui.widgets.text import Text

FIELDS = ("held_on", "event_name", "venue", "head_count")
_ORDER = "order"
_SPARE = 3
"""Empty rows below the last event, so that a few can be pasted at once."""
_STEP = 10


class EventSource(GridSource):
    """The events of one row of the book.

    Args:
        today: gives today as people write it, and the calendar's words.
    """

    def __init__(self, book: EntryBook, days: GridSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._days = days
        self._row = -1
        self._records: list[str] = []
        self._spare: list[str] = []
        self._columns = tuple(
            GridColumn(
                name,
                wording.term(name),
                wording.say("office_event_people") if name == "head_count" else "",
                kind,
                editable=True,
                width_em=width,
                filterable=False,
            )
            for name, kind, width in (
                ("held_on", ColumnKind.DATE, 10.6),
                ("event_name", ColumnKind.TEXT, 7.0),
                ("venue", ColumnKind.TEXT, 6.0),
                ("head_count", ColumnKind.NUMBER, 3.2),
            )
        )
        book.changed.connect(self._changed)
        book.reshaped.connect(self._changed)

    def show_row(self, row: int) -> None:
        """Show the events of a project."""
        self._row = row
        self._spare = []
        self._changed()

    @property
    def records(self) -> Sequence[str]:
        """Ids of the events in their order."""
        return tuple(self._records)

    def columns(self) -> Sequence[GridColumn]:
        return self._columns

    def row_count(self) -> int:
        return len(self._records) + len(self._spare)

    def row_key(self, row: int) -> object:
        return self._record(row)

    def row_name(self, row: int) -> str:
        return wording.say("office_event_row", number=row + 1)

    def cell(self, row: int, column: int) -> GridCell:
        book, place = self._book, self.place(row, column)
        field = TYPES["event"].fields[place[1]]
        flags = CellFlag.UNEXPORTED if book.is_unexported(place) else CellFlag.NONE
        if book.is_locked(place):
            flags |= CellFlag.LOCKED
        draft = book.draft(place)
        if draft is not None:
            return GridCell(draft.text, draft.text, State.ERROR, flags, draft.message)
        value = book.shown(place).cell
        text = entry_cells.shown_text(book, field, value)
        raw = book.edit_text(place, field)
        if value.state is CellState.VALUE and not _readable(field.kind, value.value):
            code = "rule_date" if field.kind == "date" else "rule_number"
            return GridCell(text, raw, State.ERROR, flags, wording.say(code, text=text))
        return GridCell(text, raw, None, flags)

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        book = self._book
        typed = []
        for edit in edits:
            place = self.place(edit.row, edit.column)
            typed.append(PlaceText(place, TYPES["event"].fields[place[1]], edit.text))
        taken = book.type_places(typed, name)
        verdicts = []
        for edit, one, at in zip(edits, taken, typed, strict=True):
            draft = book.draft(at.place)
            text = draft.text if draft else book.edit_text(at.place, at.field)
            if one.verdict.outcome == "refused":
                verdicts.append(Verdict(edit, Outcome.MARKED, text, one.note))
            elif one.same:
                verdicts.append(Verdict(edit, Outcome.SAME, text))
            else:
                normalised = one.verdict.outcome == "normalised"
                outcome = Outcome.NORMALISED if normalised else Outcome.TAKEN
                verdicts.append(Verdict(edit, outcome, text, one.note if normalised else ""))
        return PasteReport(name, tuple(verdicts))

    def remove(self, rows: Sequence[int]) -> int:
        """Take events out; how many."""
        wanted: dict[Place, Content] = {}
        records = [self._records[row] for row in sorted(set(rows)) if row < len(self._records)]
        for record in records:
            for name in TYPES["event"].fields:
                place = record, name
                if self._book.is_locked(place):
                    return 0
                if self._book.shown(place).cell.state is not CellState.EMPTY or self._book.draft(place):
                    wanted[place] = Content(None)
        if wanted:
            self._book.write_all(wanted, wording.say("office_step_event_out", count=len(records)))
        return len(records)

    def move(self, row: int, by: int) -> int:
        """Move an event up or down; its row now."""
        to = row + by
        if not (0 <= row < len(self._records) and 0 <= to < len(self._records)):
            return row
        order = list(self._records)
        order.insert(to, order.pop(row))
        if any(self._book.is_locked((record, _ORDER)) for record in order):
            return row
        wanted = {
            (record, _ORDER): Content(number * _STEP)
            for number, record in enumerate(order, 1)
            if self._book.shown((record, _ORDER)).cell.value != number * _STEP
        }
        self._book.write_all(wanted, wording.say("office_step_event_moved"))
        return to

    @property
    def totals(self) -> tuple[int, int]:
        """How many events, and people in all."""
        people = [self._book.shown((record, "head_count")).cell.value for record in self._records]
        return len(self._records), sum(one for one in people if isinstance(one, int))

    def today(self) -> str:
        return self._days.today()

    def day_of(self, row: int, column: int) -> str:
        value = self._book.shown(self.place(row, column)).cell.value
        return value if isinstance(value, str) and _readable("date", value) else ""

    def year_name(self, year: int) -> str:
        return self._days.year_name(year)

    def undo_name(self) -> str | None:
        return self._book.steps.undo_name

    def redo_name(self) -> str | None:
        return self._book.steps.redo_name

    def undo(self) -> Sequence[tuple[int, int]]:
        self._book.undo()
        return ()

    def redo(self) -> Sequence[tuple[int, int]]:
        self._book.redo()
        return ()

    # -- inside --

    def place(self, row: int, column: int) -> Place:
        """Record and field of a cell."""
        return self._record(row), self._columns[column].key

    def _record(self, row: int) -> str:
        return self._records[row] if row < len(self._records) else self._spare[row - len(self._records)]

    def _changed(self) -> None:
        book = self._book
        if book.snapshot is None or not 0 <= self._row < len(book.rows):
            return
        before = [*self._records, *self._spare]
        part, period = book.rows[self._row].part, book.snapshot.period
        prefix = record_id(
            "event", book.office, fy=part.project.fy, period=period.code, project=part.project.code, event="x"
        ).removesuffix("x")
        known = book.records_with(prefix)
        self._records = sorted(known, key=self._sort_key)
        # A row that was just typed into keeps its id: the cursor stands in it.
        self._spare = [one for one in self._spare if one not in known]
        while len(self._spare) < _SPARE:
            self._spare.append(prefix + book.new_part())
        if [*self._records, *self._spare] == before:
            self.cells_changed.emit([])
        else:
            self.rows_changed.emit()

    def _sort_key(self, record: str) -> tuple[int, str, str]:
        """Those that were put in order, then by day; the id makes the order total."""
        order = self._book.shown((record, _ORDER)).cell.value
        day = self._book.shown((record, "held_on")).cell.value
        return order if isinstance(order, int) else 10**9, str(day or "9"), record


class EventTable(QWidget):
    """The table with its buttons.

    Signals:
        said(str): a sentence for the bottom line.
        entered(): the table got the keyboard.
    """

    said = Signal(str)
    entered = Signal()

    def __init__(self, book: EntryBook, days: GridSource) -> None:
        super().__init__()
        self.source = EventSource(book, days, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        self.grid = Grid(self.source)
        self.grid.setAccessibleName(wording.say("office_events"))
        self.grid.said.connect(self.said)
        self.grid.reported.connect(self._reported)
        box.addWidget(self.grid)
        foot = QHBoxLayout()
        foot.setSpacing(Space.XS)
        self.totals = Text("", TextRole.CAPTION, ink="secondary")
        foot.addWidget(self.totals)
        foot.addStretch(1)
        for name, icon, keys, run in (
            ("up", "arrow_up", "Alt+Shift+Up", self.move_up),
            ("down", "arrow_down", "Alt+Shift+Down", self.move_down),
            ("out", "act_remove", "Ctrl+Del", self.remove),
        ):
            button = Button(wording.say(f"office_event_{name}"), Variant.QUIET, icon=icon)
            button.setToolTip(wording.say(f"office_event_{name}_tip"))
            button.clicked.connect(run)
            foot.addWidget(button)
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)
        box.addLayout(foot)
        self.grid.installEventFilter(self)
        self.source.rows_changed.connect(self._fit)
        self.source.cells_changed.connect(self._follow)
        self._fit()

    def show_row(self, row: int) -> None:
        """Show the events of a project."""
        self.source.show_row(row)

    def commit_input(self) -> None:
        """Make final what is being typed."""
        self.grid.commit_input()

    def typing(self) -> list[tuple[Place, str]]:
        """What somebody is typing now, by place."""
        if self.grid.session is None or self.grid.place is None:
            return []
        return [(self.source.place(*self.grid.place), self.grid.session.typed)]

    def write(self, record: str, field: str, text: str) -> None:
        """Put a text into a cell of an event as if it were being typed; of one that is not there, into a new row."""
        records = self.source.records
        row = records.index(record) if record in records else len(records)
        self.grid.go_to(row, FIELDS.index(field) if field in FIELDS else 0)
        self.grid.setFocus()
        self.grid.type_over(text)

    def remove(self) -> None:
        """Take the chosen events out."""
        self.grid.commit_input()
        rows = [self.grid.model_.source_row(row) for row, _ in self.grid.selection.cells]
        count = self.source.remove(rows)
        self.grid.setFocus()
        if count:
            self.said.emit(wording.say("office_event_removed", count=count))

    def move_up(self) -> None:
        """Move the event up."""
        self._move(-1)

    def move_down(self) -> None:
        """Move the event down."""
        self._move(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.grid and event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        return False

    def _move(self, by: int) -> None:
        self.grid.commit_input()
        place = self.grid.place
        if place is not None:
            row = self.source.move(place[0], by)
            self.grid.go_to(row, place[1])
            self.grid.setFocus()

    def _reported(self, report: PasteReport) -> None:
        self.said.emit(sentence(report))

    def _fit(self) -> None:
        """As high as its rows, up to eight."""
        rows = max(_SPARE, min(8, self.source.row_count()))
        height = self.grid.horizontalHeader().sizeHint().height() + rows * row_height(self) + 4
        self.grid.setFixedHeight(height)
        self._follow()

    def _follow(self) -> None:
        count, people = self.source.totals
        self.totals.setText(wording.say("office_event_totals", count=count, people=f"{people:,}"))


def _readable(kind: str, value: object) -> bool:
    if kind == "count":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind != "date":
        return True
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
