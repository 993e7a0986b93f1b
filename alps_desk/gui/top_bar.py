"""The row above a screen: title, 年度, 期, deadline, signs of the screen, and its actions at the right.

When all of it does not fit on one line, selectors and signs go to a second line: nothing is cut off and no
action hides, whatever the text size.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.gui.page import PageAction
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.widgets.buttons import ActionButton, Variant
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.text import Text


class Selector(QComboBox):
    """A list to choose from that the wheel does not change while one scrolls past.

    Signals:
        picked(object): the user chose another entry; its data.
    """

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._activated)

    def fill(self, choices: Sequence[tuple[object, str]], current: object) -> None:
        """Show these entries: data and words. Sends no signal."""
        self.blockSignals(True)
        self.clear()
        for data, words in choices:
            self.addItem(words, data)
        self.setCurrentIndex(max(0, self.findData(current)))
        self.blockSignals(False)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=40)
        return QSize(widest + round(em(self) * 3.2), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def _activated(self, index: int) -> None:
        self.picked.emit(self.itemData(index))


class TopBar(QWidget):
    """The row.

    Attributes:
        years, periods: the selectors; fill them with ``set_years`` and ``set_periods`` of the window.
        deadline: the chip; hidden until there is a deadline.
        buttons: the buttons of the screen shown, in order.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.title = Text("", TextRole.TITLE, bold=True, parent=self)
        self.years = Selector(wording.say("gui_year"), self)
        self.periods = Selector(wording.say("gui_period"), self)
        self.deadline = StateChip(State.DUE, "", parent=self)
        self.deadline.hide()
        self.buttons: list[ActionButton] = []
        self._chips: list[QWidget] = []
        self._height = 0

    def show_screen(
        self,
        title: str,
        *,
        shows_year: bool,
        shows_period: bool,
        chips: Sequence[QWidget],
        actions: Sequence[PageAction],
    ) -> None:
        """Show the parts of one screen."""
        self.title.setText(title)
        self.years.setVisible(shows_year and self.years.count() > 0)
        self.periods.setVisible(shows_period and self.periods.count() > 0)
        for chip in self._chips:
            if chip not in chips:
                chip.hide()
        self._chips = list(chips)
        for chip in self._chips:
            chip.setParent(self)
            chip.show()
        wanted: list[QAction] = [action for action in actions if action.variant is not None]
        if [button.action for button in self.buttons] != wanted:
            for button in self.buttons:
                button.hide()
                button.deleteLater()
            self.buttons = []
            for action in actions:
                if action.variant is not None:
                    button = ActionButton(
                        action, action.variant or Variant.SECONDARY, icon=action.icon_name, parent=self
                    )
                    self.buttons.append(button)
        self.arrange()

    def set_deadline(self, text: str | None, state: State = State.DUE) -> None:
        """Show or hide the deadline."""
        self.deadline.set_state(state, text or "", icon="thing_calendar")
        self.deadline.setVisible(text is not None)
        self.arrange()

    def arrange(self) -> None:
        """Put everything in its place for the width there is."""
        width = self.width()
        right = [button for button in self.buttons if not button.isHidden()]
        middle = [
            part for part in (self.years, self.periods, self.deadline, *self._chips) if not part.isHidden()
        ]
        taken_right = _width(right)
        taken_left = self.title.sizeHint().width() + Space.M
        taken_middle = _width(middle)
        one_line = taken_left + taken_middle + Space.L + taken_right <= width
        row = max([self.title.sizeHint().height(), *(part.sizeHint().height() for part in (*right, *middle))])
        self._place([self.title], 0, 0, row)
        self._place(right, width - taken_right, 0, row)
        if one_line:
            self._place(middle, taken_left, 0, row)
            height = row
        else:
            self._place(middle, 0, row + Space.S, row)
            height = row * 2 + Space.S if middle else row
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(600, self._height or 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height or 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_height"):
            self.arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def _place(self, parts: Sequence[QWidget], x: int, y: int, row: int) -> None:
        for part in parts:
            size = part.sizeHint()
            corner = QPoint(x, y + (row - size.height()) // 2)
            part.setGeometry(QRect(corner, size))
            x += size.width() + Space.S


def _width(parts: Sequence[QWidget]) -> int:
    return sum(part.sizeHint().width() + Space.S for part in parts) - (Space.S if parts else 0)
