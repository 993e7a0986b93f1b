"""A row of a list that is read and opened: words in columns, buttons at its end; a stop of the keyboard as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.focus_row import FocusRow
from alps_desk.gui.widgets.text import Prose

_TOP = Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class Words:
    """A column of a row: lines, the first of them bold.

    Attributes:
        width_em: its width in widths of 「あ」, 0 = a share of what is left.
    """

    lines: tuple[str, ...]
    width_em: float = 0


class ListRow(FocusRow):
    """The row.

    Args:
        columns: from left to right.
        buttons: at its end.

    Signals:
        opened(): Enter, or a double click.
    """

    opened = Signal()

    def __init__(
        self, columns: Sequence[Words], buttons: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.L)
        size = em(self)
        for column in columns:
            holder = QWidget()
            box = QVBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(1)
            for number, line in enumerate(one for one in column.lines if one):
                role = TextRole.BODY if not number else TextRole.CAPTION
                box.addWidget(Prose(line, role, bold=not number, ink=None if not number else "secondary"))
            box.addStretch(1)
            if column.width_em:
                holder.setFixedWidth(round(size * column.width_em))
            row.addWidget(holder, 0 if column.width_em else 1, _TOP)
        self.buttons = tuple(buttons)
        if buttons:
            side = QVBoxLayout()
            side.setSpacing(2)
            for button in buttons:
                side.addWidget(button)
            side.addStretch(1)
            row.addLayout(side)
        self.setAccessibleName(" ".join(line for column in columns for line in column.lines if line))

    def enter(self) -> bool:
        """Ask for it to be opened."""
        self.opened.emit()
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()
