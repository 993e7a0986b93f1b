"""The few dialogs there are; only ``messages`` opens them.

A ``Notice`` says what happened and what to do, with verbs on its buttons and, if there are details, a
［くわしい情報］ that unfolds them with a button to copy. A ``TextQuestion`` asks for a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.theme import LOOKS, Space, State, TextRole, em, line
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.text import Prose, Text


@dataclass(frozen=True)
class Choice:
    """A button of a question.

    Attributes:
        key: what the answer is.
        text: a verb.
        variant: its look; the first SECONDARY one is the safe answer unless ``safe`` says otherwise.
        safe: what Enter and Esc do. One choice of a question is safe.
    """

    key: str
    text: str
    variant: Variant = Variant.SECONDARY
    safe: bool = False


class Notice(QDialog):
    """A picture, sentences, buttons.

    Attributes:
        answer: key of the pressed choice; of the safe one when the dialog was closed otherwise.
    """

    def __init__(
        self,
        parent: QWidget | None,
        state: State,
        heading: str,
        text: str,
        choices: Sequence[Choice],
        details: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(wording.say("gui_program_name"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        safe = next((choice for choice in choices if choice.safe), choices[-1])
        self.answer = safe.key
        self._details_text = details
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        outer.setSpacing(Space.L)
        top = QHBoxLayout()
        top.setSpacing(Space.L)
        picture = QLabel()
        look = LOOKS[state]
        picture.setPixmap(icons.pixmap(look.icon, look.ink, em(self) * 2, self.devicePixelRatioF()))
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.S)
        self.heading = Prose(heading, TextRole.CARD, bold=True, selectable=True)
        words.addWidget(self.heading)
        self.text = Prose(text, selectable=True)
        if not text:
            self.text.hide()
        words.addWidget(self.text)
        words.addStretch(1)
        top.addLayout(words, 1)
        outer.addLayout(top, 1)
        self.details = _Details(details)
        self.details.hide()
        outer.addWidget(self.details)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        if details:
            self.more = Button(wording.say("gui_details"), Variant.LINK, icon="chevron_down")
            self.more.clicked.connect(self._unfold)
            row.addWidget(self.more)
        row.addStretch(1)
        self.buttons: dict[str, Button] = {}
        for choice in choices:
            button = Button(choice.text, choice.variant)
            button.setProperty("answer", choice.key)
            button.clicked.connect(self._pressed)
            row.addWidget(button)
            self.buttons[choice.key] = button
        outer.addLayout(row)
        self.buttons[safe.key].setDefault(True)
        self.buttons[safe.key].setFocus()
        self.setMinimumWidth(em(self) * 34)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)

    def _pressed(self) -> None:
        self.answer = str(self.sender().property("answer"))
        self.accept()

    def _unfold(self) -> None:
        opening = self.details.isHidden()
        self.details.setVisible(opening)
        self.more.set_icon_name("chevron_up" if opening else "chevron_down")
        self.adjustSize()


class _Details(QWidget):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.S)
        field = QPlainTextEdit(text)
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        field.setFixedHeight(line(field) * 6)
        field.setAccessibleName(wording.say("gui_details"))
        box.addWidget(field)
        self.copy = Button(wording.say("gui_details_copy"), icon="act_copy")
        self.copy.clicked.connect(self._copy)
        box.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignRight)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy.setText(wording.say("gui_details_copied"))


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextQuestion(QDialog):
    """Asks for a sentence; the button that does it waits until something is written when it must be."""

    def __init__(
        self,
        parent: QWidget | None,
        heading: str,
        label: str,
        do: str,
        *,
        required: bool,
        limit: int,
        initial: str = "",
        one_line: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(wording.say("gui_program_name"))
        self._required = required
        self._limit = limit
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        box.setSpacing(Space.S)
        box.addWidget(Prose(heading, TextRole.CARD, bold=True))
        row = QHBoxLayout()
        name = Text(label)
        row.addWidget(name)
        row.addWidget(
            Text(
                wording.say("gui_required" if required else "gui_optional"),
                ink="error" if required else "secondary",
            )
        )
        row.addStretch(1)
        self.counter = Text("", ink="secondary")
        row.addWidget(self.counter)
        box.addLayout(row)
        self.field = QPlainTextEdit(initial)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.setTabChangesFocus(True)
        if one_line:
            # Enter is the button, and no line break can get in by the keyboard.
            self.field.setFixedHeight(line(self.field) + 2 * Space.M)
            self.field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.field.installEventFilter(self)
        else:
            self.field.setMinimumHeight(line(self.field) * 5)
        self.field.setAccessibleName(label)
        name.setBuddy(self.field)
        box.addWidget(self.field, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.keep = Button(wording.say("gui_keep"))
        self.keep.clicked.connect(self.reject)
        buttons.addWidget(self.keep)
        self.do = Button(do, Variant.PRIMARY)
        self.do.clicked.connect(self.accept)
        buttons.addWidget(self.do)
        box.addSpacing(Space.S)
        box.addLayout(buttons)
        self.field.textChanged.connect(self._count)
        self.setMinimumWidth(em(self) * 36)
        self._count()
        self.field.setFocus()

    @property
    def words(self) -> str:
        """What was written."""
        return self.field.toPlainText()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            self.do.click()
            return True
        return super().eventFilter(watched, event)

    def _count(self) -> None:
        length = len(self.words)
        self.counter.setText(wording.say("gui_counter", length=length, limit=self._limit))
        too_long = length > self._limit
        self.counter.set_ink("error" if too_long else "secondary")
        self.do.setEnabled(not too_long and (bool(self.words.strip()) or not self._required))
