"""Dialogs that really open and are answered by the keyboard: what the walk wants is typed into what has opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from alps_desk.gui.dialogs import Notice, TextQuestion
from alps_desk.gui.messages import FileKind, Messages
from tests.gui.hands import press, write
from tests.gui.union_world import Told

_MOST_LOOKS = 200


class TypedDialogs(Told):
    """Answers as ``Told`` does, by way of the real dialogs.

    Attributes:
        opened: kinds of the dialogs that were open, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def confirm(self, parent: QWidget | None, heading: str, text: str, do: str, **rest: object) -> bool:
        self.asked.append(heading)
        self._then(Notice, self._agree if self.yes else self._leave)
        found = Messages.confirm(self, parent, heading, text, do, **rest)  # type: ignore[arg-type]
        _back_to(parent)
        return found

    def ask_text(
        self, parent: QWidget | None, heading: str, label: str, do: str, **rest: object
    ) -> str | None:
        self.asked.append(heading)
        self._then(TextQuestion, self._leave if self.words is None else self._say)
        found = Messages.ask_text(self, parent, heading, label, do, **rest)  # type: ignore[arg-type]
        _back_to(parent)
        return found

    def choose_files(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], folder: Path | None = None
    ) -> list[Path]:
        self.asked.append(heading)
        self._then(QFileDialog, self._name_files)
        found = Messages.choose_files(self, parent, heading, kinds, folder)
        _back_to(parent)
        return found

    def choose_file(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], folder: Path | None = None
    ) -> Path | None:
        self.asked.append(heading)
        self._then(QFileDialog, self._name_files)
        found = Messages.choose_file(self, parent, heading, kinds, folder)
        _back_to(parent)
        return found

    def choose_target(
        self, parent: QWidget | None, heading: str, kinds: Sequence[FileKind], proposal: Path
    ) -> Path | None:
        self.asked.append(heading)
        self.proposals.append(proposal)
        self._then(QFileDialog, self._name_target)
        found = Messages.choose_target(self, parent, heading, kinds, proposal)
        _back_to(parent)
        return found

    # -- the hands --

    def _then(self, kind: type[QWidget], answer: Callable[[], None]) -> None:
        """Answer as soon as a dialog of a kind has the keyboard."""
        looks = 0

        def look() -> None:
            nonlocal looks
            dialog, focused = QApplication.activeModalWidget(), QApplication.focusWidget()
            if isinstance(dialog, kind) and focused is not None and dialog.isAncestorOf(focused):
                self.opened.append(kind.__name__)
                answer()
                return
            looks += 1
            assert looks < _MOST_LOOKS, f"no {kind.__name__} opened"
            QTimer.singleShot(10, look)

        QTimer.singleShot(0, look)

    def _name_files(self) -> None:
        self._name(self.files[0])

    def _name_target(self) -> None:
        assert self.target is not None
        self._name(self.target)

    def _name(self, path: Path) -> None:
        """The name stands in the field that has the keyboard, all of it chosen; Enter takes it."""
        press("Ctrl+A")
        write(str(path))
        press("Return")

    def _say(self) -> None:
        assert self.words is not None
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TextQuestion)
        press("Ctrl+A")
        write(self.words)
        while not dialog.do.hasFocus():
            press("Tab")
        press("Space")

    def _agree(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Notice)
        while not dialog.buttons["do"].hasFocus():
            press("Tab")
        press("Space")

    def _leave(self) -> None:
        press("Escape")


def _back_to(parent: QWidget | None) -> None:
    """The window behind a dialog has the keyboard again, as a desk gives it back when the dialog is gone."""
    if parent is not None:
        parent.window().activateWindow()
        assert QTest.qWaitForWindowActive(parent.window())
