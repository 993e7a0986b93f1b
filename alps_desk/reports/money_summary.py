"""Form 4, 予算・決算集計表: budget and settlement by project and body, with 総計, 控除 and 純計 (R12, R14, R18, R25).

Promise: every sum is made in yen before anything is rounded, every 純計 is written out as a sum below the table, and
beside every total stands how many bodies it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alps_desk.domain.amounts import INITIAL, Ledger
from alps_desk.domain.budget_lines import BudgetLine, budget_lines, sum_lines
from alps_desk.domain.consolidate import ProjectTotal, RegionTotal, Term, consolidate, total_of
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.shown import Figures
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, UNREPORTED, amount_cell, derived_cell
from alps_desk.reports.money_cells import (
    FINAL_STAGES,
    carried_out_cell,
    current_cell,
    rate_cell,
    spent_cell,
    sum_cell,
    sum_rate_cell,
    supplement_cell,
    unused_cell,
)
from alps_desk.reports.money_groups import Group, field_groups, type_groups
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "money_summary"

Total = ProjectTotal | RegionTotal


def build(
    plan: Plan,
    period: Period,
    figures: Figures,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """Budget and settlement of every project, body by body, then of every body, then of the region.

    Args:
        plan: the plan of the year.
        period: the period reported; its stage says which amounts are shown.
        figures: figures of all bodies.
        made_by: name of the body that makes the table; made_on: the day.
        display_unit: 1 (円) or 1000 (千円).
    """
    stage = period.stage
    ledger = Ledger(plan.fy, figures)
    lines = budget_lines(plan, figures, stage, ledger=ledger)
    spent, initial = (consolidate(plan, figures, one, ledger=ledger) for one in (stage, INITIAL))
    by_project: dict[str, list[BudgetLine]] = {}
    for line in lines:
        by_project.setdefault(line.project, []).append(line)
    totals = _Totals(by_project, spent.rows, initial.rows)
    groups = field_groups(plan)
    rows: list[Row] = []
    for project, spent_total, initial_total in zip(plan.projects, spent.rows, initial.rows, strict=True):
        own = by_project.get(project.code, [])
        head = form_cells.project_cells(plan, project)
        rows += [_line_row(plan, period, project, line, head) for line in own]
        rows += _total_rows(head, own, stage, spent_total, initial_total, "subtotal")
        if project.code in groups:
            rows += totals.rows_of(groups[project.code], stage)
    for group in type_groups(plan):
        rows += totals.rows_of(group, stage)
    rows += _body_rows(plan, lines, stage)
    rows += _total_rows(_region_head(), lines, stage, spent.total, initial.total, "total")
    return ReportTable(
        NAME,
        say("form_money_summary"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        notes=[
            *_notes(plan, period, lines, rows, initial.rows, display_unit),
            *_sum_notes(plan, spent.rows, spent.total),
        ],
        sample=plan.sample,
        key_columns=form_cells.key_columns(),
    )


@dataclass(frozen=True)
class _Totals:
    """What the subtotals of fields and types are made of."""

    lines: Mapping[str, Sequence[BudgetLine]]
    spent: Sequence[ProjectTotal]
    initial: Sequence[ProjectTotal]

    def rows_of(self, group: Group, stage: str) -> list[Row]:
        """総計, 控除 and 純計 of a group of projects."""
        own = [line for code, lines in self.lines.items() if code in group.projects for line in lines]
        spent, initial = (
            total_of([one for one in rows if one.project in group.projects])
            for rows in (self.spent, self.initial)
        )
        return _total_rows(group.head, own, stage, spent, initial, "subtotal")


def _columns() -> list[Column]:
    return [
        *form_cells.heading_groups(form_cells.project_columns()),
        Column("office", term("office"), "text", width=11),
        Column("reported_count", term("reported_count"), "mark", width=5),
        Column("initial", term("budget_initial"), "yen", width=11),
        Column("supplement", term("budget_changes"), "yen", width=10),
        Column("current", term("budget_current"), "yen", width=11),
        Column("spent", term("spent"), "yen", width=11),
        Column("execution_rate", term("execution_rate"), "rate", width=7),
        Column("carried_out", term("carried_out"), "yen", width=10),
        Column("unused", term("unused"), "yen", width=10),
    ]


def _line_row(plan: Plan, period: Period, project: Project, line: BudgetLine, head: Sequence[Cell]) -> Row:
    body = plan.body(line.office)
    reported = UNREPORTED if line.spent_yen is None else Cell(say("form_part"))
    cells = [
        *head,
        Cell(body.name),
        reported if line.expected else NOT_APPLICABLE,
        amount_cell(line.amounts["budget_initial"]),
        supplement_cell(line),
        current_cell(line),
        spent_cell(line),
        rate_cell(line),
        carried_out_cell(line),
        unused_cell(line, period.stage),
    ]
    return Row(cells, keys=form_cells.key_cells(plan, period, project, body))


def _total_rows(
    head: Sequence[Cell],
    lines: Sequence[BudgetLine],
    stage: str,
    spent: Total,
    initial: Total,
    kind: Literal["subtotal", "total"],
) -> list[Row]:
    """総計, 控除 and 純計 of some lines; only 当初 and 支出済額 know transfers, the other columns stay gross.

    Where nothing is taken out the two sums are one, and stand in one row.
    """
    sums = sum_lines(lines)
    count = Cell(say("form_count", done=spent.reported, all=spent.expected))
    taken = initial.elimination_yen or spent.elimination_yen
    alike = not taken and not spent.elimination_conflict and not initial.elimination_conflict
    gross = [
        *head, Cell(say("form_gross_and_net")), count,
        derived_cell(initial.gross_yen, conflict=initial.conflict, missing=UNREPORTED),
        sum_cell(sums, "supplement", stage),
        sum_cell(sums, "current", stage),
        derived_cell(spent.gross_yen, conflict=spent.conflict, missing=UNREPORTED),
        sum_rate_cell(sums),
        sum_cell(sums, "carried_out", stage),
        sum_cell(sums, "unused", stage),
    ]  # fmt: skip
    if alike and kind != "total":
        return [Row(gross, kind)]
    gross[len(head)] = Cell(term("gross_total"))
    rows = [gross]
    for name, initial_yen, spent_yen, of_initial, of_spent in (
        (
            "elimination",
            initial.elimination_yen,
            spent.elimination_yen,
            initial.elimination_conflict,
            spent.elimination_conflict,
        ),
        ("net_total", initial.net_yen, spent.net_yen, initial.conflict, spent.conflict),
    ):
        rows.append(
            [
                *head, Cell(term(name)), BLANK if name == "elimination" else count,
                derived_cell(initial_yen, conflict=of_initial),
                NOT_APPLICABLE, NOT_APPLICABLE,
                derived_cell(spent_yen, conflict=of_spent),
                NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE,
            ]
        )  # fmt: skip
    return [Row(cells, kind) for cells in rows]


def _body_rows(plan: Plan, lines: Sequence[BudgetLine], stage: str) -> list[Row]:
    """One gross total per body over all projects."""
    rows = []
    by_body: dict[str, list[BudgetLine]] = {}
    for line in lines:
        by_body.setdefault(line.office, []).append(line)
    for body in plan.bodies:
        own = by_body.get(body.key, [])
        if not own:
            continue
        sums = sum_lines(own)
        rows.append(
            Row(
                [
                    *_region_head(),
                    Cell(say("form_body_total", body=body.name)),
                    Cell(say("form_count", done=sums.reported, all=sums.expected)),
                    sum_cell(sums, "initial", stage),
                    sum_cell(sums, "supplement", stage),
                    sum_cell(sums, "current", stage),
                    sum_cell(sums, "spent", stage),
                    sum_rate_cell(sums),
                    sum_cell(sums, "carried_out", stage),
                    sum_cell(sums, "unused", stage),
                ],
                "subtotal",
            )
        )
    return rows


def _region_head() -> list[Cell]:
    return [BLANK, BLANK, Cell(say("form_all_projects")), BLANK]


# Notes


def _notes(
    plan: Plan,
    period: Period,
    lines: Sequence[BudgetLine],
    rows: Sequence[Row],
    initial: Sequence[ProjectTotal],
    display_unit: int,
) -> list[str]:
    reports = [(line.office, line.spent_yen is not None) for line in lines if line.expected]
    notes = [form_cells.completeness_note(plan, reports)]
    if not all(reported for _, reported in reports):
        notes.append(say("form_note_net_waiting"))
    notes += form_cells.conflict_note(row.cells for row in rows if row.kind == "data")
    if display_unit != 1:
        notes.append(say("form_note_rounding"))
    notes.append(say("form_note_stage", stage=form_cells.stage_name(period.stage)))
    notes.append(say("form_note_net"))
    if any(total.elimination_yen for total in initial):
        notes.append(say("form_note_initial"))
    if any(line.spending.terms and line.spending.terms[0].basis == "transfer_out" for line in lines):
        notes.append(say("form_note_by_transfer"))
    if any(cell is BLANK for row in rows if row.kind == "data" for cell in row.cells):
        notes.append(say("form_note_blank"))
    if period.stage not in FINAL_STAGES:
        notes.append(say("form_note_unused"))
    return notes


def _sum_notes(plan: Plan, rows: Sequence[ProjectTotal], region: RegionTotal) -> list[str]:
    """Every net total that something was taken out of, as a sum in yen, and the region's."""
    notes = []
    for total in rows:
        project = plan.project(total.project)
        if not total.elimination_yen or project is None:
            continue
        terms = [_term_words(plan, one) for one in total.terms if one.kind == "elimination" and one.yen]
        words = say("form_list_separator").join(terms)
        notes.append(say("form_sum", project=project.name, **_three_amounts(total), terms=words))
    if notes:
        notes.append(say("form_sum_all", project=say("form_all_projects"), **_three_amounts(region)))
    return notes


def _three_amounts(total: Total) -> dict[str, str]:
    return {
        "gross": format_amount(total.gross_yen or 0),
        "elimination": format_amount(total.elimination_yen or 0),
        "net": format_amount(total.net_yen or 0),
    }


def _term_words(plan: Plan, one: Term) -> str:
    payer, payee = plan.body(one.payer).name, plan.body(one.payee).name
    amount = format_amount(one.yen)
    words = [
        say(code)
        for code, marked in (("report_conflict", one.conflict), ("form_on_behalf", one.on_behalf))
        if marked
    ]
    mark = say("form_sum_mark", words=say("form_list_separator").join(words)) if words else ""
    if one.basis == "limit":
        return say("form_sum_limit", payer=payer, amount=amount)
    if one.basis == "transfer_in_total":
        return say("form_sum_total", payee=payee, amount=amount, basis=term("transfer_in"), mark=mark)
    return say("form_sum_pair", payer=payer, payee=payee, amount=amount, basis=term(one.basis), mark=mark)
