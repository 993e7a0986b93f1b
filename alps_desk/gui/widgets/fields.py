"""Fields of a form: a label with 「※必須」, the field, and what is wrong with it right below.

name = LineField("氏名", required=True, note="変更の履歴に残ります")
name.complain("氏名を入力してください。")      # red frame, icon and words; read out by screen readers
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.announce import announce
from alps_desk.gui.theme import LOOKS, Space, State, icon_size
from alps_desk.gui.widgets.text import Prose, Text


class FieldNote(QWidget):
    """What is wrong or well with a field: icon and words. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None, *, state: State = State.ERROR) -> None:
        super().__init__(parent)
        self._look = LOOKS[state]
        self.words = Prose(ink=str(state))
        row = QHBoxLayout(self)
        row.setContentsMargins(icon_size(self) + Space.S, 2, 0, 2)
        row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; an empty one hides it."""
        self.words.set_text(text)
        self.setVisible(bool(text))
        if text:
            announce(self, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        size = icon_size(self)
        top = (self.height() - size) / 2 if self.height() < size * 2 else 4
        icons.paint(QPainter(self), QRectF(0, top, size, size), self._look.icon, self._look.ink)


class LineField(QWidget):
    """One line of text with its label.

    Attributes:
        edit: the field itself.
        error: what is wrong with it.
    """

    def __init__(
        self, label: str, *, required: bool = False, note: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        name = Text(label, bold=True)
        head.addWidget(name)
        mark = wording.say("gui_required" if required else "gui_optional")
        head.addWidget(Text(mark, ink="error" if required else "secondary"))
        if note:
            head.addWidget(Text(note, ink="secondary"))
        head.addStretch(1)
        box.addLayout(head)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(f"{label} {mark}")
        name.setBuddy(self.edit)
        box.addWidget(self.edit)
        self.error = FieldNote()
        box.addWidget(self.error)
        self.edit.textEdited.connect(self._mend)

    @property
    def text(self) -> str:
        """What was typed, without blanks around it."""
        return self.edit.text().strip()

    def complain(self, text: str) -> None:
        """Say what is wrong and give it the keyboard; an empty text says that nothing is."""
        self.mark(text)
        if text:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, text: str) -> None:
        """Say what is wrong, wherever the keyboard is; an empty text says that nothing is."""
        self.error.say(text)
        self.edit.setProperty("fault", "error" if text else "")
        self.edit.setAccessibleDescription(text)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _mend(self) -> None:
        if not self.error.isHidden():
            self.complain("")


class Segments(QWidget):
    """A few choices side by side, one of them pressed; arrow keys move between them.

    Signals:
        picked(str): the user chose this key.
    """

    picked = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], current: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        for number, (key, words) in enumerate(choices):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(key == current)
            button.setProperty(
                "segment", "first" if number == 0 else "last" if number == len(choices) - 1 else "in"
            )
            button.setProperty("key", key)
            button.setAccessibleName(f"{name} {words}")
            button.clicked.connect(self._pressed)
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def current(self) -> str:
        """Key of the pressed one."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Press one; sends no signal."""
        self._buttons[key].setChecked(True)

    def focus(self) -> None:
        """Give the keyboard to the pressed one."""
        self._buttons[self.current].setFocus(Qt.FocusReason.OtherFocusReason)

    def _pressed(self) -> None:
        self.picked.emit(self.current)
