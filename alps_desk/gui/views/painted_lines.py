"""Lines that a chart paints itself: walked by arrows, opened by a click or Enter, read out as one sentence.

A chart says how many lines it has, where the first begins and how high each is, paints them, and says what opening does.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.widgets.own_focus import OwnFocus, step_of

SPOKEN = 60
"""Lines that are read out; the table has a row for each."""


class PaintedLines(OwnFocus):
    """The chart.

    Args:
        name: what it is called.

    Signals:
        moved(int): the keyboard is at the line that ends at this height now.
    """

    moved = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # -- what a chart adds --

    @abstractmethod
    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    @abstractmethod
    def row(self) -> float:
        """Height of a line."""
        raise NotImplementedError

    def top(self) -> int:
        """Where the first line begins."""
        return 0

    @abstractmethod
    def open_line(self, number: int) -> None:
        """A line was pressed."""
        raise NotImplementedError

    # -- what it is given --

    def renew(self, spoken: Iterable[str]) -> None:
        """The lines are others now; ``spoken`` are the first of them in words."""
        self._at = min(self._at, max(0, self.count() - 1))
        self.setAccessibleDescription("、".join(spoken))
        self.updateGeometry()
        self.update()

    def lines_in(self, box: QRect) -> range:
        """The lines that stand in a part of the chart: of a thousand only those that are to be painted anew."""
        top, row = self.top(), self.row()
        first = max(0, int((box.top() - top) // row))
        return range(first, min(self.count(), int((box.bottom() - top) // row) + 1))

    def paint_focus(self, painter: QPainter, number: int) -> None:
        """Mark a line if the keyboard is there."""
        if number == self._at and self.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 2))
            painter.setBrush(QColor(Colour.PRIMARY_PALE))
            row = self.row()
            painter.drawRoundedRect(QRectF(1, self.top() + number * row + 1, self.width() - 2, row - 2), 4, 4)

    # -- Qt --

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int((event.position().y() - self.top()) // self.row())
        if 0 <= number < self.count():
            self._at = number
            self.update()
            self.open_line(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = step_of(event)
        if step and 0 <= self._at + step < self.count():
            self._at += step
            self.moved.emit(round(self.top() + (self._at + 1) * self.row()))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.count():
            self.open_line(self._at)
        else:
            super().keyPressEvent(event)
