"""The state of one cell and how it is written in the journal.

Promise: not entered, 該当なし, 未定, 集計中, 秘匿, 把握不能 and 0 are different things and stay different through
the journal, the exchange file and back (R16). ``from_stored(to_stored(cell)) == cell`` for every cell, and text is
never changed on the way, not even text that looks like a mark.

A journal scalar is text, integer, boolean or null. States other than a value are texts that begin with ``#``;
real text that begins with ``#`` is stored with one more ``#`` in front, so the two can never meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Scalar = str | int | bool | None
"""What the journal holds for one field."""

_ESCAPE = "#"
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class CellState(StrEnum):
    """How a cell stands. Only ``VALUE`` carries a value; ``EMPTY`` is never 0 (R16)."""

    VALUE = "value"
    EMPTY = "empty"
    """Not entered, or cleared on purpose (未入力)."""
    NONE = "none"
    """該当なし: the question does not apply here."""
    PENDING = "pending"
    """未定: not decided yet, with the date it is expected if that is known."""
    TALLYING = "tallying"
    """集計中: being counted."""
    WITHHELD = "withheld"
    """秘匿: known but not shown (small counts, R38)."""
    UNKNOWN = "unknown"
    """把握不能: cannot be found out."""


_MARKS = {
    CellState.NONE: "#none",
    CellState.PENDING: "#pending",
    CellState.TALLYING: "#tallying",
    CellState.WITHHELD: "#withheld",
    CellState.UNKNOWN: "#unknown",
}
_STATE_OF_MARK = {mark: state for state, mark in _MARKS.items()}
_PENDING_UNTIL = _MARKS[CellState.PENDING] + ":"


@dataclass(frozen=True, slots=True)
class CellValue:
    """One cell.

    Attributes:
        state: how it stands.
        value: the value itself when ``state`` is ``VALUE``, else None.
        expected_on: ``YYYY-MM-DD`` on which a pending value is expected, if known; else None.

    Raises:
        ValueError: the three do not fit together (a fault of the program, not of a user).
    """

    state: CellState
    value: int | str | bool | None = None
    expected_on: str | None = None

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.state is CellState.VALUE):
            raise ValueError(f"a cell in state {self.state} cannot carry {self.value!r}")
        if self.expected_on is not None:
            if self.state is not CellState.PENDING:
                raise ValueError(f"only a pending cell has an expected date, not {self.state}")
            if not is_iso_date(self.expected_on):
                raise ValueError(f"not YYYY-MM-DD: {self.expected_on!r}")

    @classmethod
    def of(cls, value: int | str | bool | None) -> CellValue:
        """The cell of a plain value; None gives an empty cell."""
        return cls(CellState.EMPTY) if value is None else cls(CellState.VALUE, value)


EMPTY_CELL = CellValue(CellState.EMPTY)


def to_stored(cell: CellValue) -> Scalar:
    """What the journal holds for a cell."""
    if cell.state is CellState.EMPTY:
        return None
    if cell.state is CellState.VALUE:
        if isinstance(cell.value, str) and cell.value.startswith(_ESCAPE):
            return _ESCAPE + cell.value
        return cell.value
    if cell.expected_on is not None:
        return _PENDING_UNTIL + cell.expected_on
    return _MARKS[cell.state]


def from_stored(scalar: Scalar) -> CellValue:
    """The cell of a journal scalar.

    Total on purpose: a mark that this program does not know (written by a newer one, or broken) is shown as the
    text it is, because a value may never be hidden or stop a merge.
    """
    if scalar is None:
        return EMPTY_CELL
    if isinstance(scalar, str) and scalar.startswith(_ESCAPE):
        if scalar.startswith(_ESCAPE * 2):
            return CellValue(CellState.VALUE, scalar[1:])
        if scalar in _STATE_OF_MARK:
            return CellValue(_STATE_OF_MARK[scalar])
        expected_on = scalar.removeprefix(_PENDING_UNTIL)
        if expected_on != scalar and is_iso_date(expected_on):
            return CellValue(CellState.PENDING, expected_on=expected_on)
    return CellValue(CellState.VALUE, scalar)


def value_of(scalar: Scalar) -> Scalar:
    """The value that a journal scalar holds; None when its cell is empty or bears a mark."""
    if isinstance(scalar, str) and scalar.startswith(_ESCAPE):
        return from_stored(scalar).value
    return scalar


def is_iso_date(text: str) -> bool:
    """Whether a text is a date in its one stored form, ``YYYY-MM-DD``."""
    # fromisoformat alone also takes 20261201 and 2026-W49-2, which would give one date two spellings.
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
