"""The menus: every action of the frame, and those of the screen shown, each with its shortcut.

Decision: the menu bar is always shown, as a slim line of small text above the title and not across the
navigation. The pictures of the design have none, but its text wants every action in a menu; behind Alt nobody
would find them, and the line costs less than one row of the grid.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.page import EditCommand, Menu, Page, PageAction
from alps_desk.gui.theme import TextSize, icon_size

_EDIT_ROWS: tuple[tuple[EditCommand, str, str, str | None] | None, ...] = (
    (EditCommand.UNDO, "gui_undo", "Ctrl+Z", "act_undo"),
    (EditCommand.REDO, "gui_redo", "Ctrl+Y", "act_redo"),
    None,
    (EditCommand.CUT, "gui_cut", "Ctrl+X", None),
    (EditCommand.COPY, "gui_copy", "Ctrl+C", "act_copy"),
    (EditCommand.PASTE, "gui_paste", "Ctrl+V", "act_paste"),
    (EditCommand.CLEAR, "gui_clear", "", None),
    None,
    (EditCommand.FILL_DOWN, "gui_fill_down", "Ctrl+D", None),
    (EditCommand.FILL_RIGHT, "gui_fill_right", "Ctrl+R", None),
    None,
    (EditCommand.FIND, "gui_find", "Ctrl+F", "act_search"),
    (EditCommand.FIND_NEXT, "gui_find_next", "F3", None),
    (EditCommand.NEXT_PROBLEM, "gui_next_problem", "F8", None),
    (EditCommand.PREVIOUS_PROBLEM, "gui_previous_problem", "Shift+F8", None),
    None,
    (EditCommand.SELECT_ALL, "gui_select_all", "Ctrl+A", None),
)
_MENU_NAMES = {
    Menu.FILE: "gui_menu_file",
    Menu.EDIT: "gui_menu_edit",
    Menu.VIEW: "gui_menu_view",
    Menu.TOOLS: "gui_menu_tools",
    Menu.HELP: "gui_menu_help",
}
_SIZE_NAMES = {
    TextSize.STANDARD: "gui_text_size_standard",
    TextSize.LARGE: "gui_text_size_large",
    TextSize.EXTRA: "gui_text_size_extra",
}


class MenuBar(QMenuBar):
    """The menus; the window fills them with what it can do.

    Attributes:
        menus: the menus by kind.
        edit: actions of the menu 編集 by command.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setNativeMenuBar(False)
        self.menus: dict[Menu, QMenu] = {}
        for kind, code in _MENU_NAMES.items():
            self.menus[kind] = self.addMenu(wording.say(code))
        self.edit: dict[EditCommand, QAction] = {}
        self._of_page: list[tuple[QMenu, QAction]] = []

    def add(
        self,
        menu: Menu,
        code: str,
        run: Callable[[], object],
        *,
        shortcut: str = "",
        icon: str | None = None,
        owner: QObject | None = None,
    ) -> QAction:
        """Add an action of the frame at the end of a menu."""
        action = QAction(wording.say(code), owner or self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        if icon:
            action.setIcon(icons.icon(icon, Colour.SECONDARY, icon_size(self)))
        action.triggered.connect(run)
        self.menus[menu].addAction(action)
        return action

    def add_edit_commands(self, run: Callable[[], object]) -> None:
        """Fill the menu 編集; ``run`` finds the command in ``sender().data()``."""
        menu = self.menus[Menu.EDIT]
        for entry in _EDIT_ROWS:
            if entry is None:
                menu.addSeparator()
                continue
            command, code, shortcut, icon = entry
            action = self.add(Menu.EDIT, code, run, shortcut=shortcut, icon=icon)
            action.setData(command)
            if command is EditCommand.REDO:
                action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
            if command is EditCommand.CLEAR:
                action.setText(action.text() + "\tDelete")
            self.edit[command] = action

    def add_text_sizes(self, current: TextSize, run: Callable[[], object]) -> dict[TextSize, QAction]:
        """The sub-menu 文字サイズ; ``run`` finds the size in ``sender().data()``."""
        menu = self.menus[Menu.VIEW].addMenu(wording.say("gui_text_size"))
        group = QActionGroup(self)
        result = {}
        for size, code in _SIZE_NAMES.items():
            action = QAction(wording.say(code), self)
            action.setCheckable(True)
            action.setChecked(size is current)
            action.setData(size)
            action.triggered.connect(run)
            group.addAction(action)
            menu.addAction(action)
            result[size] = action
        return result

    def show_page(self, page: Page) -> None:
        """Put the actions of a screen on top of the menus, in place of those of the last one."""
        for menu, action in self._of_page:
            menu.removeAction(action)
            if action.isSeparator():
                action.deleteLater()
        self._of_page = []
        for kind, menu in self.menus.items():
            actions = [action for action in page.actions() if action.menu_kind is kind]
            if not actions:
                continue
            first = menu.actions()[0] if menu.actions() else None
            for action in actions:
                self._dress(action)
                menu.insertAction(first, action)  # type: ignore[arg-type]
                self._of_page.append((menu, action))
            if first is not None:
                self._of_page.append((menu, menu.insertSeparator(first)))

    def _dress(self, action: PageAction) -> None:
        if action.icon_name and action.icon().isNull():
            action.setIcon(icons.icon(action.icon_name, Colour.SECONDARY, icon_size(self)))
