"""The grid: a table that is typed into like a spreadsheet.

One ``QTableView`` with frozen columns as an overlay, one delegate that paints, one open editor at a time. It
knows cells, not what they mean: everything else is asked of its ``GridSource``.

    grid = Grid(source)
    grid.setAccessibleName("進捗の一覧")
    grid.current_changed.connect(self._show_info)     # source row, column; -1, -1 when there is none
    grid.reported.connect(self._show_report)          # PasteReport of paste, fill, clear
    grid.commit_input()                               # before leaving, saving, exporting

``GridPane`` is the grid with the line for results, chips of filters and the note when nothing is found.
It is built in three layers: ``table`` shows and moves, ``entering`` opens the editor, this one has the commands.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QTableView, QWidget

from alps_desk import wording
from alps_desk.domain.search_key import search_key
from alps_desk.gui.page import EditCommand
from alps_desk.gui.widgets.grid.clipboard import TooLarge
from alps_desk.gui.widgets.grid.entering import TypingTable
from alps_desk.gui.widgets.grid.filter_popup import open_filter_popup
from alps_desk.gui.widgets.grid.keyboard import GridKeys
from alps_desk.gui.widgets.grid.menu import open_cell_menu
from alps_desk.gui.widgets.grid.mouse import GridMouse
from alps_desk.gui.widgets.grid.selection import Block
from alps_desk.gui.widgets.grid.source import GridSource


class Grid(TypingTable):
    """The grid. Signals and attributes of the lower layers are listed there.

    Signals:
        search_wanted(): Ctrl+F.
        opened(int, int): double click on a cell of a column that is not typed into, or Enter in a table where
            nothing is; row of the source and column. Show the record then.
    """

    search_wanted = Signal()
    opened = Signal(int, int)

    def __init__(self, source: GridSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self._words = ""
        self.keys = GridKeys(self)
        self._mouse = GridMouse(self)
        for header in (self.header, self.frozen.header):
            header.filter_pressed.connect(self.open_filter)

    def leave(self, *, back: bool = False) -> None:
        """Give the keyboard to the widget after or before the grid (Ctrl+Tab)."""
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(not back)
        self.setTabKeyNavigation(True)

    @property
    def read_only(self) -> bool:
        """Whether nothing in it is typed into."""
        return not any(column.editable for column in self.model_.columns)

    def open_current(self) -> None:
        """Say that the record of the current cell shall be shown."""
        place = self.place
        if place is not None:
            self.opened.emit(*place)

    def use_current(self) -> None:
        """What a double click does: edit, or open the record where nothing is typed."""
        current = self.selection.current
        if current is not None and not self.model_.columns[current[1]].editable:
            self.open_current()
        else:
            self.edit_current()

    def fill_over(self, origin: Block) -> None:
        """Fill what the handle was dragged over."""
        target = self.delegate.drag_over
        self.show_fill(None)
        if target is None or Block(*target) == origin:
            return
        self._report(self.operations.fill_from(origin, Block(*target)))
        self.selection.select_block(Block(*target))

    def show_fill(self, target: Block | None) -> None:
        """Show what a drag of the handle would fill."""
        shown = None if target is None else (target.top, target.left, target.bottom, target.right)
        if shown != self.delegate.drag_over:
            self.delegate.drag_over = shown
            self._repaint()

    # -- menu 編集 --

    def can_edit(self, command: EditCommand) -> bool:
        """Whether a command would do something now."""
        match command:
            case EditCommand.UNDO:
                return self.source.undo_name() is not None
            case EditCommand.REDO:
                return self.source.redo_name() is not None
            case EditCommand.PASTE:
                return self.operations.can_paste()
            case EditCommand.FIND_NEXT:
                return bool(self._words)
            case _:
                return self.selection.current is not None

    def do_edit(self, command: EditCommand) -> None:
        """Do a command of the menu 編集; open input is committed first."""
        self.commit_input()
        match command:
            case EditCommand.UNDO | EditCommand.REDO:
                self._undo(again=command is EditCommand.REDO)
            case EditCommand.COPY | EditCommand.CUT:
                self._copy(cut=command is EditCommand.CUT)
            case EditCommand.PASTE:
                self._paste()
            case EditCommand.CLEAR:
                self._report(self.operations.clear(self.selection.cells))
            case EditCommand.FILL_DOWN | EditCommand.FILL_RIGHT:
                block = self.selection.bounds()
                fill = (
                    self.operations.fill_down
                    if command is EditCommand.FILL_DOWN
                    else self.operations.fill_right
                )
                self._report(fill(block) if block is not None else None)
            case EditCommand.SELECT_ALL:
                self.selection.select_all()
            case EditCommand.FIND:
                self.search_wanted.emit()
            case EditCommand.FIND_NEXT:
                self.find_next()
            case EditCommand.NEXT_PROBLEM:
                self.next_problem()
            case EditCommand.PREVIOUS_PROBLEM:
                self.next_problem(back=True)

    def undo_name(self) -> str | None:
        """What 元に戻す would undo."""
        return self.source.undo_name()

    def redo_name(self) -> str | None:
        """What やり直す would do again."""
        return self.source.redo_name()

    # -- finding --

    def set_search(self, words: str) -> None:
        """What F3 looks for."""
        self._words = words.strip()

    def find_next(self) -> bool:
        """Go to the next cell with the words searched for, around the end."""
        wanted = [search_key(word) for word in self._words.split()]
        found = bool(wanted) and self._seek(
            lambda row, column: _holds(search_key(self.model_.cell(row, column).text), wanted), back=False
        )
        if not found and wanted:
            self.said.emit(wording.say("gui_grid_not_found", words=self._words))
        return found

    def next_problem(self, *, back: bool = False) -> bool:
        """Go to the next cell that needs attention, around the end (F8)."""
        source, model = self.source, self.model_
        found = self._seek(lambda row, column: source.is_problem(model.source_row(row), column), back=back)
        if not found:
            self.said.emit(wording.say("gui_grid_no_problem"))
        return found

    def open_filter(self, column: int | None = None) -> None:
        """Open the list of values of a column, of the current one by default."""
        self.commit_input()
        if column is None:
            column = self.selection.current[1] if self.selection.current is not None else 0
        if self.model_.columns[column].filterable:
            open_filter_popup(self.model_, column, self.view_of(column).horizontalHeader(), self)

    # -- Qt: mouse --

    def take_mouse(self, event: QMouseEvent, view: QTableView) -> None:
        """Take a mouse event of one of the two views."""
        self._mouse.handle(event, view)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.take_mouse(event, self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.take_mouse(event, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.take_mouse(event, self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.take_mouse(event, self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.commit_input()
        open_cell_menu(self, event.globalPos(), by_key=event.reason() is QContextMenuEvent.Reason.Keyboard)

    # -- inside --

    def _copy(self, *, cut: bool) -> None:
        block = self.selection.bounds()
        if block is None:
            self.said.emit(wording.say("gui_grid_not_a_block"))
            return
        self.operations.copy(block)
        if cut:
            self._report(self.operations.clear(block.cells(), "cut"))

    def _paste(self) -> None:
        try:
            done = self.operations.paste(self.selection.cells, self.selection.bounds())
        except TooLarge:
            self.said.emit(wording.say("gui_grid_too_large"))
            return
        if done is None:
            self.said.emit(wording.say("gui_grid_nothing_to_paste"))
            return
        report, target = done
        self._report(report)
        if len(self.selection.cells) == 1 and not target.single:
            self.selection.select_block(target)

    def _undo(self, *, again: bool) -> None:
        name = self.source.redo_name() if again else self.source.undo_name()
        if name is None:
            self.said.emit(wording.say("gui_grid_nothing_to_redo" if again else "gui_grid_nothing_to_undo"))
            return
        cells = self.source.redo() if again else self.source.undo()
        self._show_cells(cells)
        self.said.emit(wording.say("gui_grid_redone" if again else "gui_grid_undone", name=name))


def _holds(key: str, words: list[str]) -> bool:
    return all(word in key for word in words)
