"""The menu 編集: its commands go to the text that is being typed, else to what has the keyboard, else to the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from alps_desk import wording
from alps_desk.gui.menus import MenuBar
from alps_desk.gui.page import EditCommand, EditTarget, Menu
from alps_desk.gui.widgets.text import Prose

_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
_IN_TEXT = {
    EditCommand.UNDO: "undo",
    EditCommand.REDO: "redo",
    EditCommand.CUT: "cut",
    EditCommand.COPY: "copy",
    EditCommand.PASTE: "paste",
    EditCommand.SELECT_ALL: "selectAll",
}


class EditMenu(QObject):
    """Fills the menu and does what is chosen there.

    Args:
        bar: holds the menu.
        window: where the keyboard is looked for.
        of_screen: what the screen shown offers to be edited.
    """

    def __init__(self, bar: MenuBar, window: QWidget, of_screen: Callable[[], EditTarget | None]) -> None:
        super().__init__(window)
        self._bar = bar
        self._window = window
        self._of_screen = of_screen
        bar.add_edit_commands(self._pressed)
        bar.menus[Menu.EDIT].aboutToShow.connect(self._name)
        bar.menus[Menu.EDIT].aboutToHide.connect(self._free)

    def _pressed(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        command = EditCommand(action.data())
        field = _text_field()
        marked = _marked_text()
        if field is not None and command in _IN_TEXT:
            getattr(field, _IN_TEXT[command])()
            return
        if marked is not None and command is EditCommand.COPY:
            marked.copy()
            return
        target = self._target()
        if target is not None:
            target.do_edit(command)

    def _name(self) -> None:
        field = _text_field()
        target = self._target()
        for command, action in self._bar.edit.items():
            in_text = field is not None and command in _IN_TEXT
            in_text = in_text or (command is EditCommand.COPY and _marked_text() is not None)
            action.setEnabled(in_text or (target is not None and target.can_edit(command)))
        undo = target.undo_name() if target is not None and field is None else None
        redo = target.redo_name() if target is not None and field is None else None
        self._bar.edit[EditCommand.UNDO].setText(_named("gui_undo", undo))
        self._bar.edit[EditCommand.REDO].setText(_named("gui_redo", redo))

    def _free(self) -> None:
        """A greyed action would swallow nothing but also do nothing: keys must reach the target again."""
        for action in self._bar.edit.values():
            action.setEnabled(True)

    def _target(self) -> EditTarget | None:
        here = QApplication.focusWidget()
        while here is not None and here is not self._window:
            if isinstance(here, EditTarget):
                return here
            here = here.parentWidget()
        return self._of_screen()


def _text_field() -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, _TEXT_FIELDS) else None


def _marked_text() -> Prose | None:
    """A text to read, of which some is marked."""
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, Prose) and focused.hasSelectedText() else None


def _named(code: str, name: str | None) -> str:
    return wording.say(f"{code}_named", name=name) if name else wording.say(code)
