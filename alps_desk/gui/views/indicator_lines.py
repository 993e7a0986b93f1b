"""主な成果指標: a line of five years for every indicator with its target, painted; beside it the figure in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.domain.indicators import Judgement
from alps_desk.domain.kpi import Course
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, State, digits, em
from alps_desk.paper.sparkline import Spark, paint_spark

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SPOKEN = 60


class IndicatorLines(QWidget):
    """The chart; ``show_courses`` fills it anew. Columns: indicator, line, figure, target.

    Signals:
        opened(str, str): code and name of an indicator that was pressed.
        moved(int): the keyboard is at the line that ends at this height now.
    """

    opened = Signal(str, str)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.courses: tuple[Course, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(wording.say("board_indicators"))

    def show_courses(self, courses: Sequence[Course]) -> None:
        """Show these."""
        self.courses = tuple(courses)
        self._at = min(self._at, max(0, len(self.courses) - 1))
        self.setAccessibleDescription(
            "、".join(f"{name_of(one)} {value_of(one)} {target_of(one)}" for one in self.courses[:_SPOKEN])
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, round(self._row() * len(self.courses)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(em(self) * 28), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, row = em(self), self._row()
        metrics = QFontMetricsF(self.font())
        figures = QFontMetricsF(digits(self.font(), bold=True))
        value = (
            max((figures.horizontalAdvance(value_of(one)) for one in self.courses), default=0) + size * 1.6
        )
        target = max((metrics.horizontalAdvance(target_of(one)) for one in self.courses), default=0) + size
        widest = max((metrics.horizontalAdvance(name_of(one)) for one in self.courses), default=0) + size
        names = min(widest, max(size * 9, (self.width() - value - target) * 0.55))
        first = max(0, int(event.rect().top() // row))
        last = min(len(self.courses), int(event.rect().bottom() // row) + 1)
        for number, one in enumerate(self.courses[first:last], first):
            box = QRectF(0, number * row, self.width(), row)
            if number == self._at and self.hasFocus():
                painter.setPen(QPen(QColor(Colour.PRIMARY), 2))
                painter.setBrush(QColor(Colour.PRIMARY_PALE))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
            painter.setFont(self.font())
            painter.setPen(QColor(Colour.TEXT))
            flags = _LEFT | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(2, box.y(), names - size * 0.4, row), flags, name_of(one))
            rail = QRectF(names, box.y() + 4, max(size * 3, self.width() - names - value - target), row - 8)
            paint_spark(painter, rail, spark_of(one), Colour.PRIMARY, Colour.SECONDARY)
            painter.setFont(digits(self.font(), bold=True))
            painter.setPen(QColor(Colour.TEXT))
            place = QRectF(rail.right(), box.y(), value, row)
            painter.drawText(place, _RIGHT, value_of(one))
            painter.setFont(self.font())
            painter.setPen(QColor(LOOKS[State.OK].ink if reached(one) else Colour.SECONDARY))
            painter.drawText(QRectF(place.right(), box.y(), target - 2, row), _RIGHT, target_of(one))
            if one.now.conflict:
                mark = QRectF(place.x(), box.center().y() - size / 2, size, size)
                icons.paint(painter, mark, LOOKS[State.CONFLICT].icon, LOOKS[State.CONFLICT].ink)

    # -- keys and mouse --

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y() // self._row())
        if 0 <= number < len(self.courses):
            self._at = number
            self.update()
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= self._at + step < len(self.courses):
            self._at += step
            self.moved.emit(round((self._at + 1) * self._row()))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.courses:
            self._open()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _open(self) -> None:
        one = self.courses[self._at].indicator
        self.opened.emit(one.code, one.name)

    def _row(self) -> float:
        return em(self) * 2.6


def name_of(course: Course) -> str:
    """An indicator with its unit."""
    one = course.indicator
    return wording.say("board_indicator_name", name=one.name, unit=one.unit) if one.unit else one.name


def value_of(course: Course) -> str:
    """The figure of the year in view; ― where there is none."""
    value = course.now.total.value
    return "―" if value is None else quantity_text(value, course.now.decimals)


def reached(course: Course) -> bool:
    """Whether the target of the year is reached."""
    got = course.now.achievement
    return got.judgement is Judgement.RATED and got.rate is not None and got.rate >= 100


def target_of(course: Course) -> str:
    """The target in words; that it is reached, if it is."""
    if reached(course):
        return wording.say("board_indicator_reached")
    now = course.now
    text = now.target_text if now.target is None else quantity_text(now.target, now.decimals)
    return wording.say("board_indicator_target", target=text) if text else ""


def spark_of(course: Course) -> Spark:
    """The line: all years in the smallest step of any of them, the last one open while bodies are missing."""
    most = max(point.decimals for point in course.points)

    def scaled(value: int | None, decimals: int) -> int | None:
        return None if value is None else value * 10 ** (most - decimals)

    now = course.now
    return Spark(
        tuple(scaled(point.total.value, point.decimals) for point in course.points),
        scaled(now.target, now.decimals),
        open_end=not now.complete,
    )
