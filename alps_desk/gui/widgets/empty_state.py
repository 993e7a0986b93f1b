"""What stands where nothing is yet: one sentence and at most one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space, em
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.text import Prose


class EmptyState(QWidget):
    """A sentence in the middle.

    Signals:
        pressed: the button.

    Args:
        text: the sentence.
        action: a verb for the button, or None.
        icon: picture above, or None.
    """

    pressed = Signal()

    def __init__(
        self,
        text: str,
        action: str | None = None,
        *,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setSpacing(Space.L)
        box.addStretch(2)
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if icon is None:
            self._picture.hide()
        box.addWidget(self._picture)
        self._text = Prose(ink="secondary")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self._text)
        self.button = Button("")
        self.button.clicked.connect(self.pressed)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self.say(text, action)

    def say(self, text: str, action: str | None = None) -> None:
        """Show another sentence and button."""
        self._text.set_text(text)
        self.button.setText(action or "")
        self.button.setVisible(action is not None)
        if self._icon is not None:
            picture: QPixmap = icons.pixmap(self._icon, Colour.HANDLE, em(self) * 3, self.devicePixelRatioF())
            self._picture.setPixmap(picture)
