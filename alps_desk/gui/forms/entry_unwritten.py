"""What is typed on 進捗の入力 and not stored: kept against a power cut, and offered again at the next start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.gui.forms.entry_book import EntryBook, Typed
from alps_desk.gui.forms.entry_columns import heading
from alps_desk.gui.forms.entry_source import EntrySource, entry_row_name
from alps_desk.gui.forms.project_form import ProjectForm
from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile, UnwrittenKeeper
from alps_desk.gui.widgets.grid import Grid


class EntryUnwritten(QObject):
    """The texts of one screen.

    Args:
        book, source: the cells.
        path: the file; None keeps nothing.

    Signals:
        offered(str): something is left of the last start; a sentence about it.
    """

    offered = Signal(str)

    def __init__(self, book: EntryBook, source: EntrySource, path: Path | None, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._source = source
        self._grid: Grid | None = None
        self._form: ProjectForm | None = None
        self._told: Unwritten | None = None
        self.keeper = UnwrittenKeeper(UnwrittenFile(path), self._look, self)

    def watch(self, grid: Grid, form: ProjectForm) -> None:
        """Where texts are typed."""
        self._grid, self._form = grid, form

    def offer(self) -> None:
        """Put back what was finished and could not be stored; offer what somebody was still typing."""
        for one in list(self.keeper.offered):
            cell = self._book.cell_of((one.record, one.field))
            if cell is None or one == self._told:
                continue
            if one.whole:
                self.keeper.settle(one)
                self._book.type_all([Typed(*cell, one.text)], wording.say("office_unwritten_step"))
                continue
            self._told = one
            place = f"{entry_row_name(self._book, cell[0])}　{heading(cell[1])}"
            self.offered.emit(wording.say("office_unwritten", place=place, text=_excerpt(one.text)))
            return

    def take(self) -> tuple[tuple[int, str], str] | None:
        """The text that was offered and its cell; it is no longer on offer."""
        one, self._told = self._told, None
        cell = None if one is None else self._book.cell_of((one.record, one.field))
        if one is None or cell is None:
            return None
        self.keeper.settle(one)
        return cell, one.text

    def close(self) -> None:
        """Look a last time and wait until all is written."""
        self.keeper.close()

    def _look(self) -> list[Unwritten]:
        """What would be lost if the power went now."""
        found = [Unwritten(*place, text, whole=True) for place, text in self._book.unstored().items()]
        typed: list[tuple[int, str, str]] = []
        if self._grid is not None and self._grid.session is not None and self._grid.place is not None:
            row, column = self._grid.place
            typed.append((row, self._source.columns()[column].key, self._grid.session.typed))
        if self._form is not None:
            typed += [(row, column, field.typed) for (row, column), field in self._form.fields.items()]
        for row, key, text in typed:
            place = self._book.place(row, key) if text and row < len(self._book.rows) else None
            if place is not None:
                found.append(Unwritten(*place[0], text))
        return found


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 20 else line[:19] + "…"
