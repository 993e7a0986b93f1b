"""A place to write some lines, with a counter: what is written stays until it is sent or taken away.

writer = Writer("返事", limit=1000)
writer.sent.connect(self._send)        # Ctrl+Enter in the field
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui.theme import Space, em, line
from alps_desk.gui.widgets.fields import FieldNote
from alps_desk.gui.widgets.text import Text


class _Box(QPlainTextEdit):
    """The field. Tab goes on to the next field, Ctrl+Enter sends."""

    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.preedit = ""
        self.setTabChangesFocus(True)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.preedit = event.preeditString()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # Qt drops a composition with the focus.
        self.settle()
        super().focusOutEvent(event)

    def settle(self) -> None:
        """End a composition, so that nothing typed is lost."""
        last = self.preedit
        if not last:
            return
        QGuiApplication.inputMethod().commit()
        if self.preedit:
            event = QInputMethodEvent()
            event.setCommitString(last)
            QCoreApplication.sendEvent(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class Writer(QWidget):
    """The field with its label above and the counter at the right.

    Args:
        label: what is written.
        limit: most letters; more are shown and complained about, never cut off.
        lines: height of the field.
        required: whether 「※必須」 stands beside the label.

    Attributes:
        box: the field itself.

    Signals:
        changed(): another text.
        sent(): Ctrl+Enter in the field.
    """

    changed = Signal()
    sent = Signal()

    def __init__(
        self,
        label: str,
        *,
        limit: int,
        lines: int = 3,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._limit, self._lines = limit, lines
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        self.label = Text(label, bold=True)
        head.addWidget(self.label)
        if required:
            head.addWidget(Text(wording.say("gui_required"), ink="error"))
        head.addStretch(1)
        self.counter = Text("", ink="secondary")
        head.addWidget(self.counter)
        outer.addLayout(head)
        self.box = _Box()
        self.label.setBuddy(self.box)
        self.name(label)
        self.box.sent.connect(self.sent)
        self.box.textChanged.connect(self._changed)
        outer.addWidget(self.box)
        self.error = FieldNote()
        outer.addWidget(self.error)
        self._count()
        self._fit()

    def name(self, label: str) -> None:
        """Give it another label."""
        self.label.setText(label)
        self.box.setAccessibleName(label)

    @property
    def text(self) -> str:
        """What is written, as it is written."""
        return self.box.toPlainText()

    @property
    def fits(self) -> bool:
        """Whether there is something and not too much of it."""
        return bool(self.text.strip()) and len(self.text) <= self._limit

    def set_text(self, text: str) -> None:
        """Show another text, the cursor at its end."""
        if text != self.text:
            self.box.setPlainText(text)
            self.box.moveCursor(QTextCursor.MoveOperation.End)

    def complain(self, sentence: str) -> None:
        """Say what is wrong and give it the keyboard; an empty sentence says that nothing is."""
        self.error.say(sentence)
        self.box.setProperty("fault", "error" if sentence else "")
        self.box.setAccessibleDescription(sentence)
        self.box.style().unpolish(self.box)
        self.box.style().polish(self.box)
        if sentence:
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """End a composition, so that nothing typed is lost."""
        self.box.settle()

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]
        if hasattr(self, "box"):
            self._fit()

    def _changed(self) -> None:
        self._count()
        if not self.error.isHidden():
            self.complain("")
        self.changed.emit()

    def _count(self) -> None:
        length = len(self.text)
        self.counter.setText(wording.say("gui_counter", length=length, limit=self._limit))
        self.counter.set_ink("error" if length > self._limit else "secondary")

    def _fit(self) -> None:
        height = self._lines * line(self.box) + round(em(self.box) * 0.9)
        if self.box.height() != height:
            self.box.setFixedHeight(height)
