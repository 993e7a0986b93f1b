"""主な成果指標: a line of five years for every indicator with its target, painted; beside it the figure in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.domain.indicators import Judgement
from alps_desk.domain.kpi import Course
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, State, digits, em
from alps_desk.gui.views.painted_lines import SPOKEN, PaintedLines
from alps_desk.paper.sparkline import Spark, paint_spark

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class IndicatorLines(PaintedLines):
    """The chart; ``show_courses`` fills it anew. Columns: indicator, line, figure, target.

    Signals:
        opened(str, str): code and name of an indicator that was pressed.
    """

    opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(wording.say("board_indicators"), parent)
        self.courses: tuple[Course, ...] = ()

    def show_courses(self, courses: Sequence[Course]) -> None:
        """Show these."""
        self.courses = tuple(courses)
        self.renew(f"{name_of(one)} {value_of(one)} {target_of(one)}" for one in self.courses[:SPOKEN])

    def count(self) -> int:
        return len(self.courses)

    def row(self) -> float:
        return em(self) * 2.6

    def open_line(self, number: int) -> None:
        one = self.courses[number].indicator
        self.opened.emit(one.code, one.name)

    def sizeHint(self) -> QSize:
        return QSize(420, round(self.row() * len(self.courses)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(em(self) * 28), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, row = em(self), self.row()
        metrics = QFontMetricsF(self.font())
        figures = QFontMetricsF(digits(self.font(), bold=True))
        value = (
            max((figures.horizontalAdvance(value_of(one)) for one in self.courses), default=0) + size * 1.6
        )
        target = max((metrics.horizontalAdvance(target_of(one)) for one in self.courses), default=0) + size
        widest = max((metrics.horizontalAdvance(name_of(one)) for one in self.courses), default=0) + size
        names = min(widest, max(size * 9, (self.width() - value - target) * 0.55))
        for number in self.lines_in(event.rect()):
            one = self.courses[number]
            box = QRectF(0, number * row, self.width(), row)
            self.paint_focus(painter, number)
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
