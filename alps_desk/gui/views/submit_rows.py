"""The rows of 提出: what the checks found, and the steps of the decision."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.approving import StepView
from alps_desk.domain.approval import StepState
from alps_desk.domain.plan import Plan
from alps_desk.domain.rules import Finding
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, TextRole, em, line
from alps_desk.gui.views.moments import day_text
from alps_desk.gui.views.submit_answer import place_of
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.step_button import StepButton
from alps_desk.gui.widgets.text import Prose, Text

LEVEL_STATES = {"error": State.ERROR, "warning": State.WARNING, "missing": State.EMPTY}
_STEP_STATES: dict[StepState, State] = {
    "approved": State.OK,
    "cleared": State.WARNING,
    "returned": State.RETURNED,
    "next": State.WAITING,
    "waiting": State.NEUTRAL,
}
_STEP_ICONS = {"waiting": "state_empty", "next": "act_edit"}


class FoundRow(StepButton):
    """One thing the checks found; pressed, it leads to its field. Arrow keys go to the next one."""

    def __init__(self, finding: Finding, plan: Plan) -> None:
        super().__init__()
        self.finding = finding
        self._place = place_of(plan, finding.record, finding.field)
        self._said = wording.say(finding.code, **finding.params)
        self.setAccessibleName(f"{wording.say(f'office_chip_{finding.level}')} {self._place} {self._said}")
        self.setToolTip(wording.say("submit_found_tip"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 30, line(self) * (1 if self._fits_one_line() else 2) + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self) * 20, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def _bold(self) -> QFont:
        bold = QFont(self.font())
        bold.setBold(True)
        return bold

    def _left(self) -> float:
        return Space.S + em(self) * 1.3 + Space.S

    def _fits_one_line(self) -> bool:
        needed = QFontMetricsF(self._bold()).horizontalAdvance(self._place)
        needed += QFontMetricsF(self.font()).horizontalAdvance(self._said) + em(self) * 4
        return self.width() >= self._left() + needed

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, size = QRectF(self.rect()), em(self)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Colour.PRIMARY_PALE))
            painter.drawRoundedRect(box, Space.RADIUS, Space.RADIUS)
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        look = LOOKS[LEVEL_STATES[self.finding.level]]
        edge = size * 1.3
        icons.paint(painter, QRectF(Space.S, 5 + (line(self) - edge) / 2, edge, edge), look.icon, look.ink)
        arrow = size * 1.1
        right = box.right() - Space.S - arrow
        icons.paint(
            painter, QRectF(right, (box.height() - arrow) / 2, arrow, arrow), "chevron_right", Colour.HINT
        )
        row = QRectF(self._left(), 5, right - Space.S - self._left(), line(self))
        metrics = QFontMetricsF(self._bold())
        painter.setFont(self._bold())
        painter.setPen(QColor(Colour.TEXT))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, side, metrics.elidedText(self._place, Qt.TextElideMode.ElideRight, row.width()))
        if self._fits_one_line():
            row.setLeft(row.left() + metrics.horizontalAdvance(self._place) + size)
        else:
            row.translate(0, line(self))
        plain = QFontMetricsF(self.font())
        painter.setFont(self.font())
        painter.setPen(QColor(Colour.SECONDARY))
        painter.drawText(row, side, plain.elidedText(self._said, Qt.TextElideMode.ElideRight, row.width()))


class StepBox(QWidget):
    """One step of the decision: how far it is, who took it and when."""

    def __init__(self, step: StepView, number: int, now: datetime, *, current: bool) -> None:
        super().__init__()
        self.step = step
        self._current = current
        state = _STEP_STATES[step.state]
        word = wording.say(f"approval_step_{step.state}")
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        box.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(Text(f"{number}　{step.label}", TextRole.CARD, bold=True))
        head.addStretch(1)
        self.chip = StateChip(state, word, icon=_STEP_ICONS.get(step.state))
        head.addWidget(self.chip)
        box.addLayout(head)
        told = self._told(now)
        self.told = Prose(told or wording.say("submit_step_open"), ink="secondary")
        box.addWidget(self.told)
        box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{step.label} {word} {told}".strip())

    def _told(self, now: datetime) -> str:
        step = self.step
        if step.state not in ("approved", "cleared"):
            return ""
        who = " ".join(part for part in (step.section, step.by_role, step.approver) if part)
        way = wording.say(f"approval_way_{step.way}") if step.way not in ("", "own") else ""
        day = day_text(step.approved_on, now)
        return "\n".join(part for part in (who, "　".join(one for one in (day, way) if one)) if part)

    def sizeHint(self) -> QSize:
        # A row of cards gives the height that one asks for; a wrapped text asks for it by the width.
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), line(self) * 3 + Space.L + Space.M))

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self) * 15, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = LOOKS[_STEP_STATES[self.step.state]]
        edge = Colour.PRIMARY if self._current else Colour.BOX_BORDER
        painter.setPen(QPen(QColor(edge), 2 if self._current else 1))
        painter.setBrush(QColor(look.tint if self.step.state != "waiting" else Colour.WINDOW))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
