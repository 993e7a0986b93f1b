"""Labels: one line or wrapped, in the type scale of the theme.

heading = Text("進捗の入力", TextRole.TITLE, bold=True)
note = Prose("予算額より多い金額です。")      # wraps, line height 1.4
"""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.gui.theme import TextRole, set_text_role

_MAY_BREAK = "\u200b"
# The font has no such letter; in full size the one that steps in would spread the lines.
_MAY_BREAK_MARKED = f'<span style="font-size:1px">{_MAY_BREAK}</span>'
_LONG_RUN = re.compile(r"[!-~]{13,}")
_PIECE = re.compile(r"[^\\/_]{1,16}[\\/_]?|[\\/_]")


class Text(QLabel):
    """Plain text on one line; what looks like markup is shown as it stands.

    Args:
        text: what to show.
        role: its size.
        ink: ``secondary``, ``hint``, ``error``, ``warning``, ``primary``, ``ok``, ``returned``, ``empty`` or None.
        bold: whether it is bold.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        ink: str | None = None,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_text_role(self, role, ink=ink, bold=bold)

    def set_ink(self, ink: str | None) -> None:
        """Change the colour."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


def breakable(text: str) -> str:
    """A text with places to break in long runs of Latin letters.

    Qt breaks no line after a backslash, so a Windows path would be one word, wider than the column it stands in. The
    places are zero-width spaces: for the eye only, what is copied has none.
    """
    return _LONG_RUN.sub(lambda run: _MAY_BREAK.join(_PIECE.findall(run[0])), text)


class Prose(QLabel):
    """A wrapped paragraph with room between its lines.

    Line breaks and spaces in the text stay, and what is copied of it is the text as it was given.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        ink: str | None = None,
        bold: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_text_role(self, role, ink=ink, bold=bold)
        self.set_text(text)

    @property
    def plain(self) -> str:
        """The text as it was given."""
        return self._plain

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._plain = text
        body = html.escape(breakable(text)).replace("\n", "<br>").replace(_MAY_BREAK, _MAY_BREAK_MARKED)
        style = "line-height:130%; margin:0; white-space:pre-wrap"
        self.setText(f'<p style="{style}">{body}</p>' if text else "")
        self.setAccessibleName(text)

    def copy(self) -> None:
        """Copy what is selected."""
        marked = self.selectedText().replace(_MAY_BREAK, "").replace("\u2028", "\n").replace("\u2029", "\n")
        if marked:
            QGuiApplication.clipboard().setText(marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # Qt's own menu copies the places to break along.
        if not self.hasSelectedText():
            event.ignore()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(wording.say("gui_copy"), self.copy)
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        longer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() is Qt.MouseButton.LeftButton and self.hasSelectedText() and not longer:
            # A press begins a new selection: dragging the old one away would carry the places to break along.
            self.setSelection(0, 0)
        super().mousePressEvent(event)
