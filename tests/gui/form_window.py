"""The window of one desk on one of the screens with a grid of cells, for the tests of these screens."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from alps_desk.app.desk import Desk
from alps_desk.gui.page import Page
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import Theme
from tests.gui.desks import Clock, SilentMessages


class FormWindow:
    """The window; no door of it may be opened and no fault be told.

    Attributes:
        page: the screen, shown and with its answers.
    """

    def __init__(self, desk: Desk, theme: Theme, clock: Clock, key: str, kind: type[Page]) -> None:
        self.desk = desk
        doors = Doors(_unused, _unused, clock)
        self.shell = Shell(desk.place.home, doors, theme, Settings(None), SilentMessages(), _raise)
        self.window = self.shell.show_desk(desk)
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.window.show_page(key)
        page = self.window.page(key)
        assert isinstance(page, kind)
        self.page: Any = page
        self.settle()
        page.focus()

    def settle(self) -> None:
        """Wait until everything typed is stored and shown."""
        assert self.shell.session is not None
        assert self.shell.session.lanes.wait_until_idle()
        while self.page.book.busy:
            assert self.shell.session.lanes.wait_until_idle()

    def said(self) -> str:
        """All words of the panel."""
        self.settle()
        self.page._show_info()
        self.settle()
        return "\n".join(label.text() for label in self.page.panel.findChildren(QLabel))


def _unused(*_: object) -> Desk:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault
