"""予算執行: a bar per field or body against 50 and 100 per cent; beyond 100 red, with an icon.

A bar is opened by a click or, with the keyboard on the chart, by arrows and Enter: to the terms of its total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, State, digits, em, line
from alps_desk.gui.views.board_answer import Execution
from alps_desk.gui.views.painted_lines import SPOKEN, PaintedLines

_FULL = 110
"""Per cent at the right end of the rail."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Bar:
    """One line of the chart.

    Attributes:
        key: what is opened, as ``field/CODE``; "" = nothing.
    """

    name: str
    money: Execution
    key: str = ""


class ExecutionBars(PaintedLines):
    """The chart; ``show_bars`` fills it anew. Columns: name, bar, rate, 支出済額（千円）, reported n/m.

    Signals:
        opened(str): key of a bar that was pressed.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(wording.say("board_execution_any"), parent)
        self._bars: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these."""
        self._bars = tuple(bars)
        self.renew(f"{bar.name} {rate_text(bar.money.rate)}" for bar in self._bars[:SPOKEN])

    def count(self) -> int:
        return len(self._bars)

    def row(self) -> float:
        return em(self) * 1.75

    def top(self) -> int:
        return line(self)

    def open_line(self, number: int) -> None:
        self.opened.emit(self._bars[number].key)

    def sizeHint(self) -> QSize:
        return QSize(480, round(self.row() * (len(self._bars) + 1) + line(self)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(em(self) * 30), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, row = em(self), self.row()
        metrics = QFontMetricsF(self.font())
        names = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0) + size
        reported, amount, rate = size * 3.4, size * 5.4, size * 4.9
        right = self.width() - reported - amount - rate
        rail = QRectF(names, 0, max(right - names, size * 2), row)
        top = self.top()
        self._paint_headings(painter, right, rate, amount, reported, top)
        for number in self.lines_in(event.rect()):
            bar, y = self._bars[number], top + number * row
            self.paint_focus(painter, number)
            painter.setFont(self.font())
            painter.setPen(QColor(Colour.TEXT))
            painter.drawText(QRectF(0, y, names, row), _LEFT, bar.name)
            self._paint_bar(painter, QRectF(rail.x(), y, rail.width(), row), bar)
            self._paint_figures(painter, QRectF(right, y, rate, row), bar, amount, reported)
        bottom = top + len(self._bars) * row
        painter.setFont(self.font())
        for mark in (50, 100):
            x = round(rail.x() + rail.width() * mark / _FULL) + 0.5
            painter.setPen(QPen(QColor(Colour.BORDER), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            painter.setPen(QColor(Colour.SECONDARY))
            box = QRectF(x - size * 3, bottom, size * 6, row)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{mark}%")

    def _paint_headings(
        self, painter: QPainter, right: float, rate: float, amount: float, reported: float, height: float
    ) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.86)
        painter.setFont(font)
        painter.setPen(QColor(Colour.SECONDARY))
        x = right
        for code, width in (("rate", rate), ("net", amount), ("reported", reported)):
            box = QRectF(x - 20, 0, width + 20, height)
            painter.drawText(box, _RIGHT, wording.say(f"board_head_{code}"))
            x += width

    def _paint_bar(self, painter: QPainter, box: QRectF, bar: Bar) -> None:
        thick = min(em(self) * 0.9, box.height() - 6)
        rail = QRectF(box.x(), box.y() + (box.height() - thick) / 2, box.width(), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.HEADER))
        hundred = QRectF(rail)
        hundred.setWidth(rail.width() * 100 / _FULL)
        painter.drawRoundedRect(hundred, 2, 2)
        if bar.money.rate is None or bar.money.rate <= 0:
            return
        rail.setWidth(rail.width() * min(float(bar.money.rate), _FULL) / _FULL)
        painter.setBrush(QColor(Colour.ERROR if bar.money.rate > 100 else Colour.PRIMARY))
        painter.drawRoundedRect(rail, 2, 2)

    def _paint_figures(
        self, painter: QPainter, box: QRectF, bar: Bar, amount: float, reported: float
    ) -> None:
        money, size = bar.money, em(self)
        over = money.rate is not None and money.rate > 100
        words = rate_text(bar.money.rate)
        painter.setFont(digits(self.font(), bold=True))
        painter.setPen(QColor(Colour.ERROR if over else Colour.TEXT))
        painter.drawText(box, _RIGHT, words)
        if over or money.conflict:
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            look = LOOKS[State.CONFLICT if money.conflict else State.ERROR]
            name = look.icon if money.conflict else "state_warning"
            mark = QRectF(box.right() - width - size * 1.4, box.y() + (box.height() - size) / 2, size, size)
            icons.paint(painter, mark, name, look.ink)
        painter.setFont(digits(self.font()))
        painter.setPen(QColor(Colour.SECONDARY))
        spent = money.net_yen if money.net_yen is not None else money.spent_yen
        net = "―" if spent is None else format_amount(spent, 1000)
        painter.drawText(QRectF(box.right(), box.y(), amount, box.height()), _RIGHT, net)
        whole = QRectF(box.right() + amount, box.y(), reported, box.height())
        painter.drawText(whole, _RIGHT, f"{money.reported}/{money.expected}")
