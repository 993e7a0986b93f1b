"""What every screen must keep: names for screen readers, and nothing that is cut off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from alps_desk.gui.widgets.text import Text


def nameless(window: QWidget) -> list[QWidget]:
    """Visible widgets that the keyboard reaches and that say nothing to a screen reader."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        words = widget.accessibleName()
        if isinstance(widget, QAbstractButton):
            words = words or widget.text()
        if not words:
            found.append(widget)
    return found


def cut_off(root: QWidget) -> list[str]:
    """Words of labels and buttons that have less room than they need, or stand outside what holds them."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, Text | QAbstractButton):
            continue
        if not widget.text():
            continue
        holder = widget.parentWidget()
        inside = holder is None or holder.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
        if widget.width() < widget.minimumSizeHint().width() - 1 or not inside:
            found.append(widget.text())
    return found
