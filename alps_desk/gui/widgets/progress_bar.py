"""A slim bar: how much of something is done. The number stands beside it as text, never only in the bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.colours import Colour


class SlimBar(QWidget):
    """A bar without text.

    Args:
        name: accessible name, what is measured.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._done = 0
        self._total = 0
        self._colour = Colour.PRIMARY
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_progress(0, 0)

    def set_progress(self, done: int, total: int, *, colour: str | None = None) -> None:
        """Show ``done`` of ``total``; a total of 0 is an empty bar."""
        self._done, self._total = done, total
        if colour is not None:
            self._colour = colour
        self.setAccessibleName(f"{self._name} {done} / {total}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(230, 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = min(8.0, float(self.height()))
        rail = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.setBrush(QColor(Colour.LINE))
        painter.drawRoundedRect(rail, height / 2, height / 2)
        if self._total > 0 and self._done > 0:
            share = min(1.0, self._done / self._total)
            rail.setWidth(max(height, rail.width() * share))
            painter.setBrush(QColor(self._colour))
            painter.drawRoundedRect(rail, height / 2, height / 2)
