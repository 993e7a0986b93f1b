"""What is typed into cells and not stored: kept against a power cut, and offered again at the next start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.domain.errors import NotFound
from alps_desk.domain.records import RecordId, parse_record_id
from alps_desk.gui.forms.entry_book import EntryBook, Typed
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile, UnwrittenKeeper

Typing = Sequence[tuple[Place, str]]
"""Texts somebody is typing now, by place."""


class CellUnwritten(QObject):
    """The texts of one screen.

    Args:
        book: the cells.
        path: the file; None keeps nothing.
        typing: gives what is being typed.
        row_name: what a row of the book is called.
        reachable: whether the screen can go to a record that it does not show.

    Signals:
        offered(str): something is left of the last start; a sentence about it.
    """

    offered = Signal(str)

    def __init__(
        self,
        book: EntryBook,
        path: Path | None,
        typing: Callable[[], Typing],
        row_name: Callable[[int], str],
        reachable: Callable[[RecordId], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._typing = typing
        self._row_name = row_name
        self._reachable = reachable
        self._told: Unwritten | None = None
        self.keeper = UnwrittenKeeper(UnwrittenFile(path), self._look, self)

    def offer(self) -> None:
        """Put back what was finished and could not be stored; offer what somebody was still typing.

        A cell of another stage or period of the year is offered too: the screen can go there.
        """
        for one in list(self.keeper.offered):
            cell = self._book.cell_of((one.record, one.field))
            if one == self._told or (cell is None and not self._elsewhere(one)):
                continue
            if one.whole and cell is not None:
                self.keeper.settle(one)
                self._book.type_all([Typed(*cell, one.text)], wording.say("office_unwritten_step"))
                continue
            self._told = one
            name = self._row_name(cell[0]) if cell is not None else self._project_name(one)
            place = f"{name}　{field_label(one.field)}".strip()
            self.offered.emit(wording.say("office_unwritten", place=place, text=excerpt_line(one.text)))
            return

    def take(self) -> Unwritten | None:
        """The text that was offered; it is no longer on offer."""
        one, self._told = self._told, None
        if one is not None:
            self.keeper.settle(one)
        return one

    def close(self) -> None:
        """Look a last time and wait until all is written."""
        self.keeper.close()

    def _elsewhere(self, one: Unwritten) -> bool:
        """Whether a place belongs to this office's report of the year in view, though not to what is shown."""
        try:
            record = parse_record_id(one.record)
        except NotFound:
            return False
        snapshot = self._book.snapshot
        ours = snapshot is not None and record.fy == snapshot.plan.fy and record.owner == self._book.office
        return ours and self._reachable(record)

    def _project_name(self, one: Unwritten) -> str:
        snapshot = self._book.snapshot
        project = snapshot.plan.project(parse_record_id(one.record).project) if snapshot is not None else None
        return f"{project.number} {project.name}" if project is not None else ""

    def _look(self) -> list[Unwritten]:
        """What would be lost if the power went now."""
        found = [Unwritten(*place, text, whole=True) for place, text in self._book.unstored().items()]
        return found + [Unwritten(*place, text) for place, text in self._typing() if text]


def excerpt_line(text: str) -> str:
    """The beginning of a text on one line, as it stands in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= 20 else line[:19] + "…"
