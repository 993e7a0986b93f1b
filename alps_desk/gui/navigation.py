"""The dark column at the left: program and region, screens with badges, office.

Narrow (icons only) when the window is narrow or the text is very large; the titles are then tool tips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.screen import Screen
from alps_desk.gui.theme import Space, em
from alps_desk.gui.widgets.scroll_column import show_ground
from alps_desk.gui.widgets.step_button import StepButton

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Identity:
    """Who uses the program, for the head and the foot of the navigation.

    Attributes:
        program: its name.
        region: name of the region, under it.
        office: 大町市.
        person: 企画財政課 担当者A.
    """

    program: str
    region: str
    office: str
    person: str


class NavigationItem(StepButton):
    """One screen."""

    def __init__(self, entry: Screen, number: int) -> None:
        super().__init__()
        self.entry = entry
        self._narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setText(entry.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # A low window takes the room between the screens before it hides one of them.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._number = number
        self.follow()

    def follow(self) -> None:
        """Take title and badge from the screen."""
        count = self.entry.badge
        title = self.entry.title
        words = wording.say("gui_navigation_badge", title=title, count=count) if count else title
        self.setAccessibleName(words)
        keys = f"Ctrl+{self._number}" if self._number <= 9 else ""
        self.setToolTip(f"{title}（{keys}）" if keys else title)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Icon only."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        size = em(self)
        return QSize(size * 11, max(38, round(size * 2.5)) + 2)

    def minimumSizeHint(self) -> QSize:
        size = em(self)
        return QSize(size * 2, min(self.sizeHint().height(), max(34, round(size * 1.9))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = em(self)
        here = self.isChecked()
        pill = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or self.underMouse():
            painter.setBrush(QColor(Colour.CARD if here else Colour.NAVIGATION_HOVER))
            painter.drawRoundedRect(pill, Space.RADIUS, Space.RADIUS)
        if self.hasFocus() and self.window().isActiveWindow():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(Colour.FOCUS_OUTER), 2))
            painter.drawRoundedRect(pill.adjusted(1, 1, -1, -1), Space.RADIUS, Space.RADIUS)
        ink = Colour.PRIMARY if here else Colour.CARD
        edge = round(size * 1.35)
        left = (self.width() - edge) / 2 if self._narrow else size * 0.8
        name = self.entry.icon
        if here and icons.exists(f"{name}_filled"):
            name = f"{name}_filled"
        icons.paint(painter, QRectF(left, (self.height() - edge) / 2, edge, edge), name, ink)
        if not self._narrow:
            font = self.font()
            font.setBold(here)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            words = QRectF(
                left + edge + size * 0.6, 0, self.width() - left - edge - size * 0.6, self.height()
            )
            painter.drawText(words, _LEFT, self.entry.title)
        if self.entry.badge:
            self._paint_badge(painter, size, here)

    def _paint_badge(self, painter: QPainter, size: int, here: bool) -> None:
        words = str(self.entry.badge) if self.entry.badge < 100 else "99+"
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * (0.72 if self._narrow else 0.86))
        height = size * (1.1 if self._narrow else 1.45)
        width = max(
            height * (1 if self._narrow else 1.2), QFontMetricsF(font).horizontalAdvance(words) + size * 0.6
        )
        if self._narrow:
            box = QRectF(self.width() - width, 2, width, height)
        else:
            box = QRectF(self.width() - width - size * 0.6, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.PRIMARY if here and not self._narrow else Colour.BADGE))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(Colour.CARD if here and not self._narrow else Colour.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class _Head(QWidget):
    """Mark, program and region."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self._identity = identity
        self._narrow = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{identity.program}\n{identity.region}")

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # Where room is dear there is the mark alone.
        return QSize(em(self) * 10, round(em(self) * (2.5 if self._narrow else 3.6)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = em(self)
        edge = round(size * 1.9)
        left = (self.width() - edge) / 2 if self._narrow else size * 0.45
        middle = self.height() / 2
        icons.paint(painter, QRectF(left, middle - edge / 2, edge, edge), "app", None)
        if self._narrow:
            return
        painter.setPen(QColor(Colour.CARD))
        font = self.font()
        font.setBold(True)
        room = self.width() - left - edge - size * 0.4
        font.setPointSizeF(_fitting(self._identity.program, font.pointSizeF() * 1.08, font, room))
        painter.setFont(font)
        start = left + edge + size * 0.35
        painter.drawText(QRectF(start, middle - size * 1.15, room, size * 1.3), _LEFT, self._identity.program)
        font.setBold(False)
        font.setPointSizeF(_fitting(self._identity.region, self.font().pointSizeF() * 0.86, font, room))
        painter.setFont(font)
        painter.setPen(QColor(Colour.NAVIGATION_SOFT))
        painter.drawText(QRectF(start, middle + size * 0.05, room, size * 1.2), _LEFT, self._identity.region)


def _fitting(words: str, points: float, font: QFont, room: float) -> float:
    """The size at which words fit, never under 8 pt."""
    trial = QFont(font)
    trial.setPointSizeF(points)
    width = QFontMetricsF(trial).horizontalAdvance(words)
    return points if width <= room else max(8.0, points * room / width)


class _Foot(QWidget):
    """Office and person."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self._identity = identity
        self._narrow = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{identity.office}\n{identity.person}")
        self.setAccessibleName(f"{identity.office} {identity.person}")

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.update()

    def set_identity(self, identity: Identity) -> None:
        self._identity = identity
        self.setToolTip(f"{identity.office}\n{identity.person}")
        self.setAccessibleName(f"{identity.office} {identity.person}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 10, round(em(self) * 2.95))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = em(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Colour.NAVIGATION_CARD))
        painter.drawRoundedRect(QRectF(self.rect()), Space.RADIUS, Space.RADIUS)
        if self._narrow:
            edge = round(size * 1.35)
            box = QRectF((self.width() - edge) / 2, (self.height() - edge) / 2, edge, edge)
            icons.paint(painter, box, "thing_office", Colour.CARD)
            return
        room = self.width() - size * 1.4
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(_fitting(self._identity.office, font.pointSizeF() * 0.95, font, room))
        painter.setFont(font)
        painter.setPen(QColor(Colour.CARD))
        painter.drawText(QRectF(size * 0.7, size * 0.3, room, size * 1.2), _LEFT, self._identity.office)
        font.setBold(False)
        font.setPointSizeF(_fitting(self._identity.person, self.font().pointSizeF() * 0.8, font, room))
        painter.setFont(font)
        painter.setPen(QColor(Colour.NAVIGATION_SOFT))
        painter.drawText(QRectF(size * 0.7, size * 1.45, room, size * 1.1), _LEFT, self._identity.person)


class _Gap(QWidget):
    """A line between blocks; it gives way before the screens do."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return QSize(10, 15)

    def minimumSizeHint(self) -> QSize:
        return QSize(10, 7)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() // 2, self.width(), 1, QColor(Colour.NAVIGATION_LINE))


class Navigation(QWidget):
    """The column.

    Signals:
        chosen(str): key of a screen.
    """

    chosen = Signal(str)

    def __init__(self, screens: Sequence[Screen], identity: Identity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.narrow = False
        self.setAccessibleName(wording.say("gui_navigation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 10, Space.M)
        column.setSpacing(0)
        self._head = _Head(identity)
        column.addWidget(self._head)
        self.items: dict[str, NavigationItem] = {}
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        group = screens[0].group if screens else 0
        for number, screen in enumerate(screens, 1):
            if screen.group != group:
                inner.addWidget(_Gap())
                group = screen.group
            item = NavigationItem(screen, number)
            item.setProperty("ownFocus", True)
            item.clicked.connect(self._pressed)
            item.stepped.connect(self._step)
            screen.chrome_changed.connect(item.follow)
            self.items[screen.key] = item
            inner.addWidget(item)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        show_ground(scroll)
        scroll.setWidget(holder)
        holder.setAutoFillBackground(False)
        column.addWidget(scroll, 1)
        column.addSpacing(Space.S)
        self._foot = _Foot(identity)
        column.addWidget(self._foot)
        self._measure()

    def set_current(self, key: str) -> None:
        """Mark the screen that is shown; only it is a stop of the Tab key."""
        for name, item in self.items.items():
            item.setChecked(name == key)
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus)

    def set_identity(self, identity: Identity) -> None:
        """Show another office or person."""
        self._foot.set_identity(identity)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only."""
        if narrow == self.narrow:
            return
        self.narrow = narrow
        self._measure()

    def focus(self) -> None:
        """Give the keyboard to the screen that is shown."""
        for item in self.items.values():
            if item.isChecked():
                item.setFocus(Qt.FocusReason.TabFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_foot"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(Colour.NAVIGATION))

    def _measure(self) -> None:
        self._head.set_narrow(self.narrow)
        self._foot.set_narrow(self.narrow)
        for item in self.items.values():
            item.set_narrow(self.narrow)
        self.setFixedWidth(em(self) * 2 + 36 if self.narrow else em(self) * 14)

    def _step(self, step: int) -> None:
        order = list(self.items.values())
        here = next(number for number, item in enumerate(order) if item is self.sender())
        order[(here + step) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)

    def _pressed(self) -> None:
        item = self.sender()
        assert isinstance(item, NavigationItem)
        item.setChecked(True)
        self.chosen.emit(item.entry.key)
