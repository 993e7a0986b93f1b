"""What the mark in a heading opens: sort, and the list of values with search, as in a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from alps_desk import wording
from alps_desk.domain.search_key import search_key
from alps_desk.gui.theme import Colour, Space, em, line
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.text import Text

_CHECKED = Qt.CheckState.Checked
_UNCHECKED = Qt.CheckState.Unchecked
_VALUE = Qt.ItemDataRole.UserRole
_MOST_VALUES = 2000


class FilterPopup(QFrame):
    """The list of one column.

    Attributes:
        values: list of values with boxes to tick; the first entry ticks all.
    """

    def __init__(self, model: GridModel, column: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("box", "card")
        self._model = model
        self._column = column
        self._filling = False
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        box.setSpacing(Space.XS)
        heading = model.columns[column].heading.replace("\n", "")
        self.setAccessibleName(wording.say("gui_filter_title", heading=heading))
        box.addWidget(Text(heading, bold=True))
        for code, icon, run in (
            ("gui_filter_up", "arrow_up", self._sort_up),
            ("gui_filter_down", "arrow_down", self._sort_down),
            ("gui_filter_original", "act_sort", self._sort_off),
        ):
            button = Button(wording.say(code), Variant.QUIET, icon=icon)
            button.clicked.connect(run)
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.search = QLineEdit()
        self.search.setPlaceholderText(wording.say("gui_filter_search"))
        self.search.setAccessibleName(wording.say("gui_filter_search"))
        self.search.textChanged.connect(self._narrow)
        box.addWidget(self.search)
        self.values = QListWidget()
        self.values.setAccessibleName(heading)
        self.values.setStyleSheet(
            f"QListWidget {{ border: 1px solid {Colour.LINE}; background: {Colour.CARD}; outline: none; }}"
            f"QListWidget::item {{ min-height: {line(self) + 6}px; padding: 0 4px; color: {Colour.TEXT}; }}"
            f"QListWidget::item:selected {{ background: {Colour.SELECTION}; }}"
        )
        self.values.setMinimumSize(em(self) * 17, em(self) * 14)
        self.values.itemChanged.connect(self._ticked)
        box.addWidget(self.values, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.off = Button(wording.say("gui_filter_off"))
        self.off.clicked.connect(self._take_off)
        self.off.setEnabled(model.value_filter(column) is not None)
        row.addWidget(self.off)
        row.addStretch(1)
        self.take = Button(wording.say("gui_filter_take"), Variant.PRIMARY)
        self.take.clicked.connect(self._take)
        row.addWidget(self.take)
        box.addLayout(row)
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.take.isEnabled():
            self._take()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        chosen = self._model.value_filter(self._column)
        self._filling = True
        self._add(wording.say("gui_filter_all"), None, chosen is None)
        for value in self._model.values_of(self._column)[:_MOST_VALUES]:
            shown = value.replace("\n", " ") if value else wording.say("gui_filter_empty")
            self._add(shown, value, chosen is None or value in chosen)
        self._filling = False

    def _add(self, shown: str, value: str | None, ticked: bool) -> None:
        item = QListWidgetItem(shown)
        item.setData(_VALUE, value)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(_CHECKED if ticked else _UNCHECKED)
        self.values.addItem(item)

    def _entries(self) -> list[QListWidgetItem]:
        return [self.values.item(number) for number in range(1, self.values.count())]

    def _narrow(self, words: str) -> None:
        """Show the values that hold the words; only these will be ticked then."""
        wanted = [search_key(word) for word in words.split()]
        self._filling = True
        for item in self._entries():
            key = search_key(item.text())
            hit = all(word in key for word in wanted)
            item.setHidden(not hit)
            if wanted:
                item.setCheckState(_CHECKED if hit else _UNCHECKED)
        self._filling = False
        self._show_state()

    def _ticked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        if item is self.values.item(0):
            self._filling = True
            for entry in self._entries():
                if not entry.isHidden():
                    entry.setCheckState(item.checkState())
            self._filling = False
        self._show_state()

    def _show_state(self) -> None:
        entries = self._entries()
        ticked = [entry for entry in entries if entry.checkState() == _CHECKED]
        self._filling = True
        first = self.values.item(0)
        if len(ticked) == len(entries):
            first.setCheckState(_CHECKED)
        else:
            first.setCheckState(Qt.CheckState.PartiallyChecked if ticked else _UNCHECKED)
        self._filling = False
        self.take.setEnabled(bool(ticked))

    def _take(self) -> None:
        entries = self._entries()
        ticked = [entry for entry in entries if entry.checkState() == _CHECKED]
        every = len(ticked) == len(entries)
        values = None if every else frozenset(str(entry.data(_VALUE)) for entry in ticked)
        self.close()
        self._model.set_value_filter(self._column, values)

    def _take_off(self) -> None:
        self.close()
        self._model.set_value_filter(self._column, None)

    def _sort_up(self) -> None:
        self.close()
        self._model.sort_by(self._column)

    def _sort_down(self) -> None:
        self.close()
        self._model.sort_by(self._column, descending=True)

    def _sort_off(self) -> None:
        self.close()
        self._model.sort_by(None)


def open_filter_popup(model: GridModel, column: int, header: QHeaderView, parent: QWidget) -> FilterPopup:
    """Open the list under a heading, inside the screen."""
    popup = FilterPopup(model, column, parent)
    popup.adjustSize()
    left = header.sectionViewportPosition(column)
    corner = header.viewport().mapToGlobal(QPoint(left, header.height()))
    room = parent.screen().availableGeometry()
    size = popup.sizeHint()
    popup.move(
        max(room.left(), min(corner.x(), room.right() - size.width())),
        max(room.top(), min(corner.y(), room.bottom() - size.height())),
    )
    popup.show()
    popup.search.setFocus()
    return popup
