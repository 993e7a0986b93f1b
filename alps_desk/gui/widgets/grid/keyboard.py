"""Keys on a closed cell. Keys in an open editor are handled by its session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from alps_desk.gui.page import EditCommand
from alps_desk.gui.widgets.grid.selection import Block, edge, next_inside
from alps_desk.gui.widgets.grid.session import Leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from alps_desk.gui.widgets.grid.view import Grid

_KEY = Qt.Key
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_STEPS = {
    _KEY.Key_Up: (-1, 0),
    _KEY.Key_Down: (1, 0),
    _KEY.Key_Left: (0, -1),
    _KEY.Key_Right: (0, 1),
}
_LEAVE_STEPS = {
    Leave.ARROW_UP: (-1, 0),
    Leave.ARROW_DOWN: (1, 0),
    Leave.ARROW_LEFT: (0, -1),
    Leave.ARROW_RIGHT: (0, 1),
}
_COMMANDS = {
    "Ctrl+Z": EditCommand.UNDO,
    "Ctrl+Y": EditCommand.REDO,
    "Ctrl+Shift+Z": EditCommand.REDO,
    "Ctrl+X": EditCommand.CUT,
    "Shift+Delete": EditCommand.CUT,
    "Ctrl+C": EditCommand.COPY,
    "Ctrl+Insert": EditCommand.COPY,
    "Ctrl+V": EditCommand.PASTE,
    "Shift+Insert": EditCommand.PASTE,
    "Delete": EditCommand.CLEAR,
    "Ctrl+D": EditCommand.FILL_DOWN,
    "Ctrl+R": EditCommand.FILL_RIGHT,
    "Ctrl+A": EditCommand.SELECT_ALL,
    "Ctrl+F": EditCommand.FIND,
    "F3": EditCommand.FIND_NEXT,
    "F8": EditCommand.NEXT_PROBLEM,
    "Shift+F8": EditCommand.PREVIOUS_PROBLEM,
}
_NAMES = {
    _KEY.Key_Delete: "Delete",
    _KEY.Key_Insert: "Insert",
    _KEY.Key_F3: "F3",
    _KEY.Key_F8: "F8",
    **{_KEY(code): chr(code) for code in range(ord("A"), ord("Z") + 1)},
}


class GridKeys:
    """What each key does in a grid."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._tab_from: int | None = None
        self.enter_moves_right = False

    def handle(self, event: QKeyEvent) -> bool:
        """Do what the key asks for; False leaves it to others."""
        grid = self._grid
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        command = _COMMANDS.get(_written(key, modifiers))
        if command is not None:
            grid.do_edit(command)
            return True
        if grid.selection.current is None:
            return False
        action = self._action(key, modifiers)
        if action is not None:
            action()
            return True
        return self._typed(event, modifiers)

    def leave(self, where: Leave) -> None:
        """Go on after a commit."""
        match where:
            case Leave.DOWN | Leave.UP:
                self._enter(back=where is Leave.UP)
            case Leave.RIGHT | Leave.LEFT:
                self._tab(back=where is Leave.LEFT)
            case Leave.PAGE_DOWN | Leave.PAGE_UP:
                self._page(1 if where is Leave.PAGE_DOWN else -1, extend=False)
            case Leave.OUT | Leave.OUT_BACK:
                self._grid.leave(back=where is Leave.OUT_BACK)
            case _ if where in _LEAVE_STEPS:
                self._step(*_LEAVE_STEPS[where], extend=False)
            case _:
                pass

    def forget_tabs(self) -> None:
        """The mouse moved the cursor: Enter shall not go back to where Tab began."""
        self._tab_from = None

    # -- keys --

    def _action(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> Callable[[], None] | None:
        grid = self._grid
        shift = bool(modifiers & _SHIFT)
        if modifiers & _META:
            return None
        if key in _STEPS and not modifiers & _ALT:
            row, column = _STEPS[key]
            if modifiers & _CTRL:
                return lambda: self._jump(row, column, extend=shift)
            return lambda: self._step(row, column, extend=shift)
        if key in (_KEY.Key_Return, _KEY.Key_Enter):
            if modifiers == _CTRL:
                return grid.fill_selection
            if modifiers & ~_SHIFT:
                return None
            if grid.read_only and not shift:
                return grid.open_current
            return lambda: self._enter(back=shift)
        if key in (_KEY.Key_Tab, _KEY.Key_Backtab):
            back = shift or key == _KEY.Key_Backtab
            if modifiers & _CTRL:
                return lambda: grid.leave(back=back)
            return lambda: self._tab(back=back)
        return self._other(key, modifiers)

    def _other(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> Callable[[], None] | None:
        grid = self._grid
        shift, ctrl = bool(modifiers & _SHIFT), bool(modifiers & _CTRL)
        match key:
            case _KEY.Key_F2 if not modifiers:
                return grid.edit_current
            case _KEY.Key_Backspace if not modifiers:
                return grid.clear_and_edit
            case _KEY.Key_Home:
                return lambda: self._to(0 if ctrl else None, 0, extend=shift)
            case _KEY.Key_End:
                last_row, last_column = grid.model_.rowCount() - 1, grid.model_.columnCount() - 1
                return lambda: self._to(last_row if ctrl else None, last_column, extend=shift)
            case _KEY.Key_PageDown | _KEY.Key_PageUp if not ctrl and not modifiers & _ALT:
                return lambda: self._page(1 if key == _KEY.Key_PageDown else -1, extend=shift)
            case _KEY.Key_Space if ctrl and not shift:
                return grid.selection.select_columns
            case _KEY.Key_Space if shift and not ctrl:
                return grid.selection.select_rows
            case _KEY.Key_Space if shift and ctrl:
                return grid.selection.select_all
            case _KEY.Key_Down if modifiers == _ALT:
                return grid.open_choices
            case _KEY.Key_Semicolon if ctrl:
                return grid.write_today
            case _KEY.Key_L if ctrl and shift:
                return grid.open_filter
            case _KEY.Key_Escape if not modifiers:
                return self._narrow
            case _:
                return None

    def _typed(self, event: QKeyEvent, modifiers: Qt.KeyboardModifier) -> bool:
        text = event.text()
        if not text or not text.isprintable() or modifiers & (_CTRL | _ALT | _META):
            return False
        self._grid.type_over(text)
        return True

    # -- moves --

    def _step(self, rows: int, columns: int, *, extend: bool) -> None:
        here = self._from(extend)
        self._to(here[0] + rows, here[1] + columns, extend=extend)

    def _jump(self, rows: int, columns: int, *, extend: bool) -> None:
        model = self._grid.model_
        row, column = self._from(extend)
        if rows:
            row = edge(lambda place: bool(model.cell(place, column).text), row, rows, model.rowCount())
        else:
            column = edge(
                lambda place: bool(model.cell(row, place).text), column, columns, model.columnCount()
            )
        self._to(row, column, extend=extend)

    def _page(self, direction: int, *, extend: bool) -> None:
        grid = self._grid
        rows = max(1, grid.viewport().height() // max(1, grid.verticalHeader().defaultSectionSize()) - 1)
        self._step(direction * rows, 0, extend=extend)

    def _enter(self, *, back: bool) -> None:
        if self._inside(down=not self.enter_moves_right, back=back):
            return
        row, column = self._from(extend=False)
        step = -1 if back else 1
        if self.enter_moves_right:
            self._to(row, column + step, extend=False)
            return
        if self._tab_from is not None and not back:
            column = self._tab_from
        self._to(row + step, column, extend=False)

    def _tab(self, *, back: bool) -> None:
        if self._inside(down=False, back=back):
            return
        row, column = self._from(extend=False)
        began = self._tab_from if self._tab_from is not None else column
        model = self._grid.model_
        column += -1 if back else 1
        if column >= model.columnCount() and row + 1 < model.rowCount():
            row, column = row + 1, self._grid.frozen.count
        elif column < 0 and row > 0:
            row, column = row - 1, model.columnCount() - 1
        self._to(row, column, extend=False)
        self._tab_from = began

    def _inside(self, *, down: bool, back: bool) -> bool:
        """Walk inside a selected block; False when there is none."""
        selection = self._grid.selection
        block, current = selection.bounds(), selection.current
        if block is None or block.single or current is None or not _holds(block, current):
            return False
        selection.step_inside(*next_inside(block, current, down=down, back=back))
        return True

    def _narrow(self) -> None:
        current = self._grid.selection.current
        if current is not None:
            self._grid.selection.set(*current)

    def _from(self, extend: bool) -> tuple[int, int]:
        selection = self._grid.selection
        place = selection.lead if extend else selection.current
        assert place is not None
        return place

    def _to(self, row: int | None, column: int, *, extend: bool) -> None:
        grid = self._grid
        self._tab_from = None
        if row is None:
            row = self._from(extend)[0]
        row = max(0, min(row, grid.model_.rowCount() - 1))
        column = max(0, min(column, grid.model_.columnCount() - 1))
        if extend:
            grid.selection.extend(row, column)
        else:
            grid.selection.set(row, column)


def _holds(block: Block, place: tuple[int, int]) -> bool:
    return block.top <= place[0] <= block.bottom and block.left <= place[1] <= block.right


def _written(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """A key as in ``_COMMANDS``; an empty text when it is none of them."""
    name = _NAMES.get(key)
    if name is None or modifiers & (_ALT | _META):
        return ""
    return f"{'Ctrl+' if modifiers & _CTRL else ''}{'Shift+' if modifiers & _SHIFT else ''}{name}"
