"""The menu of the right mouse button on a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.page import EditCommand
from alps_desk.gui.theme import Colour, icon_size

if TYPE_CHECKING:
    from alps_desk.gui.widgets.grid.view import Grid

_ENTRIES: tuple[tuple[EditCommand, str, str, str | None] | None, ...] = (
    (EditCommand.CUT, "gui_cut", "Ctrl+X", None),
    (EditCommand.COPY, "gui_copy", "Ctrl+C", "act_copy"),
    (EditCommand.PASTE, "gui_paste", "Ctrl+V", "act_paste"),
    (EditCommand.CLEAR, "gui_clear", "Delete", None),
    None,
    (EditCommand.FILL_DOWN, "gui_fill_down", "Ctrl+D", None),
    (EditCommand.FILL_RIGHT, "gui_fill_right", "Ctrl+R", None),
)


class CellMenu(QMenu):
    """The menu. What it offers works on the selection."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._add("gui_grid_edit_cell", "F2", "act_edit").triggered.connect(grid.edit_current)
        self.addSeparator()
        for entry in _ENTRIES:
            if entry is None:
                self.addSeparator()
                continue
            command, code, keys, icon = entry
            action = self._add(code, keys, icon)
            action.setData(command)
            action.setEnabled(grid.can_edit(command))
            action.triggered.connect(self._chosen)
        self.addSeparator()
        self._add("gui_grid_filter_column", "Ctrl+Shift+L", "act_filter").triggered.connect(self._filter)
        self._add("gui_grid_column_size", "", None).triggered.connect(self._fit)

    def _add(self, code: str, keys: str, icon: str | None) -> QAction:
        text = wording.say(code)
        action = QAction(f"{text}\t{keys}" if keys else text, self)
        if icon is not None:
            action.setIcon(icons.icon(icon, Colour.SECONDARY, icon_size(self)))
        self.addAction(action)
        return action

    def _chosen(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._grid.do_edit(EditCommand(action.data()))

    def _filter(self) -> None:
        self._grid.open_filter()

    def _fit(self) -> None:
        current = self._grid.selection.current
        if current is not None:
            self._grid.widths.fit_column(current[1])


def open_cell_menu(grid: Grid, at: QPoint, *, by_key: bool) -> CellMenu | None:
    """Open the menu at the mouse, or under the current cell when it was asked for by a key."""
    current = grid.selection.current
    if current is None:
        return None
    if by_key:
        view = grid.view_of(current[1])
        at = view.viewport().mapToGlobal(view.visualRect(grid.model_.index(*current)).bottomLeft())
    menu = CellMenu(grid)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu
