"""One editing of one cell, from the first key to commit or cancel.

The keys Enter, Tab, Esc and the arrows are handled in one place only, the event filter below, and swallowed
there; otherwise the cursor would move twice. While kana are being converted no key is handled at all: they belong
to the input method.

A composition that begins on a closed cell stays with the table until it ends: giving the editor the keyboard in
between would break it off. The table forwards its events here (``forward``).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from alps_desk.gui.widgets.grid.editors import CellEditor, ProseEditor, make_editor
from alps_desk.gui.widgets.grid.popups import ChoiceList
from alps_desk.gui.widgets.grid.source import ColumnKind, GridColumn

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = Qt.Key
_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_STAYS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class Leave(Enum):
    """Where the cursor goes after a commit."""

    STAY = "stay"
    DOWN = "down"
    UP = "up"
    RIGHT = "right"
    LEFT = "left"
    ARROW_DOWN = "arrow_down"
    ARROW_UP = "arrow_up"
    ARROW_RIGHT = "arrow_right"
    ARROW_LEFT = "arrow_left"
    PAGE_DOWN = "page_down"
    PAGE_UP = "page_up"
    FILL = "fill"
    """The same text into all selected cells."""
    OUT = "out"
    """To the next widget after the table."""
    OUT_BACK = "out_back"


_ENTER_KEYS = (_KEY.Key_Return, _KEY.Key_Enter)
_ARROWS = {
    _KEY.Key_Down: Leave.ARROW_DOWN,
    _KEY.Key_Up: Leave.ARROW_UP,
    _KEY.Key_Right: Leave.ARROW_RIGHT,
    _KEY.Key_Left: Leave.ARROW_LEFT,
    _KEY.Key_PageDown: Leave.PAGE_DOWN,
    _KEY.Key_PageUp: Leave.PAGE_UP,
}


class EditSession(QObject):
    """An open editor.

    Args:
        row, number: place of the cell in the view.
        column: its column.
        original: text of the cell when the editor opened.
        replacing: whether what is typed replaces the text (arrows then commit and move) or F2 was pressed.
        surface: widget the editor lies on.
        name: accessible name of the editor.

    Signals:
        committed(Leave): the text is final.
        cancelled(): the cell stays as it was.
        resized(): the editor wants to be placed again.
        calendar_wanted(): Alt+↓ in a column of dates.
        today_wanted(): Ctrl+;.
    """

    committed = Signal(object)
    cancelled = Signal()
    resized = Signal()
    calendar_wanted = Signal()
    today_wanted = Signal()

    def __init__(
        self,
        row: int,
        number: int,
        column: GridColumn,
        original: str,
        *,
        replacing: bool,
        surface: QWidget,
        name: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.row, self.number, self.column = row, number, column
        self.original = original
        self.through_view = False
        self._replacing = replacing
        self._over = False
        self.editor: CellEditor = make_editor(column, surface)
        self.editor.setAccessibleName(name)
        self.editor.set_value("" if replacing else original)
        self.choices: ChoiceList | None = None
        if column.kind is ColumnKind.CHOICE:
            self.choices = ChoiceList(column.choices, self.editor, surface)
            self.choices.taken.connect(self._choice_clicked)
        self.editor.installEventFilter(self)
        self.editor.clicked.connect(self._start_moving_caret)
        self.editor.retyped.connect(self._retyped)

    @property
    def value(self) -> str:
        """The text as it would be committed now: a marked choice, else what was typed."""
        if self.choices is not None and self.choices.choice is not None:
            return self.choices.choice
        return self.editor.value

    @property
    def typed(self) -> str:
        """The text with what is being converted, "" while it is as it was when the editor opened."""
        text = self.editor.value + self.editor.preedit
        return "" if text == self.original else text

    @property
    def over(self) -> bool:
        """Whether it was committed or cancelled."""
        return self._over

    def place(self, cell: QRect, room: QRect) -> None:
        """Put the editor over its cell."""
        self.editor.setGeometry(self.editor.box(cell, room))
        if self.choices is not None and not self.choices.isHidden():
            self.choices.open_under(self.editor.geometry())

    def show_choices(self) -> None:
        """Open the list; the present value is marked."""
        if self.choices is None:
            return
        self.choices.open_under(self.editor.geometry())
        self.choices.mark(self.editor.value)

    def type_text(self, text: str) -> None:
        """Put in the first characters of a replacement."""
        self.editor.put(text)

    def forward(self, event: QInputMethodEvent) -> None:
        """Take an event of the input method that came to the table."""
        self.through_view = bool(event.preeditString())
        QCoreApplication.sendEvent(self.editor, event)

    def settle_composition(self) -> None:
        """End a composition so that nothing typed is lost.

        The input method is asked to commit; when no commit comes of it, what it last showed is put in.
        """
        if not self.editor.composing:
            return
        preedit = self.editor.preedit
        QGuiApplication.inputMethod().commit()
        if self.editor.composing:
            last = QInputMethodEvent()
            last.setCommitString(preedit)
            QCoreApplication.sendEvent(self.editor, last)
        self.through_view = False

    def commit(self, leave: Leave = Leave.STAY) -> None:
        """End with the text as it stands."""
        if self._over:
            return
        self.settle_composition()
        self._over = True
        self.committed.emit(leave)

    def cancel(self) -> None:
        """End; the cell stays as it was."""
        if not self._over:
            self._over = True
            self.cancelled.emit()

    def close(self) -> None:
        """Take the editor away."""
        self._over = True
        self.editor.removeEventFilter(self)
        for widget in (self.editor, self.choices):
            if widget is not None and isValid(widget):
                widget.hide()
                widget.deleteLater()
        self.deleteLater()

    # -- keys --

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._over or watched is not self.editor:
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self.handle_key(event)
        if kind == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if self._action(event) is not None:
                event.accept()
                return True
            return False
        if kind == QEvent.Type.FocusOut:
            assert isinstance(event, QFocusEvent)
            if event.reason() not in _STAYS and not self.through_view:
                self.commit()
        return False

    def handle_key(self, event: QKeyEvent) -> bool:
        """Handle a key if it is one that ends or steers editing; True if it was."""
        if self.editor.composing:
            # Enter confirms kana, arrows choose among candidates: not ours.
            return event.key() in _ENTER_KEYS or event.key() in (_KEY.Key_Tab, _KEY.Key_Escape)
        action = self._action(event)
        if action is None:
            return False
        action()
        return True

    def _action(self, event: QKeyEvent) -> Callable[[], None] | None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ENTER_KEYS:
            return self._enter(modifiers)
        if key == _KEY.Key_Tab and modifiers == _NONE:
            return lambda: self.commit(Leave.RIGHT)
        if key == _KEY.Key_Backtab or (key == _KEY.Key_Tab and modifiers == _SHIFT):
            if modifiers & _CTRL:
                return lambda: self.commit(Leave.OUT_BACK)
            return lambda: self.commit(Leave.LEFT)
        if key == _KEY.Key_Tab and modifiers & _CTRL:
            return lambda: self.commit(Leave.OUT_BACK if modifiers & _SHIFT else Leave.OUT)
        if key == _KEY.Key_Escape:
            return self._escape
        if key == _KEY.Key_F2 and modifiers == _NONE:
            return self._start_moving_caret
        if key == _KEY.Key_Down and modifiers == _ALT:
            return self._open_below
        if key == _KEY.Key_Semicolon and modifiers & _CTRL:
            return self.today_wanted.emit
        if key in _ARROWS and modifiers == _NONE:
            return self._arrow(key)
        return None

    def _enter(self, modifiers: Qt.KeyboardModifier) -> Callable[[], None] | None:
        if modifiers == _NONE:
            return lambda: self.commit(Leave.DOWN)
        if modifiers == _SHIFT:
            return lambda: self.commit(Leave.UP)
        if modifiers == _CTRL:
            return lambda: self.commit(Leave.FILL)
        if modifiers == _ALT:
            return self._new_line
        return None

    def _arrow(self, key: Qt.Key) -> Callable[[], None] | None:
        if self.choices is not None and not self.choices.isHidden() and key in (_KEY.Key_Down, _KEY.Key_Up):
            choices = self.choices
            return lambda: choices.step(1 if key == _KEY.Key_Down else -1)
        if self._replacing:
            return lambda: self.commit(_ARROWS[key])
        return None

    def _new_line(self) -> None:
        if isinstance(self.editor, ProseEditor):
            self.editor.put("\n")
            self._replacing = False

    def _escape(self) -> None:
        if self.choices is not None and not self.choices.isHidden() and not self._replacing:
            self.choices.hide()
        else:
            self.cancel()

    def _open_below(self) -> None:
        if self.choices is not None:
            self.show_choices()
        elif self.column.kind is ColumnKind.DATE:
            self.calendar_wanted.emit()

    def _start_moving_caret(self) -> None:
        self._replacing = False

    def _choice_clicked(self, choice: str) -> None:
        self.editor.set_value(choice)
        if self.choices is not None:
            self.choices.mark(choice)
        self.commit()

    def _retyped(self) -> None:
        if self._over:
            return
        if self.choices is not None and self.editor.hasFocus():
            if self.editor.value and self.choices.isHidden():
                self.show_choices()
            self.choices.mark(self.editor.value)
        self.resized.emit()
