"""Every office screen in the largest text at the smallest window: nothing is cut off, everything has a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from alps_desk.gui.forms.first_setup import FirstSetUp
from alps_desk.gui.lanes import Lanes
from alps_desk.gui.navigation import NavigationItem
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.widgets.text import Prose
from tests.gui.desks import SilentMessages
from tests.gui.entry_sample import fill_sample
from tests.gui.entry_world import World


def grid(world: World) -> None:
    world.window.show_page("entry")


def form(world: World) -> None:
    world.window.show_page("entry")
    world.page.pane.grid.go_to(world.row("F05P01", "ikeda"), world.page.source.column_named("transfer_in"))
    world.page.show_form()


def export(world: World) -> None:
    world.window.show_page("export")
    world.settle()
    world.exports.export()


SCREENS: list[Callable[[World], None]] = [grid, form, export]


@pytest.fixture(params=list(TextSize), ids=[size.key for size in TextSize])
def sized(request: pytest.FixtureRequest, theme: Theme, office_desk: object) -> TextSize:
    """A text size in force, over an office with figures."""
    fill_sample(office_desk)  # type: ignore[arg-type]
    size: TextSize = request.param
    theme.set_text_size(size)
    return size


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_cut_off_and_everything_has_a_name(
    sized: TextSize, world: World, screen: Callable[[World], None]
) -> None:
    world.window.resize(1280, 680)
    screen(world)
    world.settle()
    for _ in range(3):
        # What stands in an area that scrolls is laid out a round of events later.
        QApplication.processEvents()
    assert world.window.width() == 1280
    assert world.window.height() == 680
    assert cut_off(world.window) == []
    assert nameless(world.window) == []


@pytest.mark.parametrize("size", list(TextSize), ids=[size.key for size in TextSize])
def test_the_first_set_up_fits(theme: Theme, size: TextSize) -> None:
    theme.set_text_size(size)
    lanes = Lanes(_never, _never)
    window = FirstSetUp(_never, lanes, SilentMessages(), theme)  # type: ignore[arg-type]
    window.show()
    QApplication.processEvents()
    try:
        for step in range(3):
            window._show(step)
            QApplication.processEvents()
            assert cut_off(window) == []
            assert nameless(window) == []
    finally:
        window.close()
        window.deleteLater()
        lanes.close()


def cut_off(window: QWidget) -> list[str]:
    """Labels, buttons and lists whose words do not fit."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QComboBox):
            continue
        if isinstance(widget, QLabel) and (not widget.text() or isinstance(widget, Prose)):
            # Prose wraps; it must only be high enough.
            if isinstance(widget, Prose) and widget.heightForWidth(widget.width()) > widget.height() + 2:
                found.append(f"{widget.plain[:30]} {widget.height()}")
            continue
        if widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
            continue
        if isinstance(widget, NavigationItem | QToolButton):
            # Icons alone on purpose, and the small pictures inside the search field.
            continue
        wanted = widget.minimumSizeHint() if isinstance(widget, QLabel) else widget.sizeHint()
        if widget.width() + 1 < wanted.width() or widget.height() + 1 < min(wanted.height(), 24):
            words = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
            found.append(f"{type(widget).__name__} {words} {widget.size().toTuple()} < {wanted.toTuple()}")
    return found


def nameless(window: QWidget) -> list[str]:
    """Widgets that the keyboard reaches and a screen reader has no word for."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        words = widget.accessibleName()
        if isinstance(widget, QAbstractButton):
            words = words or widget.text()
        if isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QComboBox):
            continue
        scroll = isinstance(widget, QAbstractScrollArea) and type(widget) is QAbstractScrollArea
        if not words and not scroll:
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def _never(*_: object) -> None:
    raise AssertionError
