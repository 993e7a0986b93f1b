"""Typing into the grid: opening the editor, the input method on closed cells, commit and cancel.

The rules of the input method (each with a test): the first key of a composition is not lost; text committed
without a composition is typing too; leaving in whatever way commits first; the input method is off in columns of
figures and dates; Enter that confirms kana does not move; Enter and Tab are handled in one place (``session``).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QDate, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.gui.widgets.grid.keyboard import GridKeys
from alps_desk.gui.widgets.grid.operations import GridOperations
from alps_desk.gui.widgets.grid.popups import CalendarPopup
from alps_desk.gui.widgets.grid.session import EditSession, Leave
from alps_desk.gui.widgets.grid.source import ColumnKind, GridSource, PasteReport
from alps_desk.gui.widgets.grid.table import GridTable


class TypingTable(GridTable):
    """A table that is typed into.

    Attributes:
        keys: given by ``Grid``; ``keys.enter_moves_right`` is the setting of Enter.
        session: the open editor, or None.

    Signals:
        verdict_given(Verdict): what became of one edit.
        reported(PasteReport): what became of a change of several cells.
        said(str): a sentence for the bottom line.
        typing(int, int, str): the text of an open editor changed: row of the source, column, text so far.
        typing_ended(): the editor was closed, committed or not.
    """

    verdict_given = Signal(object)
    reported = Signal(object)
    said = Signal(str)
    typing = Signal(int, int, str)
    typing_ended = Signal()

    def __init__(self, source: GridSource, parent: QWidget | None = None) -> None:
        self.session: EditSession | None = None
        self._session_key: object = None
        super().__init__(source, parent)
        self.operations = GridOperations(self.model_)
        self.keys: GridKeys

    def commit_input(self) -> None:
        """Commit what is being typed, a composition included. Nothing happens when no editor is open."""
        if self.session is not None:
            self.session.commit()

    def edit_current(self) -> None:
        """Open the editor with the text of the cell, caret at its end (F2)."""
        self._open(replacing=False)

    def clear_and_edit(self) -> None:
        """Open an empty editor (Backspace)."""
        self._open(replacing=True)

    def type_over(self, text: str) -> None:
        """Open an editor with the first typed text in it."""
        session = self._open(replacing=True)
        if session is not None:
            session.type_text(text)

    def open_choices(self) -> None:
        """Open the choices of the cell or the calendar (Alt+↓)."""
        current = self.selection.current
        if current is None:
            return
        kind = self.model_.columns[current[1]].kind
        if kind is ColumnKind.CHOICE:
            session = self._open(replacing=False)
            if session is not None:
                session.show_choices()
        elif kind is ColumnKind.DATE:
            self._open_calendar()

    def write_today(self) -> None:
        """Today's date into the cell, or into the open editor (Ctrl+;)."""
        today = self.source.today()
        if not today:
            return
        if self.session is not None:
            self.session.type_text(today)
        elif self._can_edit():
            self._submit(*self._here(), today)

    def fill_selection(self) -> None:
        """The text of the current cell into all selected cells (Ctrl+Enter)."""
        current = self.selection.current
        if current is not None and len(self.selection.cells) > 1:
            self._report(self.operations.fill(self.selection.cells, self.model_.cell(*current).edit_text))

    # -- Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.session is not None and self.session.through_view:
            self.session.handle_key(event)
            event.accept()
        elif self.keys.handle(event):
            event.accept()
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        text = event.preeditString() or event.commitString()
        session = self.session
        if session is None:
            # Qt drops what is committed without a composition (full-width space, emoji): it is typing too.
            if not text:
                event.ignore()
                return
            session = self._open(replacing=True, with_focus=not event.preeditString())
            if session is None:
                QGuiApplication.inputMethod().reset()
                return
        session.forward(event)
        if not session.through_view:
            if not text and not session.value:
                session.cancel()
            else:
                session.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        session = self.session
        if session is not None and session.through_view:
            answer = session.editor.inputMethodQuery(query)
            if query == Qt.InputMethodQuery.ImCursorRectangle and hasattr(answer, "translated"):
                corner = session.editor.mapTo(self, session.editor.rect().topLeft())
                return answer.translated(corner)
            return answer
        if query == Qt.InputMethodQuery.ImEnabled:
            return self._wants_input_method()
        return super().inputMethodQuery(query)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        session = self.session
        if (
            session is not None
            and session.through_view
            and event.reason() is not (Qt.FocusReason.ActiveWindowFocusReason)
        ):
            session.commit()
        self._follow_focus()

    # -- inside --

    def _open(self, *, replacing: bool, with_focus: bool = True) -> EditSession | None:
        self.commit_input()
        current = self.selection.current
        if current is None or not self._can_edit():
            return None
        row, number = current
        self.scrollTo(self.model_.index(row, number))
        column = self.model_.columns[number]
        source_row = self.model_.source_row(row)
        surface = self.view_of(number)
        session = EditSession(
            row,
            number,
            column,
            self.model_.cell(row, number).edit_text,
            replacing=replacing,
            surface=surface.viewport(),
            name=wording.say(
                "gui_grid_editor", row=self.source.row_name(source_row), heading=column.full_heading
            ),
            parent=self,
        )
        session.committed.connect(self._committed)
        session.cancelled.connect(self._cancelled)
        session.resized.connect(self._place_editor)
        session.calendar_wanted.connect(self._open_calendar)
        session.today_wanted.connect(self.write_today)
        session.editor.retyped.connect(self._retyped)
        self.session = session
        self._session_key = self.source.row_key(source_row)
        self._place_editor()
        session.editor.show()
        if with_focus:
            session.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return session

    def _committed(self, leave: Leave) -> None:
        if self.session is None:
            return
        session, text = self.session, self.session.value
        self._close_session()
        if leave is Leave.FILL and len(self.selection.cells) > 1:
            self._report(self.operations.fill(self.selection.cells, text))
            return
        if text != session.original:
            row = self._row_of(self._session_key, session.row)
            if row is None:
                QGuiApplication.clipboard().setText(text)
                self.said.emit(wording.say("gui_grid_row_gone"))
            else:
                self._submit(row, session.number, text)
        self.keys.leave(leave)

    def _cancelled(self) -> None:
        self._close_session()

    def _close_session(self) -> None:
        session, self.session = self.session, None
        if session is None:
            return
        if session.editor.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        session.close()
        self._follow_focus()
        self.typing_ended.emit()

    def _retyped(self) -> None:
        session = self.session
        if session is None:
            return
        row = self._row_of(self._session_key, session.row)
        if row is not None:
            self.typing.emit(row, session.number, session.editor.value)

    def _submit(self, source_row: int, column: int, text: str) -> None:
        self.verdict_given.emit(self.source.edit(source_row, column, text))

    def _can_edit(self) -> bool:
        current = self.selection.current
        if current is None:
            return False
        if self.model_.can_edit(*current):
            return True
        self.said.emit(self.source.why_locked(*self._here()))
        return False

    def _open_calendar(self) -> None:
        if not self._can_edit():
            return
        if self.session is not None:
            self.session.cancel()
        row, column = self._here()
        day = QDate.fromString(self.source.day_of(row, column), Qt.DateFormat.ISODate)
        if not day.isValid():
            day = QDate.fromString(self.source.today(), Qt.DateFormat.ISODate)
        popup = CalendarPopup(self.source, day if day.isValid() else QDate.currentDate(), self)
        popup.taken.connect(self._day_taken)
        current = self.model_.index(*(self.selection.current or (0, 0)))
        view = self.view_of(column)
        popup.open_at(view.viewport().mapToGlobal(view.visualRect(current).bottomLeft()))

    def _day_taken(self, day: str) -> None:
        self._submit(*self._here(), day)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_editor(self) -> None:
        session = self.session
        if session is None:
            return
        view = self.view_of(session.number)
        cell = view.visualRect(self.model_.index(session.row, session.number))
        room = view.viewport().rect()
        if view is self and self.frozen.isVisible():
            room = QRect(self.frozen.width(), 0, room.width() - self.frozen.width(), room.height())
        session.place(cell.adjusted(0, 0, -1, -1), room)

    def _typing(self) -> bool:
        return self.session is not None

    def _rows_arranged(self) -> None:
        session = self.session
        if session is None:
            return
        source_row = self._row_of(self._session_key, session.row)
        place = None if source_row is None else self.model_.place_of(source_row)
        if place is None:
            session.commit()
        else:
            session.row = place
            self._place_editor()

    def _report(self, report: PasteReport | None) -> None:
        if report is not None and report.verdicts:
            self.reported.emit(report)
