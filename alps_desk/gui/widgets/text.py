"""Labels: one line or wrapped, in the type scale of the theme.

heading = Text("進捗の入力", TextRole.TITLE, bold=True)
note = Prose("予算額より多い金額です。")      # wraps, line height 1.4
"""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from alps_desk.gui.theme import TextRole, set_text_role


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


class Prose(QLabel):
    """A wrapped paragraph with room between its lines; line breaks in the text stay."""

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
        body = html.escape(text).replace("\n", "<br>")
        self.setText(f'<p style="line-height:130%; margin:0">{body}</p>' if text else "")
        self.setAccessibleName(text)
