"""Two pairs of hands for one walk through the screens: one that has no mouse, and one that has nothing else.

Both are told what a person wants (this screen, that button, this cell) and find the way there themselves: ``Keys``
with shortcuts, F6, Tab and arrows, ``Mouse`` with clicks, the wheel and the menus. Letters are typed by both; whatever
cannot be reached in its own way fails, however well it would work in the other.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.navigation import NavigationItem
from alps_desk.gui.page import Menu, PageAction
from alps_desk.gui.shell import Shell
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.grid import Grid
from tests.gui.hands import keys, press, write

_MOST_TABS = 150
_MOST_ROLLS = 80
_MOST_STEPS = 12


class Walker(ABC):
    """A person at the window."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell = qtbot, shell

    # -- where we are --

    @property
    def window(self) -> MainWindow:
        """The main window."""
        assert self.shell.window is not None
        return self.shell.window

    def page(self, key: str) -> Any:
        """A screen, whatever its class."""
        return self.window.page(key)

    def wait(self) -> None:
        """Let everything asked for come in and be shown."""
        for _ in range(4):
            self.shell._lanes.wait_until_idle()
            QApplication.processEvents()

    def look_at(self, window: QWidget) -> None:
        """Give a window the keyboard."""
        with self.qtbot.waitActive(window):
            window.activateWindow()
        QApplication.processEvents()

    def shown(self, key: str) -> Any:
        """The screen, which must be the one in view."""
        self.wait()
        assert self.window.current_page is self.window.page(key), self.window.current_page
        return self.window.page(key)

    # -- what a person does --

    @abstractmethod
    def go(self, key: str) -> Any:
        """Go to a screen by the navigation."""

    @abstractmethod
    def push(self, widget: QWidget) -> None:
        """Press a button, or choose an item of a group."""

    @abstractmethod
    def act(self, key: str, words: str) -> None:
        """Do what a screen offers at the top right or in the menus."""

    @abstractmethod
    def enter(self, field: QWidget) -> None:
        """Bring the keyboard into a field and choose all of its text."""

    @abstractmethod
    def cell(self, grid: Grid, row: int, column: int) -> None:
        """Stand in a cell of the source's row and the column."""

    @abstractmethod
    def commit(self, grid: Grid) -> None:
        """Make final what is typed into a cell."""

    @abstractmethod
    def pick(self, box: QComboBox, number: int) -> None:
        """Choose an entry of a list."""

    @abstractmethod
    def help(self) -> None:
        """Ask what can be done here."""

    @abstractmethod
    def bring(self, file: Path) -> None:
        """Bring a file to the screen 受領書."""

    def put(self, grid: Grid, row: int, column: int, text: str) -> None:
        """Type into a cell."""
        self.cell(grid, row, column)
        if text.isascii():
            keys(text)
        else:
            write(text)
        self.commit(grid)

    def fill(self, field: QWidget, text: str) -> None:
        """Type into a field, over what is there."""
        self.enter(field)
        write(text)
        QApplication.processEvents()

    def choose(self, segments: Segments, key: str) -> None:
        """Choose one of a few things side by side."""
        self.push(segments._buttons[key])

    def action(self, key: str, words: str) -> PageAction:
        """What a screen offers under these words."""
        return next(one for one in self.window.page(key).actions() if one.text() == words)


class Keys(Walker):
    """No mouse."""

    def go(self, key: str) -> Any:
        items: dict[str, NavigationItem] = self.window.navigation.items
        number = list(items).index(key) + 1
        if number <= 9:
            press(f"Ctrl+{number}")
        else:
            self._pane(self.window.navigation)
            for _ in items:
                if items[key].hasFocus():
                    break
                press("Down")
            assert items[key].hasFocus()
            press("Return")
        return self.shown(key)

    def push(self, widget: QWidget) -> None:
        self.reach(widget)
        press("Space")
        QApplication.processEvents()

    def act(self, key: str, words: str) -> None:
        action = self.action(key, words)
        if action.shortcut().isEmpty():
            self.push(next(one for one in self.window.top_bar.buttons if one.text() == words))
        else:
            press(action.shortcut().toString(QKeySequence.SequenceFormat.PortableText))
        self.wait()

    def enter(self, field: QWidget) -> None:
        self.reach(field)
        press("Ctrl+A")

    def cell(self, grid: Grid, row: int, column: int) -> None:
        if not grid.hasFocus():
            self.reach(grid)
        place = grid.model_.place_of(row)
        assert place is not None
        current = grid.selection.current
        assert current is not None
        down, right = place - current[0], column - current[1]
        press(*["Down" if down > 0 else "Up"] * abs(down), *["Right" if right > 0 else "Left"] * abs(right))
        assert grid.place == (row, column)

    def commit(self, grid: Grid) -> None:
        press("Enter")

    def pick(self, box: QComboBox, number: int) -> None:
        self.reach(box)
        press("Home", *["Down"] * number)
        QApplication.processEvents()

    def help(self) -> None:
        press("F1")

    def bring(self, file: Path) -> None:
        self.shell._messages.files = [file]  # type: ignore[attr-defined]
        press("Ctrl+O")
        self.wait()

    def reach(self, widget: QWidget) -> None:
        """Bring the keyboard to a widget with F6 and Tab alone."""
        QApplication.processEvents()
        focus = QApplication.focusWidget()
        if focus is not None and focus is not widget and widget.window() is self.shell.window:
            holder = next(
                (pane for pane in self.window._panes() if pane is widget or pane.isAncestorOf(widget)), None
            )
            assert holder is not None, widget
            self._pane(holder)
        passed = []
        for _ in range(_MOST_TABS):
            focus = _focus()
            if focus is widget or (isinstance(widget, Grid) and widget.isAncestorOf(focus)):
                return
            passed.append(focus.accessibleName() or type(focus).__name__)
            self._along(widget)
            if _focus() is widget:
                return
            table = focus if isinstance(focus, Grid) else focus.parentWidget()
            press("Ctrl+Tab" if isinstance(table, Grid) else "Tab")
            self._along(widget)
        raise AssertionError(f"{widget.accessibleName()} is not reached: {passed}")

    def _along(self, widget: QWidget) -> None:
        """Arrows go from one to the next of the same kind, where the keyboard came to another of them."""
        here = _focus()
        same = type(here) is type(widget) and here.parentWidget() is widget.parentWidget()
        if here is widget or not same or not isinstance(here, QAbstractButton):
            return
        way = widget.geometry().center() - here.geometry().center()
        if abs(way.x()) > abs(way.y()):
            key = "Right" if way.x() > 0 else "Left"
        else:
            key = "Down" if way.y() > 0 else "Up"
        for _ in range(_MOST_STEPS):
            before = _focus()
            press(key)
            if _focus() in (widget, before):
                return

    def _pane(self, pane: QWidget) -> None:
        for _ in range(8):
            focus = QApplication.focusWidget()
            if focus is not None and (focus is pane or pane.isAncestorOf(focus)):
                return
            press("F6")
        raise AssertionError(f"F6 never comes to {pane}")


class Mouse(Walker):
    """Nothing but the mouse, letters aside."""

    def go(self, key: str) -> Any:
        self._click(self.window.navigation.items[key])
        return self.shown(key)

    def push(self, widget: QWidget) -> None:
        self._roll_to(widget)
        self._click(widget)
        QApplication.processEvents()

    def act(self, key: str, words: str) -> None:
        self.wait()
        button = next((one for one in self.window.top_bar.buttons if one.text() == words), None)
        if button is not None:
            self._click(button)
        else:
            self._by_menu(self.action(key, words))
        self.wait()

    def enter(self, field: QWidget) -> None:
        self._roll_to(field)
        surface = _viewport(field)
        start = QPoint(3, min(surface.height() // 2, 12))
        end = QPoint(surface.width() - 3, max(start.y(), surface.height() - 6))
        self._click(field, start)
        # Drawn over from end to end, so that what stands there is typed over.
        QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(surface, end)
        QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=end)
        assert _focus() is field

    def cell(self, grid: Grid, row: int, column: int) -> None:
        place = grid.model_.place_of(row)
        assert place is not None
        self._roll_to(grid)
        view = self._roll_cell(grid, place, column)
        spot = view.visualRect(grid.model_.index(place, column)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert grid.place == (row, column)

    def commit(self, grid: Grid) -> None:
        current = grid.selection.current
        assert current is not None
        rows = grid.model_.rowCount()
        other = current[0] + (1 if current[0] + 1 < rows else -1)
        self.cell(grid, grid.model_.source_row(other), current[1])

    def pick(self, box: QComboBox, number: int) -> None:
        self._roll_to(box)
        self._click(box)
        view = box.view()
        QApplication.processEvents()
        spot = view.visualRect(box.model().index(number, box.modelColumn())).center()
        # A list that has just opened takes no click before the mouse has moved over it.
        QTest.mouseMove(view.viewport(), spot)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QApplication.processEvents()

    def help(self) -> None:
        menu = self.window.menus.menus[Menu.HELP]
        self._by_menu(menu.actions()[0])

    def bring(self, file: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        place = self.window.rect().center()
        rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.window, QDragEnterEvent(QPoint(place), *rest))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(place), *rest))
        self.wait()

    def _by_menu(self, action: QAction) -> None:
        bar = self.window.menus
        for menu in bar.menus.values():
            if action in menu.actions():
                QTest.mouseClick(
                    bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(menu.menuAction()).center()
                )
                QApplication.processEvents()
                assert menu.isVisible()
                spot = menu.actionGeometry(action).center()
                QTest.mouseMove(menu, spot)
                QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=spot)
                return
        raise AssertionError(f"no menu has {action.text()}")

    def _click(self, widget: QWidget, spot: QPoint | None = None) -> None:
        assert widget.isVisible(), widget.accessibleName()
        assert widget.isEnabled(), widget.accessibleName()
        surface = _viewport(widget)
        at = spot or surface.rect().center()
        top = QApplication.widgetAt(surface.mapToGlobal(at))
        hit = top is None or top is surface or surface.isAncestorOf(top) or top.isAncestorOf(surface)
        assert hit, f"{widget.accessibleName()} is under {top}"
        QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=at)

    def _roll_to(self, widget: QWidget) -> None:
        """Turn the wheel until a widget is in sight."""
        QApplication.processEvents()
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is None:
            return
        for _ in range(_MOST_ROLLS):
            room = area.viewport().rect()
            top = widget.mapTo(area.viewport(), QPoint(0, 0)).y()
            middle = top + min(widget.height(), room.height()) // 2
            if room.top() + 8 <= middle <= room.bottom() - 8:
                return
            self._wheel(area.viewport(), QPoint(0, -120 if middle > room.center().y() else 120))
        raise AssertionError(f"{widget.accessibleName()} never comes in sight")

    def _roll_cell(self, grid: Grid, place: int, column: int) -> QTableView:
        view: QTableView = grid.view_of(column)
        frozen = view is not grid
        for _ in range(_MOST_ROLLS):
            spot = view.visualRect(grid.model_.index(place, column)).center()
            room = view.viewport().rect()
            left = 0 if frozen else grid.frozen.width() if grid.frozen.isVisible() else 0
            if room.top() < spot.y() < room.bottom() and left < spot.x() < room.right():
                return view
            if not room.top() < spot.y() < room.bottom():
                self._wheel(grid.viewport(), QPoint(0, -120 if spot.y() >= room.bottom() else 120))
            else:
                # A whole notch may pass over a wide column.
                self._wheel(grid.viewport(), QPoint(-40 if spot.x() >= room.right() else 40, 0))
        raise AssertionError(f"cell {place}, {column} never comes in sight")

    @staticmethod
    def _wheel(surface: QWidget, turn: QPoint) -> None:
        middle = QPointF(surface.rect().center())
        event = QWheelEvent(
            middle, QPointF(surface.mapToGlobal(middle.toPoint())), QPoint(), turn, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(surface, event)
        QApplication.processEvents()


def _viewport(widget: QWidget) -> QWidget:
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget


def _focus() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused
