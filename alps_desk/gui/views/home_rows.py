"""The rows of ホーム: things to do with their button, and changes that open their history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, em, line
from alps_desk.gui.views.home_answer import Hint, HintKind, Returned, Task, TaskKind
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.step_button import StepButton
from alps_desk.gui.widgets.text import Prose, Text

if TYPE_CHECKING:
    from alps_desk.app.recent import RecentChange
    from alps_desk.domain.plan import Plan

_STATES: dict[TaskKind, State] = {
    "conflict": State.CONFLICT,
    "error": State.ERROR,
    "warning": State.WARNING,
    "missing": State.EMPTY,
}
_HINTS: dict[HintKind, tuple[State, str]] = {
    "draft_returned": (State.RETURNED, ""),
    "talk": (State.DUE, "nav_talk"),
    "later": (State.WARNING, ""),
    "submit": (State.OK, "nav_submit"),
    "receipt": (State.WAITING, ""),
    "copy": (State.INFO, "thing_shield"),
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Picture(QWidget):
    """The icon of a state, or another one in its colour, as large as the text beside it."""

    def __init__(self, state: State, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._icon = state, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        size = round(em(self) * 1.5)
        return QSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[self._state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._icon or look.icon, look.ink)


class TaskRow(QWidget):
    """One thing to do.

    Attributes:
        task: what it is about.
        button: leads to it.

    Signals:
        chosen(object): the button was pressed; the task.
    """

    chosen = Signal(object)

    def __init__(self, task: Task | Returned | Hint, *, first: bool) -> None:
        super().__init__()
        self.task = task
        icon = ""
        if isinstance(task, Hint):
            state, icon = _HINTS[task.kind]
            heading = wording.say(f"home_hint_{task.kind}", count=task.count)
            where = task.words
            verb = wording.say(f"home_hint_{task.kind}_do")
        elif isinstance(task, Returned):
            state, heading, where, verb = _returned_words(task)
        else:
            state = _STATES[task.kind]
            heading = wording.say(f"home_task_{task.kind}", count=task.fields)
            where = _projects_words(task.projects)
            verb = wording.say(f"home_do_{task.kind}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(Picture(state, icon), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.heading = Text(heading, bold=True)
        words.addWidget(self.heading)
        self.where = Prose(where, ink="secondary")
        words.addWidget(self.where)
        row.addLayout(words, 1)
        picture = "arrow_right" if isinstance(task, Hint) else "act_edit"
        self.button = Button(verb, Variant.PRIMARY if first else Variant.SECONDARY, icon=picture)
        self.button.setAccessibleDescription(f"{self.heading.text()} {self.where.plain}")
        self.button.clicked.connect(self._pressed)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _pressed(self) -> None:
        self.chosen.emit(self.task)


def _returned_words(one: Returned) -> tuple[State, str, str, str]:
    say = wording.say
    about = "　".join(part for part in (one.name, field_label(one.field) if one.field else "") if part)
    heading = say("home_task_returned", about=about) if about else say("home_task_returned_all")
    reason = say("home_task_reason", reason=_one_line(one.reason))
    return State.RETURNED, heading, reason, say("home_do_returned")


def _projects_words(names: tuple[str, ...]) -> str:
    if len(names) <= 1:
        return "".join(names)
    return wording.say("home_task_projects", first=names[0], more=len(names) - 1)


class ChangeRow(StepButton):
    """One change on two lines; reached by Tab and the arrow keys, opened by Enter, Space or a click.

    Attributes:
        change: what it shows; heading: name of what it belongs to.
    """

    def __init__(self, change: RecentChange, plan: Plan, office: str, now: datetime) -> None:
        super().__init__()
        self.change = change
        project = plan.project(change.project)
        self._field = field_label(change.field)
        name = project.name if project is not None else change.project
        if change.payer and change.payer != office:
            name = wording.say("home_change_burden", project=name, body=plan.body(change.payer).name)
        period = period_label(change.period)
        self.heading = name
        self._project = wording.say("home_change_place", project=name, period=period) if period else name
        self._after = _one_line(change.text)
        self._before = _one_line(change.before_text)
        who = change.by or plan.body(change.office).name
        if change.office != office:
            who = f"{plan.body(change.office).name} {change.by}".strip()
        self._when = f"{moment_text(change.at, now)}  {who}"
        code = "home_change_from_to" if change.before_text else "home_change_new"
        said = wording.say(code, before=self._before, after=self._after)
        self.setAccessibleName(f"{self._field} {self._project} {said} {self._when}")
        self.setToolTip(wording.say("home_change_open"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 24, line(self) * 2 + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self) * 18, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = em(self)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Colour.PRIMARY_PALE))
            painter.drawRoundedRect(QRectF(self.rect()), Space.RADIUS, Space.RADIUS)
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        left, right = Space.S, self.width() - Space.S
        upper = QRectF(left, 4, right - left, line(self))
        lower = upper.translated(0, line(self))
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.9)
        bold = QFont(self.font())
        bold.setBold(True)
        # First line: field, project, and at the right when and who.
        when = QFontMetricsF(small).horizontalAdvance(self._when)
        self._words(painter, upper, self._when, small, Colour.SECONDARY, _RIGHT)
        field = self._words(painter, upper, self._field, bold, Colour.TEXT)
        rest = QRectF(upper.left() + field + size * 0.7, upper.top(), 0, upper.height())
        rest.setRight(upper.right() - when - size)
        self._words(painter, rest, self._project, small, Colour.SECONDARY)
        # Second line: from what to what. What stands there now gets the room first.
        self._paint_values(painter, lower, size)

    def _paint_values(self, painter: QPainter, box: QRectF, size: int) -> None:
        metrics = QFontMetricsF(self.font())
        if not self._before:
            self._words(painter, box, self._after, self.font(), Colour.TEXT)
            return
        arrow = size * 1.8
        after = min(metrics.horizontalAdvance(self._after), (box.width() - arrow) * 0.6)
        before = QRectF(box)
        before.setWidth(box.width() - arrow - after)
        used = self._words(painter, before, self._before, self.font(), Colour.SECONDARY)
        edge = size * 1.1
        at = box.left() + used + (arrow - edge) / 2
        icons.paint(
            painter,
            QRectF(at, box.center().y() - edge / 2, edge, edge),
            "arrow_right",
            Colour.SECONDARY,
        )
        rest = QRectF(box)
        rest.setLeft(box.left() + used + arrow)
        self._words(painter, rest, self._after, self.font(), Colour.TEXT)

    def _words(
        self,
        painter: QPainter,
        box: QRectF,
        words: str,
        font: QFont,
        ink: str,
        side: Qt.AlignmentFlag = _LEFT,
    ) -> float:
        """Paint words, cut at the end where they do not fit; the width they took."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, box.width()))
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(box, side, shown)
        return metrics.horizontalAdvance(shown)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))
