"""A screen as the navigation knows it: by name, long before it is made.

The program starts with the first screen alone; every other one loads and is made when somebody goes there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from alps_desk.gui.page import Page


class Screen(QObject):
    """One screen.

    Args:
        key, title, icon: as of the page it will be.
        make: makes the page.
        group: number of the block in the navigation; blocks are parted by a line.

    Signals:
        made(Page): it is there now.
        chrome_changed(): as of its page, and once when it is made.
    """

    made = Signal(object)
    chrome_changed = Signal()

    def __init__(
        self,
        key: str,
        title: str,
        icon: str,
        make: Callable[[], Page],
        *,
        group: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.icon = icon
        self.group = group
        self._title = title
        self._make = make
        self._page: Page | None = None

    @classmethod
    def of(cls, page: Page, parent: QObject | None = None) -> Screen:
        """A page that is there already."""
        screen = cls(page.key, page.title, page.icon, lambda: page, group=page.group, parent=parent)
        screen._take(page)
        return screen

    @property
    def page(self) -> Page:
        """The page, made on first use."""
        if self._page is None:
            self._take(self._make())
            self.made.emit(self._page)
            self.chrome_changed.emit()
        assert self._page is not None
        return self._page

    @property
    def title(self) -> str:
        """画面の名前."""
        return self._title if self._page is None else self._page.title

    @property
    def badge(self) -> int:
        """How many things wait there; 0 before it is made."""
        return 0 if self._page is None else self._page.badge

    def _take(self, page: Page) -> None:
        self._page = page
        page.group = self.group
        page.chrome_changed.connect(self.chrome_changed)
