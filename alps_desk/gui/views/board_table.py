"""分野 × 団体: a cell for every field and office with state, word and number, reached by arrows and opened by Enter.

Below the state stands how fresh it is, how late, and how far it was the same time last year. A region of very many
bodies has a column for every state instead, with the number of bodies at it.

The table is as tall as its rows; the screen around it scrolls.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableView, QWidget

from alps_desk import wording
from alps_desk.gui.theme import Space, em, line
from alps_desk.gui.views.board_answer import BoardAnswer
from alps_desk.gui.views.board_cells import GAP, BoardCells, caption_font, caption_height
from alps_desk.gui.views.board_heads import BoardHeads
from alps_desk.gui.views.board_model import BoardModel


class BoardTable(QTableView):
    """The table.

    Signals:
        opened(str, str, str): a cell was pressed: field code, office key, state; those that it is not about are "".
    """

    opened = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = BoardModel(self)
        self.setModel(self.board)
        self._cells = BoardCells(self.board, self)
        self.setItemDelegate(self._cells)
        self.heads = BoardHeads(self.board, self)
        self.setHorizontalHeader(self.heads)
        self.verticalHeader().hide()
        self.setAccessibleName(wording.say("board_table"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        self.heads.sectionClicked.connect(self._open_office)

    def show_answer(self, answer: BoardAnswer) -> None:
        """Show another answer; the current cell stays where it was."""
        before = self.currentIndex()
        at = (before.row(), before.column()) if before.isValid() else (0, 1)
        self.board.show(answer)
        self.setCurrentIndex(self.board.index(*at))
        self._fit()

    def sizeHint(self) -> QSize:
        rows = sum(self.rowHeight(row) for row in range(self.board.rowCount()))
        return QSize(600, rows + self.heads.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(em(self) * 40), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_cells"):
            self._fit()

    def _fit(self) -> None:
        """Share the width out; where a cell's words do not fit on one line, number and word stand on two."""
        columns = self.board.columnCount()
        if not columns:
            return
        size = em(self)
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        names = [self.board.field(row)[1] for row in range(self.board.rowCount())]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        one_line = round(size * 9.6)
        spare = self.viewport().width() - (columns - 1) * one_line
        whole_name = round(widest + size * 4.4)
        self._cells.two_lines = spare < size * 10
        first = min(whole_name, max(spare, round(size * 9.5)))
        share = (self.viewport().width() - first) // (columns - 1)
        self.setColumnWidth(0, self.viewport().width() - share * (columns - 1))
        for column in range(1, columns):
            self.setColumnWidth(column, share)
        self._cells.captions = captions = self._caption_lines(share)
        small = math.ceil(captions * caption_height(self)) + (4 if captions else 0)
        for row, name in enumerate(names):
            wraps = metrics.horizontalAdvance(name) + size * 4.4 > self.columnWidth(0)
            lines = 2 if self._cells.two_lines or wraps else 1
            self.setRowHeight(row, line(self) * lines + small + 2 * Space.S + 2 * GAP)
        self.heads.updateGeometry()
        self.updateGeometries()
        self.updateGeometry()
        self.viewport().update()

    def _caption_lines(self, width: int) -> int:
        """Lines below the states: none where nothing is known, two where day and last year do not fit beside each other."""
        board = self.board
        if board.by_state:
            return 0
        metrics = QFontMetricsF(caption_font(self))
        widest = 0.0
        for row in range(board.rowCount()):
            for column in range(1, board.columnCount()):
                if board.tally(row, column).state != "out":
                    left, right, _ = board.caption(row, column)
                    both = metrics.horizontalAdvance(left + right) + (em(self) * 1.6 if left and right else 0)
                    widest = max(widest, both)
        if not widest:
            return 0
        return 1 if widest + em(self) * 2.4 <= width else 2

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            board, column = self.board, index.column()
            state = board.state(column) or ""
            self.opened.emit(board.field(index.row())[0], board.office(column)[0], state)

    def _open_office(self, section: int) -> None:
        if section > 0:
            self.opened.emit("", self.board.office(section)[0], self.board.state(section) or "")
