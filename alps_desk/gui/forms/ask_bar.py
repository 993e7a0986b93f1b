"""A question about a cell, under the table: the sentence for a jump, or the day on which an open value is expected.

Promise: nobody is held up. The cell is saved before the question comes, the cursor goes on as usual, and the question
can be left; what was asked stays 要確認 until somebody answers.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.announce import announce
from alps_desk.gui.forms.form_editors import LineBox
from alps_desk.gui.theme import LOOKS, Space, State, em, icon_size
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import FieldNote
from alps_desk.gui.widgets.text import Prose


class AskBar(QWidget):
    """The bar; hidden while there is nothing to ask.

    Attributes:
        box: where the answer is written.

    Signals:
        answered(str): what was written: Enter was pressed, or the bar was left.
        left(): the question was left; the keyboard goes back to where it was.
    """

    answered = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.L + Space.XL, Space.XS, Space.S, Space.XS)
        whole.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        whole.addLayout(row)
        self._words = Prose()
        row.addWidget(self._words, 3)
        self.box = _AnswerBox()
        self.box.setMinimumWidth(em(self) * 12)
        self.box.finished.connect(self.answered)
        self.box.given_up.connect(self.left)
        row.addWidget(self.box, 4)
        self._wrong = FieldNote()
        # Below, where a whole sentence has room.
        whole.addWidget(self._wrong)
        self.take = Button(wording.say("office_ask_take"))
        self.take.clicked.connect(self.commit_input)
        row.addWidget(self.take)
        self.close_button = Button("", Variant.QUIET, icon="act_close", name=wording.say("office_ask_later"))
        self.close_button.clicked.connect(self._later)
        row.addWidget(self.close_button)
        self.hide()

    @property
    def text(self) -> str:
        """The question, or an empty text while there is none."""
        return "" if self.isHidden() else self._words.plain

    def ask(self, sentence: str, example: str) -> None:
        """Show a question; what is being written stays while it is the same one."""
        if not self.isHidden() and sentence == self._words.plain:
            return
        self._words.set_text(sentence)
        self.box.begin()
        self.box.setPlaceholderText(example)
        self.box.setAccessibleName(sentence)
        self._wrong.say("")
        self.show()
        announce(self, sentence)

    def complain(self, sentence: str) -> None:
        """The answer cannot be taken; it stays as it was written."""
        self._wrong.say(sentence)
        self.box.reopen()

    def write(self) -> None:
        """Give it the keyboard."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit_input(self) -> None:
        """Answer with what is written, a composition included."""
        self.box.commit()

    def _later(self) -> None:
        self.hide()
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[State.WARNING]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.border), 1))
        painter.setBrush(QColor(look.tint))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Space.RADIUS, Space.RADIUS
        )
        size = icon_size(self)
        icons.paint(painter, QRectF(Space.L - 2, (self.height() - size) / 2, size, size), look.icon, look.ink)


class _AnswerBox(LineBox):
    """One line. Enter answers, as does leaving it: nothing that was written is lost. Esc gives it up.

    Signals:
        given_up(): Esc.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(figures=False, input_method=True)

    def begin(self) -> None:
        """Be empty."""
        self.setText("")
        self.reopen()

    def reopen(self) -> None:
        """What is written is no answer yet."""
        self._known = ""

    def _fill(self) -> None:
        """What stands in it is what was written, with the keyboard in it or not."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.begin()
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
