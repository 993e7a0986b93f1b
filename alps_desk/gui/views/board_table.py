"""分野 × 団体: a cell for every field and office with state, word and number, reached by arrows and opened by Enter.

Below the state stands how fresh it is, how late, and how far it was the same time last year. A region of very many
bodies has a column for every state instead, with the number of bodies at it.

The table is as tall as its rows; the screen around it scrolls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
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
from alps_desk.domain.board import counted
from alps_desk.domain.calendar import date_text
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, digits, em, line
from alps_desk.gui.views.board_answer import MANY, NEVER, BoardAnswer
from alps_desk.gui.views.tallies import ICONS, STATES, URGENCY, BoardState, Tally, state_word

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GAP = 3


@dataclass(frozen=True)
class _Column:
    """A column: of an office, or of a state where there are very many offices.

    Attributes:
        key, name: of the office, or code and word of the state.
    """

    key: str
    name: str
    state: BoardState | None = None


class BoardModel(QAbstractTableModel):
    """Fields down; across the name of the field and then the offices, or with very many of them the states."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: BoardAnswer | None = None
        self.columns: list[_Column] = []
        self._counts: dict[tuple[str, str], int] = {}

    @property
    def by_state(self) -> bool:
        """Whether columns are states, and cells say how many offices are at them."""
        return bool(self.columns) and self.columns[0].state is not None

    def show(self, answer: BoardAnswer) -> None:
        """Show another answer."""
        self.beginResetModel()
        self.answer = answer
        if len(answer.plan.bodies) > MANY:
            present = {one.state for one in answer.fields.values()} - {"out"}
            states = [state for state in URGENCY if state in present]
            self.columns = [_Column(state, state_word(state), state) for state in states]
            self._counts = {(field, state): n for (field, state), n in counted(answer.fields, states).items()}
        else:
            self.columns = [_Column(body.key, body.name) for body in answer.plan.bodies]
            self._counts = {}
        self._projects = {
            field.code: sum(project.field == field.code for project in answer.plan.projects)
            for field in answer.plan.fields
        }
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.answer.plan.fields) if self.answer is not None else 0

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self.columns) + 1 if self.answer is not None else 0

    def field(self, row: int) -> tuple[str, str, int]:
        """Code, name and number of projects of a row."""
        assert self.answer is not None
        field = self.answer.plan.fields[row]
        return field.code, field.name, self._projects[field.code]

    def office(self, column: int) -> tuple[str, str]:
        """Key and name of the office of a column; empty for the first column, and for a state."""
        if column == 0 or self.columns[column - 1].state is not None:
            return "", ""
        one = self.columns[column - 1]
        return one.key, one.name

    def state(self, column: int) -> BoardState | None:
        """The state of a column, where columns are states."""
        return self.columns[column - 1].state if column else None

    def tally(self, row: int, column: int) -> Tally:
        """What a cell of an office shows."""
        assert self.answer is not None
        return self.answer.fields[self.field(row)[0], self.office(column)[0]]

    def count(self, row: int, column: int) -> int:
        """How many offices a cell of a state counts."""
        return self._counts.get((self.field(row)[0], self.columns[column - 1].key), 0)

    def caption(self, row: int, column: int) -> tuple[str, str, bool]:
        """What stands below the state: the day of the latest change and days late, last year, and whether it is stale."""
        assert self.answer is not None
        key = self.field(row)[0], self.office(column)[0]
        fresh, before, tally = (
            self.answer.fresh.get(key, NEVER),
            self.answer.before.get(key),
            self.tally(row, column),
        )
        left = [_short_day(fresh.on)] if fresh.on else []
        if tally.days_late:
            left.append(wording.say("board_late_cell", days=tally.days_late))
        right = wording.say("board_before_cell", done=before.done, all=before.total) if before else ""
        return "　".join(left), right, fresh.stale

    def details(self, row: int, column: int) -> str:
        """The same in whole words, one line each."""
        if column == 0 or self.answer is None or self.by_state or self.tally(row, column).state == "out":
            return ""
        key = self.field(row)[0], self.office(column)[0]
        say, fresh = wording.say, self.answer.fresh.get(key, NEVER)
        lines = [say("board_fresh_tip", day=_long_day(fresh.on)) if fresh.on else say("board_fresh_never")]
        if fresh.stale:
            lines.append(say("board_stale_tip"))
        tally, before = self.tally(row, column), self.answer.before.get(key)
        if tally.days_late:
            lines.append(say("board_late_tip", days=tally.days_late))
        if before is not None:
            day = _long_day(self.answer.before_on.get(key[1], ""))
            lines.append(say("board_before_tip", day=day, done=before.done, all=before.total))
        return "\n".join(lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.details(index.row(), index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        _, name, count = self.field(index.row())
        if index.column() == 0:
            return f"{name} {wording.say('board_projects', count=count)}"
        one = self.columns[index.column() - 1]
        if one.state is not None:
            found = self.count(index.row(), index.column())
            return f"{name} {one.name} {wording.say('board_bodies', count=found)}"
        return f"{name} {one.name} {tally_words(self.tally(index.row(), index.column()))}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if self.answer is None or not shown:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.field(section)[1]
        if section == 0:
            return wording.say("board_field")
        one = self.columns[section - 1]
        if one.state is not None:
            return one.name
        tally = self.answer.offices[one.key]
        return f"{one.name} {tally.done}/{tally.total}"


def _short_day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.month}/{day.day}"


def _long_day(iso: str) -> str:
    try:
        return date_text(date.fromisoformat(iso))
    except ValueError:
        return iso


def tally_words(tally: Tally) -> str:
    """A cell as it is read out."""
    if tally.state == "out":
        return state_word("out")
    return f"{state_word(tally.state)} {tally.done}/{tally.total}"


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
        self.captions = 0

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
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        one_line = round(size * 9.6)
        spare = self.viewport().width() - (columns - 1) * one_line
        whole_name = round(widest + size * 4.4)
        self.two_lines = spare < size * 10
        first = min(whole_name, max(spare, round(size * 9.5)))
        share = (self.viewport().width() - first) // (columns - 1)
        self.setColumnWidth(0, self.viewport().width() - share * (columns - 1))
        for column in range(1, columns):
            self.setColumnWidth(column, share)
        self.captions = self._caption_lines(share)
        for row, name in enumerate(names):
            wraps = metrics.horizontalAdvance(name) + size * 4.4 > self.columnWidth(0)
            lines = 2 if self.two_lines or wraps else 1
            small = math.ceil(self.captions * caption_height(self)) + (4 if self.captions else 0)
            self.setRowHeight(row, line(self) * lines + small + 2 * Space.S + 2 * _GAP)
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


def caption_font(widget: QWidget) -> QFont:
    """Small letters below the states."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * 0.86)
    return font


def caption_height(widget: QWidget) -> float:
    """Height of a line of them."""
    return QFontMetricsF(caption_font(widget)).height() * 1.12


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
        one = board.columns[logical - 1] if answer is not None and logical else None
        if one is not None and answer is not None:
            tally = answer.offices[one.key] if one.state is None else None
            name = one.name
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
            if tally is None:
                total = sum(board.count(row, logical) for row in range(board.rowCount()))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{total:,}")
            else:
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
        names = [self._fitted(one.name, width) for one in self._table.board.columns]
        return metrics.lineSpacing() * max((name.count("\n") + 1 for name in names), default=1)

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
        board = self._table.board
        if board.by_state:
            self._paint_count(painter, box, index)
            return
        tally = board.tally(index.row(), index.column())
        if tally.state == "out":
            painter.setPen(QColor(Colour.HINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "―")
            return
        look = LOOKS[STATES[tally.state]]
        self._paint_ground(painter, box, tally.state)
        size = em(self._table)
        edge = math.ceil(size * 1.15)
        inner = box.adjusted(size * 0.5, 0, -size * 0.5, 0)
        small = self._table.captions * caption_height(self._table)
        if small:
            inner.adjust(0, 4, 0, -small - 3)
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
        if small:
            below = QRectF(inner.x(), box.bottom() - small - 4, inner.width(), small)
            self._paint_caption(painter, below, index)

    def _paint_ground(self, painter: QPainter, box: QRectF, state: BoardState) -> None:
        look = LOOKS[STATES[state]]
        if state in ("empty", "not_received"):
            painter.setPen(QPen(QColor(look.border), 1, Qt.PenStyle.DashLine))
        elif look.tint == Colour.CARD:
            painter.setPen(QPen(QColor(look.border), 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tint))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_caption(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        """Day of the latest change, marked where it is stale, and days late; last year at the right or below."""
        left, right, stale = self._table.board.caption(index.row(), index.column())
        painter.setFont(caption_font(self._table))
        painter.setPen(QColor(Colour.TEXT))
        high = box.height() / max(1, self._table.captions)
        place = QRectF(box.x(), box.y(), box.width(), high)
        if stale:
            size = em(self._table) * 0.86
            mark = QRectF(place.x(), place.center().y() - size / 2, size, size)
            icons.paint(painter, mark, "state_warning", LOOKS[State.WARNING].ink)
            painter.drawText(place.adjusted(size * 1.2, 0, 0, 0), _LEFT, left)
        else:
            painter.drawText(place, _LEFT, left)
        if self._table.captions > 1:
            place.moveTop(place.bottom())
        painter.drawText(place, _RIGHT, right)

    def _paint_count(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        """How many offices are at a state."""
        state, count = (
            self._table.board.state(index.column()),
            self._table.board.count(index.row(), index.column()),
        )
        if state is None or not count:
            painter.setPen(QColor(Colour.HINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "―")
            return
        self._paint_ground(painter, box, state)
        size = em(self._table)
        look = LOOKS[STATES[state]]
        edge = math.ceil(size * 1.15)
        mark = QRectF(box.x() + size * 0.5, box.center().y() - edge / 2, edge, edge)
        icons.paint(painter, mark, ICONS[state], look.ink)
        painter.setFont(digits(self._table.font(), bold=True))
        painter.setPen(QColor(look.ink))
        painter.drawText(box.adjusted(0, 0, -size * 0.5, 0), _RIGHT, f"{count:,}")
