"""A report as it will stand on paper: its pages one below the other, painted sharp at any zoom.

Only pages in sight are painted, and the last few are kept, so that a hundred pages scroll like one.
"""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from alps_desk import wording
from alps_desk.gui.colours import Colour
from alps_desk.paper.pages import PagePainter

_GAP = 14
_KEPT = 4
STEPS = (0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0)
"""Zoom, in widths of real paper on a screen of 96 dots per inch."""
_DPI = 96
_A4 = (210 / 25.4, 297 / 25.4)
_GROUND = "#dfe4ea"


class PagePreview(QAbstractScrollArea):
    """The pages.

    Signals:
        moved(int): the page at the top is another one.
        zoomed(): the zoom changed.
    """

    moved = Signal(int)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: PagePainter | None = None
        self._zoom: float | None = None
        self._page = 0
        self._kept: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._name()

    @property
    def pages(self) -> PagePainter | None:
        """What is shown."""
        return self._pages

    @property
    def count(self) -> int:
        """How many pages there are; 0 while nothing is shown."""
        return self._pages.count if self._pages is not None else 0

    @property
    def page(self) -> int:
        """The page in sight, from 1; 0 while nothing is shown."""
        return self._page

    @property
    def zoom(self) -> float:
        """Zoom in force; 1 is the size of real paper."""
        return self._zoom if self._zoom is not None else self._fitting()

    @property
    def fits(self) -> bool:
        """Whether the zoom follows the width of the window."""
        return self._zoom is None

    def show_pages(self, pages: PagePainter | None) -> None:
        """Show a report, from its first page on."""
        self._pages = pages
        self._kept.clear()
        self._page = 0
        self._measure()
        self.verticalScrollBar().setValue(0)
        self._scrolled()
        self.viewport().update()

    def set_zoom(self, zoom: float | None) -> None:
        """Zoom; None follows the width of the window. The page in sight stays."""
        bar = self.verticalScrollBar()
        place = bar.value() / max(1, bar.maximum() + bar.pageStep())
        self._zoom = zoom
        self._kept.clear()
        self._measure()
        bar.setValue(round(place * (bar.maximum() + bar.pageStep())))
        self.viewport().update()
        self.zoomed.emit()

    def zoom_step(self, step: int) -> None:
        """Zoom in (1) or out (-1) to the next step."""
        now = self.zoom
        if step > 0:
            wanted = next((one for one in STEPS if one > now + 0.01), STEPS[-1])
        else:
            wanted = next((one for one in reversed(STEPS) if one < now - 0.01), STEPS[0])
        self.set_zoom(wanted)

    def go_to(self, page: int) -> None:
        """Show a page from its top."""
        if self.count:
            at = min(max(1, page), self.count) - 1
            self.verticalScrollBar().setValue(at * (self._size().height() + _GAP))

    # -- Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        bar = self.verticalScrollBar()
        if key == Qt.Key.Key_PageDown:
            self.go_to(self._page + 1)
        elif key == Qt.Key.Key_PageUp:
            self.go_to(self._page - 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(1)
        elif key == Qt.Key.Key_End:
            self.go_to(self.count)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (60 if key == Qt.Key.Key_Down else -60))
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Semicolon, Qt.Key.Key_Equal):
            self.zoom_step(1)
        elif control and key == Qt.Key.Key_Minus:
            self.zoom_step(-1)
        elif control and key == Qt.Key.Key_0:
            self.set_zoom(None)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fits:
            self._kept.clear()
        self._measure()
        self.zoomed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_kept"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(_GROUND))
        for page in range(1, self.count + 1):
            place = self._place(page)
            if place.intersects(event.rect()):
                painter.fillRect(place.adjusted(3, 3, 3, 3), QColor(0, 0, 0, 40))
                painter.drawPixmap(place.topLeft(), self._picture(page))
                painter.setPen(QPen(QColor(Colour.HEADER_LINE), 1))
                painter.drawRect(place.adjusted(0, 0, -1, -1))

    # -- inside --

    def _paper(self) -> tuple[float, float]:
        """Width and height of the paper, inches."""
        short, long = _A4
        landscape = self._pages is not None and self._pages.table.landscape
        return (long, short) if landscape else (short, long)

    def _fitting(self) -> float:
        width = self._paper()[0] * _DPI
        return min(2.0, max(0.25, (self.viewport().width() - 2 * _GAP) / width))

    def _size(self) -> QSize:
        width, height = self._paper()
        return QSize(round(width * _DPI * self.zoom), round(height * _DPI * self.zoom))

    def _place(self, page: int) -> QRect:
        size = self._size()
        spare = max(_GAP, (self.viewport().width() - size.width()) // 2)
        top = _GAP + (page - 1) * (size.height() + _GAP) - self.verticalScrollBar().value()
        return QRect(QPoint(spare - self.horizontalScrollBar().value(), top), size)

    def _measure(self) -> None:
        size = self._size() if self.count else QSize(0, 0)
        whole = QSize(size.width() + 2 * _GAP, self.count * (size.height() + _GAP) + _GAP)
        room = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, whole.height() - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(40)
        across.setRange(0, max(0, whole.width() - room.width()) if not self.fits else 0)
        across.setPageStep(room.width())
        self._scrolled()

    def _picture(self, page: int) -> QPixmap:
        assert self._pages is not None
        size, ratio = self._size(), self.devicePixelRatioF()
        key = (page, round(size.width() * ratio))
        picture = self._kept.get(key)
        if picture is None:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.white)
            painter = QPainter(picture)
            self._pages.paint(painter, page, _DPI * self.zoom)
            painter.end()
            self._kept[key] = picture
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return picture

    def _scrolled(self) -> None:
        if not self.count:
            page = 0
        else:
            step = self._size().height() + _GAP
            # The page that stands at a third of the height is the one that is read.
            page = min(
                self.count, (self.verticalScrollBar().value() + self.viewport().height() // 3) // step + 1
            )
        if page != self._page:
            self._page = page
            self._name()
            self.moved.emit(page)

    def _name(self) -> None:
        title = self._pages.table.title.replace("\n", "") if self._pages is not None else ""
        self.setAccessibleName(
            wording.say("reports_preview_name", title=title, page=self._page, count=self.count).strip()
        )
