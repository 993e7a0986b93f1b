"""全体の一覧: every report of every office in one list, with sums by field and by office; on screen and as a workbook.

Promise: a figure stands here as it stands in the forms (same cells, same sums), and every cell says which record
and field it comes from, so that its history can be asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from alps_desk import wording
from alps_desk.app import board as boards
from alps_desk.app import questions
from alps_desk.app.commands import WriteOverview
from alps_desk.app.entry import period_in
from alps_desk.app.files import write_whole
from alps_desk.app.planning import plan_in_force
from alps_desk.app.questions import BoardCell
from alps_desk.app.workplace import Workplace
from alps_desk.domain.budget_lines import BudgetLine, budget_lines, sum_lines
from alps_desk.domain.consolidate import Consolidation, consolidate
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import record_id
from alps_desk.domain.scales import scale_of
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.reports import form_cells
from alps_desk.reports.as_xlsx import render_xlsx
from alps_desk.reports.money_cells import current_cell, rate_cell, spent_cell
from alps_desk.reports.report_words import has_value, remark
from alps_desk.reports.tables import Cell, Column, Kind, ReportTable, Row

CellState = Literal["value", "none", "pending", "empty", "conflict"]

COLUMNS: tuple[tuple[str, Kind, int], ...] = (
    ("office", "text", 9),
    ("field", "text", 9),
    ("number", "code", 4),
    ("project_name", "text", 16),
    ("project_type", "mark", 4),
    ("progress_class", "mark", 7),
    ("budget_current", "yen", 10),
    ("spent", "yen", 10),
    ("execution_rate", "rate", 7),
    ("rating", "mark", 7),
    ("done_text", "text", 36),
    ("issues", "text", 24),
    ("state", "text", 8),
)
"""Key, kind and relative width on paper."""


@dataclass(frozen=True, slots=True)
class ListCell:
    """One cell.

    Attributes:
        value: what is shown; yen as yen. None where there is no value.
        state: value, none (該当なし), pending, empty (未報告) or conflict.
        words: what is said besides or instead of the value, mostly "".
        record, field: where it is kept; "" where it is computed or the union's.
    """

    value: int | Decimal | str | None
    state: CellState = "value"
    words: str = ""
    record: str = ""
    field: str = ""


@dataclass(frozen=True)
class OverviewRow:
    """One office's report on one project.

    Attributes:
        cells: column → cell.
        board: how far the report is.
        records: where it is kept: texts, amounts of the period, the initial budget.
    """

    office: str
    project: str
    field: str
    cells: Mapping[str, ListCell]
    board: BoardCell
    records: tuple[str, ...]


@dataclass(frozen=True)
class OverviewSum:
    """Sum of some rows.

    Attributes:
        current_yen: 予算現額, gross; gross_yen, elimination_yen, net_yen: spending (R18). For one office alone
            nothing can be taken out: both are None.
        rate: execution rate, per cent.
        reported, expected: parts with a spending, and in all (R25).
        conflict: a figure in it is a 食い違い.
    """

    current_yen: int | None
    gross_yen: int | None
    elimination_yen: int | None
    net_yen: int | None
    rate: Decimal | None
    reported: int
    expected: int
    conflict: bool


@dataclass(frozen=True)
class Overview:
    """The list.

    Attributes:
        rows: in the order of offices, then of the plan.
        fields, offices: sums by field code and by office key; region: of everything.
    """

    plan: Plan
    period: Period
    rows: tuple[OverviewRow, ...]
    fields: Mapping[str, OverviewSum]
    offices: Mapping[str, OverviewSum]
    region: OverviewSum

    def column_label(self, key: str) -> str:
        """Heading of a column without its unit."""
        if key == "rating":
            return wording.term(_rating(self.period))
        return wording.term(key)


def overview(place: Workplace, fy: int, period: str) -> Overview:
    """Every report as known here; for an office its own."""
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    figures = questions.figures(place, fy)
    only = "" if place.is_union else place.office
    board = {(cell.office, cell.project): cell for cell in boards.board(place, fy, period, only)}
    lines = [line for line in budget_lines(plan, figures, when.stage) if not only or line.office == only]
    order = {body.key: number for number, body in enumerate(plan.bodies)}
    rows = [
        _row(plan, when, figures, line, board[line.office, line.project])
        for line in sorted(lines, key=lambda line: order[line.office])  # stable: the plan's order inside
        if (line.office, line.project) in board
    ]
    totals = consolidate(plan, figures, when.stage)
    projects = {
        field.code: {one.code for one in plan.projects if one.field == field.code} for field in plan.fields
    }
    return Overview(
        plan,
        when,
        tuple(rows),
        {code: _sum(lines, None if only else totals, some) for code, some in projects.items()},
        {body.key: _sum([line for line in lines if line.office == body.key], None) for body in plan.bodies},
        _sum(lines, None if only else totals),
    )


def _rating(period: Period) -> str:
    return "self_rating" if period.code == "full_year" else "pace"


def _row(plan: Plan, period: Period, figures: Figures, line: BudgetLine, board: BoardCell) -> OverviewRow:
    project = plan.project(line.project)
    assert project is not None
    record = record_id("progress", line.office, fy=plan.fy, period=period.code, project=line.project)

    def text(field: str, choices: str = "", *, optional: bool = False) -> ListCell:
        shown = figures.get((record, field), EMPTY)
        scale = scale_of(figures, record)
        label = plan.label(choices, str(shown.cell.value), scale) if choices else None
        return _list_cell(form_cells.text_cell(shown, label, optional=optional), record, field)

    number, field_name, name, kind = form_cells.project_cells(plan, project)
    rating = _rating(period)
    stated = line.spending.stated
    cells = {
        "office": ListCell(plan.body(line.office).name),
        "field": _list_cell(field_name),
        "number": _list_cell(number),
        "project_name": _list_cell(name),
        "project_type": _list_cell(kind),
        "progress_class": text("progress_class", "progress_class"),
        "budget_current": _list_cell(current_cell(line), *_place(line, "budget_initial")),
        "spent": _list_cell(spent_cell(line), stated.record, stated.field if stated.record else ""),
        "execution_rate": _list_cell(rate_cell(line)),
        "rating": text(rating, "rating" if rating == "self_rating" else "pace"),
        "done_text": text("done_text"),
        "issues": text("issues", optional=True),
        "state": ListCell(wording.say(f"board_state_{board.state}")),
    }
    money = [
        record_id("money", line.office, fy=plan.fy, project=line.project, stage=stage)
        for stage in (period.stage, "initial")
    ]
    return OverviewRow(line.office, line.project, project.field, cells, board, (record, *money))


def _place(line: BudgetLine, field: str) -> tuple[str, str]:
    amount = line.amounts[field]
    return amount.record, amount.field


def _list_cell(cell: Cell, record: str = "", field: str = "") -> ListCell:
    # A form leaves blank what nobody need say; here that is no value too.
    value = cell.value if has_value(cell) and cell.value != "" else None
    assert not isinstance(value, date)
    return ListCell(value, cell.state, remark(cell), record, field)


def _sum(
    lines: Iterable[BudgetLine], totals: Consolidation | None, projects: Collection[str] | None = None
) -> OverviewSum:
    some = [line for line in lines if projects is None or line.project in projects]
    summed = sum_lines(some)
    rows = [row for row in totals.rows if projects is None or row.project in projects] if totals else []
    known = [row for row in rows if row.net_yen is not None]
    return OverviewSum(
        summed.yen["current"],
        sum(row.gross_yen or 0 for row in known) if known else summed.yen["spent"],
        sum(row.elimination_yen or 0 for row in known) if known else None,
        sum(row.net_yen or 0 for row in known) if known else None,
        summed.rate,
        summed.reported,
        summed.expected,
        summed.conflict or any(row.conflict for row in rows),
    )


# The list as a workbook


def write_overview(place: Workplace, command: WriteOverview) -> int:
    """Write rows of the list as a workbook; number of rows.

    Raises:
        StoreUnavailable: the file cannot be written (``cannot_write``, ``disk_full``).
    """
    found = overview(place, command.fy, command.period)
    by_key = {(row.office, row.project): row for row in found.rows}
    if command.rows is None:
        rows: Sequence[OverviewRow] = found.rows
    else:
        rows = [by_key[key] for key in command.rows if key in by_key]
    made_by = found.plan.body(place.office).name
    table = _table(found, rows, made_by, place.clock().date(), 1000 if command.unit == 1000 else 1)
    write_whole(command.out, render_xlsx(table))
    return len(rows)


def _table(
    found: Overview, rows: Sequence[OverviewRow], made_by: str, made_on: date, unit: Literal[1, 1000]
) -> ReportTable:
    plan, period = found.plan, found.period
    table_rows = [_table_row(plan, period, row) for row in rows]
    notes = list(form_cells.conflict_note(row.cells for row in table_rows))
    if len(rows) < len(found.rows):
        notes.insert(0, wording.say("overview_note_part", count=len(rows), all=len(found.rows)))
    return ReportTable(
        "overview",
        wording.say("overview_title"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        [Column(key, found.column_label(key), kind, width=width) for key, kind, width in COLUMNS],
        table_rows,
        as_of=form_cells.as_of(period),
        display_unit=unit,
        notes=notes,
        sample=plan.sample,
        key_columns=form_cells.key_columns(),
    )


def _table_row(plan: Plan, period: Period, row: OverviewRow) -> Row:
    cells = [_report_cell(row.cells[key]) for key, _, _ in COLUMNS]
    project = plan.project(row.project)
    assert project is not None
    return Row(cells, keys=form_cells.key_cells(plan, period, project, plan.body(row.office)))


def _report_cell(cell: ListCell) -> Cell:
    return Cell(cell.value if cell.value is not None or cell.state != "value" else "", cell.state, cell.words)
