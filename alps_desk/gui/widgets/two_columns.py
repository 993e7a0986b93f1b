"""Two columns side by side, or one above the other when the window is narrow for the text."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from alps_desk.gui.theme import Space, em

_ONE_COLUMN_EM = 52


class TwoColumns(QWidget):
    """The columns.

    Args:
        shares: of the width, left and right.

    Attributes:
        left, right: their layouts.
    """

    def __init__(self, shares: tuple[int, int] = (1, 1), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, Space.S)
        self._box.setSpacing(Space.M)
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        for column, share in zip((self.left, self.right), shares, strict=True):
            column.setSpacing(Space.M)
            self._box.addLayout(column, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _ONE_COLUMN_EM * em(self)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not direction:
            self._box.setDirection(direction)
