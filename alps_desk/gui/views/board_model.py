"""What every place of the board says: fields down, offices across; with very many of them a column for every state.

Promise: what is painted, read out and shown under the pointer comes from the one answer that was last shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.domain.board import counted
from alps_desk.domain.calendar import stored_date_text
from alps_desk.gui.views.board_answer import MANY, NEVER, BoardAnswer
from alps_desk.gui.views.tallies import URGENCY, BoardState, Tally, state_word

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A column: of an office, or of a state where there are very many offices.

    Attributes:
        key, name: of the office, or code and word of the state.
    """

    key: str
    name: str
    state: BoardState | None = None


class BoardModel(QAbstractTableModel):
    """Fields down; across the name of the field and then the offices, or with very many of them the states."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: BoardAnswer | None = None
        self.columns: list[Column] = []
        self._counts: dict[tuple[str, str], int] = {}

    @property
    def by_state(self) -> bool:
        """Whether columns are states, and cells say how many offices are at them."""
        return bool(self.columns) and self.columns[0].state is not None

    def show(self, answer: BoardAnswer) -> None:
        """Show another answer."""
        self.beginResetModel()
        self.answer = answer
        if len(answer.plan.bodies) > MANY:
            present = {one.state for one in answer.fields.values()} - {"out"}
            states = [state for state in URGENCY if state in present]
            self.columns = [Column(state, state_word(state), state) for state in states]
            self._counts = {(field, state): n for (field, state), n in counted(answer.fields, states).items()}
        else:
            self.columns = [Column(body.key, body.name) for body in answer.plan.bodies]
            self._counts = {}
        self._projects = {
            field.code: sum(project.field == field.code for project in answer.plan.projects)
            for field in answer.plan.fields
        }
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.answer.plan.fields) if self.answer is not None else 0

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self.columns) + 1 if self.answer is not None else 0

    def field(self, row: int) -> tuple[str, str, int]:
        """Code, name and number of projects of a row."""
        assert self.answer is not None
        field = self.answer.plan.fields[row]
        return field.code, field.name, self._projects[field.code]

    def office(self, column: int) -> tuple[str, str]:
        """Key and name of the office of a column; empty for the first column, and for a state."""
        if column == 0 or self.columns[column - 1].state is not None:
            return "", ""
        one = self.columns[column - 1]
        return one.key, one.name

    def state(self, column: int) -> BoardState | None:
        """The state of a column, where columns are states."""
        return self.columns[column - 1].state if column else None

    def tally(self, row: int, column: int) -> Tally:
        """What a cell of an office shows."""
        assert self.answer is not None
        return self.answer.fields[self.field(row)[0], self.office(column)[0]]

    def count(self, row: int, column: int) -> int:
        """How many offices a cell of a state counts."""
        return self._counts.get((self.field(row)[0], self.columns[column - 1].key), 0)

    def caption(self, row: int, column: int) -> tuple[str, str, bool]:
        """What stands below the state: the day of the latest change and days late, last year, and whether it is stale."""
        assert self.answer is not None
        key = self.field(row)[0], self.office(column)[0]
        fresh, before, tally = (
            self.answer.fresh.get(key, NEVER),
            self.answer.before.get(key),
            self.tally(row, column),
        )
        left = [_short_day(fresh.on)] if fresh.on else []
        if tally.days_late:
            left.append(wording.say("board_late_cell", days=tally.days_late))
        right = wording.say("board_before_cell", done=before.done, all=before.total) if before else ""
        return "　".join(left), right, fresh.stale

    def details(self, row: int, column: int) -> str:
        """The same in whole words, one line each."""
        if column == 0 or self.answer is None or self.by_state or self.tally(row, column).state == "out":
            return ""
        key = self.field(row)[0], self.office(column)[0]
        say, fresh = wording.say, self.answer.fresh.get(key, NEVER)
        lines = [
            say("board_fresh_tip", day=stored_date_text(fresh.on)) if fresh.on else say("board_fresh_never")
        ]
        if fresh.stale:
            lines.append(say("board_stale_tip"))
        tally, before = self.tally(row, column), self.answer.before.get(key)
        if tally.days_late:
            lines.append(say("board_late_tip", days=tally.days_late))
        if before is not None:
            day = stored_date_text(self.answer.before_on.get(key[1], ""))
            lines.append(say("board_before_tip", day=day, done=before.done, all=before.total))
        return "\n".join(lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.details(index.row(), index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        _, name, count = self.field(index.row())
        if index.column() == 0:
            return f"{name} {wording.say('board_projects', count=count)}"
        one = self.columns[index.column() - 1]
        if one.state is not None:
            found = self.count(index.row(), index.column())
            return f"{name} {one.name} {wording.say('board_bodies', count=found)}"
        return f"{name} {one.name} {tally_words(self.tally(index.row(), index.column()))}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if self.answer is None or not shown:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.field(section)[1]
        if section == 0:
            return wording.say("board_field")
        one = self.columns[section - 1]
        if one.state is not None:
            return one.name
        tally = self.answer.offices[one.key]
        return f"{one.name} {tally.done}/{tally.total}"


def _short_day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.month}/{day.day}"


def tally_words(tally: Tally) -> str:
    """A cell as it is read out."""
    if tally.state == "out":
        return state_word("out")
    return f"{state_word(tally.state)} {tally.done}/{tally.total}"
