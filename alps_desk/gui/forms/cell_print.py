"""What Ctrl+P prints on the screens with cells: the list as it is shown, or one project with everything of it.

Promise: the paper says what the screen says, in its unit, order and filters; what nobody filled in is marked so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, cast

from alps_desk import wording
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.forms import entry_acts, entry_cells
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import COMPUTED, FORM_GROUPS, RATE, RATINGS, heading, rating_of
from alps_desk.gui.forms.entry_source import entry_row_name
from alps_desk.gui.widgets.grid import CellFlag, ColumnKind, GridCell, GridColumn, GridSource
from alps_desk.reports import form_cells
from alps_desk.reports.tables import Block, Cell, Column, Kind, ReportTable, Row

_KINDS: dict[ColumnKind, Kind] = {
    ColumnKind.NUMBER: "count", ColumnKind.CHOICE: "mark", ColumnKind.STATE: "mark", ColumnKind.DATE: "mark",
    ColumnKind.PROSE: "text", ColumnKind.TEXT: "text", ColumnKind.SPARK: "text",
}  # fmt: skip
_OF_FIGURES = ("budget", "funds")


def list_table(
    book: EntryBook, source: GridSource, rows: Iterable[int], title: str, period: str, on: date
) -> ReportTable:
    """The list.

    Args:
        rows: rows of the source that are shown, in their order.
        title: name of the screen; period: what it is about; on: today.
    """
    columns = source.columns()
    lines = []
    for row in rows:
        cells = [_cell(source.cell(row, number)) for number in range(len(columns))]
        lines.append(Row(cells, "subtotal" if source.is_summary(row) else "data"))
    return _table(book, title, period, on, [_column(one) for one in columns], lines, landscape=True)


def project_table(
    book: EntryBook, row: int, events: GridSource, event_count: int, title: str, period: str, on: date
) -> ReportTable:
    """One project as a sheet: its groups one below the other, last year beside this one, then its events.

    Args:
        row: of the book.
        events: the table of events; event_count: how many of its rows are events.
    """
    assert book.snapshot is not None
    plan = book.snapshot.plan
    code = book.rows[row].part.project.code
    own = next(n for n, one in enumerate(book.rows) if one.part.project.code == code and not one.part.payer)
    blocks = [
        _group(book, own, wording.say(f"office_group_{group}"), columns, figures=group in _OF_FIGURES)
        for group, columns in FORM_GROUPS
    ]
    if event_count:
        blocks.append(
            Block(
                wording.say("office_events"),
                [_column(one) for one in events.columns()],
                _rows(events, range(event_count)),
            )
        )
    for number, one in enumerate(book.rows):
        if one.part.project.code == code and one.part.payer:
            name = wording.say("office_form_burden", body=plan.body(one.part.payer).name)
            blocks.append(_group(book, number, name, dict(FORM_GROUPS)["burden"]))
    shown = [block for block in blocks if block is not None]
    name = f"{title}\n{entry_row_name(book, own)}"
    return _table(book, name, period, on, (), (), blocks=shown, landscape=False)


def _rows(source: GridSource, rows: Iterable[int]) -> list[Row]:
    width = len(source.columns())
    return [Row([_cell(source.cell(row, number)) for number in range(width)]) for row in rows]


def _group(
    book: EntryBook, row: int, title: str, columns: Sequence[str], *, figures: bool = False
) -> Block | None:
    """One group of the form; None if the row has none of it.

    Args:
        figures: whether its values stand at the right, as amounts do.
    """
    snapshot = book.snapshot
    assert snapshot is not None
    lines = []
    for key in columns:
        part = book.rows[row]
        here = part.part.kind == "own" and "spent" in part.targets if key in COMPUTED else key in part.targets
        if not here or (key in RATINGS and key != rating_of(snapshot.period)):
            continue
        earlier = entry_acts.last_year(book, row, key)
        found = book.place(row, key)
        before = ""
        if earlier is not None and found is not None:
            before = entry_cells.shown_text(
                book, found[1], earlier.shown.cell, scale=book.scale(earlier.place)
            )
        money = (found is not None and found[1].kind == "yen") or (key in COMPUTED and key != RATE)
        name = (
            wording.say("office_print_amount", name=heading(key), unit=_unit(book)) if money else heading(key)
        )
        lines.append(Row([Cell(name), Cell(before), _cell(entry_cells.cell(book, row, key))]))
    if not lines:
        return None
    kind: Kind = "count" if figures else "text"
    years = [fiscal_year_text(year) for year in (snapshot.plan.fy - 1, snapshot.plan.fy)]
    return Block(
        title,
        [
            Column("item", wording.say("office_print_item"), "text", width=12, label=True),
            Column("last", years[0], kind, width=12),
            Column("now", years[1], kind, width=30),
        ],
        lines,
    )


def _unit(book: EntryBook) -> str:
    return wording.say("office_unit_thousand" if book.unit == 1000 else "office_unit_yen")


def _column(column: GridColumn) -> Column:
    kind: Kind = "yen" if column.kind is ColumnKind.NUMBER and column.unit else _KINDS[column.kind]
    if column.kind is ColumnKind.NUMBER and column.unit and column.unit not in _units():
        kind = "count"
    unit = column.unit if kind == "count" else ""
    return Column(column.key, column.heading, kind, unit, width=max(3, round(column.width_em)))


def _units() -> tuple[str, ...]:
    return wording.say("office_unit_yen"), wording.say("office_unit_thousand")


def _cell(cell: GridCell) -> Cell:
    if not cell.text and CellFlag.MISSING in cell.flags:
        return Cell(None, "empty", wording.say("cell_empty"))
    return Cell(cell.text)


def _table(
    book: EntryBook,
    title: str,
    period: str,
    on: date,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    landscape: bool,
    blocks: Sequence[Block] = (),
) -> ReportTable:
    snapshot = book.snapshot
    assert snapshot is not None
    return ReportTable(
        "cells",
        title,
        period,
        snapshot.plan.body(snapshot.office).name,
        on,
        columns,
        rows,
        as_of=form_cells.as_of(snapshot.period),
        display_unit=cast("Literal[1, 1000]", book.unit),
        landscape=landscape,
        sample=snapshot.plan.sample,
        blocks=blocks,
    )
