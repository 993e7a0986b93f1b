"""The boxes that open over a cell: one line, or several lines with a counter.

Both tell whether the input method is composing and never let it on in columns of figures and dates: the attribute
of the widget alone is not enough, its answer to ``ImEnabled`` must be no as well.
"""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QInputMethodEvent, QMouseEvent, QPalette, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from alps_desk import wording
from alps_desk.gui.theme import Colour, digits, em, line
from alps_desk.gui.widgets.grid.source import Align, ColumnKind, GridColumn

_ENABLED = Qt.InputMethodQuery.ImEnabled
_ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_FRAME = f"border: 2px solid {Colour.PRIMARY}; border-radius: 0; background: {Colour.CARD}; min-height: 0;"


class LineEditor(QLineEdit):
    """One line.

    Signals:
        clicked(): the mouse was used in it: arrows shall move the caret now.
        retyped(): the text changed.
    """

    clicked = Signal()
    retyped = Signal()

    def __init__(self, column: GridColumn, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column
        self._preedit = ""
        self.setProperty("ownFocus", True)
        self.setStyleSheet(f"QLineEdit {{ {_FRAME} padding: 0 {round(em(self) * 0.35)}px; }}")
        if column.kind is ColumnKind.NUMBER:
            self.setFont(digits(self.font()))
        self.setAlignment(_ALIGNMENTS[column.alignment])
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, column.takes_input_method)
        if not column.takes_input_method:
            self.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self.textChanged.connect(self.retyped)

    @property
    def composing(self) -> bool:
        """Whether kana are being converted."""
        return bool(self._preedit)

    @property
    def preedit(self) -> str:
        """What is being converted."""
        return self._preedit

    @property
    def value(self) -> str:
        """The text."""
        return self.text()

    def set_value(self, text: str) -> None:
        """Put a text in, the caret at its end."""
        self.setText(text)
        self.end(False)

    def put(self, text: str) -> None:
        """Insert at the caret."""
        self.insert(text)

    def box(self, cell: QRect, room: QRect) -> QRect:
        """Where it stands: over the cell, wider when the text needs it."""
        need = QFontMetricsF(self.font()).horizontalAdvance(self.text() + self._preedit) + em(self) * 2
        width = min(max(cell.width(), math.ceil(need)), room.width())
        left = cell.right() + 1 - width if self._column.alignment is Align.RIGHT else cell.left()
        left = max(room.left(), min(left, room.right() + 1 - width))
        return QRect(left, cell.top(), width, cell.height())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self.retyped.emit()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == _ENABLED and not self._column.takes_input_method:
            return False
        return super().inputMethodQuery(query)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ProseEditor(QPlainTextEdit):
    """Several lines; grows with its text and counts its characters.

    Signals:
        clicked(), retyped(): as ``LineEditor``.
    """

    clicked = Signal()
    retyped = Signal()

    def __init__(self, column: GridColumn, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column
        self._preedit = ""
        self.setProperty("ownFocus", True)
        self.setStyleSheet(f"QPlainTextEdit {{ {_FRAME} padding: 2px; }}")
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, column.takes_input_method)
        self.counter = QLabel(self)
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.counter.setProperty("textRole", "caption")
        self.counter.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._changed)
        self._count()

    @property
    def composing(self) -> bool:
        """Whether kana are being converted."""
        return bool(self._preedit)

    @property
    def preedit(self) -> str:
        """What is being converted."""
        return self._preedit

    @property
    def value(self) -> str:
        """The text."""
        return self.toPlainText()

    def set_value(self, text: str) -> None:
        """Put a text in, the caret at its end."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def put(self, text: str) -> None:
        """Insert at the caret."""
        self.insertPlainText(text)

    def box(self, cell: QRect, room: QRect) -> QRect:
        """Where it stands: over the cell, as high as its text, inside the table."""
        width = min(max(cell.width(), em(self) * 26), room.width())
        left = max(room.left(), min(cell.left(), room.right() + 1 - width))
        document = self.document()
        document.setTextWidth(width - em(self) * 1.5)
        lines = 0
        block = document.begin()
        while block.isValid():
            lines += max(1, block.layout().lineCount())
            block = block.next()
        spacing = math.ceil(self.fontMetrics().lineSpacing())
        foot = self.counter.sizeHint().height() + 4
        height = min(max(lines, 3) * spacing + foot + 18, max(cell.height(), room.height()))
        top = max(room.top(), min(cell.top(), room.bottom() + 1 - height))
        return QRect(left, top, width, max(height, cell.height()))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._changed()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == _ENABLED and not self._column.takes_input_method:
            return False
        return super().inputMethodQuery(query)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._place_counter()

    def _changed(self) -> None:
        self._count()
        self.retyped.emit()

    def _count(self) -> None:
        length = len(self.toPlainText())
        limit = self._column.limit
        if limit is None:
            words = wording.say("gui_grid_length", length=length)
        else:
            words = wording.say("gui_counter", length=length, limit=limit)
        self.counter.setText(words)
        palette = self.counter.palette()
        over = limit is not None and length > limit
        palette.setColor(
            QPalette.ColorRole.WindowText, Qt.GlobalColor.darkRed if over else Qt.GlobalColor.darkGray
        )
        self.counter.setPalette(palette)
        self._place_counter()

    def _place_counter(self) -> None:
        size = self.counter.sizeHint()
        self.setViewportMargins(0, 0, 0, size.height() + 2)
        self.counter.setGeometry(
            self.width() - size.width() - em(self) // 2,
            self.height() - size.height() - 4,
            size.width(),
            size.height(),
        )


CellEditor = LineEditor | ProseEditor


def make_editor(column: GridColumn, parent: QWidget) -> CellEditor:
    """The editor for a column."""
    editor: CellEditor
    if column.kind is ColumnKind.PROSE:
        editor = ProseEditor(column, parent)
        editor.setMinimumHeight(line(editor))
    else:
        editor = LineEditor(column, parent)
    return editor
