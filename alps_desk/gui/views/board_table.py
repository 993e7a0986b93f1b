"""分野 × 団体: a cell for every field and office with state, word and number, reached by arrows and opened by Enter.

The table is as tall as its rows; the screen around it scrolls.
"""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, digits, em, line
from alps_desk.gui.views.board_answer import BoardAnswer
from alps_desk.gui.views.tallies import ICONS, STATES, Tally, state_word

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GAP = 3


class BoardModel(QAbstractTableModel):
    """Fields down, the name of the field and then the offices across."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: BoardAnswer | None = None

    def show(self, answer: BoardAnswer) -> None:
        """Show another answer."""
        self.beginResetModel()
        self.answer = answer
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.answer.plan.fields) if self.answer is not None else 0

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self.answer.plan.bodies) + 1 if self.answer is not None else 0

    def field(self, row: int) -> tuple[str, str, int]:
        """Code, name and number of projects of a row."""
        assert self.answer is not None
        field = self.answer.plan.fields[row]
        count = sum(project.field == field.code for project in self.answer.plan.projects)
        return field.code, field.name, count

    def office(self, column: int) -> tuple[str, str]:
        """Key and name of the office of a column; empty for the first column."""
        assert self.answer is not None
        if column == 0:
            return "", ""
        body = self.answer.plan.bodies[column - 1]
        return body.key, body.name

    def tally(self, row: int, column: int) -> Tally:
        """What a cell shows."""
        assert self.answer is not None
        return self.answer.fields[self.field(row)[0], self.office(column)[0]]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        _, name, count = self.field(index.row())
        if index.column() == 0:
            return f"{name} {wording.say('board_projects', count=count)}"
        office = self.office(index.column())[1]
        return f"{name} {office} {tally_words(self.tally(index.row(), index.column()))}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if self.answer is None or not shown:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.field(section)[1]
        key, name = self.office(section)
        if not key:
            return wording.say("board_field")
        tally = self.answer.offices[key]
        return f"{name} {tally.done}/{tally.total}"


def tally_words(tally: Tally) -> str:
    """A cell as it is read out."""
    if tally.state == "out":
        return state_word("out")
    return f"{state_word(tally.state)} {tally.done}/{tally.total}"


class BoardTable(QTableView):
    """The table.

    Signals:
        opened(str, str): a cell was pressed: field code and office key; one of them may be "".
    """

    opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = BoardModel(self)
        self.setModel(self.board)
        self.setItemDelegate(_Cells(self))
        self.heads = _Heads(self)
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
        self.two_lines = False

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
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "two_lines"):
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
        widest = max(metrics.horizontalAdvance(name) for name in names)
        one_line = round(size * 9.6)
        spare = self.viewport().width() - (columns - 1) * one_line
        whole_name = round(widest + size * 4.4)
        self.two_lines = spare < size * 10
        first = min(whole_name, max(spare, round(size * 9.5)))
        share = (self.viewport().width() - first) // (columns - 1)
        self.setColumnWidth(0, self.viewport().width() - share * (columns - 1))
        for column in range(1, columns):
            self.setColumnWidth(column, share)
        for row, name in enumerate(names):
            wraps = metrics.horizontalAdvance(name) + size * 4.4 > self.columnWidth(0)
            lines = 2 if self.two_lines or wraps else 1
            self.setRowHeight(row, line(self) * lines + 2 * Space.S + 2 * _GAP)
        self.heads.updateGeometry()
        self.updateGeometries()
        self.updateGeometry()
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.board.field(index.row())[0], self.board.office(index.column())[0])

    def _open_office(self, section: int) -> None:
        if section > 0:
            self.opened.emit("", self.board.office(section)[0])


class _Heads(QHeaderView):
    """Name of the office, how many of its reports are complete, and the same as a bar."""

    def __init__(self, table: BoardTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(40)
        self.setHighlightSections(False)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(600, round(self._name_height() + line(self) + 8 + Space.M))

    def paintSection(self, painter: QPainter, rect: Any, logical: int) -> None:
        board = self._table.board
        box = QRectF(rect)
        painter.save()
        painter.setPen(QPen(QColor(Colour.HEADER_LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        answer = board.answer
        key, name = board.office(logical) if answer is not None else ("", "")
        if answer is not None and key:
            tally = answer.offices[key]
            bold = QFont(self.font())
            bold.setBold(True)
            painter.setFont(bold)
            painter.setPen(QColor(Colour.TEXT))
            high = self._name_height()
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            place = QRectF(box.x() + 2, box.y(), box.width() - 4, high)
            painter.drawText(place, flags, self._fitted(name, place.width()))
            painter.setFont(digits(self.font()))
            painter.setPen(QColor(Colour.SECONDARY))
            below = QRectF(box.x(), box.y() + high, box.width(), line(self))
            words = f"{tally.done}/{tally.total}" if tally.total else "―"
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
            _paint_bar(painter, QRectF(box.x() + 14, below.bottom() + 1, box.width() - 28, 6), tally)
        painter.restore()

    def _name_height(self) -> float:
        answer = self._table.board.answer
        if answer is None:
            return line(self)
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        width = max(self.sectionSize(1) - 4, 20) if self.count() > 1 else 100
        names = [self._fitted(body.name, width) for body in answer.plan.bodies]
        return metrics.lineSpacing() * max(name.count("\n") + 1 for name in names)

    def _fitted(self, name: str, width: float) -> str:
        """The name on two lines if it is wider than the column."""
        bold = QFont(self.font())
        bold.setBold(True)
        return name if QFontMetricsF(bold).horizontalAdvance(name) <= width else on_two_lines(name)


def on_two_lines(name: str) -> str:
    """A name broken where kana meet kanji, as near to its middle as can be; 北アルプス／広域連合."""
    if len(name) < 4:
        return name
    joints = [at for at in range(2, len(name) - 1) if _is_kana(name[at - 1]) != _is_kana(name[at])]
    at = min(joints or [len(name) // 2], key=lambda one: (abs(2 * one - len(name)), one))
    return f"{name[:at]}\n{name[at:]}"


def _is_kana(sign: str) -> bool:
    return "\u3040" <= sign <= "\u30ff"


def _paint_bar(painter: QPainter, rail: QRectF, tally: Tally) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(Colour.LINE))
    painter.drawRoundedRect(rail, 3, 3)
    if tally.total and tally.done:
        rail.setWidth(max(6.0, rail.width() * tally.done / tally.total))
        painter.setBrush(QColor(Colour.OK if tally.complete else Colour.PRIMARY))
        painter.drawRoundedRect(rail, 3, 3)


class _Cells(QStyledItemDelegate):
    def __init__(self, table: BoardTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: Any = option.rect  # type: ignore[attr-defined]
        box = QRectF(rect)
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if index.column() == 0:
            self._paint_field(painter, box, index.row())
        else:
            self._paint_cell(painter, box.adjusted(_GAP, _GAP, -_GAP, -_GAP - 1), index)
        table = self._table
        if index == table.currentIndex() and table.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -3), 6, 6)
        painter.restore()

    def _paint_field(self, painter: QPainter, box: QRectF, row: int) -> None:
        _, name, count = self._table.board.field(row)
        words = wording.say("board_projects", count=count)
        size = em(self._table)
        if self._table.two_lines:
            self._paint_field_below(painter, box, name, words)
            return
        painter.setFont(self._table.font())
        painter.setPen(QColor(Colour.SECONDARY))
        width = QFontMetricsF(self._table.font()).horizontalAdvance(words)
        painter.drawText(box.adjusted(0, 0, -size * 0.6, 0), _RIGHT, words)
        bold = QFont(self._table.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(Colour.TEXT))
        place = box.adjusted(2, 0, -width - size, 0)
        painter.drawText(place, _LEFT | Qt.TextFlag.TextWordWrap, name)

    def _paint_field_below(self, painter: QPainter, box: QRectF, name: str, words: str) -> None:
        """As above in a narrow column: the name over its whole width, the number at the end of the last line."""
        size = em(self._table)
        inner = box.adjusted(2, _GAP, -size * 0.5, -_GAP)
        upper = QRectF(inner.x(), inner.y(), inner.width(), inner.height() / 2 + 2)
        lower = QRectF(inner.x(), upper.bottom() - 4, inner.width(), inner.height() / 2)
        painter.setFont(self._table.font())
        painter.setPen(QColor(Colour.SECONDARY))
        painter.drawText(lower, _RIGHT, words)
        bold = QFont(self._table.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(Colour.TEXT))
        fits = QFontMetricsF(bold).horizontalAdvance(name) <= inner.width()
        painter.drawText(upper if fits else inner, _LEFT | Qt.TextFlag.TextWordWrap, name)

    def _paint_cell(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        tally = self._table.board.tally(index.row(), index.column())
        if tally.state == "out":
            painter.setPen(QColor(Colour.HINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "―")
            return
        look = LOOKS[STATES[tally.state]]
        if tally.state in ("empty", "not_received"):
            painter.setPen(QPen(QColor(look.border), 1, Qt.PenStyle.DashLine))
        elif look.tint == Colour.CARD:
            painter.setPen(QPen(QColor(look.border), 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tint))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        size = em(self._table)
        edge = math.ceil(size * 1.15)
        inner = box.adjusted(size * 0.5, 0, -size * 0.5, 0)
        lines = 2 if self._table.two_lines else 1
        upper = QRectF(inner.x(), inner.y(), inner.width(), inner.height() / (2 if lines == 2 else 1) + 2)
        middle = upper.center().y()
        icons.paint(painter, QRectF(inner.x(), middle - edge / 2, edge, edge), ICONS[tally.state], look.ink)
        font = QFont(self._table.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(look.ink))
        words = QRectF(inner.x() + edge + size * 0.3, middle - size, inner.width(), size * 2)
        painter.drawText(words, _LEFT, state_word(tally.state))
        painter.setFont(digits(self._table.font()))
        lower = QRectF(inner.x(), upper.bottom() - 4, inner.width(), inner.height() / 2)
        number = inner if lines == 1 else lower
        painter.drawText(number, _RIGHT, f"{tally.done}/{tally.total}")
