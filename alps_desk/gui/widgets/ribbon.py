"""A strip over the whole width that says what is true of the window as long as it is open, as 練習中.

Unlike a banner it cannot be closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from alps_desk.gui import icons
from alps_desk.gui.theme import LOOKS, Space, State, icon_size
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.text import Prose


class Ribbon(QWidget):
    """Hidden until it is filled.

    Attributes:
        buttons: what can be done, in order.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[Button] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.PAGE_LEFT + Space.XL + Space.S, 3, Space.PAGE_RIGHT, 3)
        self._row.setSpacing(Space.S)
        self._words = Prose()
        self._row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or an empty text when it is hidden."""
        return "" if self.isHidden() else self._words.plain

    def fill(self, text: str, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Say something for as long as the window is open.

        Args:
            actions: a verb and what it does; give bound methods.
        """
        self._words.set_text(text)
        for words, run in actions:
            button = Button(words, Variant.LINK)
            button.clicked.connect(run)
            self._row.addWidget(button)
            self.buttons.append(button)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[State.WARNING]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.tint))
        painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), QColor(look.border))
        size = icon_size(self)
        left = Space.PAGE_LEFT
        icons.paint(painter, QRectF(left, (self.height() - size) / 2, size, size), look.icon, look.ink)
