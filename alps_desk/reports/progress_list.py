"""Form 2, 進捗状況一覧表: one row per project and reporting body, in the order of the vision (R35).

Read by project it is the list by project; filtered by 団体 it is the list by body.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from alps_desk.domain.budget_lines import BudgetLine, budget_lines
from alps_desk.domain.cells import CellState
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import record_id
from alps_desk.domain.scales import scale_of
from alps_desk.domain.shown import EMPTY, Figures, Shown
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, text_cell
from alps_desk.reports.money_cells import current_cell, rate_cell, spent_cell
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "progress_list"


def build(
    plan: Plan,
    period: Period,
    figures: Figures,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The progress of every project, body by body.

    Args:
        plan: the plan of the year; its names and types are those of that year (R10).
        period: the period reported; its stage says which amounts are shown.
        figures: figures of all bodies.
        made_by: name of the body that makes the list; made_on: the day.
        display_unit: 1 (円) or 1000 (千円).
    """
    rows: list[Row] = []
    reports: list[tuple[str, bool]] = []
    for line in budget_lines(plan, figures, period.stage):
        project = plan.project(line.project)
        assert project is not None
        report = _Report(plan, period, figures, line)
        if line.expected:
            reports.append((line.office, report.reported))
        rows.append(_row(plan, period, project, report))
    notes = [form_cells.completeness_note(plan, reports), say("form_note_marks")]
    notes += form_cells.conflict_note(row.cells for row in rows)
    return ReportTable(
        NAME,
        say("form_progress_list"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(plan, period),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        notes=notes,
        sample=plan.sample,
        key_columns=form_cells.key_columns(),
    )


class _Report:
    """What one body says of one project in one period."""

    def __init__(self, plan: Plan, period: Period, figures: Figures, line: BudgetLine) -> None:
        self.line = line
        self._record = record_id(
            "progress", line.office, fy=plan.fy, period=period.code, project=line.project
        )
        self._figures = figures
        self.rating = _rating(period)

    def shown(self, field: str) -> Shown:
        return self._figures.get((self._record, field), EMPTY)

    @property
    def scale(self) -> str:
        """The scale the rating was made with (R39)."""
        return scale_of(self._figures, self._record)

    @property
    def reported(self) -> bool:
        """Whether the body has said how far the project is."""
        return self.shown("progress_class").cell.state is not CellState.EMPTY

    @property
    def begun(self) -> bool:
        """Whether anything at all is there; then an empty text field is just empty."""
        fields = ("progress_class", self.rating, "done_text", "issues")
        return self.line.spent_yen is not None or any(
            self.shown(field).cell.state is not CellState.EMPTY for field in fields
        )


def _rating(period: Period) -> str:
    return "self_rating" if period.code == "full_year" else "pace"


def _columns(plan: Plan, period: Period) -> list[Column]:
    group = term("participants")
    return [
        *form_cells.heading_groups(form_cells.project_columns()),
        Column("is_new", term("is_new").replace("/", "/\n"), "mark", width=5),
        *(
            Column(f"part_{body.key}", _narrow(body.name), "mark", width=3, group=group)
            for body in plan.members
        ),
        Column("office", term("office"), "text", width=9),
        Column("progress_class", _narrow(term("progress_class"), 2), "mark", width=7),
        Column("budget_current", term("budget_current"), "yen", width=10),
        Column("spent", term("spent"), "yen", width=10),
        Column("execution_rate", term("execution_rate"), "rate", width=7),
        Column("rating", _narrow(term(_rating(period)), 2), "mark", width=6),
        Column("done_text", term("done_text"), "text", width=40),
        Column("issues", term("issues"), "text", width=26),
    ]


def _narrow(heading: str, last: int = 1) -> str:
    """A heading on two lines, with so many letters on the second: 大町／市, 進捗／区分."""
    return f"{heading[:-last]}\n{heading[-last:]}" if len(heading) > 2 else heading


def _row(plan: Plan, period: Period, project: Project, report: _Report) -> Row:
    line = report.line
    body = plan.body(line.office)
    progress, rating = report.shown("progress_class"), report.shown(report.rating)
    listed = "rating" if report.rating == "self_rating" else "pace"
    cells: Sequence[Cell] = [
        *form_cells.project_cells(plan, project),
        Cell(say("form_new" if project.is_new else "form_continued")),
        *(_part(project, member.key) for member in plan.members),
        Cell(body.name),
        text_cell(progress, plan.label("progress_class", str(progress.cell.value))),
        current_cell(line),
        spent_cell(line),
        rate_cell(line),
        text_cell(rating, plan.label(listed, str(rating.cell.value), report.scale)),
        text_cell(report.shown("done_text")),
        text_cell(report.shown("issues"), optional=report.begun),
    ]
    return Row(cells, keys=form_cells.key_cells(plan, period, project, body))


def _part(project: Project, member: str) -> Cell:
    if member in project.leads:
        return Cell(say("form_lead"))
    return Cell(say("form_part")) if member in project.participants else BLANK
