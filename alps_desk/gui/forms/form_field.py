"""One label–value row of the one-project form: name, last year's value, editor, and what is to be said about it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import why_text
from alps_desk.app.entry import choices_of
from alps_desk.domain.cells import CellState
from alps_desk.domain.origin import why_of
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms import entry_cells
from alps_desk.gui.forms.entry_book import EntryBook, Typed
from alps_desk.gui.forms.entry_columns import COMPUTED, RATE, heading
from alps_desk.gui.forms.form_editors import Box, ChoiceBox, LineBox, ProseBox
from alps_desk.gui.theme import Space, State, TextRole, digits, em
from alps_desk.gui.widgets.fields import FieldNote
from alps_desk.gui.widgets.grid.source import CellFlag
from alps_desk.gui.widgets.text import Text

_FAULTS = {State.ERROR: "error", State.CONFLICT: "error", State.WARNING: "warning"}


class _Bar(QWidget):
    """The mark 「まだ書き出していない」 at the left of a field."""

    def __init__(self) -> None:
        super().__init__()
        self.on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(3, 10)

    def show_mark(self, on: bool) -> None:
        """Show or hide the bar; its room stays."""
        if on != self.on:
            self.on = on
            self.setToolTip(wording.say("gui_state_unexported") if on else "")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.on:
            QPainter(self).fillRect(QRectF(self.rect()), QColor(Colour.PRIMARY))


class FormField(QObject):
    """A field of the form; its widgets are put into the grid of its group.

    Attributes:
        row, column: the cell of the book.
        label, last, body: its widgets from left to right; ``body`` holds editor and notes.
        box: the editor; None for a computed figure.

    Signals:
        entered(FormField): its editor got the keyboard.
        undo_wanted(bool): undo, or with True redo, of the whole form.
        said(str): a sentence about what was typed.
    """

    entered = Signal(object)
    undo_wanted = Signal(bool)
    said = Signal(str)

    def __init__(self, book: EntryBook, row: int, column: str, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self.row, self.column = row, column
        self.box: Box | None = None
        self._locked = False
        self._make_label()
        self.last = Text("", ink="secondary")
        self.last.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.last.setContentsMargins(0, round(em(self.last) * 0.6), Space.S, 0)
        self._make_body()
        self.follow()

    @property
    def name(self) -> str:
        """What people call it, with the unit of amounts."""
        found = self._book.place(self.row, self.column)
        money = (found is not None and found[1].kind == "yen") or (
            self.column in COMPUTED and self.column != RATE
        )
        if not money:
            return heading(self.column)
        unit = wording.say("office_unit_thousand" if self._book.unit == 1000 else "office_unit_yen")
        return f"{heading(self.column)}（{unit}）"

    def follow(self) -> None:
        """Show what the book says now."""
        book = self._book
        cell = entry_cells.cell(book, self.row, self.column)
        self._name.setText(self.name)
        self._bar.show_mark(CellFlag.UNEXPORTED in cell.flags)
        if self.box is None:
            self.figure.setText(cell.text)
            return
        self.box.show_value(cell.edit_text, cell.text)
        missing = CellFlag.MISSING in cell.flags
        fault = "missing" if missing else _FAULTS.get(cell.state, "") if cell.state is not None else ""
        found = book.place(self.row, self.column)
        locked = found is not None and book.is_locked(found[0])
        if self.box.property("fault") != fault or self._locked is not locked:
            self._lock(locked)
            self.box.setProperty("fault", fault)
            self.box.style().unpolish(self.box)
            self.box.style().polish(self.box)
        errors = cell.state in (State.ERROR, State.CONFLICT)
        origin = book.origin(found[0]) if found is not None else None
        self._origin.setText(why_text(why_of(origin)) if origin is not None else "")
        self._origin.setVisible(origin is not None)
        self._error.say(cell.tip if errors else "")
        self._warning.say(cell.tip if cell.state is State.WARNING else "")
        required = wording.say("gui_required") if book.is_required(self.row, self.column) else ""
        self.box.setAccessibleName(f"{self.name} {required}".strip())
        why = wording.say("field_locked") if locked else wording.say("gui_state_missing") if missing else ""
        self.box.setToolTip(why if locked else "")
        self.box.setAccessibleDescription(cell.tip or why)
        self._show_last()

    @property
    def typed(self) -> str:
        """What is being typed, a composition included; "" when nothing is."""
        return self.box.typed if self.box is not None else ""

    def write(self, text: str) -> None:
        """Put a text in as if it were being typed."""
        if self.box is not None:
            self.box.write(text)

    def commit(self) -> None:
        """Make final what is being typed."""
        if self.box is not None:
            self.box.commit()

    # -- inside --

    def _lock(self, locked: bool) -> None:
        """Take keys or not: what was submitted is shown and cannot be typed into."""
        self._locked = locked
        if isinstance(self.box, ChoiceBox):
            self.box.setEnabled(not locked)
        elif self.box is not None:
            self.box.setReadOnly(locked)

    def _make_label(self) -> None:
        self.label = QWidget()
        row = QHBoxLayout(self.label)
        row.setContentsMargins(0, 0, Space.S, 0)
        row.setSpacing(Space.XS)
        self._name = Text("")
        row.addWidget(self._name)
        if self._book.is_required(self.row, self.column):
            row.addWidget(Text(wording.say("gui_required"), TextRole.CAPTION, ink="error"))
        row.addStretch(1)

    def _make_body(self) -> None:
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(Space.XS)
        self._bar = _Bar()
        line.addWidget(self._bar)
        column.addLayout(line)
        if self.column in COMPUTED:
            self.figure = QLabel()
            self.figure.setFont(digits(self.figure.font()))
            self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.figure.setMinimumWidth(em(self.body) * 9)
            self.figure.setProperty("box", "computed")
            line.addWidget(self.figure)
            line.addStretch(1)
            self._name.setBuddy(self.figure)
            return
        self.box = self._make_box()
        self._name.setBuddy(self.box)
        self.box.finished.connect(self._finished)
        self.box.entered.connect(self._entered)
        self.box.undo_wanted.connect(self.undo_wanted)
        line.addWidget(self.box, 1 if isinstance(self.box, ProseBox) or self._wide else 0)
        if not isinstance(self.box, ProseBox) and not self._wide:
            line.addStretch(1)
        self._error = FieldNote()
        self._warning = FieldNote(state=State.WARNING)
        self._origin = Text("", TextRole.CAPTION, ink="secondary")
        column.addWidget(self._origin)
        column.addWidget(self._error)
        column.addWidget(self._warning)
        if isinstance(self.box, ProseBox):
            self._counter = Text("", TextRole.CAPTION, ink="secondary")
            self._counter.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.box.counted.connect(self._count)
            column.addWidget(self._counter)
            self._count(0)

    def _make_box(self) -> Box:
        snapshot = self._book.snapshot
        found = self._book.place(self.row, self.column)
        assert snapshot is not None
        assert found is not None
        field = found[1]
        self._wide = field.kind == "line"
        if field.kind == "text":
            return ProseBox()
        if field.kind == "choice":
            return ChoiceBox(self.name, [one.label for one in choices_of(snapshot.plan, field)])
        figures = field.kind in ("yen", "count", "decimal")
        box = LineBox(figures=figures, input_method=field.kind == "line")
        if not self._wide:
            box.setFixedWidth(em(box) * (9 if figures else 12))
        return box

    def _show_last(self) -> None:
        snapshot = self._book.snapshot
        found = self._book.place(self.row, self.column)
        if snapshot is None or found is None:
            return
        place = snapshot.last_place(snapshot.rows[self.row].part, self.column)
        shown = snapshot.last_figures.get(place) if place is not None else None
        text = ""
        if shown is not None and shown.cell.state is not CellState.EMPTY:
            text = entry_cells.shown_text(self._book, found[1], shown.cell)
        self.last.setText(text if len(text) <= 12 else text[:11] + "…")
        self.last.setToolTip(text)

    def _count(self, length: int) -> None:
        self._counter.setText(wording.say("gui_grid_length", length=length))

    def _entered(self) -> None:
        self.entered.emit(self)

    def _finished(self, text: str) -> None:
        name = wording.say("gui_grid_step_edit", heading=heading(self.column))
        taken = self._book.type_all([Typed(self.row, self.column, text)], name)[0]
        if taken.note:
            self.said.emit(taken.note)
        # A value that is written differently now shows it; the same one typed again too.
        self.follow()
