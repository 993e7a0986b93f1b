"""The editors of the one-project form: one line, several lines, a list to choose from.

Each commits when it is left; Esc puts back what was there. Nothing is lost when it is left while kana are being
converted: the input method is asked to commit, and if nothing comes of it, what it last showed is put in. Ctrl+Z
takes back what was typed here, and when there is nothing of that, the last step of the whole form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from alps_desk.gui.theme import control_height, digits, em, line
from alps_desk.gui.top_bar import Selector

_STAYS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_ENABLED = Qt.InputMethodQuery.ImEnabled


class LineBox(QLineEdit):
    """One line.

    Signals:
        finished(str): the text is final and differs from what was there.
        entered(): it got the keyboard.
        undo_wanted(bool): Ctrl+Z or, with True, Ctrl+Y, and there is nothing of that here.
    """

    finished = Signal(str)
    entered = Signal()
    undo_wanted = Signal(bool)

    def __init__(self, *, figures: bool, input_method: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = ""
        self._shown = ""
        self._preedit = ""
        self._typing = False
        self._figures = figures
        self._input_method = input_method
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, input_method)
        if figures:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._dress()

    @property
    def value(self) -> str:
        """What stands in it, as it is typed."""
        return self.text() if self._typing else self._known

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not final."""
        return bool(self._preedit) or self.value != self._known

    @property
    def typed(self) -> str:
        """What is being typed and is not final, a composition included."""
        return self.text() + self._preedit if self.changed else ""

    def write(self, text: str) -> None:
        """Put a text in as if it were being typed."""
        self.setText(text)

    def show_value(self, text: str, shown: str) -> None:
        """Show what is stored; what is being typed stays.

        Args:
            text: as it is typed.
            shown: as it reads while the field does not have the keyboard.
        """
        self._shown = shown
        if not self.changed:
            self._known = text
            self._fill()

    def commit(self) -> None:
        """Make the text final."""
        settle(self, self._preedit)
        if self.changed:
            self._known = self.text()
            self.finished.emit(self._known)

    def _fill(self) -> None:
        wanted = self._known if self._typing else self._shown
        if self.text() != wanted:
            self.setText(wanted)

    def undo(self) -> None:
        if self.changed and self.isUndoAvailable():
            super().undo()
        else:
            self.undo_wanted.emit(False)

    def redo(self) -> None:
        if self.isRedoAvailable():
            super().redo()
        else:
            self.undo_wanted.emit(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._known)
        elif not _undo_keys(self, event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self._typing:
            self._typing = True
            self._fill()
        super().focusInEvent(event)
        if event.reason() not in _STAYS:
            self.selectAll()
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _STAYS:
            self.commit()
            self._typing = False
            self._fill()
        super().focusOutEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == _ENABLED and not self._input_method:
            return False
        return super().inputMethodQuery(query)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_figures"):
            self._dress()

    def _dress(self) -> None:
        wanted = digits(self.font()) if self._figures else self.font()
        if wanted.families() != self.font().families():
            self.setFont(wanted)


class ProseBox(QPlainTextEdit):
    """Several lines; as high as its text. Tab goes on to the next field.

    Signals:
        finished(str), entered(), undo_wanted(bool): as ``LineBox``.
        counted(int): another number of characters.
    """

    finished = Signal(str)
    entered = Signal()
    undo_wanted = Signal(bool)
    counted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = ""
        self._preedit = ""
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._typed)
        self._fit()

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not final."""
        return bool(self._preedit) or self.value != self._known

    @property
    def typed(self) -> str:
        """What is being typed and is not final, a composition included."""
        return self.value + self._preedit if self.changed else ""

    def write(self, text: str) -> None:
        """Put a text in as if it were being typed."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def show_value(self, text: str, shown: str) -> None:
        """Show what is stored; what is being typed stays."""
        if not self.changed and text != self._known:
            self._known = text
            self.setPlainText(text)

    def commit(self) -> None:
        """Make the text final."""
        settle(self, self._preedit)
        if self.value != self._known:
            self._known = self.value
            self.finished.emit(self._known)

    def undo(self) -> None:
        if self.changed and self.document().isUndoAvailable():
            super().undo()
        else:
            self.undo_wanted.emit(False)

    def redo(self) -> None:
        if self.document().isRedoAvailable():
            super().redo()
        else:
            self.undo_wanted.emit(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._known)
            self.moveCursor(QTextCursor.MoveOperation.End)
        elif not _undo_keys(self, event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _STAYS:
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _STAYS:
            self.commit()
        super().focusOutEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_known"):
            self._fit()

    def _typed(self) -> None:
        self.counted.emit(len(self.value))
        self._fit()

    def _fit(self) -> None:
        lines = max(2, min(8, round(self.document().size().height())))
        height = lines * line(self) + round(em(self) * 0.8)
        if height != self.height():
            self.setFixedHeight(height)


class ChoiceBox(Selector):
    """A list to choose from; a stored text that is not in it is shown as it is.

    Signals:
        finished(str), entered(), undo_wanted(bool): as ``LineBox``.
    """

    finished = Signal(str)
    entered = Signal()
    undo_wanted = Signal(bool)

    def __init__(self, name: str, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._choices = list(choices)
        self._known = ""
        self.picked.connect(self._picked)
        self.show_value("", "")

    @property
    def value(self) -> str:
        """What is chosen; "" for nothing."""
        return str(self.currentData() or "")

    @property
    def changed(self) -> bool:
        """A choice is final at once."""
        return False

    @property
    def typed(self) -> str:
        """A choice is final at once."""
        return ""

    def write(self, text: str) -> None:
        """Choose a text."""
        self._picked(text)

    def show_value(self, text: str, shown: str) -> None:
        """Show what is stored."""
        self._known = text
        entries: list[tuple[object, str]] = [("", "　"), *((choice, choice) for choice in self._choices)]
        if text and text not in self._choices:
            entries.append((text, text))
        self.fill(entries, text)

    def commit(self) -> None:
        """Nothing to do."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._picked("")
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit(False)
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.undo_wanted.emit(True)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _STAYS:
            self.entered.emit()

    def sizeHint(self) -> QSize:
        return QSize(max(super().sizeHint().width(), em(self) * 9), control_height(self))

    def _picked(self, data: object) -> None:
        text = str(data or "")
        if text != self._known:
            self._known = text
            self.finished.emit(text)


Box = LineBox | ProseBox | ChoiceBox


def settle(box: QObject, preedit: str) -> None:
    """End a composition so that nothing typed is lost."""
    if not preedit:
        return
    QGuiApplication.inputMethod().commit()
    if getattr(box, "_preedit", ""):
        last = QInputMethodEvent()
        last.setCommitString(preedit)
        QCoreApplication.sendEvent(box, last)


def _undo_keys(box: LineBox | ProseBox, event: QKeyEvent) -> bool:
    if event.matches(QKeySequence.StandardKey.Undo):
        box.undo()
        return True
    if event.matches(QKeySequence.StandardKey.Redo) or (
        event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    ):
        box.redo()
        return True
    return False
