"""What taking a table did: shared by entry tables, plan tables and pasting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alps_desk import wording
from alps_desk.domain.errors import InputRejected, excerpt

MOST_REFUSED = 1000
"""Bad cells after which a table is read no further."""


@dataclass(frozen=True)
class Refused:
    """One cell that cannot be taken.

    Attributes:
        row: number as a spreadsheet shows it.
        column: identifier of the column; value: what stood there, bounded.
        code, params: the reason.
    """

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The reason in words, without the place."""
        return wording.say(self.code, **self.params)


@dataclass(frozen=True)
class TableResult:
    """What a table did, or would do.

    Attributes:
        rows: rows with something in them.
        taken: cells that made a change; same: cells that show this value already.
        normalised: (row, column, from, to).
        refused: cells that cannot be taken; if there is one, nothing was taken.
        warnings: (row, column, code, params) of cells that were taken and need a look.
        changes: ids of the changes made.
    """

    rows: int
    taken: int
    same: int
    normalised: Sequence[tuple[int, str, str, str]] = ()
    refused: Sequence[Refused] = ()
    warnings: Sequence[tuple[int, str, str, Mapping[str, object]]] = ()
    changes: Sequence[str] = ()


def column_label(identifier: str) -> str:
    """What people call a column."""
    return wording.term(identifier) if identifier in wording.terms() else identifier


def refuse_table(name: str, refused: Sequence[Refused]) -> InputRejected:
    """One bounded refusal that names the first bad cell and says how many more there are."""
    first = refused[0]
    code = "table_refused" if len(refused) == 1 else "table_refused_many"
    return InputRejected(
        "table_refused_most" if len(refused) >= MOST_REFUSED else code,
        file=excerpt(name, 40),
        row=first.row,
        column=column_label(first.column),
        reason=first.message,
        more=len(refused) - 1,
    )
