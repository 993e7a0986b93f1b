"""One value of a conflict as a card: a round mark with its number, the value, who entered it and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.views.differing import Span
from alps_desk.gui.views.marked_text import MarkedText
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.text import Prose


class CandidateCard(QAbstractButton):
    """A card to choose by a click; keys are the row's.

    Args:
        number: key that chooses it, 0 = none.
        spans: the value in runs, marked where it differs.
        source: office, time and person.
        figures: whether the value is a number.
        on_behalf: whether it was entered for the office (代行).
        more: further lines: the reason, what it does to the total.
    """

    def __init__(
        self,
        number: int,
        spans: Sequence[Span],
        source: Sequence[str],
        *,
        figures: bool = False,
        on_behalf: bool = False,
        more: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.number = number
        self._source = "　".join((*source, *more))
        self.setCheckable(True)
        # Choosing is the row's: it knows the whole conflict and the undo.
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(2)
        self.value = MarkedText(spans, figures=figures, bold=True, parent=self)
        self._box.addWidget(self.value)
        below = QHBoxLayout()
        below.setSpacing(Space.S)
        # Lines break between office, time and person, not inside them.
        words = Prose("　".join(map(_unbroken, source)), TextRole.CAPTION, ink="secondary")
        below.addWidget(words, 1)
        if on_behalf:
            below.addWidget(
                StateChip(State.INFO, wording.say("conflict_on_behalf"), icon="thing_person"),
                0,
                Qt.AlignmentFlag.AlignBottom,
            )
        self._box.addLayout(below)
        for line in more:
            self._box.addWidget(Prose(line, TextRole.CAPTION))
        self._box.addStretch(1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._dress()
        self._name()

    def nextCheckState(self) -> None:
        """A click asks; ``set_chosen`` answers."""

    def set_chosen(self, chosen: bool) -> None:
        """Show it chosen or not."""
        self.setChecked(chosen)
        self._name()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_box"):
            self._dress()

    def enterEvent(self, event: QEvent) -> None:
        super().enterEvent(event)  # type: ignore[arg-type]
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self) * 10, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        width = 2.0 if chosen else 1.0
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(QColor(Colour.PRIMARY if chosen or self.underMouse() else Colour.BORDER), width))
        ground = Colour.WAITING_TINT if chosen else Colour.PRIMARY_PALE if self.underMouse() else Colour.CARD
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(frame, 6, 6)
        self._paint_mark(painter, chosen)

    def _paint_mark(self, painter: QPainter, chosen: bool) -> None:
        """The round mark, with the key's number in it; filled when chosen."""
        size = round(em(self) * 1.5)
        ring = QRectF(Space.M, Space.S + 1, size, size)
        painter.setPen(QPen(QColor(Colour.PRIMARY if chosen else Colour.BORDER), 1.6))
        painter.setBrush(QColor(Colour.PRIMARY if chosen else Colour.CARD))
        painter.drawEllipse(ring)
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.86)
        painter.setFont(font)
        painter.setPen(QColor(Colour.CARD if chosen else Colour.SECONDARY))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(self.number) if self.number else "")

    def _dress(self) -> None:
        left = Space.M + round(em(self) * 1.5) + Space.S
        self._box.setContentsMargins(left, Space.S + 1, Space.M, Space.S)
        self.updateGeometry()

    def _name(self) -> None:
        state = wording.say("conflict_chosen") if self.isChecked() else ""
        parts = (str(self.number) if self.number else "", self.value.text, self._source, state)
        self.setAccessibleName(" ".join(part for part in parts if part))


def _unbroken(words: str) -> str:
    return "\u2060".join(words)
