"""What a screen shows, as a table for paper: texts as they stand there, nothing worked out anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, cast

from alps_desk import wording
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import form_cells
from alps_desk.reports.tables import Block, Cell, Column, Kind, ReportTable, Row

Printed: TypeAlias = ReportTable
"""A screen on paper, for the painter and the printer."""

Look = Literal["text", "mark", "amount", "figure"]
"""Words, one sign or word in the middle, money in the unit of the screen, other figures."""

_KINDS: dict[Look, Kind] = {"text": "text", "mark": "mark", "amount": "yen", "figure": "count"}


@dataclass(frozen=True)
class ShownColumn:
    """One column: heading, look, unit of figures, width in letters, whether it names what stands beside it."""

    key: str
    heading: str
    look: Look = "text"
    unit: str = ""
    width: int = 10
    label: bool = False


@dataclass(frozen=True)
class ShownPart:
    """A table, or one of several below each other.

    Attributes:
        title: above it, "" for the only one.
        rows: texts; None where something must still be filled in.
        sums: numbers of the rows that are sums.
    """

    title: str
    columns: Sequence[ShownColumn]
    rows: Sequence[Sequence[str | None]]
    sums: frozenset[int] = frozenset()


def printed(
    plan: Plan,
    period: Period,
    office: str,
    parts: Sequence[ShownPart],
    *,
    title: str,
    about: str,
    unit: int,
    on: date,
) -> Printed:
    """The table.

    Args:
        office: whose screen it is.
        parts: one for a list, several for a sheet.
        title: name of the screen; about: the year and what of it; unit: 1 or 1000; on: the day.
    """
    sheet = len(parts) != 1 or bool(parts[0].title)
    blocks = [Block(part.title, [_column(one) for one in part.columns], _rows(part)) for part in parts]
    return ReportTable(
        "screen",
        title,
        about,
        plan.body(office).name,
        on,
        () if sheet else blocks[0].columns,
        () if sheet else blocks[0].rows,
        as_of=form_cells.as_of(period),
        display_unit=cast("Literal[1, 1000]", unit),
        landscape=not sheet,
        sample=plan.sample,
        blocks=blocks if sheet else (),
    )


def _column(column: ShownColumn) -> Column:
    unit = column.unit if column.look == "figure" else ""
    return Column(
        column.key, column.heading, _KINDS[column.look], unit, width=max(3, column.width), label=column.label
    )


def _rows(part: ShownPart) -> list[Row]:
    missing = Cell(None, "empty", wording.say("cell_empty"))
    return [
        Row(
            [missing if text is None else Cell(text) for text in row],
            "subtotal" if number in part.sums else "data",
        )
        for number, row in enumerate(part.rows)
    ]
