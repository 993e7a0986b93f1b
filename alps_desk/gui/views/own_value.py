"""Writing a value of one's own for a field in conflict, with the same reading as in entry."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.entry import choices_of, read_cell
from alps_desk.domain.cells import CellValue, from_stored, to_stored
from alps_desk.domain.entry_text import field_text
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import Field
from alps_desk.gui.theme import Space, State, TextRole, em, line
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.text import Text

WRITABLE = frozenset({"yen", "count", "decimal", "date", "choice", "text", "line", "flag"})
"""Kinds that can be typed."""


def writable(field: Field | None) -> bool:
    """Whether a value of one's own can be typed for this field."""
    return field is not None and field.kind in WRITABLE


class OwnValue(QWidget):
    """A small form inside a row.

    Signals:
        written(object): the value as stored; it was read without a fault.
        left(): the user does not want to write one.
    """

    written = Signal(object)
    left = Signal()

    def __init__(
        self, plan: Plan, field: Field, label: str, start: Scalar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plan, self._field = plan, field
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        heading = Text(wording.say("conflict_write_heading", field=label), TextRole.BODY, bold=True)
        box.addWidget(heading)
        self.input = self._make_input(from_stored(start))
        self.input.setAccessibleName(heading.text())
        self.input.installEventFilter(self)
        heading.setBuddy(self.input)
        box.addWidget(self.input)
        self.fault: Notice | None = None
        self._box = box
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.take = Button(wording.say("conflict_write_take"), Variant.SECONDARY, icon="act_check")
        self.take.clicked.connect(self.commit)
        row.addWidget(self.take)
        self.leave = Button(wording.say("gui_keep"), Variant.LINK)
        self.leave.clicked.connect(self.left)
        row.addWidget(self.leave)
        row.addStretch(1)
        box.addLayout(row)

    def begin(self) -> None:
        """Give the keyboard to the field."""
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.input, QLineEdit | QPlainTextEdit):
            self.input.selectAll()

    def commit(self) -> None:
        """Read what is typed; a fault is shown under the field and nothing typed is lost."""
        verdict = read_cell(self._plan, self._field, self._typed())
        if verdict.outcome in ("refused", "blank"):
            code, params = (
                (verdict.code, verdict.params)
                if verdict.outcome == "refused"
                else ("conflict_write_blank", {})
            )
            self._show_fault(wording.say(code, **params))
            return
        self.written.emit(to_stored(verdict.cell()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            prose = isinstance(self.input, QPlainTextEdit)
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if enter and (not prose or held):
                self.commit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _make_input(self, start: CellValue) -> QWidget:
        if self._field.kind == "choice":
            selector = Selector(wording.term(self._field.name))
            choices = [(choice.id, choice.label) for choice in choices_of(self._plan, self._field)]
            selector.fill(choices, start.value)
            return selector
        assert self._field.kind in WRITABLE
        shown = field_text(self._field.kind, start)  # type: ignore[arg-type]
        if self._field.kind == "text":
            prose = QPlainTextEdit(shown)
            prose.setTabChangesFocus(True)
            prose.setFixedHeight(line(self) * 5 + Space.L)
            return prose
        field = QLineEdit(shown)
        field.setMinimumWidth(em(self) * 16)
        return field

    def _typed(self) -> str:
        if isinstance(self.input, QPlainTextEdit):
            return self.input.toPlainText()
        if isinstance(self.input, QLineEdit):
            return self.input.text()
        assert isinstance(self.input, Selector)
        return self.input.currentText()

    def _show_fault(self, sentence: str) -> None:
        if self.fault is not None:
            self._box.removeWidget(self.fault)
            self.fault.deleteLater()
        self.fault = Notice(State.ERROR, sentence)
        self._box.insertWidget(self._box.indexOf(self.input) + 1, self.fault)
        self._mark("error")
        self.input.setAccessibleDescription(sentence)
        self.input.setFocus()

    def _mark(self, fault: str) -> None:
        self.input.setProperty("fault", fault)
        self.input.style().unpolish(self.input)
        self.input.style().polish(self.input)
