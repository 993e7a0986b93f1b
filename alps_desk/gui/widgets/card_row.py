"""Cards side by side, or in two or more rows when they do not fit: nothing in them is cut off."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.theme import Space


class CardRow(QWidget):
    """The row. Cards that are hidden take no room.

    Args:
        cards: from left to right; each gets a share of the spare width after its own need.

    Signals:
        height_changed(): they stand in more or fewer rows now, for a holder that gives a fixed height.
    """

    height_changed = Signal()

    def __init__(self, cards: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[QWidget, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_cards(cards)

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show other cards; those that are not among them are let go."""
        for card in self._cards:
            if card not in cards:
                card.hide()
                card.deleteLater()
        self._cards = tuple(cards)
        for card in self._cards:
            if card.parentWidget() is not self:
                card.setParent(self)
                card.show()
        self._arrange()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        return QSize(640, self.heightForWidth(max(self.width(), 640)))

    def minimumSizeHint(self) -> QSize:
        widest = max((card.minimumSizeHint().width() for card in self._shown()), default=0)
        return QSize(widest, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self.heightForWidth(event.oldSize().width()) != self.heightForWidth(self.width()):
            self.height_changed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
            self.updateGeometry()
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [card for card in self._cards if not card.isHidden()]

    def _arrange(self) -> None:
        for card, place in self._places(self.width())[0]:
            card.setGeometry(place)

    def _places(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        """Where each card stands, and how tall all of it is."""
        cards = self._shown()
        # As few rows as can be, and these as even as can be: four cards that do not fit stand two by two.
        counts = (math.ceil(len(cards) / rows) for rows in range(1, len(cards) + 1))
        columns = next((count for count in counts if self._fits(cards, count, width)), 1)
        found, top = [], 0
        for start in range(0, len(cards), columns):
            some = cards[start : start + columns]
            height = max(card.sizeHint().height() for card in some)
            needs = [card.minimumSizeHint().width() for card in some]
            spare = max(0, width - sum(needs) - Space.M * (len(some) - 1))
            left = 0
            for number, (card, need) in enumerate(zip(some, needs, strict=True)):
                last = number == len(some) - 1
                share = width - left if last else need + spare // len(some)
                found.append((card, QRect(left, top, share, height)))
                left += share + Space.M
            top += height + Space.M
        return found, max(0, top - Space.M)

    def _fits(self, cards: Sequence[QWidget], columns: int, width: int) -> bool:
        return all(
            sum(card.minimumSizeHint().width() + Space.M for card in cards[start : start + columns]) - Space.M
            <= width
            for start in range(0, len(cards), columns)
        )
