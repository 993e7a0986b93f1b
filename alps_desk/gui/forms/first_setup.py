"""The first set-up (初回設定): three steps, back allowed, then the number that is compared by telephone.

Nothing is kept before［はじめる］; closing the window leaves the PC as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.domain.errors import Refusal
from alps_desk.domain.records import UNION
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms.setup_steps import DonePage, OfficeStep, PersonStep, SourceStep
from alps_desk.gui.lanes import Lanes
from alps_desk.gui.messages import Messages
from alps_desk.gui.theme import Space, Theme, em
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.text import Prose

_LAST_STEP = 2


class _Head(QWidget):
    """Name of the program, in the colours of the navigation."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 40, round(em(self) * 4.2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.NAVIGATION))
        size = em(self)
        edge = round(size * 2.2)
        middle = self.height() / 2
        icons.paint(painter, QRectF(Space.XL, middle - edge / 2, edge, edge), "app", None)
        left = Space.XL + edge + Space.M
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        painter.setFont(font)
        painter.setPen(QColor(Colour.CARD))
        upright = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        box = QRectF(left, 0, self.width() - left - Space.XL, self.height())
        painter.drawText(box, upright, wording.say("gui_program_name"))
        font.setBold(False)
        font.setPointSizeF(self.font().pointSizeF())
        painter.setFont(font)
        painter.setPen(QColor(Colour.NAVIGATION_SOFT))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, right, wording.say("office_setup_title"))


class _Steps(QWidget):
    """The steps with their numbers: done, here, to come."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = list(names)
        self._here = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, here: int) -> None:
        """Mark the step one is at; one more than the last = all done."""
        self._here = here
        name = self._names[min(here, len(self._names) - 1)]
        words = wording.say("office_setup_step_state", number=here + 1, name=name)
        self.setAccessibleName(f"{wording.say('office_setup_steps_name')} {words}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 30, round(em(self) * 2.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = em(self)
        disc = size * 1.9
        middle = self.height() / 2
        left = 1.0
        for number, name in enumerate(self._names):
            here, done = number == self._here, number < self._here
            centre = QPointF(left + disc / 2, middle)
            painter.setPen(QPen(QColor(Colour.PRIMARY if here or done else Colour.BORDER), 1.4))
            painter.setBrush(QColor(Colour.PRIMARY if here else Colour.CARD))
            painter.drawEllipse(centre, disc / 2 - 1, disc / 2 - 1)
            font = self.font()
            font.setBold(True)
            painter.setFont(font)
            box = QRectF(left, 0, disc, self.height())
            if done:
                mark = QRectF(left + disc * 0.2, middle - disc * 0.3, disc * 0.6, disc * 0.6)
                icons.paint(painter, mark, "act_decide", Colour.PRIMARY)
            else:
                painter.setPen(QColor(Colour.CARD if here else Colour.SECONDARY))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number + 1))
            font.setBold(here)
            painter.setFont(font)
            painter.setPen(QColor(Colour.TEXT if here else Colour.SECONDARY))
            width = QFontMetricsF(font).horizontalAdvance(name)
            left += disc + size * 0.4
            upright = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(left, 0, width + 2, self.height()), upright, name)
            left += width + size * 0.6
            if number < len(self._names) - 1:
                painter.setPen(QPen(QColor(Colour.HANDLE), 1.4))
                painter.drawLine(QPointF(left, middle), QPointF(left + size * 2, middle))
                left += size * 2.6


class FirstSetUp(QDialog):
    """The window of the first set-up.

    Args:
        make: sets an office up and opens it; runs off the window's thread.
        lanes: where it runs.
        messages: opens dialogs.
        theme: for the text size.

    Attributes:
        source, office, person: the steps; done: the page after them.
        back, go: the buttons.

    Signals:
        made(Desk): the desk is open and the user wants to see it.
        text_size_chosen(TextSize): already in force; to be remembered.
    """

    made = Signal(object)
    text_size_chosen = Signal(object)

    def __init__(self, make: Callable[[SetUp], Desk], lanes: Lanes, messages: Messages, theme: Theme) -> None:
        super().__init__()
        self._make = make
        self._lanes = lanes
        self._messages = messages
        self._desk: Desk | None = None
        self._step = 0
        self.setWindowTitle(f"{wording.say('gui_program_name')} — {wording.say('office_setup_title')}")
        self.source = SourceStep(messages)
        self.office = OfficeStep()
        self.person = PersonStep(theme)
        self.person.size_picked.connect(self.text_size_chosen)
        self.done_page = DonePage()
        self._build()
        self.source.ready.connect(self.go.setFocus)
        self._show(0)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(_Head())
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        inner.setSpacing(Space.M)
        outer.addLayout(inner, 1)
        inner.addWidget(Prose(wording.say("office_setup_intro"), ink="secondary"))
        names = [wording.say(f"office_setup_step_{name}") for name in ("source", "office", "person")]
        self.steps = _Steps(names)
        inner.addWidget(self.steps)
        card = Card()
        self._pages = QStackedWidget()
        for page in (self.source, self.office, self.person, self.done_page):
            self._pages.addWidget(page)
        card.body.addWidget(self._pages)
        inner.addWidget(card, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.back = Button(wording.say("office_setup_back"))
        self.back.clicked.connect(self._back)
        row.addWidget(self.back)
        self.go = Button("", Variant.PRIMARY)
        self.go.setDefault(True)
        self.go.clicked.connect(self._go)
        row.addWidget(self.go)
        inner.addLayout(row)
        room = self.screen().availableGeometry()
        self.setMinimumSize(em(self) * 46, em(self) * 35)
        self.resize(min(em(self) * 58, room.width() - 40), min(em(self) * 42, room.height() - 60))

    # -- steps --

    def _show(self, step: int) -> None:
        self._step = step
        self._pages.setCurrentIndex(step)
        self.steps.show_step(step)
        self.back.setVisible(0 < step <= _LAST_STEP)
        word = "next" if step < _LAST_STEP else "start" if step == _LAST_STEP else "open"
        self.go.setText(wording.say(f"office_setup_{word}"))
        if step == 0:
            self.source.focus()
        elif step == 1:
            self.office.focus()
        elif step == _LAST_STEP:
            self.person.focus()
        else:
            self.go.setFocus()

    def _back(self) -> None:
        self._show(self._step - 1)

    def _go(self) -> None:
        if self._step == 0 and self.source.complaint_free():
            if self.source.is_union:
                assert self.source.region is not None
                self.office.show_union(self.source.region)
            else:
                self.office.show_offices(self.source.offices)
            self._show(1)
        elif self._step == 1 and self.office.complaint_free():
            self._show(_LAST_STEP)
        elif self._step == _LAST_STEP and self.person.complaint_free():
            self._start()
        elif self._step > _LAST_STEP:
            self.close()

    def _start(self) -> None:
        self.go.setEnabled(False)
        self.back.setEnabled(False)
        self.go.setText(wording.say("office_setup_making"))
        section, person = self.person.section.text, self.person.person.text
        if self.source.is_union:
            assert self.source.region is not None
            command = SetUp(UNION, section, person, region=self.source.region.key)
        else:
            command = SetUp(self.office.office, section, person, registration=self.source.registration)
        self._lanes.write(lambda: self._make(command), self, done=self._ready, refused=self._refused)

    def _ready(self, desk: Desk) -> None:
        self._desk = desk
        self.go.setEnabled(True)
        if desk.is_union:
            self.done_page.show_union()
        else:
            self.done_page.show_office(desk.pairing_code)
        self._show(_LAST_STEP + 1)

    def _refused(self, refusal: Refusal) -> None:
        self.go.setEnabled(True)
        self.back.setEnabled(True)
        self._show(_LAST_STEP)
        self._messages.refusal(self, refusal)

    # -- Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Esc would close the window with everything filled in.
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        desk, self._desk = self._desk, None
        if desk is not None:
            self.made.emit(desk)
