"""A row of a list that the keyboard stops at as a whole: arrows go to the next one, Enter does what it is for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.widgets.own_focus import OwnFocus, step_of


class FocusRow(OwnFocus):
    """The row, without its contents; whoever fills it says what Enter does.

    Signals:
        stepped(int): an arrow key asks for the row before (-1) or after (1).
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def enter(self) -> bool:
        """Do what Enter does; False where there is nothing to do."""
        return False

    # -- Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = step_of(event)
        if step:
            self.stepped.emit(step)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not self.enter():
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            painter.fillRect(self.rect(), QColor(Colour.PRIMARY_PALE))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 2.5))
            painter.drawRect(QRectF(self.rect()).adjusted(1.25, 1.25, -1.25, -1.25))
