"""What paints by itself that it has the keyboard, and the arrow keys that lead from one line to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def step_of(event: QKeyEvent) -> int:
    """The line before (-1) or after (1) that a key asks for; 0 for any other key."""
    return _STEPS.get(Qt.Key(event.key()), 0)


class OwnFocus(QWidget):
    """Takes the keyboard, has no ring around it, and is painted anew when the keyboard comes or goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
