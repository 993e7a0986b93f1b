"""The list at the left of 差戻し・連絡: one row a thread, gone through with the arrow keys."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from alps_desk.app.talking import ThreadView
from alps_desk.domain.plan import Plan
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, em, line
from alps_desk.gui.views.moments import day_text
from alps_desk.gui.views.talk_answer import about, in_one_line, state_of, when_of
from alps_desk.gui.widgets.step_button import StepButton

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ThreadRow(StepButton):
    """One thread on three lines: what it is about and when, how far it is, and the newest word.

    Signals:
        opened(): Enter was pressed: to the thread.
    """

    opened = Signal()

    def __init__(self, thread: ThreadView, plan: Plan, office: str, now: datetime, *, union: bool) -> None:
        super().__init__()
        self.thread_ = thread
        self._state, self._word, self._icon = state_of(thread, office)
        self._about = about(plan, thread.record, thread.field)
        last = thread.last
        self._day = day_text(last.at[:10], now)
        place = [plan.body(thread.office).name] if union else []
        self._place = "　".join(part for part in (*place, when_of(thread.record)) if part)
        sayer = plan.body(last.office).name
        self._said = f"{sayer}：{in_one_line(last)}"
        self.setCheckable(True)
        self.setText(self._about)
        self.setAccessibleName(
            " ".join(part for part in (self._word, self._about, self._place, self._day, self._said) if part)
        )
        self.setToolTip(self._about)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ownFocus", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def choose(self, chosen: bool) -> None:
        """Be the one that is shown; the Tab key reaches only that one."""
        self.setChecked(chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def nextCheckState(self) -> None:
        """A press never takes the choice away."""
        self.setChecked(True)

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 18, line(self) * 3 + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self) * 14, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def enter(self) -> None:
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = em(self)
        box = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.fillRect(box, QColor(Colour.PRIMARY_PALE))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self.isChecked():
            painter.fillRect(QRectF(0, 0, 4, box.height()), QColor(Colour.PRIMARY))
        look = LOOKS[self._state]
        edge = size * 1.35
        icons.paint(painter, QRectF(Space.M, 7 + (line(self) - edge) / 2, edge, edge), self._icon, look.ink)
        left = Space.M + edge + Space.S
        right = box.width() - Space.S
        row = QRectF(left, 7, right - left, line(self))
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.9)
        bold = QFont(self.font())
        bold.setBold(True)
        day = _words(painter, row, self._day, small, Colour.SECONDARY, _RIGHT)
        first = QRectF(row)
        first.setRight(row.right() - day - size * 0.6)
        _words(painter, first, self._about, bold, Colour.TEXT)
        row.translate(0, line(self))
        used = _words(painter, row, self._word, small, look.ink)
        rest = QRectF(row)
        rest.setLeft(row.left() + used + size * 0.8)
        _words(painter, rest, self._place, small, Colour.SECONDARY)
        row.translate(0, line(self))
        _words(painter, row, self._said, small, Colour.SECONDARY)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Colour.PRIMARY), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1.25, 1.25, -1.25, -1.25))


def _words(
    painter: QPainter, box: QRectF, words: str, font: QFont, ink: str, side: Qt.AlignmentFlag = _LEFT
) -> float:
    """Paint words, cut at the end where they do not fit; the width they took."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, box.width()))
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(box, side, shown)
    return metrics.horizontalAdvance(shown)
