"""When the entry screen asks something about a cell, and what becomes of the answer.

After a commit the cell that was typed is asked about; otherwise the one the cursor stands in. The cursor is never held.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.domain.calendar import parse_date
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.entry_text import read_entry
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.rules import JUMP
from alps_desk.gui.forms import entry_acts
from alps_desk.gui.forms.ask_bar import AskBar
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import heading
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_source import entry_row_name

_LONGEST = 200


class Asking(QObject):
    """The questions of one screen.

    Args:
        book: the cells.
        bar: where they stand.

    Signals:
        said(str): a sentence for the bottom line.
    """

    said = Signal(str)

    def __init__(self, book: EntryBook, bar: AskBar, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._bar = bar
        self._about: Place | None = None
        self._kind = ""
        self._later: set[tuple[Place, str]] = set()
        bar.answered.connect(self._answered)
        bar.left.connect(self._left)
        book.changed.connect(self._changed)
        book.reshaped.connect(self._changed)

    def about(self, row: int, column: str, *, again: bool = False) -> bool:
        """Ask about a cell, if there is something to ask and nobody said later.

        Args:
            again: the user wants to answer now: also what was put off.
        """
        book = self._book
        kind = entry_acts.question(book, row, column)
        found = book.place(row, column)
        if not kind or found is None or (not again and (found[0], kind) in self._later):
            return False
        self._about, self._kind = found[0], kind
        place = f"{entry_row_name(book, row)}　{heading(column)}"
        if kind == "jump":
            finding = next(one for one in book.findings(found[0]) if one.code == JUMP)
            sentence = wording.say(
                "office_ask_jump", place=place, now=finding.params["now"], before=finding.params["before"]
            )
        else:
            sentence = wording.say("office_ask_promise", place=place)
        self._bar.ask(sentence, wording.say(f"office_ask_{kind}_example"))
        return True

    def _cell(self) -> tuple[int, str] | None:
        if self._about is None:
            return None
        for number, row in enumerate(self._book.rows):
            for column, (record, field) in row.targets.items():
                if (record, field.name) == self._about:
                    return number, column
        return None

    def _answered(self, text: str) -> None:
        cell = self._cell()
        if cell is None or not text.strip():
            return
        here = self._bar.box.hasFocus()
        if self._kind == "jump":
            verdict = read_entry("line", text.strip())
            if verdict.outcome == "refused" or len(text) > _LONGEST:
                code = verdict.code or "office_ask_too_long"
                self._bar.complain(wording.say(code, **{"limit": _LONGEST, **verdict.params}))
                return
            done = entry_acts.give_reason(self._book, *cell, str(verdict.value))
        else:
            try:
                day = parse_date(text).value
            except InputRejected as refusal:
                self._bar.complain(wording.say(refusal.code, **refusal.params))
                return
            value = CellValue(CellState.PENDING, expected_on=day.isoformat())
            done = entry_acts.set_state(self._book, [cell], value)
        if done.cells:
            self.said.emit(wording.say(f"office_ask_{self._kind}_taken"))
        self._close()
        if here:
            self._bar.left.emit()

    def _left(self) -> None:
        if self._bar.isHidden() and self._about is not None:
            self._later.add((self._about, self._kind))
            self._about = None

    def _changed(self) -> None:
        """The value that was asked about may be another by now."""
        cell = self._cell()
        if self._about is not None and (cell is None or entry_acts.question(self._book, *cell) != self._kind):
            self._close()

    def _close(self) -> None:
        self._about = None
        self._bar.hide()
