"""A line above the contents that says how something went, with an undo or a way on, until it is closed.

What is good news only is old after a while: it goes with the second change of the screen. The rest waits to be closed.

banner.show_result(State.OK, "12欄に貼り付けました。", action="元に戻す", on_action=self._undo)
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.announce import announce
from alps_desk.gui.theme import LOOKS, Space, State, icon_size
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.text import Prose


class Banner(QWidget):
    """Hidden until there is something to say; said to screen readers too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.INFO
        self._moves = 0
        self._on_action: Callable[[], None] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L + Space.XL, 2, Space.S, 2)
        row.setSpacing(Space.S)
        self._words = Prose()
        self._words.setContentsMargins(0, 3, 0, 0)
        row.addWidget(self._words, 1)
        self._action = Button("", Variant.LINK)
        self._action.clicked.connect(self._act)
        row.addWidget(self._action)
        self._close = Button("", Variant.QUIET, icon="act_close", name=wording.say("gui_banner_close"))
        self._close.clicked.connect(self.hide)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or an empty text when it is hidden."""
        return "" if self.isHidden() else self._words.plain

    def show_result(
        self,
        state: State,
        text: str,
        *,
        action: str | None = None,
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Say something.

        Args:
            state: colour and icon.
            text: one or two sentences.
            action: word on the button; None shows no button.
            on_action: what the button does; the banner closes first. Give a bound method.
        """
        self._state = state
        self._moves = 0
        self._words.set_text(text)
        self._action.setText(action or "")
        self._action.setVisible(action is not None)
        self._on_action = on_action
        self.show()
        self.update()
        announce(self, text)

    def moved(self) -> None:
        """The user went to another screen."""
        self._moves += 1
        if self._moves > 1 and self._state in (State.OK, State.INFO):
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[self._state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.border), 1))
        painter.setBrush(QColor(look.tint))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Space.RADIUS, Space.RADIUS
        )
        size = icon_size(self)
        icons.paint(painter, QRectF(Space.L - 2, (self.height() - size) / 2, size, size), look.icon, look.ink)
        painter.setPen(Qt.PenStyle.NoPen)

    def _act(self) -> None:
        on_action, self._on_action = self._on_action, None
        self.hide()
        if on_action is not None:
            on_action()
