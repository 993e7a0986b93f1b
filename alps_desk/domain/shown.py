"""What is shown in a field: its cell and how far it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alps_desk.domain.cells import CellState, CellValue


@dataclass(frozen=True, slots=True)
class Shown:
    """One shown value.

    Attributes:
        cell: state and value; a text in a number, date or choice field is what somebody typed and could not be
            read: it is kept, marked and never counted.
        conflict: provisional value of a conflict.
        on_behalf: entered for the office (代行入力), not confirmed by it.
        at, by, office: claimed time and person, and office of the signer.
    """

    cell: CellValue
    conflict: bool = False
    on_behalf: bool = False
    at: str = ""
    by: str = ""
    office: str = ""


EMPTY = Shown(CellValue(CellState.EMPTY))
"""A field nobody has written."""

Figures = Mapping[tuple[str, str], Shown]
"""(record id, field) → what is shown. A missing key is :data:`EMPTY`."""
