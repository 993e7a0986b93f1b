"""Hands for the tests of whole screens: each key goes to whatever has the keyboard, as on a real desk."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def press(*keys: str) -> None:
    """Press keys given as ``Ctrl+Home``."""
    for key in keys:
        combination = QKeySequence(key)[0]
        QTest.keyClick(_focused(), combination.key(), combination.keyboardModifiers())


def keys(text: str) -> None:
    """Type ASCII characters one by one."""
    for character in text:
        QTest.keyClicks(_focused(), character)


def write(text: str) -> None:
    """Text as the input method gives it: composed, then committed."""
    compose(text)
    compose("", text)


def compose(preedit: str, commit: str = "") -> None:
    """One event of the input method, to the object that has the keyboard."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    target = QGuiApplication.focusObject()
    assert target is not None
    QCoreApplication.sendEvent(target, event)


def click(widget: QWidget) -> None:
    """Click the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def _focused() -> QWidget:
    # A key without a widget would end the process instead of failing the test.
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused
