"""State chips: icon, word and count in a pill, as a sign or as a switch that filters.

chip = StateChip(State.ERROR, "エラー", count=1, checkable=True)
chip.toggled.connect(self._filter)
chip.set_count(0)
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, State, em


class StateChip(QAbstractButton):
    """A pill. Not checkable: a sign, without focus. Checkable: a switch reached by Tab, toggled by Space.

    Args:
        state: gives colours and icon.
        text: the word.
        count: shown after the word; None shows none.
        checkable: whether it is a switch.
        icon: another picture than the state's own.
    """

    def __init__(
        self,
        state: State,
        text: str,
        *,
        count: int | None = None,
        checkable: bool = False,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._count = count
        self._icon = icon
        self.setText(text)
        self.setCheckable(checkable)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if checkable else Qt.FocusPolicy.NoFocus)
        if checkable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()

    @property
    def count(self) -> int | None:
        """The number shown."""
        return self._count

    def set_count(self, count: int | None) -> None:
        """Show another number."""
        if count != self._count:
            self._count = count
            self._renew()

    def set_state(self, state: State, text: str, *, icon: str | None = None) -> None:
        """Show another state."""
        self._state, self._icon = state, icon
        self.setText(text)
        self._renew()

    def sizeHint(self) -> QSize:
        size = em(self)
        width = size * 0.6 + size * 1.2 + size * 0.4 + self._words_width() + size * 0.8
        return QSize(round(width), max(24, round(size * 1.75)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[self._state]
        size = em(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        fill = QColor(look.tint)
        if self.isCheckable() and self.underMouse():
            fill = fill.darker(104)
        painter.setBrush(fill)
        chosen = self.isCheckable() and self.isChecked()
        painter.setPen(QPen(QColor(look.ink), 2) if chosen else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        edge = round(size * 1.2)
        left = size * 0.6
        icons.paint(
            painter, QRectF(left, (self.height() - edge) / 2, edge, edge), self._icon or look.icon, look.ink
        )
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(look.ink if self.isEnabled() else Colour.HINT))
        words = QRectF(left + edge + size * 0.4, 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words())

    def _words(self) -> str:
        return self.text() if self._count is None else f"{self.text()} {self._count:,}"

    def _words_width(self) -> float:
        font = self.font()
        font.setBold(True)
        return QFontMetricsF(font).horizontalAdvance(self._words())

    def _renew(self) -> None:
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._words())
