"""The empty rows below a table of the plan: what is typed there and is no record of the plan yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.gui.plan.sheets import PAST, Sheet
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import CellFlag, GridCell

_SPARE = 3


class SpareRows:
    """The rows, from top to bottom.

    Attributes:
        ids: what each is called for as long as the program runs.
        marks: id → column → why what was typed there cannot be taken.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.ids: list[str] = []
        self.marks: dict[str, dict[str, str]] = {}
        self._begun: dict[str, dict[str, str]] = {}
        self._serial = 0

    def __len__(self) -> int:
        return len(self.ids)

    def keep_up(self, used: Collection[str]) -> None:
        """Let go the rows that became records; there are always some."""
        self.ids = [one for one in self.ids if one not in used]
        while len(self.ids) < _SPARE:
            self._add()

    def texts(self, number: int) -> dict[str, str]:
        """What is typed in a row, by column."""
        return self._begun.get(self.ids[number], {})

    def type(self, number: int, texts: Mapping[str, str]) -> dict[str, str]:
        """Type into a row, "" to take a text away; all that stands in it now."""
        spare = self.ids[number]
        self.marks.pop(spare, None)
        now = {key: text for key, text in {**self.texts(number), **texts}.items() if text.strip()}
        self._begun[spare] = now
        return now

    def clear(self, spare: str) -> None:
        """A row is empty, or a record now."""
        self._begun.pop(spare, None)
        self.marks.pop(spare, None)

    def begun(self) -> dict[int, dict[str, str]]:
        """What is typed in the rows where anything is, by their number."""
        return {number: texts for number in range(len(self.ids)) if (texts := self.texts(number))}

    def begin_again(self, number: int, texts: Mapping[str, str]) -> None:
        """Put texts into a row as they were typed before; into another one where something stands in it."""
        free = [one for one in range(len(self.ids)) if not self.texts(one)]
        if number not in free:
            if not free:
                self._add()
            number = free[0] if free else len(self.ids) - 1
        self.type(number, texts)

    def cell(self, number: int, key: str) -> GridCell:
        """A cell of a row."""
        spare, text = self.ids[number], self.texts(number).get(key, "")
        if key == PAST or not text:
            return GridCell("")
        reason = self.marks.get(spare, {}).get(key)
        if reason:
            return GridCell(text, text, State.ERROR, CellFlag.NONE, reason)
        return GridCell(text, text, State.WARNING, CellFlag.NONE, self.what_is_missing(number))

    def what_is_missing(self, number: int) -> str:
        """A sentence about why a row is no record yet."""
        names = [part for part in self._sheet.parts if not self.texts(number).get(part)]
        if self.marks.get(self.ids[number]):
            return wording.say("plan_row_bad")
        if self._sheet.otherwise or not names:
            return wording.say("plan_row_go_on")
        words = "、".join(field_label(name, self._sheet.kind) for name in names)
        return wording.say("plan_row_needs", names=words)

    def _add(self) -> None:
        self._serial += 1
        self.ids.append(f"spare-{self._sheet.key}-{self._serial}")
