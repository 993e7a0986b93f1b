"""Keys of use here as small caps with words beside them, under a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space, digits, em


class KeyCaps(QWidget):
    """One line; what does not fit at the end is left out, whole.

    Args:
        entries: key and what it does.
    """

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("　".join(f"{key} {words}" for key, words in self._entries))

    def sizeHint(self) -> QSize:
        return QSize(400, round(em(self) * 2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = em(self)
        cap_font: QFont = digits(self.font(), bold=True)
        cap_font.setPointSizeF(cap_font.pointSizeF() * 0.9)
        cap_metrics, metrics = QFontMetricsF(cap_font), QFontMetricsF(self.font())
        height = round(size * 1.35)
        top = (self.height() - height) / 2
        x = 0.5
        for key, words in self._entries:
            cap = max(cap_metrics.horizontalAdvance(key) + size * 0.9, size * 2.0)
            if x + cap + Space.S + metrics.horizontalAdvance(words) > self.width():
                break
            box = QRectF(round(x) + 0.5, round(top) + 0.5, round(cap), height)
            painter.setPen(QPen(QColor(Colour.BORDER), 1))
            painter.setBrush(QColor(Colour.CARD))
            painter.drawRoundedRect(box, 3, 3)
            painter.drawLine(box.bottomLeft() + QPointF(3, 1), box.bottomRight() + QPointF(-3, 1))
            painter.setFont(cap_font)
            painter.setPen(QColor(Colour.TEXT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
            x = box.right() + Space.S
            painter.setFont(self.font())
            painter.setPen(QColor(Colour.SECONDARY))
            painter.drawText(
                QRectF(x, 0, self.width() - x, self.height()), Qt.AlignmentFlag.AlignVCenter, words
            )
            x += metrics.horizontalAdvance(words) + Space.L
