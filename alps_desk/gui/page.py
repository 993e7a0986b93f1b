"""What a screen is to the frame, and how the menu 編集 reaches what has the keyboard.

A screen is a subclass of ``Page``. The frame lays its parts out::

    ┌ title  年度 期  chips                       actions() as buttons ┐
    │ strip: progress, filter chips, search (full width)              │
    │ widget (fills the rest)                          │ panel        │
    └─────────────────────────────────────────────────────────────────┘

Widgets are made when the screen is first shown (``build``), so that the program starts fast.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from enum import Enum, StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from alps_desk.gui.widgets.buttons import Variant


class Menu(Enum):
    """In which menu an action stands."""

    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    TOOLS = "tools"
    HELP = "help"


class PageAction(QAction):
    """Something a screen can do: always in a menu, and with a variant also as a button at the top right.

    Open input of the screen is committed before it runs, so that nothing is exported or undone without it.

    Args:
        text: a verb.
        on_trigger: bound method without arguments.
        menu: where it stands; None if it stands in a menu already, as 元に戻す.
        variant: look of its button; None shows no button.
        icon: name for ``icons``, or None.
        shortcut: as ``Ctrl+E``; works while the screen is shown.
        tip: tool tip; None is the text.
        parent: the page.
    """

    def __init__(
        self,
        text: str,
        on_trigger: Callable[[], object],
        *,
        menu: Menu | None = Menu.TOOLS,
        variant: Variant | None = None,
        icon: str | None = None,
        shortcut: str | None = None,
        tip: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.menu_kind = menu
        self.variant = variant
        self.icon_name = icon
        self._on_trigger = on_trigger
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
        if tip:
            self.setToolTip(tip)
        self.triggered.connect(self._run)

    def _run(self) -> None:
        page = self.parent()
        if isinstance(page, Page):
            page.about_to_leave()
        self._on_trigger()


class EditCommand(StrEnum):
    """Commands of the menu 編集."""

    UNDO = "undo"
    REDO = "redo"
    CUT = "cut"
    COPY = "copy"
    PASTE = "paste"
    CLEAR = "clear"
    FILL_DOWN = "fill_down"
    FILL_RIGHT = "fill_right"
    SELECT_ALL = "select_all"
    FIND = "find"
    FIND_NEXT = "find_next"
    NEXT_PROBLEM = "next_problem"
    PREVIOUS_PROBLEM = "previous_problem"


@runtime_checkable
class EditTarget(Protocol):
    """What the menu 編集 works on when no text field has the keyboard; the grid is one."""

    def can_edit(self, command: EditCommand) -> bool:
        """Whether the command would do something now."""

    def do_edit(self, command: EditCommand) -> None:
        """Do it."""

    def undo_name(self) -> str | None:
        """What 元に戻す would undo, as 「貼り付け 12欄」; None if there is nothing."""

    def redo_name(self) -> str | None:
        """What やり直す would do again; None if there is nothing."""


class Page(QObject):
    """A screen.

    Args:
        key: its name in the program.
        title: 画面の名前, in navigation and title.
        icon: name for ``icons``; ``<icon>_filled`` is used while the screen is shown, if there is one.
        group: number of the block in the navigation; blocks are parted by a line.
        shows_year: whether the 年度 selector is of use here.
        shows_period: whether the 期 selector is of use here.

    Signals:
        chrome_changed(): title, badge, chips, actions, panel or hints changed.
    """

    chrome_changed = Signal()

    def __init__(
        self,
        key: str,
        title: str,
        icon: str,
        *,
        group: int = 0,
        shows_year: bool = True,
        shows_period: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.title = title
        self.icon = icon
        self.group = group
        self.shows_year = shows_year
        self.shows_period = shows_period
        self._badge = 0
        self._widget: QWidget | None = None

    @property
    def widget(self) -> QWidget:
        """The contents, made on first use."""
        if self._widget is None:
            self._widget = self.build()
        return self._widget

    @property
    def built(self) -> bool:
        """Whether the contents exist already."""
        return self._widget is not None

    @property
    def badge(self) -> int:
        """How many things wait here; 0 shows no badge."""
        return self._badge

    def set_badge(self, count: int) -> None:
        """Change the badge."""
        if count != self._badge:
            self._badge = count
            self.chrome_changed.emit()

    @abstractmethod
    def build(self) -> QWidget:
        """Make the contents. Called once, before ``strip`` and ``panel`` are asked for."""
        raise NotImplementedError

    @property
    def strip(self) -> QWidget | None:
        """The row above contents and panel, or None. Always the same object."""
        return None

    @property
    def panel(self) -> QWidget | None:
        """Contents of 「この欄の情報」, or None when the screen has no panel. Always the same object."""
        return None

    def chips(self) -> Sequence[QWidget]:
        """Small signs beside the title; always the same objects."""
        return ()

    def actions(self) -> Sequence[PageAction]:
        """What can be done here; those with a variant are buttons, from left to right."""
        return ()

    def edit_target(self) -> EditTarget | None:
        """What the menu 編集 works on."""
        return None

    def key_hints(self) -> str:
        """Keys of use here, for the bottom line."""
        return ""

    def help_topic(self) -> str:
        """What F1 opens."""
        return self.key

    def about_to_leave(self) -> None:
        """Commit open input. Called before an action, another screen, saving and closing."""

    def refresh(self, topics: frozenset[str]) -> None:
        """Ask again for what is shown; called when the screen is shown and something it may show changed.

        Args:
            topics: what changed; empty = everything may have changed.
        """

    def focus(self) -> None:
        """Give the keyboard to the contents."""
        self.widget.setFocus()
