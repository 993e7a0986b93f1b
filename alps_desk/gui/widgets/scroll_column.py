"""A column that scrolls up and down and never sideways; it is as tall as its contents at the width there is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def show_ground(area: QScrollArea) -> None:
    """Let what stands behind an area show through it; to be called before the area gets its contents.

    The area gets a viewport made here: to hand out its own, PySide looks for the kind of a widget that it has not made
    among all there are, and sets each of them up, 64 enumerations in all, which a start would wait for.
    """
    viewport = QWidget()
    area.setViewport(viewport)
    viewport.setAutoFillBackground(False)


class Sheet(QWidget):
    """What scrolls. Its layout may hold wrapped text.

    Attributes:
        column: layout for the contents.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def minimumSizeHint(self) -> QSize:
        # The layout's own hint is the height at the narrowest width; the area would scroll over empty ground.
        hint = super().minimumSizeHint()
        return QSize(hint.width(), 0) if self.hasHeightForWidth() else hint


class ScrollColumn(QScrollArea):
    """The area.

    Signals:
        bar_changed(int): width that the scroll bar takes now, 0 when there is nothing to scroll.
    """

    bar_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The keyboard belongs to what is inside; the area follows it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        show_ground(self)
        self.verticalScrollBar().rangeChanged.connect(self._ranged)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show other contents; the old ones are let go, and the place in them is kept."""
        place = self.verticalScrollBar().value()
        old = self.takeWidget()
        self.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        if old is not None:
            old.hide()
            old.deleteLater()
            self.verticalScrollBar().setValue(place)

    def _ranged(self, lowest: int, highest: int) -> None:
        bar = self.verticalScrollBar()
        self.bar_changed.emit(bar.sizeHint().width() if highest > lowest else 0)
