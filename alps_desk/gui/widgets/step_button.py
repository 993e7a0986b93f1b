"""A button that stands in a list of its kind: arrow keys go on to the next one, Enter presses it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from alps_desk.gui.widgets.own_focus import step_of


class StepButton(QAbstractButton):
    """The button; how it looks is said by whoever derives from it.

    Signals:
        stepped(int): an arrow key asks for the one before (-1) or after (1).
    """

    stepped = Signal(int)

    def enter(self) -> None:
        """Enter was pressed."""
        self.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = step_of(event)
        if step:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        else:
            super().keyPressEvent(event)
