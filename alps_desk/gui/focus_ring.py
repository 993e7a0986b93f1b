"""The focus ring: 2 px black and 2 px yellow around the button or field that has the keyboard.

One ring per window, laid over the contents, so that no widget needs room for it in its own frame. Fields always
have it; buttons only when the focus came by the keyboard, as a ring after a mouse click would only flash.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from alps_desk.gui.colours import Colour

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox)
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)
_ROOM = 5


class _Ring(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(QColor(Colour.FOCUS_INNER), 2))
        painter.drawRoundedRect(inner, 7, 7)
        painter.setPen(QPen(QColor(Colour.FOCUS_OUTER), 2))
        painter.drawRoundedRect(inner.adjusted(-2, -2, 2, 2), 9, 9)


class FocusRing(QObject):
    """Follows the focus of an application. A widget with the property ``ownFocus`` paints its own."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        application.focusChanged.connect(self._moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES and watched in self._watched:
            self._place()
        elif kind == QEvent.Type.Hide and watched is self._target:
            self._forget()
        return False

    def _moved(self, old: QWidget | None, now: QWidget | None) -> None:
        self._forget()
        if now is None or not self._wants(now):
            return
        self._target = now
        # Also what it stands in: a line that grows above moves the field without the field being told.
        home, here = _home(now), now
        while True:
            self._watched.append(here)
            here.installEventFilter(self)
            parent = here.parentWidget()
            if here is home or parent is None:
                break
            here = parent
        self._place()

    def _wants(self, widget: QWidget) -> bool:
        if widget.property("ownFocus"):
            return False
        if isinstance(widget, _FIELDS):
            return True
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        return isinstance(widget, QAbstractButton) and not by_mouse

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self._forget()
            return
        home = _home(target)
        if self._ring is None or not isValid(self._ring):
            self._ring = _Ring()
        if self._ring.parentWidget() is not home:
            self._ring.setParent(home)
        corner = target.mapTo(home, QPoint(0, 0))
        self._ring.setGeometry(QRect(corner, target.size()).adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM))
        self._ring.show()
        self._ring.raise_()

    def _forget(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        self._target = None
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()


def _home(widget: QWidget) -> QWidget:
    """What the ring lies on: contents of the nearest scroll area (so it scrolls along), else the window."""
    here = widget
    while True:
        parent = here.parentWidget()
        if parent is None or here.isWindow():
            return here
        outer = parent.parentWidget()
        if here is not widget and isinstance(outer, QAbstractScrollArea) and outer.viewport() is parent:
            return here
        here = parent
