"""F6 and Shift+F6: from one part of the window to the next, round and round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def reachable(parts: Iterable[QWidget]) -> list[QWidget]:
    """Those parts that can take the keyboard now."""
    return [part for part in parts if part.isVisible() and _first_stop(part) is not None]


def after(parts: Sequence[QWidget], step: int) -> QWidget | None:
    """The part that comes ``step`` parts after the one with the keyboard."""
    if not parts:
        return None
    here = next((number for number, part in enumerate(parts) if _has_focus(part)), -1 if step > 0 else 0)
    return parts[(here + step) % len(parts)]


def enter(part: QWidget) -> None:
    """Give the keyboard to a part, unless it has it.

    A screen may have nothing to give the keyboard to where it wants it, as when a table finds no row.
    """
    stop = _first_stop(part)
    if stop is not None and not _has_focus(part):
        stop.setFocus(Qt.FocusReason.TabFocusReason)


def _has_focus(part: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (part is focused or part.isAncestorOf(focused))


def _first_stop(part: QWidget) -> QWidget | None:
    """The first widget of a part that the Tab key reaches."""
    for widget in part.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
    return None
