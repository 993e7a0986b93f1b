"""Things in a row that go to a second line when they do not fit: nothing is cut off, whatever the text size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.theme import Space


class FlowRow(QWidget):
    """The row. Hidden parts take no room; the last parts may stand at the right end of their line.

    Args:
        parts: from left to right, which is also the order of Tab.
        at_end: how many of the last parts stand at the right.

    Signals:
        height_changed(): it takes more or fewer lines now, for a holder that gives a fixed height.
    """

    height_changed = Signal()

    def __init__(
        self, parts: Sequence[QWidget] = (), *, at_end: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._at_end = at_end
        self._parts: tuple[QWidget, ...] = ()
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.put(parts)

    def put(self, parts: Sequence[QWidget]) -> None:
        """Give it its parts; done once."""
        self._parts = tuple(parts)
        for part in self._parts:
            part.setParent(self)
        self.arrange()

    def arrange(self) -> None:
        """Put everything in its place for the width there is."""
        width, x, y, tallest = self.width(), 0, 0, 0
        lines: list[list[tuple[QWidget, int]]] = [[]]
        for part in self._shown():
            need = min(_size(part).width(), width)
            if x and x + need > width:
                lines.append([])
                x = 0
            lines[-1].append((part, x))
            x += need + Space.S
        ends = set(self._parts[len(self._parts) - self._at_end :])
        for line in lines:
            tallest = max((_size(part).height() for part, _ in line), default=0)
            left = width - max((at + min(_size(part).width(), width) for part, at in line), default=0)
            for part, at in line:
                size = _size(part).boundedTo(QSize(width, 10_000))
                shift = left if part in ends else 0
                corner = QPoint(at + shift, y + (tallest - size.height()) // 2)
                part.setGeometry(QRect(corner, size))
            y += tallest + Space.XS
        height = max(0, y - Space.XS)
        if height != self._height:
            self._height = height
            self.updateGeometry()
            self.height_changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(600, self._height or 34)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height or 34)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_parts"):
            self.arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]


def _size(part: QWidget) -> QSize:
    size = part.sizeHint().expandedTo(part.minimumSizeHint()).expandedTo(part.minimumSize())
    return size.boundedTo(part.maximumSize())
