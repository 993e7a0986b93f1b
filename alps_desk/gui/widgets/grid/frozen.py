"""The frozen columns: a second view on the same model and selection, laid over the left edge of the first.

It never has the keyboard and decides nothing: mouse and wheel go to the grid.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from alps_desk.gui.theme import Colour
from alps_desk.gui.widgets.grid.header import GridHeader
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.grid.paint import GridDelegate


class FrozenColumns(QTableView):
    """The overlay.

    Args:
        grid: the first view; its mouse handler gets the events.
        delegate: paints both.
    """

    def __init__(self, grid: QTableView, model: GridModel, delegate: GridDelegate) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        self.header = GridHeader(model, self)
        self.setHorizontalHeader(self.header)
        self.verticalHeader().setMinimumSectionSize(16)
        self.setModel(model)
        self.setSelectionModel(grid.selectionModel())
        self.setItemDelegate(delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAutoScroll(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.setAccessibleName("")
        self.edge = _Edge(grid)
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        self.viewport().installEventFilter(self)

    @property
    def count(self) -> int:
        """How many columns are frozen."""
        columns = self._model.columns
        return next((number for number, column in enumerate(columns) if not column.frozen), len(columns))

    def arrange(self) -> None:
        """Show the frozen columns only, as wide and as high as in the first view."""
        grid, count = self._grid, self.count
        width = 0
        for number in range(len(self._model.columns)):
            hidden = number >= count
            if self.isColumnHidden(number) != hidden:
                self.setColumnHidden(number, hidden)
            if not hidden:
                self.setColumnWidth(number, grid.columnWidth(number))
                width += grid.columnWidth(number)
        self.verticalHeader().setDefaultSectionSize(grid.verticalHeader().defaultSectionSize())
        self.header.setFixedHeight(grid.horizontalHeader().height())
        frame = grid.frameWidth()
        height = grid.viewport().height() + grid.horizontalHeader().height()
        self.setGeometry(frame, frame, width, height)
        self.setVisible(count > 0)
        self.verticalScrollBar().setValue(grid.verticalScrollBar().value())
        scrolled = grid.horizontalScrollBar().value() > 0
        self.edge.setGeometry(frame + width, frame, 3, height)
        self.edge.setVisible(count > 0 and scrolled)
        self.edge.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseMove,
            QEvent.Type.MouseButtonRelease,
            QEvent.Type.MouseButtonDblClick,
        ):
            assert isinstance(event, QMouseEvent)
            self._grid.take_mouse(event, self)  # type: ignore[attr-defined]
            return True
        if kind == QEvent.Type.Wheel:
            assert isinstance(event, QWheelEvent)
            self._grid.wheelEvent(event)
            return True
        return False


class _Edge(QWidget):
    """A soft shadow at the right of the frozen columns while the rest is scrolled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for x, strength in ((0, 90), (1, 50), (2, 20)):
            colour = QColor(Colour.SECONDARY)
            colour.setAlpha(strength)
            painter.fillRect(x, 0, 1, self.height(), colour)
