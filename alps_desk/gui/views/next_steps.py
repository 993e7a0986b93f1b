"""次にすること: what keeps the round from being whole, most urgent first, each with the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.theme import LOOKS, Space, State, icon_size
from alps_desk.gui.views.board_answer import BoardAnswer
from alps_desk.gui.views.tallies import ICONS, STATES
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.text import Prose

MOST = 12
"""Steps that are shown at once: a country has thousands of offices, and a list of them all is 全体の一覧."""

Way = Literal["conflicts", "office", "import", "reports"]


@dataclass(frozen=True)
class NextStep:
    """One thing to do.

    Attributes:
        state, icon: how it is shown.
        text: a sentence.
        verb: word on its button.
        way: where the button leads; ``office`` is the list of that office.
    """

    state: State
    icon: str
    text: str
    verb: str
    way: Way
    office: str = ""


def next_steps(answer: BoardAnswer) -> list[NextStep]:
    """What is to be done, most urgent first: conflicts, offices that are behind, at last the reports."""
    say = wording.say
    steps = []
    if answer.conflicts:
        steps.append(
            NextStep(
                State.CONFLICT, "state_conflict", say("board_step_conflicts", count=answer.conflicts),
                say("board_step_settle"), "conflicts",
            )
        )  # fmt: skip
    for key in answer.behind:
        tally = answer.offices[key]
        name = answer.plan.body(key).name
        params = {"office": name, "left": tally.total - tally.done, "days": tally.days_late}
        code = "not_received" if tally.state == "not_received" else "behind"
        text = say(f"board_step_{code}{'_late' if tally.days_late else ''}", **params)
        waits = tally.state == "not_received"
        steps.append(
            NextStep(
                STATES["not_received"] if waits else STATES["draft"],
                ICONS["not_received"] if waits else ICONS["draft"],
                text,
                say("board_step_import") if waits else say("board_step_look"),
                "import" if waits else "office",
                key,
            )
        )
    if not steps and answer.all.total:
        steps.append(
            NextStep(
                State.OK, "state_accepted", say("board_step_complete"), say("board_step_report"), "reports"
            )
        )
    return steps


class NextSteps(QWidget):
    """The list.

    Signals:
        chosen(object): the button of a ``NextStep`` was pressed.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._steps: dict[Button, NextStep] = {}

    def show_steps(self, steps: Sequence[NextStep]) -> None:
        """Show these."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._steps = {}
        for step in steps[:MOST]:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 2, 0, 2)
            row.setSpacing(Space.S)
            row.addWidget(_Picture(step))
            words = Prose(step.text)
            words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            words.setContentsMargins(0, 3, 0, 0)
            row.addWidget(words, 1)
            button = Button(step.verb, Variant.LINK)
            button.setAccessibleDescription(step.text)
            button.clicked.connect(self._pressed)
            self._steps[button] = step
            row.addWidget(button)
            self._column.addWidget(line)
        if len(steps) > MOST:
            more = Prose(wording.say("board_more_steps", count=len(steps) - MOST), ink="secondary")
            self._column.addWidget(more)
        self._column.addStretch(1)

    @property
    def buttons(self) -> list[Button]:
        """Buttons of the steps, in their order."""
        return list(self._steps)

    def _pressed(self) -> None:
        button = self.sender()
        assert isinstance(button, Button)
        self.chosen.emit(self._steps[button])


class _Picture(QWidget):
    def __init__(self, step: NextStep) -> None:
        super().__init__()
        self._step = step
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        size = icon_size(self) + 4
        return QSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(
            painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), self._step.icon, LOOKS[self._step.state].ink
        )
