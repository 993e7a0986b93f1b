"""What the marks in the grid mean, as small samples with words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, TextRole, em
from alps_desk.gui.widgets.text import Text


class Mark(StrEnum):
    """Marks of a cell."""

    EMPTY = "empty"
    UNEXPORTED = "unexported"
    WARNING = "warning"
    ERROR = "error"
    RETURNED = "returned"
    LOCKED = "locked"


_STATES = {
    Mark.WARNING: State.WARNING,
    Mark.ERROR: State.ERROR,
    Mark.RETURNED: State.RETURNED,
    Mark.LOCKED: State.LOCKED,
}


class _Swatch(QWidget):
    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self._mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        size = em(self)
        return QSize(round(size * 1.3), size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._mark is Mark.EMPTY:
            painter.setPen(QPen(QColor(Colour.EMPTY), 1, Qt.PenStyle.DashLine))
            painter.drawRect(box)
        elif self._mark is Mark.UNEXPORTED:
            painter.setPen(QPen(QColor(Colour.BOX_BORDER), 1))
            painter.drawRect(box)
            painter.fillRect(QRectF(0, 0, 3, self.height()), QColor(Colour.PRIMARY))
        else:
            look = LOOKS[_STATES[self._mark]]
            painter.setPen(QPen(QColor(look.border), 1))
            painter.setBrush(QColor(look.tint))
            painter.drawRect(box)


class Legend(QWidget):
    """Samples with words in two columns."""

    def __init__(self, entries: Sequence[tuple[Mark, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        for index, (mark, words) in enumerate(entries):
            row = QHBoxLayout()
            row.setSpacing(Space.XS)
            row.addWidget(_Swatch(mark))
            row.addWidget(Text(words, TextRole.CAPTION, ink="secondary"))
            row.addStretch(1)
            grid.addLayout(row, index // 2, index % 2)
