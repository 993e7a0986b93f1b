"""Buttons of the house: verbs on them, at least 34 px high, an icon in the colour of the text.

save = Button("書き出す", Variant.PRIMARY, icon="act_export")
save.clicked.connect(self._export)
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import icon_size


class Variant(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    """The main thing to do here; one on a screen."""
    SECONDARY = "secondary"
    LINK = "link"
    """Without a frame, in the colour of links."""
    QUIET = "quiet"
    """Without a frame, in the colour of text."""
    DANGER = "danger"
    """Takes something away."""


_INKS = {
    Variant.PRIMARY: Colour.CARD,
    Variant.SECONDARY: Colour.PRIMARY,
    Variant.LINK: Colour.PRIMARY,
    Variant.QUIET: Colour.TEXT,
    Variant.DANGER: Colour.ERROR,
}


class Button(QPushButton):
    """A push button.

    Args:
        text: a verb; may be empty when ``icon`` is given.
        variant: its look.
        icon: name for ``icons``, or None.
        name: accessible name and tool tip of a button without text.
    """

    def __init__(
        self,
        text: str = "",
        variant: Variant = Variant.SECONDARY,
        *,
        icon: str | None = None,
        name: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._variant = variant
        self.setProperty("variant", str(variant))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)
        self._dress()

    def set_icon_name(self, icon: str | None) -> None:
        """Change the picture."""
        self._icon_name = icon
        self._dress()

    def set_variant(self, variant: Variant) -> None:
        """Ask to be pressed more or less."""
        if variant is not self._variant:
            self._variant = variant
            self.setProperty("variant", str(variant))
            self.style().unpolish(self)
            self.style().polish(self)
            self._dressed: tuple[str, int] | None = None
            self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        if self._icon_name is None:
            return
        size = icon_size(self)
        if self.iconSize().width() == size and not self.icon().isNull():
            wanted = (self._icon_name, size)
            if getattr(self, "_dressed", None) == wanted:
                return
        self._dressed = (self._icon_name, size)
        self.setIconSize(QSize(size, size))
        self.setIcon(icons.icon(self._icon_name, _INKS[self._variant], size))


class ActionButton(Button):
    """A button that shows and triggers an action: text, tool tip and whether it can be pressed follow it."""

    def __init__(
        self,
        action: QAction,
        variant: Variant = Variant.SECONDARY,
        *,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(action.text(), variant, icon=icon, parent=parent)
        self.action = action
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self.action
        self.setText(action.text())
        self.setEnabled(action.isEnabled())
        self.setVisible(action.isVisible())
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = action.toolTip()
        self.setToolTip(f"{tip}（{keys}）" if keys else tip)


def links_of(actions: Sequence[tuple[QAction, str]]) -> QWidget:
    """Actions as links below each other, each with its icon."""
    links = QWidget()
    box = QVBoxLayout(links)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for action, icon in actions:
        button = Button(action.text(), Variant.LINK, icon=icon)
        button.clicked.connect(action.trigger)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return links
