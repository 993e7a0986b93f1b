"""A field to find something by its words; it reports after a short rest in typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolButton, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import em, icon_size

_REST_MS = 150


class SearchBox(QLineEdit):
    """A search field with a magnifying glass and a button to clear it.

    Signals:
        searched(str): the words changed and typing rested, or Enter was pressed (also with the same words).
        left(): Esc in the empty field, or Down: the focus should go back to what is searched.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(wording.say("gui_search_clear"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        # Qt makes buttons of both; with their picture alone a screen reader has no word for them.
        for action, words in ((self._glass, placeholder), (self._clear, self._clear.text())):
            for button in action.associatedObjects():
                if isinstance(button, QToolButton):
                    button.setAccessibleName(words)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._report)
        self.textChanged.connect(self._typed)
        self._dress()
        self._typed("")
        self._rest.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._report()
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
            event.accept()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_glass"):
            self._dress()

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._rest.start()

    def _report(self) -> None:
        self._rest.stop()
        self.searched.emit(self.text())

    def _dress(self) -> None:
        size = icon_size(self)
        self._glass.setIcon(icons.icon("act_search", Colour.SECONDARY, size))
        self._clear.setIcon(icons.icon("act_close", Colour.SECONDARY, size))
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        self.setMinimumWidth(words + round(em(self) * 4.5))
