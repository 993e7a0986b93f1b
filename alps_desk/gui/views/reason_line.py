"""「決めた理由」: one line that must be filled, with reasons that are often given to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from alps_desk import wording
from alps_desk.gui.theme import Space
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.text import Text

LIMIT = 200


class ReasonLine(QWidget):
    """The line.

    Signals:
        entered(): Enter was pressed in the field.
    """

    entered = Signal()

    def __init__(
        self, label: str, example: str, common: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        name = Text(label, bold=True)
        row.addWidget(name)
        row.addWidget(Text(wording.say("gui_required"), ink="error"))
        self.field = QLineEdit()
        self.field.setAccessibleName(f"{label} {wording.say('gui_required')}")
        self.field.setPlaceholderText(example)
        self.field.setMaxLength(LIMIT)
        self.field.returnPressed.connect(self.entered)
        self.field.textEdited.connect(self._clear_fault)
        name.setBuddy(self.field)
        row.addWidget(self.field, 1)
        self.common = Button(wording.say("reason_common"))
        menu = QMenu(self.common)
        for words in common:
            action = QAction(words, menu)
            action.triggered.connect(self._take_common)
            menu.addAction(action)
        self.common.setMenu(menu)
        row.addWidget(self.common)

    @property
    def words(self) -> str:
        """What is written, without spaces around it."""
        return self.field.text().strip()

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()
        self._clear_fault()

    def show_fault(self, sentence: str) -> None:
        """Mark the field and give it the keyboard."""
        self._set_fault("error")
        self.field.setAccessibleDescription(sentence)
        self.field.setFocus()

    def _take_common(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.field.setText(action.text())
        self._clear_fault()
        self.field.setFocus()

    def _clear_fault(self) -> None:
        self._set_fault("")
        self.field.setAccessibleDescription("")

    def _set_fault(self, fault: str) -> None:
        if self.field.property("fault") != fault:
            self.field.setProperty("fault", fault)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
