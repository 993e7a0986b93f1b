"""年度別決算額一覧: what was spent on each project in several years, and what was carried over between them (R17).

Promise: only what was spent is added up. What is carried over stands in the budget of both years and would be counted
twice, so it is shown beside the sum and never in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alps_desk.domain.budget_lines import budget_lines, sum_lines
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.consolidate import Consolidation, consolidate, over_years
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.shown import Figures
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, UNREPORTED, derived_cell
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "money_years"
MOST_YEARS = 5


@dataclass(frozen=True)
class YearOf:
    """One fiscal year as it was: its own plan (R10) and its figures."""

    plan: Plan
    figures: Figures


@dataclass(frozen=True)
class _Year:
    plan: Plan
    totals: Consolidation
    carried_out: Mapping[str, int | None]
    conflicts: frozenset[str]


def build(
    plan: Plan,
    period: Period,
    years: Sequence[YearOf],
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """Every project of some years, the latest of them the plan's.

    Args:
        years: in order; only the last ones are shown.
        display_unit: 1 (円) or 1000 (千円).
    """
    shown = [_year(one) for one in years[-MOST_YEARS:]]
    added = over_years(year.totals for year in shown)
    projects: dict[str, Project] = {}
    for year in shown:
        for project in year.plan.projects:
            # The name of its last year; the place of a project that has ended is behind those that go on.
            projects[project.code] = project
    order = [
        *(one.code for one in plan.projects),
        *sorted(set(projects) - {one.code for one in plan.projects}),
    ]
    rows = [
        Row(
            [
                *form_cells.project_cells(plan, projects[code]),
                *(cell for year in shown for cell in _cells(year, code)),
                derived_cell(
                    added.net_yen.get(code), conflict=_conflict(shown, code), missing=UNREPORTED
                ),
            ],
            keys=[Cell(str(plan.fy)), Cell(form_cells.period_name(period)), Cell(code)],
        )
        for code in order
        if code in projects
    ]  # fmt: skip
    rows.append(_last_row(shown, added.total_yen))
    return ReportTable(
        NAME,
        say("form_money_years"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(shown),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        notes=_notes(shown, rows, display_unit),
        sample=plan.sample,
        key_columns=[Column(name, term(name), "code") for name in ("fy", "period", "project")],
    )


def _year(one: YearOf) -> _Year:
    lines = budget_lines(one.plan, one.figures, None)
    carried, conflicts = {}, set()
    for project in one.plan.projects:
        own = sum_lines(line for line in lines if line.project == project.code)
        carried[project.code] = own.yen["carried_out"]
        if own.conflicts["carried_out"]:
            conflicts.add(project.code)
    return _Year(one.plan, consolidate(one.plan, one.figures), carried, frozenset(conflicts))


def _columns(shown: Sequence[_Year]) -> list[Column]:
    columns = [*form_cells.project_columns()]
    for year in shown:
        fy, name = year.plan.fy, fiscal_year_text(year.plan.fy)
        columns += [
            Column(f"net_{fy}", say("form_net_spent"), "yen", width=11, group=name),
            Column(f"carried_out_{fy}", term("carried_out"), "yen", width=10, group=name),
            Column(f"reported_{fy}", term("reported_count"), "mark", width=5, group=name),
        ]
    columns.append(Column("net_all", say("form_years_total"), "yen", width=12))
    return columns


def _cells(year: _Year, code: str) -> list[Cell]:
    row = year.totals.row(code)
    if row is None:
        return [NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE]
    return [
        derived_cell(row.net_yen, conflict=row.conflict, missing=UNREPORTED),
        derived_cell(year.carried_out.get(code), conflict=code in year.conflicts),
        Cell(say("form_count", done=row.reported, all=row.expected)),
    ]


def _conflict(shown: Sequence[_Year], code: str) -> bool:
    return any(row.conflict for year in shown if (row := year.totals.row(code)) is not None)


def _last_row(shown: Sequence[_Year], total: int | None) -> Row:
    cells = [BLANK, BLANK, Cell(say("form_all_projects")), BLANK]
    for year in shown:
        found = year.totals.total
        carried = [yen for yen in year.carried_out.values() if yen is not None]
        cells += [
            derived_cell(found.net_yen, conflict=found.conflict, missing=UNREPORTED),
            derived_cell(sum(carried) if carried else None, conflict=bool(year.conflicts)),
            Cell(say("form_count", done=found.reported, all=found.expected)),
        ]
    cells.append(
        derived_cell(total, conflict=any(y.totals.total.conflict for y in shown), missing=UNREPORTED)
    )
    return Row(cells, "total")


def _notes(shown: Sequence[_Year], rows: Sequence[Row], display_unit: int) -> list[str]:
    notes = [say("form_note_years")]
    for year in shown:
        total = year.totals.total
        if total.reported < total.expected:
            name = fiscal_year_text(year.plan.fy)
            notes.append(say("form_note_year_waiting", year=name, done=total.reported, all=total.expected))
        stages = sorted({stage for row in year.totals.rows for stage in row.stages})
        if len(stages) > 1:
            names = say("form_list_separator").join(form_cells.stage_name(stage) for stage in stages)
            notes.append(say("form_note_year_stages", year=fiscal_year_text(year.plan.fy), stages=names))
    notes += form_cells.conflict_note(row.cells for row in rows if row.kind == "data")
    if display_unit != 1:
        notes.append(say("form_note_rounding"))
    return notes
