"""A row of a list that the keyboard stops at as a whole: arrows go to the next one, Enter does what it is for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.colours import Colour


class FocusRow(QWidget):
    """The row, without its contents; whoever fills it says what Enter does.

    Signals:
        stepped(int): an arrow key asks for the row before (-1) or after (1).
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def enter(self) -> bool:
        """Do what Enter does; False where there is nothing to do."""
        return False

    # -- Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not self.enter():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            painter.fillRect(self.rect(), QColor(Colour.PRIMARY_PALE))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 2.5))
            painter.drawRect(QRectF(self.rect()).adjusted(1.25, 1.25, -1.25, -1.25))
