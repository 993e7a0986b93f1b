"""What a person said an old table means: the frozen value that window, command line and file share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column is: letters, field or key column ("" = of no use), and whose values (``office``)."""

    column: str
    field: str
    office: str = ""


@dataclass(frozen=True)
class RowMeaning:
    """Whose the rows with this text are.

    Attributes:
        text: as ``RowGuess.text``.
        leave: the row is left out on purpose.
    """

    text: str
    project: str = ""
    office: str = ""
    leave: bool = False


@dataclass(frozen=True)
class BackfillMapping:
    """What a table means; what is empty is guessed.

    Attributes:
        sheet: name, "" = the first visible one; top, bottom: rows of the headings, 0 = found.
        fy, period: what the figures are of, None and "" = not said yet.
        office: whose rows they are where the table does not say it.
        unit: 1 or 1000 for amounts; None = not said yet, which no table with amounts is taken with.
        columns: all that are of use, or empty = guessed.
        rows: what was corrected.
    """

    sheet: str = ""
    top: int = 0
    bottom: int = 0
    fy: int | None = None
    period: str = ""
    office: str = ""
    unit: int | None = None
    columns: tuple[ColumnMeaning, ...] = ()
    rows: tuple[RowMeaning, ...] = ()
