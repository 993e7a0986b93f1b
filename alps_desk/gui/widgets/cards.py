"""Cards: white boxes with a title, and figure cards with a coloured left edge.

card = Card("最近の変更")
card.body.addWidget(...)
figure = FigureCard(State.OK, "提出がそろった市町村")
figure.show_figure("3", "/ 5 市町村", note="残り：池田町・小谷村")
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, TextRole
from alps_desk.gui.widgets.text import Text


class Card(QFrame):
    """A white box.

    Attributes:
        head: row of the title; put links and notes at its end.
        body: layout for the contents.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        outer.setSpacing(Space.S)
        self.head = QHBoxLayout()
        self.head.setSpacing(Space.M)
        self.title = Text(title, TextRole.CARD, bold=True)
        # Only ever hidden here: showing what has no parent yet would open a window of its own for a moment.
        if not title:
            self.title.hide()
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        outer.addLayout(self.body, 1)


class FigureCard(QWidget):
    """One figure with its unit and a note, its left edge in the colour of a state."""

    def __init__(self, state: State, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = Text(title, TextRole.BODY, bold=True)
        self._figure = Text("", TextRole.FIGURE, bold=True)
        self._unit = Text("", TextRole.BODY, ink="secondary")
        self._note = Text("", TextRole.BODY, ink="secondary")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.S, Space.M, Space.S)
        outer.setSpacing(Space.XS)
        outer.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        bottom = Qt.AlignmentFlag.AlignBottom
        row.addWidget(self._figure, 0, bottom)
        row.addWidget(self._unit, 0, bottom)
        row.addSpacing(Space.M)
        row.addStretch(1)
        row.addWidget(self._note, 0, bottom)
        outer.addLayout(row)
        self._colour()

    def show_figure(self, figure: str, unit: str = "", *, note: str = "", state: State | None = None) -> None:
        """Show other contents; ``state`` None keeps the colour."""
        if state is not None:
            self._state = state
        self._figure.setText(figure)
        self._unit.setText(unit)
        self._note.setText(note)
        self._colour()
        self.setAccessibleName(" ".join(part for part in (self._title.text(), figure, unit, note) if part))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, 8, 8)
        painter.fillPath(shape, QColor(Colour.CARD))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.drawPath(shape)
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, 0, 5, self.height()), QColor(LOOKS[self._state].ink))

    def _colour(self) -> None:
        palette = self._figure.palette()
        palette.setColor(self._figure.foregroundRole(), QColor(LOOKS[self._state].ink))
        self._figure.setPalette(palette)


def empty(layout: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
