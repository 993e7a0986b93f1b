"""What Ctrl+P prints on the screens with cells: the list as it is shown, or one project with everything of it.

Promise: the paper says what the screen says, in its unit, order and filters; what nobody filled in is marked so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from alps_desk import wording
from alps_desk.app.screen_print import Look, Printed, ShownColumn, ShownPart, printed
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.forms import entry_acts, entry_cells
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import COMPUTED, FORM_GROUPS, RATE, RATINGS, heading, rating_of
from alps_desk.gui.forms.entry_source import entry_row_name
from alps_desk.gui.widgets.grid import CellFlag, ColumnKind, GridCell, GridColumn, GridSource

_LOOKS: dict[ColumnKind, Look] = {
    ColumnKind.NUMBER: "figure", ColumnKind.CHOICE: "mark", ColumnKind.STATE: "mark", ColumnKind.DATE: "mark",
    ColumnKind.PROSE: "text", ColumnKind.TEXT: "text", ColumnKind.SPARK: "text",
}  # fmt: skip
_OF_FIGURES = ("budget", "funds")


def list_table(
    book: EntryBook, source: GridSource, rows: Iterable[int], title: str, about: str, on: date
) -> Printed:
    """The list.

    Args:
        rows: rows of the source that are shown, in their order.
        title: name of the screen; about: the year and what of it; on: today.
    """
    shown = list(rows)
    sums = frozenset(number for number, row in enumerate(shown) if source.is_summary(row))
    return _table(book, [_part("", source, shown, sums)], title, about, on)


def project_table(
    book: EntryBook, row: int, events: GridSource, event_count: int, title: str, about: str, on: date
) -> Printed:
    """One project as a sheet: its groups one below the other, last year beside this one, then its events.

    Args:
        row: of the book.
        events: the table of events; event_count: how many of its rows are events.
    """
    assert book.snapshot is not None
    plan = book.snapshot.plan
    code = book.rows[row].part.project.code
    own = next(n for n, one in enumerate(book.rows) if one.part.project.code == code and not one.part.payer)
    parts = [
        _group(book, own, wording.say(f"office_group_{group}"), columns, figures=group in _OF_FIGURES)
        for group, columns in FORM_GROUPS
    ]
    if event_count:
        parts.append(_part(wording.say("office_events"), events, range(event_count)))
    for number, one in enumerate(book.rows):
        if one.part.project.code == code and one.part.payer:
            name = wording.say("office_form_burden", body=plan.body(one.part.payer).name)
            parts.append(_group(book, number, name, dict(FORM_GROUPS)["burden"]))
    name = f"{title}\n{entry_row_name(book, own)}"
    return _table(book, [part for part in parts if part is not None], name, about, on)


def _part(
    title: str, source: GridSource, rows: Sequence[int], sums: frozenset[int] = frozenset()
) -> ShownPart:
    columns = source.columns()
    texts = [[_text(source.cell(row, number)) for number in range(len(columns))] for row in rows]
    return ShownPart(title, [_column(one) for one in columns], texts, sums)


def _group(
    book: EntryBook, row: int, title: str, columns: Sequence[str], *, figures: bool = False
) -> ShownPart | None:
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
        lines.append((name, before, _text(entry_cells.cell(book, row, key))))
    if not lines:
        return None
    look: Look = "figure" if figures else "text"
    years = [fiscal_year_text(year) for year in (snapshot.plan.fy - 1, snapshot.plan.fy)]
    return ShownPart(
        title,
        [
            ShownColumn("item", wording.say("office_print_item"), width=12, label=True),
            ShownColumn("last", years[0], look, width=12),
            ShownColumn("now", years[1], look, width=30),
        ],
        lines,
    )


def _unit(book: EntryBook) -> str:
    return wording.say("office_unit_thousand" if book.unit == 1000 else "office_unit_yen")


def _column(column: GridColumn) -> ShownColumn:
    look = _LOOKS[column.kind]
    money = (wording.say("office_unit_yen"), wording.say("office_unit_thousand"))
    if look == "figure" and column.unit in money:
        look = "amount"
    return ShownColumn(column.key, column.heading, look, column.unit, round(column.width_em))


def _text(cell: GridCell) -> str | None:
    return None if not cell.text and CellFlag.MISSING in cell.flags else cell.text


def _table(book: EntryBook, parts: Sequence[ShownPart], title: str, about: str, on: date) -> Printed:
    snapshot = book.snapshot
    assert snapshot is not None
    return printed(
        snapshot.plan,
        snapshot.period,
        snapshot.office,
        parts,
        title=title,
        about=about,
        unit=book.unit,
        on=on,
    )
