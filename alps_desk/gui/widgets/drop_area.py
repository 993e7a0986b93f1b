"""A place to put files on, with a button for those who choose them instead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space, em
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.text import Prose


def dropped_files(data: QMimeData, endings: Sequence[str] = ()) -> list[Path]:
    """Local files in what is dragged, in their order.

    Args:
        data: what is dragged.
        endings: ``.csv`` …; empty takes every file.
    """
    found = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    wanted = tuple(ending.lower() for ending in endings)
    return [path for path in found if not wanted or path.name.lower().endswith(wanted)]


class DropArea(QWidget):
    """A dashed box.

    Signals:
        files_dropped(list[Path]): files were put on it.
        choose_pressed(): the button; open the file dialog of ``messages``.
    """

    files_dropped = Signal(list)
    choose_pressed = Signal()

    def __init__(
        self, text: str, choose: str, *, endings: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._endings = tuple(endings)
        self._over = False
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setSpacing(Space.M)
        self._box = box
        words = Prose(text, ink="secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(words)
        self.button = Button(choose, icon="act_open_folder")
        self.button.clicked.connect(self.choose_pressed)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_box"):
            self._fit()

    def _fit(self) -> None:
        """Room for the picture above the words."""
        self._box.setContentsMargins(Space.XL, Space.XL + em(self) * 2 + Space.M, Space.XL, Space.L)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData(), self._endings):
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        files = dropped_files(event.mimeData(), self._endings)
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(Colour.PRIMARY if self._over else Colour.BORDER), 2 if self._over else 1.4)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(Colour.WAITING_TINT if self._over else Colour.CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        size = em(self) * 2
        icons.paint(
            painter, QRectF((self.width() - size) / 2, Space.XL, size, size), "act_import", Colour.SECONDARY
        )
