"""Hands for the tests of the grid: keys go to whatever has the keyboard, as on a real desk."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from alps_desk.gui.widgets.grid import Grid
from tests.gui.sample_grid import SampleSource


class Hands:
    """Presses, clicks and composes."""

    def __init__(self, grid: Grid, source: SampleSource) -> None:
        self.grid = grid
        self.source = source

    def press(self, *keys: str) -> None:
        """Press keys given as ``Ctrl+Home``, each at the widget that has the keyboard then."""
        for key in keys:
            combination = QKeySequence(key)[0]
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """Type characters one by one."""
        for character in text:
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClicks(focused, character)

    def click(self, row: int, column: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        """Click a cell at its place in the view."""
        view = self.grid.view_of(column)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, self.point(row, column))

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag with the left button inside the scrolled view."""
        surface = self.grid.viewport()
        QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(surface, (start + end) / 2)
        QTest.mouseMove(surface, end)
        QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)

    def point(self, row: int, column: int) -> QPoint:
        """The middle of a cell."""
        view = self.grid.view_of(column)
        return view.visualRect(self.grid.model_.index(row, column)).center()

    def compose(self, preedit: str, commit: str = "") -> None:
        """One event of the input method, to the object that has the keyboard."""
        event = QInputMethodEvent(preedit, [])
        if commit:
            event.setCommitString(commit)
        target = QGuiApplication.focusObject()
        assert target is not None
        QCoreApplication.sendEvent(target, event)

    def kana(self, *steps: str, commit: str) -> None:
        """A whole composition: what is shown step by step, then the commit."""
        for step in steps:
            self.compose(step)
        self.compose("", commit)

    def settle(self) -> None:
        """Let posted events run."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    @property
    def at(self) -> tuple[int, int] | None:
        """The current cell."""
        return self.grid.selection.current

    @property
    def editing(self) -> bool:
        """Whether an editor is open."""
        return self.grid.session is not None
