"""What Alt+↓ opens under a cell: the list of choices, and the calendar."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui.theme import Colour, Space, TextRole, em, line
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.grid.source import GridSource
from alps_desk.gui.widgets.text import Text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class ChoiceList(QListWidget):
    """The choices, under the editor; the keyboard stays in the editor.

    Signals:
        taken(str): a choice was clicked.
    """

    taken = Signal(str)

    def __init__(self, choices: Sequence[str], editor: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._surface = parent
        # A click must not take the keyboard from the editor, nor give it to the table behind.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(editor)
        self.setStyleSheet(
            f"QListWidget {{ background: {Colour.CARD}; border: 1px solid {Colour.BORDER}; outline: none; }}"
            f"QListWidget::item {{ min-height: {line(self) + 6}px; padding: 0 8px; color: {Colour.TEXT}; }}"
            f"QListWidget::item:selected {{ background: {Colour.SELECTION}; color: {Colour.TEXT}; }}"
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addItems(list(choices))
        self.hide()

    @property
    def choice(self) -> str | None:
        """The marked choice."""
        row = self.currentRow()
        return None if row < 0 or self.isHidden() else self.item(row).text()

    def open_under(self, box: QRect) -> None:
        """Show under (or over) an editor; ``box`` is in the parent's coordinates."""
        height = min(self.count(), 8) * (self.sizeHintForRow(0) if self.count() else 0) + 4
        width = max(box.width(), self.sizeHintForColumn(0) + Space.XL + Space.M)
        room = self._surface.size()
        below = room.height() - box.bottom()
        top = box.bottom() + 1 if below > height or below > box.top() else box.top() - height
        left = min(box.left(), max(0, room.width() - width))
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()

    def mark(self, typed: str) -> None:
        """Mark the first choice that begins with what was typed; none when nothing does."""
        wanted = _plain(typed)
        for number in range(self.count()):
            if wanted and _plain(self.item(number).text()).startswith(wanted):
                self.setCurrentRow(number)
                return
        self.setCurrentRow(-1)

    def step(self, by: int) -> None:
        """Mark the next or previous choice."""
        here = self.currentRow()
        self.setCurrentRow(max(0, min(self.count() - 1, here + by if here >= 0 else 0)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if item is not None:
            self.taken.emit(item.text())


class CalendarPopup(QFrame):
    """A calendar that shows the year with its era.

    Signals:
        taken(str): the chosen day as 2026-04-01.
    """

    taken = Signal(str)

    def __init__(self, source: GridSource, day: QDate, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("box", "card")
        self._source = source
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        box.setSpacing(Space.XS)
        self.calendar = QCalendarWidget()
        head = QHBoxLayout()
        before = Button("", Variant.QUIET, icon="chevron_left", name=wording.say("gui_grid_calendar_before"))
        before.clicked.connect(self.calendar.showPreviousMonth)
        self.page = Text("", TextRole.CARD, bold=True)
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        after = Button("", Variant.QUIET, icon="chevron_right", name=wording.say("gui_grid_calendar_after"))
        after.clicked.connect(self.calendar.showNextMonth)
        head.addWidget(before)
        head.addWidget(self.page, 1)
        head.addWidget(after)
        box.addLayout(head)
        self._dress()
        self.calendar.setSelectedDate(day)
        self.calendar.currentPageChanged.connect(self._turned)
        self.calendar.activated.connect(self._taken)
        self.calendar.clicked.connect(self._taken)
        box.addWidget(self.calendar)
        self._turned(day.year(), day.month())

    def open_at(self, corner: QPoint) -> None:
        """Show with its upper left corner here, inside the screen."""
        room = self.screen().availableGeometry()
        size = self.sizeHint()
        x = max(room.left(), min(corner.x(), room.right() - size.width()))
        y = corner.y() if corner.y() + size.height() <= room.bottom() else corner.y() - size.height()
        self.move(x, max(room.top(), y))
        self.show()
        self.calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        calendar = self.calendar
        calendar.setLocale(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
        calendar.setNavigationBarVisible(False)
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setAccessibleName(wording.say("gui_grid_calendar"))
        calendar.setMinimumSize(em(self) * 19, line(self) * 9)
        for day, colour in (
            (Qt.DayOfWeek.Saturday, Colour.PRIMARY),
            (Qt.DayOfWeek.Sunday, Colour.ERROR),
        ):
            style = QTextCharFormat()
            style.setForeground(QColor(colour))
            calendar.setWeekdayTextFormat(day, style)
        heading = QTextCharFormat()
        heading.setBackground(QColor(Colour.CARD))
        heading.setForeground(QColor(Colour.SECONDARY))
        calendar.setHeaderTextFormat(heading)

    def _turned(self, year: int, month: int) -> None:
        self.page.setText(
            wording.say("gui_grid_calendar_page", year=self._source.year_name(year), month=month)
        )

    def _taken(self, day: QDate) -> None:
        self.taken.emit(day.toString(Qt.DateFormat.ISODate))
        self.close()
